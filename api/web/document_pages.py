"""The index of document pages: what is told of each kind, its parts, and what belongs to it.

Parts are the other tables of the read model that hold the document's id.
"""

from typing import Final

from api.web.agreement_page import AGREEMENT_PAGE
from api.web.bill_pages import BILL_PAGES
from api.web.columns import ORDER, STATE, SUPPLIER, Column, figure, leads, text, words
from api.web.document_shape import PLACE, DocumentPage, Part, journal, those
from api.web.intercompany_page import INTERCOMPANY_PAGE
from api.web.rebate_page import REBATE_PAGE
from api.web.store_pages import STORE_PAGES
from api.web.supplier_page import SUPPLIER_PAGE

REQUISITION: Final = leads("requisition_number", "Requisition", "requisition")
ITEM: Final = leads("description", "What", "catalogue_item", "item_id")


DOCUMENT_PAGES: Final = {
    "purchase_order": DocumentPage(
        title="Purchase order",
        figures=(
            figure("amount", "Ordered"),
            figure("total", "With taxes and charges"),
            figure("received_amount", "Received"),
            figure("invoiced_amount", "Invoiced"),
            figure("open_value", "Still open"),
        ),
        facts=(
            SUPPLIER,
            text("seller_facility", "Out of the stock of"),
            *PLACE,
            text("department", "Department"),
            text("buyer_id", "Buyer"),
            REQUISITION,
            text("payment_terms", "Payment terms"),
            figure("revision", "Revision", "number"),
            figure("created_at", "Drafted", "moment"),
            figure("issued_at", "First issued", "moment"),
            words("acknowledgement", "Supplier's answer"),
            figure("changes_waiting", "Changes that the supplier proposes", "number"),
            Column(name="held", label="On hold", form="flag"),
        ),
        parts=(
            Part(
                table="purchase_order_lines",
                title="Lines",
                columns=(
                    figure("line", "Line", "number"),
                    ITEM,
                    figure("ordered", "Ordered", "number"),
                    text("unit", "Unit"),
                    figure("unit_price", "Price"),
                    figure("received", "Received", "number"),
                    figure("invoiced", "Invoiced", "number"),
                    figure("open_quantity", "Open", "number"),
                    figure("open_value", "Open value"),
                    figure("backordered", "Backordered", "number"),
                    text("acknowledgement", "Answer"),
                    figure("promised_on", "Promised", "day"),
                    words("closed", "Closed for"),
                    words("match", "Match"),
                    figure("borne_cost", "Bears in cost"),
                    figure("borne_tax", "Bears in tax"),
                ),
            ),
            Part(
                table="purchase_order_parts",
                title="Beside the lines",
                columns=(
                    text("charge", "What"),
                    words("kind", "Kind"),
                    figure("amount", "Amount"),
                    figure("so_far", "Total so far"),
                ),
            ),
            Part(
                table="purchase_order_shares",
                title="Who bears what is shared",
                columns=(
                    figure("line", "Line", "number"),
                    text("cost_centre", "Cost centre"),
                    text("account", "Account"),
                    text("project", "Project"),
                    text("grant_code", "Grant"),
                    figure("cost", "Borne so far"),
                ),
            ),
            Part(
                table="purchase_order_requests",
                title="Ordered together",
                columns=(
                    figure("line", "Line", "number"),
                    leads("requisition_number", "Request", "requisition"),
                    text("requester_id", "Asked by"),
                    text("department", "Department"),
                    text("deliver_to", "Goes to"),
                    figure("need_by", "Needed", "day"),
                    figure("quantity", "Quantity", "number"),
                    figure("given_up", "Given up", "number"),
                    figure("arrived", "Arrived", "number"),
                    text("unit", "Unit"),
                ),
            ),
        ),
        related=(
            those("Receipts", "receipts", "purchase_order_id"),
            those("Invoices", "invoices", "purchase_order_id"),
            those("Inter-company bills", "intercompany_bills", "purchase_order_id"),
            those("Journal", "journal_lines", "purchase_order_id"),
            those("Approvals", "approval_cases", "document_id", "purchase_order_id"),
        ),
    ),
    "invoice": DocumentPage(
        title="Invoice",
        figures=(figure("total", "Total"), figure("open_amount", "To be paid")),
        facts=(
            SUPPLIER,
            ORDER,
            *PLACE,
            words("kind", "Kind"),
            figure("invoice_date", "Dated", "day"),
            figure("due_on", "Due", "day"),
            figure("captured_at", "Captured", "moment"),
            figure("matched_at", "Matched", "moment"),
            figure("accounted_on", "Posted", "day"),
            figure("settled_at", "Settled", "moment"),
            Column(name="touchless", label="Without a human hand", form="flag"),
        ),
        parts=(
            Part(
                table="invoice_lines",
                title="Lines",
                columns=(
                    figure("line", "Line", "number"),
                    text("description", "Description"),
                    figure("quantity", "Quantity", "number"),
                    text("unit", "Unit"),
                    figure("unit_price", "Price"),
                    figure("amount", "Amount"),
                ),
            ),
            Part(
                table="invoice_holds",
                title="Holds",
                columns=(
                    figure("hold", "Hold", "number"),
                    words("kind", "Cause"),
                    words("owner_role", "To be cleared by"),
                    STATE,
                    figure("line", "Line", "number"),
                    figure("expected", "Expected", "found"),
                    figure("actual", "Found", "found"),
                    figure("exposure", "At stake"),
                    figure("placed_at", "Placed", "moment"),
                    figure("released_at", "Released", "moment"),
                    words("how", "How"),
                ),
            ),
        ),
        related=(
            those("Approvals", "approval_cases", "document_id", "invoice_id"),
            those("Credit memos", "credit_memos", "invoice_id"),
            those("Recoveries", "recoveries", "invoice_id"),
            journal("invoice"),
        ),
    ),
    "receipt": DocumentPage(
        title="Receipt",
        figures=(figure("amount", "Posted"),),
        facts=(
            ORDER,
            SUPPLIER,
            *PLACE,
            words("kind", "Kind"),
            figure("entries", "Service entries", "number"),
            figure("received_on", "Received", "day"),
        ),
        parts=(
            Part(
                table="receipt_lines",
                title="Movements",
                columns=(
                    figure("line", "Line", "number"),
                    words("movement", "Movement"),
                    ITEM,
                    figure("quantity", "Quantity", "number"),
                    text("unit", "Unit"),
                    figure("amount", "Amount"),
                    text("lot", "Lot"),
                    figure("expires_on", "Expires", "day"),
                    figure("effective_at", "When", "moment"),
                ),
            ),
        ),
        related=(journal("receipt"),),
    ),
    "requisition": DocumentPage(
        title="Requisition",
        figures=(figure("amount", "Asked for"),),
        facts=(
            text("requester_id", "Asked by"),
            text("entered_by", "Entered by"),
            *PLACE,
            text("department", "Department"),
            words("kind", "Kind"),
            figure("need_by", "Needed by", "day"),
            figure("created_at", "Drafted", "moment"),
            figure("submitted_at", "Submitted", "moment"),
        ),
        parts=(
            Part(
                table="requisition_lines",
                title="Lines",
                columns=(
                    figure("line", "Line", "number"),
                    ITEM,
                    words("item_class", "Class"),
                    figure("quantity", "Quantity", "number"),
                    text("unit", "Unit"),
                    figure("unit_price", "Price"),
                    figure("amount", "Amount"),
                    figure("ordered", "Ordered", "number"),
                    figure("cancelled", "Given up", "number"),
                    ORDER,
                ),
            ),
        ),
        related=(those("Approvals", "approval_cases", "document_id", "requisition_id"),),
    ),
    "approval_case": DocumentPage(
        title="Approval of",
        figures=(figure("amount", "Amount"),),
        facts=(
            words("document", "Kind"),
            leads("number", "Document", "*", "document_id"),
            text("requester_id", "Asked by"),
            *PLACE,
            text("department", "Department"),
            words("open_role", "Waits for"),
            text("roles", "Roles in order"),
            figure("policy_version", "Policy version", "number"),
            figure("planned_at", "Asked", "moment"),
            figure("decided_at", "Decided", "moment"),
        ),
        parts=(
            Part(
                table="approval_decisions",
                title="Decisions",
                columns=(
                    figure("step", "Step", "number"),
                    words("role", "Role"),
                    text("approver_id", "Who"),
                    words("decision", "Decision"),
                    words("reason_code", "Reason"),
                    figure("effective_at", "When", "moment"),
                ),
            ),
        ),
    ),
    "supplier": SUPPLIER_PAGE,
    "catalogue_item": DocumentPage(
        title="Catalogue item",
        facts=(
            text("description", "Description"),
            words("item_class", "Class"),
            text("manufacturer", "Manufacturer"),
            text("gtin", "GTIN"),
            text("base_unit", "Counted in"),
            text("controls", "Controlled by"),
            figure("changed_at", "Changed", "moment"),
        ),
        related=(those("Stock", "stock_levels", "item_id"),),
    ),
    "price_agreement": AGREEMENT_PAGE,
    "rebate": REBATE_PAGE,
    **STORE_PAGES,
    **BILL_PAGES,
    "intercompany_bill": INTERCOMPANY_PAGE,
}
