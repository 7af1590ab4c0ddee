"""How suppliers keep what they promise: answers, fill rates, back-orders, punctuality.

The sourcing desk reads it as a scorecard. One fact for each step of an order line; the question
adds them up, so that the scorecard stands as of any position and any day:

- *answered*: lines with an answer ÷ lines issued; hours from issue to first answer, nine of ten.
  A code by which the supplier only looks into it (IH, IF, IW) is no answer.
- *fill by line*: lines that the first answer accepts whole ÷ lines answered. *By unit*: units that
  the first answer accepts to ship now ÷ units first ordered on those lines.
- *substituted*, *back-ordered*: lines that were, however often ÷ lines issued.
- *on time by line*: lines received whole by their day, and a window ÷ lines due. *By unit*: units
  received by then ÷ units ordered on them. A line's day is the one promised last, else the one
  needed by. What was given up before anything came is not due; a remainder given up is missed.

Orders of goods that are used already, and blanket orders, are out: they deliver nothing.
"""

from collections.abc import Mapping
from typing import Any, Final, get_args

from domain.event import Recorded
from domain.purchase_orders.lines import AcceptedCode, HeldCode, RefusedCode
from projections.documents import THE_ORDER
from projections.fold import by_stream
from projections.projection import Documents, Projection, Query, Row, Table, Tables

