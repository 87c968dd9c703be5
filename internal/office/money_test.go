package office_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
)

func (h *house) account(who scheme.Actor, id scheme.ApplicationID) office.Account {
	h.t.Helper()
	c, err := h.office.Account(h.t.Context(), who, id)
	h.ok(err)
	return c
}

// pays enters a payment of so many days after today's acceptance.
func (h *house) pays(id scheme.ApplicationID, day scheme.Date, yen int) {
	h.t.Helper()
	h.ok(h.office.EnterPayment(h.t.Context(), h.one, id, office.PaymentRequest{Day: day, Yen: yen, Payer: "ｶｸｳﾑｾﾝ", Reference: "R"}))
}

func kindsOf(all []scheme.Voucher) string {
	var kinds []string
	for _, v := range all {
		kinds = append(kinds, string(v.Kind))
	}
	return strings.Join(kinds, " ")
}

func TestAccept_makesTheInvoice(t *testing.T) {
	t.Parallel()
	schemes(t, func(t *testing.T, h *house) {
		id := h.accepted(1)
		c := h.account(h.anna, id)
		a, l := c.Application, c.Ledger
		if !c.Opened || l.Owed != a.FeeYen || l.Owed == 0 || l.Reference != a.Numbers.Acceptance || l.State() != scheme.Owing || l.Due != h.scheme.PaymentDue(h.today()) {
			t.Fatalf("ledger %+v", l)
		}
		v, found := c.Voucher(l.Invoice)
		tax, err := h.scheme.Invoicing.TaxOn(h.today())
		h.ok(err)
		if !found || v.Kind != scheme.VoucherInvoice || v.Total != a.FeeYen || len(v.Taxes) != 1 || v.Taxes[0].Points != tax.Points || v.Due != l.Due {
			t.Fatalf("invoice %+v", v)
		}
		if v.To.Name != h.maker.Name || v.To.Address != h.maker.Address || v.Issuer != h.scheme.Invoicing.Issuer || v.Bank != h.scheme.Invoicing.Bank || v.Reference != l.Reference {
			t.Fatalf("invoice %+v", v)
		}
		if got := strings.Join(h.letters(), " "); !strings.Contains(got, "invoice_made") {
			t.Fatal("letters:", got)
		}
	})
}

// The tax of the shipped scheme's fee, as the law has it: once for the whole
// invoice, parts of a yen dropped.
func TestAccept_theTaxIsInsideTheFee(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	v := h.account(h.anna, h.accepted(1)).Vouchers[0]
	if v.Total != 198000 || v.Taxes[0].Tax != 18000 || v.Taxes[0].Gross != 198000 || v.Issuer.Registration == "" || v.Issuer.Official {
		t.Fatalf("%+v", v)
	}
}

func TestPayment_inPartsUntilTheSumIsReached(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	id := h.accepted(1)
	first := h.today()
	h.clock.Advance(72 * time.Hour)
	h.pays(id, first.AddDays(2), 100000)
	if l := h.account(h.one, id).Ledger; l.State() != scheme.Part || l.Remaining() != 98000 || h.feePaid(id) {
		t.Fatalf("%+v", l)
	}
	h.pays(id, first.AddDays(1), 98000) // entered later, paid earlier
	c := h.account(h.anna, id)
	if c.Ledger.State() != scheme.PaidUp || c.Ledger.Settled != first.AddDays(2) || kindsOf(c.Vouchers) != "invoice receipt" {
		t.Fatalf("%+v, %s", c.Ledger, kindsOf(c.Vouchers))
	}
	if fee := c.Application.Fee; fee.Paid != first.AddDays(2) || fee.Yen != 198000 || fee.By != h.one.Person.ID {
		t.Fatalf("fee %+v", fee)
	}
	r := c.Vouchers[1]
	if r.For != c.Ledger.Invoice || r.Total != 198000 || len(r.Paid) != 2 || r.Paid[0] != (scheme.Paid{Day: first.AddDays(1), Yen: 98000}) || r.Taxes[0].Tax != 18000 {
		t.Fatalf("receipt %+v", r)
	}
	h.ok(h.consent(id))
	if onRecord(h, id).Numbers.Provisional == "" {
		t.Fatal("paid and answered, but no provisional number")
	}
	if got := strings.Join(h.letters(), " "); !strings.Contains(got, "payment_part") || !strings.Contains(got, "payment_received") {
		t.Fatal("letters:", got)
	}
}

