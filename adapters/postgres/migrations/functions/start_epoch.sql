-- Definition 3.
--
-- Raises the epoch, under the lock of the append: every call of a former epoch is refused from here
-- on. in_former is the epoch that the caller looked at, so that two cannot begin one after another
-- by mistake; in_shared is the last offset at which the former history was this one, by default the
-- last one of the log. in_seal says that it is the instance that begins it (epochs.py makes it): the
-- login of the role alone could have every read model and consumer of the log stand still.
--
-- Raises 42501 where the seal does not fit, PV001 when the log has left that epoch, and PV005 when
-- its head has a time by which nothing could be recorded, as a superuser may have written it: the
-- row would keep it for good.
DROP FUNCTION IF EXISTS log.start_epoch(integer, integer, bigint, text, text); -- of definition 1

CREATE OR REPLACE FUNCTION log.start_epoch(
    in_former integer, in_epoch integer, in_shared bigint, in_by text, in_reason text, in_seal bytea
) RETURNS log.epoch_start
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    head record;
    started log.epoch_start;
BEGIN
    IF in_seal IS NULL OR in_seal IS DISTINCT FROM log.sign(
           'purvey.epoch.1'::bytea || '\x00'::bytea || convert_to(format(
               '%s %s %s %s %s %s', in_former, in_epoch, coalesce(in_shared, -1),
               char_length(in_by), in_by, in_reason), 'UTF8')) THEN
        RAISE EXCEPTION 'This is not the seal of epoch %.', in_epoch USING ERRCODE = '42501',
            HINT = 'Seals derive from the secret of the instance; run `purvey log new-epoch`.';
    END IF;
    SELECT h.epoch, h."offset", h.recorded_at INTO STRICT head FROM log.log_head h FOR UPDATE;
    IF head.epoch IS DISTINCT FROM in_former THEN
        RAISE EXCEPTION 'The log is at epoch %, the caller at %.', head.epoch, in_former
            USING ERRCODE = 'PV001', HINT = 'Look again at what stands.';
    END IF;
    IF head.recorded_at > '9999-12-31 23:59:59.999999Z' THEN
        RAISE EXCEPTION 'The head of the log says a time that no calendar has.'
            USING ERRCODE = 'PV005', HINT = 'Verify the log.';
    END IF;
    INSERT INTO log.epoch_start (epoch, former_epoch, "offset", shared_offset, started_at,
                                 started_by, reason)
    VALUES (in_epoch, head.epoch, head."offset",
            coalesce(in_shared, head."offset"),
            greatest(clock_timestamp(), head.recorded_at), in_by, in_reason)
    RETURNING * INTO started;
    UPDATE log.log_head SET epoch = in_epoch;
    PERFORM pg_notify('log_epoch', in_epoch::text);
    RETURN started;
END
$$;

REVOKE ALL ON FUNCTION log.start_epoch FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.start_epoch TO purvey_operate;
