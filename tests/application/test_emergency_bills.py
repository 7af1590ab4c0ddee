"""Nothing is paid for an emergency order before somebody has ratified it."""

from datetime import date
from typing import Final

import pytest

from domain.invoices.settlement_errors import InvoiceOnHold
from domain.prepayments.errors import PrepaymentOrderNotOpen
from domain.purchase_orders.control_commands import RatifyEmergencyOrder
from domain.suppliers.events import SupplierActivated, SupplierProposed
from tests.application.desk import NOW
from tests.application.office import Office, billed
from tests.domain.orders import MEDLINE, ORDER, in_force

RATIFY_BY: Final = date(2026, 3, 4)


async def opens(office: Office) -> None:
    """As any office, but that `PO-1` is an emergency order."""
    proposed = SupplierProposed(
        supplier_id=MEDLINE, number="S-1", name="Medline", proposed_by="adam"
    )
    await office.told(f"supplier/{MEDLINE}", proposed, SupplierActivated(activated_by="cora"))
    created, *rest = in_force()
    emergency = created.model_copy(update={"order_type": "emergency", "ratify_by": RATIFY_BY})
    await office.told(f"purchase_order/{ORDER.id}", emergency, *rest)


async def ratifies(office: Office) -> None:
    ratified = RatifyEmergencyOrder(now=NOW, purchase_order_id=ORDER.id, ratified_by="mona")
    await office.send("mona", ratified)


async def test_a_bill_of_an_emergency_order_is_posted_and_paid_once_it_is_ratified(
    office: Office,
) -> None:
    await opens(office)
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    assert await office.held(1) == ("order_not_ratified",)
    assert office.balance("accounts_payable") == -1000
    with pytest.raises(InvoiceOnHold):
        await office.pay(1, "1000")
    await ratifies(office)
    assert await office.held(1) == ()
    await office.pay(1, "1000")
    assert (await office.invoice(1)).status == "paid"


async def test_an_emergency_order_is_prepaid_once_it_is_ratified(office: Office) -> None:
    await opens(office)
    with pytest.raises(PrepaymentOrderNotOpen, match="ratified"):
        await office.prepay(1, "100.00")
    await ratifies(office)
    await office.prepay(1, "100.00")
