"""Answers about bills as the OpenAPI document describes them: matches, and what may be billed."""

from typing import Final

from api.schemas import Schema

_TEXT: Final[Schema] = {"type": "string"}
_COUNT: Final[Schema] = {"type": "integer"}
_NUMBER: Final[Schema] = {"type": "string", "description": "A decimal number, exact."}


def match_explanation() -> Schema:
    """An invoice's last verdict, with what it rests on and what stands against the payment."""
    texts = ("number", "status", "currency")
    maybe_texts = ("verdict", "evaluated_at", "purchase_order")
    maybe_counts = ("purchase_order_revision", "engine_version", "tolerance_version")
    parts: Schema = {"type": "array", "items": {"type": "object"}}
    texts_of_any_number: Schema = {"type": "array", "items": _TEXT}
    told: dict[str, Schema] = {
        **dict.fromkeys(("id", *texts), _TEXT),
        **{name: {"type": ["string", "null"]} for name in maybe_texts},
        **{name: {"type": ["integer", "null"]} for name in maybe_counts},
        **dict.fromkeys(("compared", "variances", "holds"), parts),
        **dict.fromkeys(("receipts", "prior_invoices", "sentences"), texts_of_any_number),
    }
    return {"type": "object", "properties": told, "required": list(told)}


def proposed_bill() -> Schema:
    """What may be billed of an order, by line and receipt."""
    figures = ("quantity", "billed", "billed_amount", "left")
    receipt = {"receipt": _TEXT, **dict.fromkeys(figures, _NUMBER)}
    receipts = {"type": "array", "items": {"type": "object", "properties": receipt}}
    told = {
        "line": _COUNT,
        **dict.fromkeys(("description", "unit"), _TEXT),
        **dict.fromkeys(("quantity", "unit_price", "amount"), _NUMBER),
        "receipts": receipts,
    }
    line = {"type": "object", "properties": told, "required": list(told)}
    bill: dict[str, Schema] = {
        **dict.fromkeys(("id", "number", "supplier_id", "currency"), _TEXT),
        "lines": {"type": "array", "items": line},
        "total": _NUMBER,
    }
    return {"type": "object", "properties": bill, "required": list(bill)}
