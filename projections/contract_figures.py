"""Contract compliance: what was billed at agreed prices of what agreements cover, and what leaks.

Questions to the tables of agreements, orders and the catalogue; nothing is kept for them. What
counts is each order line of a catalogued item that something was billed on, net of voids and
credits, in the month in which its order was issued:

- *compliant*: an agreement priced the line, and no more was billed than the agreed price comes to
- *above price*: an agreement priced the line, and more was billed
- *elsewhere*: no agreement priced the line, and one that covers the item for that facility was in
  force on the day of the order, with that supplier or another

*Contract compliance* is what was billed on compliant lines ÷ what was billed on all three kinds;
lines of items that no agreement covers are in neither. *Leakage* is the sum of what was billed
beyond the agreed price of the same quantity, max(0, billed - agreed price * quantity): of a line
elsewhere, the lowest price that covered it then, its breaks at the ordered quantity included.
Differences of less than the smallest unit of the amount are rounding. A line in another
currency, or in a unit that the catalogue cannot convert, leaks nothing and is `not compared`.

Prices that were corrected later count as corrected once that is known. A price for a tier counts
where the facility's place in it was confirmed for the day.
"""

from typing import Final

from projections.documents import THE_ORDER
from projections.projection import ColumnType, Documents, Query

ALSO: Final = ("catalogue_items", "purchase_orders")
CHOSEN: Final[dict[str, ColumnType]] = {
    "month": "text",
    "currency": "text",
    "facility": "text",
    "legal_entity": "text",
    "supplier_id": "text",
}
BY_MONTH: Final = {"month": "month", "currency": "currency"}
_BILLED: Final = """
    billed AS MATERIALIZED (
        SELECT orders.issued_month AS month, orders.currency, orders.facility, orders.legal_entity,
               orders.supplier_id, orders.supplier_name, orders.purchase_order_id, orders.number,
               (orders.issued_at AT TIME ZONE 'UTC')::date AS ordered_on,
               lines.line, lines.item_id, lines.description, lines.unit, lines.ordered,
               lines.invoiced AS quantity, lines.invoiced_amount AS amount,
               agreed.agreement_number, agreed.unit_price AS agreed_price,
               CASE WHEN lines.unit = items.base_unit THEN 1
                    ELSE (SELECT (pack ->> 'numerator')::numeric
                                 / (pack ->> 'denominator')::numeric
                            FROM jsonb_array_elements(items.packs) AS packs (pack)
                           WHERE pack ->> 'unit' = lines.unit LIMIT 1) END AS content
          FROM {purchase_order_lines} lines
          JOIN {purchase_orders} orders ON orders.purchase_order_id = lines.purchase_order_id
          LEFT JOIN {catalogue_items} items ON items.item_id = lines.item_id
          LEFT JOIN {agreed_order_lines} agreed
            ON agreed.purchase_order_id = lines.purchase_order_id AND agreed.line = lines.line
               AND agreed.price_source = 'agreement'
         WHERE lines.invoiced_amount <> 0 AND lines.item_id IS NOT NULL
           AND orders.issued_month = coalesce(%(month)s, orders.issued_month)
           AND orders.currency = coalesce(%(currency)s, orders.currency)
           AND orders.facility = coalesce(%(facility)s, orders.facility)
           AND orders.legal_entity = coalesce(%(legal_entity)s, orders.legal_entity)
           AND orders.supplier_id = coalesce(%(supplier_id)s, orders.supplier_id)
    )"""
