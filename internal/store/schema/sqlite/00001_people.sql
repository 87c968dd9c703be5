-- Organisations, their people, and how these get in.
-- +goose Up
CREATE TABLE organisation (
	id               TEXT NOT NULL PRIMARY KEY,
	revision         INTEGER NOT NULL,
	kind             TEXT NOT NULL,
	name_ja          TEXT NOT NULL,
	name_en          TEXT NOT NULL,
	reading          TEXT NOT NULL,
	sort_key         TEXT NOT NULL, -- folded reading, or else name
	corporate_number TEXT NOT NULL, -- '' when there is none
	proof            TEXT NOT NULL, -- JSON
	country          TEXT NOT NULL,
	address          TEXT NOT NULL,
	contact          TEXT NOT NULL, -- JSON
	made             TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX organisation_corporate_number ON organisation (corporate_number) WHERE corporate_number <> '';
CREATE INDEX organisation_order ON organisation (kind, sort_key, id);

CREATE TABLE person (
	id           TEXT NOT NULL PRIMARY KEY,
	revision     INTEGER NOT NULL,
	organisation TEXT NOT NULL REFERENCES organisation (id),
	name         TEXT NOT NULL,
	email        TEXT NOT NULL,
	email_key    TEXT NOT NULL, -- lower case
	language     TEXT NOT NULL,
	roles        TEXT NOT NULL, -- JSON
	invited      TEXT NOT NULL,
	enrolled     TEXT NOT NULL,
	dismissed    TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX person_email ON person (email_key) WHERE dismissed = '';
CREATE INDEX person_organisation ON person (organisation, invited, id);

CREATE TABLE power (
	agent       TEXT NOT NULL REFERENCES organisation (id),
	applicant   TEXT NOT NULL REFERENCES organisation (id),
	valid_from  TEXT NOT NULL,
	valid_until TEXT NOT NULL,
	sha256      TEXT NOT NULL,
	ended       TEXT NOT NULL,
	PRIMARY KEY (agent, applicant, valid_from)
) STRICT;
CREATE INDEX power_applicant ON power (applicant, agent, valid_from);

CREATE TABLE link (
	token_hash TEXT NOT NULL PRIMARY KEY,
	kind       TEXT NOT NULL,
	person     TEXT NOT NULL REFERENCES person (id),
	made       TEXT NOT NULL,
	expires    TEXT NOT NULL,
	used       TEXT NOT NULL
) STRICT;

CREATE TABLE recovery (
	id          TEXT NOT NULL PRIMARY KEY,
	person      TEXT NOT NULL REFERENCES person (id),
	asked       TEXT NOT NULL,
	approved_by TEXT NOT NULL,
	settled     TEXT NOT NULL,
	refused     INTEGER NOT NULL CHECK (refused IN (0, 1))
) STRICT;
CREATE INDEX recovery_open ON recovery (asked, id) WHERE settled = '';

CREATE TABLE passkey (
	credential_id TEXT NOT NULL PRIMARY KEY, -- base64url
	person        TEXT NOT NULL REFERENCES person (id),
	name          TEXT NOT NULL,
	record        TEXT NOT NULL, -- JSON
	made          TEXT NOT NULL,
	used          TEXT NOT NULL
) STRICT;
CREATE INDEX passkey_person ON passkey (person, made, credential_id);

CREATE TABLE session (
	token_hash TEXT NOT NULL PRIMARY KEY,
	person     TEXT NOT NULL, -- '' before sign-in
	made       TEXT NOT NULL,
	seen       TEXT NOT NULL,
	expires    TEXT NOT NULL,
	stepped_up TEXT NOT NULL,
	ceremony   TEXT NOT NULL, -- JSON
	purpose    TEXT NOT NULL
) STRICT;
CREATE INDEX session_person ON session (person);
CREATE INDEX session_expires ON session (expires);
