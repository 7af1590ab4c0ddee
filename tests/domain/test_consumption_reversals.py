"""A use of consigned goods that was recorded in error: the goods lie here, and nothing is owed."""

from decimal import Decimal
from typing import Any

import pytest

from domain.accounting import journal_entries
from domain.catalogue.state import CATALOGUE_ITEM, CatalogueItem
from domain.frozen import replace
from domain.purchase_orders import consignments
from domain.purchase_orders.duty_errors import PurchaseOrderOwnBuyer
from domain.purchase_orders.errors import PurchaseOrderUnknownLine, PurchaseOrderWrongStage
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.ledger import invoice_line
from domain.purchase_orders.ledger_events import PurchaseOrderLineConsumptionReversed
from domain.purchase_orders.line_state import Total
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.stock import consignment
from domain.stock.consigned import Laid
from domain.stock.consumption_errors import (
    StockItemConsumptionExceeded,
    StockItemUnknownConsumption,
)
from domain.stock.consumption_reversal import take_back
from domain.stock.errors import (
    StockItemDayOutOfRange,
    StockItemQuantityNotPositive,
    StockItemSerialCount,
    StockItemSerialHere,
)
from domain.stock.events import StockItemConsumed, StockItemConsumptionReversed
from domain.stock.state import STOCK_ITEM, StockItem
from tests.domain.consignment import takes_back, uses
from tests.domain.consignment_orders import (
    IN_FORCE,
    SECOND,
    came,
    consumed_by,
    consumption,
    here,
    kept,
    not_used,
    used,
)
from tests.domain.orders import INVOICE, MEDLINE, ORDER, TODAY, gloves, order_after
from tests.domain.scenario import given
from tests.domain.stock import STOCK, opened, parcel
from tests.domain.test_accounting import event
from tests.domain.test_recalls import placed

USED = consumed_by(ORDER, "3", "100").model_copy(
    update={"consumption": 1, "purchase_order_consumption": 1}
)


def reversed_by(quantity: str, amount: str, **told: Any) -> StockItemConsumptionReversed:
    values: dict[str, Any] = {
        "consumption": 1,
        "supplier_id": MEDLINE,
        "department": "SURGERY",
        "reversed_on": TODAY,
        "reversed_by": "kim",
        "reason_code": "not_opened",
        "amount": Decimal(amount),
        "currency": "USD",
        "parcels": (parcel(quantity, "consigned", owner_id=MEDLINE),),
        "purchase_order": ORDER,
        "purchase_order_line": 1,
        "purchase_order_consumption": 1,
    }
    return StockItemConsumptionReversed.model_validate({**values, **told})


def test_a_use_that_was_none_is_taken_back_whole_and_only_once() -> None:
    stock = given(STOCK_ITEM, opened(), came(ORDER, "4"), USED)
    item = stock.when(takes_back, not_used(), gloves()).then(reversed_by("3", "100"))
    assert item.on_hand("consigned", MEDLINE) == 4
    assert item.consignments[MEDLINE].laid == (Laid(Decimal(4), ORDER, 1),)
    again = given(STOCK_ITEM, opened(), came(ORDER, "4"), USED, reversed_by("3", "100"))
    again.when(takes_back, not_used(), gloves()).rejected(StockItemUnknownConsumption, known=[])


def test_parts_of_a_use_take_their_share_of_its_amount_and_the_last_the_rest() -> None:
    stock = given(STOCK_ITEM, opened(), came(ORDER, "4"), USED)
    one = stock.when(takes_back, not_used(quantity=Decimal(1)), gloves())
    one.then(reversed_by("1", "33.33"))
    rest = given(STOCK_ITEM, opened(), came(ORDER, "4"), USED, reversed_by("1", "33.33"))
    rest.when(takes_back, not_used(quantity=Decimal(3)), gloves()).rejected(
        StockItemConsumptionExceeded, stands="2"
    )
    item = rest.when(takes_back, not_used(), gloves()).then(reversed_by("2", "66.67"))
    assert item.consumptions == {}


