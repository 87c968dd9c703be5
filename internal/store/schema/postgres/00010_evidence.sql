-- Evidence that is handed over sealed: files, their parts on the way, the
-- keys they are sealed under, demands, and who opened what.
-- +goose Up
CREATE TABLE evidence_key (
	organisation TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES organisation (id),
	revision     BIGINT NOT NULL,
	recipient    TEXT COLLATE "C" NOT NULL, -- the public half
	wrapped      BYTEA NOT NULL, -- the secret half, sealed for the master key
	master       TEXT COLLATE "C" NOT NULL, -- public half of that master key, which is kept elsewhere
	made         TEXT COLLATE "C" NOT NULL
);

CREATE TABLE evidence_file (
	id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	revision     BIGINT NOT NULL,
	organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
	application  TEXT COLLATE "C" NOT NULL REFERENCES application (id),
	criterion    TEXT COLLATE "C" NOT NULL, -- '' for the application as a whole
	title        TEXT COLLATE "C" NOT NULL,
	name         TEXT COLLATE "C" NOT NULL,
	version      BIGINT NOT NULL, -- 0 until sealed
	size         BIGINT NOT NULL,
	sha256       TEXT COLLATE "C" NOT NULL,
	state        TEXT COLLATE "C" NOT NULL,
	failure      TEXT COLLATE "C" NOT NULL,
	held         BIGINT NOT NULL,
	blob         TEXT COLLATE "C" NOT NULL,
	started      TEXT COLLATE "C" NOT NULL,
	started_by   TEXT COLLATE "C" NOT NULL,
	touched      TEXT COLLATE "C" NOT NULL,
	sealed_at    TEXT COLLATE "C" NOT NULL -- '' until sealed
);
CREATE INDEX evidence_file_application ON evidence_file (application, criterion, title, version);
CREATE UNIQUE INDEX evidence_file_version ON evidence_file (application, criterion, title, version) WHERE version > 0;
CREATE INDEX evidence_file_organisation ON evidence_file (organisation, state);
CREATE INDEX evidence_file_unfinished ON evidence_file (touched, id) WHERE state = 'receiving' OR state = 'checking';

CREATE TABLE evidence_part (
	file  TEXT COLLATE "C" NOT NULL REFERENCES evidence_file (id),
	start BIGINT NOT NULL, -- byte of the file at which it begins
	size  BIGINT NOT NULL,
	blob  TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (file, start)
);
CREATE INDEX evidence_part_blob ON evidence_part (blob);

CREATE TABLE demand (
	id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	revision    BIGINT NOT NULL,
	application TEXT COLLATE "C" NOT NULL REFERENCES application (id),
	label       TEXT COLLATE "C" NOT NULL, -- '' before the label is issued
	reason      TEXT COLLATE "C" NOT NULL,
	opened      TEXT COLLATE "C" NOT NULL,
	opened_by   TEXT COLLATE "C" NOT NULL,
	due         TEXT COLLATE "C" NOT NULL,
	closed      TEXT COLLATE "C" NOT NULL, -- '' while it stands
	closed_by   TEXT COLLATE "C" NOT NULL
);
CREATE INDEX demand_application ON demand (application, opened, id);
CREATE UNIQUE INDEX demand_open ON demand (application) WHERE closed = '';

CREATE TABLE evidence_access (
	id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	file         TEXT COLLATE "C" NOT NULL REFERENCES evidence_file (id),
	application  TEXT COLLATE "C" NOT NULL REFERENCES application (id),
	who          TEXT COLLATE "C" NOT NULL,
	organisation TEXT COLLATE "C" NOT NULL,
	at           TEXT COLLATE "C" NOT NULL,
	written      BIGINT NOT NULL, -- order within one second
	demand       TEXT COLLATE "C" NOT NULL, -- '' for the holder's own people
	outcome      TEXT COLLATE "C" NOT NULL -- '' while under way
);
CREATE INDEX evidence_access_application ON evidence_access (application, at, written);

CREATE TRIGGER evidence_access_no_update BEFORE UPDATE ON evidence_access FOR EACH ROW
WHEN (NOT (OLD.outcome = '' AND NEW.id = OLD.id AND NEW.file = OLD.file AND NEW.application = OLD.application
	AND NEW.who = OLD.who AND NEW.organisation = OLD.organisation AND NEW.at = OLD.at AND NEW.demand = OLD.demand))
EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER evidence_access_no_delete BEFORE DELETE ON evidence_access FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER evidence_access_no_truncate BEFORE TRUNCATE ON evidence_access FOR EACH STATEMENT EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER evidence_file_no_update BEFORE UPDATE ON evidence_file FOR EACH ROW WHEN (OLD.state = 'sealed') EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER evidence_file_no_delete BEFORE DELETE ON evidence_file FOR EACH ROW WHEN (OLD.state = 'sealed') EXECUTE FUNCTION stays_as_written();
