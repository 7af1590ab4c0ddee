"""Answers of queries as the OpenAPI document describes them, made from the declared tables.

`components` are the parts that answers share; routes name them by reference.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from api.answers import part_name, parts_of
from api.standing_schemas import OUT_OF_ORDER, STANDING
from projections.projection import ColumnType, Projection, Table

Schema = dict[str, Any]

PLACE: Final = "#/components/schemas/"
_TYPES: Final[Mapping[ColumnType, Schema]] = {
    "text": {"type": "string"},
    "bigint": {"type": "integer"},
    "integer": {"type": "integer"},
    "numeric": {"type": "string", "description": "A decimal number, exact."},
    "date": {"type": "string", "format": "date"},
    "timestamptz": {"type": "string", "format": "date-time"},
    "boolean": {"type": "boolean"},
    "jsonb": {"description": "Any JSON value."},
}
_STAMPS: Final[Mapping[str, Mapping[str, ColumnType]]] = {
    "entity": {"valid_from": "bigint"},
    "fact": {
        "position": "bigint",
        "fact": "integer",
        "recorded_at": "timestamptz",
        "effective_at": "timestamptz",
    },
}
_TEXT: Final[Schema] = {"type": "string"}
_NAME_OR_NULL: Final[Schema] = {"type": ["string", "null"]}
_COUNT: Final[Schema] = {"type": "integer"}
_TEXTS: Final[Schema] = {"type": "object", "additionalProperties": _TEXT}
_DOCUMENTS: Final[Schema] = {
    "type": "object",
    "description": "What each row is made of, or the one document that it is of.",
    "properties": {
        "path": {"type": "string", "description": "Ask this, as of the same moment."},
        "by": {**_TEXTS, "description": "Its parameters, and the row's columns that give them."},
        "where": {**_TEXTS, "description": "Parameters that are the same for every row."},
    },
    "required": ["path", "by", "where"],
}
_OF_BOTH: Final = ("epoch", "parked", "skipped", "versions")  # Of two moments.
_OF_NEITHER: Final = ("policies",)
_STEP: Final[Schema] = {
    "type": "object",
    "properties": {
        "position": _COUNT,
        "version": _COUNT,
        "type": _TEXT,
        "sentence": _TEXT,
        "recorded_at": _TYPES["timestamptz"],
        "effective_at": _TYPES["timestamptz"],
        "actor": {"type": "object", "additionalProperties": _TEXT},
        "command_id": _TEXT,
        "causation_id": _NAME_OR_NULL,
        "correlation_id": _NAME_OR_NULL,
        "reason": _NAME_OR_NULL,
        "policies": {"type": "array", "items": _TEXT, "description": "Name and version each."},
        "beside": {
            "type": "array",
            "description": "What else its command recorded; what was asked for comes first.",
            "items": {
                "type": "object",
                "properties": {
                    "position": _COUNT,
                    "document": _TEXT,
                    "number": _NAME_OR_NULL,
                    "type": _TEXT,
                },
                "required": ["position", "document", "number", "type"],
            },
        },
        "differences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": _TEXT,
                    "before": {"type": ["string", "null"]},
                    "after": {"type": ["string", "null"]},
                },
                "required": ["field", "before", "after"],
            },
        },
    },
}


def described(schema: Schema) -> dict[int | str, dict[str, Any]]:
    """The answer 200 with this body."""
    return {
        200: {
            "description": "As asked.",
            "content": {"application/json": {"schema": schema}},
        }
    }


def components(projections: Sequence[Projection]) -> dict[str, Schema]:
    """The schemas that answers refer to."""
    rows = {_name(table): _row(table) for each in projections for table in each.listed}
    step = {**_STEP, "required": list(_STEP["properties"])}
    shared = {
        "Standing": STANDING,
        "OutOfOrder": OUT_OF_ORDER,
        "Step": step,
        "Documents": _DOCUMENTS,
    }
    return {**shared, **rows}


def page(table: Table) -> Schema:
    """One page of a table."""
    going_on = {"type": ["string", "null"], "description": "Pass it as `after`; null at the end."}
    return _standing({"data": _rows(table), "next": going_on})


def differences() -> Schema:
    """Rows of any table that came, went, or read otherwise, and both moments."""
    row = {"type": ["object", "null"], "description": "The row; null: it was not there."}
    told = {
        "change": {"type": "string", "enum": ["added", "gone", "changed"]},
        "key": {"type": "object", "description": "What names the row."},
        "columns": {"type": "array", "items": _TEXT, "description": "What reads otherwise."},
        **dict.fromkeys(("before", "after"), row),
    }
    one = {"type": "object", "properties": told, "required": list(told)}
    told_once = (*_OF_BOTH, *_OF_NEITHER)
    stands = {name: each for name, each in STANDING["properties"].items() if name not in told_once}
    moment = {"type": "object", "properties": stands, "required": ["position"]}
    going_on = {"type": ["string", "null"], "description": "Pass it as `after`; null at the end."}
    answer: dict[str, Schema] = {
        "data": {"type": "array", "items": one},
        "next": going_on,
        **dict.fromkeys(("from", "to"), moment),
        "read_model": _TEXT,
        "table": _NAME_OR_NULL,
        "question": _NAME_OR_NULL,
        "projection_version": _COUNT,
        **{name: STANDING["properties"][name] for name in _OF_BOTH},
    }
    return {"type": "object", "properties": answer, "required": list(answer)}


def question() -> Schema:
    """The rows that answer a question, and how to ask for the documents behind each."""
    documents = {"$ref": f"{PLACE}Documents"}
    rows = {"type": "array", "items": {"type": "object"}}
    return _standing({"data": rows, "documents": documents})


def one(projection: Projection) -> Schema:
    """A document with its parts."""
    parts = {part_name(table): _rows(table) for table in parts_of(projection)}
    own = {"type": "object", "properties": parts, "required": list(parts)}
    main = {"$ref": f"{PLACE}{_name(projection.table(projection.main))}"}
    version = {"type": "integer", "description": "What `If-Match` takes."}
    return _standing({"data": {"allOf": [main, own]} if parts else main, "version": version})


def agreed_price() -> Schema:
    """What one unit costs, and by which agreement; null: no agreement prices it."""
    told: dict[str, Schema] = {
        "unit_price": {"type": "string", "description": "At six decimal places."},
        "exact": {"type": "string", "description": "The same as a fraction."},
        "price_agreement_id": _TEXT,
        "agreement_number": _TEXT,
        "version": _COUNT,
        "tier": {"type": ["string", "null"]},
    }
    return _standing({"price": {"type": ["object", "null"], "properties": told}})


def correction_lines() -> Schema:
    """Order lines that a correction touches; amounts below zero are the supplier's to ask for."""
    texts = ("purchase_order_id", "order_number", "item_id", "facility", "unit", "priced_on")
    figures = ("quantity", "unit_price", "corrected_price", "invoiced_quantity", "invoiced_amount")
    amounts = ("overbilled", "claimed", "overpriced", "credited_on_price")
    sums = {
        "to_claim": "Overbilled by the newest price, and not claimed.",
        "open_claim": "Claimed, and neither answered nor overtaken by a newer price.",
        "credited_too_much": "Credited on price, and not owed by the newest one.",
    }
    told = {
        **dict.fromkeys(texts, _TEXT),
        **dict.fromkeys(("line", "version"), _COUNT),
        **dict.fromkeys((*figures, *amounts, *sums), _TYPES["numeric"]),
        "replaced_by": {"type": ["integer", "null"]},
    }
    line = {"type": "object", "properties": told, "required": list(told)}
    added_up = {name: {"type": "string", "description": why} for name, why in sums.items()}
    rows = {"type": "array", "items": line}
    return _standing({"data": rows, "currency": _TEXT, **added_up})


