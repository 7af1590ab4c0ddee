"""Claims on suppliers that come back in parts, or not at all, through the real log."""

from decimal import Decimal

import pytest

from domain.recoveries.errors import RecoveryAmountDiffers, RecoveryRefundRepeated
from tests.application.office import Office, billed, given_back
from tests.application.storeroom import opens, require_sound, worth
from tests.application.test_recoveries import Claims


@pytest.fixture
async def claims(office: Office) -> Claims:
    """A hundred gloves came, were billed at ten each, and were paid."""
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"), tax=Decimal(80))
    await office.pay(1, "1080")
    return Claims(office)


async def test_a_claim_may_come_back_in_parts_and_ends_with_the_last_of_them(
    claims: Claims,
) -> None:
    office = claims.office
    await office.give_back(1, "20")
    await claims.refund(1, "100", "BACK-1")
    recovery = await claims.of(1)
    assert (recovery.status, recovery.outstanding) == ("open", Decimal(116))
    assert office.balance("cash") == -980
    assert office.balance("supplier_refunds") == -100
    assert office.balance("grir") == 200
    assert office.balance("accounts_payable") == 0
    with pytest.raises(RecoveryRefundRepeated):
        await claims.refund(1, "16", "BACK-1")
    with pytest.raises(RecoveryAmountDiffers):
        await claims.refund(1, "116.01", "BACK-2")
    await claims.refund(1, "16", "BACK-2")
    await claims.refund(1, "100", "BACK-3")
    assert (await claims.of(1)).status == "refunded"
    assert office.balance("cash") == -864, "as if it had come at once"
    for account in ("grir", "accounts_payable", "supplier_refunds"):
        assert office.balance(account) == 0, account


async def test_what_does_not_come_after_a_part_is_written_off(claims: Claims) -> None:
    office = claims.office
    await office.give_back(1, "20")
    await claims.refund(1, "100")
    await claims.write_off(1)
    assert (await claims.of(1)).status == "written_off"
    assert office.balance("claims_written_off") == 116
    for account in ("grir", "accounts_payable", "supplier_refunds"):
        assert office.balance(account) == 0, account


async def test_a_claim_that_shrank_below_what_came_leaves_what_is_owed_back(
    claims: Claims,
) -> None:
    office = claims.office
    await office.give_back(1, "20")
    await claims.refund(1, "150")
    await office.receive(2, "10")
    recovery = await claims.of(1)
    assert (recovery.claim, recovery.outstanding) == (Decimal(108), Decimal(0))
    await claims.write_off(1)
    assert office.balance("claims_written_off") == 0, "nothing is lost"
    assert office.balance("supplier_refunds") == -42, "so much came too much"
    assert office.balance("accounts_payable") == office.balance("grir") == 0


async def test_what_came_before_the_cause_went_and_came_again_counts_for_the_new_claim(
    claims: Claims,
) -> None:
    office = claims.office
    await office.give_back(1, "20")
    await claims.refund(1, "150")
    await office.receive(2, "20")
    gone = await claims.of(1)
    assert (gone.status, gone.refunded) == ("cause_gone", Decimal(150)), "which is owed back"
    await office.give_back(2, "20")
    again = await claims.of(1)
    assert again.is_open
    assert (again.claim, again.outstanding) == (Decimal(216), Decimal(66))
    with pytest.raises(RecoveryAmountDiffers):
        await claims.refund(1, "216", "BACK-2")
    with pytest.raises(RecoveryRefundRepeated):
        await claims.refund(1, "66", "BACK-1")
    await claims.refund(1, "66", "BACK-2")
    assert (await claims.of(1)).refunded == 0, "the claim took it"
    assert office.balance("cash") == -864
    for account in ("grir", "accounts_payable", "supplier_refunds"):
        assert office.balance(account) == 0, account
    await office.give_back(1, "5")
    assert (await claims.of(1)).outstanding == 54, "nothing counts twice"


async def test_what_came_in_parts_makes_up_for_what_the_credit_memo_leaves_out(
    claims: Claims,
) -> None:
    office = claims.office
    await office.give_back(1, "20")
    await claims.refund(1, "54")
    await office.credit(1, "quantity", given_back("20", "150"), tax=Decimal(12))
    await office.post_credit(1)
    recovery = await claims.of(1)
    assert (recovery.status, recovery.refunded) == ("credited", Decimal(0))
    for account in ("grir", "supplier_refunds", "price_variance"):
        assert office.balance(account) == 0, account
    assert office.balance("input_tax") == 64
    assert office.balance("accounts_payable") == 162, "what the memo leaves"
    assert (await office.invoice(1)).uncredited == 864
    await office.refund(1, "162", "BACK-2")
    assert office.balance("cash") == -864, "as if it had come at once"
    await office.give_back(1, "5")
    assert (await claims.of(1)).outstanding == 54, "at what the gloves were billed at"


async def test_a_credit_of_the_rest_that_falls_short_is_a_loss_of_that_alone(
    claims: Claims,
) -> None:
    office = claims.office
    await office.give_back(1, "20")
    await claims.refund(1, "16")
    await office.credit(1, "quantity", given_back("20", "170"), tax=Decimal(16))
    await office.post_credit(1)
    assert (await claims.of(1)).status == "credited"
    assert office.balance("supplier_refunds") == office.balance("grir") == 0
    assert office.balance("price_variance") == 14


async def test_what_came_beside_a_credit_of_the_whole_claim_stays_owed_back(
    claims: Claims,
) -> None:
    office = claims.office
    await office.give_back(1, "20")
    await claims.refund(1, "54")
    await office.credit(1, "quantity", given_back("20", "200"), tax=Decimal(16))
    await office.post_credit(1, beyond_recovery=True)
    recovery = await claims.of(1)
    assert (recovery.status, recovery.refunded) == ("credited", Decimal(54))
    assert office.balance("supplier_refunds") == -54
    assert office.balance("price_variance") == 0
    await office.give_back(1, "10")
    assert (await claims.of(1)).outstanding == 54, "of 108"


@pytest.mark.parametrize(
    ("price", "refunded", "credited"),
    [
        *[("10", "0", "50"), ("10", "10", "40"), ("10", "49.99", "0.01")],
        *[("12", "0", "60"), ("12", "10", "50"), ("12", "59.99", "0.01")],
    ],
)
async def test_stock_is_worth_the_same_in_whatever_way_the_claim_came_back(
    office: Office, price: str, refunded: str, credited: str
) -> None:
    """Ten gloves came at ten, some were billed dearer; five went back."""
    await opens(office)
    await office.receive(1, "10")
    await office.capture(1, billed("10", price))
    if price == "12":
        await office.release(1)
    await office.pay(1, str(10 * int(price)))
    await office.give_back(1, "5")
    claims = Claims(office)
    if refunded != "0":
        await claims.refund(1, refunded)
    await office.credit(1, "quantity", given_back("5", credited))
    await office.post_credit(1)
    assert (await claims.of(1)).status == "credited"
    assert worth(office) == [5 * int(price), 0], "the five that are here"
    assert office.balance("supplier_refunds") == office.balance("grir") == 0
    require_sound(office.history())
