"""Turns one history into commands: a pure function of the history, the seed and the tenant.

`MAPPINGS` is the index: which function maps which activity. The walk finds the shape of the case,
`figures` fills it in, and the makers that the mappings left make the commands in their time.
"""

from collections.abc import Callable
from typing import Final

from adapters.histories import (
    approvals,
    credit_memos,
    invoices,
    order_answers,
    order_switches,
    purchase_orders,
    receipts,
    requisitions,
)
from adapters.histories.activities import Activity
from adapters.histories.case import Case, Happening, Mapped
from adapters.histories.draws import Draws
from adapters.histories.figures import fill
from adapters.histories.local_day import local_day
from adapters.histories.reader import History
from adapters.histories.setting import Setting, setting_of

SERIALISED_EVENTS_MAX: Final = 12  # Serials of long cases would only make long events.

Mapping = Callable[[Case, Happening], Mapped]


def _status_step(_case: Case, _at: Happening) -> Mapped:
    return Mapped(explained="a status step of the requisition")


MAPPINGS: Final[dict[Activity, Mapping]] = {
    Activity.SERVICE_ENTRY: receipts.enter_service,
    Activity.GOODS_RECEIPT: receipts.post,
    Activity.CANCEL_RECEIPT: receipts.take_back,
    Activity.SUPPLIER_INVOICE: invoices.document,
    Activity.INVOICE_RECEIPT: invoices.receive,
    Activity.SUBSEQUENT_INVOICE: invoices.receive_subsequent,
    Activity.SET_BLOCK: invoices.block,
    Activity.REMOVE_BLOCK: invoices.release,
    Activity.CLEAR_INVOICE: invoices.clear,
    Activity.SUPPLIER_CREDIT: credit_memos.document,
    Activity.CANCEL_INVOICE: credit_memos.cancel,
    Activity.CANCEL_SUBSEQUENT: credit_memos.cancel_subsequent,
    Activity.CREATE_ORDER: purchase_orders.create_item,
    Activity.CHANGE_QUANTITY: purchase_orders.change_value,
    Activity.CHANGE_PRICE: purchase_orders.change_value,
    Activity.CHANGE_STORAGE: purchase_orders.change_storage,
    Activity.CHANGE_TERMS: purchase_orders.change_terms,
    Activity.CHANGE_CURRENCY: purchase_orders.change_currency,
    Activity.CONFIRMATION: order_answers.confirm,
    Activity.UPDATE_CONFIRMATION: order_answers.confirm,
    Activity.CHANGE_REJECTION: order_answers.confirm,
    Activity.SRM_TRANSFER: purchase_orders.transmit,
    Activity.SRM_TRANSMITTED: purchase_orders.transmit,
    Activity.SRM_TRANSFER_FAILED: purchase_orders.transmit,
    Activity.CHANGE_APPROVAL: approvals.decide,
    Activity.RELEASE_ORDER: approvals.decide,
    Activity.BLOCK_LINE: order_switches.block,
    Activity.DELETE_LINE: order_switches.delete,
    Activity.REACTIVATE_LINE: order_switches.reactivate,
    Activity.CHANGE_DELIVERY: order_switches.change_delivery,
    Activity.CHANGE_FINAL_INVOICE: order_switches.close_for_invoicing,
    Activity.CREATE_REQUISITION: requisitions.create,
    Activity.RELEASE_REQUISITION: requisitions.release,
    Activity.SRM_CREATED: requisitions.cycle_created,
    Activity.SRM_COMPLETE: requisitions.cycle_complete,
    Activity.SRM_DOCUMENT_COMPLETED: requisitions.release,
    Activity.SRM_ORDERED: requisitions.cycle_ordered,
    Activity.SRM_DELETED: requisitions.cycle_deleted,
    Activity.SRM_AWAITING: _status_step,
    Activity.SRM_TRANSACTION_COMPLETED: _status_step,
    Activity.SRM_INCOMPLETE: _status_step,
    Activity.SRM_HELD: _status_step,
}


def setting_for(history: History, seed: int) -> Setting:
    """The setting of a history, without its plan."""
    return setting_of(
        Draws(seed, history.case),
        is_service=any(activity is Activity.SERVICE_ENTRY for _, activity in history.events),
        serials_allowed=len(history.events) <= SERIALISED_EVENTS_MAX,
    )


def plan(history: History, *, tenant: str, seed: int) -> tuple[Case, tuple[Mapped, ...]]:
    """The case, and what becomes of each of its events in order of time."""
    ordered = sorted(history.events, key=lambda event: event[0])  # Stable: ties keep their order.
    happenings = tuple(
        Happening(index, moment, local_day(moment), activity)
        for index, (moment, activity) in enumerate(ordered)
    )
    case = Case(tenant, history.case, happenings, setting_for(history, seed))
    mapped = tuple(MAPPINGS[each.activity](case, each) for each in happenings)
    fill(case)
    return case, mapped
