"""What the row of an order line says of itself: its open figures and its state.

The rules are those of `domain/purchase_orders/line_state.py`, told with the cells of a row, because
a projection reads stored facts only. `tests/projections` holds the two against each other.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from domain.money import extended
from projections.projection import Row

_ZERO: Final = Decimal(0)


def with_open_figures(line: Row, currency: str) -> Row:
    """The line with `open_quantity`, `open_value`, `backordered`, `state`, from its other cells.

    Open quantity is what is still to come: what is wanted (ordered less cancelled) less what was
    received, or less what was invoiced on two-way lines, which wait for no receipt; nothing once
    that side is closed. Open value is that at the line's price, rounded at the currency's exponent.
    """
    wanted = Decimal(line["ordered"]) - Decimal(line["cancelled"])
    not_invoiced = _open(line, "invoicing", wanted, "invoiced")
    arrived = "received" if line["consigned"] is None else "consigned"
    to_come = _open(line, "receiving", wanted, arrived)
    still = not_invoiced if line["match"] == "two_way" else to_come
    line["backordered"] = str(min(Decimal(line["backorder_quantity"]), to_come))
    ahead = max(Decimal(line["invoiced"]) - Decimal(line["received"]), _ZERO)
    credit = min(ahead, Decimal(line["returned"]))
    line["credit_expected"] = str(credit)
    line["credit_expected_value"] = str(extended(credit, Decimal(line["unit_price"]), currency))
    line["currency"] = currency
    line["open_quantity"] = str(still)
    line["open_value"] = str(extended(still, Decimal(line["unit_price"]), currency))
    if wanted <= 0:
        line["state"] = "cancelled"
    else:
        line["state"] = "open" if still or not_invoiced else "closed"
    return line


def sides(closed: str, *, add: str = "", drop: str = "") -> str:
    """The `closed` cell with one more or one fewer of its words, in alphabetical order."""
    words: Iterable[str] = {*closed.split(","), add} - {"", drop}
    return ",".join(sorted(words))


def _open(line: Row, side: str, wanted: Decimal, done: str) -> Decimal:
    return _ZERO if side in line["closed"] else max(wanted - Decimal(line[done]), _ZERO)
