"""HTTP for read models that no command addresses: stock, journal, cycle times, audit trail, parts.

`LISTS` is the index: path, read model, table. Questions of read models follow by themselves.
"""

from typing import Final

from api.late_route import late_router
from api.reads import add_list, add_query
from projections.accounting_calendars import ACCOUNTING_CALENDARS
from projections.announced_shipments import ANNOUNCED_SHIPMENTS
from projections.approvals import APPROVALS
from projections.audit_trail import AUDIT_TRAIL
from projections.budget_lines import BUDGET_LINES
from projections.catalogue_items import CATALOGUE_ITEMS
from projections.credit_memos import CREDIT_MEMOS
from projections.cycle_times import CYCLE_TIMES
from projections.duty_acts import DUTY_ACTS
from projections.exchange_rates import EXCHANGE_RATES
from projections.index import PROJECTIONS
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
from projections.requisitions import REQUISITIONS
from projections.shipments import SHIPMENTS
from projections.stock import STOCK
from projections.supplier_performance import SUPPLIER_PERFORMANCE
from projections.suppliers import SUPPLIERS
from projections.unordered_deliveries import UNORDERED_DELIVERIES

LISTS: Final[tuple[tuple[str, Projection, str], ...]] = (
    ("catalogue-item-gtins", CATALOGUE_ITEMS, "catalogue_item_gtins"),
    ("agreed-prices", PRICE_AGREEMENTS, "price_agreement_prices"),
    ("price-proposals", PRICE_AGREEMENTS, "price_agreement_proposals"),
    ("price-claims", PRICE_AGREEMENTS, "price_agreement_claims"),
    ("agreed-order-lines", PRICE_AGREEMENTS, "agreed_order_lines"),
    ("agreement-choices", PRICE_AGREEMENTS, "agreement_choices"),
    ("tier-enrolments", PRICE_AGREEMENTS, "price_agreement_enrolments"),
    ("supplier-screenings", SUPPLIERS, "supplier_screenings"),
    ("supplier-credentials", SUPPLIERS, "supplier_credentials"),
    ("supplier-accounts", SUPPLIERS, "supplier_accounts"),
    ("supplier-identifiers", SUPPLIERS, "supplier_identifiers"),
    ("supplier-sites", SUPPLIERS, "supplier_sites"),
    ("catalogue-item-suppliers", CATALOGUE_ITEMS, "catalogue_item_suppliers"),
    ("catalogue-item-substitutes", CATALOGUE_ITEMS, "catalogue_item_substitutes"),
    ("facilities", LEGAL_ENTITIES, "facilities"),
    ("accounting-periods", ACCOUNTING_CALENDARS, "accounting_periods"),
    ("exchange-rate-versions", EXCHANGE_RATES, "exchange_rate_versions"),
    ("budget-years", BUDGET_LINES, "budget_years"),
    ("budget-commitments", BUDGET_LINES, "budget_commitments"),
    ("requisition-lines", REQUISITIONS, "requisition_lines"),
    ("requisition-checks", REQUISITIONS, "requisition_checks"),
    ("approval-decisions", APPROVALS, "approval_decisions"),
    ("purchase-order-lines", PURCHASE_ORDERS, "purchase_order_lines"),
    ("purchase-order-parts", PURCHASE_ORDERS, "purchase_order_parts"),
    ("purchase-order-shares", PURCHASE_ORDERS, "purchase_order_shares"),
    ("purchase-order-requests", PURCHASE_ORDERS, "purchase_order_requests"),
    ("receipt-lines", RECEIPTS, "receipt_lines"),
    ("receipt-standings", RECEIPTS, "receipt_standings"),
    ("unordered-delivery-lines", UNORDERED_DELIVERIES, "unordered_delivery_lines"),
    ("shipment-lines", SHIPMENTS, "shipment_lines"),
    ("shipment-values", SHIPMENTS, "shipment_values"),
    ("announced-shipments", ANNOUNCED_SHIPMENTS, "announced_shipments"),
    ("stock-levels", STOCK, "stock_levels"),
    ("stock-values", STOCK, "stock_values"),
    ("stock-movements", STOCK, "stock_movements"),
    ("recalls", RECALLS, "recalls"),
    ("lots-received", RECALLS, "lots_received"),
    ("invoice-lines", INVOICES, "invoice_lines"),
    ("invoice-line-receipts", INVOICES, "invoice_line_receipts"),
    ("invoice-holds", INVOICES, "invoice_holds"),
    ("invoice-payments", INVOICES, "invoice_payments"),
    ("invoice-duplicates", INVOICES, "invoice_duplicates"),
    ("invoice-disputes", INVOICES, "invoice_disputes"),
    ("invoice-withholdings", INVOICES, "invoice_withholdings"),
    ("small-differences", INVOICES, "small_differences"),
    ("prepayment-lines", PREPAYMENTS, "prepayment_lines"),
    ("prepayment-parts", PREPAYMENTS, "prepayment_parts"),
    ("intercompany-bill-lines", INTERCOMPANY_BILLS, "intercompany_bill_lines"),
    ("credit-memo-lines", CREDIT_MEMOS, "credit_memo_lines"),
    ("credit-memo-holds", CREDIT_MEMOS, "credit_memo_holds"),
    ("rebate-purchases", REBATES, "rebate_purchases"),
    ("rebate-entries", REBATES, "rebate_entries"),
    ("rebate-disputes", REBATES, "rebate_disputes"),
    ("journal-lines", JOURNAL, "journal_lines"),
    ("grir-balances", JOURNAL, "grir_balances"),
    ("open-items", JOURNAL, "open_items"),
    ("cycle-times", CYCLE_TIMES, "cycle_times"),
    ("order-line-steps", SUPPLIER_PERFORMANCE, "order_line_steps"),
    ("duty-acts", DUTY_ACTS, "duty_acts"),
    ("audit-trail", AUDIT_TRAIL, "audit_trail"),
)

router: Final = late_router("/v1", "facts")

for _path, _projection, _table in LISTS:
    add_list(router, f"/{_path}", _projection, _projection.table(_table))
for _projection in PROJECTIONS:
    for _query in _projection.queries:
        add_query(router, f"/questions/{_query.name.replace('_', '-')}", _projection, _query)
