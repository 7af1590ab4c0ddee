"""Where goods under recalls that stand are by now: on which shelf, on which way, with whom.

`recall_exposure` tells what came and never went back to the supplier, by receipt; this follows the
goods from there, through transfers, shipments, issues and scraps, until none are left. Nothing is
kept for it: levels of stock, what is still in transit, and what departments took and did not give
back. What cases used is in `recall_usages`; goods that are used up as they come are kept nowhere,
so only `recall_exposure` has them.

Stock knows lots, but not in which of them a single recalled unit lies: of such a lot, and of goods
without one, it is not sure that they are meant.
"""

from typing import Final

from projections.projection import Documents, Query
from projections.stock_tables import SPELLED

RECALL_WHEREABOUTS: Final = Query(
    name="recall_whereabouts",
    why="Where goods are that fall under recalls that stand: in a store by lot, place and"
    " disposition, on their way by shipment, or with a department that took them; nothing once all"
    " went back, was destroyed or used. Not `sure`: its lot is not known, or the recall names"
    " single units.",
    sql=f"""
        WITH levels AS (
            SELECT 'store' AS whereabouts, facility, holder, item_id, description, lot, expires_on,
                   storage_location AS place, disposition, owner_id, on_hand AS quantity, base_unit
              FROM {{stock_levels}} shelved
             WHERE on_hand > 0
            UNION ALL
            SELECT 'in_transit', facility, stock_item_id, item_id, description, coalesce(lot, ''),
                   expires_on, shipment_number, 'in_transit', '', sum(in_transit), base_unit
              FROM {{shipment_lines}} sent
             WHERE in_transit > 0
             GROUP BY facility, stock_item_id, item_id, description, lot, expires_on,
                      shipment_number, base_unit
            UNION ALL
            SELECT 'department', facility, holder, item_id, description, lot, expires_on,
                   department, 'issued', '', -sum(quantity), base_unit
              FROM {{stock_movements}} taken
             WHERE movement IN ('issued', 'issue_returned', 'issue_relabelled')
             GROUP BY facility, holder, item_id, description, lot, expires_on, department, base_unit
            HAVING sum(quantity) < 0
        ), meant AS (
            SELECT r.recall, r.recall_class, r.item_number, levels.*,
                   r.lots = '[]' AND r.serials = '[]'
                   OR levels.lot <> '' AND jsonb_exists(r.lots, {SPELLED}) AS sure,
                   r.lots = '[]' OR r.serials <> '[]' OR levels.lot = ''
                   OR jsonb_exists(r.lots, {SPELLED}) AS may_be
              FROM {{recalls}} r
              JOIN levels USING (item_id)
             WHERE r.state = 'standing'
               AND (%(recall)s IS NULL OR r.recall = %(recall)s)
               AND (%(item_id)s IS NULL OR r.item_id = %(item_id)s)
               AND (%(facility)s IS NULL OR levels.facility = %(facility)s)
        )
        SELECT recall, recall_class, item_id, item_number, description, facility, whereabouts,
               place, disposition, owner_id, lot, expires_on, quantity, base_unit, sure, holder
          FROM meant
         WHERE may_be
         ORDER BY recall_class, recall, item_number, facility, whereabouts, place, lot, expires_on,
                  disposition, owner_id, holder
    """,
    parameters={"recall": "text", "item_id": "text", "facility": "text"},
    also=("shipments", "stock"),
    documents=Documents(of="stock_movements", by={"holder": "holder"}),
)