def test_goods_lie_again_before_those_that_came_later_and_are_used_first_again() -> None:
    history = (came(ORDER, "2"), came(SECOND, "3"))
    item = kept(*history)
    facts = uses(item, used("4"), gloves())
    assert [each.consumption for each in facts if isinstance(each, StockItemConsumed)] == [1, 2]
    item = kept(*history, *facts)
    for number in (1, 2):  # The older one first, so that the newer one must not pass it.
        item = STOCK_ITEM.evolve(item, take_back(item, not_used(number), gloves()))
    parts = consignment.to_use(item, used("3"), gloves())
    assert [part.laid[:2] for part in parts] == [(Decimal(2), ORDER), (Decimal(1), SECOND)]


def test_units_with_a_serial_come_back_by_it_and_others_of_the_lot_stay_used() -> None:
    laid = came(ORDER, "3", serials=("S-1", "S-2", "S-3"), lot="L-1")
    use = USED.model_copy(
        update={
            "parcels": (
                parcel("2", "consigned", owner_id=MEDLINE, lot="L-1", serials=("S-1", "S-2")),
            )
        }
    )
    stock = given(STOCK_ITEM, opened(), laid, use)
    stock.when(takes_back, not_used(serials=("S-9",)), gloves()).rejected(
        StockItemConsumptionExceeded
    )
    stock.when(takes_back, not_used(quantity=Decimal(1)), gloves()).rejected(
        StockItemConsumptionExceeded
    )
    for quantity in (Decimal(2), Decimal(0)):
        with pytest.raises((StockItemSerialCount, StockItemQuantityNotPositive)):
            take_back(kept(laid, use), not_used(quantity=quantity, serials=("S-2",)), gloves())
    back = take_back(kept(laid, use), not_used(serials=("S-2",)), gloves())
    assert [(each.quantity, each.serials) for each in back.parcels] == [(Decimal(1), ("S-2",))]
    item = kept(laid, use, back)
    assert item.consumptions[1].parcels[0].serials == ("S-1",)
    assert min(item.bins.values(), key=str).serials == ("S-3", "S-2")
    twice = kept(laid, use, came(ORDER, "1", serials=("S-2",)))
    with pytest.raises(StockItemSerialHere):
        take_back(twice, not_used(), gloves())


def test_what_was_recalled_meanwhile_comes_back_into_quarantine() -> None:
    recalled = recalled_gloves()
    item = kept(came(ORDER, "4"), USED)
    back = take_back(item, not_used(), recalled)
    assert back.parcels == (parcel("3", "quarantined", owner_id=MEDLINE),)
    item = STOCK_ITEM.evolve(item, back)
    assert item.on_hand("quarantined", MEDLINE) == 3
    assert item.on_hand("consigned", MEDLINE) == 1


def recalled_gloves() -> CatalogueItem:
    return CATALOGUE_ITEM.evolve(gloves(), placed())


@pytest.mark.parametrize("year", [2025, 2031], ids=["before it was used", "tomorrow"])
def test_a_use_is_taken_back_after_it_was_recorded(year: int) -> None:
    stock = given(STOCK_ITEM, opened(), came(ORDER, "4"), USED)
    asked = not_used(reversed_on=TODAY.replace(year=year))
    stock.when(takes_back, asked, gloves()).rejected(StockItemDayOutOfRange)


def test_only_the_latest_uses_can_be_named() -> None:
    item: StockItem = kept(came(ORDER, "2000"))
    for number in range(1, 503):
        one = consumed_by(ORDER, "1", "40").model_copy(update={"consumption": number})
        item = STOCK_ITEM.evolve(item, one)
    assert (min(item.consumptions), len(item.consumptions)) == (3, 500)
    old = consumed_by(ORDER, "1", "40")  # From before uses had numbers.
    assert STOCK_ITEM.evolve(item, old).consumptions == item.consumptions


def takes_off(
    order: PurchaseOrder, fact: StockItemConsumptionReversed
) -> tuple[PurchaseOrderEvent, ...]:
    return (consignments.reverse_use(order, fact, kept()),)


