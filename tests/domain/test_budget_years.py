"""Budgets are loaded once a year, moved between lines, and ended."""

from dataclasses import replace
from decimal import Decimal

from domain.budgets.commands import (
    CarryBudgetForward,
    CorrectBudget,
    LapseBudget,
    TransferBudget,
)
from domain.budgets.commitments import found
from domain.budgets.committing import commit
from domain.budgets.decide import carry_forward, correct, lapse, load, transfer
from domain.budgets.errors import (
    BudgetLineAmountNotPositive,
    BudgetLineCodeTooLong,
    BudgetLineInsufficientFunds,
    BudgetLineLoadedAlready,
    BudgetLineLoadedSo,
    BudgetLineNotLoaded,
    BudgetLineOtherBooks,
    BudgetLineYearEnded,
    BudgetLineYearNotOver,
)
from domain.budgets.events import (
    BudgetLineCorrected,
    BudgetLineEncumbered,
    BudgetLineEncumbranceLiquidated,
    BudgetLineEvent,
    BudgetLineExpenditureRecorded,
    BudgetLinePreEncumbered,
    BudgetLineTransferred,
    BudgetLineYearCarriedForward,
    BudgetLineYearLapsed,
)
from domain.budgets.state import BUDGET_LINE, BudgetLine
from domain.errors import InvalidValue
from domain.money import TooPrecise
from tests.domain.budget_facts import (
    ENDED,
    LINE,
    LOAD,
    NOW,
    ORDER,
    WISH,
    ended,
    loaded,
    told,
    wants,
)
from tests.domain.scenario import folded, given


def test_a_year_gets_its_budget_once() -> None:
    given(BUDGET_LINE).when(load, LOAD, LINE).then(loaded())
    line = given(BUDGET_LINE, loaded())
    line.when(load, LOAD, LINE).rejected(BudgetLineLoadedAlready)
    after = line.when(load, replace(LOAD, fiscal_year=2027), LINE).then(loaded(year=2027))
    assert after.year(2026).available == after.year(2027).available == 1000


def test_what_was_loaded_wrongly_is_corrected_down_to_what_documents_hold() -> None:
    command = CorrectBudget(
        now=NOW,
        budget_line_id=LINE,
        fiscal_year=2026,
        amount=Decimal(700),
        corrected_by="fiona",
        reason_code="typing-error",
    )
    fact = BudgetLineCorrected(
        fiscal_year=2026,
        amount=Decimal(700),
        change=Decimal(-300),
        corrected_by="fiona",
        reason_code="typing-error",
    )
    line = given(BUDGET_LINE, loaded(), told(BudgetLineEncumbered, "700"))
    after = line.when(correct, command).then(fact)
    assert after.year(2026).available == 0
    assert after.year(2026).loaded_amount == 700
    line.when(correct, replace(command, amount=Decimal("699.99"))).rejected(
        BudgetLineInsufficientFunds, available="300", needed="300.01"
    )
    again = given(BUDGET_LINE, loaded(), fact).when(correct, replace(command, amount=Decimal(0)))
    again.then(fact.model_copy(update={"amount": Decimal(0), "change": Decimal(-700)}))
    line.when(correct, replace(command, amount=Decimal(1000))).rejected(BudgetLineLoadedSo)
    line.when(correct, replace(command, fiscal_year=2027)).rejected(BudgetLineNotLoaded)
    line.when(correct, replace(command, amount=Decimal(-1))).rejected(InvalidValue)


def test_a_budget_is_a_positive_amount_of_one_currency_under_short_codes() -> None:
    fresh = given(BUDGET_LINE)
    for amount in ("0", "-1"):
        fresh.when(load, replace(LOAD, amount=Decimal(amount)), LINE).rejected(
            BudgetLineAmountNotPositive
        )
    fresh.when(load, replace(LOAD, amount=Decimal("0.001")), LINE).rejected(TooPrecise)
    fresh.when(load, replace(LOAD, account="a" * 21), LINE).rejected(BudgetLineCodeTooLong)
    euros = replace(LOAD, currency="EUR", fiscal_year=2027)
    given(BUDGET_LINE, loaded()).when(load, euros, LINE).rejected(BudgetLineOtherBooks)
    given(BUDGET_LINE, loaded(), ENDED).when(load, replace(LOAD, fiscal_year=2026), LINE).rejected(
        BudgetLineLoadedAlready
    )


