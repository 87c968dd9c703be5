-- What stays as it was written: audit lines, public events, scheme data.
-- +goose Up
CREATE TABLE audit (
	id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	at           TEXT COLLATE "C" NOT NULL,
	written      BIGINT NOT NULL, -- order within one second
	who          TEXT COLLATE "C" NOT NULL,
	organisation TEXT COLLATE "C" NOT NULL,
	deed         TEXT COLLATE "C" NOT NULL,
	subject      TEXT COLLATE "C" NOT NULL,
	before       TEXT COLLATE "C" NOT NULL, -- JSON or ''
	after        TEXT COLLATE "C" NOT NULL, -- JSON or ''
	request      TEXT COLLATE "C" NOT NULL
);
CREATE INDEX audit_subject ON audit (subject, at, written);

CREATE TABLE event (
	id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	seq      BIGINT, -- NULL until numbered
	kind     TEXT COLLATE "C" NOT NULL,
	recorded TEXT COLLATE "C" NOT NULL,
	written  BIGINT NOT NULL, -- order within one second
	day      TEXT COLLATE "C" NOT NULL,
	label    TEXT COLLATE "C" NOT NULL,
	leaf     TEXT COLLATE "C" NOT NULL -- canonical bytes; the other columns repeat parts of them
);
CREATE UNIQUE INDEX event_seq ON event (seq);
CREATE INDEX event_waiting ON event (recorded, written, id) WHERE seq IS NULL;
CREATE INDEX event_label ON event (label, seq);

CREATE TABLE opening (
	event TEXT COLLATE "C" NOT NULL REFERENCES event (id),
	field TEXT COLLATE "C" NOT NULL,
	salt  TEXT COLLATE "C" NOT NULL,
	text  TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (event, field)
);

CREATE TABLE sequence (
	name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	head BIGINT NOT NULL -- the last number given
);
INSERT INTO sequence (name, head) VALUES ('event', 0);

CREATE TABLE catalog (
	place     BIGINT NOT NULL PRIMARY KEY, -- 1 for the first load; the highest is in use
	hash      TEXT COLLATE "C" NOT NULL,
	loaded    TEXT COLLATE "C" NOT NULL,
	loaded_by TEXT COLLATE "C" NOT NULL
);

CREATE TABLE catalog_file (
	hash    TEXT COLLATE "C" NOT NULL,
	path    TEXT COLLATE "C" NOT NULL,
	content BYTEA NOT NULL,
	PRIMARY KEY (hash, path)
);

-- +goose StatementBegin
CREATE FUNCTION stays_as_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% stays as written', TG_TABLE_NAME; END $$;
-- +goose StatementEnd

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER event_no_update BEFORE UPDATE ON event FOR EACH ROW
WHEN (NOT (OLD.seq IS NULL AND NEW.seq IS NOT NULL
	AND NEW.id = OLD.id AND NEW.kind = OLD.kind AND NEW.recorded = OLD.recorded AND NEW.written = OLD.written
	AND NEW.day = OLD.day AND NEW.label = OLD.label AND NEW.leaf = OLD.leaf))
EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER event_no_delete BEFORE DELETE ON event FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER opening_no_update BEFORE UPDATE ON opening FOR EACH ROW
WHEN (NOT (NEW.event = OLD.event AND NEW.field = OLD.field AND NEW.salt = '' AND NEW.text = ''))
EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER catalog_no_update BEFORE UPDATE ON catalog FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER catalog_no_delete BEFORE DELETE ON catalog FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER catalog_file_no_update BEFORE UPDATE ON catalog_file FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER catalog_file_no_delete BEFORE DELETE ON catalog_file FOR EACH ROW EXECUTE FUNCTION stays_as_written();

-- TRUNCATE passes by the triggers on rows.
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER catalog_no_truncate BEFORE TRUNCATE ON catalog FOR EACH STATEMENT EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER catalog_file_no_truncate BEFORE TRUNCATE ON catalog_file FOR EACH STATEMENT EXECUTE FUNCTION stays_as_written();
