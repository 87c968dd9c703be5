// Package public holds the pages that everyone may read. They show registry
// entries and the scheme's own data, and have no access to anything else.
package public

import (
	"cmp"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"shirushi/internal/i18n"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/public/figures"
)

// A Home is the start page.
type Home struct {
	page.Frame
	Scheme *scheme.Scheme
	Newest []registry.Entry
	Day    scheme.Date

	Figures figures.Page // of the day; without labels while they are still being counted
}

// programs is where those who write programs are led.
func (h Home) programs() string { return h.To("/data") }

// A Label is the product information page of one label.
type Label struct {
	page.Frame
	Scheme  *scheme.Scheme
	Entry   registry.Entry
	Status  scheme.Status
	Day     scheme.Date // of which Status is told
	Mark    scheme.Date // stands where the page says Day, for a page made ready for several days; "" for none
	Art     string      // address of the artwork; "" in a preview
	Preview Preview
	Grouped string        // the number as it is read
	Keep    time.Duration // for which browsers and caches may keep the page
}

// A Preview shows a label page to its applicant before there is a label. The
// zero Preview is a label's own page.
type Preview struct {
	Back string      // address of the application
	From scheme.Date // first public day, were the label issued today
}

// said is the day as the page says it.
func (l Label) said() scheme.Date { return cmp.Or(l.Mark, l.Day) }

// modelsShown is how many models stand on the page before the reader asks for
// the rest.
const modelsShown = 24

// ModelAtMost is how many characters a model has that is asked about.
const ModelAtMost = 100

func levelName(s *scheme.Scheme, id scheme.LevelID, lang string) string {
	if l, ok := s.Level(id); ok {
		return l.Name.In(lang)
	}
	return string(id)
}

func categoryName(s *scheme.Scheme, id scheme.CategoryID, lang string) string {
	if c, ok := s.Category(id); ok {
		return c.Name.In(lang)
	}
	return string(id)
}

func evaluatorName(s *scheme.Scheme, id scheme.EvaluatorClassID, lang string) string {
	if c, ok := s.Evaluator(id); ok {
		return c.Name.In(lang)
	}
	return string(id)
}

func groundText(s *scheme.Scheme, id scheme.GroundID, lang string) string {
	if g, ok := s.Ground(id); ok {
		return g.Text.In(lang)
	}
	return string(id)
}

func itemTitle(s *scheme.Scheme, edition scheme.EditionID, id scheme.CriterionID, lang string) string {
	if e, ok := s.Edition(edition); ok {
		if item, ok := e.Item(id); ok {
			return item.Title.In(lang)
		}
	}
	return ""
}

// Meaning is the one sentence that says what the status means for this label.
func (l Label) Meaning() string {
	p, e := l.P, l.Entry
	switch l.Status {
	case scheme.Active:
		return p.T("public.status.active", e.ValidUntil)
	case scheme.InExtension:
		return p.T("public.status.extension_in_progress", e.ValidUntil)
	case scheme.Withdrawn:
		return p.T("public.status.withdrawn", e.Withdrawn)
	case scheme.Revoked:
		return p.T("public.status.revoked", e.Revoked)
	}
	return p.T("public.status.expired", e.ValidUntil)
}

// ended reports whether the status has a ground that the page states.
func (l Label) ended() bool {
	return l.Entry.EndGround != "" && (l.Status == scheme.Withdrawn || l.Status == scheme.Revoked)
}

func (l Label) labelRows() []page.Row {
	p, e, s := l.P, l.Entry, l.Scheme
	rows := []page.Row{
		l.numberRow(),
		{Key: p.T("public.level"), Text: levelName(s, e.Level, p.Lang)},
	}
	if e.Category != "" {
		rows = append(rows, page.Row{Key: p.T("public.category"), Text: categoryName(s, e.Category, p.Lang)})
	}
	if level, ok := s.Level(e.Level); ok {
		rows = append(rows, page.Row{Key: p.T("public.attests"), Text: level.Attests.In(p.Lang)})
	}
	rows = append(rows,
		page.Row{Key: p.T("public.evaluator"), Text: l.evaluator(e.Evaluator)},
		page.Row{Key: p.T("public.edition"), Text: string(e.Edition)})
	if l.Preview != (Preview{}) { // these days are those of an issue that has not come
		return append(rows, page.Row{Key: p.T("public.validity"), Text: p.T("apply.preview.validity", e.ValidFrom, e.ValidUntil)})
	}
	rows = append(rows, page.Row{Key: p.T("public.validity"), Text: p.T("public.range", e.ValidFrom, e.ValidUntil)})
	if row, there := l.endRow(); there {
		rows = append(rows, row)
	}
	return append(rows,
		page.Row{Key: p.T("public.first_issued"), Text: p.Date(e.FirstIssued)},
		page.Row{Key: p.T("public.updated"), Text: p.Time(e.Updated)},
	)
}

