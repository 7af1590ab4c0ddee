"""The page of a rebate: its terms, what was bought, and what came of it; and the list of them."""

from typing import Final

from api.web.columns import STATE, SUPPLIER, figure, leads, text, words
from api.web.document_shape import DocumentPage, Part
from api.web.list_shape import list_page

_ENTRIES: Final = Part(
    table="rebate_entries",
    title="Statement",
    columns=(
        figure("day", "Day", "day"),
        words("entry", "Entry"),
        figure("purchases", "Purchases"),
        figure("amount", "Amount"),
        text("reference", "Reference"),
    ),
)
_PURCHASES: Final = Part(
    table="rebate_purchases",
    title="Purchases",
    columns=(
        leads("invoice_number", "Invoice", "invoice", "invoice_id"),
        figure("invoice_date", "Of", "day"),
        leads("order_number", "Order", "purchase_order", "purchase_order_id"),
        figure("line", "Line", "number"),
        figure("amount", "Counts for"),
    ),
)
_DISPUTES: Final = Part(
    table="rebate_disputes",
    title="Disputes",
    columns=(
        figure("dispute", "No.", "number"),
        figure("claim", "Claim", "number"),
        figure("disputed_on", "Since", "day"),
        figure("amount", "Denied"),
        words("reason_code", "Because"),
        STATE,
        figure("conceded", "Conceded"),
        figure("settled_on", "Settled", "day"),
        text("resolved_by", "By"),
    ),
)
REBATE_PAGE: Final = DocumentPage(
    title="Rebate",
    figures=(
        figure("purchases", "Purchases"),
        figure("earned", "Earned"),
        figure("claimed", "Claimed"),
        figure("owed", "Owed"),
        figure("disputed", "Disputed"),
    ),
    facts=(
        SUPPLIER,
        leads("agreement_number", "Agreement", "price_agreement", "price_agreement_id"),
        text("legal_entity", "Legal entity"),
        words("kind", "Kind"),
        words("method", "Steps count"),
        text("pool", "Together with"),
        figure("baseline", "Beyond"),
        figure("starts_on", "From", "day"),
        figure("ends_on", "To", "day"),
        text("proposed_by", "Proposed by"),
        text("confirmed_by", "Confirmed by"),
        figure("changed_at", "Changed", "moment"),
    ),
    parts=(_ENTRIES, _DISPUTES, _PURCHASES),
)
REBATE_LISTS: Final = (
    list_page(
        "rebates",
        "rebates",
        "Rebates",
        leads("number", "Rebate", "rebate"),
        SUPPLIER,
        text("agreement_number", "Agreement"),
        words("kind", "Kind"),
        STATE,
        figure("starts_on", "From", "day"),
        figure("ends_on", "To", "day"),
        figure("purchases", "Purchases"),
        figure("earned", "Earned"),
        figure("owed", "Owed"),
        by_number="Rebate",
    ),
)
