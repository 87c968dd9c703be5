package applicant

import (
	"net/http"
	"strings"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/compare"
	"shirushi/internal/web/page/desk/product"
	"shirushi/internal/web/portal"
)

func (d *Desk) productForm(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File) error {
	return d.showProduct(w, r, who, f, f.Application.Product, nil, nil)
}

func (d *Desk) saveProduct(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.formFile(r, who)
	if err != nil {
		return err
	}
	mine := readProduct(r)
	return d.saveByHand(w, r, who, f, partProduct, d.productSection(r, who, mine), func(f office.File, clash []compare.Part, refused error) error {
		return d.showProduct(w, r, who, f, mine, clash, refused)
	})
}

func (d *Desk) typedProduct(r *http.Request, who scheme.Actor, _ office.File) (typedSaved, error) {
	return d.typedSection(r, who, d.productSection(r, who, readProduct(r)))
}

func (d *Desk) productSection(r *http.Request, who scheme.Actor, mine scheme.Product) section {
	return section{
		seen: r.PostFormValue("revision"),
		part: func(a scheme.Application) any { return described(a.Product) },
		differ: func(frame page.Frame, theirs scheme.Application) []compare.Part {
			return productDiffers(frame, theirs.Product, mine)
		},
		save: func(f office.File) (scheme.Refusals, error) {
			mine.Models = f.Application.Product.Models
			return d.office.KeepProduct(r.Context(), who, f.Application.ID, f.Application.Revision, mine)
		},
	}
}

// described is the product without its models, which have a page of their own.
func described(p scheme.Product) scheme.Product {
	p.Models = nil
	return p
}

// readProduct reads the product's form. Lists stand one a line.
func readProduct(r *http.Request) scheme.Product {
	return scheme.Product{
		Name:              scheme.Text{Ja: portal.Text(r, "name_ja"), En: portal.Text(r, "name_en")},
		Manufacturer:      portal.Text(r, "manufacturer"),
		HideManufacturer:  r.PostFormValue("hide_manufacturer") == "yes",
		Country:           strings.ToUpper(portal.Text(r, "country")),
		HideCountry:       r.PostFormValue("hide_country") == "yes",
		Firmware:          portal.Text(r, "firmware"),
		SupportFrom:       portal.Day(r, "support_from"),
		SupportUntil:      portal.Day(r, "support_until"),
		Summary:           scheme.Text{Ja: portal.Text(r, "summary_ja"), En: portal.Text(r, "summary_en")},
		HomePage:          portal.Text(r, "home_page"),
		Enquiry:           portal.Text(r, "enquiry"),
		VulnerabilityDesk: portal.Text(r, "vulnerability_desk"),
		DisclosurePolicy:  portal.Text(r, "disclosure_policy"),
		Conformity:        portal.Lines(r, "conformity"),
		Certifications:    portal.Lines(r, "certifications"),
		SBOM:              portal.Text(r, "sbom"),
		CyberInsurance:    portal.Text(r, "cyber_insurance"),
		SuppliedBy:        portal.Lines(r, "supplied_by"),
		Maintainers:       portal.Lines(r, "maintainers"),
		ParentCompanies:   portal.Lines(r, "parent_companies"),
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
		"field.firmware", t.Firmware, m.Firmware,
		"field.summary_ja", t.Summary.Ja, m.Summary.Ja, "field.summary_en", t.Summary.En, m.Summary.En,
		"field.manufacturer", t.Manufacturer, m.Manufacturer, "applicant.product.hide_manufacturer", yes(t.HideManufacturer), yes(m.HideManufacturer),
		"field.country", t.Country, m.Country, "applicant.product.hide_country", yes(t.HideCountry), yes(m.HideCountry),
		"field.support_from", string(t.SupportFrom), string(m.SupportFrom), "field.support_until", string(t.SupportUntil), string(m.SupportUntil),
		"field.home_page", t.HomePage, m.HomePage, "field.enquiry", t.Enquiry, m.Enquiry,
		"field.vulnerability_desk", t.VulnerabilityDesk, m.VulnerabilityDesk, "field.disclosure_policy", t.DisclosurePolicy, m.DisclosurePolicy,
		"field.conformity", list(t.Conformity), list(m.Conformity), "field.certifications", list(t.Certifications), list(m.Certifications),
		"field.sbom", t.SBOM, m.SBOM, "field.cyber_insurance", t.CyberInsurance, m.CyberInsurance,
		"field.supplied_by", list(t.SuppliedBy), list(m.SuppliedBy), "field.maintainers", list(t.Maintainers), list(m.Maintainers),
		"field.parent_companies", list(t.ParentCompanies), list(m.ParentCompanies))
}

func (d *Desk) showProduct(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File, mine scheme.Product, clash []compare.Part, refused error) error {
	frame := d.inside(r, who, f, d.Site.Printer(r).T("applicant.product.title"))
	frame.Scripts = []string{"autosave.js"}
	here := at(r, f.Application.ID, "/product")
	show := product.Page{
		Frame: frame, Errors: page.ErrorsOf(frame.P, standing(f, partProduct, refused)), Comments: f.CommentsAt("product"), Product: mine, Revision: portal.Fingerprint(described(f.Application.Product)),
		Models: len(f.Application.Product.Models), ModelsAt: at(r, f.Application.ID, "/models"),
		Own: f.Applicant.Country, Hideable: hideable(f.Scheme),
		LastDay: f.Scheme.LastDay(f.Scheme.Day(d.Site.Now())),
		Held:    refused != nil, Said: d.saidOf(r, frame, f.Scheme, refused), Clash: clash, Carried: carried(f, frame, scheme.PartProduct), Here: here, Back: at(r, f.Application.ID, ""), Next: onward(r, f, partProduct),
	}
	if clash == nil {
		show.Save = here + "/typed"
	}
	return d.Site.Render(w, r, statusOf(clash, refused), product.Show(show))
}

func hideable(s *scheme.Scheme) map[string]bool {
	may := map[string]bool{}
	for _, part := range s.MayHide {
		may[part] = true
	}
	return may
}
