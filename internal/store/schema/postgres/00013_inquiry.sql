-- The inquiries to authorities of an application, instead of one noted answer,
-- and a list of them from which each authority reads its own.
-- +goose Up
ALTER TABLE application ADD COLUMN inquiries TEXT COLLATE "C" NOT NULL DEFAULT '[]'; -- JSON
ALTER TABLE application DROP COLUMN view;

CREATE TABLE inquiry (
	id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	application TEXT COLLATE "C" NOT NULL REFERENCES application (id),
	authority   TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
	standing    TEXT COLLATE "C" NOT NULL, -- open, answered, closed
	due         TEXT COLLATE "C" NOT NULL, -- '' when no day is set
	asked       TEXT COLLATE "C" NOT NULL,
	search      TEXT COLLATE "C" NOT NULL, -- folded
	body        TEXT COLLATE "C" NOT NULL -- JSON
);
CREATE INDEX inquiry_authority ON inquiry (authority, standing, due, asked, id);
CREATE INDEX inquiry_application ON inquiry (application);
CREATE INDEX inquiry_open ON inquiry (due, id) WHERE standing = 'open';
