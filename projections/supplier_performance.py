"""How suppliers keep what they promise: answers, fill rates, back-orders, punctuality.

The sourcing desk reads it as a scorecard. One fact for each step of an order line; the questions
in `supplier_figures.py` add them up, so that the scorecard stands as of any position and any day.
"""

from collections.abc import Mapping
from typing import Any, Final, get_args

from domain.event import Recorded
from domain.purchase_orders.words import AcceptedCode, HeldCode, RefusedCode
from projections.fold import by_stream
from projections.perfect_order_figures import PERFECT
from projections.projection import Projection, Row, Table, Tables
from projections.supplier_figures import SCORECARD, SCORECARD_LINES

_STEPS: Final = Table(
    name="order_line_steps",
    kind="fact",
    columns={
        "purchase_order_id": "text",
        "line": "integer",  # 0: the order as a whole
        # order | issued | ordered | cancelled | answered | backordered | substituted | received;
        # of what is back-ordered: released (it is shipped) | given_up (it will not come)
        "step": "text",
        "code": "text",  # type of the order; how much an answer accepts: whole, part, later, none
        "quantity": "numeric",  # null: unchanged, or all
        "day": "date",  # needed by, promised on, or expected when back-ordered
        "supplier_id": "text",
        "supplier_name": "text",
    },
    selectors=("purchase_order_id",),
)
# How much of the line each answer accepts. A part: as much as it says; later: all but that.
_ANSWERS: Final[Mapping[str, str]] = {
    **dict.fromkeys((*get_args(AcceptedCode), "IC", "IP", "DR"), "whole"),
    **dict.fromkeys(("IQ", "BP"), "part"),
    "IB": "later",
    **dict.fromkeys((*get_args(RefusedCode), "IS"), "none"),
}
_MOVES: Final[Mapping[str, tuple[str, str]]] = {
    "purchase_order.line_received": ("received", ""),
    "purchase_order.line_receipt_corrected": ("received", ""),
    "purchase_order.line_receipt_reversed": ("received", "-"),
    "purchase_order.line_consigned": ("received", ""),
    "purchase_order.line_cancelled": ("cancelled", ""),
    "purchase_order.backorder_recorded": ("backordered", ""),
    "purchase_order.backorder_released": ("released", ""),
    "purchase_order.backorder_cancelled": ("given_up", ""),
    "purchase_order.line_substituted": ("substituted", ""),
}


def _created(event: Recorded, tables: Tables) -> None:
    _order(event, tables, event.data.get("order_type", "standard"))


def _changed(event: Recorded, tables: Tables) -> None:
    if "supplier_id" in event.data:
        _order(event, tables, None)
    for line in event.data["changes"]:
        if "quantity" in line or "need_by" in line:
            _ordered(event, tables, line)


def _line_added(event: Recorded, tables: Tables) -> None:
    _ordered(event, tables, event.data["line"])


def _issued(event: Recorded, tables: Tables) -> None:
    _add(event, tables, 0, "issued")


def _answered(event: Recorded, tables: Tables) -> None:
    for line in event.data["lines"]:
        if line["code"] in _ANSWERS:
            told: Row = {"code": _ANSWERS[line["code"]], "quantity": line.get("quantity")}
            _add(event, tables, line["line"], "answered", **told, day=line.get("promised_on"))


def _moved(event: Recorded, tables: Tables) -> None:
    step, sign = _MOVES[event.type]
    told = {"quantity": sign + event.data["quantity"], "day": event.data.get("expected_on")}
    _add(event, tables, event.data["line"], step, **told)


def _reopened(event: Recorded, tables: Tables) -> None:
    if event.data["undone"] == "cancelled":
        quantity = "-" + event.data["quantity"]
        _add(event, tables, event.data["line"], "cancelled", quantity=quantity)


def _order(event: Recorded, tables: Tables, order_type: str | None) -> None:
    supplier = {name: event.data[name] for name in ("supplier_id", "supplier_name")}
    _add(event, tables, 0, "order", code=order_type, **supplier)


def _ordered(event: Recorded, tables: Tables, line: Mapping[str, Any]) -> None:
    told = {"quantity": line.get("quantity"), "day": line.get("need_by")}
    _add(event, tables, line["line"], "ordered", **told)


def _add(event: Recorded, tables: Tables, line: int, step: str, **values: str | None) -> None:
    row: Row = dict.fromkeys(_STEPS.columns)
    row |= {"purchase_order_id": event.document_id, "line": line, "step": step, **values}
    tables.fact("order_line_steps").add(event, row)


assert not _ANSWERS.keys() & set(get_args(HeldCode)), "who looks into it has not answered"

SUPPLIER_PERFORMANCE: Final = Projection(
    name="supplier_performance",
    version=2,
    why="The scorecard of suppliers: how they answer, fill and deliver what was ordered.",
    tables=(_STEPS,),
    handles={
        "purchase_order.created": _created,
        "purchase_order.line_added": _line_added,
        "purchase_order.change_order_implemented": _changed,
        "purchase_order.issued": _issued,
        "purchase_order.acknowledged": _answered,
        "purchase_order.line_reopened": _reopened,
        **dict.fromkeys(_MOVES, _moved),
    },
    keys=lambda event: (),
    partition=by_stream,
    main="order_line_steps",
    queries=(SCORECARD, SCORECARD_LINES, *PERFECT),
)
