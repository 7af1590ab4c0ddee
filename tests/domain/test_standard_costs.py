"""Standard cost: goods come on stock at it, leave at it, and the rest is price variance."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.catalogue.events import CatalogueItemRequested
from domain.catalogue.lifecycle_events import CatalogueItemStandardCostSet
from domain.catalogue.state import CATALOGUE_ITEM, CatalogueItem
from domain.money import extended
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts.commands import (
    CorrectReceipt,
    PostReceipt,
    ReceivedLine,
    RecountedLine,
    ReturnedLine,
    ReturnGoods,
    ReverseReceipt,
)
from domain.receipts.correcting import correct
from domain.receipts.decide import post
from domain.receipts.events import ReceiptEvent, ReceiptLine, ReceiptPosted, StandardValue
from domain.receipts.ledger_facts import Booking, on_order
from domain.receipts.state import RECEIPT as RECEIPTS
from domain.receipts.state import Receipt
from domain.receipts.taking_back import return_goods, reverse
from domain.stock.receiving import receive
from tests.domain.orders import GLOVES, ORDER, RECEIPT, added, in_force, order_after
from tests.domain.scenario import folded
from tests.domain.test_accounting import booked

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
TODAY: Final = NOW.date()
JULY: Final = date(2026, 7, 1)
REQUESTED: Final = CatalogueItemRequested(
    item_id=GLOVES, number="I-1", description="Gloves", item_class="consumable", base_unit="EA"
)


def costed(
    unit_cost: str, starts_on: date = TODAY, entity: str = "NHS", currency: str = "USD"
) -> CatalogueItemStandardCostSet:
    return CatalogueItemStandardCostSet(
        legal_entity=entity,
        currency=currency,
        unit_cost=Decimal(unit_cost),
        starts_on=starts_on,
        reason_code="yearly",
        decided_by="fred",
    )


def item(*costs: CatalogueItemStandardCostSet) -> CatalogueItem:
    return folded(CATALOGUE_ITEM, REQUESTED, *costs)


def receipt_of(
    quantity: str,
    price: str,
    *costs: CatalogueItemStandardCostSet,
    currency: str = "USD",
    **terms: Any,
) -> ReceiptPosted:
    """All of an order of gloves, by rico."""
    order = order_after(
        *in_force(added(quantity, price, item_id=GLOVES, **terms), currency=currency)
    )
    command = PostReceipt(
        now=NOW,
        receipt_id=RECEIPT.id,
        receiver_id="rico",
        number=RECEIPT.number,
        purchase_order_id=ORDER.id,
        received_on=TODAY,
        lines=(ReceivedLine(purchase_order_line=1, quantity=Decimal(quantity)),),
    )
    (posted,) = post(None, command, order, {GLOVES: item(*costs)})
    assert isinstance(posted, ReceiptPosted)
    return posted


def books(event: Booking) -> tuple[str, ...]:
    return booked(event.TYPE, event.model_dump(mode="json", exclude_none=True))


def test_goods_dearer_or_cheaper_than_their_standard_make_a_price_variance() -> None:
    assert books(receipt_of("100", "10", costed("9.5"))) == (
        "inventory debit 950.00",
        "price_variance debit 50.00",
        "grir credit 1000.00",
    )
    assert books(receipt_of("100", "10", costed("11"))) == (
        "inventory debit 1100.00",
        "price_variance credit 100.00",
        "grir credit 1000.00",
    )
    assert books(receipt_of("100", "10", costed("10"))) == (
        "inventory debit 1000.00",
        "grir credit 1000.00",
    )


@pytest.mark.parametrize(
    ("costs", "currency", "terms"),
    [
        pytest.param((), "USD", {}, id="no standard"),
        pytest.param((costed("9.5", JULY),), "USD", {}, id="a standard of a later day"),
        pytest.param((costed("9.5", entity="SHT"),), "USD", {}, id="of another entity"),
        pytest.param((costed("9.5"),), "EUR", {}, id="an order in another currency"),
        pytest.param((costed("9.5"),), "USD", {"accounting": "expense"}, id="used up at once"),
        pytest.param((costed("9.5"),), "USD", {"match": "two_way"}, id="its invoice is booked"),
    ],
)
def test_goods_stand_at_what_they_cost_where_no_standard_applies(
    costs: tuple[CatalogueItemStandardCostSet, ...], currency: str, terms: dict[str, Any]
) -> None:
    (line,) = receipt_of("100", "10", *costs, currency=currency, **terms).lines
    assert line.standard is None


def test_stock_counts_the_goods_at_their_standard() -> None:
    event = receipt_of("100", "10", costed("9.5"))
    brought = receive(event.lines[0], RECEIPT, event.supplier_id, "USD", TODAY)
    assert brought.model_dump()["cost"]["amount"] == Decimal("950.00")


def standards(event: Booking) -> list[StandardValue]:
    return [line.standard for line in event.lines if line.standard is not None]


def back(quantity: str) -> ReturnGoods:
    return ReturnGoods(
        now=NOW,
        receipt_id=RECEIPT.id,
        receiver_id="rico",
        returned_on=TODAY,
        reason_code="damaged",
        lines=(ReturnedLine(line=1, quantity=Decimal(quantity)),),
    )


def recount(quantity: str) -> CorrectReceipt:
    return CorrectReceipt(
        now=NOW,
        receipt_id=RECEIPT.id,
        receiver_id="rico",
        corrected_on=TODAY,
        reason_code="miscounted",
        lines=(RecountedLine(line=1, quantity=Decimal(quantity)),),
    )


REVERSE: Final = ReverseReceipt(
    now=NOW,
    receipt_id=RECEIPT.id,
    receiver_id="rico",
    reversed_on=TODAY,
    reason_code="wrong_order",
)


def test_what_goes_back_leaves_at_its_standard_and_takes_its_variance_along() -> None:
    event = receipt_of("100", "10", costed("9.5"))
    order = order_after(*in_force(added("100", "10", item_id=GLOVES)), *on_order(event, RECEIPT))
    (gone,) = return_goods(folded(RECEIPTS, event), back("40"), order)
    assert isinstance(gone, Booking)
    assert books(gone) == (
        "inventory credit 380.00",
        "price_variance credit 20.00",
        "grir debit 400.00",
    )
    (undone,) = reverse(folded(RECEIPTS, event), REVERSE, order)
    assert isinstance(undone, Booking)
    assert books(undone) == (
        "inventory credit 950.00",
        "price_variance credit 50.00",
        "grir debit 1000.00",
    )


def test_a_recount_moves_the_standard_by_its_difference() -> None:
    event = receipt_of("100", "10", costed("9.5"))
    order = order_after(*in_force(added("100", "10", item_id=GLOVES)), *on_order(event, RECEIPT))
    (less,) = correct(folded(RECEIPTS, event), recount("90"), order)
    assert isinstance(less, Booking)
    assert books(less) == (
        "inventory credit 95.00",
        "price_variance credit 5.00",
        "grir debit 100.00",
    )


def _recounted(quantity: str, receipt: Receipt, order: PurchaseOrder) -> tuple[ReceiptEvent, ...]:
    return correct(receipt, recount(quantity), order)


def _returned(quantity: str, receipt: Receipt, order: PurchaseOrder) -> tuple[ReceiptEvent, ...]:
    return return_goods(receipt, back(quantity), order)


@for_all(
    cost=st.decimals("0.000001", "20", places=6),
    price=st.decimals("0.000001", "20", places=6),
    first=st.integers(1, 49),
    counted=st.integers(50, 99),
)
def test_parts_that_leave_take_all_of_the_standard_and_not_a_cent_more(
    cost: Decimal, price: Decimal, first: int, counted: int
) -> None:
    """Posted, recounted, returned in two parts: nothing is left, and each step balances."""
    event = receipt_of("100", str(price), costed(str(cost)))
    facts = [*in_force(added("100", str(price), item_id=GLOVES)), *on_order(event, RECEIPT)]
    history: list[Booking] = [event]
    for decide in (
        partial(_recounted, str(counted)),
        partial(_returned, str(first)),
        partial(_returned, str(counted - first)),
    ):
        (done,) = decide(folded(RECEIPTS, *history), order_after(*facts))
        assert isinstance(done, Booking)
        history.append(done)
        facts += on_order(done, RECEIPT)
    posted, corrected, *returned = (
        sum((each.amount for each in standards(fact)), Decimal(0)) for fact in history
    )
    assert posted == extended(Decimal(100), cost, "USD")
    assert posted + corrected - sum(returned) == 0
    for fact in history:
        for line in fact.lines:
            assert line.standard is not None
            assert line.standard.amount + line.standard.variance == line.amount
        books(fact)


def test_a_line_keeps_its_standard_in_its_stored_form() -> None:
    (line,) = receipt_of("100", "10", costed("9.5")).lines
    stored = line.model_dump_json(exclude_none=True)
    assert ReceiptLine.model_validate_json(stored) == line
