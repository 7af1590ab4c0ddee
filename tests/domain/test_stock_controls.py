"""Goods that come to stock by no receipt are known by lot, date and serial as those of receipts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.catalogue.events import Control
from domain.stock import consignment, decide
from domain.stock.commands import PlacedParcel
from domain.stock.control_errors import StockItemControlMissing, StockItemExpiredOnArrival
from domain.stock.controls import require_known
from domain.stock.state import STOCK_ITEM
from tests.domain.consignment_orders import arrives, kept
from tests.domain.orders import ORDER, gloves
from tests.domain.scenario import folded
from tests.domain.stock import brought, opened
from tests.domain.test_stock_counts import count, found

ASKED = consignment.Asked(Decimal(40), "USD", ORDER)
WHOLE: dict[str, Any] = {"lot": "L-1", "expires_on": date(2028, 1, 1), "serials": ("S-1",)}
CONTROLS: list[tuple[Control, str]] = [
    ("lot", "lot"),
    ("expiry", "expires_on"),
    ("serial", "serials"),
]


@pytest.mark.parametrize(("control", "name"), CONTROLS)
def test_a_supplier_lays_down_no_controlled_goods_without_their_label(
    control: Control, name: str
) -> None:
    whole = PlacedParcel(quantity=Decimal(1), **WHOLE)
    laid = replace(arrives(), parcels=(whole,))
    assert consignment.consign(kept(), laid, ASKED, gloves("lot", "expiry", "serial"))
    unknown: dict[str, Any] = {name: () if name == "serials" else None}
    lacking = replace(whole, **unknown)
    with pytest.raises(StockItemControlMissing, match=control):
        consignment.consign(kept(), replace(laid, parcels=(lacking,)), ASKED, gloves(control))
    assert consignment.consign(kept(), replace(laid, parcels=(lacking,)), ASKED, gloves())


def test_a_supplier_lays_down_nothing_that_has_expired() -> None:
    expired = PlacedParcel(quantity=Decimal(1), lot="L-1", expires_on=date(2020, 1, 1))
    with pytest.raises(StockItemExpiredOnArrival):
        consignment.consign(kept(), replace(arrives(), parcels=(expired,)), ASKED, gloves())


def after_count(control: Control, quantity: str, **label: Any) -> None:
    item = folded(STOCK_ITEM, opened(), brought("4", "40"))
    require_known(item, decide.count(item, count(found(quantity, **label))), gloves(control))


@pytest.mark.parametrize(("control", "name"), CONTROLS)
def test_a_count_finds_more_of_controlled_goods_only_by_their_label(
    control: Control, name: str
) -> None:
    with pytest.raises(StockItemControlMissing):
        after_count(control, "5")
    after_count(control, "3")  # What lies here without one since before is counted down.
    label: dict[str, Sequence[str] | object] = {name: WHOLE[name]}
    after_count(control, "1", **label)
