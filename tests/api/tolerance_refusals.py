"""How versions of the tolerances are refused: a part of the table in `test_refusals.py`."""

from typing import Any

from api import examples

VERSIONS = "/v1/tolerance-policies/versions"
VERSION = f"{VERSIONS}/{{version}}"
THIRD = {"version": 3}
UNKNOWN = (404, "tolerance_policy.unknown_proposal")
MEANINGLESS = (422, "tolerance_policy.limit_meaningless")
UNREADABLE = (422, "request.invalid")
ALLOWED_WRONGLY: list[tuple[dict[str, Any], int, str]] = [
    ({"check": "over_receipt"}, *MEANINGLESS),
    ({"check": "over_receipt", "pct_over": "101"}, *MEANINGLESS),
    ({"check": "over_receipt", "abs_over": "1", "not_checked": True}, *MEANINGLESS),
    ({"check": "over_receipt", "pct_under": "5"}, *MEANINGLESS),
    ({"check": "over_receipt", "pct_over": "-1"}, *UNREADABLE),
    ({"check": "over_receipt", "pct_over": "0.0000001"}, *UNREADABLE),
    ({"check": "over_receipt", "abs_over": "1e400"}, *UNREADABLE),
    ({"check": "over_payment", "abs_over": "1"}, *UNREADABLE),
    (
        {"check": "over_order", "scope": "order_line", "key": "PO-1/1", "pct_over": "5"},
        *MEANINGLESS,
    ),
]
TOLERANCE_REFUSALS: list[tuple[str, str, str | dict[str, Any], dict[str, Any], int, str]] = [
    ("pia", VERSIONS, "", {"limits": []}, 422, "tolerance_policy.limits_out_of_range"),
    *(
        (
            "pia",
            VERSIONS,
            "",
            {"limits": [{"scope": "item", "key": examples.ITEM, **wrong}]},
            status,
            code,
        )
        for wrong, status, code in ALLOWED_WRONGLY
    ),
    ("paul", f"{VERSION}/publish", THIRD, {}, *UNKNOWN),
    ("paul", f"{VERSION}/decline", THIRD, {}, *UNKNOWN),
]
