-- Evidence that is handed over sealed: files, their parts on the way, the
-- keys they are sealed under, demands, and who opened what.
-- +goose Up
CREATE TABLE evidence_key (
	organisation TEXT NOT NULL PRIMARY KEY REFERENCES organisation (id),
	revision     INTEGER NOT NULL,
	recipient    TEXT NOT NULL, -- the public half
	wrapped      BLOB NOT NULL, -- the secret half, sealed for the master key
	master       TEXT NOT NULL, -- public half of that master key, which is kept elsewhere
	made         TEXT NOT NULL
) STRICT;

CREATE TABLE evidence_file (
	id           TEXT NOT NULL PRIMARY KEY,
	revision     INTEGER NOT NULL,
	organisation TEXT NOT NULL REFERENCES organisation (id),
	application  TEXT NOT NULL REFERENCES application (id),
	criterion    TEXT NOT NULL, -- '' for the application as a whole
	title        TEXT NOT NULL,
	name         TEXT NOT NULL,
	version      INTEGER NOT NULL, -- 0 until sealed
	size         INTEGER NOT NULL,
	sha256       TEXT NOT NULL,
	state        TEXT NOT NULL,
	failure      TEXT NOT NULL,
	held         INTEGER NOT NULL,
	blob         TEXT NOT NULL,
	started      TEXT NOT NULL,
	started_by   TEXT NOT NULL,
	touched      TEXT NOT NULL,
	sealed_at    TEXT NOT NULL -- '' until sealed
) STRICT;
CREATE INDEX evidence_file_application ON evidence_file (application, criterion, title, version);
CREATE UNIQUE INDEX evidence_file_version ON evidence_file (application, criterion, title, version) WHERE version > 0;
CREATE INDEX evidence_file_organisation ON evidence_file (organisation, state);
CREATE INDEX evidence_file_unfinished ON evidence_file (touched, id) WHERE state = 'receiving' OR state = 'checking';

CREATE TABLE evidence_part (
	file  TEXT NOT NULL REFERENCES evidence_file (id),
	start INTEGER NOT NULL, -- byte of the file at which it begins
	size  INTEGER NOT NULL,
	blob  TEXT NOT NULL,
	PRIMARY KEY (file, start)
) STRICT;
CREATE INDEX evidence_part_blob ON evidence_part (blob);

CREATE TABLE demand (
	id          TEXT NOT NULL PRIMARY KEY,
	revision    INTEGER NOT NULL,
	application TEXT NOT NULL REFERENCES application (id),
	label       TEXT NOT NULL, -- '' before the label is issued
	reason      TEXT NOT NULL,
	opened      TEXT NOT NULL,
	opened_by   TEXT NOT NULL,
	due         TEXT NOT NULL,
	closed      TEXT NOT NULL, -- '' while it stands
	closed_by   TEXT NOT NULL
) STRICT;
CREATE INDEX demand_application ON demand (application, opened, id);
CREATE UNIQUE INDEX demand_open ON demand (application) WHERE closed = '';

CREATE TABLE evidence_access (
	id           TEXT NOT NULL PRIMARY KEY,
	file         TEXT NOT NULL REFERENCES evidence_file (id),
	application  TEXT NOT NULL REFERENCES application (id),
	who          TEXT NOT NULL,
	organisation TEXT NOT NULL,
	at           TEXT NOT NULL,
	written      INTEGER NOT NULL, -- order within one second
	demand       TEXT NOT NULL, -- '' for the holder's own people
	outcome      TEXT NOT NULL -- '' while under way
) STRICT;
CREATE INDEX evidence_access_application ON evidence_access (application, at, written);

-- +goose StatementBegin
CREATE TRIGGER evidence_access_no_update BEFORE UPDATE ON evidence_access
WHEN NOT (OLD.outcome = '' AND NEW.id = OLD.id AND NEW.file = OLD.file AND NEW.application = OLD.application
	AND NEW.who = OLD.who AND NEW.organisation = OLD.organisation AND NEW.at = OLD.at AND NEW.demand = OLD.demand)
BEGIN SELECT RAISE(ABORT, 'openings of evidence stay as written'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER evidence_access_no_delete BEFORE DELETE ON evidence_access
BEGIN SELECT RAISE(ABORT, 'openings of evidence stay as written'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER evidence_file_no_update BEFORE UPDATE ON evidence_file WHEN OLD.state = 'sealed'
BEGIN SELECT RAISE(ABORT, 'sealed evidence stays as it is'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER evidence_file_no_delete BEFORE DELETE ON evidence_file WHEN OLD.state = 'sealed'
BEGIN SELECT RAISE(ABORT, 'sealed evidence stays as it is'); END;
-- +goose StatementEnd
