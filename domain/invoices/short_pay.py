"""Short pay: of a held or doubtful invoice, what it would cost is withheld and the rest is paid.

A hold that costs a sum of money stops no more than that sum, once it is withheld: it stands, its
owner works on it, and the rest is payable. Where it grows dearer, or its dispute ends before it
does, it stops the payment again. Other holds stop all of the invoice and have to be cleared.

What is withheld stays open under a dispute: until the supplier's credit memo settles it, we
concede it (`disputes`), or write it back with his consent, which is a debit note of ours.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from domain.credit_memos.commands import CaptureCreditMemo, CreditedLine
from domain.event import Command, DocumentRef
from domain.invoices.dispute_events import (
    CoveredHold,
    InvoiceDisputeRaised,
    InvoiceDisputeResolved,
)
from domain.invoices.disputes import RaiseInvoiceDispute, open_dispute, raise_dispute, stopped_by
from domain.invoices.errors import InvoiceLineRepeated
from domain.invoices.hold_kinds import HoldKind
from domain.invoices.participants import participants_of, require_duty
from domain.invoices.settlement_errors import (
    InvoiceOnHold,
    InvoiceShortPayTooLittle,
    InvoiceUnknownLineWithheld,
)
from domain.invoices.short_pay_errors import (
    InvoiceUnitsNotWrittenBack,
    InvoiceWithheldAlready,
)
from domain.invoices.state import Hold, Invoice
from domain.invoices.state_disputes import Dispute
from domain.invoices.withholding import MEASURED_IN_MONEY, Cost, Withheld, line_taxes, short_of
from domain.match_sides import WantedHold
from domain.money import allocated

ZERO: Final = Decimal(0)
_UNITS: Final[frozenset[HoldKind]] = frozenset(
    {"quantity_received", "receipt_missing", "goods_rejected"}
)  # Holds of units that are billed and not here.


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortPayInvoice(Command):
    """Withholds so much of lines, or of the whole, and lets the rest be paid."""

    invoice_id: str
    short_paid_by: str
    reason_code: str
    evidence: str  # of the document that shows it
    lines: tuple[Withheld, ...] = ()  # their tax is withheld beside them
    amount: Decimal = ZERO  # of the invoice in whole, beside the lines


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteBackInvoiceDispute(Command):
    """The supplier agrees that we take it off ourselves: by a debit note of this number."""

    invoice_id: str
    dispute: int
    credit_memo_id: str
    number: str
    written_back_by: str
    reason_code: str
    consent: str  # of the document in which the supplier agrees
    quantities: tuple[tuple[int, Decimal], ...] = ()  # goods that are not billed any more, by line


def short_pay(
    invoice: Invoice,
    command: ShortPayInvoice,
    found: Sequence[WantedHold],
    pricers: Collection[str],
) -> InvoiceDisputeRaised:
    """Enough for every hold that stands and no more, by nobody who may not release them.

    What other disputes withhold counts; what is for another reason is a dispute of its own.

    `found` are the holds that a match of today asks for, `pricers` set prices that they are about.
    """
    today = command.now.date()
    standing = [each for each in invoice.holds if not each.ended(today)]
    costs = {(each.kind, each.line): each for each in found}
    cost = _costs(standing, costs)
    needed = short_of(invoice, cost)
    is_kept = any(each in invoice.stopping for each in standing) and (
        len(cost) == len(standing) and needed == 0
    )
    raised = raise_dispute(
        invoice,
        RaiseInvoiceDispute(
            now=command.now,
            invoice_id=command.invoice_id,
            amount=command.amount,
            raised_by=command.short_paid_by,
            reason_code=command.reason_code,
            lines=command.lines,
            evidence=command.evidence,
        ),
        withheld_already=is_kept,
    )
    parts = {**participants_of(invoice), "pricer": pricers}
    require_duty("release_hold", command.short_paid_by, parts)
    beyond = [each.kind for each in standing if not _is_measured(each, costs)]
    if beyond:
        raise InvoiceOnHold(invoice.number, beyond)
    if standing and raised.amount > needed:
        raise InvoiceWithheldAlready(invoice.number, raised.amount, invoice.disputed, needed)
    missing = short_of(invoice, cost, raised.lines or (), command.amount)
    if missing > 0:
        kinds = [each.kind for each in standing]
        raise InvoiceShortPayTooLittle(invoice.number, raised.amount, missing, kinds)
    covers = tuple(
        CoveredHold(hold=hold.hold, exposure=each.exposure)
        for hold, each in zip(standing, cost, strict=True)
        if hold in invoice.stopping
    )
    return raised.model_copy(update={"covers": covers or None})


def write_back(
    invoice: Invoice, command: WriteBackInvoiceDispute, memo: DocumentRef
) -> InvoiceDisputeResolved:
    """Over, because we take it off ourselves: by nobody who captured, raised or covered it."""
    standing = open_dispute(invoice, command.dispute)
    parts = {**participants_of(invoice), "hold_placer": (standing.raised_by,)}
    require_duty("release_hold", command.written_back_by, parts)
    return InvoiceDisputeResolved(
        dispute=command.dispute,
        outcome="written_back",
        reason_code=command.reason_code,
        credit_memo=memo,
        resolved_by=command.written_back_by,
        evidence=command.consent,
        stops_again=stopped_by(invoice, command.dispute) or None,
    )


def debit_note(
    invoice: Invoice, dispute: Dispute, command: WriteBackInvoiceDispute
) -> CaptureCreditMemo:
    """What we take off: of the lines that were withheld, with their tax; the rest by its share."""
    of_lines = _of_lines(invoice, dispute)
    quantities: dict[int, Decimal] = {}
    for number, quantity in command.quantities:
        if number not in of_lines:
            raise InvoiceUnknownLineWithheld(invoice.number, number, of_lines)
        if number in quantities:
            raise InvoiceLineRepeated(number)
        quantities[number] = quantity
    _require_units(invoice, dispute, quantities)
    named = {line.line: line.description for line in invoice.lines}
    lines = tuple(
        CreditedLine(
            line=number,
            description=named[number] or f"Line {number}",
            quantity=quantities.get(number, ZERO),
            amount=amount,
        )
        for number, (amount, _) in of_lines.items()
    )
    return CaptureCreditMemo(
        now=command.now,
        credit_memo_id=command.credit_memo_id,
        number=command.number,
        basis="quantity" if any(quantities.values()) else "price",
        supplier_id=invoice.supplier_id,
        legal_entity=invoice.legal_entity,
        facility=invoice.facility,
        currency=invoice.currency,
        credit_date=command.now.date(),
        lines=lines,
        tax=sum((tax for _, tax in of_lines.values()), ZERO),
        total=dispute.amount,
        invoice_id=invoice.id,
        kind="debit_note",
    )


def _require_units(invoice: Invoice, dispute: Dispute, units: Mapping[int, Decimal]) -> None:
    """Goods that did not come are billed no more, or they would stand as billed for ever."""
    covers = dict(dispute.covers)
    for hold in invoice.holds:
        missing = hold.hold in covers and hold.kind in _UNITS and hold.line is not None
        if missing and not units.get(hold.line or 0):
            raise InvoiceUnitsNotWrittenBack(invoice.number, hold.line or 0, hold.kind)


def _of_lines(invoice: Invoice, dispute: Dispute) -> dict[int, tuple[Decimal, Decimal]]:
    """Amount and tax by line; what was withheld in whole is spread over all lines and taxes."""
    told = {number: (amount, tax) for number, amount, tax in dispute.lines}
    if dispute.in_whole <= 0:
        return told
    amounts = [max(line.amount, ZERO) for line in invoice.lines]
    taxes = [max(each, ZERO) for each in line_taxes(invoice)]
    spread = allocated(dispute.in_whole, [*amounts, *taxes], invoice.currency)
    shares = zip(spread[: len(amounts)], spread[len(amounts) :], strict=True)
    for line, (amount, tax) in zip(invoice.lines, shares, strict=True):
        before = told.get(line.line, (ZERO, ZERO))
        if amount or tax:
            told[line.line] = (before[0] + amount, before[1] + tax)
    return told


def _costs(
    standing: Sequence[Hold], costs: Mapping[tuple[HoldKind, int | None], WantedHold]
) -> list[Cost]:
    """Those of the holds that a sum covers."""
    return [
        Cost(each.kind, each.line, costs[each.kind, each.line].exposure)
        for each in standing
        if _is_measured(each, costs)
    ]


def _is_measured(hold: Hold, costs: Mapping[tuple[HoldKind, int | None], WantedHold]) -> bool:
    """Whether withholding a sum is all that the hold asks for."""
    found = costs.get((hold.kind, hold.line))
    return found is not None and hold.kind in MEASURED_IN_MONEY and found.exposure > 0
