"""Tolerances: how far an invoice may deviate before somebody has to look at it.

A check has up to four limits: absolute and percent, over and under. A deviation breaks a limit only
when it is strictly greater. `strict` is violated by any broken limit, `lenient` only when all
limits configured on the deviation's side are broken. The narrowest scope that has the check decides
the whole of it: an order's line, an item, an item class, a supplier, a legal entity, the tenant.
`matching` decides what is compared.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from domain.event import PolicyVersion
from domain.invoices.lines import Check
from domain.money import EXACT

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)
HUNDRED: Final = Decimal(100)
ZERO_BASE: Final = "zero base"  # a percentage of nothing: judged as broken, not as kept

Combinator = Literal["strict", "lenient"]
# How much more may come than an order line wants, and be ordered than a request asks for.
Allowance = Literal["over_receipt", "over_order"]
Scope = Literal["order_line", "item", "item_class", "supplier", "legal_entity", "tenant"]
Place = tuple[Scope, str]  # A scope and what it is: ("supplier", its id).
TENANT: Final[Place] = ("tenant", "")
LINE_SCOPES: Final[frozenset[Scope]] = frozenset({"order_line", "item", "item_class"})


@dataclass(frozen=True, slots=True)
class NotChecked:
    """This limit does not exist."""


@dataclass(frozen=True, slots=True)
class Exactly:
    """More than this breaks the limit; this itself does not."""

    value: Decimal


Bound = NotChecked | Exactly
NOT_CHECKED: Final = NotChecked()
NOTHING: Final = Exactly(ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of one check."""

    abs_over: Bound = NOT_CHECKED
    pct_over: Bound = NOT_CHECKED
    abs_under: Bound = NOT_CHECKED
    pct_under: Bound = NOT_CHECKED
    combinator: Combinator = "strict"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether the deviation is too much, and the limit that says so, in words of policy."""

    violated: bool
    limit: str | None


KEPT: Final = Judgement(False, None)
EXACT_MATCH: Final = Limits(abs_over=NOTHING, abs_under=NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class TolerancePolicy:
    """All limits in force: the tenant's, and those of narrower places.

    A check that a place does not have is inherited from the next wider scope. `allowances` are
    what no invoice is judged by; where no place has one, who asks knows what holds.
    """

    version: PolicyVersion
    limits: Mapping[Check, Limits]
    narrower: Mapping[Place, Mapping[Check, Limits]] = field(default_factory=dict)
    allowances: Mapping[Place, Mapping[Allowance, Limits]] = field(default_factory=dict)


# Price: 5 % above the order passes, any saving passes; free goods must stay free. Quantity, or the
# amount of a line that counts money: nothing beyond what was ordered, received or accepted. Sums:
# five cents of rounding, either way.
# What an agreement prices is as near to it as to the order's price.
# What an order carries beside its lines: five cents of rounding in tax and discounts, no freight
# beyond it. Tax and freight of which it says nothing are taken as billed, goods whenever they come,
# and rates as they are.
DEFAULT_POLICY: Final = TolerancePolicy(
    version=PolicyVersion(id="tolerance", version=1),
    limits={
        "price": Limits(pct_over=Exactly(Decimal(5))),
        "ordered_quantity": Limits(pct_over=NOTHING),
        "received_quantity": Limits(pct_over=NOTHING),
        "accepted_quantity": Limits(pct_over=NOTHING),
        "ordered_amount": Limits(pct_over=NOTHING),
        "received_amount": Limits(pct_over=NOTHING),
        "line_amount": Limits(
            abs_over=Exactly(Decimal("0.05")), abs_under=Exactly(Decimal("0.05"))
        ),
        "header_total": Limits(
            abs_over=Exactly(Decimal("0.05")), abs_under=Exactly(Decimal("0.05"))
        ),
        "tax": Limits(),
        "freight": Limits(),
        "contract_price": Limits(pct_over=Exactly(Decimal(5))),
        "early_shipment": Limits(),
        "exchange_rate": Limits(),
        "agreed_tax": Limits(abs_over=Exactly(Decimal("0.05")), abs_under=Exactly(Decimal("0.05"))),
        "agreed_freight": Limits(abs_over=NOTHING),
        "agreed_discount": Limits(abs_over=Exactly(Decimal("0.05"))),
    },
)


def resolved(
    check: Check, policy: TolerancePolicy, places: Iterable[Place] = ()
) -> tuple[Limits, Scope]:
    """The limits of the first place that has the check; `places` go from narrow scope to wide.

    A check that nobody configured tolerates nothing.
    """
    if policy.narrower:
        for place in places:
            limits = policy.narrower.get(place, {}).get(check)
            if limits is not None:
                return limits, place[0]
    return policy.limits.get(check, EXACT_MATCH), "tenant"


def allowed(
    allowance: Allowance,
    policy: TolerancePolicy,
    places: Iterable[Place],
    *,
    of_lines: bool = False,
) -> tuple[Limits, Scope] | None:
    """The limits of the first place that states it, the tenant's last; none: nobody states any.

    `of_lines`: only what is said of the line, its item or its class counts.
    """
    if policy.allowances:
        for place in (*places, TENANT):
            if of_lines and place[0] not in LINE_SCOPES:
                break
            limits = policy.allowances.get(place, {}).get(allowance)
            if limits is not None:
                return limits, place[0]
    return None


def places(
    supplier_id: str,
    legal_entity: str,
    *,
    order_line: str | None = None,
    item_id: str | None = None,
    item_class: str | None = None,
) -> Iterator[Place]:
    """Where limits are looked for, from narrow scope to wide; a whole document has no line."""
    if order_line is not None:
        yield "order_line", order_line
    if item_id is not None:
        yield "item", item_id
    if item_class is not None:
        yield "item_class", item_class
    yield "supplier", supplier_id
    yield "legal_entity", legal_entity


def line_key(purchase_order: str, line: int) -> str:
    """How a policy names one line of an order: by the order's number and the line's."""
    return f"{purchase_order}/{line}"


def judge(limits: Limits, deviation: Decimal, base: Decimal, scale: Decimal = ONE) -> Judgement:
    """Judges a deviation from `base`; positive is over, negative under.

    `scale` is the factor by which deviation and base were multiplied to keep them exact.
    """
    if deviation == 0:
        return KEPT
    if deviation > 0:
        absolute, percent, side = limits.abs_over, limits.pct_over, "over"
    else:
        absolute, percent, side = limits.abs_under, limits.pct_under, "under"
    judgements = (
        *_absolute(absolute, abs(deviation), scale, side),
        *_percent(percent, abs(deviation), base, side, alone=absolute == NOT_CHECKED),
    )
    if not judgements:
        return KEPT
    broken = [each for each in judgements if each.violated]
    kept = [each for each in judgements if not each.violated]
    if limits.combinator == "lenient":
        return kept[0] if kept else broken[0]
    return broken[0] if broken else kept[0]


def most_within(limits: Limits, base: Decimal) -> Decimal | None:
    """The most that `judge` lets stand above a base that is not zero; none: any quantity."""
    tops: list[Decimal] = []
    if isinstance(limits.abs_over, Exactly):
        tops.append(EXACT.add(base, limits.abs_over.value))
    if isinstance(limits.pct_over, Exactly):
        share = EXACT.divide(EXACT.add(HUNDRED, limits.pct_over.value), HUNDRED)
        tops.append(EXACT.multiply(base, share))
    if not tops:
        return None
    return max(tops) if limits.combinator == "lenient" else min(tops)


def _absolute(bound: Bound, deviation: Decimal, scale: Decimal, side: str) -> tuple[Judgement, ...]:
    if isinstance(bound, NotChecked):
        return ()
    violated = deviation > EXACT.multiply(bound.value, scale)
    return (Judgement(violated, f"{bound.value} {side}"),)


def _percent(
    bound: Bound, deviation: Decimal, base: Decimal, side: str, *, alone: bool
) -> tuple[Judgement, ...]:
    """A percentage of nothing cannot be evaluated: the absolute limit decides, or it is broken."""
    if isinstance(bound, NotChecked):
        return ()
    if base == 0:
        return (Judgement(True, ZERO_BASE),) if alone else ()
    violated = EXACT.multiply(deviation, HUNDRED) > EXACT.multiply(abs(base), bound.value)
    return (Judgement(violated, f"{bound.value} % {side}"),)
