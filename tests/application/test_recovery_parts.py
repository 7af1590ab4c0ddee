"""Claims on suppliers that come back in parts, or not at all, through the real log."""

from decimal import Decimal

import pytest

from domain.recoveries.errors import RecoveryAmountDiffers, RecoveryRefundRepeated
from tests.application.office import Office, billed
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
