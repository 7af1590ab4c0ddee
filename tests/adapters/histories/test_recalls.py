"""Goods that go wrong in the histories: recalled lots and returned ones, where there is ground."""

from pathlib import Path
from typing import Final

import pytest

from adapters.histories.activities import Activity
from adapters.histories.plan import plan
from adapters.histories.reader import History
from adapters.histories.recalls import recall_steps
from domain.catalogue.commands import LiftCatalogueItemRecall, PlaceCatalogueItemRecall
from domain.credit_memos.commands import CaptureCreditMemo, PostCreditMemo
from domain.event import Command
from domain.receipts.commands import (
    QuarantineReceipt,
    RecordInspection,
    ReturnGoods,
    ReverseReceipt,
)
from domain.stock.commands import ScrapStock
from tests.adapters.histories.test_plan import history
from tests.adapters.histories.traces import log_counts, run_import, trace, write_traces
from tests.conftest import Database

A = Activity
BY_LOT: Final = 1  # The seed that draws goods with a lot and without serials.
ARRIVED: Final = (A.CREATE_ORDER, A.GOODS_RECEIPT)
BILLED: Final = (*ARRIVED, A.SUPPLIER_INVOICE, A.INVOICE_RECEIPT)


def recalled(told: History) -> list[Command]:
    case, _ = plan(told, tenant="demo", seed=BY_LOT)
    return [each.step.command for each in recall_steps(case)]


def taken_back(*activities: Activity) -> list[Command]:
    """What is sent from the first cancelled receipt on."""
    told = history(*activities)
    _, mapped = plan(told, tenant="demo", seed=BY_LOT)
    start = activities.index(A.CANCEL_RECEIPT)
    return [step.command for each in mapped[start:] for step in each.steps()]


def test_a_lot_that_is_here_when_its_item_is_blocked_is_recalled_until_the_block_is_undone() -> (
    None
):
    told = history(*ARRIVED, A.BLOCK_LINE, A.REACTIVATE_LINE)
    place, hold, lift, accept = recalled(told)
    assert isinstance(place, PlaceCatalogueItemRecall)
    assert isinstance(hold, QuarantineReceipt)
    assert isinstance(lift, LiftCatalogueItemRecall)
    assert isinstance(accept, RecordInspection)
    _, (stopped, _), (undone, _) = (told.events[n] for n in (1, 2, 3))
    assert [each.now for each in (place, hold, lift, accept)] == [stopped] * 2 + [undone] * 2
    assert place.lots == ("L4507000001_00010-1",)
    assert place.placed_by != lift.lifted_by
    assert hold.lines[0].quantity == accept.lines[0].accepted


def test_a_lot_that_is_never_let_go_is_destroyed_in_base_units() -> None:
    told = history(*ARRIVED, A.BLOCK_LINE, A.SUPPLIER_INVOICE)
    _, hold, scrap = recalled(told)
    assert isinstance(hold, QuarantineReceipt)
    assert isinstance(scrap, ScrapStock)
    case, _ = plan(told, tenant="demo", seed=BY_LOT)
    pieces = hold.lines[0].quantity * case.setting.pack.numerator
    assert (scrap.wanted.quantity, scrap.wanted.lot) == (pieces, "L4507000001_00010-1")
    assert (scrap.disposition, scrap.now) == ("quarantined", told.events[-1][0])


@pytest.mark.parametrize(
    "activities",
    [
        pytest.param((*ARRIVED, A.CHANGE_PRICE), id="nothing is stopped"),
        pytest.param((A.CREATE_ORDER, A.BLOCK_LINE, A.REACTIVATE_LINE), id="nothing is here"),
        pytest.param((*ARRIVED, A.BLOCK_LINE, A.CANCEL_RECEIPT), id="it never was here"),
        pytest.param((A.SERVICE_ENTRY, *ARRIVED, A.BLOCK_LINE), id="it is a service"),
    ],
)
def test_without_ground_nothing_is_recalled(activities: tuple[Activity, ...]) -> None:
    assert recalled(history(*activities)) == []


def test_billed_goods_that_the_supplier_credits_went_back_at_what_they_cost() -> None:
    back, *credited = taken_back(*BILLED, A.CANCEL_RECEIPT, A.SUPPLIER_CREDIT, A.CANCEL_INVOICE)
    assert isinstance(back, ReturnGoods)
    captured, posted = credited
    assert isinstance(captured, CaptureCreditMemo)
    assert isinstance(posted, PostCreditMemo)
    assert captured.basis == "quantity"
    assert captured.lines[0].quantity == back.lines[0].quantity


def test_an_unpaid_bill_for_goods_that_went_back_is_credited_and_not_voided() -> None:
    commands = taken_back(*BILLED, A.CANCEL_RECEIPT, A.CANCEL_INVOICE)
    assert [type(each) for each in commands] == [ReturnGoods, CaptureCreditMemo, PostCreditMemo]


@pytest.mark.parametrize(
    "activities",
    [
        pytest.param((*ARRIVED, A.CANCEL_RECEIPT, A.SUPPLIER_CREDIT), id="nothing was billed"),
        pytest.param((*BILLED, A.CANCEL_RECEIPT), id="nothing is credited"),
    ],
)
def test_other_cancelled_receipts_were_errors(activities: tuple[Activity, ...]) -> None:
    assert isinstance(taken_back(*activities)[0], ReverseReceipt)


async def test_returns_and_recalls_go_through_the_real_commands(
    database: Database, tmp_path: Path
) -> None:
    traces = [
        trace("1_00010", *BILLED, A.CANCEL_RECEIPT, A.SUPPLIER_CREDIT, A.CANCEL_INVOICE),
        trace("2_00010", *ARRIVED, A.BLOCK_LINE, A.REACTIVATE_LINE),
        trace("4_00010", *BILLED, A.SET_BLOCK, A.GOODS_RECEIPT),
    ]
    report = await run_import(database, write_traces(tmp_path / "goods.jsonl.gz", traces))
    assert (report.rejected, report.not_made) == (0, [])
    counts = log_counts(database, "demo")
    assert (counts["receipt.goods_returned"], counts["credit_memo.accounted"]) == (1, 1)
    assert (counts["catalogue_item.recall_placed"], counts["stock_item.scrapped"]) == (2, 1)
    assert (counts["catalogue_item.recall_lifted"], counts["receipt.quarantined"]) == (1, 2)
