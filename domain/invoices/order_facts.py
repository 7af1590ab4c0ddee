"""What an invoice needs to know of its order: the lines' ledgers, as they stand before it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from domain.event import DocumentRef
from domain.invoices.expected_parts import PartsPlan, plan_of
from domain.invoices.lines import MatchedRates
from domain.invoices.state import NOTHING, Invoice
from domain.match_sides import OrderSide, WantedHold
from domain.purchase_orders.in_force import in_force
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.pricing_events import BY_HAND
from domain.purchase_orders.state import PurchaseOrder, Stage

ZERO: Final = Decimal(0)
NAMED_MAX: Final = 500  # Ids that a verdict names of each kind: an event has 256 KiB.


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands beside the order as an invoice is judged: the day, cautions, rates.

    `today` is none where nobody asks what came too early.
    """

    today: date | None = None
    cautions: tuple[WantedHold, ...] = ()
    rates: MatchedRates | None = None  # none: in the currency of the books


NOTHING_AROUND: Final = Around()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFacts:
    """What the order says now. `sides` are its lines as they stand before this invoice."""

    purchase_order: DocumentRef
    supplier_id: str
    legal_entity: str
    revision: int  # zero until the order is issued
    currency: str
    sides: Mapping[int, OrderSide]
    stage: Stage = "issued"
    hold: str | None = None  # the reason code of the order's own hold
    ratify_by: date | None = None  # of an emergency order that nobody has ratified yet
    supplier_obstacle: str | None = None  # what stands against invoices of this supplier
    receipts: tuple[str, ...] = ()  # behind what the lines received; the newest ones
    prior_invoices: tuple[str, ...] = ()  # that come first on these lines; the newest ones
    issued_on: date | None = None
    around: Around = NOTHING_AROUND
    plan: PartsPlan | None = None  # none: it only has lines
    facility: str | None = None  # that ordered; none: nobody asks
    merged: Collection[str] = ()  # other suppliers that are one company with its own, by id

    def is_of(self, supplier_id: str) -> bool:
        """Whether the one who bills is the one who delivered."""
        return supplier_id == self.supplier_id or supplier_id in self.merged


def before_linking(
    order: PurchaseOrder, lines: Iterable[int], supplier_obstacle: str | None
) -> OrderFacts:
    """All that the order's ledgers hold comes before an invoice that is not linked yet."""
    order, sides = in_force(order), {}
    for number in lines:
        line = order.lines.get(number)
        if line is not None:
            quantity, amount = line.ledger.net_invoiced
            named = line.ledger.named
            sides[number] = _side(order, line, quantity, quantity, amount, named)
    return _facts(order, sides, supplier_obstacle, plan=plan_of(order))


def once_linked(
    order: PurchaseOrder,
    invoice: Invoice,
    prior: Mapping[int, Decimal],
    supplier_obstacle: str | None,
    named: Mapping[tuple[int, str], Decimal] | None = None,
) -> OrderFacts:
    """The ledgers hold this invoice too; `prior` is what comes before it, by order line, and
    `named` by order line and receipt.
    """
    order = in_force(order)
    before: dict[int, dict[str, Decimal]] = {}
    for (number, receipt), taken in (named or {}).items():
        before.setdefault(number, {})[receipt] = taken
    amounts = _own_amounts(invoice)
    waiting = order.waiting_invoices
    own = waiting.index(invoice.id) if invoice.id in waiting else len(waiting)
    sides = {}
    for number, quantity in invoice.asks().items():
        line = order.lines[number]
        invoiced = line.ledger.net_invoiced
        billed, billed_amount = invoiced.quantity - quantity, invoiced.amount - amounts[number]
        own_named = before.get(number, {})
        sides[number] = _side(order, line, prior[number], billed, billed_amount, own_named)
    later = frozenset(waiting[own:]) | {invoice.id}
    return _facts(order, sides, supplier_obstacle, later, plan_of(order, invoice.id))


