"""Judged, corrected and recalled goods: receipt, order, stock and invoices change together."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.catalogue.commands import LiftCatalogueItemRecall, PlaceCatalogueItemRecall
from domain.numbers.errors import NumberTaken
from domain.purchase_orders.announced import KEY_SEPARATOR
from domain.purchase_orders.control_commands import RecordAsn
from domain.purchase_orders.control_events import ShippedLine
from domain.purchase_orders.shipment_events import PurchaseOrderShipmentTakenIn
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.receipts.commands import (
    CorrectReceipt,
    JudgedLine,
    PostReceipt,
    RecordInspection,
    RecountedLine,
    ReturnedLine,
    ReturnGoods,
    WitnessReceipt,
)
from domain.receipts.judgement_errors import ReceiptInspectionTooLarge, ReceiptRecalled
from domain.receipts.shipment_errors import (
    ReceiptShipmentTakenIn,
    ReceiptShipmentUnknown,
    ReceiptShipmentUnnamed,
)
from domain.receipts.state import RECEIPT
from domain.stock.errors import StockItemInsufficient, StockItemRecalled
from domain.stock.state import STOCK_ITEM
from tests.application.company import NOW, TODAY, Company, id_of, line, post
from tests.application.test_lot_dates import relabel
from tests.application.test_receipts import invoice, open_holds, rival
from tests.application.test_stock import issue, pumps_ordered, reverse, stock, stock_of

__all__ = ["rival"]  # A fixture, which pytest finds by its name here.

LOT: Final = {"lot": "L-1"}


def inspect(receipt: str, accepted: str, rejected: str = "0", **how: Any) -> RecordInspection:
    judged = JudgedLine(
        line=1,
        inspected=Decimal(accepted) + Decimal(rejected),
        accepted=Decimal(accepted),
        rejected=Decimal(rejected),
        reason_code="damaged",
        **how,
    )
    return RecordInspection(
        now=NOW,
        receipt_id=id_of(receipt),
        inspected_by="ines",
        inspected_on=TODAY,
        lines=(judged,),
    )


def recount(receipt: str, quantity: str, *serials: str) -> CorrectReceipt:
    return CorrectReceipt(
        now=NOW,
        receipt_id=id_of(receipt),
        receiver_id="rico",
        corrected_on=TODAY,
        reason_code="miscounted",
        lines=(RecountedLine(line=1, quantity=Decimal(quantity), serials=serials),),
    )


def recall(*lots: str) -> PlaceCatalogueItemRecall:
    return PlaceCatalogueItemRecall(
        now=NOW,
        item_id=id_of("pump"),
        recall="Z-1",
        recall_class="I",
        source="fda",
        placed_by="ivan",
        reason_code="sterility",
        lots=lots,
    )


async def test_rejected_goods_leave_the_shelf_and_the_order_knows_what_was_accepted(
    company: Company,
) -> None:
    await pumps_ordered(company)
    await company.do(post("R-1", "10", lot="L-1"))
    before = (await company.do(inspect("R-1", "6", "3", storage_location="QC"))).position
    here = await stock(company)
    assert [here.on_hand("available"), here.on_hand("rejected"), here.owned] == [7, 3, 10]
    ledger = (await company.order()).lines[1].ledger
    assert [ledger.accepted, ledger.rejected, ledger.net_received.quantity] == [6, 3, 10]
    back = ReturnGoods(
        now=NOW,
        receipt_id=id_of("R-1"),
        receiver_id="rico",
        returned_on=TODAY,
        reason_code="damaged",
        lines=(ReturnedLine(line=1, quantity=Decimal(3)),),
    )
    assert (await company.do(back)).position == before + 4
    ledger = (await company.order()).lines[1].ledger
    assert [ledger.accepted, ledger.rejected, ledger.net_received.quantity] == [6, 0, 7]
    assert (await stock(company)).on_hand("rejected") == 0


async def test_goods_that_were_used_cannot_be_rejected_any_more(company: Company) -> None:
    await pumps_ordered(company)
    await company.do(post("R-1", "10"))
    await company.do(issue("8"))
    with pytest.raises(StockItemInsufficient):
        await company.do(inspect("R-1", "0", "3"))
    assert await company.types(RECEIPT, id_of("R-1")) == ["posted"]
    await company.do(inspect("R-1", "8", "2"))


async def test_a_correction_below_what_was_invoiced_holds_the_invoice(company: Company) -> None:
    await pumps_ordered(company)
    await company.do(post("R-1", "10"))
    await company.do(invoice("I-1", "10"))
    assert await open_holds(company, "I-1") == []
    await company.do(recount("R-1", "8"))
    assert await open_holds(company, "I-1") == ["quantity_received"]
    assert (await stock(company)).owned == 8
    await company.do(recount("R-1", "10"))
    assert await open_holds(company, "I-1") == []
    kinds = ["posted", "corrected", "corrected"]
    assert await company.types(RECEIPT, id_of("R-1")) == kinds
    assert (await company.order()).lines[1].received == 10


async def test_a_lot_recalled_between_order_and_receipt_is_quarantined_until_it_is_lifted(
    company: Company,
) -> None:
    await pumps_ordered(company)
    await company.do(recall("L-1"))
    await company.do(post("R-1", "5", **LOT))
    assert (await stock(company)).on_hand("quarantined") == 5
    with pytest.raises(StockItemInsufficient):
        await company.do(issue("1"))
    with pytest.raises(ReceiptRecalled):
        await company.do(inspect("R-1", "5"))
    lift = LiftCatalogueItemRecall(
        now=NOW, item_id=id_of("pump"), recall="Z-1", lifted_by="ida", reason_code="tested"
    )
    await company.do(lift)
    await company.do(inspect("R-1", "5"))
    await company.do(issue("5"))


def announced(*sent: ShippedLine) -> RecordAsn:
    return RecordAsn(
        now=NOW,
        purchase_order_id=id_of("PO-1"),
        shipment="SH-1",
        expected_on=TODAY,
        lines=sent,
    )


async def left(company: Company) -> dict[str, Decimal]:
    """What of the shipment is still under way, by the lot that its notice names."""
    sent = (await company.order()).announced["SH-1"]
    return {
        key.partition(KEY_SEPARATOR)[2]: much - sent.came.get(key, Decimal(0))
        for key, much in sent.lines.items()
    }


def with_shipment(receipt: str, quantity: str, lot: str, *, ends: bool = False) -> PostReceipt:
    return replace(post(receipt, quantity, lot=lot), shipment="SH-1", shipment_ends=ends)


async def test_a_shipment_is_under_way_until_receipts_that_name_it_took_it_in(
    company: Company,
) -> None:
    await pumps_ordered(company)
    with pytest.raises(ReceiptShipmentUnknown):
        await company.do(with_shipment("R-1", "1", "L-1"))
    five, two = Decimal(5), Decimal(2)
    lines = (ShippedLine(line=1, quantity=five, lot="L-1"),)
    await company.do(announced(*lines, ShippedLine(line=1, quantity=two, lot="L-2")))
    with pytest.raises(ReceiptShipmentUnnamed):
        await company.do(replace(post("R-1", "1"), shipment_ends=True))
    await company.do(with_shipment("R-1", "4", "l-1"))
    assert await left(company) == {"L-1": 1, "L-2": 2}
    await company.do(with_shipment("R-2", "1", "L-3", ends=True))
    with pytest.raises(ReceiptShipmentTakenIn):
        await company.do(with_shipment("R-3", "1", "L-2"))
    await company.do(relabel("R-2", lot="L-2"))
    assert await left(company) == {"L-1": 1, "L-2": 1}
    await company.do(reverse("R-2"))
    await company.do(with_shipment("R-3", "2", "L-2"))
    assert await left(company) == {"L-1": 1, "L-2": 0}
    *_, told = await company.events(PURCHASE_ORDER, id_of("PO-1"))
    assert isinstance(told, PurchaseOrderShipmentTakenIn)
    assert [(each.quantity, each.announced) for each in told.lines] == [(two, two)]


async def test_a_lot_recalled_after_its_ship_notice_is_quarantined_and_the_next_lot_is_not(
    company: Company,
) -> None:
    await pumps_ordered(company)
    sent = ShippedLine(line=1, quantity=Decimal(5), lot="L-1")
    await company.do(announced(sent))
    await company.do(recall("L-1"))
    await company.do(post("R-1", "5", **LOT))
    await company.do(post("R-2", "5", lot="L-2"))
    here = await stock(company)
    assert [here.on_hand("quarantined"), here.on_hand("available")] == [5, 5]


async def test_a_recall_stops_what_lies_on_the_shelf_in_every_process(
    company: Company,
    rival: Company,
) -> None:
    await pumps_ordered(company)
    await company.do(post("R-1", "5", **LOT))
    await rival.do(issue("1"))
    await company.do(recall("L-1"))
    with pytest.raises(StockItemRecalled):
        await rival.do(issue("1"))


async def test_controlled_goods_are_free_once_a_second_person_has_counted(
    company: Company,
) -> None:
    await company.has_item("opioid", item_class="controlled")
    opioid = line("5", "10", item_id=id_of("opioid"), item_class="controlled")
    await company.drafts(opioid)
    await company.submits(case="CASE-1")
    await company.agrees("amy", id_of("CASE-1"))
    await company.issues()
    await company.do(post("R-1", "5"))
    kept = stock_of("opioid")
    assert (await company.state(STOCK_ITEM, kept)).on_hand("quarantined") == 5
    await company.do(
        WitnessReceipt(now=NOW, receipt_id=id_of("R-1"), witness_id="wanda", witnessed_on=TODAY)
    )
    assert (await company.state(STOCK_ITEM, kept)).on_hand("available") == 5


async def test_a_unit_that_was_scanned_in_error_may_come_with_another_receipt(
    company: Company,
) -> None:
    await company.has_item("pump", "serial")
    await company.orders(line("5", "100", item_id=id_of("pump")))
    await company.do(post("R-1", "2", serials=("S-1", "S-2")))
    await company.do(recount("R-1", "1", "S-2"))
    await company.do(post("R-2", "1", serials=("S-2",)))
    with pytest.raises(NumberTaken):
        await company.do(recount("R-1", "2", "S-2"))
    await company.do(recount("R-1", "2", "S-3"))


async def test_of_two_inspectors_of_the_same_goods_one_is_told_what_is_left(
    company: Company,
    rival: Company,
) -> None:
    await pumps_ordered(company)
    for race in range(3):
        receipt = f"R-{race}"
        await company.do(post(receipt, "5"))
        done = await asyncio.gather(
            company.sent(inspect(receipt, "5")),
            rival.sent(inspect(receipt, "0", "5")),
            return_exceptions=True,
        )
        (refused,) = [each for each in done if isinstance(each, BaseException)]
        assert isinstance(refused, ReceiptInspectionTooLarge)
        assert refused.values["here"] == "0"
    ledger = (await company.state(PURCHASE_ORDER, id_of("PO-1"))).lines[1].ledger
    assert ledger.accepted + ledger.rejected == 15
