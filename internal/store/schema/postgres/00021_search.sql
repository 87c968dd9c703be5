-- The index by which entries are found: docs/decisions/014-search-index.md.
-- The program fills it for the entries that are there after it has migrated.
-- +goose Up
ALTER TABLE entry ADD COLUMN id BIGINT; -- by which entries are sorted and named in the index; NULL when not in it yet
ALTER TABLE entry ADD COLUMN indexed BIGINT NOT NULL DEFAULT 0; -- form of the index in which the entry stands; 0 when in none
ALTER TABLE entry ADD COLUMN category TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN edition TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN evaluator TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN first_issued TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN holder_names TEXT COLLATE "C" NOT NULL DEFAULT ''; -- searchable, one a line
ALTER TABLE entry ADD COLUMN product_names TEXT COLLATE "C" NOT NULL DEFAULT ''; -- likewise
ALTER TABLE entry ADD COLUMN holder_key TEXT COLLATE "C" NOT NULL DEFAULT ''; -- their beginning, by which they are sorted
ALTER TABLE entry ADD COLUMN product_key TEXT COLLATE "C" NOT NULL DEFAULT ''; -- likewise
ALTER TABLE entry DROP COLUMN terms;
CREATE UNIQUE INDEX entry_id ON entry (id);
CREATE INDEX entry_indexed ON entry (indexed);
CREATE INDEX entry_issued ON entry (first_issued DESC, id DESC);
CREATE INDEX entry_ending ON entry (valid_until, id DESC);
CREATE INDEX entry_holder ON entry (holder_key, id DESC);
CREATE INDEX entry_product ON entry (product_key, id DESC);

CREATE TABLE entry_set ( -- which entries have something in common
	token TEXT COLLATE "C" NOT NULL, -- what they have in common
	chunk BIGINT NOT NULL, -- the upper bits of their ids
	list  BYTEA NOT NULL, -- the lower bits, rising: the first, then the steps
	PRIMARY KEY (token, chunk)
);

CREATE TABLE entry_model (
	key   TEXT COLLATE "C" NOT NULL, -- of a model, or of a part of one
	entry BIGINT NOT NULL, -- id
	whole BIGINT NOT NULL, -- 1: the key is that of a model, not of a part
	PRIMARY KEY (key, entry)
);
