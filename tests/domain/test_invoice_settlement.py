"""Holds by hand, releases, payments, credits and voiding: who may, how far, and what is left."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.errors import Rejected
from domain.invoices import decide
from domain.invoices.commands import (
    PlaceInvoiceHold,
    RecordPayment,
    ReleaseInvoiceHold,
    VoidInvoice,
)
from domain.invoices.errors import InvoiceVoidedAlready
from domain.invoices.events import (
    CreditedInvoiceLine,
    InvoiceAccounted,
    InvoiceCreditApplied,
    InvoiceCredited,
    InvoiceEvent,
    InvoiceVoided,
)
from domain.invoices.hold_kinds import HoldKind
from domain.invoices.holds import RULES
from domain.invoices.payments import record_payment
from domain.invoices.settlement_errors import (
    InvoiceDutiesMixed,
    InvoiceHeldAlready,
    InvoiceHoldNotReleasable,
    InvoiceHoldOtherRole,
    InvoiceOnHold,
    InvoicePaidAlready,
    InvoicePaymentNotPositive,
    InvoicePaymentRepeated,
    InvoicePaymentTooHigh,
    InvoiceSettled,
    InvoiceSupplierStopped,
    InvoiceUnknownHold,
)
from domain.invoices.state import INVOICE
from domain.money import TooPrecise
from tests.domain.invoices import INVOICE_ID, accounted, captured, held, paid, ready, released
from tests.domain.orders import MEDLINE, MEMO, NOW, TODAY
from tests.domain.scenario import folded, given

MANAGER: Final = frozenset({"ap_manager"})
BUYER: Final = frozenset({"buyer"})
FREE: Final[dict[str, Any]] = {"supplier_obstacle": None, "banked": {}}
UNPRICED: Final[dict[str, Any]] = {"priced_by": None, "supplier_obstacle": None}


def block(person: str = "carl") -> PlaceInvoiceHold:
    return PlaceInvoiceHold(now=NOW, invoice_id=INVOICE_ID, placed_by=person, reason_code="inquiry")


def release(
    hold: int = 1, person: str = "anna", roles: frozenset[str] = MANAGER
) -> ReleaseInvoiceHold:
    return ReleaseInvoiceHold(
        now=NOW,
        invoice_id=INVOICE_ID,
        hold=hold,
        released_by=person,
        roles=roles,
        reason_code="accepted",
    )


def pay(amount: str = "1000", payment: str = "PAY-1", person: str = "theo") -> RecordPayment:
    return RecordPayment(
        now=NOW,
        invoice_id=INVOICE_ID,
        paid_by=person,
        payment=payment,
        paid_on=TODAY,
        amount=Decimal(amount),
    )


def void() -> VoidInvoice:
    return VoidInvoice(now=NOW, invoice_id=INVOICE_ID, voided_on=TODAY, reason_code="wrong")


def voided(posted: InvoiceAccounted | None = None) -> InvoiceVoided:
    return InvoiceVoided(
        invoice_id=INVOICE_ID,
        number="INV-1",
        supplier_id=MEDLINE,
        voided_on=TODAY,
        reason_code="wrong",
        accounted=posted,
    )


def credited(amount: str = "400", quantity: str = "40") -> InvoiceCredited:
    return InvoiceCredited(
        credit_memo=MEMO, lines=given_back(amount, quantity), amount=Decimal(amount), currency="USD"
    )


def given_back(amount: str, quantity: str) -> tuple[CreditedInvoiceLine, ...]:
    return (
        CreditedInvoiceLine(
            line=1, quantity=Decimal(quantity), amount=Decimal(amount), cleared=Decimal(amount)
        ),
    )


def applied(amount: str, left: str) -> InvoiceCreditApplied:
    return InvoiceCreditApplied(
        credit_memo=MEMO, amount=Decimal(amount), currency="USD", open_amount=Decimal(left)
    )


def test_a_person_stops_the_payment_of_what_is_open() -> None:
    given(INVOICE, *ready(), paid("400", "600")).when(decide.place_hold, block()).then(
        held("manual", exposure=Decimal(600), reason_code="inquiry", placed_by="carl")
    )


@pytest.mark.parametrize(
    ("history", "refusal"),
    [
        pytest.param((*ready(), paid("1000", "0")), InvoiceSettled, id="nothing open"),
        pytest.param((*ready(), held("manual")), InvoiceHeldAlready, id="held by hand already"),
        pytest.param((captured(), voided()), InvoiceVoidedAlready, id="voided"),
    ],
)
def test_there_must_be_something_to_hold(
    history: Sequence[InvoiceEvent], refusal: type[Rejected]
) -> None:
    given(INVOICE, *history).when(decide.place_hold, block()).rejected(refusal)


@pytest.mark.parametrize("kind", sorted(RULES))
def test_each_kind_of_hold_is_released_by_its_duties_or_by_nobody(kind: HoldKind) -> None:
    asked = given(INVOICE, *ready(), held(kind))
    for role in ("ap_clerk", "ap_manager", "buyer", "receiver", "treasury"):
        when = asked.when(decide.release_hold, release(roles=frozenset({role})), **UNPRICED)
        if role in RULES[kind].releasers:
            when.then(released(kind))
        elif RULES[kind].releasers:
            when.rejected(InvoiceHoldOtherRole, kind=kind)
        else:
            when.rejected(InvoiceHoldNotReleasable, kind=kind)


def test_only_a_hold_that_stands_is_released() -> None:
    asked = given(INVOICE, *ready(), held("price"), released("price"))
    asked.when(decide.release_hold, release(), **UNPRICED).rejected(InvoiceUnknownHold, hold=1)


@pytest.mark.parametrize(
    ("placed_by", "priced_by", "kind", "person"),
    [
        pytest.param(None, None, "price", "carl", id="captured it"),
        pytest.param("dora", None, "manual", "dora", id="placed it"),
        pytest.param(None, "bella", "price", "bella", id="set the price"),
    ],
)
def test_a_hold_is_released_by_another_person_than_its_cause(
    placed_by: str | None, priced_by: str | None, kind: HoldKind, person: str
) -> None:
    asked = given(INVOICE, *ready(), held(kind, placed_by=placed_by))
    asked.when(
        decide.release_hold,
        release(person=person),
        priced_by=priced_by,
        supplier_obstacle=None,
    ).rejected(InvoiceDutiesMixed, person=person)


def test_a_supplier_is_cleared_before_his_invoice_is_released() -> None:
    asked = given(INVOICE, *ready(), held("supplier_on_hold"))
    asked.when(
        decide.release_hold, release(), priced_by=None, supplier_obstacle="on hold (audit)"
    ).rejected(InvoiceSupplierStopped)


def test_a_voided_invoice_has_no_hold_to_release() -> None:
    asked = given(INVOICE, captured(), voided())
    asked.when(decide.release_hold, release(), **UNPRICED).rejected(InvoiceVoidedAlready)


def test_an_invoice_is_paid_in_parts_up_to_what_is_open() -> None:
    given(INVOICE, *ready()).when(record_payment, pay("400"), **FREE).then(paid("400", "600"))
    given(INVOICE, *ready(), paid("400", "600")).when(
        record_payment, pay("600", "PAY-2"), **FREE
    ).then(paid("600", "0", "PAY-2"))


@pytest.mark.parametrize(
    ("history", "command", "refusal"),
    [
        pytest.param((*ready(), held("manual")), pay(), InvoiceOnHold, id="on hold"),
        pytest.param((captured(), held("unlinked")), pay(), InvoiceOnHold, id="not posted"),
        pytest.param(ready(), pay("1000.01"), InvoicePaymentTooHigh, id="beyond what is open"),
        pytest.param(ready(), pay("0"), InvoicePaymentNotPositive, id="nothing"),
        pytest.param(ready(), pay("0.001"), TooPrecise, id="less than a cent"),
        pytest.param(
            (*ready(), paid("1000", "0")), pay("1", "PAY-2"), InvoiceSettled, id="settled"
        ),
        pytest.param(
            (*ready(), paid("400", "600")), pay("1"), InvoicePaymentRepeated, id="the same payment"
        ),
        pytest.param(ready(), pay(person="carl"), InvoiceDutiesMixed, id="payer captured it"),
        pytest.param(
            (*ready(), held("price"), released("price")),
            pay(person="anna"),
            InvoiceDutiesMixed,
            id="payer released a hold",
        ),
        pytest.param((captured(), voided()), pay(), InvoiceVoidedAlready, id="voided"),
    ],
)
def test_a_payment_is_refused(
    history: Sequence[InvoiceEvent], command: RecordPayment, refusal: type[Rejected]
) -> None:
    given(INVOICE, *history).when(record_payment, command, **FREE).rejected(refusal)


def test_a_supplier_whose_payments_are_stopped_is_not_paid() -> None:
    given(INVOICE, *ready()).when(
        record_payment, pay(), supplier_obstacle="on hold (bank)", banked={}
    ).rejected(InvoiceSupplierStopped, obstacle="on hold (bank)")


def test_voiding_releases_every_hold_and_repeats_what_must_be_reversed() -> None:
    given(INVOICE, *ready(), held("price"), held("manual", 2)).when(decide.void, void()).then(
        released("price", how="voided", reason_code="wrong", released_by=None),
        released("manual", 2, how="voided", reason_code="wrong", released_by=None),
        voided(accounted()),
    )


def test_an_invoice_that_was_never_posted_is_voided_without_a_reversal() -> None:
    given(INVOICE, captured()).when(decide.void, void()).then(voided())


@pytest.mark.parametrize(
    ("history", "refusal"),
    [
        pytest.param((*ready(), paid("1", "999")), InvoicePaidAlready, id="paid in part"),
        pytest.param((*ready(), credited()), InvoicePaidAlready, id="credited in part"),
        pytest.param((captured(), voided()), InvoiceVoidedAlready, id="voided"),
    ],
)
def test_an_invoice_is_voided_only_while_nothing_has_moved(
    history: Sequence[InvoiceEvent], refusal: type[Rejected]
) -> None:
    given(INVOICE, *history).when(decide.void, void()).rejected(refusal)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(ready(), (credited(), applied("400", "600")), id="unpaid"),
        pytest.param(
            (*ready(), paid("900", "100")), (credited(), applied("100", "0")), id="open in part"
        ),
        pytest.param((*ready(), paid("1000", "0")), (credited(),), id="paid"),
    ],
)
def test_a_credit_settles_what_is_open_and_no_more(
    history: Sequence[InvoiceEvent], expected: Sequence[InvoiceEvent]
) -> None:
    lines = given_back("400", "40")
    given(INVOICE, *history).when(decide.credit, MEMO, lines, Decimal(400)).then(*expected)


def test_what_was_credited_is_no_longer_asked_for() -> None:
    invoice = folded(INVOICE, *ready(), credited(), applied("400", "600"))
    assert invoice.open_amount == invoice.uncredited == 600
