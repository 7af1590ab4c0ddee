"""The books reckoned again: what was received and not invoiced, and what each document posted.

Only the accounts that tie the books to the outside are reckoned: goods received, what suppliers are
owed, stock, what is on its way, and cash. The others are what is left of balanced entries.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from replay.naive.reckoning import Key, Reckoning, Rows, Told
from replay.naive.stock_books import STOCK_POSTS, Posted

_Facts = Mapping[str, Any]

_USED: Final = "stock_item.consumed"  # Goods of the supplier, which are owed for from then on.
_NOT_USED: Final = "stock_item.consumption_reversed"
_GOODS_IN: Final = ("receipt.posted", "receipt.corrected", "purchase_order.line_used", _USED)
_GOODS_OUT: Final = (
    "receipt.reversed",
    "receipt.goods_returned",
    "purchase_order.line_use_reversed",
    _NOT_USED,
)
_BILLED: Final = ("invoice.accounted",)
_BILL_GONE: Final = ("invoice.voided", "invoice.unlinked")
_CREDITED: Final = ("credit_memo.accounted",)
_GOT_BACK: Final = ("recovery.refunded", "recovery.written_off")
_ACCOUNTS: Final = (
    *("grir", "grir_consignment", "accounts_payable", "inventory", "stock_in_transit", "cash"),
)
_BETWEEN: Final = "purchase_order.line_intercompany_billed"  # By another legal entity of ours.
_GIVEN_UP: Final = "purchase_order.line_written_off"  # Once the order was closed for good.
_NOT_GIVEN_UP: Final = "purchase_order.line_write_off_taken_back"
_CLEARED: Final = "purchase_order.line_difference_cleared"  # All was billed, at other prices.
_CORRECTION: Final = "journal_correction.posted"
_NOT_INVOICED: Final = ("grir", "grir_consignment")
_BROUGHT: Final = ("receipt", "purchase_order", "stock_item")
_OWED_MOVES: Final = (
    *(_CORRECTION, *_GOODS_IN, *_GOODS_OUT, *_BILLED, *_BILL_GONE, *_CREDITED),
    *(*_GOT_BACK, _BETWEEN, _GIVEN_UP, _NOT_GIVEN_UP, _CLEARED),
)


def _sign(event: Told) -> int:
    """1 where goods or a bill come, -1 where they go again."""
    gone = (*_GOODS_OUT, *_BILL_GONE, *_CREDITED, *_GOT_BACK, _NOT_GIVEN_UP)
    return -1 if event.type in gone else 1


def _facts(event: Told) -> _Facts:
    """What is booked: a bill that goes repeats what it booked, or booked nothing."""
    if event.type in _BILL_GONE:
        repeated: _Facts = event.data.get("accounted") or {}
        return repeated
    return event.data


def _order_of(event: Told) -> Iterator[str]:
    order = _facts(event).get("purchase_order")
    if order:
        yield order["id"]


def _goods(event: Told) -> Iterator[tuple[int, _Facts]]:
    """The order lines of which goods came or went, with the facts that hold their amount."""
    if event.type.startswith("purchase_order."):
        yield event.data["line"], event.data
        return
    if event.type in (_USED, _NOT_USED):
        yield event.data.get("purchase_order_line", 0), event.data
        return
    for line in event.data["lines"]:
        if line["match"] != "two_way":  # Only its invoice is booked.
            yield line["purchase_order_line"], line


def _stands(event: Told) -> list[_Facts] | None:
    """What was posted and stands, or is added to it; none: what the fact itself says."""
    if event.type == _CORRECTION:
        return list(event.data["lines"])
    told: list[_Facts] | None = event.metadata.get("posted_as")
    return told


def _net(line: _Facts) -> Decimal:
    return Decimal(line["debit"]) - Decimal(line["credit"])


def _figure_of_posted(event: Told) -> str:
    """Which figure of the order line an entry counts in that was posted and stands."""
    source = event.data.get("source", {})
    of = event.data.get("source_type", event.type)
    if of in (_GIVEN_UP, _NOT_GIVEN_UP):
        return "written_off_amount"
    came = source.get("aggregate", event.stream.partition("/")[0])
    is_cleared = of in (_BETWEEN, _CLEARED)
    return "received_amount" if came in _BROUGHT and not is_cleared else "cleared_amount"


def _owed(rows: Rows, order: str, event: Told) -> None:
    stands = _stands(event)
    if stands is not None:
        figure = _figure_of_posted(event)
        for line in stands:
            if line["account"] in _NOT_INVOICED and line.get("purchase_order_id") == order:
                row = rows[line.get("purchase_order_line") or 0, line["currency"]]
                row["balance"] -= _net(line)
                row[figure] += -_net(line) if figure == "received_amount" else _net(line)
        return
    facts, sign = _facts(event), _sign(event)
    currency = facts["currency"]
    if event.type in (*_GOODS_IN, *_GOODS_OUT):
        for number, line in _goods(event):
            row = rows[number, currency]
            row["received_amount"] += sign * Decimal(line["amount"])
            row["balance"] += sign * Decimal(line["amount"])
        return
    if event.type in (_BETWEEN, _CLEARED):
        row = rows[facts["line"], currency]
        row["cleared_amount"] += Decimal(facts["amount"])
        row["balance"] -= Decimal(facts["amount"])
        return
    if event.type in (_GIVEN_UP, _NOT_GIVEN_UP):
        row = rows[facts["line"], currency]
        row["written_off_amount"] += sign * Decimal(facts["amount"])
        row["balance"] -= sign * Decimal(facts["amount"])
        return
    for line in facts["lines"]:
        row = rows[line.get("purchase_order_line") or 0, currency]
        row["cleared_amount"] += sign * Decimal(line["cleared"])
        row["balance"] -= sign * Decimal(line["cleared"])


def _order_or_document(event: Told) -> str:
    order = (event.data.get("accounted") or event.data).get("purchase_order")
    return str(order["id"]) if order else event.stream


GOODS_RECEIVED: Final = Reckoning(
    read_model="journal",
    table="grir_balances",
    why="What came by each order line, less what its invoices cleared.",
    owner="purchase_order_id",
    key=("purchase_order_line", "currency"),
    figures={
        name: (name,)
        for name in ("received_amount", "cleared_amount", "written_off_amount", "balance")
    },
    types=_OWED_MOVES,
    owners=_order_of,
    take=_owed,
    partition=_order_or_document,
)


def bears(line: _Facts) -> Decimal:
    """What goods cost that stand at no standard: their price, and their part of the charges."""
    charges = line.get("landed") or ()
    return sum((Decimal(each["amount"]) for each in charges), Decimal(line["amount"]))


def _in_inspection(line: _Facts) -> bool:
    """Whether goods stand in another account until somebody accepts them."""
    return "inspected_first" in line and line.get("bucket") != "accepted"


def _accepted_posted(event: Told) -> Posted:
    for line in event.data["lines"]:
        if line["accounting"] == "stock":
            yield "inventory", event.data["currency"], Decimal(line["amount"])


def _goods_posted(event: Told) -> Posted:
    sign, currency = _sign(event), event.data["currency"]
    for _, line in _goods(event):
        account = "grir_consignment" if event.type == _USED else "grir"
        yield account, currency, -sign * Decimal(line["amount"])
        if line.get("accounting") == "stock" and not _in_inspection(line):
            standard = line.get("standard")
            worth = Decimal(standard["amount"]) if standard else bears(line)
            yield "inventory", currency, sign * worth


def _bill_posted(event: Told) -> Posted:
    facts, sign = _facts(event), _sign(event)
    if not facts:
        return
    currency = facts["currency"]
    yield "accounts_payable", currency, -sign * Decimal(facts["total"])
    for line in (each for each in facts["lines"] if "charge" not in each):
        account = "grir_consignment" if line["accounting"] == "consignment" else "grir"
        yield account, currency, sign * Decimal(line["cleared"])


def _got_back_posted(event: Told) -> Posted:
    currency = event.data["currency"]
    yield "accounts_payable", currency, Decimal(event.data["settled"])
    if event.type == "recovery.refunded":
        yield "cash", currency, Decimal(event.data["amount"])
    for line in event.data["lines"]:
        account = "grir_consignment" if line["accounting"] == "consignment" else "grir"
        yield account, currency, -Decimal(line["cleared"])


def _given_up_posted(event: Told) -> Posted:
    is_consigned = event.data["accounting"] == "consignment"
    account = "grir_consignment" if is_consigned else "grir"
    yield account, event.data["currency"], _sign(event) * Decimal(event.data["amount"])


def _refund_posted(event: Told) -> Posted:
    currency, amount = event.data["currency"], Decimal(event.data["amount"])
    yield "cash", currency, amount
    yield "accounts_payable", currency, -amount


def _part_refunded_posted(event: Told) -> Posted:
    """The claim stands until it is over: what is owed to the supplier does not move."""
    yield "cash", event.data["currency"], Decimal(event.data["amount"])


def _cash_posted(event: Told) -> Posted:
    sign = -1 if event.type == "invoice.payment_voided" else 1
    paid, kept = (Decimal(event.data.get(name) or 0) for name in ("amount", "discount"))
    yield "cash", event.data["currency"], -sign * paid
    yield "accounts_payable", event.data["currency"], sign * (paid + kept)


def _one(account: str, figure: str, sign: int) -> Callable[[Told], Posted]:
    def posted(event: Told) -> Posted:
        yield account, event.data["currency"], sign * Decimal(event.data[figure])

    return posted


_POSTS: Final[Mapping[str, Callable[[Told], Posted]]] = {
    **dict.fromkeys((*_GOODS_IN, *_GOODS_OUT), _goods_posted),
    **dict.fromkeys((*_BILLED, *_BILL_GONE, *_CREDITED), _bill_posted),
    **dict.fromkeys(_GOT_BACK, _got_back_posted),
    "receipt.acceptance_valued": _accepted_posted,
    "credit_memo.refunded": _refund_posted,
    "rebate.credited": _one("accounts_payable", "total", 1),
    "rebate.received": _one("cash", "amount", 1),
    "rebate.earned": lambda event: iter(()),  # Neither owed to suppliers nor paid.
    "recovery.partly_refunded": _part_refunded_posted,
    "invoice.payment_recorded": _cash_posted,
    "invoice.payment_voided": _cash_posted,
    _CORRECTION: lambda event: iter(()),  # Its own lines are what is posted.
    "prepayment.paid": _one("cash", "amount", -1),
    "prepayment.credited": _one("cash", "refunded", 1),
    "prepayment.applied": _one("accounts_payable", "amount", 1),
    _BETWEEN: _one("grir", "amount", 1),
    **dict.fromkeys((_GIVEN_UP, _NOT_GIVEN_UP, _CLEARED), _given_up_posted),
    **STOCK_POSTS,
}


def _stream(event: Told) -> Iterator[str]:
    yield event.stream


def _posted(rows: Rows, document: str, event: Told) -> None:
    del document
    for line in _stands(event) or ():
        if line["account"] in _ACCOUNTS:
            rows[line["account"], line["currency"]]["balance"] += _net(line)
    if _stands(event) is not None:
        return
    for account, currency, amount in _POSTS[event.type](event):
        key: Key = (account, currency)
        rows[key]["balance"] += amount


POSTINGS: Final = Reckoning(
    read_model="journal",
    table="journal_lines",
    why="What each document posted to goods received, payables, stock, transit and cash.",
    owner="document",
    key=("account", "currency"),
    figures={"balance": ("debit", "credit")},
    types=tuple(_POSTS),
    owners=_stream,
    take=_posted,
    partition=_order_or_document,
    told_by=lambda _type, stream: stream,
    within=("account", _ACCOUNTS),
)
