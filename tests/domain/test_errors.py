"""What an event does not take becomes a refusal that names field and problem."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import pytest
from pydantic import ValidationError

from api.conversation import KEY_PATTERN
from api.security import TENANT_PATTERN
from domain.accounting_calendars.events import PERIOD_PATTERN
from domain.credit_memos.errors import CreditMemoTooHigh
from domain.errors import (
    LISTED_LINES_MAX,
    SHOWN_CHARACTERS_MAX,
    Rejected,
    listed,
    refusal_of,
    shown,
)
from domain.ids import NUMBER_PATTERN
from domain.invoices.settlement_errors import InvoicePaidAlready
from domain.legal_entities.errors import LegalEntityForeignFacility
from domain.pattern_words import WORDS
from domain.purchase_orders.control_errors import PurchaseOrderInvoicesWaiting
from domain.registry import EVENTS
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
    assert "pattern" not in refusal.message, "people read words"


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


def test_each_form_that_a_field_may_have_is_told_in_words() -> None:
    def patterns(told: object) -> Iterator[str]:
        if isinstance(told, dict):
            yield from (
                each for name, each in told.items() if (name, type(each)) == ("pattern", str)
            )
        inner = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
        for each in inner:
            yield from patterns(each)

    named = {PERIOD_PATTERN, TENANT_PATTERN, KEY_PATTERN}
    for event in EVENTS.values():
        named |= set(patterns(event.model_json_schema()))
    named -= {each for each in named if "*{4}" in each or ("(?" in each and each != NUMBER_PATTERN)}
    assert {each for each in named if each not in WORDS} == set()


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (
            InvoicePaidAlready("I-1", Decimal(5), Decimal(0)),
            (
                "Of invoice I-1 5 was paid and 0 credited, so it is neither voided nor unlinked any"
                " more; capture a credit memo instead."
            ),
        ),
        (
            CreditMemoTooHigh("Credit memo C-1", Decimal(5), Decimal(3)),
            "Credit memo C-1: 5 is more than the 3 that is left of it; state at most that.",
        ),
        (
            LegalEntityForeignFacility("NHS", "NORTH", ()),
            "Facility NORTH does not belong to legal entity NHS; name the entity that runs NORTH.",
        ),
        (
            PurchaseOrderInvoicesWaiting("PO-1", 1),
            (
                "1 invoice against purchase order PO-1 is neither settled nor void; settle or"
                " void it before the final close."
            ),
        ),
        (
            PurchaseOrderInvoicesWaiting("PO-1", 2),
            (
                "2 invoices against purchase order PO-1 are neither settled nor void; settle or"
                " void them before the final close."
            ),
        ),
    ],
)
def test_a_refusal_says_what_it_is_about(refusal: Rejected, words: str) -> None:
    assert refusal.message == words
