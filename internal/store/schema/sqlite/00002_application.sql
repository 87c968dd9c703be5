-- Applications, their answers, and the counters that number them.
-- +goose Up
CREATE TABLE application (
	id                 TEXT NOT NULL PRIMARY KEY,
	revision           INTEGER NOT NULL,
	kind               TEXT NOT NULL,
	state              TEXT NOT NULL,
	applicant          TEXT NOT NULL REFERENCES organisation (id),
	agent              TEXT NOT NULL, -- '' when the applicant applies itself
	started            TEXT NOT NULL,
	started_by         TEXT NOT NULL,
	level              TEXT NOT NULL,
	category           TEXT NOT NULL,
	edition            TEXT NOT NULL,
	catalog            TEXT NOT NULL,
	evaluator          TEXT NOT NULL, -- JSON
	scope              TEXT NOT NULL, -- JSON
	product            TEXT NOT NULL, -- JSON
	application_number TEXT NOT NULL, -- '' until given, as the two below
	acceptance_number  TEXT NOT NULL,
	provisional_number TEXT NOT NULL,
	declaration        TEXT NOT NULL, -- JSON
	received           TEXT NOT NULL,
	returns            TEXT NOT NULL, -- JSON
	accepted_at        TEXT NOT NULL,
	accepted_by        TEXT NOT NULL,
	fee_yen            INTEGER NOT NULL,
	fee                TEXT NOT NULL, -- JSON
	view               TEXT NOT NULL, -- JSON
	closed             TEXT NOT NULL,
	closed_by          TEXT NOT NULL,
	reason             TEXT NOT NULL,
	label              TEXT NOT NULL -- '' until issued
) STRICT;
CREATE UNIQUE INDEX application_application_number ON application (application_number) WHERE application_number <> '';
CREATE UNIQUE INDEX application_acceptance_number ON application (acceptance_number) WHERE acceptance_number <> '';
CREATE UNIQUE INDEX application_provisional_number ON application (provisional_number) WHERE provisional_number <> '';
CREATE INDEX application_order ON application (started, id);
CREATE INDEX application_applicant ON application (applicant, started, id);
CREATE INDEX application_state ON application (state, started, id);

CREATE TABLE answer (
	application TEXT NOT NULL REFERENCES application (id),
	criterion   TEXT NOT NULL,
	revision    INTEGER NOT NULL,
	saved       TEXT NOT NULL,
	saved_by    TEXT NOT NULL,
	body        TEXT NOT NULL, -- JSON
	PRIMARY KEY (application, criterion)
) STRICT;

CREATE TABLE serial (
	name TEXT NOT NULL PRIMARY KEY,
	last INTEGER NOT NULL
) STRICT;
