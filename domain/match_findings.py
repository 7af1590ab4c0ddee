"""How a deviation becomes a finding: judged within its limits, with the hold that it asks for."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from domain.invoices.hold_kinds import HoldKind
from domain.invoices.lines import Check, Variance, Verdict
from domain.match_sides import Bill, Claim, Finding, OrderSide, WantedHold
from domain.tolerance import (
    Judgement,
    Limits,
    NotChecked,
    Scope,
    TolerancePolicy,
    judge,
    line_key,
    places,
    resolved,
)

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Judge:
    """What every check of one bill shares: whose bill it is, and the tolerances."""

    bill: Bill
    policy: TolerancePolicy

    @property
    def currency(self) -> str:
        """Of the bill."""
        return self.bill.currency

    def __call__(
        self,
        check: Check,
        deviation: Decimal,
        base: Decimal,
        side: OrderSide | None = None,
        scale: Decimal = ONE,
    ) -> tuple[Judgement, Scope]:
        """The judgement of one deviation, and the scope that its limits came from."""
        limits, scope = self.limits(check, side)
        return judge(limits, deviation, base, scale), scope

    def watches_over(self, check: Check, side: OrderSide) -> bool:
        """Whether the check has any limit on the side that costs money."""
        limits, _ = self.limits(check, side)
        return not (
            isinstance(limits.abs_over, NotChecked) and isinstance(limits.pct_over, NotChecked)
        )

    def limits(self, check: Check, side: OrderSide | None) -> tuple[Limits, Scope]:
        """The limits of the check at the narrowest place that has it, and which scope that is."""
        bill = self.bill
        if side is None:
            return resolved(check, self.policy, places(bill.supplier_id, bill.legal_entity))
        own = places(
            bill.supplier_id,
            bill.legal_entity,
            order_line=line_key(bill.purchase_order, side.line),
            item_id=side.item_id,
            item_class=side.item_class,
        )
        return resolved(check, self.policy, own)


@dataclass(frozen=True, slots=True)
class Compared:
    """What the order says, what the invoice asks, and what the difference costs."""

    expected: Decimal
    actual: Decimal
    difference: Decimal
    exposure: Decimal


def finding(
    kind: HoldKind,
    check: Check,
    line: int | None,
    compared: Compared,
    judgement: Judgement,
    scope: Scope,
) -> Finding:
    """What deviated, with the limit that let it pass or broke."""
    passed: Verdict = "pass_with_small_difference" if check == "header_total" else "pass"
    variance = Variance(
        line=line,
        check=check,
        expected=format(compared.expected, "f"),
        actual=format(compared.actual, "f"),
        difference=format(compared.difference, "f"),
        exposure=compared.exposure,
        limit=judgement.limit,
        scope=scope,
        verdict="hold" if judgement.violated else passed,
    )
    if not judgement.violated:
        return Finding(variance, None)
    hold = WantedHold(
        kind=kind,
        line=line,
        expected=variance.expected,
        actual=variance.actual,
        excess=compared.difference,
        exposure=compared.exposure,
    )
    return Finding(variance, hold)


def fault(kind: HoldKind, check: Check, claim: Claim | Bill, expected: str, actual: str) -> Finding:
    """Something that no tolerance excuses. The whole amount of the line or bill is at stake."""
    line = claim.line if isinstance(claim, Claim) else None
    exposure = claim.amount if isinstance(claim, Claim) else claim.total
    variance = Variance(
        line=line,
        check=check,
        expected=expected,
        actual=actual,
        difference="",
        exposure=exposure,
        verdict="hold",
    )
    hold = WantedHold(
        kind=kind, line=line, expected=expected, actual=actual, excess=ZERO, exposure=exposure
    )
    return Finding(variance, hold)
