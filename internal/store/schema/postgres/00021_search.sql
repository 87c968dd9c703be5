-- What a search can ask of an entry and sort by. The program fills the new
-- columns of the rows that are there after it has migrated.
-- +goose Up
ALTER TABLE entry ADD COLUMN category TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN edition TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN evaluator TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN first_issued TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN holder_ja TEXT COLLATE "C" NOT NULL DEFAULT ''; -- folded
ALTER TABLE entry ADD COLUMN holder_en TEXT COLLATE "C" NOT NULL DEFAULT ''; -- folded
ALTER TABLE entry ADD COLUMN holder_key TEXT COLLATE "C" NOT NULL DEFAULT ''; -- folded; the name by which the holder is sorted
ALTER TABLE entry ADD COLUMN product_key TEXT COLLATE "C" NOT NULL DEFAULT ''; -- folded; the name by which the product is sorted
ALTER TABLE entry ADD COLUMN indexed BIGINT NOT NULL DEFAULT 0; -- form of the columns for searching; 0 when they are still to be filled
CREATE INDEX entry_indexed ON entry (indexed);
