"""The index of read models: what the runner keeps up to date and what can be asked for."""

from typing import Final

from projections.accounting_calendars import ACCOUNTING_CALENDARS
from projections.announced_shipments import ANNOUNCED_SHIPMENTS
from projections.approvals import APPROVALS
from projections.audit_trail import AUDIT_TRAIL
from projections.budget_lines import BUDGET_LINES
from projections.catalogue_items import CATALOGUE_ITEMS
from projections.credit_memos import CREDIT_MEMOS
from projections.cycle_times import CYCLE_TIMES
from projections.duty_acts import DUTY_ACTS
from projections.duty_overrides import DUTY_OVERRIDES
from projections.exchange_rates import EXCHANGE_RATES
from projections.intercompany_bills import INTERCOMPANY_BILLS
from projections.invoices import INVOICES
from projections.journal import JOURNAL
from projections.legal_entities import LEGAL_ENTITIES
from projections.prepayments import PREPAYMENTS
from projections.price_agreements import PRICE_AGREEMENTS
from projections.projection import Projection
from projections.purchase_orders import PURCHASE_ORDERS
from projections.rebates import REBATES
from projections.recalls import RECALLS
from projections.receipts import RECEIPTS
from projections.recoveries import RECOVERIES
from projections.requisitions import REQUISITIONS
from projections.shipments import SHIPMENTS
from projections.stock import STOCK
from projections.supplier_performance import SUPPLIER_PERFORMANCE
from projections.suppliers import SUPPLIERS
from projections.tolerance_policies import TOLERANCE_POLICIES
from projections.unordered_deliveries import UNORDERED_DELIVERIES

PROJECTIONS: Final[tuple[Projection, ...]] = (
    LEGAL_ENTITIES,
    ACCOUNTING_CALENDARS,
    EXCHANGE_RATES,
    BUDGET_LINES,
    SUPPLIERS,
    CATALOGUE_ITEMS,
    PRICE_AGREEMENTS,
    REQUISITIONS,
    APPROVALS,
    PURCHASE_ORDERS,
    RECEIPTS,
    STOCK,
    SHIPMENTS,
    ANNOUNCED_SHIPMENTS,
    UNORDERED_DELIVERIES,
    DUTY_OVERRIDES,
    DUTY_ACTS,
    RECALLS,
    TOLERANCE_POLICIES,
    INVOICES,
    PREPAYMENTS,
    CREDIT_MEMOS,
    RECOVERIES,
    INTERCOMPANY_BILLS,
    REBATES,
    JOURNAL,
    CYCLE_TIMES,
    SUPPLIER_PERFORMANCE,
    AUDIT_TRAIL,
)
