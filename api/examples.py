"""The documents that the examples of request bodies name: one case, from supplier to credit memo.

`example` puts an example into a body's schema; `tests/api/case.py` sends them all.
"""

from typing import Any, Final

from pydantic import ConfigDict

SUPPLIER: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c01"
ITEM: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c02"
REQUISITION: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c03"
APPROVAL_CASE: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c04"
PURCHASE_ORDER: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c05"
RECEIPT: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c06"
SERVICE_ORDER: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c07"
SERVICE_RECEIPT: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c08"
INVOICE: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c09"
ORDER_APPROVAL_CASE: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c11"
PRICE_AGREEMENT: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c12"
RENEWED_AGREEMENT: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c13"
AGREED_ORDER: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c13"
CREDIT_MEMO: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c10"
REBATE: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c79"
REBATE_CREDIT: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c80"
RECOVERY: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c78"
PREPAYMENT: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c77"
DUTY_OVERRIDE: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c61"
UNORDERED: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c52"
DESKTOP_ORDER: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c62"
DESKTOP_RECEIPT: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c63"
MATCHED_RECEIPT: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c53"
SHIPMENT: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c54"
TRANSFER: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c51"
INTERCOMPANY_ORDER: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2f71"
INTERCOMPANY_BILL: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2f72"
SELF_BILL: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2f61"
SELF_CREDIT: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2f62"
OTHER_PURCHASE_ORDER: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d05"
SUBSTITUTE_ITEM: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c13"

# One line of gloves, as requisition, order and invoice tell it.
GLOVES: Final[dict[str, Any]] = {
    "line": 1,
    "description": "Nitrile examination gloves, medium",
    "quantity": "20",
    "unit_price": "62.50",
}
PLACE: Final[dict[str, Any]] = {
    "legal_entity": "NORTHSIDE",
    "facility": "HOSP-NORTH",
    "currency": "USD",
}


def example(**fields: Any) -> ConfigDict:
    """The configuration of a closed body that shows this example."""
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [fields]})
