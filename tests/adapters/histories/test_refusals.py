"""Each activity that means a command has a history in which the domain says no, and says so."""

from pathlib import Path
from typing import Final

import pytest

from adapters.histories.activities import TABLE, Activity
from tests.adapters.histories.traces import outcomes, run_import, trace, write_traces
from tests.conftest import Database

A = Activity
CYCLE: Final = (A.SRM_CREATED, A.SRM_COMPLETE, A.SRM_DOCUMENT_COMPLETED, A.SRM_ORDERED)

# The last event of each history is refused with the code.
REFUSED: Final[dict[Activity, tuple[tuple[Activity, ...], str]]] = {
    A.SERVICE_ENTRY: ((A.CREATE_ORDER, A.BLOCK_LINE, A.SERVICE_ENTRY), "purchase_order.on_hold"),
    A.GOODS_RECEIPT: ((A.CREATE_ORDER, A.BLOCK_LINE, A.GOODS_RECEIPT), "purchase_order.on_hold"),
    A.CANCEL_RECEIPT: ((A.CREATE_ORDER, A.CANCEL_RECEIPT), "document.not_found"),
    A.INVOICE_RECEIPT: (
        (*CYCLE, A.SUPPLIER_INVOICE, A.INVOICE_RECEIPT),
        "invoice.order_not_issued",
    ),
    A.SUBSEQUENT_INVOICE: (
        (*CYCLE, A.SUPPLIER_INVOICE, A.SUBSEQUENT_INVOICE),
        "invoice.order_not_issued",
    ),
    A.CLEAR_INVOICE: (
        (A.CREATE_ORDER, A.GOODS_RECEIPT, A.INVOICE_RECEIPT, A.SET_BLOCK, A.CLEAR_INVOICE),
        "invoice.on_hold",
    ),
    A.SET_BLOCK: (
        (A.CREATE_ORDER, A.GOODS_RECEIPT, A.INVOICE_RECEIPT, A.SET_BLOCK, A.SET_BLOCK),
        "invoice.held_already",
    ),
    A.REMOVE_BLOCK: (
        (A.CREATE_ORDER, A.SUPPLIER_INVOICE, A.REMOVE_BLOCK),
        "invoice.hold_not_releasable",
    ),
    A.CANCEL_INVOICE: (
        (A.CREATE_ORDER, A.SUPPLIER_CREDIT, A.CANCEL_INVOICE),
        "credit_memo.reference_missing",
    ),
    A.CANCEL_SUBSEQUENT: (
        (A.CREATE_ORDER, A.CANCEL_SUBSEQUENT),
        "credit_memo.reference_missing",
    ),
    A.CHANGE_QUANTITY: (
        (A.CREATE_ORDER, A.DELETE_LINE, A.CHANGE_QUANTITY),
        "purchase_order.line_cancelled",
    ),
    A.CHANGE_PRICE: (
        (A.CREATE_ORDER, A.DELETE_LINE, A.CHANGE_PRICE),
        "purchase_order.line_cancelled",
    ),
    A.CHANGE_CURRENCY: (
        (A.CREATE_ORDER, A.GOODS_RECEIPT, A.CHANGE_CURRENCY),
        "purchase_order.currency_fixed",
    ),
    A.CHANGE_TERMS: ((A.CHANGE_TERMS,), "document.not_found"),
    A.CHANGE_STORAGE: ((A.CHANGE_STORAGE,), "document.not_found"),
    A.CHANGE_DELIVERY: (
        (A.CREATE_ORDER, A.DELETE_LINE, A.CHANGE_DELIVERY),
        "purchase_order.line_cancelled",
    ),
    A.CHANGE_FINAL_INVOICE: (
        (A.CREATE_ORDER, A.CHANGE_FINAL_INVOICE, A.CHANGE_FINAL_INVOICE),
        "purchase_order.line_closed",
    ),
    A.CHANGE_REJECTION: ((*CYCLE, A.CHANGE_REJECTION), "purchase_order.wrong_stage"),
    A.CONFIRMATION: ((*CYCLE, A.CONFIRMATION), "purchase_order.wrong_stage"),
    A.UPDATE_CONFIRMATION: ((*CYCLE, A.UPDATE_CONFIRMATION), "purchase_order.wrong_stage"),
    A.SRM_TRANSFER: ((*CYCLE, A.SRM_TRANSFER), "purchase_order.wrong_stage"),
    A.SRM_TRANSMITTED: ((*CYCLE, A.SRM_TRANSMITTED), "purchase_order.wrong_stage"),
    A.SRM_TRANSFER_FAILED: ((*CYCLE, A.SRM_TRANSFER_FAILED), "purchase_order.wrong_stage"),
    A.SRM_COMPLETE: ((*CYCLE[:2], A.SRM_COMPLETE), "requisition.not_draft"),
    A.SRM_DOCUMENT_COMPLETED: (
        (*CYCLE[:3], A.SRM_DOCUMENT_COMPLETED),
        "approval_case.decided",
    ),
    A.SRM_ORDERED: ((*CYCLE[:2], A.SRM_ORDERED), "requisition.not_approved"),
    A.SRM_DELETED: ((*CYCLE, A.SRM_DELETED), "purchase_order.unknown_line"),
    A.RELEASE_REQUISITION: (
        (A.CREATE_REQUISITION, A.RELEASE_REQUISITION, A.RELEASE_REQUISITION),
        "approval_case.decided",
    ),
    A.BLOCK_LINE: ((A.CREATE_ORDER, A.BLOCK_LINE, A.BLOCK_LINE), "purchase_order.on_hold"),
    A.DELETE_LINE: (
        (A.CREATE_ORDER, A.DELETE_LINE, A.DELETE_LINE),
        "purchase_order.line_cancelled",
    ),
    A.REACTIVATE_LINE: ((A.CREATE_ORDER, A.REACTIVATE_LINE), "purchase_order.not_on_hold"),
}

