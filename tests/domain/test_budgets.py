"""A budget line never promises more than it has, unless somebody let it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.budgets.commands import (
    GrantBudgetOverride,
)
from domain.budgets.committing import commit, require_budget
from domain.budgets.decide import grant_override
from domain.budgets.errors import (
    BudgetLineAmountNotPositive,
    BudgetLineInsufficientFunds,
    BudgetLineMissing,
    BudgetLineOverrideOfOwn,
)
from domain.budgets.events import (
    BudgetLineEncumbered,
    BudgetLineEncumbranceAdjusted,
    BudgetLineEncumbranceLiquidated,
    BudgetLineExpenditureRecorded,
    BudgetLineOverrideGranted,
    BudgetLinePreEncumbered,
    BudgetLinePreEncumbranceReleased,
    BudgetLineResidualReleased,
)
from domain.budgets.state import BUDGET_LINE
from tests.domain.budget_facts import (
    LINE,
    NOW,
    ORDER,
    WISH,
    loaded,
    told,
    wants,
)
from tests.domain.scenario import folded, given


def test_a_wish_reserves_and_its_order_takes_over() -> None:
    start = given(BUDGET_LINE, loaded())
    wish = wants(WISH, reserved="400")
    reserved = told(BudgetLinePreEncumbered, "400", WISH)
    start.when(commit, wish, 2026, "hard").then(reserved)
    given(BUDGET_LINE, loaded(), reserved).when(commit, wish, 2026, "hard").then()
    gone = told(BudgetLinePreEncumbranceReleased, "400", WISH)
    after = (
        given(BUDGET_LINE, loaded(), reserved).when(commit, wants(WISH), 2026, "hard").then(gone)
    )
    assert after.year(2026).available == 1000
    given(BUDGET_LINE, loaded(), reserved, gone).when(
        commit, wants(open="1000"), 2026, "hard"
    ).then(told(BudgetLineEncumbered, "1000"))


def test_what_is_received_at_the_orders_price_is_liquidated_and_spent_at_its_value() -> None:
    encumbered = told(BudgetLineEncumbered, "400")
    after = (
        given(BUDGET_LINE, loaded(), encumbered)
        .when(commit, wants(open="300", liquidated="100", spent="105"), 2026, "hard")
        .then(
            told(BudgetLineEncumbranceLiquidated, "100"),
            told(BudgetLineExpenditureRecorded, "105"),
        )
    )
    assert after.year(2026).available == 595


def test_goods_taken_back_open_the_commitment_again() -> None:
    history = (
        loaded(),
        told(BudgetLineEncumbered, "400"),
        told(BudgetLineEncumbranceLiquidated, "400"),
        told(BudgetLineExpenditureRecorded, "400"),
    )
    given(BUDGET_LINE, *history).when(
        commit, wants(open="100", liquidated="300", spent="300"), 2026, "hard"
    ).then(
        told(BudgetLineEncumbranceLiquidated, "-100"),
        told(BudgetLineExpenditureRecorded, "-100"),
    )


def test_a_change_order_costs_more_or_less() -> None:
    encumbered = told(BudgetLineEncumbered, "400")
    for amount, difference in (("500", "100"), ("300", "-100")):
        given(BUDGET_LINE, loaded(), encumbered).when(
            commit, wants(open=amount), 2026, "hard"
        ).then(told(BudgetLineEncumbranceAdjusted, difference))


def test_the_residue_of_a_closed_line_is_free_again() -> None:
    history = (
        loaded(),
        told(BudgetLineEncumbered, "400"),
        told(BudgetLineEncumbranceLiquidated, "300"),
        told(BudgetLineExpenditureRecorded, "300"),
    )
    closed = wants(ended=True, liquidated="300", spent="300")
    after = (
        given(BUDGET_LINE, *history)
        .when(commit, closed, 2026, "hard")
        .then(told(BudgetLineResidualReleased, "100"))
    )
    assert after.year(2026).available == 700
    assert after.year(2026).holding.open == 0


def test_hard_control_refuses_what_is_not_there_and_advisory_control_records_it() -> None:
    start = given(BUDGET_LINE, loaded(), told(BudgetLineEncumbered, "900"))
    more = wants(WISH, reserved="101")
    start.when(commit, more, 2026, "hard").rejected(
        BudgetLineInsufficientFunds, available="100", needed="101"
    )
    start.when(commit, wants(WISH, reserved="100"), 2026, "hard").then(
        told(BudgetLinePreEncumbered, "100", WISH)
    )
    after = start.when(commit, more, 2026, "advisory").then(
        told(BudgetLinePreEncumbered, "101", WISH, beyond=Decimal(1))
    )
    assert after.year(2026).available == -1


def test_what_has_happened_is_told_whatever_is_left() -> None:
    """A price that the supplier billed higher: with what the budget lacked for it."""
    history = (loaded("400"), told(BudgetLineEncumbered, "400"))
    after = (
        given(BUDGET_LINE, *history)
        .when(commit, wants(ended=True, liquidated="400", spent="440"), 2026, "hard")
        .then(
            told(BudgetLineEncumbranceLiquidated, "400"),
            told(BudgetLineExpenditureRecorded, "440", beyond=Decimal(40)),
        )
    )
    assert after.year(2026).available == -40


def test_goods_beyond_the_order_ask_for_funds_as_the_order_did() -> None:
    more = wants(ended=True, exceeds=True, liquidated="400", spent="440")
    facts = (
        told(BudgetLineEncumbranceLiquidated, "400"),
        told(BudgetLineExpenditureRecorded, "440"),
    )
    covered = (loaded("440"), told(BudgetLineEncumbered, "400"))
    given(BUDGET_LINE, *covered).when(commit, more, 2026, "hard").then(*facts)
    short = (loaded("430"), told(BudgetLineEncumbered, "400"))
    given(BUDGET_LINE, *short).when(commit, more, 2026, "hard").rejected(
        BudgetLineInsufficientFunds, needed="440"
    )
    beyond = told(BudgetLineExpenditureRecorded, "440", beyond=Decimal(10))
    given(BUDGET_LINE, *short).when(commit, more, 2026, "advisory").then(facts[0], beyond)


def test_an_override_lets_one_document_go_beyond_once() -> None:
    command = GrantBudgetOverride(
        now=NOW,
        budget_line_id=LINE,
        document=ORDER,
        fiscal_year=2026,
        amount=Decimal(50),
        granted_by="dora",
        reason_code="outbreak",
    )
    granted = BudgetLineOverrideGranted(
        fiscal_year=2026,
        document=ORDER,
        amount=Decimal(50),
        granted_by="dora",
        reason_code="outbreak",
    )
    line = given(BUDGET_LINE, loaded())
    line.when(grant_override, command, frozenset({"bella"})).then(granted)
    line.when(grant_override, command, frozenset({"dora"})).rejected(
        BudgetLineOverrideOfOwn, person="dora"
    )
    line.when(grant_override, replace(command, amount=Decimal(0)), frozenset()).rejected(
        BudgetLineAmountNotPositive
    )
    beyond = told(BudgetLineEncumbered, "1050", beyond=Decimal(50))
    after = given(BUDGET_LINE, loaded(), granted).when(commit, wants(open="1050"), 2026, "hard")
    after.then(beyond)
    given(BUDGET_LINE, loaded(), granted).when(
        commit, wants(WISH, reserved="1050"), 2026, "hard"
    ).rejected(BudgetLineInsufficientFunds)
    given(BUDGET_LINE, loaded(), granted, beyond).when(
        commit, wants(open="1051"), 2026, "hard"
    ).rejected(BudgetLineInsufficientFunds)


def test_without_a_budget_hard_control_refuses_and_advisory_control_lets_go() -> None:
    line = folded(BUDGET_LINE, loaded())
    assert require_budget(line, "NHS/SURGERY/supplies", 2026, "hard") is line
    assert require_budget(None, "NHS/SURGERY/gowns", 2026, "advisory") is None
    with pytest.raises(BudgetLineMissing, match="no budget line NHS/SURGERY/supplies"):
        require_budget(line, "NHS/SURGERY/supplies", 2027, "hard")
