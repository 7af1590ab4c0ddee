-- Definition 2.
--
-- Keeps how other epochs began that this log has not come to. What it knows already stays as it is.
--
-- No row of the log can tell a true telling from a false one, since a home that was restored to
-- several moments has any tree of epochs; so in_seal says that it is the home that tells (epochs.py
-- makes it). What is told by the login of the role alone is refused with 42501.
DROP FUNCTION IF EXISTS log.tell_epochs(jsonb); -- of migration 0028

CREATE OR REPLACE FUNCTION log.tell_epochs(in_starts text, in_seal bytea) RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF in_seal IS NULL OR in_seal IS DISTINCT FROM
       log.sign('purvey.epochs.1'::bytea || '\x00'::bytea || convert_to(in_starts, 'UTF8')) THEN
        RAISE EXCEPTION 'This is not the seal of the epochs that are told.'
            USING ERRCODE = '42501', HINT = 'Seals derive from the secret of the instance.';
    END IF;
    INSERT INTO log.epoch_start
    SELECT s.*
      FROM log.log_head h, jsonb_populate_recordset(NULL::log.epoch_start, in_starts::jsonb) s
     WHERE s.epoch > h.epoch
        ON CONFLICT (epoch) DO NOTHING;
END
$$;

REVOKE ALL ON FUNCTION log.tell_epochs FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.tell_epochs TO purvey_operate;
