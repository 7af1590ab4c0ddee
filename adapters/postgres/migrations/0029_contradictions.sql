-- What log and stream contradict each other in: both versions of an event, each sound in itself.
--
-- The relay finds it (adapters/nats/contradictions.py) and `purvey verify` names it. It stands in the
-- log's own schema, so that nobody but the relay adds to it and nobody changes it. DECISIONS 85.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'log_guard') THEN
        ALTER EVENT TRIGGER log_guard DISABLE;
        ALTER EVENT TRIGGER log_guard_drop DISABLE;
    END IF;
END
$$;
SET LOCAL ROLE purvey_owner;

CREATE TABLE log.contradiction (
    "offset" bigint NOT NULL,
    stream_hash bytea NOT NULL CHECK (octet_length(stream_hash) = 32),
    log_hash bytea NOT NULL CHECK (octet_length(log_hash) = 32),
    found_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    stream_message bytea NOT NULL, -- as the stream had it
    log_message bytea NOT NULL, -- as the relay would publish what the log holds
    PRIMARY KEY ("offset", stream_hash, log_hash)
);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON log.contradiction
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.contradiction ENABLE ALWAYS TRIGGER refuse_change;
GRANT SELECT, INSERT ("offset", stream_hash, log_hash, stream_message, log_message)
   ON log.contradiction TO purvey_relay;
GRANT SELECT ON log.contradiction TO purvey_project;
RESET ROLE;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'log_guard') THEN
        ALTER EVENT TRIGGER log_guard ENABLE ALWAYS;
        ALTER EVENT TRIGGER log_guard_drop ENABLE ALWAYS;
    END IF;
END
$$;
