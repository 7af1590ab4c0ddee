"""What may be asked of a price agreement."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.agreements.terms import AgreementKind, Cap, PriceBreak
from domain.event import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPriceAgreement(Command):
    price_agreement_id: str
    number: str
    kind: AgreementKind
    supplier_id: str
    description: str
    currency: str
    starts_on: date
    drafted_by: str
    ends_on: date | None = None
    legal_entities: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    cap: Cap | None = None
    notice_days: int | None = None  # none: as the policy says


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewPriceAgreement(Command):
    """Drafts the agreement that follows another one, with the same parties and terms.

    It begins on the day after the other's last one, or on `starts_on`, on which the other then
    ends. It may take over the prices of that last day, changed by so many per cent.
    """

    price_agreement_id: str  # of the one that follows
    renewed_id: str
    number: str
    drafted_by: str
    starts_on: date | None = None
    ends_on: date | None = None
    description: str | None = None  # none: as before; so are cap and notice
    cap: Cap | None = None
    notice_days: int | None = None
    keeps_prices: bool = True
    price_change_percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPriceAgreement(Command):
    """Whoever drafted it cannot sign it off."""

    price_agreement_id: str
    signed_on: date
    signed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivatePriceAgreement(Command):
    price_agreement_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPriceAgreementExpiry(Command):
    """Looks at the calendar: near its last day it is expiring, behind it expired."""

    price_agreement_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminatePriceAgreement(Command):
    price_agreement_id: str
    terminated_on: date
    terminated_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPrice:
    """One price as the contract master states it; what its unit holds is the catalogue's word."""

    item_id: str
    unit: str
    unit_price: Decimal
    starts_on: date
    ends_on: date | None = None
    breaks: tuple[PriceBreak, ...] = ()
    tier: str | None = None
    facility: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposePrices(Command):
    """Prices from today on, or from any day until the agreement is activated."""

    price_agreement_id: str
    prices: tuple[StatedPrice, ...]
    proposed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BackdatePrices(Command):
    """Prices that should have been others in the past; orders keep theirs, claims follow."""

    price_agreement_id: str
    prices: tuple[StatedPrice, ...]
    proposed_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPrices(Command):
    """Whoever proposed the prices cannot confirm them."""

    price_agreement_id: str
    proposal: int
    confirmed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclinePrices(Command):
    price_agreement_id: str
    proposal: int
    declined_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineToClaim:
    """One order line that was billed at the former price."""

    purchase_order_id: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisePriceClaim(Command):
    """Asks back what these lines were billed beyond the corrected price."""

    price_agreement_id: str
    correction: int
    lines: tuple[LineToClaim, ...]
    raised_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTier(Command):
    price_agreement_id: str
    facility: str
    tier: str
    requested_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmTier(Command):
    """Whoever requested the tier cannot confirm it."""

    price_agreement_id: str
    facility: str
    tier: str
    effective_from: date
    confirmed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LapseTier(Command):
    price_agreement_id: str
    facility: str
    tier: str
    lapsed_on: date
    reason_code: str
