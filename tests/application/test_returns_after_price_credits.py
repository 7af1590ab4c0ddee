"""Goods that go back after a credit on price leave stock at what they cost by then.

Twenty gloves came at 10.00 and were billed and paid, six (or sixty) more on a second bill. The
supplier gave 90.00 back on the twenty, so they cost 110.00: that leaves with them, or comes again
with those that he sends instead.
"""

from collections.abc import Awaitable, Callable
from decimal import Decimal

import pytest

from tests.application.office import Office, billed, given_back
from tests.application.storeroom import issue, opens, require_sound, stock, worth
from tests.application.test_recoveries import Claims

ACCOUNTS = ("grir", "supplier_refunds")


async def cheapened(office: Office, others: str, price: str = "10") -> None:
    """Twenty and the others, billed and paid, and ninety given back on the twenty."""
    await opens(office)
    await office.receive(1, "20")
    await office.capture(1, billed("20", price))
    if price != "10":
        await office.release(1)
    await office.pay(1, str(20 * int(price)))
    if others != "0":
        await office.receive(2, others)
        await office.capture(2, billed(others))
        await office.pay(2, str(10 * int(others)), "PAY-2")
    await office.credit(1, "price", given_back("0", "90"))
    await office.post_credit(1)


async def credit_units(office: Office, quantity: str, amount: str) -> None:
    await office.credit(2, "quantity", given_back(quantity, amount))
    await office.post_credit(2)


@pytest.mark.parametrize(("others", "left"), [("6", 60), ("60", 600)])
@pytest.mark.parametrize("first", ["the return", "the credit"])
async def test_goods_that_go_back_leave_the_others_at_what_they_cost(
    office: Office, others: str, left: int, first: str
) -> None:
    await cheapened(office, others)
    assert worth(office) == [left + 110, 0]
    if first == "the return":
        await office.give_back(1, "20")
        assert worth(office) == [left, -90], "until the supplier credits them"
        assert office.balance("grir") == 200
        await credit_units(office, "20", "110")
    else:
        await credit_units(office, "20", "110")
        assert worth(office) == [left + 110, 90], "until they go back"
        await office.give_back(1, "20")
    assert worth(office) == [left, 0]
    for account in ACCOUNTS:
        assert office.balance(account) == 0, account
    assert office.balance("accounts_payable") == 200, "two credits that nobody paid back yet"
    require_sound(office.history())


@pytest.mark.parametrize(("others", "left"), [("6", 60), ("60", 600)])
async def test_goods_that_are_replaced_cost_what_was_left_of_their_price(
    office: Office, others: str, left: int
) -> None:
    await cheapened(office, others)
    await office.give_back(1, "20")
    await office.receive(3, "20")
    assert worth(office) == [left + 110, 0]
    assert office.balance("grir") == 0
    await office.give_back(3, "20")
    assert worth(office) == [left, -90], "those that came instead go back like the first ones"
    await credit_units(office, "20", "110")
    assert worth(office) == [left, 0]
    require_sound(office.history())


async def test_goods_that_are_replaced_in_part_take_over_a_part(office: Office) -> None:
    await cheapened(office, "0")
    await office.give_back(1, "20")
    await office.receive(2, "15")
    assert worth(office) == [150 - Decimal("67.50"), Decimal("-22.50")]
    await credit_units(office, "5", "27.50")
    assert worth(office) == [Decimal("82.50"), 0]
    require_sound(office.history())


async def test_a_part_takes_its_part_of_what_was_given_back_and_no_replacement_takes_it_again(
    office: Office,
) -> None:
    await cheapened(office, "0")
    await office.give_back(1, "5")
    assert worth(office) == [Decimal("82.50"), Decimal("-22.50")]
    assert (await Claims(office).of(1)).claim == Decimal("27.50")
    await credit_units(office, "5", "27.50")
    assert worth(office) == [Decimal("82.50"), 0], "15 at 5.50"
    await office.receive(3, "10")
    assert worth(office) == [Decimal("182.50"), 0], "which nobody has credited anything of"
    await office.give_back(3, "10")
    assert worth(office) == [Decimal("82.50"), 0]
    require_sound(office.history())


async def test_goods_of_the_other_bill_go_back_at_their_own_cost(office: Office) -> None:
    await cheapened(office, "6")
    await office.give_back(2, "6")
    assert worth(office) == [110, 0]


async def test_what_stock_did_not_bear_does_not_come_back_to_it(office: Office) -> None:
    """Ten of twenty are used up before the credit, so half of it is variance."""
    await opens(office)
    await office.receive(1, "20")
    await office.capture(1, billed("20"))
    await office.pay(1, "200")
    await issue(office, "10")
    await office.credit(1, "price", given_back("0", "90"))
    await office.post_credit(1)
    assert worth(office) == [55, -45]
    await office.give_back(1, "10")
    await credit_units(office, "10", "55")
    assert worth(office) == [0, -45]
    assert office.balance("expense") == 100, "which cost 55 in the end"
    require_sound(office.history())


async def test_a_bill_that_was_dearer_takes_its_own_difference_off_with_the_credit(
    office: Office,
) -> None:
    await cheapened(office, "60", "12")
    assert worth(office) == [750, 0]
    await office.give_back(1, "20")
    assert worth(office) == [640, -90]
    await credit_units(office, "20", "150")
    assert worth(office) == [600, 0]
    require_sound(office.history())


@pytest.mark.parametrize("parts", [("110",), ("10", "100")], ids=["at once", "in parts"])
async def test_a_refund_of_the_claim_does_the_same_as_the_credit(
    office: Office, parts: tuple[str, ...]
) -> None:
    await cheapened(office, "0")
    await office.give_back(1, "20")
    assert (await Claims(office).of(1)).claim == 110
    for number, amount in enumerate(parts, start=1):
        await Claims(office).refund(1, amount, f"BACK-{number}")
    assert worth(office) == [0, 0]
    for account in ACCOUNTS:
        assert office.balance(account) == 0, account
    require_sound(office.history())


Act = Callable[[Office], Awaitable[object]]


@pytest.mark.parametrize(
    "act",
    [lambda office: office.reverse(1), lambda office: office.give_back(1, "20")],
    ids=["taken back as an error", "sent back"],
)
async def test_a_receipt_that_was_an_error_leaves_as_one_that_goes_back(
    office: Office, act: Act
) -> None:
    await cheapened(office, "6")
    await act(office)
    assert worth(office) == [60, -90]
    item = await stock(office)
    assert item.worth.amounts == {"USD": Decimal(60)}
    require_sound(office.history())
