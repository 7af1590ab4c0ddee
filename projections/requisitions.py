"""Requisitions: what was asked for, in which state, and what became of each line.

The requester's list reads it. A header's amount is the sum of its lines' amounts, in the
requisition's currency. Of a line, open is its quantity less what orders took and what was given
up, in its own unit; what an order had reserved before its lines came is counted once, and what an
order gives back is open again.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from domain.event import Recorded
from projections.fold import by_stream, change, current, decimal, plus
from projections.order_figures import REQUISITION_FIGURES
from projections.par_figures import PAR_FIGURES
from projections.projection import Cell, Key, Projection, Row, Tables
from projections.requisition_lines import LINE_HANDLES
from projections.requisition_tables import CHECKS, HEADERS, LINES

_TERMS: Final = (
    "need_by",
    "deliver_to",
    "from_facility",
    "clinician_id",
    "emergency_reason_code",
    "used_on",
    "project",
)
_LINE_TERMS: Final = ("item_id", "agreement", "supplier_id", "deliver_to", "need_by")
_STATES: Final = {
    "requisition.approved": "approved",
    "requisition.rejected": "rejected",
    "requisition.returned": "draft",
    "requisition.withdrawn": "withdrawn",
    "requisition.cancelled": "cancelled",
    "requisition.expired": "expired",
    "requisition.released_without_order": "released_without_order",
    "requisition.closed": "closed",
    "requisition.reopened": "approved",
}


def _created(event: Recorded, tables: Tables) -> None:
    data, moment = event.data, event.metadata["effective_at"]
    tables.entity("requisitions").put(
        event,
        {
            "requisition_id": data["requisition_id"],
            "number": data["number"],
            "kind": data["kind"],
            "state": "draft",
            "requester_id": data["requester_id"],
            "entered_by": data.get("entered_by"),
            "legal_entity": data["legal_entity"],
            "facility": data["facility"],
            "department": data["department"],
            "currency": data["currency"],
            "amount": "0",
            "line_count": 0,
            "approval_case_id": None,
            **{name: data.get(name) for name in _TERMS},
            "reason_code": None,
            "expires_on": None,
            "ratify_by": None,
            "ratification_missed": False,
            "report_only": data.get("report_only", False),
            "warnings": 0,
            "failures": 0,
            "duplicates": 0,
            "created_at": moment,
            "submitted_at": None,
            "changed_at": moment,
        },
    )


def _line_set(event: Recorded, tables: Tables) -> None:
    """A line was added or changed: the header's total moves by the difference."""
    line = event.data["line"]
    rows = tables.entity("requisition_lines")
    former = rows.get(event, event.document_id, line["line"])
    rows.put(
        event,
        {
            "requisition_id": event.document_id,
            "line": line["line"],
            "number": event.metadata["number"],
            "description": line["description"],
            "item_class": line["item_class"],
            "quantity": line["quantity"],
            "unit": line["unit"],
            "unit_price": line["unit_price"],
            "amount": line["amount"],
            **{name: line.get(name) for name in _LINE_TERMS},
            **_count_of(line),
            "ordered": "0",
            "cancelled": "0",
            "open_quantity": line["quantity"],
            "received": "0",
            "picked": "0",
            "issued": "0",
            "issue_returned": "0",
            "state": "open",
            "purchase_order_id": None,
        },
    )
    _move(event, tables, Decimal(line["amount"]) - _amount(former), 0 if former else 1)


def _count_of(line: Mapping[str, Any]) -> Row:
    """What a par location counted, where it did."""
    count = line.get("replenishment") or {}
    told = {"suggested": "suggested", "par_level": "max_stock", "counted": "stock_on_hand"}
    return {column: count.get(name) for column, name in told.items()}


def _line_removed(event: Recorded, tables: Tables) -> None:
    rows = tables.entity("requisition_lines")
    former = rows.get(event, event.document_id, event.data["line"])
    rows.remove(event, event.document_id, event.data["line"])
    _move(event, tables, -_amount(former), -1)


