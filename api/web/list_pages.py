"""The index of lists: for each address the read model, the columns shown and what may be asked.

Columns that a read model lacks and a name can be found for (`purchase_order_number` where there is
only an id) are filled in by `names.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from api.web.columns import (
    CURRENCY,
    FACILITY,
    ORDER,
    STATE,
    SUPPLIER,
    Column,
    figure,
    leads,
    place,
    text,
    words,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One list."""

    read_model: str
    table: str
    title: str
    columns: Sequence[Column]
    by_number: str | None = None  # the label of the field that finds one by its number


def _page(
    read_model: str, table: str, title: str, *columns: Column, by_number: str | None = None
) -> ListPage:
    return ListPage(
        read_model=read_model, table=table, title=title, columns=columns, by_number=by_number
    )


_PAGES: Final = (
    _page(
        "requisitions",
        "requisitions",
        "Requisitions",
        leads("number", "Requisition", "requisition"),
        STATE,
        FACILITY,
        place("department", "Department"),
        place("requester_id", "Asked by"),
        figure("line_count", "Lines", "number"),
        figure("amount", "Amount"),
        CURRENCY,
        figure("created_at", "Drafted", "day"),
        by_number="Requisition",
    ),
    _page(
        "approvals",
        "approval_cases",
        "Approvals",
        leads("number", "Document", "approval_case"),
        words("document", "Kind"),
        STATE,
        words("open_role", "Waits for"),
        FACILITY,
        place("department", "Department"),
        place("requester_id", "Asked by"),
        figure("amount", "Amount"),
        CURRENCY,
        figure("planned_at", "Asked", "day"),
        figure("decided_at", "Decided", "day"),
        by_number="Document",
    ),
    _page(
        "purchase_orders",
        "purchase_orders",
        "Purchase orders",
        leads("number", "Order", "purchase_order"),
        SUPPLIER,
        STATE,
        FACILITY,
        figure("amount", "Ordered"),
        figure("received_amount", "Received"),
        figure("invoiced_amount", "Invoiced"),
        figure("open_value", "Still open"),
        CURRENCY,
        Column(name="issued_month", label="Issued", form="month", narrows=True),
        by_number="Order",
    ),
    _page(
        "receipts",
        "receipts",
        "Receipts",
        leads("number", "Receipt", "receipt"),
        words("kind", "Kind"),
        STATE,
        ORDER,
        SUPPLIER,
        FACILITY,
        figure("amount", "Amount"),
        CURRENCY,
        figure("received_on", "Received", "day"),
        by_number="Receipt",
    ),
    _page(
        "stock",
        "stock_levels",
        "Stock",
        FACILITY,
        leads("description", "Item", "catalogue_item", "item_id"),
        text("lot", "Lot"),
        figure("expires_on", "Expires", "day"),
        figure("on_hand", "On hand", "number"),
        text("base_unit", "Unit"),
        figure("amount", "Value"),
        CURRENCY,
        figure("moved_at", "Last moved", "day"),
    ),
    _page(
        "invoices",
        "invoices",
        "Invoices",
        leads("number", "Invoice", "invoice"),
        SUPPLIER,
        STATE,
        ORDER,
        FACILITY,
        figure("holds_open", "Holds", "number"),
        figure("total", "Total"),
        figure("open_amount", "To be paid"),
        CURRENCY,
        Column(name="captured_month", label="Captured", form="month", narrows=True),
        figure("due_on", "Due", "day"),
        by_number="Invoice",
    ),
    _page(
        "invoices",
        "invoice_holds",
        "Invoice holds",
        leads("number", "Invoice", "invoice"),
        words("kind", "Cause"),
        words("owner_role", "To be cleared by"),
        STATE,
        words("how", "Released"),
        FACILITY,
        figure("line", "Line", "number"),
        figure("expected", "Expected", "found"),
        figure("actual", "Found", "found"),
        figure("exposure", "At stake"),
        CURRENCY,
        figure("placed_at", "Since", "day"),
        by_number="Invoice",
    ),
    _page(
        "credit_memos",
        "credit_memos",
        "Credit memos",
        leads("number", "Credit memo", "credit_memo"),
        SUPPLIER,
        words("basis", "Because of"),
        STATE,
        leads("invoice_number", "Invoice", "invoice"),
        FACILITY,
        figure("total", "Total"),
        figure("open_amount", "To be used"),
        CURRENCY,
        figure("credit_date", "Dated", "day"),
        by_number="Credit memo",
    ),
    _page(
        "journal",
        "grir_balances",
        "Received, not invoiced (GR/IR)",
        ORDER,
        figure("purchase_order_line", "Line", "number"),
        SUPPLIER,
        FACILITY,
        figure("received_amount", "Received"),
        figure("cleared_amount", "Invoiced"),
        figure("balance", "Balance"),
        CURRENCY,
        Column(name="open", label="Open", form="flag", narrows=True),
        figure("moved_on", "Last moved", "day"),
    ),
    _page(
        "journal",
        "journal_lines",
        "Journal",
        figure("posted_on", "Posted", "day"),
        words("account", "Account"),
        leads("document_number", "Document", "*", "document"),
        ORDER,
        place("legal_entity", "Legal entity"),
        FACILITY,
        figure("debit", "Debit"),
        figure("credit", "Credit"),
        CURRENCY,
    ),
    _page(
        "cycle_times",
        "cycle_times",
        "Cycle times",
        words("leg", "Leg"),
        leads("number", "Document", "*", "document_id"),
        FACILITY,
        figure("started_at", "From", "moment"),
        figure("ended_at", "To", "moment"),
        figure("days", "Days", "days"),
    ),
    _page(
        "suppliers",
        "suppliers",
        "Suppliers",
        leads("number", "Supplier", "supplier"),
        text("name", "Name"),
        STATE,
        words("holds", "On hold for"),
        figure("changed_at", "Changed", "day"),
        by_number="Supplier",
    ),
    _page(
        "catalogue_items",
        "catalogue_items",
        "Catalogue items",
        leads("number", "Item", "catalogue_item", "item_id"),
        text("description", "Description"),
        words("item_class", "Class"),
        place("manufacturer", "Manufacturer"),
        text("gtin", "GTIN"),
        STATE,
        by_number="Item",
    ),
    _page(
        "audit_trail",
        "audit_trail",
        "Audit trail",
        figure("position", "Position", "number"),
        figure("effective_at", "Happened", "moment"),
        figure("recorded_at", "Recorded", "moment"),
        Column(name="type", label="Fact", form="words", narrows=True),
        leads("number", "Document", "*", "document_id"),
        place("actor_id", "By"),
        words("reason_code", "Reason"),
        FACILITY,
        by_number="Document",
    ),
)
LIST_PAGES: Final = {each.table: each for each in _PAGES}
