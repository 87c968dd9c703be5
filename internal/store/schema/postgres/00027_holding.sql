-- What holders of labels tell and ask after issue.
-- +goose Up
CREATE TABLE bulletin (
	id        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	revision  BIGINT NOT NULL,
	label     TEXT COLLATE "C" NOT NULL REFERENCES label (number),
	news      TEXT COLLATE "C" NOT NULL, -- JSON
	serious   BIGINT NOT NULL,
	told      TEXT COLLATE "C" NOT NULL,
	told_by   TEXT COLLATE "C" NOT NULL,
	embargo   TEXT COLLATE "C" NOT NULL, -- '' when it was not held back
	released  TEXT COLLATE "C" NOT NULL, -- '' while the public does not know it
	dropped   TEXT COLLATE "C" NOT NULL,
	looked_at TEXT COLLATE "C" NOT NULL,
	looked_by TEXT COLLATE "C" NOT NULL,
	remark    TEXT COLLATE "C" NOT NULL
);
CREATE INDEX bulletin_label ON bulletin (label, told, id);
CREATE INDEX bulletin_held ON bulletin (embargo, id) WHERE released = '' AND dropped = '';
CREATE INDEX bulletin_waits ON bulletin (told, id) WHERE serious = 1 AND looked_at = '' AND dropped = '';

CREATE TABLE succession (
	id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	revision    BIGINT NOT NULL,
	label       TEXT COLLATE "C" NOT NULL REFERENCES label (number),
	state       TEXT COLLATE "C" NOT NULL,
	from_holder TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
	to_holder   TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
	reason      TEXT COLLATE "C" NOT NULL,
	offer       TEXT COLLATE "C" NOT NULL, -- JSON
	accepted    TEXT COLLATE "C" NOT NULL, -- JSON
	reminded    TEXT COLLATE "C" NOT NULL,
	closed      TEXT COLLATE "C" NOT NULL, -- '' while something may come of it
	closed_by   TEXT COLLATE "C" NOT NULL,
	outcome     TEXT COLLATE "C" NOT NULL,
	ground      TEXT COLLATE "C" NOT NULL
);
CREATE INDEX succession_label ON succession (label, id);
CREATE UNIQUE INDEX succession_open ON succession (label) WHERE closed = '';
CREATE INDEX succession_to ON succession (to_holder, id);

CREATE TABLE reissue (
	id        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	revision  BIGINT NOT NULL,
	label     TEXT COLLATE "C" NOT NULL REFERENCES label (number),
	holder    TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
	state     TEXT COLLATE "C" NOT NULL,
	reason    TEXT COLLATE "C" NOT NULL,
	asked     TEXT COLLATE "C" NOT NULL,
	asked_by  TEXT COLLATE "C" NOT NULL,
	closed    TEXT COLLATE "C" NOT NULL, -- '' while it is undecided
	closed_by TEXT COLLATE "C" NOT NULL,
	outcome   TEXT COLLATE "C" NOT NULL
);
CREATE INDEX reissue_label ON reissue (label, id);
CREATE UNIQUE INDEX reissue_open ON reissue (label) WHERE closed = '';
