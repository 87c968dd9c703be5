package demo

import (
	"context"
	"fmt"
	"strings"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
)

// A step is something that someone does at a certain hour of the past.
type step struct {
	daysAgo, hour, minute int
	does                  string // for the error
	do                    func(context.Context) error
}

// A story is one application on its way.
type story struct {
	*play
	product   product
	applicant string // key of who applies: the maker or its agent
	first     string // key of the officer who checks
	second    string // key of the officer who decides
	id        scheme.ApplicationID
	number    scheme.LabelNumber
}

func (p *play) story(one product) *story {
	s := &story{play: p, product: one, applicant: one.Maker, first: "officer1", second: "officer2"}
	if one.Agent != "" {
		s.applicant = one.Agent
	}
	if len(one.Models)%2 == 0 {
		s.first, s.second = s.second, s.first
	}
	return s
}

// steps returns what happens, up to where the story ends.
func (s *story) steps() []step {
	day, ends := s.product.Day, s.product.Ends
	begin := s.start
	if s.product.Paper {
		begin = s.enter
	}
	steps := append([]step{{day, 9, 30, "start and fill", begin}}, s.evidence()...)
	add := func(later, hour, minute int, does string, do func(context.Context) error) {
		steps = append(steps, step{day - later, hour, minute, does, do})
	}
	switch ends {
	case "draft":
		return steps
	case "given-up":
		add(2, 16, 0, "give up", s.giveUp)
		return steps
	}
	if s.product.BillAgent {
		add(1, 17, 5, "let the agent pay", s.chooseAgent)
	}
	add(1, 17, 10, "submit", s.submit)
	if s.product.Rounds == 2 {
		add(2, 9, 40, "take", s.take)
		add(3, 10, 50, "comment", s.comment)
		add(3, 11, 20, "return", s.giveBack)
		add(6, 15, 10, "correct", s.correct)
		add(6, 16, 0, "submit again", s.submit)
	}
	switch ends {
	case "submitted":
		return steps
	}
	add(2, 9, 40, "take", s.take)
	switch ends {
	case "returned":
		add(3, 10, 50, "comment", s.comment)
		add(3, 11, 20, "return", s.giveBack)
		return steps
	case "rejected":
		add(3, 11, 20, "reject", s.reject)
		return append(steps, s.objections(3)...)
	}
	add(3, 11, 20, "accept", s.accept)
	for _, one := range s.inquiry() {
		if one.later < day {
			add(one.later, one.hour, 40, "inquiry: "+one.does, one.do)
		}
	}
	if ends == "accepted" {
		if how, ok := pays[s.product.Pays]; ok {
			add(9, 10, 5, "pay", func(ctx context.Context) error { return s.pay(ctx, how) })
		}
		return steps
	}
	add(8, 10, 5, "note the fee", s.noteFee)
	switch ends {
	case "settled":
		return steps
	case "refused":
		add(15, 14, 0, "refuse", s.refuse)
		return append(steps, s.objections(15)...)
	}
	add(15, 14, 0, "issue", s.issue)
	switch {
	case ends == "withdrawn":
		add(60, 13, 30, "withdraw", s.withdraw)
	case s.product.Corrected:
		add(60, 13, 30, "propose a correction", s.propose)
		add(61, 10, 15, "confirm the correction", s.confirm)
	}
	return append(steps, s.cases()...)
}

func (s *story) start(ctx context.Context) error {
	if s.product.CopyOf != "" {
		return s.copied(ctx)
	}
	id, err := s.Office.Start(ctx, s.who(s.applicant), office.StartRequest{
		Applicant: s.actors[s.product.Maker].Organisation.ID, Level: s.lowest(), Category: s.product.Category})
	if err != nil {
		return err
	}
	s.id = id
	if err := s.fill(ctx, s.applicant, id, s.product); err != nil || s.product.ListedAfter == 0 {
		return err
	}
	f, err := s.Office.File(ctx, s.who(s.applicant), id)
	if err != nil {
		return err
	}
	_, err = s.Office.SaveListing(ctx, s.who(s.applicant), id, f.Application.Revision, s.day().AddDays(s.product.ListedAfter))
	return err
}

