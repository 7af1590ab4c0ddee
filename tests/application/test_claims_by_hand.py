"""One claim by hand stands at a time for an invoice, so that nothing is asked back twice."""

from decimal import Decimal
from typing import Any

import pytest

from domain.recoveries.commands import CloseRecovery, OverpaidLine, RecordRecoveryRefund
from domain.recoveries.errors import RecoveryOpenAlready
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed
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
