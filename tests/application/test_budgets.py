"""Budgets through the real log: what documents hold is settled in the save that changes them."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.budgets.commands import LoadBudget
from domain.budgets.commitments import Holding
from domain.budgets.errors import BudgetLineInsufficientFunds, BudgetLineMissing
from domain.budgets.state import BUDGET_LINE, BudgetLine, budget_line_id
from domain.legal_entities.commands import RegisterLegalEntity, SetLegalEntityBudgetControl
from domain.legal_entities.events import BudgetControl
from domain.purchase_orders.commands import (
    CancelPurchaseOrderLine,
    ChangedLine,
    ClosePurchaseOrderLine,
    ImplementChangeOrder,
    OrderedLine,
)
from domain.receipts.commands import ReverseReceipt
from domain.requisitions.commands import (
    CreateRequisition,
    RequestedLine,
    StatedDistribution,
    SubmitRequisition,
    WithdrawRequisition,
)
from tests.application.company import NOW, TENANT, TODAY, Company, company_on, id_of, line, post
from tests.application.test_purchase_orders import change_to

LINE: Final = budget_line_id(TENANT, "NHS", "SURGERY", "consumable")
LOAD: Final = LoadBudget(
    now=NOW,
    legal_entity="NHS",
    cost_centre="SURGERY",
    account="consumable",
    currency="USD",
    fiscal_year=2026,
    amount=Decimal(1000),
    loaded_by="fiona",
)


async def budgeted(company: Company, amount: str, control: BudgetControl = "hard") -> None:
    """NHS has a budget for consumables of surgery, and is bound by it."""
    await company.do(
        RegisterLegalEntity(now=NOW, legal_entity="NHS", name="North Health", currency="USD")
    )
    await company.do(
        SetLegalEntityBudgetControl(
            now=NOW, legal_entity="NHS", control=control, reason_code="board"
        )
    )
    await company.do(replace(LOAD, amount=Decimal(amount)))


async def wishes(
    company: Company, name: str, quantity: str, price: str = "10.00", **terms: Any
) -> None:
    """A requisition by rita that nobody has to agree to."""
    asked = RequestedLine(
        line=1,
        description="Gloves",
        item_class="consumable",
        quantity=Decimal(quantity),
        unit="EA",
        unit_price=Decimal(price),
        **terms,
    )
    await company.do(
        CreateRequisition(
            now=NOW,
            requisition_id=id_of(name),
            number=name,
            kind="non_stock",
            requester_id="rita",
            legal_entity="NHS",
            facility="NORTH",
            department="SURGERY",
            currency="USD",
            lines=(asked,),
        )
    )
    await company.do(
        SubmitRequisition(
            now=NOW, requisition_id=id_of(name), approval_case_id=id_of(f"CASE of {name}")
        )
    )


async def held(company: Company) -> Holding:
    """What is held of the budget of this year."""
    return (await budget(company)).year(2026).holding


async def budget(company: Company) -> BudgetLine:
    return await company.state(BUDGET_LINE, LINE)


def parts(**amounts: str) -> Holding:
    return Holding(**{name: Decimal(amount) for name, amount in amounts.items()})


def expense(quantity: str, price: str = "10.00", **terms: Any) -> OrderedLine:
    return line(quantity, price, accounting="expense", **terms)


async def test_funds_follow_a_purchase_from_wish_to_receipt(company: Company) -> None:
    await budgeted(company, "1000")
    await wishes(company, "R-1", "60")
    assert await held(company) == parts(reserved="600")
    ordered = expense("60", requisition_id=id_of("R-1"), requisition_line=1)
    await company.drafts(ordered)
    assert await held(company) == parts(reserved="600")
    await company.submits()
    await company.issues()
    assert await held(company) == parts(open="600")
    await company.do(post("GR-1", "40"))
    assert await held(company) == parts(open="200", liquidated="400", spent="400")
    close = ClosePurchaseOrderLine(
        now=NOW,
        purchase_order_id=id_of("PO-1"),
        line=1,
        side="receiving",
        reason_code="no-more",
    )
    await company.do(close)
    # What did not come may be ordered again, so the wish reserves it again.
    assert await held(company) == parts(reserved="200", liquidated="400", spent="400")
    await company.do(
        ReverseReceipt(
            now=NOW,
            receipt_id=id_of("GR-1"),
            receiver_id="rico",
            reversed_on=TODAY,
            reason_code="wrong-order",
        )
    )
    assert await held(company) == parts(reserved="600")
    assert (await budget(company)).year(2026).available == 400


async def test_a_wish_beyond_the_budget_is_refused_and_nothing_is_left_of_it(
    company: Company,
) -> None:
    await budgeted(company, "100")
    with pytest.raises(BudgetLineInsufficientFunds, match=r"has 100\.00 USD of 2026 left, 110\.00"):
        await wishes(company, "R-1", "11")
    assert await held(company) == parts()
    await wishes(company, "R-2", "10")
    assert await held(company) == parts(reserved="100")


async def test_what_a_withdrawn_wish_reserved_is_free_again(company: Company) -> None:
    await budgeted(company, "100")
    await wishes(company, "R-1", "10")
    await company.do(
        WithdrawRequisition(now=NOW, requisition_id=id_of("R-1"), reason_code="not-needed")
    )
    assert await held(company) == parts()


async def test_a_change_order_must_find_cover_too(company: Company) -> None:
    await budgeted(company, "100")
    await company.orders(expense("9"))
    assert await held(company) == parts(open="90")

    def change_to(quantity: str) -> ImplementChangeOrder:
        changed = ChangedLine(line=1, quantity=Decimal(quantity))
        return ImplementChangeOrder(now=NOW, purchase_order_id=id_of("PO-1"), lines=(changed,))

    with pytest.raises(BudgetLineInsufficientFunds):
        await company.do(change_to("11"))
    await company.do(change_to("10"))
    assert await held(company) == parts(open="100")


async def test_what_is_reserved_is_ordered_and_given_back_on_an_overdrawn_line_too(
    company: Company,
) -> None:
    """Only what a save takes more than it gives back asks for funds."""
    await budgeted(company, "100", "advisory")
    await wishes(company, "R-1", "50")
    await company.do(
        SetLegalEntityBudgetControl(now=NOW, legal_entity="NHS", control="hard", reason_code="b")
    )
    await company.orders(expense("50", requisition_id=id_of("R-1"), requisition_line=1))
    assert await held(company) == parts(open="500")
    order, fewer = id_of("PO-1"), (ChangedLine(line=1, quantity=Decimal(30)),)
    await company.do(ImplementChangeOrder(now=NOW, purchase_order_id=order, lines=fewer))
    assert await held(company) == parts(open="300", reserved="200")
    await company.do(
        CancelPurchaseOrderLine(now=NOW, purchase_order_id=order, line=1, reason_code="no-need")
    )
    assert await held(company) == parts(reserved="500")
    with pytest.raises(BudgetLineInsufficientFunds):
        await company.orders(expense("1"), name="PO-2")


async def test_advisory_control_lets_go_beyond_and_says_so(company: Company) -> None:
    await budgeted(company, "100", "advisory")
    await company.orders(expense("12"))
    assert await held(company) == parts(open="120")
    (encumbered,) = [
        event
        for event in await company.events(BUDGET_LINE, LINE)
        if event.TYPE == "budget_line.encumbered"
    ]
    assert encumbered.model_dump()["beyond"] == 20


async def test_hard_control_wants_a_budget_for_everything_but_stock(company: Company) -> None:
    await budgeted(company, "100")
    await company.orders(line("5", "10.00", item_class="linen"))
    with pytest.raises(BudgetLineMissing, match="NHS/SURGERY/linen"):
        await company.orders(expense("5", item_class="linen"), name="PO-2")


async def test_two_wishes_for_the_last_funds_one_wins_and_the_other_is_told(
    company: Company,
) -> None:
    await budgeted(company, "100")
    other = company_on(company.log, "b")
    outcomes = await asyncio.gather(
        wishes(company, "R-1", "7"), wishes(other, "R-2", "7"), return_exceptions=True
    )
    (refused,) = [each for each in outcomes if each is not None]
    assert isinstance(refused, BudgetLineInsufficientFunds)
    assert refused.values["available"] == "30.00"
    assert await held(company) == parts(reserved="70")


async def test_an_entity_that_is_not_bound_holds_nothing(company: Company) -> None:
    await budgeted(company, "100", "advisory")
    await company.do(
        SetLegalEntityBudgetControl(
            now=NOW, legal_entity="NHS", control="none", reason_code="crisis"
        )
    )
    await company.orders(expense("12"))
    assert await held(company) == parts()


async def test_those_who_share_a_line_are_charged_from_wish_to_order(company: Company) -> None:
    await budgeted(company, "1000")
    other = replace(LOAD, cost_centre="ICU", amount=Decimal(1000))
    await company.do(other)
    shared = tuple(
        StatedDistribution(cost_centre=name, account="consumable", percent=Decimal(share))
        for name, share in (("SURGERY", "66.6"), ("ICU", "33.4"))
    )
    await wishes(company, "R-1", "1", "100.01", distributions=shared)
    icu = budget_line_id(TENANT, "NHS", "ICU", "consumable")

    async def bearing() -> list[Holding]:
        lines = [await company.state(BUDGET_LINE, each) for each in (LINE, icu)]
        return [each.year(2026).holding for each in lines]

    assert await bearing() == [parts(reserved="66.61"), parts(reserved="33.40")]
    ordered = expense("1", "100.01", requisition_id=id_of("R-1"), requisition_line=1)
    await company.orders(ordered)
    assert await bearing() == [parts(open="66.61"), parts(open="33.40")]
    await company.do(post("GR-1", "1"))
    spent = [parts(liquidated=each, spent=each) for each in ("66.61", "33.40")]
    assert await bearing() == spent


async def test_a_refused_change_gives_back_what_it_would_have_taken(company: Company) -> None:
    await budgeted(company, "10000")
    await company.orders(expense("90"))
    await company.do(change_to("200"))
    assert await held(company) == parts(open="2000")
    await company.refuses("mona", str((await company.order()).approval_case_id))
    assert await held(company) == parts(open="900")
    await company.do(post("GR-1", "40"))
    assert await held(company) == parts(open="500", liquidated="400", spent="400")
