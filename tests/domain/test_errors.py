"""What an event does not take becomes a refusal that names field and problem."""

from decimal import Decimal
from typing import Final

import pytest
from pydantic import ValidationError

from domain.errors import LISTED_LINES_MAX, SHOWN_CHARACTERS_MAX, listed, refusal_of, shown
from domain.requisitions.lines import RequisitionLine
from domain.suppliers.events import SupplierProposed

SUPPLIER: Final[dict[str, object]] = {
    "supplier_id": "5a1c7c1e-0000-4000-8000-000000000001",
    "number": "S-1",
    "name": "Medline",
    "proposed_by": "adam",
}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("supplier_id", "5A1C7C1E-0000-4000-8000-000000000001"),
        ("supplier_id", "../../etc"),
        ("number", ""),
        ("number", " S-1"),
        ("number", "S\n1"),
        ("number", "9" * 65),
        ("name", ""),
        ("name", "  \t "),
        ("name", "x" * 501),
        ("name", "\ud800"),
        ("proposed_by", "adam@example.com"),
    ],
)
def test_a_refusal_names_the_field_and_shows_the_value(field: str, value: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SupplierProposed.model_validate({**SUPPLIER, field: value})
    refusal = refusal_of(caught.value)
    assert refusal.code == "command.invalid_value"
    assert refusal.values["field"] == field
    assert refusal.values["value"] == shown(value)
    assert refusal.message.startswith(f"{field}: ")
    assert refusal.message.endswith("; correct this value and send again.")


@pytest.mark.parametrize("quantity", [Decimal("NaN"), Decimal("0.0000001"), Decimal("1" * 30)])
def test_a_refusal_of_a_number_names_the_field(quantity: Decimal) -> None:
    with pytest.raises(ValidationError) as caught:
        RequisitionLine(
            line=1,
            description="Gloves",
            item_class="medical",
            quantity=quantity,
            unit="EA",
            unit_price=Decimal(1),
            amount=Decimal(1),
        )
    assert refusal_of(caught.value).values["field"] == "quantity"


def test_a_shown_value_is_one_short_line_of_ascii() -> None:
    assert shown(None) is None
    assert shown("a\nb\ud800") == "a\\nb\\ud800"
    assert shown("x" * SHOWN_CHARACTERS_MAX) == "x" * SHOWN_CHARACTERS_MAX
    assert shown("x" * 1000) == "x" * SHOWN_CHARACTERS_MAX + "..."
    assert shown(Decimal("NaN")) == "NaN"
    assert shown(-42) == "-42"
    assert shown(10**5000) == "an integer of 16610 bits"


def test_a_list_of_lines_says_how_many_it_does_not_name() -> None:
    assert listed(()) == "none"
    assert listed((20, 10, 20)) == "10, 20"
    assert listed(range(LISTED_LINES_MAX)) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9"
    assert listed(range(LISTED_LINES_MAX + 7)) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 7 more"
