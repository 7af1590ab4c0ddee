"""What a purchase order is at one moment. How facts lead to it stands in `state`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from domain.duties import Participants
from domain.event import DocumentRef
from domain.frozen import built_by_slot
from domain.invoices.taxes import TaxRounding
from domain.purchase_orders.announced import Announced
from domain.purchase_orders.control_events import OrderType
from domain.purchase_orders.intercompany_events import Seller
from domain.purchase_orders.line_state import ZERO, Line
from domain.purchase_orders.order_form_events import PurchaseOrderOrderFormRecorded
from domain.purchase_orders.part_events import PurchaseOrderTotalled
from domain.purchase_orders.parts import OrderPart, RowKind
from domain.purchase_orders.totals import TaxedLine, Totals, totals


class Draw(NamedTuple):
    """What one release stands at: its amount, and base units by item."""

    amount: Decimal
    items: Mapping[str, Decimal]


class Usage(NamedTuple):
    """Evidence that stands. `value` is what it counts for as received; none: it does not yet."""

    line: int
    quantity: Decimal
    used_on: date
    item_id: str | None = None
    serials: tuple[str, ...] = ()
    value: Decimal | None = None


class BilledParts(NamedTuple):
    """What one invoice is posted with: by its lines of the order, and beside them."""

    goods: Decimal = ZERO
    parts: Mapping[RowKind, Decimal] = MappingProxyType({})


class Former(NamedTuple):
    """The terms of an order before a change of it: its lines without their ledgers."""

    revision: int
    lines: Mapping[int, Line]
    supplier_id: str
    supplier_name: str
    currency: str
    payment_terms: str
    parts: tuple[OrderPart, ...]
    approved_amount: Decimal
    approved_currency: str | None
    unapproved_edits_by: frozenset[str]
    cap_amount: Decimal | None
    valid_until: date | None


NOT_BILLED: Final = BilledParts()
Stage = Literal["draft", "pending_approval", "approved", "issued", "finally_closed"]


@built_by_slot
@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrder:
    """`revision` is 0 until the first issue. `waiting_invoices` are neither settled nor voided.

    `supplier_changes` counts what the supplier ever proposed; `overdue_revision` is the one that
    he let pass without an answer.
    """

    id: str
    number: str
    supplier_id: str
    supplier_name: str
    legal_entity: str
    facility: str
    currency: str
    department: str
    buyer_id: str
    payment_terms: str
    requisition_id: str | None
    stage: Stage = "draft"
    discarded: bool = False  # before it had a line
    revision: int = 0
    submissions: int = 0
    approval_case_id: str | None = None
    grown: frozenset[int] | None = None  # lines that wait to be agreed to; none: all of them
    approved_amount: Decimal = ZERO
    approved_currency: str | None = None
    former: Former | None = None  # what was in force before its latest change that may wait
    hold: str | None = None  # the reason code of the hold that stands
    transmitted_revision: int = 0
    transmission_attempts: int = 0  # for the current revision
    acknowledge_by: date | None = None
    issued_on: date | None = None  # none: before that was told
    overdue_revision: int = 0
    supplier_changes: int = 0
    order_type: OrderType = "standard"
    blanket: DocumentRef | None = None  # the order that this one releases from
    seller: Seller | None = None  # of an inter-company order
    cap_amount: Decimal | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    draws: Mapping[str, Draw] = field(default_factory=dict)  # by release
    ratify_by: date | None = None
    ratified_by: str | None = None
    ratification_missed: bool = False
    emergency_requests: frozenset[str] = frozenset()  # with whose approval it is ratified
    refused_afterwards: str | None = None  # why what it orders for in an emergency was refused
    watched_for: str | None = None  # why its supplier was on watch as it was issued
    shipments: tuple[str, ...] = ()
    announced: Mapping[str, Announced] = field(default_factory=dict)  # by shipment
    usages: Mapping[int, Usage] = field(default_factory=dict)  # by number; of bill-only orders
    usages_told: int = 0  # withdrawn ones too
    consumptions: int = 0  # of consigned goods
    order_forms: Mapping[int, PurchaseOrderOrderFormRecorded] = field(default_factory=dict)
    submitted_by: str | None = None  # for the latest approval, where it was not the buyer
    edited_by: frozenset[str] = frozenset()  # beside the buyer; and who else acted as one
    unapproved_edits_by: frozenset[str] = frozenset()  # since it was approved last
    finally_closed_by: str | None = None  # none: it was not, or finance opened it again
    lines: Mapping[int, Line] = field(default_factory=dict)
    waiting_invoices: tuple[str, ...] = ()
    prepayments: Mapping[str, Decimal] = field(default_factory=dict)  # asked for ahead, by id
    charges: Mapping[str, Decimal] = field(default_factory=dict)  # borne by goods, not billed yet
    charges_borne: Mapping[str, Decimal] = field(default_factory=dict)  # billed or not
    parts: tuple[OrderPart, ...] = ()  # what it carries beside its lines
    tax_rounding: TaxRounding | None = None  # of the lines' own taxes; none: line by line
    told_total: PurchaseOrderTotalled | None = None  # none: it only has lines
    parts_billed: Mapping[str, BilledParts] = field(default_factory=dict)  # by invoice

    @property
    def ref(self) -> DocumentRef:
        """How other documents point at this one."""
        return DocumentRef(aggregate="purchase_order", id=self.id, number=self.number)

    @property
    def participants(self) -> Participants:
        """Who took which part in it, for the rules on duties."""
        return {
            "requester": (self.buyer_id,),
            "buyer": (self.buyer_id,),
            "editor": self.edited_by,
            "unapproved_editor": self.unapproved_edits_by,
            "submitter": () if self.submitted_by is None else (self.submitted_by,),
            "closer": () if self.finally_closed_by is None else (self.finally_closed_by,),
        }

    @property
    def waits_for_ratification(self) -> bool:
        """Whether somebody has to stand for it who did not yet."""
        return self.ratify_by is not None and self.ratified_by is None

    def used(self, line: int) -> Decimal:
        """How much of the line was shown to be used."""
        stands = (each.quantity for each in self.usages.values() if each.line == line)
        return sum(stands, ZERO)

    def editor(self, person: str | None) -> str | None:
        """The person as a fact names him: that the buyer changes his own order goes unsaid."""
        return None if person == self.buyer_id else person

    @property
    def amount(self) -> Decimal:
        """What is wanted in all, net of cancellations."""
        return sum((line.amount for line in self.lines.values()), ZERO)

    @property
    def commitment(self) -> Decimal:
        """What approvers agree to: what it costs; of a blanket, its cap.

        While nobody has agreed yet that is all that the buyer lets come, beyond the lines too; what
        he takes later he answers for himself.
        """
        is_open = self.stage in ("draft", "pending_approval")
        return max(self._totals(at_most=is_open).cost, self.cap_amount or ZERO)

    @property
    def cost_at_most(self) -> Decimal:
        """What it costs with all that the buyer takes beyond its lines, and what it carries."""
        return self._totals(at_most=True).cost

    @property
    def amount_at_most(self) -> Decimal:
        """What is wanted in all, and what the buyer takes beyond it."""
        return sum((line.amount_at_most(self.currency) for line in self.lines.values()), ZERO)

    @property
    def carries(self) -> bool:
        """Whether it comes to anything beside its lines."""
        return bool(self.parts) or any(line.terms.taxes for line in self.lines.values())

    @property
    def is_shared(self) -> bool:
        """Whether several bear, or bore, what any of its lines costs."""
        return any(
            len(line.terms.shares or ()) > 1 or line.terms.serves or line.ledger.shared
            for line in self.lines.values()
        )

    @property
    def totals(self) -> Totals:
        """What is wanted in all, with what it carries beside its lines."""
        return self._totals()

    @property
    def total(self) -> Decimal:
        """What the supplier may ask for in all."""
        return self.totals.total if self.carries else self.amount

    def billed_beside(self, *kinds: RowKind) -> Decimal:
        """What was billed of these kinds, net of what was taken back."""
        return sum(
            (each.parts.get(kind, ZERO) for each in self.parts_billed.values() for kind in kinds),
            ZERO,
        )

    def _totals(self, *, at_most: bool = False) -> Totals:
        lines = [
            TaxedLine(
                line=number,
                amount=line.amount_at_most(self.currency) if at_most else line.amount,
                quantity=line.ordered,
                taxes=line.terms.taxes or (),
            )
            for number, line in self.lines.items()
            if line.live
        ]
        return totals(lines, self.parts, self.currency, self.tax_rounding or "line")

    @property
    def live_lines(self) -> tuple[Line, ...]:
        """The lines of which something is wanted."""
        return tuple(line for line in self.lines.values() if line.live)
