"""What a tenant's tolerances answer to each command.

A version is whole and never changes: two people agree on it, and every verdict names the one that
it was reached by.
"""

import re
from typing import Final

from domain.ids import CODE_PATTERN, UUID_PATTERN
from domain.tolerance import LINE_SCOPES, Scope
from domain.tolerances.commands import DeclineTolerances, ProposeTolerances, PublishTolerances
from domain.tolerances.errors import (
    TolerancePolicyIncomplete,
    TolerancePolicyLimitMeaningless,
    TolerancePolicyLimitRepeated,
    TolerancePolicySelfPublished,
    TolerancePolicyTooEarly,
    TolerancePolicyTooManyLimits,
    TolerancePolicyUnknownProposal,
)
from domain.tolerances.events import (
    TolerancePolicyDeclined,
    TolerancePolicyEvent,
    TolerancePolicyProposed,
    TolerancePolicyPublished,
)
from domain.tolerances.limits import (
    ALLOWANCES,
    ALLOWED_PERCENT_MAX,
    CHECKS,
    IN_DAYS,
    LIMITS_MAX,
    OF_THE_DOCUMENT,
    OVER_ONLY,
    ToleranceLimit,
)
from domain.tolerances.state import TenantTolerances

_KEYS: Final[dict[Scope, re.Pattern[str]]] = {
    "order_line": re.compile(r"\S(.*\S)?/[1-9][0-9]*"),
    "item": re.compile(UUID_PATTERN),
    "item_class": re.compile(CODE_PATTERN),
    "supplier": re.compile(UUID_PATTERN),
    "legal_entity": re.compile(CODE_PATTERN),
}


def propose(
    tolerances: TenantTolerances | None, command: ProposeTolerances
) -> tuple[TolerancePolicyEvent, ...]:
    """The next version, as a whole."""
    check_limits(command.limits)
    last = (tolerances or TenantTolerances()).last_version
    return (
        TolerancePolicyProposed(
            version=last + 1,
            limits=command.limits,
            reason_code=command.reason_code,
            proposed_by=command.proposed_by,
        ),
    )


def publish(
    tolerances: TenantTolerances, command: PublishTolerances
) -> tuple[TolerancePolicyEvent, ...]:
    """Takes over from a day on that has not begun before now, nor before its forerunner's."""
    proposed = _waiting(tolerances, command.version)
    if proposed.proposed_by == command.published_by:
        raise TolerancePolicySelfPublished(command.published_by, command.version)
    earliest = max(
        (command.now.date(), *(each.effective_from for each in tolerances.published[-1:]))
    )
    effective_from = command.effective_from or earliest
    if effective_from < earliest:
        raise TolerancePolicyTooEarly(effective_from, earliest)
    return (
        TolerancePolicyPublished(
            version=command.version,
            effective_from=effective_from,
            published_by=command.published_by,
        ),
    )


def decline(
    tolerances: TenantTolerances, command: DeclineTolerances
) -> tuple[TolerancePolicyEvent, ...]:
    """Nobody is judged by it, ever."""
    _waiting(tolerances, command.version)
    return (
        TolerancePolicyDeclined(
            version=command.version,
            reason_code=command.reason_code,
            declined_by=command.declined_by,
        ),
    )


def _waiting(tolerances: TenantTolerances, version: int) -> TolerancePolicyProposed:
    proposed = tolerances.waiting.get(version)
    if proposed is None:
        raise TolerancePolicyUnknownProposal(version, tolerances.waiting)
    return proposed


def check_limits(limits: tuple[ToleranceLimit, ...]) -> None:
    """Raises what is wrong with a whole version, should it be incomplete or mean nothing."""
    if not 1 <= len(limits) <= LIMITS_MAX:
        raise TolerancePolicyTooManyLimits(len(limits), LIMITS_MAX)
    seen = set()
    for each in limits:
        why = _meaningless(each)
        if why is not None:
            raise TolerancePolicyLimitMeaningless(each.named, why)
        place = (each.scope, each.key, each.check)
        if place in seen:
            raise TolerancePolicyLimitRepeated(each.named)
        seen.add(place)
    missing = [check for check in CHECKS if ("tenant", None, check) not in seen]
    if missing:
        raise TolerancePolicyIncomplete(missing)


def _meaningless(limit: ToleranceLimit) -> str | None:
    """Why the limit could never decide anything, or not as it is meant; none: it can."""
    pattern = _KEYS.get(limit.scope)
    if pattern is None and limit.key is not None:
        return "the tenant has no key"
    if pattern is not None and (limit.key is None or not pattern.fullmatch(limit.key)):
        return f"the key of this {limit.scope} is not one"
    if limit.scope in LINE_SCOPES and limit.check in OF_THE_DOCUMENT:
        return "it is about the whole document, which has no line"
    if limit.not_checked and limit.bounded:
        return "it has limits and is not to be checked"
    if not limit.not_checked and not limit.bounded:
        return "it has no limit; give one, or say not_checked"
    if limit.check in OVER_ONLY and any(each is not None for each in limit.under):
        return "less always passes"
    if limit.check in ALLOWANCES and (limit.pct_over or 0) > ALLOWED_PERCENT_MAX:
        return f"{ALLOWED_PERCENT_MAX} % is the whole again; order more instead"
    if limit.check == "over_order" and limit.scope == "order_line":
        return "what a request lets be ordered is asked before there is an order line"
    if limit.check in IN_DAYS and any(each is not None for each in limit.percentages):
        return "it counts days, which have no percentage"
    return None
