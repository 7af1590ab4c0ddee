-- What outlives the stream: who consumes it and how far they acknowledged; and how the relay is.
--
-- JetStream loses a durable consumer with its stream, so the definition and the last acknowledged
-- offset stand here and are restored from here (adapters/nats/consumers.py, relay_status.py).
CREATE SCHEMA relay AUTHORIZATION purvey_owner;
SET LOCAL ROLE purvey_owner;

CREATE TABLE relay.consumer (
    name text COLLATE "C" PRIMARY KEY CHECK (name ~ '^[A-Za-z0-9_-]{1,64}$'),
    subjects text[] NOT NULL CHECK (cardinality(subjects) > 0),
    ack_wait_seconds integer NOT NULL CHECK (ack_wait_seconds > 0),
    epoch integer NOT NULL CHECK (epoch > 0), -- the history that its offset counts
    acknowledged_offset bigint NOT NULL CHECK (acknowledged_offset >= 0)
);

-- One row per deployment: the relay that wrote it last. A second relay only stands by.
CREATE TABLE relay.status (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    state text NOT NULL,
    detail text NOT NULL,
    epoch integer NOT NULL,
    last_offset bigint NOT NULL,
    stream_messages bigint NOT NULL,
    refills bigint NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

GRANT USAGE ON SCHEMA relay TO purvey_relay, purvey_project, purvey_read;
GRANT SELECT, INSERT, UPDATE, DELETE ON relay.consumer TO purvey_relay;
GRANT SELECT, INSERT, UPDATE ON relay.status TO purvey_relay;
GRANT SELECT ON relay.status TO purvey_project, purvey_read;
RESET ROLE;
