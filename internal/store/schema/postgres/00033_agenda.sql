-- What waits for whom: of things that need a second person, who was the first;
-- and what a person has been written about it.
-- +goose Up
ALTER TABLE label ADD COLUMN correction_by TEXT COLLATE "C" NOT NULL DEFAULT ''; -- who proposed the correction that waits; '' when none does
ALTER TABLE label ADD COLUMN erasure_by TEXT COLLATE "C" NOT NULL DEFAULT ''; -- likewise
CREATE INDEX label_correction ON label (updated, number) WHERE correction_by <> '';
CREATE INDEX label_erasure ON label (updated, number) WHERE erasure_by <> '';

ALTER TABLE label_case ADD COLUMN second_by TEXT COLLATE "C" NOT NULL DEFAULT ''; -- who proposed the warning or the announcement that waits
ALTER TABLE label_case ADD COLUMN review TEXT COLLATE "C" NOT NULL DEFAULT ''; -- of the warning that stands
CREATE INDEX label_case_second ON label_case (opened, id) WHERE second_by <> '';
CREATE INDEX label_case_review ON label_case (review, id) WHERE review <> '';

ALTER TABLE doubt ADD COLUMN unread BIGINT NOT NULL DEFAULT 0; -- something was added that no officer has read
CREATE INDEX doubt_unread ON doubt (received, id) WHERE unread = 1 AND closed = '';

ALTER TABLE misuse ADD COLUMN organisation TEXT COLLATE "C" NOT NULL DEFAULT ''; -- that it is about, when on record here
ALTER TABLE misuse ADD COLUMN entered_by TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE misuse ADD COLUMN due TEXT COLLATE "C" NOT NULL DEFAULT ''; -- last day for the answer; '' when it has come

CREATE INDEX reissue_waits ON reissue (asked, id) WHERE closed = '';
CREATE INDEX succession_waits ON succession (id) WHERE closed = '';
CREATE INDEX judgment_entered ON judgment (entered, id) WHERE closed = '';

ALTER TABLE person ADD COLUMN no_digest BIGINT NOT NULL DEFAULT 0; -- wants no daily letter
CREATE TABLE digest (
	person TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES person (id),
	day    TEXT COLLATE "C" NOT NULL -- of the last daily letter
);
