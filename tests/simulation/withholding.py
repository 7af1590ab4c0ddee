"""Doubtful parts of invoices: clerks withhold what a hold costs, suppliers and managers end it."""

from decimal import Decimal

from domain.credit_memos.state import CreditMemo
from domain.event import Command
from domain.invoices import disputes, short_pay
from domain.invoices.state import Invoice
from domain.invoices.state_disputes import open_disputes
from tests.simulation.hospital import CENT, Hospital, Planned


def withholds(hospital: Hospital) -> Planned | None:
    """A clerk short pays what is held or doubtful; somebody concedes, credits or writes back."""
    live = [each for each in hospital.documents(Invoice) if each.accounted and not each.voided]
    disputed = [each for each in live if open_disputes(each.disputes)]
    if disputed and hospital.happens(0.5):
        return _ends(hospital, hospital.one_of(disputed))
    held = [each for each in live if each.stopping]
    invoice = hospital.recent(held if held and hospital.happens(0.8) else live)
    return None if invoice is None else _withholds(hospital, invoice)


def _withholds(hospital: Hospital, invoice: Invoice) -> Planned:
    """Mostly whole lines that are held, which is enough; else too little, or of all of it."""
    held = {each.line for each in invoice.stopping}
    amounts = {each.line: each.amount for each in invoice.lines}
    lines = [(n, each) for n, each in amounts.items() if n in held]
    if hospital.happens(0.3):
        lines = [(n, (each / 2).quantize(CENT)) for n, each in lines]
    person = hospital.person("ap_clerk" if hospital.happens(0.7) else "ap_manager")
    command = short_pay.ShortPayInvoice(
        now=hospital.now,
        invoice_id=invoice.id,
        short_paid_by=person,
        reason_code="short_delivery",
        evidence="CLAIM-1",
        lines=tuple(lines),
        amount=hospital.money(1, 300) if not lines or hospital.happens(0.2) else Decimal(0),
    )
    return Planned(command, person)


def _ends(hospital: Hospital, invoice: Invoice | None) -> Planned | None:
    if invoice is None:
        return None
    number, dispute = hospital.chance.choice([*open_disputes(invoice.disputes).items()])
    now, person = hospital.now, hospital.person("ap_manager")
    if hospital.happens(0.4):
        memo_id, note = hospital.name("dn")
        goods = {each.line: each.quantity for each in invoice.lines}
        links = {line: tie.quantity for line, tie in invoice.links.items()}
        billed = {**goods, **links}
        command: Command = short_pay.WriteBackInvoiceDispute(
            now=now,
            invoice_id=invoice.id,
            dispute=number,
            credit_memo_id=memo_id,
            number=note,
            written_back_by=person,
            reason_code="agreed",
            consent="MAIL-1",
            quantities=tuple((line, billed[line]) for line, _, _ in dispute.lines)
            if hospital.happens(0.5)
            else (),
        )
        return Planned(command, person)
    memos = [
        each
        for each in hospital.documents(CreditMemo)
        if each.posted and each.invoice is not None and each.invoice.id == invoice.id
    ]
    memo = hospital.one_of(memos)
    command = disputes.ResolveInvoiceDispute(
        now=now,
        invoice_id=invoice.id,
        dispute=number,
        resolved_by=person,
        reason_code="agreed",
        credit_memo_id=memo.id if memo else None,
    )
    return Planned(command, person)
