-- Remedies: objections to decisions, and judgments that annul a revocation.
-- +goose Up
CREATE TABLE objection (
	id         TEXT NOT NULL PRIMARY KEY,
	revision   INTEGER NOT NULL,
	against    TEXT NOT NULL,
	subject    TEXT NOT NULL, -- id of what was decided
	label      TEXT NOT NULL, -- '' for a decision about no label
	lodged_for TEXT NOT NULL REFERENCES organisation (id),
	state      TEXT NOT NULL,
	reasons    TEXT NOT NULL,
	lodged     TEXT NOT NULL,
	lodged_by  TEXT NOT NULL,
	decided    TEXT NOT NULL, -- when the decision was made that it is against
	decided_by TEXT NOT NULL,
	reason     TEXT NOT NULL, -- of that decision
	ground     TEXT NOT NULL,
	officer    TEXT NOT NULL, -- '' until someone has taken it up
	due        TEXT NOT NULL,
	closed     TEXT NOT NULL, -- '' while it is undecided
	closed_by  TEXT NOT NULL,
	outcome    TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX objection_once ON objection (against, subject, lodged_for, decided) WHERE state <> 'objection_withdrawn';
CREATE INDEX objection_for ON objection (lodged_for, lodged, id);
CREATE INDEX objection_label ON objection (label, lodged, id) WHERE label <> '';
CREATE INDEX objection_open ON objection (due, id) WHERE closed = '';
CREATE INDEX objection_lodged ON objection (lodged, id);

CREATE TABLE judgment (
	id           TEXT NOT NULL PRIMARY KEY,
	revision     INTEGER NOT NULL,
	label        TEXT NOT NULL REFERENCES label (number),
	court        TEXT NOT NULL,
	number       TEXT NOT NULL,
	day          TEXT NOT NULL,
	entered      TEXT NOT NULL,
	entered_by   TEXT NOT NULL,
	closed       TEXT NOT NULL, -- '' while it waits for its second officer
	closed_by    TEXT NOT NULL,
	dropped      INTEGER NOT NULL,
	revoked_from TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX judgment_waits ON judgment (label) WHERE closed = '';
CREATE INDEX judgment_label ON judgment (label, entered, id);

ALTER TABLE application ADD COLUMN reopened TEXT NOT NULL DEFAULT 'null'; -- JSON
ALTER TABLE succession ADD COLUMN reopened TEXT NOT NULL DEFAULT 'null';
