package portal

import (
	"net/http"
	"strings"
	"time"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/compare"
	"shirushi/internal/web/page/desk/product"
)

func (p *Portal) productForm(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File) error {
	return p.showProduct(w, r, who, f, f.Application.Product, nil, nil)
}

func (p *Portal) saveProduct(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := p.formFile(r, who)
	if err != nil {
		return err
	}
	mine := readProduct(r)
	return p.saveByHand(w, r, who, f, partProduct, p.productSection(r, who, mine), func(f office.File, clash []compare.Part, refused error) error {
		return p.showProduct(w, r, who, f, mine, clash, refused)
	})
}

func (p *Portal) typedProduct(r *http.Request, who scheme.Actor, _ office.File) (string, time.Time, error) {
	return p.typedSection(r, who, p.productSection(r, who, readProduct(r)))
}

func (p *Portal) productSection(r *http.Request, who scheme.Actor, mine scheme.Product) section {
	return section{
		seen: r.PostFormValue("revision"),
		part: func(a scheme.Application) any { return a.Product },
		differ: func(frame page.Frame, theirs scheme.Application) []compare.Part {
			return productDiffers(frame, theirs.Product, mine)
		},
		save: func(f office.File) error {
			_, err := p.office.SaveProduct(r.Context(), who, f.Application.ID, f.Application.Revision, mine)
			return err
		},
	}
}

// readProduct reads the product's form. Models and other lists stand one a
// line.
func readProduct(r *http.Request) scheme.Product {
	return scheme.Product{
		Name:              scheme.Text{Ja: text(r, "name_ja"), En: text(r, "name_en")},
		Models:            lines(r, "models"),
		Manufacturer:      text(r, "manufacturer"),
		HideManufacturer:  r.PostFormValue("hide_manufacturer") == "yes",
		Country:           strings.ToUpper(text(r, "country")),
		HideCountry:       r.PostFormValue("hide_country") == "yes",
		Firmware:          text(r, "firmware"),
		SupportFrom:       day(r, "support_from"),
		SupportUntil:      day(r, "support_until"),
		Summary:           scheme.Text{Ja: text(r, "summary_ja"), En: text(r, "summary_en")},
		HomePage:          text(r, "home_page"),
		Enquiry:           text(r, "enquiry"),
		VulnerabilityDesk: text(r, "vulnerability_desk"),
		DisclosurePolicy:  text(r, "disclosure_policy"),
		Conformity:        lines(r, "conformity"),
		Certifications:    lines(r, "certifications"),
		SuppliedBy:        lines(r, "supplied_by"),
		ParentCompanies:   lines(r, "parent_companies"),
	}
}

func productDiffers(f page.Frame, t, m scheme.Product) []compare.Part {
	list := func(l []string) string { return strings.Join(l, "\n") }
	yes := func(b bool) string {
		if b {
			return f.P.T("applicant.yes")
		}
		return f.P.T("applicant.no")
	}
	return differing(f,
		"field.name_ja", t.Name.Ja, m.Name.Ja, "field.name_en", t.Name.En, m.Name.En,
		"field.models", list(t.Models), list(m.Models), "field.firmware", t.Firmware, m.Firmware,
		"field.summary_ja", t.Summary.Ja, m.Summary.Ja, "field.summary_en", t.Summary.En, m.Summary.En,
		"field.manufacturer", t.Manufacturer, m.Manufacturer, "applicant.product.hide_manufacturer", yes(t.HideManufacturer), yes(m.HideManufacturer),
		"field.country", t.Country, m.Country, "applicant.product.hide_country", yes(t.HideCountry), yes(m.HideCountry),
		"field.support_from", string(t.SupportFrom), string(m.SupportFrom), "field.support_until", string(t.SupportUntil), string(m.SupportUntil),
		"field.home_page", t.HomePage, m.HomePage, "field.enquiry", t.Enquiry, m.Enquiry,
		"field.vulnerability_desk", t.VulnerabilityDesk, m.VulnerabilityDesk, "field.disclosure_policy", t.DisclosurePolicy, m.DisclosurePolicy,
		"field.conformity", list(t.Conformity), list(m.Conformity), "field.certifications", list(t.Certifications), list(m.Certifications),
		"field.supplied_by", list(t.SuppliedBy), list(m.SuppliedBy), "field.parent_companies", list(t.ParentCompanies), list(m.ParentCompanies))
}

func (p *Portal) showProduct(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File, mine scheme.Product, clash []compare.Part, refused error) error {
	frame := p.inside(r, who, f, p.site.Printer(r).T("applicant.product.title"))
	frame.Scripts = []string{"autosave.js"}
	here := at(r, f.Application.ID, "/product")
	show := product.Page{
		Frame: frame, Errors: page.ErrorsOf(frame.P, refused), Product: mine, Revision: fingerprint(f.Application.Product),
		LastDay: f.Scheme.LastDay(f.Scheme.Day(p.site.Now())),
		Said:    p.savedAt(r, frame, f.Scheme), Clash: clash, Here: here, Back: at(r, f.Application.ID, ""), Next: at(r, f.Application.ID, "/evaluator"),
	}
	if clash == nil {
		show.Save = here + "/typed"
	}
	return p.site.Render(w, r, statusOf(clash, refused), product.Show(show))
}
