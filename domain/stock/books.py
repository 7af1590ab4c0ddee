"""What finance books when stock is used, counted, destroyed and sent elsewhere.

Receipts book their own goods (`domain/accounting.py`). One entry for each currency of a fact.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from domain.event import Recorded
from domain.postings import OTHER_SIDE, Account, Facts, Leg, Posting, Side, Sides

Book = Callable[[Recorded], Iterator[Posting]]


def _against(account: Account, day: str, inventory: Side) -> Book:
    """Inventory on one side, this account on the other, at the fact's costs."""

    def book(event: Recorded) -> Iterator[Posting]:
        yield from _entries(event.data, event.data["costs"], account, day, inventory)

    return book


def _entries(
    data: Facts, costs: Iterable[Facts], account: Account, day: str, inventory: Side
) -> Iterator[Posting]:
    for cost in costs:
        sides = _sides(cost["amount"], account, inventory)
        yield Posting(sides, cost["currency"], data[day], department=data.get("department"))


def _sides(amount: str, account: Account, inventory: Side) -> Sides:
    yield account, OTHER_SIDE[inventory], amount, None
    yield "inventory", inventory, amount, None


def _taken_back(event: Recorded) -> Iterator[Posting]:
    """The receipt's entry books its cost; the average of what is left may differ from it."""
    data = event.data
    for posting in _entries(data, data["written_off"], "price_variance", "taken_on", "credit"):
        yield posting._replace(supplier_id=data["supplier_id"])


def _revalued(event: Recorded) -> Iterator[Posting]:
    """Off the variance that the bill booked, as far as stock bears it."""
    data = event.data
    line, order, supplier = data["purchase_order_line"], data["purchase_order"], data["supplier_id"]
    for cost in data["costs"]:
        sides = _borne(cost["amount"], line)
        yield Posting(sides, cost["currency"], data["revalued_on"], supplier, order)


def _borne(amount: str, order_line: int) -> Sides:
    yield "inventory", "debit", amount, order_line
    yield "price_variance", "credit", amount, order_line


def between(event: Recorded, other_entity: str) -> Account:
    """Goods are in transit within a legal entity; between two, each owes the other."""
    within = event.data[other_entity] == event.metadata.get("legal_entity")
    return "stock_in_transit" if within else "intercompany"


def _transferred(other_entity: str, day: str, inventory: Side) -> Book:
    """At what the goods cost where they came from, and what it cost to bring them."""

    def book(event: Recorded) -> Iterator[Posting]:
        data = event.data
        account = between(event, other_entity)
        charges = data.get("carried") or ()
        for cost in data["costs"]:
            own = [each for each in charges if each["currency"] == cost["currency"]]
            sides = _moved(cost["amount"], own, account, inventory)
            yield Posting(sides, cost["currency"], data[day])

    return book


def _moved(amount: str, charges: Sequence[Facts], account: Account, inventory: Side) -> Sides:
    """What the goods cost elsewhere is in transit, what it cost to bring them is to be billed."""
    borne = sum((Decimal(each["amount"]) for each in charges), Decimal(0))
    yield account, OTHER_SIDE[inventory], str(Decimal(amount) - borne), None
    for each in charges:
        accrued: Account = "charges_accrued"
        yield Leg(accrued, OTHER_SIDE[inventory], each["amount"], None, each["charge"])
    yield "inventory", inventory, amount, None


def _consigned(day: str, side: Side) -> Callable[[Facts], Posting]:
    """The supplier's goods are used: an expense, and owed to him. Taken back, neither."""

    def book(data: Facts) -> Posting:
        return Posting(
            _owed(data["amount"], side, data.get("purchase_order_line")),
            data["currency"],
            data[day],
            data["supplier_id"],
            data.get("purchase_order"),
            department=data["department"],
        )

    return book


def _owed(amount: str, side: Side, order_line: int | None) -> Sides:
    yield "expense", side, amount, order_line
    yield "grir_consignment", OTHER_SIDE[side], amount, order_line


def _delivered(inventory: Side) -> Book:
    """What went to another legal entity, or came back: its cost is that of what is billed there."""

    def book(event: Recorded) -> Iterator[Posting]:
        data = event.data
        line, order = data["purchase_order_line"], data["purchase_order"]
        for cost in data["costs"]:
            sides = _sold(cost["amount"], line, inventory)
            day = data["delivered_on" if inventory == "credit" else "returned_on"]
            yield Posting(sides, cost["currency"], day, None, order)

    return book


def _sold(amount: str, order_line: int, inventory: Side) -> Sides:
    yield "intercompany_cost", OTHER_SIDE[inventory], amount, order_line
    yield "inventory", inventory, amount, order_line


STOCK_BOOKS: Final[dict[str, Book]] = {
    "stock_item.taken_back": _taken_back,
    "stock_item.issued": _against("expense", "issued_on", "credit"),
    "stock_item.issue_returned": _against("expense", "returned_on", "debit"),
    "stock_item.counted": _against("inventory_adjustment", "counted_on", "debit"),
    "stock_item.scrapped": _against("inventory_adjustment", "scrapped_on", "credit"),
    "stock_item.transferred_out": _transferred("to_legal_entity", "transferred_on", "credit"),
    "stock_item.transferred_in": _transferred("from_legal_entity", "transferred_on", "debit"),
    "stock_item.shipped": _against("stock_in_transit", "shipped_on", "credit"),
    "stock_item.arrived": _transferred("from_legal_entity", "arrived_on", "debit"),
    "stock_item.shipment_taken_back": _against("stock_in_transit", "taken_back_on", "debit"),
    "stock_item.revalued": _revalued,
    "stock_item.delivered": _delivered("credit"),
    "stock_item.delivery_returned": _delivered("debit"),
}
# They move what is received and not billed of an order line, as receipts do.
CONSIGNMENT_BOOKS: Final[dict[str, Callable[[Facts], Posting]]] = {
    "stock_item.consumed": _consigned("consumed_on", "debit"),
    "stock_item.consumption_reversed": _consigned("reversed_on", "credit"),
}
