"""A posted journal never changes: what a rebuild by other rules keeps, and what it adds.

Where the version that is declared would post a fact otherwise than the one that serves did, the
entry stands as finance has seen it, in the new tables too, and the difference is posted as a fact
of its own, in the period that is open. So every balance of the past is what it was, and today's is
what the new rules say. Pure; events and rows come from `adapters/postgres/read_posted.py`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from domain.accounting import journal_entries
from domain.event import DocumentRef, Recorded
from domain.journal_corrections.commands import PostJournalCorrection
from domain.journal_corrections.events import CorrectingLine, PostedLine
from domain.journal_corrections.state import journal_correction_id
from domain.journal_lines import JournalLine
from domain.posted_entries import correcting_lines, same

NAMED_MAX: Final = 5_000  # How many corrections a report names; it counts them all.


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One event whose entries stand, with the lines that stand and those that are added."""

    tenant: str
    source: DocumentRef
    source_type: str
    source_event: str
    source_position: int
    former_version: int
    version: int
    stands: tuple[PostedLine, ...]
    lines: tuple[CorrectingLine, ...]
    purchase_order: DocumentRef | None
    legal_entity: str | None
    facility: str | None
    after: int = 0  # lines that corrections had added before

    @property
    def correction_id(self) -> str:
        """The id of the document that it becomes."""
        return journal_correction_id(self.tenant, self.source_event, self.version, self.after)

    def command(self, now: datetime) -> PostJournalCorrection:
        """What has it posted."""
        return PostJournalCorrection(
            now=now,
            correction_id=self.correction_id,
            source=self.source,
            source_type=self.source_type,
            source_event=self.source_event,
            source_position=self.source_position,
            former_version=self.former_version,
            version=self.version,
            stands=self.stands,
            lines=self.lines,
            purchase_order=self.purchase_order,
            legal_entity=self.legal_entity,
            facility=self.facility,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """All of a rebuild: how many, the first of them, and whether they were posted."""

    count: int = 0
    named: tuple[Correction, ...] = ()
    posted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """Of the journal: by which the rows that serve were made, and which is declared.

    `columns` are those that both have; only these are compared.
    """

    former: int
    declared: int
    columns: Collection[str]


def correction_of(
    event: Recorded,
    stands: Sequence[JournalLine],
    earlier: Sequence[CorrectingLine],
    versions: Versions,
) -> Correction | None:
    """What is to be kept and added of an event; none where it stands as the rules want it.

    `earlier` are the lines of corrections that were posted of it before.
    """
    wanted = journal_entries(event)
    if not earlier and same(stands, wanted, versions.columns):
        return None
    lines = correcting_lines(stands, earlier, wanted)
    if earlier and not lines:
        return None
    around, order = event.metadata, _order_of(event)
    return Correction(
        tenant=event.tenant,
        source=DocumentRef(
            aggregate=event.aggregate, id=event.document_id, number=around["number"]
        ),
        source_type=event.type,
        source_event=around["event_id"],
        source_position=event.position,
        former_version=versions.former,
        version=versions.declared,
        stands=tuple(_kept(each) for each in stands),
        lines=tuple(lines),
        purchase_order=None if order is None else DocumentRef.model_validate(order),
        legal_entity=around.get("legal_entity"),
        facility=around.get("facility"),
        after=len(earlier),
    )


def _order_of(event: Recorded) -> Any:  # noqa: ANN401 - stored JSON
    return (event.data.get("accounted") or event.data).get("purchase_order")


def _kept(line: JournalLine) -> PostedLine:
    told = line._asdict()
    del told["document"]  # It is the source.
    return PostedLine.model_validate(told)
