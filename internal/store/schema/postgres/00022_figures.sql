-- What the published figures count, and indexes that hold it whole: figures
-- are read of every label, and the rows themselves are long. The program fills
-- the new column of the rows that are there after it has migrated.
-- +goose Up
ALTER TABLE entry ADD COLUMN models BIGINT NOT NULL DEFAULT 0;
CREATE INDEX entry_figures ON entry (level, category, first_issued, valid_from, valid_until, extension_applied, extension_refused, withdrawn, revoked, listed, models);
CREATE INDEX entry_holdings ON entry (level, category, holder_key, listed, valid_from);
CREATE INDEX application_issued ON application (received, label) WHERE label <> '' AND kind = 'new';
