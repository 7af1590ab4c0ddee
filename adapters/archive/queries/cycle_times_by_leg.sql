-- How many days each leg from wish to payment took: half of all, and nine of ten, are done within.
-- A leg ends at the first event that ends it, if nothing stopped it since it began.
WITH steps(type, leg, step) AS (
    VALUES ('requisition.submitted', 'req_to_order', 'start'),
           ('requisition.line_ordered', 'req_to_order', 'end'),
           ('requisition.rejected', 'req_to_order', 'stop'),
           ('requisition.returned', 'req_to_order', 'stop'),
           ('requisition.withdrawn', 'req_to_order', 'stop'),
           ('requisition.cancelled', 'req_to_order', 'stop'),
           ('requisition.expired', 'req_to_order', 'stop'),
           ('requisition.released_without_order', 'req_to_order', 'stop'),
           ('requisition.closed', 'req_to_order', 'stop'),
           ('approval_case.route_planned', 'approval', 'start'),
           ('approval_case.approved', 'approval', 'end'),
           ('approval_case.rejected', 'approval', 'end'),
           ('approval_case.superseded', 'approval', 'stop'),
           ('purchase_order.issued', 'order_to_receipt', 'start'),
           ('purchase_order.line_received', 'order_to_receipt', 'end'),
           ('purchase_order.line_consigned', 'order_to_receipt', 'end'),
           ('invoice.captured', 'capture_to_match', 'start'),
           ('invoice.matched', 'capture_to_match', 'end'),
           ('invoice.voided', 'capture_to_match', 'stop'),
           ('invoice.captured', 'capture_to_payment', 'start'),
           ('invoice.payment_recorded', 'capture_to_payment', 'end'),
           ('invoice.credit_applied', 'capture_to_payment', 'end'),
           ('invoice.prepayment_applied', 'capture_to_payment', 'end'),
           ('invoice.voided', 'capture_to_payment', 'stop')
),
told AS (
    SELECT stream, leg, step, effective_at,
           lag(step) OVER in_order AS former_step, lag(effective_at) OVER in_order AS started_at
      FROM events JOIN steps USING (type)
           -- An order issued again after a change, a route that asks nobody, a payment in part.
     WHERE coalesce((payload ->> 'revision')::INTEGER, 1) <= 1
       AND coalesce(json_array_length(payload -> 'steps'), 1) > 0
       AND (leg <> 'capture_to_payment' OR step <> 'end'
            OR (payload ->> 'open_amount')::DECIMAL(28, 4) = 0)
    WINDOW in_order AS (PARTITION BY stream, leg ORDER BY version)
),
legs AS (
    SELECT leg, (epoch_us(effective_at) - epoch_us(started_at)) / 86400000000 AS days
      FROM told WHERE step = 'end' AND former_step = 'start'
)
SELECT leg, count(*) AS ended,
       round(quantile_disc(days, 0.5)::DECIMAL(18, 6), 2) AS days_p50,
       round(quantile_disc(days, 0.9)::DECIMAL(18, 6), 2) AS days_p90
  FROM legs
 GROUP BY leg
 ORDER BY leg
