"""What a receiver does not see where his facility counts blind: what was ordered, and its price.

Whoever holds no other duty than those of the dock and the store is such a receiver. Rows of a
facility that counts blind come without these columns, and rows that name no facility do once any
facility does; filters on them would tell as much and are refused, and so is all that is not listed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from api.answers import Json, Reading
from application.access import permits
from application.errors import Forbidden
from application.roles import Permission
from projections.projection import Row, Table

DOCK: Final = frozenset(
    {
        Permission.RECEIVE,
        Permission.INSPECT,
        Permission.KEEP_STOCK,
        Permission.ADJUST_STOCK,
        Permission.REQUISITION,
        Permission.READ,
    }
)
HIDDEN: Final[Mapping[str, frozenset[str]]] = {
    "purchase_orders": frozenset(
        {
            *("amount", "received_amount", "invoiced_amount", "open_value"),
            *("charges_amount", "tax_amount", "total"),
            *("cap_amount", "drawn_amount", "draws", "lines_open", "lines_open_value"),
        }
    ),
    "purchase_order_lines": frozenset(
        {
            *("unit_price", "ordered", "cancelled", "received", "returned", "invoiced"),
            *("credit_expected", "credit_expected_value", "used", "wasted", "amount"),
            *("cancelled_amount", "received_amount", "invoiced_amount", "open_quantity"),
            *("open_value", "backordered", "backorder_quantity", "changes", "state", "closed"),
            *("borne_cost", "borne_tax"),
        }
    ),
    "purchase_order_requests": frozenset({"quantity", "given_up", "arrived"}),
    "receipts": frozenset({"amount", "lines_differing"}),
    "receipt_lines": frozenset({"amount", "landed", "advised", "excess", "expected"}),
    **dict.fromkeys(
        (
            *("receipt_standings", "unordered_deliveries", "unordered_delivery_lines"),
            *("catalogue_items", "catalogue_item_gtins", "stock_items", "stock_levels"),
            *("shipments", "shipment_lines"),
            *("suppliers", "recalls", "lots_received", "facilities", "legal_entities"),
        ),
        frozenset[str](),
    ),
}
FACILITIES_MAX: Final = 500


@dataclass(frozen=True, slots=True)
class Blindness:
    """Where the caller counts blind."""

    facilities: frozenset[str]

    def check(self, table: str, asked: Collection[str] = ()) -> None:
        """Raises `Forbidden` for a table, or a filter, that tells what was ordered."""
        if table not in HIDDEN:
            raise Forbidden(
                f"Receivers count blind at {', '.join(sorted(self.facilities))}, and"
                f" {table.replace('_', ' ')} tell what was ordered; ask somebody of another duty."
            )
        for name in sorted(HIDDEN[table].intersection(asked)):
            raise Forbidden(
                f"{name} tells what was ordered, and receivers count blind; ask without it.",
                field=name,
            )

    def rows(self, table: str, rows: Collection[Row], facility: object = None) -> list[Row]:
        """The rows without what is hidden. `facility` is that of the document they belong to."""
        hidden = HIDDEN[table]
        return [
            {name: None if name in hidden else value for name, value in row.items()}
            if row.get("facility", facility) in (*self.facilities, None)
            else row
            for row in rows
        ]

    def document(self, main: Table, parts: Mapping[str, Table], told: Json) -> Json:
        """One document with its parts, each as in a list; parts that are refused there are out."""
        data = dict(told["data"])
        facility = data.get("facility")
        for name, table in parts.items():
            told_rows = data.pop(name)
            if table.name in HIDDEN:
                data[name] = self.rows(table.name, told_rows, facility)
        (row,) = self.rows(main.name, [data], facility)
        return {**told, "data": row}


async def blindness_of(roles: frozenset[str], reading: Reading) -> Blindness | None:
    """How blind the caller is; none: he sees everything."""
    others = [each for each in Permission if each not in DOCK]
    if not permits(roles, Permission.RECEIVE) or any(permits(roles, each) for each in others):
        return None
    found: set[str] = set()
    after: str | None = None
    while True:
        answer = await reading.view.rows(
            "legal_entities",
            {"blind_receipts": "true"},
            table="facilities",
            after=after,
            limit=FACILITIES_MAX,
        )
        found |= {str(row["facility"]) for row in answer.rows}
        after = answer.next
        if after is None:
            return Blindness(frozenset(found)) if found else None
