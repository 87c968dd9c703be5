-- What witnesses have said of checkpoints of the public log.
-- +goose Up
CREATE TABLE log_cosignature (
	size    INTEGER NOT NULL REFERENCES log_checkpoint (size),
	witness TEXT NOT NULL, -- what verifies it: name+hash+key
	day     TEXT NOT NULL, -- of at, in the scheme's zone
	at      TEXT NOT NULL, -- as the witness says
	line    TEXT NOT NULL, -- as it stands under the checkpoint
	PRIMARY KEY (size, witness, day)
) STRICT;
CREATE INDEX log_cosignature_by_witness ON log_cosignature (witness, at);
CREATE INDEX log_cosignature_by_day ON log_cosignature (day, size);

-- +goose StatementBegin
CREATE TRIGGER log_cosignature_no_update BEFORE UPDATE ON log_cosignature
BEGIN SELECT RAISE(ABORT, 'cosignatures stay as given'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_cosignature_no_delete BEFORE DELETE ON log_cosignature
BEGIN SELECT RAISE(ABORT, 'cosignatures stay as given'); END;
-- +goose StatementEnd
