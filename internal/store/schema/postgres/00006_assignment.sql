-- Who of the office works on what, who is away, who keeps off; and the ways
-- in which the office looks through applications and audit lines.
-- +goose Up
ALTER TABLE application ADD COLUMN officer TEXT COLLATE "C" NOT NULL DEFAULT ''; -- '' for nobody
ALTER TABLE application ADD COLUMN search TEXT COLLATE "C" NOT NULL DEFAULT ''; -- folded; found again once the row is written
ALTER TABLE organisation ADD COLUMN search TEXT COLLATE "C" NOT NULL DEFAULT ''; -- folded names
CREATE INDEX application_officer ON application (officer, state);
CREATE INDEX application_received ON application (received, application_number, id);
CREATE INDEX application_closed ON application (closed, id) WHERE closed <> '';

CREATE TABLE absence (
	id        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	person    TEXT COLLATE "C" NOT NULL REFERENCES person (id),
	first_day TEXT COLLATE "C" NOT NULL,
	last_day  TEXT COLLATE "C" NOT NULL,
	deputy    TEXT COLLATE "C" NOT NULL, -- '' for none
	noted     TEXT COLLATE "C" NOT NULL,
	noted_by  TEXT COLLATE "C" NOT NULL,
	ended     TEXT COLLATE "C" NOT NULL, -- '' unless called off
	ended_by  TEXT COLLATE "C" NOT NULL
);
CREATE INDEX absence_days ON absence (last_day, first_day) WHERE ended = '';

CREATE TABLE recusal (
	id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	person       TEXT COLLATE "C" NOT NULL REFERENCES person (id),
	application  TEXT COLLATE "C" NOT NULL, -- '' when it is about an organisation
	organisation TEXT COLLATE "C" NOT NULL, -- '' when it is about one application
	reason       TEXT COLLATE "C" NOT NULL,
	made         TEXT COLLATE "C" NOT NULL,
	made_by      TEXT COLLATE "C" NOT NULL,
	lifted       TEXT COLLATE "C" NOT NULL, -- '' while it holds
	lifted_by    TEXT COLLATE "C" NOT NULL,
	lift_reason  TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX recusal_once ON recusal (person, application, organisation) WHERE lifted = '';
CREATE INDEX recusal_order ON recusal (made, id);

CREATE INDEX audit_order ON audit (at, written, id);
CREATE INDEX audit_who ON audit (who, at, written, id);
CREATE INDEX audit_deed ON audit (deed, at, written, id);
