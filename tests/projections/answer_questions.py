"""What suppliers answer to real orders, and the questions of the order read model about it."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

from adapters.postgres.event_log import PostgresEventLog
from domain.event import Recorded
from domain.purchase_orders.lines import AcknowledgedLine
from domain.purchase_orders.supplier_commands import RecordAcknowledgement, RecordBackorder
from projections.purchase_orders import PURCHASE_ORDERS
from tests.application.company import NOW, company_on
from tests.conftest import Database
from tests.projections.folding import fold

BATCH_EVENTS: Final = 500
Answer = Callable[[Sequence[Recorded]], set[tuple[Any, ...]]]


async def answer_some(database: Database, history: Sequence[Recorded]) -> None:
    """Of the orders that still wait for goods, some lines cost more and some come later."""
    kept = fold(PURCHASE_ORDERS, history, BATCH_EVENTS)
    orders = kept.by("purchase_orders", "purchase_order_id")
    waiting = [
        row
        for row in kept.table("purchase_order_lines")
        if row["match"] == "three_way"
        and Decimal(row["open_quantity"]) > 0
        and orders[row["purchase_order_id"]]["state"] == "issued"
    ]
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with PostgresEventLog(*urls) as log:
        company = company_on(log, "answer")
        for number, row in enumerate(waiting[:6]):
            told: dict[str, Any] = {"now": NOW, "purchase_order_id": row["purchase_order_id"]}
            if number % 2:
                quantity = Decimal(row["open_quantity"])
                await company.do(RecordBackorder(**told, line=row["line"], quantity=quantity))
                continue
            price = Decimal(row["unit_price"]) + 1
            dearer = AcknowledgedLine(line=row["line"], code="IP", unit_price=price)
            await company.do(RecordAcknowledgement(**told, lines=(dearer,)))


def supplier_changes_waiting(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    kept = fold(PURCHASE_ORDERS, history, BATCH_EVENTS)
    orders = kept.by("purchase_orders", "purchase_order_id")
    return {
        (
            *(row[each] for each in ("purchase_order_id", "number")),
            *(orders[row["purchase_order_id"]][each] for each in ("supplier_name", "buyer_id")),
            *(row[each] for each in ("line", "description", "unit")),
            *(Decimal(row[each]) for each in ("ordered", "unit_price")),
            *(row[each] for each in ("currency", "changes_waiting")),
        )
        for row in kept.table("purchase_order_lines")
        if row["changes_waiting"]
    }


def backorders(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    kept = fold(PURCHASE_ORDERS, history, BATCH_EVENTS)
    orders = kept.by("purchase_orders", "purchase_order_id")
    return {
        (
            *(row[each] for each in ("purchase_order_id", "number")),
            *(orders[row["purchase_order_id"]][each] for each in ("supplier_name", "facility")),
            *(row[each] for each in ("line", "item_id", "description")),
            Decimal(row["backordered"]),
            *(row[each] for each in ("unit", "need_by", "backorder_expected_on")),
        )
        for row in kept.table("purchase_order_lines")
        if Decimal(row["backordered"]) > 0
    }


ANSWER_QUESTIONS: Final[dict[tuple[str, str], Answer]] = {
    ("purchase_orders", "supplier_changes_waiting"): supplier_changes_waiting,
    ("purchase_orders", "backorders"): backorders,
}
ANSWER_COLUMNS: Final = {
    "supplier_changes_waiting": [
        *("purchase_order_id", "number", "supplier_name", "buyer_id", "line", "description"),
        *("unit", "ordered", "unit_price", "currency", "changes_waiting"),
    ],
    "backorders": [
        *("purchase_order_id", "number", "supplier_name", "facility", "line", "item_id"),
        *("description", "backordered", "unit", "need_by", "backorder_expected_on"),
    ],
}
