"""Two requests that become one order line, over HTTP: ordered, dealt, told and refused."""

from typing import Final

import pytest

from tests.api import tour
from tests.api.office import Json, Office, refused

SECOND: Final = "00000000-0000-4000-8000-000000000103"
CASE: Final = "00000000-0000-4000-8000-000000000104"


@pytest.fixture
def order(office: Office) -> str:
    """The tour's ten pumps for intensive care and ten for surgery, in one line of twenty."""
    for step in (*tour.PREPARE, *tour.REQUEST):
        office.do(step.path, step.body, step.actor)
    wish = {**tour.REQUEST[0].body, "id": SECOND, "number": "REQ-MORE", "department": "SURGERY"}
    office.do("requisitions", {**wish, "need_by": "2027-01-31"}, "nora")
    office.do(f"requisitions/{SECOND}/submit", {"approval_case_id": CASE}, "nora")
    office.do(f"approval-cases/{CASE}/approve", {}, "mia")
    drafted = tour.BUY[0]
    (line,) = drafted.body["lines"]
    asked = [{"requisition_id": each, "requisition_line": 1} for each in (tour.REQUISITION, SECOND)]
    alone = {name: told for name, told in line.items() if not name.startswith("requisition")}
    together = {**alone, "quantity": "20", "requests": asked}
    body = {name: told for name, told in drafted.body.items() if name != "requisition_id"}
    office.do("purchase-orders", {**body, "lines": [together]}, drafted.actor)
    for step in tour.BUY[1:]:
        office.do(step.path, step.body, step.actor)
    return f"purchase-orders/{tour.ORDER}"


def shares(office: Office) -> dict[str, tuple[str, str, str]]:
    rows = office.see("purchase-order-requests")["data"]
    return {
        row["requisition_number"]: (row["quantity"], row["given_up"], row["arrived"])
        for row in rows
    }


def dealt(requisition_id: str, quantity: str) -> Json:
    return {"requisition_id": requisition_id, "requisition_line": 1, "quantity": quantity}


def test_each_request_has_its_part_and_hears_of_it(office: Office, order: str) -> None:
    received = {"purchase_order_line": 1, "quantity": "6", "dealt": [dealt(tour.REQUISITION, "2")]}
    body = {"purchase_order_id": tour.ORDER, "lines": [received]}
    office.do("receipts", body, tour.RECEIVE_SIX.actor)
    assert shares(office) == {"REQ-TOUR": ("10", "0", "2"), "REQ-MORE": ("10", "0", "4")}
    gone = {"reason_code": "late", "quantity": "3", "dealt": [dealt(SECOND, "1")]}
    office.do(f"{order}/lines/1/cancel", gone, "ben")
    assert shares(office) == {"REQ-TOUR": ("10", "2", "2"), "REQ-MORE": ("10", "1", "4")}
    waiting = office.see("questions/requests-awaiting-goods")["data"]
    assert [(row["requisition_number"], row["awaited"]) for row in waiting] == [
        ("REQ-MORE", "5"),
        ("REQ-TOUR", "6"),
    ]
    sentences = [step["sentence"] for step in office.see(f"{order}/history")["steps"]]
    assert any("; together for 10 EA of REQ-MORE, asked by nora (SURGERY" in s for s in sentences)
    assert any(s.endswith(": 4 EA to REQ-MORE and 2 EA to REQ-TOUR.") for s in sentences)
    assert any(": 1 EA from REQ-MORE and 2 EA from REQ-TOUR" in s for s in sentences)


def test_what_cannot_be_dealt_so_is_refused(office: Office, order: str) -> None:
    cancel = f"{order}/lines/1/cancel"
    gone = {"reason_code": "late", "quantity": "3", "dealt": [dealt(SECOND, "11")]}
    refused(office.post(cancel, gone, "ben"), 409, "purchase_order.dealt_too_much")
    gone["dealt"] = [dealt(CASE, "1")]
    refused(office.post(cancel, gone, "ben"), 422, "purchase_order.request_not_served")
