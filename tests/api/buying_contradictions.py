"""What commands of buying may say that cannot be true together: a part of `hostile_case.py`."""

from typing import Any, Final

from api import examples

_PAST: Final = "1999-12-31"
_ORDERED: Final[dict[str, Any]] = {
    "line": 1,
    "description": "Gauze",
    "item_class": "consumable",
    "quantity": "1",
    "pack": {"unit": "EA", "base_unit": "EA"},
    "unit_price": "1.00",
}
_BREAK: Final = {"quantity": "50", "unit_price": "59.90"}
_PRICE: Final[dict[str, Any]] = {
    "item_id": examples.ITEM,
    "unit": "BX",
    "unit_price": "62.50",
    "starts_on": "2026-01-31",
    "ends_on": "2026-01-01",
}
_LOOKED_UP: Final = {
    "evidence_hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "exclusion_list": "sam",
    "list_date": "2026-03-01",
    "result": "clear",
}
_BUDGET: Final = "/v1/budget-lines"
_ITEM: Final = "/v1/catalogue-items/{item_id}"
_AGREEMENT: Final = "/v1/price-agreements/{price_agreement_id}"
_ORDER: Final = "/v1/purchase-orders/{purchase_order_id}"
_SUPPLIER: Final = "/v1/suppliers/{supplier_id}"

# Commands that state too little to contradict themselves, or what only a document can contradict.
BUYING_SAYS_ONE_THING: Final = {
    _BUDGET,
    f"{_BUDGET}/{{budget_line_id}}/overrides",
    *(
        f"{_ITEM}/{act}"
        for act in (
            *("activate", "analysis", "gtins/withdraw", "handling", "recalls", "recalls/lift"),
            *("restriction/lift", "retire", "substitutes/approve", "substitutes/withdraw"),
            "suppliers/unmap",
        )
    ),
    *(
        f"{_AGREEMENT}/{act}"
        for act in (
            *("activate", "proposals/{proposal}/confirm", "proposals/{proposal}/decline"),
            "review-expiry",
        )
    ),
    *(
        f"{_ORDER}/{act}"
        for act in (
            *("acknowledgements/overdue", "cancel", "finally-close", "finally-close/remove"),
            *("hold", "hold/release", "issue", "lines/{line}/close", "lines/{line}/order-form"),
            "residue/write-off",
            *("lines/{line}/reopen", "ratify", "ratify/overdue", "self-bills", "submit"),
            *("submit/recall", "submit/recall/administer", "supplier-changes/{change}/accept"),
            *("supplier-changes/{change}/approve-substitution", "supplier-changes/{change}/reject"),
            *("transmissions", "usages/{usage}/withdraw"),
        )
    ),
    *(
        f"{_SUPPLIER}/{act}"
        for act in (
            *("activate", "bank-details/{bank_details}/reject", "classify", "deactivate", "debar"),
            *("credential-deadlines", "debarment/lift", "documents/{document}/reject"),
            *("documents/{document}/verify", "holds/release", "identifiers/remove"),
            *("legal-entities", "merge", "reinstate", "screenings/adjudicate", "self-billing"),
            *("self-billing/end", "sites", "sites/{site}/close", "suspend"),
            *("watch", "watch/end"),
        )
    ),
}

BUYING_CONTRADICTIONS: Final[dict[str, dict[str, Any]]] = {
    f"{_BUDGET}/{{budget_line_id}}/transfers": {
        "to": {
            "legal_entity": "NORTHSIDE",
            "cost_centre": "SURGERY",
            "account": "medical_supplies",
        }
    },
    f"{_BUDGET}/{{budget_line_id}}/corrections": {"fiscal_year": 2099},
    f"{_BUDGET}/{{budget_line_id}}/carry-forward": {"fiscal_year": 2099},
    f"{_BUDGET}/{{budget_line_id}}/lapse": {"fiscal_year": 2099},
    "/v1/catalogue-items": {"package_gtins": [{"gtin": "09506000134352", "unit": "BX"}]},
    f"{_ITEM}/conversions": {"pack": {"base_unit": "EA", "numerator": 50, "unit": "EA"}},
    f"{_ITEM}/decisions": {"votes_for": 0},
    f"{_ITEM}/gtins": {"gtin": "29506000134357"},
    f"{_ITEM}/phase-out": {"last_order_on": _PAST},
    f"{_ITEM}/restriction": {"only_at": ["HOSP-NORTH"]},
    f"{_ITEM}/standard-costs": {"starts_on": _PAST},
    f"{_ITEM}/substitutes": {"substitute_id": examples.ITEM},
    f"{_ITEM}/suppliers": {"gtin": "09506000134352"},
    "/v1/price-agreements": {"ends_on": "2025-12-31"},
    f"{_AGREEMENT}/corrections": {"prices": [_PRICE]},
    f"{_AGREEMENT}/prices": {"prices": [{**_PRICE, "ends_on": None, "breaks": [_BREAK, _BREAK]}]},
    f"{_AGREEMENT}/renewals": {"ends_on": _PAST},
    f"{_AGREEMENT}/sign": {"signed_on": "2098-01-01"},
    f"{_AGREEMENT}/terminate": {"terminated_on": _PAST},
    f"{_AGREEMENT}/tiers": {"tier": "TIER-99"},
    f"{_AGREEMENT}/tiers/confirm": {"effective_from": "2099-12-31"},
    f"{_AGREEMENT}/tiers/lapse": {"lapsed_on": _PAST},
    f"{_AGREEMENT}/claims": {
        "lines": [{"line": 1, "purchase_order_id": examples.OTHER_PURCHASE_ORDER}] * 2
    },
    "/v1/purchase-orders": {"requisition_id": None, "lines": [_ORDERED, _ORDERED]},
    f"{_ORDER}/acknowledgements": {"lines": [{"line": 1, "code": "IA"}] * 2},
    f"{_ORDER}/asns": {"lines": [{"line": 99, "quantity": "1"}]},
    f"{_ORDER}/backorders": {"quantity": "999999"},
    f"{_ORDER}/backorders/cancel": {"quantity": "999999"},
    f"{_ORDER}/backorders/release": {"quantity": "999999"},
    f"{_ORDER}/change-orders": {"lines": [{"line": 1, "quantity": "2"}] * 2},
    f"{_ORDER}/deliveries/overdue": {"line": 99},
    f"{_ORDER}/lines": {"line": _ORDERED},
    f"{_ORDER}/lines/{{line}}/cancel": {"quantity": "999999"},
    f"{_ORDER}/lines/{{line}}/over-receipt": {"percent": "1000"},
    f"{_ORDER}/usages": {"quantity": "2"},
    "/v1/suppliers": {"parent_reason_code": "branch"},
    f"{_SUPPLIER}/activate-conditionally": {"until": _PAST},
    f"{_SUPPLIER}/bank-details": {"scheme": "iban"},
    f"{_SUPPLIER}/bank-details/{{bank_details}}/verify": {"called_on": _PAST},
    f"{_SUPPLIER}/documents": {"expires_on": "2025-12-31"},
    f"{_SUPPLIER}/holds": {"until": _PAST},
    f"{_SUPPLIER}/identifiers": {"value": "0614141000013"},
    f"{_SUPPLIER}/payment-terms": {"instalments": [{"days": 0, "percent": "50"}]},
    f"{_SUPPLIER}/risk": {"assessed_on": _PAST},
    f"{_SUPPLIER}/screenings": {"lookups": [_LOOKED_UP, _LOOKED_UP]},
}
