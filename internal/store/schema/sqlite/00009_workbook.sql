-- Checklists filled in away from the site that wait for their sender to confirm.
-- +goose Up
CREATE TABLE workbook (
	application TEXT NOT NULL REFERENCES application (id),
	person      TEXT NOT NULL,
	file        TEXT NOT NULL,
	at          TEXT NOT NULL,
	items       TEXT NOT NULL, -- JSON
	PRIMARY KEY (application, person)
) STRICT;
