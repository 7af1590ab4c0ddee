"""What people let pass of an invoice: who, when, why; and its lines that are on no order line."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.invoices.events import InvoiceHoldPlaced, InvoiceHoldReleased
from domain.invoices.state import Invoice
from replay.wording import Told, words


@dataclass(frozen=True, slots=True, kw_only=True)
class LetPass:
    """A hold that a person released by hand."""

    hold: int
    kind: str
    line: int | None
    exposure: str | None
    released_by: str
    released_on: str
    reason_code: str


def by_hand(fact: InvoiceHoldReleased, placed: InvoiceHoldPlaced, moment: str) -> LetPass:
    """The release of this hold at this moment."""
    return LetPass(
        hold=fact.hold,
        kind=fact.kind,
        line=placed.line,
        exposure=None if placed.exposure is None else str(placed.exposure),
        released_by=fact.released_by or "nobody who is on record",
        released_on=moment[:10],
        reason_code=fact.reason_code,
    )


def passed(each: LetPass) -> str:
    """Who let it pass, when, and why."""
    line = f" on line {each.line}" if each.line is not None else ""
    return (
        f"{each.released_by} let hold {each.hold} ({words(each.kind)}){line} pass on"
        f" {each.released_on}; reason: {words(each.reason_code)}."
    )


def beside_order(told: Told, invoice: Invoice) -> Iterator[str]:
    """Of a posted invoice, the lines that were compared with nothing."""
    if invoice.accounted is None or invoice.purchase_order is None:
        return
    for line in invoice.lines:
        if line.line not in invoice.links:
            asked = told.money(str(line.amount))
            yield f"Line {line.line} asks {asked} and is on no line of the order: it is expense."
