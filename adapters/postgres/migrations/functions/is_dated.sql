-- Definition 1.
--
-- Whether an event says that it took effect when its row does, in canonical form: read models go by
-- what it says, the effective clock by the row. The metadata must be JSON. Written so that the planner
-- puts it into the insert, as it does with leaf_hash.
CREATE OR REPLACE FUNCTION log.is_dated(metadata bytea, effective_at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN convert_from(metadata, 'UTF8')::json ->> 'effective_at'
           = to_char(effective_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

REVOKE ALL ON FUNCTION log.is_dated FROM PUBLIC;
