-- The audit trail is read from the log itself (adapters/postgres/read_log_table.py), so the role of
-- queries may see the events of the tenant that was entered, but not what they say.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'log_guard') THEN
        ALTER EVENT TRIGGER log_guard DISABLE;
        ALTER EVENT TRIGGER log_guard_drop DISABLE;
    END IF;
END
$$;
SET LOCAL ROLE purvey_owner;

CREATE POLICY own_tenant_around ON log.event FOR SELECT TO purvey_read
    USING (tenant = (SELECT log.entered_tenant()));
GRANT SELECT ("offset", position, recorded_at, effective_at, epoch, version, tenant, stream, type,
              metadata) ON log.event TO purvey_read;
RESET ROLE;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'log_guard') THEN
        ALTER EVENT TRIGGER log_guard ENABLE ALWAYS;
        ALTER EVENT TRIGGER log_guard_drop ENABLE ALWAYS;
    END IF;
END
$$;
SET LOCAL ROLE purvey_project;

-- What stands around an event. One whose bytes cannot be read is told without, or the whole list
-- would not be.
CREATE FUNCTION read.told(metadata bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN convert_from(metadata, 'UTF8')::jsonb;
EXCEPTION WHEN data_exception THEN
    RETURN '{}';
END
$$;
REVOKE ALL ON FUNCTION read.told FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read.told TO purvey_read, purvey_audit;
RESET ROLE;
