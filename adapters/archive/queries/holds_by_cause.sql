-- What stops invoices, how often, who owns it and how long it takes; the most frequent first.
WITH placed AS (
    SELECT document_id, (payload ->> 'hold')::INTEGER AS hold, payload ->> 'kind' AS kind,
           payload ->> 'owner_role' AS owner_role,
           coalesce((payload ->> 'line')::INTEGER, 0) AS line, effective_at AS placed_at
      FROM events WHERE type = 'invoice.hold_placed'
),
released AS (
    SELECT document_id, (payload ->> 'hold')::INTEGER AS hold, payload ->> 'how' AS how,
           effective_at AS released_at
      FROM events WHERE type = 'invoice.hold_released'
)
SELECT kind, owner_role, count(DISTINCT document_id) AS invoices,
       round((100.0 * count(DISTINCT document_id)
           / (SELECT count(*) FROM events WHERE type = 'invoice.captured'))::DECIMAL(18, 6), 2)
           AS invoices_pct,
       count(*) AS holds, count(*) FILTER (WHERE released_at IS NULL) AS open,
       count(*) FILTER (WHERE how = 'manual') AS by_hand,
       count(*) - count(DISTINCT (document_id, line)) AS again,
       round((quantile_disc(epoch_us(released_at) - epoch_us(placed_at), 0.5)
           / 3600000000)::DECIMAL(18, 6), 2) AS hours_p50
  FROM placed LEFT JOIN released USING (document_id, hold)
 GROUP BY kind, owner_role
 ORDER BY invoices DESC, kind, owner_role