func TestPayment_lateAndTooMuchIsSeenAndSentBack(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.accepted(1)
	due := h.account(h.one, id).Ledger.Due
	h.clock.Advance(60 * 24 * time.Hour)
	if !h.account(h.one, id).Ledger.Late(h.today()) {
		t.Fatal("nobody says that it is late")
	}
	h.pays(id, due.AddDays(3), 198000)
	if c := h.account(h.one, id); !c.Ledger.IsLate(c.Payments[0]) || c.Ledger.State() != scheme.PaidUp {
		t.Fatalf("%+v", c.Ledger)
	}
	again := office.PaymentRequest{Day: due.AddDays(3), Yen: 198000, Reference: "R"}
	h.no(h.office.EnterPayment(ctx, h.one, id, again), scheme.Conflict, "refusal.money.twin")
	again.Again = true
	h.ok(h.office.EnterPayment(ctx, h.two, id, again))
	c := h.account(h.one, id)
	if c.Ledger.State() != scheme.Over || c.Ledger.Surplus() != 198000 || c.Application.Fee.Paid != due.AddDays(3) {
		t.Fatalf("%+v", c.Ledger)
	}
	back := office.RefundRequest{Day: h.today(), Yen: 198001, Reference: "F-1", Reason: "重複"}
	paid := c.Payments[0].ID
	h.no(h.office.EnterRefund(ctx, h.fresh(h.one), paid, back), scheme.Invalid, "refusal.money.refund_more")
	back.Yen, back.Reference = 198000, ""
	h.no(h.office.EnterRefund(ctx, h.fresh(h.one), paid, back), scheme.Invalid, "refusal.money.refund_reference")
	back.Reference, back.Day = "F-1", due
	h.no(h.office.EnterRefund(ctx, h.fresh(h.one), paid, back), scheme.Invalid, "refusal.money.refund_before")
	back.Day = h.today()
	h.ok(h.office.EnterRefund(ctx, h.fresh(h.one), paid, back))
	c = h.account(h.one, id)
	if c.Ledger.State() != scheme.PaidUp || c.Ledger.Held() != 198000 || c.Application.Fee.Paid != due.AddDays(3) {
		t.Fatalf("%+v", c.Ledger)
	}
	h.no(h.office.EnterRefund(ctx, h.fresh(h.one), c.Payments[1].ID, office.RefundRequest{Day: h.today(), Yen: 1, Reference: "F-2"}), scheme.Conflict, "refusal.money.refund_needed")
	h.no(h.office.StrikePayment(ctx, h.fresh(h.one), paid, "r"), scheme.Conflict, "refusal.money.refunded")
	h.no(h.office.UnassignPayment(ctx, h.fresh(h.one), paid), scheme.Conflict, "refusal.money.refunded")
	h.ok(h.office.StrikeRefund(ctx, h.fresh(h.one), c.Refunds[0].ID, "打ち間違い"))
	if l := h.account(h.one, id).Ledger; l.Surplus() != 198000 {
		t.Fatalf("%+v", l)
	}
	h.no(h.office.StrikeRefund(ctx, h.fresh(h.one), c.Refunds[0].ID, "r"), scheme.Conflict, "refusal.money.struck")
}

