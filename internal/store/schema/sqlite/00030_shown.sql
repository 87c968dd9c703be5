-- What a label's public history tells besides its status.
-- +goose Up
ALTER TABLE label ADD COLUMN extensions TEXT NOT NULL DEFAULT 'null'; -- JSON, as below: extensions that are decided
ALTER TABLE label ADD COLUMN announced TEXT NOT NULL DEFAULT 'null';