def _move(event: Recorded, tables: Tables, amount: Decimal, lines: int) -> None:
    row = current(event, tables, "requisitions", event.document_id)
    count = int(row["line_count"] or 0) + lines
    _change(event, tables, amount=plus(row["amount"], amount), line_count=count)


def _submitted(event: Recorded, tables: Tables) -> None:
    _change(
        event,
        tables,
        state="submitted",
        approval_case_id=event.data["approval_case_id"],
        expires_on=event.data.get("expires_on"),
        ratify_by=event.data.get("ratify_by"),
        warnings=0,
        failures=0,
        duplicates=0,
        submitted_at=event.metadata["effective_at"],
    )


def _changed(event: Recorded, tables: Tables) -> None:
    _change(event, tables, **{name: event.data.get(name) for name in _TERMS})


def _became(event: Recorded, tables: Tables) -> None:
    """Agreed to or ended, it waits for no ratification; a draft again, it has no last day."""
    values: dict[str, Cell] = {"state": _STATES[event.type], "ratify_by": None}
    if event.type == "requisition.returned":
        values["expires_on"] = None
    if "reason_code" in event.data:
        values["reason_code"] = event.data["reason_code"]
    _change(event, tables, **values)


def _validation_recorded(event: Recorded, tables: Tables) -> None:
    outcomes = []
    for each in event.data["checks"]:
        outcomes.append(each["outcome"])
        tables.fact("requisition_checks").add(
            event,
            {
                "requisition_id": event.document_id,
                "number": event.metadata["number"],
                "line": each.get("line"),
                "check_name": each["check"],
                "outcome": each["outcome"],
                "evidence": each["evidence"],
                "recorded_by": event.data.get("recorded_by"),
            },
        )
    row = current(event, tables, "requisitions", event.document_id)
    _change(
        event,
        tables,
        warnings=int(row["warnings"] or 0) + outcomes.count("warn"),
        failures=int(row["failures"] or 0) + outcomes.count("fail"),
    )


def _duplicate_suspected(event: Recorded, tables: Tables) -> None:
    row = current(event, tables, "requisitions", event.document_id)
    _change(event, tables, duplicates=int(row["duplicates"] or 0) + 1)


def _ratification_missed(event: Recorded, tables: Tables) -> None:
    _change(event, tables, ratification_missed=True)


def _change(event: Recorded, tables: Tables, **values: Cell) -> None:
    moment = event.metadata["effective_at"]
    change(event, tables, "requisitions", (event.document_id,), **values, changed_at=moment)


def _amount(row: Row | None) -> Decimal:
    return decimal(row["amount"]) if row else Decimal(0)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    yield "requisitions", (event.document_id,)
    line = event.data.get("line")
    if line is not None and event.type != "requisition.duplicate_suspected":
        number = line["line"] if isinstance(line, dict) else line
        yield "requisition_lines", (event.document_id, number)


REQUISITIONS: Final = Projection(
    name="requisitions",
    version=8,
    why="The requester's list: what was asked for, in which state, and what was ordered of it.",
    tables=(HEADERS, LINES, CHECKS),
    handles={
        "requisition.created": _created,
        "requisition.changed": _changed,
        "requisition.line_added": _line_set,
        "requisition.line_changed": _line_set,
        "requisition.line_removed": _line_removed,
        "requisition.submitted": _submitted,
        **dict.fromkeys(_STATES, _became),
        "requisition.ratification_missed": _ratification_missed,
        "requisition.validation_recorded": _validation_recorded,
        "requisition.duplicate_suspected": _duplicate_suspected,
        **LINE_HANDLES,
    },
    keys=_keys,
    partition=by_stream,
    main="requisitions",
    queries=(*REQUISITION_FIGURES, *PAR_FIGURES),
)
