"""Budgets: what each command needs to know, and how documents' commitments are kept.

`with_budgets` lets every command that changes a requisition or an order settle in the same save
what they hold of budgets, so that funds are never promised twice and nothing is left behind.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, NamedTuple, TypeVar

from application.errors import NotFound
from application.legal_entities import known_entity, require_legal_entity
from application.work import Handler, Handlers, Work
from domain.budgets import decide
from domain.budgets.commands import (
    CarryBudgetForward,
    CorrectBudget,
    GrantBudgetOverride,
    LapseBudget,
    LoadBudget,
    TransferBudget,
)
from domain.budgets.commitments import NOTHING, found
from domain.budgets.committing import Wanted, commit, require_budget
from domain.budgets.events import CommitmentEvent
from domain.budgets.holdings import Held, exceeding, in_currency, of_order, of_requisition
from domain.budgets.state import BUDGET_LINE, BudgetLine, budget_line_id, budget_line_number
from domain.event import Command
from domain.legal_entities.state import LegalEntity
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.requisitions.state import REQUISITION, Requisition

Buying = Requisition | PurchaseOrder


class Moved(NamedTuple):
    """A document that a save changed: what it holds otherwise, and the lines that exceed it."""

    document: Buying
    held: list[Held]
    exceeding: frozenset[int] = frozenset()


Bought = TypeVar("Bought", Requisition, PurchaseOrder)


async def load_budget(work: Work, command: LoadBudget) -> None:
    """A year's budget; the first one makes the line."""
    await require_legal_entity(work, command.legal_entity)
    line_id = budget_line_id(
        work.tenant, command.legal_entity, command.cost_centre, command.account
    )
    line = await work.find_or_assume_new(BUDGET_LINE, line_id)
    await work.record(BUDGET_LINE, line_id, decide.load(line, command, line_id))


async def correct_budget(work: Work, command: CorrectBudget) -> None:
    """What should have been loaded."""
    line = await work.load(BUDGET_LINE, command.budget_line_id)
    await work.record(BUDGET_LINE, line.id, decide.correct(line, command))


async def transfer_budget(work: Work, command: TransferBudget) -> None:
    """From one line to another, at once."""
    source = await work.load(BUDGET_LINE, command.budget_line_id)
    target = await work.load(BUDGET_LINE, command.to_budget_line_id)
    left, reached = decide.transfer(source, target, command)
    await work.record(BUDGET_LINE, source.id, (left,))
    await work.record(BUDGET_LINE, target.id, (reached,))


async def grant_budget_override(work: Work, command: GrantBudgetOverride) -> None:
    """One document may go beyond."""
    line = await work.load(BUDGET_LINE, command.budget_line_id)
    involved = await _involved(work, command)
    await work.record(BUDGET_LINE, line.id, decide.grant_override(line, command, involved))


async def carry_budget_forward(work: Work, command: CarryBudgetForward) -> None:
    """The year ends; what is open goes on with its cover."""
    line = await work.load(BUDGET_LINE, command.budget_line_id)
    running = await _running_year(work, line, command.now)
    await work.record(BUDGET_LINE, line.id, decide.carry_forward(line, command, running))


async def lapse_budget(work: Work, command: LapseBudget) -> None:
    """The year ends; what is open goes on without cover."""
    line = await work.load(BUDGET_LINE, command.budget_line_id)
    running = await _running_year(work, line, command.now)
    await work.record(BUDGET_LINE, line.id, decide.lapse(line, command, running))


def with_budgets(handler: Handler) -> Handler:
    """The handler, and after it what the documents that it changed hold of budgets."""

    async def carry_out(work: Work, command: Command) -> None:
        await handler(work, command)
        requisitions, orders = work.changed(REQUISITION), work.changed(PURCHASE_ORDER)
        documents: list[Buying] = [new for _, new in requisitions]
        documents += [new for _, new in orders]
        for code in sorted({each.legal_entity for each in documents}):
            entity = await known_entity(work, code)
            if entity is None or entity.control == "none":
                continue  # What the documents hold is not even computed.
            moved = [Moved(new, _moved(of_requisition, old, new)) for old, new in requisitions]
            for before, order in orders:
                held = _moved(of_order, before, order)
                if order.stage == "finally_closed":
                    held += [each for each in of_order(order) if each not in held]
                moved.append(Moved(order, held, exceeding(before, order)))
            theirs = [each for each in moved if each.document.legal_entity == code]
            await _settle(work, entity, theirs, command.now)

    return carry_out


