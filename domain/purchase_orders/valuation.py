"""What a line's units are worth on the goods-received account: those of the receipt that a bill
names, else first in, first out.

A receipt puts its value there, an invoice clears it, and after the last quantity nothing is left:
the balance always goes with it. Units that are billed before they arrive clear what their bill
asks for them, and are worth that when they come: the oldest bill's first. Those that nobody has
billed come at the order's price. Two-way lines have no such account.

What the order's price values is rounded as a running total, so that parts add up to the line.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from domain.money import extended, rounded
from domain.purchase_orders.line_state import ZERO, Line, Total
from domain.purchase_orders.named_receipts import NO_RECEIPTS, Named, shared


def clearing_value(line: Line, asked: Total, currency: str, named: Named = NO_RECEIPTS) -> Decimal:
    """The value that the next bill clears, at the currency's exponent. `asked` is all it bills.

    `named` says how much of it is of which receipt.
    """
    quantity = asked.quantity
    if line.terms.match == "two_way" or quantity <= 0:
        return ZERO
    ledger = line.ledger
    received, invoiced = ledger.net_received, max(line.invoiced, ZERO)
    open_quantity = received.quantity - invoiced
    if open_quantity < 0:
        return asked.amount
    if quantity >= open_quantity:
        balance = received.amount - ledger.cleared
        return balance + _share(asked.amount, quantity - open_quantity, quantity, currency)
    first = _worth(ledger.receipts, invoiced, ledger.named)
    last = _worth(ledger.receipts, invoiced + quantity, _plus(ledger.named, named, 1))
    return rounded(last, currency) - rounded(first, currency)


def released_value(
    line: Line, quantity: Decimal, currency: str, named: Named = NO_RECEIPTS
) -> Decimal:
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
        first = _worth(ledger.receipts, invoiced - quantity, _plus(ledger.named, named, -1))
        last = _worth(ledger.receipts, invoiced, ledger.named)
        return rounded(last, currency) - rounded(first, currency)
    ahead = ledger.cleared - received.amount
    if quantity < excess:
        return _of_ahead(line, invoiced - quantity, invoiced, currency)
    rest = quantity - excess
    return ahead + _between(ledger.receipts, received.quantity - rest, received.quantity, currency)


def put_back_value(
    line: Line, asked: Total, invoice_id: str, currency: str, named: Named = NO_RECEIPTS
) -> Decimal:
    """The value that taking back a bill of so much puts back; below zero: clears more.

    What stays cleared is what the units still billed are worth, and what their bills ask for those
    of them that are not here. Bills that came later followed the one that goes, so what that one
    cleared itself would leave theirs where nothing is any more.
    """
    quantity = asked.quantity
    if line.terms.match == "two_way" or quantity <= 0:
        return ZERO
    ledger, rest = line.ledger, line.invoiced - quantity
    received = ledger.net_received
    if rest <= 0:
        return ledger.cleared
    if rest < received.quantity:
        worth = _worth(ledger.receipts, rest, _plus(ledger.named, named, -1))
        return ledger.cleared - rounded(worth, currency)
    staying = _staying(ledger.invoices, invoice_id, asked)
    ahead = _between(staying, received.quantity, rest, currency)
    return ledger.cleared - received.amount - ahead


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
        return _of_ahead(line, received.quantity, received.quantity + quantity, currency)
    return ahead + _grown(line.invoiced, quantity - excess, price, currency)


def corrected_value(line: Line, quantity: Decimal, currency: str, own: Total) -> Decimal:
    """The value of `quantity` units that a receipt was counted short of.

    Units that were invoiced before take over what that invoice cleared, as any that arrive; others
    are worth what the receipt's own are, whatever the order says by now.
    """
    received = line.ledger.net_received
    ahead = min(max(line.invoiced - received.quantity, ZERO), quantity)
    if not ahead or line.ledger.cleared < received.amount:
        return rounded(_part(own, quantity), currency)
    return receipt_value(line, ahead, currency) + rounded(_part(own, quantity - ahead), currency)


def _of_ahead(line: Line, start: Decimal, end: Decimal, currency: str) -> Decimal:
    """The part of what is cleared ahead of the goods that is of billed units `start` to `end`.

    As their bills ask for them: what went back was cleared at the worth of its receipt, so the
    bills together may ask for more or less than is cleared.
    """
    received, bills = line.ledger.net_received, _of_units(line.ledger.invoices)
    ahead = line.ledger.cleared - received.amount
    whole = Fraction(_worth(bills, line.invoiced)) - Fraction(_worth(bills, received.quantity))
    part = Fraction(_worth(bills, end)) - Fraction(_worth(bills, start))
    if whole <= 0 or not 0 <= part <= whole:
        return _share(ahead, end - start, line.invoiced - received.quantity, currency)
    return rounded(Fraction(ahead) * part / whole, currency)


def _of_units(bills: Mapping[str, Total]) -> Mapping[str, Total]:
    """Without those that ask for money alone."""
    return {bill: asked for bill, asked in bills.items() if asked.quantity > 0}


def _staying(bills: Mapping[str, Total], gone: str, by: Total) -> Mapping[str, Total]:
    """The bills of units without so much of one of them."""
    left = bills.get(gone, by).plus(-by.quantity, -by.amount)
    return _of_units({**bills, gone: left})


def _grown(start: Decimal, quantity: Decimal, price: Decimal, currency: str) -> Decimal:
    """By how much the value at this price grows from `start` units on; sums of parts stay exact."""
    return extended(start + quantity, price, currency) - extended(start, price, currency)


def _between(receipts: Mapping[str, Total], start: Decimal, end: Decimal, currency: str) -> Decimal:
    """The worth of the units after the first `start`, up to `end`; sums of parts stay exact."""
    first, last = _worth(receipts, start), _worth(receipts, end)
    return rounded(last, currency) - rounded(first, currency)


def _worth(
    receipts: Mapping[str, Total], billed: Decimal, named: Named = NO_RECEIPTS
) -> Decimal | Fraction:
    """What so many units are worth, of the receipts named and else of the oldest ones."""
    if named:
        stands = {receipt: layer.quantity for receipt, layer in receipts.items()}
        parts = shared(stands, named, billed)
        return sum((_part(receipts[each], parts[each]) for each in parts), Fraction(0))
    worth = ZERO
    for layer in receipts.values():
        if billed < layer.quantity:
            return Fraction(worth) + _part(layer, billed)
        worth, billed = worth + layer.amount, billed - layer.quantity
    return worth


def _part(layer: Total, quantity: Decimal) -> Fraction:
    return Fraction(quantity) / Fraction(layer.quantity) * Fraction(layer.amount)


def _plus(named: Named, more: Named, sign: int) -> Named:
    if not more:
        return named
    return {**named, **{each: named.get(each, ZERO) + sign * more[each] for each in more}}


def _share(amount: Decimal, part: Decimal, whole: Decimal, currency: str) -> Decimal:
    return rounded(Fraction(amount) * Fraction(part) / Fraction(whole), currency)
