-- The public log: the hashes of its tree in tiles, what was vouched for, and
-- by which keys.
-- +goose Up
CREATE TABLE log_tile (
	level  BIGINT NOT NULL,
	n      BIGINT NOT NULL,
	hashes BYTEA NOT NULL, -- 32 bytes each, at most 256
	PRIMARY KEY (level, n)
);

CREATE TABLE log_head (
	name TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- 'event': one log
	size BIGINT NOT NULL, -- events in the tree
	root BYTEA NOT NULL
);

CREATE TABLE log_checkpoint (
	size   BIGINT NOT NULL PRIMARY KEY,
	root   BYTEA NOT NULL,
	at     TEXT COLLATE "C" NOT NULL,
	signed TEXT COLLATE "C" NOT NULL -- a signed note
);

CREATE TABLE log_key (
	verifier TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	role     TEXT COLLATE "C" NOT NULL,
	event    TEXT COLLATE "C" NOT NULL REFERENCES event (id), -- that tells of it
	lost     BIGINT NOT NULL -- 1: the key before it cannot sign any more
);

CREATE TRIGGER log_tile_no_update BEFORE UPDATE ON log_tile FOR EACH ROW
WHEN (NOT (NEW.level = OLD.level AND NEW.n = OLD.n AND substr(NEW.hashes, 1, length(OLD.hashes)) = OLD.hashes))
EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER log_tile_no_delete BEFORE DELETE ON log_tile FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER log_head_no_update BEFORE UPDATE ON log_head FOR EACH ROW
WHEN (NOT (NEW.name = OLD.name AND NEW.size > OLD.size))
EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER log_head_no_delete BEFORE DELETE ON log_head FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER log_checkpoint_no_update BEFORE UPDATE ON log_checkpoint FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER log_checkpoint_no_delete BEFORE DELETE ON log_checkpoint FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER log_key_no_update BEFORE UPDATE ON log_key FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER log_key_no_delete BEFORE DELETE ON log_key FOR EACH ROW EXECUTE FUNCTION stays_as_written();

-- TRUNCATE passes by the triggers on rows.
CREATE TRIGGER log_tile_no_truncate BEFORE TRUNCATE ON log_tile FOR EACH STATEMENT EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER log_head_no_truncate BEFORE TRUNCATE ON log_head FOR EACH STATEMENT EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER log_checkpoint_no_truncate BEFORE TRUNCATE ON log_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER log_key_no_truncate BEFORE TRUNCATE ON log_key FOR EACH STATEMENT EXECUTE FUNCTION stays_as_written();
