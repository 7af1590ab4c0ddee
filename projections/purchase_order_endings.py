"""Lines that are cancelled, closed and open again, as their rows tell it."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from domain.event import Recorded
from projections.fold import plus
from projections.projection import Row, Tables
from projections.purchase_order_headers import change, line_row
from projections.purchase_order_lines import sides
from projections.purchase_order_requests import dealt


def _line_cancelled(event: Recorded, tables: Tables) -> None:
    former = line_row(event, tables, event.data["line"])
    line = _cancelled_by(former, event, 1)
    line["closed"] = sides(former["closed"], add="cancelled")
    change(event, tables, [(former, line)], {})
    dealt(event, tables)


def _line_closed(event: Recorded, tables: Tables) -> None:
    former = line_row(event, tables, event.data["line"])
    closed = sides(former["closed"], add=event.data["side"])
    change(event, tables, [(former, {**former, "closed": closed})], {})


def _line_reopened(event: Recorded, tables: Tables) -> None:
    former = line_row(event, tables, event.data["line"])
    line = _cancelled_by(former, event, -1)
    line["closed"] = sides(former["closed"], drop=event.data["undone"])
    change(event, tables, [(former, line)], {})
    dealt(event, tables)


def _cancelled_by(former: Row, event: Recorded, sign: int) -> Row:
    """The line with so much more, or less, of it cancelled."""
    quantity = sign * Decimal(event.data["quantity"])
    amount = sign * Decimal(event.data["amount"])
    return {
        **former,
        "cancelled": plus(former["cancelled"], quantity),
        "cancelled_amount": plus(former["cancelled_amount"], amount),
        "amount": plus(former["amount"], -amount),
    }


ENDINGS: Final[Mapping[str, Callable[[Recorded, Tables], None]]] = {
    "purchase_order.line_cancelled": _line_cancelled,
    "purchase_order.line_closed": _line_closed,
    "purchase_order.line_reopened": _line_reopened,
}
