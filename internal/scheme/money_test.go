package scheme

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestInside_roundsOnceByTheRule(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ gross, points, down, nearest, up int }{
		{198000, 1000, 18000, 18000, 18000}, {110000, 1000, 10000, 10000, 10000},
		{100, 1000, 9, 9, 10}, {105, 1000, 9, 10, 10}, {0, 1000, 0, 0, 0}, {520, 810, 38, 39, 39}, {1, 0, 0, 0, 0}, {11, 1000, 1, 1, 1},
	} {
		for rule, want := range map[Rounding]int{RoundDown: c.down, RoundNearest: c.nearest, RoundUp: c.up} {
			if got := rule.Inside(c.gross, c.points); got != want {
				t.Errorf("%s: tax of %d points inside %d is %d, want %d", rule, c.points, c.gross, got, want)
			}
		}
	}
}

func TestInside_liesBetweenItsRules(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		gross, points := rapid.IntRange(0, mostYen).Draw(t, "gross"), rapid.IntRange(0, 10000).Draw(t, "points")
		down, near, up := RoundDown.Inside(gross, points), RoundNearest.Inside(gross, points), RoundUp.Inside(gross, points)
		if down > near || near > up || up-down > 1 || up > gross {
			t.Fatalf("%d, %d, %d", down, near, up)
		}
	})
}

// Once for each invoice and rate, never line by line: three lines of 105 yen
// hold 28 yen of tax, not three times 9.
func TestCharge_roundsOncePerRate(t *testing.T) {
	t.Parallel()
	lines := []VoucherLine{{Yen: 105, Points: 1000}, {Yen: 108, Points: 800}, {Yen: 105, Points: 1000}, {Yen: 105, Points: 1000}}
	taxes, total := Charge(lines, map[int]Text{1000: {Ja: "標準"}}, RoundDown)
	if total != 423 || len(taxes) != 2 || taxes[0].Gross != 315 || taxes[0].Tax != 28 || taxes[0].Name.Ja != "標準" || taxes[1].Tax != 8 {
		t.Fatalf("%+v, %d", taxes, total)
	}
}

func TestTaxOn_isThatOfTheDay(t *testing.T) {
	t.Parallel()
	i := Invoicing{Taxes: []Tax{{From: "2014-04-01", Until: "2019-09-30", Points: 800}, {From: "2019-10-01", Points: 1000}, {From: "2030-01-01", Until: "2030-12-31", Points: 500}}}
	for day, want := range map[Date]int{"2014-04-01": 800, "2019-09-30": 800, "2019-10-01": 1000, "2030-06-01": 500, "2031-01-01": 1000} {
		if got, err := i.TaxOn(day); err != nil || got.Points != want {
			t.Errorf("%s: %d, %v", day, got.Points, err)
		}
	}
	_, err := i.TaxOn("2014-03-31")
	wants(t, err, "refusal.money.tax_unknown")
}

func TestPercent_asPeopleWriteIt(t *testing.T) {
	t.Parallel()
	for points, want := range map[int]string{1000: "10", 770: "7.7", 805: "8.05", 0: "0", 1025: "10.25"} {
		if got := Percent(points); got != want {
			t.Errorf("%d: %s", points, got)
		}
	}
}

func TestCheckInvoiceRegistration_isTAndACorporateNumber(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "T", "6012345678901", "T601234567890", "T60123456789012", "t6012345678901", "TA012345678901"} {
		wants(t, CheckInvoiceRegistration(bad), "registration refusal.money.registration")
	}
	wants(t, CheckInvoiceRegistration("T7012345678901"), "corporate_number refusal.corporate_number.check_digit")
	wants(t, CheckInvoiceRegistration("T6012345678901"))
}

func TestTakeBack_onlyInvoicesAndReceipts(t *testing.T) {
	t.Parallel()
	v := Voucher{Number: "I", Kind: VoucherInvoice, Total: 110, Taxes: []TaxSum{{Points: 1000, Gross: 110, Tax: 10}}, Due: "2026-05-01"}
	back, err := v.TakeBack("C", "2026-04-02", instant("2026-04-02T00:00:00Z"), "kato", "r")
	if err != nil || back.Kind != VoucherCredit || back.Cancels != "I" || back.Total != 110 || back.Due != "" || back.Taxes[0].Tax != 10 {
		t.Fatalf("%+v, %v", back, err)
	}
	_, err = back.TakeBack("D", "2026-04-03", instant("2026-04-03T00:00:00Z"), "kato", "r")
	wants(t, err, "refusal.money.not_taken_back")
}

