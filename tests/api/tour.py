"""The ten-minute tour of the README as data; `tests/test_readme.py` types it as it is printed."""

from dataclasses import dataclass
from typing import Any, Final

SUPPLIER: Final = "00000000-0000-4000-8000-000000000001"
ITEM: Final = "00000000-0000-4000-8000-000000000002"
REQUISITION: Final = "00000000-0000-4000-8000-000000000003"
APPROVAL: Final = "00000000-0000-4000-8000-000000000004"
ORDER: Final = "00000000-0000-4000-8000-000000000005"
INVOICE: Final = "00000000-0000-4000-8000-000000000006"


@dataclass(frozen=True, slots=True)
class Step:
    """One command: who sends what to which route."""

    actor: str
    path: str
    body: dict[str, Any]


PREPARE: Final = (
    Step("sam", "suppliers", {"id": SUPPLIER, "number": "SUP-TOUR", "name": "Northside Medical"}),
    Step("cleo", f"suppliers/{SUPPLIER}/activate", {}),
    Step(
        "ivan",
        "catalogue-items",
        {
            "id": ITEM,
            "number": "ITEM-TOUR",
            "description": "Infusion pump",
            "item_class": "equipment",
            "base_unit": "EA",
        },
    ),
    Step("ivan", f"catalogue-items/{ITEM}/activate", {}),
)
REQUEST: Final = (
    Step(
        "nora",
        "requisitions",
        {
            "id": REQUISITION,
            "number": "REQ-TOUR",
            "legal_entity": "LE-1",
            "facility": "HOSP-NORTH",
            "department": "ICU",
            "currency": "USD",
            "lines": [
                {
                    "line": 1,
                    "description": "Infusion pump",
                    "item_class": "equipment",
                    "item_id": ITEM,
                    "supplier_id": SUPPLIER,
                    "quantity": "10",
                    "unit": "EA",
                    "unit_price": "145.00",
                }
            ],
        },
    ),
    Step("nora", f"requisitions/{REQUISITION}/submit", {"approval_case_id": APPROVAL}),
    Step("mia", f"approval-cases/{APPROVAL}/approve", {}),
)
BUY: Final = (
    Step(
        "ben",
        "purchase-orders",
        {
            "id": ORDER,
            "number": "PO-TOUR",
            "supplier_id": SUPPLIER,
            "legal_entity": "LE-1",
            "facility": "HOSP-NORTH",
            "department": "ICU",
            "currency": "USD",
            "requisition_id": REQUISITION,
            "lines": [
                {
                    "line": 1,
                    "description": "Infusion pump",
                    "item_class": "equipment",
                    "item_id": ITEM,
                    "quantity": "10",
                    "pack": {"unit": "EA", "base_unit": "EA"},
                    "unit_price": "145.00",
                    "requisition_id": REQUISITION,
                    "requisition_line": 1,
                }
            ],
        },
    ),
    Step("ben", f"purchase-orders/{ORDER}/submit", {}),
    Step("ben", f"purchase-orders/{ORDER}/issue", {}),
)
RECEIVE_SIX: Final = Step(
    "rosa",
    "receipts",
    {
        "number": "GR-TOUR-1",
        "purchase_order_id": ORDER,
        "lines": [{"purchase_order_line": 1, "quantity": "6"}],
    },
)
INVOICE_TEN: Final = Step(
    "ana",
    "invoices",
    {
        "id": INVOICE,
        "number": "INV-TOUR",
        "supplier_id": SUPPLIER,
        "purchase_order_id": ORDER,
        "legal_entity": "LE-1",
        "facility": "HOSP-NORTH",
        "currency": "USD",
        "invoice_date": "2026-03-02",
        "due_on": "2026-04-01",
        "lines": [
            {
                "line": 1,
                "description": "Infusion pump",
                "quantity": "10",
                "unit": "EA",
                "unit_price": "145.00",
                "amount": "1450.00",
                "purchase_order_line": 1,
            }
        ],
        "total": "1450.00",
    },
)
PAY: Final = Step(
    "tom",
    f"invoices/{INVOICE}/payments",
    {"payment": "BANK-TOUR", "paid_on": "2026-03-31", "amount": "1450.00"},
)
RECEIVE_FOUR: Final = Step(
    "rosa",
    "receipts",
    {
        "number": "GR-TOUR-2",
        "purchase_order_id": ORDER,
        "lines": [{"purchase_order_line": 1, "quantity": "4"}],
    },
)
ALL: Final = (*PREPARE, *REQUEST, *BUY, RECEIVE_SIX, INVOICE_TEN, RECEIVE_FOUR, PAY)
# In a tenant that was empty: right after the order was issued, and before anything arrived.
ISSUED_AT: Final = 24
