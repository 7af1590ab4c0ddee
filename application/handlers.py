"""The index of commands: every command that Purvey takes, and the function that carries it out."""

from typing import Final

from application import (
    agreements,
    approvals,
    catalogue,
    catalogue_lifecycle,
    catalogue_sourcing,
    credit_memos,
    invoices,
    purchase_orders,
    receipts,
    requisition_stock,
    requisitions,
    stock,
    supplier_answers,
    supplier_evidence,
    suppliers,
)
from application.access import PERMISSIONS
from application.work import Handlers

HANDLERS: Final[Handlers] = {
    **suppliers.HANDLERS,
    **supplier_evidence.HANDLERS,
    **catalogue.HANDLERS,
    **agreements.HANDLERS,
    **catalogue_lifecycle.HANDLERS,
    **catalogue_sourcing.HANDLERS,
    **requisitions.HANDLERS,
    **requisition_stock.HANDLERS,
    **approvals.HANDLERS,
    **purchase_orders.HANDLERS,
    **supplier_answers.HANDLERS,
    **receipts.HANDLERS,
    **stock.HANDLERS,
    **invoices.HANDLERS,
    **credit_memos.HANDLERS,
}
assert HANDLERS.keys() == PERMISSIONS.keys(), "each command has a handler and a permission"