// Whatever comes in and goes out, the sums say what the payments say.
func TestBook_addsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := Ledger{Fee: 1000, Owed: rapid.SampledFrom([]int{0, 1, 1000}).Draw(t, "owed")}
		var payments []Payment
		var refunds []Refund
		in, out := 0, 0
		for i := range rapid.IntRange(0, 6).Draw(t, "n") {
			p := Payment{ID: PaymentID(rune('a' + i)), Day: Date("2026-04-0" + string(rune('1'+rapid.IntRange(0, 8).Draw(t, "day")))), Yen: rapid.IntRange(1, 1200).Draw(t, "yen")}
			if rapid.Bool().Draw(t, "struck") {
				p.Struck = instant("2026-04-09T00:00:00Z")
			} else {
				in += p.Yen
				if rapid.Bool().Draw(t, "back") {
					refunds = append(refunds, Refund{Payment: p.ID, Yen: p.Yen})
					out += p.Yen
				}
			}
			payments = append(payments, p)
		}
		l.Book(payments, refunds)
		if l.Received != in || l.Refunded != out || l.Held() != in-out || l.Remaining()-l.Surplus() != l.Owed-in+out {
			t.Fatalf("%+v: in %d, out %d", l, in, out)
		}
		if (l.Settled != "") != (l.Owed > 0 && in-out >= l.Owed) {
			t.Fatalf("settled %q with %d of %d", l.Settled, in-out, l.Owed)
		}
		if l.Settled != "" {
			sum := 0
			for _, one := range l.PaidFor(payments, refunds) {
				sum += one.Yen
			}
			if sum != l.Owed {
				t.Fatalf("the receipt would name %d of %d", sum, l.Owed)
			}
		}
	})
}

// The words of the shipped scheme's banks, as far as these tests need them.
var bank = StatementWords{
	Headings: map[Column][]string{ColumnDay: {"取引日", "日付"}, ColumnIn: {"お預入金額"}, ColumnOut: {"お引出金額"}, ColumnEither: {"取引金額"}, ColumnMark: {"入払区分"}, ColumnPayer: {"振込依頼人名"}, ColumnMemo: {"摘要"}},
	Outgoing: []string{"2", "出金"}, Eras: []Era{{"令和", "R", "2019-05-01"}, {"平成", "H", "1989-01-08"}},
}

func same(s string) string { return s }

func TestDay_asBanksWriteIt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Date{
		"2026-04-01": "2026-04-01", "2026/4/1": "2026-04-01", "２０２６．４．１": "2026-04-01", "20260401": "2026-04-01", "2026年4月1日": "2026-04-01",
		"令和8年4月1日": "2026-04-01", "R8.4.1": "2026-04-01", "r08/04/01": "2026-04-01", "H31.4.30": "2019-04-30", "080401": "2026-04-01", "260401": "2026-04-01",
		"26/4/1": "2026-04-01", "2026-04-01 10:15": "2026-04-01", "2026/04/01T10:15:00": "2026-04-01",
		"": "", "合計": "", "2026-02-30": "", "X8.4.1": "", "R0.4.1": "", "2026": "", "2026-13-01": "", "126/4/1": "",
	} {
		if got, _ := bank.Day(text, "2026-04-30"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestParseYen_asBanksWriteIt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"198000": 198000, "198,000": 198000, "¥198,000": 198000, "１９８，０００円": 198000, "-5": -5, "△440": -440, "▲1,000": -1000,
		"(440)": -440, "+12": 12, "198000.00": 198000, "\\198,000": 198000, "¥-5": -5, "0": 0} {
		if got, ok := ParseYen(text); !ok || got != want {
			t.Errorf("%q: %d, %t", text, got, ok)
		}
	}
	for _, text := range []string{"", "-", "1,98", "1.5", "十", "1e3", "(5", "99999999999999999999", "198 000 x", ",5"} {
		if got, ok := ParseYen(text); ok {
			t.Errorf("%q: %d", text, got)
		}
	}
}

