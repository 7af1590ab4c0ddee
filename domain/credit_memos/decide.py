"""Capturing and posting credit memos: what is given back, of which invoice, and never more than it.

A debit note is the same document, written by us: what we claim always names its invoice. What is
unused of a posted one is settled in `settling`.

A credit on quantity puts goods back on the goods-received account, a credit on price does not. What
it clears there is decided by the order's ledger, which is why posting takes two steps: `answers`
(a module of its own) says which invoice lines are credited, `post` turns them and what they clear
into facts.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from domain.credit_memos.answers import Answer
from domain.credit_memos.commands import CaptureCreditMemo, CreditedLine, PostCreditMemo
from domain.credit_memos.errors import (
    CreditMemoExists,
    CreditMemoLineRepeated,
    CreditMemoNoLines,
    CreditMemoNotPositive,
    CreditMemoOtherFacility,
    CreditMemoOtherReference,
    CreditMemoPostedAlready,
    CreditMemoReferenceMissing,
    CreditMemoUnbalanced,
    CreditMemoWrongBasis,
)
from domain.credit_memos.events import (
    AccountedCreditLine,
    CreditLine,
    CreditMemoAccounted,
    CreditMemoApplied,
    CreditMemoCaptured,
    CreditMemoEvent,
    CreditMemoHeld,
)
from domain.credit_memos.holds import OWNERS, MemoHoldKind
from domain.credit_memos.state import CreditMemo
from domain.event import DocumentRef
from domain.ids import LINES_MAX
from domain.invoices.credited_taxes import credited_taxes
from domain.invoices.dates import check_done, check_written
from domain.invoices.decide import settled_at_once
from domain.invoices.events import CreditedInvoiceLine
from domain.invoices.state import NOTHING, Invoice
from domain.money import exact
from domain.purchase_orders.named_receipts import NO_RECEIPTS, Named, named_receipts
from domain.tolerance import TolerancePolicy, judge, places, resolved

ZERO: Final = Decimal(0)


def capture(
    memo: CreditMemo | None,
    command: CaptureCreditMemo,
    *,
    supplier_name: str,
    invoice: Invoice | None,
    purchase_order: DocumentRef | None,
    policy: TolerancePolicy,
) -> tuple[CreditMemoEvent, ...]:
    """The document is on file; without a known invoice, or for another facility, it waits."""
    if memo is not None:
        raise CreditMemoExists(command.credit_memo_id)
    if command.kind == "debit_note" and invoice is None:
        raise CreditMemoReferenceMissing(command.number)
    check_written("The date of the credit", command.credit_date, command.now)
    lines = _lines(command, invoice)
    _check(command, lines, policy)
    captured = CreditMemoCaptured(
        credit_memo_id=command.credit_memo_id,
        number=command.number,
        basis=command.basis,
        supplier_id=command.supplier_id,
        supplier_name=supplier_name,
        legal_entity=command.legal_entity,
        facility=command.facility,
        currency=command.currency,
        credit_date=command.credit_date,
        lines=lines,
        tax=exact(command.tax, command.currency),
        freight=exact(command.freight, command.currency),
        total=exact(command.total, command.currency),
        invoice=invoice.ref if invoice else None,
        purchase_order=(invoice.purchase_order if invoice else None) or purchase_order,
        kind=None if command.kind == "credit_memo" else command.kind,
        discount=exact(command.discount, command.currency) or None,
        number_as_copied=command.number_as_copied,
    )
    if invoice is not None and invoice.facility == command.facility:
        return (captured,)
    if invoice is not None:
        if command.kind == "debit_note":
            place = (invoice.facility, command.facility)
            raise CreditMemoOtherFacility(command.number, *place)
        return (captured, _held("facility_mismatch"))
    return (captured, _held("reference_unknown" if command.invoice_id else "reference_missing"))


def _held(kind: MemoHoldKind) -> CreditMemoHeld:
    return CreditMemoHeld(reason_code=kind, owner_role=OWNERS[kind])


def invoice_answered(memo: CreditMemo, command: PostCreditMemo) -> str:
    """The id of the invoice that the credit memo is posted against."""
    if memo.posted:
        raise CreditMemoPostedAlready(memo.number)
    if memo.invoice is None:
        if command.invoice_id is None:
            raise CreditMemoReferenceMissing(memo.number)
        return command.invoice_id
    if command.invoice_id not in (None, memo.invoice.id):
        raise CreditMemoOtherReference(memo.number, memo.invoice.number)
    return memo.invoice.id


def post(
    memo: CreditMemo,
    command: PostCreditMemo,
    invoice: Invoice,
    answered: Sequence[Answer],
    cleared: Mapping[int, Decimal],
) -> tuple[CreditMemoEvent, ...]:
    """Posts once and settles what is open and not disputed. `cleared` is by line of the memo.

    What is given back was billed before.
    """
    parts = sum((line.amount for line in memo.lines), memo.tax + memo.freight - memo.discount)
    if memo.facility != invoice.facility and not command.other_facility:
        raise CreditMemoOtherFacility(memo.number, invoice.facility, memo.facility)
    assert invoice.accounted is not None, "what is answered is posted"
    since = invoice.accounted.posted_on
    check_done("The day of the posting", command.posted_on, command.now, since)
    accounted = CreditMemoAccounted(
        credit_memo_id=memo.id,
        number=memo.number,
        supplier_id=memo.supplier_id,
        posted_on=command.posted_on,
        currency=memo.currency,
        lines=tuple(accounted_line(each, cleared.get(each.credit.line, ZERO)) for each in answered),
        tax=memo.tax,
        freight=memo.freight,
        difference=memo.total - parts,
        total=memo.total,
        invoice=invoice.ref,
        purchase_order=invoice.purchase_order,
        parts=credited_taxes(invoice.accounted, invoice.credited_beside.tax, memo.tax),
        discount=memo.discount or None,
        beyond_recovery=command.beyond_recovery or None,
        other_facility=memo.facility != invoice.facility or None,
    )
    applied = settled_at_once(invoice, memo.ref, memo.total)
    if applied == 0:
        return (accounted,)
    return (
        accounted,
        CreditMemoApplied(
            invoice=invoice.ref,
            amount=applied,
            currency=memo.currency,
            open_amount=memo.total - applied,
        ),
    )


def credited_lines(
    answered: Sequence[Answer],
    cleared: Mapping[int, Decimal],
    named: Mapping[int, Named] = MappingProxyType({}),
) -> tuple[CreditedInvoiceLine, ...]:
    """The same credit as the invoice remembers it; `named`: of which of several receipts."""
    return tuple(
        CreditedInvoiceLine(
            line=each.billed.line,
            quantity=each.credit.quantity,
            amount=each.credit.amount,
            cleared=cleared.get(each.credit.line, ZERO),
            receipts=named_receipts(named.get(each.credit.line, NO_RECEIPTS)),
        )
        for each in answered
    )


def accounted_line(answer: Answer, cleared: Decimal) -> AccountedCreditLine:
    """How the line is posted."""
    credit, billed = answer
    return AccountedCreditLine(
        line=credit.line,
        purchase_order_line=billed.purchase_order_line,
        quantity=credit.quantity,
        amount=credit.amount,
        cleared=cleared,
        variance=credit.amount - cleared,
        accounting=billed.accounting,
        shares=billed.shares,
        charge=billed.charge,
    )


def _lines(command: CaptureCreditMemo, invoice: Invoice | None) -> tuple[CreditLine, ...]:
    if command.lines or command.basis != "reversal" or invoice is None:
        return tuple(_line(line, command.currency) for line in command.lines)
    return left_of(invoice)


def _line(line: CreditedLine, currency: str) -> CreditLine:
    return CreditLine(
        line=line.line,
        description=line.description,
        quantity=line.quantity,
        amount=exact(line.amount, currency),
        purchase_order_line=line.purchase_order_line,
        unit=line.unit,
    )


def left_of(invoice: Invoice) -> tuple[CreditLine, ...]:
    """All that is not credited yet, under the numbers of the invoice's own lines."""
    lines = []
    for line in invoice.lines:
        credited = invoice.credits.get(line.line, NOTHING)
        tie = invoice.links.get(line.line)
        quantity = (tie.quantity if tie else line.quantity) - credited.quantity
        amount = line.amount - credited.amount
        if quantity > 0 or amount > 0:
            lines.append(
                CreditLine(
                    line=line.line,
                    description=line.description or f"Line {line.line}",
                    quantity=quantity,
                    amount=amount,
                )
            )
    return tuple(lines)


