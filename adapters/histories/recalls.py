"""Recalls of lots, where a history gives ground for one: goods are here, and then are stopped.

The histories do not tell why an item is blocked, or a payment stopped by hand, while a lot of it
lies in stock. Here the lot is recalled and quarantined. It is released where the block is taken
back, and destroyed where it never is.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final

from adapters.histories.activities import Activity
from adapters.histories.case import ZERO, Case, Happening, Step, item_id
from adapters.histories.deliveries import Delivery
from adapters.histories.local_day import local_day
from adapters.histories.receipts import (
    RECEIVED_LINE,
    found_at_the_dock,
    lot_of,
)
from adapters.histories.supplier_master import MasterStep
from domain.catalogue.commands import LiftCatalogueItemRecall, PlaceCatalogueItemRecall
from domain.catalogue.events import RecallClass
from domain.catalogue.state import CATALOGUE_ITEM
from domain.quantity import in_base
from domain.receipts.buckets import Bucket
from domain.receipts.commands import (
    DoubtedLine,
    JudgedLine,
    QuarantineReceipt,
    RecordInspection,
)
from domain.receipts.state import RECEIPT
from domain.stock.commands import ScrapStock, Wanted
from domain.stock.state import STOCK_ITEM, stock_item_id

# What stops goods that are here, and what lets them go again.
STOPPED_BY: Final = {
    Activity.BLOCK_LINE: Activity.REACTIVATE_LINE,
    Activity.SET_BLOCK: Activity.REMOVE_BLOCK,
}
CLASSES: Final[tuple[RecallClass, ...]] = ("II", "III")
COORDINATOR: Final = "recall-coordinator-1"
SECOND_COORDINATOR: Final = "recall-coordinator-2"
REASON: Final = "lot_in_doubt"


def recall_steps(case: Case) -> Iterator[MasterStep]:
    """The case's recall from its notice to its end, each step in its time; most cases have none."""
    stop = next((each for each in case.happenings if _lots(case, each)), None)
    if stop is None:
        return
    lots = _lots(case, stop)
    yield _placed(case, stop.at, lots)
    yield from (_quarantined(case, each, stop.at) for each in lots if not _is_wet(case, each))
    undone = case.next_index(stop.index, {STOPPED_BY[stop.activity]})
    if undone is None:
        end = case.happenings[-1].at
        yield from (_scrapped(case, each, end) for each in lots)
        return
    end = case.happenings[undone].at
    yield _lifted(case, end)
    yield from (_accepted(case, each, end) for each in lots)


def _lots(case: Case, stop: Happening) -> tuple[Delivery, ...]:
    """The deliveries by lot that are here before this happening, if it stops anything, and stay."""
    device = case.setting.device
    by_lot = device is not None and "lot" in device.controls and not device.is_serialised
    if not by_lot or stop.activity not in STOPPED_BY:
        return ()
    return tuple(
        each
        for each in case.deliveries.made
        if each.posted_at is not None
        and each.reversed_at is None
        and case.happenings[each.posted_at].at < stop.at
    )


def _placed(case: Case, at: datetime, lots: tuple[Delivery, ...]) -> MasterStep:
    command = PlaceCatalogueItemRecall(
        item_id=_item(case),
        recall=_recall(case),
        recall_class=case.setting.draws.choice("recall class", CLASSES),
        source="manufacturer",
        placed_by=COORDINATOR,
        reason_code=REASON,
        lots=tuple(lot_of(case, each) for each in lots),
        now=at,
    )
    step = Step(command, COORDINATOR, "recall_coordinator")
    return MasterStep(CATALOGUE_ITEM.name, _item(case), step, _recall(case))


def _lifted(case: Case, at: datetime) -> MasterStep:
    command = LiftCatalogueItemRecall(
        item_id=_item(case),
        recall=_recall(case),
        lifted_by=SECOND_COORDINATOR,
        reason_code="cleared_by_manufacturer",
        now=at,
    )
    step = Step(command, SECOND_COORDINATOR, "recall_coordinator")
    return MasterStep(CATALOGUE_ITEM.name, _item(case), step, _recall(case))


def _quarantined(case: Case, delivery: Delivery, at: datetime) -> MasterStep:
    inspector, receipt = case.setting.person("inspector"), case.id_of("receipt", delivery.number)
    rejected = found_at_the_dock(case, delivery).get("rejected")
    bucket: Bucket = "accepted" if rejected else "received"
    command = QuarantineReceipt(
        receipt_id=receipt,
        quarantined_by=inspector,
        quarantined_on=local_day(at),
        reason_code="recalled",
        lines=(DoubtedLine(line=RECEIVED_LINE, quantity=_usable(case, delivery), bucket=bucket),),
        now=at,
    )
    return MasterStep(RECEIPT.name, receipt, Step(command, inspector, "inspector"))


def _accepted(case: Case, delivery: Delivery, at: datetime) -> MasterStep:
    inspector, receipt = case.setting.person("inspector"), case.id_of("receipt", delivery.number)
    usable = _usable(case, delivery)
    line = JudgedLine(
        line=RECEIVED_LINE, inspected=usable, accepted=usable, rejected=ZERO, bucket="quarantined"
    )
    command = RecordInspection(
        receipt_id=receipt,
        inspected_by=inspector,
        inspected_on=local_day(at),
        lines=(line,),
        now=at,
    )
    return MasterStep(RECEIPT.name, receipt, Step(command, inspector, "inspector"))


def _scrapped(case: Case, delivery: Delivery, at: datetime) -> MasterStep:
    setting, lot = case.setting, lot_of(case, delivery)
    place = (setting.entity.code, setting.facility)
    stock = stock_item_id(case.tenant, *place, _item(case), setting.pack.base_unit)
    controller = setting.person("stock-controller")
    command = ScrapStock(
        stock_item_id=stock,
        scrapped_by=controller,
        scrapped_on=local_day(at),
        reason_code="recalled",
        wanted=Wanted(quantity=in_base(_usable(case, delivery), setting.pack), lot=lot),
        disposition="quarantined",
        now=at,
    )
    return MasterStep(STOCK_ITEM.name, stock, Step(command, controller, "stock_controller"), lot)


def _usable(case: Case, delivery: Delivery) -> Decimal:
    """What was not refused at the dock."""
    refused: Decimal = found_at_the_dock(case, delivery).get("rejected", ZERO)
    return delivery.quantity - refused


def _is_wet(case: Case, delivery: Delivery) -> bool:
    """It was quarantined when it came."""
    return "disposition" in found_at_the_dock(case, delivery)


def _item(case: Case) -> str:
    assert case.setting.device is not None, "only goods of the catalogue are recalled"
    return item_id(case.tenant, case.setting.device.number)


def _recall(case: Case) -> str:
    return f"R-{case.name}"
