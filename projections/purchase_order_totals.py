"""What an order comes to with what it carries beside its lines: rows of taxes, charges, discounts.

The order's facts tell the figures (`domain/purchase_orders/totals.py` reckons them); an order of
which none is told has only lines.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from domain.event import Recorded
from projections.fold import plus
from projections.projection import Key, Row, Table, Tables
from projections.purchase_order_headers import change, header_row, line_row

PARTS: Final = Table(
    name="purchase_order_parts",
    kind="entity",
    columns={
        "purchase_order_id": "text",
        "charge": "text",  # its name
        "kind": "text",  # tax | tax_in_cost: not given back | freight | discount
        "number": "text",  # of the order
        "place": "integer",  # from 1, as they count
        "amount": "numeric",  # of a discount above zero: it lowers the total
        "so_far": "numeric",  # lines and parts up to this one
        "currency": "text",
    },
    key=("purchase_order_id", "charge", "kind"),
    selectors=("purchase_order_id", "charge"),
    order=("number", "place"),
)
NOTHING_BESIDE: Final[Row] = {"charges_amount": "0", "tax_amount": "0", "total": "0"}
NOTHING_BORNE: Final[Row] = {"borne_cost": "0", "borne_tax": "0"}
_SIGNS: Final = {"freight": 1, "discount": -1}


def _totalled(event: Recorded, tables: Tables) -> None:
    data = event.data
    parts, number = tables.entity("purchase_order_parts"), header_row(event, tables)["number"]
    charges = taxes = "0"
    for place, row in enumerate(data["rows"], start=1):
        key = (event.document_id, row["charge"], row["kind"])
        if not Decimal(row["amount"]):
            parts.remove(event, *key)
            continue
        if row["kind"] in _SIGNS:
            charges = plus(charges, _SIGNS[row["kind"]] * Decimal(row["amount"]))
        else:
            taxes = plus(taxes, row["amount"])
        named: Row = dict(zip(("purchase_order_id", "charge", "kind"), key, strict=True))
        named |= {"number": number, "place": place, "currency": data["currency"]}
        parts.put(event, named | {"amount": row["amount"], "so_far": row["so_far"]})
    lines: list[tuple[Row | None, Row]] = []
    for borne in data["lines"]:
        former = line_row(event, tables, borne["line"])
        lines.append((former, {**former, "borne_cost": borne["cost"], "borne_tax": borne["tax"]}))
    change(event, tables, lines, {"charges_amount": charges, "tax_amount": taxes})


def part_keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    """The rows that the fact puts or removes."""
    for row in event.data["rows"]:
        yield "purchase_order_parts", (event.document_id, row["charge"], row["kind"])


TOTALS: Final[dict[str, Callable[[Recorded, Tables], None]]] = {
    "purchase_order.totalled": _totalled
}