def priced_by(order: PurchaseOrder, invoice: Invoice, hold: int) -> str | None:
    """The buyer who set by hand the price that this hold is about, if one did."""
    line = next((each.line for each in invoice.holds if each.hold == hold), None)
    tie = invoice.links.get(line) if line is not None else None
    if tie is None:
        return None
    terms = order.lines[tie.purchase_order_line].terms
    return order.buyer_id if terms.price_source == BY_HAND else None


def billed_in_full(order: PurchaseOrder, wanted: Iterable[int]) -> tuple[str, ...]:
    """The invoices that billed the last of those of these lines that nothing is left to bill of."""
    lines = [order.lines[number] for number in wanted if number in order.lines]
    return tuple(
        [*line.ledger.invoices][-1]
        for line in lines
        if line.ledger.invoices and 0 < line.ordered <= line.invoiced
    )


def billed_by(order: PurchaseOrder, wanted: Iterable[int], most: int) -> tuple[str, ...]:
    """The latest invoices, so many of each, that billed these lines."""
    lines = [order.lines[number] for number in wanted if number in order.lines]
    latest = (each for line in lines for each in [*line.ledger.invoices][-most:])
    return tuple(dict.fromkeys(latest))


def _facts(
    order: PurchaseOrder,
    sides: Mapping[int, OrderSide],
    supplier_obstacle: str | None,
    later: Collection[str] = (),
    plan: PartsPlan | None = None,
) -> OrderFacts:
    """`later` are the invoice itself and those that come after it."""
    lines = [order.lines[number] for number in sides]
    waited_for = (each for each in lines if each.terms.match != "two_way")
    receipts = dict.fromkeys(source for each in waited_for for source in each.ledger.receipts)
    invoices = dict.fromkeys(invoice for each in lines for invoice in each.ledger.invoices)
    prior = [each for each in invoices if each not in later]
    return OrderFacts(
        purchase_order=order.ref,
        supplier_id=order.supplier_id,
        legal_entity=order.legal_entity,
        revision=order.revision,
        currency=order.currency,
        sides=sides,
        stage=order.stage,
        hold=order.hold,
        ratify_by=order.ratify_by if order.waits_for_ratification else None,
        supplier_obstacle=supplier_obstacle,
        receipts=tuple(receipts)[-NAMED_MAX:],
        prior_invoices=tuple(prior[-NAMED_MAX:]),
        issued_on=order.issued_on,
        plan=plan,
        facility=order.facility,
    )


def _side(
    order: PurchaseOrder,
    line: Line,
    prior: Decimal,
    billed: Decimal,
    billed_amount: Decimal,
    named: Mapping[str, Decimal],
) -> OrderSide:
    terms = line.terms
    return OrderSide(
        line=terms.line,
        match=terms.match,
        pack=terms.pack,
        unit_price=terms.unit_price,
        ordered=line.ordered,
        received=line.received,
        accepted=line.accepted,
        rejected=line.ledger.rejected,
        prior=prior,
        billed=billed,
        billed_amount=billed_amount,
        closed_for_invoicing=line.closed_for_invoicing or order.stage == "finally_closed",
        receipts={id_: each.quantity for id_, each in line.ledger.receipts.items()},
        named=named,
        by_amount=terms.basis == "amount",
        item_id=terms.item_id,
        item_class=terms.item_class,
        description=terms.description,
        agreed_price=line.pricing.agreed_price if line.pricing is not None else None,
        need_by=terms.need_by,
        came_on=line.ledger.came_on,
    )


def _own_amounts(invoice: Invoice) -> dict[int, Decimal]:
    """What the invoice asks of each order line in money, net of credits."""
    amounts: dict[int, Decimal] = {}
    for line in invoice.lines:
        tie = invoice.links.get(line.line)
        if tie is not None:
            net = line.amount - invoice.credits.get(line.line, NOTHING).amount
            before = amounts.get(tie.purchase_order_line, ZERO)
            amounts[tie.purchase_order_line] = before + net
    return amounts
