-- What stays as it was written: audit lines, public events, scheme data.
-- +goose Up
CREATE TABLE audit (
	id           TEXT NOT NULL PRIMARY KEY,
	at           TEXT NOT NULL,
	written      INTEGER NOT NULL, -- order within one second
	who          TEXT NOT NULL,
	organisation TEXT NOT NULL,
	deed         TEXT NOT NULL,
	subject      TEXT NOT NULL,
	before       TEXT NOT NULL, -- JSON or ''
	after        TEXT NOT NULL, -- JSON or ''
	request      TEXT NOT NULL
) STRICT;
CREATE INDEX audit_subject ON audit (subject, at, written);

CREATE TABLE event (
	id       TEXT NOT NULL PRIMARY KEY,
	seq      INTEGER, -- NULL until numbered
	kind     TEXT NOT NULL,
	recorded TEXT NOT NULL,
	written  INTEGER NOT NULL, -- order within one second
	day      TEXT NOT NULL,
	label    TEXT NOT NULL,
	leaf     TEXT NOT NULL -- canonical bytes; the other columns repeat parts of them
) STRICT;
CREATE UNIQUE INDEX event_seq ON event (seq);
CREATE INDEX event_waiting ON event (recorded, written, id) WHERE seq IS NULL;
CREATE INDEX event_label ON event (label, seq);

CREATE TABLE opening (
	event TEXT NOT NULL REFERENCES event (id),
	field TEXT NOT NULL,
	salt  TEXT NOT NULL,
	text  TEXT NOT NULL,
	PRIMARY KEY (event, field)
) STRICT;

CREATE TABLE sequence (
	name TEXT NOT NULL PRIMARY KEY,
	head INTEGER NOT NULL -- the last number given
) STRICT;
INSERT INTO sequence (name, head) VALUES ('event', 0);

CREATE TABLE catalog (
	place     INTEGER NOT NULL PRIMARY KEY, -- 1 for the first load; the highest is in use
	hash      TEXT NOT NULL,
	loaded    TEXT NOT NULL,
	loaded_by TEXT NOT NULL
) STRICT;

CREATE TABLE catalog_file (
	hash    TEXT NOT NULL,
	path    TEXT NOT NULL,
	content BLOB NOT NULL,
	PRIMARY KEY (hash, path)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit lines stay as written'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit lines stay as written'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER event_no_update BEFORE UPDATE ON event
WHEN NOT (OLD.seq IS NULL AND NEW.seq IS NOT NULL
	AND NEW.id = OLD.id AND NEW.kind = OLD.kind AND NEW.recorded = OLD.recorded AND NEW.written = OLD.written
	AND NEW.day = OLD.day AND NEW.label = OLD.label AND NEW.leaf = OLD.leaf)
BEGIN SELECT RAISE(ABORT, 'events stay as written'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events stay as written'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER opening_no_update BEFORE UPDATE ON opening
WHEN NOT (NEW.event = OLD.event AND NEW.field = OLD.field AND NEW.salt = '' AND NEW.text = '')
BEGIN SELECT RAISE(ABORT, 'openings may only be erased'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER catalog_no_update BEFORE UPDATE ON catalog
BEGIN SELECT RAISE(ABORT, 'scheme data stays as loaded'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER catalog_no_delete BEFORE DELETE ON catalog
BEGIN SELECT RAISE(ABORT, 'scheme data stays as loaded'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER catalog_file_no_update BEFORE UPDATE ON catalog_file
BEGIN SELECT RAISE(ABORT, 'scheme data stays as loaded'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER catalog_file_no_delete BEFORE DELETE ON catalog_file
BEGIN SELECT RAISE(ABORT, 'scheme data stays as loaded'); END;
-- +goose StatementEnd
