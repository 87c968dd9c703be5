-- Labels, and beside them what the public may know of each.
-- +goose Up
CREATE TABLE label (
	number            TEXT NOT NULL PRIMARY KEY,
	revision          INTEGER NOT NULL,
	application       TEXT NOT NULL REFERENCES application (id),
	holder            TEXT NOT NULL REFERENCES organisation (id),
	holder_name       TEXT NOT NULL, -- JSON
	level             TEXT NOT NULL,
	category          TEXT NOT NULL,
	edition           TEXT NOT NULL,
	catalog           TEXT NOT NULL,
	product           TEXT NOT NULL, -- JSON
	issued            TEXT NOT NULL,
	first_issued      TEXT NOT NULL,
	valid_from        TEXT NOT NULL,
	valid_until       TEXT NOT NULL,
	extension_applied TEXT NOT NULL, -- '' while there is none, as the three below
	extension_refused TEXT NOT NULL,
	withdrawn         TEXT NOT NULL,
	revoked           TEXT NOT NULL,
	end_ground        TEXT NOT NULL,
	end_reason        TEXT NOT NULL,
	assessments       TEXT NOT NULL, -- JSON
	corrections       TEXT NOT NULL, -- JSON
	updated           TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX label_application ON label (application);
CREATE INDEX label_holder ON label (holder, number);

CREATE TABLE entry (
	number            TEXT NOT NULL PRIMARY KEY,
	number_key        TEXT NOT NULL, -- folded, without spaces and hyphens
	level             TEXT NOT NULL,
	valid_from        TEXT NOT NULL,
	valid_until       TEXT NOT NULL,
	extension_applied TEXT NOT NULL,
	extension_refused TEXT NOT NULL,
	withdrawn         TEXT NOT NULL,
	revoked           TEXT NOT NULL,
	terms             TEXT NOT NULL, -- folded
	body              TEXT NOT NULL -- JSON of registry.Entry
) STRICT;
CREATE INDEX entry_number_key ON entry (number_key);
