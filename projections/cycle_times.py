"""Cycle times: how long each leg from wish to payment took, by effective time.

Each leg is one fact, written when it ends: requisition submitted to ordered (`req_to_order`),
route planned to decided (`approval`), order issued to first receipt (`order_to_receipt`), invoice
captured to matched (`capture_to_match`) and to settled (`capture_to_payment`). Days, six places.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from domain.event import Recorded
from projections.fold import by_stream
from projections.projection import Key, Projection, Query, Table, Tables

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
    "invoice.matched": "capture_to_match",
    "invoice.payment_recorded": "capture_to_payment",
    "invoice.credit_applied": "capture_to_payment",
}
_SECONDS_PER_DAY: Final = 86_400


def _started(event: Recorded, tables: Tables) -> None:
    if event.data.get("revision", 1) > 1:
        return  # An order issued again after a change: its clock started long ago.
    moment = event.metadata["effective_at"]
    for leg in _STARTS[event.type]:
        row = {"stream": event.stream, "leg": leg, "started_at": moment}
        tables.entity("cycle_clocks").put(event, row)


def _ended(event: Recorded, tables: Tables) -> None:
    leg = _ENDS[event.type]
    if leg == "capture_to_payment" and event.data["open_amount"].strip("0."):
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


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    legs = _STARTS.get(event.type) or (_ENDS[event.type],)
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
)

CYCLE_TIMES: Final = Projection(
    name="cycle_times",
    version=1,
    why="The operations dashboard: how long approvals, orders, matches and payments take.",
    tables=(_CLOCKS, _LEGS),
    handles={**dict.fromkeys(_STARTS, _started), **dict.fromkeys(_ENDS, _ended)},
    keys=_keys,
    partition=by_stream,
    main="cycle_times",
    queries=(_BY_LEG,),
)
