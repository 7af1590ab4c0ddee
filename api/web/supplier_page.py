"""What the page of a supplier tells: its standing, and the evidence that it rests on."""

from typing import Final

from api.web.columns import figure, leads, text, words
from api.web.document_shape import DocumentPage, Part, those

SUPPLIER_PAGE: Final = DocumentPage(
    title="Supplier",
    facts=(
        text("name", "Name"),
        text("tax_id", "Tax ID"),
        words("tier", "Tier"),
        text("supplies", "Supplies"),
        words("holds", "On hold for"),
        text("legal_entities", "Open for"),
        text("open_matches", "Found in lists"),
        words("bank_state", "Bank details"),
        figure("bank_in_force_from", "Paid from", "day"),
        figure("conditional_until", "Open until", "day"),
        figure("cap", "Cap"),
        figure("spent", "Taken of the cap"),
        figure("risk_score", "Risk score", "number"),
        leads("parent_number", "Part of", "supplier", "parent_id"),
        leads("survivor_number", "Merged into", "supplier", "survivor_id"),
        figure("changed_at", "Changed", "moment"),
    ),
    parts=(
        Part(
            table="supplier_screenings",
            title="Screening",
            columns=(
                words("exclusion_list", "List"),
                figure("list_date", "Of", "day"),
                words("state", "State"),
                text("screened_by", "Screened by"),
                text("adjudicated_by", "Judged by"),
                words("reason_code", "Reason"),
            ),
        ),
        Part(
            table="supplier_credentials",
            title="Documents",
            columns=(
                figure("document", "Document", "number"),
                words("document_type", "Type"),
                text("reference", "Number"),
                words("state", "State"),
                figure("begins_on", "From", "day"),
                figure("expires_on", "Through", "day"),
                text("submitted_by", "Sent in by"),
                text("verified_by", "Verified by"),
            ),
        ),
        Part(
            table="supplier_accounts",
            title="Bank details",
            columns=(
                figure("bank_details", "Details", "number"),
                text("bank", "Bank"),
                text("masked", "Account"),
                text("currency", "Currency"),
                words("state", "State"),
                figure("in_force_from", "Paid from", "day"),
                text("proposed_by", "Proposed by"),
                text("verified_by", "Called back by"),
                text("shared_with_number", "Also of supplier"),
            ),
        ),
        Part(
            table="supplier_identifiers",
            title="Identifiers",
            columns=(words("scheme", "Scheme"), text("value", "Number")),
        ),
        Part(
            table="supplier_sites",
            title="Remit-to sites",
            columns=(text("site", "Site"), text("country", "Country")),
        ),
    ),
    related=(
        those("Orders", "purchase_orders", "supplier_id"),
        those("Invoices", "invoices", "supplier_id"),
    ),
)
