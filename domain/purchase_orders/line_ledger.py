"""The ledger of an order line: what came of it, each total the fold of one kind of fact."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, assert_never

from domain.frozen import replace
from domain.open_items.carrying import NOTHING as NOTHING_IN_BOOKS
from domain.open_items.carrying import InBooks
from domain.purchase_orders.intercompany_events import PurchaseOrderLineIntercompanyBilled
from domain.purchase_orders.ledger_events import (
    LedgerEvent,
    PurchaseOrderLineConsigned,
    PurchaseOrderLineConsignmentReturned,
    PurchaseOrderLineConsumed,
    PurchaseOrderLineConsumptionReversed,
    PurchaseOrderLineCredited,
    PurchaseOrderLineInspected,
    PurchaseOrderLineInvoiced,
    PurchaseOrderLineInvoiceReversed,
    PurchaseOrderLineReceiptCorrected,
    PurchaseOrderLineReceiptReversed,
    PurchaseOrderLineReceived,
    PurchaseOrderLineReturned,
    PurchaseOrderLineUsed,
    PurchaseOrderLineUseReversed,
    PurchaseOrderLineValued,
)
from domain.purchase_orders.named_receipts import Named
from domain.purchase_orders.off_stock import NOTHING_OFF, OffStock
from domain.purchase_orders.price_events import PurchaseOrderLineRevalued
from domain.purchase_orders.residue_events import (
    PurchaseOrderLineDifferenceCleared,
    PurchaseOrderLineWriteOffTakenBack,
    ResidueEvent,
)
from domain.purchase_orders.shared_cost_events import PurchaseOrderLineCostShared
from domain.purchase_orders.shared_totals import NOT_SHARED, SharedTotals, given_up, totals_after
from domain.purchase_orders.total import NOTHING as NOTHING
from domain.purchase_orders.total import ZERO as ZERO
from domain.purchase_orders.total import Total as Total

_Layer = (
    PurchaseOrderLineReceived
    | PurchaseOrderLineReceiptReversed
    | PurchaseOrderLineReturned
    | PurchaseOrderLineReceiptCorrected
    | PurchaseOrderLineUsed
    | PurchaseOrderLineUseReversed
    | PurchaseOrderLineConsumed
    | PurchaseOrderLineConsumptionReversed
)
_Beside = PurchaseOrderLineValued | PurchaseOrderLineCostShared | PurchaseOrderLineRevalued


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Gross totals of a line. `receipts` holds what each receipt still stands for, oldest first.

    `invoices` holds what each invoice asked, less its credits, until it is voided; oldest first.

    A usage of a bill-only order, or what was used of consigned goods, stands there as a receipt
    does: it is what is owed for. `consigned` is what of the latter was laid down here and not taken
    back, used or not; `used_by` is what departments used of it, by who bears it: empty for the
    department of the order, where none was told.

    `cleared` is what invoices less credits have put against goods received, and what prices left
    there once all was billed; `written_off` is what of the rest was given up. `accepted` and
    `rejected` are what inspections found of the goods that are still here.
    """

    received: Total = NOTHING
    consigned: Decimal = ZERO
    consigned_ever: Decimal = ZERO
    used_by: Mapping[str, Total] = field(default_factory=dict)
    receipt_corrected: Total = NOTHING
    accepted: Decimal = ZERO
    rejected: Decimal = ZERO
    receipt_reversed: Total = NOTHING
    returned: Total = NOTHING
    invoiced: Total = NOTHING
    invoice_reversed: Total = NOTHING
    credited: Total = NOTHING
    credited_on_price: Decimal = ZERO  # of that, by credits that take no quantity
    cleared: Decimal = ZERO
    written_off: Decimal = ZERO
    written_off_on: Mapping[date, Decimal] = field(default_factory=dict)  # what of that each day
    receipts: Mapping[str, Total] = field(default_factory=dict)
    invoices: Mapping[str, Total] = field(default_factory=dict)
    named: Named = field(default_factory=dict)  # billed by name
    asked_by_name: Mapping[str, Named] = field(default_factory=dict)  # of that, by each invoice
    came_on: Mapping[str, date] = field(default_factory=dict)  # by receipt, where that was told
    # What each receipt, invoice and credit left on goods received, in books of another currency.
    in_books: Mapping[str, InBooks] = field(default_factory=dict)
    shared: SharedTotals = NOT_SHARED  # what those who share the line have come to bear
    dealt: Mapping[str, Decimal] = field(default_factory=dict)  # here for each request
    off_stock: OffStock = NOTHING_OFF  # what credits on price took off its goods there

    @property
    def net_received(self) -> Total:
        """Received as corrected, less reversed, less returned, at the receipts' values."""
        came = self.received.plus(*self.receipt_corrected)
        return came.less(self.receipt_reversed).less(self.returned)

    @property
    def net_invoiced(self) -> Total:
        """Invoiced less voided less credited."""
        return self.invoiced.less(self.invoice_reversed).less(self.credited)

    @property
    def balance(self) -> Decimal:
        """What stands on goods received; below zero: billed, and not here."""
        return self.net_received.amount - self.cleared - self.written_off

    @property
    def receipt_ids(self) -> tuple[str, ...]:
        """The receipts that it still stands on, without usages and consumptions."""
        return tuple(each for each in self.receipts if " " not in each)

    @property
    def untouched(self) -> bool:
        """Nothing ever came or was invoiced."""
        nothing_came = self.received == NOTHING and self.consigned_ever == 0
        return nothing_came and self.invoiced == NOTHING


