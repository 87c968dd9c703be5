-- Money: what is owed, asked for, paid and sent back.
-- +goose Up
ALTER TABLE application ADD COLUMN bill_agent INTEGER NOT NULL DEFAULT 0; -- 1: the agent pays

CREATE TABLE voucher (
	number      TEXT NOT NULL PRIMARY KEY,
	place       INTEGER NOT NULL, -- in the order in which all were made
	kind        TEXT NOT NULL,
	application TEXT NOT NULL REFERENCES application (id),
	cancels     TEXT NOT NULL, -- '' for what takes nothing back
	stands_for  TEXT NOT NULL, -- of a receipt: the invoice
	reason      TEXT NOT NULL,
	day         TEXT NOT NULL,
	made        TEXT NOT NULL,
	made_by     TEXT NOT NULL,
	issuer      TEXT NOT NULL, -- JSON, as all below but reference, rounding, total and due
	addressee   TEXT NOT NULL,
	reference   TEXT NOT NULL,
	lines       TEXT NOT NULL,
	taxes       TEXT NOT NULL,
	rounding    TEXT NOT NULL,
	total       INTEGER NOT NULL,
	due         TEXT NOT NULL,
	bank        TEXT NOT NULL,
	paid        TEXT NOT NULL
) STRICT;
CREATE INDEX voucher_application ON voucher (application, place);
CREATE INDEX voucher_day ON voucher (day, number);
CREATE UNIQUE INDEX voucher_cancels ON voucher (cancels) WHERE cancels <> '';

CREATE TABLE payment (
	id          TEXT NOT NULL PRIMARY KEY,
	revision    INTEGER NOT NULL,
	application TEXT NOT NULL, -- '' while nobody knows what it is for
	day         TEXT NOT NULL,
	yen         INTEGER NOT NULL,
	payer       TEXT NOT NULL,
	memo        TEXT NOT NULL,
	reference   TEXT NOT NULL,
	source      TEXT NOT NULL,
	statement   TEXT NOT NULL,
	why         TEXT NOT NULL,
	entered     TEXT NOT NULL,
	entered_by  TEXT NOT NULL,
	struck      TEXT NOT NULL,
	struck_by   TEXT NOT NULL,
	struck_for  TEXT NOT NULL
) STRICT;
CREATE INDEX payment_application ON payment (application, day, id);
CREATE INDEX payment_day ON payment (day, id);

CREATE TABLE refund (
	id          TEXT NOT NULL PRIMARY KEY,
	revision    INTEGER NOT NULL,
	application TEXT NOT NULL,
	payment     TEXT NOT NULL REFERENCES payment (id),
	day         TEXT NOT NULL,
	yen         INTEGER NOT NULL,
	reference   TEXT NOT NULL,
	reason      TEXT NOT NULL,
	entered     TEXT NOT NULL,
	entered_by  TEXT NOT NULL,
	struck      TEXT NOT NULL,
	struck_by   TEXT NOT NULL,
	struck_for  TEXT NOT NULL
) STRICT;
CREATE INDEX refund_payment ON refund (payment, day, id);
CREATE INDEX refund_application ON refund (application, day, id);
CREATE INDEX refund_day ON refund (day, id);

CREATE TABLE ledger (
	application TEXT NOT NULL PRIMARY KEY REFERENCES application (id),
	revision    INTEGER NOT NULL,
	applicant   TEXT NOT NULL REFERENCES organisation (id),
	payer       TEXT NOT NULL,
	reference   TEXT NOT NULL,
	fee         INTEGER NOT NULL,
	owed        INTEGER NOT NULL,
	opened      TEXT NOT NULL,
	due         TEXT NOT NULL,
	received    INTEGER NOT NULL,
	refunded    INTEGER NOT NULL,
	settled     TEXT NOT NULL,
	settled_by  TEXT NOT NULL,
	closed      TEXT NOT NULL,
	lapsed      TEXT NOT NULL,
	invoice     TEXT NOT NULL,
	receipt     TEXT NOT NULL,
	reminded    TEXT NOT NULL -- JSON
) STRICT;
CREATE INDEX ledger_reference ON ledger (reference);
CREATE INDEX ledger_due ON ledger (due, application);

-- How the office's bank statements are laid out: one row.
CREATE TABLE statement_form (
	name     TEXT NOT NULL PRIMARY KEY,
	revision INTEGER NOT NULL,
	columns  TEXT NOT NULL -- JSON
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER voucher_no_update BEFORE UPDATE ON voucher
BEGIN SELECT RAISE(ABORT, 'documents about money stay as written'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER voucher_no_delete BEFORE DELETE ON voucher
BEGIN SELECT RAISE(ABORT, 'documents about money stay as written'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER payment_no_delete BEFORE DELETE ON payment
BEGIN SELECT RAISE(ABORT, 'payments are struck, not removed'); END;
-- +goose StatementEnd
