"""Requests of several departments that are ordered together: a company, and what to ask of it."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from domain.budgets.commands import LoadBudget
from domain.budgets.commitments import Holding
from domain.budgets.state import BUDGET_LINE, budget_line_id
from domain.legal_entities.commands import RegisterLegalEntity, SetLegalEntityBudgetControl
from domain.purchase_orders.commands import NamedRequest, OrderedLine
from domain.purchase_orders.lines import Dealt
from domain.quantity import Pack
from domain.receipts.events import ReceiptPosted
from domain.receipts.state import RECEIPT
from domain.requisitions.commands import (
    CreateRequisition,
    RequestedLine,
    StatedDistribution,
    SubmitRequisition,
)
from domain.requisitions.state import REQUISITION, Requisition
from tests.application.company import NOW, TENANT, Company, id_of, line

SURGERY, ICU = "SURGERY", "ICU"
SOON, LATER = date(2026, 3, 10), date(2026, 3, 20)
BOX: Final = Pack(unit="BX", base_unit="EA", numerator=10)


async def wishes(
    company: Company,
    name: str,
    quantity: str,
    need_by: date | None = LATER,
    department: str = SURGERY,
    requester: str = "rita",
    shares: tuple[StatedDistribution, ...] = (),
    **terms: Any,
) -> None:
    """An approved request for gloves at ten dollars, which are used up."""
    asked = RequestedLine(
        line=1,
        description="Gloves",
        item_class="consumable",
        quantity=Decimal(quantity),
        unit=terms.pop("unit", "EA"),
        unit_price=Decimal(10),
        need_by=need_by,
        distributions=shares,
    )
    await company.do(
        CreateRequisition(
            now=NOW,
            requisition_id=id_of(name),
            number=name,
            kind="non_stock",
            requester_id=requester,
            legal_entity=terms.pop("legal_entity", "NHS"),
            facility="NORTH",
            department=department,
            currency="USD",
            deliver_to=f"{department}-STORE",
            lines=(asked,),
            **terms,
        )
    )
    case = id_of(f"CASE of {name}")
    await company.do(SubmitRequisition(now=NOW, requisition_id=id_of(name), approval_case_id=case))


async def two_wishes(company: Company, first: str = "5", second: str = "5") -> None:
    """Surgery needs its gloves later than intensive care does."""
    await wishes(company, "R-1", first, LATER)
    await wishes(company, "R-2", second, SOON, ICU, "rosa")


def together(quantity: str, *names: str, price: str = "10.00", **terms: Any) -> OrderedLine:
    """One line of gloves for all that is left of these requests."""
    requests = tuple(asked(name) for name in names)
    return line(quantity, price, accounting="expense", requests=requests, **terms)


def asked(name: str, quantity: str | None = None) -> NamedRequest:
    wanted = None if quantity is None else Decimal(quantity)
    return NamedRequest(requisition_id=id_of(name), requisition_line=1, quantity=wanted)


def dealt(**quantities: str) -> tuple[Dealt, ...]:
    """By the number of the request, as R_1="3"."""
    return tuple(
        Dealt(
            requisition_id=id_of(name.replace("_", "-")),
            requisition_line=1,
            quantity=Decimal(quantity),
        )
        for name, quantity in quantities.items()
    )


async def wish(company: Company, name: str) -> Requisition:
    return await company.state(REQUISITION, id_of(name))


async def standing(company: Company, name: str) -> tuple[Decimal, Decimal, Decimal]:
    """Of a request: what orders hold, what has come, and what may be ordered."""
    progress = (await wish(company, name)).lines[1]
    return progress.ordered, progress.received, progress.left


async def budgeted(company: Company, *departments: str, amount: str = "1000") -> None:
    """NHS binds these departments to a budget for consumables."""
    await company.do(
        RegisterLegalEntity(now=NOW, legal_entity="NHS", name="North Health", currency="USD")
    )
    await company.do(
        SetLegalEntityBudgetControl(now=NOW, legal_entity="NHS", control="hard", reason_code="b")
    )
    for department in departments:
        await company.do(
            LoadBudget(
                now=NOW,
                legal_entity="NHS",
                cost_centre=department,
                account="consumable",
                currency="USD",
                fiscal_year=2026,
                amount=Decimal(amount),
                loaded_by="fiona",
            )
        )


async def held_by(company: Company, department: str) -> Holding:
    """What is held of the department's budget of this year."""
    line_id = budget_line_id(TENANT, "NHS", department, "consumable")
    return (await company.state(BUDGET_LINE, line_id)).year(2026).holding


def parts(**amounts: str) -> Holding:
    return Holding(**{name: Decimal(amount) for name, amount in amounts.items()})


async def posted_for(company: Company, receipt: str) -> dict[str, Decimal]:
    """Which departments bear what a receipt brought, by weight."""
    posted = (await company.events(RECEIPT, id_of(receipt)))[0]
    assert isinstance(posted, ReceiptPosted)
    return {each.cost_centre: each.weight for each in posted.lines[0].shares or ()}


def figures(*numbers: int | str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, numbers))