// copied begins a draft from an earlier application: it has its own name and
// models, and a few of its answers are confirmed already.
func (s *story) copied(ctx context.Context) (err error) {
	who := s.who(s.applicant)
	if s.id, err = s.Office.CloneTo(ctx, who, office.CloneRequest{From: s.stories[s.product.CopyOf].id}); err != nil {
		return err
	}
	f, err := s.Office.File(ctx, who, s.id)
	if err != nil {
		return err
	}
	p := f.Application.Product
	p.Name, p.Summary, p.Firmware, p.Models = s.product.Name, s.product.Summary, s.product.Firmware, s.product.Models
	p.HomePage = s.play.product(s.product).HomePage
	after, err := s.Office.SaveProduct(ctx, who, s.id, f.Application.Revision, p)
	if err != nil {
		return err
	}
	if err := s.Office.ConfirmPart(ctx, who, s.id, after.Revision, scheme.PartProduct); err != nil {
		return err
	}
	assessed := s.stories[s.product.CopyOf]
	before, err := s.Office.File(ctx, who, assessed.id)
	if err != nil {
		return err
	}
	for _, item := range f.Edition.Items[:5] {
		answer := f.Checklist.Answer(item.ID)
		answer.Assessor, answer.AssessedOn = before.Checklist.Answer(item.ID).Assessor, s.day()
		if _, err := s.Office.ConfirmAnswer(ctx, who, s.id, answer, false); err != nil {
			return fmt.Errorf("item %s: %w", item.ID, err)
		}
	}
	return nil
}

func (s *story) giveUp(ctx context.Context) error {
	return s.Office.GiveUp(ctx, s.who(s.applicant), s.id)
}

func (s *story) submit(ctx context.Context) error {
	f, err := s.Office.File(ctx, s.who(s.applicant), s.id)
	if err != nil {
		return err
	}
	who, signed := s.applicant, scheme.Date("")
	if s.product.Paper {
		who, signed = s.entry(), f.Application.Paper.Received
	}
	r := office.SubmitRequest{Signed: signed, Revision: f.Application.Revision, Name: s.actors[s.product.Maker].Person.Name, Title: "品質保証部長", Language: "ja",
		Terms: true, TermsBy: s.actors[s.product.Maker].Person.Name}
	for _, one := range s.scheme.Statements {
		r.Affirmed = append(r.Affirmed, one.ID)
	}
	return s.Office.Submit(ctx, s.who(who), s.id, r)
}

func (s *story) take(ctx context.Context) error {
	who := s.who(s.first)
	return s.Office.Assign(ctx, who, s.id, office.AssignRequest{To: who.Person.ID})
}

func (s *story) giveBack(ctx context.Context) error {
	return s.Office.Return(ctx, s.who(s.first), s.id, "二か所に指摘があります。内容を確認し、修正してください。")
}

func (s *story) reject(ctx context.Context) error {
	return s.Office.Reject(ctx, s.who(s.first), s.id, "評価の証跡が製品の試作版のものです。量産版で評価をやり直してから申請してください。")
}

func (s *story) accept(ctx context.Context) error {
	return s.Office.Accept(ctx, s.who(s.first), s.id)
}

func (s *story) noteFee(ctx context.Context) error { return s.pay(ctx, pays["full"]) }

func (s *story) refuse(ctx context.Context) error {
	return s.Office.Refuse(ctx, s.who(s.second), s.id, "関係機関の照会への回答により、ラベルを付与しないことに決めました。")
}

func (s *story) issue(ctx context.Context) (err error) {
	s.number, err = s.Office.Issue(ctx, s.who(s.second), s.id)
	return err
}

func (s *story) withdraw(ctx context.Context) error {
	return s.Office.WithdrawLabel(ctx, s.who(s.product.Maker), s.number, s.product.Ground, "販売を終えたため取り下げます。")
}

