-- Cases: the office's look at a label after its issue. What happened in one
-- stands in its steps, which are added to, never edited.
-- +goose Up
CREATE TABLE label_case (
	id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	revision BIGINT NOT NULL,
	label    TEXT COLLATE "C" NOT NULL REFERENCES label (number),
	holder   TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
	state    TEXT COLLATE "C" NOT NULL,
	officer  TEXT COLLATE "C" NOT NULL, -- '' until someone has taken it
	opened   TEXT COLLATE "C" NOT NULL,
	due      TEXT COLLATE "C" NOT NULL, -- last day for whoever is to move; '' when none is set
	closed   TEXT COLLATE "C" NOT NULL, -- '' while it is open
	outcome  TEXT COLLATE "C" NOT NULL,
	steps    TEXT COLLATE "C" NOT NULL, -- JSON, as all below
	warnings TEXT COLLATE "C" NOT NULL,
	announced TEXT COLLATE "C" NOT NULL,
	reminded TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX label_case_open ON label_case (label) WHERE closed = '';
CREATE INDEX label_case_label ON label_case (label, opened, id);
CREATE INDEX label_case_holder ON label_case (holder, opened, id);
CREATE INDEX label_case_due ON label_case (due, id) WHERE closed = '';
CREATE INDEX label_case_opened ON label_case (opened, id);
ALTER TABLE demand ADD COLUMN of_case TEXT COLLATE "C" NOT NULL DEFAULT ''; -- '' for one about an application
