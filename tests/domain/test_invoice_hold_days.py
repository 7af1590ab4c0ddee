"""Holds by hand that have a last day: they end by themselves, and only ever last longer."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from domain.invoices import decide
from domain.invoices.commands import LengthenInvoiceHold, PlaceInvoiceHold, RecordPayment
from domain.invoices.events import InvoiceHoldLengthened, InvoiceHoldPlaced
from domain.invoices.payments import record_payment
from domain.invoices.settlement_errors import (
    InvoiceHeldAlready,
    InvoiceHoldNotByHand,
    InvoiceHoldNotLengthened,
    InvoiceHoldUntilPast,
    InvoiceOnHold,
    InvoiceUnknownHold,
)
from domain.invoices.state import INVOICE
from tests.domain.invoices import INVOICE_ID, held, matched, paid, ready, released
from tests.domain.orders import NOW, TODAY
from tests.domain.scenario import given

SOON: Final = TODAY + timedelta(days=10)
LATER: Final = SOON + timedelta(days=1)
UNPAID: Final[dict[str, Any]] = {"supplier_obstacle": None, "banked": {}}


def stopped(until: date | None = SOON, hold: int = 1) -> InvoiceHoldPlaced:
    return held(
        "manual",
        hold,
        exposure=Decimal(1000),
        reason_code="inquiry",
        placed_by="carl",
        until=until,
    )


def stop(until: date | None, day: date = TODAY) -> PlaceInvoiceHold:
    return PlaceInvoiceHold(
        now=NOW + (day - TODAY),
        invoice_id=INVOICE_ID,
        placed_by="carl",
        reason_code="inquiry",
        until=until,
    )


def lengthen(until: date | None, hold: int = 1) -> LengthenInvoiceHold:
    return LengthenInvoiceHold(
        now=NOW,
        invoice_id=INVOICE_ID,
        hold=hold,
        changed_by="cleo",
        reason_code="inquiry",
        until=until,
    )


def lengthened(until: date | None) -> InvoiceHoldLengthened:
    return InvoiceHoldLengthened(hold=1, until=until, reason_code="inquiry", changed_by="cleo")


def pay(day: date) -> RecordPayment:
    return RecordPayment(
        now=NOW + (day - TODAY),
        invoice_id=INVOICE_ID,
        paid_by="theo",
        payment="PAY-1",
        paid_on=TODAY,
        amount=Decimal(1000),
    )


ENDED: Final = released("manual", how="resolved", reason_code="last_day_passed", released_by=None)


def test_a_hold_has_a_last_day_that_has_not_passed() -> None:
    for day in (TODAY, SOON):
        given(INVOICE, *ready()).when(decide.place_hold, stop(day)).then(stopped(day))
    yesterday = TODAY - timedelta(days=1)
    given(INVOICE, *ready()).when(decide.place_hold, stop(yesterday)).rejected(InvoiceHoldUntilPast)


def test_on_its_last_day_a_hold_stops_the_payment_and_on_the_next_no_more() -> None:
    history = given(INVOICE, *ready(), stopped())
    history.when(record_payment, pay(SOON), **UNPAID).rejected(InvoiceOnHold)
    history.when(record_payment, pay(LATER), **UNPAID).then(ENDED, matched(), paid("1000", "0"))


def test_a_hold_that_ended_frees_the_payment_of_no_other_hold() -> None:
    history = given(INVOICE, *ready(), stopped(), held("price", 2, line=1))
    history.when(record_payment, pay(LATER), **UNPAID).rejected(InvoiceOnHold, holds=("price",))


def test_an_invoice_is_stopped_again_once_its_hold_has_ended() -> None:
    history = given(INVOICE, *ready(), stopped())
    history.when(decide.place_hold, stop(LATER, SOON)).rejected(InvoiceHeldAlready)
    history.when(decide.place_hold, stop(LATER, LATER)).then(ENDED, stopped(LATER, 2))


def test_a_hold_is_only_ever_lengthened() -> None:
    history = given(INVOICE, *ready(), stopped())
    history.when(decide.lengthen_hold, lengthen(LATER)).then(lengthened(LATER))
    history.when(decide.lengthen_hold, lengthen(None)).then(lengthened(None))
    for sooner in (TODAY, SOON):
        history.when(decide.lengthen_hold, lengthen(sooner)).rejected(InvoiceHoldNotLengthened)
    yesterday = TODAY - timedelta(days=1)
    history.when(decide.lengthen_hold, lengthen(yesterday)).rejected(InvoiceHoldUntilPast)
    endless = given(INVOICE, *ready(), stopped(), lengthened(None))
    for until in (None, LATER):
        endless.when(decide.lengthen_hold, lengthen(until)).rejected(InvoiceHoldNotLengthened)
    endless.when(record_payment, pay(LATER), **UNPAID).rejected(InvoiceOnHold)


def test_only_a_hold_by_hand_that_stands_has_a_last_day() -> None:
    history = given(INVOICE, *ready(), held("price", line=1))
    history.when(decide.lengthen_hold, lengthen(LATER)).rejected(InvoiceHoldNotByHand)
    history.when(decide.lengthen_hold, lengthen(LATER, 7)).rejected(InvoiceUnknownHold)
