"""Maps what the supplier answers: mostly yes, in some cases later, in a few something else.

The source says that a confirmation came, not what it said. In one of eight cases the first one says
that all of it comes later, which the buyer takes; where nothing follows it, it offers a substitute.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from adapters.histories.activities import Activity
from adapters.histories.case import Case, Happening, Maker, Mapped, Step
from domain.money import extended
from domain.purchase_orders.lines import AcknowledgedLine, AcknowledgementCode, Substitute
from domain.purchase_orders.supplier_commands import (
    AcceptSupplierChange,
    ApproveSubstitution,
    RecordAcknowledgement,
)

PROMISED_DAYS: Final = 14
LATE_DAYS: Final = 35
LATE_IN: Final = 8  # One case of so many.
CHEAPER: Final = Decimal("0.95")
ANSWERS: Final[dict[Activity, AcknowledgementCode]] = {
    Activity.CONFIRMATION: "IA",
    Activity.UPDATE_CONFIRMATION: "DR",
    Activity.CHANGE_REJECTION: "IR",
}
FIRST: Final = 1  # The number of the order's first proposal.


def confirm(case: Case, at: Happening) -> Mapped:
    """The supplier's answer: accepted first, another date later, or the line refused."""
    order = case.order
    is_first = case.count(-1, at.index, ANSWERS.keys()) == 0
    is_open = order.can_receive and not any(
        each.posted_at is not None for each in case.deliveries.made
    )
    if at.activity is Activity.CONFIRMATION and is_first and is_open and order.has_line:
        if at.index == len(case.happenings) - 1:
            return Mapped(_substituted(case, at))
        if case.setting.draws.number("answer", 1, LATE_IN) == 1:
            return Mapped(_backordered(case, at))
    return Mapped((lambda: _acknowledged(case, at, ANSWERS[at.activity]),))


def _backordered(case: Case, at: Happening) -> tuple[Maker, ...]:
    return (
        lambda: _acknowledged(case, at, "IB", LATE_DAYS),
        lambda: _accepted(case, at),
    )


def _substituted(case: Case, at: Happening) -> tuple[Maker, ...]:
    """Another model at a lower price; somebody of value analysis looks at it first."""
    return (
        lambda: _offered(case, at),
        lambda: case.step(
            "analyst",
            "value_analysis",
            ApproveSubstitution(
                purchase_order_id=case.order_id,
                change=FIRST,
                approver_id=case.setting.person("analyst"),
                equivalence="equivalent",
                now=at.at,
            ),
        ),
        lambda: _accepted(case, at),
    )


def _offered(case: Case, at: Happening) -> Step:
    price = case.order.unit_price_at(at.index)
    substitute = Substitute(
        description=f"{case.setting.description[:450]}, successor model",
        pack=case.setting.pack,
        unit_price=extended(CHEAPER, price, case.currency_at(at.index)),
    )
    answer = AcknowledgedLine(line=case.line, code="IS", substitute=substitute)
    return _told(case, at, answer)


def _accepted(case: Case, at: Happening) -> Step:
    command = AcceptSupplierChange(
        purchase_order_id=case.order_id,
        change=FIRST,
        accepted_by=case.setting.person("buyer"),
        now=at.at,
    )
    return case.step("buyer", "buyer", command)


def _acknowledged(
    case: Case, at: Happening, code: AcknowledgementCode, days: int = PROMISED_DAYS
) -> Step:
    promised = None if code == "IR" else at.day + timedelta(days=days)
    return _told(case, at, AcknowledgedLine(line=case.line, code=code, promised_on=promised))


def _told(case: Case, at: Happening, answer: AcknowledgedLine) -> Step:
    command = RecordAcknowledgement(purchase_order_id=case.order_id, lines=(answer,), now=at.at)
    return case.step("buyer", "buyer", command)
