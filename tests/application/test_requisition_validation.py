"""Checks and suspicions are recorded in the save of the submission, beside the decision."""

from dataclasses import replace
from datetime import timedelta

from domain.demands.state import DEMAND, demand_id
from domain.requisitions.state import REQUISITION
from domain.requisitions.validation_events import RequisitionDuplicateSuspected
from tests.application.company import NOW, TENANT, Company, id_of
from tests.application.test_requisitions import draft, submit, wish

DEMAND_OF_RITA = demand_id(TENANT, "rita", "NORTH", "SURGERY")


async def asks(company: Company, name: str, days_later: int = 0) -> list[str]:
    """Ten pairs of gloves from the catalogue; what was recorded of it."""
    then = NOW + timedelta(days=days_later)
    await company.do(draft(wish(item_id=id_of("gloves")), name=name, number=name))
    await company.do(replace(submit(name), now=then))
    return await company.types(REQUISITION, id_of(name))


async def test_a_second_request_of_a_person_is_suspected_and_submitted_all_the_same(
    company: Company,
) -> None:
    await company.has_item("gloves")
    assert "duplicate_suspected" not in await asks(company, "R-1")
    told = await asks(company, "R-2", days_later=2)
    assert told[2:] == ["submitted", "validation_recorded", "duplicate_suspected", "approved"]
    fact = (await company.events(REQUISITION, id_of("R-2")))[-2]
    assert isinstance(fact, RequisitionDuplicateSuspected)
    assert (fact.other.number, fact.asked_on) == ("R-1", NOW.date())
    assert "duplicate_suspected" not in await asks(company, "R-3", days_later=30)
    assert await company.types(DEMAND, DEMAND_OF_RITA) == ["stated"] * 3


async def test_free_text_is_suspected_by_its_words(company: Company) -> None:
    for name, text in (("R-1", "Wall clock"), ("R-2", "clock, wall"), ("R-3", "Wall lamp")):
        await company.do(draft(wish(description=text), name=name, number=name))
        await company.do(submit(name))
    told = [await company.types(REQUISITION, id_of(name)) for name in ("R-1", "R-2", "R-3")]
    assert ["duplicate_suspected" in each for each in told] == [False, True, False]
    assert await company.types(DEMAND, DEMAND_OF_RITA) == ["stated"] * 3
