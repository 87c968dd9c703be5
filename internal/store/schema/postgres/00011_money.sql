-- Money: what is owed, asked for, paid and sent back.
-- +goose Up
ALTER TABLE application ADD COLUMN bill_agent BIGINT NOT NULL DEFAULT 0; -- 1: the agent pays

CREATE TABLE voucher (
	number      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	place       BIGINT NOT NULL, -- in the order in which all were made
	kind        TEXT COLLATE "C" NOT NULL,
	application TEXT COLLATE "C" NOT NULL REFERENCES application (id),
	cancels     TEXT COLLATE "C" NOT NULL, -- '' for what takes nothing back
	stands_for  TEXT COLLATE "C" NOT NULL, -- of a receipt: the invoice
	reason      TEXT COLLATE "C" NOT NULL,
	day         TEXT COLLATE "C" NOT NULL,
	made        TEXT COLLATE "C" NOT NULL,
	made_by     TEXT COLLATE "C" NOT NULL,
	issuer      TEXT COLLATE "C" NOT NULL, -- JSON, as all below but reference, rounding, total and due
	addressee   TEXT COLLATE "C" NOT NULL,
	reference   TEXT COLLATE "C" NOT NULL,
	lines       TEXT COLLATE "C" NOT NULL,
	taxes       TEXT COLLATE "C" NOT NULL,
	rounding    TEXT COLLATE "C" NOT NULL,
	total       BIGINT NOT NULL,
	due         TEXT COLLATE "C" NOT NULL,
	bank        TEXT COLLATE "C" NOT NULL,
	paid        TEXT COLLATE "C" NOT NULL
);
CREATE INDEX voucher_application ON voucher (application, place);
CREATE INDEX voucher_day ON voucher (day, number);
CREATE UNIQUE INDEX voucher_cancels ON voucher (cancels) WHERE cancels <> '';

CREATE TABLE payment (
	id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	revision    BIGINT NOT NULL,
	application TEXT COLLATE "C" NOT NULL, -- '' while nobody knows what it is for
	day         TEXT COLLATE "C" NOT NULL,
	yen         BIGINT NOT NULL,
	payer       TEXT COLLATE "C" NOT NULL,
	memo        TEXT COLLATE "C" NOT NULL,
	reference   TEXT COLLATE "C" NOT NULL,
	source      TEXT COLLATE "C" NOT NULL,
	statement   TEXT COLLATE "C" NOT NULL,
	why         TEXT COLLATE "C" NOT NULL,
	entered     TEXT COLLATE "C" NOT NULL,
	entered_by  TEXT COLLATE "C" NOT NULL,
	struck      TEXT COLLATE "C" NOT NULL,
	struck_by   TEXT COLLATE "C" NOT NULL,
	struck_for  TEXT COLLATE "C" NOT NULL
);
CREATE INDEX payment_application ON payment (application, day, id);
CREATE INDEX payment_day ON payment (day, id);

CREATE TABLE refund (
	id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	revision    BIGINT NOT NULL,
	application TEXT COLLATE "C" NOT NULL,
	payment     TEXT COLLATE "C" NOT NULL REFERENCES payment (id),
	day         TEXT COLLATE "C" NOT NULL,
	yen         BIGINT NOT NULL,
	reference   TEXT COLLATE "C" NOT NULL,
	reason      TEXT COLLATE "C" NOT NULL,
	entered     TEXT COLLATE "C" NOT NULL,
	entered_by  TEXT COLLATE "C" NOT NULL,
	struck      TEXT COLLATE "C" NOT NULL,
	struck_by   TEXT COLLATE "C" NOT NULL,
	struck_for  TEXT COLLATE "C" NOT NULL
);
CREATE INDEX refund_payment ON refund (payment, day, id);
CREATE INDEX refund_application ON refund (application, day, id);
CREATE INDEX refund_day ON refund (day, id);

CREATE TABLE ledger (
	application TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES application (id),
	revision    BIGINT NOT NULL,
	applicant   TEXT COLLATE "C" NOT NULL REFERENCES organisation (id),
	payer       TEXT COLLATE "C" NOT NULL,
	reference   TEXT COLLATE "C" NOT NULL,
	fee         BIGINT NOT NULL,
	owed        BIGINT NOT NULL,
	opened      TEXT COLLATE "C" NOT NULL,
	due         TEXT COLLATE "C" NOT NULL,
	received    BIGINT NOT NULL,
	refunded    BIGINT NOT NULL,
	settled     TEXT COLLATE "C" NOT NULL,
	settled_by  TEXT COLLATE "C" NOT NULL,
	closed      TEXT COLLATE "C" NOT NULL,
	lapsed      TEXT COLLATE "C" NOT NULL,
	invoice     TEXT COLLATE "C" NOT NULL,
	receipt     TEXT COLLATE "C" NOT NULL,
	reminded    TEXT COLLATE "C" NOT NULL -- JSON
);
CREATE INDEX ledger_reference ON ledger (reference);
CREATE INDEX ledger_due ON ledger (due, application);

-- How the office's bank statements are laid out: one row.
CREATE TABLE statement_form (
	name     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	revision BIGINT NOT NULL,
	columns  TEXT COLLATE "C" NOT NULL -- JSON
);

CREATE TRIGGER voucher_no_update BEFORE UPDATE ON voucher FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER voucher_no_delete BEFORE DELETE ON voucher FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER payment_no_delete BEFORE DELETE ON payment FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER voucher_no_truncate BEFORE TRUNCATE ON voucher FOR EACH STATEMENT EXECUTE FUNCTION stays_as_written();
