"""Receipts over HTTP: judged, corrected and witnessed, and refused in plain words."""

from typing import Any

import pytest

from tests.api import tour
from tests.api.office import Json, Office, refused


@pytest.fixture
def receipt(office: Office) -> str:
    """Six pumps have come; the id of their receipt."""
    for step in (*tour.PREPARE, *tour.REQUEST, *tour.BUY):
        office.do(step.path, step.body, step.actor)
    told = office.do(tour.RECEIVE_SIX.path, tour.RECEIVE_SIX.body, tour.RECEIVE_SIX.actor)
    return str(told["id"])


def inspection(accepted: str, rejected: str, inspected: str = "6", **also: Any) -> Json:
    line = {"line": 1, "inspected": inspected, "accepted": accepted, "rejected": rejected}
    return {"lines": [{**line, "reason_code": "damaged", **also}]}


def test_an_inspection_shows_where_goods_stand_and_who_must_act(
    office: Office, receipt: str
) -> None:
    office.do(f"receipts/{receipt}/inspections", inspection("4", "2"), "ines")
    (standing,) = office.see("receipt-standings", awaits="return")["data"]
    assert (standing["accepted"], standing["rejected"]) == ("4", "2")
    (level,) = office.see("stock-levels", disposition="rejected")["data"]
    assert level["on_hand"] == "2"
    (told,) = office.see(f"receipts/{receipt}/history")["steps"][-1:]
    assert told["sentence"].startswith("ines inspected on ")
    assert "accepted 4 EA and rejected 2 EA of line 1 because damaged" in told["sentence"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (inspection("4", "1"), 422, "receipt.not_reconciled"),
        (inspection("9", "-3"), 422, "receipt.not_reconciled"),
        (inspection("7", "0", "7"), 409, "receipt.inspection_too_large"),
        (inspection("4", "2", reason_code=None), 422, "receipt.rejection_unexplained"),
        (inspection("4", "2", line=9), 422, "receipt.unknown_line"),
        (inspection("4", "2", bucket="returned"), 422, "request.invalid"),
        ({"lines": []}, 422, "receipt.no_lines"),
    ],
)
def test_an_inspection_that_does_not_add_up_is_refused(
    office: Office, receipt: str, body: Json, status: int, code: str
) -> None:
    refused(office.post(f"receipts/{receipt}/inspections", body, "ines"), status, code)


def test_a_correction_is_told_as_a_difference_and_goods_that_were_used_cannot_vanish(
    office: Office, receipt: str
) -> None:
    recount = {"reason_code": "miscounted", "lines": [{"line": 1, "quantity": "5"}]}
    office.do(f"receipts/{receipt}/corrections", recount, "rosa")
    shown = office.see(f"receipts/{receipt}")["data"]
    assert (shown["amount"], [each["movement"] for each in shown["lines"]]) == (
        "725.00",
        ["posted", "corrected"],
    )
    refused(
        office.post(f"receipts/{receipt}/corrections", recount, "rosa"),
        409,
        "receipt.nothing_corrected",
    )
    (level,) = office.see("stock-items")["data"]
    issue = {"quantity": "4", "department": "ICU"}
    office.do(f"stock-items/{level['stock_item_id']}/issues", issue, "kim")
    less = {"reason_code": "miscounted", "lines": [{"line": 1, "quantity": "3"}]}
    told = refused(
        office.post(f"receipts/{receipt}/corrections", less, "rosa"), 409, "stock_item.insufficient"
    )
    assert told["values"] == {"asked": "2", "here": "1"}


def test_who_receives_may_inspect_but_who_only_inspects_may_not_receive(
    office: Office, receipt: str
) -> None:
    inspector = {"X-Purvey-Roles": "inspector"}
    recount = {"reason_code": "miscounted", "lines": [{"line": 1, "quantity": "5"}]}
    response = office.post(f"receipts/{receipt}/corrections", recount, "ines", inspector)
    refused(response, 403, "access.forbidden")
    office.post(f"receipts/{receipt}/inspections", inspection("6", "0"), "ines", inspector)
    assert office.see("receipt-standings")["data"][0]["accepted"] == "6"
    refused(
        office.post(f"receipts/{receipt}/witness", {}, "rita"), 409, "receipt.nothing_to_witness"
    )


def test_a_receipt_of_another_tenant_does_not_exist(office: Office, receipt: str) -> None:
    stranger = Office(office.client, office.token, "t-foreign")
    response = stranger.post(f"receipts/{receipt}/inspections", inspection("6", "0"))
    refused(response, 404, "document.not_found")