# These make documents, so they are refused where their case was imported before from another file.
REFUSED_AGAIN: Final[dict[Activity, tuple[tuple[Activity, ...], str]]] = {
    A.CREATE_REQUISITION: ((A.CREATE_REQUISITION,), "requisition.exists"),
    A.SRM_CREATED: ((A.SRM_CREATED,), "requisition.exists"),
    A.CREATE_ORDER: ((A.CREATE_ORDER,), "purchase_order.exists"),
    A.SUPPLIER_INVOICE: ((A.SUPPLIER_INVOICE,), "invoice.exists"),
    A.SUPPLIER_CREDIT: ((A.SUPPLIER_CREDIT,), "credit_memo.exists"),
    A.CHANGE_APPROVAL: ((A.CREATE_ORDER, A.CHANGE_APPROVAL), "approval_case.decided"),
    A.RELEASE_ORDER: ((A.CREATE_ORDER, A.RELEASE_ORDER), "approval_case.decided"),
}


def test_every_activity_that_means_a_command_has_a_refusal() -> None:
    mean_none = {each for each, meaning in TABLE.items() if meaning.commands == "none"}
    assert REFUSED.keys() | REFUSED_AGAIN.keys() == set(Activity) - mean_none


async def test_the_domain_refuses_and_the_import_reports_the_code(
    database: Database, tmp_path: Path
) -> None:
    traces = [trace(f"c{n}", *told) for n, (told, _) in enumerate(REFUSED.values())]
    path = write_traces(tmp_path / "traces.jsonl.gz", traces)
    report = await run_import(database, path)
    codes: dict[str, dict[str, list[str | None]]] = {}
    for row in await outcomes(database, path):
        if row.outcome == "rejected":
            codes.setdefault(row.case, {}).setdefault(row.activity, []).append(row.reason)
    expected = {
        f"c{n}": {str(activity): [code]} for n, (activity, (_, code)) in enumerate(REFUSED.items())
    }
    assert codes == expected
    assert report.rejected == len(REFUSED)


@pytest.mark.parametrize("activity", REFUSED_AGAIN, ids=lambda activity: activity.name)
async def test_a_document_that_another_file_brought_is_refused(
    database: Database, tmp_path: Path, activity: Activity
) -> None:
    told, code = REFUSED_AGAIN[activity]
    brought = trace("c1", *told)
    await run_import(database, write_traces(tmp_path / "one.gz", [brought]))
    more = write_traces(tmp_path / "other.gz", [brought, trace("c2", A.CREATE_ORDER)])
    report = await run_import(database, more)
    refused = [row for row in await outcomes(database, more) if row.outcome == "rejected"]
    assert (refused[-1].activity, refused[-1].reason) == (activity, code)
    assert report.accepted == 1
