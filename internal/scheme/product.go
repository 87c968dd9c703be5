package scheme

import (
	"net/url"
	"strings"
)

// Bounds of a product's description.
const (
	maxModels  = 5000
	maxModel   = 100 // characters of one model number
	maxSummary = 1000
	maxLines   = 100 // entries of any other list
)

// A Product is what the label is for: one device, or a device with the
// services it needs. One label may cover many models.
type Product struct {
	Name              Text     `json:"name"`
	Models            []string `json:"models"` // 型番, as printed on the product
	Manufacturer      string   `json:"manufacturer,omitempty"`
	HideManufacturer  bool     `json:"hide_manufacturer,omitempty"`
	Country           string   `json:"country,omitempty"` // of manufacture, ISO 3166-1 alpha-2
	HideCountry       bool     `json:"hide_country,omitempty"`
	Firmware          string   `json:"firmware,omitempty"`
	SupportFrom       Date     `json:"support_from,omitempty"`
	SupportUntil      Date     `json:"support_until,omitempty"` // zero: end undecided
	Summary           Text     `json:"summary"`
	HomePage          string   `json:"home_page,omitempty"`
	Enquiry           string   `json:"enquiry,omitempty"`              // web page or address for buyers
	VulnerabilityDesk string   `json:"vulnerability_desk,omitempty"`   // web page or address for reports
	DisclosurePolicy  string   `json:"disclosure_policy,omitempty"`    // web page
	Conformity        []string `json:"technical_conformity,omitempty"` // numbers under telecom law
	Certifications    []string `json:"other_certifications,omitempty"` // each with its number
	SBOM              string   `json:"sbom,omitempty"`                 // whether a software bill of materials is to be had, and how
	CyberInsurance    string   `json:"cyber_insurance,omitempty"`      // insurance that comes with the product
	SuppliedBy        []string `json:"supplied_by,omitempty"`          // OEM/ODM makers; for the inquiry, never public
	Maintainers       []string `json:"maintainers,omitempty"`          // of the firmware; for the inquiry, never public
	ParentCompanies   []string `json:"parent_companies,omitempty"`     // for the inquiry, never public
}

// CheckDraft refuses what may not even be saved: texts too long, malformed
// dates and addresses, one model twice. Gaps are allowed.
func (p Product) CheckDraft() error {
	var no Refusals
	for _, t := range []struct{ field, text string }{
		{"name_ja", p.Name.Ja}, {"name_en", p.Name.En}, {"manufacturer", p.Manufacturer}, {"firmware", p.Firmware},
		{"home_page", p.HomePage}, {"enquiry", p.Enquiry}, {"vulnerability_desk", p.VulnerabilityDesk}, {"disclosure_policy", p.DisclosurePolicy},
		{"sbom", p.SBOM}, {"cyber_insurance", p.CyberInsurance},
	} {
		no.Add(tooLong(t.field, t.text, maxName))
	}
	for _, l := range []struct {
		field string
		list  []string
	}{{"conformity", p.Conformity}, {"certifications", p.Certifications}, {"supplied_by", p.SuppliedBy}, {"maintainers", p.Maintainers}, {"parent_companies", p.ParentCompanies}} {
		for _, line := range l.list {
			if err := CheckText(l.field, line, maxName); err != nil {
				no.Add(err)
				break // one wrong line tells what is wrong with the others
			}
		}
		if len(l.list) > maxLines {
			no.Add(Refuse(Invalid, "refusal.product.too_many_lines").On(l.field).With(maxLines))
		}
	}
	no.Add(tooLong("summary_ja", p.Summary.Ja, maxSummary))
	no.Add(tooLong("summary_en", p.Summary.En, maxSummary))
	no.Add(checkModels(p.Models))
	if p.Country != "" && !IsCountry(p.Country) {
		no.Add(Refuse(Invalid, "refusal.product.country").On("country"))
	}
	for _, d := range []struct {
		field string
		day   Date
	}{{"support_from", p.SupportFrom}, {"support_until", p.SupportUntil}} {
		if d.day != "" {
			if _, err := ParseDate(string(d.day)); err != nil {
				no.Add(NotADate(string(d.day)).On(d.field))
			}
		}
	}
	for _, u := range []struct{ field, link string }{{"home_page", p.HomePage}, {"disclosure_policy", p.DisclosurePolicy}} {
		if u.link != "" && !IsWebAddress(u.link) {
			no.Add(Refuse(Invalid, "refusal.web_address").On(u.field))
		}
	}
	for _, u := range []struct{ field, link string }{{"enquiry", p.Enquiry}, {"vulnerability_desk", p.VulnerabilityDesk}} {
		if u.link != "" && !IsWebAddress(u.link) && !PlausibleEmail(u.link) {
			no.Add(Refuse(Invalid, "refusal.contact_address").On(u.field))
		}
	}
	return no.Err()
}

// CheckComplete refuses a product that could not be submitted on today,
// given the last day of the validity that would follow from it: updates must
// be supported throughout.
func (p Product) CheckComplete(today, lastDay Date) error {
	if err := p.CheckDraft(); err != nil {
		return err
	}
	no := p.gaps()
	switch {
	case p.SupportUntil == "":
	case p.SupportUntil < p.SupportFrom:
		no.Add(Refuse(Invalid, "refusal.product.support_order").On("support_until"))
	case p.SupportUntil < lastDay:
		no.Add(Refuse(Invalid, "refusal.product.support_short").On("support_until").With(lastDay))
	}
	return no.Err()
}

