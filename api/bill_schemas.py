"""Answers about bills as the OpenAPI document describes them: matches, and what may be billed."""

from typing import Final

from api.schemas import Schema

_TEXT: Final[Schema] = {"type": "string"}
_COUNT: Final[Schema] = {"type": "integer"}
_ROWS: Final[Schema] = {"type": "array", "items": {"type": "object"}}
_NUMBER: Final[Schema] = {"type": "string", "description": "A decimal number, exact."}


def match_explanation() -> Schema:
    """An invoice's last verdict, with what it rests on and what stands against the payment."""
    texts = ("number", "status", "currency")
    maybe_texts = ("verdict", "evaluated_at", "purchase_order")
    maybe_counts = ("purchase_order_revision", "engine_version", "tolerance_version")
    texts_of_any_number: Schema = {"type": "array", "items": _TEXT}
    told: dict[str, Schema] = {
        **dict.fromkeys(("id", *texts), _TEXT),
        **{name: {"type": ["string", "null"]} for name in maybe_texts},
        **{name: {"type": ["integer", "null"]} for name in maybe_counts},
        **dict.fromkeys(("compared", "variances", "holds", "let_pass", "causes"), _ROWS),
        **dict.fromkeys(("receipts", "prior_invoices", "sentences"), texts_of_any_number),
    }
    return {"type": "object", "properties": told, "required": list(told)}


def invoice_candidates() -> Schema:
    """Order lines that each line of an invoice may be for."""
    receipt: dict[str, Schema] = {"receipt": _TEXT, "quantity": _NUMBER}
    flag: Schema = {"type": "boolean"}
    told: dict[str, Schema] = {
        **dict.fromkeys(("purchase_order_id", "purchase_order_number", "description"), _TEXT),
        "purchase_order_line": _COUNT,
        "unit": _TEXT,
        **dict.fromkeys(("unit_price", "asked", "left"), _NUMBER),
        **dict.fromkeys(("same_item", "same_price"), flag),
        "receipts": _list(receipt),
    }
    line: dict[str, Schema] = {"line": _COUNT, "candidates": _list(told)}
    offered = {"id": _TEXT, "number": _TEXT, "lines": _list(line)}
    return {"type": "object", "properties": offered, "required": list(offered)}


def proposed_bill() -> Schema:
    """What may be billed of an order, by line and receipt."""
    figures = ("quantity", "billed", "billed_amount", "left")
    receipt = {"receipt": _TEXT, **dict.fromkeys(figures, _NUMBER)}
    told = {
        "line": _COUNT,
        **dict.fromkeys(("description", "unit"), _TEXT),
        **dict.fromkeys(("quantity", "unit_price", "amount"), _NUMBER),
        "receipts": _list(receipt),
    }
    bill: dict[str, Schema] = {
        **dict.fromkeys(("id", "number", "supplier_id", "currency"), _TEXT),
        "lines": _list(told),
        "parts": _list({**dict.fromkeys(("charge", "kind"), _TEXT), "amount": _NUMBER}),
        **dict.fromkeys(("total", "total_with_parts"), _NUMBER),
    }
    return {"type": "object", "properties": bill, "required": list(bill)}


def postings() -> Schema:
    """What a document posted, with the facts behind it."""
    told: dict[str, Schema] = {"id": _TEXT, "entries": _list(_entry())}
    return _object(told)


def figure() -> Schema:
    """What chosen lines of the journal come to, and the entries of the latest with their facts."""
    traced: dict[str, Schema] = {
        "document": _TEXT,
        "document_number": {"type": ["string", "null"]},
        "entry": _object(_entry()),
    }
    told: dict[str, Schema] = {
        "lines": _COUNT,
        "lines_told": _COUNT,
        "sums": _ROWS,
        "entries": _list(traced),
        "next": {"type": ["string", "null"]},
    }
    return _object(told)


def _entry() -> dict[str, Schema]:
    texts = ("entry", "posted_on", "type", "sentence", "recorded_at", "effective_at", "command_id")
    return {
        **dict.fromkeys(texts, _TEXT),
        "position": _COUNT,
        "actor": {"type": "object"},
        "lines": _ROWS,
    }


def _object(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(properties: dict[str, Schema]) -> Schema:
    one = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "array", "items": one}
