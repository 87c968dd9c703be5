-- By when the office is to decide and to look is kept as it was when it got the
-- matter: later changes of the scheme's periods do not move it. What it had got
-- before has no such day.
-- +goose Up
ALTER TABLE succession ADD COLUMN due TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE reissue ADD COLUMN due TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE reissue ADD COLUMN reopened TEXT COLLATE "C" NOT NULL DEFAULT 'null'; -- JSON
ALTER TABLE bulletin ADD COLUMN due TEXT COLLATE "C" NOT NULL DEFAULT '';