func TestPayment_canBeUndoneUntilTheDecision(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id, other := h.settled(1), h.accepted(2)
	paid := h.account(h.one, id).Payments[0].ID
	h.ok(h.office.UnassignPayment(ctx, h.fresh(h.two), paid))
	c := h.account(h.one, id)
	if c.Application.FeeSettled() || c.Ledger.State() != scheme.Owing || kindsOf(c.Vouchers) != "invoice receipt void" || c.Ledger.Receipt != "" {
		t.Fatalf("%+v, %s", c.Ledger, kindsOf(c.Vouchers))
	}
	m, err := h.office.Money(ctx, h.one, office.MoneyPage{})
	h.ok(err)
	if len(m.Unassigned) != 1 || len(m.Owing) != 2 {
		t.Fatalf("%+v", m)
	}
	h.no(h.office.UnassignPayment(ctx, h.fresh(h.two), paid), scheme.Conflict, "refusal.money.unassigned")
	h.no(h.office.AssignPayment(ctx, h.one, paid, "R9"), scheme.Invalid, "refusal.money.reference")
	h.ok(h.office.AssignPayment(ctx, h.one, paid, " ｒ2026－000002"))
	if !h.feePaid(other) || h.feePaid(id) {
		t.Fatal("the payment did not move")
	}
	h.no(h.office.AssignPayment(ctx, h.one, paid, "R2026-000001"), scheme.Conflict, "refusal.money.assigned")
	h.ok(h.consent(other))
	_, err = h.office.Issue(ctx, h.fresh(h.two), other)
	h.ok(err)
	h.no(h.office.UnassignPayment(ctx, h.fresh(h.one), paid), scheme.Conflict, "refusal.money.decided")
	h.no(h.office.StrikePayment(ctx, h.fresh(h.one), paid, "r"), scheme.Conflict, "refusal.money.decided")
	lines := h.audit("ledger:" + string(id))
	if len(lines) == 0 || lines[0].Deed != "unassign_payment" || lines[0].Who != h.two.Person.ID {
		t.Fatalf("audit %+v", lines)
	}
}

func TestPayment_aSlipIsStruckAndStaysVisible(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.accepted(1)
	h.pays(id, h.today(), 198000)
	p := h.account(h.one, id).Payments[0].ID
	h.no(h.office.StrikePayment(ctx, h.fresh(h.one), p, " "), scheme.Invalid, "refusal.reason.missing")
	h.ok(h.office.StrikePayment(ctx, h.fresh(h.one), p, "別の申請の入金"))
	if c := h.account(h.one, id); len(c.Payments) != 1 || c.Payments[0].Counts() || c.Ledger.Received != 0 || c.Application.FeeSettled() {
		t.Fatalf("%+v", c)
	}
	if c := h.account(h.anna, id); len(c.Payments) != 0 || c.Audit != nil {
		t.Fatalf("the maker reads the office's slips: %+v", c.Payments)
	}
	h.no(h.office.StrikePayment(ctx, h.fresh(h.one), p, "r"), scheme.Conflict, "refusal.money.struck")
	h.no(h.office.EnterRefund(ctx, h.fresh(h.one), p, office.RefundRequest{Day: h.today(), Yen: 1, Reference: "F"}), scheme.Conflict, "refusal.money.struck")
}

func TestGiveUp_theUnpaidFeeLapsesWithACreditNote(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.accepted(1)
	h.pays(id, h.today(), 1000)
	h.ok(h.office.GiveUp(ctx, h.anna, id))
	c := h.account(h.anna, id)
	if c.Ledger.Owed != 0 || c.Ledger.Lapsed != h.today() || c.Ledger.State() != scheme.Over || kindsOf(c.Vouchers) != "invoice credit" {
		t.Fatalf("%+v, %s", c.Ledger, kindsOf(c.Vouchers))
	}
	credit, invoice := c.Vouchers[1], c.Vouchers[0]
	if credit.Cancels != invoice.Number || credit.Total != invoice.Total || credit.Taxes[0] != invoice.Taxes[0] || credit.Reason != "withdrawn" {
		t.Fatalf("%+v", credit)
	}
	h.pays(id, h.today(), 198000) // crossed with the withdrawal: kept, to be sent back
	if l := h.account(h.one, id).Ledger; l.Surplus() != 199000 || h.feePaid(id) {
		t.Fatalf("%+v", l)
	}
	h.no(h.office.ReissueInvoice(ctx, h.one, id, false, "r"), scheme.Conflict, "refusal.money.lapsed")
}

func TestGiveUp_aPaidFeeIsNotGivenBack(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	id := h.settled(1)
	h.ok(h.office.GiveUp(t.Context(), h.anna, id))
	if c := h.account(h.one, id); c.Ledger.State() != scheme.PaidUp || kindsOf(c.Vouchers) != "invoice receipt" || c.Ledger.Closed != h.today() {
		t.Fatalf("%+v", c.Ledger)
	}
}

