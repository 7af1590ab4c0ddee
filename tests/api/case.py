"""One case over HTTP, told by the examples of the OpenAPI document, each in its place.

At its end: a supplier and an item are active, an order is received and invoiced, its invoice is
paid and partly credited, its goods are issued, counted and moved, others lie on consignment, a
service is accepted; beside it stand a retired item, requisitions that were rejected, cancelled,
expired and withdrawn, a reversed receipt and a void invoice.
"""

from typing import Any

import httpx2

from api import examples
from tests.api.agreement_case import agree_on_prices
from tests.api.bill_case import bills
from tests.api.budget_case import books, funds, tolerances
from tests.api.catalogue_case import SECOND, describe_and_open_items
from tests.api.duty_case import at_the_desk, overridden_duties
from tests.api.office import Json, Office
from tests.api.openapi import Document
from tests.api.stock_case import ISSUED_AT, opioids, stock, unordered
from tests.api.supplier_case import clear_the_supplier, stop_and_merge_others
from tests.api.usage_case import bill_only

THIRD = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d03"
FOURTH = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d04"
FIFTH = examples.OTHER_PURCHASE_ORDER
SIXTH = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d06"
SEVENTH = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d07"
EIGHTH = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d08"
NINTH = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d09"
CASE_NINE = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d19"
CASE_FIVE = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d15"
CASE_SIX = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d16"
CASE_EIGHT = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d18"
CASE_TWO = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d12"
CASE_THREE = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d13"

SUPPLIER = "/v1/suppliers/{supplier_id}"
REQUISITION = "/v1/requisitions/{requisition_id}"
CASE = "/v1/approval-cases/{approval_case_id}"
ORDER = "/v1/purchase-orders/{purchase_order_id}"
RECEIPT = "/v1/receipts/{receipt_id}"
Names = str | dict[str, Any]  # of what the path names: one for all, or each


class Story:
    """Sends examples, and remembers which were sent as they are printed."""

    def __init__(self, office: Office, document: Document) -> None:
        self.office = office
        self.document = document
        self.sent: set[str] = set()

    def tell(self, actor: str, route: str, names: Names = "", **changes: Any) -> Json:
        """Sends the route's example, with these changes, as this person; it works."""
        if not changes:
            self.sent.add(route)
        response = self.send(actor, route, names, **changes)
        assert response.is_success, (route, response.text)
        told: Json = response.json()
        return told

    def send(self, actor: str, route: str, names: Names = "", **changes: Any) -> httpx2.Response:
        """Sends the route's example, with these changes, as this person."""
        return self.send_if_match(None, actor, route, names, **changes)

    def send_if_match(
        self, version: str | None, actor: str, route: str, names: Names = "", **changes: Any
    ) -> httpx2.Response:
        """As `send`, by somebody who decided on a version of the document."""
        if isinstance(names, str):
            names = dict.fromkeys(self.document.path_parameters(route), names)
        body = {**self.document.example(route), **changes}
        headers = {} if version is None else {"If-Match": version}
        return self.office.post(route.format(**names).removeprefix("/v1/"), body, actor, headers)


def tell_case(office: Office, document: Document, story: "Story | None" = None) -> "Story":
    """Sends every example once as it is printed, and what they need beside it."""
    story = story or Story(office, document)
    books(story)
    tolerances(story)
    suppliers_and_items(story)
    requisitions(story)
    requisitions_that_end_early(story)
    orders(story)
    answers(story)
    control(story)
    deliveries(story)
    stock(story)
    from_stock(story)
    services(story)
    at_the_desk(story)
    agree_on_prices(story)
    bills(story)
    asked_beside_the_agreement(story)
    funds(story)
    overridden_duties(story)
    return story


def suppliers_and_items(story: Story) -> None:
    clear_the_supplier(story)
    stop_and_merge_others(story)
    describe_and_open_items(story)


