"""An agreement's life: two people sign it off, its days fit, and the calendar ends it."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.agreements import decide, pricing
from domain.agreements.commands import (
    ActivatePriceAgreement,
    DraftPriceAgreement,
    ReviewPriceAgreementExpiry,
    SignPriceAgreement,
    TerminatePriceAgreement,
)
from domain.agreements.errors import (
    PriceAgreementExists,
    PriceAgreementInvalidCap,
    PriceAgreementInvalidPeriod,
    PriceAgreementNothingDue,
    PriceAgreementSelfConfirmed,
    PriceAgreementTooManyMembers,
    PriceAgreementUncapped,
    PriceAgreementWrongStatus,
)
from domain.agreements.events import (
    PriceAgreementExpired,
    PriceAgreementExpiring,
    PriceAgreementTerminated,
)
from domain.agreements.policy import MEMBERS_MAX
from domain.agreements.state import PRICE_AGREEMENT
from domain.agreements.terms import Cap
from domain.errors import Rejected
from domain.money import TooPrecise, UnknownCurrency
from tests.domain.agreements import (
    AGREEMENT,
    ITEMS,
    SIGNED,
    activated,
    day,
    drafted,
    in_force,
    moment,
    propose,
    stated,
)
from tests.domain.scenario import given


def draft(**terms: Any) -> DraftPriceAgreement:
    """The command behind `drafted`; what a renewal adds to that fact is not in it."""
    asked = {field.name for field in fields(DraftPriceAgreement)}
    told = {name: value for name, value in drafted() if name in asked}
    return DraftPriceAgreement(**(told | {"now": moment(day(1))} | terms))


def review(on: date) -> ReviewPriceAgreementExpiry:
    return ReviewPriceAgreementExpiry(now=moment(on), price_agreement_id=AGREEMENT.id)


def test_an_agreement_goes_from_draft_to_signed_to_active() -> None:
    given(PRICE_AGREEMENT).when(decide.draft, draft()).then(drafted())
    sign = SignPriceAgreement(
        now=moment(day(1)), price_agreement_id=AGREEMENT.id, signed_on=day(1), signed_by="sven"
    )
    given(PRICE_AGREEMENT, drafted()).when(decide.sign, sign).then(SIGNED)
    activate = ActivatePriceAgreement(now=moment(day(1)), price_agreement_id=AGREEMENT.id)
    given(PRICE_AGREEMENT, drafted(), SIGNED).when(decide.activate, activate).then(activated())


def test_whoever_drafted_it_does_not_sign_it_off() -> None:
    sign = SignPriceAgreement(
        now=moment(day(1)), price_agreement_id=AGREEMENT.id, signed_on=day(1), signed_by="dora"
    )
    story = given(PRICE_AGREEMENT, drafted())
    story.when(decide.sign, sign).rejected(PriceAgreementSelfConfirmed, person="dora")


def test_a_signature_of_tomorrow_is_none() -> None:
    sign = SignPriceAgreement(
        now=moment(day(1)), price_agreement_id=AGREEMENT.id, signed_on=day(1, 2), signed_by="sven"
    )
    given(PRICE_AGREEMENT, drafted()).when(decide.sign, sign).rejected(PriceAgreementInvalidPeriod)


def test_members_are_kept_once_each_in_order() -> None:
    story = given(PRICE_AGREEMENT).when(decide.draft, draft(facilities=("S", "N", "S")))
    assert story.then(drafted(facilities=("N", "S"))).facilities == ("N", "S")


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        ({"currency": "XXX"}, UnknownCurrency),
        ({"ends_on": day(12, 31, 2025)}, PriceAgreementInvalidPeriod),
        ({"kind": "blanket", "ends_on": None}, PriceAgreementUncapped),
        ({"cap": Cap()}, PriceAgreementInvalidCap),
        ({"cap": Cap(amount=Decimal(5), quantity=Decimal(5), unit="EA")}, PriceAgreementInvalidCap),
        ({"cap": Cap(quantity=Decimal(5))}, PriceAgreementInvalidCap),
        ({"cap": Cap(amount=Decimal(5), unit="EA")}, PriceAgreementInvalidCap),
        ({"cap": Cap(amount=Decimal(-5))}, PriceAgreementInvalidCap),
        ({"cap": Cap(amount=Decimal(0))}, PriceAgreementInvalidCap),
        ({"cap": Cap(amount=Decimal("5.001"))}, TooPrecise),
        (
            {"facilities": tuple(f"F{number}" for number in range(MEMBERS_MAX + 1))},
            PriceAgreementTooManyMembers,
        ),
    ],
)
def test_a_draft_that_cannot_be_is_refused(terms: dict[str, Any], refusal: type[Rejected]) -> None:
    given(PRICE_AGREEMENT).when(decide.draft, draft(**terms)).rejected(refusal)


def test_an_id_names_one_agreement() -> None:
    given(PRICE_AGREEMENT, drafted()).when(decide.draft, draft()).rejected(PriceAgreementExists)


def test_what_has_ended_is_not_opened() -> None:
    activate = ActivatePriceAgreement(now=moment(day(1, 1, 2027)), price_agreement_id=AGREEMENT.id)
    story = given(PRICE_AGREEMENT, drafted(), SIGNED)
    story.when(decide.activate, activate).rejected(PriceAgreementInvalidPeriod)


def test_the_calendar_makes_it_expiring_and_then_expired() -> None:
    story = given(PRICE_AGREEMENT, *in_force())
    story.when(decide.review_expiry, review(day(10, 1))).rejected(PriceAgreementNothingDue)
    last = day(12, 31)
    expiring = PriceAgreementExpiring(ends_on=last)
    story.when(decide.review_expiry, review(day(10, 2))).then(expiring)
    near = given(PRICE_AGREEMENT, *in_force(expiring))
    near.when(decide.review_expiry, review(last)).rejected(PriceAgreementNothingDue)
    expired = PriceAgreementExpired(ends_on=last)
    near.when(decide.review_expiry, review(day(1, 1, 2027))).then(expired)
    over = given(PRICE_AGREEMENT, *in_force(expired))
    over.when(decide.review_expiry, review(day(1, 2, 2027))).rejected(PriceAgreementWrongStatus)


def test_an_open_end_is_never_due() -> None:
    story = given(PRICE_AGREEMENT, *in_force(ends_on=None))
    story.when(decide.review_expiry, review(day(1, 1, 2090))).rejected(PriceAgreementNothingDue)


def test_a_termination_looks_ahead() -> None:
    def terminate(on: date) -> TerminatePriceAgreement:
        return TerminatePriceAgreement(
            now=moment(day(3)),
            price_agreement_id=AGREEMENT.id,
            terminated_on=on,
            terminated_by="dora",
            reason_code="left_market",
        )

    story = given(PRICE_AGREEMENT, *in_force())
    story.when(decide.terminate, terminate(day(2))).rejected(PriceAgreementInvalidPeriod)
    ended = PriceAgreementTerminated(
        terminated_on=day(4), learned_on=day(3), terminated_by="dora", reason_code="left_market"
    )
    story.when(decide.terminate, terminate(day(4))).then(ended)
    given(PRICE_AGREEMENT, *in_force(ended)).when(
        pricing.propose, propose(stated()), ITEMS
    ).rejected(PriceAgreementWrongStatus)
