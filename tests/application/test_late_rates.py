"""Goods in books of another currency that came before a rate was known, or that cost nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.exchange_rates.commands import RecordExchangeRate
from domain.exchange_rates.errors import ExchangeRateUnknown
from domain.invoices.commands import RecordPayment
from domain.purchase_orders.events import PurchaseOrderLineAdded
from domain.purchase_orders.lines import CostShare
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed
from tests.application.test_exchange_rates import balances, in_balance, keeps_dollars, rises
from tests.application.test_invoice_acceptance import inspect
from tests.domain.orders import added


async def recorded(office: Office, rate: str, starts_on: date) -> None:
    command = RecordExchangeRate(
        now=NOW,
        from_currency="EUR",
        to_currency="USD",
        rate=Decimal(rate),
        starts_on=starts_on,
        source="ecb",
        recorded_by="fred",
    )
    await office.send("fred", command)


async def came_without_a_rate(office: Office, *lines: PurchaseOrderLineAdded) -> None:
    await keeps_dollars(office, lines=lines)
    await office.receive(1, "100")
    assert balances(office) == {}


async def test_goods_that_came_before_any_rate_are_valued_at_that_of_their_day(
    office: Office,
) -> None:
    await came_without_a_rate(office)
    await recorded(office, "1.10", TODAY)
    await office.capture(1, billed("60"), currency="EUR")
    assert balances(office) == {
        "inventory": Decimal("1100.00"),
        "grir": Decimal("-440.00"),
        "accounts_payable": Decimal("-660.00"),
    }
    await office.capture(2, billed("40"), currency="EUR")
    assert balances(office) == {
        "inventory": Decimal("1100.00"),
        "accounts_payable": Decimal("-1100.00"),
    }


async def test_what_the_rate_rose_meanwhile_is_realised_and_no_cost_of_the_goods(
    office: Office,
) -> None:
    await came_without_a_rate(office)
    await recorded(office, "1.10", TODAY)
    await recorded(office, "1.30", TODAY + timedelta(days=1))
    later = NOW + timedelta(days=1)
    await office.capture(1, billed("60"), currency="EUR", now=later)
    assert balances(office) == {
        "inventory": Decimal("1100.00"),
        "grir": Decimal("-440.00"),
        "realised_fx": Decimal("120.00"),
        "accounts_payable": Decimal("-780.00"),
    }
    await office.capture(2, billed("40"), currency="EUR", now=later)
    assert balances(office) == {
        "inventory": Decimal("1100.00"),
        "realised_fx": Decimal("200.00"),
        "accounts_payable": Decimal("-1300.00"),
    }
    in_balance(office)


async def test_where_their_day_never_gets_a_rate_that_of_their_bill_tells_what_they_cost(
    office: Office,
) -> None:
    await came_without_a_rate(office)
    await office.give_back(1, "20")
    await recorded(office, "1.30", TODAY + timedelta(days=1))
    later = NOW + timedelta(days=1)
    await office.receive(2, "20", now=later)
    assert balances(office) == {"inventory": Decimal("1300.00"), "grir": Decimal("-1300.00")}
    await office.capture(1, billed("100"), currency="EUR", now=later)
    assert balances(office) == {
        "inventory": Decimal("1300.00"),
        "accounts_payable": Decimal("-1300.00"),
    }


async def test_who_share_used_goods_bear_what_they_count(office: Office) -> None:
    shares = (
        CostShare(cost_centre="ICU", account="supplies", weight=Decimal(1)),
        CostShare(cost_centre="OR", account="supplies", weight=Decimal(2)),
    )
    await came_without_a_rate(office, added(accounting="expense", shares=shares))
    await recorded(office, "1.10", TODAY)
    await office.capture(1, billed("100"), currency="EUR")
    assert balances(office) == {
        "expense": Decimal("1100.00"),
        "accounts_payable": Decimal("-1100.00"),
    }
    borne = [
        (line.cost_centre, line.purchase_order_line, line.books_debit)
        for line in office.journal()
        if line.account == "expense" and line.debit == "0"
    ]
    assert borne == [("ICU", 1, "366.67"), ("OR", 1, "733.33")]
    in_balance(office)


async def test_a_receipt_that_is_taken_back_leaves_nothing_of_what_it_was_valued_at(
    office: Office,
) -> None:
    await came_without_a_rate(office)
    await recorded(office, "1.10", TODAY)
    await office.reverse(1)
    assert balances(office) == {}
    await office.receive(2, "100")
    assert balances(office)["grir"] == Decimal("-1100.00")


async def test_a_first_receipt_that_is_worth_nothing_lets_the_next_one_be_followed(
    office: Office,
) -> None:
    await keeps_dollars(office, "1.00", lines=(added("100", "0.01", amount="1.00"),))
    await rises(office, "1.25", 2)
    await office.receive(1, "0.4")
    await office.receive(2, "99.6")
    assert balances(office) == {"inventory": Decimal("1.00"), "grir": Decimal("-1.00")}
    later = NOW + timedelta(days=1)
    await office.capture(1, billed("100", "0.01"), currency="EUR", now=later)
    assert balances(office) == {
        "inventory": Decimal("1.00"),
        "realised_fx": Decimal("0.25"),
        "accounts_payable": Decimal("-1.25"),
    }


@pytest.mark.parametrize("day", [date(2026, 2, 10), date(2026, 2, 20)])
async def test_money_of_a_day_without_a_rate_waits_for_one_as_bills_do(
    office: Office, day: date
) -> None:
    await keeps_dollars(office, "1.20")
    await office.receive(1, "100")
    await office.capture(1, billed("100"), currency="EUR")
    paid = RecordPayment(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        paid_by="theo",
        payment="PAY-0",
        paid_on=day,
        amount=Decimal(500),
    )
    with pytest.raises(ExchangeRateUnknown):
        await office.send("theo", paid)
    await recorded(office, "1.10", day)
    await office.send("theo", paid)
    assert balances(office) == {
        "inventory": Decimal("1200.00"),
        "accounts_payable": Decimal("-600.00"),
        "cash": Decimal("-550.00"),
        "realised_fx": Decimal("-50.00"),
    }
    in_balance(office)


async def test_an_advance_of_a_day_without_a_rate_waits_for_one(office: Office) -> None:
    await keeps_dollars(office)
    with pytest.raises(ExchangeRateUnknown):
        await office.prepay(1, "300")
    assert balances(office) == {}
    await recorded(office, "1.10", TODAY)
    await office.prepay(2, "300")
    assert balances(office)["cash"] == Decimal("-330.00")


@pytest.mark.parametrize("accepted", ["0", "40"])
async def test_what_waits_for_an_inspection_is_valued_there(office: Office, accepted: str) -> None:
    """A hundred at ten euros, 1.10 told later for their day; some accepted before that."""
    await came_without_a_rate(office, added(match="four_way"))
    if accepted != "0":
        await inspect(office, accepted)
    assert balances(office) == {}
    await recorded(office, "1.10", TODAY)
    await office.capture(1, billed("100"), currency="EUR")
    stands = balances(office)
    on_stock = Decimal(accepted) * 11
    assert stands.get("inventory", Decimal(0)) == on_stock
    assert stands["receiving_inspection"] == 1100 - on_stock
    await inspect(office, f"{100 - int(accepted)}")
    assert balances(office) == {
        "inventory": Decimal("1100.00"),
        "accounts_payable": Decimal("-1100.00"),
    }
    in_balance(office)
