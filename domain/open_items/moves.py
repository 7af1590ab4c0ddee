"""Which open items a fact moves, and by how much at the rate of its own day.

Goods received and not billed are followed by order line, the accounts of `_HOLDERS` by document.
Not followed: what charges accrue, stock at its average, and goods in transit that arrive in the
save in which they leave, at one rate.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from domain.books_currency import ZERO, valued
from domain.event import DocumentRef
from domain.open_items.carrying import Move
from domain.postings import RECEIVED, Account, Facts, Leg, Posting, Side
from domain.shared_costs import NOTHING_SHARED, Before, legs_of

CREDIT_APPLIED: Final = "invoice.credit_applied"
# The other document of a fact that settles one with another.
_WITH: Final = {CREDIT_APPLIED: "credit_memo", "prepayment.applied": "invoice"}
# Whose payable it is, where not that of the document itself.
_PAYABLE_OF: Final = {
    "prepayment.applied": "invoice",
    "recovery.refunded": "invoice",
    "recovery.written_off": "invoice",
    "rebate.credited": "credit_memo",
}


class Item(NamedTuple):
    """Whose item it is on which account.

    `side` where a fact moves two of one account, `currency` where a document has several.
    """

    account: Account
    document: DocumentRef
    line: int | None = None
    side: Side | None = None
    currency: str | None = None


class ItemMove(NamedTuple):
    """What one fact moves of one item."""

    item: Item
    move: Move
    currency: str
    books_currency: str


def moved(
    event_type: str,
    own: DocumentRef,
    data: Facts,
    posting: Posting | None,
    told: Mapping[str, Any],
    shared: Before = NOTHING_SHARED,
) -> list[ItemMove]:
    """Each item that the fact moves in books of another currency; `told` has rate and currency.

    `shared` is what costs of its lines that several share had come to. Without a rate of its day a
    fact moves goods received alone, by nothing in the books so far.
    """
    if posting is None:
        return []
    rate = told["rates"].get(posting.currency)
    legs = list(legs_of(posting, shared))
    sides = [
        (Decimal(leg.amount), ZERO) if leg.side == "debit" else (ZERO, Decimal(leg.amount))
        for leg in legs
    ]
    sums: dict[Item, tuple[Decimal, Decimal]] = {}
    values = valued(sides, Decimal(rate or 0), told["currency"])
    for leg, (debit, credit), value in zip(legs, sides, values, strict=True):
        item = _item(event_type, own, data, posting, leg)
        if item is not None and (rate is not None or item.account in RECEIVED):
            amount, books_amount = sums.get(item, (ZERO, ZERO))
            amount += debit - credit
            sums[item] = amount, books_amount + value.debit - value.credit
    currencies = posting.currency, told["currency"]
    return [
        ItemMove(
            item,
            Move(
                _source(event_type, own, data, item),
                *each,
                None if rate is None else Decimal(rate),
            ),
            *currencies,
        )
        for item, each in sums.items()
        if any(each)
    ]


def _item(
    event_type: str, own: DocumentRef, data: Facts, posting: Posting, leg: Leg
) -> Item | None:
    if leg.account in RECEIVED:
        order = posting.purchase_order
        if order is None or leg.order_line is None:
            return None
        return Item(leg.account, DocumentRef(**order), leg.order_line)
    holder = _HOLDERS.get(leg.account)
    item = None if holder is None else holder(event_type, own, data, leg)
    if item is not None and item.account == "stock_in_transit":
        return item._replace(currency=posting.currency)
    return item


def _own(event_type: str, own: DocumentRef, data: Facts, leg: Leg) -> Item:
    del event_type, data
    return Item(leg.account, own)


def _payable(event_type: str, own: DocumentRef, data: Facts, leg: Leg) -> Item:
    if event_type == CREDIT_APPLIED:  # The invoice on one side, what settles it on the other.
        whose = own if leg.side == "debit" else DocumentRef(**data["credit_memo"])
        return Item(leg.account, whose, side=leg.side)
    of = _PAYABLE_OF.get(event_type)
    return Item(leg.account, own if of is None else DocumentRef(**data[of]))


def _inspected(event_type: str, own: DocumentRef, data: Facts, leg: Leg) -> Item:
    del event_type, data
    return Item(leg.account, own, leg.order_line)


def _on_its_way(event_type: str, own: DocumentRef, data: Facts, leg: Leg) -> Item | None:
    """Goods of a shipment; those of a transfer in one save are nobody's."""
    del event_type
    if own.aggregate == "shipment":
        return Item(leg.account, own)
    return Item(leg.account, DocumentRef(**data["shipment"])) if "shipment" in data else None


def _source(event_type: str, own: DocumentRef, data: Facts, item: Item) -> str:
    """A payment by its number, another document by its id; else what its own posting left."""
    if item.document.id == own.id:
        if event_type.startswith("invoice.payment_"):
            return f"payment {data['payment']}"
        if event_type in _WITH:
            return str(data[_WITH[event_type]]["id"])
    return own.id


_HOLDERS: Final[dict[Account, Callable[[str, DocumentRef, Facts, Leg], Item | None]]] = {
    "accounts_payable": _payable,
    "supplier_advances": _own,
    "supplier_refunds": _own,
    "rebate_receivable": _own,
    "receiving_inspection": _inspected,
    "stock_in_transit": _on_its_way,
}
FOLLOWED: Final = frozenset(_HOLDERS)
