"""Questions about what orders that are closed for good left on goods received.

They are asked of the read models of the journal and of purchase orders.
"""

from typing import Final

from projections.documents import THE_ORDER
from projections.projection import Documents, Query

RESIDUES: Final = Query(
    name="residues_to_write_off",
    why="What orders that are closed for good leave on goods received, and nobody has written off,"
    " the largest first.",
    sql="""
        SELECT balances.purchase_order_id, orders.number, balances.purchase_order_line AS line,
               balances.supplier_id, orders.supplier_name, balances.legal_entity,
               balances.facility, balances.received_amount, cleared_amount, written_off_amount,
               balance, balances.currency, moved_on
          FROM {grir_balances} balances
          JOIN {purchase_orders} orders USING (purchase_order_id)
         WHERE open AND orders.stage = 'finally_closed'
         ORDER BY abs(balance) DESC, orders.number, line
    """,
    also=("purchase_orders",),
    documents=THE_ORDER,
)
WRITTEN_OFF: Final = Query(
    name="residues_written_off",
    why="What was written off of goods received, by legal entity, supplier and currency: `unbilled`"
    " came and nobody billed it, `undelivered` was billed and never came.",
    sql="""
        SELECT legal_entity, supplier_id, currency, count(*) AS order_lines,
               sum(greatest(written_off_amount, 0)) AS unbilled,
               sum(greatest(-written_off_amount, 0)) AS undelivered
          FROM {grir_balances} balances
         WHERE written_off_amount <> 0
         GROUP BY legal_entity, supplier_id, currency
         ORDER BY sum(abs(written_off_amount)) DESC, legal_entity, supplier_id, currency
    """,
    documents=Documents(
        of="grir_balances",
        by={each: each for each in ("legal_entity", "supplier_id", "currency")},
    ),
)
