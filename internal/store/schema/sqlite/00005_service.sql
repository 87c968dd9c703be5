-- What the running service keeps for itself: letters to send, leases.
-- +goose Up
CREATE TABLE letter (
	id         TEXT NOT NULL PRIMARY KEY,
	recipient  TEXT NOT NULL,
	kind       TEXT NOT NULL,
	sealed     BLOB, -- NULL once sent
	made       TEXT NOT NULL,
	next_try   TEXT NOT NULL,
	sent       TEXT NOT NULL,
	tries      INTEGER NOT NULL,
	last_error TEXT NOT NULL
) STRICT;
CREATE INDEX letter_due ON letter (next_try, id) WHERE sent = '';

CREATE TABLE lease (
	name   TEXT NOT NULL PRIMARY KEY,
	holder TEXT NOT NULL,
	ends   TEXT NOT NULL
) STRICT;
