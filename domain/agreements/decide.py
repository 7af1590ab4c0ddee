"""What an agreement answers on its way from draft to its end.

Prices are decided in `pricing`, tiers in `tiers`, what orders draw on the cap in `consumption`,
which price an order gets in `resolution`.
"""

from datetime import date

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
    PriceAgreementActivated,
    PriceAgreementDrafted,
    PriceAgreementEvent,
    PriceAgreementExpired,
    PriceAgreementExpiring,
    PriceAgreementSigned,
    PriceAgreementTerminated,
)
from domain.agreements.policy import MEMBERS_MAX
from domain.agreements.state import IN_FORCE, PriceAgreement
from domain.agreements.terms import Cap
from domain.event import DocumentRef
from domain.money import exact, exponent


def draft(
    agreement: PriceAgreement | None,
    command: DraftPriceAgreement,
    renews: DocumentRef | None = None,
) -> tuple[PriceAgreementEvent, ...]:
    """A new agreement. The supplier need not be cleared yet; orders look at that."""
    if agreement is not None:
        raise PriceAgreementExists(command.price_agreement_id)
    exponent(command.currency)  # refuses an unknown currency
    require_period("ends_on", command.starts_on, command.ends_on)
    if command.cap is not None:
        _check_cap(command.cap, command.currency)
    if command.kind == "blanket" and command.cap is None and command.ends_on is None:
        raise PriceAgreementUncapped(command.number)
    return (
        PriceAgreementDrafted(
            price_agreement_id=command.price_agreement_id,
            number=command.number,
            kind=command.kind,
            supplier_id=command.supplier_id,
            description=command.description,
            currency=command.currency,
            legal_entities=_members("legal_entities", command.legal_entities),
            facilities=_members("facilities", command.facilities),
            tiers=_members("tiers", command.tiers),
            starts_on=command.starts_on,
            ends_on=command.ends_on,
            cap=command.cap,
            drafted_by=command.drafted_by,
            notice_days=command.notice_days,
            renews=renews,
        ),
    )


def sign(agreement: PriceAgreement, command: SignPriceAgreement) -> tuple[PriceAgreementEvent, ...]:
    """Both sides signed, which somebody other than the drafter says."""
    _require(agreement, "draft")
    if command.signed_by == agreement.drafted_by:
        raise PriceAgreementSelfConfirmed(agreement.number, "the draft", command.signed_by)
    if command.signed_on > command.now.date():
        raise PriceAgreementInvalidPeriod("signed_on", command.signed_on, "lies in the future")
    return (PriceAgreementSigned(signed_on=command.signed_on, signed_by=command.signed_by),)


def activate(
    agreement: PriceAgreement, command: ActivatePriceAgreement
) -> tuple[PriceAgreementEvent, ...]:
    """Orders may name it from now on, for days from its first to its last."""
    _require(agreement, "signed")
    today = command.now.date()
    if agreement.ends_on is not None and today > agreement.ends_on:
        raise PriceAgreementInvalidPeriod("ends_on", agreement.ends_on, "has passed")
    return (PriceAgreementActivated(learned_on=today),)


def review_expiry(
    agreement: PriceAgreement, command: ReviewPriceAgreementExpiry
) -> tuple[PriceAgreementEvent, ...]:
    """What the calendar says: near its last day it is expiring, behind it expired."""
    _require(agreement, *IN_FORCE)
    today, last, notice_on = command.now.date(), agreement.last_day, agreement.notice_on
    if last is not None and today > last:
        return (PriceAgreementExpired(ends_on=last),)
    is_near = notice_on is not None and today >= notice_on
    if last is not None and agreement.status == "active" and is_near:
        return (PriceAgreementExpiring(ends_on=last),)
    raise PriceAgreementNothingDue(agreement.number, agreement.status, last, agreement.notice_days)


def terminate(
    agreement: PriceAgreement, command: TerminatePriceAgreement
) -> tuple[PriceAgreementEvent, ...]:
    """Ends it before its time; what was ordered by then stands."""
    _require(agreement, "draft", "signed", *IN_FORCE)
    today = command.now.date()
    if command.terminated_on < today:
        raise PriceAgreementInvalidPeriod("terminated_on", command.terminated_on, "has passed")
    return (
        PriceAgreementTerminated(
            terminated_on=command.terminated_on,
            learned_on=today,
            terminated_by=command.terminated_by,
            reason_code=command.reason_code,
        ),
    )


def require_period(what: str, starts_on: date, ends_on: date | None) -> None:
    """Raises where the end lies before the beginning."""
    if ends_on is not None and ends_on < starts_on:
        raise PriceAgreementInvalidPeriod(what, ends_on, f"lies before {starts_on.isoformat()}")


def require_open(agreement: PriceAgreement) -> None:
    """Raises once the agreement has ended: its terms change no more."""
    _require(agreement, "draft", "signed", *IN_FORCE)


def _require(agreement: PriceAgreement, *statuses: str) -> None:
    if agreement.status not in statuses:
        raise PriceAgreementWrongStatus(agreement.number, agreement.status, " or ".join(statuses))


def _members(field: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    members = tuple(sorted(set(codes)))
    if len(members) > MEMBERS_MAX:
        raise PriceAgreementTooManyMembers(field, len(members), MEMBERS_MAX)
    return members


def _check_cap(cap: Cap, currency: str) -> None:
    if (cap.amount is None) == (cap.quantity is None):
        raise PriceAgreementInvalidCap("states both an amount and a quantity, or neither")
    if (cap.quantity is None) != (cap.unit is None):
        raise PriceAgreementInvalidCap("states a quantity without its unit, or a unit without one")
    if cap.size <= 0:
        raise PriceAgreementInvalidCap(f"is {cap.size}")
    if cap.amount is not None:
        exact(cap.amount, currency)
