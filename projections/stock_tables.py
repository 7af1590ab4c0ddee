"""The tables of the stock read model, and the questions that are asked of them."""

from typing import Final

from projections.projection import Documents, Query, Sums, Table

ITEMS: Final = Table(
    name="stock_items",
    kind="entity",
    columns={
        "stock_item_id": "text",
        "number": "text",  # the catalogue item's
        "legal_entity": "text",
        "facility": "text",
        "item_id": "text",
        "description": "text",
        "base_unit": "text",
        "available": "numeric",
        "in_inspection": "numeric",  # of four-way lines, until their receipt is inspected
        "quarantined": "numeric",  # ours and suppliers'; the levels tell whose
        "rejected": "numeric",
        "consigned": "numeric",
        "moved_at": "timestamptz",
    },
    key=("stock_item_id",),
    selectors=("facility", "item_id", "number"),
    order=("facility", "description"),
)
MOVEMENTS: Final = Table(
    name="stock_movements",
    kind="fact",
    columns={
        "movement": "text",
        "holder": "text",
        "legal_entity": "text",
        "facility": "text",
        "item_id": "text",
        "description": "text",
        "lot": "text",
        "expires_on": "date",
        "storage_location": "text",
        "disposition": "text",
        "owner_id": "text",
        "quantity": "numeric",  # in the base unit; negative: out
        "base_unit": "text",
        "amount": "numeric",  # of the whole fact, on its first rows: one for each currency
        "currency": "text",
        "receipt_id": "text",
        "supplier_id": "text",
        "department": "text",
        "reason_code": "text",
        "consumption": "integer",  # of consigned goods: the number by which it is taken back
    },
    selectors=("facility", "item_id", "receipt_id", "movement"),
)
_LAST: Final = "ORDER BY position DESC, fact DESC"
# What levels and values repeat of the goods: as the last movement says.
_OF_GOODS: Final = ",\n           ".join(
    f"(array_agg({name} {_LAST}))[1] AS {name}"
    for name in ("legal_entity", "facility", "item_id", "description", "base_unit")
)
_MOVED: Final = f"""
           (array_agg(effective_at {_LAST}))[1] AS moved_at, max(position) AS valid_from"""
_LEVEL_SUMS: Final = f"""
    SELECT holder, lot, coalesce(expires_on::text, '') AS expires, storage_location, disposition,
           owner_id, CASE WHEN disposition <> 'unkept' THEN holder END AS stock_item_id,
           {_OF_GOODS},
           expires_on, sum(quantity) AS on_hand,{_MOVED}
      FROM {{facts}} movements
     WHERE disposition IS NOT NULL
     GROUP BY holder, lot, expires_on, storage_location, disposition, owner_id
    HAVING sum(quantity) <> 0
"""
_VALUE_SUMS: Final = f"""
    SELECT holder, currency,
           CASE WHEN bool_and(disposition IS DISTINCT FROM 'unkept') THEN holder END
               AS stock_item_id,
           {_OF_GOODS},
           sum(amount) AS amount,{_MOVED}
      FROM {{facts}} movements
     WHERE currency IS NOT NULL
     GROUP BY holder, currency
"""
LEVELS: Final = Table(
    name="stock_levels",
    kind="entity",
    columns={
        "holder": "text",  # the stock item; of goods that are not kept: whose, where and what
        "lot": "text",  # empty: not lot controlled
        "expires": "text",  # the day, or empty
        "storage_location": "text",
        "disposition": "text",  # available | in_inspection | quarantined | ... | unkept
        "owner_id": "text",  # the supplier of consigned goods, or empty
        "stock_item_id": "text",
        "legal_entity": "text",
        "facility": "text",
        "item_id": "text",
        "description": "text",
        "expires_on": "date",
        "on_hand": "numeric",
        "base_unit": "text",
        "moved_at": "timestamptz",
    },
    key=("holder", "lot", "expires", "storage_location", "disposition", "owner_id"),
    selectors=("facility", "item_id", "disposition"),
    order=("facility", "description"),
    sums=Sums(facts=MOVEMENTS, sql=_LEVEL_SUMS),
)
VALUES: Final = Table(
    name="stock_values",
    kind="entity",
    columns={
        "holder": "text",
        "currency": "text",
        "stock_item_id": "text",
        "legal_entity": "text",
        "facility": "text",
        "item_id": "text",
        "description": "text",
        "base_unit": "text",
        "amount": "numeric",
        "moved_at": "timestamptz",
    },
    key=("holder", "currency"),
    selectors=("facility", "item_id"),
    order=("facility", "description"),
    sums=Sums(facts=MOVEMENTS, sql=_VALUE_SUMS),
)
# As the domain's `normalised` spells lots, and recalls hold them.
SPELLED: Final = (
    r"normalize(upper(regexp_replace(normalize(levels.lot, NFKC), '\s', '', 'g')"
    " COLLATE pg_unicode_fast), NFKC)"
)
# Of a level: no recall that stands means its lot, or may mean it; one of serials alone means units.
NOT_RECALLED: Final = f"""NOT EXISTS (
                   SELECT FROM {{recalls}} r
                    WHERE r.state = 'standing' AND r.item_id = levels.item_id
                      AND CASE WHEN r.lots = '[]' THEN r.serials = '[]'
                               ELSE levels.lot = '' OR jsonb_exists(r.lots, {SPELLED}) END)"""
