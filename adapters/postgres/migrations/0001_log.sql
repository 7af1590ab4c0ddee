-- The log: the one place where facts stand, and the one function that adds to it.
--
-- Everything belongs to purvey_owner, whom nobody can log in as. Facts are inserted by
-- log.append_events alone and never change; who may read what is granted at the end.
-- Adapters beside this file: event_log.py appends and loads, log_reader.py reads, roles.py makes
-- the users that log in, leaf_hash.py computes the same hash outside the database.

-- Roles belong to the whole server, so another database of it may have made them already.
DO $$
DECLARE
    each_role text;
BEGIN
    IF current_setting('server_version_num')::integer < 160000 THEN
        RAISE EXCEPTION 'Purvey needs PostgreSQL 16 or newer, this is %.',
            current_setting('server_version');
    END IF;
    IF current_setting('server_encoding') <> 'UTF8' THEN
        RAISE EXCEPTION 'The database must be encoded in UTF8, it is %.',
            current_setting('server_encoding');
    END IF;
    FOREACH each_role IN ARRAY ARRAY[
        'purvey_owner', 'purvey_append', 'purvey_relay', 'purvey_project', 'purvey_read',
        'purvey_audit'
    ] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', each_role);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), each_role);
    END LOOP;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    IF NOT pg_has_role(current_user, 'purvey_owner', 'SET') THEN
        EXECUTE format('GRANT purvey_owner TO %I', current_user);
    END IF;
END
$$;

CREATE SCHEMA log AUTHORIZATION purvey_owner;
SET LOCAL ROLE purvey_owner;

-- The only unique key is the offset, so that the table can be split by ranges of it later. That a
-- position and a stream's version occur once is held by the heads, under the same lock.
CREATE TABLE log.event (
    "offset" bigint PRIMARY KEY,
    position bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    effective_at timestamptz NOT NULL, -- repeats the metadata, for the index by the clock
    epoch integer NOT NULL,
    version integer NOT NULL,
    tenant text COLLATE "C" NOT NULL,
    stream text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    metadata bytea NOT NULL, -- canonical JSON
    payload bytea NOT NULL, -- canonical JSON
    hash bytea NOT NULL,
    CONSTRAINT event_too_large CHECK (octet_length(metadata) + octet_length(payload) <= 262144)
);
CREATE INDEX event_by_position ON log.event (tenant, position)
    INCLUDE ("offset", recorded_at, effective_at);
CREATE INDEX event_by_effect ON log.event (tenant, effective_at, position);
CREATE INDEX event_by_stream ON log.event (tenant, stream, version);

-- Its one row is the lock under which everything is numbered and timed.
CREATE TABLE log.log_head (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch integer NOT NULL CHECK (epoch > 0),
    "offset" bigint NOT NULL CHECK ("offset" >= 0),
    recorded_at timestamptz NOT NULL
);
INSERT INTO log.log_head (epoch, "offset", recorded_at) VALUES (1, 0, '1970-01-01T00:00Z');

-- Heads are updated over and over: the free room keeps those updates inside their page.
CREATE TABLE log.tenant_head (
    tenant text COLLATE "C" PRIMARY KEY CHECK (tenant ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'),
    tenant_no integer NOT NULL UNIQUE,
    position bigint NOT NULL
) WITH (fillfactor = 50);
CREATE TABLE log.stream_head (
    tenant text COLLATE "C",
    stream text COLLATE "C",
    version integer NOT NULL,
    PRIMARY KEY (tenant, stream),
    CONSTRAINT stream_too_long CHECK (octet_length(stream) <= 256)
) WITH (fillfactor = 80);

-- What became of each command: its primary stream's version and its last event's position.
CREATE TABLE log.command (
    tenant text COLLATE "C",
    command_id text COLLATE "C",
    body_hash bytea NOT NULL CHECK (octet_length(body_hash) = 32),
    stream text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    position bigint NOT NULL,
    epoch integer NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, command_id),
    CONSTRAINT command_id_too_long CHECK (octet_length(command_id) <= 256)
);

-- The hash of one event; adapters/postgres/leaf_hash.py says what it covers and why. Written out, and
-- neither strict nor immutable, so that the planner puts it into the insert: a call for each row
-- would cost more than the hash.
CREATE FUNCTION log.leaf_hash(
    tenant text, "position" bigint, stream text, version integer, type text,
    recorded_microseconds bigint, metadata bytea, payload bytea
) RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN sha256(
        '\x00'::bytea
        || '\x0000000e'::bytea || 'purvey.event.1'::bytea
        || int4send(octet_length(tenant)) || textsend(tenant)
        || '\x00000008'::bytea || int8send("position")
        || int4send(octet_length(stream)) || textsend(stream)
        || '\x00000008'::bytea || int8send(version)
        || int4send(octet_length(type)) || textsend(type)
        || '\x00000008'::bytea || int8send(recorded_microseconds)
        || int4send(octet_length(metadata)) || metadata
        || int4send(octet_length(payload)) || payload
    );

