"""The desk that an office works at: sends commands into a real log and reads back what it says.

Nothing here remembers a state: `held`, `facts` and `balance` are read from the log each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

import psycopg

from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.log_reader import read, recorded
from adapters.system import new_uuid
from application.handle import Application, Context
from application.handlers import HANDLERS
from application.ports import Outcome, Save, StreamChange
from application.tips import Tips
from application.work import Work
from domain.accounting import JournalLine, journal_entries
from domain.credit_memos.state import CREDIT_MEMO, CreditMemo
from domain.event import Actor, Command, Event, Recorded
from domain.ids import derived_id
from domain.invoices.state import INVOICE, Invoice
from domain.purchase_orders.events import PurchaseOrderLineAdded
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
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
    "amir": frozenset({"ap_manager"}),
    "theo": frozenset({"treasury"}),
    "cora": frozenset({"credentialing"}),
    "fay": frozenset({"finance"}),
    "fred": frozenset({"controller"}),
    "flora": frozenset({"controller"}),
    "adam": frozenset({"supplier_admin"}),
    "tina": frozenset({"treasury"}),
    "mona": frozenset({"manager"}),
}


@dataclass(slots=True)
class Desk:
    """One tenant's desk over one log."""

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

    async def told(self, stream: str, *events: Event, after: int = 0) -> None:
        """Puts the beginning of a story into the log, or what follows the first so many facts."""
        change = StreamChange(
            stream=stream,
            expected_version=after,
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
        return await self.application.handle(command, self.context(person))

    def context(self, person: str) -> Context:
        """Who sends the next command."""
        return Context(
            tenant=self.tenant,
            actor=Actor(type="human", id=person),
            roles=ROLES[person],
            command_id=str(new_uuid()),
            correlation_id="story",
        )

    def id_of(self, kind: str, number: int) -> str:
        return derived_id(self.tenant, kind, str(number))

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
