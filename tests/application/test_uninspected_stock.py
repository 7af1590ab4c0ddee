"""Goods of a four-way line lie apart until somebody inspected them: nobody uses them before.

Ten gloves at 10.00 come. Their worth stands in inspection until they are accepted, on stock then.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.event import Command
from domain.receipts.commands import (
    CorrectReceipt,
    DoubtedLine,
    QuarantineReceipt,
    RecountedLine,
)
from domain.stock.commands import CountedBin, CountStock, MoveStock, ScrapStock, Wanted
from domain.stock.control_errors import StockItemAwaitsInspection
from domain.stock.errors import StockItemInsufficient
from domain.stock.parcels import Disposition
from tests.application.desk import NOW, TODAY
from tests.application.office import Office
from tests.application.storeroom import as_kim, issue, opens, require_sound, stock, stock_of
from tests.application.test_invoice_acceptance import inspect

DISPOSITIONS: Final[tuple[Disposition, ...]] = (
    *("available", "in_inspection"),
    *("quarantined", "rejected"),
)


async def ten_came(office: Office) -> None:
    await opens(office, match="four_way")
    await office.receive(1, "10")


async def lies(office: Office) -> list[int]:
    """What is available, in inspection, quarantined and rejected."""
    here = await stock(office)
    return [int(here.on_hand(each)) for each in DISPOSITIONS]


def books(office: Office) -> list[Decimal]:
    return [office.balance(each) for each in ("inventory", "receiving_inspection", "expense")]


async def send(office: Office, command: Command) -> None:
    """By the keeper, who may inspect as well."""
    all_of_it = frozenset({"stock_controller", "stock_keeper", "inspector"})
    await office.application.handle(command, replace(as_kim(office), roles=all_of_it))


async def refused(office: Office, *commands: Command) -> None:
    for command in commands:
        with pytest.raises(StockItemAwaitsInspection):
            await send(office, command)


def moving(office: Office, **how: Any) -> MoveStock:
    told = {"disposition": "in_inspection", "to_disposition": "in_inspection", **how}
    return MoveStock(
        now=NOW,
        stock_item_id=stock_of(office),
        moved_by="kim",
        reason_code="aisle_full",
        roles=frozenset({"inspector"}),
        wanted=Wanted(quantity=Decimal(2)),
        **told,
    )


def counting(office: Office, quantity: str) -> CountStock:
    found = CountedBin(quantity=Decimal(quantity), disposition="in_inspection")
    return CountStock(
        now=NOW,
        stock_item_id=stock_of(office),
        counted_by="kim",
        counted_on=TODAY,
        reason_code="cycle_count",
        bins=(found,),
    )


def scrapping(office: Office) -> ScrapStock:
    return ScrapStock(
        now=NOW,
        stock_item_id=stock_of(office),
        scrapped_by="kim",
        scrapped_on=TODAY,
        reason_code="broken",
        wanted=Wanted(quantity=Decimal(1)),
        disposition="in_inspection",
    )


async def test_nobody_takes_what_nobody_inspected_and_the_inspector_can_reject_it_all(
    office: Office,
) -> None:
    await ten_came(office)
    assert await lies(office) == [0, 10, 0, 0]
    with pytest.raises(StockItemInsufficient):
        await issue(office, "8")
    assert books(office) == [0, 100, 0]
    await inspect(office, "0", "10")
    assert await lies(office) == [0, 0, 0, 10]
    assert books(office) == [0, 100, 0]
    require_sound(office.history())


async def test_what_was_accepted_is_on_stock_and_may_be_used_the_rest_waits(
    office: Office,
) -> None:
    await ten_came(office)
    await inspect(office, "6", "1")
    assert await lies(office) == [6, 3, 0, 1]
    assert books(office) == [60, 40, 0]
    await issue(office, "6")
    assert await lies(office) == [0, 3, 0, 1]
    assert books(office) == [0, 40, 60]
    with pytest.raises(StockItemInsufficient):
        await issue(office, "1")
    require_sound(office.history())


async def test_what_goes_back_uninspected_leaves_inspection_and_what_was_accepted_leaves_stock(
    office: Office,
) -> None:
    await ten_came(office)
    await inspect(office, "6")
    await office.give_back(1, "3")
    assert await lies(office) == [6, 1, 0, 0]
    assert books(office) == [60, 10, 0]
    await office.give_back(1, "2")
    assert await lies(office) == [5, 0, 0, 0]
    assert books(office) == [50, 0, 0]
    require_sound(office.history())


async def test_a_correction_and_a_reversal_find_what_nobody_inspected(office: Office) -> None:
    await ten_came(office)
    for quantity, left in (("8", 8), ("9", 9)):
        recounted = CorrectReceipt(
            now=NOW,
            receipt_id=office.id_of("receipt", 1),
            receiver_id="rita",
            corrected_on=TODAY,
            reason_code="miscounted",
            lines=(RecountedLine(line=1, quantity=Decimal(quantity)),),
        )
        await office.send("rita", recounted)
        assert await lies(office) == [0, left, 0, 0]
    await office.reverse(1)
    assert await lies(office) == [0, 0, 0, 0]
    assert books(office) == [0, 0, 0]
    require_sound(office.history())


async def test_a_doubt_holds_back_what_nobody_inspected_and_an_acceptance_sets_it_free(
    office: Office,
) -> None:
    await ten_came(office)
    doubted = QuarantineReceipt(
        now=NOW,
        receipt_id=office.id_of("receipt", 1),
        quarantined_by="rita",
        quarantined_on=TODAY,
        reason_code="carton_wet",
        lines=(DoubtedLine(line=1, quantity=Decimal(4), bucket="received"),),
    )
    await office.send("rita", doubted)
    assert await lies(office) == [0, 6, 4, 0]
    await inspect(office, "4")
    assert await lies(office) == [4, 6, 0, 0]
    assert books(office) == [40, 60, 0]


async def test_not_even_an_inspector_frees_destroys_or_finds_more_of_it_in_the_store(
    office: Office,
) -> None:
    await ten_came(office)
    await refused(
        office,
        moving(office, to_disposition="available"),
        moving(office, to_disposition="quarantined"),
        moving(office, disposition="available"),
        scrapping(office),
        counting(office, "11"),
    )
    await send(office, moving(office, to_storage_location="QC"))
    await send(office, counting(office, "7"))  # Of eight, one is gone.
    assert await lies(office) == [0, 9, 0, 0]
    await inspect(office, "9")
    assert await lies(office) == [9, 0, 0, 0]