func (l Label) erasureRows(e registry.Erasure) []page.Row {
	p := l.P
	var fields []string
	for _, f := range e.Fields {
		fields = append(fields, p.T("erasure.field."+f))
	}
	ground, _ := l.Scheme.Erasure.Ground(e.Ground)
	return []page.Row{
		{Key: p.T("erasure.public.fields"), Text: p.List(fields)},
		{Key: p.T("public.ground"), Text: ground.Text.In(p.Lang), Empty: string(e.Ground)},
		{Key: p.T("erasure.public.on"), Text: p.Date(e.On)},
		{Key: p.T("erasure.public.event"), Text: p.Number(int(e.Event))},
	}
}

// evaluator names a class; in a preview it may not have been chosen yet.
func (l Label) evaluator(id scheme.EvaluatorClassID) string {
	if id == "" && l.Preview != (Preview{}) {
		return l.P.T("applicant.empty")
	}
	return evaluatorName(l.Scheme, id, l.P.Lang)
}

func (l Label) numberRow() page.Row {
	if l.Preview != (Preview{}) {
		return page.Row{Key: l.P.T("public.number"), Text: l.P.T("apply.preview.number")}
	}
	return page.Row{Key: l.P.T("public.number"), Part: number(l.Grouped)}
}

// productRows leave out what the holder has not given: most of it is optional.
func (l Label) productRows() []page.Row {
	p, e := l.P, l.Entry.Product
	var rows []page.Row
	add := func(key, text string) {
		if text != "" {
			rows = append(rows, page.Row{Key: p.T(key), Part: lines(p, text)})
		}
	}
	link := func(key, address string) {
		if address != "" {
			rows = append(rows, page.Row{Key: p.T(key), Part: External(address)})
		}
	}
	rows = append(rows,
		page.Row{Key: p.T("public.holder"), Part: BothNames(l.Entry.Holder, p.Lang)})
	rows = append(rows, l.pastRows()...)
	rows = append(rows,
		page.Row{Key: p.T("public.product_name"), Part: BothNames(e.Name, p.Lang)})
	if e.Manufacturer != "" {
		rows = append(rows, page.Row{Key: p.T("public.manufacturer"), Part: l.maker()})
	}
	add("public.country", p.Country(e.Country))
	add("public.summary", e.Summary.In(p.Lang))
	add("public.firmware", e.Firmware)
	add("public.support", l.support())
	link("public.home_page", e.HomePage)
	link("public.enquiry", e.Enquiry)
	add("public.conformity", strings.Join(e.Conformity, "\n"))
	add("public.certifications", strings.Join(e.Certifications, "\n"))
	add("field.sbom", e.SBOM)
	add("field.cyber_insurance", e.CyberInsurance)
	return rows
}

// maker shows the manufacturer; by both its names when it is the holder.
func (l Label) maker() templ.Component {
	given, holder := l.Entry.Product.Manufacturer, l.Entry.Holder
	if given == holder.Ja || given == holder.En {
		return BothNames(holder, l.P.Lang)
	}
	return name(l.P, given)
}

func (l Label) securityRows() []page.Row {
	p, e := l.P, l.Entry.Product
	var rows []page.Row
	if e.VulnerabilityDesk != "" {
		rows = append(rows, page.Row{Key: p.T("public.vulnerability_desk"), Part: External(e.VulnerabilityDesk)})
	}
	if e.DisclosurePolicy != "" {
		rows = append(rows, page.Row{Key: p.T("public.disclosure_policy"), Part: External(e.DisclosurePolicy)})
	}
	return rows
}

func (l Label) support() string {
	e := l.Entry.Product
	switch {
	case e.SupportFrom == "":
		return ""
	case e.SupportUntil == "":
		return l.P.T("public.support_open", e.SupportFrom)
	case l.supportOver():
		return l.P.T("public.support_over", e.SupportFrom, e.SupportUntil)
	}
	return l.P.T("public.range", e.SupportFrom, e.SupportUntil)
}

// otherName returns the name in the language that the page is not in; "" when
// there is none of its own.
func otherName(t scheme.Text, lang string) (name, other string) {
	name, other = t.Ja, "ja"
	if lang == "ja" {
		name, other = t.En, "en"
	}
	if name == t.In(lang) {
		return "", other
	}
	return name, other
}

// address returns the href for a web address or a mail address that a holder
// gave; false for anything else, which is shown but leads nowhere.
func address(given string) (templ.SafeURL, bool) {
	switch {
	case scheme.IsWebAddress(given):
		return templ.SafeURL(given), true
	case scheme.PlausibleEmail(given):
		return templ.SafeURL("mailto:" + url.PathEscape(given)), true
	}
	return "", false
}

// statusText says a status as the title of the page in a browser's tab does.
func statusText(p *i18n.Printer, s scheme.Status) string { return p.T("status." + string(s)) }

func fieldName(p *i18n.Printer, field string) string { return p.T("field." + field) }
