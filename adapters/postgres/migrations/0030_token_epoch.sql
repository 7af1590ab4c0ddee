-- The epoch in which what a token names was recorded: answers give tokens of the log's epoch, also for
-- what was recorded before that began, and read models stand in the epoch of what they took last.
SET LOCAL ROLE purvey_project;

-- By position in the history of the entered tenant; null where the log has not come there.
CREATE FUNCTION read.epoch_at(in_position bigint) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN in_position = 0 THEN 0
                ELSE (SELECT e.epoch FROM log.event e
                       WHERE e.tenant = log.entered_tenant() AND e.position = in_position) END
$$;

REVOKE ALL ON FUNCTION read.epoch_at FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read.epoch_at TO purvey_read, purvey_audit;
RESET ROLE;
