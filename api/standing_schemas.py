"""What an answer rests on, as the OpenAPI document describes it; `answers.py` makes it."""

from typing import Any, Final

_TEXT: Final = {"type": "string"}
_COUNT: Final = {"type": "integer"}
_TIME: Final = {"type": "string", "format": "date-time"}
_OUT_OF_ORDER: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "position": _COUNT,
        "stream": _TEXT,
        "version": _COUNT,
        "type": _TEXT,
        "recorded_at": _TIME,
        "effective_at": _TIME,
    },
}
OUT_OF_ORDER: Final = {**_OUT_OF_ORDER, "required": list(_OUT_OF_ORDER["properties"])}
STANDING: Final[dict[str, Any]] = {
    "type": "object",
    "description": "What an answer rests on.",
    "properties": {
        "position": {"type": "integer", "description": "Pass it as `as_of` to ask the same again."},
        "epoch": {"type": "integer", "description": "Raised when the log was restored."},
        "parked": {"type": "integer", "description": "Documents that cannot be followed."},
        "parked_keys": {
            "type": "array",
            "description": "The first of them, with the event that each stands still at.",
            "items": {
                "type": "object",
                "properties": {
                    "read_model": _TEXT,
                    "key": _TEXT,
                    "position": _COUNT,
                    "type": _TEXT,
                },
                "required": ["read_model", "key", "position", "type"],
            },
        },
        "skipped": {
            "type": "integer",
            "description": "Events that somebody had left out; /v1/parked tells which.",
        },
        "versions": {
            "type": "object",
            "additionalProperties": _COUNT,
            "description": "Of the read models that it is made of, by name.",
        },
        "policies": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": _COUNT},
            "description": "Versions of policies that its rows rest on, by policy.",
        },
        "policies_in_force": {
            "type": "object",
            "additionalProperties": _COUNT,
            "description": "By policy that its read models' verdicts go by, the version in force at"
            " the moment; of the past, a built-in one is left out once it was changed.",
        },
        "day": {
            "type": "string",
            "format": "date",
            "description": "Up to which ages are reckoned; left out: nothing ages, or that of the"
            " last fact.",
        },
        "clock": {"type": "string", "enum": ["recorded", "effective"]},
        "at": {"type": "string", "format": "date-time", "description": "The time asked for."},
        "learned_later": {
            "type": "array",
            "items": {"$ref": "#/components/schemas/OutOfOrder"},
            "description": "The first events up to the moment that became known late.",
        },
        "learned_later_count": {"type": "integer", "description": "How many there are."},
        "effective_later": {
            "type": "array",
            "items": {"$ref": "#/components/schemas/OutOfOrder"},
            "description": "The first events up to the moment that take effect after it; what is"
            " told counts them.",
        },
        "effective_later_count": {"type": "integer", "description": "How many there are."},
    },
    "required": ["position", "epoch", "parked", "skipped", "versions"],
}
