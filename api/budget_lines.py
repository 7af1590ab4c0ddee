"""HTTP for budget lines: load, transfer, override, year end. Rules are in `domain/budgets`."""

from typing import Final, Literal

from api.command_route import command_router
from api.conversation import Accepted, Body, CommandBody, ConversationOfRequest
from api.examples import PURCHASE_ORDER, example
from api.reads import add_reads
from domain.budgets.commands import (
    CarryBudgetForward,
    CorrectBudget,
    GrantBudgetOverride,
    LapseBudget,
    LoadBudget,
    TransferBudget,
)
from domain.budgets.events import FiscalYear
from domain.budgets.state import budget_line_id as id_of_line
from domain.event import DocumentRef
from domain.ids import Code, Id, Number
from domain.money import Amount, Currency
from projections.budget_lines import BUDGET_LINES

router: Final = command_router("/v1/budget-lines", "budget lines")

_YEAR: Final = 2027
_FORMER_YEAR: Final = 2025


class LoadBudgetBody(CommandBody):
    """What one cost centre may spend on one account in one fiscal year."""

    model_config = example(
        legal_entity="NORTHSIDE",
        cost_centre="SURGERY",
        account="medical_supplies",
        currency="USD",
        fiscal_year=_YEAR,
        amount="250000.00",
    )

    legal_entity: Code
    cost_centre: Code
    account: Code
    currency: Currency
    fiscal_year: FiscalYear
    amount: Amount


class CorrectBudgetBody(CommandBody):
    """What should have been loaded, without what was transferred or carried forward since."""

    model_config = example(fiscal_year=_YEAR, amount="255000.00", reason_code="typing_error")

    fiscal_year: FiscalYear
    amount: Amount
    reason_code: Code


class OtherLine(Body):
    """The line that gets the budget, by its coordinates."""

    legal_entity: Code
    cost_centre: Code
    account: Code


class TransferBudgetBody(CommandBody):
    """How much goes to which other line of the same entity."""

    model_config = example(
        to={"legal_entity": "NORTHSIDE", "cost_centre": "SURGERY", "account": "implants"},
        fiscal_year=_YEAR,
        amount="20000.00",
        reason_code="more_hips",
    )

    to: OtherLine
    fiscal_year: FiscalYear
    amount: Amount
    reason_code: Code


class OverriddenDocument(Body):
    """The requisition or order that may go beyond."""

    aggregate: Literal["requisition", "purchase_order"]
    id: Id
    number: Number


class GrantOverrideBody(CommandBody):
    """By how much one document may go beyond what is left."""

    model_config = example(
        document={"aggregate": "purchase_order", "id": PURCHASE_ORDER, "number": "PO-4001"},
        fiscal_year=_YEAR,
        amount="500.00",
        reason_code="outbreak",
    )

    document: OverriddenDocument
    fiscal_year: FiscalYear
    amount: Amount
    reason_code: Code


class YearBody(CommandBody):
    """The fiscal year to end, which must be over by the calendar of the entity's books."""

    model_config = example(fiscal_year=_FORMER_YEAR)

    fiscal_year: FiscalYear


@router.post("", status_code=201)
async def load_budget(body: LoadBudgetBody, conversation: ConversationOfRequest) -> Accepted:
    """Loads a year's budget. The line's id follows from entity, cost centre and account."""
    return await conversation.send(
        LoadBudget(
            legal_entity=body.legal_entity,
            cost_centre=body.cost_centre,
            account=body.account,
            currency=body.currency,
            fiscal_year=body.fiscal_year,
            amount=body.amount,
            loaded_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{budget_line_id}/corrections")
async def correct_budget(
    budget_line_id: Id, body: CorrectBudgetBody, conversation: ConversationOfRequest
) -> Accepted:
    """Corrects what was loaded for a year, also to nothing; never below what documents hold."""
    return await conversation.send(
        CorrectBudget(
            budget_line_id=budget_line_id,
            fiscal_year=body.fiscal_year,
            amount=body.amount,
            corrected_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{budget_line_id}/transfers")
async def transfer_budget(
    budget_line_id: Id, body: TransferBudgetBody, conversation: ConversationOfRequest
) -> Accepted:
    """Moves budget that nobody holds to another line of the same entity and currency."""
    tenant, to = conversation.caller.tenant, body.to
    return await conversation.send(
        TransferBudget(
            budget_line_id=budget_line_id,
            to_budget_line_id=id_of_line(tenant, to.legal_entity, to.cost_centre, to.account),
            fiscal_year=body.fiscal_year,
            amount=body.amount,
            transferred_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{budget_line_id}/overrides")
async def grant_budget_override(
    budget_line_id: Id, body: GrantOverrideBody, conversation: ConversationOfRequest
) -> Accepted:
    """Lets one document go beyond what is left; not by who asks for it or buys it."""
    document = DocumentRef(
        aggregate=body.document.aggregate, id=body.document.id, number=body.document.number
    )
    return await conversation.send(
        GrantBudgetOverride(
            budget_line_id=budget_line_id,
            document=document,
            fiscal_year=body.fiscal_year,
            amount=body.amount,
            granted_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{budget_line_id}/carry-forward")
async def carry_budget_forward(
    budget_line_id: Id, body: YearBody, conversation: ConversationOfRequest
) -> Accepted:
    """Ends the year; what is reserved or open goes on in the next, with its cover."""
    return await conversation.send(
        CarryBudgetForward(
            budget_line_id=budget_line_id,
            fiscal_year=body.fiscal_year,
            closed_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{budget_line_id}/lapse")
async def lapse_budget(
    budget_line_id: Id, body: YearBody, conversation: ConversationOfRequest
) -> Accepted:
    """Ends the year; what was not spent of its budget is gone."""
    return await conversation.send(
        LapseBudget(
            budget_line_id=budget_line_id,
            fiscal_year=body.fiscal_year,
            closed_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


add_reads(router, BUDGET_LINES, "budget_line")
