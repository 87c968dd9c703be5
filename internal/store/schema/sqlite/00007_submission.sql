-- What was handed in, kept whole; comments on it; applications that came on paper.
-- +goose Up
CREATE TABLE submission (
	application TEXT NOT NULL REFERENCES application (id),
	round       INTEGER NOT NULL, -- 1 for the first
	hash        TEXT NOT NULL, -- SHA-256 of body
	body        TEXT NOT NULL, -- JSON, canonical
	PRIMARY KEY (application, round)
) STRICT;

CREATE TABLE comment (
	id          TEXT NOT NULL PRIMARY KEY,
	revision    INTEGER NOT NULL,
	application TEXT NOT NULL REFERENCES application (id),
	round       INTEGER NOT NULL,
	place       TEXT NOT NULL,
	text        TEXT NOT NULL,
	written_by  TEXT NOT NULL,
	written     TEXT NOT NULL,
	dropped     TEXT NOT NULL, -- '' while it stands
	delivered   TEXT NOT NULL, -- '' until the applicant was given it
	answer      TEXT NOT NULL,
	done        TEXT NOT NULL, -- '' until the applicant says so
	answered_by TEXT NOT NULL
) STRICT;
CREATE INDEX comment_application ON comment (application, round, written, id);

ALTER TABLE application ADD COLUMN channel TEXT NOT NULL DEFAULT 'web';
ALTER TABLE application ADD COLUMN entered_by TEXT NOT NULL DEFAULT 'null'; -- JSON
ALTER TABLE application ADD COLUMN paper TEXT NOT NULL DEFAULT '{}'; -- JSON

-- +goose StatementBegin
CREATE TRIGGER submission_no_update BEFORE UPDATE ON submission
BEGIN SELECT RAISE(ABORT, 'submissions stay as written'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER submission_no_delete BEFORE DELETE ON submission
BEGIN SELECT RAISE(ABORT, 'submissions stay as written'); END;
-- +goose StatementEnd
