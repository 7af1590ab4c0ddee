"""The part of the case that finance plays: books, budgets, and the end of the year."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.api.case import Story

ENTITY: Final = "/v1/legal-entities/{legal_entity}"
TOLERANCES: Final = "/v1/tolerance-policies/versions/{version}"
CALENDAR: Final = "/v1/accounting-calendars/{legal_entity}/periods"
BUDGET_LINE: Final = "/v1/budget-lines/{budget_line_id}"


def books(story: "Story") -> None:
    entity = {"legal_entity": "NORTHSIDE"}
    story.tell("fred", "/v1/legal-entities")
    for facility, name in (("CLINIC-EAST", "East Clinic"), ("HOSP-SOUTH", "Southern Hospital")):
        story.tell("fred", f"{ENTITY}/facilities", entity, facility=facility, name=name)
    for act in (
        "facilities",
        "receiving",
        "registrations",
        "closing",
        "holidays",
        "budget-control",
        "small-difference-caps",
    ):
        story.tell("fred", f"{ENTITY}/{act}", entity)
    story.tell("fred", "/v1/legal-entities", legal_entity="SOUTHSIDE")
    south = {"legal_entity": "SOUTHSIDE", "period": "2026-03"}
    story.tell("fred", CALENDAR, {"legal_entity": "SOUTHSIDE"})
    for act in ("soft-close", "close"):
        story.tell("fred", f"{CALENDAR}/{{period}}/{act}", south)
    story.tell("flora", f"{CALENDAR}/{{period}}/reopen", south)
    story.tell("fred", "/v1/exchange-rates")
    line = story.tell("fred", "/v1/budget-lines")["id"]
    story.tell("fred", "/v1/budget-lines", account="implants")
    for account in ("medical_supplies", "implants"):
        story.tell("fred", "/v1/budget-lines", account=account, fiscal_year=2025)
    story.tell("fred", f"{BUDGET_LINE}/transfers", line)
    story.tell("fred", f"{BUDGET_LINE}/corrections", line)


def tolerances(story: "Story") -> None:
    """One version is in force, one was declined."""
    story.tell("pia", "/v1/tolerance-policies/versions")
    story.tell("paul", f"{TOLERANCES}/publish", {"version": 2})
    story.tell("pia", "/v1/tolerance-policies/versions", reason_code="second_thought")
    story.tell("paul", f"{TOLERANCES}/decline", {"version": 3})


def funds(story: "Story") -> None:
    """What needs an order that stands, and the end of the year."""
    lines = story.office.see("budget-lines")["data"]
    supplies, implants = (
        next(each["budget_line_id"] for each in lines if each["account"] == account)
        for account in ("medical_supplies", "implants")
    )
    story.tell("dora", f"{BUDGET_LINE}/overrides", supplies)
    story.tell("fred", f"{BUDGET_LINE}/carry-forward", supplies)
    story.tell("fred", f"{BUDGET_LINE}/lapse", implants)