func TestReadStatement_columnsOfThreeKinds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		form map[Column]int
		row  []string
		yen  int
		out  bool
	}{
		"in":           {map[Column]int{ColumnDay: 1, ColumnIn: 2, ColumnOut: 3, ColumnPayer: 4}, []string{"2026-04-01", "5", "", "A"}, 5, false},
		"out":          {map[Column]int{ColumnDay: 1, ColumnIn: 2, ColumnOut: 3, ColumnPayer: 4}, []string{"2026-04-01", "", "5", "A"}, 5, true},
		"zero in":      {map[Column]int{ColumnDay: 1, ColumnIn: 2, ColumnOut: 3, ColumnPayer: 4}, []string{"2026-04-01", "0", "5", "A"}, 5, true},
		"sign":         {map[Column]int{ColumnDay: 1, ColumnEither: 2, ColumnPayer: 3}, []string{"2026-04-01", "-5", "A"}, 5, true},
		"mark":         {map[Column]int{ColumnDay: 1, ColumnEither: 2, ColumnMark: 3, ColumnPayer: 4}, []string{"2026-04-01", "5", "２", "A"}, 5, true},
		"mark of in":   {map[Column]int{ColumnDay: 1, ColumnEither: 2, ColumnMark: 3, ColumnPayer: 4}, []string{"2026-04-01", "5", "1", "A"}, 5, false},
		"deposit back": {map[Column]int{ColumnDay: 1, ColumnIn: 2, ColumnPayer: 3}, []string{"2026-04-01", "-5", "A"}, 5, true},
	} {
		rows := bank.ReadStatement([][]string{c.row}, StatementForm{Columns: c.form}, "2026-04-30", same)
		if len(rows) != 1 || rows[0].Problem != nil || rows[0].Yen != c.yen || rows[0].Out != c.out {
			t.Errorf("%s: %+v", name, rows)
		}
	}
}

func TestReadStatement_sameRowSameKeyWhateverTheFile(t *testing.T) {
	t.Parallel()
	form := StatementForm{Columns: map[Column]int{ColumnDay: 1, ColumnIn: 2, ColumnPayer: 3}}
	week := [][]string{{"取引日", "お預入金額", "振込依頼人名"}, {"2026/4/1", "5", "A"}, {"2026/4/1", "5", "A"}, {"2026/4/2", "5", "A"}}
	month := [][]string{{"2026-03-31", "5", "A"}, {"2026-04-01", "5", "A"}, {"20260401", "5", "A"}, {"R8.4.2", "¥5", "A"}}
	one, two := bank.ReadStatement(week, form, "2026-04-30", same), bank.ReadStatement(month, form, "2026-04-30", same)
	if len(one) != 3 || len(two) != 4 || one[0].Line != 2 {
		t.Fatalf("%+v %+v", one, two)
	}
	seen := map[string]bool{}
	for i := range one {
		if one[i].Key != two[i+1].Key || seen[one[i].Key] {
			t.Errorf("row %d: %s and %s", i, one[i].Key, two[i+1].Key)
		}
		seen[one[i].Key] = true
	}
}

// One line of the bank is one row, whatever column is taken for what, and
// lines alike are told apart by their place: tried with many statements.
func TestReadStatement_aLineIsKnownWhateverItsColumnsAreTakenFor(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	cells := [][]string{{"2026-04-01", "2026/4/1", "R8.4.1", "20260401"}, {"198,000", "¥198000", "１９８，０００"}, {"KAKUU", "Kakuu"}, {"R2026-000001"}, {""}, {"5"}}
	for n := range 300 {
		var one, again [][]string // the same lines, written in two ways
		for range 1 + random.IntN(8) {
			var line, same []string
			for range 5 {
				of := cells[random.IntN(len(cells))]
				line, same = append(line, of[random.IntN(len(of))]), append(same, of[random.IntN(len(of))])
			}
			for i, day := range []string{"2026-04-01", "R8.4.1"} {
				of := [][]string{line, same}[i]
				of[0], of[1] = day, "7"
			}
			for range 1 + random.IntN(2) { // two genuine payments alike on one day
				one, again = append(one, line), append(again, append(slices.Clone(same), ""))
			}
		}
		forms := []map[Column]int{{ColumnDay: 1, ColumnIn: 2, ColumnPayer: 3}, {ColumnDay: 1, ColumnEither: 2, ColumnMemo: 4}, {ColumnDay: 1, ColumnIn: 2, ColumnPayer: 5, ColumnMemo: 3}}
		first := bank.ReadStatement(one, StatementForm{Columns: forms[0]}, "2026-04-30", strings.ToLower)
		for _, form := range forms {
			second := bank.ReadStatement(again, StatementForm{Columns: form}, "2027-01-01", strings.ToLower)
			seen := map[string]bool{}
			for i, row := range first {
				if row.Key == "" || row.Key != second[i].Key || seen[row.Key] {
					t.Fatalf("statement %d, line %d: %q and %q\n%q\n%q", n, row.Line, row.Key, second[i].Key, one, again)
				}
				seen[row.Key] = true
			}
		}
	}
}