// Where no fee lapses, what was not paid stays owed.
func TestRefuse_whereNothingLapsesItStaysOwed(t *testing.T) {
	t.Parallel()
	schemes(t, func(t *testing.T, h *house) {
		id := h.accepted(1)
		h.ok(h.office.Refuse(t.Context(), h.fresh(h.two), id, "付与できません"))
		l := h.account(h.one, id).Ledger
		if lapsed := len(h.scheme.Invoicing.Lapses) > 0; lapsed != (l.Owed == 0) || l.Closed == "" {
			t.Fatalf("%+v", l)
		}
	})
}

// What was assigned by mistake after an application ended unpaid is no ground
// of any decision: it can be taken off again, and the receipt with it.
func TestPayment_afterTheEndCanBeUndoneWhereNothingRestedOnIt(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	h.load("invoicing.yaml", "states: [withdrawn, refused]", "states: []", nil)
	ctx := t.Context()
	id := h.accepted(1)
	h.ok(h.office.Refuse(ctx, h.fresh(h.two), id, "付与できません"))
	owed := h.account(h.one, id).Ledger.Owed
	h.pays(id, h.today(), owed)
	c := h.account(h.one, id)
	if c.Ledger.Receipt == "" || owed == 0 {
		t.Fatalf("%+v", c.Ledger)
	}
	h.ok(h.office.UnassignPayment(ctx, h.fresh(h.one), c.Payments[0].ID))
	c = h.account(h.one, id)
	if c.Ledger.Settled != "" || c.Ledger.Receipt != "" || c.Ledger.Remaining() != owed || kindsOf(c.Vouchers) != "invoice receipt void" {
		t.Errorf("%+v %s", c.Ledger, kindsOf(c.Vouchers))
	}
}

func TestReissue_theOldInvoiceStaysBesideTheNew(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.draft(h.agent, h.maker.ID, 1)
	_, err := h.office.ChoosePayer(ctx, h.agent, id, revisionOf(h, id), true)
	h.ok(err)
	h.ok(h.office.Submit(ctx, h.agent, id, h.declaration(h.agent, id)))
	_, err = h.office.ChoosePayer(ctx, h.agent, id, revisionOf(h, id), false)
	h.no(err, scheme.Conflict, "refusal.state")
	h.ok(h.office.Accept(ctx, h.one, id))
	c := h.account(h.agent, id)
	if v := c.Vouchers[0]; v.To.Organisation != h.agency.ID || !v.To.Agent || c.Ledger.Payer != h.agency.ID {
		t.Fatalf("%+v", v)
	}
	h.pays(id, h.today(), 198000)
	h.no(h.office.ReissueInvoice(ctx, h.one, id, false, ""), scheme.Invalid, "refusal.reason.missing")
	h.ok(h.office.ReissueInvoice(ctx, h.one, id, false, "宛先の変更"))
	c = h.account(h.anna, id)
	if kindsOf(c.Vouchers) != "invoice receipt void credit invoice receipt" {
		t.Fatal(kindsOf(c.Vouchers))
	}
	v, _ := c.Voucher(c.Ledger.Invoice)
	r, _ := c.Voucher(c.Ledger.Receipt)
	if v.To.Organisation != h.maker.ID || v.Due == "" || r.For != v.Number || r.To != v.To || !c.Application.FeeSettled() {
		t.Fatalf("%+v %+v", v, r)
	}
	if back, ok := c.TakenBackBy(c.Vouchers[0].Number); !ok || back.Kind != scheme.VoucherCredit {
		t.Fatalf("%+v", back)
	}
}

