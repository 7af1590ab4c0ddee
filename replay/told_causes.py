"""What an invoice waits for, as it is told: each fact behind a hold, and the chain in sentences.

`hold_causes.py` finds them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from replay.wording import words

_ENDS_WITH_ITS_CAUSE: Final = frozenset(
    {"supplier_on_hold", "order_on_hold", "order_not_ratified", "order_closed"}
    | {"order_not_approved", "inspection_pending"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CausingFact:
    """A fact as it is told to whoever asks why: of which document, by whom, when, and why."""

    document: str  # <aggregate>/<id>
    number: str | None
    position: int
    version: int
    type: str
    sentence: str
    recorded_at: datetime
    effective_at: str
    actor: Mapping[str, str]
    command_id: str
    reason: str | None
    policies: tuple[str, ...]  # name and version each


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCauses:
    """What one hold leads to. `hold` and `placed` are none where the invoice has no hold for it.

    `led_to_it`: what its command recorded first; none: the hold itself was asked for.
    """

    hold: int | None
    kind: str  # of the hold; else `supplier` or `credit_memo`
    obstacle: str | None  # as the rules found it
    placed: CausingFact | None
    led_to_it: CausingFact | None
    rests_on: tuple[CausingFact, ...]


def facts_of(causes: HoldCauses) -> tuple[CausingFact, ...]:
    """What led to it, and what it rests on."""
    return (*([causes.led_to_it] if causes.led_to_it else []), *causes.rests_on)


def told_cause(causes: HoldCauses) -> Iterator[str]:
    """The chain in sentences, the nearest fact first."""
    if causes.placed is not None:
        yield f"Hold {causes.hold} {_by(causes.placed)} {_when(causes.placed)}."
        if causes.led_to_it is not None:
            yield f"What led to it: {_named(causes.led_to_it)}"
        if not causes.rests_on and causes.kind in _ENDS_WITH_ITS_CAUSE:
            yield "Nothing of what it rested on stands any more: have the invoice judged again."
    elif causes.kind == "supplier":
        yield f"Its supplier may not be paid: {causes.obstacle}."
    else:
        yield "A credit memo that names it waits itself."
    for each in causes.rests_on:
        yield f"Behind it stands {_named(each)}"


def _by(placed: CausingFact) -> str:
    """A person, or the rules as somebody acted; and why."""
    who = placed.actor["id"]
    if placed.type == "invoice.hold_placed" and placed.reason is not None:
        return f"was placed by {who} ({words(placed.reason)}),"
    return f"was placed by the rules, as {who} acted,"


def _named(fact: CausingFact) -> str:
    """Which document, what happened, when on both clocks, under which policies."""
    aggregate, _, document_id = fact.document.partition("/")
    under = f" under {', '.join(fact.policies)}" if fact.policies else ""
    return (
        f"{words(aggregate)} {fact.number or document_id}, version {fact.version}:"
        f" {fact.sentence} By {fact.actor['id']}{under}, {_when(fact)}."
    )


def _when(fact: CausingFact) -> str:
    """On both clocks."""
    recorded = fact.recorded_at.astimezone(UTC)
    return (
        f"in effect {fact.effective_at[:16].replace('T', ' ')}, recorded {recorded:%Y-%m-%d %H:%M},"
        f" position {fact.position}"
    )
