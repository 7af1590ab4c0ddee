-- Definition 2.
--
-- The hash of one event; adapters/postgres/leaf_hash.py says what it covers and why. Written out, and
-- neither strict nor immutable, so that the planner puts it into the insert: a call for each row
-- would cost more than the hash. Text is hashed as UTF-8: textsend would give it as the session that
-- asks wants to be answered.
CREATE OR REPLACE FUNCTION log.leaf_hash(
    tenant text, "position" bigint, stream text, version integer, type text,
    recorded_microseconds bigint, metadata bytea, payload bytea
) RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN sha256(
        '\x00'::bytea
        || '\x0000000e'::bytea || 'purvey.event.1'::bytea
        || int4send(octet_length(tenant)) || convert_to(tenant, 'UTF8')
        || '\x00000008'::bytea || int8send("position")
        || int4send(octet_length(stream)) || convert_to(stream, 'UTF8')
        || '\x00000008'::bytea || int8send(version)
        || int4send(octet_length(type)) || convert_to(type, 'UTF8')
        || '\x00000008'::bytea || int8send(recorded_microseconds)
        || int4send(octet_length(metadata)) || metadata
        || int4send(octet_length(payload)) || payload
    );

REVOKE ALL ON FUNCTION log.leaf_hash FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.leaf_hash TO purvey_relay, purvey_project, purvey_audit;