LOTS_TO_PICK: Final = Query(
    name="lots_to_pick",
    why="Usable lots, of one item at one facility if asked, in the order in which to use them."
    " What falls under a recall that stands is not among them, even where it still lies; of one"
    " that names serials alone the lots are.",
    sql=f"""
        SELECT facility, stock_item_id, description, lot, expires_on, storage_location, on_hand,
               base_unit
          FROM {{stock_levels}} levels
         WHERE (%(facility)s::text IS NULL OR facility = %(facility)s::text)
           AND (%(item_id)s::text IS NULL OR item_id = %(item_id)s::text)
           AND disposition = 'available'
           AND (%(usable_on)s::date IS NULL OR expires_on IS NULL
                OR expires_on >= %(usable_on)s::date)
           AND {NOT_RECALLED}
         ORDER BY facility, description, expires_on NULLS LAST, lot, storage_location,
                  stock_item_id, owner_id
    """,
    parameters={"facility": "text", "item_id": "text", "usable_on": "date"},
    also=("recalls",),
    documents=Documents(of="stock_movements", by={"holder": "stock_item_id"}),
)
EXPIRING_LOTS: Final = Query(
    name="expiring_lots",
    why="What is past its date before a day, by default every dated lot, first to expire first;"
    " what is on its way to another facility stands as in transit, at the one that it left.",
    sql="""
        WITH dated AS (
            SELECT facility, holder, item_id, description, lot, expires_on, storage_location,
                   disposition, owner_id, on_hand, base_unit
              FROM {stock_levels} levels
             WHERE expires_on IS NOT NULL
            UNION ALL
            SELECT facility, stock_item_id, item_id, description, coalesce(lot, ''), expires_on, '',
                   'in_transit', '', sum(in_transit), base_unit
              FROM {shipment_lines} lines
             WHERE expires_on IS NOT NULL AND in_transit > 0
             GROUP BY facility, stock_item_id, item_id, description, lot, expires_on, base_unit
        )
        SELECT facility, holder, item_id, description, lot, expires_on, storage_location,
               disposition, on_hand, base_unit
          FROM dated
         WHERE %(before)s::date IS NULL OR expires_on < %(before)s::date
         ORDER BY expires_on, facility, description, lot, storage_location, disposition,
                  holder, owner_id
    """,
    parameters={"before": "date"},
    also=("shipments",),
    documents=Documents(of="stock_movements", by={"holder": "holder"}),
)
STOCK_ON_HAND: Final = Query(
    name="stock_on_hand",
    why="What all movements come to, by lot and place; on both clocks at once, too.",
    sql="""
        SELECT facility, holder, item_id, description, lot, expires_on, storage_location,
               disposition, owner_id, sum(quantity) AS on_hand, base_unit
          FROM {stock_movements} movements
         WHERE (%(facility)s::text IS NULL OR facility = %(facility)s::text)
           AND (%(item_id)s::text IS NULL OR item_id = %(item_id)s::text)
         GROUP BY facility, holder, item_id, description, lot, expires_on, storage_location,
                  disposition, owner_id, base_unit
        HAVING sum(quantity) <> 0
         ORDER BY facility, description, holder, expires_on NULLS LAST, lot, storage_location,
                  disposition, owner_id
    """,
    parameters={"facility": "text", "item_id": "text"},
    documents=Documents(
        of="stock_movements", by={"holder": "holder", "disposition": "disposition"}
    ),
)
MOVEMENTS_BY_KIND: Final = Query(
    name="stock_movements_by_kind",
    why="How much of an item came and went in which way, and at what value, by facility; the value"
    " of a movement of several lots stands on one row of it, so others are not `valued`.",
    sql="""
        SELECT facility, movement, currency, count(*) AS movements, sum(quantity) AS quantity,
               sum(amount) AS amount, currency IS NOT NULL AS valued
          FROM {stock_movements} movements
         WHERE %(item_id)s::text IS NULL OR item_id = %(item_id)s::text
         GROUP BY facility, movement, currency
         ORDER BY facility, movement, currency
    """,
    parameters={"item_id": "text"},
    documents=Documents(
        of="stock_movements_of_kind",
        by={each: each for each in ("facility", "movement", "currency", "valued")},
    ),
)
MOVEMENTS_OF_KIND: Final = Query(
    name="stock_movements_of_kind",
    why="Each movement of stock of one kind, the latest first: what, how much, out of which receipt"
    " or for whom; `valued` says whether its value stands on this row.",
    sql="""
        SELECT position, effective_at, facility, movement, holder, item_id, description, lot,
               expires_on, storage_location, disposition, quantity, base_unit, amount, currency,
               currency IS NOT NULL AS valued, receipt_id, department, reason_code
          FROM {stock_movements} movements
         WHERE (%(facility)s IS NULL OR facility = %(facility)s)
           AND (%(movement)s IS NULL OR movement = %(movement)s)
           AND (%(currency)s IS NULL OR currency = %(currency)s)
           AND (%(valued)s IS NULL OR (currency IS NOT NULL) = %(valued)s)
           AND (%(item_id)s IS NULL OR item_id = %(item_id)s)
         ORDER BY position DESC, fact
    """,
    parameters={
        **dict.fromkeys(("facility", "movement", "currency", "item_id"), "text"),
        "valued": "boolean",
    },
    documents=Documents(of="stock_movements", by={"holder": "holder"}),
)
STOCK_QUESTIONS: Final = (
    *(LOTS_TO_PICK, EXPIRING_LOTS, STOCK_ON_HAND, MOVEMENTS_BY_KIND, MOVEMENTS_OF_KIND),
)
