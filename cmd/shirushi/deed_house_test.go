package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"shirushi/internal/demo"
	"shirushi/internal/holding"
	"shirushi/internal/misuse"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/surveillance"
	"shirushi/internal/testkit"
)

// A furnished house is the demo played on for eighty days, until it holds
// something in nearly every state that the tables of docs/life.md know.
type furnished struct {
	*crawl
	clock *demo.Clock
	entry []scheme.ApplicationID // entered from paper: one that is filled in, and one that was handed in
}

// furnish plays on. What it needs of the demo it finds by what it is: a label
// of a maker in a status without an open case, an application in a state.
func furnish(t *testing.T) *furnished {
	t.Helper()
	clock := new(demo.Clock)
	f := &furnished{crawl: played(t, clock, t.TempDir()), clock: clock}
	clock.Set(time.Now().UTC().Truncate(time.Second).Add(80 * 24 * time.Hour))
	for _, part := range []func(context.Context){f.papers, f.decisions, f.afterIssue, f.agentsCases, f.moreCases, f.reports} {
		part(t.Context())
	}
	return f
}

// as is somebody who has just used a passkey.
func (f *furnished) as(email string) scheme.Actor {
	who := f.byEmail(email)
	who.SteppedUp = f.clock.Now()
	return who
}

func (f *furnished) ok(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// some returns the application of a maker that is in a state, and has come on paper or not.
func (f *furnished) some(maker string, state scheme.ApplicationState, paper bool) scheme.ApplicationID {
	f.t.Helper()
	return f.one("application", func(tx *store.Tx, id string) bool {
		a, err := tx.Application(scheme.ApplicationID(id))
		f.ok(err)
		return f.keyOf(a.Applicant) == maker && a.State == state && a.Entered() == paper
	})
}

// one returns the first thing of a kind that meets a condition.
func (f *furnished) one(kind string, is func(*store.Tx, string) bool) (id scheme.ApplicationID) {
	f.t.Helper()
	f.do(func(tx *store.Tx) error {
		for _, one := range f.things[kind] {
			if id == "" && is(tx, one.id) {
				id = scheme.ApplicationID(one.id)
			}
		}
		return nil
	})
	if id == "" {
		f.t.Fatal("the demo has no such " + kind)
	}
	return id
}

// label returns a label of a maker that stands and about which no case is open,
// as the number-th of them.
func (f *furnished) label(maker string, number int) scheme.LabelNumber {
	f.t.Helper()
	today := f.today()
	return scheme.LabelNumber(f.one("label", func(tx *store.Tx, id string) bool {
		l, err := tx.Label(scheme.LabelNumber(id))
		f.ok(err)
		_, err = tx.OpenCase(l.Number)
		if f.keyOf(l.Holder) != maker || l.StatusOn(today) != scheme.Active || err == nil {
			return false
		}
		number--
		return number == 0
	}))
}

const (
	anotherOfficer = "katagiri@office.example"
	oneAgent       = "kiryu@daiko.example"
)

// papers enters two applications from paper, filled in as another was, hands
// one of them in, and admits an authority.
func (f *furnished) papers(ctx context.Context) {
	s, err := f.p.scheme(ctx)
	f.ok(err)
	f.do(func(tx *store.Tx) error { // one that nobody has asked yet
		o := testkit.Authority(0)
		return tx.PutOrganisation(&o)
	})
	other := f.some("tsuzura", scheme.Submitted, true)
	for _, hash := range []string{"a", "b"} {
		id, err := f.p.office.Enter(ctx, f.as(oneOfficer), office.EntryRequest{Applicant: f.as("nishizono@tsuzura.example").Organisation.ID, Channel: scheme.ByPaper, Level: s.Levels[0].ID,
			Category: s.Categories[0].ID, Paper: scheme.Paper{Received: f.today().AddDays(-1), Reference: "受-" + hash, KeptAt: "書庫", SHA256: strings.Repeat(hash, 64)}})
		f.ok(err)
		f.do(func(tx *store.Tx) error { return filledAs(tx, id, other) })
		f.entry = append(f.entry, id)
	}
	file, err := f.p.office.File(ctx, f.as(oneOfficer), f.entry[1])
	f.ok(err)
	r := office.SubmitRequest{Signed: f.today().AddDays(-1), Revision: file.Application.Revision, Name: "西園 まどか", Title: "部長", Language: "ja", Terms: true, TermsBy: "西園 まどか"}
	for _, one := range s.Statements {
		r.Affirmed = append(r.Affirmed, one.ID)
	}
	f.ok(f.p.office.Submit(ctx, f.as(oneOfficer), f.entry[1], r))
}

// filledAs fills a draft in as another application is.
func filledAs(tx *store.Tx, id, other scheme.ApplicationID) error {
	a, err := tx.Application(id)
	if err != nil {
		return err
	}
	b, err := tx.Application(other)
	if err != nil {
		return err
	}
	a.Category, a.Product, a.Scope, a.Evaluator = b.Category, b.Product, b.Scope, b.Evaluator
	if err := tx.PutApplication(&a); err != nil {
		return err
	}
	list, err := tx.Checklist(other)
	for _, answer := range list {
		answer.Revision = 0
		if err := tx.PutAnswer(id, &answer); err != nil {
			return err
		}
	}
	return err
}

// decisions rejects applications, one of which came on paper; their sides object.
func (f *furnished) decisions(ctx context.Context) {
	object := func(id scheme.ApplicationID, who string) scheme.ObjectionID {
		one, err := f.p.remedies.Lodge(ctx, f.as(who), scheme.AgainstApplication, string(id), "試作版ではなく量産版のものです。")
		f.ok(err)
		return one
	}
	sent := f.some("shiomi", scheme.Submitted, false)
	f.ok(f.p.office.Reject(ctx, f.as(oneOfficer), sent, "評価の証跡が試作版のものです。"))
	f.ok(f.p.remedies.TakeUp(ctx, f.as(anotherOfficer), object(sent, "hamamoto@shiomi.example")))

	f.ok(f.p.office.Reject(ctx, f.as(anotherOfficer), f.entry[1], "評価の証跡が試作版のものです。"))
	object(f.entry[1], oneOfficer)
}

// agentsCases brings cases about labels of an agent's makers to where the
// holder's side is to move, and one about a label of another to its end.
func (f *furnished) agentsCases(ctx context.Context) {
	later := func(days int) { f.clock.Set(f.clock.Now().Add(time.Duration(days) * 24 * time.Hour)) }
	open := func(n scheme.LabelNumber) scheme.CaseID {
		id, err := f.p.cases.Open(ctx, f.as(oneOfficer), surveillance.OpenRequest{Label: n, Cause: scheme.CauseOffice, Text: "更新がないとの指摘があります。"})
		f.ok(err)
		f.ok(f.p.cases.Assign(ctx, f.as(oneOfficer), id))
		f.ok(f.p.cases.Demand(ctx, f.as(oneOfficer), id, "更新の記録を示してください。", f.today().AddDays(15)))
		return id
	}
	open(f.label("fjordlys", 1))
	wrong, heard, lost := open(f.label("pinewood", 1)), open(f.label("pinewood", 1)), open(f.label("fjordlys", 1))
	over := open(f.label("nordhaus", 1))
	f.ok(f.p.cases.Answer(ctx, f.as(oneAgent), wrong, "記録です。", false))
	f.findsWrong(ctx, wrong)
	f.ok(f.p.cases.Order(ctx, f.as(oneOfficer), wrong, "更新してください。", f.today().AddDays(120)))
	later(30)
	for _, id := range []scheme.CaseID{lost, over} {
		f.ok(f.p.cases.Notify(ctx, f.as(oneOfficer), id, "duties_not_met", "資料が示されません。", f.today().AddDays(20)))
	}
	later(30)
	f.ok(f.p.cases.Notify(ctx, f.as(oneOfficer), heard, "duties_not_met", "資料が示されません。", f.today().AddDays(20)))
	for id, who := range map[scheme.CaseID]string{lost: oneAgent, over: "keiko@nordhaus.example"} {
		f.ok(f.p.cases.Hear(ctx, f.as(anotherOfficer), id, "取得者からの意見はありませんでした。", false))
		f.ok(f.p.cases.Revoke(ctx, f.as(anotherOfficer), id, "資料が示されませんでした。"))
		var label scheme.LabelNumber
		f.do(func(tx *store.Tx) error {
			c, err := tx.Case(id)
			label = c.Label
			return err
		})
		_, err := f.p.remedies.Lodge(ctx, f.as(who), scheme.AgainstRevocation, string(label), "資料はお送りしました。")
		f.ok(err)
	}
}

func (f *furnished) today() scheme.Date { return f.p.desk.Day(f.clock.Now()) }

func (f *furnished) findsWrong(ctx context.Context, id scheme.CaseID) {
	file, err := f.p.cases.Case(ctx, f.as(oneOfficer), id)
	f.ok(err)
	f.ok(f.p.cases.Find(ctx, f.as(oneOfficer), id, []scheme.Finding{{Criterion: file.Items[0].ID, Verdict: scheme.FoundFailing, Text: "記録と異なります。"}}))
}

// moreCases leaves a case answered with something wrong, and another in which
// what was ordered is said to be corrected.
func (f *furnished) moreCases(ctx context.Context) {
	for i, maker := range []string{"shiomi", "kurage"} {
		who := []string{"hamamoto@shiomi.example", "shiozaki@kurage.example"}[i]
		id, err := f.p.cases.Open(ctx, f.as(oneOfficer), surveillance.OpenRequest{Label: f.label(maker, 1), Cause: scheme.CauseOffice, Text: "管理用の口が開いているとの指摘があります。"})
		f.ok(err)
		f.ok(f.p.cases.Assign(ctx, f.as(oneOfficer), id))
		f.ok(f.p.cases.Demand(ctx, f.as(oneOfficer), id, "口の一覧を示してください。", f.today().AddDays(15)))
		f.ok(f.p.cases.Answer(ctx, f.as(who), id, "一覧です。", false))
		f.findsWrong(ctx, id)
		if i == 1 {
			f.ok(f.p.cases.Order(ctx, f.as(oneOfficer), id, "閉じてください。", f.today().AddDays(40)))
			f.ok(f.p.cases.Report(ctx, f.as(who), id, "閉じました。"))
		}
	}
}

// afterIssue proposes a correction and enters a judgment, and has holders ask:
// a label is offered, an offer was refused, papers are to be made anew.
func (f *furnished) afterIssue(ctx context.Context) {
	f.ok(f.p.office.Propose(ctx, f.as(oneOfficer), f.label("hokushin", 1), "firmware", "9.9", "末尾が落ちていました。"))
	revoked := scheme.LabelNumber(f.one("label", func(tx *store.Tx, id string) bool {
		l, err := tx.Label(scheme.LabelNumber(id))
		f.ok(err)
		return l.Revoked != ""
	}))
	f.ok(f.p.remedies.EnterJudgment(ctx, f.as(oneOfficer), revoked, "見本地方裁判所", "令和8年(行ウ)第1号", f.today().AddDays(-2)))
	_, err := f.p.holding.AskReissue(ctx, f.as(oneAgent), f.label("fjordlys", 1), "社名を合わせるためです。")
	f.ok(err)
	s, err := f.p.scheme(ctx)
	f.ok(err)
	vow := func(all []scheme.Statement) holding.Vowing {
		v := holding.Vowing{Name: "担当 太郎", Title: "事業部長", Language: "ja"}
		for _, one := range all {
			v.Affirmed = append(v.Affirmed, one.ID)
		}
		return v
	}
	offer := func(nth int) scheme.SuccessionID {
		id, err := f.p.holding.Offer(ctx, f.as(oneMaker), f.label("minamo", nth), holding.Wish{To: f.as("kishi@hokushin.example").Organisation.CorporateNumber, Reason: "譲渡するためです。", Vow: vow(s.Holding.Offers)})
		f.ok(err)
		return id
	}
	offer(1)
	refused := offer(2)
	f.ok(f.p.holding.Accept(ctx, f.as("kishi@hokushin.example"), refused, vow(s.Holding.Accepts)))
	f.ok(f.p.holding.Refuse(ctx, f.as(oneOfficer), refused, "引き受ける体制が確かめられません。"))
	o, err := f.p.remedies.Lodge(ctx, f.as(oneMaker), scheme.AgainstSuccession, string(refused), "体制はあります。")
	f.ok(err)
	f.ok(f.p.remedies.TakeUp(ctx, f.as(anotherOfficer), o))
}

// reports hands in what turns out to be spam, and keeps entries of the register of
// improper use that are not published.
func (f *furnished) reports(ctx context.Context) {
	form := f.p.doubts.Form()
	f.clock.Set(f.clock.Now().Add(5 * time.Minute))
	_, err := f.p.doubts.Report(ctx, form, scheme.Report{Topic: "claims", Product: "x", Text: "買ってください。", Language: "ja", Consent: true})
	f.ok(err)
	rows, err := f.p.doubts.List(ctx, f.as(oneOfficer))
	f.ok(err)
	for _, one := range rows {
		if one.Doubt.Received.Equal(f.clock.Now()) {
			f.ok(f.p.doubts.MarkSpam(ctx, f.as(oneOfficer), one.Doubt.ID))
		}
	}
	today := f.today()
	draft := misuse.Draft{Template: "guarantee", Party: scheme.Text{Ja: "霧島（架空）", En: "Kirishima (invented)"}, Product: scheme.Text{Ja: "霧", En: "Mist"}, Source: "https://kirishima.example/", Seen: today}
	_, err = f.p.misuse.Enter(ctx, f.as(oneOfficer), draft)
	f.ok(err)
	draft.Source = "https://kirishima.example/2"
	noticed, err := f.p.misuse.Enter(ctx, f.as(oneOfficer), draft)
	f.ok(err)
	f.ok(f.p.misuse.Notice(ctx, f.as(oneOfficer), noticed, today, "書留郵便"))
}
