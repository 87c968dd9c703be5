-- Numbering reads what waits in its order, and nothing besides.
-- +goose Up
DROP INDEX event_seq;
CREATE UNIQUE INDEX event_seq ON event (seq) WHERE seq IS NOT NULL;
DROP INDEX event_waiting;
CREATE INDEX event_waiting ON event (recorded, written, id, public_from) WHERE seq IS NULL;
DROP INDEX entry_written_place;
CREATE UNIQUE INDEX entry_written_place ON entry_written (place) WHERE place IS NOT NULL;