def test_a_transfer_takes_from_what_is_available() -> None:
    source = folded(BUDGET_LINE, loaded(), told(BudgetLineEncumbered, "700"))
    target = folded(BUDGET_LINE, loaded("50", account="implants"))
    command = TransferBudget(
        now=NOW,
        budget_line_id=LINE,
        to_budget_line_id=target.id,
        fiscal_year=2026,
        amount=Decimal(300),
        transferred_by="fiona",
        reason_code="more-hips",
    )

    def left(state: BudgetLine | None, asked: TransferBudget) -> tuple[BudgetLineEvent, ...]:
        assert state is not None
        return transfer(state, target, asked)[:1]

    start = given(BUDGET_LINE, loaded(), told(BudgetLineEncumbered, "700"))
    after = start.when(left, command).then(
        BudgetLineTransferred(
            fiscal_year=2026,
            amount=Decimal(-300),
            counterpart=target.ref,
            transferred_by="fiona",
            reason_code="more-hips",
        )
    )
    assert after.year(2026).available == 0
    start.when(left, replace(command, amount=Decimal("300.01"))).rejected(
        BudgetLineInsufficientFunds, available="300", needed="300.01"
    )
    start.when(left, replace(command, fiscal_year=2027)).rejected(BudgetLineNotLoaded)
    reached = transfer(source, target, command)[1]
    assert folded(BUDGET_LINE, loaded("50", account="implants"), reached).year(2026).budget == 350
    given(BUDGET_LINE, loaded()).when(lambda s, c: transfer(s, s, c), command).rejected(
        BudgetLineOtherBooks
    )


def test_a_year_that_is_carried_forward_takes_its_open_commitments_and_their_cover_along() -> None:
    history = (
        loaded(),
        told(BudgetLineEncumbered, "400"),
        told(BudgetLineEncumbranceLiquidated, "100"),
        told(BudgetLineExpenditureRecorded, "100"),
        told(BudgetLinePreEncumbered, "50", WISH),
    )
    command = CarryBudgetForward(now=NOW, budget_line_id=LINE, fiscal_year=2026, closed_by="fiona")
    after = (
        given(BUDGET_LINE, *history)
        .when(carry_forward, command, 2027)
        .then(ended(BudgetLineYearCarriedForward, "350", "50", "300"))
    )
    assert [after.year(2026).budget, after.year(2026).holding.taken] == [650, 100]
    assert [after.year(2027).budget, after.year(2027).available] == [350, 0]
    known = found(after.commitments, ORDER.id, 1)
    assert known is not None
    assert known.fiscal_year == 2027
    closed = ended(BudgetLineYearCarriedForward, "350", "50", "300")
    later = (
        given(BUDGET_LINE, *history, closed)
        .when(commit, wants(ended=True, liquidated="400", spent="400"), 2026, "hard")
        .then(
            told(BudgetLineEncumbranceLiquidated, "300", fiscal_year=2027),
            told(BudgetLineExpenditureRecorded, "300", fiscal_year=2027),
        )
    )
    assert later.year(2026).holding.spent == 100
    given(BUDGET_LINE, *history, closed).when(carry_forward, command, 2027).rejected(
        BudgetLineYearEnded
    )


def test_a_year_that_lapses_leaves_its_commitments_without_cover() -> None:
    history = (loaded(), told(BudgetLineEncumbered, "400"))
    command = LapseBudget(now=NOW, budget_line_id=LINE, fiscal_year=2026, closed_by="fiona")
    after = (
        given(BUDGET_LINE, *history)
        .when(lapse, command, 2027)
        .then(ended(BudgetLineYearLapsed, "1000", "0", "400"))
    )
    assert [after.year(2026).budget, after.year(2027).available] == [0, -400]
    given(BUDGET_LINE, loaded(year=2027)).when(lapse, command, 2027).rejected(BudgetLineNotLoaded)


def test_a_year_ends_only_once_the_next_one_has_begun() -> None:
    line = given(BUDGET_LINE, loaded(), loaded(year=2027))
    carry = CarryBudgetForward(now=NOW, budget_line_id=LINE, fiscal_year=2026, closed_by="fiona")
    gone = LapseBudget(now=NOW, budget_line_id=LINE, fiscal_year=2026, closed_by="fiona")
    for running in (2025, 2026):
        line.when(carry_forward, carry, running).rejected(BudgetLineYearNotOver, running=running)
        line.when(lapse, gone, running).rejected(BudgetLineYearNotOver, fiscal_year=2026)
    line.when(lapse, replace(gone, fiscal_year=2027), 2027).rejected(BudgetLineYearNotOver)
    line.when(lapse, gone, 2027).then(ENDED)


def test_what_is_committed_after_a_year_has_ended_is_held_of_the_one_that_runs() -> None:
    line = given(BUDGET_LINE, loaded(), loaded(year=2027), ENDED)
    after = line.when(commit, wants(open="400"), 2027, "hard").then(
        told(BudgetLineEncumbered, "400", fiscal_year=2027)
    )
    assert [after.year(2026).holding.taken, after.year(2027).available] == [0, 600]
