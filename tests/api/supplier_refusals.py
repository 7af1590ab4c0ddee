"""How each command about a supplier is refused, where the case has ended."""

from typing import Any, Final

from api import examples
from tests.api.supplier_case import CONDITIONAL, HASH, MERGED, ROUTE, STOPPED

Refusal = tuple[str, str, str | dict[str, Any], dict[str, Any], int, str]

SUPPLIER: Final = examples.SUPPLIER
OLD: Final = [
    {
        "exclusion_list": "sam",
        "list_date": "2020-01-01",
        "result": "clear",
        "evidence_hash": HASH,
    }
]


def part(name: str, number: int | str, supplier: str = SUPPLIER) -> dict[str, Any]:
    return {"supplier_id": supplier, name: number}


DOCUMENT: Final = f"{ROUTE}/documents/{{document}}"
BANK: Final = f"{ROUTE}/bank-details/{{bank_details}}"

UNKNOWN: Final = "00000000-0000-4000-8000-00000000dead"
WATCHED_WRONGLY: list[tuple[str, dict[str, Any], int, str]] = [
    (UNKNOWN, {}, 404, "document.not_found"),
    (MERGED, {}, 409, "supplier.merged_into"),
    (SUPPLIER, {"review_on": "2020-01-01"}, 422, "supplier.period_invalid"),
    (SUPPLIER, {"review_on": "2026-02-30"}, 422, "request.invalid"),
    (SUPPLIER, {"score": 101}, 422, "request.invalid"),
    (SUPPLIER, {"score": -1}, 422, "request.invalid"),
    (SUPPLIER, {"score": "1.5"}, 422, "request.invalid"),
    (SUPPLIER, {"score": 10**40}, 422, "request.invalid"),
    (SUPPLIER, {"reason_code": None}, 422, "request.invalid"),
    (SUPPLIER, {"legal_entity": "NHS"}, 422, "request.invalid"),
]
SUPPLIER_REFUSALS: Final[list[Refusal]] = [
    ("cleo", f"{ROUTE}/classify", SUPPLIER, {}, 409, "supplier.nothing_changed"),
    ("sam", f"{ROUTE}/classify", SUPPLIER, {"tier": "basic"}, 403, "supplier.self_cleared"),
    ("cleo", f"{ROUTE}/legal-entities", SUPPLIER, {}, 409, "supplier.nothing_changed"),
    ("cleo", f"{ROUTE}/self-billing", MERGED, {}, 409, "supplier.merged_into"),
    ("cleo", f"{ROUTE}/self-billing/end", SUPPLIER, {}, 409, "supplier.nothing_changed"),
    ("carla", f"{ROUTE}/activate-conditionally", SUPPLIER, {}, 409, "supplier.wrong_status"),
    (
        "carla",
        f"{ROUTE}/activate-conditionally",
        CONDITIONAL,
        {"until": "2027-03-31"},
        422,
        "supplier.period_invalid",
    ),
    (
        "carla",
        f"{ROUTE}/activate-conditionally",
        CONDITIONAL,
        {"cap": "5000.001"},
        422,
        "money.too_precise",
    ),
    ("cleo", f"{ROUTE}/suspend", MERGED, {}, 409, "supplier.wrong_status"),
    ("cleo", f"{ROUTE}/deactivate", MERGED, {}, 409, "supplier.wrong_status"),
    ("cleo", f"{ROUTE}/reinstate", SUPPLIER, {}, 409, "supplier.wrong_status"),
    ("cleo", f"{ROUTE}/debar", MERGED, {}, 409, "supplier.wrong_status"),
    ("cleo", f"{ROUTE}/debarment/lift", SUPPLIER, {}, 409, "supplier.wrong_status"),
    ("carla", f"{ROUTE}/merge", SUPPLIER, {}, 409, "supplier.merge_refused"),
    ("sam", f"{ROUTE}/identifiers", SUPPLIER, {"value": "1"}, 422, "supplier.identifier_invalid"),
    (
        "sam",
        f"{ROUTE}/identifiers",
        STOPPED,
        {"scheme": "duns", "value": "123456789"},
        409,
        "number.taken",
    ),
    ("sam", f"{ROUTE}/identifiers/remove", SUPPLIER, {}, 404, "supplier.unknown_part"),
    (
        "sam",
        f"{ROUTE}/sites",
        SUPPLIER,
        {"address": None},
        409,
        "supplier.nothing_changed",
    ),
    (
        "sam",
        f"{ROUTE}/sites/{{site}}/close",
        part("site", "REMIT-2"),
        {},
        404,
        "supplier.unknown_part",
    ),
    ("vera", f"{ROUTE}/screenings", SUPPLIER, {"lookups": OLD}, 409, "supplier.list_outdated"),
    ("vera", f"{ROUTE}/screenings", SUPPLIER, {"lookups": []}, 422, "supplier.nothing_screened"),
    ("sam", f"{ROUTE}/screenings", SUPPLIER, {}, 403, "supplier.duties_mixed"),
    ("jude", f"{ROUTE}/screenings/adjudicate", SUPPLIER, {}, 409, "supplier.no_match"),
    (
        "sam",
        f"{ROUTE}/documents",
        SUPPLIER,
        {"document_type": "coi"},
        422,
        "supplier.document_incomplete",
    ),
    (
        "sam",
        f"{ROUTE}/documents",
        SUPPLIER,
        {"expires_on": "2020-01-01"},
        422,
        "supplier.date_impossible",
    ),
    ("cleo", f"{DOCUMENT}/verify", part("document", 1), {}, 409, "supplier.document_decided"),
    ("cleo", f"{DOCUMENT}/verify", part("document", 9), {}, 404, "supplier.unknown_part"),
    ("cleo", f"{DOCUMENT}/reject", part("document", 3), {}, 409, "supplier.document_decided"),
    ("cleo", f"{ROUTE}/credential-deadlines", SUPPLIER, {}, 409, "supplier.nothing_due"),
    (
        "sam",
        f"{ROUTE}/bank-details",
        SUPPLIER,
        {"bank": "021000022"},
        422,
        "supplier.account_invalid",
    ),
    ("sam", f"{ROUTE}/bank-details", SUPPLIER, {}, 409, "supplier.nothing_changed"),
    (
        "fay",
        f"{BANK}/verify",
        part("bank_details", 2),
        {},
        409,
        "supplier.bank_details_decided",
    ),
    ("fay", f"{BANK}/reject", part("bank_details", 9), {}, 404, "supplier.unknown_part"),
    (
        "cleo",
        f"{ROUTE}/risk",
        SUPPLIER,
        {"assessed_on": "2999-01-01"},
        422,
        "supplier.date_impossible",
    ),
    ("cleo", f"{ROUTE}/risk", SUPPLIER, {"score": 101}, 422, "request.invalid"),
    *(
        ("cleo", f"{ROUTE}/watch", of, wrong, status, code)
        for of, wrong, status, code in WATCHED_WRONGLY
    ),
    ("cleo", f"{ROUTE}/watch/end", SUPPLIER, {}, 409, "supplier.nothing_changed"),
    ("cleo", f"{ROUTE}/watch/end", SUPPLIER, {"reason_code": None}, 422, "request.invalid"),
    ("cleo", f"{ROUTE}/payment-terms", STOPPED, {}, 409, "supplier.nothing_changed"),
    (
        "cleo",
        f"{ROUTE}/payment-terms",
        SUPPLIER,
        {"instalments": [{"percent": "50", "days": 0}]},
        422,
        "supplier.terms_invalid",
    ),
]
