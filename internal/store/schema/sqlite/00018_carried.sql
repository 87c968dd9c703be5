-- The parts taken over from an earlier application that nobody has confirmed.
-- +goose Up
ALTER TABLE application ADD COLUMN carried TEXT NOT NULL DEFAULT 'null'; -- JSON
