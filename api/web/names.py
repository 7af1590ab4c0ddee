"""The numbers and names behind ids, so that a page shows what people call a document."""

from collections.abc import Iterable, Sequence
from typing import Final

from api.wiring.history import READ_MODELS
from api.wiring.service import AsOf, View
from projections.index import PROJECTIONS
from projections.projection import Row

# A column that a page may show although rows have only the id: the aggregate and what it is called.
NAMED: Final = {
    "purchase_order_number": ("purchase_order", "number"),
    "invoice_number": ("invoice", "number"),
    "requisition_number": ("requisition", "number"),
    "receipt_number": ("receipt", "number"),
    "shipment_number": ("shipment", "number"),
    "item_number": ("catalogue_item", "number"),
    "supplier_name": ("supplier", "name"),
}
PROJECTION: Final = {each.name: each for each in PROJECTIONS}


def key_column(aggregate: str) -> str:
    """The column that holds the id of a document."""
    projection = PROJECTION[READ_MODELS[aggregate]]
    return projection.table(projection.main).key[0]


class Names:
    """What documents are called at one moment; each is looked up once."""

    def __init__(self, view: View, as_of: AsOf) -> None:
        self._view = view
        self._as_of = as_of
        self._rows: dict[tuple[str, str], Row] = {}

    async def added(self, rows: Iterable[Row], columns: Iterable[str]) -> Sequence[Row]:
        """The rows with those of `NAMED` among the columns that they lack and have an id for."""
        wanted = [(name, *NAMED[name]) for name in columns if name in NAMED]
        told: list[Row] = []
        for row in rows:
            more: Row = {}
            for column, aggregate, name in wanted:
                document = row.get(key_column(aggregate))
                if column not in row and document is not None:
                    more[column] = await self.of(aggregate, document, name)
            told.append({**row, **more})
        return told

    async def of(self, aggregate: str, document: str, name: str = "number") -> str:
        """What the document is called; its id where nothing is known of it."""
        found = self._rows.get((aggregate, document))
        if found is None:
            answer = await self._view.rows(
                READ_MODELS[aggregate],
                {key_column(aggregate): document},
                as_of=self._as_of,
                limit=1,
            )
            found = answer.rows[0] if answer.rows else {}
            self._rows[aggregate, document] = found
        return str(found.get(name, document))
