-- What a rebuild of the journal adds to the entries that it keeps. It is posted behind the switch;
-- until then it waits here, and whoever rebuilds next posts it first. None: of an older program,
-- which posted before it switched.
SET LOCAL ROLE purvey_project;

ALTER TABLE read.posted_proposal
    ADD COLUMN correction_id text COLLATE "C",
    ADD COLUMN correction jsonb;

RESET ROLE;
