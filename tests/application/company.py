"""A small company at work: every test here sends real commands to a real log.

`Company` is one process of it. Two of them on one log are two processes that do not know of each
other's states, and so meet only in the log.
"""

from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any, Final

from application.acting import ACTING
from application.handle import Application, Context
from application.handlers import HANDLERS
from application.ports import EventLog, Outcome
from application.roles import ROLES
from domain.aggregate import Aggregate, State
from domain.approvals.commands import ApproveStep, RejectStep
from domain.catalogue.commands import (
    ActivateCatalogueItem,
    RecordCommitteeDecision,
    RequestCatalogueItem,
    StartValueAnalysis,
)
from domain.catalogue.committees import committee_of
from domain.catalogue.events import Control
from domain.catalogue.lifecycle_events import Committee
from domain.event import Actor, Command, Event
from domain.ids import derived_id
from domain.purchase_orders.commands import (
    CreatePurchaseOrder,
    IssuePurchaseOrder,
    OrderedLine,
    SubmitPurchaseOrder,
)
from domain.purchase_orders.parts import OrderPart
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.quantity import Pack
from domain.receipts.commands import PostReceipt, ReceivedLine
from domain.requisitions.commands import SubmitRequisition
from domain.suppliers.commands import ActivateSupplier, ProposeSupplier

TENANT: Final = "demo"
NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
TODAY: Final = date(2026, 3, 1)
EACH: Final = Pack(unit="EA", base_unit="EA")
EVERY_ROLE: Final = frozenset(ROLES)  # Roles are tested by themselves, not here.


def id_of(name: str) -> str:
    """The same name is the same document in every command of a test."""
    return derived_id("test", name)


def line(quantity: str, price: str, number: int = 1, **terms: Any) -> OrderedLine:
    """One order line of gloves."""
    values: dict[str, Any] = {"description": "Gloves", "item_class": "consumable", "pack": EACH}
    amounts = {"quantity": Decimal(quantity), "unit_price": Decimal(price)}
    return OrderedLine(line=number, **{**values, **amounts, **terms})


