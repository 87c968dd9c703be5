-- What witnesses have said of checkpoints of the public log.
-- +goose Up
CREATE TABLE log_cosignature (
	size    BIGINT NOT NULL REFERENCES log_checkpoint (size),
	witness TEXT COLLATE "C" NOT NULL, -- what verifies it: name+hash+key
	day     TEXT COLLATE "C" NOT NULL, -- of at, in the scheme's zone
	at      TEXT COLLATE "C" NOT NULL, -- as the witness says
	line    TEXT COLLATE "C" NOT NULL, -- as it stands under the checkpoint
	PRIMARY KEY (size, witness, day)
);
CREATE INDEX log_cosignature_by_witness ON log_cosignature (witness, at);
CREATE INDEX log_cosignature_by_day ON log_cosignature (day, size);

CREATE TRIGGER log_cosignature_no_update BEFORE UPDATE ON log_cosignature FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER log_cosignature_no_delete BEFORE DELETE ON log_cosignature FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER log_cosignature_no_truncate BEFORE TRUNCATE ON log_cosignature FOR EACH STATEMENT EXECUTE FUNCTION stays_as_written();