-- Appends the commands of one call in their order. A command that conflicts, or whose id is known,
-- stores nothing and leaves the others alone; what an earlier one appends counts for a later one.
--
-- changes[c] says how many of the streams belong to command c, events[s] how many of the events
-- belong to stream s. One row comes back per command, in order. result is
--   appended   with the command's outcome,
--   duplicate  with the outcome that this command had before,
--   reused     when the id was used with another body,
--   conflict   with the stream that is not at its expected version, and the version it is at.
CREATE FUNCTION log.append_events(
    in_epoch integer,
    tenants text[], command_ids text[], body_hashes bytea[], effects timestamptz[], changes integer[],
    streams text[], expected integer[], events integer[],
    types text[], metadata bytea[], payloads bytea[]
) RETURNS TABLE (
    result text, stream text, version integer, "position" bigint, epoch integer,
    recorded_at timestamptz
)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- One plan for small and large logs: look every key up in its index.
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
    command_count integer := coalesce(cardinality(tenants), 0);
    head record;
    moment timestamptz;
    microseconds bigint;
    last_offset bigint;
    event_before integer := 0;
    first_change integer;
    change integer := 0;
    command_of integer[];       -- by change: its command
    -- A key is the number of the first command or change that names the same thing.
    command_key integer[];      -- by command
    tenant_key integer[];       -- by command
    stream_key integer[];       -- by change
    known_hash bytea[];         -- by command key: the body that the id stands for
    tenant_position bigint[];   -- by tenant key
    stream_version integer[];   -- by stream key
    results text[];             -- by command
    conflicts integer[];        -- by command: the change that conflicts
    conflict_version integer[]; -- by command
    offset_before bigint[];     -- by change, none where its command stores nothing
    position_before bigint[];   -- by change
    events_before integer[];    -- by change
    position_after bigint[];    -- by command
    primary_change integer[];   -- by command
