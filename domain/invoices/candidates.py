"""Which order lines a line of an invoice may be for: what is offered to whoever links it.

Offered is what the line could bill without being wrong about whom, in what, or of which item:
lines of issued orders of its supplier, legal entity and currency, of which something is left to
bill beside what the invoice's other lines are tied to. The likeliest come first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.event import DocumentRef
from domain.invoices.lines import InvoiceLine
from domain.invoices.linking import other_item
from domain.invoices.order_facts import OrderFacts
from domain.invoices.state import Invoice
from domain.match_sides import OrderSide, asked_of
from domain.purchase_orders.billing import suggested_receipts
from domain.purchase_orders.named_receipts import shared
from domain.quantity import content

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One order line, and how well the invoice line fits it.

    `left` is what may still be billed of what is ordered; `receipts` are those that the line would
    be for, and how much of each, as far as anything has come.
    """

    purchase_order: DocumentRef
    side: OrderSide
    asked: Decimal  # in the order line's unit
    left: Decimal
    same_item: bool
    same_price: bool
    receipts: dict[str, Decimal]

    @property
    def within(self) -> bool:
        """Whether all that the line asks for is left to be billed."""
        return 0 < self.asked <= self.left

    @property
    def rank(self) -> tuple[bool, bool, bool, bool]:
        """What fits best comes first."""
        return not self.same_item, not self.same_price, not self.within, self.asked != self.left


def candidates(
    invoice: Invoice, line: InvoiceLine, orders: Sequence[OrderFacts]
) -> tuple[Candidate, ...]:
    """The order lines that this line may be for, the likeliest first."""
    found = [each for order in orders for each in _of_order(invoice, line, order)]
    return tuple(sorted(found, key=lambda each: each.rank))


def in_question(invoice: Invoice, order: OrderFacts) -> bool:
    """Whether the order is one that the invoice could be for."""
    terms = (order.legal_entity, order.currency) == (invoice.legal_entity, invoice.currency)
    return order.revision > 0 and terms and order.is_of(invoice.supplier_id)


def _of_order(invoice: Invoice, line: InvoiceLine, order: OrderFacts) -> Iterator[Candidate]:
    if not in_question(invoice, order):
        return
    for side in order.sides.values():
        unit = line.unit or side.pack.unit
        asked = asked_of(side, line.quantity, unit, line.amount, side.prior)
        left = _left(invoice, line, order, side)
        if asked is None or left <= 0 or other_item(line, side):
            continue
        billed = shared(side.receipts, side.named, side.prior)
        unbilled = {each: stands - billed[each] for each, stands in side.receipts.items()}
        yield Candidate(
            purchase_order=order.purchase_order,
            side=side,
            asked=asked,
            left=left,
            same_item=_same_item(line, side),
            same_price=_same_price(line, side, unit),
            receipts=suggested_receipts(unbilled, asked),
        )


def _left(invoice: Invoice, line: InvoiceLine, order: OrderFacts, side: OrderSide) -> Decimal:
    if side.closed_for_invoicing:
        return ZERO
    tied = ZERO
    if order.purchase_order.id == invoice.unlinked_from:
        ties = (tie for number, tie in invoice.links.items() if number != line.line)
        tied = sum((tie.quantity for tie in ties if tie.purchase_order_line == side.line), ZERO)
    return side.ordered - side.prior - tied


def _same_item(line: InvoiceLine, side: OrderSide) -> bool:
    if line.item_id is not None and line.item_id == side.item_id:
        return True
    return line.description is not None and _plain(line.description) == _plain(side.description)


def _same_price(line: InvoiceLine, side: OrderSide, unit: str) -> bool:
    if side.by_amount:
        return True
    holds = Fraction(1) if unit == side.pack.unit else content(side.pack)
    billed = content(side.packs[unit]) if unit in side.packs else 1
    return Fraction(line.unit_price) * holds == Fraction(side.unit_price) * billed


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
