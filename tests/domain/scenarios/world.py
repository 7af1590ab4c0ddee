"""A small company in which a scenario takes place, and what its phrases need to remember.

Every step is a public command, sent into a real log as the person whose duty it is. What a scenario
does not say (prices, people, places) is filled in once, here.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from application.errors import Forbidden, NotFound
from domain.aggregate import Aggregate
from domain.approvals.state import APPROVAL_CASE
from domain.catalogue.events import Control
from domain.charges import StatedCharge
from domain.errors import Rejected
from domain.event import Recorded
from domain.invoices.state import INVOICE
from domain.purchase_orders.billing import ProposedLine
from domain.purchase_orders.commands import OrderedLine, SubmitPurchaseOrder
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.quantity import Pack
from domain.receipts.commands import PostReceipt, ReceivedLine, ReturnedLine, ReturnGoods
from domain.receipts.state import RECEIPT, Receipt
from domain.requisitions.commands import CreateRequisition, RequestedLine
from tests.application.company import EACH, NOW, TODAY, Company, id_of
from tests.domain.scenarios.beside import parts_told

APPROVERS: Final = ("mona", "dirk", "vera", "fina")  # Each decides one step.
ORDER: Final = "PO-1"
CASE: Final = "CASE-1"
PRICE: Final = Decimal(10)  # Where a scenario names none.

Refusal = Rejected | NotFound | Forbidden
Facts = Mapping[str, Any]
History = Callable[[], Awaitable[list[Recorded]]]
Given = Callable[["World", Any], Awaitable[None]]
When = Callable[["World", re.Match[str]], Awaitable[None]]
Reader = Callable[["World"], Awaitable[Any]]


@dataclass(frozen=True)
class Step:
    """One phrase as it was carried out: what refused it, and what could be read after it.

    `held` are the holds on an invoice that it put on file.
    """

    phrase: str
    refusal: Refusal | None
    seen: Facts
    held: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        """Neither refused, nor put on file and held."""
        return self.refusal is None and not self.held


class Booked(NamedTuple):
    """A document, and the events of it that book something: those above a version."""

    aggregate: Aggregate[Any]
    document_id: str
    above: int = 0


@dataclass
class World:
    """Where one scenario takes place."""

    company: Company
    facts: Facts
    steps: list[Step] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    requisitions: list[str] = field(default_factory=list)
    invoices: list[str] = field(default_factory=list)
    prepayments: list[str] = field(default_factory=list)
    memos: list[str] = field(default_factory=list)  # credit memos and debit notes
    others: list["World"] = field(default_factory=list)  # companies beside this one
    receiving: dict[str, str] = field(default_factory=dict)  # invoices, and what they received
    requests: int = 0  # for approval of the order
    booked: list[Booked] = field(default_factory=list)  # whose entries the scenario asks for
    proposed: list[ProposedLine] = field(default_factory=list)  # of bills in another currency
    header: dict[str, Any] = field(default_factory=dict)  # what a bill states beside its lines
    wanted: Facts = field(default_factory=dict)  # by which words accounts are called
    history: History | None = None  # of the tenant, as the log has it
    refusal: Refusal | None = None  # of the latest step
    items: set[str] = field(default_factory=set)
    wanted_stage: str = "draft"
    issued_at: datetime = NOW
    lines: list[dict[str, Any]] = field(default_factory=list)  # of the order, as they are told
    started: Facts = field(default_factory=dict)  # what could be read before the first step
    database_url: str = ""  # for questions that read models answer

    def beside(self) -> "World":
        """One more company in which the same is told."""
        tenant = f"{self.company.tenant}-{len(self.others) + 1}"
        other = World(company=replace(self.company, tenant=tenant), facts=self.facts)
        self.others.append(other)
        return other

    async def orders_for(self, total: Decimal) -> None:
        """An order in force that is worth so much."""
        self.wanted_stage = "approved"
        await self.has_order([{"qty": 1, "unit_price": total}])
        await self.reached()

    async def attempt(self, doing: When, said: re.Match[str]) -> Refusal | None:
        """Carries a step out, and keeps the refusal for whoever asks for it."""
        self.refusal = None
        try:
            await doing(self, said)
        except (Rejected, NotFound, Forbidden) as refusal:
            self.refusal = refusal
        return self.refusal

    async def held_since(self, captured: int) -> tuple[str, ...]:
        """What stops the invoices that came after so many others."""
        names = self.invoices[captured:]
        states = [await self.company.state(INVOICE, id_of(name)) for name in names]
        return tuple(hold.kind for state in states for hold in state.holds)

    async def submit(self) -> None:
        """The buyer asks for approval, each time by a case of its own."""
        self.requests += 1
        await self.company.submits(ORDER, CASE if self.requests == 1 else f"CASE-{self.requests}")

    def each_line(self, figures: list[Decimal]) -> Decimal | list[Decimal]:
        """One figure for each line, or the figure where there is one line or all are alike."""
        if self.alike:
            (figure,) = set(figures)
            return figure
        return figures[0] if len(figures) == 1 else figures

    @property
    def alike(self) -> bool:
        """Whether the scenario tells one thing of every line, whatever a line buys."""
        return "billing_policy" in self.facts

    async def has_order(self, lines: Sequence[Facts], controls: tuple[Control, ...] = ()) -> None:
        """A draft order of these lines, over items with these controls."""
        await self.company.has_supplier()
        for item in sorted({each["item"] for each in lines if "item" in each}):
            await self.has_item(item, *controls)
        ordered = [self.line(number, each) for number, each in enumerate(lines, start=1)]
        await self.company.drafts(*ordered, name=ORDER, parts=parts_told(self.facts))

    async def has_item(self, name: str, *controls: Control) -> None:
        """An active item; nothing to do where it is one already."""
        if name not in self.items:
            await self.company.has_item(name, *controls)
            self.items.add(name)

    def line(self, number: int, told: Facts) -> OrderedLine:
        """An order line as a scenario states it."""
        item, unit = told.get("item"), told.get("uom")
        return OrderedLine(
            line=told.get("id", number),
            description=item or told.get("description", "Gloves"),
            item_class="consumable",
            quantity=Decimal(str(told.get("qty", 1))),
            pack=Pack(unit=unit, base_unit=unit) if unit else EACH,
            unit_price=Decimal(str(told.get("unit_price", told.get("net", PRICE)))),
            match="two_way" if self.facts.get("invoice_method") == "order" else "three_way",
            item_id=id_of(item) if item else None,
            requisition_id=told.get("requisition_id"),
            requisition_line=told.get("requisition_line"),
            need_by=TODAY,
        )

    async def order(self) -> PurchaseOrder:
        """The order as the log has it."""
        return await self.company.state(PURCHASE_ORDER, id_of(ORDER))

    async def in_force(self) -> None:
        """The order is submitted, approved by whoever has to, and issued."""
        order = await self.order()
        if order.stage == "draft":
            await self.company.do(
                SubmitPurchaseOrder(
                    now=NOW, purchase_order_id=order.id, approval_case_id=id_of(CASE)
                )
            )
        await self.approve_all()
        if (await self.order()).revision == 0:
            await self.company.issues(ORDER, self.issued_at)

    async def approve_all(self) -> None:
        """Every open step of the order's case, each by somebody else."""
        for person in APPROVERS:
            order = await self.order()
            if order.stage != "pending_approval" or order.approval_case_id is None:
                return
            await self.company.agrees(person, order.approval_case_id)

    async def reached(self) -> None:
        """The order is in the state that the scenario gave it."""
        if self.wanted_stage in ("approved", "issued"):
            await self.in_force()

    async def receive(
        self,
        *lines: ReceivedLine,
        on: date = TODAY,
        order: str = ORDER,
        charges: tuple[StatedCharge, ...] = (),
    ) -> str:
        """Goods arrive; the name of the receipt."""
        name = f"GR-{len(self.receipts) + 1}"
        await self.company.do(
            PostReceipt(
                now=NOW,
                receipt_id=id_of(name),
                receiver_id="rico",
                number=name,
                purchase_order_id=id_of(order),
                received_on=on,
                lines=lines,
                charges=charges,
            )
        )
        self.receipts.append(name)
        self.booked.append(Booked(RECEIPT, id_of(name)))
        return name

    async def send_back(self, quantity: Decimal, receipt: str, line: int = 1, **which: Any) -> None:
        """So much of a line of the receipt goes back to the supplier."""
        await self.company.do(
            ReturnGoods(
                now=NOW,
                receipt_id=id_of(receipt),
                receiver_id="rico",
                returned_on=TODAY,
                reason_code="damaged",
                lines=(ReturnedLine(line=line, quantity=quantity, **which),),
            )
        )

    async def wishes(self, price: Decimal, quantity: Decimal = Decimal(1), **terms: Any) -> str:
        """A draft requisition of one line; its name."""
        name = f"R-{len(self.requisitions) + 1}"
        values: dict[str, Any] = {"facility": "NORTH", "description": "Gloves", **terms}
        description = values.pop("description")
        line = RequestedLine(
            line=1,
            description=description,
            item_class="consumable",
            quantity=quantity,
            unit="EA",
            unit_price=price,
        )
        await self.company.do(
            CreateRequisition(
                now=NOW,
                requisition_id=id_of(name),
                number=name,
                kind="stock",
                requester_id="rita",
                legal_entity="NHS",
                department="SURGERY",
                currency="USD",
                lines=(line,),
                **values,
            )
        )
        self.requisitions.append(name)
        return name

    async def receipt(self, name: str = "") -> Receipt:
        """A receipt as the log has it; the latest unless named."""
        return await self.company.state(RECEIPT, id_of(name or self.receipts[-1]))

    async def case_status(self) -> str:
        """What became of the order's approval case."""
        return (await self.company.state(APPROVAL_CASE, id_of(CASE))).status
