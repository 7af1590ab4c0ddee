"""The legal entities of the cases, their facilities and what they may spend, made first of all.

Budgets are advisory: real histories were never asked whether funds were left, so what goes beyond
is told and not refused. Goods are for stock; what is budgeted are the services that are bought.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final

from adapters.histories.case import Step
from adapters.histories.setting import Entity, Setting
from adapters.histories.supplier_master import MasterStep
from domain.budgets.commands import LoadBudget
from domain.budgets.state import BUDGET_LINE, budget_line_id
from domain.event import Command
from domain.legal_entities.commands import (
    AddLegalEntityFacility,
    RegisterLegalEntity,
    SetLegalEntityBudgetControl,
)
from domain.legal_entities.state import LEGAL_ENTITY, legal_entity_id

CONTROLLER: Final = "controller-1"
BUDGET_YEARS: Final = (2018, 2019)  # When nearly all of the histories take place.
BUDGET_DOLLARS: Final = 250_000  # Of one cost centre for one service in one year.
FISCAL_YEAR_START: Final = 1


def book_steps(settings: Iterable[Setting], *, tenant: str, now: datetime) -> Iterator[MasterStep]:
    """What makes every entity and budget line of these settings, each once."""
    chosen = tuple(settings)
    for entity in sorted({each.entity for each in chosen}, key=lambda each: each.code):
        yield from _entity(entity, tenant, now)
    services = {
        (each.entity.code, each.department, each.item_class): each
        for each in chosen
        if each.device is None
    }
    for coordinates in sorted(services):
        yield from _budget(services[coordinates], tenant, now)


def _entity(entity: Entity, tenant: str, now: datetime) -> Iterator[MasterStep]:
    made = legal_entity_id(tenant, entity.code)
    register = RegisterLegalEntity(
        legal_entity=entity.code,
        name=_name(entity.code),
        currency=entity.currency,
        fiscal_year_start=FISCAL_YEAR_START,
        now=now,
    )
    yield _step(LEGAL_ENTITY.name, made, register)
    for facility in entity.facilities:
        add = AddLegalEntityFacility(
            legal_entity=entity.code, facility=facility, name=_name(facility), now=now
        )
        yield _step(LEGAL_ENTITY.name, f"{made}/{facility}", add)
    control = SetLegalEntityBudgetControl(
        legal_entity=entity.code, control="advisory", reason_code="import", now=now
    )
    yield _step(LEGAL_ENTITY.name, made, control)


def _budget(setting: Setting, tenant: str, now: datetime) -> Iterator[MasterStep]:
    coordinates = (setting.entity.code, setting.department, setting.item_class)
    made = budget_line_id(tenant, *coordinates)
    for year in BUDGET_YEARS:
        load = LoadBudget(
            legal_entity=setting.entity.code,
            cost_centre=setting.department,
            account=setting.item_class,
            currency=setting.entity.currency,
            fiscal_year=year,
            amount=Decimal(int(BUDGET_DOLLARS / setting.dollars)),
            loaded_by=CONTROLLER,
            now=now,
        )
        yield _step(BUDGET_LINE.name, f"{made}/{year}", load)


def _step(aggregate: str, name: str, command: Command) -> MasterStep:
    return MasterStep(aggregate, name, Step(command, CONTROLLER, "controller"))


def _name(code: str) -> str:
    return code.replace("-", " ").title()
