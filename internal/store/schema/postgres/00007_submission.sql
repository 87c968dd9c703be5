-- What was handed in, kept whole; comments on it; applications that came on paper.
-- +goose Up
CREATE TABLE submission (
	application TEXT COLLATE "C" NOT NULL REFERENCES application (id),
	round       BIGINT NOT NULL, -- 1 for the first
	hash        TEXT COLLATE "C" NOT NULL, -- SHA-256 of body
	body        TEXT COLLATE "C" NOT NULL, -- JSON, canonical
	PRIMARY KEY (application, round)
);

CREATE TABLE comment (
	id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	revision    BIGINT NOT NULL,
	application TEXT COLLATE "C" NOT NULL REFERENCES application (id),
	round       BIGINT NOT NULL,
	place       TEXT COLLATE "C" NOT NULL,
	text        TEXT COLLATE "C" NOT NULL,
	written_by  TEXT COLLATE "C" NOT NULL,
	written     TEXT COLLATE "C" NOT NULL,
	dropped     TEXT COLLATE "C" NOT NULL, -- '' while it stands
	delivered   TEXT COLLATE "C" NOT NULL, -- '' until the applicant was given it
	answer      TEXT COLLATE "C" NOT NULL,
	done        TEXT COLLATE "C" NOT NULL, -- '' until the applicant says so
	answered_by TEXT COLLATE "C" NOT NULL
);
CREATE INDEX comment_application ON comment (application, round, written, id);

ALTER TABLE application ADD COLUMN channel TEXT COLLATE "C" NOT NULL DEFAULT 'web';
ALTER TABLE application ADD COLUMN entered_by TEXT COLLATE "C" NOT NULL DEFAULT 'null'; -- JSON
ALTER TABLE application ADD COLUMN paper TEXT COLLATE "C" NOT NULL DEFAULT '{}'; -- JSON

CREATE TRIGGER submission_no_update BEFORE UPDATE ON submission FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER submission_no_delete BEFORE DELETE ON submission FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER submission_no_truncate BEFORE TRUNCATE ON submission FOR EACH STATEMENT EXECUTE FUNCTION stays_as_written();