def requisitions(story: Story) -> None:
    story.tell("nora", "/v1/requisitions")
    story.tell("nora", f"{REQUISITION}/lines", examples.REQUISITION)
    story.tell("nora", f"{REQUISITION}/lines/change", examples.REQUISITION)
    second_line = {"requisition_id": examples.REQUISITION, "line": 2}
    story.tell("nora", f"{REQUISITION}/lines/{{line}}/remove", second_line)
    story.tell("nora", f"{REQUISITION}/submit", examples.REQUISITION)
    story.tell("vera", f"{REQUISITION}/validations", examples.REQUISITION)
    story.tell("mia", f"{CASE}/approve", examples.APPROVAL_CASE)
    for number, requisition in enumerate((SECOND, THIRD, FOURTH), start=3002):
        story.tell("nora", "/v1/requisitions", id=requisition, number=f"REQ-{number}")
    story.tell("nora", f"{REQUISITION}/submit", SECOND, approval_case_id=CASE_TWO)
    story.tell("mia", f"{CASE}/reject", CASE_TWO)
    story.tell("nora", f"{REQUISITION}/submit", THIRD, approval_case_id=CASE_THREE)
    story.tell("mia", f"{CASE}/approve", CASE_THREE)
    first_line = {"requisition_id": THIRD, "line": 1}
    story.tell("nora", f"{REQUISITION}/lines/{{line}}/cancel", first_line)
    story.tell("nora", f"{REQUISITION}/withdraw", FOURTH)


def requisitions_that_end_early(story: Story) -> None:
    for number, requisition in enumerate((FIFTH, SIXTH, SEVENTH), start=3005):
        story.tell("nora", "/v1/requisitions", id=requisition, number=f"REQ-{number}")
    story.tell("nora", f"{REQUISITION}/submit", FIFTH, approval_case_id=CASE_FIVE)
    story.tell("mia", f"{CASE}/return", CASE_FIVE)
    story.tell("nora", f"{REQUISITION}/change", FIFTH)
    story.tell("nora", f"{REQUISITION}/cancel", FIFTH)
    then = {"effective_at": "2020-01-01T00:00:00Z"}
    story.tell("nora", f"{REQUISITION}/submit", SIXTH, approval_case_id=CASE_SIX, **then)
    story.tell("nora", f"{REQUISITION}/expire", SIXTH)
    urgent = {"clinician_id": "dr-lee", "emergency_reason_code": "haemorrhage"}
    emergency = {"kind": "emergency", **urgent, "id": EIGHTH, "number": "REQ-3008"}
    story.tell("nora", "/v1/requisitions", **emergency)
    story.tell("nora", f"{REQUISITION}/submit", EIGHTH, approval_case_id=CASE_EIGHT, **then)
    story.tell("nora", f"{REQUISITION}/missed-ratification", EIGHTH)


def orders(story: Story) -> None:
    story.tell("ben", "/v1/purchase-orders")
    for act in ("lines", "submit"):
        story.tell("ben", f"{ORDER}/{act}", examples.PURCHASE_ORDER)
    story.tell("mia", f"{CASE}/approve", examples.ORDER_APPROVAL_CASE)
    story.tell("ben", f"{ORDER}/issue", examples.PURCHASE_ORDER, effective_at=ISSUED_AT)
    for act in ("transmissions", "change-orders"):
        story.tell("ben", f"{ORDER}/{act}", examples.PURCHASE_ORDER)
    for act in ("hold", "hold/release"):
        story.tell("ben", f"{ORDER}/{act}", examples.PURCHASE_ORDER)
    second_line = {"purchase_order_id": examples.PURCHASE_ORDER, "line": 2}
    for act in ("close", "reopen", "cancel"):
        story.tell("ben", f"{ORDER}/lines/{{line}}/{act}", second_line)


