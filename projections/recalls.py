"""Recalls: which units are unsafe, and what came of them, whichever was known first.

The recall coordinator works on it. A recall may come before or after the goods, so the two are
kept apart and meet in the question `recall_exposure`: each line of a receipt that holds, or may
hold, units of a recall that stands, and what lies here of it that is a supplier's. It covers the
same units as `recall_of` in the domain. Lots and serials are in the one spelling that they are
compared in.
"""

from collections.abc import Iterable
from typing import Final

from domain.event import Recorded
from domain.numbers.spelling import normalised
from projections.fold import by_stream, change
from projections.projection import Documents, Key, Projection, Query, Table, Tables
from projections.recall_labels import IN_A_STORE, LABELS, came, relabelled
from projections.recall_shipments import SHIPPED, on_its_way
from projections.recall_usages import (
    LOTS_USED,
    RECALL_USAGES,
    consumed,
    consumption_reversed,
    keys_of,
    used,
    withdrawn,
)
from projections.recall_whereabouts import RECALL_WHEREABOUTS

_RECALLS: Final = Table(
    name="recalls",
    kind="entity",
    columns={
        "item_id": "text",
        "recall": "text",
        "item_number": "text",
        "recall_class": "text",  # I | II | III
        "source": "text",
        "state": "text",  # standing | lifted
        "lots": "jsonb",  # lots and serials empty: every unit of the item
        "serials": "jsonb",
        "reason_code": "text",
        "placed_by": "text",
        "placed_at": "timestamptz",
        "lifted_by": "text",
        "lifted_at": "timestamptz",
        "lift_reason_code": "text",
    },
    key=("item_id", "recall"),
    selectors=("state", "item_id", "recall"),
    order=("placed_at",),
    descending=True,
)
_LOTS: Final = Table(
    name="lots_received",
    kind="fact",
    columns={
        "item_id": "text",  # null: told by its number
        "item_number": "text",  # null: told by its id
        # received | reversed | returned | relabelled; else of stock item or shipment
        "movement": "text",
        "lot": "text",  # null: not known
        "serials": "jsonb",
        "description": "text",
        "facility": "text",
        "supplier_id": "text",
        "owner_id": "text",  # the supplier, as long as goods that lie here are his; null: ours
        "receipt_id": "text",
        "receipt_number": "text",
        "receipt_line": "integer",
        "shipment_id": "text",  # on their way to another facility; null: they are in a store
        "shipment_number": "text",
        "quantity": "numeric",  # in the base unit; negative: out
        "base_unit": "text",
    },
    selectors=("item_id", "receipt_id"),
)
_COVERED: Final = """
        WITH named AS (
            SELECT r.recall, r.recall_class, r.item_id, r.item_number, l.description,
                   l.facility, l.supplier_id, l.owner_id, l.receipt_id, l.receipt_number,
                   l.receipt_line, l.shipment_id, l.shipment_number, l.lot, l.base_unit,
                   l.quantity, l.movement,
                   l.position, l.effective_at,
                   r.lots = '[]' AND r.serials = '[]'
                   OR r.lots <> '[]' AND (l.lot IS NULL OR jsonb_exists(r.lots, l.lot))
                   OR r.serials <> '[]' AND l.serials = '[]' AS in_full,
                   (SELECT count(*) FROM jsonb_array_elements_text(l.serials) AS one(serial)
                     WHERE jsonb_exists(r.serials, one.serial)) AS units
              FROM {recalls} r
              JOIN {lots_received} l
                ON l.item_id = r.item_id OR l.item_number = r.item_number
             WHERE r.state = 'standing'
               AND (%(recall)s IS NULL OR r.recall = %(recall)s)
               AND (%(item_id)s IS NULL OR r.item_id = %(item_id)s)
               AND (%(facility)s IS NULL OR l.facility = %(facility)s)
        ), covered AS (
            SELECT *, CASE WHEN in_full THEN quantity ELSE sign(quantity) * units END AS affected
              FROM named WHERE in_full OR units > 0
        )"""
