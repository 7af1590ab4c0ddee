"""How commands about the books are refused: a part of the table in `test_refusals.py`."""

from typing import Any

from tests.api.budget_case import CALENDAR

SOUTHSIDE = {"legal_entity": "SOUTHSIDE"}
MARCH = {**SOUTHSIDE, "period": "2026-03"}
APRIL = {**SOUTHSIDE, "period": "2026-04"}
PERIOD = f"{CALENDAR}/{{period}}"

BOOKS_REFUSALS: list[tuple[str, str, str | dict[str, Any], dict[str, Any], int, str]] = [
    ("fred", "/v1/exchange-rates", "", {}, 409, "exchange_rate.unchanged"),
    ("fred", CALENDAR, SOUTHSIDE, {}, 409, "accounting_calendar.period_stands_so"),
    ("fred", f"{PERIOD}/soft-close", APRIL, {}, 409, "accounting_calendar.period_unknown"),
    ("fred", f"{PERIOD}/close", APRIL, {}, 409, "accounting_calendar.period_unknown"),
    ("flora", f"{PERIOD}/reopen", MARCH, {}, 409, "accounting_calendar.period_stands_so"),
]
