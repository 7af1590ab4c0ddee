"""Judging one invoice again: when limits, the supplier or the day have changed, and no ledger has.

A receipt or change order judges by itself whom it touches. What has no ledger of its own (a version
of the tolerances, a supplier who was cleared, a hold whose last day has passed) is noticed here,
and only a change, or limits that now are others for a hold that stands, is a fact.
"""

from datetime import date
from functools import reduce
from typing import Final

from domain.invoices.book_barriers import OPEN, Books
from domain.invoices.decide_capture import barriers
from domain.invoices.decide_match import bill_of, evaluate, lapsed, place_all, resolve
from domain.invoices.errors import InvoiceVoidedAlready
from domain.invoices.events import InvoiceEvent
from domain.invoices.hold_kinds import HoldKind
from domain.invoices.lines import Check
from domain.invoices.linking import LINKED_AWAY
from domain.invoices.order_facts import OrderFacts
from domain.invoices.settlement_errors import InvoiceJudgedAlready, InvoiceSettled
from domain.invoices.state import Hold, Invoice, evolve
from domain.match_findings import Judge
from domain.purchase_orders.parts import PartKind
from domain.tolerance import TolerancePolicy

# The check whose limits decide on a hold. Other holds know no tolerance.
TOLERATED: Final[dict[HoldKind, Check]] = {
    "price": "price",
    "quantity_ordered": "ordered_quantity",
    "quantity_received": "received_quantity",
    "amount_ordered": "ordered_amount",
    "amount_received": "received_amount",
    "receipt_missing": "received_quantity",
    "inspection_pending": "accepted_quantity",
    "goods_rejected": "accepted_quantity",
    "line_amount": "line_amount",
    "over_tax": "tax",
    "under_tax": "tax",
    "freight": "freight",
    "discount": "agreed_discount",
    "header_total": "header_total",
    "contract_price": "contract_price",
    "early_shipment": "early_shipment",
    "exchange_rate": "exchange_rate",
}
# Of what the order carries, the same is judged by what it says.
_AGREED: Final[dict[Check, tuple[PartKind, Check]]] = {
    "tax": ("tax", "agreed_tax"),
    "freight": ("freight", "agreed_freight"),
}
# Not a duplicate.
_FOUND_AT_CAPTURE: Final = LINKED_AWAY | {
    *("header_total", "period_closed", "exchange_rate_missing", "small_difference_cap")
}


def rematch(
    invoice: Invoice,
    order: OrderFacts | None,
    *,
    policy: TolerancePolicy,
    before: TolerancePolicy | None,
    today: date,
    books: Books = OPEN,
) -> tuple[InvoiceEvent, ...]:
    """What has changed, `before` being the tolerances of its last verdict; nothing is refused.

    `order` is the one that it is linked to, else the one that it names; `books` are as at capture.
    """
    if invoice.voided:
        raise InvoiceVoidedAlready(invoice.number)
    if invoice.settled_whole and not invoice.holds:
        raise InvoiceSettled(invoice.number)
    ended = lapsed(invoice, today)
    freed = reduce(evolve, ended, invoice)
    if invoice.purchase_order is None and (invoice.unlinked_from or invoice.accounted) is not None:
        judged: tuple[InvoiceEvent, ...] = ()  # A person took the match back, or did without one.
    elif invoice.purchase_order is None:
        judged = _barred_again(freed, order, policy, books)
    else:
        assert order is not None, "a linked invoice has its order"
        anew = before is not None and touches(freed, order, before, policy)
        judged = evaluate(freed, order, policy, anew=anew)
    if not ended and not judged:
        raise InvoiceJudgedAlready(invoice.number, policy.version.version)
    return (*ended, *judged)


def touches(
    invoice: Invoice, order: OrderFacts, before: TolerancePolicy, after: TolerancePolicy
) -> bool:
    """Whether any hold that stands would be judged within other limits than it was."""
    bill = bill_of(invoice, invoice.links, order)
    was, now = Judge(bill, before), Judge(bill, after)
    return any(_moved(invoice, hold, order, was, now) for hold in invoice.holds)


def _moved(invoice: Invoice, hold: Hold, order: OrderFacts, was: Judge, now: Judge) -> bool:
    check = TOLERATED.get(hold.kind)
    if check is None:
        return False
    tie = invoice.links.get(hold.line) if hold.line is not None else None
    side = order.sides[tie.purchase_order_line] if tie is not None else None
    if hold.kind == "receipt_missing" and side is not None and side.by_amount:
        check = "received_amount"
    if check in _AGREED and order.plan is not None:
        kind, agreed = _AGREED[check]
        check = agreed if order.plan.plans(kind) else check
    return was.limits(check, side)[0] != now.limits(check, side)[0]


def _barred_again(
    invoice: Invoice, order: OrderFacts | None, policy: TolerancePolicy, books: Books
) -> tuple[InvoiceEvent, ...]:
    """Barriers that are gone, and new ones; where none is left, the invoice can be linked."""
    verdict, found = barriers(invoice, order, policy, books)
    wanted = {(each.kind, each.line): each for each in found}
    stand = {(each.kind, each.line) for each in invoice.holds}
    gone = [
        each
        for each in invoice.holds
        if each.kind in _FOUND_AT_CAPTURE and (each.kind, each.line) not in wanted
    ]
    new = [each for key, each in wanted.items() if key not in stand]
    if not gone and not new:
        return ()
    return (*verdict, *(resolve(each, "cause_gone") for each in gone), *place_all(invoice, new))
