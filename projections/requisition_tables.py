"""The tables of the read model `requisitions`; `requisitions.py` fills them."""

from typing import Final

from projections.projection import Table

HEADERS: Final = Table(
    name="requisitions",
    kind="entity",
    columns={
        "requisition_id": "text",
        "number": "text",
        "kind": "text",
        # draft | submitted | approved | rejected | withdrawn | cancelled | expired | closed
        # | released_without_order
        "state": "text",
        "requester_id": "text",
        "entered_by": "text",  # null: the requester himself
        "legal_entity": "text",
        "facility": "text",
        "department": "text",
        "currency": "text",
        "amount": "numeric",
        "line_count": "integer",
        "approval_case_id": "text",
        "need_by": "date",
        "deliver_to": "text",
        "from_facility": "text",
        "clinician_id": "text",
        "emergency_reason_code": "text",
        "used_on": "date",
        "project": "text",
        "reason_code": "text",  # why it was returned, rejected, withdrawn or cancelled last
        "expires_on": "date",
        "ratify_by": "date",  # of an emergency that nobody has agreed to yet
        "ratification_missed": "boolean",
        "report_only": "boolean",  # the need is met without an order
        "warnings": "integer",  # checks of the last submission that warn, and what came since
        "failures": "integer",
        "duplicates": "integer",  # lines that were probably asked for before
        "created_at": "timestamptz",
        "submitted_at": "timestamptz",
        "changed_at": "timestamptz",
    },
    key=("requisition_id",),
    selectors=("state", "facility", "number", "requester_id", "kind"),
    order=("created_at",),
    descending=True,
)
LINES: Final = Table(
    name="requisition_lines",
    kind="entity",
    columns={
        "requisition_id": "text",
        "line": "integer",
        "number": "text",  # of the requisition
        "description": "text",
        "item_id": "text",
        "item_class": "text",
        "quantity": "numeric",
        "unit": "text",
        "unit_price": "numeric",
        "amount": "numeric",
        "agreement": "text",
        "supplier_id": "text",
        "deliver_to": "text",
        "need_by": "date",
        "suggested": "numeric",  # what the count of a par location suggests
        "par_level": "numeric",  # null: not of a par location
        "counted": "numeric",
        "ordered": "numeric",
        "cancelled": "numeric",
        "open_quantity": "numeric",
        "received": "numeric",  # net of what was taken back
        "picked": "numeric",  # and not issued yet
        "issued": "numeric",
        "issue_returned": "numeric",
        # open | partly_picked | picked | partly_ordered | ordered | fulfilled | cancelled
        "state": "text",
        "purchase_order_id": "text",  # the last order that took some of it
    },
    key=("requisition_id", "line"),
    selectors=("requisition_id", "item_class", "state"),
    order=("number", "line"),
)
CHECKS: Final = Table(
    name="requisition_checks",
    kind="fact",
    columns={
        "requisition_id": "text",
        "number": "text",  # of the requisition
        "line": "integer",  # none: of the requisition as a whole
        "check_name": "text",  # catalogue | agreement | budget | formulary | duplicate
        "outcome": "text",  # pass | warn | fail
        "evidence": "text",
        "recorded_by": "text",  # none: the system, at submission
    },
    selectors=("requisition_id", "outcome", "check_name"),
)
