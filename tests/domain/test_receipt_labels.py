"""Lot, date and serials that were entered wrong are mended on the receipt and where goods are."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from domain.catalogue.events import CatalogueItemGtinAssigned
from domain.catalogue.state import CatalogueItem
from domain.event import Event
from domain.purchase_orders.duty_errors import PurchaseOrderOwnBuyer
from domain.purchase_orders.intercompany_events import Seller
from domain.receipts.commands import ReturnedLine, ReturnGoods
from domain.receipts.errors import (
    ReceiptNoLines,
    ReceiptSerialCount,
    ReceiptUnknownLine,
    ReceiptUnknownSerial,
)
from domain.receipts.events import ReceiptGoodsReturned
from domain.receipts.judgement_errors import ReceiptLabelContradicts
from domain.receipts.label_commands import (
    CorrectedSerial,
    CorrectReceiptLabels,
    HeldByDepartment,
    LabelledLine,
)
from domain.receipts.label_errors import (
    ReceiptLabelOfSeller,
    ReceiptLabelUnchanged,
    ReceiptNothingToRelabel,
    ReceiptOwnLabel,
)
from domain.receipts.label_events import Label, ReceiptLabelsCorrected, RelabelledLine
from domain.receipts.relabelling import correct_labels
from domain.receipts.state import RECEIPT as RECEIPTS
from domain.receipts.taking_back import return_goods
from domain.stock.errors import StockItemSerialHere
from domain.stock.events import StockItemCounted, StockItemScrapped
from domain.stock.label_errors import StockItemLabelLeft, StockItemLabelUnclear
from domain.stock.label_events import RelabelledIssue, StockItemRelabelled
from domain.stock.parcels import CountedParcel, Disposition, Parcel
from domain.stock.relabelling import Departments, relabel
from domain.stock.state import STOCK_ITEM, StockItem
from tests.domain.judged_receipts import GTIN, LABEL, OPEN, item, recalled
from tests.domain.orders import GLOVES, NOW, ORDER, RECEIPT, TODAY
from tests.domain.receipts import goods_returned, posted, receipt_line
from tests.domain.scenario import When, given
from tests.domain.stock import LATE, STOCK, brought, issued, opened, parcel

WRONG: Final[dict[str, Any]] = {"lot": "L-1", "expires_on": LATE}
ITEMS: Final = {GLOVES: item()}


def came(quantity: str = "10", **found: Any) -> Event:
    told = {**WRONG, "item_id": GLOVES, "stock_item_id": STOCK.id, **found}
    return posted(receipt_line(quantity, "100", **told))


def asks(*lines: LabelledLine, person: str = "rico") -> CorrectReceiptLabels:
    return CorrectReceiptLabels(
        now=NOW,
        receipt_id=RECEIPT.id,
        receiver_id=person,
        corrected_on=TODAY,
        reason_code="mistyped",
        lines=lines,
    )


def labelled(lot: str | None = None, line: int = 1, **read: Any) -> LabelledLine:
    return LabelledLine(line=line, lot=lot, **read)


def line_of(becomes: Label, was: Label | None = None, quantity: str = "10") -> RelabelledLine:
    return RelabelledLine(
        line=1,
        purchase_order_line=1,
        description="Gloves",
        quantity=Decimal(quantity),
        unit="EA",
        base_quantity=Decimal(quantity),
        base_unit="EA",
        accounting="stock",
        was=was or Label(lot="L-1", expires_on=LATE),
        becomes=becomes,
        item_id=GLOVES,
        stock_item_id=STOCK.id,
    )


def told(*lines: RelabelledLine, person: str = "rico") -> ReceiptLabelsCorrected:
    return ReceiptLabelsCorrected(
        receipt_id=RECEIPT.id,
        purchase_order=ORDER,
        supplier_id=OPEN.supplier_id,
        corrected_by=person,
        corrected_on=TODAY,
        reason_code="mistyped",
        lines=lines,
    )


def test_the_true_lot_stands_from_now_on_and_goods_go_back_under_it() -> None:
    ask = given(RECEIPTS, came()).when(correct_labels, asks(labelled("L-7")), OPEN, ITEMS)
    receipt = ask.then(told(line_of(Label(lot="L-7", expires_on=LATE))))
    assert receipt.lines[1].left == 10
    two = (ReturnedLine(line=1, quantity=Decimal(2)),)
    who: dict[str, Any] = {
        "receipt_id": RECEIPT.id,
        "receiver_id": "rico",
        "reason_code": "recalled",
    }
    back = ReturnGoods(now=NOW, returned_on=TODAY, lines=two, **who)
    (gone,) = return_goods(receipt, back, OPEN)
    assert isinstance(gone, ReceiptGoodsReturned)
    assert gone.lines[0].lot == "L-7"
    same = asks(labelled("L-1", expires_on=LATE))
    given(RECEIPTS, came()).when(correct_labels, same, OPEN, ITEMS).rejected(ReceiptLabelUnchanged)


def test_a_label_that_is_scanned_again_says_lot_and_date() -> None:
    coded_items = {GLOVES: item(CatalogueItemGtinAssigned(unit="EA", gtin=GTIN))}
    other = labelled("L-8", udis=(LABEL,))
    coded = given(RECEIPTS, came())
    coded.when(correct_labels, asks(other), OPEN, coded_items).rejected(
        ReceiptLabelContradicts, stated="L-8", label="L-9"
    )
    becomes = Label(lot="L-9", expires_on=date(2028, 6, 30), udi=LABEL)
    scanned = asks(labelled(udis=(LABEL,)))
    coded.when(correct_labels, scanned, OPEN, coded_items).then(told(line_of(becomes)))


def test_units_bear_other_serials_where_they_stand() -> None:
    units = came("2", serials=("S-1", "S-2"))
    ask = given(RECEIPTS, units)

    def named(*pairs: tuple[str, str]) -> CorrectReceiptLabels:
        return asks(labelled(serials=tuple(CorrectedSerial(was=a, becomes=b) for a, b in pairs)))

    becomes = Label(**WRONG, serials=("S-1", "S-3"))
    was = Label(**WRONG, serials=("S-1", "S-2"))
    receipt = ask.when(correct_labels, named(("S-2", "S-3")), OPEN, ITEMS).then(
        told(line_of(becomes, was, "2"))
    )
    assert receipt.lines[1].left_serials == ("S-1", "S-3")
    ask.when(correct_labels, named(("S-9", "S-3")), OPEN, ITEMS).rejected(ReceiptUnknownSerial)
    for twice in ((("S-2", "S-1"),), (("S-2", "S-3"), ("S-2", "S-4"))):
        ask.when(correct_labels, named(*twice), OPEN, ITEMS).rejected(ReceiptSerialCount)


def test_what_names_nothing_that_is_here_is_refused() -> None:
    ask = given(RECEIPTS, came())
    ask.when(correct_labels, asks(), OPEN, ITEMS).rejected(ReceiptNoLines)
    for lines in ((labelled("L-7", line=2),), (labelled("L-7"), labelled("L-8"))):
        ask.when(correct_labels, asks(*lines), OPEN, ITEMS).rejected(ReceiptUnknownLine)
    gone = goods_returned(receipt_line("10", "100"))
    empty = given(RECEIPTS, came(), gone)
    empty.when(correct_labels, asks(labelled("L-7")), OPEN, ITEMS).rejected(ReceiptNothingToRelabel)
    buyer = asks(labelled("L-7"), person=OPEN.buyer_id)
    ask.when(correct_labels, buyer, OPEN, ITEMS).rejected(PurchaseOrderOwnBuyer)


def test_what_another_entity_of_ours_sold_bears_the_label_that_its_stock_knows() -> None:
    sold = replace(OPEN, seller=Seller(legal_entity="E", facility="D", markup_percent=Decimal(0)))
    ask = given(RECEIPTS, came())
    ask.when(correct_labels, asks(labelled("L-7")), sold, ITEMS).rejected(ReceiptLabelOfSeller)


def test_of_controlled_goods_a_second_person_reads_the_label() -> None:
    items = {GLOVES: item(controlled_schedule="II")}
    ask, mine = given(RECEIPTS, came()), asks(labelled("L-7"))
    ask.when(correct_labels, mine, OPEN, items).rejected(ReceiptOwnLabel, person="rico")
    other = asks(labelled("L-7"), person="wim")
    fact = told(line_of(Label(lot="L-7", expires_on=LATE)), person="wim")
    ask.when(correct_labels, other, OPEN, items).then(fact)


def stocked(
    *facts: Event,
    lot: str = "L-7",
    expires_on: date = LATE,
    departments: Departments = None,
    of: CatalogueItem = ITEMS[GLOVES],
) -> When[StockItem]:
    line = line_of(Label(lot=lot, expires_on=expires_on))
    return given(STOCK_ITEM, opened(), *facts).when(_relabelled, line, departments, of)


def _relabelled(
    state: StockItem, line: RelabelledLine, departments: Departments, of: CatalogueItem
) -> tuple[StockItemRelabelled, ...]:
    told_by, today = told(line), NOW.date()
    return (relabel(state, told_by, line, RECEIPT, departments, of=of, today=today),)


def fact(**changed: Any) -> StockItemRelabelled:
    return StockItemRelabelled(
        receipt=RECEIPT,
        receipt_line=1,
        relabelled_by="rico",
        relabelled_on=TODAY,
        reason_code="mistyped",
        **{"was": Label(**WRONG), "becomes": Label(lot="L-7", expires_on=LATE), **changed},
    )


def true(quantity: str, disposition: Disposition = "available", **found: Any) -> Parcel:
    return parcel(quantity, disposition, **{"lot": "L-7", "expires_on": LATE, **found})


def test_goods_on_the_shelf_and_with_departments_follow_their_receipt() -> None:
    history = (brought("10", "100", **WRONG), issued("30", parcel("3", **WRONG)))
    change = RelabelledIssue(department="ICU", taken=parcel("3", **WRONG), placed=true("3"))
    after = stocked(*history).then(
        fact(taken=(parcel("7", **WRONG),), placed=(true("7"),), issued=(change,))
    )
    assert {each.lot: each.quantity for each in after.bins.values()} == {"L-7": 7}
    assert {each.lot: each.quantity for each in after.issued.values()} == {"L-7": 3}
    assert after.worth.quantity == 7
    assert after.worth.amounts == {"USD": 70}


def test_what_went_elsewhere_is_not_relabelled_and_what_is_gone_need_not_be() -> None:
    stocked(brought("8", "80", **WRONG)).rejected(StockItemLabelLeft, wanted="10")
    scrapped = StockItemScrapped(
        scrapped_on=TODAY,
        scrapped_by="kim",
        reason_code="broken",
        parcels=(parcel("1", **WRONG),),
        costs=(),
    )
    missing = CountedParcel(expected=Decimal(9), counted=parcel("7", **WRONG))
    counted = StockItemCounted(
        counted_on=TODAY, counted_by="kim", reason_code="cycle", parcels=(missing,)
    )
    came_in = brought("10", "100", **WRONG)
    after = stocked(came_in, scrapped, counted).then(
        fact(taken=(parcel("7", **WRONG),), placed=(true("7"),), missed=Decimal(3))
    )
    line = line_of(Label(lot="L-6"), Label(lot="L-7", expires_on=LATE))
    again = relabel(after, told(line), line, RECEIPT, None, of=ITEMS[GLOVES], today=TODAY)
    assert again.missed == 3


def test_where_the_label_came_otherwise_too_it_is_said_who_has_what() -> None:
    history = (
        brought("10", "100", **WRONG),
        brought("5", "50", **WRONG),
        issued("60", parcel("6", **WRONG)),
    )
    stocked(*history).rejected(StockItemLabelUnclear, wanted="10")
    two = (HeldByDepartment(department="ICU", quantity=Decimal(2)),)
    change = RelabelledIssue(department="ICU", taken=parcel("2", **WRONG), placed=true("2"))
    stocked(*history, departments=two).then(
        fact(taken=(parcel("8", **WRONG),), placed=(true("8"),), issued=(change,))
    )
    stocked(*history, departments=()).rejected(StockItemLabelLeft)  # Nine lie in the store.
    for out in ("7", "-1", "0"):
        much = (HeldByDepartment(department="ICU", quantity=Decimal(out)),)
        stocked(*history, departments=much).rejected(StockItemLabelLeft)


def test_what_is_unsafe_under_its_true_label_is_quarantined() -> None:
    came_in, yesterday = brought("10", "100", **WRONG), TODAY - timedelta(days=1)
    held = fact(taken=(parcel("10", **WRONG),), placed=(true("10", "quarantined"),))
    stocked(came_in, of=item(recalled("L-7"))).then(held)
    past: dict[str, Any] = {"expires_on": yesterday}
    expired = fact(
        becomes=Label(lot="L-7", **past),
        taken=(parcel("10", **WRONG),),
        placed=(true("10", "quarantined", **past),),
    )
    stocked(came_in, **past).then(expired)
    other = brought("1", "10", lot="l-7", expires_on=LATE + timedelta(days=1))
    stocked(came_in, other).then(held)
    rejected = brought("10", "100", **WRONG).model_copy(
        update={"parcels": (parcel("10", "rejected", **WRONG),)}
    )
    stays = fact(taken=rejected.parcels, placed=(true("10", "rejected"),))
    stocked(rejected, of=item(recalled("L-7"))).then(stays)


def test_a_unit_that_lies_here_is_not_the_one_that_was_misread() -> None:
    units = brought("1", "10", **WRONG, serials=("S-1",))
    other = brought("1", "10", lot="L-9", serials=("S-2",))

    def read(serial: str) -> RelabelledLine:
        return line_of(Label(**WRONG, serials=(serial,)), Label(**WRONG, serials=("S-1",)), "1")

    ask = given(STOCK_ITEM, opened(), units, other)
    ask.when(_relabelled, read("S-2"), None, ITEMS[GLOVES]).rejected(StockItemSerialHere)
    ask.when(_relabelled, read("S-3"), None, ITEMS[GLOVES]).then(
        fact(
            was=Label(**WRONG, serials=("S-1",)),
            becomes=Label(**WRONG, serials=("S-3",)),
            taken=units.parcels,
            placed=(parcel("1", **WRONG, serials=("S-3",)),),
        )
    )