// gaps are the parts that an application must have and this product lacks,
// each by its field.
func (p Product) gaps() Refusals {
	var no Refusals
	missing := func(field string, is bool) {
		if is {
			no.Add(Refuse(Invalid, "refusal.product.missing").On(field).With(Code("field." + field)))
		}
	}
	missing("name_ja", blank(p.Name.Ja))
	missing("models", len(p.Models) == 0)
	missing("manufacturer", blank(p.Manufacturer))
	missing("country", p.Country == "")
	missing("firmware", blank(p.Firmware))
	missing("support_from", p.SupportFrom == "")
	missing("summary_ja", blank(p.Summary.Ja))
	missing("home_page", p.HomePage == "")
	missing("enquiry", p.Enquiry == "")
	missing("vulnerability_desk", p.VulnerabilityDesk == "")
	missing("disclosure_policy", p.DisclosurePolicy == "")
	return no
}

// LastDay returns the last day of validity of a label for the product issued
// on day: as the scheme says, but never beyond the support of updates.
func (p Product) LastDay(s *Scheme, day Date) Date {
	if p.SupportUntil == "" {
		return s.LastDay(day)
	}
	return min(s.LastDay(day), p.SupportUntil)
}

// CheckModels refuses a list of models that may not even be saved: too many,
// blank, too long or unreadable ones, one twice.
func (p Product) CheckModels() error { return checkModels(p.Models) }

func checkModels(models []string) error {
	var no Refusals
	if len(models) > maxModels {
		return Refuse(Invalid, "refusal.product.too_many_models").On("models").With(maxModels)
	}
	seen := make(map[string]bool, len(models))
	for i, m := range models {
		switch {
		case blank(m):
			no.Add(Refuse(Invalid, "refusal.product.model_empty").On("models").With(i + 1))
		case len([]rune(m)) > maxModel:
			no.Add(Refuse(Invalid, "refusal.product.model_long").On("models").With(m, maxModel))
		case CheckText("models", m, maxModel) != nil:
			no.Add(CheckText("models", m, maxModel))
		case hidden(m):
			no.Add(Refuse(Invalid, "refusal.product.model_unreadable").On("models").With(i + 1))
		case seen[m]:
			no.Add(Refuse(Invalid, "refusal.product.model_twice").On("models").With(m))
		}
		seen[m] = true
	}
	return no.Err()
}

// IsWebAddress reports whether s is an https or http address with a host and
// without user name or password.
func IsWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}

// CorrectionFields are the parts of a product in which a clerical error can
// be put right without a new assessment. The rest of a label page is not among
// them: models say for what was declared, level, edition, evaluator and days of
// assessment are those of the declaration, validity follows from the decision
// and from support, of which the holder tells, and a holder's name changes by a
// reissue.
var CorrectionFields = []string{"name_ja", "name_en", "manufacturer", "country", "firmware", "summary_ja", "summary_en",
	"home_page", "enquiry", "vulnerability_desk", "disclosure_policy", "conformity", "certifications", "sbom", "cyber_insurance"}

// Part returns the named part of the product's description; a list has a line
// for each.
func (p Product) Part(field string) (string, error) {
	if list := p.list(field); list != nil {
		return strings.Join(*list, "\n"), nil
	}
	at, err := p.part(field)
	if err != nil {
		return "", err
	}
	return *at, nil
}

// WithPart returns the product with the named part replaced. It refuses to
// empty a part that an application must have.
func (p Product) WithPart(field, text string) (Product, error) {
	if list := p.list(field); list != nil {
		*list = linesOf(text) // p is the caller's copy
		return p, p.CheckDraft()
	}
	at, err := p.part(field)
	if err != nil {
		return p, err
	}
	*at = text
	if gap, found := find(p.gaps(), func(r *Refusal) bool { return r.Field == field }); found {
		return p, gap
	}
	return p, p.CheckDraft()
}

// list is the part that is a list; nil for any other.
func (p *Product) list(field string) *[]string {
	switch field {
	case "conformity":
		return &p.Conformity
	case "certifications":
		return &p.Certifications
	}
	return nil
}

// linesOf are the lines of a text that say something.
func linesOf(text string) (lines []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

func (p *Product) part(field string) (*string, error) {
	switch field {
	case "name_ja":
		return &p.Name.Ja, nil
	case "name_en":
		return &p.Name.En, nil
	case "manufacturer":
		return &p.Manufacturer, nil
	case "country":
		return &p.Country, nil
	case "firmware":
		return &p.Firmware, nil
	case "summary_ja":
		return &p.Summary.Ja, nil
	case "summary_en":
		return &p.Summary.En, nil
	case "home_page":
		return &p.HomePage, nil
	case "enquiry":
		return &p.Enquiry, nil
	case "vulnerability_desk":
		return &p.VulnerabilityDesk, nil
	case "disclosure_policy":
		return &p.DisclosurePolicy, nil
	case "sbom":
		return &p.SBOM, nil
	case "cyber_insurance":
		return &p.CyberInsurance, nil
	}
	return nil, Refuse(Invalid, "refusal.correction.field").On("field")
}

// CheckHidden refuses to hide a part that the scheme wants to be public.
func (p Product) CheckHidden(s *Scheme) error {
	var no Refusals
	for _, part := range []struct {
		field  string
		hidden bool
	}{{"manufacturer", p.HideManufacturer}, {"country", p.HideCountry}} {
		if part.hidden && !s.Hideable(part.field) {
			no.Add(Refuse(Invalid, "refusal.product.not_hideable").On("hide_" + part.field).With(Code("field." + part.field)))
		}
	}
	return no.Err()
}

// Hideable reports whether a holder may keep this part of its product from
// the public.
func (s *Scheme) Hideable(field string) bool {
	_, ok := find(s.MayHide, func(one string) bool { return one == field })
	return ok
}
