"""Suppliers who bill, clerks who capture, managers who judge and treasurers who pay."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from domain.credit_memos import commands as memos
from domain.credit_memos.state import CreditMemo
from domain.event import Command
from domain.invoices import commands as invoices
from domain.invoices import payment_commands as payments
from domain.invoices.state import Invoice
from domain.purchase_orders.state import PurchaseOrder
from tests.simulation.hospital import CENT, Hospital, Planned
from tests.simulation.people import PEOPLE


def bills(hospital: Hospital) -> Planned | None:
    """A supplier bills an order: rightly, too much, too dear, in part, twice, or unaddressed."""
    issued = [each for each in hospital.documents(PurchaseOrder) if each.stage == "issued"]
    order = hospital.recent([each for each in issued if _billable(each)])
    if order is None:
        return None
    lines: list[invoices.InvoicedLine] = []
    for number in _billable(order):
        line = order.lines[number]
        unbilled = line.received - line.invoiced
        asked = unbilled if unbilled > 0 and hospital.happens(0.6) else line.open_for_invoicing
        quantity = hospital.part(asked)
        factor = Decimal(hospital.chance.choice(("1", "1", "1", "1", "1.02", "1.3", "0.9")))
        price = line.terms.unit_price * factor
        lines.append(
            invoices.InvoicedLine(
                line=len(lines) + 1,
                description=line.terms.description,
                quantity=quantity,
                unit=line.terms.pack.unit,
                unit_price=price,
                amount=(quantity * price).quantize(CENT),
                purchase_order_line=number if hospital.happens(0.95) else None,
            )
        )
    invoice_id, number_told = hospital.name("inv")
    if hospital.happens(0.05):
        former = hospital.one_of(hospital.documents(Invoice))
        number_told = former.number if former else number_told
    total = sum((each.amount for each in lines), Decimal(0))
    off = hospital.money(1, 500) if hospital.happens(0.03) else Decimal(0)
    person = hospital.person("ap_clerk")
    command = invoices.CaptureInvoice(
        now=hospital.now,
        invoice_id=invoice_id,
        number=number_told,
        supplier_id=order.supplier_id,
        legal_entity=order.legal_entity,
        facility=order.facility,
        currency=order.currency,
        invoice_date=hospital.day(back=5),
        due_on=hospital.today + timedelta(days=30),
        lines=tuple(lines),
        tax=Decimal(0),
        freight=Decimal(0),
        total=total + off,
        captured_by=person,
        purchase_order_id=order.id if hospital.happens(0.9) else None,
    )
    return Planned(command, person)


def _billable(order: PurchaseOrder) -> list[int]:
    return [number for number, line in order.lines.items() if line.open_for_invoicing > 0]


def judges(hospital: Hospital) -> Planned | None:
    """Accounts payable works on what does not match: lets go, stops, links, unlinks, voids."""
    live = [each for each in hospital.documents(Invoice) if not each.voided]
    held = [each for each in live if each.holds]
    invoice = hospital.recent(held if held and hospital.happens(0.7) else live)
    if invoice is None:
        return None
    now, chosen = hospital.now, invoice.id
    clerk, manager = hospital.person("ap_clerk"), hospital.person("ap_manager")
    if invoice.holds and hospital.happens(0.6):
        hold = hospital.chance.choice(invoice.holds).hold
        release = invoices.ReleaseInvoiceHold(
            now=now,
            invoice_id=chosen,
            hold=hold,
            released_by=manager,
            roles=PEOPLE[manager],
            reason_code="accepted",
        )
        return Planned(release, manager)
    if invoice.purchase_order is None and hospital.happens(0.8):
        return _links(hospital, invoice, clerk)
    acts: list[tuple[Command, str]] = [
        (
            invoices.PlaceInvoiceHold(
                now=now, invoice_id=chosen, placed_by=clerk, reason_code="inquiry"
            ),
            clerk,
        ),
        (
            invoices.UnlinkInvoice(
                now=now,
                invoice_id=chosen,
                unlinked_by=clerk,
                unlinked_on=hospital.today,
                reason_code="wrong_order",
            ),
            clerk,
        ),
        (invoices.RematchInvoice(now=now, invoice_id=chosen), clerk),
        (
            invoices.VoidInvoice(
                now=now, invoice_id=chosen, voided_on=hospital.today, reason_code="wrong"
            ),
            manager,
        ),
    ]
    return Planned(*hospital.chance.choice(acts))


def _links(hospital: Hospital, invoice: Invoice, clerk: str) -> Planned | None:
    orders = [
        each
        for each in hospital.documents(PurchaseOrder)
        if each.supplier_id == invoice.supplier_id and each.stage == "issued"
    ]
    order = hospital.one_of(orders)
    if order is None:
        return None
    numbers = list(order.lines)
    pairs = [(each.line, hospital.chance.choice(numbers)) for each in invoice.lines]
    command = invoices.LinkInvoice(
        now=hospital.now,
        invoice_id=invoice.id,
        purchase_order_id=order.id,
        links=tuple(pairs),
        linked_by=clerk,
    )
    return Planned(command, clerk)


def pays(hospital: Hospital) -> Planned | None:
    """Treasury pays what may be paid, and tries what may not; a bank returns a payment."""
    live = [each for each in hospital.documents(Invoice) if not each.voided]
    ready = [each for each in live if each.status in ("matched", "short_paid")]
    invoice = hospital.one_of(ready if ready and hospital.happens(0.85) else live)
    if invoice is None:
        return None
    person = hospital.person("treasury")
    if invoice.payments and hospital.happens(0.5):
        back = payments.VoidPayment(
            now=hospital.now,
            invoice_id=invoice.id,
            payment=hospital.chance.choice(list(invoice.payments)),
            voided_on=hospital.today,
            voided_by=person,
            reason_code="returned",
        )
        return Planned(back, person)
    _, payment = hospital.name("pay")
    open_amount = invoice.open_amount - invoice.disputed
    amount = open_amount if hospital.happens(0.8) else open_amount + hospital.money(-2000, 2000)
    command = invoices.RecordPayment(
        now=hospital.now,
        invoice_id=invoice.id,
        paid_by=person,
        payment=payment,
        paid_on=hospital.today,
        amount=amount,
    )
    return Planned(command, person)


def credits_invoice(hospital: Hospital) -> Planned | None:
    """A supplier gives something back of what he billed."""
    live = [each for each in hospital.documents(Invoice) if each.accounted and not each.voided]
    invoice = hospital.recent(live)
    if invoice is None:
        return None
    line = hospital.chance.choice(invoice.lines)
    by_price = hospital.happens(0.3)
    quantity = Decimal(0) if by_price else hospital.part(line.quantity)
    amount = hospital.money(1, 300) if by_price else (quantity * line.unit_price).quantize(CENT)
    memo_id, number = hospital.name("cm")
    link = invoice.links.get(line.line)
    command = memos.CaptureCreditMemo(
        now=hospital.now,
        credit_memo_id=memo_id,
        number=number,
        basis="price" if by_price else "quantity",
        supplier_id=invoice.supplier_id,
        legal_entity=invoice.legal_entity,
        facility=invoice.facility,
        currency=invoice.currency,
        credit_date=hospital.today,
        lines=(
            memos.CreditedLine(
                line=1,
                description="given back",
                quantity=quantity,
                amount=amount,
                purchase_order_line=link.purchase_order_line if link else None,
            ),
        ),
        tax=Decimal(0),
        total=amount,
        invoice_id=invoice.id if hospital.happens(0.9) else None,
    )
    return Planned(command, hospital.person("ap_clerk"))


def settles_credit(hospital: Hospital) -> Planned | None:
    """A credit memo is posted, applied to another invoice, or paid back."""
    memo = hospital.recent(hospital.documents(CreditMemo))
    if memo is None:
        return None
    values: dict[str, Any] = {"now": hospital.now, "credit_memo_id": memo.id}
    live = [each for each in hospital.documents(Invoice) if each.supplier_id == memo.supplier_id]
    invoice = hospital.one_of(live)
    invoice_id = invoice.id if invoice else None
    if not memo.posted:
        named = None if memo.invoice else invoice_id
        post = memos.PostCreditMemo(**values, posted_on=hospital.day(), invoice_id=named)
        return Planned(post, hospital.person("ap_clerk"))
    if invoice_id is not None and hospital.happens(0.6):
        return Planned(
            memos.ApplyCreditMemo(**values, invoice_id=invoice_id), hospital.person("ap_manager")
        )
    _, refund = hospital.name("refund")
    person = hospital.person("treasury")
    command = memos.RecordSupplierRefund(
        **values,
        refund=refund,
        refunded_on=hospital.today,
        amount=hospital.part(memo.open_amount) or Decimal(1),
        recorded_by=person,
    )
    return Planned(command, person)
