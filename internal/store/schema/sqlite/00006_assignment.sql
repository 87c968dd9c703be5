-- Who of the office works on what, who is away, who keeps off; and the ways
-- in which the office looks through applications and audit lines.
-- +goose Up
ALTER TABLE application ADD COLUMN officer TEXT NOT NULL DEFAULT ''; -- '' for nobody
ALTER TABLE application ADD COLUMN search TEXT NOT NULL DEFAULT ''; -- folded; found again once the row is written
ALTER TABLE organisation ADD COLUMN search TEXT NOT NULL DEFAULT ''; -- folded names
CREATE INDEX application_officer ON application (officer, state);
CREATE INDEX application_received ON application (received, application_number, id);
CREATE INDEX application_closed ON application (closed, id) WHERE closed <> '';

CREATE TABLE absence (
	id        TEXT NOT NULL PRIMARY KEY,
	person    TEXT NOT NULL REFERENCES person (id),
	first_day TEXT NOT NULL,
	last_day  TEXT NOT NULL,
	deputy    TEXT NOT NULL, -- '' for none
	noted     TEXT NOT NULL,
	noted_by  TEXT NOT NULL,
	ended     TEXT NOT NULL, -- '' unless called off
	ended_by  TEXT NOT NULL
) STRICT;
CREATE INDEX absence_days ON absence (last_day, first_day) WHERE ended = '';

CREATE TABLE recusal (
	id           TEXT NOT NULL PRIMARY KEY,
	person       TEXT NOT NULL REFERENCES person (id),
	application  TEXT NOT NULL, -- '' when it is about an organisation
	organisation TEXT NOT NULL, -- '' when it is about one application
	reason       TEXT NOT NULL,
	made         TEXT NOT NULL,
	made_by      TEXT NOT NULL,
	lifted       TEXT NOT NULL, -- '' while it holds
	lifted_by    TEXT NOT NULL,
	lift_reason  TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX recusal_once ON recusal (person, application, organisation) WHERE lifted = '';
CREATE INDEX recusal_order ON recusal (made, id);

CREATE INDEX audit_order ON audit (at, written, id);
CREATE INDEX audit_who ON audit (who, at, written, id);
CREATE INDEX audit_deed ON audit (deed, at, written, id);
