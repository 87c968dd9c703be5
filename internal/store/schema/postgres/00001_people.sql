-- Organisations, their people, and how these get in.
-- +goose Up
CREATE TABLE organisation (
	id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	revision         BIGINT NOT NULL,
	kind             TEXT COLLATE "C" NOT NULL,
	name_ja          TEXT COLLATE "C" NOT NULL,
	name_en          TEXT COLLATE "C" NOT NULL,
	reading          TEXT COLLATE "C" NOT NULL,
	sort_key         TEXT COLLATE "C" NOT NULL, -- folded reading, or else name
	corporate_number TEXT COLLATE "C" NOT NULL, -- '' when there is none
	proof            TEXT COLLATE "C" NOT NULL, -- JSON
	country          TEXT COLLATE "C" NOT NULL,
	address          TEXT COLLATE "C" NOT NULL,
	contact          TEXT COLLATE "C" NOT NULL, -- JSON
	made             TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX organisation_corporate_number ON organisation (corporate_number) WHERE corporate_number <> '';
CREATE INDEX organisation_order ON organisation (kind, sort_key, id);

CREATE TABLE person (
	id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	revision     BIGINT NOT NULL,
	organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
	name         TEXT COLLATE "C" NOT NULL,
	email        TEXT COLLATE "C" NOT NULL,
	email_key    TEXT COLLATE "C" NOT NULL, -- lower case
	language     TEXT COLLATE "C" NOT NULL,
	roles        TEXT COLLATE "C" NOT NULL, -- JSON
	invited      TEXT COLLATE "C" NOT NULL,
	enrolled     TEXT COLLATE "C" NOT NULL,
	dismissed    TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX person_email ON person (email_key) WHERE dismissed = '';
CREATE INDEX person_organisation ON person (organisation, invited, id);

CREATE TABLE power (
	agent       TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
	applicant   TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
	valid_from  TEXT COLLATE "C" NOT NULL,
	valid_until TEXT COLLATE "C" NOT NULL,
	sha256      TEXT COLLATE "C" NOT NULL,
	ended       TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (agent, applicant, valid_from)
);
CREATE INDEX power_applicant ON power (applicant, agent, valid_from);

CREATE TABLE link (
	token_hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	kind       TEXT COLLATE "C" NOT NULL,
	person     TEXT COLLATE "C" NOT NULL REFERENCES person (id),
	made       TEXT COLLATE "C" NOT NULL,
	expires    TEXT COLLATE "C" NOT NULL,
	used       TEXT COLLATE "C" NOT NULL
);

CREATE TABLE recovery (
	id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	person      TEXT COLLATE "C" NOT NULL REFERENCES person (id),
	asked       TEXT COLLATE "C" NOT NULL,
	approved_by TEXT COLLATE "C" NOT NULL,
	settled     TEXT COLLATE "C" NOT NULL,
	refused     BIGINT NOT NULL CHECK (refused IN (0, 1))
);
CREATE INDEX recovery_open ON recovery (asked, id) WHERE settled = '';

CREATE TABLE passkey (
	credential_id TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- base64url
	person        TEXT COLLATE "C" NOT NULL REFERENCES person (id),
	name          TEXT COLLATE "C" NOT NULL,
	record        TEXT COLLATE "C" NOT NULL, -- JSON
	made          TEXT COLLATE "C" NOT NULL,
	used          TEXT COLLATE "C" NOT NULL
);
CREATE INDEX passkey_person ON passkey (person, made, credential_id);

CREATE TABLE session (
	token_hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	person     TEXT COLLATE "C" NOT NULL, -- '' before sign-in
	made       TEXT COLLATE "C" NOT NULL,
	seen       TEXT COLLATE "C" NOT NULL,
	expires    TEXT COLLATE "C" NOT NULL,
	stepped_up TEXT COLLATE "C" NOT NULL,
	ceremony   TEXT COLLATE "C" NOT NULL, -- JSON
	purpose    TEXT COLLATE "C" NOT NULL
);
CREATE INDEX session_person ON session (person);
CREATE INDEX session_expires ON session (expires);
