package officefile

import (
	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

func (v View) applicantRows(o scheme.Organisation) []page.Row {
	p := v.P
	none := p.T("officer.checklist.empty")
	rows := []page.Row{
		{Key: p.T("officer.applicant.name_ja"), Text: o.Name.Ja, Empty: none},
		{Key: p.T("officer.applicant.name_en"), Text: o.Name.En, Empty: none},
	}
	if o.Foreign() {
		rows = append(rows, page.Row{Key: p.T("officer.applicant.proof"), Text: joined(p, o.Proof.Kind, o.Proof.Number, o.Proof.SHA256), Empty: none})
	} else {
		rows = append(rows, page.Row{Key: p.T("officer.applicant.corporate_number"), Text: o.CorporateNumber, Empty: none})
	}
	contact := joined(p, o.Contact.Name, o.Contact.Email)
	if o.Foreign() && o.Contact.ReadsJapanese {
		contact += "\n" + p.T("officer.applicant.reads_japanese")
	}
	return append(rows,
		page.Row{Key: p.T("officer.applicant.country"), Text: p.Country(o.Country), Empty: none},
		page.Row{Key: p.T("officer.applicant.address"), Text: o.Address, Empty: none},
		page.Row{Key: p.T("officer.applicant.contact"), Text: contact, Empty: none},
	)
}

func joined(p *i18n.Printer, parts ...string) string {
	var some []string
	for _, s := range parts {
		if s != "" {
			some = append(some, s)
		}
	}
	return p.List(some)
}

func (v View) productRows() []page.Row {
	p, a := v.P, v.Application.Product
	none := p.T("officer.checklist.empty")
	plain := func(field, text string) page.Row {
		return page.Row{Key: p.T("field." + field), Text: text, Empty: none}
	}
	hidden := func(field, text string, hide bool) page.Row {
		r := plain(field, text)
		if hide {
			r.Part = withTag(text, p.T("officer.product.hidden"))
		}
		return r
	}
	link := func(field, address string) page.Row {
		r := plain(field, address)
		if scheme.IsWebAddress(address) {
			r.Part = outside(address)
		}
		return r
	}
	return []page.Row{
		plain("name_ja", a.Name.Ja), plain("name_en", a.Name.En),
		{Key: p.T("officer.product.models", len(a.Models)), Part: models(v)},
		hidden("manufacturer", a.Manufacturer, a.HideManufacturer), hidden("country", p.Country(a.Country), a.HideCountry),
		plain("firmware", a.Firmware), {Key: p.T("officer.product.support"), Text: v.support(), Empty: none},
		plain("summary_ja", a.Summary.Ja), plain("summary_en", a.Summary.En),
		link("home_page", a.HomePage), link("enquiry", a.Enquiry), link("vulnerability_desk", a.VulnerabilityDesk), link("disclosure_policy", a.DisclosurePolicy),
		{Key: p.T("officer.product.conformity"), Text: lines(a.Conformity), Empty: none},
		{Key: p.T("officer.product.certifications"), Text: lines(a.Certifications), Empty: none},
		{Key: page.LabelOf(p, "sbom"), Text: a.SBOM, Empty: none},
		{Key: page.LabelOf(p, "cyber_insurance"), Text: a.CyberInsurance, Empty: none},
		{Key: page.LabelOf(p, scheme.PlaceListing), Text: p.Date(v.Application.ListingWish), Empty: p.T("apply.listing.none")},
	}
}

func (v View) inquiryRows() []page.Row {
	p, a := v.P, v.Application.Product
	none := p.T("officer.checklist.empty")
	return []page.Row{
		{Key: p.T("officer.product.parent_companies"), Text: lines(a.ParentCompanies), Empty: none},
		{Key: p.T("officer.product.supplied_by"), Text: lines(a.SuppliedBy), Empty: none},
		{Key: p.T("officer.product.maintainers"), Text: lines(a.Maintainers), Empty: none},
	}
}

func lines(list []string) string {
	var s string
	for i, one := range list {
		if i > 0 {
			s += "\n"
		}
		s += one
	}
	return s
}

func (v View) support() string {
	switch a := v.Application.Product; {
	case a.SupportFrom == "":
		return ""
	case a.SupportUntil == "":
		return v.P.T("officer.product.support_open", a.SupportFrom)
	default:
		return v.P.T("officer.product.support_range", a.SupportFrom, a.SupportUntil)
	}
}

func (v View) evaluatorRows() []page.Row {
	p, e := v.P, v.Application.Evaluator
	none := p.T("officer.checklist.empty")
	class, _ := v.Scheme.Evaluator(e.Class)
	rows := []page.Row{
		{Key: p.T("officer.evaluator.class"), Text: class.Name.In(p.Lang), Empty: none},
		{Key: p.T("officer.evaluator.name"), Text: e.Name, Empty: none},
	}
	if !class.Entitlement.IsZero() || e.Entitlement != "" {
		rows = append(rows, page.Row{Key: p.T("officer.evaluator.entitlement"), Text: e.Entitlement, Empty: none})
	}
	return rows
}

func (v View) scopeAnswer(q scheme.QuestionID) scheme.ScopeAnswer {
	for _, a := range v.Application.Scope {
		if a.Question == q {
			return a
		}
	}
	return scheme.ScopeAnswer{}
}

func yesNo(p *i18n.Printer, a scheme.ScopeAnswer) string {
	switch {
	case !a.Answered:
		return p.T("officer.scope.open")
	case a.Yes:
		return p.T("officer.scope.yes")
	}
	return p.T("officer.scope.no")
}

// checklistSummary counts the verdicts.
func (v View) checklistSummary() string {
	count := map[scheme.Verdict]int{}
	for _, item := range v.Edition.Items {
		count[v.Checklist.Answer(item.ID).Verdict]++
	}
	return v.P.T("officer.checklist.summary", len(v.Edition.Items), count[scheme.Conforms], count[scheme.DoesNotConform], count[scheme.NotApplicable], count[""])
}

func (v View) timeSpent() string {
	n := 0
	for _, item := range v.Edition.Items {
		n += v.Checklist.Answer(item.ID).Minutes
	}
	return v.P.T("officer.checklist.hours", v.minutes(n))
}

func (v View) minutes(n int) string { return v.P.T("officer.checklist.hm", n/60, n%60) }

func (v View) verdict(a scheme.Answer) string {
	if a.Verdict == "" {
		return v.P.T("officer.checklist.unanswered")
	}
	return v.P.T("verdict." + string(a.Verdict))
}

func (v View) method(a scheme.Answer) string {
	if a.Method == "" {
		return ""
	}
	return v.P.T("method." + string(a.Method))
}

func verdictClass(a scheme.Answer) string {
	if a.Verdict == "" {
		return "file-verdict file-open"
	}
	return "file-verdict file-" + string(a.Verdict)
}

func (v View) assessed(a scheme.Answer) string {
	parts := []string{v.date(a.AssessedOn), a.Assessor}
	if a.Minutes > 0 {
		parts = append(parts, v.minutes(a.Minutes))
	}
	return joined(v.P, parts...)
}

// date says a day and gives back as it stands what is none: an officer may
// look at what a rule has found malformed.
func (v View) date(d scheme.Date) string {
	if _, err := scheme.ParseDate(string(d)); err != nil {
		return string(d)
	}
	return v.P.Date(d)
}

func (v View) evidenceHeads() []string {
	p := v.P
	return []string{p.T("officer.evidence.title"), p.T("officer.evidence.kind"), p.T("officer.evidence.version"),
		p.T("officer.evidence.date"), p.T("officer.evidence.kept_at"), p.T("officer.evidence.sha256")}
}

func (v View) declarationRows() []page.Row {
	p, d := v.P, v.Application.Declaration
	match := p.T("officer.declaration.differs")
	if d.Checklist == v.Checklist.Hash(v.Edition) {
		match = p.T("officer.declaration.same")
	}
	rows := []page.Row{
		{Key: p.T("officer.declaration.name"), Text: d.Name},
		{Key: p.T("officer.declaration.person_title"), Text: d.Title},
		{Key: p.T("officer.declaration.at"), Text: p.Time(d.At)},
		{Key: p.T("officer.declaration.by"), Text: v.name(d.By)},
		{Key: p.T("officer.declaration.edition"), Text: string(d.Edition)},
		{Key: p.T("officer.declaration.hash"), Part: hashed(d.Checklist, match)},
	}
	if d.Signed != "" {
		rows = append(rows, page.Row{Key: p.T("submission.declare.signed"), Text: p.Date(d.Signed)})
	}
	return rows
}

func (v View) numberRows() []page.Row {
	p, a := v.P, v.Application
	none := p.T("officer.nobody")
	rows := []page.Row{
		{Key: p.T("officer.numbers.application"), Text: a.Numbers.Application, Empty: none},
		{Key: p.T("officer.numbers.acceptance"), Text: a.Numbers.Acceptance, Empty: none},
		{Key: p.T("officer.numbers.provisional"), Text: a.Numbers.Provisional, Empty: none},
	}
	if a.Label != "" {
		rows = append(rows, page.Row{Key: p.T("officer.numbers.registration"), Part: inside(v.LabelHref, string(a.Label))})
	}
	rows = append(rows, v.kindRows()...)
	rows = append(rows, page.Row{Key: p.T("officer.numbers.received"), Text: p.Date(a.Received), Empty: none})
	if !a.AcceptedAt.IsZero() {
		rows = append(rows, page.Row{Key: p.T("officer.numbers.accepted"), Text: p.T("officer.numbers.accepted_by", a.AcceptedAt, v.name(a.AcceptedBy))},
			page.Row{Key: p.T("officer.numbers.fee"), Text: v.fee()}, page.Row{Key: p.T("officer.numbers.view"), Text: v.view()})
	}
	if !a.Closed.IsZero() {
		rows = append(rows, page.Row{Key: p.T("officer.numbers.closed"), Text: p.T("officer.numbers.accepted_by", a.Closed, v.name(a.ClosedBy))})
	}
	if a.Reason != "" {
		rows = append(rows, page.Row{Key: p.T("officer.numbers.reason"), Text: a.Reason})
	}
	return rows
}

func (v View) kindRows() []page.Row {
	p, a := v.P, v.Application
	level, _ := v.Scheme.Level(a.Level)
	rows := []page.Row{{Key: p.T("officer.numbers.level"), Text: level.Name.In(p.Lang), Empty: string(a.Level)}}
	if a.Category != "" {
		category, _ := v.Scheme.Category(a.Category)
		rows = append(rows, page.Row{Key: p.T("officer.numbers.category"), Text: category.Name.In(p.Lang), Empty: string(a.Category)})
	}
	return append(rows, page.Row{Key: p.T("officer.checklist.edition"), Text: string(a.Edition)})
}

func (v View) fee() string {
	a := v.Application
	if a.Fee.Paid == "" {
		return v.P.T("officer.numbers.fee_owed", v.yen(a.FeeYen))
	}
	return v.P.T("officer.numbers.fee_paid", v.yen(a.Fee.Yen), a.Fee.Paid, v.orNone(a.Fee.Reference))
}

func (v View) view() string {
	settled, all := v.Inquiries.Answered()
	if all == 0 {
		return v.P.T("inquiry.nobody_asked")
	}
	return v.P.T("inquiry.answered_of", settled, all)
}

// orNone says a number that need not be given.
func (v View) orNone(reference string) string {
	if reference == "" {
		return v.P.T("officer.nobody")
	}
	return reference
}

// numbers are the number by which the application goes now, and those by
// which it went before.
func (v View) numbers() (current scheme.GivenNumber, earlier []scheme.GivenNumber) {
	given := v.Application.Given()
	if len(given) == 0 {
		return current, nil
	}
	return given[0], given[1:]
}

func (v View) numberName(n scheme.GivenNumber) string {
	return v.P.T("officer.numbers." + string(n.Kind))
}
