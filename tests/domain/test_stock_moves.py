"""Goods change place and disposition at no cost; recalled ones neither leave nor are released."""

from datetime import date, timedelta
from typing import Any, Final

from domain.catalogue.events import CatalogueItemRecallPlaced
from domain.catalogue.state import CATALOGUE_ITEM
from domain.stock import decide
from domain.stock.commands import (
    IssueStock,
    MoveStock,
)
from domain.stock.errors import (
    StockItemInsufficient,
    StockItemNothingMoves,
    StockItemRecalled,
)
from domain.stock.events import (
    StockItemMoved,
)
from domain.stock.parcels import Parcel
from domain.stock.state import STOCK_ITEM
from tests.domain.orders import NOW, TODAY, gloves
from tests.domain.scenario import given
from tests.domain.stock import (
    STOCK,
    brought,
    consigned,
    issued,
    opened,
    parcel,
    wanted,
)

YESTERDAY: Final = TODAY - timedelta(days=1)
SAFE: Final = gloves()  # Nothing of it is recalled.


def issue(quantity: str, *serials: str, on: date = TODAY, **found: str) -> IssueStock:
    return IssueStock(
        now=NOW,
        stock_item_id=STOCK.id,
        issued_by="kim",
        department="ICU",
        issued_on=on,
        wanted=wanted(quantity, *serials, **found),
    )


def move(quantity: str, **how: Any) -> MoveStock:
    told = {"disposition": "available", "to_disposition": "available", **how}
    return MoveStock(
        now=NOW,
        stock_item_id=STOCK.id,
        moved_by="kim",
        reason_code="damaged",
        wanted=wanted(quantity),
        **told,
    )


def moved(taken: Parcel, placed: Parcel) -> StockItemMoved:
    return StockItemMoved(moved_by="kim", reason_code="damaged", taken=(taken,), placed=(placed,))


def test_goods_are_quarantined_released_and_put_elsewhere_at_no_cost() -> None:
    stock = given(STOCK_ITEM, opened(), brought("10", "100", lot="L-1", storage_location="A1"))
    here = parcel("4", lot="L-1", storage_location="A1")
    quarantined = parcel("4", "quarantined", lot="L-1", storage_location="QC")
    state = stock.when(
        decide.move, move("4", to_disposition="quarantined", to_storage_location="QC"), gloves()
    ).then(moved(here, quarantined))
    assert state.on_hand("available") == 6
    assert state.on_hand("quarantined") == 4
    assert state.owned == 10
    back = move("4", disposition="quarantined", to_storage_location="A1")
    released = given(
        STOCK_ITEM,
        opened(),
        brought("10", "100", lot="L-1", storage_location="A1"),
        moved(here, quarantined),
    )
    assert (
        released.when(decide.move, back, SAFE).then(moved(quarantined, here)).on_hand("available")
        == 10
    )


def test_a_move_that_changes_nothing_or_touches_consigned_goods_is_refused() -> None:
    stock = given(STOCK_ITEM, opened(), brought("10", "100"), consigned("5"))
    stock.when(decide.move, move("1"), SAFE).rejected(StockItemNothingMoves)
    stock.when(decide.move, move("1", disposition="consigned"), SAFE).rejected(
        StockItemNothingMoves
    )
    stock.when(decide.move, move("1", to_disposition="consigned"), SAFE).rejected(
        StockItemNothingMoves
    )


def test_a_recalled_lot_is_neither_issued_nor_released() -> None:
    recall = CatalogueItemRecallPlaced(
        recall="Z-1",
        recall_class="I",
        source="fda",
        placed_by="ivan",
        reason_code="sterility",
        lots=("L-1",),
    )
    unsafe = CATALOGUE_ITEM.evolve(gloves(), recall)
    stock = given(
        STOCK_ITEM,
        opened(),
        brought("5", "50", lot="L-1"),
        brought("5", "50", lot="L-2"),
        brought("5", "50", lot="L-1", disposition="quarantined"),
    )
    stock.when(decide.issue, issue("5"), unsafe).then(issued("50.00", parcel("5", lot="L-2")))
    stock.when(decide.issue, issue("6"), unsafe).rejected(StockItemInsufficient, here="5")
    stock.when(decide.issue, issue("1", lot="L-1"), unsafe).rejected(
        StockItemRecalled, recall="Z-1"
    )
    release = move("5", disposition="quarantined")
    stock.when(decide.move, release, unsafe).rejected(StockItemRecalled)
