-- What happens to a label after its issue: applications about a label that
-- stands, and what the public is told besides its status.
-- +goose Up
ALTER TABLE application ADD COLUMN of_label TEXT COLLATE "C" NOT NULL DEFAULT ''; -- label to be extended or maintained
CREATE INDEX application_of_label ON application (of_label, started, id) WHERE of_label <> '';
ALTER TABLE label ADD COLUMN gaps TEXT COLLATE "C" NOT NULL DEFAULT 'null'; -- JSON, as all below
ALTER TABLE label ADD COLUMN warnings TEXT COLLATE "C" NOT NULL DEFAULT 'null';
ALTER TABLE label ADD COLUMN annulled TEXT COLLATE "C" NOT NULL DEFAULT 'null';
ALTER TABLE label ADD COLUMN past_holders TEXT COLLATE "C" NOT NULL DEFAULT 'null';
ALTER TABLE label ADD COLUMN reissued TEXT COLLATE "C" NOT NULL DEFAULT 'null';
CREATE INDEX label_valid_until ON label (valid_until, number);
