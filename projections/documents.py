"""Where rows that are each of one document lead: to that document, in the list of its kind."""

from typing import Final

from projections.projection import Documents

THE_ORDER: Final = Documents(of="purchase_orders", by={"purchase_order_id": "purchase_order_id"})
THE_INVOICE: Final = Documents(of="invoices", by={"invoice_id": "invoice_id"})
THE_REQUISITION: Final = Documents(of="requisitions", by={"requisition_id": "requisition_id"})