def test_the_order_owes_no_more_for_it_and_what_is_billed_is_too_much() -> None:
    order = order_after(*IN_FORCE, here(), consumption("3", "100"))
    billed = invoice_line(order, 1, Decimal(3), Decimal(100), INVOICE)
    fact = PurchaseOrderLineConsumptionReversed(
        consumption=1,
        line=1,
        quantity=Decimal(2),
        amount=Decimal("66.67"),
        currency="USD",
        reversed_on=TODAY,
        stock_item=STOCK,
        department="SURGERY",
    )
    history = (*IN_FORCE, here(), consumption("3", "100"), *billed)
    after = given(PURCHASE_ORDER, *history).when(takes_off, reversed_by("2", "66.67")).then(fact)
    line = after.lines[1]
    assert [line.arrived, line.received, line.invoiced] == [4, 1, 3]
    assert line.ledger.net_received.amount == Decimal("33.33")
    assert line.ledger.used_by["SURGERY"] == Total(Decimal(1), Decimal("33.33"))
    assert line.ledger.receipts == {"consumption 1": Total(Decimal(1), Decimal("33.33"))}


def test_the_buyer_takes_no_use_back_and_what_ended_for_good_is_opened_first() -> None:
    history = (*IN_FORCE, here(), consumption("3", "100"))
    own = reversed_by("3", "100", reversed_by="bella")
    given(PURCHASE_ORDER, *history).when(takes_off, own).rejected(PurchaseOrderOwnBuyer)
    ended = replace(order_after(*history), stage="finally_closed")
    with pytest.raises(PurchaseOrderWrongStage):
        takes_off(ended, reversed_by("3", "100"))


def test_the_books_take_back_what_the_use_booked() -> None:
    figures = {"amount": "80.00", "currency": "USD", "supplier_id": "medline"}
    figures |= {"department": "SURGERY", "reversed_on": "2026-04-02"}
    lines = journal_entries(event("stock_item.consumption_reversed", figures))
    assert [(each.account, each.debit, each.credit, each.posted_on) for each in lines] == [
        ("expense", "0", "80.00", "2026-04-02"),
        ("grir_consignment", "80.00", "0", "2026-04-02"),
    ]


def test_a_lot_of_which_nothing_comes_back_is_not_named() -> None:
    named = parcel("1", "consigned", owner_id=MEDLINE, lot="L-1", serials=("S-1",))
    loose = parcel("2", "consigned", owner_id=MEDLINE, lot="L-2")
    use = USED.model_copy(update={"parcels": (named, loose)})
    laid = came(ORDER, "3").model_copy(update={"parcels": (named, loose)})
    by_count = take_back(kept(laid, use), not_used(quantity=Decimal(1)), gloves())
    assert [(each.lot, each.quantity) for each in by_count.parcels] == [("L-2", Decimal(1))]
    by_name = take_back(kept(laid, use), not_used(serials=("S-1",)), gloves())
    assert by_name.parcels == (named,)
    of_lot = take_back(kept(laid, use), not_used(lot="L-1"), gloves())
    assert of_lot.parcels == (named,)


def test_a_use_is_of_a_line_that_the_order_has() -> None:
    history = (*IN_FORCE, here(), consumption("3", "100"))
    unknown = reversed_by("3", "100").model_copy(update={"purchase_order_line": 9})
    given(PURCHASE_ORDER, *history).when(takes_off, unknown).rejected(PurchaseOrderUnknownLine)


def test_what_was_not_used_joins_the_rest_of_its_order_and_leaves_what_came_on_others() -> None:
    use = consumed_by(ORDER, "1", "40").model_copy(update={"consumption": 1})
    item = kept(came(ORDER, "3"), came(SECOND, "2"), use, reversed_by("1", "40"))
    assert item.consignments[MEDLINE].laid == (
        Laid(Decimal(3), ORDER, 1),
        Laid(Decimal(2), SECOND, 1),
    )
