-- What is typed for the declaration before it is made.
-- +goose Up
ALTER TABLE application ADD COLUMN declaring TEXT COLLATE "C" NOT NULL DEFAULT '{}'; -- JSON