def udi(table: Table) -> Schema:
    """What a label says, and the row of the table that it names."""
    told: dict[str, Schema] = {"gtin": _TEXT}
    told |= {name: {"type": ["string", "null"]} for name in ("lot", "serial")}
    day = {"type": ["string", "null"], "format": "date"}
    told |= {name: dict(day) for name in ("produced_on", "expires_on")}
    label = {"type": "object", "properties": told, "required": list(told)}
    row = {"$ref": f"{PLACE}{_name(table)}"}
    return _standing({"udi": label, "names": {"anyOf": [row, {"type": "null"}]}})


def parked() -> Schema:
    """What stands still, and what was decided on what did."""
    event: dict[str, Schema] = {"position": _COUNT, "type": _TEXT, "reason": _TEXT}
    event |= {"read_model": _TEXT, "key": _TEXT}
    decided: dict[str, Schema] = dict.fromkeys(("decision", "outcome", "decided_by"), _TEXT)
    one = {**event, "parked_at": _TYPES["timestamptz"]}
    other = {**event, **decided, "decided_at": _TYPES["timestamptz"]}
    lists = {
        name: {
            "type": "array",
            "items": {"type": "object", "properties": each, "required": list(each)},
        }
        for name, each in (("data", one), ("decisions", other))
    }
    return {"type": "object", "properties": lists, "required": list(lists)}


