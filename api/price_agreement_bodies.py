"""Request bodies of price agreements; the routes are in `price_agreements.py`."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from pydantic import Field

from api.conversation import Body, CommandBody
from api.examples import (
    AGREED_ORDER,
    ITEM,
    PRICE_AGREEMENT,
    RENEWED_AGREEMENT,
    SUPPLIER,
    example,
)
from domain.agreements.terms import AgreementKind, Cap, NoticeDays, PriceBreak
from domain.ids import Code, Id, LineNo, Number, Text
from domain.money import Currency, UnitPrice
from domain.quantity import Unit

_GLOVES: Final[dict[str, Any]] = {
    "item_id": ITEM,
    "unit": "BX",
    "unit_price": "62.50",
    "breaks": [{"quantity": "50", "unit_price": "59.90"}],
    "starts_on": "2026-01-01",
}


class DraftPriceAgreementBody(CommandBody):
    """Whom the agreement serves, for how long, and up to what. No facility named: all of them."""

    model_config = example(
        id=PRICE_AGREEMENT,
        number="PA-6001",
        kind="gpo",
        supplier_id=SUPPLIER,
        description="Examination gloves of the purchasing organisation",
        currency="USD",
        facilities=["HOSP-NORTH", "HOSP-SOUTH"],
        tiers=["TIER-2"],
        starts_on="2026-01-01",
        ends_on="2098-12-31",
        cap={"amount": "250000.00", "allowance_percent": "5"},
    )

    id: Id | None = None
    number: Number | None = None
    kind: AgreementKind
    supplier_id: Id
    description: Text
    currency: Currency
    legal_entities: tuple[Code, ...] = ()
    facilities: tuple[Code, ...] = ()
    tiers: tuple[Code, ...] = ()
    starts_on: date
    ends_on: date | None = None
    cap: Cap | None = None
    notice_days: NoticeDays | None = Field(
        default=None, description="How long before its last day a successor is due: by default 90."
    )


class RenewPriceAgreementBody(CommandBody):
    """What follows: parties, tiers and, unless stated, text, cap and notice are as before."""

    model_config = example(
        id=RENEWED_AGREEMENT,
        number="PA-6011",
        ends_on="2099-12-31",
        price_change_percent="2.5",
    )

    id: Id | None = None
    number: Number | None = None
    starts_on: date | None = Field(
        default=None, description="Left out: the day after the last one of the former agreement."
    )
    ends_on: date | None = None
    description: Text | None = None
    cap: Cap | None = None
    notice_days: NoticeDays | None = None
    keeps_prices: bool = Field(
        default=True, description="Whether the prices of the last day are proposed for the next."
    )
    price_change_percent: Decimal | None = Field(
        default=None, ge=-100, le=1000, max_digits=7, decimal_places=3
    )


class SignPriceAgreementBody(CommandBody):
    """When both sides had signed."""

    model_config = example(signed_on="2025-12-20")

    signed_on: date


class TerminatePriceAgreementBody(CommandBody):
    """From when on nothing is ordered under it, and why."""

    model_config = example(terminated_on="2098-06-30", reason_code="supplier_left_market")

    terminated_on: date
    reason_code: Code


class StatedPriceBody(Body):
    """One price. Days are inclusive; breaks count in the price's unit. No tier: every member's."""

    item_id: Id
    unit: Unit
    unit_price: UnitPrice
    starts_on: date
    ends_on: date | None = None
    breaks: tuple[PriceBreak, ...] = ()
    tier: Code | None = None
    facility: Code | None = None


class ProposePricesBody(CommandBody):
    """Prices from today on, or from any day while the agreement is not in force."""

    model_config = example(
        prices=[_GLOVES, {**_GLOVES, "unit_price": "57.00", "breaks": [], "tier": "TIER-2"}]
    )

    prices: tuple[StatedPriceBody, ...]


class BackdatePricesBody(CommandBody):
    """Prices that should have been others in the past, and why."""

    model_config = example(
        prices=[{**_GLOVES, "unit_price": "60.00", "breaks": [], "ends_on": "2026-01-31"}],
        reason_code="late_letter_of_commitment",
    )

    prices: tuple[StatedPriceBody, ...]
    reason_code: Code


class DeclinePricesBody(CommandBody):
    """Why the proposal comes to nothing."""

    model_config = example(reason_code="price_not_agreed")

    reason_code: Code


class LineToClaimBody(Body):
    """An order line that was billed at the former price."""

    purchase_order_id: Id
    line: LineNo


class PriceClaimBody(CommandBody):
    """For which lines a published correction gives money back."""

    model_config = example(correction=3, lines=[{"purchase_order_id": AGREED_ORDER, "line": 1}])

    correction: int = Field(ge=1, description="The number of its proposal.")
    lines: tuple[LineToClaimBody, ...]


class RequestTierBody(CommandBody):
    """Which facility wants which tier."""

    model_config = example(facility="HOSP-NORTH", tier="TIER-2")

    facility: Code
    tier: Code


class ConfirmTierBody(RequestTierBody):
    """From which day on the facility has the tier's prices."""

    model_config = example(facility="HOSP-NORTH", tier="TIER-2", effective_from="2026-01-15")

    effective_from: date


class LapseTierBody(RequestTierBody):
    """From which day on the facility has them no more, and why."""

    model_config = example(
        facility="HOSP-NORTH",
        tier="TIER-2",
        lapsed_on="2026-09-01",
        reason_code="volume_not_reached",
    )

    lapsed_on: date
    reason_code: Code
