-- The day from which a label is public, what an application asks for about
-- it, which agents the applicant lets in, and the form that began a draft.
-- +goose Up
ALTER TABLE application ADD COLUMN listing_wish TEXT COLLATE "C" NOT NULL DEFAULT ''; -- '' when none was asked for
ALTER TABLE application ADD COLUMN open_to TEXT COLLATE "C" NOT NULL DEFAULT 'null'; -- JSON
ALTER TABLE application ADD COLUMN started_with TEXT COLLATE "C" NOT NULL DEFAULT ''; -- '' when the draft was not begun by a form
CREATE UNIQUE INDEX application_started_with ON application (started_with) WHERE started_with <> '';

ALTER TABLE label ADD COLUMN listed TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE label SET listed = first_issued;

ALTER TABLE entry ADD COLUMN listed TEXT COLLATE "C" NOT NULL DEFAULT ''; -- '' of those made before there was one: public at once

ALTER TABLE event ADD COLUMN public_from TEXT COLLATE "C" NOT NULL DEFAULT ''; -- not numbered before this day; '' when at once
DROP TRIGGER event_no_update ON event;
CREATE TRIGGER event_no_update BEFORE UPDATE ON event FOR EACH ROW
WHEN (NOT (OLD.seq IS NULL AND NEW.seq IS NOT NULL
	AND NEW.id = OLD.id AND NEW.kind = OLD.kind AND NEW.recorded = OLD.recorded AND NEW.written = OLD.written
	AND NEW.day = OLD.day AND NEW.label = OLD.label AND NEW.leaf = OLD.leaf AND NEW.public_from = OLD.public_from))
EXECUTE FUNCTION stays_as_written();