BEGIN
    SELECT h.epoch, h."offset", h.recorded_at INTO STRICT head FROM log.log_head h FOR UPDATE;
    IF head.epoch IS DISTINCT FROM in_epoch THEN
        RAISE EXCEPTION 'The log is at epoch %, the caller at %.', head.epoch, in_epoch
            USING ERRCODE = 'PV001', HINT = 'Start the process again.';
    END IF;
    moment := greatest(clock_timestamp(), head.recorded_at);
    microseconds := (extract(epoch FROM moment) * 1000000)::bigint;
    last_offset := head."offset";

    SELECT array_agg(c.command_key ORDER BY c.number), array_agg(c.tenant_key ORDER BY c.number),
           array_agg(c.known_hash ORDER BY c.number), array_agg(c.position ORDER BY c.number)
      INTO command_key, tenant_key, known_hash, tenant_position
      FROM (SELECT u.number,
                   min(u.number) OVER (PARTITION BY u.tenant, u.id) AS command_key,
                   min(u.number) OVER (PARTITION BY u.tenant) AS tenant_key,
                   (SELECT k.body_hash FROM log.command k
                     WHERE k.tenant = u.tenant AND k.command_id = u.id) AS known_hash,
                   coalesce((SELECT t.position FROM log.tenant_head t
                              WHERE t.tenant = u.tenant), 0) AS position
              FROM unnest(tenants, command_ids) WITH ORDINALITY u(tenant, id, number)) c;
    SELECT array_agg(s.command ORDER BY s.number), array_agg(s.stream_key ORDER BY s.number),
           array_agg(s.version ORDER BY s.number)
      INTO command_of, stream_key, stream_version
      FROM (SELECT u.number, u.command,
                   min(u.number) OVER (PARTITION BY tenants[u.command], u.stream) AS stream_key,
                   coalesce((SELECT h.version FROM log.stream_head h
                              WHERE h.tenant = tenants[u.command] AND h.stream = u.stream), 0)
                       AS version
              FROM (SELECT row_number() OVER () AS number, c.number AS command,
                           streams[row_number() OVER ()] AS stream
                      FROM unnest(changes) WITH ORDINALITY c(count, number)
                     CROSS JOIN LATERAL generate_series(1, c.count)) u) s;

    results := array_fill(NULL::text, ARRAY[command_count]);
    position_after := array_fill(NULL::bigint, ARRAY[command_count]);
    primary_change := array_fill(NULL::integer, ARRAY[command_count]);
    conflicts := array_fill(NULL::integer, ARRAY[command_count]);
    conflict_version := array_fill(NULL::integer, ARRAY[command_count]);
    offset_before := array_fill(NULL::bigint, ARRAY[cardinality(streams)]);
    position_before := array_fill(NULL::bigint, ARRAY[cardinality(streams)]);
    events_before := array_fill(NULL::integer, ARRAY[cardinality(streams)]);
    FOR command IN 1 .. command_count LOOP
        first_change := change + 1;
        change := change + changes[command];
        primary_change[command] := first_change;
        IF known_hash[command_key[command]] IS NOT NULL THEN
            results[command] := CASE known_hash[command_key[command]]
                WHEN body_hashes[command] THEN 'duplicate' ELSE 'reused' END;
        ELSE
            results[command] := 'appended';
            FOR each IN first_change .. change LOOP
                IF stream_version[stream_key[each]] <> expected[each] THEN
                    results[command] := 'conflict';
                    conflicts[command] := each;
                    conflict_version[command] := stream_version[stream_key[each]];
                    EXIT;
                END IF;
            END LOOP;
        END IF;
        FOR each IN first_change .. change LOOP
            IF results[command] = 'appended' THEN
                IF events[each] < 1 OR stream_version[stream_key[each]] <> expected[each] THEN
                    RAISE EXCEPTION 'Command % names stream % twice, or without an event.',
                        command_ids[command], streams[each] USING ERRCODE = 'PV002';
                END IF;
                offset_before[each] := last_offset;
                position_before[each] := tenant_position[tenant_key[command]];
                events_before[each] := event_before;
                stream_version[stream_key[each]] := expected[each] + events[each];
                tenant_position[tenant_key[command]] := position_before[each] + events[each];
                last_offset := last_offset + events[each];
            END IF;
            event_before := event_before + events[each];
        END LOOP;
        IF results[command] = 'appended' THEN
            IF first_change > change THEN
                RAISE EXCEPTION 'Command % changes nothing.', command_ids[command]
                    USING ERRCODE = 'PV002';
            END IF;
            known_hash[command_key[command]] := body_hashes[command];
            position_after[command] := tenant_position[tenant_key[command]];
        END IF;
    END LOOP;
    IF (change, change, event_before, event_before, event_before) IS DISTINCT FROM
       (cardinality(streams), cardinality(expected), cardinality(types), cardinality(metadata),
        cardinality(payloads)) THEN
        RAISE EXCEPTION 'The arrays do not fit each other.' USING ERRCODE = 'PV002';
    END IF;

    IF last_offset > head."offset" THEN
        INSERT INTO log.event ("offset", position, recorded_at, effective_at, epoch, version, tenant,
                               stream, type, metadata, payload, hash)
        SELECT a.offset_before + n, a.position_before + n, moment, effects[command_of[a.change]],
               head.epoch, expected[a.change] + n, tenants[command_of[a.change]],
               streams[a.change], types[a.events_before + n], metadata[a.events_before + n],
               payloads[a.events_before + n],
               log.leaf_hash(tenants[command_of[a.change]], a.position_before + n,
                             streams[a.change], expected[a.change] + n, types[a.events_before + n],
                             microseconds, metadata[a.events_before + n],
                             payloads[a.events_before + n])
          FROM unnest(offset_before, position_before, events_before)
               WITH ORDINALITY a(offset_before, position_before, events_before, change)
         CROSS JOIN LATERAL generate_series(1, events[a.change]) n
         WHERE a.offset_before IS NOT NULL;
        INSERT INTO log.command (tenant, command_id, body_hash, stream, version, position, epoch,
                                 recorded_at)
        SELECT tenants[r.command], command_ids[r.command], body_hashes[r.command],
               streams[primary_change[r.command]],
               expected[primary_change[r.command]] + events[primary_change[r.command]],
               position_after[r.command], head.epoch, moment
          FROM unnest(results) WITH ORDINALITY r(result, command)
         WHERE r.result = 'appended';
        INSERT INTO log.stream_head AS h (tenant, stream, version)
        SELECT tenants[command_of[k.change]], streams[k.change], stream_version[k.change]
          FROM unnest(stream_key) WITH ORDINALITY k(key, change)
         WHERE k.key = k.change AND stream_version[k.change] > 0
            ON CONFLICT (tenant, stream) DO UPDATE SET version = excluded.version
         WHERE h.version <> excluded.version;
        INSERT INTO log.tenant_head AS h (tenant, tenant_no, position)
        SELECT tenants[k.command],
               (SELECT coalesce(max(t.tenant_no), 0) FROM log.tenant_head t)
                   + row_number() OVER (ORDER BY k.command),
               tenant_position[k.command]
          FROM unnest(tenant_key) WITH ORDINALITY k(key, command)
         WHERE k.key = k.command AND tenant_position[k.command] > 0
            ON CONFLICT (tenant) DO UPDATE SET position = excluded.position
         WHERE h.position <> excluded.position;
        UPDATE log.log_head SET "offset" = last_offset, recorded_at = moment;
        PERFORM pg_notify('log_appended', last_offset::text);
    END IF;

    RETURN QUERY
    SELECT r.result,
           coalesce(k.stream, streams[conflicts[r.command]]),
           coalesce(k.version, conflict_version[r.command]),
           k.position, k.epoch, k.recorded_at
      FROM unnest(results) WITH ORDINALITY r(result, command)
      LEFT JOIN log.command k
             ON r.result IN ('appended', 'duplicate')
            AND k.tenant = tenants[r.command] AND k.command_id = command_ids[r.command]
     ORDER BY r.command;