func TestReadStatement_saysWhatItCannotRead(t *testing.T) {
	t.Parallel()
	form := StatementForm{Columns: map[Column]int{ColumnDay: 1, ColumnIn: 2, ColumnPayer: 3}}
	rows := bank.ReadStatement([][]string{{"heading"}, {"2026-04-01", "5", "A"}, {"someday", "5", "A"}, {"2026-04-01", "much", "A"}, {"2026-05-01", "5", "A"}, {}}, form, "2026-04-30", same)
	if len(rows) != 4 || rows[1].Problem.Key != "refusal.money.row_day" || rows[2].Problem.Key != "refusal.money.row_amount" || rows[3].Problem.Key != "refusal.money.row_future" {
		t.Fatalf("%+v", rows)
	}
}

func TestFindMatch_aNumberInsideALongerOneIsNotIt(t *testing.T) {
	t.Parallel()
	c := []Candidate{{Ledger: Ledger{Application: "a", Reference: "R2026-000001", Owed: 5}}}
	for text, want := range map[string]Certainty{
		"R2026-000001": Certain, "Ｒ２０２６－０００００１ｶｸｳ": Certain, "R2026 000001": Certain, "ｶｸｳR2026000001": Certain,
		"R2026-0000012": Unmatched, "R2026-00001": Unmatched, "": Unmatched,
	} {
		if got := FindMatch(StatementRow{Day: "2026-04-01", Yen: 5, Payer: text}, "", c); got.Certainty != want {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

func TestFindMatch_onlyWhatLeavesNoDoubtIsCertain(t *testing.T) {
	t.Parallel()
	twin := func(Date, int) bool { return true }
	one := Candidate{Ledger: Ledger{Application: "a", Owed: 5}, Names: []string{"カクウムセンコウギョウ"}}
	two := one
	two.Ledger.Application = "b"
	doubled := one
	doubled.Twins = twin
	for name, c := range map[string]struct {
		payer string
		yen   int
		of    []Candidate
		want  MatchReason
	}{
		"name and amount": {"カクウムセンコウギョウ", 5, []Candidate{one}, MatchName},
		"of two":          {"カクウムセンコウギョウ", 5, []Candidate{one, two}, MatchSeveral},
		"cut short":       {"カクウムセン", 5, []Candidate{one}, MatchPartName},
		"too short":       {"カクウム", 5, []Candidate{one}, MatchNobody},
		"other amount":    {"カクウムセンコウギョウ", 4, []Candidate{one}, MatchNameOnly},
		"there already":   {"カクウムセンコウギョウ", 5, []Candidate{doubled}, MatchTwin},
		"nobody":          {"ベツノカイシャ", 5, []Candidate{one}, MatchNobody},
		"no name":         {"", 5, []Candidate{one}, MatchNobody},
	} {
		got := FindMatch(StatementRow{Day: "2026-04-01", Yen: c.yen}, c.payer, c.of)
		if got.Reason != c.want || (got.Certainty == Certain) != (c.want == MatchName) {
			t.Errorf("%s: %+v, want %s", name, got, c.want)
		}
	}
}

// Whatever a file holds, reading it neither panics nor makes money of what it
// cannot read, and the same rows read the same.
func FuzzReadStatement(f *testing.F) {
	f.Add("取引日,お預入金額,振込依頼人名\n2026/4/1,198000,ｶｸｳ\n", 1, 2, 3)
	f.Add("2,080401,1,198000,R2026000001\n8,3,198000\n9\n", 2, 4, 5)
	f.Add("R8.4.1;△5;\\x00", 1, 1, 99)
	f.Fuzz(func(t *testing.T, text string, day, in, payer int) {
		var rows [][]string
		for _, line := range strings.Split(text, "\n") {
			rows = append(rows, strings.Split(line, ","))
		}
		form := StatementForm{Columns: map[Column]int{ColumnDay: day, ColumnIn: in, ColumnPayer: payer}}
		first, second := bank.ReadStatement(rows, form, "2026-04-30", same), bank.ReadStatement(rows, form, "2026-04-30", same)
		keys := map[string]bool{}
		for i, r := range first {
			if r.Problem == nil && (r.Yen < 1 || r.Yen > mostYen || r.Key == "" || keys[r.Key] || !r.Out && r.Day > "2026-04-30") {
				t.Fatalf("row %d: %+v", r.Line, r)
			}
			if r.Key != second[i].Key {
				t.Fatalf("row %d reads differently the second time", r.Line)
			}
			keys[r.Key] = true
		}
	})
}

// Only the whole of what is open, in time and not there already, is certain;
// what is odd stands in a group of its own.
func TestFindMatch_whatIsOddStandsByItself(t *testing.T) {
	t.Parallel()
	due := Ledger{Application: "a", Reference: "R2026-000001", Owed: 500, Due: "2026-04-10"}
	paid, ended := due, due
	paid.Received = 500
	ended.Owed, ended.Closed = 0, "2026-04-02"
	for name, c := range map[string]struct {
		ledger Ledger
		day    Date
		yen    int
		group  Certainty
		why    MatchReason
		late   bool
	}{
		"whole":         {due, "2026-04-10", 500, Certain, MatchReference, false},
		"less":          {due, "2026-04-10", 499, InPart, MatchPart, false},
		"less and late": {due, "2026-04-11", 499, InPart, MatchPart, true},
		"more":          {due, "2026-04-10", 501, TooMuch, MatchMore, false},
		"late":          {due, "2026-04-11", 500, Overdue, MatchLate, true},
		"twice":         {paid, "2026-04-10", 500, Double, MatchPaid, false},
		"after it":      {paid, "2026-04-10", 20, TooMuch, MatchPaid, false},
		"ended":         {ended, "2026-04-10", 500, TooMuch, MatchClosed, false},
	} {
		row := StatementRow{Line: 2, Day: c.day, Yen: c.yen, Memo: "R2026-000001"}
		got := FindMatch(row, "", []Candidate{CandidateOf(c.ledger)})
		if got.Certainty != c.group || got.Reason != c.why || got.Late != c.late || got.Open != c.ledger.Remaining() || got.Application != "a" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestFindMatch_namesTheRowThatItDoubles(t *testing.T) {
	t.Parallel()
	c := CandidateOf(Ledger{Application: "a", Reference: "R2026-000001", Owed: 500})
	c.Names = []string{"ミホン"}
	all := []Candidate{c}
	first := StatementRow{Line: 4, Day: "2026-04-01", Yen: 500, Payer: "R2026-000001"}
	all[0].Expect(first, FindMatch(first, "", all))
	for _, again := range []StatementRow{{Line: 7, Day: "2026-04-01", Yen: 500, Payer: "R2026-000001"}, {Line: 8, Day: "2026-04-01", Yen: 500}, {Line: 9, Day: "2026-04-02", Yen: 500, Payer: "R2026-000001"}} {
		got := FindMatch(again, "ミホン", all)
		if got.Certainty != Double || got.Line != 4 {
			t.Errorf("row %d: %+v", again.Line, got)
		}
	}
}

// Two payments that are only too much together are not both taken for granted,
// even where the first is late and not certain itself.
func TestFindMatch_rowsThatAreTooMuchTogether(t *testing.T) {
	t.Parallel()
	c := CandidateOf(Ledger{Application: "a", Reference: "R2026-000001", Owed: 500, Due: "2026-04-01"})
	row := func(line int, day Date, yen int) StatementRow {
		return StatementRow{Line: line, Day: day, Yen: yen, Payer: "R2026-000001"}
	}
	first := row(4, "2026-04-02", 500)
	c.Expect(first, FindMatch(first, "", []Candidate{c}))
	if got := FindMatch(row(5, "2026-04-03", 500), "", []Candidate{c}); got.Certainty != Double || got.Reason != MatchRowPaid || got.Line != 4 {
		t.Errorf("%+v", got)
	}
}

func TestNumbering_findsItsNumbersInAText(t *testing.T) {
	t.Parallel()
	n := Numbering{Form: "R{year}-{serial:6}", Check: "none"}
	for text, want := range map[string]string{
		"ﾌﾘｺﾐ Ｒ２０２６－０００００１ ｶ)ｶｸｳ": "R2026-000001", "r2026000001R2026-000002": "R2026-000001 R2026-000002", "R2026-00001": "", "": "",
	} {
		if got := strings.Join(n.Mentioned(text), " "); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