def _check(
    command: CaptureCreditMemo, lines: Sequence[CreditLine], policy: TolerancePolicy
) -> None:
    if not 1 <= len(lines) <= LINES_MAX:
        raise CreditMemoNoLines(len(lines))
    seen: set[int] = set()
    for line in lines:
        if line.line in seen:
            raise CreditMemoLineRepeated(line.line)
        seen.add(line.line)
        _check_line(line, command)
    if command.basis == "quantity" and not any(line.quantity for line in lines):
        raise CreditMemoWrongBasis(lines[0].line, command.basis, lines[0].quantity)
    if command.total <= 0:
        raise CreditMemoNotPositive("The total", command.total)
    beside = {"The tax": command.tax, "The freight": command.freight}
    for what, value in {**beside, "The discount": command.discount}.items():
        if value < 0:
            raise CreditMemoNotPositive(what, value)
    goods = sum((line.amount for line in lines), ZERO)
    parts = goods + command.tax + command.freight - command.discount
    own = places(command.supplier_id, command.legal_entity)
    limits, _ = resolved("header_total", policy, own)
    if judge(limits, command.total - parts, parts).violated:
        raise CreditMemoUnbalanced(command.total, parts)


def _check_line(line: CreditLine, command: CaptureCreditMemo) -> None:
    """What we claim may be goods on one line and money alone on another."""
    if line.quantity < 0:
        raise CreditMemoNotPositive(f"The quantity of line {line.line}", line.quantity)
    if line.amount < 0:
        raise CreditMemoNotPositive(f"The amount of line {line.line}", line.amount)
    basis, is_ours = command.basis, command.kind == "debit_note"
    missing = basis == "quantity" and line.quantity == 0 and not is_ours
    if missing or (basis == "price" and line.quantity != 0):
        raise CreditMemoWrongBasis(line.line, basis, line.quantity)
