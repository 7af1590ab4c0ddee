"""The order read model against the orders themselves; `agreement.py` asks it of any history."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from domain.money import extended
from domain.purchase_orders.carried import totalled
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.lines import request_key
from domain.purchase_orders.progress import acknowledgement, is_answered, lifecycle
from domain.purchase_orders.serving import arrived, held
from domain.purchase_orders.state import PurchaseOrder
from projections.projection import Row
from tests.projections.folding import Folded

_SUMS: Final = ("amount", "received_amount", "invoiced_amount")
States = Mapping[str, Any]  # by stream


def orders_agree(states: States, kept: Folded) -> None:
    """Headers are the sums of their lines, and lines say what the order says."""
    rows = kept.by("purchase_orders", "purchase_order_id")
    lines: dict[str, dict[int, Row]] = defaultdict(dict)
    for line in kept.table("purchase_order_lines"):
        lines[line["purchase_order_id"]][line["line"]] = line
    orders = [each for each in states.values() if isinstance(each, PurchaseOrder)]
    assert rows.keys() == {order.id for order in orders}
    for order in orders:
        order_agrees(order, rows[order.id], lines[order.id])
    requests_agree(orders, kept.table("purchase_order_requests"))


def requests_agree(orders: Iterable[PurchaseOrder], rows: Iterable[Row]) -> None:
    """Who has what of lines that serve several requests, in base units."""
    told = {(each["purchase_order_id"], each["line"], request(each)): each for each in rows}
    for order in orders:
        for number, line in order.lines.items():
            here = arrived(line)
            for key, part in held(line).items():
                row = told.pop((order.id, number, key))
                assert Decimal(row["quantity"]) - Decimal(row["given_up"]) == part
                assert Decimal(row["arrived"]) == here[key]
    assert not told, "rows of no request"


def request(row: Row) -> str:
    """The name of the row's request within its order line."""
    return request_key(row["requisition_id"], row["requisition_line"])


def order_agrees(order: PurchaseOrder, row: Row, lines: Mapping[int, Row]) -> None:
    """One order."""
    assert (row["state"], row["stage"]) == (lifecycle(order), order.stage)
    supplier_id = order.supplier_id if order.seller is None else None
    assert (row["supplier_id"], row["supplier_name"]) == (supplier_id, order.supplier_name)
    assert (row["revision"], row["currency"]) == (order.revision, order.currency)
    assert row["held"] == (order.hold is not None)
    assert Decimal(row["amount"]) == order.amount
    if not totalled(order):  # Told in the save of whatever moved it.
        assert Decimal(row["total"]) == order.total
    is_final = order.stage == "finally_closed"
    assert not is_final or Decimal(row["open_value"]) == 0
    for name in _SUMS if is_final else (*_SUMS, "open_value"):
        assert Decimal(row[name]) == sum(Decimal(each[name]) for each in lines.values())
    assert row["line_count"] == len(order.lines) == len(lines)
    assert row["lines_wanted"] == len(order.live_lines)
    assert row["lines_open"] == sum(not line.finished for line in order.live_lines)
    assert row["acknowledgement"] == acknowledgement(order)
    assert row["acknowledged"] == (
        order.revision > 0 and bool(order.live_lines) and all(map(is_answered, order.live_lines))
    )
    assert row["acknowledge_by"] == (str(order.acknowledge_by) if order.acknowledge_by else None)
    assert row["changes_waiting"] == sum(len(line.proposals) for line in order.lines.values())
    assert row["lines_backordered"] == sum(line.backordered > 0 for line in order.live_lines)
    assert (row["order_type"], row["ratified_by"]) == (order.order_type, order.ratified_by)
    assert row["ratify_by"] == (str(order.ratify_by) if order.ratify_by else None)
    assert row["ratification_missed"] == order.ratification_missed
    assert row["refused_afterwards"] == order.refused_afterwards
    assert row["watched_for"] == order.watched_for
    drawn = sum((each.amount for each in order.draws.values()), Decimal(0))
    assert Decimal(row["drawn_amount"]) == drawn
    for number, line in order.lines.items():
        order_line_agrees(order, line, lines[number])


def order_line_agrees(order: PurchaseOrder, line: Line, row: Row) -> None:
    """One line: what it wants, what came of it, and what is still to come."""
    expected = {
        "ordered": line.terms.quantity,
        "cancelled": line.cancelled.quantity,
        "received": line.received,
        "returned": line.ledger.returned.quantity,
        "credit_expected": line.credit_expected,
        "used": order.used(line.terms.line),
        "invoiced": line.invoiced,
        "amount": line.amount,
        "received_amount": line.ledger.net_received.amount,
        "invoiced_amount": line.ledger.net_invoiced.amount,
    }
    still = line.open_for_receiving
    if line.terms.match == "two_way":
        asked = max(line.ordered - line.invoiced, Decimal(0))
        still = Decimal(0) if line.closed_for_invoicing else asked
    expected["open_quantity"] = still
    expected["backordered"] = line.backordered
    expected["open_value"] = extended(still, line.terms.unit_price, order.currency)
    assert {name: Decimal(row[name]) for name in expected} == expected
    assert Decimal(row["open_quantity"]) >= 0
    here = None if row["consigned"] is None else Decimal(row["consigned"])
    assert here == (line.arrived if line.is_consigned else None)
    state = "cancelled" if not line.live else "closed" if line.finished else "open"
    assert (row["state"], row["acknowledgement"]) == (state, line.acknowledged)
    for name in ("expected_on", "overdue_on", "over_receipt_percent"):
        told = getattr(line, name)
        assert row[name] == (None if told is None else str(told)), name
    assert row["promised_on"] == (str(line.promised_on) if line.promised_on else None)
    assert [each["change"] for each in row["changes"]] == [each.change for each in line.proposals]
