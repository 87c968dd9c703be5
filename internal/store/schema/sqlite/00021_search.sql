-- What a search can ask of an entry and sort by. The program fills the new
-- columns of the rows that are there after it has migrated.
-- +goose Up
ALTER TABLE entry ADD COLUMN category TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN edition TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN evaluator TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN first_issued TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN holder_ja TEXT NOT NULL DEFAULT ''; -- folded
ALTER TABLE entry ADD COLUMN holder_en TEXT NOT NULL DEFAULT ''; -- folded
ALTER TABLE entry ADD COLUMN holder_key TEXT NOT NULL DEFAULT ''; -- folded; the name by which the holder is sorted
ALTER TABLE entry ADD COLUMN product_key TEXT NOT NULL DEFAULT ''; -- folded; the name by which the product is sorted
ALTER TABLE entry ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0; -- form of the columns for searching; 0 when they are still to be filled
CREATE INDEX entry_indexed ON entry (indexed);
