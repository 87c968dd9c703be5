-- Applications, their answers, and the counters that number them.
-- +goose Up
CREATE TABLE application (
	id                 TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	revision           BIGINT NOT NULL,
	kind               TEXT COLLATE "C" NOT NULL,
	state              TEXT COLLATE "C" NOT NULL,
	applicant          TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
	agent              TEXT COLLATE "C" NOT NULL, -- '' when the applicant applies itself
	started            TEXT COLLATE "C" NOT NULL,
	started_by         TEXT COLLATE "C" NOT NULL,
	level              TEXT COLLATE "C" NOT NULL,
	category           TEXT COLLATE "C" NOT NULL,
	edition            TEXT COLLATE "C" NOT NULL,
	catalog            TEXT COLLATE "C" NOT NULL,
	evaluator          TEXT COLLATE "C" NOT NULL, -- JSON
	scope              TEXT COLLATE "C" NOT NULL, -- JSON
	product            TEXT COLLATE "C" NOT NULL, -- JSON
	application_number TEXT COLLATE "C" NOT NULL, -- '' until given, as the two below
	acceptance_number  TEXT COLLATE "C" NOT NULL,
	provisional_number TEXT COLLATE "C" NOT NULL,
	declaration        TEXT COLLATE "C" NOT NULL, -- JSON
	received           TEXT COLLATE "C" NOT NULL,
	returns            TEXT COLLATE "C" NOT NULL, -- JSON
	accepted_at        TEXT COLLATE "C" NOT NULL,
	accepted_by        TEXT COLLATE "C" NOT NULL,
	fee_yen            BIGINT NOT NULL,
	fee                TEXT COLLATE "C" NOT NULL, -- JSON
	view               TEXT COLLATE "C" NOT NULL, -- JSON
	closed             TEXT COLLATE "C" NOT NULL,
	closed_by          TEXT COLLATE "C" NOT NULL,
	reason             TEXT COLLATE "C" NOT NULL,
	label              TEXT COLLATE "C" NOT NULL -- '' until issued
);
CREATE UNIQUE INDEX application_application_number ON application (application_number) WHERE application_number <> '';
CREATE UNIQUE INDEX application_acceptance_number ON application (acceptance_number) WHERE acceptance_number <> '';
CREATE UNIQUE INDEX application_provisional_number ON application (provisional_number) WHERE provisional_number <> '';
CREATE INDEX application_order ON application (started, id);
CREATE INDEX application_applicant ON application (applicant, started, id);
CREATE INDEX application_state ON application (state, started, id);

CREATE TABLE answer (
	application TEXT COLLATE "C" NOT NULL REFERENCES application (id),
	criterion   TEXT COLLATE "C" NOT NULL,
	revision    BIGINT NOT NULL,
	saved       TEXT COLLATE "C" NOT NULL,
	saved_by    TEXT COLLATE "C" NOT NULL,
	body        TEXT COLLATE "C" NOT NULL, -- JSON
	PRIMARY KEY (application, criterion)
);

CREATE TABLE serial (
	name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	last BIGINT NOT NULL
);
