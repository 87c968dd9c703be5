-- More time that the holder asks for in a case waits for the office.
-- +goose Up
ALTER TABLE label_case ADD COLUMN time_due TEXT COLLATE "C" NOT NULL DEFAULT ''; -- by which the office answers; '' when nothing waits
CREATE INDEX label_case_time ON label_case (time_due, id) WHERE time_due <> '';
