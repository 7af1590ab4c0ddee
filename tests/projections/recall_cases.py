"""Recalls of goods that real histories received, and what the domain says falls under them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from adapters.postgres.event_log import PostgresEventLog
from domain.catalogue.commands import PlaceCatalogueItemRecall
from domain.catalogue.events import RecallClass
from domain.catalogue.parts import Recall
from domain.catalogue.recalls import recall_of
from domain.catalogue.state import CatalogueItem
from domain.event import Recorded
from domain.frozen import replace
from projections.projection import Row
from projections.recalls import RECALLS
from tests.application.company import NOW, company_on
from tests.conftest import Database
from tests.projections.agreement import documents
from tests.projections.folding import fold

NONE_CAME: Final = ("NEVER-CAME",)
CLASSES: Final[tuple[RecallClass, ...]] = ("I", "II", "III")
BATCH_EVENTS: Final = 500


async def recall_some(database: Database, history: Sequence[Recorded]) -> None:
    """A recall of each scope: everything, a lot, a lot that never came, serials, and both."""
    lines = [each for each in goods(history) if each["movement"] == "received"]
    in_lots = [line for line in lines if line["lot"] is not None]
    serialised = [line for line in lines if line["serials"]]
    await _place(
        database,
        (in_lots[0], {}),
        (in_lots[1], {"lots": (in_lots[1]["lot"].lower(), *NONE_CAME)}),
        (in_lots[2], {"lots": NONE_CAME}),
        (serialised[0], {"serials": tuple(serialised[0]["serials"][:1])}),
        (serialised[1], {"lots": NONE_CAME, "serials": NONE_CAME}),
        (next(line for line in lines if line["lot"] is None), {"lots": NONE_CAME}),
    )


async def _place(database: Database, *scopes: tuple[Row, Mapping[str, Any]]) -> None:
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with PostgresEventLog(*urls) as log:
        for number, (line, scope) in enumerate(scopes):
            place = PlaceCatalogueItemRecall(
                now=NOW,
                item_id=line["item_id"],
                recall=f"Z-{number}",
                recall_class=CLASSES[number % len(CLASSES)],
                source="fda",
                placed_by="ivan",
                reason_code="sterility",
                **scope,
            )
            await company_on(log, f"recall-{number}").do(place)


def goods(history: Sequence[Recorded]) -> list[Row]:
    """Every movement of goods of the catalogue."""
    return fold(RECALLS, history, BATCH_EVENTS).table("lots_received")


def recall_exposure(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    """Line by line as `recall_of` has it, which is what a receipt is judged by."""
    sums: dict[tuple[Any, ...], list[Decimal]] = defaultdict(list)
    states = documents(history)
    movements = goods(history)
    for item in states.values():
        for recall in item.recalls if isinstance(item, CatalogueItem) else ():
            alone = replace(item, recalls=(recall,))
            for row in movements:
                if row["item_id"] == item.item_id and recall_of(alone, row["lot"], row["serials"]):
                    sums[_told(recall, item, row)].append(_affected(alone, row))
    return {
        (*key, sum(max(each, Decimal(0)) for each in amounts), sum(amounts))
        for key, amounts in sums.items()
    }


def _told(recall: Recall, item: CatalogueItem, row: Row) -> tuple[Any, ...]:
    where = ("description", "facility", "supplier_id", "owner_id", "receipt_id", "receipt_number")
    what = ("receipt_line", "shipment_id", "shipment_number", "lot", "base_unit")
    named = (recall.recall, recall.recall_class, item.item_id, item.number)
    return (*named, *(row[name] for name in (*where, *what)))


def _affected(item: CatalogueItem, row: Row) -> Decimal:
    """Unit by unit where the line names its units, all of it otherwise; negative: out."""
    quantity = Decimal(row["quantity"])
    if not row["serials"]:
        return quantity
    units = sum(recall_of(item, row["lot"], (serial,)) is not None for serial in row["serials"])
    return Decimal(units) if quantity > 0 else Decimal(-units)
