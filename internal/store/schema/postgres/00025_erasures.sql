-- Texts of public events that the office has taken back, or is asked to.
-- +goose Up
ALTER TABLE label ADD COLUMN erasures TEXT COLLATE "C" NOT NULL DEFAULT 'null'; -- JSON
CREATE INDEX label_erasures ON label (updated) WHERE erasures <> 'null' AND erasures <> '[]';
