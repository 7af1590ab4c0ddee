"""Numbers are written in the digits 0 to 9; what only looks like one is refused with its field."""

import json
from typing import Any

import pytest

from tests.api.office import Office, refused
from tests.api.test_commands import UNKNOWN

LOOK_ALIKES = ["1_0", "\uff11\uff12", "\u0663", " 5 ", "1e2", "NaN", "0x1", "1.0.0", "", "-", "1\n"]


def requisition(**values: object) -> dict[str, Any]:
    """A requisition whose one line has these values."""
    line = {
        "line": 1,
        "description": "Gloves",
        "item_class": "office",
        "quantity": "1",
        "unit": "EA",
        "unit_price": "0.01",
    }
    return {
        "legal_entity": "LE",
        "facility": "F",
        "department": "D",
        "currency": "USD",
        "lines": [{**line, **values}],
    }


@pytest.mark.parametrize("written", LOOK_ALIKES)
@pytest.mark.parametrize("field", ["quantity", "unit_price"])
def test_a_number_in_other_digits_than_ours_is_refused_with_its_field(
    office: Office, field: str, written: str
) -> None:
    body = requisition(**{field: written})
    told = refused(office.post("requisitions", body, "nora"), 422, "request.invalid")
    assert told["detail"].startswith("body.lines.0: ")
    assert f"{field}: write a number in the digits 0 to 9" in told["detail"]
    assert office.see("audit-trail")["position"] == 0


@pytest.mark.parametrize("written", ["1", "", "1_0", "x", "+1", "-0"])
def test_what_counts_is_a_whole_number_without_quotes(office: Office, written: str) -> None:
    body = requisition(line=written)
    told = refused(office.post("requisitions", body, "nora"), 422, "request.invalid")
    assert "line: write a whole number in digits, without quotes" in told["detail"]


@pytest.mark.parametrize("written", ["-0", "-0.00", "-.0", "-0."])
def test_a_zero_with_a_sign_is_refused(office: Office, written: str) -> None:
    body = requisition(quantity=written)
    told = refused(office.post("requisitions", body, "nora"), 422, "request.invalid")
    assert "quantity: zero has no sign" in told["detail"]
    content = json.dumps(requisition(line="?")).replace('"?"', "-0")
    answer = office.send("requisitions", content.encode())
    assert "line: zero has no sign" in refused(answer, 422, "request.inexact_number")["detail"]


@pytest.mark.parametrize("written", ["10", "+10", "10.", "010", "10.00", ".5", 10])
def test_a_number_in_plain_digits_is_taken(office: Office, written: object) -> None:
    assert office.post("requisitions", requisition(quantity=written), "nora").is_success


@pytest.mark.parametrize("written", ["1_0", "%D9%A3", "1e1", "x"])
def test_a_number_of_an_address_is_written_plainly_too(office: Office, written: str) -> None:
    path = f"requisitions/{UNKNOWN}/lines/{written}/remove"
    told = refused(office.post(path, {}, "nora"), 422, "request.invalid")
    assert told["detail"].startswith("path.line: ")


@pytest.mark.parametrize("written", LOOK_ALIKES[:3])
def test_a_filter_by_a_number_takes_plain_digits_only(office: Office, written: str) -> None:
    for path, column in (("invoices", "total"), ("requisition-lines", "line")):
        refused(office.get(path, **{column: written}), 422, "query.unfit_value")