func (s *story) propose(ctx context.Context) error {
	return s.Office.Propose(ctx, s.who(s.first), s.number, "firmware", s.product.Firmware+"b", "申請書の版番号の末尾が転記で落ちていました。")
}

func (s *story) confirm(ctx context.Context) error {
	return s.Office.Confirm(ctx, s.who(s.second), s.number)
}

// lowest returns the first level that an application can be made for.
func (p *play) lowest() scheme.LevelID {
	return p.scheme.Levels[0].ID
}

// fill answers everything; a draft stays two thirds done.
func (p *play) fill(ctx context.Context, who string, id scheme.ApplicationID, one product) error {
	f, err := p.Office.File(ctx, p.who(who), id)
	if err != nil {
		return err
	}
	var scope []scheme.ScopeAnswer
	for _, q := range p.scheme.Questions {
		scope = append(scope, scheme.ScopeAnswer{Question: q.ID, Yes: q.Wanted, Answered: true, Reason: "製品仕様書の該当箇所で確認しました。"})
	}
	a, err := p.Office.SaveScope(ctx, p.who(who), id, f.Application.Revision, scope)
	if err != nil {
		return err
	}
	if a, err = p.Office.SaveProduct(ctx, p.who(who), id, a.Revision, p.product(one)); err != nil {
		return err
	}
	evaluator := scheme.Evaluator{Class: p.scheme.Evaluators[0].ID, Name: p.actors[one.Maker].Organisation.Name.Ja + " 品質保証部"}
	if _, err := p.Office.SaveEvaluator(ctx, p.who(who), id, a.Revision, evaluator); err != nil {
		return err
	}
	for i, item := range f.Edition.Items {
		if one.Ends == "draft" && i*3 > len(f.Edition.Items)*2 {
			break
		}
		if _, err := p.Office.SaveAnswer(ctx, p.who(who), id, p.answer(item, i, one)); err != nil {
			return fmt.Errorf("item %s: %w", item.ID, err)
		}
	}
	return nil
}

func (p *play) product(one product) scheme.Product {
	maker := p.actors[one.Maker].Organisation
	site := "https://www." + one.Maker + ".example"
	from := scheme.DateOf(p.today.AddDate(0, 0, -one.Day))
	q := scheme.Product{Name: one.Name, Models: one.Models, Manufacturer: maker.Name.Ja, Country: maker.Country, Firmware: one.Firmware,
		SupportFrom: from, ParentCompanies: one.Parents, SuppliedBy: one.SuppliedBy, Maintainers: one.Maintainers, SupportUntil: from.AddYears(one.SupportYears), Summary: one.Summary,
		HomePage: site + "/products/" + strings.ToLower(strings.Fields(one.Models[0])[0]), Enquiry: "support@" + one.Maker + ".example",
		VulnerabilityDesk: "psirt@" + one.Maker + ".example", DisclosurePolicy: site + "/security/policy"}
	if maker.Foreign() {
		q.Manufacturer = maker.Name.En
	}
	return q
}

func (p *play) answer(item scheme.Criterion, i int, one product) scheme.Answer {
	a := p.cast.answers[i%len(p.cast.answers)]
	method := a.Method
	if !item.Allows(method) {
		method = item.Methods[0]
	}
	kind := "design"
	if method == scheme.MethodDevice {
		kind = "test_record"
	}
	day := p.day().AddDays(-5)
	listed := scheme.Evidence{Title: a.Evidence, Kind: kind, Version: "1." + fmt.Sprint(i), Date: day.AddDays(-3), KeptAt: "品質保証部 文書庫"}
	if i == 0 && one.Evidence != "" {
		listed.SHA256 = one.recordHash()
	}
	return scheme.Answer{Criterion: item.ID, Verdict: scheme.Conforms, Method: method, PublicNote: a.Note, Rationale: a.Rationale,
		Evidence: []scheme.Evidence{listed},
		Assessor: p.actors[one.Maker].Person.Name, AssessedOn: day, Minutes: a.Minutes}
}
