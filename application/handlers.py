"""The index of commands: every command that Purvey takes, and the function that carries it out."""

from typing import Final

from application import (
    accounting_calendars,
    agreements,
    approvals,
    automatic_closing,
    budgets,
    catalogue,
    catalogue_lifecycle,
    catalogue_sourcing,
    consignments,
    credit_memos,
    desktop_receipts,
    duty_overrides,
    exchange_rates,
    intercompany_bills,
    invoice_disputes,
    invoice_linking,
    invoice_payments,
    invoice_rematching,
    invoice_voiding,
    invoice_without_order,
    invoices,
    journal_corrections,
    legal_entities,
    order_amendments,
    order_control,
    order_decisions,
    order_forms,
    order_residues,
    order_totals,
    prepayments,
    purchase_orders,
    rebates,
    receipt_labels,
    receipts,
    recoveries,
    requisition_stock,
    requisitions,
    return_requests,
    self_billing,
    shared_costs,
    shipments,
    short_pay,
    stock,
    supplier_answers,
    supplier_evidence,
    suppliers,
    tolerances,
    unordered_deliveries,
    usages,
)
from application.permissions import PERMISSIONS
from application.work import Handlers

_BUYING: Final[Handlers] = {
    **requisitions.HANDLERS,
    **requisition_stock.HANDLERS,
    **approvals.HANDLERS,
    **order_decisions.HANDLERS,
    **purchase_orders.HANDLERS,
    **supplier_answers.HANDLERS,
    **order_amendments.HANDLERS,
    **order_control.HANDLERS,
    **order_residues.HANDLERS,
    **order_forms.HANDLERS,
    **usages.HANDLERS,
    **receipts.HANDLERS,
    **receipt_labels.HANDLERS,
    **return_requests.HANDLERS,
    **desktop_receipts.HANDLERS,
    **stock.HANDLERS,
    **consignments.HANDLERS,
    **shipments.HANDLERS,
    **unordered_deliveries.HANDLERS,
    **tolerances.HANDLERS,
    **invoices.HANDLERS,
    **invoice_linking.HANDLERS,
    **invoice_payments.HANDLERS,
    **invoice_disputes.HANDLERS,
    **short_pay.HANDLERS,
    **invoice_voiding.HANDLERS,
    **invoice_without_order.HANDLERS,
    **invoice_rematching.HANDLERS,
    **prepayments.HANDLERS,
    **credit_memos.HANDLERS,
    **recoveries.HANDLERS,
    **rebates.HANDLERS,
    **self_billing.HANDLERS,
    **intercompany_bills.HANDLERS,
}
HANDLERS: Final[Handlers] = {
    **legal_entities.HANDLERS,
    **accounting_calendars.HANDLERS,
    **exchange_rates.HANDLERS,
    **budgets.HANDLERS,
    **suppliers.HANDLERS,
    **self_billing.AGREED,
    **supplier_evidence.HANDLERS,
    **catalogue.HANDLERS,
    **catalogue_lifecycle.HANDLERS,
    **catalogue_sourcing.HANDLERS,
    **agreements.HANDLERS,
    **duty_overrides.HANDLERS,
    **{
        kind: accounting_calendars.with_open_books(
            budgets.with_budgets(
                shared_costs.with_shared_costs(
                    order_totals.with_order_totals(
                        automatic_closing.with_automatic_closing(
                            order_residues.with_residues(
                                recoveries.with_recoveries(
                                    rebates.with_rebates(invoice_without_order.with_limits(handler))
                                )
                            )
                        )
                    )
                )
            )
        )
        for kind, handler in _BUYING.items()
    },
    **{
        kind: accounting_calendars.with_open_books(handler)
        for kind, handler in journal_corrections.HANDLERS.items()
    },
}
assert HANDLERS.keys() == PERMISSIONS.keys(), "each command has a handler and a permission"
