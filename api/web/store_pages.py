"""The document pages of the store and of its rules: stock, shipments, custody, overrides."""

from typing import Final

from api.web.columns import SUPPLIER, figure, leads, text, words
from api.web.document_shape import PLACE, DocumentPage, Part, journal, those

STORE_PAGES: Final = {
    "stock_item": DocumentPage(
        title="Stock item",
        figures=(
            figure("available", "Available", "number"),
            figure("in_inspection", "In inspection", "number"),
            figure("quarantined", "Quarantined", "number"),
            figure("rejected", "Rejected", "number"),
            figure("consigned", "On consignment", "number"),
        ),
        facts=(
            leads("description", "Item", "catalogue_item", "item_id"),
            *PLACE,
            text("base_unit", "Counted in"),
            figure("moved_at", "Last moved", "moment"),
        ),
        parts=(
            Part(
                table="stock_levels",
                title="Lots",
                columns=(
                    text("lot", "Lot"),
                    figure("expires_on", "Expires", "day"),
                    text("storage_location", "Place"),
                    words("disposition", "Standing"),
                    figure("on_hand", "On hand", "number"),
                ),
            ),
        ),
        related=(
            those("Movements", "stock_movements", "holder", "stock_item_id"),
            journal("stock_item"),
        ),
    ),
    "duty_override": DocumentPage(
        title="Overridden duty",
        facts=(
            words("rule", "Rule"),
            text("person", "May be broken by"),
            *PLACE,
            text("granted_by", "Granted by"),
            figure("granted_on", "Granted", "day"),
            figure("expires_on", "Until", "day"),
            words("reason_code", "Reason"),
            figure("used_on", "Used", "day"),
            text("used_in_number", "Used in"),
            text("reviewed_by", "Reviewed by"),
            words("review_reason_code", "Objection"),
            figure("changed_at", "Changed", "moment"),
        ),
    ),
    "accounting_calendar": DocumentPage(
        title="Accounting periods",
        facts=(
            text("opened_through", "Opened through"),
            figure("changed_at", "Changed", "moment"),
        ),
        parts=(
            Part(
                table="accounting_periods",
                title="Periods",
                columns=(
                    text("period", "Period"),
                    figure("fiscal_year", "Fiscal year", "number"),
                    words("state", "State"),
                    text("closed_by", "Closed by"),
                    figure("reopened", "Re-opened", "number"),
                    words("reason_code", "Reason"),
                ),
            ),
        ),
    ),
    "exchange_rate": DocumentPage(
        title="Exchange rate",
        facts=(
            figure("rate", "Rate", "number"),
            figure("starts_on", "From", "day"),
            figure("changed_at", "Changed", "moment"),
        ),
        parts=(
            Part(
                table="exchange_rate_versions",
                title="Rates",
                columns=(
                    figure("starts_on", "From", "day"),
                    figure("rate", "Rate", "number"),
                    words("source", "Source"),
                    text("recorded_by", "Recorded by"),
                ),
            ),
        ),
    ),
    "tolerance_policy": DocumentPage(
        title="Tolerances",
        facts=(
            figure("published_version", "Version in force", "number"),
            figure("effective_from", "In force from", "day"),
            figure("last_version", "Proposed last", "number"),
            figure("changed_at", "Changed", "moment"),
        ),
        parts=(
            Part(
                table="tolerance_versions",
                title="Versions",
                columns=(
                    figure("version", "Version", "number"),
                    words("state", "State"),
                    figure("effective_from", "From", "day"),
                    words("reason_code", "Reason"),
                    text("proposed_by", "Proposed by"),
                    text("decided_by", "Decided by"),
                ),
            ),
        ),
    ),
    "shipment": DocumentPage(
        title="Shipment",
        facts=(
            *PLACE,
            text("to_facility", "To"),
            text("to_legal_entity", "To legal entity"),
            text("waybill", "Waybill"),
            text("dispatched_by", "Dispatched by"),
            figure("dispatched_on", "Left", "day"),
            figure("expected_on", "Expected", "day"),
            figure("closed_on", "Closed", "day"),
            figure("changed_at", "Changed", "moment"),
        ),
        parts=(
            Part(
                table="shipment_lines",
                title="Lines",
                columns=(
                    figure("line", "Line", "number"),
                    leads("description", "Item", "catalogue_item", "item_id"),
                    text("lot", "Lot"),
                    figure("expires_on", "Expires", "day"),
                    figure("quantity", "Sent", "number"),
                    text("base_unit", "Unit"),
                    figure("arrived", "Arrived", "number"),
                    figure("held_back", "Of that held back", "number"),
                    figure("lost", "Lost", "number"),
                    figure("taken_back", "Taken back", "number"),
                    figure("in_transit", "On its way", "number"),
                ),
            ),
            Part(
                table="shipment_values",
                title="Value",
                columns=(
                    figure("line", "Line", "number"),
                    figure("dispatched", "Sent"),
                    figure("in_transit", "On its way"),
                    text("currency", "Currency"),
                ),
            ),
        ),
        related=(journal("shipment"),),
    ),
    "unordered_delivery": DocumentPage(
        title="Unordered delivery",
        facts=(
            SUPPLIER,
            *PLACE,
            text("delivery_note", "Delivery note"),
            figure("received_on", "Came", "day"),
            figure("changed_at", "Changed", "moment"),
        ),
        parts=(
            Part(
                table="unordered_delivery_lines",
                title="Lines",
                columns=(
                    figure("line", "Line", "number"),
                    text("description", "What"),
                    text("lot", "Lot"),
                    figure("quantity", "Came", "number"),
                    text("unit", "Unit"),
                    figure("matched", "Matched", "number"),
                    figure("sent_back", "Sent back", "number"),
                    figure("left", "In custody", "number"),
                ),
            ),
        ),
    ),
}
