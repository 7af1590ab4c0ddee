"""One order line as its history left it: what is ordered, and the ledger of what came of it.

The totals of its ledger stand in `line_ledger`; what people ask for (`received`, `invoiced`, what
is still open) is computed from them. `ledger` decides on new facts, `valuation` on money.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple, assert_never

from domain.agreements.candidates import ChoiceMade
from domain.frozen import built_by_slot, replace
from domain.money import rounded
from domain.purchase_orders.awaited_ledger import awaiting_in
from domain.purchase_orders.dealt_ledger import dealt_in
from domain.purchase_orders.events import PurchaseOrderLineCancelled
from domain.purchase_orders.ledger_events import LedgerEvent
from domain.purchase_orders.line_ledger import NO_ENTRIES, booked_in
from domain.purchase_orders.line_ledger import NOTHING as NOTHING
from domain.purchase_orders.line_ledger import ZERO as ZERO
from domain.purchase_orders.line_ledger import Ledger as Ledger
from domain.purchase_orders.line_ledger import Total as Total
from domain.purchase_orders.lines import (
    AcknowledgementCode,
    CloseSide,
    LineChange,
    OrderLine,
    redealt,
)
from domain.purchase_orders.named_ledger import named_in
from domain.purchase_orders.pricing_events import (
    LinePricing,
    PurchaseOrderAgreementChosen,
    PurchaseOrderLinePriced,
)
from domain.purchase_orders.supplier_events import (
    PurchaseOrderSubstitutionApproved,
    PurchaseOrderSupplierChangeProposed,
)
from domain.purchase_orders.words import BOUGHT
from domain.tolerance import Limits, Scope

Undoable = Literal["cancelled", "receiving", "invoicing"]


class Backorder(NamedTuple):
    """What the supplier ships later, and when he expects to."""

    quantity: Decimal
    expected_on: date | None = None


@built_by_slot
@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`terms` are those of the current revision; `undoable` is what may be undone, latest last.

    `proposals` are the supplier's changes that wait for the buyer; `substitution` is the clinical
    approval of one of them.
    """

    terms: OrderLine
    cancelled: Total = NOTHING
    given_up: Mapping[str, Decimal] = field(default_factory=dict)  # of that, by request
    closed_for_receiving: bool = False
    closed_for_invoicing: bool = False
    undoable: tuple[Undoable, ...] = ()
    acknowledged: AcknowledgementCode | None = None
    pricing: LinePricing | None = None  # none: no agreement prices it
    chosen: ChoiceMade | None = None  # none: nothing was there to choose from
    promised_on: date | None = None
    proposals: tuple[PurchaseOrderSupplierChangeProposed, ...] = ()
    substitution: PurchaseOrderSubstitutionApproved | None = None
    backorder: Backorder | None = None
    over_receipt_percent: Decimal | None = None  # that the buyer took for this line
    allowance: tuple[Limits, Scope] | None = None  # by the tolerances of today; of no fact
    expected_on: date | None = None  # as the latest shipment was announced
    overdue_on: date | None = None  # the day that it missed last
    ledger: Ledger = NO_ENTRIES

    @property
    def ordered(self) -> Decimal:
        """What is wanted: the quantity of this revision less what was cancelled of it."""
        return self.terms.quantity - self.cancelled.quantity

    @property
    def amount(self) -> Decimal:
        """The value of what is wanted."""
        return self.terms.amount - self.cancelled.amount

    def amount_at_most(self, currency: str) -> Decimal:
        """The value of what is wanted with what the buyer takes beyond it."""
        beyond = Fraction(self.amount) * Fraction(self.over_receipt_percent or ZERO) / 100
        return self.amount + rounded(beyond, currency)

    @property
    def received(self) -> Decimal:
        """Quantity owed for: received, net of reversals and returns; of consigned goods, used."""
        return self.ledger.net_received.quantity

    @property
    def accepted(self) -> Decimal:
        """What of that inspections took; a service is accepted by its receipt."""
        return self.received if self.terms.delivery == "service" else self.ledger.accepted

    @property
    def is_consigned(self) -> bool:
        """Whether what it brings is the supplier's until it is used."""
        return self.terms.accounting == "consignment"

    @property
    def arrived(self) -> Decimal:
        """What is here, or was used here: of consigned goods more than what is owed for."""
        return self.ledger.consigned if self.is_consigned else self.received

    @property
    def invoiced(self) -> Decimal:
        """Quantity invoiced, net of voided invoices and credits."""
        return self.ledger.net_invoiced.quantity

    @property
    def credit_expected(self) -> Decimal:
        """What was billed and went back: the supplier owes a credit, or replaces it."""
        ahead = max(self.invoiced - self.received, ZERO)
        return min(ahead, self.ledger.returned.quantity)

    @property
    def committed(self) -> Decimal:
        """What can no longer be taken from the order: arrived or invoiced, whichever is more."""
        return max(self.arrived, self.invoiced, ZERO)

    @property
    def uncommitted(self) -> Decimal:
        """What can still be taken from the order."""
        return max(self.ordered - self.committed, ZERO)

    @property
    def open_for_receiving(self) -> Decimal:
        """What is still expected; nothing once the side is closed."""
        return ZERO if self.closed_for_receiving else max(self.ordered - self.arrived, ZERO)

    @property
    def open_for_invoicing(self) -> Decimal:
        """What may still be billed; nothing once the side is closed."""
        return ZERO if self.closed_for_invoicing else max(self.ordered - self.invoiced, ZERO)

    @property
    def backordered(self) -> Decimal:
        """What of the open quantity comes later. Goods that arrive use the back-order up last."""
        return min(self.backorder.quantity, self.open_for_receiving) if self.backorder else ZERO

    @property
    def due_on(self) -> date | None:
        """When what is open should come: as announced, backordered, promised or needed."""
        late = self.backorder.expected_on if self.backorder else None
        return self.expected_on or late or self.promised_on or self.terms.need_by

    @property
    def live(self) -> bool:
        """False once everything that was wanted is cancelled."""
        return self.ordered > 0

    @property
    def finished(self) -> bool:
        """Nothing more is expected on either side. Two-way lines wait for no receipt."""
        receiving = self.terms.match == "two_way" or self.open_for_receiving == 0
        return receiving and self.open_for_invoicing == 0

    def closed(self, side: CloseSide) -> bool:
        """Whether this side is closed."""
        return self.closed_for_receiving if side == "receiving" else self.closed_for_invoicing


