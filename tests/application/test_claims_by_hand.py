"""One claim by hand stands at a time for an invoice, so that nothing is asked back twice."""

from decimal import Decimal
from typing import Any, Final

import pytest

from application.tips import Tips
from application.work import Work
from domain.recoveries.commands import (
    CloseRecovery,
    OverpaidLine,
    RecordRecoveryRefund,
    WriteOffRecovery,
)
from domain.recoveries.errors import (
    RecoveryAmountDiffers,
    RecoveryOpenAlready,
    RecoveryOtherCredit,
)
from domain.recoveries.state import RECOVERY, Recovery
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed, given_back
from tests.application.test_recoveries import Claims


@pytest.fixture
async def claims(office: Office) -> Claims:
    """A hundred gloves came, were billed at ten each, and were paid with their tax."""
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"), tax=Decimal(80))
    await office.pay(1, "1080")
    return Claims(office)


async def test_nobody_claims_by_hand_what_another_person_claims_already(claims: Claims) -> None:
    asked = OverpaidLine(line=1, quantity=Decimal(0), amount=Decimal(25))
    terms: dict[str, Any] = {"cause": "price_too_high", "lines": (asked,)}
    await claims.open(1, **terms)
    again = claims.office.id_of("recovery", 2)
    with pytest.raises(RecoveryOpenAlready) as refusal:
        await claims.open(1, recovery_id=again, **terms)
    assert refusal.value.values["claim"] == "25.00"
    close = CloseRecovery(
        now=NOW,
        recovery_id=claims.office.id_of("recovery", 1),
        reason_code="wrong",
        closed_by="anna",
    )
    await claims.office.send("anna", close)
    await claims.open(1, recovery_id=again, **terms)
    assert claims.office.facts("recovery") == [
        "recovery.opened",
        "recovery.closed",
        "recovery.opened",
    ]


async def test_what_came_back_of_a_claim_by_hand_may_be_followed_by_another_one(
    claims: Claims,
) -> None:
    asked = OverpaidLine(line=1, quantity=Decimal(0), amount=Decimal(25))
    terms: dict[str, Any] = {"cause": "price_too_high", "lines": (asked,)}
    await claims.open(1, **terms)
    refund = RecordRecoveryRefund(
        now=NOW,
        recovery_id=claims.office.id_of("recovery", 1),
        refund="BACK-1",
        refunded_on=TODAY,
        amount=Decimal(25),
        recorded_by="theo",
    )
    await claims.office.send("theo", refund)
    await claims.open(1, recovery_id=claims.office.id_of("recovery", 2), **terms)
    assert claims.office.balance("cash") == -1055


TOO_DEAR: Final = OverpaidLine(line=1, quantity=Decimal(0), amount=Decimal(100))


async def claimed(claims: Claims) -> None:
    """A hundred gloves at ten were a unit too dear, with the tax on it: 108 of 1080."""
    await claims.open(1, cause="price_too_high", lines=(TOO_DEAR,), tax=Decimal(8))


async def close(claims: Claims, memo: int | None = None, person: str = "anna") -> None:
    command = CloseRecovery(
        now=NOW,
        recovery_id=claims.office.id_of("recovery", 1),
        reason_code="agreed",
        closed_by=person,
        credit_memo_id=claims.office.id_of("credit_memo", memo) if memo else None,
    )
    await claims.office.send(person, command)


async def credit(claims: Claims, memo: int, amount: str, tax: str) -> None:
    office = claims.office
    await office.credit(memo, "price", given_back("0", amount), tax=Decimal(tax))
    await office.post_credit(memo)


async def of_it(claims: Claims) -> Recovery:
    work = Work(claims.office.log, Tips(), claims.office.tenant)
    return await work.load(RECOVERY, claims.office.id_of("recovery", 1))


async def refund_of(claims: Claims, amount: str, number: str = "BACK-1") -> None:
    command = RecordRecoveryRefund(
        now=NOW,
        recovery_id=claims.office.id_of("recovery", 1),
        refund=number,
        refunded_on=TODAY,
        amount=Decimal(amount),
        recorded_by="theo",
    )
    await claims.office.send("theo", command)


