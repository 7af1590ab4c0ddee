"""Questions about inter-company orders: what to deliver, what to bill, what two entities owe.

They are asked of the read models of purchase orders and of the journal.
"""

from typing import Final

from projections.documents import THE_ORDER
from projections.projection import Documents, Query

DELIVERIES_DUE: Final = Query(
    name="intercompany_deliveries_due",
    why="What other legal entities wait for from the stock of each facility, the most urgent first."
    " Of one facility, if asked.",
    sql="""
        SELECT orders.seller_legal_entity, orders.seller_facility, lines.purchase_order_id,
               lines.number, orders.legal_entity, orders.facility, lines.line, lines.item_id,
               lines.description, lines.open_quantity, lines.unit, lines.need_by
          FROM {purchase_order_lines} lines
          JOIN {purchase_orders} orders USING (purchase_order_id)
         WHERE orders.seller_facility IS NOT NULL AND orders.stage = 'issued'
           AND lines.open_quantity > 0
           AND (%(facility)s::text IS NULL OR orders.seller_facility = %(facility)s::text)
         ORDER BY orders.seller_facility, lines.need_by NULLS LAST, lines.number, lines.line
    """,
    parameters={"facility": "text"},
    documents=THE_ORDER,
)
UNBILLED: Final = Query(
    name="intercompany_unbilled",
    why="What came on inter-company orders, or went back, and is not billed or credited yet.",
    sql="""
        SELECT orders.seller_legal_entity, orders.legal_entity, lines.purchase_order_id,
               lines.number, lines.line, lines.description,
               lines.received - lines.invoiced AS quantity, lines.unit,
               lines.received_amount - lines.invoiced_amount AS amount, lines.currency
          FROM {purchase_order_lines} lines
          JOIN {purchase_orders} orders USING (purchase_order_id)
         WHERE orders.seller_facility IS NOT NULL
           AND (lines.received <> lines.invoiced
                OR lines.received_amount <> lines.invoiced_amount)
         ORDER BY orders.seller_legal_entity, orders.legal_entity, lines.number, lines.line
    """,
    documents=THE_ORDER,
)
BALANCES: Final = Query(
    name="intercompany_balances",
    why="What legal entities owe each other for goods, as the books of both say it, and what falls"
    " out when the network is looked at as one: `difference` is zero, `margin` is what the seller"
    " billed beyond his cost.",
    sql="""
        WITH booked AS (
            SELECT purchase_order_id, legal_entity, currency,
                   sum(debit - credit) FILTER (WHERE account = 'due_from_entities') AS due_from,
                   sum(credit - debit) FILTER (WHERE account = 'due_to_entities') AS due_to,
                   sum(credit - debit) FILTER (WHERE account = 'intercompany_revenue') AS revenue,
                   sum(debit - credit) FILTER (WHERE account = 'intercompany_cost') AS cost,
                   sum(credit - debit) FILTER (WHERE account = 'grir') AS unbilled
              FROM {journal_lines} lines
             WHERE purchase_order_id IS NOT NULL
             GROUP BY purchase_order_id, legal_entity, currency
        )
        SELECT sold.legal_entity AS seller, bought.legal_entity AS buyer, currency,
               sum(coalesce(sold.due_from, 0)) AS due_from,
               sum(coalesce(bought.due_to, 0)) AS due_to,
               sum(coalesce(sold.due_from, 0) - coalesce(bought.due_to, 0)) AS difference,
               sum(coalesce(sold.revenue, 0)) AS revenue,
               sum(coalesce(sold.cost, 0)) AS cost,
               sum(coalesce(sold.revenue, 0) - coalesce(sold.cost, 0)) AS margin,
               sum(coalesce(bought.unbilled, 0)) AS unbilled
          FROM booked sold
          JOIN booked bought USING (purchase_order_id, currency)
         WHERE coalesce(sold.cost, sold.due_from) IS NOT NULL
           AND coalesce(bought.due_to, bought.unbilled) IS NOT NULL
           AND sold.legal_entity <> bought.legal_entity
         GROUP BY sold.legal_entity, bought.legal_entity, currency
         ORDER BY seller, buyer, currency
    """,
    documents=Documents(
        of="purchase_orders",
        by={"seller_legal_entity": "seller", "legal_entity": "buyer", "currency": "currency"},
    ),
)
