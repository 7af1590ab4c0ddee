"""What an item costs by agreement, on a day and as known on another, and what a correction does."""

from typing import Final

import pytest

from api import examples
from tests.api.case import Story
from tests.api.office import refused

GLOVES: Final[dict[str, str | int]] = {
    "item_id": examples.ITEM,
    "supplier_id": examples.SUPPLIER,
    "legal_entity": "NORTHSIDE",
    "facility": "HOSP-NORTH",
    "currency": "USD",
    "unit": "BX",
    "quantity": "20",
}


@pytest.mark.parametrize(
    ("asked", "price"),
    [
        ({"on": "2026-02-10", "facility": "HOSP-SOUTH"}, "62.5"),
        ({"on": "2026-02-10", "facility": "HOSP-SOUTH", "quantity": "50"}, "59.9"),
        ({"on": "2026-02-10", "facility": "HOSP-SOUTH", "unit": "EA"}, "0.625"),
        ({"on": "2026-02-10"}, "57"),
        ({"on": "2026-09-01"}, "62.5"),
        ({"on": "2026-01-10"}, "60"),
    ],
)
def test_a_price_is_told_for_place_day_unit_and_quantity(
    case: Story, asked: dict[str, str | int], price: str
) -> None:
    told = case.office.see("agreed-price", **{**GLOVES, **asked})["price"]
    assert (told["unit_price"], told["agreement_number"]) == (price, "PA-6001")


@pytest.mark.parametrize(
    "asked", [{"currency": "EUR"}, {"on": "2025-12-31"}, {"facility": "HOSP-EAST"}]
)
def test_nothing_is_told_where_no_agreement_prices_it(
    case: Story, asked: dict[str, str | int]
) -> None:
    assert case.office.see("agreed-price", **{**GLOVES, **asked})["price"] is None


def test_before_the_correction_was_recorded_the_former_price_is_told(case: Story) -> None:
    steps = case.office.see("price-agreements/PA-6001/history")["steps"]
    correction = next(each for each in steps if each["type"].endswith("correction_published"))
    asked = {**GLOVES, "on": "2026-01-10"}
    then = case.office.see("agreed-price", **asked, as_of=str(correction["position"] - 1))
    assert then["price"]["unit_price"] == "62.5"
    assert then["price"]["version"] == 1


def test_a_question_that_cannot_be_is_refused(case: Story) -> None:
    office = case.office
    refused(office.get("agreed-price", **{**GLOVES, "unit": "CS"}), 422, "command.invalid_value")
    refused(office.get("agreed-price", **{**GLOVES, "quantity": "0"}), 422, "request.invalid")
    unknown = {**GLOVES, "item_id": examples.CREDIT_MEMO}
    refused(office.get("agreed-price", **unknown), 404, "document.not_found")
    refused(office.get("agreed-price"), 422, "request.invalid")
    missing: dict[str, str | int] = {"agreement": "PA-9", "correction": 3}
    refused(office.get("correction-lines", **missing), 404, "document.not_found")
    other: dict[str, str | int] = {"agreement": "PA-6001", "correction": 1}
    refused(office.get("correction-lines", **other), 404, "price_agreement.unknown_correction")


def test_a_correction_tells_the_lines_that_it_touches_now_and_before_the_claim(
    case: Story,
) -> None:
    asked: dict[str, str | int] = {"agreement": "PA-6001", "correction": 3}
    answer = case.office.see("correction-lines", **asked)
    (line,) = answer["data"]
    assert (line["order_number"], line["unit_price"], line["corrected_price"]) == (
        "PO-4010",
        "62.5",
        "60",
    )
    assert (line["overbilled"], line["claimed"], answer["to_claim"]) == ("5.00", "5.00", "0.00")
    assert (line["open_claim"], line["credited_on_price"]) == ("5.00", "0")
    assert (line["to_claim"], line["credited_too_much"], line["replaced_by"]) == ("0.00", "0", None)
    assert (answer["open_claim"], answer["credited_too_much"]) == ("5.00", "0.00")
    by_id = {
        **asked,
        "agreement": case.office.see("price-agreements/PA-6001")["data"]["price_agreement_id"],
    }
    assert case.office.see("correction-lines", **by_id)["data"] == answer["data"]
    (claim,) = case.office.see("price-claims")["data"]
    assert (claim["amount"], claim["currency"], claim["supplier_id"]) == (
        "5.00",
        "USD",
        examples.SUPPLIER,
    )
    before = case.office.see("correction-lines", **asked, as_of=str(claim["position"] - 1))
    assert (before["data"][0]["claimed"], before["to_claim"]) == ("0", "5.00")
    assert (before["open_claim"], before["data"][0]["to_claim"]) == ("0.00", "5.00")
