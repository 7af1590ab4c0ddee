-- How the log is appended to, anew: a call stores all that it was given, or nothing. Callers find
-- it through adapters/postgres/append_call.py, which takes a batch apart that does not fit as a
-- whole; tables, roles and walls are in 0001_log.sql. DECISIONS 23 says what was measured.

-- A migration that redefines the log opens its guard, where there is one, and closes it again.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'log_guard') THEN
        ALTER EVENT TRIGGER log_guard DISABLE;
        ALTER EVENT TRIGGER log_guard_drop DISABLE;
    END IF;
END
$$;
SET LOCAL ROLE purvey_owner;
DROP FUNCTION log.append_events;

-- Stores the events of one or more commands, in their order. Everything that says where an event
-- stands is made here, under the one lock: offset, position, version, recorded time, hash.
--
-- Numbers point into the arrays before them, counted from 1. Each tenant and each stream is named
-- once. expected[s] is the version at which stream s must stand now. primary_events[c] is the last
-- event of command c in its primary stream, last_events[c] its last event of all.
--
-- Raises PV001 when the caller's epoch is over, unique_violation when a command is known already or
-- a stream exists that should be new, PV003 when a stream stands elsewhere than expected, and PV002
-- when the arrays do not fit each other. Nothing is stored then; the functions below tell why.
CREATE FUNCTION log.append_events(
    in_epoch integer,
    tenants text[], tenant_events integer[],
    streams text[], stream_tenants integer[], expected integer[],
    command_ids text[], body_hashes bytea[], command_tenants integer[],
    primary_events integer[], last_events integer[],
    event_streams integer[], effects timestamptz[],
    types text[], metadata bytea[], payloads bytea[],
    OUT recorded_at timestamptz, OUT positions bigint[] -- by event
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
    event_count integer := cardinality(types);
    head record;
    microseconds bigint;
    each integer;
    tip bigint;
    tips bigint[] := '{}'; -- by tenant: the position that it has come to
    ends bigint[] := '{}'; -- by tenant: the position that it must come to
    reached integer[] := expected; -- by stream: the version that it has come to
    versions integer[] := '{}'; -- by event
    moved integer;
BEGIN
    UPDATE log.log_head h
       SET "offset" = h."offset" + event_count,
           recorded_at = greatest(clock_timestamp(), h.recorded_at)
    RETURNING h.epoch, h."offset" - event_count AS "offset", h.recorded_at INTO STRICT head;
    IF head.epoch IS DISTINCT FROM in_epoch THEN
        RAISE EXCEPTION 'The log is at epoch %, the caller at %.', head.epoch, in_epoch
            USING ERRCODE = 'PV001', HINT = 'Start the process again.';
    END IF;
    recorded_at := head.recorded_at;
    microseconds := (extract(epoch FROM head.recorded_at) * 1000000)::bigint;

    FOR number IN 1 .. cardinality(tenants) LOOP
        UPDATE log.tenant_head h SET position = h.position + tenant_events[number]
         WHERE h.tenant = tenants[number] RETURNING h.position - tenant_events[number] INTO tip;
        IF NOT FOUND THEN
            INSERT INTO log.tenant_head (tenant, tenant_no, position)
            SELECT tenants[number], coalesce(max(h.tenant_no), 0) + 1, tenant_events[number]
              FROM log.tenant_head h;
            tip := 0;
        END IF;
        tips[number] := tip;
        ends[number] := tip + tenant_events[number];
    END LOOP;

    positions := '{}';
    FOR number IN 1 .. event_count LOOP
        each := event_streams[number];
        reached[each] := reached[each] + 1;
        versions[number] := reached[each];
        each := stream_tenants[each];
        tips[each] := tips[each] + 1;
        positions[number] := tips[each];
    END LOOP;
    IF tips IS DISTINCT FROM ends OR 0 > ANY (expected)
       OR (event_count, event_count, event_count, event_count) IS DISTINCT FROM
          (cardinality(event_streams), cardinality(effects), cardinality(metadata),
           cardinality(payloads)) THEN
        RAISE EXCEPTION 'The arrays do not fit each other.' USING ERRCODE = 'PV002';
    END IF;

    IF 0 = ANY (expected) THEN
        INSERT INTO log.stream_head (tenant, stream, version)
        SELECT tenants[s.tenant], s.stream, s.reached
          FROM unnest(stream_tenants, streams, expected, reached) s(tenant, stream, was, reached)
         WHERE s.was = 0 AND s.reached > 0;
    END IF;
    IF 0 < ANY (expected) THEN
        UPDATE log.stream_head h SET version = s.reached
          FROM unnest(stream_tenants, streams, expected, reached) s(tenant, stream, was, reached)
         WHERE s.was > 0 AND h.tenant = tenants[s.tenant] AND h.stream = s.stream
           AND h.version = s.was;
        GET DIAGNOSTICS moved = ROW_COUNT;
        IF moved <> (SELECT count(*) FROM unnest(expected) was WHERE was > 0) THEN
            RAISE EXCEPTION 'A stream stands elsewhere than expected.' USING ERRCODE = 'PV003';
        END IF;
    END IF;

    INSERT INTO log.command (tenant, command_id, body_hash, stream, version, position, epoch,
                             recorded_at)
    SELECT tenants[c.tenant], c.id, c.body_hash, streams[event_streams[c.primary_event]],
           versions[c.primary_event], positions[c.last_event], head.epoch, head.recorded_at
      FROM unnest(command_ids, body_hashes, command_tenants, primary_events, last_events)
           c(id, body_hash, tenant, primary_event, last_event);
    INSERT INTO log.event ("offset", position, recorded_at, effective_at, epoch, version, tenant,
                           stream, type, metadata, payload, hash)
    SELECT head."offset" + e.number, e.position, head.recorded_at, e.effective_at, head.epoch,
           e.version, e.tenant, e.stream, e.type, e.metadata, e.payload,
           log.leaf_hash(e.tenant, e.position, e.stream, e.version, e.type, microseconds,
                         e.metadata, e.payload)
      FROM (SELECT u.number, u.position, u.version, u.effective_at, u.type, u.metadata, u.payload,
                   tenants[stream_tenants[u.stream]] AS tenant, streams[u.stream] AS stream
              FROM unnest(event_streams, positions, versions, effects, types, metadata, payloads)
                   WITH ORDINALITY
                   u(stream, position, version, effective_at, type, metadata, payload, number)
            OFFSET 0) e;
    PERFORM pg_notify('log_appended', (head."offset" + event_count)::text);
END
$$;
-- What became of the commands that are known: their number in the arrays, and their outcome.
CREATE FUNCTION log.known_commands(in_tenants text[], in_command_ids text[])
RETURNS TABLE (
    number bigint, body_hash bytea, stream text, version integer, "position" bigint, epoch integer,
    recorded_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT u.number, k.body_hash, k.stream, k.version, k.position, k.epoch, k.recorded_at
      FROM unnest(in_tenants, in_command_ids) WITH ORDINALITY u(tenant, id, number)
      JOIN log.command k ON k.tenant = u.tenant AND k.command_id = u.id
$$;

-- Where these streams stand: their number in the arrays, and the version of those that exist.
CREATE FUNCTION log.stream_versions(in_tenants text[], in_streams text[])
RETURNS TABLE (number bigint, version integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT u.number, h.version
      FROM unnest(in_tenants, in_streams) WITH ORDINALITY u(tenant, stream, number)
      JOIN log.stream_head h ON h.tenant = u.tenant AND h.stream = u.stream
$$;

-- States as they stood at a version: disposable, never looked at by replay or verification. `form`
-- names the rules that made the state; those of other rules or epochs are as good as none.
CREATE TABLE log.snapshot (
    tenant text COLLATE "C",
    stream text COLLATE "C",
    version integer NOT NULL,
    epoch integer NOT NULL,
    form text COLLATE "C" NOT NULL,
    state bytea NOT NULL,
    PRIMARY KEY (tenant, stream),
    CONSTRAINT state_too_large CHECK (octet_length(state) <= 1048576)
);

-- Takes the place of an older snapshot, or of one of other rules; never ahead of the stream.
CREATE FUNCTION log.keep_snapshot(
    in_tenant text, in_stream text, in_version integer, in_epoch integer, in_form text,
    in_state bytea
) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO log.snapshot AS s (tenant, stream, version, epoch, form, state)
    SELECT in_tenant, in_stream, in_version, in_epoch, in_form, in_state
      FROM log.stream_head h
     WHERE h.tenant = in_tenant AND h.stream = in_stream AND h.version >= in_version
        ON CONFLICT (tenant, stream) DO UPDATE
       SET version = excluded.version, epoch = excluded.epoch, form = excluded.form,
           state = excluded.state
     WHERE s.version < excluded.version OR s.form <> excluded.form OR s.epoch <> excluded.epoch
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA log FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    log.append_events, log.known_commands, log.stream_versions, log.keep_snapshot TO purvey_append;
GRANT SELECT ON log.snapshot TO purvey_relay;

RESET ROLE;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'log_guard') THEN
        ALTER EVENT TRIGGER log_guard ENABLE ALWAYS;
        ALTER EVENT TRIGGER log_guard_drop ENABLE ALWAYS;
    END IF;
END
$$;
