"""Maps what the supplier gives back: captured when it writes, posted with the cancel it answers."""

from adapters.histories.bills import Bill, Memo
from adapters.histories.case import Case, Happening, Mapped, Step
from adapters.histories.invoices import invoice_id
from domain.credit_memos.commands import CaptureCreditMemo, CreditedLine, PostCreditMemo
from domain.credit_memos.events import CreditBasis
from domain.invoices.commands import VoidInvoice


def document(case: Case, at: Happening) -> Mapped:
    """The supplier wrote a credit: on file until the cancel that it belongs to."""
    memo = case.bills.new_memo(at.index)
    case.bills.memos.append(memo)
    return Mapped((lambda: _captured(case, memo, at),))


def cancel(case: Case, at: Happening) -> Mapped:
    """An invoice is taken back: void while unpaid, otherwise credited as a whole."""
    bills = case.bills
    standing = [each for each in bills.linked if each.stands and each.kind == "invoice"]
    unpaid = [each for each in standing if each.paid_at is None]
    if not standing:
        return _cancel_unlinked(case, at)
    bill = (unpaid or standing)[-1]
    bills.reversals_open += 1
    is_free = not bills.memos and not case.deliveries.uncredited
    if bill.paid_at is None and is_free and not _is_credited(case, bill):
        bill.voided_at = at.index
        return Mapped((lambda: _voided(case, bill, at),))
    bill.credited_at = at.index
    return _post(case, at, bill, "reversal")


def cancel_subsequent(case: Case, at: Happening) -> Mapped:
    """A credit on price alone, of the latest invoice."""
    standing = [each for each in case.bills.linked if each.stands and each.kind == "invoice"]
    return _post(case, at, standing[-1] if standing else None, "price")


def _cancel_unlinked(case: Case, at: Happening) -> Mapped:
    bills = case.bills
    if bills.memos and not bills.waiting:
        return _post(case, at, None, "reversal")
    bill = bills.waiting.pop(0) if bills.waiting else Bill(0, at.day)
    bill.voided_at = at.index
    return Mapped((lambda: _voided(case, bill, at),))


def _is_credited(case: Case, bill: Bill) -> bool:
    return any(memo.bill is bill and memo.posted_at is not None for memo in case.bills.credits)


def _post(case: Case, at: Happening, bill: Bill | None, basis: CreditBasis) -> Mapped:
    bills = case.bills
    waited = bool(bills.memos)
    memo = bills.memos.pop(0) if waited else bills.new_memo(at.index)
    memo.basis, memo.bill, memo.posted_at = basis, bill, at.index
    if basis == "reversal" and bill is not None and case.deliveries.uncredited:
        memo.returned = case.deliveries.uncredited.pop(0)
    post = (lambda: _posted(case, memo, at),)
    return Mapped(post if waited else (lambda: _captured(case, memo, at), *post))


def _captured(case: Case, memo: Memo, at: Happening) -> Step:
    line = CreditedLine(
        line=1,
        description=case.setting.description,
        quantity=memo.quantity,
        amount=memo.amount,
    )
    known = memo.bill is not None and memo.bill.captured_at < at.index
    command = CaptureCreditMemo(
        credit_memo_id=case.id_of("credit_memo", memo.number),
        number=f"{case.name}/C{memo.number}",
        basis=memo.basis,
        supplier_id=case.supplier_id,
        legal_entity=case.setting.entity.code,
        facility=case.setting.facility,
        currency=case.currency_at(at.index),
        credit_date=at.day,
        lines=(line,),
        tax=memo.tax,
        total=memo.amount + memo.tax,
        invoice_id=invoice_id(case, memo.bill) if known and memo.bill else None,
        purchase_order_id=case.order_id,
        now=at.at,
    )
    return case.step("clerk", "ap_clerk", command)


def _posted(case: Case, memo: Memo, at: Happening) -> Step:
    command = PostCreditMemo(
        credit_memo_id=case.id_of("credit_memo", memo.number),
        posted_on=at.day,
        invoice_id=invoice_id(case, memo.bill) if memo.bill else None,
        now=at.at,
    )
    return case.step("clerk", "ap_clerk", command)


def _voided(case: Case, bill: Bill, at: Happening) -> Step:
    command = VoidInvoice(
        invoice_id=invoice_id(case, bill),
        voided_on=at.day,
        reason_code="recorded_in_error",
        now=at.at,
    )
    return case.step("payables", "ap_manager", command)
