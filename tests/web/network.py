"""Two years of a hospital network, told by real commands: what the pages of these tests show.

Each month one order goes out, most of it is received the next day and invoiced two days later.
Odd months bill more than came, so that their invoices are held. One supplier has a name that would
run as a script if any page took it for markup.
"""

from collections.abc import Awaitable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from application.ports import Outcome
from domain.event import Command
from domain.invoices.commands import CaptureInvoice, InvoicedLine
from domain.purchase_orders.commands import (
    CreatePurchaseOrder,
    IssuePurchaseOrder,
    SubmitPurchaseOrder,
)
from domain.receipts.commands import PostReceipt, ReceivedLine
from domain.suppliers.commands import ActivateSupplier, ProposeSupplier
from tests.application.company import NOW, Company, id_of, line

HOSTILE: Final = "</script><script>window.stolen=1</script><b title='\"&amp;"
MONTHS: Final = tuple(date(2024 + n // 12, n % 12 + 1, 10) for n in range(24))
FACILITIES: Final = ("NORTH", "SOUTH")
ORDERED, RECEIVED, PRICE = Decimal(10), Decimal(6), Decimal("12.50")
IN_EUROS: Final = "PO-EUR"
LATE: Final = "SUP-LATE"


@dataclass
class Network(Company):
    """A company whose commands take effect on its own day."""

    today: date = MONTHS[0]

    def sent(self, command: Command, person: str | None = None) -> Awaitable[Outcome]:
        """The command, at eight in the morning of the day."""
        now = datetime.combine(self.today, time(8), tzinfo=UTC)
        return super().sent(replace(command, now=now), person)

    async def meets(self, number: str, name: str) -> None:
        """A supplier that may be ordered from."""
        supplier = id_of(name)
        proposed = ProposeSupplier(
            now=NOW, supplier_id=supplier, number=number, name=name, proposed_by="adam"
        )
        await self.do(proposed)
        await self.do(ActivateSupplier(now=NOW, supplier_id=supplier, activated_by="carla"))

    async def buys(
        self, number: str, facility: str, supplier: str = "medline", currency: str = "USD"
    ) -> None:
        """An order that needs nobody's approval, issued."""
        draft = CreatePurchaseOrder(
            now=NOW,
            purchase_order_id=id_of(number),
            number=number,
            supplier_id=id_of(supplier),
            legal_entity="NHS",
            facility=facility,
            department="SURGERY",
            currency=currency,
            buyer_id="bella",
            payment_terms="NET30",
            lines=(line(str(ORDERED), str(PRICE)),),
        )
        await self.do(draft)
        case = id_of(f"case of {number}")
        await self.do(
            SubmitPurchaseOrder(now=NOW, purchase_order_id=id_of(number), approval_case_id=case)
        )
        await self.do(IssuePurchaseOrder(now=NOW, purchase_order_id=id_of(number)))

    async def receives(self, order: str) -> None:
        """Some of the order."""
        counted = ReceivedLine(purchase_order_line=1, quantity=RECEIVED)
        receipt = PostReceipt(
            now=NOW,
            receipt_id=id_of(f"receipt of {order}"),
            receiver_id="rico",
            number=f"GR-{order}",
            purchase_order_id=id_of(order),
            received_on=self.today,
            lines=(counted,),
        )
        await self.do(receipt)

    async def is_billed(
        self, order: str, facility: str, quantity: Decimal, supplier: str = "medline"
    ) -> int:
        """By the supplier, for that quantity; the position of history after it."""
        asked = InvoicedLine(
            line=1,
            description="Gloves",
            quantity=quantity,
            unit="EA",
            unit_price=PRICE,
            amount=quantity * PRICE,
            purchase_order_line=1,
        )
        invoice = CaptureInvoice(
            now=NOW,
            invoice_id=id_of(f"invoice of {order}"),
            number=f"INV-{order}",
            supplier_id=id_of(supplier),
            legal_entity="NHS",
            facility=facility,
            currency="USD",
            invoice_date=self.today,
            due_on=self.today + timedelta(days=30),
            lines=(asked,),
            tax=Decimal(0),
            freight=Decimal(0),
            total=quantity * PRICE,
            captured_by="carl",
            purchase_order_id=id_of(order),
        )
        return (await self.do(invoice)).position


async def tell(network: Network) -> list[int]:
    """The two years; the last position of each month."""
    await network.meets("SUP-1", "medline")
    await network.meets("SUP-2", HOSTILE)
    await network.buys(IN_EUROS, "NORTH", currency="EUR")
    positions = []
    for number, month in enumerate(MONTHS):
        order, facility = f"PO-{number}", FACILITIES[number % 2]
        supplier = "medline" if number % 3 else HOSTILE
        network.today = month
        await network.buys(order, facility, supplier)
        network.today += timedelta(days=1)
        await network.receives(order)
        network.today += timedelta(days=1)
        quantity = ORDERED if number % 2 else RECEIVED
        positions.append(await network.is_billed(order, facility, quantity, supplier))
    network.today = MONTHS[5]
    await network.meets(LATE, "Learned Late Limited")
    return positions
