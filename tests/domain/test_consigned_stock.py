"""Goods on consignment in the bins: which order those are owed for by that leave."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from domain.catalogue.state import CATALOGUE_ITEM, CatalogueItem
from domain.stock import consignment, decide
from domain.stock.commands import MoveStock, PlacedParcel
from domain.stock.consigned import Laid, drawn, shared_out
from domain.stock.consignment import Part
from domain.stock.errors import (
    StockItemConsignmentPriceUnclear,
    StockItemInsufficient,
    StockItemNothingMoves,
    StockItemRecalled,
)
from domain.stock.events import StockItemConsumed, StockItemMoved
from domain.stock.state import STOCK_ITEM
from tests.domain.consignment_orders import SECOND, arrives, came, kept, taken, used
from tests.domain.orders import GLOVES, MEDLINE, NOW, ORDER, TODAY, gloves
from tests.domain.scenario import folded, given
from tests.domain.stock import STOCK, opened, parcel, wanted
from tests.domain.test_recalls import placed


def test_what_came_first_is_used_first_and_what_came_last_goes_back_first() -> None:
    item = kept(came(ORDER, "3"), came(SECOND, "2"), came(None, "4"))
    parts = consignment.to_use(item, used("4"), gloves())
    assert [part.laid for part in parts] == [
        Laid(Decimal(3), ORDER, 1),
        Laid(Decimal(1), SECOND, 1),
    ]
    back = consignment.to_give_back(item, taken("5"))
    assert [(part.laid.quantity, part.laid.purchase_order) for part in back] == [
        (Decimal(4), None),
        (Decimal(1), SECOND),
    ]
    worth = consignment.Worth(Decimal(40), Decimal(120), "USD")
    facts = [consignment.consumed(item, used("4"), part, worth) for part in parts]
    left = kept(came(ORDER, "3"), came(SECOND, "2"), came(None, "4"), *facts)
    assert left.consignments[MEDLINE].laid == (
        Laid(Decimal(1), SECOND, 1),
        Laid(Decimal(4)),
    )
    gone = [consignment.given_back(taken("5"), part) for part in back]
    assert kept(came(ORDER, "3"), came(SECOND, "2"), came(None, "4"), *gone).consignments[
        MEDLINE
    ].laid == (Laid(Decimal(3), ORDER, 1), Laid(Decimal(1), SECOND, 1))


def test_units_of_a_serial_stay_whole_where_parts_of_other_goods_do_not() -> None:
    item = kept(came(ORDER, "0.5"), came(SECOND, "2", serials=("S-1", "S-2")))
    first, second = consignment.to_use(item, used("2", "S-1", "S-2"), gloves())
    assert [(each.quantity, each.serials) for each in first.parcels] == [
        (Decimal("0.5"), ("S-1",)),
    ]
    assert [(each.quantity, each.serials) for each in second.parcels] == [
        (Decimal("1.5"), ("S-2",)),
    ]


def test_goods_without_an_order_cost_what_was_stated_for_such_last() -> None:
    item = kept(came(None, "1", price="35"), came(ORDER, "1", price="40"))
    assert item.consignments[MEDLINE].unit_price == 35
    (part,) = consignment.to_use(item, used("1"), gloves())
    assert consignment.consumed(item, used("1"), part, None) == StockItemConsumed(
        supplier_id=MEDLINE,
        department="SURGERY",
        consumed_on=TODAY,
        consumed_by="kim",
        unit_price=Decimal(35),
        amount=Decimal(35),
        currency="USD",
        parcels=(parcel("1", "consigned", owner_id=MEDLINE),),
        consumption=1,
    )


@pytest.mark.parametrize(
    "told", [{}, {"unit_price": Decimal(1)}, {"currency": "USD"}], ids=["none", "price", "currency"]
)
def test_a_price_is_stated_whole_where_no_order_says_it_and_only_there(
    told: dict[str, Any],
) -> None:
    with pytest.raises(StockItemConsignmentPriceUnclear):
        consignment.asked_without_order(arrives(**told))
    if told:
        with pytest.raises(StockItemConsignmentPriceUnclear):
            consignment.require_priced_by_order(arrives(**told))
    assert consignment.require_priced_by_order(arrives()) == 1


def recalled() -> CatalogueItem:
    return CATALOGUE_ITEM.evolve(gloves(), placed("L-7"))


def test_goods_that_come_under_a_recall_lie_in_quarantine_and_are_not_used() -> None:
    parcels = (
        PlacedParcel(quantity=Decimal(2), lot="l-7"),
        PlacedParcel(quantity=Decimal(3), lot="L-8"),
    )
    asked = consignment.Asked(Decimal(40), "USD", ORDER)
    laid = replace(arrives(), parcels=parcels)
    (fact,) = consignment.consign(kept(), laid, asked, recalled())
    item = kept(fact)
    assert item.on_hand("quarantined", MEDLINE) == 2
    assert item.on_hand("consigned", MEDLINE) == 3
    assert consignment.to_use(item, used("3"), recalled())
    with pytest.raises(StockItemInsufficient):
        consignment.to_use(item, used("4"), recalled())


def test_what_is_recalled_later_is_held_back_and_the_supplier_takes_it_out_of_quarantine() -> None:
    item = kept(came(ORDER, "2", lot="L-7"), came(None, "3", lot="L-8"))
    with pytest.raises(StockItemRecalled):
        consignment.to_use(item, replace(used("1"), wanted=wanted("1", lot="L-7")), recalled())
    held = given(STOCK_ITEM, opened(), came(ORDER, "2", lot="L-7"), came(None, "3", lot="L-8"))
    item = held.when(decide.move, holds_back("2"), recalled()).then(
        StockItemMoved(
            moved_by="kim",
            reason_code="recalled",
            taken=(parcel("2", "consigned", owner_id=MEDLINE, lot="L-7"),),
            placed=(parcel("2", "quarantined", owner_id=MEDLINE, lot="L-7"),),
        )
    )
    back = replace(taken("2"), disposition="quarantined")
    parts = consignment.to_give_back(item, back)
    left = folded(STOCK_ITEM, *(opened(), came(ORDER, "2", lot="L-7"), came(None, "3", lot="L-8")))
    for fact in (
        *decide.move(left, holds_back("2"), recalled()),
        *(consignment.given_back(back, part) for part in parts),
    ):
        left = STOCK_ITEM.evolve(left, fact)
    assert left.on_hand("quarantined", MEDLINE) == 0
    assert left.on_hand("consigned", MEDLINE) == 3


def test_goods_of_a_supplier_do_not_become_ours_by_a_move_and_recalled_ones_stay_held() -> None:
    laid = given(STOCK_ITEM, opened(), came(ORDER, "2", lot="L-7"))
    for wrong in (
        holds_back("1", to_disposition="available"),
        holds_back("1", to_disposition="rejected"),
        holds_back("1", disposition="available"),
        holds_back("1", supplier_id=None),
        holds_back("1", to_disposition="consigned"),
    ):
        laid.when(decide.move, wrong, gloves()).rejected(StockItemNothingMoves)
    others = holds_back("1", supplier_id=GLOVES)
    laid.when(decide.move, others, gloves()).rejected(StockItemInsufficient)
    (fact,) = decide.move(kept(came(ORDER, "2", lot="L-7")), holds_back("2"), gloves())
    frees = holds_back("2", disposition="quarantined", to_disposition="consigned")
    held = given(STOCK_ITEM, opened(), came(ORDER, "2", lot="L-7"), fact)
    held.when(decide.move, frees, recalled()).rejected(StockItemRecalled)
    item = kept(came(ORDER, "2", lot="L-7"), fact)
    for each in decide.move(item, frees, gloves()):
        item = STOCK_ITEM.evolve(item, each)
    assert item.on_hand("consigned", MEDLINE) == 2
    elsewhere = holds_back("2", to_disposition="consigned", to_storage_location="OR-2")
    assert decide.move(item, elsewhere, gloves())


def holds_back(quantity: str, **told: Any) -> MoveStock:
    values: dict[str, Any] = {"disposition": "consigned", "to_disposition": "quarantined", **told}
    return MoveStock(
        now=NOW,
        stock_item_id=STOCK.id,
        moved_by="kim",
        reason_code="recalled",
        wanted=wanted(quantity, lot="L-7"),
        **{"supplier_id": MEDLINE, **values},
    )


def test_each_order_line_is_a_source_once_and_the_price_without_an_order_is_the_last_one() -> None:
    item = kept(came(None, "1", price="35"), came(ORDER, "1"), came(ORDER, "2"), came(None, "1"))
    terms = item.consignments[MEDLINE]
    assert terms.sources == ((None, None), (ORDER, 1))
    again = kept(came(None, "1", price="35"), came(None, "1", price="37"))
    assert again.consignments[MEDLINE].unit_price == 37


def test_of_goods_of_one_order_the_first_are_used_and_the_last_go_back() -> None:
    facts = (came(ORDER, "3"), came(SECOND, "2"), came(ORDER, "4"))
    first = Laid(Decimal(2), ORDER, 1)
    share = (parcel("2", "consigned", owner_id=MEDLINE),)
    worth = consignment.Worth(Decimal(40), Decimal(80), "USD")
    gone = consignment.consumed(kept(*facts), used("2"), Part(first, share), worth)
    back = consignment.given_back(taken("2"), Part(first, share))
    assert [each.quantity for each in kept(*facts, gone).consignments[MEDLINE].laid] == [1, 2, 4]
    assert [each.quantity for each in kept(*facts, back).consignments[MEDLINE].laid] == [3, 2, 2]


def test_neighbours_of_one_order_line_are_drawn_as_one_part() -> None:
    laid = [Laid(Decimal(each), ORDER, 1) for each in (3, 4, 2)]
    laid.append(Laid(Decimal(2), ORDER, 2))
    assert drawn(laid, Decimal(10)) == (Laid(Decimal(9), ORDER, 1), Laid(Decimal(1), ORDER, 2))
    assert drawn(laid, Decimal(5)) == (Laid(Decimal(5), ORDER, 1),)


def test_parcels_are_dealt_out_in_their_order_and_cut_where_a_part_ends() -> None:
    five, three = (
        parcel(quantity, "consigned", owner_id=MEDLINE, lot=lot)
        for quantity, lot in (("5", "L-1"), ("3", "L-2"))
    )
    parts = [Laid(Decimal(each), ORDER, 1) for each in (2, 6)]
    two, rest = shared_out([five, three], parts)
    assert two == (five.model_copy(update={"quantity": Decimal(2)}),)
    assert rest == (five.model_copy(update={"quantity": Decimal(3)}), three)
    whole = [Laid(Decimal(each), ORDER, 1) for each in (5, 3)]
    assert shared_out([five, three], whole) == [(five,), (three,)]
