"""Every command can be refused, with its own code and status, and then nothing is recorded."""

from typing import Any

import pytest

from api import examples
from tests.api.agreement_case import AGREEMENT
from tests.api.bill_refusals import BILL_REFUSALS
from tests.api.books_refusals import BOOKS_REFUSALS
from tests.api.budget_case import BUDGET_LINE, ENTITY
from tests.api.case import (
    CASE,
    EIGHTH,
    FIFTH,
    FOURTH,
    NINTH,
    ORDER,
    RECEIPT,
    REQUISITION,
    SEVENTH,
    SIXTH,
    SUPPLIER,
    THIRD,
    Story,
)
from tests.api.catalogue_case import ITEM, SECOND
from tests.api.catalogue_refusals import CATALOGUE_REFUSALS
from tests.api.goods_refusals import GOODS_REFUSALS
from tests.api.office import refused
from tests.api.openapi import Document
from tests.api.stock_case import OPIOID
from tests.api.supplier_refusals import SUPPLIER_REFUSALS
from tests.api.tolerance_refusals import TOLERANCE_REFUSALS

CHANGE = f"{ORDER}/change-orders"
UNKNOWN = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2fff"
ISSUED = f"{REQUISITION}/lines/{{line}}"
SERVED = {"requisition_id": NINTH, "line": 1}
ASKED = {"requisition_id": examples.REQUISITION, "line": 1}
ORDERED = {"purchase_order_id": examples.PURCHASE_ORDER, "line": 2}
GLOVES = {"purchase_order_line": 1, "lot": "L", "expires_on": "2028-01-01"}
TOO_MUCH = {"id": UNKNOWN, "number": "GR-9", "lines": [{**GLOVES, "quantity": "200"}]}
AGREED = examples.PRICE_AGREEMENT
AGREED_TWICE = {"id": UNKNOWN, "cap": {"amount": "1.00", "quantity": "1", "unit": "EA"}}
DECLINED = {"price_agreement_id": AGREED, "proposal": 2}
PROPOSAL = f"{AGREEMENT}/proposals/{{proposal}}"
RENEWED = {"id": UNKNOWN, "number": "PA-6019"}
EAST = {"facility": "EAST"}
OVER = f"{ORDER}/lines/{{line}}/over-receipt"
ANSWERS = f"{ORDER}/acknowledgements"
OFFER = f"{ORDER}/supplier-changes/{{change}}"
OFFERED = {"purchase_order_id": FIFTH, "change": 1}
UNKNOWN_OFFER = {**OFFERED, "purchase_order_id": UNKNOWN}
LATE = f"{ORDER}/backorders"
NORTHSIDE = {"legal_entity": "NORTHSIDE"}
NO_AMOUNT = {"account": "gowns", "amount": "0"}
HELD = f"{ORDER}/hold/release"

