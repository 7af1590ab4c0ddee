-- Definition 6.
--
-- Whether the arrays of log.append_events fit each other. There some are asked for an element by its
-- number and some are unfolded, so both must mean the same one: all count from 1, those that tell of
-- the same things are of one length, each number is that of an element which is there, and none is
-- left out. Each tenant is named once, and the commands share all events out, in their order (that
-- these are of the command's tenant, append_events.sql sees). Raises PV002; and PV004 for an effective
-- time that readers have no name for, because their calendar goes from year 1 to 9999, and for streams
-- and commands without a name, with blanks for one, or with characters in it that nobody sees: those
-- of `domain/visible.py`, which refuses them in numbers.
CREATE OR REPLACE FUNCTION log.check_arrays(
    tenants text[], tenant_events integer[],
    streams text[], stream_tenants integer[], expected integer[],
    command_ids text[], body_hashes bytea[], command_tenants integer[],
    primary_events integer[], last_events integer[],
    event_streams integer[], effects timestamptz[],
    types text[], metadata bytea[], payloads bytea[]
) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    IF (array_dims(tenants), array_dims(streams), array_dims(command_ids), array_dims(types))
       IS DISTINCT FROM
       (format('[1:%s]', cardinality(tenants)), format('[1:%s]', cardinality(streams)),
        format('[1:%s]', cardinality(command_ids)), format('[1:%s]', cardinality(types)))
       OR
       (array_dims(tenant_events), array_dims(stream_tenants), array_dims(expected),
        array_dims(body_hashes), array_dims(command_tenants), array_dims(primary_events),
        array_dims(last_events), array_dims(event_streams), array_dims(effects),
        array_dims(metadata), array_dims(payloads))
       IS DISTINCT FROM
       (array_dims(tenants), array_dims(streams), array_dims(streams),
        array_dims(command_ids), array_dims(command_ids), array_dims(command_ids),
        array_dims(command_ids), array_dims(types), array_dims(types),
        array_dims(types), array_dims(types))
       OR (0 <= ALL (tenant_events) AND 0 <= ALL (expected)
           AND 1 <= ALL (stream_tenants) AND cardinality(tenants) >= ALL (stream_tenants)
           AND 1 <= ALL (command_tenants) AND cardinality(tenants) >= ALL (command_tenants)
           AND 1 <= ALL (event_streams) AND cardinality(streams) >= ALL (event_streams)
           AND 1 <= ALL (primary_events) AND cardinality(types) >= ALL (primary_events)
           AND 1 <= ALL (last_events) AND cardinality(types) >= ALL (last_events)) IS NOT TRUE
       OR coalesce(array_position(tenants, NULL), array_position(streams, NULL),
                   array_position(command_ids, NULL), array_position(body_hashes, NULL),
                   array_position(effects, NULL), array_position(types, NULL)) IS NOT NULL THEN
        RAISE EXCEPTION 'The arrays do not fit each other.' USING ERRCODE = 'PV002';
    END IF;
    IF cardinality(tenants) > 1
       AND cardinality(tenants) > (SELECT count(DISTINCT t) FROM unnest(tenants) t)
       OR coalesce(last_events[cardinality(last_events)], 0) <> cardinality(types)
       OR EXISTS (
           SELECT FROM unnest(primary_events, last_events) WITH ORDINALITY
                       c(primary_event, last_event, number)
            CROSS JOIN LATERAL coalesce(last_events[c.number - 1], 0) former
            WHERE c.primary_event <= former OR c.primary_event > c.last_event) THEN
        RAISE EXCEPTION 'The commands do not fit the events.' USING ERRCODE = 'PV002';
    END IF;
    IF ('0001-01-01 00:00:00Z'::timestamptz <= ALL (effects)
        AND '9999-12-31 23:59:59.999999Z'::timestamptz >= ALL (effects)) IS NOT TRUE THEN
        RAISE EXCEPTION 'An effective time lies outside of the years 1 to 9999.'
            USING ERRCODE = 'PV004';
    END IF;
    -- Nearly all names are plain, which is soon seen.
    IF array_to_string(streams || command_ids, ' ') ~ '^[!-~]+(?: [!-~]+)*$' THEN
        RETURN;
    END IF;
    IF array_to_string(streams || command_ids, '') ~ (
           '[\x01-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2'
           '\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800'
           '\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd'
           '\U00013430-\U0001343f\U00016fe4\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a'
           '\ufffe\uffff\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe\U0003ffff\U0004fffe'
           '\U0004ffff\U0005fffe\U0005ffff\U0006fffe\U0006ffff\U0007fffe\U0007ffff\U0008fffe'
           '\U0008ffff\U0009fffe\U0009ffff\U000afffe\U000affff\U000bfffe\U000bffff\U000cfffe'
           '\U000cffff\U000dfffe\U000dffff\U000efffe\U000effff'
           -- Private use, with what ends its planes.
           '\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]')
       OR cardinality(types) > 0
       AND array_to_string(streams || command_ids, E'\x1f') ~ (
           -- A name begins behind one that ended: with a blank, a mark, or at once with its end.
           '(^|\x1f)([ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u0300-\u036f\u1ab0-\u1aff'
           '\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\x1f]|$)'
           '|[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000](\x1f|$)') THEN
        RAISE EXCEPTION 'A stream or a command has no name, or one that nobody sees in full.'
            USING ERRCODE = 'PV004';
    END IF;
END
$$;

REVOKE ALL ON FUNCTION log.check_arrays(
    text[], integer[], text[], integer[], integer[], text[], bytea[], integer[], integer[], integer[],
    integer[], timestamptz[], text[], bytea[], bytea[]) FROM PUBLIC;
