-- What is on record of money stays as it was entered: only where a payment
-- counts, and that an entry was cancelled, may still be written, and nothing
-- of a cancelled entry. Sealed evidence is not emptied out either.
-- +goose Up
CREATE INDEX payment_statement ON payment (statement, entered);
CREATE INDEX payment_unassigned ON payment (day, id) WHERE application = '' AND struck = '';

CREATE TRIGGER payment_no_update BEFORE UPDATE ON payment FOR EACH ROW
WHEN (NOT (OLD.struck = '' AND NEW.id = OLD.id AND NEW.day = OLD.day AND NEW.yen = OLD.yen AND NEW.payer = OLD.payer AND NEW.memo = OLD.memo
	AND NEW.reference = OLD.reference AND NEW.source = OLD.source AND NEW.statement = OLD.statement
	AND NEW.entered = OLD.entered AND NEW.entered_by = OLD.entered_by))
EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER refund_no_update BEFORE UPDATE ON refund FOR EACH ROW
WHEN (NOT (OLD.struck = '' AND NEW.id = OLD.id AND NEW.application = OLD.application AND NEW.payment = OLD.payment AND NEW.day = OLD.day
	AND NEW.yen = OLD.yen AND NEW.reference = OLD.reference AND NEW.reason = OLD.reason
	AND NEW.entered = OLD.entered AND NEW.entered_by = OLD.entered_by))
EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER refund_no_delete BEFORE DELETE ON refund FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER payment_no_truncate BEFORE TRUNCATE ON payment FOR EACH STATEMENT EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER refund_no_truncate BEFORE TRUNCATE ON refund FOR EACH STATEMENT EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER evidence_file_no_truncate BEFORE TRUNCATE ON evidence_file FOR EACH STATEMENT EXECUTE FUNCTION stays_as_written();
