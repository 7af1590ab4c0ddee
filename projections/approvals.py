"""Approvals: the queue of cases that wait for somebody, and every decision taken.

The approver's queue reads the cases, whoever checks duties the decisions. The amount is that of
the document when its route was planned, in its currency.
"""

from collections.abc import Iterable
from typing import Final

from domain.event import Recorded
from projections.fold import by_stream, change, current
from projections.projection import Cell, Key, Projection, Table, Tables

_CASES: Final = Table(
    name="approval_cases",
    kind="entity",
    columns={
        "approval_case_id": "text",
        "document": "text",  # aggregate: requisition | purchase_order | invoice
        "document_id": "text",
        "number": "text",
        "state": "text",  # pending | approved | rejected | superseded
        "requester_id": "text",
        "legal_entity": "text",
        "facility": "text",
        "department": "text",
        "amount": "numeric",
        "currency": "text",
        "open_step": "integer",
        "open_role": "text",  # who is to decide now
        "step_count": "integer",
        "roles": "text",  # of all steps in order, comma separated
        "policy_version": "integer",
        "planned_at": "timestamptz",
        "decided_at": "timestamptz",
    },
    key=("approval_case_id",),
    selectors=("state", "open_role", "facility", "number", "document_id"),
    order=("planned_at",),
)
_DECISIONS: Final = Table(
    name="approval_decisions",
    kind="fact",
    columns={
        "approval_case_id": "text",
        "number": "text",
        "step": "integer",
        "role": "text",
        "approver_id": "text",
        "decision": "text",  # approved | rejected | returned
        "reason_code": "text",
    },
    selectors=("approval_case_id", "approver_id"),
)


def _planned(event: Recorded, tables: Tables) -> None:
    data, facts = event.data, event.data["facts"]
    roles = [step["role"] for step in data["steps"]]
    tables.entity("approval_cases").put(
        event,
        {
            "approval_case_id": data["approval_case_id"],
            "document": data["document"]["aggregate"],
            "document_id": data["document"]["id"],
            "number": data["document"]["number"],
            "state": "pending",
            "requester_id": data["requester_id"],
            "legal_entity": data["legal_entity"],
            "facility": facts["facility"],
            "department": facts["department"],
            "amount": facts["amount"],
            "currency": facts["currency"],
            "open_step": data["steps"][0]["step"] if roles else None,
            "open_role": roles[0] if roles else None,
            "step_count": len(roles),
            "roles": ",".join(roles),
            "policy_version": data["policy"]["version"],
            "planned_at": event.metadata["effective_at"],
            "decided_at": None,
        },
    )


def _step_approved(event: Recorded, tables: Tables) -> None:
    _decided(event, tables, "approved")
    row = current(event, tables, "approval_cases", event.document_id)
    roles = str(row["roles"]).split(",")
    done = event.data["step"]
    more = done < len(roles)
    _change(
        event,
        tables,
        open_step=done + 1 if more else None,
        open_role=roles[done] if more else None,
    )


def _step_rejected(event: Recorded, tables: Tables) -> None:
    _decided(event, tables, "rejected")


def _step_returned(event: Recorded, tables: Tables) -> None:
    _decided(event, tables, "returned")


def _decided(event: Recorded, tables: Tables, decision: str) -> None:
    data = event.data
    tables.fact("approval_decisions").add(
        event,
        {
            "approval_case_id": event.document_id,
            "number": event.metadata["number"],
            "step": data["step"],
            "role": data["role"],
            "approver_id": data["approver_id"],
            "decision": decision,
            "reason_code": data.get("reason_code"),
        },
    )


def _ended(event: Recorded, tables: Tables) -> None:
    _change(
        event,
        tables,
        state=event.type.partition(".")[2],
        open_step=None,
        open_role=None,
        decided_at=event.metadata["effective_at"],
    )


def _change(event: Recorded, tables: Tables, **values: Cell) -> None:
    change(event, tables, "approval_cases", (event.document_id,), **values)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    return (("approval_cases", (event.document_id,)),)


APPROVALS: Final = Projection(
    name="approvals",
    version=1,
    why="The approval queue: what waits for whom, and who decided what.",
    tables=(_CASES, _DECISIONS),
    handles={
        "approval_case.route_planned": _planned,
        "approval_case.step_approved": _step_approved,
        "approval_case.step_rejected": _step_rejected,
        "approval_case.step_returned": _step_returned,
        "approval_case.approved": _ended,
        "approval_case.rejected": _ended,
        "approval_case.superseded": _ended,
    },
    keys=_keys,
    partition=by_stream,
    main="approval_cases",
)
