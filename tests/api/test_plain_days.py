"""Days and times are written as ISO 8601 writes them out; nothing passes as seconds since 1970."""

from typing import Any

import pytest

from tests.api.office import Office, refused
from tests.api.test_commands import UNKNOWN
from tests.api.test_plain_numbers import requisition

NO_DAYS = [0, 1763596800, -1, "20261120", "1763596800", "2026-11-20T00:00:00Z", "2026-W47-5", ""]
NO_TIMES = [
    *(0, 1763596800, "1763596800", "20261120T120000Z", "2026-11-20T12Z"),
    *("2026-11-20 12:00:00Z", "2026-11-20", "2026-11-20T12:00:00", "2026-11-20T12:00:00+0100"),
]


@pytest.mark.parametrize("written", NO_DAYS)
def test_a_day_that_is_not_written_as_one_is_refused_with_its_field(
    office: Office, written: object
) -> None:
    body = requisition(need_by=written)
    told = refused(office.post("requisitions", body, "nora"), 422, "request.invalid")
    assert "need_by: write a day as a text such as 2026-03-31" in told["detail"]


@pytest.mark.parametrize("written", NO_TIMES)
def test_a_time_that_is_not_written_as_one_is_refused_with_its_field(
    office: Office, written: object
) -> None:
    body = {**requisition(), "effective_at": written}
    told = refused(office.post("requisitions", body, "nora"), 422, "request.invalid")
    assert "effective_at: write a time with its offset as a text such as" in told["detail"]


@pytest.mark.parametrize("written", ["2026-11-20T12:00Z", "2026-11-20T12:00:00.123+01:00"])
def test_a_time_with_its_offset_is_taken(office: Office, written: str) -> None:
    body = {**requisition(), "effective_at": written}
    assert office.post("requisitions", body, "nora").is_success


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("legal-entities/{}/holidays", {"year": 2026, "days": [20261120]}, "days: write a day"),
        (
            "purchase-orders/{}/asns",
            {"lines": [{"line": 1, "quantity": "1", "expires_on": "20261120"}]},
            "lines: expires_on: write a day",
        ),
        (
            "purchase-orders/{}/asns",
            {"lines": [{"line": "1", "quantity": "1"}]},
            "lines: line: write a whole number",
        ),
        (
            "purchase-orders/{}/acknowledgements",
            {"lines": [{"line": True, "code": "IA"}]},
            "lines: line is neither true nor false",
        ),
        (
            "purchase-orders/{}/acknowledgements",
            {"lines": [{"line": 1, "code": "DR", "promised_on": 20777}]},
            "lines: promised_on: write a day",
        ),
        (
            "catalogue-items",
            {"packs": [{"unit": "BX", "base_unit": "EA", "numerator": "1_0"}]},
            "packs: numerator: write a whole number",
        ),
    ],
)
def test_what_lies_within_lists_and_parts_is_looked_at_too(
    office: Office, path: str, body: dict[str, Any], told: str
) -> None:
    answer = refused(office.post(path.format(UNKNOWN), body), 422, "request.invalid")
    assert told in answer["detail"]


@pytest.mark.parametrize("written", ["20261120", "1763596800", "2026-W47-5", "2026-11-20T00:00"])
def test_a_day_of_an_address_is_written_plainly_too(office: Office, written: str) -> None:
    asked = {"item_id": UNKNOWN, "supplier_id": UNKNOWN, "legal_entity": "LE", "facility": "F"}
    asked |= {"currency": "USD", "unit": "EA", "quantity": "1"}
    for name in ("on", "known_on"):
        answer = office.get("agreed-price", **asked, **{name: written})
        assert "write a day as" in refused(answer, 422, "request.invalid")["detail"]
    answer = office.get("purchase-orders/PO-1/proposed-bill", on=written)
    assert "write a day as" in refused(answer, 422, "request.invalid")["detail"]
    refused(office.get("invoices", due_on=written), 422, "query.unfit_value")


@pytest.mark.parametrize("written", ["20261120T120000Z", "2026-11-20 12:00:00Z", "2026-W47-5T12Z"])
def test_a_moment_of_an_address_is_written_plainly_too(office: Office, written: str) -> None:
    refused(office.get("invoices", as_of=written), 422, "as_of.unknown_moment")
