"""The page of an inter-company bill."""

from typing import Final

from api.web.columns import ORDER, figure, text
from api.web.document_shape import DocumentPage, Part, journal

INTERCOMPANY_PAGE: Final = DocumentPage(
    title="Inter-company bill",
    figures=(figure("total", "Billed"),),
    facts=(
        ORDER,
        text("legal_entity", "Seller"),
        text("facility", "Out of the stock of"),
        text("to_legal_entity", "Buyer"),
        text("to_facility", "Delivered to"),
        figure("billed_on", "Billed on", "day"),
        text("billed_by", "By"),
    ),
    parts=(
        Part(
            table="intercompany_bill_lines",
            title="Lines",
            columns=(
                figure("purchase_order_line", "Order line", "number"),
                text("description", "Description"),
                figure("quantity", "Quantity", "number"),
                text("unit", "Unit"),
                figure("amount", "Amount"),
            ),
        ),
    ),
    related=(journal("intercompany_bill"),),
)