END
$$;

-- What the log's readers see at a glance; the bytes stay the authority.
CREATE VIEW log.event_json WITH (security_invoker) AS
SELECT e."offset", e.epoch, e.tenant, e.position, e.stream, e.version, e.type, e.recorded_at,
       e.effective_at, convert_from(e.metadata, 'UTF8')::jsonb AS metadata,
       convert_from(e.payload, 'UTF8')::jsonb AS payload, encode(e.hash, 'hex') AS hash
  FROM log.event e;

-- Nobody changes a fact, its owner included. ALWAYS: also while triggers of replicas are silenced.
CREATE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'The log only grows: % on %.% is refused.',
        TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = '42501';
END
$$;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON log.event
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.event ENABLE ALWAYS TRIGGER refuse_change;

ALTER TABLE log.event ENABLE ROW LEVEL SECURITY;
ALTER TABLE log.tenant_head ENABLE ROW LEVEL SECURITY;
CREATE POLICY every_tenant ON log.event FOR SELECT TO purvey_relay, purvey_project USING (true);
CREATE POLICY every_tenant ON log.tenant_head FOR SELECT TO purvey_relay, purvey_project
    USING (true);
CREATE POLICY own_tenant ON log.event FOR SELECT TO purvey_audit
    USING (tenant = current_setting('app.tenant', true));
CREATE POLICY own_tenant ON log.tenant_head FOR SELECT TO purvey_audit, purvey_read
    USING (tenant = current_setting('app.tenant', true));

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA log FROM PUBLIC;
GRANT USAGE ON SCHEMA log
    TO purvey_append, purvey_relay, purvey_project, purvey_read, purvey_audit;
GRANT EXECUTE ON FUNCTION log.append_events TO purvey_append;
GRANT EXECUTE ON FUNCTION log.leaf_hash TO purvey_relay, purvey_project, purvey_audit;
GRANT SELECT ON log.event, log.event_json, log.tenant_head
    TO purvey_relay, purvey_project, purvey_audit;
GRANT SELECT ON log.tenant_head TO purvey_read;
GRANT SELECT ON log.log_head TO purvey_relay, purvey_project;
GRANT SELECT ON log.stream_head, log.command TO purvey_relay;

-- Nor is the log redefined by accident. Only a superuser may set such a guard; a hosted server leaves
-- it to its administrators. It stands outside of what it guards, or it would be dropped with it.
RESET ROLE;
CREATE FUNCTION public.purvey_log_guard() RETURNS event_trigger LANGUAGE plpgsql
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
    END IF;
    IF touched IS NOT NULL THEN
        RAISE EXCEPTION 'The log is guarded: % of % is refused.', TG_TAG, touched
            USING ERRCODE = '42501',
                  HINT = 'A migration that must redefine it disables log_guard and enables it again.';
    END IF;
END
$$;

DO $$
BEGIN
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        CREATE EVENT TRIGGER log_guard ON ddl_command_end
            EXECUTE FUNCTION public.purvey_log_guard();
        CREATE EVENT TRIGGER log_guard_drop ON sql_drop
            EXECUTE FUNCTION public.purvey_log_guard();
        ALTER EVENT TRIGGER log_guard ENABLE ALWAYS;
        ALTER EVENT TRIGGER log_guard_drop ENABLE ALWAYS;
    END IF;
END
$$;