_COMES: Final = "('received', 'consigned', 'dispatched', 'relabelled')"
_EXPOSURE: Final = Query(
    name="recall_exposure",
    why="Which goods that came fall under recalls that stand: by receipt line, with what came and"
    " what did not go back; of suppliers' goods on consignment (`owner_id`) by lot, with what"
    " nobody has used; of goods that left for another facility by shipment and lot, with what is"
    " still on its way, and came by a receipt, too. Goods whose lot or serials are not known count"
    " in full. Where they are by now, `recall_whereabouts` tells.",
    sql=f"""{_COVERED}
        SELECT recall, recall_class, item_id, item_number, description, facility, supplier_id,
               owner_id, receipt_id, receipt_number, receipt_line, shipment_id, shipment_number,
               lot, base_unit,
               coalesce(sum(affected) FILTER (WHERE movement IN {_COMES}), 0) AS received,
               sum(affected) AS "left"
          FROM covered
         GROUP BY recall, recall_class, item_id, item_number, description, facility, supplier_id,
                  owner_id, receipt_id, receipt_number, receipt_line, shipment_id,
                  shipment_number, lot, base_unit
         ORDER BY recall_class, recall, item_number, facility, receipt_number, receipt_line,
                  shipment_number, supplier_id, lot
    """,
    parameters={"recall": "text", "item_id": "text", "facility": "text"},
    documents=Documents(
        of="goods_recalled",
        by={"recall": "recall", "item_id": "item_id", "facility": "facility"},
    ),
)
_GOODS: Final = Query(
    name="goods_recalled",
    why="Each time that goods under a recall that stands came, went back or were used: when, by"
    " which receipt, and how much of it the recall means.",
    sql=f"""{_COVERED}
        SELECT recall, recall_class, item_id, item_number, description, facility, position,
               effective_at, movement, receipt_id, receipt_number, receipt_line, shipment_id,
               shipment_number, supplier_id, owner_id, lot, quantity, affected, base_unit,
               coalesce(receipt_number, shipment_number, item_number) AS document_number
          FROM covered
         ORDER BY recall_class, recall, item_number, facility, position, receipt_line, lot
    """,
    parameters={"recall": "text", "item_id": "text", "facility": "text"},
    documents=Documents(of="audit_trail", by={"number": "document_number"}),
)
_MOVES: Final = {
    "receipt.posted": ("received", ""),
    "receipt.reversed": ("reversed", "-"),
    "receipt.goods_returned": ("returned", "-"),
}
_CONSIGNED: Final = {
    "stock_item.consigned": "",
    "stock_item.consignment_returned": "-",
    "stock_item.consumed": "-",
    "stock_item.consumption_reversed": "",
}
_USES: Final = {
    "purchase_order.usage_recorded": used,
    "purchase_order.usage_withdrawn": withdrawn,
    "stock_item.consumed": consumed,
    "stock_item.consumption_reversed": consumption_reversed,
}


def _placed(event: Recorded, tables: Tables) -> None:
    data = event.data
    tables.entity("recalls").put(
        event,
        {
            "item_id": event.document_id,
            "recall": data["recall"],
            "item_number": event.metadata["number"],
            "recall_class": data["recall_class"],
            "source": data["source"],
            "state": "standing",
            "lots": [normalised(lot) for lot in data["lots"]],
            "serials": [normalised(serial) for serial in data["serials"]],
            "reason_code": data["reason_code"],
            "placed_by": data["placed_by"],
            "placed_at": event.metadata["effective_at"],
            "lifted_by": None,
            "lifted_at": None,
            "lift_reason_code": None,
        },
    )


def _lifted(event: Recorded, tables: Tables) -> None:
    change(
        event,
        tables,
        "recalls",
        _key(event),
        state="lifted",
        lifted_by=event.data["lifted_by"],
        lifted_at=event.metadata["effective_at"],
        lift_reason_code=event.data["reason_code"],
    )


def _moved(event: Recorded, tables: Tables) -> None:
    """Goods of the catalogue alone can be recalled."""
    movement, sign = _MOVES[event.type]
    facts = tables.fact("lots_received")
    for line in event.data["lines"]:
        if "item_id" in line:
            facts.add(event, came(event, line, line, movement, f"{sign}{line['base_quantity']}"))


def _of_supplier(event: Recorded, tables: Tables) -> None:
    """Goods that lie here as the supplier's came, were used or went."""
    facts, sign = tables.fact("lots_received"), _CONSIGNED[event.type]
    for parcel in event.data["parcels"]:
        row = {
            **dict.fromkeys(("item_id", "description", "base_unit"), None),
            **dict.fromkeys(("receipt_id", "receipt_number", "receipt_line"), None),
            **IN_A_STORE,
            "item_number": event.metadata["number"],
            "movement": event.type.partition(".")[2],
            "lot": normalised(parcel["lot"]) if "lot" in parcel else None,
            "serials": [normalised(serial) for serial in parcel["serials"]],
            "facility": event.metadata["facility"],
            "supplier_id": event.data["supplier_id"],
            "owner_id": event.data["supplier_id"],
            "quantity": f"{sign}{parcel['quantity']}",
        }
        facts.add(event, row)
    if event.type in _USES:
        _USES[event.type](event, tables)


def _key(event: Recorded) -> Key:
    return (event.document_id, event.data["recall"])


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    if event.type in _USES:
        return keys_of(event)
    if event.type in (*_MOVES, *SHIPPED, *_CONSIGNED, LABELS):
        return ()
    return (("recalls", _key(event)),)


RECALLS: Final = Projection(
    name="recalls",
    version=4,
    why="The recall coordinator's list: which units are unsafe, and who received or used them.",
    tables=(_RECALLS, _LOTS, LOTS_USED),
    handles={
        "catalogue_item.recall_placed": _placed,
        "catalogue_item.recall_lifted": _lifted,
        **dict.fromkeys(_MOVES, _moved),
        **_USES,
        **dict.fromkeys(_CONSIGNED, _of_supplier),
        **dict.fromkeys(SHIPPED, on_its_way),
        LABELS: relabelled,
    },
    keys=_keys,
    partition=by_stream,
    main="recalls",
    queries=(_EXPOSURE, _GOODS, RECALL_USAGES, RECALL_WHEREABOUTS),
)
