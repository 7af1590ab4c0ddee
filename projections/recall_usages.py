"""Which units were used in which case: the rows of `lots_used`, a part of the recalls' model.

A recall of what was implanted is about patients, and only the case leads to them. Bill-only orders
tell of it, and the use of goods that lay here on consignment; neither came by a receipt.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from domain.event import Recorded
from domain.numbers.spelling import normalised
from projections.fold import change
from projections.projection import Documents, Key, Query, Row, Table, Tables

LOTS_USED: Final = Table(
    name="lots_used",
    kind="entity",
    columns={
        "use_id": "text",
        "item_id": "text",  # null: told by its number
        "item_number": "text",  # null: told by its id
        "state": "text",  # used | wasted (opened, and not implanted) | withdrawn
        "lot": "text",  # null: not known
        "serials": "jsonb",
        "quantity": "numeric",  # in the order line's unit, or in the base unit
        "case_reference": "text",
        "used_on": "date",
        "facility": "text",
        "document": "text",  # <aggregate>/<id>
        "document_number": "text",
    },
    key=("use_id",),
    selectors=("item_id", "case_reference"),
    order=("used_on",),
)
RECALL_USAGES: Final = Query(
    name="recall_usages",
    why="In which cases units were used that fall under recalls that stand. Where lot or serials"
    " of what was used are not known, the case is told.",
    sql="""
        SELECT r.recall, r.recall_class, r.item_id, r.item_number, u.state, u.case_reference,
               u.used_on, u.facility, u.document_number, u.lot, u.serials, u.quantity
          FROM {recalls} r
          JOIN {lots_used} u ON u.item_id = r.item_id OR u.item_number = r.item_number
         WHERE r.state = 'standing' AND u.state <> 'withdrawn'
           AND (r.lots = '[]' AND r.serials = '[]'
                OR r.lots <> '[]' AND (u.lot IS NULL OR jsonb_exists(r.lots, u.lot))
                OR r.serials <> '[]' AND u.serials = '[]'
                OR EXISTS (SELECT FROM jsonb_array_elements_text(u.serials) AS one(serial)
                            WHERE jsonb_exists(r.serials, one.serial)))
           AND (%(recall)s IS NULL OR r.recall = %(recall)s)
           AND (%(item_id)s IS NULL OR r.item_id = %(item_id)s)
           AND (%(facility)s IS NULL OR u.facility = %(facility)s)
         ORDER BY r.recall_class, r.recall, u.used_on, u.case_reference, u.use_id
    """,
    parameters={"recall": "text", "item_id": "text", "facility": "text"},
    documents=Documents(of="audit_trail", by={"number": "document_number"}),
)


def used(event: Recorded, tables: Tables) -> None:
    """Evidence of a bill-only order; of free text nothing can be recalled."""
    data = event.data
    if "item_id" not in data:
        return
    state = "wasted" if "waste_reason" in data else "used"
    told: Row = {"item_id": data["item_id"], "item_number": None, "used_on": data["used_on"]}
    row = _row(event, data, told | {"state": state, "case_reference": data["case_reference"]})
    tables.entity("lots_used").put(event, row | {"use_id": _usage(event)})


def withdrawn(event: Recorded, tables: Tables) -> None:
    """The evidence was wrong."""
    if tables.entity("lots_used").get(event, _usage(event)) is not None:
        change(event, tables, "lots_used", (_usage(event),), state="withdrawn")


def consumed(event: Recorded, tables: Tables) -> None:
    """Consigned goods were used, of each lot and place."""
    data = event.data
    told: Row = {"item_id": None, "item_number": event.metadata["number"], "state": "used"}
    told |= {"case_reference": data.get("case_reference"), "used_on": data["consumed_on"]}
    for use_id, parcel in _parcels(event):
        tables.entity("lots_used").put(event, _row(event, parcel, told) | {"use_id": use_id})


def consumption_reversed(event: Recorded, tables: Tables) -> None:
    """So much of it was not used; of what was not used at all nothing leads to the case."""
    for use_id, parcel in _parcels(event):
        row = tables.entity("lots_used").get(event, use_id)
        if row is None:
            continue
        left = Decimal(row["quantity"]) - Decimal(parcel["quantity"])
        if left == 0:
            change(event, tables, "lots_used", (use_id,), state="withdrawn")
        else:
            gone = {normalised(serial) for serial in parcel["serials"]}
            serials = [serial for serial in row["serials"] if serial not in gone]
            rest = {**row, "quantity": str(left), "serials": serials}
            tables.entity("lots_used").put(event, rest)


def keys_of(event: Recorded) -> Iterator[tuple[str, Key]]:
    """The rows that the event is about."""
    if event.aggregate == "stock_item":
        for use_id, _ in _parcels(event):
            yield "lots_used", (use_id,)
    else:
        yield "lots_used", (_usage(event),)


def _row(event: Recorded, goods: Mapping[str, Any], told: Row) -> Row:
    return {
        **told,
        "lot": normalised(goods["lot"]) if "lot" in goods else None,
        "serials": [normalised(serial) for serial in goods["serials"]],
        "quantity": goods["quantity"],
        "facility": event.metadata["facility"],
        "document": event.stream,
        "document_number": event.metadata["number"],
    }


def _usage(event: Recorded) -> str:
    return f"{event.document_id}/{event.data['usage']}"


def _parcels(event: Recorded) -> Iterator[tuple[str, dict[str, Any]]]:
    """By the use's number, lot and place; those without a number are never taken back."""
    use = event.data.get("consumption")
    for place, parcel in enumerate(event.data["parcels"], start=1):
        if use is None:
            yield f"{event.metadata['event_id']}/{place}", parcel
            continue
        where = (parcel.get(name, "") for name in ("lot", "expires_on", "storage_location"))
        yield "/".join((event.document_id, str(use), *where)), parcel
