-- What people have told the office, and the register of improper use.
-- +goose Up
CREATE TABLE doubt (
	id        TEXT NOT NULL PRIMARY KEY,
	revision  INTEGER NOT NULL,
	state     TEXT NOT NULL,
	label     TEXT NOT NULL, -- '' when it is about none
	received  TEXT NOT NULL,
	closed    TEXT NOT NULL, -- '' while it is open
	forgotten TEXT NOT NULL, -- '' while there is anything to forget
	due       TEXT NOT NULL, -- '' when the office is not to move
	token     TEXT NOT NULL, -- hash of the receipt
	digest    TEXT NOT NULL, -- of the text, keyed; '' once forgotten
	body      TEXT NOT NULL, -- JSON; nothing of what was told
	sealed    BLOB -- what was told and by whom; NULL once forgotten
) STRICT;
CREATE UNIQUE INDEX doubt_token ON doubt (token);
CREATE INDEX doubt_received ON doubt (received, id);
CREATE INDEX doubt_open ON doubt (due, received, id) WHERE closed = '';
CREATE INDEX doubt_digest ON doubt (digest, received) WHERE digest <> '';
CREATE INDEX doubt_closed ON doubt (closed, id) WHERE closed <> '' AND forgotten = '';
CREATE INDEX doubt_label ON doubt (label, received) WHERE label <> '';

CREATE TABLE misuse (
	id       TEXT NOT NULL PRIMARY KEY,
	revision INTEGER NOT NULL,
	number   INTEGER NOT NULL, -- 0 before its publication
	state    TEXT NOT NULL,
	entered  TEXT NOT NULL,
	review   TEXT NOT NULL, -- '' before its publication
	body     TEXT NOT NULL -- JSON
) STRICT;
CREATE UNIQUE INDEX misuse_number ON misuse (number) WHERE number > 0;
CREATE INDEX misuse_state ON misuse (state, review, id);
CREATE INDEX misuse_entered ON misuse (entered, id);
