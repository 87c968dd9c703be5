-- Labels, and beside them what the public may know of each.
-- +goose Up
CREATE TABLE label (
	number            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	revision          BIGINT NOT NULL,
	application       TEXT COLLATE "C" NOT NULL REFERENCES application (id),
	holder            TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
	holder_name       TEXT COLLATE "C" NOT NULL, -- JSON
	level             TEXT COLLATE "C" NOT NULL,
	category          TEXT COLLATE "C" NOT NULL,
	edition           TEXT COLLATE "C" NOT NULL,
	catalog           TEXT COLLATE "C" NOT NULL,
	product           TEXT COLLATE "C" NOT NULL, -- JSON
	issued            TEXT COLLATE "C" NOT NULL,
	first_issued      TEXT COLLATE "C" NOT NULL,
	valid_from        TEXT COLLATE "C" NOT NULL,
	valid_until       TEXT COLLATE "C" NOT NULL,
	extension_applied TEXT COLLATE "C" NOT NULL, -- '' while there is none, as the three below
	extension_refused TEXT COLLATE "C" NOT NULL,
	withdrawn         TEXT COLLATE "C" NOT NULL,
	revoked           TEXT COLLATE "C" NOT NULL,
	end_ground        TEXT COLLATE "C" NOT NULL,
	end_reason        TEXT COLLATE "C" NOT NULL,
	assessments       TEXT COLLATE "C" NOT NULL, -- JSON
	corrections       TEXT COLLATE "C" NOT NULL, -- JSON
	updated           TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX label_application ON label (application);
CREATE INDEX label_holder ON label (holder, number);

CREATE TABLE entry (
	number            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	number_key        TEXT COLLATE "C" NOT NULL, -- folded, without spaces and hyphens
	level             TEXT COLLATE "C" NOT NULL,
	valid_from        TEXT COLLATE "C" NOT NULL,
	valid_until       TEXT COLLATE "C" NOT NULL,
	extension_applied TEXT COLLATE "C" NOT NULL,
	extension_refused TEXT COLLATE "C" NOT NULL,
	withdrawn         TEXT COLLATE "C" NOT NULL,
	revoked           TEXT COLLATE "C" NOT NULL,
	terms             TEXT COLLATE "C" NOT NULL, -- folded
	body              TEXT COLLATE "C" NOT NULL -- JSON of registry.Entry
);
CREATE INDEX entry_number_key ON entry (number_key);
