"""Paying ahead: never more than is ordered, and whatever an invoice uses up is paid once.

What is asked for ahead of an order, all prepayments together, is at most what is ordered: goods
that have not come are the only ground for it. An invoice uses up what was paid before any more cash
leaves the bank.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.duties import Participants, broken_rule
from domain.invoices.dates import check_done, check_planned
from domain.invoices.state import Invoice
from domain.money import allocated, exact, rounded
from domain.prepayments.commands import (
    PayPrepayment,
    RecordPrepaymentCredit,
    RequestPrepayment,
)
from domain.prepayments.errors import (
    PrepaymentAmountUnclear,
    PrepaymentDutiesMixed,
    PrepaymentExists,
    PrepaymentNotCovered,
    PrepaymentNotDue,
    PrepaymentNotPositive,
    PrepaymentOrderBilled,
    PrepaymentOrderNotOpen,
    PrepaymentSupplierStopped,
    PrepaymentTooHigh,
)
from domain.prepayments.events import (
    PrepaidLine,
    PrepaidPart,
    PrepaymentApplied,
    PrepaymentCredited,
    PrepaymentEvent,
    PrepaymentPaid,
    PrepaymentRequested,
)
from domain.prepayments.state import ZERO, Prepayment
from domain.purchase_orders.intercompany import require_supplier
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.state import PurchaseOrder

DUE_AHEAD_MAX: Final = timedelta(days=366)
WHOLE: Final = Decimal(100)


def request(
    prepayment: Prepayment | None, command: RequestPrepayment, order: PurchaseOrder
) -> tuple[PrepaymentEvent, ...]:
    """The supplier wants money ahead for an order in force that nobody has billed."""
    if prepayment is not None:
        raise PrepaymentExists(command.prepayment_id)
    _check_order(order)
    check_planned("The day on which it is due", command.due_on, command.now, DUE_AHEAD_MAX)
    lines, parts = _asked(command, order)
    total = sum((line.amount for line in lines), ZERO) + sum(map(_signed, parts), ZERO)
    left = order.total - sum(order.prepayments.values(), ZERO)
    if total <= 0:
        raise PrepaymentNotPositive("The prepayment", total)
    if total > left:
        what = f"is ordered on {order.number} and not prepaid"
        raise PrepaymentTooHigh(what, total, max(left, ZERO))
    return (
        PrepaymentRequested(
            prepayment_id=command.prepayment_id,
            number=command.number,
            purchase_order=order.ref,
            supplier_id=order.supplier_id,
            supplier_name=order.supplier_name,
            legal_entity=order.legal_entity,
            facility=order.facility,
            currency=order.currency,
            lines=tuple(line for line in lines if line.amount > 0),
            parts=tuple(part for part in parts if part.amount > 0) or None,
            total=total,
            due_on=command.due_on,
            requested_by=command.requested_by,
        ),
    )


def pay(
    prepayment: Prepayment,
    command: PayPrepayment,
    order: PurchaseOrder,
    *,
    waiting: Sequence[Invoice] = (),
    others: Sequence[Prepayment] = (),
    supplier_obstacle: str | None,
    banked: Participants,
) -> tuple[PrepaymentEvent, ...]:
    """The bank paid it whole, and the order still asks for as much.

    `waiting` are the invoices of the order that do, which it will settle; `others` its other
    prepayments. `banked` had a hand in the account that the money goes to.
    """
    amount = prepayment.total - prepayment.paid
    if prepayment.is_paid or amount <= 0:
        raise PrepaymentNotDue(prepayment.number)
    _check_in_force(order)
    if order.supplier_id != prepayment.supplier_id:
        raise PrepaymentOrderNotOpen(order.number, "went to another supplier since")
    left = order.total - _settled(order, waiting) - sum((each.available for each in others), ZERO)
    if amount > left:
        raise PrepaymentNotCovered(prepayment.number, amount, order.number, max(left, ZERO))
    if supplier_obstacle is not None:
        raise PrepaymentSupplierStopped(prepayment.number, supplier_obstacle)
    parts: Participants = {"capturer": (prepayment.requested_by,), **banked}
    rule = broken_rule("pay", command.paid_by, parts)
    if rule is not None:
        did = "asked for it" if rule.part == "capturer" else "had a hand in the bank details"
        raise PrepaymentDutiesMixed(command.paid_by, did)
    check_done("The day of the payment", command.paid_on, command.now)
    return (
        PrepaymentPaid(
            supplier_id=prepayment.supplier_id,
            payment=command.payment,
            paid_on=command.paid_on,
            amount=amount,
            currency=prepayment.currency,
            paid_by=command.paid_by,
        ),
    )


def credit(prepayment: Prepayment, command: RecordPrepaymentCredit) -> tuple[PrepaymentEvent, ...]:
    """Less is asked for; what was paid beyond the rest has come back."""
    check_done("The day of the credit", command.credited_on, command.now, prepayment.paid_on)
    amount = exact(command.amount, prepayment.currency)
    if amount <= 0:
        raise PrepaymentNotPositive("The credit", amount)
    if amount > prepayment.open_amount:
        raise PrepaymentTooHigh("no invoice has used up", amount, prepayment.open_amount)
    return (
        PrepaymentCredited(
            supplier_id=prepayment.supplier_id,
            credit=command.credit,
            credited_on=command.credited_on,
            amount=amount,
            refunded=amount if prepayment.is_paid else ZERO,
            currency=prepayment.currency,
            open_amount=prepayment.open_amount - amount,
            recorded_by=command.recorded_by,
        ),
    )


def use_up(
    prepayment: Prepayment, invoice: Invoice, applied_on: date
) -> tuple[PrepaymentEvent, ...]:
    """As much of the prepayment as the invoice, which nothing stops, still asks for."""
    if not invoice.payable or invoice.currency != prepayment.currency:
        return ()
    amount = min(prepayment.available, invoice.unscheduled)
    if amount <= 0:
        return ()
    return (
        PrepaymentApplied(
            supplier_id=prepayment.supplier_id,
            invoice=invoice.ref,
            applied_on=applied_on,
            amount=amount,
            currency=prepayment.currency,
            open_amount=prepayment.open_amount - amount,
        ),
    )


def _settled(order: PurchaseOrder, waiting: Sequence[Invoice]) -> Decimal:
    """What invoices of the order took of what it comes to: paid, in a payment run, or prepaid.

    Of one that waits what was settled of it; of the others all that they asked, less credits.
    """
    taken = ZERO
    for each in waiting:
        planned = sum((run.settles for run in each.scheduled.values()), ZERO)
        taken += each.paid + each.prepaid + planned
    for invoice in {*_billing(order), *order.parts_billed} - {*order.waiting_invoices}:
        taken += sum((_billed(line, invoice) for line in order.lines.values()), ZERO)
        beside = order.parts_billed[invoice].parts if invoice in order.parts_billed else {}
        taken += sum((-v if kind == "discount" else v for kind, v in beside.items()), ZERO)
    return taken


def _billed(line: Line, invoice: str) -> Decimal:
    return line.ledger.invoices[invoice].amount if invoice in line.ledger.invoices else ZERO


def _billing(order: PurchaseOrder) -> set[str]:
    return {each for line in order.lines.values() for each in line.ledger.invoices}


def _check_order(order: PurchaseOrder) -> None:
    _check_in_force(order)
    if _billing(order):
        raise PrepaymentOrderBilled(order.number)


def _check_in_force(order: PurchaseOrder) -> None:
    require_supplier(order, "is paid ahead")
    if order.stage != "issued":
        raise PrepaymentOrderNotOpen(order.number, f"is {order.stage.replace('_', ' ')}")
    if order.hold is not None:
        raise PrepaymentOrderNotOpen(order.number, f"is on hold ({order.hold})")
    if order.waits_for_ratification:
        raise PrepaymentOrderNotOpen(order.number, "is an emergency order that nobody has ratified")
    if not order.live_lines:
        raise PrepaymentOrderNotOpen(order.number, "asks for nothing")


def _asked(
    command: RequestPrepayment, order: PurchaseOrder
) -> tuple[tuple[PrepaidLine, ...], tuple[PrepaidPart, ...]]:
    """A percentage of each line and part, or an amount shared out by what they are worth."""
    lines, rows = order.live_lines, order.totals.rows
    if (command.percent is None) == (command.amount is None):
        raise PrepaymentAmountUnclear
    worth = [*(line.amount for line in lines), *(row.amount for row in rows)]
    if command.percent is not None:
        share = command.percent / WHOLE
        amounts = [rounded(each * share, order.currency) for each in worth]
    else:
        amounts = _shared(exact(command.amount or ZERO, order.currency), order, worth)
    return (
        tuple(_line(line, amount) for line, amount in zip(lines, amounts, strict=False)),
        tuple(
            PrepaidPart(charge=row.charge, kind=row.kind, ordered=row.amount, amount=amount)
            for row, amount in zip(rows, amounts[len(lines) :], strict=True)
        ),
    )


def _shared(total: Decimal, order: PurchaseOrder, worth: Sequence[Decimal]) -> list[Decimal]:
    """What is taken off first, in its proportion, so that the others make up for it."""
    is_off = [False] * len(order.live_lines)
    is_off += [row.kind == "discount" for row in order.totals.rows]
    ratio = Fraction(total) / Fraction(order.total) if order.total else Fraction(0)
    off = {
        at: rounded(Fraction(each) * ratio, order.currency)
        for at, each in enumerate(worth)
        if is_off[at]
    }
    weights = [ZERO if at in off else each for at, each in enumerate(worth)]
    amounts = list(allocated(total + sum(off.values(), ZERO), weights, order.currency))
    for at, each in off.items():
        amounts[at] = each
    return amounts


def _signed(part: PrepaidPart) -> Decimal:
    return -part.amount if part.kind == "discount" else part.amount


def _line(line: Line, amount: Decimal) -> PrepaidLine:
    return PrepaidLine(
        purchase_order_line=line.terms.line,
        description=line.terms.description,
        quantity=line.ordered,
        unit=line.terms.pack.unit,
        amount=amount,
    )
