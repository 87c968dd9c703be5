-- The inquiries to authorities of an application, instead of one noted answer,
-- and a list of them from which each authority reads its own.
-- +goose Up
ALTER TABLE application ADD COLUMN inquiries TEXT NOT NULL DEFAULT '[]'; -- JSON
ALTER TABLE application DROP COLUMN view;

CREATE TABLE inquiry (
	id          TEXT NOT NULL PRIMARY KEY,
	application TEXT NOT NULL REFERENCES application (id),
	authority   TEXT NOT NULL REFERENCES organisation (id),
	standing    TEXT NOT NULL, -- open, answered, closed
	due         TEXT NOT NULL, -- '' when no day is set
	asked       TEXT NOT NULL,
	search      TEXT NOT NULL, -- folded
	body        TEXT NOT NULL -- JSON
) STRICT;
CREATE INDEX inquiry_authority ON inquiry (authority, standing, due, asked, id);
CREATE INDEX inquiry_application ON inquiry (application);
CREATE INDEX inquiry_open ON inquiry (due, id) WHERE standing = 'open';
