-- Definition 1.
--
-- Whether an event says that it is of the command whose row it is stored with, if it says one: repeats
-- are answered by the row, histories name the event's. Compared as JSON, because neither null nor a
-- number is a name. The metadata must be JSON. Written so that the planner puts it into the insert, as
-- it does with leaf_hash.
CREATE OR REPLACE FUNCTION log.is_commanded(metadata bytea, command_id text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce((convert_from(metadata, 'UTF8')::json -> 'command_id')::text
                    = to_json(command_id)::text, true);

REVOKE ALL ON FUNCTION log.is_commanded FROM PUBLIC;
