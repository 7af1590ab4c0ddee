"""Facts of an item's life: what a committee decided, where it may be used, how it ends, and what
its units hold and cost from a day on.
"""

from datetime import date
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from domain.event import DocumentRef, Event, PolicyVersion
from domain.ids import Code, Text
from domain.money import Currency, UnitPrice
from domain.quantity import Pack

Committee = Literal["value_analysis", "pharmacy_therapeutics"]
Outcome = Literal["approved", "rejected"]
Votes = Annotated[int, Field(ge=0, le=1000)]


class CatalogueItemAnalysisStarted(Event):
    """The committee has the item before it."""

    TYPE: ClassVar[str] = "catalogue_item.analysis_started"
    committee: Committee
    submitted_by: Code
    policy: PolicyVersion


class CatalogueItemCommitteeDecided(Event):
    """The committee voted. Approved, the item may be opened for orders; on trial, until that day.

    The vote on an item that is on trial ends the trial, prolongs it, or ends the buying.
    """

    TYPE: ClassVar[str] = "catalogue_item.committee_decided"
    committee: Committee
    outcome: Outcome
    votes_for: Votes
    votes_against: Votes
    abstentions: Votes
    decided_by: Code  # who records it for the committee
    policy: PolicyVersion
    conditions: tuple[Text, ...] = ()
    trial_until: date | None = None


class CatalogueItemRestricted(Event):
    """The item is bought for these facilities only, or for all but these. Replaces the former.

    It may be for some departments only, and be asked for by people in some roles only.
    """

    TYPE: ClassVar[str] = "catalogue_item.restricted"
    reason_code: Code
    only_at: tuple[Code, ...] = ()
    not_at: tuple[Code, ...] = ()
    departments: tuple[Code, ...] | None = None  # none: all of them
    requester_roles: tuple[Code, ...] | None = None  # none: everybody


class CatalogueItemRestrictionLifted(Event):
    """The item is bought for every facility again, and for everybody there."""

    TYPE: ClassVar[str] = "catalogue_item.restriction_lifted"
    reason_code: Code


class CatalogueItemPhaseOutStarted(Event):
    """The item is ordered until this day, and then its successor is."""

    TYPE: ClassVar[str] = "catalogue_item.phase_out_started"
    last_order_on: date
    reason_code: Code
    successor: DocumentRef | None = None


class CatalogueItemConversionChanged(Event):
    """From this day on one unit holds so many base units. What stands keeps what it was made with.

    The unit may be a new one. Of two conversions for one day the later fact counts.
    """

    TYPE: ClassVar[str] = "catalogue_item.conversion_changed"
    pack: Pack
    starts_on: date
    reason_code: Code


class CatalogueItemStandardCostSet(Event):
    """From this day on a base unit that comes counts so much in the books of the legal entity.

    What lies on stock keeps its value. Of two for one day the later fact counts.
    """

    TYPE: ClassVar[str] = "catalogue_item.standard_cost_set"
    legal_entity: Code
    currency: Currency
    unit_cost: UnitPrice
    starts_on: date
    reason_code: Code
    decided_by: Code


LifecycleEvent = (
    CatalogueItemAnalysisStarted
    | CatalogueItemCommitteeDecided
    | CatalogueItemRestricted
    | CatalogueItemRestrictionLifted
    | CatalogueItemPhaseOutStarted
    | CatalogueItemConversionChanged
    | CatalogueItemStandardCostSet
)
LIFECYCLE_EVENTS: Final = (
    CatalogueItemAnalysisStarted,
    CatalogueItemCommitteeDecided,
    CatalogueItemRestricted,
    CatalogueItemRestrictionLifted,
    CatalogueItemPhaseOutStarted,
    CatalogueItemConversionChanged,
    CatalogueItemStandardCostSet,
)
