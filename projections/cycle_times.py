"""Cycle times: how long each leg from wish to payment took.

The dashboard reads it. Each leg is one fact, written when it ends for the first time; its days are
the effective time of its end less that of its start, at six decimal places:

- `req_to_order`: a requisition was submitted; an order took something of it
- `approval`: a route with somebody to ask was planned; it was approved or rejected
- `order_to_receipt`: an order was issued; something arrived
- `capture_to_match`: an invoice was captured; nothing stood against its payment
- `capture_to_payment`: an invoice was captured; nothing was left to pay

A leg that can no longer end so (a case superseded, an invoice voided) leaves no fact.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from domain.event import Recorded
from projections.cycle_figures import CYCLE_FIGURES
from projections.fold import by_stream, nothing_left
from projections.projection import Documents, Key, Projection, Query, Table, Tables

_CLOCKS: Final = Table(
    name="cycle_clocks",
    kind="entity",
    columns={"stream": "text", "leg": "text", "started_at": "timestamptz"},
    key=("stream", "leg"),
)
_LEGS: Final = Table(
    name="cycle_times",
    kind="fact",
    columns={
        "leg": "text",
        "document": "text",
        "document_id": "text",
        "number": "text",
        "facility": "text",
        "started_at": "timestamptz",
        "ended_at": "timestamptz",
        "days": "numeric",
    },
    selectors=("leg", "facility", "document_id"),
)
_STARTS: Final[dict[str, tuple[str, ...]]] = {
    "requisition.submitted": ("req_to_order",),
    "approval_case.route_planned": ("approval",),
    "purchase_order.issued": ("order_to_receipt",),
    "invoice.captured": ("capture_to_match", "capture_to_payment"),
}
_ENDS: Final[dict[str, str]] = {
    "requisition.line_ordered": "req_to_order",
    "approval_case.approved": "approval",
    "approval_case.rejected": "approval",
    "purchase_order.line_received": "order_to_receipt",
    "purchase_order.line_consigned": "order_to_receipt",
    "invoice.matched": "capture_to_match",
    "invoice.payment_recorded": "capture_to_payment",
    "invoice.credit_applied": "capture_to_payment",
    "invoice.prepayment_applied": "capture_to_payment",
}
_STOPS: Final[dict[str, tuple[str, ...]]] = {
    "requisition.rejected": ("req_to_order",),
    "requisition.returned": ("req_to_order",),
    "requisition.withdrawn": ("req_to_order",),
    "requisition.cancelled": ("req_to_order",),
    "requisition.expired": ("req_to_order",),
    "requisition.released_without_order": ("req_to_order",),
    "requisition.closed": ("req_to_order",),  # Ordered before, or every line was given up.
    "approval_case.superseded": ("approval",),
    "invoice.voided": ("capture_to_match", "capture_to_payment"),
}
_SECONDS_PER_DAY: Final = 86_400


def _started(event: Recorded, tables: Tables) -> None:
    if event.data.get("revision", 1) > 1:
        return  # An order issued again after a change: its clock started long ago.
    if event.data.get("steps") == []:
        return  # Nobody was asked, so nobody took time.
    moment = event.metadata["effective_at"]
    for leg in _STARTS[event.type]:
        row = {"stream": event.stream, "leg": leg, "started_at": moment}
        tables.entity("cycle_clocks").put(event, row)


def _ended(event: Recorded, tables: Tables) -> None:
    leg = _ENDS[event.type]
    if leg == "capture_to_payment" and not nothing_left(event.data["open_amount"]):
        return  # Something is still to be paid.
    clock = tables.entity("cycle_clocks").get(event, event.stream, leg)
    if clock is None:
        return  # The leg ended before, or never began.
    tables.entity("cycle_clocks").remove(event, event.stream, leg)
    started, ended = str(clock["started_at"]), event.metadata["effective_at"]
    lasted = datetime.fromisoformat(ended) - datetime.fromisoformat(started)
    tables.fact("cycle_times").add(
        event,
        {
            "leg": leg,
            "document": event.aggregate,
            "document_id": event.document_id,
            "number": event.metadata["number"],
            "facility": event.metadata.get("facility"),
            "started_at": started,
            "ended_at": ended,
            "days": f"{lasted.total_seconds() / _SECONDS_PER_DAY:.6f}",
        },
    )


def _stopped(event: Recorded, tables: Tables) -> None:
    clocks = tables.entity("cycle_clocks")
    for leg in _STOPS[event.type]:
        if clocks.get(event, event.stream, leg) is not None:
            clocks.remove(event, event.stream, leg)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    kind = event.type
    legs = _STARTS.get(kind) or _STOPS.get(kind) or (_ENDS[kind],)
    return [("cycle_clocks", (event.stream, leg)) for leg in legs]


_BY_LEG: Final = Query(
    name="cycle_times_by_leg",
    why="How many days each leg takes: half of all, and nine of ten, are done within.",
    sql="""
        SELECT leg, count(*) AS ended,
               round(percentile_disc(0.5) WITHIN GROUP (ORDER BY days), 2) AS days_p50,
               round(percentile_disc(0.9) WITHIN GROUP (ORDER BY days), 2) AS days_p90
          FROM {cycle_times} legs
         GROUP BY leg
         ORDER BY leg
    """,
    documents=Documents(of="cycle_times", by={"leg": "leg"}),
)

CYCLE_TIMES: Final = Projection(
    name="cycle_times",
    version=2,
    why="The operations dashboard: how long approvals, orders, matches and payments take.",
    tables=(_CLOCKS, _LEGS),
    handles={
        **dict.fromkeys(_STARTS, _started),
        **dict.fromkeys(_ENDS, _ended),
        **dict.fromkeys(_STOPS, _stopped),
    },
    keys=_keys,
    partition=by_stream,
    main="cycle_times",
    queries=(_BY_LEG, *CYCLE_FIGURES),
)