def changed(line: Line, change: LineChange, *, agreed: bool = False, moved: bool = False) -> Line:
    """The line under its new terms, which may be another supplier's (`moved`).

    The supplier has yet to answer to new terms, unless they were his own (`agreed`); what he
    proposed for the former ones is void. What he said of when it comes was about what it was.
    """
    values = {name: value for name, value in dict(change).items() if value is not None}
    if change.dealt is not None:
        line = replace(line, terms=redealt(line.terms, values.pop("dealt")))
    if values.pop("off_agreement", None):
        values["agreement"] = None
    if "shares" in values:
        values["shares"] = values["shares"] or None
    line = replace(line, terms=line.terms.model_copy(update=values))
    if "price_source" in values:
        # An agreement that prices it, and what there was to choose from, are told next.
        line = replace(line, pricing=None, chosen=None)
    is_other = moved or not values.keys().isdisjoint(BOUGHT)
    if agreed or not (is_other or {"quantity", "unit_price"} & values.keys()):
        return line
    if is_other:
        line = replace(line, backorder=None, expected_on=None)
    return replace(line, acknowledged=None, promised_on=None, proposals=(), substitution=None)


def priced(line: Line, event: PurchaseOrderLinePriced | PurchaseOrderAgreementChosen) -> Line:
    """The line with where its price comes from, and how its agreement was chosen."""
    if isinstance(event, PurchaseOrderAgreementChosen):
        return replace(line, chosen=event.choice)
    terms = line.terms.model_copy(update={"price_source": event.price_source})
    return replace(line, terms=terms, pricing=event.pricing)


def cancelled(line: Line, event: PurchaseOrderLineCancelled) -> Line:
    """The line with less that is wanted, and who gave it up."""
    parts = {
        each.key: line.given_up.get(each.key, ZERO) + each.quantity for each in event.dealt or ()
    }
    return replace(
        marked(line, "cancelled"),
        cancelled=line.cancelled.plus(event.quantity, event.amount),
        given_up={**line.given_up, **parts},
    )


def marked(line: Line, action: Undoable, *, undone: bool = False) -> Line:
    """The line with this side closed, or open again; a cancellation only leaves its mark."""
    others = tuple(each for each in line.undoable if each != action)
    undoable = others if undone else (*others, action)
    match action:
        case "receiving":
            return replace(line, closed_for_receiving=not undone, undoable=undoable)
        case "invoicing":
            return replace(line, closed_for_invoicing=not undone, undoable=undoable)
        case "cancelled":
            return replace(line, undoable=undoable)
        case _:
            assert_never(action)


def booked(line: Line, event: LedgerEvent) -> Line:
    """The line with one more fact in its ledger."""
    ledger = named_in(booked_in(line.ledger, event), event)
    return replace(line, ledger=awaiting_in(dealt_in(ledger, event), event))
