-- Cases: the office's look at a label after its issue. What happened in one
-- stands in its steps, which are added to, never edited.
-- +goose Up
CREATE TABLE label_case (
	id       TEXT NOT NULL PRIMARY KEY,
	revision INTEGER NOT NULL,
	label    TEXT NOT NULL REFERENCES label (number),
	holder   TEXT NOT NULL REFERENCES organisation (id),
	state    TEXT NOT NULL,
	officer  TEXT NOT NULL, -- '' until someone has taken it
	opened   TEXT NOT NULL,
	due      TEXT NOT NULL, -- last day for whoever is to move; '' when none is set
	closed   TEXT NOT NULL, -- '' while it is open
	outcome  TEXT NOT NULL,
	steps    TEXT NOT NULL, -- JSON, as all below
	warnings TEXT NOT NULL,
	announced TEXT NOT NULL,
	reminded TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX label_case_open ON label_case (label) WHERE closed = '';
CREATE INDEX label_case_label ON label_case (label, opened, id);
CREATE INDEX label_case_holder ON label_case (holder, opened, id);
CREATE INDEX label_case_due ON label_case (due, id) WHERE closed = '';
CREATE INDEX label_case_opened ON label_case (opened, id);
ALTER TABLE demand ADD COLUMN of_case TEXT NOT NULL DEFAULT ''; -- '' for one about an application
