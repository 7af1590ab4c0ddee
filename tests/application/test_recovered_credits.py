"""A credit for what a recovery brought back or gave up is questioned before it is posted."""

from decimal import Decimal

import pytest

from domain.credit_memos.errors import CreditMemoRecovered
from domain.credit_memos.events import CreditBasis
from tests.application.office import Office, billed, given_back
from tests.application.test_recoveries import Claims


@pytest.fixture
async def claims(office: Office) -> Claims:
    """A hundred gloves came, were billed at ten each, and were paid; forty went back."""
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await office.pay(1, "1000")
    await office.give_back(1, "40")
    return Claims(office)


@pytest.mark.parametrize(
    ("basis", "quantity"), [("quantity", "40"), ("price", "0"), ("reversal", "60")]
)
@pytest.mark.parametrize("ended", ["refunded", "written off"])
async def test_what_came_back_or_was_given_up_is_not_credited_unasked(
    claims: Claims, basis: CreditBasis, quantity: str, ended: str
) -> None:
    office = claims.office
    await (claims.refund(1, "400") if ended == "refunded" else claims.write_off(1))
    amount = "600" if basis == "reversal" else "400"
    await office.credit(1, basis, given_back(quantity, amount))
    with pytest.raises(CreditMemoRecovered) as refused:
        await office.post_credit(1)
    assert refused.value.values["recovered"] == "400.00"
    assert office.balance("grir") == office.balance("accounts_payable") == 0
    assert not (await office.credit_memo(1)).posted


async def test_what_goes_back_later_is_credited_as_far_as_it_did(claims: Claims) -> None:
    office = claims.office
    await claims.refund(1, "400")
    await office.give_back(1, "30")
    await office.credit(1, "quantity", given_back("31", "310"))
    with pytest.raises(CreditMemoRecovered, match="credit of 30 is left"):
        await office.post_credit(1)
    await office.credit(2, "quantity", given_back("10", "100"), given_back("20", "200", 2))
    await office.post_credit(2)
    assert office.balance("grir") == 0
    assert (await office.credit_memo(2)).open_amount == 300
    assert (await claims.of(1)).status == "credited"


async def test_of_a_claim_that_came_in_part_only_the_rest_is_credited(claims: Claims) -> None:
    office = claims.office
    await claims.refund(1, "200")
    await office.credit(1, "quantity", given_back("40", "400"))
    with pytest.raises(CreditMemoRecovered, match=r"credit of 200\.00 is left"):
        await office.post_credit(1)
    await office.credit(2, "quantity", given_back("20", "200"))
    await office.post_credit(2)
    assert (await office.credit_memo(2)).open_amount == 200
    recovery = await claims.of(1)
    assert (recovery.claim, recovery.outstanding) == (Decimal(200), Decimal(0))


async def test_who_knows_better_posts_it_and_the_fact_says_so(claims: Claims) -> None:
    office = claims.office
    await claims.write_off(1)
    await office.credit(1, "price", given_back("0", "400"))
    await office.post_credit(1, beyond_recovery=True)
    (posted,) = (e for e in office.history() if e.type == "credit_memo.accounted")
    assert posted.data["beyond_recovery"] is True
    assert office.balance("grir") == 0
    assert office.balance("claims_written_off") == 400
    assert office.balance("price_variance") == -400, "the loss came back after all"
