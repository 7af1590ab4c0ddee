"""The questions of the dashboard and of finance, now and as of past positions, on a real database.

Each answer is compared with sums over the rows that the same history leaves in memory.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import Any, Final

import pytest

from adapters.postgres.read_differences import Between
from adapters.postgres.read_query import View
from adapters.postgres.read_sources import AsOf
from domain.event import Recorded
from projections.index import PROJECTIONS
from projections.projection import Projection, Row, Table
from tests.adapters.postgres.read_support import read_models
from tests.projections.answer_questions import ANSWER_COLUMNS, ANSWER_QUESTIONS
from tests.projections.asked import BATCH_EVENTS, PAST, Asked, comparable, plain
from tests.projections.by_hand import ASKED_BY_HAND, ASKED_OF_PREFIXES
from tests.projections.difference_cases import expected_differences, told
from tests.projections.figure_questions import FIGURE_COLUMNS, FIGURE_QUESTIONS
from tests.projections.folding import Folded, fold
from tests.projections.journal_questions import (
    JOURNAL_COLUMNS,
    JOURNAL_QUESTIONS,
    grouped,
    summed,
)
from tests.projections.order_questions import ORDER_COLUMNS, ORDER_QUESTIONS
from tests.projections.recall_cases import recall_exposure
from tests.projections.stock_questions import STOCK_COLUMNS, STOCK_QUESTIONS

PAGE_ROWS: Final = 500
CENT: Final = Decimal("0.01")


def folded(name: str, history: Sequence[Recorded]) -> Folded:
    (projection,) = (each for each in PROJECTIONS if each.name == name)
    return fold(projection, history, BATCH_EVENTS)


def orders_by_month(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    orders = folded("purchase_orders", history).table("purchase_orders")
    issued = grouped([row for row in orders if row["issued_at"]], "issued_month", "currency")
    return {(*key, len(rows), summed(rows, "amount")) for key, rows in issued.items()}


def open_value_by_facility(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    orders = folded("purchase_orders", history).table("purchase_orders")
    still = [row for row in orders if row["issued_at"] and Decimal(row["open_value"]) > 0]
    groups = grouped(still, "facility", "currency")
    return {(*key, len(rows), summed(rows, "open_value")) for key, rows in groups.items()}


def invoices_by_month(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    invoices = folded("invoices", history).table("invoices")
    live = grouped(
        [row for row in invoices if row["state"] != "voided"], "captured_month", "currency"
    )
    return {(*key, len(rows), summed(rows, "total")) for key, rows in live.items()}


def holds_by_kind(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    holds = folded("invoices", history).table("invoice_holds")
    opened = [row for row in holds if row["state"] == "open"]
    groups = grouped(opened, "kind", "owner_role", "currency")
    return {(*key, len(rows), summed(rows, "exposure")) for key, rows in groups.items()}


def credit_memo_holds_by_kind(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    holds = folded("credit_memos", history).table("credit_memo_holds")
    opened = [row for row in holds if row["state"] == "open"]
    groups = grouped(opened, "kind", "owner_role", "currency")
    return {
        (*key, len(rows), summed(rows, "total"), min(row["placed_at"] for row in rows))
        for key, rows in groups.items()
    }


def cycle_times_by_leg(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    legs = folded("cycle_times", history).table("cycle_times")
    found = set()
    for (leg,), rows in grouped(legs, "leg").items():
        days = sorted(Decimal(row["days"]) for row in rows)
        within = (days[ceil(Decimal(share) * len(days)) - 1] for share in ("0.5", "0.9"))
        found.add((leg, len(rows), *(each.quantize(CENT, ROUND_HALF_UP) for each in within)))
    return found


def active_days(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    days: dict[str, tuple[int, int]] = {}
    reached = ""
    for event in history:
        reached = max(reached, event.metadata["effective_at"])
        _, events = days.get(reached[:10], (0, 0))
        days[reached[:10]] = (event.position, events + 1)
    return {(day, *told) for day, told in days.items()}


def documents_of_day(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    found: dict[tuple[str, ...], list[int]] = {}
    numbers: dict[tuple[str, ...], set[str]] = defaultdict(set)
    reached = ""
    for event in history:
        reached = max(reached, event.metadata["effective_at"])
        key = (reached[:10], event.aggregate, event.document_id)
        found.setdefault(key, []).append(event.position)
        numbers[key] |= {event.metadata["number"]} - {None}
    return {
        (*key, max(numbers[key], default=None), len(at), at[0], at[-1]) for key, at in found.items()
    }


def expiring_credentials(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    """Certificates of insurance, the last of each supplier: it renews them each year."""
    last: dict[str, Row] = {}
    for row in folded("suppliers", history).table("supplier_credentials"):
        if row["expires_on"] is not None and row["state"] == "verified":
            last[row["supplier_id"]] = max(
                row, last.get(row["supplier_id"], row), key=lambda each: str(each["expires_on"])
            )
    names = COLUMNS["expiring_credentials"]
    return {tuple(row[name] for name in names) for row in last.values()}


EXPECTED: Final[dict[tuple[str, str], Callable[[Sequence[Recorded]], set[tuple[Any, ...]]]]] = {
    ("purchase_orders", "orders_by_month"): orders_by_month,
    ("purchase_orders", "open_value_by_facility"): open_value_by_facility,
    **ANSWER_QUESTIONS,
    **ORDER_QUESTIONS,
    ("invoices", "invoices_by_month"): invoices_by_month,
    ("invoices", "holds_by_kind"): holds_by_kind,
    ("credit_memos", "credit_memo_holds_by_kind"): credit_memo_holds_by_kind,
    **JOURNAL_QUESTIONS,
    ("cycle_times", "cycle_times_by_leg"): cycle_times_by_leg,
    ("audit_trail", "active_days"): active_days,
    ("audit_trail", "documents_of_day"): documents_of_day,
    ("recalls", "recall_exposure"): recall_exposure,
    **STOCK_QUESTIONS,
    **FIGURE_QUESTIONS,
    ("suppliers", "expiring_credentials"): expiring_credentials,
}
# What the dashboard reads by name.
COLUMNS: Final = {
    "expiring_credentials": [
        "supplier_id",
        "number",
        "name",
        "document",
        "document_type",
        "reference",
        "expires_on",
        "state",
    ],
    "orders_by_month": ["month", "currency", "orders", "amount"],
    "open_value_by_facility": ["facility", "currency", "orders", "open_value"],
    "invoices_by_month": ["month", "currency", "invoices", "amount"],
    "holds_by_kind": ["kind", "owner_role", "currency", "holds", "exposure"],
    "credit_memo_holds_by_kind": [
        *("kind", "owner_role", "currency", "holds", "total", "waiting_since")
    ],
    "cycle_times_by_leg": ["leg", "ended", "days_p50", "days_p90"],
    "active_days": ["day", "position", "events"],
    "documents_of_day": [
        *("day", "document", "document_id", "number"),
        *("events", "first_position", "last_position"),
    ],
    "recall_exposure": [
        "recall",
        "recall_class",
        "item_id",
        "item_number",
        "description",
        "facility",
        *("supplier_id", "owner_id", "receipt_id", "receipt_number", "receipt_line"),
        *("shipment_id", "shipment_number"),
        *("lot", "base_unit", "received", "left"),
    ],
    **ANSWER_COLUMNS,
    **JOURNAL_COLUMNS,
    **ORDER_COLUMNS,
    **STOCK_COLUMNS,
    **FIGURE_COLUMNS,
}


def test_every_question_is_asked_here() -> None:
    declared = {(each.name, query.name) for each in PROJECTIONS for query in each.queries}
    assert declared == EXPECTED.keys() | ASKED_BY_HAND | ASKED_OF_PREFIXES


@pytest.mark.parametrize("share", PAST)
@pytest.mark.parametrize(("name", "query"), EXPECTED)
async def test_a_question_is_answered_as_of_any_position(
    asked: Asked, name: str, query: str, share: float
) -> None:
    position = int(len(asked.history) * share)
    past = AsOf() if share == 1.0 else AsOf(position=position)
    async with read_models(asked.database, PROJECTIONS) as models, models.entered("demo") as view:
        rows = (await view.answer(name, query, as_of=past)).rows
    expected = EXPECTED[name, query](asked.history[:position])
    assert {comparable(row) for row in rows} == {plain(each) for each in expected}
    assert len(rows) == len(expected)
    assert all(list(row) == COLUMNS[query] for row in rows)
    assert bool(rows) == bool(expected)
    if share == 1.0:
        assert rows


async def test_days_behind_a_position_leave_out_what_is_known(asked: Asked) -> None:
    async with read_models(asked.database, PROJECTIONS) as models, models.entered("demo") as view:
        every = (await view.answer("audit_trail", "active_days")).rows
        known = every[len(every) // 2]["position"]
        later = (await view.answer("audit_trail", "active_days", {"behind": known})).rows
    assert later == [row for row in every if row["position"] > known]


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda each: each.name)
async def test_lists_as_of_a_past_position_hold_the_rows_of_that_moment(
    asked: Asked, projection: Projection
) -> None:
    position = len(asked.history) * 2 // 3
    kept = fold(projection, asked.history[:position], BATCH_EVENTS)
    async with read_models(asked.database, PROJECTIONS) as models, models.entered("demo") as view:
        for table in projection.listed:
            found = await listed(view, projection.name, table.name, position)
            told = [{name: row[name] for name in table.columns} for row in found]
            assert sorted(told, key=str) == sorted(_stored(table, kept), key=str)


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda each: each.name)
async def test_differences_are_those_between_the_rows_of_both_moments(
    asked: Asked, projection: Projection
) -> None:
    former, later = len(asked.history) // 3, len(asked.history) * 2 // 3
    expected = expected_differences(projection, asked.history, former, later)
    moments = Between(AsOf(position=former), AsOf(position=later))
    async with read_models(asked.database, PROJECTIONS) as models, models.entered("demo") as view:
        for table in projection.listed:
            found: list[Row] = []
            after = None
            while True:
                page = await view.differences(
                    projection.name, moments, table=table.name, after=after, limit=PAGE_ROWS
                )
                found += page.rows
                after = page.next
                if after is None:
                    break
            assert sorted(told(table, found)) == sorted(expected[table.name])


async def listed(view: View, name: str, table: str, position: int) -> list[Row]:
    """Every row of a table, page by page."""
    rows: list[Row] = []
    after = None
    while True:
        past = AsOf(position=position)
        page = await view.rows(name, table=table, as_of=past, after=after, limit=PAGE_ROWS)
        rows += page.rows
        after = page.next
        if after is None:
            return rows


def _stored(table: Table, kept: Folded) -> list[Row]:
    return [{name: row[name] for name in table.columns} for row in kept.table(table.name)]