NO_ENTRIES: Final = Ledger()


def booked_in(ledger: Ledger, event: LedgerEvent) -> Ledger:
    """The ledger with one more fact."""
    if isinstance(event, PurchaseOrderLineInspected):
        return _inspected(ledger, event)
    if isinstance(event, PurchaseOrderLineConsigned):
        ever = ledger.consigned_ever + event.quantity
        return replace(ledger, consigned=ledger.consigned + event.quantity, consigned_ever=ever)
    if isinstance(event, PurchaseOrderLineConsignmentReturned):
        return replace(ledger, consigned=ledger.consigned - event.quantity)
    if isinstance(event, PurchaseOrderLineConsumed | PurchaseOrderLineConsumptionReversed):
        ledger = replace(ledger, used_by=_used_by(ledger, event))
    if isinstance(event, _Beside):
        return _told_beside(ledger, event)
    if isinstance(event, PurchaseOrderLineIntercompanyBilled):
        return _billed_between(ledger, event)
    if isinstance(event, ResidueEvent):
        return _without_residue(ledger, event)
    entry = (event.quantity, event.amount)
    match event:
        case PurchaseOrderLineReceived() | PurchaseOrderLineUsed() | PurchaseOrderLineConsumed():
            received = ledger.received.plus(*entry)
            ledger = replace(ledger, came_on=_dated(ledger, event))
            return replace(ledger, received=received, receipts=_layered(ledger, event, 1))
        case PurchaseOrderLineReceiptCorrected():
            corrected = ledger.receipt_corrected.plus(*entry)
            return replace(ledger, receipt_corrected=corrected, receipts=_layered(ledger, event, 1))
        case (
            PurchaseOrderLineReceiptReversed()
            | PurchaseOrderLineUseReversed()
            | PurchaseOrderLineConsumptionReversed()
        ):
            reverted = ledger.receipt_reversed.plus(*entry)
            return replace(ledger, receipt_reversed=reverted, receipts=_layered(ledger, event, -1))
        case PurchaseOrderLineReturned():
            returned = ledger.returned.plus(*entry)
            return replace(ledger, returned=returned, receipts=_layered(ledger, event, -1))
        case PurchaseOrderLineInvoiced():
            cleared, asked = ledger.cleared + event.cleared, _asked(ledger, event, 1)
            invoiced = ledger.invoiced.plus(*entry)
            return replace(ledger, invoiced=invoiced, cleared=cleared, invoices=asked)
        case PurchaseOrderLineInvoiceReversed():
            return _bill_gone(ledger, event)
        case PurchaseOrderLineCredited():
            return _credited(ledger, event)
        case _:
            assert_never(event)


def _without_residue(ledger: Ledger, event: ResidueEvent) -> Ledger:
    if isinstance(event, PurchaseOrderLineDifferenceCleared):
        return replace(ledger, cleared=ledger.cleared + event.amount)
    amount, days = event.amount, dict(ledger.written_off_on)
    if isinstance(event, PurchaseOrderLineWriteOffTakenBack):
        amount = -amount
    day = event.written_off_on or max(days, default=None)  # Once none was told.
    if day is not None:
        days[day] = days.get(day, ZERO) + amount
    days = {each: left for each, left in days.items() if left}
    shared = given_up(ledger.shared, event.shares, amount)
    ledger = replace(ledger, written_off_on=days, shared=shared)
    return replace(ledger, written_off=ledger.written_off + amount)


