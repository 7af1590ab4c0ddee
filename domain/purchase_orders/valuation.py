"""What a line's units are worth on the goods-received account, first in, first out.

A receipt puts its value there, an invoice clears it, and after the last quantity nothing is left:
the balance always goes with it. What an invoice clears before anything arrived stands at the
order's price of that day, and the receipt that follows takes that value over, so that a price
change in between leaves no remainder. Two-way lines have no such account.

What the order's price values is rounded as a running total, so that parts add up to the line.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from domain.money import extended, rounded
from domain.purchase_orders.line_state import ZERO, Line, Total


def clearing_value(line: Line, quantity: Decimal, currency: str) -> Decimal:
    """The value that the next `quantity` invoiced units clear, at the currency's exponent."""
    if line.terms.match == "two_way" or quantity <= 0:
        return ZERO
    ledger, price = line.ledger, line.terms.unit_price
    received, invoiced = ledger.net_received, max(line.invoiced, ZERO)
    open_quantity = received.quantity - invoiced
    if open_quantity < 0:
        return _grown(invoiced, quantity, price, currency)
    if quantity >= open_quantity:
        balance = received.amount - ledger.cleared
        return balance + _grown(received.quantity, quantity - open_quantity, price, currency)
    return _between(ledger.receipts, invoiced, invoiced + quantity, currency)


def released_value(line: Line, quantity: Decimal, currency: str) -> Decimal:
    """The value that a credit of `quantity` invoiced units puts back: theirs, last in, first out.

    Units that were invoiced but have not arrived, or went back, leave first.
    """
    if line.terms.match == "two_way" or quantity <= 0:
        return ZERO
    ledger, invoiced = line.ledger, line.invoiced
    if quantity >= invoiced:
        return ledger.cleared
    received = ledger.net_received
    excess = invoiced - received.quantity
    if excess <= 0:
        return _between(ledger.receipts, invoiced - quantity, invoiced, currency)
    ahead = ledger.cleared - received.amount
    if quantity < excess:
        return _share(ahead, quantity, excess, currency)
    rest = quantity - excess
    return ahead + _between(ledger.receipts, received.quantity - rest, received.quantity, currency)


def receipt_value(line: Line, quantity: Decimal, currency: str) -> Decimal:
    """The value of the next `quantity` units to arrive.

    Units that were invoiced before take over what that invoice cleared, others the order's price.
    """
    price = line.terms.unit_price
    received = line.ledger.net_received
    excess = line.invoiced - received.quantity
    ahead = line.ledger.cleared - received.amount
    if line.terms.match == "two_way" or excess <= 0 or ahead < 0:
        return _grown(received.quantity, quantity, price, currency)
    if quantity < excess:
        return _share(ahead, quantity, excess, currency)
    return ahead + _grown(line.invoiced, quantity - excess, price, currency)


def _grown(start: Decimal, quantity: Decimal, price: Decimal, currency: str) -> Decimal:
    """By how much the value at this price grows from `start` units on; sums of parts stay exact."""
    return extended(start + quantity, price, currency) - extended(start, price, currency)


def _between(receipts: Mapping[str, Total], start: Decimal, end: Decimal, currency: str) -> Decimal:
    """The worth of the units after the first `start`, up to `end`; sums of parts stay exact."""
    first, last = _worth(receipts, start), _worth(receipts, end)
    return rounded(last, currency) - rounded(first, currency)


def _worth(receipts: Mapping[str, Total], quantity: Decimal) -> Decimal | Fraction:
    """What the first `quantity` units of all that stand as received are worth."""
    worth = ZERO
    for layer in receipts.values():
        if quantity < layer.quantity:
            part = Fraction(quantity) / Fraction(layer.quantity)
            return Fraction(worth) + part * Fraction(layer.amount)
        worth, quantity = worth + layer.amount, quantity - layer.quantity
    return worth


def _share(amount: Decimal, part: Decimal, whole: Decimal, currency: str) -> Decimal:
    return rounded(Fraction(amount) * Fraction(part) / Fraction(whole), currency)
