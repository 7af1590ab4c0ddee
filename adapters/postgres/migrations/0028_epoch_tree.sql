-- Epochs form a tree: each goes on from the epoch that its log was in, up to an offset.
--
-- A restored database knows the epochs that led to it and none that began elsewhere since its backup
-- was taken. The home of the instance knows those and tells them (adapters/home_epochs.py), so that
-- what was counted in them can be judged here as well. DECISIONS 84 has the rule and its reasons.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'log_guard') THEN
        ALTER EVENT TRIGGER log_guard DISABLE;
        ALTER EVENT TRIGGER log_guard_drop DISABLE;
    END IF;
END
$$;
SET LOCAL ROLE purvey_owner;

-- Keeps how other epochs began that this log has not come to. What it knows already stays as it is.
CREATE FUNCTION log.tell_epochs(in_starts jsonb) RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO log.epoch_start
    SELECT s.* FROM log.log_head h, jsonb_populate_recordset(NULL::log.epoch_start, in_starts) s
     WHERE s.epoch > h.epoch
        ON CONFLICT (epoch) DO NOTHING
$$;

-- The last offset at which the history of an epoch is that of the log; 0 for an epoch of whose
-- beginning nothing is known. Both ways lead back to an epoch that they have in common, and what
-- each step shared with the one before is shared by all of them.
--
-- An epoch that was left where its log had gone on behind what was shared names two histories from
-- there on, so nothing that was counted in it holds behind that, whichever of them it was.
CREATE OR REPLACE FUNCTION log.kept_offset(in_epoch integer) RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    RETURN (
        WITH RECURSIVE forked AS (
            SELECT s.former_epoch AS epoch, min(s.shared_offset) AS kept FROM log.epoch_start s
             WHERE s.shared_offset < s."offset" GROUP BY s.former_epoch
        ), way AS (
            SELECT b.is_own, b.epoch, least(h."offset", f.kept) AS kept
              FROM log.log_head h
             CROSS JOIN LATERAL (VALUES (true, h.epoch), (false, in_epoch)) b(is_own, epoch)
              LEFT JOIN forked f ON f.epoch = b.epoch
            UNION ALL
            SELECT w.is_own, s.former_epoch, least(w.kept, s.shared_offset, f.kept)
              FROM way w
              JOIN log.epoch_start s ON s.epoch = w.epoch
              LEFT JOIN forked f ON f.epoch = s.former_epoch
        )
        SELECT coalesce(max(least(own.kept, other.kept)), 0)
          FROM way own JOIN way other ON other.epoch = own.epoch
         WHERE own.is_own AND NOT other.is_own
    );

REVOKE ALL ON FUNCTION log.tell_epochs FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.tell_epochs TO purvey_operate;
RESET ROLE;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'log_guard') THEN
        ALTER EVENT TRIGGER log_guard ENABLE ALWAYS;
        ALTER EVENT TRIGGER log_guard_drop ENABLE ALWAYS;
    END IF;
END
$$;
