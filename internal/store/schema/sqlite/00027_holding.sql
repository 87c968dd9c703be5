-- What holders of labels tell and ask after issue.
-- +goose Up
CREATE TABLE bulletin (
	id        TEXT NOT NULL PRIMARY KEY,
	revision  INTEGER NOT NULL,
	label     TEXT NOT NULL REFERENCES label (number),
	news      TEXT NOT NULL, -- JSON
	serious   INTEGER NOT NULL,
	told      TEXT NOT NULL,
	told_by   TEXT NOT NULL,
	embargo   TEXT NOT NULL, -- '' when it was not held back
	released  TEXT NOT NULL, -- '' while the public does not know it
	dropped   TEXT NOT NULL,
	looked_at TEXT NOT NULL,
	looked_by TEXT NOT NULL,
	remark    TEXT NOT NULL
) STRICT;
CREATE INDEX bulletin_label ON bulletin (label, told, id);
CREATE INDEX bulletin_held ON bulletin (embargo, id) WHERE released = '' AND dropped = '';
CREATE INDEX bulletin_waits ON bulletin (told, id) WHERE serious = 1 AND looked_at = '' AND dropped = '';

CREATE TABLE succession (
	id          TEXT NOT NULL PRIMARY KEY,
	revision    INTEGER NOT NULL,
	label       TEXT NOT NULL REFERENCES label (number),
	state       TEXT NOT NULL,
	from_holder TEXT NOT NULL REFERENCES organisation (id),
	to_holder   TEXT NOT NULL REFERENCES organisation (id),
	reason      TEXT NOT NULL,
	offer       TEXT NOT NULL, -- JSON
	accepted    TEXT NOT NULL, -- JSON
	reminded    TEXT NOT NULL,
	closed      TEXT NOT NULL, -- '' while something may come of it
	closed_by   TEXT NOT NULL,
	outcome     TEXT NOT NULL,
	ground      TEXT NOT NULL
) STRICT;
CREATE INDEX succession_label ON succession (label, id);
CREATE UNIQUE INDEX succession_open ON succession (label) WHERE closed = '';
CREATE INDEX succession_to ON succession (to_holder, id);

CREATE TABLE reissue (
	id        TEXT NOT NULL PRIMARY KEY,
	revision  INTEGER NOT NULL,
	label     TEXT NOT NULL REFERENCES label (number),
	holder    TEXT NOT NULL REFERENCES organisation (id),
	state     TEXT NOT NULL,
	reason    TEXT NOT NULL,
	asked     TEXT NOT NULL,
	asked_by  TEXT NOT NULL,
	closed    TEXT NOT NULL, -- '' while it is undecided
	closed_by TEXT NOT NULL,
	outcome   TEXT NOT NULL
) STRICT;
CREATE INDEX reissue_label ON reissue (label, id);
CREATE UNIQUE INDEX reissue_open ON reissue (label) WHERE closed = '';
