"""What goes back after it was paid is claimed once, also where bills name their receipts."""

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.invoices.commands import InvoicedLine
from tests.application.office import Office, billed
from tests.application.test_recoveries import Claims


@pytest.fixture
async def claims(office: Office) -> Claims:
    """Seven gloves came, and three more, at ten each."""
    await office.open()
    await office.receive(1, "7")
    await office.receive(2, "3")
    return Claims(office)


def of_receipt(claims: Claims, receipt: int, quantity: str) -> InvoicedLine:
    return replace(billed(quantity), receipt_id=claims.office.id_of("receipt", receipt))


async def paid(claims: Claims, invoice: int, *lines: InvoicedLine) -> None:
    await claims.office.capture(invoice, *lines)
    amount = sum(line.amount for line in lines)
    await claims.office.pay(invoice, str(amount), f"PAY-{invoice}")


def opened(claims: Claims) -> dict[str, str]:
    """What each claim that was ever opened was opened for, by the number of its invoice."""
    facts = [each.data for each in claims.office.history() if each.type == "recovery.opened"]
    return {each["invoice"]["number"]: each["claim"] for each in facts}


@pytest.mark.parametrize("first", [1, 2])
async def test_the_bill_of_the_receipt_that_went_back_is_claimed_alone(
    claims: Claims, first: int
) -> None:
    for number in (first, 3 - first):
        await paid(claims, number, of_receipt(claims, number, {1: "7", 2: "3"}[number]))
    await claims.office.give_back(1, "7")
    assert opened(claims) == {"INV-11": "70.00"}
    await claims.refund(1, "70")
    assert (await claims.of(1)).status == "refunded"
    assert opened(claims) == {"INV-11": "70.00"}, "nothing is left to be claimed"
    assert claims.office.balance("grir") == 0
    assert claims.office.balance("cash") == -30, "for the three that are here"


async def test_a_part_that_went_back_is_claimed_of_the_bill_that_names_it(claims: Claims) -> None:
    await paid(claims, 1, of_receipt(claims, 1, "7"))
    await paid(claims, 2, of_receipt(claims, 2, "3"))
    await claims.office.give_back(1, "2")
    assert opened(claims) == {"INV-11": "20.00"}
    await claims.office.give_back(2, "3")
    assert opened(claims) == {"INV-11": "20.00", "INV-22": "30.00"}


async def test_a_bill_that_names_none_is_not_claimed_for_what_another_names(claims: Claims) -> None:
    await paid(claims, 1, of_receipt(claims, 1, "7"))
    await paid(claims, 2, billed("3"))
    await claims.office.give_back(1, "7")
    assert opened(claims) == {"INV-11": "70.00"}


async def test_of_two_bills_of_one_receipt_the_later_one_is_too_much_first(claims: Claims) -> None:
    await paid(claims, 1, of_receipt(claims, 1, "4"))
    await paid(claims, 2, of_receipt(claims, 1, "3"))
    await paid(claims, 3, of_receipt(claims, 2, "3"))
    await claims.office.give_back(1, "5")
    assert opened(claims) == {"INV-11": "20.00", "INV-22": "30.00"}


async def test_a_line_is_not_claimed_for_what_another_of_its_bill_names(claims: Claims) -> None:
    lines = (of_receipt(claims, 1, "7"), replace(of_receipt(claims, 2, "3"), line=2))
    await paid(claims, 1, *lines)
    await claims.office.give_back(1, "7")
    assert opened(claims) == {"INV-11": "70.00"}


async def test_goods_that_nobody_billed_make_up_for_what_went_back_until_they_are(
    claims: Claims,
) -> None:
    office = claims.office
    await office.receive(3, "4")
    await paid(claims, 1, of_receipt(claims, 1, "7"))
    await paid(claims, 2, of_receipt(claims, 2, "3"))
    await office.give_back(1, "6")
    assert opened(claims) == {"INV-11": "20.00"}, "eight stand, of the ten that are billed"
    await office.capture(3, of_receipt(claims, 3, "4"))
    assert (await claims.of(1)).claim == Decimal(60), "and all four by the third bill"
    await claims.refund(1, "60")
    assert await office.held(3) == ()
    assert opened(claims) == {"INV-11": "20.00"}


async def test_bills_that_name_no_receipt_share_the_claim_from_the_last_one_on(
    claims: Claims,
) -> None:
    await paid(claims, 1, billed("7"))
    await paid(claims, 2, billed("3"))
    await claims.office.give_back(1, "7")
    assert opened(claims) == {"INV-11": "40.00", "INV-22": "30.00"}
