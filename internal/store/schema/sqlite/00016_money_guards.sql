-- What is on record of money stays as it was entered: only where a payment
-- counts, and that an entry was cancelled, may still be written, and nothing
-- of a cancelled entry. Sealed evidence is not emptied out either.
-- +goose Up
CREATE INDEX payment_statement ON payment (statement, entered);
CREATE INDEX payment_unassigned ON payment (day, id) WHERE application = '' AND struck = '';

-- +goose StatementBegin
CREATE TRIGGER payment_no_update BEFORE UPDATE ON payment
WHEN NOT (OLD.struck = '' AND NEW.id = OLD.id AND NEW.day = OLD.day AND NEW.yen = OLD.yen AND NEW.payer = OLD.payer AND NEW.memo = OLD.memo
	AND NEW.reference = OLD.reference AND NEW.source = OLD.source AND NEW.statement = OLD.statement
	AND NEW.entered = OLD.entered AND NEW.entered_by = OLD.entered_by)
BEGIN SELECT RAISE(ABORT, 'payments stay as entered'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER refund_no_update BEFORE UPDATE ON refund
WHEN NOT (OLD.struck = '' AND NEW.id = OLD.id AND NEW.application = OLD.application AND NEW.payment = OLD.payment AND NEW.day = OLD.day
	AND NEW.yen = OLD.yen AND NEW.reference = OLD.reference AND NEW.reason = OLD.reason
	AND NEW.entered = OLD.entered AND NEW.entered_by = OLD.entered_by)
BEGIN SELECT RAISE(ABORT, 'refunds stay as entered'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER refund_no_delete BEFORE DELETE ON refund
BEGIN SELECT RAISE(ABORT, 'refunds are cancelled, not removed'); END;
-- +goose StatementEnd