// A new rate of tax changes nothing of what was charged under the old one.
func TestReissue_theTaxStaysThatOfTheFirstInvoice(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	h.load("invoicing.yaml", "# The law wants parts", "  - from: 2027-01-01\n    points: 1200\n    official: false\n"+
		"    name: {ja: 新税率, en: New rate}\n    source: a test\n\n# The law wants parts", nil)
	id := h.accepted(1)
	before := h.account(h.one, id).Vouchers[0]
	h.clock.Set(time.Date(2027, 2, 1, 3, 0, 0, 0, time.UTC))
	h.ok(h.office.ReissueInvoice(t.Context(), h.one, id, false, "宛先の変更"))
	c := h.account(h.one, id)
	after, _ := c.Voucher(c.Ledger.Invoice)
	if after.Number == before.Number || after.Total != before.Total || !slices.Equal(after.Taxes, before.Taxes) || after.Day != "2027-02-01" {
		t.Errorf("%+v, before %+v", after.Taxes, before.Taxes)
	}
}

func TestChoosePayer_needsAnAgent(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	id := h.draft(h.anna, "", 1)
	_, err := h.office.ChoosePayer(t.Context(), h.anna, id, revisionOf(h, id), true)
	h.no(err, scheme.Conflict, "refusal.money.no_agent")
}

// moneyDeeds does each deed about money by its real function.
func moneyDeeds(h *house, id scheme.ApplicationID, paid, loose scheme.PaymentID, sent scheme.RefundID) map[string]func(who scheme.Actor) error {
	ctx := h.t.Context()
	return map[string]func(who scheme.Actor) error{
		"enter": func(who scheme.Actor) error {
			return h.office.EnterPayment(ctx, who, id, office.PaymentRequest{Day: h.today(), Yen: 7, Again: true, Reference: "R"})
		},
		"reissue":  func(who scheme.Actor) error { return h.office.ReissueInvoice(ctx, who, id, false, "r") },
		"assign":   func(who scheme.Actor) error { return h.office.AssignPayment(ctx, who, loose, "R2026-000001") },
		"unassign": func(who scheme.Actor) error { return h.office.UnassignPayment(ctx, who, paid) },
		"strike":   func(who scheme.Actor) error { return h.office.StrikePayment(ctx, who, paid, "r") },
		"refund": func(who scheme.Actor) error {
			return h.office.EnterRefund(ctx, who, loose, office.RefundRequest{Day: h.today(), Yen: 1, Reference: "F"})
		},
		"unrefund": func(who scheme.Actor) error { return h.office.StrikeRefund(ctx, who, sent, "r") },
		"list":     func(who scheme.Actor) error { _, err := h.office.Money(ctx, who, office.MoneyPage{}); return err },
		"find":     func(who scheme.Actor) error { _, err := h.office.FindMoney(ctx, who, "R2026-000001"); return err },
		"preview": func(who scheme.Actor) error {
			_, err := h.office.PreviewStatement(ctx, who, [][]string{{"2026-04-01", "7", "x"}}, plainForm())
			return err
		},
		"guess": func(who scheme.Actor) error { _, err := h.office.GuessStatement(ctx, who, nil); return err },
		"import": func(who scheme.Actor) error {
			_, err := h.office.ImportStatement(ctx, who, office.ImportRequest{Rows: [][]string{{"2026-04-01", "7", "x"}}, Form: plainForm(), Take: []office.TakenRow{{Line: 1}}})
			return err
		},
		"month": func(who scheme.Actor) error { _, err := h.office.Month(ctx, who, "2026-04"); return err },
	}
}

// Only officers deal with money; to the maker's side the deeds are denied,
// to others the application is not there.
func TestMoney_isForOfficersOnly(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	id := h.accepted(1)
	h.pays(id, h.today(), 198001)
	h.clock.Advance(time.Second)
	h.pays(id, h.today(), 5)
	all := h.account(h.one, id).Payments
	h.ok(h.office.UnassignPayment(t.Context(), h.fresh(h.one), all[1].ID))
	h.ok(h.office.EnterRefund(t.Context(), h.fresh(h.one), all[0].ID, office.RefundRequest{Day: h.today(), Yen: 1, Reference: "F"}))
	sent := h.account(h.one, id).Refunds[0].ID
	before := h.account(h.one, id)
	for name, do := range moneyDeeds(h, id, all[0].ID, all[1].ID, sent) {
		for _, one := range h.askers() {
			if one.role == scheme.RoleOfficer {
				continue
			}
			if err := do(one.who); !scheme.IsRefusal(err, scheme.Denied) && !scheme.IsRefusal(err, scheme.Missing) {
				t.Errorf("%s by %s: %v", name, one.name, err)
			}
		}
	}
	for _, one := range h.askers() {
		_, err := h.office.Account(t.Context(), one.who, id)
		if (err == nil) != (one.role != "") {
			t.Errorf("%s reads the account: %v", one.name, err)
		}
		_, err = h.office.Voucher(t.Context(), one.who, before.Ledger.Invoice)
		if (err == nil) != (one.role != "") {
			t.Errorf("%s reads the invoice: %v", one.name, err)
		}
	}
	if after := h.account(h.one, id); after.Ledger.Revision != before.Ledger.Revision {
		t.Error("a refused deed changed the ledger")
	}
}