def answers(story: Story) -> None:
    """Another order, whose supplier answers late and differently."""
    gloves = {**story.document.example("/v1/purchase-orders")["lines"][0]}
    gloves |= {"requisition_id": None, "requisition_line": None}
    lines = [gloves, {**gloves, "line": 2}]
    told: dict[str, Any] = {
        "id": FIFTH,
        "number": "PO-4003",
        "requisition_id": None,
        "lines": lines,
    }
    story.tell("ben", "/v1/purchase-orders", **told)
    story.tell("ben", f"{ORDER}/submit", FIFTH, approval_case_id=FIFTH)
    story.tell("mia", f"{CASE}/approve", FIFTH)
    story.tell("ben", f"{ORDER}/issue", FIFTH, effective_at=ISSUED_AT)
    for act in ("acknowledgements/overdue", "acknowledgements"):
        story.tell("ben", f"{ORDER}/{act}", FIFTH)
    dearer = [{"line": 2, "code": "IP", "unit_price": "70"}]
    story.tell("ben", f"{ORDER}/acknowledgements", FIFTH, lines=dearer)
    other = {"description": "Vinyl gloves", "pack": gloves["pack"], "unit_price": "60"}
    change = f"{ORDER}/supplier-changes/{{change}}"
    numbered = {"purchase_order_id": FIFTH, "change": 1}
    story.tell("ben", f"{change}/accept", numbered, price_override=None)
    story.tell("ben", f"{change}/reject", {**numbered, "change": 2})
    substitute = [{"line": 2, "code": "IS", "substitute": other}]
    story.tell("ben", f"{ORDER}/acknowledgements", FIFTH, lines=substitute)
    story.tell("vera", f"{change}/approve-substitution", {**numbered, "change": 3})
    story.tell("ben", f"{change}/accept", {**numbered, "change": 3}, price_override=None)
    for act in ("backorders", "backorders/release", "backorders/cancel"):
        story.tell("ben", f"{ORDER}/{act}", FIFTH)


def asked_beside_the_agreement(story: Story) -> None:
    """The supplier of the other order asks more than he has agreed to, and thinks better of it."""
    dearer = [{"line": 1, "code": "IP", "unit_price": "64"}]
    story.tell("ben", f"{ORDER}/acknowledgements", FIFTH, lines=dearer)
    taken = {"purchase_order_id": FIFTH, "change": 4}
    story.tell("ben", f"{ORDER}/supplier-changes/{{change}}/accept", taken)
    as_agreed = [{"line": 1, "unit_price": "62.50"}]
    story.tell("ben", f"{ORDER}/change-orders", FIFTH, lines=as_agreed)
    state = {"tax": "state", "percent": "6.25", "recoverable": "0"}
    freight = {"charge": "freight", "kind": "freight", "amount": "40.00"}
    taxed = [{"line": 1, "taxes": [state]}]
    story.tell("ben", f"{ORDER}/change-orders", FIFTH, lines=taxed, parts=[freight])


def control(story: Story) -> None:
    """An emergency that is ratified late, arrives over the order, and ends for good."""
    gloves = {**story.document.example("/v1/purchase-orders")["lines"][0]}
    gloves |= {"requisition_id": None, "requisition_line": None}
    told: dict[str, Any] = {"requisition_id": None, "lines": [gloves]}
    urgent = {"number": "PO-4104", "order_type": "emergency", "effective_at": ISSUED_AT, **told}
    story.tell("ben", "/v1/purchase-orders", id=SIXTH, **urgent)
    story.tell("ben", f"{ORDER}/submit", SIXTH, approval_case_id=SIXTH)
    story.tell("ben", f"{ORDER}/issue", SIXTH)
    for act in ("ratify/overdue", "ratify"):
        story.tell("mia", f"{ORDER}/{act}", SIXTH)
    first_line = {"purchase_order_id": SIXTH, "line": 1}
    story.tell("ben", f"{ORDER}/lines/{{line}}/over-receipt", first_line)
    for act in ("asns", "deliveries/overdue"):
        story.tell("ben", f"{ORDER}/{act}", SIXTH)
    bill_only(story, EIGHTH)
    came = {"number": "GR-5090", "purchase_order_id": SIXTH}
    lines = [{**story.document.example("/v1/receipts")["lines"][0], "quantity": "1"}]
    story.tell("rosa", "/v1/receipts", id=NINTH, lines=lines, **came)
    for person, act in (
        ("fay", "finally-close"),
        ("fred", "residue/write-off"),
        ("fay", "finally-close/remove"),
    ):
        story.tell(person, f"{ORDER}/{act}", SIXTH)
    story.tell("rosa", f"{RECEIPT}/reverse", NINTH)
    story.tell("ben", f"{ORDER}/cancel", SIXTH)
    story.tell("ben", "/v1/purchase-orders", id=SEVENTH, number="PO-4105", **told)
    story.tell("ben", f"{ORDER}/submit", SEVENTH, approval_case_id=SEVENTH)
    story.tell("ben", f"{ORDER}/submit/recall", SEVENTH)
    story.tell("ben", f"{ORDER}/submit", SEVENTH, approval_case_id=EIGHTH)
    story.tell("olga", f"{ORDER}/submit/recall/administer", SEVENTH)


