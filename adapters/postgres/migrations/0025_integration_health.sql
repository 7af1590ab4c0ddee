-- What is on its way to each consumer, as the relay saw it last: adapters/nats/consumer_lag.py.
SET LOCAL ROLE purvey_owner;

ALTER TABLE relay.consumer
    ADD COLUMN waiting bigint NOT NULL DEFAULT 0, -- events that it has still to be given
    ADD COLUMN unacknowledged bigint NOT NULL DEFAULT 0, -- given, and not acknowledged
    ADD COLUMN redelivered bigint NOT NULL DEFAULT 0, -- of these, given more than once
    ADD COLUMN oldest_offset bigint; -- the first event that it has not acknowledged; none: it has all

RESET ROLE;