_STEPS: Final = Table(
    name="order_line_steps",
    kind="fact",
    columns={
        "purchase_order_id": "text",
        "line": "integer",  # 0: the order as a whole
        # order | issued | ordered | cancelled | answered | backordered | substituted | received
        "step": "text",
        "code": "text",  # type of the order; how much an answer accepts: whole, part, later, none
        "quantity": "numeric",  # null: unchanged, or all
        "day": "date",  # needed by, or promised on
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
    "purchase_order.line_substituted": ("substituted", ""),
}
_JUDGED: Final = """
        WITH steps AS (
            SELECT *, (effective_at AT TIME ZONE 'UTC')::date AS happened_on
              FROM {order_line_steps} steps
        ), orders AS (
            SELECT purchase_order_id, min(effective_at) FILTER (WHERE step = 'issued') AS issued_at,
                   (array_agg(code ORDER BY position)
                        FILTER (WHERE step = 'order' AND code IS NOT NULL))[1] AS order_type,
                   (array_agg(supplier_id ORDER BY position DESC)
                        FILTER (WHERE step = 'order'))[1] AS supplier_id,
                   (array_agg(supplier_name ORDER BY position DESC)
                        FILTER (WHERE step = 'order'))[1] AS supplier_name
              FROM steps WHERE line = 0 GROUP BY purchase_order_id
        ), lines AS (
            SELECT purchase_order_id, line,
                   (array_agg(quantity ORDER BY position)
                        FILTER (WHERE step = 'ordered' AND quantity IS NOT NULL))[1] AS asked,
                   (array_agg(quantity ORDER BY position DESC)
                        FILTER (WHERE step = 'ordered' AND quantity IS NOT NULL))[1] AS ordered,
                   coalesce(
                       (array_agg(day ORDER BY position DESC)
                            FILTER (WHERE step = 'answered' AND day IS NOT NULL))[1],
                       (array_agg(day ORDER BY position DESC)
                            FILTER (WHERE step = 'ordered' AND day IS NOT NULL))[1]) AS due_on,
                   coalesce(sum(quantity) FILTER (WHERE step = 'received'), 0) AS received,
                   coalesce(sum(quantity) FILTER (WHERE step = 'cancelled'), 0) AS cancelled,
                   min(effective_at) FILTER (WHERE step = 'answered') AS answered_at,
                   (array_agg(code ORDER BY position)
                        FILTER (WHERE step = 'answered'))[1] AS answer,
                   (array_agg(quantity ORDER BY position)
                        FILTER (WHERE step = 'answered'))[1] AS answered,
                   bool_or(step = 'substituted') AS substituted,
                   bool_or(step = 'backordered') AS backordered
              FROM steps WHERE line > 0 GROUP BY purchase_order_id, line
        ), in_time AS (
            SELECT purchase_order_id, line, sum(steps.quantity) AS units
              FROM lines JOIN steps USING (purchase_order_id, line)
             WHERE step = 'received' AND steps.quantity > 0
               AND happened_on <= due_on + coalesce(%(window_days)s, 0)
             GROUP BY purchase_order_id, line
        ), judged AS (
            SELECT purchase_order_id, line, supplier_id, supplier_name, answer, asked, ordered,
                   received, due_on, issued_at, answered_at, substituted, backordered,
                   extract(epoch FROM answered_at - issued_at) / 3600 AS hours,
                   CASE answer WHEN 'whole' THEN asked
                               WHEN 'part' THEN least(answered, asked)
                               WHEN 'later' THEN asked
                                    - least(coalesce(answered, asked), asked)
                               WHEN 'none' THEN 0 END AS filled,
                   due_on <= coalesce(%(day)s, (SELECT max(happened_on) FROM steps))
                       AND (received > 0 OR cancelled < ordered) AS due,
                   least(coalesce(units, 0), received, ordered) AS units_in_time
              FROM lines JOIN orders USING (purchase_order_id)
              LEFT JOIN in_time USING (purchase_order_id, line)
             WHERE issued_at IS NOT NULL AND order_type
                   NOT IN ('bill_only', 'blanket', 'intercompany')
        )"""
_SCORECARD: Final = Query(
    name="supplier_scorecard",
    why="How each supplier answers, fills and delivers; `day` closes it, `window_days` is grace.",
    sql=f"""{_JUDGED}
        SELECT supplier_id, max(supplier_name) AS supplier_name, count(*) AS lines,
               round(100.0 * count(answer) / count(*), 2) AS answered_pct,
               round((percentile_disc(0.9) WITHIN GROUP (ORDER BY hours))::numeric, 2)
                   AS answer_hours_p90,
               round(100.0 * count(*) FILTER (WHERE answer = 'whole')
                   / nullif(count(answer), 0), 2) AS line_fill_pct,
               round(100 * sum(filled)
                   / nullif(sum(asked) FILTER (WHERE answer IS NOT NULL), 0), 2)
                   AS unit_fill_pct,
               round(100.0 * count(*) FILTER (WHERE substituted) / count(*), 2) AS substituted_pct,
               round(100.0 * count(*) FILTER (WHERE backordered) / count(*), 2) AS backordered_pct,
               count(*) FILTER (WHERE due) AS lines_due,
               round(100.0 * count(*) FILTER (WHERE due AND units_in_time >= ordered)
                   / nullif(count(*) FILTER (WHERE due), 0), 2) AS on_time_lines_pct,
               round(100 * sum(units_in_time) FILTER (WHERE due)
                   / nullif(sum(ordered) FILTER (WHERE due), 0), 2) AS on_time_units_pct
          FROM judged
         GROUP BY supplier_id
         ORDER BY supplier_name, supplier_id
    """,
    parameters={"day": "date", "window_days": "integer"},
    documents=Documents(of="supplier_scorecard_lines", by={"supplier_id": "supplier_id"}),
)
_SCORECARD_LINES: Final = Query(
    name="supplier_scorecard_lines",
    why="Each order line that the scorecard counts: what was answered, when it was due, and what"
    " had come by then.",
    sql=f"""{_JUDGED}
        SELECT judged.supplier_id, judged.supplier_name, purchase_order_id,
               orders.number AS purchase_order_number, line, judged.issued_at, answered_at, answer,
               asked, filled, ordered, received, due_on, due, units_in_time, substituted,
               backordered
          FROM judged JOIN {{purchase_orders}} orders USING (purchase_order_id)
         WHERE judged.supplier_id = coalesce(%(supplier_id)s, judged.supplier_id)
         ORDER BY judged.supplier_name, orders.number, line
    """,
    parameters={"day": "date", "window_days": "integer", "supplier_id": "text"},
    also=("purchase_orders",),
    documents=THE_ORDER,
)


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
    _add(event, tables, event.data["line"], step, quantity=sign + event.data["quantity"])


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
    version=1,
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
    queries=(_SCORECARD, _SCORECARD_LINES),
)