# Of each slot of an agreement, the price that stands last for the day: corrections come later.
_COVERED: Final = """
    covered AS (
        SELECT DISTINCT ON (billed.purchase_order_id, billed.line, prices.price_agreement_id,
                            prices.unit, prices.tier, prices.facility)
               billed.purchase_order_id, billed.line, prices.agreement_number,
               CASE WHEN prices.currency = billed.currency AND content IS NOT NULL
                    THEN content * (prices.pack ->> 'denominator')::numeric
                         / (prices.pack ->> 'numerator')::numeric
                         * coalesce((SELECT (step ->> 'unit_price')::numeric
                                       FROM jsonb_array_elements(prices.breaks) AS steps (step)
                                      WHERE (step ->> 'quantity')::numeric <= ordered * content
                                            * (prices.pack ->> 'denominator')::numeric
                                            / (prices.pack ->> 'numerator')::numeric
                                      ORDER BY (step ->> 'quantity')::numeric DESC LIMIT 1),
                                    prices.unit_price) END AS price
          FROM billed
          JOIN {price_agreement_prices} prices ON prices.item_id = billed.item_id
          JOIN {price_agreements} agreements USING (price_agreement_id)
         WHERE billed.agreed_price IS NULL AND agreements.state NOT IN ('draft', 'signed')
           AND ordered_on BETWEEN prices.starts_on AND coalesce(prices.ends_on, 'infinity')
           AND ordered_on BETWEEN agreements.starts_on
               AND coalesce(agreements.ends_on - (agreements.state = 'terminated')::integer,
                            'infinity')
           AND billed.facility = coalesce(prices.facility, billed.facility)
           AND (agreements.facilities = ''
                OR billed.facility = ANY (string_to_array(agreements.facilities, ',')))
           AND (agreements.legal_entities = ''
                OR billed.legal_entity = ANY (string_to_array(agreements.legal_entities, ',')))
           AND (prices.tier IS NULL OR EXISTS (
                SELECT FROM {price_agreement_enrolments} enrolled
                 WHERE enrolled.price_agreement_id = prices.price_agreement_id
                   AND enrolled.facility = billed.facility AND enrolled.tier = prices.tier
                   AND enrolled.effective_from <= ordered_on
                   AND ordered_on < coalesce(enrolled.lapsed_on, 'infinity')))
         ORDER BY billed.purchase_order_id, billed.line, prices.price_agreement_id, prices.unit,
                  prices.tier, prices.facility, prices.position DESC, prices.version DESC
    ), cheapest AS (
        SELECT DISTINCT ON (purchase_order_id, line) *
          FROM covered
         ORDER BY purchase_order_id, line, price NULLS LAST, agreement_number
    )"""
_JUDGED: Final = f"""
        WITH {_BILLED}, {_COVERED}, priced AS (
            SELECT billed.*, coalesce(billed.agreement_number, cheapest.agreement_number) AS at,
                   coalesce(agreed_price, price) AS contract_price,
                   amount - quantity * coalesce(agreed_price, price) AS beyond
              FROM billed LEFT JOIN cheapest USING (purchase_order_id, line)
             WHERE agreed_price IS NOT NULL OR cheapest.agreement_number IS NOT NULL
        ), judged AS (
            SELECT *, CASE WHEN beyond >= power(10::numeric, -scale(amount))
                           THEN round(beyond, scale(amount)) ELSE 0 END AS leakage
              FROM priced
        ), told AS (
            SELECT *, CASE WHEN agreed_price IS NULL THEN 'elsewhere'
                           WHEN leakage > 0 THEN 'above_price' ELSE 'compliant' END AS standing
              FROM judged
        )"""
CONTRACT_COMPLIANCE: Final = Query(
    name="contract_compliance",
    why="Of what was billed for items that agreements cover, what was bought at their prices and"
    " not above, and what the rest cost too much; by month of the order and currency.",
    sql=f"""{_JUDGED}
        SELECT month, currency, count(*) AS lines, sum(amount) AS spend,
               coalesce(sum(amount) FILTER (WHERE standing = 'compliant'), 0) AS compliant,
               coalesce(sum(amount) FILTER (WHERE standing = 'above_price'), 0) AS above_price,
               coalesce(sum(amount) FILTER (WHERE standing = 'elsewhere'), 0) AS elsewhere,
               round(100 * coalesce(sum(amount) FILTER (WHERE standing = 'compliant'), 0)
                   / nullif(sum(amount), 0), 2) AS compliant_pct,
               sum(leakage) AS leakage,
               count(*) FILTER (WHERE contract_price IS NULL) AS lines_not_compared
          FROM told
         GROUP BY month, currency
         ORDER BY month, currency
    """,
    parameters=CHOSEN,
    also=ALSO,
    documents=Documents(of="contract_compliance_lines", by=BY_MONTH),
)
CONTRACT_LINES: Final = Query(
    name="contract_compliance_lines",
    why="Each billed order line of an item that an agreement covers: what was billed, at which"
    " agreed price it could have been, why another was taken, and what leaked; the largest first.",
    sql=f"""{_JUDGED}, chosen AS (
            SELECT DISTINCT ON (document_id, line) document_id AS purchase_order_id, line, choice,
                   reason_code
              FROM {{agreement_choices}} choices
             ORDER BY document_id, line, position DESC
        )
        SELECT month, purchase_order_id, number AS purchase_order_number, line, supplier_id,
               supplier_name, facility, item_id, description, ordered_on, standing,
               at AS agreement_number, choice, reason_code, quantity, unit, amount, currency,
               round(contract_price, 6) AS contract_price, leakage
          FROM told LEFT JOIN chosen USING (purchase_order_id, line)
         WHERE standing = coalesce(%(standing)s, standing)
         ORDER BY leakage DESC, number, line
    """,
    parameters={**CHOSEN, "standing": "text"},
    also=ALSO,
    documents=THE_ORDER,
)
CONTRACT_FIGURES: Final = (CONTRACT_COMPLIANCE, CONTRACT_LINES)
