"""A tenant's tolerances as their history left them: what waits, and what is in force when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, assert_never

from domain.aggregate import Aggregate
from domain.event import PolicyVersion
from domain.frozen import replace
from domain.ids import derived_id
from domain.invoices.lines import Check
from domain.tolerance import (
    DEFAULT_POLICY,
    NOT_CHECKED,
    TENANT,
    Allowance,
    Bound,
    Exactly,
    Limits,
    Place,
    TolerancePolicy,
)
from domain.tolerances.events import (
    TolerancePolicyDeclined,
    TolerancePolicyEvent,
    TolerancePolicyProposed,
    TolerancePolicyPublished,
)
from domain.tolerances.limits import ToleranceLimit

NUMBER: Final = "TOLERANCES"  # A tenant has one such document.


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedTolerances:
    """A version that is in force from a day on."""

    version: int
    effective_from: date
    limits: tuple[ToleranceLimit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantTolerances:
    """`waiting` are the versions that nobody published or declined; `published`, oldest first."""

    last_version: int = DEFAULT_POLICY.version.version
    waiting: Mapping[int, TolerancePolicyProposed] = field(default_factory=dict)
    published: tuple[PublishedTolerances, ...] = ()
    number: str = NUMBER
    legal_entity: None = None
    facility: None = None

    def in_force(self, on: date) -> TolerancePolicy:
        """What invoices are judged by on this day; before the first version, what is built in."""
        for each in reversed(self.published):
            if each.effective_from <= on:
                return policy_of(each.version, each.limits)
        return DEFAULT_POLICY

    def of_version(self, version: int) -> TolerancePolicy:
        """A version that was published; else what is built in."""
        found = (policy_of(version, p.limits) for p in self.published if p.version == version)
        return next(found, DEFAULT_POLICY)


def tolerance_policy_id(tenant: str) -> str:
    """The id of the tenant's only document."""
    return derived_id(tenant, "tolerance_policy", NUMBER)


def evolve(state: TenantTolerances | None, event: TolerancePolicyEvent) -> TenantTolerances:
    """The next state."""
    if isinstance(event, TolerancePolicyProposed):
        state = state or TenantTolerances()
        waiting = {**state.waiting, event.version: event}
        return replace(state, last_version=event.version, waiting=waiting)
    assert state is not None, "the first event proposes a version"
    match event:
        case TolerancePolicyPublished():
            published = PublishedTolerances(
                version=event.version,
                effective_from=event.effective_from,
                limits=state.waiting[event.version].limits,
            )
            left = _without(state.waiting, event.version)
            return replace(state, published=(*state.published, published), waiting=left)
        case TolerancePolicyDeclined():
            return replace(state, waiting=_without(state.waiting, event.version))
        case _:
            assert_never(event)


def _without(
    waiting: Mapping[int, TolerancePolicyProposed], version: int
) -> Mapping[int, TolerancePolicyProposed]:
    return {number: each for number, each in waiting.items() if number != version}


def policy_of(number: int, limits: Iterable[ToleranceLimit]) -> TolerancePolicy:
    """A version as the match reads it, and orders and receipts."""
    tenant: dict[Check, Limits] = dict(DEFAULT_POLICY.limits)  # of checks younger than it
    narrower: dict[Place, dict[Check, Limits]] = {}
    allowances: dict[Place, dict[Allowance, Limits]] = {}
    for each in limits:
        place = TENANT if each.key is None else (each.scope, each.key)
        if each.check == "over_receipt" or each.check == "over_order":
            allowances.setdefault(place, {})[each.check] = _limits(each)
        elif place == TENANT:
            tenant[each.check] = _limits(each)
        else:
            narrower.setdefault(place, {})[each.check] = _limits(each)
    version = PolicyVersion(id=DEFAULT_POLICY.version.id, version=number)
    return TolerancePolicy(version=version, limits=tenant, narrower=narrower, allowances=allowances)


def _limits(stated: ToleranceLimit) -> Limits:
    return Limits(
        abs_over=_bound(stated.abs_over),
        pct_over=_bound(stated.pct_over),
        abs_under=_bound(stated.abs_under),
        pct_under=_bound(stated.pct_under),
        combinator=stated.combinator,
    )


def _bound(value: Decimal | None) -> Bound:
    return NOT_CHECKED if value is None else Exactly(value)


TOLERANCE_POLICY: Final = Aggregate(name="tolerance_policy", state=TenantTolerances, evolve=evolve)
