-- Checklists filled in away from the site that wait for their sender to confirm.
-- +goose Up
CREATE TABLE workbook (
	application TEXT COLLATE "C" NOT NULL REFERENCES application (id),
	person      TEXT COLLATE "C" NOT NULL,
	file        TEXT COLLATE "C" NOT NULL,
	at          TEXT COLLATE "C" NOT NULL,
	items       TEXT COLLATE "C" NOT NULL, -- JSON
	PRIMARY KEY (application, person)
);
