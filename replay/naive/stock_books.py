"""What facts of stock and of shipments post to stock, and to goods on their way."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from replay.naive.reckoning import Told

Posted = Iterator[tuple[str, str, Decimal]]  # account, currency, debit less credit

_OUT: Final = ("delivered", "issued", "scrapped")
_IN: Final = ("delivery_returned", "issue_returned", "counted", "revalued")


def _costs(figure: str, account: str, sign: int) -> Callable[[Told], Posted]:
    def posted(event: Told) -> Posted:
        for cost in event.data.get(figure, ()):
            yield account, cost["currency"], sign * Decimal(cost["amount"])

    return posted


def _stays_ours(event: Told, other: str) -> bool:
    """Whether the goods stay in the books that they were in."""
    return bool(event.data[other] == event.metadata.get("legal_entity"))


def _moved(sign: int, other: str | None) -> Callable[[Told], Posted]:
    """Goods left (below zero) a store or came into one; who sends them on has them in transit."""

    def posted(event: Told) -> Posted:
        charges: dict[str, Decimal] = {}
        for each in event.data.get("carried") or ():
            had = charges.get(each["currency"], Decimal(0))
            charges[each["currency"]] = had + Decimal(each["amount"])
        for cost in event.data["costs"]:
            amount, currency = Decimal(cost["amount"]), cost["currency"]
            yield "inventory", currency, sign * amount
            if other is None or _stays_ours(event, other):
                yield (
                    "stock_in_transit",
                    currency,
                    -sign * (amount - charges.get(currency, Decimal(0))),
                )

    return posted


def _handed_over(event: Told) -> Posted:
    """The other legal entity has the goods; within one, the store that they came to says so."""
    if not _stays_ours(event, "to_legal_entity"):
        yield from _costs("costs", "stock_in_transit", -1)(event)


STOCK_POSTS: Final[Mapping[str, Callable[[Told], Posted]]] = {
    **{f"stock_item.{each}": _costs("costs", "inventory", -1) for each in _OUT},
    **{f"stock_item.{each}": _costs("costs", "inventory", 1) for each in _IN},
    "stock_item.taken_back": _costs("written_off", "inventory", -1),
    "stock_item.transferred_out": _moved(-1, "to_legal_entity"),
    "stock_item.transferred_in": _moved(1, "from_legal_entity"),
    "stock_item.shipped": _moved(-1, None),
    "stock_item.arrived": _moved(1, "from_legal_entity"),
    "stock_item.shipment_taken_back": _moved(1, None),
    "shipment.received": _handed_over,
    "shipment.loss_written_off": _costs("costs", "stock_in_transit", -1),
}