# Who sends what, where the case has ended, and the answer.
REFUSALS: list[tuple[str, str, str | dict[str, Any], dict[str, Any], int, str]] = [
    *GOODS_REFUSALS,
    *BOOKS_REFUSALS,
    ("fred", "/v1/legal-entities", "", {}, 409, "legal_entity.exists"),
    ("fred", f"{ENTITY}/facilities", NORTHSIDE, {}, 409, "legal_entity.facility_added_already"),
    ("fred", f"{ENTITY}/closing", NORTHSIDE, {}, 409, "legal_entity.closes_so"),
    ("fred", f"{ENTITY}/holidays", NORTHSIDE, {}, 409, "legal_entity.holidays_stand_so"),
    ("fred", f"{ENTITY}/holidays", NORTHSIDE, {"year": 2027}, 422, "legal_entity.holiday_outside"),
    ("fred", f"{ENTITY}/small-difference-caps", NORTHSIDE, {}, 409, "legal_entity.caps_stand_so"),
    (
        *("fred", f"{ENTITY}/small-difference-caps", NORTHSIDE),
        *({"cap": "-1"}, 422, "legal_entity.cap_negative"),
    ),
    ("fred", f"{ENTITY}/receiving", NORTHSIDE, {}, 409, "legal_entity.receives_so"),
    (
        "fred",
        f"{ENTITY}/registrations",
        NORTHSIDE,
        {"registration": "AB1234567"},
        422,
        "legal_entity.registration_invalid",
    ),
    ("fred", f"{ENTITY}/budget-control", NORTHSIDE, {}, 409, "legal_entity.controlled_so"),
    *TOLERANCE_REFUSALS,
    ("fred", "/v1/budget-lines", "", {}, 409, "budget_line.loaded_already"),
    ("fred", "/v1/budget-lines", "", NO_AMOUNT, 422, "budget_line.amount_not_positive"),
    ("fred", f"{BUDGET_LINE}/transfers", UNKNOWN, {}, 404, "document.not_found"),
    ("fred", f"{BUDGET_LINE}/corrections", UNKNOWN, {}, 404, "document.not_found"),
    ("dora", f"{BUDGET_LINE}/overrides", UNKNOWN, {}, 404, "document.not_found"),
    ("fred", f"{BUDGET_LINE}/carry-forward", UNKNOWN, {}, 404, "document.not_found"),
    ("fred", f"{BUDGET_LINE}/lapse", UNKNOWN, {}, 404, "document.not_found"),
    ("sam", "/v1/suppliers", "", {}, 409, "supplier.exists"),
    ("sam", "/v1/suppliers", "", {"id": SECOND}, 409, "number.taken"),
    ("cleo", f"{SUPPLIER}/activate", examples.SUPPLIER, {}, 409, "supplier.wrong_status"),
    *SUPPLIER_REFUSALS,
    ("cleo", f"{SUPPLIER}/holds", UNKNOWN, {}, 404, "document.not_found"),
    ("cleo", f"{SUPPLIER}/holds/release", examples.SUPPLIER, {}, 409, "supplier.not_held"),
    ("ivan", "/v1/catalogue-items", "", {}, 409, "catalogue_item.exists"),
    (
        "ivan",
        "/v1/catalogue-items",
        "",
        {"id": UNKNOWN, "gtin": "1"},
        422,
        "catalogue_item.invalid_gtin",
    ),
    ("ivan", f"{ITEM}/activate", examples.ITEM, {}, 409, "catalogue_item.not_requested"),
    ("ivan", f"{ITEM}/retire", SECOND, {}, 409, "catalogue_item.retired_already"),
    *CATALOGUE_REFUSALS,
    ("carla", "/v1/price-agreements", "", {}, 409, "price_agreement.exists"),
    ("carla", "/v1/price-agreements", "", AGREED_TWICE, 422, "price_agreement.invalid_cap"),
    ("carla", f"{AGREEMENT}/renewals", AGREED, RENEWED, 409, "price_agreement.renewal_standing"),
    ("carla", f"{AGREEMENT}/sign", AGREED, {}, 409, "price_agreement.wrong_status"),
    ("carla", f"{AGREEMENT}/activate", AGREED, {}, 409, "price_agreement.wrong_status"),
    ("carla", f"{AGREEMENT}/review-expiry", AGREED, {}, 409, "price_agreement.nothing_due"),
    ("carla", f"{AGREEMENT}/terminate", THIRD, {}, 409, "price_agreement.wrong_status"),
    ("carla", f"{AGREEMENT}/prices", AGREED, {}, 422, "price_agreement.price_backdated"),
    ("carla", f"{AGREEMENT}/corrections", THIRD, {}, 409, "price_agreement.wrong_status"),
    ("carla", f"{AGREEMENT}/claims", AGREED, {}, 409, "price_agreement.nothing_to_claim"),
    (
        "carla",
        f"{AGREEMENT}/claims",
        AGREED,
        {"correction": 9},
        404,
        "price_agreement.unknown_correction",
    ),
    ("carla", f"{PROPOSAL}/confirm", DECLINED, {}, 404, "price_agreement.unknown_proposal"),
    ("carla", f"{PROPOSAL}/decline", DECLINED, {}, 404, "price_agreement.unknown_proposal"),
    ("carla", f"{AGREEMENT}/tiers", AGREED, EAST, 422, "price_agreement.not_eligible"),
    ("carla", f"{AGREEMENT}/tiers/confirm", AGREED, {}, 409, "price_agreement.tier_not_standing"),
    ("carla", f"{AGREEMENT}/tiers/lapse", AGREED, {}, 409, "price_agreement.tier_not_standing"),
    ("nora", "/v1/requisitions", "", {}, 409, "requisition.exists"),
    ("nora", "/v1/requisitions", "", {"requester_id": "Mia"}, 403, "access.forbidden"),
    ("nora", f"{REQUISITION}/lines", examples.REQUISITION, {}, 409, "requisition.not_draft"),
    ("nora", f"{REQUISITION}/lines/change", FOURTH, {}, 409, "requisition.not_draft"),
    ("nora", f"{REQUISITION}/lines/{{line}}/remove", ASKED, {}, 409, "requisition.not_draft"),
    ("nora", f"{REQUISITION}/submit", FOURTH, {}, 409, "requisition.not_draft"),
    ("nora", f"{REQUISITION}/change", FOURTH, {}, 409, "requisition.not_draft"),
    ("nora", f"{REQUISITION}/cancel", FOURTH, {}, 409, "requisition.not_cancellable"),
    ("nora", f"{REQUISITION}/expire", FOURTH, {}, 409, "requisition.not_expired"),
    (
        "nora",
        f"{REQUISITION}/missed-ratification",
        FOURTH,
        {},
        409,
        "requisition.ratification_not_due",
    ),
    ("mia", f"{CASE}/return", examples.APPROVAL_CASE, {}, 409, "approval_case.decided"),
    ("kim", f"{ISSUED}/pick", SERVED, {"quantity": "9"}, 409, "requisition.too_much_from_stock"),
    ("kim", f"{ISSUED}/pick/release", SERVED, {"quantity": "9"}, 409, "requisition.not_picked"),
    ("kim", f"{ISSUED}/issues", SERVED, {"quantity": "9"}, 409, "requisition.too_much_from_stock"),
    ("kim", f"{ISSUED}/issue-returns", SERVED, {"quantity": "9"}, 409, "requisition.not_issued"),
    ("vera", f"{REQUISITION}/validations", FOURTH, {}, 409, "requisition.not_validated"),
    ("nora", f"{REQUISITION}/withdraw", FOURTH, {}, 409, "requisition.not_withdrawable"),
    ("nora", f"{REQUISITION}/lines/{{line}}/cancel", ASKED, {}, 409, "requisition.not_approved"),
    ("mia", f"{CASE}/approve", examples.APPROVAL_CASE, {}, 409, "approval_case.decided"),
    ("mia", f"{CASE}/reject", examples.APPROVAL_CASE, {}, 409, "approval_case.decided"),
    ("ben", "/v1/purchase-orders", "", {}, 409, "purchase_order.exists"),
    ("ben", f"{ORDER}/lines", examples.PURCHASE_ORDER, {}, 409, "purchase_order.line_exists"),
    ("ben", f"{ORDER}/submit", examples.PURCHASE_ORDER, {}, 409, "purchase_order.wrong_stage"),
    ("ben", f"{ORDER}/issue", examples.PURCHASE_ORDER, {}, 409, "purchase_order.wrong_stage"),
    ("ben", f"{ORDER}/transmissions", UNKNOWN, {}, 404, "document.not_found"),
    (
        "ben",
        f"{ORDER}/acknowledgements",
        examples.PURCHASE_ORDER,
        {"lines": [{"line": 9, "code": "IA"}]},
        422,
        "purchase_order.unknown_line",
    ),
    (
        "ben",
        f"{ORDER}/change-orders",
        examples.PURCHASE_ORDER,
        {},
        409,
        "purchase_order.nothing_changed",
    ),
    (
        "ben",
        f"{ORDER}/change-orders",
        examples.PURCHASE_ORDER,
        {"lines": [{"line": 1, "description": "Gloves, long"}]},
        409,
        "purchase_order.line_fixed",
    ),
    ("ben", f"{ORDER}/hold", UNKNOWN, {}, 404, "document.not_found"),
    (
        "ben",
        f"{ORDER}/hold/release",
        examples.PURCHASE_ORDER,
        {},
        409,
        "purchase_order.not_on_hold",
    ),
    ("ben", f"{ORDER}/lines/{{line}}/cancel", ORDERED, {}, 409, "purchase_order.line_cancelled"),
    ("ben", f"{ORDER}/lines/{{line}}/close", ORDERED, {}, 409, "purchase_order.line_cancelled"),
    ("ben", f"{ORDER}/lines/{{line}}/reopen", ORDERED, {}, 409, "purchase_order.nothing_to_reopen"),
    ("ben", f"{ANSWERS}/overdue", FIFTH, {}, 409, "purchase_order.not_overdue"),
    ("ben", f"{OFFER}/accept", OFFERED, {}, 409, "purchase_order.no_supplier_change"),
    ("ben", f"{OFFER}/reject", OFFERED, {}, 409, "purchase_order.no_supplier_change"),
    ("vera", f"{OFFER}/approve-substitution", UNKNOWN_OFFER, {}, 404, "document.not_found"),
    ("ben", f"{LATE}", FIFTH, {"quantity": "100"}, 409, "purchase_order.backorder_too_large"),
    ("ben", f"{LATE}/release", FIFTH, {"line": 3}, 409, "purchase_order.no_backorder"),
    ("ben", f"{LATE}/cancel", FIFTH, {"line": 3}, 409, "purchase_order.no_backorder"),
    ("ben", f"{ORDER}/submit/recall", SEVENTH, {}, 409, "purchase_order.wrong_stage"),
    (
        "olga",
        f"{ORDER}/submit/recall/administer",
        SEVENTH,
        {},
        409,
        "purchase_order.wrong_stage",
    ),
    ("ben", f"{ORDER}/cancel", SIXTH, {}, 409, "purchase_order.nothing_open"),
    (
        "ben",
        OVER,
        {"purchase_order_id": SIXTH, "line": 1},
        {},
        409,
        "purchase_order.line_cancelled",
    ),
    (
        "ben",
        f"{ORDER}/lines/{{line}}/order-form",
        {"purchase_order_id": OPIOID, "line": 1},
        {},
        403,
        "purchase_order.not_registrant",
    ),
    ("rosa", f"{ORDER}/usages", SIXTH, {}, 409, "purchase_order.not_bill_only"),
    (
        "rosa",
        f"{ORDER}/usages/{{usage}}/withdraw",
        {"purchase_order_id": EIGHTH, "usage": 1},
        {},
        422,
        "purchase_order.unknown_usage",
    ),
    ("ben", f"{ORDER}/asns", SIXTH, {}, 409, "purchase_order.shipment_repeated"),
    ("ben", f"{ORDER}/deliveries/overdue", SIXTH, {}, 409, "purchase_order.delivery_not_overdue"),
    ("mia", f"{ORDER}/ratify", SIXTH, {}, 409, "purchase_order.not_ratifiable"),
    ("mia", f"{ORDER}/ratify/overdue", SIXTH, {}, 409, "purchase_order.not_ratifiable"),
    ("fay", f"{ORDER}/finally-close", SEVENTH, {}, 409, "purchase_order.wrong_stage"),
    ("fred", f"{ORDER}/residue/write-off", SIXTH, {}, 409, "purchase_order.not_final"),
    ("fay", f"{ORDER}/finally-close/remove", SIXTH, {}, 409, "purchase_order.wrong_stage"),
    ("rosa", "/v1/receipts", "", {}, 409, "receipt.exists"),
    ("ben", "/v1/receipts", "", {"id": UNKNOWN}, 403, "purchase_order.received_by_buyer"),
    (
        "rosa",
        "/v1/receipts",
        "",
        TOO_MUCH,
        409,
        "receipt.over_receipt",
    ),
    ("rosa", "/v1/receipts/service-entries", "", {}, 409, "receipt.wrong_status"),
    ("rosa", f"{RECEIPT}/accept", examples.SERVICE_RECEIPT, {}, 409, "receipt.wrong_status"),
    ("rosa", f"{RECEIPT}/reverse", examples.RECEIPT, {}, 409, "receipt.partly_returned"),
    (
        "rosa",
        f"{RECEIPT}/returns",
        examples.RECEIPT,
        {"lines": [{"line": 1, "quantity": "11"}]},
        409,
        "receipt.return_too_large",
    ),
    *BILL_REFUSALS,
]


@pytest.mark.parametrize(("actor", "route", "names", "changes", "status", "code"), REFUSALS)
def test_a_refusal_tells_its_code_and_records_nothing(
    case: Story,
    actor: str,
    route: str,
    names: str | dict[str, Any],
    changes: dict[str, Any],
    status: int,
    code: str,
) -> None:
    before = case.office.see("audit-trail", limit=1)["position"]
    refused(case.send(actor, route, names, **changes), status, code)
    assert case.office.see("audit-trail", limit=1)["position"] == before


def test_every_command_works_and_can_be_refused(case: Story, document: Document) -> None:
    commands = set(document.commands)
    assert case.sent == commands
    assert {route for _, route, *_ in REFUSALS} == commands
