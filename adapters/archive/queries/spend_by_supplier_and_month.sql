-- What suppliers billed and was not voided, by month of capture (UTC) and currency, what credit memos
-- gave back of it, and what is left.
WITH voided AS (
    SELECT document_id FROM events WHERE type = 'invoice.voided'
),
credited AS (
    SELECT document_id, sum((payload ->> 'amount')::DECIMAL(28, 4)) AS amount
      FROM events WHERE type = 'invoice.credited' GROUP BY document_id
),
billed AS (
    SELECT document_id, strftime(effective_at, '%Y-%m') AS month,
           payload ->> 'supplier_id' AS supplier_id, payload ->> 'supplier_name' AS supplier_name,
           payload ->> 'currency' AS currency, (payload ->> 'total')::DECIMAL(28, 4) AS amount
      FROM events WHERE type = 'invoice.captured'
)
SELECT month, supplier_id, max(supplier_name) AS supplier_name, currency, count(*) AS invoices,
       sum(billed.amount) AS billed, sum(coalesce(credited.amount, 0)) AS credited,
       sum(billed.amount - coalesce(credited.amount, 0)) AS spend
  FROM billed ANTI JOIN voided USING (document_id) LEFT JOIN credited USING (document_id)
 GROUP BY month, supplier_id, currency
 ORDER BY month, supplier_name, supplier_id, currency
