-- Definition 1.
--
-- Whether the arrays of log.append_events fit each other. There some are asked for an element by its
-- number and some are unfolded, so both must mean the same one: all count from 1, and those that tell
-- of the same things are of one length. Raises PV002.
CREATE OR REPLACE FUNCTION log.check_arrays(
    tenants text[], tenant_events integer[],
    streams text[], stream_tenants integer[], expected integer[],
    event_streams integer[], effects timestamptz[],
    types text[], metadata bytea[], payloads bytea[]
) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    IF (array_dims(tenants), array_dims(streams), array_dims(types)) IS DISTINCT FROM
       (format('[1:%s]', cardinality(tenants)), format('[1:%s]', cardinality(streams)),
        format('[1:%s]', cardinality(types)))
       OR
       (array_dims(tenant_events), array_dims(stream_tenants), array_dims(expected),
        array_dims(event_streams), array_dims(effects), array_dims(metadata), array_dims(payloads))
       IS DISTINCT FROM
       (array_dims(tenants), array_dims(streams), array_dims(streams),
        array_dims(types), array_dims(types), array_dims(types), array_dims(types))
       OR 0 > ANY (expected) THEN
        RAISE EXCEPTION 'The arrays do not fit each other.' USING ERRCODE = 'PV002';
    END IF;
END
$$;

REVOKE ALL ON FUNCTION log.check_arrays FROM PUBLIC;
