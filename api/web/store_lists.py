"""The lists of the store: what lies where, what moved, what it is worth, what nobody ordered."""

from typing import Final

from api.web.columns import CURRENCY, FACILITY, STATE, SUPPLIER, figure, leads, place, text, words
from api.web.list_shape import list_page

STORE_LISTS: Final = (
    list_page(
        "unordered_deliveries",
        "unordered_deliveries",
        "Unordered deliveries",
        leads("number", "Delivery", "unordered_delivery"),
        STATE,
        SUPPLIER,
        FACILITY,
        text("delivery_note", "Delivery note"),
        figure("received_on", "Came", "day"),
        by_number="Delivery",
    ),
    list_page(
        "stock",
        "stock_levels",
        "Stock",
        FACILITY,
        leads("description", "Item", "catalogue_item", "item_id"),
        text("lot", "Lot"),
        figure("expires_on", "Expires", "day"),
        place("storage_location", "Place"),
        words("disposition", "Standing"),
        figure("on_hand", "On hand", "number"),
        text("base_unit", "Unit"),
        figure("moved_at", "Last moved", "day"),
    ),
    list_page(
        "stock",
        "stock_movements",
        "Stock movements",
        FACILITY,
        leads("description", "Item", "catalogue_item", "item_id"),
        words("movement", "Movement"),
        text("lot", "Lot"),
        words("disposition", "Standing"),
        figure("quantity", "Quantity", "number"),
        text("base_unit", "Unit"),
        figure("amount", "Value"),
        CURRENCY,
        place("department", "Department"),
        words("reason_code", "Reason"),
        figure("effective_at", "Happened", "day"),
    ),
    list_page(
        "stock",
        "stock_values",
        "Stock value",
        FACILITY,
        leads("description", "Item", "catalogue_item", "item_id"),
        figure("amount", "Value"),
        CURRENCY,
        figure("moved_at", "Last moved", "day"),
    ),
)
