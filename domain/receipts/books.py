"""What finance books for goods that come and go again: inventory or expense against what is owed.

Lines bear charges beside their amount; standard cost, where it applies, is in the fact.
"""

from collections.abc import Callable
from typing import Final

from domain.postings import OTHER_SIDE, Account, Facts, Leg, Posting, Side, Sides, borne


def _receipt(
    day: str, debit: bool, charges: Account = "charges_accrued"
) -> Callable[[Facts], Posting]:
    """Goods in: inventory or expense against goods received. Goods out: the opposite.

    What lines bear of `charges` goes against that account.
    """

    def book(data: Facts) -> Posting:
        sides = _received(data, "debit" if debit else "credit", charges)
        order, posted_on = data["purchase_order"], data.get("posted_on", data[day])
        return Posting(sides, data["currency"], posted_on, data["supplier_id"], order)

    return book


def _received(data: Facts, side: Side, charges: Account) -> Sides:
    for line in data["lines"]:
        yield from _landed(line, side, charges, data["currency"])
        if line["match"] == "two_way":
            continue  # Only its invoice is booked.
        account: Account = "inventory" if line["accounting"] == "stock" else "expense"
        amount, order_line = line["amount"], line["purchase_order_line"]
        standard = line.get("standard")
        worth = Leg(account, side, standard["amount"] if standard else amount, order_line)
        yield from borne(worth, line.get("shares"), data["currency"])
        if standard:
            yield "price_variance", side, standard["variance"], order_line
        yield "grir", OTHER_SIDE[side], amount, order_line


def _landed(line: Facts, side: Side, against: Account, currency: str) -> Sides:
    """Beside standard cost they are variance; goods that are used up bear them as expense."""
    bears: Account = "expense"
    if line["accounting"] == "stock" and line["match"] != "two_way":
        bears = "price_variance" if line.get("standard") else "inventory"
    if against == "price_variance" and bears != "inventory":
        return  # It is a cost already, and stays one.
    for each in line.get("landed") or ():
        order_line, amount, charge = line["purchase_order_line"], each["amount"], each["charge"]
        yield from borne(Leg(bears, side, amount, order_line, charge), line.get("shares"), currency)
        yield Leg(against, OTHER_SIDE[side], amount, order_line, charge)


def _used(day: str, side: Side) -> Callable[[Facts], Posting]:
    """Goods of a bill-only order, which are consumed by the time that they count as received."""

    def book(data: Facts) -> Posting:
        order, currency = data["purchase_order"], data["currency"]
        sides = _consumed(data, side)
        return Posting(sides, currency, data[day], data["supplier_id"], order)

    return book


def _consumed(data: Facts, side: Side) -> Sides:
    order_line, amount = data["line"], data["amount"]
    yield from borne(Leg("expense", side, amount, order_line), data.get("shares"), data["currency"])
    yield "grir", OTHER_SIDE[side], amount, order_line


RECEIPT_BOOKS: Final[dict[str, Callable[[Facts], Posting]]] = {
    "receipt.posted": _receipt("received_on", debit=True),
    "receipt.reversed": _receipt("reversed_on", debit=False),
    "receipt.goods_returned": _receipt("returned_on", debit=False, charges="price_variance"),
    "receipt.corrected": _receipt("corrected_on", debit=True),
    "purchase_order.line_used": _used("used_on", "debit"),
    "purchase_order.line_use_reversed": _used("reversed_on", "credit"),
}
