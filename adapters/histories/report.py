"""What an import tells: how far it is, and what became of every event of the file."""

from dataclasses import dataclass, field

from adapters.histories.ledger import OutcomeKind, Settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the import is; `done` counts what an earlier run settled too."""

    done: int
    total: int
    per_second: float  # events of this run


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMade:
    """A supplier or item that the cases need and that could not be made, or made ready."""

    document: str  # `<aggregate>/<id>`
    code: str
    reason: str


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """What became of a file. accepted + rejected + explained = source_events.

    `commands` were carried out, set-up not counted; `resumed` events were settled by earlier runs.
    Events that need what was `not_made` are refused with codes of their own.
    """

    cases: int
    source_events: int
    accepted: int = 0
    rejected: int = 0
    explained: int = 0
    resumed: int = 0
    commands: int = 0
    seconds: float = 0.0
    by_activity: dict[str, dict[OutcomeKind, int]] = field(default_factory=dict)
    rejected_by_code: dict[str, int] = field(default_factory=dict)
    not_made: list[NotMade] = field(default_factory=list)

    @property
    def settled(self) -> int:
        """Events with an outcome."""
        return self.accepted + self.rejected + self.explained

    def add(self, row: Settled) -> None:
        """Counts one outcome."""
        none: dict[OutcomeKind, int] = {"accepted": 0, "rejected": 0, "explained": 0}
        self.by_activity.setdefault(row.activity, none)[row.outcome] += 1
        self.commands += row.commands
        match row.outcome:
            case "accepted":
                self.accepted += 1
            case "explained":
                self.explained += 1
            case "rejected":
                self.rejected += 1
                code = row.reason or "rejected"
                self.rejected_by_code[code] = self.rejected_by_code.get(code, 0) + 1
