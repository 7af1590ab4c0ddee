"""What is settled by ourselves: accepted goods, at terms that somebody else recorded."""

from decimal import Decimal

import pytest

from domain.invoices.commands import SelfBill
from domain.invoices.self_billing import self_bill
from domain.invoices.settlement_errors import InvoiceDutiesMixed
from domain.purchase_orders.ledger_events import PurchaseOrderLineInspected
from domain.suppliers.commands import AgreeSelfBilling
from domain.suppliers.errors import SupplierMergedInto
from domain.suppliers.events import SupplierMerged
from domain.suppliers.self_billing import agree
from domain.suppliers.self_billing_events import SupplierSelfBillingAgreed
from domain.suppliers.state import SUPPLIER, Supplier
from tests.domain.orders import (
    LATER_RECEIPT,
    MEDLINE,
    NOW,
    ORDER,
    RECEIPT,
    TODAY,
    added,
    id_of,
    in_force,
    medline,
    order_after,
    received,
    ref,
)

AGREED = SupplierSelfBillingAgreed(due_days=14, recorded_by="cora")


def settle(person: str = "carl") -> SelfBill:
    return SelfBill(
        now=NOW,
        invoice_id=id_of(21),
        number="SB-1",
        purchase_order_id=ORDER.id,
        captured_by=person,
    )


def supplier() -> Supplier:
    return SUPPLIER.evolve(medline(), AGREED)


def test_accepted_goods_are_settled_by_the_receipts_that_came_first() -> None:
    inspected = PurchaseOrderLineInspected(
        line=1, accepted=Decimal(12), rejected=Decimal(1), receipt=RECEIPT
    )
    came = (received("10", "100"), received("8", "80", LATER_RECEIPT))
    order = order_after(*in_force(added(match="four_way")), *came, inspected)
    bill = self_bill(order, supplier(), settle(), TODAY)
    assert [(line.receipt_id, int(line.quantity)) for line in bill.lines] == [
        (RECEIPT.id, 10),
        (LATER_RECEIPT.id, 2),
    ]
    assert (bill.total, (bill.due_on - TODAY).days) == (Decimal(120), 14)


def test_who_recorded_the_agreement_does_not_bill_by_it() -> None:
    order = order_after(*in_force(), received("10", "100"))
    with pytest.raises(InvoiceDutiesMixed):
        self_bill(order, supplier(), settle("cora"), TODAY)


def test_nothing_is_agreed_with_a_supplier_that_was_merged() -> None:
    merged = SUPPLIER.evolve(
        medline(), SupplierMerged(survivor=ref("supplier", 3), merged_by="cora", reason_code="same")
    )
    command = AgreeSelfBilling(now=NOW, supplier_id=MEDLINE, due_days=30, recorded_by="cora")
    with pytest.raises(SupplierMergedInto):
        agree(merged, command)
