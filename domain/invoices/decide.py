"""After the match: holds by hand, releases, credits and voiding.

Capturing and linking are decided in `decide_capture`, matching and accounting in `decide_match`,
paying in `payments`.
"""

from decimal import Decimal
from typing import Final

from domain.duties import Participants
from domain.event import DocumentRef
from domain.invoices.commands import (
    LengthenInvoiceHold,
    PlaceInvoiceHold,
    ReleaseInvoiceHold,
    VoidInvoice,
)
from domain.invoices.dates import check_done
from domain.invoices.decide_duplicates import clear_by_hand
from domain.invoices.decide_match import lapsed
from domain.invoices.dispute_events import InvoiceDisputeResolved
from domain.invoices.errors import InvoiceVoidedAlready
from domain.invoices.events import (
    CreditedInvoiceLine,
    InvoiceCreditApplied,
    InvoiceCredited,
    InvoiceEvent,
    InvoiceHoldLengthened,
    InvoiceHoldPlaced,
    InvoiceHoldReleased,
    InvoiceVoided,
)
from domain.invoices.holds import RULES
from domain.invoices.participants import participants_of, require_duty
from domain.invoices.settlement_errors import (
    InvoiceHeldAlready,
    InvoiceHoldNotByHand,
    InvoiceHoldNotLengthened,
    InvoiceHoldNotReleasable,
    InvoiceHoldOtherRole,
    InvoiceHoldUntilPast,
    InvoicePaidAlready,
    InvoiceSettled,
    InvoiceSupplierStopped,
    InvoiceUnknownHold,
)
from domain.invoices.state import Hold, Invoice
from domain.invoices.state_parts import NOTHING_BESIDE, ZERO, Beside

NO_HANDS: Final[Participants] = {}
_OF_PRICE: Final = frozenset({"price", "contract_price"})


def place_hold(invoice: Invoice, command: PlaceInvoiceHold) -> tuple[InvoiceEvent, ...]:
    """A person stops the payment, as long as something is open."""
    _live(invoice)
    if invoice.settled_whole:
        raise InvoiceSettled(invoice.number)
    today = command.now.date()
    if command.until is not None and command.until < today:
        raise InvoiceHoldUntilPast(command.until, today)
    for hold in invoice.holds:
        if hold.kind == "manual" and not hold.ended(today):
            raise InvoiceHeldAlready(invoice.number, hold.hold)
    rule = RULES["manual"]
    return (
        *lapsed(invoice, today),
        InvoiceHoldPlaced(
            hold=invoice.hold_last + 1,
            kind="manual",
            owner_role=rule.owner,
            manual_release_allowed=True,
            exposure=invoice.open_amount,
            note=command.note,
            reason_code=command.reason_code,
            placed_by=command.placed_by,
            until=command.until,
            accounting_allowed=not rule.barrier,
        ),
    )


def lengthen_hold(invoice: Invoice, command: LengthenInvoiceHold) -> tuple[InvoiceEvent, ...]:
    """A hold by hand lasts longer; whoever may stop a payment may stop it for longer."""
    _live(invoice)
    hold = _hold(invoice, command.hold)
    if hold.kind != "manual":
        raise InvoiceHoldNotByHand(hold.hold, hold.kind)
    today = command.now.date()
    if command.until is not None and command.until < today:
        raise InvoiceHoldUntilPast(command.until, today)
    if hold.until is None or (command.until is not None and command.until <= hold.until):
        raise InvoiceHoldNotLengthened(hold.hold, hold.until)
    return (
        InvoiceHoldLengthened(
            hold=hold.hold,
            reason_code=command.reason_code,
            changed_by=command.changed_by,
            until=command.until,
        ),
    )


def release_hold(
    invoice: Invoice,
    command: ReleaseInvoiceHold,
    *,
    priced_by: str | None,
    supplier_obstacle: str | None,
    banked: Participants = NO_HANDS,
) -> tuple[InvoiceEvent, ...]:
    """Somebody entitled lets the invoice pass. `priced_by` set the price of the line by hand.

    `banked` are those who had a hand in the account that the hold is about.
    """
    _live(invoice)
    hold = _hold(invoice, command.hold)
    _check_releaser(invoice, hold, command, priced_by, banked)
    if hold.kind == "supplier_on_hold" and supplier_obstacle is not None:
        raise InvoiceSupplierStopped(invoice.number, supplier_obstacle)
    return (
        InvoiceHoldReleased(
            hold=hold.hold,
            kind=hold.kind,
            how="manual",
            reason_code=command.reason_code,
            released_by=command.released_by,
        ),
        *clear_by_hand(invoice, hold.kind, command.reason_code, command.released_by),
    )