@dataclass
class Company:
    """Sends commands as whoever they name, and reads documents back from the log."""

    log: EventLog
    application: Application
    commands: "count[int]" = field(default_factory=count)
    prefix: str = "a"
    tenant: str = TENANT
    roles: frozenset[str] = EVERY_ROLE  # of whoever acts

    async def do(self, command: Command, person: str | None = None) -> Outcome:
        """Carries one command out."""
        return await self.sent(command, person)

    def sent(self, command: Command, person: str | None = None) -> Awaitable[Outcome]:
        """The same, for those who send several at once. People act in their own name."""
        command_id = f"{self.prefix}-{next(self.commands)}"
        context = Context(
            tenant=self.tenant,
            actor=Actor(type="human", id=person or _acting(command)),
            roles=self.roles,
            command_id=command_id,
            correlation_id=command_id,
        )
        return self.application.handle(command, context)

    async def events(self, aggregate: Aggregate[State], document_id: str) -> list[Event]:
        """What the log holds of the document."""
        stored = await self.log.load(self.tenant, aggregate.stream(document_id))
        return [each.event for each in stored]

    async def types(self, aggregate: Aggregate[State], document_id: str) -> list[str]:
        """The stored names of the document's facts."""
        return [each.TYPE.partition(".")[2] for each in await self.events(aggregate, document_id)]

    async def state(self, aggregate: Aggregate[State], document_id: str) -> State:
        """The document, folded from what the log holds."""
        state: State | None = None
        for event in await self.events(aggregate, document_id):
            state = aggregate.evolve(state, event)
        assert state is not None, "the document stands"
        return state

    async def order(self, name: str = "PO-1") -> PurchaseOrder:
        """A purchase order by the name that its test gave it."""
        return await self.state(PURCHASE_ORDER, id_of(name))

    async def has_supplier(self, name: str = "medline") -> None:
        """A supplier that may be ordered from."""
        supplier_id = id_of(name)
        await self.do(
            ProposeSupplier(
                now=NOW, supplier_id=supplier_id, number=name, name=name, proposed_by="adam"
            )
        )
        await self.do(ActivateSupplier(now=NOW, supplier_id=supplier_id, activated_by="carla"))

    async def has_item(self, name: str, *controls: Control, item_class: str = "consumable") -> None:
        """An active catalogue item, counted in each."""
        request = RequestCatalogueItem(
            now=NOW,
            item_id=id_of(name),
            number=name,
            description=name,
            item_class=item_class,
            base_unit="EA",
            controls=controls,
        )
        await self.do(request)
        committee = committee_of(item_class)
        if committee is not None:
            await self._is_approved(id_of(name), committee)
        await self.do(ActivateCatalogueItem(now=NOW, item_id=id_of(name)))

    async def _is_approved(self, item_id: str, committee: Committee) -> None:
        """The committee without which the item's class is not bought agrees."""
        await self.do(StartValueAnalysis(now=NOW, item_id=item_id, submitted_by="ivan"))
        await self.do(
            RecordCommitteeDecision(
                now=NOW,
                item_id=item_id,
                committee=committee,
                outcome="approved",
                votes_for=3,
                votes_against=0,
                decided_by="vera",
            )
        )

    async def drafts(
        self,
        *lines: OrderedLine,
        name: str = "PO-1",
        requisition_id: str | None = None,
        supplier: str = "medline",
        legal_entity: str = "NHS",
        facility: str = "NORTH",
        currency: str = "USD",
        parts: tuple[OrderPart, ...] = (),
    ) -> None:
        """A draft order by bella."""
        await self.do(
            CreatePurchaseOrder(
                now=NOW,
                purchase_order_id=id_of(name),
                number=name,
                supplier_id=id_of(supplier),
                legal_entity=legal_entity,
                facility=facility,
                department="SURGERY",
                currency=currency,
                buyer_id="bella",
                payment_terms="NET30",
                lines=lines,
                requisition_id=requisition_id,
                parts=parts,
            )
        )

    async def submits(self, name: str = "PO-1", case: str = "CASE-1") -> None:
        """Asks for approval."""
        submit = SubmitPurchaseOrder(
            now=NOW, purchase_order_id=id_of(name), approval_case_id=id_of(case)
        )
        await self.do(submit)

    async def issues(self, name: str = "PO-1", now: datetime = NOW) -> None:
        """Hands the order to the supplier."""
        await self.do(IssuePurchaseOrder(now=now, purchase_order_id=id_of(name)))

    async def orders(self, *lines: OrderedLine, name: str = "PO-1") -> None:
        """An issued order below the limit from which anybody has to agree."""
        await self.drafts(*lines, name=name)
        await self.submits(name, case=f"CASE of {name}")
        await self.issues(name)

    async def submits_requisition(self, name: str, case: str = "") -> None:
        """Asks for what a drafted requisition wants."""
        case_id = id_of(case or f"CASE of {name}")
        await self.do(
            SubmitRequisition(now=NOW, requisition_id=id_of(name), approval_case_id=case_id)
        )

    async def agrees(self, person: str, case_id: str) -> None:
        """One approver agrees."""
        await self.do(
            ApproveStep(
                now=NOW,
                approval_case_id=case_id,
                approver_id=person,
                approver_type="human",
                roles=self.roles,
            )
        )

    async def refuses(self, person: str, case_id: str) -> None:
        """One approver refuses."""
        await self.do(
            RejectStep(
                now=NOW,
                approval_case_id=case_id,
                approver_id=person,
                approver_type="human",
                roles=self.roles,
                reason_code="too_dear",
            )
        )


def _acting(command: Command) -> str:
    named = (person for field in ACTING if (person := getattr(command, field, None)))
    return next(named, "anyone")


def post(receipt: str, *quantities: str, order: str = "PO-1", **found: Any) -> PostReceipt:
    """A receipt by rico of these quantities of line 1."""
    return PostReceipt(
        now=NOW,
        receipt_id=id_of(receipt),
        receiver_id="rico",
        number=receipt,
        purchase_order_id=id_of(order),
        received_on=TODAY,
        lines=tuple(
            ReceivedLine(purchase_order_line=1, quantity=Decimal(each), **found)
            for each in quantities
        ),
    )


def company_on(log: EventLog, prefix: str = "a") -> Company:
    """One process on the log; give each its own prefix of command ids."""
    return Company(log=log, application=Application(log, HANDLERS), prefix=prefix)
