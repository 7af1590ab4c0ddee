"""Stock that receipts bring and take back, that goes to another facility, that suppliers own."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from domain.money import UnknownCurrency
from domain.receipts.events import ReceiptLine
from domain.stock import receiving, transfers
from domain.stock.commands import (
    ConsumeConsignment,
    PlacedParcel,
    ReceiveConsignment,
    ReturnConsignment,
    TransferStock,
)
from domain.stock.errors import (
    StockItemInsufficient,
    StockItemLotExpired,
    StockItemNotConsigned,
    StockItemQuantityNotPositive,
    StockItemSameFacility,
    StockItemSerialHere,
    StockItemUnknownSerial,
)
from domain.stock.events import (
    StockItemConsignmentReturned,
    StockItemConsumed,
    StockItemEvent,
    StockItemTransferredIn,
    StockItemTransferredOut,
)
from domain.stock.state import STOCK_ITEM, Average, StockItem
from tests.domain.consignment import gives_back, lays_down, uses
from tests.domain.orders import GLOVES, MEDLINE, NOW, RECEIPT, TODAY, gloves
from tests.domain.receipts import receipt_line
from tests.domain.scenario import folded, given
from tests.domain.stock import (
    ELSEWHERE,
    LATE,
    SOON,
    STOCK,
    brought,
    consigned,
    cost,
    issued,
    opened,
    parcel,
    taken_back,
    wanted,
)

YESTERDAY: Final = TODAY - timedelta(days=1)
SAFE: Final = gloves()  # Nothing of it is recalled.


def line(quantity: str, amount: str, **found: Any) -> ReceiptLine:
    return receipt_line(quantity, amount, item_id=GLOVES, stock_item_id=STOCK.id, **found)


def back(item: StockItem, gone: ReceiptLine) -> tuple[StockItemEvent, ...]:
    told: dict[str, Any] = {"supplier_id": MEDLINE, "currency": "USD"}
    return (receiving.take_back(item, gone, RECEIPT, "returned", **told, day=TODAY),)


def test_a_receipt_brings_its_goods_at_its_own_cost() -> None:
    arrived = line("10", "120.00", lot="L-1", expires_on=SOON, storage_location="A1")
    assert receiving.receive(arrived, RECEIPT, MEDLINE, "USD", TODAY) == brought(
        "10", "120.00", lot="L-1", expires_on=SOON, storage_location="A1"
    )
    unbooked = line("10", "120.00", match="two_way")
    assert receiving.receive(unbooked, RECEIPT, MEDLINE, "USD", TODAY) == brought("10", "0")


def test_an_expired_lot_may_still_go_back_to_the_supplier() -> None:
    old = brought("5", "50", lot="B1", expires_on=YESTERDAY)
    given(STOCK_ITEM, opened(), old).when(
        back, line("5", "50", lot="B1", expires_on=YESTERDAY)
    ).then(taken_back("50", parcel("5", lot="B1", expires_on=YESTERDAY)))


def test_goods_go_back_from_where_they_lie_by_now_rejected_ones_first() -> None:
    history = (
        opened(),
        brought("6", "60", lot="L-1", storage_location="A1"),
        brought("3", "30", lot="L-1", disposition="rejected", storage_location="QC"),
        brought("9", "90", lot="L-2", disposition="rejected"),
    )
    given(STOCK_ITEM, *history).when(back, line("5", "50", lot="L-1", storage_location="A1")).then(
        taken_back(
            "50",
            parcel("3", "rejected", lot="L-1", storage_location="QC"),
            parcel("2", lot="L-1", storage_location="A1"),
        )
    )


def test_what_was_issued_meanwhile_cannot_go_back() -> None:
    history = (opened(), brought("6", "60", lot="L-1"), issued("50", parcel("5", lot="L-1")))
    given(STOCK_ITEM, *history).when(back, line("6", "60", lot="L-1")).rejected(
        StockItemInsufficient, asked="6", here="1"
    )
    units = (opened(), brought("1", "60", serials=("S-1",)), brought("1", "60", serials=("S-2",)))
    gone = issued("60", parcel("1", serials=("S-1",)))
    given(STOCK_ITEM, *units, gone).when(back, line("1", "60", serials=("S-1",))).rejected(
        StockItemUnknownSerial
    )


def test_value_that_no_goods_have_is_written_off() -> None:
    """Ten at 10.00 and ten at 1.00 average 5.50; the dear ones go back when fifteen are issued."""
    history = (
        opened(),
        brought("10", "100"),
        brought("10", "10"),
        issued("82.50", parcel("15")),
    )
    state = (
        given(STOCK_ITEM, *history)
        .when(back, line("5", "50"))
        .then(taken_back("50", parcel("5"), written_off=(cost("-22.50"),)))
    )
    assert not state.owned
    assert not state.worth.amounts
    part = given(STOCK_ITEM, *history).when(back, line("4", "40"))
    assert (
        part.then(taken_back("40", parcel("4"), written_off=(cost("-12.50"),))).worth.amounts == {}
    )
    cheap = given(STOCK_ITEM, *history).when(back, line("5", "5"))
    cheap.then(taken_back("5", parcel("5"), written_off=(cost("22.50"),)))


def transfer(quantity: str, to: str = "SOUTH") -> TransferStock:
    return TransferStock(
        now=NOW,
        stock_item_id=STOCK.id,
        transfer_id=ELSEWHERE,
        transferred_by="kim",
        transferred_on=TODAY,
        to_legal_entity="NHS",
        to_facility=to,
        wanted=wanted(quantity),
        to_storage_location="S9",
    )


def sent(item: StockItem, command: TransferStock, to: str = ELSEWHERE) -> tuple[StockItemEvent]:
    return (transfers.send(item, command, to, SAFE),)


SENT: Final = StockItemTransferredOut(
    transfer_id=ELSEWHERE,
    to_stock_item_id=ELSEWHERE,
    to_legal_entity="NHS",
    to_facility="SOUTH",
    transferred_on=TODAY,
    transferred_by="kim",
    parcels=(parcel("4", lot="L-1", expires_on=SOON, storage_location="A1"),),
    costs=(cost("40.00"),),
)


def test_a_transfer_takes_its_cost_to_the_other_facility() -> None:
    here = (opened(), brought("10", "100", lot="L-1", expires_on=SOON, storage_location="A1"))
    given(STOCK_ITEM, *here).when(sent, transfer("4")).then(SENT)
    origin = folded(STOCK_ITEM, *here)
    arrived = StockItemTransferredIn(
        transfer_id=ELSEWHERE,
        from_stock_item_id=STOCK.id,
        from_legal_entity="NHS",
        from_facility="NORTH",
        transferred_on=TODAY,
        transferred_by="kim",
        parcels=(parcel("4", lot="L-1", expires_on=SOON, storage_location="S9"),),
        costs=(cost("40.00"),),
    )
    there = folded(STOCK_ITEM, opened(ELSEWHERE, "SOUTH"))
    assert transfers.arrive(there, SENT, origin, transfer("4")) == arrived
    after = folded(STOCK_ITEM, opened(ELSEWHERE, "SOUTH"), arrived)
    assert after.worth == Average(quantity=Decimal(4), amounts={"USD": Decimal(40)})


def test_a_transfer_leads_elsewhere_and_takes_nothing_past_its_date() -> None:
    stock = given(STOCK_ITEM, opened(), brought("10", "100", lot="L-1", expires_on=YESTERDAY))
    stock.when(sent, transfer("4"), STOCK.id).rejected(StockItemSameFacility)
    stock.when(sent, transfer("4")).rejected(StockItemLotExpired)


def lay_down(quantity: str, currency: str = "USD", *serials: str) -> ReceiveConsignment:
    return ReceiveConsignment(
        now=NOW,
        stock_item_id=STOCK.id,
        consigned_by="kim",
        consigned_on=TODAY,
        supplier_id=MEDLINE,
        delivery_note="DN-1",
        unit_price=Decimal(40),
        currency=currency,
        parcels=(PlacedParcel(quantity=Decimal(quantity), lot="C-1", serials=serials),),
    )


def use(quantity: str, supplier: str = MEDLINE) -> ConsumeConsignment:
    return ConsumeConsignment(
        now=NOW,
        stock_item_id=STOCK.id,
        consumed_by="kim",
        consumed_on=TODAY,
        supplier_id=supplier,
        department="SURGERY",
        wanted=wanted(quantity),
    )


def test_consigned_goods_are_here_but_not_ours() -> None:
    state = (
        given(STOCK_ITEM, opened(), brought("10", "100"))
        .when(lays_down, lay_down("5"), SAFE)
        .then(consigned("5", lot="C-1"))
    )
    assert state.on_hand("consigned", MEDLINE) == 5
    assert state.worth == Average(quantity=Decimal(10), amounts={"USD": Decimal(100)})
    new = given(STOCK_ITEM, opened())
    new.when(lays_down, lay_down("0"), SAFE).rejected(StockItemQuantityNotPositive)
    new.when(lays_down, lay_down("1", "XXX"), SAFE).rejected(UnknownCurrency)
    here = given(STOCK_ITEM, opened(), brought("1", "9", serials=("S-1",)))
    here.when(lays_down, lay_down("1", "USD", "S-1"), SAFE).rejected(StockItemSerialHere)


def test_consigned_goods_are_owed_for_once_they_are_used() -> None:
    stock = given(STOCK_ITEM, opened(), consigned("5", lot="C-1"))
    state = stock.when(uses, use("2"), SAFE).then(
        StockItemConsumed(
            supplier_id=MEDLINE,
            department="SURGERY",
            consumed_on=TODAY,
            consumed_by="kim",
            unit_price=Decimal(40),
            amount=Decimal("80.00"),
            currency="USD",
            parcels=(parcel("2", "consigned", lot="C-1", owner_id=MEDLINE),),
            consumption=1,
        )
    )
    assert state.on_hand("consigned", MEDLINE) == 3
    stock.when(uses, use("6"), SAFE).rejected(StockItemInsufficient, here="5")
    stock.when(uses, use("1", GLOVES), SAFE).rejected(StockItemNotConsigned)


def test_a_supplier_takes_his_unused_goods_back_even_expired() -> None:
    stock = given(STOCK_ITEM, opened(), consigned("5", expires_on=YESTERDAY), brought("9", "90"))
    ask = ReturnConsignment(
        now=NOW,
        stock_item_id=STOCK.id,
        returned_by="kim",
        returned_on=TODAY,
        supplier_id=MEDLINE,
        reason_code="expired",
        wanted=wanted("5"),
    )
    gone = parcel("5", "consigned", owner_id=MEDLINE, expires_on=YESTERDAY)
    stock.when(gives_back, ask).then(
        StockItemConsignmentReturned(
            supplier_id=MEDLINE,
            returned_on=TODAY,
            returned_by="kim",
            reason_code="expired",
            parcels=(gone,),
        )
    )
    stock.when(uses, use("5"), SAFE).rejected(StockItemLotExpired)


def test_units_of_one_lot_and_place_with_other_dates_stay_apart() -> None:
    history = (
        opened(),
        brought("2", "20", lot="L-1", expires_on=LATE),
        brought("3", "30", lot="L-1", expires_on=SOON),
    )
    bins = folded(STOCK_ITEM, *history).bins.values()
    assert {each.expires_on: each.quantity for each in bins} == {SOON: Decimal(3), LATE: Decimal(2)}