def history() -> Schema:
    """A document's life."""
    steps = {"type": "array", "items": {"$ref": f"{PLACE}Step"}}
    return {
        "type": "object",
        "properties": {"id": _TEXT, "steps": steps},
        "required": ["id", "steps"],
    }


def version() -> Schema:
    """One version of a document."""
    value = {"type": "object", "properties": {"field": _TEXT, "value": _TEXT}}
    told: dict[str, Schema] = {
        "id": _TEXT,
        "version": _COUNT,
        "last": {"type": "integer", "description": "The newest version by the moment."},
        "previous": {"type": ["string", "null"], "description": "Where the one before is."},
        "next": {"type": ["string", "null"], "description": "Where the one behind is."},
        "step": {"$ref": f"{PLACE}Step"},
        "state": {"type": "array", "items": {**value, "required": ["field", "value"]}},
    }
    return {"type": "object", "properties": told, "required": list(told)}


def filters(table: Table) -> list[Schema]:
    """The columns that a list can be filtered by."""
    return parameters({name: kind for name, kind in table.columns.items() if kind != "jsonb"})


def parameters(columns: Mapping[str, ColumnType]) -> list[Schema]:
    """Optional parameters of these names and types."""
    return [
        {"name": name, "in": "query", "schema": dict(_TYPES[kind])}
        for name, kind in columns.items()
    ]


def _rows(table: Table) -> Schema:
    return {"type": "array", "items": {"$ref": f"{PLACE}{_name(table)}"}}


def _row(table: Table) -> Schema:
    """One row: the columns that were declared, and the stamps of its kind."""
    columns = {**table.columns, **_STAMPS[table.kind]}
    return {
        "type": "object",
        "properties": {name: _column(table, name, kind) for name, kind in columns.items()},
        "required": list(columns),
    }


def _column(table: Table, name: str, kind: ColumnType) -> Schema:
    schema = dict(_TYPES[kind])
    may_be_null = name in table.columns and name not in (*table.key, *table.order)
    if may_be_null and "type" in schema:
        schema["type"] = [schema["type"], "null"]
    return schema


def _standing(own: dict[str, Schema]) -> Schema:
    told = {"type": "object", "properties": own, "required": list(own)}
    return {"allOf": [{"$ref": f"{PLACE}Standing"}, told]}


def _name(table: Table) -> str:
    """`invoice_holds` gives rows of `InvoiceHoldsRow`."""
    return f"{table.name.title().replace('_', '')}Row"
