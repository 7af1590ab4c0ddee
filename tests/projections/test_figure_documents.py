"""Figures over several read models as of the past, and the documents behind their rows."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

import pytest

from adapters.postgres.read_query import View
from adapters.postgres.read_sources import AsOf
from api.tables import QUESTIONS, TABLES
from projections.index import PROJECTIONS
from projections.projection import Cell, Query, Row
from tests.adapters.postgres.read_support import read_models
from tests.projections.asked import BATCH_EVENTS, PAST, Asked, comparable
from tests.projections.by_hand import ASKED_OF_PREFIXES, answered_of

LEADING: Final = [(each.name, query) for each in PROJECTIONS for query in each.queries]
ROWS_TRIED: Final = 12
PAGE_ROWS: Final = 500
MADE_OF: Final = {
    "open_value_by_facility": ("orders", "open_value", "open_value"),
    "waste_by_reason": ("usages", "amount", "amount"),
    "active_days": (None, "events", "events"),
    "holds_by_kind": ("holds", "exposure", "exposure"),
    "credit_memo_holds_by_kind": ("holds", "total", "total"),
    "grir_by_facility": ("order_lines", "balance", "balance"),
    "grir_by_age": ("order_lines", "balance", "balance"),
    "books_balance": (None, "debit", "books_debit"),
    "stock_movements_by_kind": (None, "quantity", "quantity"),
    "accrual_accuracy": ("lines", "billed", "billed"),
    "orders_by_month": ("orders", "amount", "amount"),
    "held_invoices": ("invoices", "holds", "holds"),
    "journal_sums": ("lines", "debit", "debit"),
    "spend_by_supplier": (None, "ordered", "books_ordered"),
    "spend_by_item_class": (None, "spend", "books_spend"),
    "spend_by_department": (None, "spend", "books_spend"),
    "spend_by_month": (None, "spend", "books_spend"),
    "user_activity": (None, "facts", "facts"),
    "activity_by_kind": ("documents", "facts", "facts"),
}
"""Figures, and the count and the sum of which column of the documents behind a row they are."""


@pytest.mark.parametrize("share", PAST)
@pytest.mark.parametrize(("name", "query"), sorted(ASKED_OF_PREFIXES))
async def test_a_figure_as_of_a_position_is_that_of_the_history_up_to_it(
    asked: Asked, name: str, query: str, share: float
) -> None:
    position = int(len(asked.history) * share)
    past = AsOf() if share == 1.0 else AsOf(position=position)
    async with read_models(asked.database, PROJECTIONS) as models, models.entered("demo") as view:
        answer = await view.answer(name, query, as_of=past)
    (projection,) = (each for each in PROJECTIONS if each.name == name)
    known = asked.history[:position]
    expected = answered_of(asked.database.url, projection, known, query, BATCH_EVENTS)
    assert [comparable(row) for row in answer.rows] == [comparable(row) for row in expected]
    assert [list(row) for row in answer.rows] == [list(row) for row in expected]


@pytest.mark.parametrize(("name", "query"), LEADING, ids=lambda each: getattr(each, "name", each))
async def test_each_row_of_a_figure_leads_to_its_documents(
    asked: Asked, name: str, query: Query
) -> None:
    behind = query.documents
    async with read_models(asked.database, PROJECTIONS) as models, models.entered("demo") as view:
        for row in (await view.answer(name, query.name)).rows[:ROWS_TRIED]:
            chosen = {**behind.where, **{name: row[column] for name, column in behind.by.items()}}
            known = behind.of in QUESTIONS or None not in chosen.values()
            assert known, "no row of a list is chosen by what is not known"
            assert await behind_row(view, behind.of, chosen), (row, chosen)


@pytest.mark.parametrize("name", MADE_OF)
async def test_the_documents_behind_a_figure_come_to_it(asked: Asked, name: str) -> None:
    counted, figure, column = MADE_OF[name]
    projection, query = QUESTIONS[name]
    behind = query.documents
    async with read_models(asked.database, PROJECTIONS) as models, models.entered("demo") as view:
        rows = (await view.answer(projection.name, name)).rows
        assert rows
        for row in rows[:ROWS_TRIED]:
            chosen = {**behind.where, **{each: row[of] for each, of in behind.by.items()}}
            found = await behind_row(view, behind.of, chosen)
            assert sum(Decimal(each[column] or 0) for each in found) == Decimal(row[figure] or 0)
            assert counted is None or len(found) == row[counted]


async def behind_row(view: View, of: str, chosen: Mapping[str, Cell]) -> list[Row]:
    """All that is found there, page by page."""
    if of in QUESTIONS:
        return (await view.answer(QUESTIONS[of][0].name, of, chosen)).rows
    rows: list[Row] = []
    after = None
    while True:
        page = await view.rows(TABLES[of][0].name, chosen, table=of, after=after, limit=PAGE_ROWS)
        rows += page.rows
        after = page.next
        if after is None:
            return rows
