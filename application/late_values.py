"""Goods that came before any rate of their day was known, valued once there is one.

Their receipt left them in stock or expense, and on goods received, at nothing in the books. The
first movement of the line that has a rate tells what they count: at the rate of the day on which
they came, if somebody has recorded it by now, else at its own. It is told beside the differences of
that movement, so that goods and account move in one entry.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from application.work import Work
from domain.aggregate import Aggregate
from domain.credit_memos.state import CREDIT_MEMO
from domain.event import DocumentRef
from domain.exchange_rates.state import EXCHANGE_RATE, exchange_rate_id
from domain.invoices.state import INVOICE
from domain.money import EXACT, rounded
from domain.open_items.carrying import late_values
from domain.open_items.moves import ItemMove
from domain.purchase_orders.cost_bearers import Portion, portions
from domain.purchase_orders.ledger_events import PurchaseOrderLineValued
from domain.purchase_orders.line_state import ZERO, Line
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.receipts.state import RECEIPT

_SOURCES: Final[tuple[Aggregate[Any], ...]] = (RECEIPT, INVOICE, CREDIT_MEMO)


async def valued_late(work: Work, each: ItemMove, rate: Decimal) -> list[dict[str, object]]:
    """What the movement tells of who bears the goods by now; records at what they stand."""
    order = await work.load(PURCHASE_ORDER, each.item.document.id)
    line = order.lines[each.item.line or 0]
    pair = await work.find(
        EXCHANGE_RATE, exchange_rate_id(work.tenant, each.currency, each.books_currency)
    )
    came_on = line.ledger.came_on
    rates = late_values(
        line.ledger.in_books,
        rate,
        lambda source: None if pair is None or source not in came_on else pair.on(came_on[source]),
    )
    whole = inspected_later = ZERO
    for source, own in rates.items():
        amount = EXACT.multiply(line.ledger.in_books[source].amount, own)
        valued = PurchaseOrderLineValued(
            line=line.terms.line,
            amount=ZERO,
            books_amount=rounded(amount, each.books_currency),
            currency=each.currency,
            books_currency=each.books_currency,
            source=await _source(work, order, source),
            rate=own,
            account=each.item.account,
        )
        whole += valued.books_amount
        if pair is not None and source in came_on and pair.on(came_on[source]) is not None:
            inspected_later += valued.books_amount  # Its inspection will have that rate.
        await work.record(PURCHASE_ORDER, order.id, (valued,))
    if not whole:
        return []
    to = "inventory" if line.terms.accounting == "stock" else "expense"
    told: dict[str, object] = {"account": each.item.account, "line": line.terms.line}
    waits = rounded(Fraction(inspected_later) * _waiting(line), each.books_currency)
    return [
        *([{**told, "to": "receiving_inspection", "amount": f"{waits:f}"}] if waits else []),
        *(
            {**told, "to": to, "amount": f"{part.amount:f}", **_shares(part)}
            for part in portions(line, whole - waits, each.books_currency)
            if part.amount
        ),
    ]


def _waiting(line: Line) -> Fraction:
    """The part of its goods that nobody has accepted, and that stands in inspection."""
    if line.terms.match != "four_way" or line.terms.delivery == "service" or not line.received:
        return Fraction()
    return Fraction(line.received - line.accepted) / Fraction(line.received)


def _shares(part: Portion) -> dict[str, object]:
    if part.shares is None:
        return {}
    return {"shares": [each.model_dump(mode="json", exclude_none=True) for each in part.shares]}


async def _source(work: Work, order: PurchaseOrder, source: str) -> DocumentRef:
    for kind in _SOURCES:
        document = await work.find(kind, source)
        if document is not None:
            ref: DocumentRef = document.ref
            return ref
    return order.ref  # what is used at once is told by the order itself
