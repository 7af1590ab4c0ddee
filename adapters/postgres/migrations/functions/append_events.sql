-- Definition 10.
--
-- Stores the events of one or more commands, in their order. Everything that says where an event
-- stands is made here, under the one lock: offset, position, version, recorded time, hash.
--
-- Numbers point into the arrays before them, counted from 1. Each tenant and each stream is named
-- once. expected[s] is the version at which stream s must stand now; a stream without events was
-- only read by those who decided. primary_events[c] is the last event of command c in its primary
-- stream, last_events[c] its last event of all. Heads are moved by append_heads.sql.
--
-- Raises PV001 when the caller's epoch is over, PV005 when the head has a time by which nothing could
-- be recorded, as a superuser may have written it, unique_violation when a command is known already or
-- a stream exists that should be new, PV003 when a stream stands elsewhere than expected, PV002 when
-- the arrays do not fit each other (append_arrays.sql), and PV004 when an event is none that readers
-- could read (is_readable.sql), or says another effective time or another command than is given for it
-- (is_dated.sql, is_commanded.sql). Nothing is stored then; append_judge.sql tells why.
--
-- What was waited for the lock, behind others who may have waited for another one, counts in the
-- caller's lock_timeout: it is a limit of the whole call.
CREATE OR REPLACE FUNCTION log.append_events(
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
    tips bigint[]; -- by tenant: the position that it has come to
    ends bigint[]; -- by tenant: the position that it must come to
    reached integer[] := expected; -- by stream: the version that it has come to
    versions integer[] := '{}'; -- by event
    commands integer[] := '{}'; -- by event
    each integer;
    microseconds bigint;
    waited interval;
    patience interval := current_setting('lock_timeout');
    command integer := 1; -- the one that the event is of
    stored integer;
BEGIN
    PERFORM log.check_arrays(tenants, tenant_events, streams, stream_tenants, expected,
                             command_ids, body_hashes, command_tenants, primary_events, last_events,
                             event_streams, effects, types, metadata, payloads);

    -- From here to the commit nobody else appends.
    UPDATE log.log_head h
       SET "offset" = h."offset" + event_count,
           recorded_at = greatest(clock_timestamp(), h.recorded_at)
    RETURNING h.epoch, h."offset" - event_count AS "offset", h.recorded_at INTO STRICT head;
    waited := clock_timestamp() - statement_timestamp();
    IF patience > '0' AND waited > '100 ms' THEN
        PERFORM set_config('lock_timeout', format(
            '%sms', greatest(1, round(extract(epoch FROM patience - waited) * 1000))), true);
    END IF;
    IF head.recorded_at > '9999-12-31 23:59:59.999999Z' THEN
        RAISE EXCEPTION 'The head of the log says a time that no calendar has.'
            USING ERRCODE = 'PV005', HINT = 'Verify the log.';
    END IF;
    microseconds := (extract(epoch FROM head.recorded_at) * 1000000)::bigint;
    IF head.epoch IS DISTINCT FROM in_epoch THEN
        RAISE EXCEPTION 'The log is at epoch %, the caller at %.', head.epoch, in_epoch
            USING ERRCODE = 'PV001', HINT = 'Start the process again.';
    END IF;

    -- Each event is the next of its tenant and of its stream.
    SELECT m.tips, m.ends INTO tips, ends FROM log.move_tenants(tenants, tenant_events) m;
    positions := '{}';
    FOR number IN 1 .. event_count LOOP
        each := event_streams[number];
        EXIT WHEN number > primary_events[command]
              AND each = event_streams[primary_events[command]];
        reached[each] := reached[each] + 1;
        versions[number] := reached[each];
        each := stream_tenants[each];
        tips[each] := tips[each] + 1;
        positions[number] := tips[each];
        EXIT WHEN each <> command_tenants[command];
        commands[number] := command;
        command := command + (number = last_events[command])::integer;
    END LOOP;
    IF tips IS DISTINCT FROM ends OR command <= cardinality(command_ids) THEN
        RAISE EXCEPTION 'The arrays do not fit each other.' USING ERRCODE = 'PV002';
    END IF;
    PERFORM log.move_streams(tenants, streams, stream_tenants, expected, reached);

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
                   tenants[stream_tenants[u.stream]] AS tenant, streams[u.stream] AS stream,
                   command_ids[u.command] AS command_id
              FROM unnest(event_streams, positions, versions, commands, effects, types, metadata,
                          payloads) WITH ORDINALITY
                   u(stream, position, version, command, effective_at, type, metadata, payload,
                     number)
            OFFSET 0) e
     WHERE CASE WHEN log.is_readable(e.type, e.metadata, e.payload)
                THEN log.is_dated(e.metadata, e.effective_at)
                     AND log.is_commanded(e.metadata, e.command_id) END;
    GET DIAGNOSTICS stored = ROW_COUNT;
    IF stored <> event_count THEN
        RAISE EXCEPTION 'Nobody could read an event of these: its type is no subject of the stream,'
            ' its metadata or payload no JSON object, or its effective time or its command not'
            ' the one that its metadata state.' USING ERRCODE = 'PV004';
    END IF;
    recorded_at := head.recorded_at;
    PERFORM pg_notify('log_appended', (head."offset" + event_count)::text);
END
$$;

REVOKE ALL ON FUNCTION log.append_events FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.append_events TO purvey_append;
-- As definition 4 called it.
DROP FUNCTION IF EXISTS log.check_arrays(text[], integer[], text[], integer[], integer[],
                                         integer[], timestamptz[], text[], bytea[], bytea[]);
