"""The facts of one price agreement, in few words: what the tests of agreements tell with.

`PA-1` is with Medline, drafted by dora for 2026 in dollars; gloves cost 10.00 a box of twelve.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from domain.agreements.commands import BackdatePrices, ConfirmPrices, ProposePrices, StatedPrice
from domain.agreements.events import (
    PriceAgreementActivated,
    PriceAgreementDrafted,
    PriceAgreementEvent,
    PriceAgreementPriceCorrectionPublished,
    PriceAgreementPricesConfirmed,
    PriceAgreementPricesProposed,
    PriceAgreementSigned,
    PriceAgreementTierConfirmed,
    PriceAgreementTierLapsed,
    PriceAgreementTierRequested,
)
from domain.agreements.resolution import PriceQuestion
from domain.agreements.state import PRICE_AGREEMENT, PriceAgreement
from domain.agreements.terms import AgreedPrice, Cap, PriceBreak, PriceVersion
from domain.catalogue.events import CatalogueItemRequested
from domain.catalogue.state import CATALOGUE_ITEM
from domain.event import DocumentRef
from domain.quantity import Pack
from tests.domain.orders import BOX, GLOVES, MEDLINE, id_of
from tests.domain.scenario import folded

AGREEMENT: Final = DocumentRef(aggregate="price_agreement", id=id_of(90), number="PA-1")


def day(month: int, number: int = 1, year: int = 2026) -> date:
    return date(year, month, number)


def moment(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 9, tzinfo=UTC)


def drafted(**terms: Any) -> PriceAgreementDrafted:
    told: dict[str, Any] = {
        "price_agreement_id": AGREEMENT.id,
        "number": AGREEMENT.number,
        "kind": "local",
        "supplier_id": MEDLINE,
        "description": "Gloves",
        "currency": "USD",
        "starts_on": day(1),
        "ends_on": day(12, 31),
        "drafted_by": "dora",
    }
    return PriceAgreementDrafted(**(told | terms))


SIGNED: Final = PriceAgreementSigned(signed_on=day(1), signed_by="sven")


def activated(on: date | None = None) -> PriceAgreementActivated:
    return PriceAgreementActivated(learned_on=on or day(1))


def breaks(**steps: str) -> tuple[PriceBreak, ...]:
    """`breaks(q50="9.00")`: from fifty on, nine."""
    return tuple(
        PriceBreak(quantity=Decimal(name[1:]), unit_price=Decimal(price))
        for name, price in steps.items()
    )


def stated(price: str = "10.00", **terms: Any) -> StatedPrice:
    told: dict[str, Any] = {"item_id": GLOVES, "unit": "BX", "starts_on": day(1)}
    return StatedPrice(unit_price=Decimal(price), **(told | terms))


def agreed(price: str = "10.00", pack: Pack = BOX, **terms: Any) -> AgreedPrice:
    told: dict[str, Any] = {"item_id": GLOVES, "pack": pack, "starts_on": day(1)}
    return AgreedPrice(unit_price=Decimal(price), **(told | terms))


def version(number: int, price: AgreedPrice) -> PriceVersion:
    return PriceVersion(version=number, **dict(price))


def proposed(
    *prices: AgreedPrice, proposal: int = 1, reason_code: str | None = None
) -> PriceAgreementPricesProposed:
    return PriceAgreementPricesProposed(
        proposal=proposal, prices=prices, proposed_by="dora", reason_code=reason_code
    )


def confirmed(
    *prices: AgreedPrice, proposal: int = 1, first: int = 1, learned_on: date | None = None
) -> PriceAgreementPricesConfirmed:
    versions = tuple(version(number, each) for number, each in enumerate(prices, start=first))
    return PriceAgreementPricesConfirmed(
        proposal=proposal,
        versions=versions,
        learned_on=learned_on or day(1),
        confirmed_by="sven",
    )


def corrected(
    *prices: AgreedPrice, proposal: int, first: int, learned_on: date
) -> PriceAgreementPriceCorrectionPublished:
    versions = tuple(version(number, each) for number, each in enumerate(prices, start=first))
    return PriceAgreementPriceCorrectionPublished(
        correction=proposal,
        versions=versions,
        learned_on=learned_on,
        confirmed_by="sven",
        reason_code="late_letter",
    )


def enrolled(
    facility: str = "NORTH", tier: str = "T2", effective_from: date | None = None
) -> tuple[PriceAgreementEvent, ...]:
    return (
        PriceAgreementTierRequested(facility=facility, tier=tier, requested_by="dora"),
        PriceAgreementTierConfirmed(
            facility=facility,
            tier=tier,
            effective_from=effective_from or day(1),
            learned_on=day(1),
            confirmed_by="sven",
        ),
    )


def lapsed(on: date, facility: str = "NORTH", tier: str = "T2") -> PriceAgreementTierLapsed:
    return PriceAgreementTierLapsed(
        facility=facility, tier=tier, lapsed_on=on, learned_on=on, reason_code="volume"
    )


def in_force(*facts: PriceAgreementEvent, **terms: Any) -> tuple[PriceAgreementEvent, ...]:
    """The history of an active agreement, then these facts."""
    return (drafted(**terms), SIGNED, activated(), *facts)


def agreement(*facts: PriceAgreementEvent, **terms: Any) -> PriceAgreement:
    return folded(PRICE_AGREEMENT, *in_force(*facts, **terms))


def capped(quantity: str | None = None, amount: str | None = None, **terms: Any) -> Cap:
    return Cap(
        quantity=None if quantity is None else Decimal(quantity),
        unit=None if quantity is None else "EA",
        amount=None if amount is None else Decimal(amount),
        **terms,
    )


def question(quantity: str = "1", **told: Any) -> PriceQuestion:
    """So many boxes for NORTH, today and as known today, which is 1 March."""
    values: dict[str, Any] = {
        "item_id": GLOVES,
        "supplier_id": MEDLINE,
        "legal_entity": "NHS",
        "facility": "NORTH",
        "currency": "USD",
        "pack": BOX,
        "on": day(3),
        "known_on": day(3),
    }
    return PriceQuestion(quantity=Decimal(quantity), **(values | told))


ITEMS: Final = {
    GLOVES: folded(
        CATALOGUE_ITEM,
        CatalogueItemRequested(
            item_id=GLOVES,
            number="I-1",
            description="Gloves",
            item_class="consumable",
            base_unit="EA",
            packs=(BOX,),
        ),
    )
}


def propose(*prices: StatedPrice, on: date | None = None, by: str = "dora") -> ProposePrices:
    return ProposePrices(
        now=moment(on or day(1)), price_agreement_id=AGREEMENT.id, prices=prices, proposed_by=by
    )


def backdate(*prices: StatedPrice, on: date) -> BackdatePrices:
    return BackdatePrices(
        now=moment(on),
        price_agreement_id=AGREEMENT.id,
        prices=prices,
        proposed_by="dora",
        reason_code="late_letter",
    )


def confirm(proposal: int = 1, on: date | None = None, by: str = "sven") -> ConfirmPrices:
    return ConfirmPrices(
        now=moment(on or day(1)),
        price_agreement_id=AGREEMENT.id,
        proposal=proposal,
        confirmed_by=by,
    )
