"""Rates are known before their day begins; the books value each document at that of its own day."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.accounting import JournalLine, journal_entries
from domain.books_currency import settled, valued
from domain.exchange_rates.commands import RecordExchangeRate
from domain.exchange_rates.decide import record
from domain.exchange_rates.errors import (
    ExchangeRateSameCurrency,
    ExchangeRateTooEarly,
    ExchangeRateUnchanged,
)
from domain.exchange_rates.events import ExchangeRateRecorded
from domain.exchange_rates.state import EXCHANGE_RATE, rate_between
from domain.money import UnknownCurrency
from tests.domain.scenario import folded, given
from tests.domain.test_accounting import METADATA, billed, event, received

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
TOMORROW: Final = date(2026, 3, 2)
AMOUNTS: Final = st.decimals("0.01", "100000", places=2)
RATES: Final = st.decimals("0.0001", "200", places=6)
CURRENCIES: Final = st.sampled_from(("USD", "JPY", "KWD"))


def recorded(rate: str, starts_on: date = TOMORROW) -> ExchangeRateRecorded:
    return ExchangeRateRecorded(
        from_currency="EUR",
        to_currency="USD",
        rate=Decimal(rate),
        starts_on=starts_on,
        source="ecb",
        recorded_by="fred",
    )


def to_record(
    rate: str = "1.08", starts_on: date = TOMORROW, to_currency: str = "USD"
) -> RecordExchangeRate:
    return RecordExchangeRate(
        now=NOW,
        from_currency="EUR",
        to_currency=to_currency,
        rate=Decimal(rate),
        starts_on=starts_on,
        source="ecb",
        recorded_by="fred",
    )


def test_a_rate_counts_from_its_day_until_the_next_one_starts() -> None:
    given(EXCHANGE_RATE).when(record, to_record(), NOW.date()).then(recorded("1.08"))
    pair = folded(
        EXCHANGE_RATE, recorded("1.10", date(2026, 4, 1)), recorded("1.08"), recorded("1.09")
    )
    days = (date(2026, 3, 1), TOMORROW, date(2026, 3, 31), date(2026, 4, 1), date(2027, 1, 1))
    assert [str(pair.on(day)) for day in days] == ["None", "1.09", "1.09", "1.10", "1.10"]
    assert pair.number == "EUR/USD"


@pytest.mark.parametrize("day", [date(2026, 2, 2), NOW.date()])
def test_the_rate_of_a_day_that_has_begun_stands(day: date) -> None:
    known = given(EXCHANGE_RATE, recorded("1.08", date(2026, 2, 1)))
    asked = known.when(record, to_record("1.09", day), NOW.date())
    asked.rejected(ExchangeRateTooEarly, first="2026-03-02")


def test_it_stands_for_whoever_dates_another_one_back_too() -> None:
    known = given(EXCHANGE_RATE, recorded("1.08"))
    asked = known.when(record, to_record("1.09"), date(2026, 3, 4))  # Dated to the 1st.
    asked.rejected(ExchangeRateTooEarly, first="2026-03-05")


@pytest.mark.parametrize("day", [date(2026, 2, 1), NOW.date()])
def test_a_day_that_has_no_rate_may_get_one_late(day: date) -> None:
    fact = recorded("1.20", day)
    given(EXCHANGE_RATE).when(record, to_record("1.20", day), NOW.date()).then(fact)
    later = given(EXCHANGE_RATE, recorded("1.08"))
    later.when(record, to_record("1.20", day), NOW.date()).then(fact)


def test_a_rate_that_says_nothing_is_refused() -> None:
    known = given(EXCHANGE_RATE, recorded("1.08"))
    known.when(record, to_record("1.080"), NOW.date()).rejected(ExchangeRateUnchanged)
    known.when(record, to_record("1.09"), NOW.date()).then(recorded("1.09"))
    given(EXCHANGE_RATE).when(record, to_record(to_currency="EUR"), NOW.date()).rejected(
        ExchangeRateSameCurrency
    )
    given(EXCHANGE_RATE).when(record, to_record(to_currency="XXX"), NOW.date()).rejected(
        UnknownCurrency
    )


def in_books(
    kind: str, data: Mapping[str, Any], books: str = "USD", **rates: Mapping[str, str]
) -> list[JournalLine]:
    """What a fact books that was recorded with these rates."""
    told = {**METADATA, "posting_rates": {"currency": books, "rates": {}, **rates}}
    return journal_entries(event(kind, data)._replace(metadata=told))


def figures(lines: list[JournalLine]) -> list[str]:
    return [
        f"{each.account} {each.debit}/{each.credit} {each.books_debit}/{each.books_credit}"
        for each in lines
    ]


EUROS: Final = {"currency": "EUR"}
PAID: Final = {"supplier_id": "medline", "amount": "1000.00", "paid_on": "2026-03-04", **EUROS}


@pytest.mark.parametrize(
    ("books", "rate", "said"),
    [
        ("USD", "1.0843", "542.15"),
        ("JPY", "162.337", "81169"),
        ("KWD", "0.33333", "166.665"),
    ],
)
def test_a_receipt_counts_at_the_rate_of_its_day_in_the_unit_of_the_books(
    books: str, rate: str, said: str
) -> None:
    lines = in_books("receipt.posted", received() | EUROS, books, rates={"EUR": rate})
    assert figures(lines) == [f"inventory 500.00/0 {said}/0", f"grir 0/500.00 0/{said}"]
    assert {each.books_currency for each in lines} == {books}


def test_cents_that_lines_lose_are_shared_so_that_the_entry_balances_in_the_books() -> None:
    data = billed(cleared="333.33", tax="0.33", freight="0.33", difference="-0.01") | EUROS
    lines = in_books("invoice.accounted", data, rates={"EUR": "1.08437"})
    debits = sum(Decimal(each.books_debit or "x") for each in lines)
    credits_ = sum(Decimal(each.books_credit or "x") for each in lines)
    assert debits == credits_


@pytest.mark.parametrize(
    ("now", "realised"),
    [
        ("1.10", ["realised_fx 0/0 20.00/0"]),
        ("1.05", ["realised_fx 0/0 0/30.00"]),
        ("1.08", []),
    ],
)
def test_a_payment_takes_the_liability_off_at_its_own_rate_and_realises_the_rest(
    now: str, realised: list[str]
) -> None:
    lines = in_books("invoice.payment_recorded", PAID, rates={"EUR": now}, carried={"EUR": "1.08"})
    told = figures(lines)
    assert told[0] == "accounts_payable 1000.00/0 1080.00/0"
    assert told[2:] == realised
    assert (
        sum(Decimal(each.books_debit or 0) - Decimal(each.books_credit or 0) for each in lines) == 0
    )
    assert [each.line for each in lines] == list(range(1, len(lines) + 1))


def test_without_a_rate_of_the_day_nothing_is_made_up() -> None:
    lines = in_books("receipt.posted", received() | EUROS)
    assert {(each.books_currency, each.books_debit, each.books_credit) for each in lines} == {
        ("USD", None, None)
    }


def test_documents_in_the_currency_of_the_books_count_as_they_are() -> None:
    for lines in (
        journal_entries(event("receipt.posted", received())),
        in_books("receipt.posted", received(), rates={"EUR": "2"}),
    ):
        assert {(each.books_currency, each.books_debit) for each in lines} == {
            ("USD", "500.00"),
            ("USD", "0"),
        }


@for_all(debits=st.lists(AMOUNTS, min_size=1, max_size=6), rate=RATES, books=CURRENCIES)
def test_an_entry_balances_in_the_books_at_any_rate(
    debits: list[Decimal], rate: Decimal, books: str
) -> None:
    sides = [*((each, Decimal(0)) for each in debits), (Decimal(0), sum(debits, Decimal(0)))]
    lines = valued(sides, rate, books)
    assert sum(each.debit for each in lines) == sum(each.credit for each in lines)


@for_all(amount=AMOUNTS, rate=RATES, carried=RATES, books=CURRENCIES)
def test_a_payment_balances_with_what_it_realises(
    amount: Decimal, rate: Decimal, carried: Decimal, books: str
) -> None:
    sides = [(amount, Decimal(0), True), (Decimal(0), amount, False)]
    lines, loss = settled(sides, rate, carried, books)
    assert sum(each.debit - each.credit for each in lines) + loss == 0


def test_a_rate_counts_the_other_way_round_too_where_nobody_stated_that() -> None:
    pair, reverse = folded(EXCHANGE_RATE, recorded("1.25")), folded(EXCHANGE_RATE, recorded("4"))
    assert rate_between(pair, reverse, TOMORROW) == Fraction(5, 4)
    assert rate_between(None, reverse, TOMORROW) == Fraction(1, 4)
    assert rate_between(pair, reverse, date(2026, 3, 1)) is None
    assert rate_between(None, None, TOMORROW) is None
