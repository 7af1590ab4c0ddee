"""A changed copy of a state is what the standard library makes, only sooner."""

import dataclasses
from decimal import Decimal
from typing import Any

import pytest

from domain.frozen import built_by_slot, replace
from domain.purchase_orders.line_state import Line
from tests.domain.orders import added, in_force, order_after

ORDER = order_after(*in_force())


def test_a_copy_has_the_changes_and_everything_else() -> None:
    changed = replace(ORDER, stage="draft", approved_amount=Decimal(5))
    assert changed == dataclasses.replace(ORDER, stage="draft", approved_amount=Decimal(5))
    assert ORDER.stage == "issued"
    assert replace(ORDER) == ORDER
    assert replace(Line(terms=added().line), closed_for_receiving=True).closed_for_receiving


def test_a_copy_is_frozen_too() -> None:
    copy = replace(ORDER, stage="draft")
    with pytest.raises(dataclasses.FrozenInstanceError):
        copy.stage = "issued"  # type: ignore[misc]  # Which is the point.


def test_a_field_that_is_not_there_cannot_be_changed() -> None:
    with pytest.raises(KeyError, match="stag"):
        replace(ORDER, stag="draft")  # type: ignore[call-arg]  # Which is the point.


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    name: str
    amount: Decimal = Decimal(1)
    named: dict[str, str] = dataclasses.field(default_factory=dict)


@built_by_slot
@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    name: str
    amount: Decimal = Decimal(1)
    named: dict[str, str] = dataclasses.field(default_factory=dict)


@pytest.mark.parametrize("values", [{}, {"amount": Decimal(2)}, {"named": {"a": "b"}}])
def test_what_is_built_by_slot_is_what_the_standard_library_builds(values: dict[str, Any]) -> None:
    built = Built(name="gloves", **values)
    assert dataclasses.asdict(built) == dataclasses.asdict(Given(name="gloves", **values))
    assert Built(name="a").named is not Built(name="b").named
    with pytest.raises(dataclasses.FrozenInstanceError):
        built.name = "gauze"  # type: ignore[misc]  # Which is the point.


@pytest.mark.parametrize("values", [{}, {"name": "gloves", "nam": "gauze"}])
def test_what_is_missing_or_unknown_builds_nothing(values: dict[str, Any]) -> None:
    for kind in (Given, Built):
        with pytest.raises(TypeError):
            kind(**values)