func TestEnterPayment_onADayAndOfAnAmountThatCanBe(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.accepted(1)
	accepted := h.today()
	h.clock.Advance(48 * time.Hour)
	for _, c := range []struct {
		name string
		mend func(*office.PaymentRequest)
		want string
	}{
		{"nothing", func(r *office.PaymentRequest) { r.Yen = 0 }, "refusal.money.yen"},
		{"less than nothing", func(r *office.PaymentRequest) { r.Yen = -1 }, "refusal.money.yen"},
		{"beyond reason", func(r *office.PaymentRequest) { r.Yen = 1_000_000_001 }, "refusal.money.yen"},
		{"before acceptance", func(r *office.PaymentRequest) { r.Day = accepted.AddDays(-1) }, "refusal.fee.before_acceptance"},
		{"tomorrow", func(r *office.PaymentRequest) { r.Day = h.today().AddDays(1) }, "refusal.date.future"},
		{"no day", func(r *office.PaymentRequest) { r.Day = "" }, "refusal.date.missing"},
		{"no such day", func(r *office.PaymentRequest) { r.Day = "2026-02-30" }, "refusal.date.malformed"},
		{"endless reference", func(r *office.PaymentRequest) { r.Reference = strings.Repeat("字", 201) }, "refusal.text.too_long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := h.payment(id)
			c.mend(&r)
			refuses(t, h.office.EnterPayment(ctx, h.one, id, r), scheme.Invalid, c.want)
		})
	}
	h.no(h.office.EnterPayment(ctx, h.one, h.submitted(2), office.PaymentRequest{Day: accepted, Yen: 1, Reference: "R"}), scheme.Conflict, "refusal.money.not_accepted")
}

func TestRemind_eachLetterOnceAndOnlyWhileOwed(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	open, paid := h.accepted(1), h.settled(2)
	due := h.account(h.one, open).Ledger.Due
	sent := func() int {
		n, err := h.office.RemindPayers(ctx)
		h.ok(err)
		return n
	}
	at := func(day scheme.Date) { h.clock.Set(h.scheme.Midnight(day).Add(10 * time.Hour)) }
	if sent() != 0 {
		t.Fatal("reminded on the day of acceptance")
	}
	for _, c := range []struct {
		day  scheme.Date
		want int
	}{{due.AddDays(-8), 0}, {due.AddDays(-7), 1}, {due.AddDays(-7), 0}, {due, 0}, {due.AddDays(1), 1}, {due.AddDays(2), 0}, {due.AddDays(40), 1}, {due.AddDays(50), 0}} {
		at(c.day)
		if got := sent(); got != c.want {
			t.Errorf("%s: %d letters, want %d", c.day, got, c.want)
		}
	}
	if l := h.account(h.one, open).Ledger; len(l.Reminded) != 3 || l.Reminded[0].Kind != scheme.LetterDue || l.Reminded[2].Kind != scheme.LetterLate {
		t.Errorf("%+v", l.Reminded)
	}
	if l := h.account(h.one, paid).Ledger; len(l.Reminded) != 0 {
		t.Errorf("who has paid was reminded: %+v", l.Reminded)
	}
	if lines := h.audit("ledger:" + string(open)); lines[0].Deed != "remind_payer" || lines[0].Who != "" {
		t.Errorf("%+v", lines[0])
	}
}

func (h *house) feePaid(id scheme.ApplicationID) bool {
	a := onRecord(h, id)
	return a.FeeSettled()
}
