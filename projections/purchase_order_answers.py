"""What the supplier answers, as the rows of an order tell it: codes, proposals, back-orders.

The rules are those of `domain/purchase_orders/line_answers.py`, told with the cells of rows.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from domain.event import Recorded
from projections.projection import Row, Tables
from projections.purchase_order_headers import change, line_row

NO_CHANGES: Final[Mapping[str, Any]] = {"changes_waiting": 0, "changes": []}
UNANSWERED: Final[Mapping[str, Any]] = {
    "acknowledgement": None,
    "promised_on": None,
    **NO_CHANGES,
    "backordered": "0",
    "backorder_quantity": "0",
    "backorder_expected_on": None,
    "substituted_by": None,
    "substitute_for": None,
}


def _acknowledged(event: Recorded, tables: Tables) -> None:
    """The latest answer counts: what an earlier one proposed is void."""
    lines: list[tuple[Row | None, Row]] = []
    for answer in event.data["lines"]:
        former = line_row(event, tables, answer["line"])
        told = {"acknowledgement": answer["code"], "promised_on": answer.get("promised_on")}
        lines.append((former, {**former, **told, **NO_CHANGES}))
    change(event, tables, lines, {})


def _overdue(event: Recorded, tables: Tables) -> None:
    change(event, tables, [], {"overdue_revision": event.data["revision"]})


def _proposed(event: Recorded, tables: Tables) -> None:
    former = line_row(event, tables, event.data["line"])
    changes = [*former["changes"], dict(event.data)]
    _put(event, tables, former, **_waiting(changes))


def _decided(event: Recorded, tables: Tables) -> None:
    """The proposal waits no more; refused, the line has no answer that holds."""
    data = event.data
    former = line_row(event, tables, data["line"])
    values = _waiting([each for each in former["changes"] if each["change"] != data["change"]])
    if event.type == "purchase_order.supplier_change_rejected":
        values["acknowledgement"] = None
        if data["kind"] == "date":
            values["promised_on"] = None
    _put(event, tables, former, **values)


def _approved(event: Recorded, tables: Tables) -> None:
    """The proposal says who agreed to it clinically."""
    data = event.data
    former = line_row(event, tables, data["line"])
    agreed = {name: data[name] for name in ("approver_id", "equivalence")}
    changes = [
        {**each, **agreed} if each["change"] == data["change"] else each
        for each in former["changes"]
    ]
    _put(event, tables, former, changes=changes)


def _backordered(event: Recorded, tables: Tables) -> None:
    former = line_row(event, tables, event.data["line"])
    expected = event.data.get("expected_on")
    quantity = event.data["quantity"]
    _put(event, tables, former, backorder_quantity=quantity, backorder_expected_on=expected)


def _less_backordered(event: Recorded, tables: Tables) -> None:
    """Counts from what is still backordered, which receipts may have made less."""
    former = line_row(event, tables, event.data["line"])
    left = max(Decimal(former["backordered"]) - Decimal(event.data["quantity"]), Decimal(0))
    expected = former["backorder_expected_on"] if left else None
    _put(event, tables, former, backorder_quantity=str(left), backorder_expected_on=expected)


def _substituted(event: Recorded, tables: Tables) -> None:
    data = event.data
    original = line_row(event, tables, data["line"])
    taker = line_row(event, tables, data["substitute_line"])
    none_later = {"backorder_quantity": "0", "backorder_expected_on": None}
    gone = {**original, "substituted_by": data["substitute_line"], **none_later}
    taken = {**taker, "substitute_for": data["line"]}
    change(event, tables, [(original, gone), (taker, taken)], {})


def _waiting(changes: list[Any]) -> Row:
    return {"changes_waiting": len(changes), "changes": changes}


def _put(event: Recorded, tables: Tables, former: Row, **values: object) -> None:
    change(event, tables, [(former, {**former, **values})], {})


ANSWERS: Final[Mapping[str, Callable[[Recorded, Tables], None]]] = {
    "purchase_order.acknowledged": _acknowledged,
    "purchase_order.acknowledgement_overdue": _overdue,
    "purchase_order.supplier_change_proposed": _proposed,
    "purchase_order.supplier_change_accepted": _decided,
    "purchase_order.supplier_change_rejected": _decided,
    "purchase_order.substitution_approved": _approved,
    "purchase_order.backorder_recorded": _backordered,
    "purchase_order.backorder_released": _less_backordered,
    "purchase_order.backorder_cancelled": _less_backordered,
    "purchase_order.line_substituted": _substituted,
}
