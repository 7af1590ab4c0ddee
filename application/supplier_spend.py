"""What orders take of the caps of conditional suppliers, in the save of the order itself."""

from application.work import Work
from domain.purchase_orders.line_state import ZERO
from domain.purchase_orders.order import PurchaseOrder
from domain.suppliers.eligibility import commit_spend
from domain.suppliers.state import SUPPLIER


async def count_spend(work: Work, order: PurchaseOrder) -> None:
    """A conditional supplier is open up to its cap: what the order takes of it is counted there."""
    if order.seller is not None:
        return  # Nobody caps what one of our own sells.
    supplier = await work.load(SUPPLIER, order.supplier_id)
    spent = commit_spend(supplier, order.ref, order.amount, order.currency)
    await work.record(SUPPLIER, order.supplier_id, spent)


async def follow_spend(work: Work, before: PurchaseOrder, after: PurchaseOrder) -> None:
    """Counts anew what a change moves; nothing is read where it moves nothing."""
    was = (before.amount, before.currency, before.supplier_id)
    if before.seller is not None or was == (after.amount, after.currency, after.supplier_id):
        return
    await _give_back(work, before, after)
    await count_spend(work, after)


async def _give_back(work: Work, before: PurchaseOrder, after: PurchaseOrder) -> None:
    """The former supplier's cap is free of an order that went to another."""
    supplier = await work.load(SUPPLIER, before.supplier_id)
    counted = supplier.limits is not None and before.id in supplier.limits.spent
    if counted and before.supplier_id != after.supplier_id:
        spent = commit_spend(supplier, before.ref, ZERO, before.currency)
        await work.record(SUPPLIER, before.supplier_id, spent)
