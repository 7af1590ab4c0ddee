"""A changed copy of a state is what the standard library makes, only sooner."""

import dataclasses
from decimal import Decimal

import pytest

from domain.frozen import replace
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