def deliveries(story: Story) -> None:
    story.tell("rosa", "/v1/receipts")
    story.tell("ines", f"{RECEIPT}/inspections", examples.RECEIPT)
    story.tell("ines", f"{RECEIPT}/quarantine", examples.RECEIPT)
    story.tell("rosa", f"{RECEIPT}/returns", examples.RECEIPT)
    for number, receipt in enumerate((SECOND, THIRD), start=5003):
        lines = [{**story.document.example("/v1/receipts")["lines"][0], "quantity": "11"}]
        story.tell("rosa", "/v1/receipts", id=receipt, number=f"GR-{number}", lines=lines)
        if receipt == SECOND:
            story.tell("rosa", f"{RECEIPT}/reverse", receipt)
    story.tell("rosa", f"{RECEIPT}/corrections", THIRD)
    story.tell("rosa", f"{RECEIPT}/label-corrections", THIRD)
    came = story.document.example("/v1/receipts")["lines"][0]
    true = {"line": 1, "lot": came["lot"], "expires_on": came["expires_on"]}
    story.tell("rosa", f"{RECEIPT}/label-corrections", THIRD, lines=[true])
    story.tell("ben", f"{RECEIPT}/return-requests", THIRD)
    request = {"receipt_id": THIRD, "return_request": 1}
    for act in ("authorization", "withdraw"):
        story.tell("ben", f"{RECEIPT}/return-requests/{{return_request}}/{act}", request)
    opioids(story)
    unordered(story)


def from_stock(story: Story) -> None:
    lines = [{**story.document.example("/v1/requisitions")["lines"][0], "quantity": "1"}]
    story.tell("nora", "/v1/requisitions", id=NINTH, number="REQ-3009", lines=lines)
    story.tell("nora", f"{REQUISITION}/submit", NINTH, approval_case_id=CASE_NINE)
    first_line = {"requisition_id": NINTH, "line": 1}
    for act in ("pick", "pick/release", "issues", "issue-returns"):
        story.tell("kim", f"{REQUISITION}/lines/{{line}}/{act}", first_line)


def services(story: Story) -> None:
    line = {
        "line": 1,
        "description": "Calibration of infusion pumps",
        "item_class": "maintenance",
        "quantity": "8",
        "pack": {"unit": "HUR", "base_unit": "HUR"},
        "unit_price": "95.00",
        "delivery": "service",
        "accounting": "expense",
    }
    kept = ("item_class", "delivery", "accounting")
    by_amount = {"line": 2, "description": "Call-outs", "amount": "40.00"}
    by_amount |= {name: line[name] for name in kept}
    story.tell(
        "ben",
        "/v1/purchase-orders",
        id=examples.SERVICE_ORDER,
        number="PO-4002",
        requisition_id=None,
        lines=[line, by_amount],
    )
    story.tell("ben", f"{ORDER}/submit", examples.SERVICE_ORDER, approval_case_id=SECOND)
    story.tell("ben", f"{ORDER}/issue", examples.SERVICE_ORDER, effective_at=ISSUED_AT)
    story.tell("rosa", "/v1/receipts/service-entries")
    story.tell("rosa", f"{RECEIPT}/accept", examples.SERVICE_RECEIPT)
