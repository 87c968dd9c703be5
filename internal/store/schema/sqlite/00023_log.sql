-- The public log: the hashes of its tree in tiles, what was vouched for, and
-- by which keys.
-- +goose Up
CREATE TABLE log_tile (
	level  INTEGER NOT NULL,
	n      INTEGER NOT NULL,
	hashes BLOB NOT NULL, -- 32 bytes each, at most 256
	PRIMARY KEY (level, n)
) STRICT;

CREATE TABLE log_head (
	name TEXT NOT NULL PRIMARY KEY, -- 'event': one log
	size INTEGER NOT NULL, -- events in the tree
	root BLOB NOT NULL
) STRICT;

CREATE TABLE log_checkpoint (
	size   INTEGER NOT NULL PRIMARY KEY,
	root   BLOB NOT NULL,
	at     TEXT NOT NULL,
	signed TEXT NOT NULL -- a signed note
) STRICT;

CREATE TABLE log_key (
	verifier TEXT NOT NULL PRIMARY KEY,
	role     TEXT NOT NULL,
	event    TEXT NOT NULL REFERENCES event (id), -- that tells of it
	lost     INTEGER NOT NULL -- 1: the key before it cannot sign any more
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER log_tile_no_update BEFORE UPDATE ON log_tile
WHEN NOT (NEW.level = OLD.level AND NEW.n = OLD.n AND substr(NEW.hashes, 1, length(OLD.hashes)) = OLD.hashes)
BEGIN SELECT RAISE(ABORT, 'tiles only grow'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_tile_no_delete BEFORE DELETE ON log_tile
BEGIN SELECT RAISE(ABORT, 'tiles only grow'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_head_no_update BEFORE UPDATE ON log_head
WHEN NOT (NEW.name = OLD.name AND NEW.size > OLD.size)
BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_head_no_delete BEFORE DELETE ON log_head
BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_checkpoint_no_update BEFORE UPDATE ON log_checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints stay as signed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_checkpoint_no_delete BEFORE DELETE ON log_checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints stay as signed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_key_no_update BEFORE UPDATE ON log_key
BEGIN SELECT RAISE(ABORT, 'keys stay as told'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_key_no_delete BEFORE DELETE ON log_key
BEGIN SELECT RAISE(ABORT, 'keys stay as told'); END;
-- +goose StatementEnd