def _moved(
    holds: Callable[[Bought], Iterator[Held]], before: Bought | None, after: Bought
) -> list[Held]:
    """What the document holds otherwise than before; of whom pays no more, nothing."""
    return _differing([] if before is None else list(holds(before)), list(holds(after)))


def _differing(was: list[Held], held: list[Held]) -> list[Held]:
    pay, known = {_place(each) for each in held}, set(was)
    moved = [each for each in held if each not in known]
    gone = [each for each in was if _place(each) not in pay]
    return [*moved, *(each._replace(holding=NOTHING, ended=True) for each in gone)]


def _place(held: Held) -> tuple[str, str, int]:
    return held.cost_centre, held.account, held.line


async def _settle(work: Work, entity: LegalEntity, moved: list[Moved], now: datetime) -> None:
    fiscal_year = entity.fiscal_year(now.date())
    asked: list[tuple[BudgetLine, Wanted]] = []
    for document, held, beyond in moved:
        for each in held:
            line = await _paying(work, entity, each, fiscal_year)
            if line is not None:
                holding = in_currency(each.holding, document.currency, line.currency)
                wanted = Wanted(
                    document=document.ref,
                    line=each.line,
                    holding=holding,
                    ended=each.ended,
                    exceeds=each.line in beyond,
                    owed=each.owed,
                )
                asked.append((line, wanted))
    recorded: dict[str, list[CommitmentEvent]] = {}
    for line_id, wanted in _releases_first(asked):
        current = await work.load(BUDGET_LINE, line_id)
        before = recorded.setdefault(line_id, [])
        facts = commit(current, wanted, fiscal_year, entity.control, before)
        await work.record(BUDGET_LINE, line_id, facts)
        before.extend(facts)


def _releases_first(asked: list[tuple[BudgetLine, Wanted]]) -> Iterator[tuple[str, Wanted]]:
    """One document may take up what another gives back in the same save."""

    def more(each: tuple[BudgetLine, Wanted]) -> bool:
        line, wanted = each
        known = found(line.commitments, wanted.document.id, wanted.line)
        return known is None or wanted.holding.taken > known.holding.taken

    for line, wanted in sorted(asked, key=more):
        yield line.id, wanted


async def _paying(
    work: Work, entity: LegalEntity, held: Held, fiscal_year: int
) -> BudgetLine | None:
    coordinates = (entity.code, held.cost_centre, held.account)
    line = await work.find(BUDGET_LINE, budget_line_id(work.tenant, *coordinates))
    if held.holding.taken <= 0 or held.owed:
        return line
    return require_budget(line, budget_line_number(*coordinates), fiscal_year, entity.control)


async def _running_year(work: Work, line: BudgetLine, now: datetime) -> int:
    """That of the entity's books; the calendar year where the entity was never registered."""
    entity = await known_entity(work, line.legal_entity)
    return now.year if entity is None else entity.fiscal_year(now.date())


async def _involved(work: Work, command: GrantBudgetOverride) -> frozenset[str]:
    document = command.document
    if document.aggregate == REQUISITION.name:
        return frozenset((await work.load(REQUISITION, document.id)).participants["requester"])
    if document.aggregate == PURCHASE_ORDER.name:
        return frozenset({(await work.load(PURCHASE_ORDER, document.id)).buyer_id})
    raise NotFound(
        f"A budget is overridden for a requisition or a purchase order, not for {document.number}.",
        aggregate=document.aggregate,
    )


HANDLERS: Final[Handlers] = {
    LoadBudget: load_budget,
    CorrectBudget: correct_budget,
    TransferBudget: transfer_budget,
    GrantBudgetOverride: grant_budget_override,
    CarryBudgetForward: carry_budget_forward,
    LapseBudget: lapse_budget,
}
