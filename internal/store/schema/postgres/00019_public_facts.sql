-- A label that was taken over from an earlier register has no application
-- here. Each label may name the one that follows it, and carries its product's
-- news.
-- +goose Up
ALTER TABLE label ALTER COLUMN application DROP NOT NULL; -- NULL: taken over from an earlier register
ALTER TABLE label ADD COLUMN successor TEXT COLLATE "C" NOT NULL DEFAULT ''; -- number of the label of the product that follows; '' when there is none
ALTER TABLE label ADD COLUMN news TEXT COLLATE "C" NOT NULL DEFAULT 'null'; -- JSON
