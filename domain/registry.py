"""The index of facts: every stored event type and the class that reads it; every aggregate."""

from typing import Any, Final

from domain.accounting_calendars import events as accounting_calendars
from domain.accounting_calendars.state import ACCOUNTING_CALENDAR
from domain.aggregate import Aggregate
from domain.agreements import events as agreements
from domain.agreements.state import PRICE_AGREEMENT
from domain.approvals import events as approvals
from domain.approvals.state import APPROVAL_CASE
from domain.budgets import events as budgets
from domain.budgets.state import BUDGET_LINE
from domain.catalogue import events as catalogue
from domain.catalogue.state import CATALOGUE_ITEM
from domain.credit_memos import events as credit_memos
from domain.credit_memos.state import CREDIT_MEMO
from domain.demands import events as demands
from domain.demands.state import DEMAND
from domain.duty_overrides import events as duty_overrides
from domain.duty_overrides.state import DUTY_OVERRIDE
from domain.event import Event
from domain.exchange_rates import events as exchange_rates
from domain.exchange_rates.state import EXCHANGE_RATE
from domain.intercompany_bills import events as intercompany_bills
from domain.intercompany_bills.state import INTERCOMPANY_BILL
from domain.invoice_registers import events as invoice_registers
from domain.invoice_registers.state import INVOICE_REGISTER
from domain.invoices import events as invoices
from domain.invoices.state import INVOICE
from domain.journal_corrections import events as journal_corrections
from domain.journal_corrections.state import JOURNAL_CORRECTION
from domain.legal_entities import events as legal_entities
from domain.legal_entities.state import LEGAL_ENTITY
from domain.numbers import events as numbers
from domain.numbers.state import NUMBER
from domain.open_items import events as open_items
from domain.open_items.state import OPEN_ITEM
from domain.prepayments import events as prepayments
from domain.prepayments.state import PREPAYMENT
from domain.purchase_orders import events as purchase_orders
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.rebates import events as rebates
from domain.rebates.state import REBATE
from domain.receipts import events as receipts
from domain.receipts.state import RECEIPT
from domain.recoveries import events as recoveries
from domain.recoveries.state import RECOVERY
from domain.requisitions import events as requisitions
from domain.requisitions.state import REQUISITION
from domain.shipments import events as shipments
from domain.shipments.state import SHIPMENT
from domain.small_differences import events as small_differences
from domain.small_differences.state import SMALL_DIFFERENCE
from domain.stock import events as stock
from domain.stock.state import STOCK_ITEM
from domain.suppliers import events as suppliers
from domain.suppliers.state import SUPPLIER
from domain.tolerances import events as tolerances
from domain.tolerances.state import TOLERANCE_POLICY
from domain.unordered_deliveries import events as unordered_deliveries
from domain.unordered_deliveries.state import UNORDERED_DELIVERY

_CLASSES: Final[tuple[type[Event], ...]] = (
    *legal_entities.EVENTS,
    *accounting_calendars.EVENTS,
    *exchange_rates.EVENTS,
    *budgets.EVENTS,
    *suppliers.EVENTS,
    *catalogue.EVENTS,
    *numbers.EVENTS,
    *agreements.EVENTS,
    *demands.EVENTS,
    *requisitions.EVENTS,
    *approvals.EVENTS,
    *purchase_orders.EVENTS,
    *receipts.EVENTS,
    *stock.EVENTS,
    *shipments.EVENTS,
    *unordered_deliveries.EVENTS,
    *duty_overrides.EVENTS,
    *tolerances.EVENTS,
    *invoice_registers.EVENTS,
    *small_differences.EVENTS,
    *open_items.EVENTS,
    *invoices.EVENTS,
    *prepayments.EVENTS,
    *credit_memos.EVENTS,
    *recoveries.EVENTS,
    *intercompany_bills.EVENTS,
    *rebates.EVENTS,
    *journal_corrections.EVENTS,
)

EVENTS: Final[dict[str, type[Event]]] = {each.TYPE: each for each in _CLASSES}
assert len(EVENTS) == len(_CLASSES), "two event classes share a stored name"

AGGREGATES: Final[dict[str, Aggregate[Any]]] = {
    each.name: each
    for each in (
        LEGAL_ENTITY,
        ACCOUNTING_CALENDAR,
        EXCHANGE_RATE,
        BUDGET_LINE,
        SUPPLIER,
        CATALOGUE_ITEM,
        NUMBER,
        PRICE_AGREEMENT,
        DEMAND,
        REQUISITION,
        APPROVAL_CASE,
        PURCHASE_ORDER,
        RECEIPT,
        STOCK_ITEM,
        SHIPMENT,
        UNORDERED_DELIVERY,
        DUTY_OVERRIDE,
        TOLERANCE_POLICY,
        INVOICE_REGISTER,
        SMALL_DIFFERENCE,
        OPEN_ITEM,
        PREPAYMENT,
        RECOVERY,
        REBATE,
        INVOICE,
        CREDIT_MEMO,
        INTERCOMPANY_BILL,
        JOURNAL_CORRECTION,
    )
}
