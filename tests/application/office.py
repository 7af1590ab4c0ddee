"""A small hospital office over a real log: orders, receipts and invoices in few words.

Bella buys gloves from Medline on `PO-1`, rita receives them, carl captures the invoices, anna
manages accounts payable and theo pays. Documents are named by small numbers; `hold` and `held` read
what the log says, never what a process remembers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import psycopg

from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.log_reader import read, recorded
from adapters.system import new_uuid
from application.handle import Application, Context
from application.handlers import HANDLERS
from application.ports import Outcome, Save, StreamChange
from application.work import Tips, Work
from domain.accounting import JournalLine, journal_entries
from domain.credit_memos.commands import CaptureCreditMemo, CreditedLine, PostCreditMemo
from domain.credit_memos.events import CreditBasis
from domain.credit_memos.state import CREDIT_MEMO, CreditMemo
from domain.event import Actor, Command, Event, Recorded
from domain.ids import derived_id
from domain.invoices.commands import (
    CaptureInvoice,
    InvoicedLine,
    LinkInvoice,
    PlaceInvoiceHold,
    RecordPayment,
    ReleaseInvoiceHold,
    VoidInvoice,
)
from domain.invoices.state import INVOICE, Invoice
from domain.purchase_orders.commands import ChangedLine, ImplementChangeOrder
from domain.purchase_orders.events import PurchaseOrderLineAdded
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.receipts.commands import (
    PostReceipt,
    ReceivedLine,
    ReturnedLine,
    ReturnGoods,
    ReverseReceipt,
)
from domain.suppliers.events import SupplierActivated, SupplierProposed
from tests.domain.orders import MEDLINE, ORDER, in_force

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
TODAY: Final = date(2026, 3, 1)
EVENTS_MAX: Final = 10_000  # More than any one story records.
ROLES: Final = {
    "bella": frozenset({"buyer"}),
    "boris": frozenset({"buyer"}),
    "rita": frozenset({"receiver"}),
    "carl": frozenset({"ap_clerk"}),
    "anna": frozenset({"ap_manager"}),
    "theo": frozenset({"treasury"}),
    "cora": frozenset({"credentialing"}),
}


@dataclass(slots=True)
class Office:
    """One tenant's office. Each method sends one command as the person whose duty it is."""

    log: PostgresEventLog
    database_url: str
    tenant: str = "demo"
    application: Application = field(init=False)

    def __post_init__(self) -> None:
        self.application = Application(self.log, HANDLERS)

    async def open(self, *lines: PurchaseOrderLineAdded, currency: str = "USD") -> None:
        """Medline is cleared and has `PO-1`, with these lines or a hundred gloves at 10.00."""
        proposed = SupplierProposed(
            supplier_id=MEDLINE, number="S-1", name="Medline", proposed_by="adam"
        )
        await self.told(f"supplier/{MEDLINE}", proposed, SupplierActivated(activated_by="cora"))
        await self.told(f"purchase_order/{ORDER.id}", *in_force(*lines, currency=currency))

    async def told(self, stream: str, *events: Event) -> None:
        """Puts the beginning of a story into the log."""
        change = StreamChange(
            stream=stream,
            expected_version=0,
            events=events,
            number="PO-1",
            legal_entity="NHS",
            facility="NORTH",
        )
        save = Save(
            tenant=self.tenant,
            command_id=str(new_uuid()),
            body_hash=bytes(32),
            effective_at=NOW,
            actor=Actor(type="human", id="bella"),
            correlation_id="story",
            causation_id=None,
            reason=None,
            policies=(),
            changes=(change,),
        )
        await self.log.append(save)

    async def send(self, person: str, command: Command) -> Outcome:
        """One command, as this person."""
        context = Context(
            tenant=self.tenant,
            actor=Actor(type="human", id=person),
            roles=ROLES[person],
            command_id=str(new_uuid()),
            correlation_id="story",
        )
        return await self.application.handle(command, context)

    def id_of(self, kind: str, number: int) -> str:
        return derived_id(self.tenant, kind, str(number))

    async def receive(self, receipt: int, quantity: str, line: int = 1) -> Outcome:
        command = PostReceipt(
            now=NOW,
            receipt_id=self.id_of("receipt", receipt),
            receiver_id="rita",
            number=f"R-{receipt}",
            purchase_order_id=ORDER.id,
            received_on=TODAY,
            lines=(ReceivedLine(purchase_order_line=line, quantity=Decimal(quantity)),),
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

    async def capture(self, invoice: int, *lines: InvoicedLine, **header: object) -> Outcome:
        """The invoice adds up and names `PO-1`, unless the header says otherwise."""
        values: dict[str, Any] = {
            "now": NOW,
            "invoice_id": self.id_of("invoice", invoice),
            "number": f"INV-{invoice}",
            "supplier_id": MEDLINE,
            "legal_entity": "NHS",
            "facility": "NORTH",
            "currency": "USD",
            "invoice_date": TODAY,
            "due_on": date(2026, 3, 31),
            "lines": lines,
            "tax": Decimal(0),
            "freight": Decimal(0),
            "captured_by": "carl",
            "purchase_order_id": ORDER.id,
            **header,
        }
        amounts = [line.amount for line in lines]
        values.setdefault("total", sum(amounts, values["tax"] + values["freight"]))
        return await self.send(values["captured_by"], CaptureInvoice(**values))

    async def link(self, invoice: int, *links: tuple[int, int]) -> Outcome:
        command = LinkInvoice(
            now=NOW,
            invoice_id=self.id_of("invoice", invoice),
            purchase_order_id=ORDER.id,
            links=links or ((1, 1),),
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
            "invoice_id": self.id_of("invoice", invoice) if invoice else None,
            **header,
        }
        values.setdefault("total", sum((line.amount for line in lines), values["tax"]))
        return await self.send("carl", CaptureCreditMemo(**values))

    async def post_credit(self, memo: int, invoice: int | None = None) -> Outcome:
        command = PostCreditMemo(
            now=NOW,
            credit_memo_id=self.id_of("credit_memo", memo),
            posted_on=TODAY,
            invoice_id=self.id_of("invoice", invoice) if invoice else None,
        )
        return await self.send("carl", command)

    async def invoice(self, number: int) -> Invoice:
        work = Work(self.log, Tips(), self.tenant)
        return await work.load(INVOICE, self.id_of("invoice", number))

    async def credit_memo(self, number: int) -> CreditMemo:
        work = Work(self.log, Tips(), self.tenant)
        return await work.load(CREDIT_MEMO, self.id_of("credit_memo", number))

    async def order(self) -> PurchaseOrder:
        return await Work(self.log, Tips(), self.tenant).load(PURCHASE_ORDER, ORDER.id)

    async def held(self, number: int) -> tuple[str, ...]:
        """The kinds of hold that stand on the invoice, in their order."""
        return tuple(hold.kind for hold in (await self.invoice(number)).holds)

    def history(self) -> list[Recorded]:
        """Everything that this office has recorded, as projections read it."""
        with psycopg.connect(self.database_url) as connection:
            rows = read(connection, 0, EVENTS_MAX, self.tenant)
        assert len(rows) < EVENTS_MAX, "the story fits in one page"
        return [recorded(row) for row in rows]

    def facts(self, aggregate: str) -> list[str]:
        """What was recorded of documents of this kind, in order."""
        return [event.type for event in self.history() if event.aggregate == aggregate]

    def journal(self) -> list[JournalLine]:
        """All that was booked."""
        return [line for event in self.history() for line in journal_entries(event)]

    def balance(self, account: str) -> Decimal:
        """Debit less credit."""
        return balance_of(self.journal(), account)


def balance_of(lines: Sequence[JournalLine], account: str) -> Decimal:
    """Debit less credit of one account."""
    return sum(
        (Decimal(each.debit) - Decimal(each.credit) for each in lines if each.account == account),
        Decimal(0),
    )


def billed(
    quantity: str,
    price: str = "10",
    line: int = 1,
    order_line: int | None = 1,
    unit: str = "EA",
    amount: str | None = None,
) -> InvoicedLine:
    """One invoice line; its amount is its product."""
    product = Decimal(quantity) * Decimal(price)
    return InvoicedLine(
        line=line,
        description="Gloves",
        quantity=Decimal(quantity),
        unit=unit,
        unit_price=Decimal(price),
        amount=Decimal(amount) if amount else product.quantize(Decimal("0.01")),
        purchase_order_line=order_line,
    )


def given_back(
    quantity: str, amount: str, line: int = 1, order_line: int | None = 1
) -> CreditedLine:
    """One line of a credit memo."""
    return CreditedLine(
        line=line,
        description="Gloves",
        quantity=Decimal(quantity),
        amount=Decimal(amount),
        purchase_order_line=order_line,
    )
