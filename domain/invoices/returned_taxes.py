"""The tax of goods that go back, where the order says what is taxed and we make out the credit."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from domain.invoices.beside_lines import TAX_ROWS, billed_lines
from domain.invoices.expected_parts import Asked, BilledLine, plan_of, tax_rows
from domain.invoices.order_facts import before_linking
from domain.invoices.state import Invoice
from domain.money import rounded
from domain.purchase_orders.order import PurchaseOrder
from domain.purchase_orders.parts import ZERO

Lines = Mapping[int, BilledLine]  # by the numbers of the invoice's own lines


def returned_tax(order: PurchaseOrder, invoice: Invoice, gone: Lines) -> Decimal:
    """The tax of what goes back of the invoice, as the order's rates make it.

    It is what is left of the tax that was posted, less the share of what stays. So all returns
    together come to it to the cent, and what freight is taxed with stays with the freight.
    """
    own, plan = order.parts_billed.get(invoice.id), plan_of(order, invoice.id)
    if own is None or plan is None:
        return ZERO
    facts = before_linking(order, order.lines, None)
    # The share of this bill alone is asked for: what others took of a line is no matter.
    sides = {number: replace(side, prior=ZERO) for number, side in facts.sides.items()}
    stood = billed_lines(invoice, invoice.links, facts)
    stays = _without(stood, gone)
    goods = _share(_worth(stays), _worth(stood), Fraction(0))
    discount = Fraction(own.parts.get("discount", ZERO))
    freight = own.parts.get("freight", ZERO)

    def expected(lines: Lines, discounted: Fraction) -> Decimal:
        asked = Asked(freight=freight, discount=rounded(discounted, order.currency))
        rows = tax_rows(plan, tuple(lines.values()), sides, asked)
        return sum((row.amount for row in rows), ZERO)

    share = _share(expected(stays, discount * goods), expected(stood, discount), goods)
    posted = sum((own.parts.get(kind, ZERO) for kind in TAX_ROWS), ZERO)
    return posted - rounded(Fraction(posted) * share, order.currency)


def _without(lines: Lines, gone: Lines) -> Lines:
    left = dict(lines)
    for number, went in gone.items():
        line = left[number]
        left[number] = BilledLine(
            line.line, line.quantity - went.quantity, line.amount - went.amount
        )
    return left


def _worth(lines: Lines) -> Decimal:
    return sum((line.amount for line in lines.values()), ZERO)


def _share(part: Decimal, whole: Decimal, otherwise: Fraction) -> Fraction:
    return Fraction(part) / Fraction(whole) if whole else otherwise