def void(invoice: Invoice, command: VoidInvoice) -> tuple[InvoiceEvent, ...]:
    """Takes an unpaid invoice back, with every hold that stands on it."""
    _live(invoice)
    require_unsettled(invoice)
    check_done("The day of the voiding", command.voided_on, command.now)
    released = (
        InvoiceHoldReleased(
            hold=hold.hold, kind=hold.kind, how="voided", reason_code=command.reason_code
        )
        for hold in invoice.holds
    )
    return (
        *released,
        *_given_up(invoice, command.reason_code),
        InvoiceVoided(
            invoice_id=invoice.id,
            number=invoice.number,
            supplier_id=invoice.supplier_id,
            voided_on=command.voided_on,
            reason_code=command.reason_code,
            accounted=invoice.accounted,
        ),
    )


def credit(
    invoice: Invoice,
    credit_memo: DocumentRef,
    lines: tuple[CreditedInvoiceLine, ...],
    amount: Decimal,
    beside: Beside = NOTHING_BESIDE,
) -> tuple[InvoiceEvent, ...]:
    """A credit memo answers this invoice; it settles what is open, the rest stays a credit.

    `amount` is the memo's total; a discount that was taken is given back beyond it.
    """
    applied = settled_at_once(invoice, credit_memo, amount)
    credited = InvoiceCredited(
        credit_memo=credit_memo,
        lines=lines,
        amount=amount + beside.discount,
        currency=invoice.currency,
        tax=beside.tax or None,
        discount=beside.discount or None,
        freight=beside.freight or None,
    )
    if applied == 0:
        return (credited,)
    return (credited, apply_credit(invoice, credit_memo, applied))


def settled_at_once(invoice: Invoice, source: DocumentRef, amount: Decimal) -> Decimal:
    """What of its open amount a document that answers it settles, as it is posted.

    What is disputed waits for the end of its dispute, and beside it a payment that is in a run goes
    on. A recovery claims what was paid alone, so it settles whatever is open of what it takes back.
    """
    if source.aggregate == "recovery":
        return min(amount, invoice.open_amount)
    left = invoice.unscheduled if invoice.disputed else invoice.open_amount
    return min(amount, max(left, ZERO))


def apply_credit(
    invoice: Invoice, credit_memo: DocumentRef, amount: Decimal
) -> InvoiceCreditApplied:
    """So much of a credit memo settles this invoice, whichever invoice it answers."""
    return InvoiceCreditApplied(
        credit_memo=credit_memo,
        amount=amount,
        currency=invoice.currency,
        open_amount=invoice.open_amount - amount,
    )


def require_unsettled(invoice: Invoice) -> None:
    """Raises `InvoicePaidAlready` where money moved, or a credit did: taking back would lose it."""
    paid = invoice.paid + invoice.prepaid
    credited = max(invoice.credited, invoice.credit_applied)
    if paid or credited:
        raise InvoicePaidAlready(invoice.number, paid, credited)


def _given_up(invoice: Invoice, reason_code: str) -> tuple[InvoiceEvent, ...]:
    return tuple(
        InvoiceDisputeResolved(dispute=number, outcome="voided", reason_code=reason_code)
        for number, each in invoice.disputes.items()
        if each.is_open
    )


def _hold(invoice: Invoice, number: int) -> Hold:
    hold = next((each for each in invoice.holds if each.hold == number), None)
    if hold is None:
        raise InvoiceUnknownHold(invoice.number, number, (each.hold for each in invoice.holds))
    return hold


def _live(invoice: Invoice) -> None:
    if invoice.voided:
        raise InvoiceVoidedAlready(invoice.number)


def _check_releaser(
    invoice: Invoice,
    hold: Hold,
    command: ReleaseInvoiceHold,
    priced_by: str | None,
    banked: Participants,
) -> None:
    rule, person = RULES[hold.kind], command.released_by
    if not rule.releasers:
        raise InvoiceHoldNotReleasable(hold.kind, rule.remedy)
    if not rule.releasers & command.roles:
        raise InvoiceHoldOtherRole(hold.kind, rule.releasers)
    parts = {
        **participants_of(invoice),
        **banked,
        "hold_placer": (hold.placed_by,) if hold.placed_by else (),
        "pricer": (priced_by,) if hold.kind in _OF_PRICE and priced_by else (),
    }
    require_duty("release_hold", person, parts)
