"""What finance books of what is left on goods received: all is billed, or the order is over."""

from collections.abc import Callable
from typing import Final

from domain.invoices.part_books import rest_of
from domain.postings import OTHER_SIDE, Account, Facts, Posting, Side, Sides


def _off_goods_received(day: str, side: Side) -> Callable[[Facts], Posting]:
    """Off goods received, and to where the difference of a bill goes."""

    def book(data: Facts) -> Posting:
        order, supplier = data["purchase_order"], data["supplier_id"]
        return Posting(_given_up(data, side), data["currency"], data[day], supplier, order)

    return book


def _given_up(data: Facts, side: Side) -> Sides:
    is_consigned = data["accounting"] == "consignment"
    account: Account = "grir_consignment" if is_consigned else "grir"
    amount = data["amount"]
    yield account, side, amount, data["line"]
    bearing = {**data, "purchase_order_line": data["line"]}
    yield rest_of(bearing, OTHER_SIDE[side], amount)


RESIDUE_BOOKS: Final[dict[str, Callable[[Facts], Posting]]] = {
    "purchase_order.line_written_off": _off_goods_received("written_off_on", "debit"),
    "purchase_order.line_write_off_taken_back": _off_goods_received("taken_back_on", "credit"),
    "purchase_order.line_difference_cleared": _off_goods_received("cleared_on", "debit"),
}
