"""The document pages of what goes with invoices: credit memos, prepayments, recoveries."""

from typing import Final

from api.web.columns import (
    CURRENCY,
    FACILITY,
    ORDER,
    STATE,
    SUPPLIER,
    figure,
    leads,
    place,
    text,
    words,
)
from api.web.document_shape import PLACE, DocumentPage, Part, journal, those
from api.web.list_shape import list_page

BILL_PAGES: Final = {
    "credit_memo": DocumentPage(
        title="Credit memo",
        figures=(figure("total", "Total"), figure("open_amount", "To be used")),
        facts=(
            SUPPLIER,
            leads("invoice_number", "Invoice", "invoice"),
            ORDER,
            *PLACE,
            words("kind", "Kind"),
            words("basis", "Because of"),
            figure("credit_date", "Dated", "day"),
            figure("refunded_amount", "Paid back"),
        ),
        parts=(
            Part(
                table="credit_memo_holds",
                title="Holds",
                columns=(
                    words("kind", "Cause"),
                    words("owner_role", "To be cleared by"),
                    STATE,
                    words("how", "Released"),
                    figure("placed_at", "Since", "moment"),
                ),
            ),
        ),
        related=(journal("credit_memo"),),
    ),
    "prepayment": DocumentPage(
        title="Prepayment",
        figures=(
            figure("total", "Asked for"),
            figure("paid_amount", "Paid"),
            figure("open_amount", "To be used"),
        ),
        facts=(
            SUPPLIER,
            ORDER,
            *PLACE,
            figure("due_on", "Due", "day"),
            figure("paid_on", "Paid on", "day"),
            figure("applied_amount", "Used up by invoices"),
        ),
        parts=(
            Part(
                table="prepayment_lines",
                title="Lines",
                columns=(
                    figure("purchase_order_line", "Order line", "number"),
                    text("description", "Description"),
                    figure("quantity", "Quantity", "number"),
                    text("unit", "Unit"),
                    figure("amount", "Amount"),
                ),
            ),
            Part(
                table="prepayment_parts",
                title="Beside the lines",
                columns=(
                    text("charge", "What"),
                    words("kind", "Kind"),
                    figure("ordered", "On the order"),
                    figure("amount", "Amount"),
                ),
            ),
        ),
        related=(journal("prepayment"),),
    ),
    "recovery": DocumentPage(
        title="Recovery of invoice",
        figures=(figure("total", "Too much"), figure("claim", "To come back")),
        facts=(
            words("cause", "Cause"),
            leads("invoice_number", "Invoice", "invoice"),
            SUPPLIER,
            ORDER,
            *PLACE,
            words("owner_role", "To be seen to by"),
            text("owner", "Seen to by"),
            text("opened_by", "Found by"),
            text("reference", "Credit memo or refund"),
            words("reason_code", "Given up because of"),
            figure("opened_at", "Since", "moment"),
            figure("closed_at", "Closed", "moment"),
        ),
        related=(
            those("Credit memos of the invoice", "credit_memos", "invoice_id"),
            journal("recovery"),
        ),
    ),
}
RECOVERY_LIST: Final = list_page(
    "recoveries",
    "recoveries",
    "Recoveries",
    leads("number", "Of invoice", "recovery"),
    SUPPLIER,
    words("cause", "Cause"),
    STATE,
    words("owner_role", "To be seen to by"),
    text("owner", "Seen to by"),
    ORDER,
    FACILITY,
    figure("total", "Too much"),
    figure("claim", "To come back"),
    CURRENCY,
    figure("opened_at", "Since", "day"),
    by_number="Invoice",
)
PAYMENT_LIST: Final = list_page(
    "invoices",
    "invoice_payments",
    "Payments",
    leads("number", "Invoice", "invoice"),
    text("payment", "Payment"),
    STATE,
    SUPPLIER,
    FACILITY,
    figure("amount", "Amount"),
    figure("discount", "Discount"),
    CURRENCY,
    figure("pay_on", "To be paid", "day"),
    figure("paid_on", "Paid", "day"),
    by_number="Invoice",
)
SMALL_DIFFERENCE_LIST: Final = list_page(
    "invoices",
    "small_differences",
    "Small differences",
    leads("number", "Invoice", "invoice"),
    STATE,
    SUPPLIER,
    place("legal_entity", "Legal entity"),
    figure("amount", "Written off"),
    CURRENCY,
    figure("written_off_on", "On", "day"),
    by_number="Invoice",
)
CREDIT_HOLD_LIST: Final = list_page(
    "credit_memos",
    "credit_memo_holds",
    "Credit memo holds",
    leads("number", "Credit memo", "credit_memo"),
    words("kind", "Cause"),
    words("owner_role", "To be cleared by"),
    STATE,
    words("how", "Released"),
    SUPPLIER,
    FACILITY,
    figure("total", "At stake"),
    CURRENCY,
    figure("placed_at", "Since", "day"),
    by_number="Credit memo",
)
BILL_LISTS: Final = (RECOVERY_LIST, PAYMENT_LIST, SMALL_DIFFERENCE_LIST, CREDIT_HOLD_LIST)
