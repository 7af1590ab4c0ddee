"""What finance books for goods that come and go again: inventory or expense against what is owed.

Lines bear charges beside their amount; standard cost, where it applies, is in the fact.
"""

from collections.abc import Callable, Sequence
from typing import Final

from domain.postings import OTHER_SIDE, Account, Facts, Leg, Posting, Side, Sides


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
        yield from _landed(line, side, charges)
        if line["match"] == "two_way":
            continue  # Only its invoice is booked.
        account, shares = _takes(line), _bearers(line)
        amount, order_line = line["amount"], line["purchase_order_line"]
        standard = line.get("standard")
        worth = standard["amount"] if standard else amount
        yield Leg(account, side, worth, order_line, among=shares)
        if standard:
            yield "price_variance", side, standard["variance"], order_line
        yield "grir", OTHER_SIDE[side], amount, order_line


def _waits(line: Facts) -> bool:
    """Whether the goods stand in inspection: not those that leave from among the accepted ones."""
    return "inspected_first" in line and line.get("bucket") != "accepted"


def _takes(line: Facts) -> Account:
    if _waits(line):
        return "receiving_inspection"
    return _uses(line)


def _uses(line: Facts) -> Account:
    return "inventory" if line["accounting"] == "stock" else "expense"


def _bearers(line: Facts) -> Sequence[Facts] | None:
    """Who bears what is used up; nobody does yet of what waits."""
    return None if _waits(line) else line.get("shares")


def _accepted(data: Facts) -> Posting:
    """Inspection on one side, stock or expense on the other; below zero the other way round."""
    order = data["purchase_order"]
    return Posting(
        _accepted_sides(data), data["currency"], data["valued_on"], data["supplier_id"], order
    )


def _accepted_sides(data: Facts) -> Sides:
    for line in data["lines"]:
        amount, order_line = line["amount"], line["purchase_order_line"]
        yield Leg(_uses(line), "debit", amount, order_line, among=line.get("shares"))
        yield "receiving_inspection", "credit", amount, order_line


def _landed(line: Facts, side: Side, against: Account) -> Sides:
    """Beside standard cost they are variance; goods that are used up bear them as expense."""
    bears: Account = "expense"
    if line["accounting"] == "stock" and line["match"] != "two_way":
        bears = "price_variance" if line.get("standard") else "inventory"
    if against == "price_variance" and bears != "inventory":
        return  # It is a cost already, and stays one.
    if bears != "price_variance" and _waits(line):
        bears = "receiving_inspection"
    for each in line.get("landed") or ():
        order_line, amount, charge = line["purchase_order_line"], each["amount"], each["charge"]
        yield Leg(bears, side, amount, order_line, charge, among=_bearers(line))
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
    yield Leg("expense", side, amount, order_line, among=data.get("shares"))
    yield "grir", OTHER_SIDE[side], amount, order_line


RECEIPT_BOOKS: Final[dict[str, Callable[[Facts], Posting]]] = {
    "receipt.posted": _receipt("received_on", debit=True),
    "receipt.reversed": _receipt("reversed_on", debit=False),
    "receipt.goods_returned": _receipt("returned_on", debit=False, charges="price_variance"),
    "receipt.corrected": _receipt("corrected_on", debit=True),
    "receipt.acceptance_valued": _accepted,
    "purchase_order.line_used": _used("used_on", "debit"),
    "purchase_order.line_use_reversed": _used("reversed_on", "credit"),
}
