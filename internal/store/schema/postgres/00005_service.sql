-- What the running service keeps for itself: letters to send, leases.
-- +goose Up
CREATE TABLE letter (
	id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	recipient  TEXT COLLATE "C" NOT NULL,
	kind       TEXT COLLATE "C" NOT NULL,
	sealed     BYTEA, -- NULL once sent
	made       TEXT COLLATE "C" NOT NULL,
	next_try   TEXT COLLATE "C" NOT NULL,
	sent       TEXT COLLATE "C" NOT NULL,
	tries      BIGINT NOT NULL,
	last_error TEXT COLLATE "C" NOT NULL
);
CREATE INDEX letter_due ON letter (next_try, id) WHERE sent = '';

CREATE TABLE lease (
	name   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	holder TEXT COLLATE "C" NOT NULL,
	ends   TEXT COLLATE "C" NOT NULL
);
