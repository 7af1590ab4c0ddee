"""Goods that were used before they were ordered, or went back: what to ask about such orders."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from adapters.postgres.event_log import PostgresEventLog
from domain.event import Recorded
from domain.purchase_orders.billing import to_bill
from domain.purchase_orders.commands import CreatePurchaseOrder
from domain.purchase_orders.state import PurchaseOrder, evolve
from domain.purchase_orders.usage_commands import RecordUsage
from domain.receipts.commands import ReturnedLine, ReturnGoods
from domain.registry import EVENTS
from projections.projection import Row
from projections.purchase_orders import PURCHASE_ORDERS
from tests.application.company import NOW, TODAY, Company, company_on, id_of, line
from tests.conftest import Database
from tests.projections.folding import Folded, fold

BATCH_EVENTS: Final = 500
BILL_ONLY: Final = "PO-BILL-ONLY"
Answer = Callable[[Sequence[Recorded]], set[tuple[Any, ...]]]


async def use_and_return_some(database: Database, history: Sequence[Recorded]) -> None:
    """A screw is wasted and another has no evidence; one billed unit of a receipt goes back."""
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with PostgresEventLog(*urls) as log:
        company = company_on(log, "use")
        await _use(company, fold(PURCHASE_ORDERS, history, BATCH_EVENTS).table("purchase_orders"))
        await _return(company, history)


async def _use(company: Company, orders: Sequence[Row]) -> None:
    names = ("supplier_id", "legal_entity", "facility", "department", "currency")
    drafted = CreatePurchaseOrder(
        now=NOW,
        purchase_order_id=id_of(BILL_ONLY),
        number=BILL_ONLY,
        buyer_id="bella",
        payment_terms="NET30",
        order_type="bill_only",
        lines=tuple(line("1", "450", number, accounting="expense") for number in (1, 2)),
        **{name: orders[0][name] for name in names},
    )
    await company.do(drafted)
    wasted = RecordUsage(
        now=NOW,
        purchase_order_id=id_of(BILL_ONLY),
        line=1,
        case_reference="CASE-20931",
        used_on=TODAY,
        quantity=Decimal(1),
        lot="L-1",
        recorded_by="nina",
        waste_reason="dropped",
    )
    await company.do(wasted)


async def _return(company: Company, history: Sequence[Recorded]) -> None:
    """One unit of the first receipt line whose order line is billed whole."""
    kept = fold(PURCHASE_ORDERS, history, BATCH_EVENTS)
    billed = {
        (row["purchase_order_id"], row["line"])
        for row in kept.table("purchase_order_lines")
        if Decimal(row["invoiced"]) >= Decimal(row["received"]) >= 1
    }
    undone = {each.document_id for each in history if each.type == "receipt.reversed"}
    receipt, number = next(
        (each, received["line"])
        for each in history
        if each.type == "receipt.posted"
        and each.data["kind"] == "goods"
        and each.document_id not in undone
        for received in each.data["lines"]
        if (each.data["purchase_order"]["id"], received["purchase_order_line"]) in billed
        and not received.get("serials")
        and Decimal(received["quantity"]) >= 1
    )
    await company.do(
        ReturnGoods(
            now=NOW,
            receipt_id=receipt.document_id,
            receiver_id="rico",
            returned_on=date.fromisoformat(receipt.data["received_on"]),
            reason_code="damaged",
            authorization="RMA-12",
            lines=(ReturnedLine(line=number, quantity=Decimal(1)),),
        )
    )


def _lines(kept: Folded) -> list[tuple[Row, Row]]:
    """Each line with its order."""
    orders = kept.by("purchase_orders", "purchase_order_id")
    return [(row, orders[row["purchase_order_id"]]) for row in kept.table("purchase_order_lines")]


def credits_expected(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    kept = fold(PURCHASE_ORDERS, history, BATCH_EVENTS)
    return {
        (
            *(row[each] for each in ("purchase_order_id", "number")),
            *(order[each] for each in ("supplier_id", "supplier_name", "legal_entity", "facility")),
            *(row[each] for each in ("line", "item_id", "description", "return_authorization")),
            *(row[each] for each in ("credit_expected", "unit", "credit_expected_value")),
            row["currency"],
        )
        for row, order in _lines(kept)
        if Decimal(row["credit_expected"]) > 0
    }


def bills_expected(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    """By the rule of the domain, of orders folded from their own facts."""
    orders: dict[str, PurchaseOrder] = {}
    for event in history:
        if event.type.startswith("purchase_order."):
            fact: Any = EVENTS[event.type].model_validate(dict(event.data))
            orders[event.document_id] = evolve(orders.get(event.document_id), fact)
    kept = fold(PURCHASE_ORDERS, history, BATCH_EVENTS)
    found = set[tuple[Any, ...]]()
    for row, order in _lines(kept):
        folded = orders[row["purchase_order_id"]]
        line = folded.lines[row["line"]]
        is_judged = line.terms.match == "four_way"
        left = line.received - line.invoiced if is_judged else to_bill(line)
        if order["issued_at"] is None or folded.stage == "finally_closed" or left <= 0:
            continue
        names = ("supplier_id", "supplier_name", "legal_entity", "facility")
        told = (row["purchase_order_id"], row["number"], *(order[each] for each in names))
        own = ("line", "description", "match", "unit", "unit_price", "currency")
        found.add((*told, *(row[each] for each in own), left))
    return found


def usage_missing(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    kept = fold(PURCHASE_ORDERS, history, BATCH_EVENTS)
    ended = ("cancelled", "closed", "finally_closed")
    found = set[tuple[Any, ...]]()
    for row, order in _lines(kept):
        missing = Decimal(row["ordered"]) - Decimal(row["cancelled"]) - Decimal(row["used"])
        if order["order_type"] != "bill_only" or order["state"] in ended or missing <= 0:
            continue
        names = ("supplier_name", "facility", "buyer_id")
        told = (*(order[each] for each in names), row["line"], row["item_id"], row["description"])
        found.add((row["purchase_order_id"], row["number"], *told, missing, row["unit"]))
    return found


def waste_by_reason(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in fold(PURCHASE_ORDERS, history, BATCH_EVENTS).table("purchase_order_usages"):
        if row["waste_reason"] is not None and row["state"] != "withdrawn":
            names = ("waste_reason", "item_id", "description", "currency")
            groups[tuple(row[name] for name in names)].append(row)
    return {
        (*key, len(rows), sum(Decimal(each["quantity"]) for each in rows), _worth(rows))
        for key, rows in groups.items()
    }


def _worth(rows: Sequence[Row]) -> Decimal | None:
    """As SQL does: nothing where no usage counts yet."""
    values = [Decimal(each["amount"]) for each in rows if each["amount"] is not None]
    return sum(values, Decimal(0)) if values else None


ORDER_QUESTIONS: Final[dict[tuple[str, str], Answer]] = {
    ("purchase_orders", "bills_expected"): bills_expected,
    ("purchase_orders", "credits_expected"): credits_expected,
    ("purchase_orders", "usage_missing"): usage_missing,
    ("purchase_orders", "waste_by_reason"): waste_by_reason,
}
ORDER_COLUMNS: Final = {
    "bills_expected": [
        *("purchase_order_id", "number", "supplier_id", "supplier_name", "legal_entity"),
        *("facility", "line", "description", "match", "unit", "unit_price", "currency", "to_bill"),
    ],
    "credits_expected": [
        *("purchase_order_id", "number", "supplier_id", "supplier_name", "legal_entity"),
        *("facility", "line", "item_id", "description", "return_authorization"),
        *("credit_expected", "unit", "credit_expected_value", "currency"),
    ],
    "usage_missing": [
        *("purchase_order_id", "number", "supplier_name", "facility", "buyer_id", "line"),
        *("item_id", "description", "missing", "unit"),
    ],
    "waste_by_reason": [
        *("waste_reason", "item_id", "description", "currency", "usages", "quantity", "amount"),
    ],
}
