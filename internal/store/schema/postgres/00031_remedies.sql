-- Remedies: objections to decisions, and judgments that annul a revocation.
-- +goose Up
CREATE TABLE objection (
	id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	revision   BIGINT NOT NULL,
	against    TEXT COLLATE "C" NOT NULL,
	subject    TEXT COLLATE "C" NOT NULL, -- id of what was decided
	label      TEXT COLLATE "C" NOT NULL, -- '' for a decision about no label
	lodged_for TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
	state      TEXT COLLATE "C" NOT NULL,
	reasons    TEXT COLLATE "C" NOT NULL,
	lodged     TEXT COLLATE "C" NOT NULL,
	lodged_by  TEXT COLLATE "C" NOT NULL,
	decided    TEXT COLLATE "C" NOT NULL, -- when the decision was made that it is against
	decided_by TEXT COLLATE "C" NOT NULL,
	reason     TEXT COLLATE "C" NOT NULL, -- of that decision
	ground     TEXT COLLATE "C" NOT NULL,
	officer    TEXT COLLATE "C" NOT NULL, -- '' until someone has taken it up
	due        TEXT COLLATE "C" NOT NULL,
	closed     TEXT COLLATE "C" NOT NULL, -- '' while it is undecided
	closed_by  TEXT COLLATE "C" NOT NULL,
	outcome    TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX objection_once ON objection (against, subject, lodged_for, decided) WHERE state <> 'objection_withdrawn';
CREATE INDEX objection_for ON objection (lodged_for, lodged, id);
CREATE INDEX objection_label ON objection (label, lodged, id) WHERE label <> '';
CREATE INDEX objection_open ON objection (due, id) WHERE closed = '';
CREATE INDEX objection_lodged ON objection (lodged, id);

CREATE TABLE judgment (
	id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	revision     BIGINT NOT NULL,
	label        TEXT COLLATE "C" NOT NULL REFERENCES label (number),
	court        TEXT COLLATE "C" NOT NULL,
	number       TEXT COLLATE "C" NOT NULL,
	day          TEXT COLLATE "C" NOT NULL,
	entered      TEXT COLLATE "C" NOT NULL,
	entered_by   TEXT COLLATE "C" NOT NULL,
	closed       TEXT COLLATE "C" NOT NULL, -- '' while it waits for its second officer
	closed_by    TEXT COLLATE "C" NOT NULL,
	dropped      BIGINT NOT NULL,
	revoked_from TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX judgment_waits ON judgment (label) WHERE closed = '';
CREATE INDEX judgment_label ON judgment (label, entered, id);

ALTER TABLE application ADD COLUMN reopened TEXT COLLATE "C" NOT NULL DEFAULT 'null'; -- JSON
ALTER TABLE succession ADD COLUMN reopened TEXT COLLATE "C" NOT NULL DEFAULT 'null';
