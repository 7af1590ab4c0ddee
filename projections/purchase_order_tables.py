"""Tables and questions of the purchase order read model; what fills them is next door.

`purchase_orders.py` folds events into them, `purchase_order_lines.py` derives a line's figures.
Amounts are in the order's currency, quantities in the line's unit.
"""

from typing import Final

from projections.documents import THE_ORDER
from projections.projection import Documents, Query, Table

HEADERS: Final = Table(
    name="purchase_orders",
    kind="entity",
    columns={
        "purchase_order_id": "text",
        "number": "text",
        # draft | pending_approval | approved | issued | closed | cancelled | finally_closed
        "state": "text",
        "stage": "text",  # of these: all but closed and cancelled, which follow the lines
        "supplier_id": "text",
        "supplier_name": "text",
        "legal_entity": "text",
        "facility": "text",
        "department": "text",
        "buyer_id": "text",
        "currency": "text",
        "payment_terms": "text",
        "requisition_id": "text",
        "revision": "integer",  # 0: not issued yet
        "line_count": "integer",
        "lines_wanted": "integer",  # not cancelled
        "lines_open": "integer",  # something is still to come or to be invoiced
        "lines_unanswered": "integer",  # wanted, and the supplier has not answered the terms
        "amount": "numeric",  # ordered, net of cancellations
        "received_amount": "numeric",  # net of reversals and returns
        "invoiced_amount": "numeric",  # net of voids and credits
        "charges_amount": "numeric",  # charges beside the lines, less discounts
        "tax_amount": "numeric",  # given back or not
        "total": "numeric",  # amount, charges and taxes: what may be asked for in all
        "open_value": "numeric",  # what is still to come, at order prices; 0 once closed for good
        "lines_open_value": "numeric",  # the same, final close or not
        "held": "boolean",
        # standard | blanket | release | emergency | bill_only | drop_ship | consignment
        # | intercompany
        "order_type": "text",
        "seller_legal_entity": "text",  # of an inter-company order: who delivers
        "seller_facility": "text",  # and out of whose stock
        "markup_percent": "numeric",  # what the buyer pays beyond its cost
        "blanket_id": "text",  # what a release draws on
        "cap_amount": "numeric",  # of a blanket
        "drawn_amount": "numeric",  # of a blanket, by its releases
        "draws": "jsonb",  # that amount, by release
        "blanket_from": "date",  # the days on which releases may draw on it, both included
        "blanket_until": "date",
        # of an emergency order, and of one for an emergency request that nobody agreed to yet: the
        # last day for another person to stand for it
        "ratify_by": "date",
        "ratified_by": "text",
        "ratification_missed": "boolean",
        # why the emergency request that it orders for was refused; null: it was not
        "refused_afterwards": "text",
        "watched_for": "text",  # why its supplier was on watch as it was issued; null: it was not
        "transmission": "text",  # of the current revision: pending | sent | failed; null: a draft
        "acknowledged": "boolean",  # every wanted line is answered for its current terms
        # none | pending | overdue | accepted | accepted_with_changes | rejected
        "acknowledgement": "text",
        "overdue_revision": "integer",  # the one that the supplier let pass; 0: none
        "acknowledge_by": "date",  # the last day for an answer to the current revision
        "lines_accepted": "integer",  # wanted, and accepted as ordered
        "lines_rejected": "integer",  # wanted, and refused or deleted by the supplier
        "changes_waiting": "integer",  # what the supplier proposes and the buyer has not answered
        "lines_backordered": "integer",
        "created_at": "timestamptz",
        "issued_at": "timestamptz",  # for the first time
        "issued_month": "text",  # YYYY-MM, UTC
        "changed_at": "timestamptz",
    },
    key=("purchase_order_id",),
    selectors=("state", "facility", "supplier_id", "number"),
    order=("created_at",),
    descending=True,
)
LINES: Final = Table(
    name="purchase_order_lines",
    kind="entity",
    columns={
        "purchase_order_id": "text",
        "line": "integer",
        "number": "text",  # of the order
        "state": "text",  # open | closed | cancelled
        "description": "text",
        "item_id": "text",
        "item_class": "text",
        "unit": "text",
        "unit_price": "numeric",
        "currency": "text",
        "ordered": "numeric",  # before cancellations
        "cancelled": "numeric",
        "received": "numeric",  # net of reversals and returns; of consigned goods: used
        "consigned": "numeric",  # laid down here and not taken back, used or not; null: it is ours
        "returned": "numeric",  # that went back to the supplier, whatever came instead
        "return_authorization": "text",  # the supplier's latest (RMA)
        "credit_expected": "numeric",  # billed and gone back, and neither credited nor replaced
        "credit_expected_value": "numeric",  # that at the line's price
        "invoiced": "numeric",  # net of voids and credits
        "used": "numeric",  # of a bill-only order: what usage is on record, wasted units included
        "wasted": "numeric",  # of that: opened and not implanted
        "amount": "numeric",  # ordered, net of cancellations
        "cancelled_amount": "numeric",
        "received_amount": "numeric",
        "invoiced_amount": "numeric",
        "borne_cost": "numeric",  # of charges, discounts and taxes that are not given back
        "borne_tax": "numeric",  # of taxes that are
        "open_quantity": "numeric",
        "open_value": "numeric",
        "closed": "text",  # what was done, comma separated: cancelled, invoicing, receiving
        "basis": "text",  # quantity; amount: a service whose quantities are amounts
        "match": "text",  # two_way: waits for the invoice; three_way: and goods; four_way: accepted
        "acknowledgement": "text",  # the supplier's answer, an X12 855 code; null: none
        "promised_on": "date",
        "backordered": "numeric",  # of the open quantity, what comes later
        "backorder_quantity": "numeric",  # as the supplier told it, whatever arrived since
        "backorder_expected_on": "date",
        "changes_waiting": "integer",
        "changes": "jsonb",  # those, as the supplier proposed them
        "over_receipt_percent": "numeric",  # that the buyer took; null: the usual tolerance
        "expected_on": "date",  # as the latest shipment was announced
        "overdue_on": "date",  # the day that it missed last
        "substituted_by": "integer",  # the line that took over what was open
        "substitute_for": "integer",
        "order_form": "text",  # the reference under which a controlled substance is ordered
        "storage_location": "text",
        "need_by": "date",
    },
    key=("purchase_order_id", "line"),
    selectors=("purchase_order_id", "item_id"),
    order=("number", "line"),
)
ORDERS_BY_MONTH: Final = Query(
    name="orders_by_month",
    why="Orders issued, and what they are worth, by month and currency.",
    sql="""
        SELECT issued_month AS month, currency,
               count(*) AS orders, sum(amount) AS amount
          FROM {purchase_orders} orders
         WHERE issued_month IS NOT NULL
         GROUP BY month, currency
         ORDER BY month, currency
    """,
    documents=Documents(of="purchase_orders", by={"issued_month": "month", "currency": "currency"}),
)
_AWAITED: Final = """
          FROM {purchase_orders} orders
         WHERE open_value > 0 AND issued_at IS NOT NULL"""
