-- In which order entries were written, for those who keep something made from
-- them: one row for each entry, its place given after the fact, so that a
-- cursor on places misses none.
-- +goose Up
CREATE TABLE entry_written (
	number TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	place  BIGINT -- NULL until numbered; a further write takes it away again
);
CREATE UNIQUE INDEX entry_written_place ON entry_written (place);
CREATE INDEX entry_written_waiting ON entry_written (number) WHERE place IS NULL;

INSERT INTO sequence (name, head) VALUES ('entry', 0);
