"""Maps what the supplier asks for: captured when it writes, linked when the invoice is received.

Documents are dated by day and stand at its last minute, receipts carry their time: an invoice that
is received on its own day comes first, and its document explains itself. Pairing is first in, first
out. Credits stand in `credit_memos`.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from adapters.histories.activities import Activity
from adapters.histories.bills import Bill
from adapters.histories.case import Case, Happening, Mapped, Step
from domain.invoices.commands import (
    CaptureInvoice,
    InvoicedLine,
    LinkInvoice,
    PlaceInvoiceHold,
    RecordPayment,
    ReleaseInvoiceHold,
)
from domain.invoices.events import InvoiceKind

TERM_DAYS: Final = 30
CLEARING: Final = frozenset({Activity.CLEAR_INVOICE})
LINE: Final = 1
RELEASED: Final = "no hold stands: released by the re-match"


def document(case: Case, at: Happening) -> Mapped:
    """The supplier wrote an invoice: on file, and not tied to anything yet."""
    for bill in case.bills.all:
        if not bill.has_document and bill.day == at.day:
            bill.has_document = True
            return Mapped(explained="its invoice receipt of the same local day has captured it")
    bill = case.bills.new(at.index, at.day)
    case.bills.waiting.append(bill)
    return Mapped((lambda: _captured(case, bill, at, is_direct=False),))


def receive(case: Case, at: Happening) -> Mapped:
    """Ties the oldest captured invoice to the order; captures one where none waits."""
    return _received(case, at, "invoice")


def receive_subsequent(case: Case, at: Happening) -> Mapped:
    """The supplier charges more for what was invoiced before."""
    return _received(case, at, "subsequent_debit")


def block(case: Case, at: Happening) -> Mapped:
    """A person stops the payment of the latest open invoice."""
    opened = [each for each in case.bills.linked if each.is_open] or case.bills.waiting
    bill = opened[-1] if opened else Bill(0, at.day)
    bill.blocked_at = at.index
    return Mapped((lambda: _blocked(case, bill, at),))


def release(case: Case, at: Happening) -> Mapped:
    """Another person lets go what the match, or a person, has stopped: the oldest first."""
    bills = case.bills
    stopped = [each for each in bills.linked if each.is_open and each.blocked_at is not None]
    opened = [each for each in bills.linked if each.is_open and each.released_at is None]
    bill = next(iter((*stopped, *opened)), None)
    if bill is not None:
        bill.released_at = at.index
        return Mapped(make=lambda: _releases(case, bill, at), explained=RELEASED)
    if bills.waiting:
        unlinked = bills.waiting[0]  # Held until it is linked, which nobody can release by hand.
        return Mapped((lambda: _released(case, unlinked, 1, at),))
    return Mapped(explained=RELEASED)


def clear(case: Case, at: Happening) -> Mapped:
    """Pays the oldest payable invoice; with nothing open, a reversal is netted."""
    bills = case.bills
    payable = [each for each in bills.linked if each.is_open]
    clearings = case.count(at.index, None, CLEARING)
    if not payable or (bills.reversals_open and clearings >= len(payable)):
        bills.reversals_open = max(bills.reversals_open - 1, 0)
        return Mapped(explained="nothing is open: netted against a reversal")
    free = [each for each in payable if each.blocked_at is None or each.released_at is not None]
    bill = (free or payable)[0]
    bill.paid_at = at.index if free else None
    return Mapped((lambda: _paid(case, bill, at),))


def _received(case: Case, at: Happening, kind: InvoiceKind) -> Mapped:
    bills = case.bills
    if bills.waiting:
        bill = bills.waiting[0]
        if case.order.is_issued:
            bills.waiting.pop(0)
            bill.kind = kind
            _link(case, bill, at)
        return Mapped((lambda: _linked(case, bill, at),))
    bill = bills.new(at.index, at.day)
    bill.kind, bill.has_document = kind, False
    if case.order.is_issued:
        _link(case, bill, at)
    else:
        bills.waiting.append(bill)
    return Mapped((lambda: _captured(case, bill, at, is_direct=True),))


def _link(case: Case, bill: Bill, at: Happening) -> None:
    bill.linked_at = at.index
    case.bills.linked.append(bill)


def _captured(case: Case, bill: Bill, at: Happening, *, is_direct: bool) -> Step:
    clerk = case.setting.person("clerk")
    is_debit = bill.kind == "subsequent_debit"
    line = InvoicedLine(
        line=LINE,
        description=case.setting.description,
        quantity=Decimal(0) if is_debit else bill.quantity,
        unit=case.setting.pack.unit,
        unit_price=Decimal(0) if is_debit else bill.unit_price,
        amount=bill.amount,
        purchase_order_line=case.line if is_direct else None,
    )
    command = CaptureInvoice(
        invoice_id=invoice_id(case, bill),
        number=_number(case, bill),
        supplier_id=case.supplier_id,
        legal_entity=case.setting.entity.code,
        facility=case.setting.facility,
        currency=case.currency_at(bill.linked_at or at.index),
        invoice_date=at.day,
        due_on=at.day + timedelta(days=TERM_DAYS),
        lines=(line,),
        tax=bill.tax,
        freight=Decimal(0),
        total=bill.total,
        captured_by=clerk,
        kind=bill.kind,
        purchase_order_id=case.order_id if is_direct else None,
        now=at.at,
    )
    return Step(command, clerk, "ap_clerk")


def _number(case: Case, bill: Bill) -> str:
    """As suppliers number: one after the other, yet no two that a slip of the finger would join."""
    serial = case.setting.draws.number(f"serial {bill.number}", 100_000, 999_999)
    return f"{case.name}/{bill.number}-{serial}"


def _linked(case: Case, bill: Bill, at: Happening) -> Step:
    command = LinkInvoice(
        invoice_id=invoice_id(case, bill),
        purchase_order_id=case.order_id,
        links=((LINE, case.line),),
        linked_by=case.setting.person("clerk"),
        now=at.at,
    )
    return case.step("clerk", "ap_clerk", command)


def _blocked(case: Case, bill: Bill, at: Happening) -> Step:
    person = case.setting.person("blocker")
    command = PlaceInvoiceHold(
        invoice_id=invoice_id(case, bill),
        placed_by=person,
        reason_code="payment_blocked",
        now=at.at,
    )
    return Step(command, person, "ap_clerk")


def _releases(case: Case, bill: Bill, at: Happening) -> tuple[Step, ...]:
    return tuple(_released(case, bill, hold, at) for hold in bill.holds)


def _released(case: Case, bill: Bill, hold: int, at: Happening) -> Step:
    manager = case.setting.person("payables")
    command = ReleaseInvoiceHold(
        invoice_id=invoice_id(case, bill),
        hold=hold,
        released_by=manager,
        roles=frozenset({"ap_manager"}),
        reason_code="variance_accepted",
        now=at.at,
    )
    return Step(command, manager, "ap_manager")


def _paid(case: Case, bill: Bill, at: Happening) -> Step:
    payer = case.setting.person("treasury")
    command = RecordPayment(
        invoice_id=invoice_id(case, bill),
        paid_by=payer,
        payment=f"PAY-{case.name}-{at.index}",
        paid_on=at.day,
        amount=bill.total - case.bills.credited_before(bill, at.index),
        now=at.at,
    )
    return Step(command, payer, "treasury")


def invoice_id(case: Case, bill: Bill) -> str:
    """The id of the invoice."""
    return case.id_of("invoice", bill.number)
