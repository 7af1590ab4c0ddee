"""What an inter-company bill answers: it is not sent in, it follows from what was delivered.

Each line bills what stands on goods received for it, at the value at which it came, so that the
account is empty afterwards. What went back since the last bill makes a line, or all of it,
negative.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from domain.duties import Participants, broken_rule
from domain.event import DocumentRef
from domain.intercompany_bills.commands import IssueIntercompanyBill
from domain.intercompany_bills.errors import (
    IntercompanyBillDutiesMixed,
    IntercompanyBillExists,
    IntercompanyBillNothingLeft,
    IntercompanyBillOtherOrder,
)
from domain.intercompany_bills.events import IntercompanyBilledLine, IntercompanyBillIssued
from domain.intercompany_bills.state import IntercompanyBill
from domain.purchase_orders.intercompany_events import PurchaseOrderLineIntercompanyBilled
from domain.purchase_orders.order import PurchaseOrder

ZERO: Final = Decimal(0)


def issue(
    bill: IntercompanyBill | None,
    command: IssueIntercompanyBill,
    order: PurchaseOrder,
    people: Participants,
) -> IntercompanyBillIssued:
    """The next bill of the order. `people` took a part in it or in its receipts."""
    if bill is not None:
        raise IntercompanyBillExists(command.intercompany_bill_id)
    if order.seller is None:
        raise IntercompanyBillOtherOrder(order.number, order.order_type)
    rule = broken_rule("bill", command.billed_by, people)
    if rule is not None:
        raise IntercompanyBillDutiesMixed(order.number, command.billed_by, rule.name)
    lines = tuple(_left(order))
    if not lines:
        raise IntercompanyBillNothingLeft(order.number)
    return IntercompanyBillIssued(
        intercompany_bill_id=command.intercompany_bill_id,
        number=command.number,
        purchase_order=order.ref,
        legal_entity=order.seller.legal_entity,
        facility=order.seller.facility,
        to_legal_entity=order.legal_entity,
        to_facility=order.facility,
        currency=order.currency,
        lines=lines,
        total=sum((each.amount for each in lines), ZERO),
        billed_on=command.now.date(),
        billed_by=command.billed_by,
    )


def on_order(
    issued: IntercompanyBillIssued, order: PurchaseOrder, bill: DocumentRef
) -> tuple[PurchaseOrderLineIntercompanyBilled, ...]:
    """What the bill leaves on the lines of its order, which is the buyer's side of it."""
    return tuple(
        PurchaseOrderLineIntercompanyBilled(
            line=each.purchase_order_line,
            quantity=each.quantity,
            amount=each.amount,
            currency=issued.currency,
            billed_on=issued.billed_on,
            intercompany_bill=bill,
            purchase_order=order.ref,
            supplier_id=order.supplier_id,
        )
        for each in issued.lines
    )


def _left(order: PurchaseOrder) -> Iterator[IntercompanyBilledLine]:
    for number, line in order.lines.items():
        quantity = line.received - line.invoiced
        amount = line.ledger.balance
        if quantity or amount:
            yield IntercompanyBilledLine(
                purchase_order_line=number,
                description=line.terms.description,
                quantity=quantity,
                unit=line.terms.pack.unit,
                amount=amount,
            )
