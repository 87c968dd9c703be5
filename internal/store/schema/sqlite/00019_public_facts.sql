-- A label that was taken over from an earlier register has no application
-- here. Each label may name the one that follows it, and carries its product's
-- news.
-- +goose Up
CREATE TABLE label_of_record (
	number            TEXT NOT NULL PRIMARY KEY,
	revision          INTEGER NOT NULL,
	application       TEXT REFERENCES application (id), -- NULL: taken over from an earlier register
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
	updated           TEXT NOT NULL,
	listed            TEXT NOT NULL,
	successor         TEXT NOT NULL, -- number of the label of the product that follows; '' when there is none
	news              TEXT NOT NULL -- JSON
) STRICT;
INSERT INTO label_of_record (number, revision, application, holder, holder_name, level, category, edition, catalog, product, issued, first_issued, valid_from, valid_until, extension_applied, extension_refused, withdrawn, revoked, end_ground, end_reason, assessments, corrections, updated, listed, successor, news)
	SELECT number, revision, application, holder, holder_name, level, category, edition, catalog, product, issued, first_issued, valid_from, valid_until, extension_applied, extension_refused, withdrawn, revoked, end_ground, end_reason, assessments, corrections, updated, listed, '', 'null' FROM label;
DROP TABLE label;
ALTER TABLE label_of_record RENAME TO label;
CREATE UNIQUE INDEX label_application ON label (application);
CREATE INDEX label_holder ON label (holder, number);
