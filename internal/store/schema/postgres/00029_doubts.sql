-- What people have told the office, and the register of improper use.
-- +goose Up
CREATE TABLE doubt (
	id        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	revision  BIGINT NOT NULL,
	state     TEXT COLLATE "C" NOT NULL,
	label     TEXT COLLATE "C" NOT NULL, -- '' when it is about none
	received  TEXT COLLATE "C" NOT NULL,
	closed    TEXT COLLATE "C" NOT NULL, -- '' while it is open
	forgotten TEXT COLLATE "C" NOT NULL, -- '' while there is anything to forget
	due       TEXT COLLATE "C" NOT NULL, -- '' when the office is not to move
	token     TEXT COLLATE "C" NOT NULL, -- hash of the receipt
	digest    TEXT COLLATE "C" NOT NULL, -- of the text, keyed; '' once forgotten
	body      TEXT COLLATE "C" NOT NULL, -- JSON; nothing of what was told
	sealed    BYTEA -- what was told and by whom; NULL once forgotten
);
CREATE UNIQUE INDEX doubt_token ON doubt (token);
CREATE INDEX doubt_received ON doubt (received, id);
CREATE INDEX doubt_open ON doubt (due, received, id) WHERE closed = '';
CREATE INDEX doubt_digest ON doubt (digest, received) WHERE digest <> '';
CREATE INDEX doubt_closed ON doubt (closed, id) WHERE closed <> '' AND forgotten = '';
CREATE INDEX doubt_label ON doubt (label, received) WHERE label <> '';

CREATE TABLE misuse (
	id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	revision BIGINT NOT NULL,
	number   BIGINT NOT NULL, -- 0 before its publication
	state    TEXT COLLATE "C" NOT NULL,
	entered  TEXT COLLATE "C" NOT NULL,
	review   TEXT COLLATE "C" NOT NULL, -- '' before its publication
	body     TEXT COLLATE "C" NOT NULL -- JSON
);
CREATE UNIQUE INDEX misuse_number ON misuse (number) WHERE number > 0;
CREATE INDEX misuse_state ON misuse (state, review, id);
CREATE INDEX misuse_entered ON misuse (entered, id);