OPEN_VALUE: Final = Query(
    name="open_value_by_facility",
    why="What is still expected from suppliers, at order prices, by facility and currency.",
    sql=f"""
        SELECT facility, currency, count(*) AS orders, sum(open_value) AS open_value{_AWAITED}
         GROUP BY facility, currency
         ORDER BY open_value DESC, facility, currency
    """,
    documents=Documents(of="orders_awaited", by={"facility": "facility", "currency": "currency"}),
)
ORDERS_AWAITED: Final = Query(
    name="orders_awaited",
    why="Each order of which something is still expected, the most valuable first.",
    sql=f"""
        SELECT purchase_order_id, number, supplier_id, supplier_name, facility, buyer_id, state,
               issued_at, amount, received_amount, open_value, currency{_AWAITED}
           AND facility = coalesce(%(facility)s, facility)
           AND currency = coalesce(%(currency)s, currency)
         ORDER BY open_value DESC, number, purchase_order_id
    """,
    parameters={"facility": "text", "currency": "text"},
    documents=THE_ORDER,
)
SUPPLIER_CHANGES_WAITING: Final = Query(
    name="supplier_changes_waiting",
    why="What suppliers want to differ from the order, line by line, until the buyer answers.",
    sql="""
        SELECT lines.purchase_order_id, lines.number, orders.supplier_name, orders.buyer_id,
               lines.line, lines.description, lines.unit, lines.ordered, lines.unit_price,
               lines.currency, lines.changes_waiting
          FROM {purchase_order_lines} lines
          JOIN {purchase_orders} orders USING (purchase_order_id)
         WHERE lines.changes_waiting > 0
         ORDER BY lines.number, lines.line
    """,
    documents=THE_ORDER,
)
BACKORDERS: Final = Query(
    name="backorders",
    why="What comes later than ordered, and when it is expected, the longest overdue first.",
    sql="""
        SELECT lines.purchase_order_id, lines.number, orders.supplier_name, orders.facility,
               lines.line, lines.item_id, lines.description, lines.backordered, lines.unit,
               lines.need_by, lines.backorder_expected_on
          FROM {purchase_order_lines} lines
          JOIN {purchase_orders} orders USING (purchase_order_id)
         WHERE lines.backordered > 0
         ORDER BY lines.backorder_expected_on NULLS LAST, lines.number, lines.line
    """,
    documents=THE_ORDER,
)
BILLS_EXPECTED: Final = Query(
    name="bills_expected",
    why="What suppliers may bill: what is ordered, or came where a line waits for goods, and is not"
    " billed. Of lines that wait for an inspection too, what came.",
    sql="""
        SELECT lines.purchase_order_id, lines.number, orders.supplier_id, orders.supplier_name,
               orders.legal_entity, orders.facility, lines.line, lines.description, lines.match,
               lines.unit, lines.unit_price, lines.currency,
               CASE lines.match WHEN 'two_way' THEN lines.ordered - lines.cancelled
                                ELSE lines.received END - lines.invoiced AS to_bill
          FROM {purchase_order_lines} lines
          JOIN {purchase_orders} orders USING (purchase_order_id)
         WHERE orders.issued_at IS NOT NULL AND orders.stage <> 'finally_closed'
           AND orders.seller_facility IS NULL
           AND strpos(lines.closed, 'invoicing') = 0
           AND CASE lines.match WHEN 'two_way' THEN lines.ordered - lines.cancelled
                                ELSE lines.received END > lines.invoiced
         ORDER BY orders.supplier_name, lines.number, lines.line
    """,
    documents=THE_ORDER,
)
CREDITS_EXPECTED: Final = Query(
    name="credits_expected",
    why="Goods that were billed and went back: what suppliers have yet to credit or to replace.",
    sql="""
        SELECT lines.purchase_order_id, lines.number, orders.supplier_id, orders.supplier_name,
               orders.legal_entity, orders.facility, lines.line, lines.item_id, lines.description,
               lines.return_authorization, lines.credit_expected, lines.unit,
               lines.credit_expected_value, lines.currency
          FROM {purchase_order_lines} lines
          JOIN {purchase_orders} orders USING (purchase_order_id)
         WHERE lines.credit_expected > 0 AND orders.seller_facility IS NULL
         ORDER BY orders.supplier_name, lines.number, lines.line
    """,
    documents=THE_ORDER,
)
ORDERS_CHANGED: Final = Query(
    name="orders_changed",
    why="Each order that changed after it was issued: how many change orders there were, and what"
    " it comes to now; the most often changed first.",
    sql="""
        SELECT purchase_order_id, number, supplier_id, supplier_name, facility, buyer_id, state,
               issued_at, revision, revision - 1 AS changes, amount, currency
          FROM {purchase_orders} orders
         WHERE revision > 1
         ORDER BY revision DESC, number, purchase_order_id
    """,
    documents=THE_ORDER,
)
QUESTIONS: Final = (
    ORDERS_BY_MONTH,
    OPEN_VALUE,
    ORDERS_AWAITED,
    SUPPLIER_CHANGES_WAITING,
    BACKORDERS,
    ORDERS_CHANGED,
    BILLS_EXPECTED,
    CREDITS_EXPECTED,
)
