-- Walls that the attacks in tests/golden/attacks.txt found too low; DECISIONS 20 tells them apart.
--
-- A tenant is entered with a pass. Settings such as app.tenant can be set by whoever sends SQL, so
-- they count only with a seal that log.enter alone can make, good for one transaction.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'log_guard') THEN
        ALTER EVENT TRIGGER log_guard DISABLE;
        ALTER EVENT TRIGGER log_guard_drop DISABLE;
    END IF;
END
$$;
SET LOCAL ROLE purvey_owner;

-- The key of an HMAC with SHA-256, in the two forms in which it is hashed. roles.py stores it;
-- without it nobody enters.
CREATE TABLE log.entry_key (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    inner_key bytea NOT NULL CHECK (octet_length(inner_key) = 64),
    outer_key bytea NOT NULL CHECK (octet_length(outer_key) = 64)
);

CREATE FUNCTION log.sign(message bytea) RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT sha256(k.outer_key || sha256(k.inner_key || message)) FROM log.entry_key k);

-- What the settings of a transaction are sealed with. Its time makes a seal worthless afterwards.
CREATE FUNCTION log.seal(tenant text, tenant_no text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN encode(log.sign('purvey.seal.1'::bytea || timestamptz_send(transaction_timestamp())
                           || textsend(tenant_no) || '\x00'::bytea || textsend(tenant)), 'hex');

-- Shows this transaction, until its end, the rows of one tenant; returns the tenant's number, 0
-- where it has no events. adapters/postgres/tenant_pass.py makes the pass.
CREATE FUNCTION log.enter(in_tenant text, in_pass bytea) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    entered integer;
BEGIN
    IF in_pass IS NULL OR in_pass IS DISTINCT FROM
       log.sign('purvey.pass.1'::bytea || '\x00'::bytea || textsend(in_tenant)) THEN
        RAISE EXCEPTION 'This is not the pass of tenant %.', in_tenant USING ERRCODE = '42501',
            HINT = 'Passes derive from the secret of the instance.';
    END IF;
    entered := coalesce((SELECT h.tenant_no FROM log.tenant_head h WHERE h.tenant = in_tenant), 0);
    PERFORM set_config('app.tenant', in_tenant, true),
            set_config('app.tenant_no', entered::text, true),
            set_config('app.seal', log.seal(in_tenant, entered::text), true);
    RETURN entered;
END
$$;

-- Whether the settings are those that log.enter made in this transaction.
CREATE FUNCTION log.is_entered() RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN coalesce(current_setting('app.seal', true) = log.seal(
        current_setting('app.tenant', true), current_setting('app.tenant_no', true)), false);
END
$$;

-- The tenant that was entered, or null. Policies and functions go by this, never by the setting.
CREATE FUNCTION log.entered_tenant() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN log.is_entered() THEN current_setting('app.tenant', true) END;

ALTER POLICY own_tenant ON log.event USING (tenant = (SELECT log.entered_tenant()));
ALTER POLICY own_tenant ON log.tenant_head USING (tenant = (SELECT log.entered_tenant()));

-- What became of a command never changes, and no head ever goes away; heads do move.
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON log.command
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.command ENABLE ALWAYS TRIGGER refuse_change;
CREATE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON log.log_head
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.log_head ENABLE ALWAYS TRIGGER refuse_change;
CREATE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON log.tenant_head
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.tenant_head ENABLE ALWAYS TRIGGER refuse_change;
CREATE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON log.stream_head
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.stream_head ENABLE ALWAYS TRIGGER refuse_change;

GRANT SELECT ON log.stream_head TO purvey_project; -- which verifies it
REVOKE ALL ON FUNCTION log.sign, log.seal, log.enter, log.is_entered, log.entered_tenant FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.enter, log.is_entered, log.entered_tenant
    TO purvey_project, purvey_read, purvey_audit;
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

-- As before (0008), with the pass.
DROP FUNCTION read.enter(text);
CREATE FUNCTION read.enter(in_tenant text, in_pass bytea)
RETURNS TABLE (
    tenant_no integer, name text, generation integer, version integer, state text, epoch integer,
    "offset" bigint, "position" bigint, parked bigint, shape text
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    entered integer := log.enter(in_tenant, in_pass);
BEGIN
    RETURN QUERY
    SELECT entered, p.name, p.generation, p.version, p.state, p.epoch, p."offset",
           coalesce(g.position, 0),
           (SELECT count(*) FROM read.parked k
             WHERE k.name = p.name AND k.generation = p.generation AND k.tenant_no = entered),
           p.shape
      FROM read.projection p
      LEFT JOIN read.progress g
             ON g.name = p.name AND g.generation = p.generation AND g.tenant_no = entered
     WHERE p.state IN ('live', 'paused', 'failed');
END
$$;

CREATE OR REPLACE FUNCTION read.tenant_no() RETURNS integer
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN log.is_entered()
                THEN nullif(current_setting('app.tenant_no', true), '')::integer END;

-- How long the entered tenant's history is; 0 where none was entered, so that functions bounded by it
-- look at nothing.
CREATE OR REPLACE FUNCTION read.tenant_position() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    RETURN coalesce((SELECT h.position FROM log.tenant_head h
                      WHERE h.tenant = (SELECT log.entered_tenant())), 0);

-- As before (0002), but bounded by the entered tenant's history, whatever the caller asks for.
CREATE OR REPLACE FUNCTION read.learned_later(at timestamptz, up_to bigint, list_max integer)
RETURNS TABLE (
    count bigint, "position" bigint, stream text, version integer, type text,
    recorded_at timestamptz, effective_at timestamptz
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    last bigint := least(up_to, read.tenant_position());
    segment record;
    first_later bigint;
    found bigint;
    positions bigint[] := '{}';
    total bigint := 0;
BEGIN
    FOR segment IN SELECT s.first, s.last FROM read.segments(0, last) s
                    WHERE s.effective_max > at ORDER BY s.first LOOP
        SELECT min(r.position) INTO first_later FROM read.run(segment.first, segment.last) r
         WHERE r.effective_at > at;
        EXIT WHEN first_later IS NOT NULL;
    END LOOP;
    IF first_later IS NULL THEN
        RETURN;
    END IF;
    FOR segment IN SELECT * FROM read.segments(first_later, last) s
                    WHERE s.effective_min <= at ORDER BY s.first LOOP
        IF segment.effective_max <= at AND cardinality(positions) >= list_max THEN
            total := total + segment.last - segment.first + 1;
        ELSE
            SELECT count(*), positions || coalesce(
                       (array_agg(r.position))[1 : list_max - cardinality(positions)], '{}')
              INTO found, positions
              FROM read.run(segment.first, segment.last) r WHERE r.effective_at <= at;
            total := total + found;
        END IF;
    END LOOP;
    RETURN QUERY
    SELECT total, e.position, e.stream, e.version, e.type, e.recorded_at, e.effective_at
      FROM log.event e
     WHERE e.tenant = log.entered_tenant() AND e.position = ANY (positions)
     ORDER BY e.position;
END
$$;

REVOKE ALL ON FUNCTION read.enter FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read.enter TO purvey_read, purvey_audit;
RESET ROLE;

-- As before (0001); and what an event does not name is looked at: whose the tables are, where they
-- stand, and that nobody but their owner writes.
CREATE OR REPLACE FUNCTION public.purvey_log_guard() RETURNS event_trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    touched text;
BEGIN
    IF TG_EVENT = 'sql_drop' THEN
        SELECT d.object_identity INTO touched FROM pg_event_trigger_dropped_objects() d
         WHERE d.schema_name = 'log' OR d.object_identity = 'log'
            OR d.object_identity LIKE '% on log.%' LIMIT 1;
    ELSE
        SELECT d.object_identity INTO touched FROM pg_event_trigger_ddl_commands() d
         WHERE d.schema_name = 'log' OR d.object_identity = 'log'
            OR d.object_identity LIKE '% on log.%' LIMIT 1;
        IF touched IS NULL THEN
            SELECT 'log.' || t.name INTO touched
              FROM unnest(ARRAY['event', 'command', 'log_head', 'tenant_head', 'stream_head'])
                   t(name)
              LEFT JOIN pg_class c
                     ON c.relnamespace = to_regnamespace('log') AND c.relname = t.name
             WHERE c.relowner IS DISTINCT FROM to_regrole('purvey_owner')
                OR EXISTS (SELECT FROM aclexplode(c.relacl) g
                            WHERE g.grantee <> c.relowner AND g.privilege_type <> 'SELECT')
                OR EXISTS (SELECT FROM pg_attribute a, aclexplode(a.attacl) g
                            WHERE a.attrelid = c.oid AND g.grantee <> c.relowner
                              AND g.privilege_type <> 'SELECT')
             LIMIT 1;
        END IF;
    END IF;
    IF touched IS NOT NULL THEN
        RAISE EXCEPTION 'The log is guarded: % of % is refused.', TG_TAG, touched
            USING ERRCODE = '42501',
                  HINT = 'A migration that must redefine it disables log_guard and enables it again.';
    END IF;
END
$$;

-- Whoever may make schemas could make one named like a user, which that user's sessions search first,
-- and plant a function there that fits a call better than the one that was meant.
DO $$
DECLARE
    each_function regprocedure;
BEGIN
    EXECUTE format('ALTER DATABASE %I SET search_path = public', current_database());
    -- Only a superuser can take from everybody what PostgreSQL gives to everybody: locks without an
    -- owner, files without an owner, and the statements of others who use the same login.
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        FOR each_function IN
            SELECT p.oid FROM pg_proc p
             WHERE p.pronamespace = 'pg_catalog'::regnamespace
               AND (p.proname ~ '^pg_(try_)?advisory_'
                    OR p.proname IN ('lo_creat', 'lo_create', 'lo_from_bytea',
                                     'pg_stat_get_activity', 'pg_stat_get_backend_activity'))
        LOOP
            EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', each_function);
            IF each_function::text LIKE '%advisory%' THEN
                EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO purvey_project', each_function);
            ELSIF each_function::text LIKE '%pg_stat%' THEN
                EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pg_monitor', each_function);
            END IF;
        END LOOP;
    END IF;
END
$$;
