-- Definition 1.
--
-- Whether readers can take an event apart: its type can be part of a subject of the stream, and its
-- bytes are JSON objects. What these hold is their readers' business: an event that one of them
-- cannot make sense of stops its document there, and nothing else. Bytes that are no UTF-8 are an
-- error (22021). Written so that the planner puts it into the insert, as it does with leaf_hash.
CREATE OR REPLACE FUNCTION log.is_readable(type text, metadata bytea, payload bytea) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN octet_length(type) <= 128 AND type ~ '^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$'
       AND metadata IS JSON OBJECT AND payload IS JSON OBJECT;

REVOKE ALL ON FUNCTION log.is_readable FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.is_readable TO purvey_relay, purvey_project, purvey_audit;
