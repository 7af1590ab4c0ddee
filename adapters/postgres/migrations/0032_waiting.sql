-- A read model that has come to an event of a schema which the running program does not know waits
-- before it, paused, until a newer program runs: adapters/postgres/read_waiting.py.
SET LOCAL ROLE purvey_project;

ALTER TABLE read.projection ADD COLUMN waits_at bigint; -- the event's offset, while it waits for one

RESET ROLE;