def _inspected(ledger: Ledger, event: PurchaseOrderLineInspected) -> Ledger:
    accepted = ledger.accepted + event.accepted
    return replace(ledger, accepted=accepted, rejected=ledger.rejected + event.rejected)


def _told_beside(ledger: Ledger, event: _Beside) -> Ledger:
    if isinstance(event, PurchaseOrderLineRevalued):
        return replace(ledger, off_stock=ledger.off_stock.with_revalued(event))
    if isinstance(event, PurchaseOrderLineCostShared):
        return replace(ledger, shared=totals_after(ledger.shared, event))
    stands = ledger.in_books.get(event.source.id, NOTHING_IN_BOOKS)
    stands = stands.plus(event.amount, event.books_amount, frozenset({event.rate}))
    return replace(ledger, in_books={**ledger.in_books, event.source.id: stands})


def _billed_between(ledger: Ledger, event: PurchaseOrderLineIntercompanyBilled) -> Ledger:
    """It clears what it asks for."""
    asked = ledger.invoiced.plus(event.quantity, event.amount)
    return replace(ledger, invoiced=asked, cleared=ledger.cleared + event.amount)


def _credited(ledger: Ledger, event: PurchaseOrderLineCredited) -> Ledger:
    credited = ledger.credited.plus(event.quantity, event.amount)
    on_price = ledger.credited_on_price + (ZERO if event.quantity else event.amount)
    cleared, asked = ledger.cleared - event.cleared, _asked(ledger, event, -1)
    ledger = replace(ledger, credited=credited, credited_on_price=on_price, cleared=cleared)
    return replace(ledger, invoices=asked)


def _bill_gone(ledger: Ledger, event: PurchaseOrderLineInvoiceReversed) -> Ledger:
    voided = ledger.invoice_reversed.plus(event.quantity, event.amount)
    left = {name: each for name, each in ledger.invoices.items() if name != event.invoice.id}
    cleared = ledger.cleared - event.cleared
    return replace(ledger, invoice_reversed=voided, cleared=cleared, invoices=left)


def _layered(ledger: Ledger, event: _Layer, sign: int) -> Mapping[str, Total]:
    """Copying is a few microseconds for hundreds of receipts: far less than reading one event."""
    layers, source = dict(ledger.receipts), _source(event)
    layer = layers.get(source, NOTHING)
    layer = layer.plus(sign * event.quantity, sign * event.amount)
    if layer.quantity > 0:
        layers[source] = layer
    else:
        layers.pop(source, None)
    return layers


def _dated(
    ledger: Ledger,
    event: PurchaseOrderLineReceived | PurchaseOrderLineUsed | PurchaseOrderLineConsumed,
) -> Mapping[str, date]:
    """The day on which each receipt brought what is owed for."""
    match event:
        case PurchaseOrderLineReceived():
            day = event.came_on
        case PurchaseOrderLineUsed():
            day = event.used_on
        case PurchaseOrderLineConsumed():
            day = event.consumed_on
        case _:
            assert_never(event)
    return ledger.came_on if day is None else {**ledger.came_on, _source(event): day}


def _used_by(
    ledger: Ledger, event: PurchaseOrderLineConsumed | PurchaseOrderLineConsumptionReversed
) -> Mapping[str, Total]:
    sign = 1 if isinstance(event, PurchaseOrderLineConsumed) else -1
    department = event.department or ""
    used = ledger.used_by.get(department, NOTHING).plus(event.quantity * sign, event.amount * sign)
    return {**ledger.used_by, department: used}


def _asked(
    ledger: Ledger, event: PurchaseOrderLineInvoiced | PurchaseOrderLineCredited, sign: int
) -> Mapping[str, Total]:
    """An invoice whose whole quantity was credited still stands: it may be asked for money."""
    asked = ledger.invoices.get(event.invoice.id, NOTHING)
    entry = asked.plus(sign * event.quantity, sign * event.amount)
    return {**ledger.invoices, event.invoice.id: entry}


def _source(event: _Layer) -> str:
    if isinstance(event, PurchaseOrderLineUsed | PurchaseOrderLineUseReversed):
        return f"usage {event.usage}"
    if isinstance(event, PurchaseOrderLineConsumed | PurchaseOrderLineConsumptionReversed):
        return f"consumption {event.consumption}"
    return event.receipt.id
