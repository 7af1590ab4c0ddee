"""Rates through the real log: each document at that of its day, and what a payment realises."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from domain.exchange_rates.commands import RecordExchangeRate
from domain.invoices.commands import UnlinkInvoice
from domain.legal_entities.commands import RegisterLegalEntity
from domain.purchase_orders.events import PurchaseOrderLineAdded
from tests.application.desk import NOW
from tests.application.office import Office, billed

FEBRUARY: Final = datetime(2026, 2, 20, 9, tzinfo=UTC)


async def keeps_dollars(
    office: Office, *rates: str, lines: tuple[PurchaseOrderLineAdded, ...] = ()
) -> None:
    """Orders are in euros, the books in dollars."""
    await office.open(*lines, currency="EUR")
    await office.send(
        "fred",
        RegisterLegalEntity(now=FEBRUARY, legal_entity="NHS", name="North", currency="USD"),
    )
    for day, rate in enumerate(rates, start=21):
        command = RecordExchangeRate(
            now=FEBRUARY,
            from_currency="EUR",
            to_currency="USD",
            rate=Decimal(rate),
            starts_on=date(2026, 2, day),
            source="ecb",
            recorded_by="fred",
        )
        await office.send("fred", command)


def balances(office: Office) -> dict[str, Decimal]:
    """Each account in dollars."""
    found: dict[str, Decimal] = {}
    for line in office.journal():
        assert line.books_currency == "USD"
        value = Decimal(line.books_debit or 0) - Decimal(line.books_credit or 0)
        found[line.account] = found.get(line.account, Decimal(0)) + value
    return {account: value for account, value in found.items() if value}


async def test_documents_stand_at_the_rate_of_their_day(office: Office) -> None:
    await keeps_dollars(office, "1.20", "1.08")
    await office.receive(1, "100")
    await office.capture(1, billed("100"), currency="EUR")
    assert balances(office) == {
        "inventory": Decimal("1080.00"),
        "accounts_payable": Decimal("-1080.00"),
    }
    await office.pay(1, "1000.00")
    assert balances(office) == {"inventory": Decimal("1080.00"), "cash": Decimal("-1080.00")}


async def test_without_a_rate_the_books_say_that_they_do_not_know(office: Office) -> None:
    await keeps_dollars(office)
    await office.receive(1, "100")
    assert {line.books_debit for line in office.journal()} == {None}


async def test_what_is_in_the_currency_of_the_books_needs_no_rate(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    assert all("posting_rates" not in event.metadata for event in office.history())
    assert {line.books_currency for line in office.journal()} == {"USD"}


async def test_a_match_that_is_taken_back_is_reversed_at_the_rate_that_it_was_posted_at(
    office: Office,
) -> None:
    await keeps_dollars(office, "1.08")
    dearer = RecordExchangeRate(
        now=FEBRUARY,
        from_currency="EUR",
        to_currency="USD",
        rate=Decimal("1.50"),
        starts_on=date(2026, 3, 2),
        source="ecb",
        recorded_by="fred",
    )
    await office.send("fred", dearer)
    await office.receive(1, "100")
    received = balances(office)
    await office.capture(1, billed("100"), currency="EUR")
    next_day = NOW + timedelta(days=1)
    unlink = UnlinkInvoice(
        now=next_day,
        invoice_id=office.id_of("invoice", 1),
        unlinked_by="carl",
        unlinked_on=next_day.date(),
        reason_code="wrong_order",
    )
    await office.send("carl", unlink)
    assert balances(office) == received, "nothing of it is left in dollars"


async def rises(office: Office, rate: str, day: int) -> None:
    """From that day of March on."""
    command = RecordExchangeRate(
        now=FEBRUARY,
        from_currency="EUR",
        to_currency="USD",
        rate=Decimal(rate),
        starts_on=date(2026, 3, day),
        source="ecb",
        recorded_by="fred",
    )
    await office.send("fred", command)


def in_balance(office: Office) -> None:
    """Each entry balances in both currencies."""
    entries: dict[str, Decimal] = {}
    for line in office.journal():
        value = Decimal(line.books_debit or 0) - Decimal(line.books_credit or 0)
        entries[line.entry] = entries.get(line.entry, Decimal(0)) + value
    assert set(entries.values()) == {Decimal(0)}


async def test_goods_received_close_in_the_books_whatever_the_rate_of_the_bill(
    office: Office,
) -> None:
    await keeps_dollars(office, "1.00")
    await rises(office, "1.25", 2)
    await office.receive(1, "100")
    later = NOW + timedelta(days=1)
    await office.capture(1, billed("40"), currency="EUR", now=later)
    assert balances(office) == {
        "inventory": Decimal("1000.00"),
        "grir": Decimal("-600.00"),
        "realised_fx": Decimal("100.00"),
        "accounts_payable": Decimal("-500.00"),
    }
    await office.capture(2, billed("60"), currency="EUR", now=later)
    assert balances(office) == {
        "inventory": Decimal("1000.00"),
        "realised_fx": Decimal("250.00"),
        "accounts_payable": Decimal("-1250.00"),
    }
    in_balance(office)


async def test_a_voided_bill_takes_its_exchange_difference_with_it(office: Office) -> None:
    await keeps_dollars(office, "1.00")
    await rises(office, "1.25", 2)
    await office.receive(1, "100")
    await office.capture(1, billed("100"), currency="EUR", now=NOW + timedelta(days=1))
    await office.void(1)
    assert balances(office) == {
        "inventory": Decimal("1000.00"),
        "grir": Decimal("-1000.00"),
    }
    in_balance(office)


async def test_goods_that_follow_their_bill_close_it_too(office: Office) -> None:
    await keeps_dollars(office, "1.00")
    await rises(office, "1.25", 2)
    await office.capture(1, billed("100"), currency="EUR")
    await office.release(1)
    await office.receive(1, "100", now=NOW + timedelta(days=1))
    found = balances(office)
    assert "grir" not in found
    assert found["inventory"] + found["realised_fx"] == Decimal("1000.00")
    in_balance(office)


async def test_a_return_leaves_at_what_the_goods_stand_at(office: Office) -> None:
    await keeps_dollars(office, "1.00")
    await rises(office, "1.25", 2)
    await office.receive(1, "60")
    await office.receive(2, "40", now=NOW + timedelta(days=1))
    await office.give_back(1, "60")
    await office.capture(1, billed("40"), currency="EUR", now=NOW + timedelta(days=1))
    found = balances(office)
    assert "grir" not in found
    assert found["accounts_payable"] == Decimal("-500.00")
    in_balance(office)
