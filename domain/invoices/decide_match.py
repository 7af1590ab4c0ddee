"""Linking, matching and accounting: from what a match found to the facts that it leaves.

`link` ties an invoice to its order once nothing bars it, `evaluate` judges it (first, and again
whenever the order's ledger moved), `account` posts it, once. `matching` holds the rules of the
match, `holds` the rules of each kind of hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from domain.charges import ChargeSum
from domain.invoices.beside_lines import beside_lines
from domain.invoices.events import (
    InvoiceAccounted,
    InvoiceEvent,
    InvoiceHoldPlaced,
    InvoiceHoldReleased,
    InvoiceMatched,
    LineLink,
)
from domain.invoices.hold_figures import moved
from domain.invoices.hold_kinds import HoldKind
from domain.invoices.holds import FOUND_AGAIN, MEASURED, RULES, family
from domain.invoices.lines import AccountedLine, InvoiceLine, OnStock
from domain.invoices.order_facts import NOTHING_AROUND, OrderFacts
from domain.invoices.parts import InvoicePart, adjustment
from domain.invoices.state import NOTHING, Hold, Invoice
from domain.invoices.state_disputes import covered
from domain.invoices.state_parts import left_named
from domain.invoices.taxes import withheld_tax
from domain.invoices.verdicts import verdicts
from domain.match_sides import Bill, Claim, MatchResult, OrderSide, WantedHold
from domain.match_terms import with_early
from domain.matching import match
from domain.purchase_orders.lines import Accounting, CostShare
from domain.purchase_orders.named_receipts import NO_RECEIPTS
from domain.tolerance import TolerancePolicy

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedLine:
    """What one linked line clears on goods received, and where the rest of it goes."""

    cleared: Decimal
    accounting: Accounting  # always expense under two-way match
    shares: tuple[CostShare, ...] | None = None  # who bears the expense
    on_stock: OnStock | None = None  # the part of the rest that stock bears


def bill_of(invoice: Invoice, links: Mapping[int, LineLink], order: OrderFacts | None) -> Bill:
    """The invoice as the match reads it, net of what was credited since."""
    goods = sum((line.amount for line in invoice.lines), ZERO)
    claims, accepted = [], invoice.accepted
    for line in invoice.lines:
        tie = links.get(line.line)
        if tie is None and ("unmatched_line", line.line) in accepted:
            continue
        claims.append(_claim(invoice, line, tie, order))
    around = order.around if order else NOTHING_AROUND
    return Bill(
        currency=invoice.currency,
        claims=with_early(claims, around.today),
        parts=goods + invoice.tax + invoice.freight + adjustment(invoice.parts),
        total=invoice.total,
        supplier_id=invoice.supplier_id,
        legal_entity=invoice.legal_entity,
        purchase_order=order.purchase_order.number if order else "",
        tax=invoice.tax,
        calculated_tax=invoice.calculated_tax,
        freight=invoice.freight,
        goods=goods,
        rates=around.rates,
        beside=beside_lines(invoice, links, order),
    )


def _claim(
    invoice: Invoice, line: InvoiceLine, tie: LineLink | None, order: OrderFacts | None
) -> Claim:
    credit = invoice.credits.get(line.line, NOTHING)
    wrong_product = any(
        hold.kind == "line_amount" and hold.line == line.line for hold in invoice.holds
    )
    credited = line.line in invoice.credits
    quantity = tie.quantity if tie else line.quantity
    against = order.sides.get(tie.purchase_order_line) if tie and order else None
    return Claim(
        line=line.line,
        quantity=quantity - credit.quantity,
        amount=line.amount - credit.amount,
        unit=line.unit or (against.pack.unit if against else ""),
        stated=(line.quantity, line.unit_price),
        against=against,
        pack=tie.pack if tie else None,
        complete=line.complete,
        gross=(quantity, line.amount) if credited else None,
        named=left_named(tie, credit) if tie else NO_RECEIPTS,
        price_settled=("price", line.line) in invoice.settled and not (credited and wrong_product),
        contract_settled=("contract_price", line.line) in invoice.settled
        and not _corrected(invoice, line.line, against),
        amount_settled=("line_amount", line.line) in invoice.settled,
    )


def _corrected(invoice: Invoice, line: int, side: OrderSide | None) -> bool:
    """Whether a correction of the agreement has changed the price that passed."""
    is_corrected = side is not None and side.corrected
    return is_corrected and side is not None and invoice.agreed.get(line) != side.agreed_price


def evaluate(
    invoice: Invoice, order: OrderFacts, policy: TolerancePolicy, *, anew: bool = False
) -> tuple[InvoiceEvent, ...]:
    """Judges a linked invoice. Judged before, only a change of holds is a fact, or that `anew`."""
    assert invoice.purchase_order is not None, "an invoice is judged once it is linked"
    bill = bill_of(invoice, invoice.links, order)
    found = match(bill, order.currency, policy)
    changes = _changes(invoice, _wanted(invoice, order, found))
    if not changes and invoice.accounted is not None and not anew:
        return ()
    return (*verdicts(order, bill, found, policy), *changes)


def found_now(
    invoice: Invoice, order: OrderFacts, policy: TolerancePolicy
) -> tuple[WantedHold, ...]:
    """The holds that a match of today asks for, with what each would cost."""
    bill = bill_of(invoice, invoice.links, order)
    return _wanted(invoice, order, match(bill, order.currency, policy))


def matched(invoice: Invoice) -> tuple[InvoiceEvent, ...]:
    """The invoice may be paid, when it is posted and no hold stands any more."""
    if invoice.matched or invoice.holds or invoice.accounted is None:
        return ()
    return (InvoiceMatched(touchless=not invoice.released_by),)


def account(
    invoice: Invoice,
    posted: Mapping[int, PostedLine],
    posted_on: date,
    charges: tuple[ChargeSum, ...] = (),
    named: tuple[InvoicePart, ...] | None = None,
) -> InvoiceAccounted:
    """Posts the invoice. Lines without an order line are expensed whole.

    `charges` are what its freight clears of charges that goods bear; `named` are its parts, where
    more is known of them than it says.
    """
    lines = tuple(_accounted(invoice, line, posted.get(line.line)) for line in invoice.lines)
    beside = invoice.tax + invoice.freight + adjustment(invoice.parts)
    parts = sum((line.amount for line in invoice.lines), beside)
    held = ZERO
    if invoice.tax_rounding is not None:
        held = withheld_tax(invoice.lines, invoice.currency, invoice.tax_rounding)
    return InvoiceAccounted(
        invoice_id=invoice.id,
        number=invoice.number,
        supplier_id=invoice.supplier_id,
        posted_on=posted_on,
        currency=invoice.currency,
        lines=lines,
        tax=invoice.tax + held,
        freight=invoice.freight,
        difference=invoice.total - parts,
        total=invoice.total,
        purchase_order=invoice.purchase_order,
        withheld=held or None,
        charges=charges or None,
        parts=(invoice.parts if named is None else named) or None,
    )


def place(hold: int, wanted: WantedHold) -> InvoiceHoldPlaced:
    """The hold as a fact, under the rule of its kind."""
    rule = RULES[wanted.kind]
    return InvoiceHoldPlaced(
        hold=hold,
        kind=wanted.kind,
        owner_role=rule.owner,
        manual_release_allowed=bool(rule.releasers),
        line=wanted.line,
        expected=wanted.expected or None,
        actual=wanted.actual or None,
        exposure=wanted.exposure,
        accounting_allowed=not rule.barrier,
        until=wanted.until,
        bank_details=int(wanted.excess) if wanted.kind == "bank_account" else None,
    )


def resolve(hold: Hold, reason_code: str) -> InvoiceHoldReleased:
    """The cause is gone."""
    return InvoiceHoldReleased(
        hold=hold.hold, kind=hold.kind, how="resolved", reason_code=reason_code
    )


def lapsed(invoice: Invoice, today: date) -> tuple[InvoiceHoldReleased, ...]:
    """Holds whose last day has passed: that they stand no more is a fact once it is noticed."""
    ended = (each for each in invoice.holds if each.ended(today))
    return tuple(resolve(each, "last_day_passed") for each in ended)


def place_all(invoice: Invoice, wanted: Sequence[WantedHold]) -> tuple[InvoiceHoldPlaced, ...]:
    """The holds, numbered on."""
    first = invoice.hold_last + 1
    return tuple(place(first + index, each) for index, each in enumerate(wanted))


def _wanted(invoice: Invoice, order: OrderFacts, found: MatchResult) -> tuple[WantedHold, ...]:
    return tuple(
        each
        for each in (*found.holds, *_elsewhere(invoice, order), *_around(order))
        if each.kind in FOUND_AGAIN and not allowed(invoice, each)
    )


def _elsewhere(invoice: Invoice, order: OrderFacts) -> list[WantedHold]:
    """Billed for another facility of the house than the one that ordered."""
    if order.facility in (None, invoice.facility):
        return []
    return [standing("facility_mismatch", order.facility or "", invoice.facility)]


def _around(order: OrderFacts) -> list[WantedHold]:
    """Holds that stand on the order or the supplier, not on anything the invoice says."""
    wanted = []
    if order.hold is not None:
        wanted.append(standing("order_on_hold", "no hold", order.hold))
    if order.ratify_by is not None:
        until = f"not ratified, which is due by {order.ratify_by}"
        wanted.append(standing("order_not_ratified", "a ratified order", until))
    if order.supplier_obstacle is not None:
        wanted.append(standing("supplier_on_hold", "cleared", order.supplier_obstacle))
    return [*wanted, *order.around.cautions]


def standing(
    kind: HoldKind, expected: str, actual: str, exposure: Decimal = ZERO, *, line: int | None = None
) -> WantedHold:
    """A hold on the whole invoice, or on a line, that measures nothing."""
    return WantedHold(
        kind=kind, line=line, expected=expected, actual=actual, excess=ZERO, exposure=exposure
    )


def allowed(invoice: Invoice, wanted: WantedHold) -> bool:
    """Whether a person let this pass before. A quantity that grew since is not what he saw.

    A line that was closed after it took the invoice does not make that a late one.
    """
    if wanted.kind == "order_closed" and invoice.accounted is not None:
        held = ((each.kind, each.line) for each in invoice.holds)
        return ("order_closed", wanted.line) not in held
    allowed = invoice.accepted.get((family(wanted.kind), wanted.line))
    if allowed is None:
        return False
    return wanted.kind not in MEASURED or wanted.excess <= allowed


def _changes(invoice: Invoice, wanted: Sequence[WantedHold]) -> tuple[InvoiceEvent, ...]:
    """Releases what is no longer found, places what is new, or anew where its figures moved."""
    stand = {(each.kind, each.line): each for each in invoice.holds if each.kind in FOUND_AGAIN}
    found = {(each.kind, each.line): each for each in wanted}
    apart = covered(invoice.disputes)
    anew = {key for key, each in found.items() if moved(stand.get(key), each, apart)}
    gone = [each for key, each in stand.items() if key not in found]
    stale = [each for key, each in stand.items() if key in anew]
    new = [each for key, each in found.items() if key not in stand or key in anew]
    return (
        *(resolve(each, "cause_gone") for each in gone),
        *(resolve(each, "figures_changed") for each in stale),
        *place_all(invoice, new),
    )


def _accounted(invoice: Invoice, line: InvoiceLine, posted: PostedLine | None) -> AccountedLine:
    tie = invoice.links.get(line.line)
    cleared = posted.cleared if posted else ZERO
    return AccountedLine(
        line=line.line,
        purchase_order_line=tie.purchase_order_line if tie else None,
        quantity=tie.quantity if tie else line.quantity,
        amount=line.amount,
        cleared=cleared,
        variance=line.amount - cleared,
        accounting=posted.accounting if posted else "expense",
        shares=posted.shares if posted else None,
        on_stock=posted.on_stock if posted else None,
    )
