"""Tying an invoice to an order by rule, where neither the document nor a person says which.

A line goes to an order line of its item, at its price, that has so much left; an invoice whose
lines say nothing alike goes to the order of which it bills all that is left, amount by amount. So
what is tied by rule would be held for neither price nor quantity ordered. One order alone may fit.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from domain.invoices.candidates import Candidate, candidates, in_question
from domain.invoices.decide_match import place_all, resolve, standing
from domain.invoices.events import (
    InvoiceEvent,
    InvoiceLinksProposed,
    LineLink,
    LinkRule,
)
from domain.invoices.linking import (
    LINKED_AWAY,
    link,
    linkable,
    require_linkable,
    stated_receipts,
)
from domain.invoices.linking_errors import InvoiceFitsNoOrder, InvoiceFitsSeveralOrders
from domain.invoices.order_facts import OrderFacts
from domain.invoices.state import Invoice
from domain.money import extended

ZERO: Final = Decimal(0)
ORDERS_MAX: Final = 50  # That one command may look at: they are all read in its save.


class Fit(NamedTuple):
    """What of the invoice fits one order, and by which rule."""

    order: OrderFacts
    links: tuple[LineLink, ...]
    rule: LinkRule


def link_by_rule(
    invoice: Invoice, orders: Sequence[OrderFacts]
) -> tuple[Fit, tuple[InvoiceEvent, ...]]:
    """The order that the invoice fits, and what is recorded; refused where none or several do."""
    require_linkable(invoice)
    fit = _chosen(invoice, orders)
    left = _left_over(invoice, fit)
    if not left:
        cleared = (each for each in invoice.holds if each.kind in LINKED_AWAY)
        linked = link(fit.order, fit.links, rule=fit.rule)
        return fit, (*(resolve(each, "linked") for each in cleared), *linked)
    proposed = InvoiceLinksProposed(
        purchase_order=fit.order.purchase_order, links=fit.links, rule=fit.rule
    )
    held = {each.line for each in invoice.holds if each.kind in LINKED_AWAY}
    answered = (
        each for each in invoice.holds if each.kind in LINKED_AWAY and each.line not in left
    )
    amounts = {line.line: line.amount for line in invoice.lines}
    wanted = [
        standing(
            "unmatched_line",
            "a line and unit of the order",
            f"none of order {fit.order.purchase_order.number}",
            amounts[line],
            line=line,
        )
        for line in left
        if line not in held
    ]
    return fit, (
        *(resolve(each, "proposed") for each in answered),
        proposed,
        *place_all(invoice, wanted),
    )


def _chosen(invoice: Invoice, orders: Sequence[OrderFacts]) -> Fit:
    """The one order that fits whole, else the one that fits most lines."""
    fits = list(_by_lines(invoice, orders)) or list(_by_total(invoice, orders))
    if not fits:
        numbers = [each.purchase_order.number for each in orders]
        raise InvoiceFitsNoOrder(invoice.number, numbers)
    whole = [each for each in fits if not _left_over(invoice, each)]
    most = max(len(each.links) for each in fits)
    best = whole or [each for each in fits if len(each.links) == most]
    if len(best) > 1:
        numbers = [each.order.purchase_order.number for each in best]
        raise InvoiceFitsSeveralOrders(invoice.number, numbers)
    return best[0]


def _by_lines(invoice: Invoice, orders: Sequence[OrderFacts]) -> Iterator[Fit]:
    for order in orders:
        taken: dict[int, Decimal] = {}
        wanted: dict[int, int] = {}
        for line in invoice.lines:
            for each in candidates(invoice, line, [order]):
                number = each.side.line
                so_far = taken.get(number, ZERO)
                if _fits(each) and so_far + each.asked <= each.left:
                    wanted[line.line] = number
                    taken[number] = so_far + each.asked
                    break
        if wanted:
            yield Fit(order, _links(invoice, wanted, order), "same_lines")


def _fits(candidate: Candidate) -> bool:
    return candidate.same_item and candidate.same_price and candidate.within


def _by_total(invoice: Invoice, orders: Sequence[OrderFacts]) -> Iterator[Fit]:
    """All that is left of the order, in as many lines of the same amounts."""
    asked = sorted((line.amount, line.line) for line in invoice.lines)
    for order in orders:
        if not in_question(invoice, order):
            continue
        left = sorted(
            (extended(side.ordered - side.prior, side.unit_price, order.currency), side.line)
            for side in order.sides.values()
            if not side.closed_for_invoicing and side.ordered > side.prior
        )
        if [amount for amount, _ in asked] != [amount for amount, _ in left]:
            continue
        wanted = {line: number for (_, line), (_, number) in zip(asked, left, strict=True)}
        links = _links(invoice, wanted, order)
        if len(links) == len(invoice.lines) and _all_left(links, order):
            yield Fit(order, links, "same_total")


def _all_left(links: Sequence[LineLink], order: OrderFacts) -> bool:
    """The same amounts of other quantities are other goods."""
    sides = order.sides
    return all(
        each.quantity
        == sides[each.purchase_order_line].ordered - sides[each.purchase_order_line].prior
        for each in links
    )


def _links(invoice: Invoice, wanted: dict[int, int], order: OrderFacts) -> tuple[LineLink, ...]:
    named = stated_receipts(invoice.lines)
    return linkable(invoice.lines, wanted, order.sides, named, invoice.currency, by_hand=True)


def _left_over(invoice: Invoice, fit: Fit) -> tuple[int, ...]:
    """The lines that fit nothing, and that nobody let pass without an order line."""
    tied, accepted = {each.line for each in fit.links}, invoice.accepted
    return tuple(
        line.line
        for line in invoice.lines
        if line.line not in tied and ("unmatched_line", line.line) not in accepted
    )
