"""Disputes in the state of an invoice: what each withholds, and which holds it covers."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from domain.invoices.dispute_events import DisputeEvent, InvoiceDisputeRaised

ZERO: Final = Decimal(0)


class Dispute(NamedTuple):
    """A part that is withheld until it is resolved. A resolved one keeps its number.

    `lines` are (line, amount, tax), `covers` are (hold, what it would have cost).
    """

    amount: Decimal
    raised_by: str
    is_open: bool = True
    lines: tuple[tuple[int, Decimal, Decimal], ...] = ()
    covers: tuple[tuple[int, Decimal], ...] = ()

    @property
    def in_whole(self) -> Decimal:
        """What of it is of no line."""
        return self.amount - sum((amount + tax for _, amount, tax in self.lines), ZERO)


def disputed(
    disputes: Mapping[int, Dispute], people: frozenset[str], event: DisputeEvent
) -> tuple[Mapping[int, Dispute], frozenset[str]]:
    """The disputes from this event on, and the people who let something go."""
    if isinstance(event, InvoiceDisputeRaised):
        lines = tuple((each.line, each.amount, each.tax) for each in event.lines or ())
        covers = tuple((each.hold, each.exposure) for each in event.covers or ())
        dispute = Dispute(event.amount, event.raised_by, lines=lines, covers=covers)
        people |= {event.raised_by} if covers else set()
        return {**disputes, event.dispute: dispute}, people
    again = event.stops_again or ()
    left = {number: _without(each, again) for number, each in disputes.items()}
    return {**left, event.dispute: left[event.dispute]._replace(is_open=False)}, people


def _without(dispute: Dispute, holds: Collection[int]) -> Dispute:
    """As it is where it does not cover these holds."""
    if not holds:
        return dispute
    return dispute._replace(covers=tuple(each for each in dispute.covers if each[0] not in holds))


def open_disputes(disputes: Mapping[int, Dispute]) -> dict[int, Dispute]:
    """Those that are not resolved."""
    return {number: each for number, each in disputes.items() if each.is_open}


def covered(disputes: Mapping[int, Dispute]) -> dict[int, Decimal]:
    """Holds that open disputes cover, with what is withheld for each of them."""
    return {
        hold: exposure
        for each in open_disputes(disputes).values()
        for hold, exposure in each.covers
    }


def withheld_of(disputes: Mapping[int, Dispute], line: int) -> Decimal:
    """What open disputes withhold of a line, without its tax."""
    lines = (each.lines for each in open_disputes(disputes).values())
    return sum((own for each in lines for at, own, _ in each if at == line), ZERO)
