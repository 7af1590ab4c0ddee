"""Unsound values stop at the door, with the field that holds them."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from application.body_hash import body_hash
from application.soundness import ITEMS_MAX, check_sound
from domain.errors import InvalidValue
from domain.money import extended
from domain.requisitions.commands import AddRequisitionLine, CreateRequisition, RequestedLine

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
LINE: Final = RequestedLine(
    line=1,
    description="Gloves",
    item_class="medical",
    quantity=Decimal(10),
    unit="EA",
    unit_price=Decimal("2.50"),
)
CREATE: Final = CreateRequisition(
    now=NOW,
    requisition_id="5a1c7c1e-0000-4000-8000-000000000001",
    number="R-1",
    kind="stock",
    requester_id="rita",
    legal_entity="NHS",
    facility="NORTH",
    department="SURGERY",
    currency="USD",
    lines=(LINE, LINE),
)


def test_a_sound_command_passes() -> None:
    check_sound(CREATE)


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("quantity", Decimal("NaN"), "not a finite number"),
        ("quantity", Decimal("sNaN"), "not a finite number"),
        ("unit_price", Decimal("-Infinity"), "not a finite number"),
        ("unit_price", Decimal("1" * 19), "more than 18 digits before the point"),
        ("unit_price", Decimal("-1E+18"), "more than 18 digits before the point"),
        ("unit_price", Decimal("0E+999999"), "more than 18 digits before the point"),
        ("unit_price", Decimal("1E-999999"), "more than 20 decimal places"),
        ("unit_price", Decimal("0." + "1" * 21), "more than 20 decimal places"),
        ("quantity", 0.1, "a binary fraction"),
        ("line", 2**63, "more than 63 bits"),
        ("line", -(2**64), "more than 63 bits"),
        ("description", "a\x00b", "a NUL character"),
        ("description", "\ud800", "half of a surrogate pair"),
        ("item_id", "\udfff", "half of a surrogate pair"),
    ],
)
def test_an_unsound_value_is_named_by_its_place(field: str, value: object, problem: str) -> None:
    values: dict[str, Any] = {field: value}
    with pytest.raises(InvalidValue, match=problem) as caught:
        check_sound(replace(CREATE, lines=(LINE, replace(LINE, **values))))
    assert caught.value.values["field"] == f"lines.1.{field}"
    assert caught.value.message.isascii()


def test_a_moment_needs_a_time_zone() -> None:
    with pytest.raises(InvalidValue, match="now: a moment without a time zone"):
        check_sound(replace(CREATE, now=datetime(2026, 3, 1)))  # noqa: DTZ001  # It is the fault.


def test_a_list_is_bounded() -> None:
    with pytest.raises(InvalidValue, match=f"lines: {ITEMS_MAX + 1} items"):
        check_sound(replace(CREATE, lines=(LINE,) * (ITEMS_MAX + 1)))


@example(Decimal("9" * 18), Decimal("-" + "9" * 18 + "." + "9" * 20), "", 1)
@given(st.decimals(), st.decimals(), st.text(st.characters()), st.integers())
def test_what_passes_can_be_hashed_multiplied_and_stored(
    quantity: Decimal, price: Decimal, description: str, number: int
) -> None:
    line = replace(LINE, line=number, quantity=quantity, unit_price=price, description=description)
    command = AddRequisitionLine(now=NOW, requisition_id=CREATE.requisition_id, line=line)
    try:
        check_sound(command)
    except InvalidValue:
        return
    assert len(body_hash(command)) == 32
    assert extended(quantity, price, "USD").is_finite()
    assert description.encode().decode() == description
