"""A small hospital office over a real log: orders, receipts and invoices in few words.

Bella buys gloves from Medline on `PO-1`, rita receives them, carl captures the invoices, anna
manages accounts payable and theo pays. Documents are named by small numbers.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from application.ports import Outcome
from domain.charges import StatedCharge
from domain.credit_memos.commands import (
    ApplyCreditMemo,
    CaptureCreditMemo,
    CreditedLine,
    PostCreditMemo,
    RecordSupplierRefund,
)
from domain.credit_memos.events import CreditBasis
from domain.invoices.commands import (
    CaptureInvoice,
    InvoicedLine,
    LinkInvoice,
    PlaceInvoiceHold,
    RecordPayment,
    ReleaseInvoiceHold,
    VoidInvoice,
)
from domain.invoices.payment_commands import VoidPayment
from domain.prepayments.commands import PayPrepayment, RequestPrepayment
from domain.purchase_orders.commands import ChangedLine, ImplementChangeOrder
from domain.purchase_orders.lines import CostShare
from domain.receipts.commands import (
    PostReceipt,
    ReceivedLine,
    ReturnedLine,
    ReturnGoods,
    ReverseReceipt,
)
from tests.application.billed_lines import billed as billed
from tests.application.billed_lines import given_back as given_back
from tests.application.desk import NOW, ROLES, TODAY, Desk
from tests.domain.orders import MEDLINE, ORDER


class Office(Desk):
    """One tenant's office. Each method sends one command as the person whose duty it is."""

    async def receive(
        self, receipt: int, quantity: str, line: int = 1, now: datetime = NOW, freight: str = ""
    ) -> Outcome:
        """The goods bear a freight of so much, where it is told."""
        charges = (StatedCharge(charge="freight", amount=Decimal(freight)),) if freight else ()
        command = PostReceipt(
            now=now,
            receipt_id=self.id_of("receipt", receipt),
            receiver_id="rita",
            number=f"R-{receipt}",
            purchase_order_id=ORDER.id,
            received_on=now.date(),
            lines=(ReceivedLine(purchase_order_line=line, quantity=Decimal(quantity)),),
            charges=charges,
        )
        return await self.send("rita", command)

    async def reverse(self, receipt: int) -> Outcome:
        command = ReverseReceipt(
            now=NOW,
            receipt_id=self.id_of("receipt", receipt),
            receiver_id="rita",
            reversed_on=TODAY,
            reason_code="error",
        )
        return await self.send("rita", command)

    async def give_back(self, receipt: int, quantity: str) -> Outcome:
        command = ReturnGoods(
            now=NOW,
            receipt_id=self.id_of("receipt", receipt),
            receiver_id="rita",
            returned_on=TODAY,
            reason_code="damaged",
            lines=(ReturnedLine(line=1, quantity=Decimal(quantity)),),
        )
        return await self.send("rita", command)

    async def change(self, quantity: str | None = None, unit_price: str | None = None) -> Outcome:
        """A change order by the buyer."""
        changed = ChangedLine(
            line=1,
            quantity=Decimal(quantity) if quantity else None,
            unit_price=Decimal(unit_price) if unit_price else None,
        )
        command = ImplementChangeOrder(now=NOW, purchase_order_id=ORDER.id, lines=(changed,))
        return await self.send("bella", command)

    async def share(self, *weights: str) -> Outcome:
        """Departments D1, D2 and so on bear line 1 by these weights; one of none bears nothing."""
        shares = tuple(each for each in shared_by(*weights) if each.weight)
        changed = ChangedLine(line=1, shares=shares)
        command = ImplementChangeOrder(now=NOW, purchase_order_id=ORDER.id, lines=(changed,))
        return await self.send("bella", command)

    async def capture(self, invoice: int, *lines: InvoicedLine, **header: object) -> Outcome:
        """As `capturing`, sent."""
        command = self.capturing(invoice, *lines, **header)
        return await self.send(command.captured_by, command)

    def capturing(self, invoice: int, *lines: InvoicedLine, **header: object) -> CaptureInvoice:
        """The invoice adds up and names `PO-1`, unless the header says otherwise.

        Numbers and days are so far apart that only a test that wants it has duplicates.
        """
        values: dict[str, Any] = {
            "now": NOW,
            "invoice_id": self.id_of("invoice", invoice),
            "number": f"INV-{invoice * 11}",
            "supplier_id": MEDLINE,
            "legal_entity": "NHS",
            "facility": "NORTH",
            "currency": "USD",
            "invoice_date": TODAY - timedelta(days=invoice),
            "due_on": date(2026, 3, 31),
            "lines": lines,
            **dict.fromkeys(("tax", "freight"), Decimal(0)),
            "captured_by": "carl",
            "purchase_order_id": ORDER.id,
            **header,
        }
        amounts = [line.amount for line in lines]
        values.setdefault("total", sum(amounts, values["tax"] + values["freight"]))
        return CaptureInvoice(**values)

    async def link(self, invoice: int, *links: tuple[int, int]) -> Outcome:
        command = LinkInvoice(
            now=NOW,
            invoice_id=self.id_of("invoice", invoice),
            purchase_order_id=ORDER.id,
            links=links or ((1, 1),),
            linked_by="carl",
        )
        return await self.send("carl", command)

    async def block(self, invoice: int, person: str = "carl") -> Outcome:
        """A person stops the payment."""
        command = PlaceInvoiceHold(
            now=NOW,
            invoice_id=self.id_of("invoice", invoice),
            placed_by=person,
            reason_code="inquiry",
        )
        return await self.send(person, command)

    async def release(self, invoice: int, hold: int = 1, person: str = "anna") -> Outcome:
        command = ReleaseInvoiceHold(
            now=NOW,
            invoice_id=self.id_of("invoice", invoice),
            hold=hold,
            released_by=person,
            roles=ROLES[person],
            reason_code="accepted",
        )
        return await self.send(person, command)

    async def pay(
        self, invoice: int, amount: str, payment: str = "PAY-1", person: str = "theo"
    ) -> Outcome:
        command = RecordPayment(
            now=NOW,
            invoice_id=self.id_of("invoice", invoice),
            paid_by=person,
            payment=payment,
            paid_on=TODAY,
            amount=Decimal(amount),
        )
        return await self.send(person, command)

    async def come_back(self, invoice: int, payment: str = "PAY-1") -> Outcome:
        """The bank returned the payment."""
        command = VoidPayment(
            now=NOW,
            invoice_id=self.id_of("invoice", invoice),
            payment=payment,
            voided_on=TODAY,
            voided_by="tina",
            reason_code="returned",
        )
        return await self.send("tina", command)

    async def prepay(self, prepayment: int, amount: str) -> None:
        """Asked for ahead of the order and paid."""
        asked = RequestPrepayment(
            now=NOW,
            prepayment_id=self.id_of("prepayment", prepayment),
            number=f"PF-{prepayment}",
            purchase_order_id=ORDER.id,
            due_on=TODAY,
            requested_by="carl",
            amount=Decimal(amount),
        )
        await self.send("carl", asked)
        paid = PayPrepayment(
            now=NOW,
            prepayment_id=asked.prepayment_id,
            payment=f"PRE-{prepayment}",
            paid_on=TODAY,
            paid_by="theo",
        )
        await self.send("theo", paid)

    async def void(self, invoice: int) -> Outcome:
        command = VoidInvoice(
            now=NOW,
            invoice_id=self.id_of("invoice", invoice),
            voided_on=TODAY,
            reason_code="wrong",
        )
        return await self.send("anna", command)

    async def credit(
        self,
        memo: int,
        basis: CreditBasis,
        *lines: CreditedLine,
        invoice: int | None = 1,
        document: int | None = None,
        **header: object,
    ) -> Outcome:
        """Captures a credit memo that answers the invoice; it adds up unless the header differs."""
        values: dict[str, Any] = {
            "now": NOW,
            "credit_memo_id": self.id_of("credit_memo", document or memo),
            "number": f"C-{memo}",
            "basis": basis,
            "supplier_id": MEDLINE,
            "legal_entity": "NHS",
            "facility": "NORTH",
            "currency": "USD",
            "credit_date": TODAY,
            "lines": lines,
            "tax": Decimal(0),
            "freight": Decimal(0),
            "invoice_id": self.id_of("invoice", invoice) if invoice else None,
            **header,
        }
        beside = values["tax"] + values["freight"]
        values.setdefault("total", sum((line.amount for line in lines), beside))
        return await self.send("carl", CaptureCreditMemo(**values))

    async def post_credit(self, memo: int, invoice: int | None = None, **said: bool) -> Outcome:
        command = PostCreditMemo(
            now=NOW,
            credit_memo_id=self.id_of("credit_memo", memo),
            posted_on=TODAY,
            invoice_id=self.id_of("invoice", invoice) if invoice else None,
            **said,
        )
        return await self.send("carl", command)

    async def apply_credit(self, memo: int, invoice: int) -> Outcome:
        """What is unused of it settles this invoice."""
        command = ApplyCreditMemo(
            now=NOW,
            credit_memo_id=self.id_of("credit_memo", memo),
            invoice_id=self.id_of("invoice", invoice),
        )
        return await self.send("anna", command)

    async def refund(self, memo: int, amount: str, refund: str = "BACK-1") -> Outcome:
        """The supplier pays back."""
        command = RecordSupplierRefund(
            now=NOW,
            credit_memo_id=self.id_of("credit_memo", memo),
            refund=refund,
            refunded_on=TODAY,
            amount=Decimal(amount),
            recorded_by="theo",
        )
        return await self.send("theo", command)


def shared_by(*weights: str) -> tuple[CostShare, ...]:
    """Departments that share a cost by these weights."""
    return tuple(
        CostShare(cost_centre=f"D{number}", account="supplies", weight=Decimal(each))
        for number, each in enumerate(weights, start=1)
    )
