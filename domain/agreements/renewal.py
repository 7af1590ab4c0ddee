"""Renewal: another agreement follows one without a gap and without a day that belongs to both.

The successor is drafted, signed and activated as any agreement; until then the former one goes on
as it was. Where it is to begin before the other's last day, that day moves with its activation, by
a fact that tells when it became known: what was ordered by then stands.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from domain.agreements import decide, pricing, tiers
from domain.agreements.commands import (
    DraftPriceAgreement,
    ProposePrices,
    RenewPriceAgreement,
    RequestTier,
    StatedPrice,
)
from domain.agreements.errors import PriceAgreementWrongStatus
from domain.agreements.events import (
    PriceAgreementEvent,
    PriceAgreementRenewalDrafted,
    PriceAgreementRenewalDropped,
    PriceAgreementRenewed,
)
from domain.agreements.policy import PRICES_MAX, RENEWED_PRICES_MAX
from domain.agreements.price_errors import PriceAgreementPricesCount
from domain.agreements.renewal_errors import (
    PriceAgreementRenewalGap,
    PriceAgreementRenewalOverlaps,
    PriceAgreementRenewalStanding,
    PriceAgreementRenewalStartMissing,
)
from domain.agreements.resolution import tier_of
from domain.agreements.state import PRICE_AGREEMENT, PriceAgreement
from domain.agreements.terms import PriceBreak, PriceVersion
from domain.event import DocumentRef
from domain.money import UNIT_PRICE_PLACES_MAX, plain

RENEWABLE: Final = ("active", "expiring", "expired")
_PLACES: Final = Decimal(1).scaleb(-UNIT_PRICE_PLACES_MAX)


def renew(
    former: PriceAgreement,
    successor: PriceAgreement | None,
    command: RenewPriceAgreement,
    items: pricing.Items,
) -> tuple[PriceAgreementEvent, ...]:
    """The successor as a draft, with the prices and tiers that it takes over, all to be agreed."""
    first = _first_day(former, command)
    drafting = DraftPriceAgreement(
        now=command.now,
        price_agreement_id=command.price_agreement_id,
        number=command.number,
        kind=former.kind,
        supplier_id=former.supplier_id,
        description=command.description or former.description,
        currency=former.currency,
        starts_on=first,
        ends_on=command.ends_on,
        drafted_by=command.drafted_by,
        legal_entities=former.legal_entities,
        facilities=former.facilities,
        tiers=former.tiers,
        cap=command.cap or former.cap,
        notice_days=former.notice_days if command.notice_days is None else command.notice_days,
    )
    events = list(decide.draft(successor, drafting, former.ref))
    drafted = PRICE_AGREEMENT.evolve(None, events[0])
    prices = carried(former, first, command)
    for begin in range(0, len(prices), PRICES_MAX):
        asked = ProposePrices(
            now=command.now,
            price_agreement_id=drafted.id,
            prices=prices[begin : begin + PRICES_MAX],
            proposed_by=command.drafted_by,
        )
        (proposed,) = pricing.propose(drafted, asked, items)
        drafted = PRICE_AGREEMENT.evolve(drafted, proposed)
        events.append(proposed)
    for facility, tier in _enrolled(former, first - timedelta(days=1)):
        wish = RequestTier(
            now=command.now,
            price_agreement_id=drafted.id,
            facility=facility,
            tier=tier,
            requested_by=command.drafted_by,
        )
        events += tiers.request(drafted, wish)
    return tuple(events)


def renewal_drafted(
    former: PriceAgreement, successor: DocumentRef, command: RenewPriceAgreement
) -> tuple[PriceAgreementEvent, ...]:
    """The same as the former agreement remembers it."""
    return (
        PriceAgreementRenewalDrafted(
            successor=successor,
            starts_on=_first_day(former, command),
            drafted_by=command.drafted_by,
        ),
    )


def succeed(
    former: PriceAgreement, successor: PriceAgreement, today: date
) -> tuple[PriceAgreementEvent, ...]:
    """The successor comes into force: no day of the former one lies behind its beginning."""
    _require_no_orders_since(former, successor.starts_on, today)
    return (
        PriceAgreementRenewed(
            successor=successor.ref, succeeded_on=successor.starts_on, learned_on=today
        ),
    )


def drop(former: PriceAgreement, successor: PriceAgreement) -> tuple[PriceAgreementEvent, ...]:
    """A successor that ends before it was in force leaves the former one to be renewed anew."""
    if successor.activated_on is not None or former.renewal != successor.ref:
        return ()
    return (PriceAgreementRenewalDropped(successor=successor.ref),)


def carried(
    former: PriceAgreement, first: date, command: RenewPriceAgreement
) -> tuple[StatedPrice, ...]:
    """The prices of the former agreement's last day, from the successor's first day on."""
    if not command.keeps_prices:
        return ()
    standing = tuple(_standing(former, first - timedelta(days=1)))
    if len(standing) > RENEWED_PRICES_MAX:
        raise PriceAgreementPricesCount(len(standing), RENEWED_PRICES_MAX)
    factor = 1 + (command.price_change_percent or Decimal(0)) / 100
    return tuple(
        StatedPrice(
            item_id=each.item_id,
            unit=each.pack.unit,
            unit_price=_changed(each.unit_price, factor),
            starts_on=first,
            breaks=tuple(
                PriceBreak(quantity=step.quantity, unit_price=_changed(step.unit_price, factor))
                for step in each.breaks
            ),
            tier=each.tier,
            facility=each.facility,
        )
        for each in standing
    )


def _standing(former: PriceAgreement, day: date) -> Iterable[PriceVersion]:
    for item in sorted(former.prices):
        by_slot: dict[tuple[str, str, str | None, str | None], PriceVersion] = {}
        for known in former.prices[item]:
            if known.price.covers(day):
                by_slot[known.price.slot] = known.price  # Known later: it wins.
        yield from by_slot.values()


def _changed(price: Decimal, factor: Decimal) -> Decimal:
    """To six places, as people see and confirm it."""
    return plain((price * factor).quantize(_PLACES, ROUND_HALF_UP).normalize())


def _enrolled(former: PriceAgreement, day: date) -> Iterable[tuple[str, str]]:
    for facility in sorted({each.facility for each in former.enrolments}):
        tier = tier_of(former, facility, day, date.max)
        if tier is not None:
            yield facility, tier


def _first_day(former: PriceAgreement, command: RenewPriceAgreement) -> date:
    """The day after the last one, unless another one is asked for that leaves no gap."""
    if former.status not in RENEWABLE:
        raise PriceAgreementWrongStatus(former.number, former.status, " or ".join(RENEWABLE))
    if former.renewal is not None:
        raise PriceAgreementRenewalStanding(former.number, former.renewal.number)
    follows = None if former.ends_on is None else former.ends_on + timedelta(days=1)
    first = command.starts_on or follows
    if first is None:
        raise PriceAgreementRenewalStartMissing(former.number)
    if follows is not None and first > follows:
        raise PriceAgreementRenewalGap(former.number, first, follows)
    _require_no_orders_since(former, first, command.now.date())
    return first


def _require_no_orders_since(former: PriceAgreement, first: date, today: date) -> None:
    """Orders of days that have come were made under the former agreement."""
    is_after_end = former.ends_on is not None and first > former.ends_on
    if not is_after_end and (first <= today or first <= former.starts_on):
        raise PriceAgreementRenewalOverlaps(former.number, first)