async def test_a_claim_by_hand_may_be_credited_in_parts(claims: Claims) -> None:
    await claimed(claims)
    await credit(claims, 1, "50", "4")
    await close(claims, 1)
    recovery = await of_it(claims)
    assert recovery.is_open
    assert [recovery.total, recovery.claim, recovery.tax] == [54, 54, 4]
    with pytest.raises(RecoveryOtherCredit, match="before"):
        await close(claims, 1)
    await credit(claims, 2, "50", "4")
    await close(claims, 2)
    assert (await of_it(claims)).status == "credited"
    assert claims.office.balance("accounts_payable") == 108, "which the supplier owes us"
    assert claims.office.balance("price_variance") == -100
    assert claims.office.balance("input_tax") == 72


async def test_what_a_part_memo_leaves_is_refunded_or_lost_or_no_claim(claims: Claims) -> None:
    await claimed(claims)
    await credit(claims, 1, "50", "4")
    await close(claims, 1)
    with pytest.raises(RecoveryAmountDiffers):
        await refund_of(claims, "54.01")
    await refund_of(claims, "54")
    assert (await of_it(claims)).status == "refunded"
    assert claims.office.balance("cash") == -1080 + 54
    assert claims.office.balance("price_variance") == -100
    assert claims.office.balance("input_tax") == 72
    assert claims.office.balance("supplier_refunds") == 0


async def test_what_a_part_memo_leaves_may_be_written_off(claims: Claims) -> None:
    await claimed(claims)
    await credit(claims, 1, "50", "4")
    await close(claims, 1)
    lost = WriteOffRecovery(
        now=NOW,
        recovery_id=claims.office.id_of("recovery", 1),
        written_off_on=TODAY,
        reason_code="insolvent",
        written_off_by="fred",
    )
    await claims.office.send("fred", lost)
    assert claims.office.balance("claims_written_off") == 54
    assert (await claims.office.invoice(1)).uncredited == 972


async def test_what_a_part_memo_leaves_may_be_withdrawn_with_a_reason(claims: Claims) -> None:
    await claimed(claims)
    await credit(claims, 1, "50", "4")
    await close(claims, 1)
    await close(claims)
    assert (await of_it(claims)).status == "cause_gone"
    assert (await claims.office.invoice(1)).uncredited == 1026, "what the memo gave stays given"


async def test_a_memo_of_what_refunds_in_parts_left_ends_the_claim(claims: Claims) -> None:
    await claimed(claims)
    await refund_of(claims, "27")
    await credit(claims, 1, "75", "6")
    await close(claims, 1)
    recovery = await of_it(claims)
    assert [recovery.status, recovery.refunded] == ["credited", 0]
    office = claims.office
    assert office.balance("supplier_refunds") == 0
    assert [office.balance("price_variance"), office.balance("input_tax")] == [-100, 72]
    assert [office.balance("cash"), office.balance("accounts_payable")] == [-1053, 81]
    assert (await office.invoice(1)).uncredited == 972
    await claims.open(1, recovery_id=office.id_of("recovery", 2), cause="billed_in_error")


async def test_a_memo_without_tax_leaves_the_tax_to_come_back(claims: Claims) -> None:
    await claimed(claims)
    await credit(claims, 1, "27", "0")
    await close(claims, 1)
    recovery = await of_it(claims)
    assert [recovery.claim, recovery.tax] == [81, 8]


async def test_a_memo_of_units_takes_their_part_of_the_claim(claims: Claims) -> None:
    asked = OverpaidLine(line=1, quantity=Decimal(10), amount=Decimal(100))
    await claims.open(1, cause="billed_in_error", lines=(asked,), tax=Decimal(8))
    office = claims.office
    await office.credit(1, "quantity", given_back("4", "40"), tax=Decimal("3.20"))
    await office.post_credit(1)
    await close(claims, 1)
    (line,) = (await of_it(claims)).lines
    assert [line.quantity, line.amount] == [6, 60]
    await refund_of(claims, "64.80")
    assert (await office.order()).lines[1].invoiced == 90
