-- Epochs: which histories the log has had, and up to where they are the same.
--
-- An epoch begins when the database was restored to an earlier point (or when an operator says so).
-- What counted offsets or positions in a former epoch, a cursor, a consumer, a token, is true up to
-- the offset that both histories share and lost behind it. adapters/postgres/epochs.py asks.
DO $$
BEGIN
    BEGIN
        CREATE ROLE purvey_operate NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
    END;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO purvey_operate', current_database());
    IF EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'log_guard') THEN
        ALTER EVENT TRIGGER log_guard DISABLE;
    END IF;
END
$$;
SET LOCAL ROLE purvey_owner;

-- One row for each epoch but the first. Who began it and why is as immutable as the events are.
CREATE TABLE log.epoch_start (
    epoch integer PRIMARY KEY CHECK (epoch > former_epoch),
    former_epoch integer NOT NULL CHECK (former_epoch > 0),
    "offset" bigint NOT NULL, -- the log's last one when the epoch began
    shared_offset bigint NOT NULL CHECK (shared_offset BETWEEN 0 AND "offset"),
    started_at timestamptz NOT NULL,
    started_by text NOT NULL CHECK (octet_length(started_by) BETWEEN 1 AND 256),
    reason text NOT NULL CHECK (octet_length(reason) BETWEEN 1 AND 2048)
);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON log.epoch_start
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.epoch_start ENABLE ALWAYS TRIGGER refuse_change;

-- Raises the epoch, under the lock of the append: every call of a former epoch is refused from here
-- on. in_former is the epoch that the caller looked at, so that two cannot begin one after another
-- by mistake; in_shared is the last offset at which the former history was this one, by default the
-- last one of the log.
CREATE FUNCTION log.start_epoch(
    in_former integer, in_epoch integer, in_shared bigint, in_by text, in_reason text
) RETURNS log.epoch_start
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    head record;
    started log.epoch_start;
BEGIN
    SELECT h.epoch, h."offset", h.recorded_at INTO STRICT head FROM log.log_head h FOR UPDATE;
    IF head.epoch IS DISTINCT FROM in_former THEN
        RAISE EXCEPTION 'The log is at epoch %, the caller at %.', head.epoch, in_former
            USING ERRCODE = 'PV001', HINT = 'Look again at what stands.';
    END IF;
    INSERT INTO log.epoch_start (epoch, former_epoch, "offset", shared_offset, started_at,
                                 started_by, reason)
    VALUES (in_epoch, head.epoch, head."offset",
            coalesce(in_shared, head."offset"),
            greatest(clock_timestamp(), head.recorded_at), in_by, in_reason)
    RETURNING * INTO started;
    UPDATE log.log_head SET epoch = in_epoch;
    PERFORM pg_notify('log_epoch', in_epoch::text);
    RETURN started;
END
$$;

-- The last offset at which the history of an epoch is that of the log; 0 for an epoch that the log
-- has not come to, of which nothing is known.
CREATE FUNCTION log.kept_offset(in_epoch integer) RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    RETURN (SELECT CASE WHEN in_epoch > h.epoch THEN 0
                        ELSE coalesce((SELECT min(s.shared_offset) FROM log.epoch_start s
                                        WHERE s.epoch > in_epoch), h."offset") END
              FROM log.log_head h);

REVOKE ALL ON FUNCTION log.start_epoch, log.kept_offset FROM PUBLIC;
GRANT USAGE ON SCHEMA log TO purvey_operate;
GRANT EXECUTE ON FUNCTION log.start_epoch TO purvey_operate;
GRANT EXECUTE ON FUNCTION log.kept_offset TO purvey_relay, purvey_project, purvey_operate;
GRANT SELECT ON log.epoch_start TO purvey_relay, purvey_project, purvey_operate;
GRANT SELECT ON log.log_head TO purvey_operate;
RESET ROLE;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'log_guard') THEN
        ALTER EVENT TRIGGER log_guard ENABLE ALWAYS;
    END IF;
END
$$;

SET LOCAL ROLE purvey_project;

-- What became of the command whose token (epoch, position) the entered tenant holds: it is kept in
-- the log, its history was replaced and it is lost, or the log has not come to its position.
CREATE FUNCTION read.token_state(in_epoch integer, in_position bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
             WHEN in_epoch = h.epoch AND in_position > read.tenant_position() THEN 'awaited'
             WHEN in_position = 0 OR EXISTS (
                      SELECT FROM log.event e
                       WHERE e.tenant = log.entered_tenant()
                         AND e.position = in_position
                         AND e."offset" <= log.kept_offset(in_epoch)) THEN 'kept'
             ELSE 'lost'
           END
      FROM log.log_head h
$$;

REVOKE ALL ON FUNCTION read.token_state FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read.token_state TO purvey_read, purvey_audit;
RESET ROLE;
