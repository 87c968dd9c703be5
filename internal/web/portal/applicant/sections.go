package applicant

import (
	"net/http"
	"strings"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/review"
)

// sections are the parts of an application, without the checklist, as they
// are read before and after it is sent. What nobody but the office reads
// stands apart from what becomes public.
func sections(r *http.Request, frame page.Frame, f office.File, editable bool) []review.Section {
	change := func(part string) string {
		if !editable {
			return ""
		}
		return at(r, f.Application.ID, "/"+part) + toReview
	}
	level, _ := f.Scheme.Level(f.Application.Level)
	class, _ := f.Scheme.Evaluator(f.Application.Evaluator.Class)
	p := frame.P
	all := []review.Section{
		{ID: "kind", Title: p.T("applicant.kind.title"), Public: true, Change: change(partKind), Rows: rowsOf(frame,
			"field.level", level.Name.In(p.Lang), "field.category", categoryOf(frame, f), "field.edition", f.Edition.Title.In(p.Lang)+" "+string(f.Edition.ID))},
		{ID: "applicant", Title: p.T("applicant.applicant"), Note: p.T("applicant.review.applicant_note"), Rows: applicantRows(frame, f)},
		{ID: "product", Title: p.T("applicant.product.title"), Public: true, Change: change(partProduct), Rows: publicProduct(frame, f.Application.Product)},
		{ID: "models", Title: p.T("applicant.models.title"), Public: true, Change: change(partModels), Rows: rowsOf(frame,
			"field.models", strings.Join(f.Application.Product.Models, "\n"))},
		{ID: "product-inquiry", Title: p.T("applicant.product.inquiry"), Change: change(partProduct), Rows: privateProduct(frame, f.Application.Product)},
		{ID: "evaluator-public", Title: p.T("applicant.review.evaluator_class"), Public: true, Change: change(partEvaluator), Rows: rowsOf(frame, "field.evaluator_class", class.Name.In(p.Lang))},
		{ID: "evaluator", Title: p.T("applicant.evaluator.title"), Change: change(partEvaluator), Rows: rowsOf(frame,
			"field.evaluator_name", f.Application.Evaluator.Name, "field.evaluator_entitlement", f.Application.Evaluator.Entitlement)},
		{ID: "scope", Title: p.T("applicant.scope.title"), Change: change(partScope), Rows: scopeRows(frame, f)},
		{ID: "listing", Title: p.T("applicant.listing.title"), Note: listingNote(frame, f.Application), Change: change(partListing), Rows: rowsOf(frame, "field.listing_wish", wishOf(frame, f.Application))},
	}
	if f.Application.AboutLabel() { // which is listed already
		all = all[:len(all)-1]
	}
	return all
}

// categoryOf is the product category in words.
func categoryOf(frame page.Frame, f office.File) string {
	if c, ok := f.Scheme.Category(f.Application.Category); ok {
		return c.Name.In(frame.P.Lang)
	}
	return frame.P.T("applicant.category.none")
}

// wishOf says from which day on the label is to be public.
func wishOf(frame page.Frame, a scheme.Application) string {
	if a.ListingWish == "" {
		return frame.P.T("apply.listing.none")
	}
	return frame.P.T("apply.listing.wished", a.ListingWish)
}

// listingNote says, while no day is asked for, what that means.
func listingNote(frame page.Frame, a scheme.Application) string {
	if a.ListingWish != "" {
		return ""
	}
	return frame.P.T("apply.listing.review")
}

// applicantRows are the facts of the applicant that go with the application;
// they stand with the organisation and are not changed here.
func applicantRows(frame page.Frame, f office.File) []page.Row {
	o, p := f.Applicant, frame.P
	pairs := []string{"submission.field.applicant.name_ja", o.Name.Ja, "submission.field.applicant.name_en", o.Name.En}
	if o.CorporateNumber != "" {
		pairs = append(pairs, "submission.field.applicant.corporate_number", o.CorporateNumber)
	} else {
		pairs = append(pairs, "submission.field.applicant.proof.kind", join(o.Proof.Kind, o.Proof.Number))
	}
	pairs = append(pairs, "submission.field.applicant.country", p.Country(o.Country), "submission.field.applicant.address", o.Address,
		"submission.field.applicant.contact.name", o.Contact.Name, "submission.field.applicant.contact.email", o.Contact.Email)
	if !f.Agent.Name.IsZero() {
		pairs = append(pairs, "applicant.agent", f.Agent.Name.In(p.Lang))
	}
	return rowsOf(frame, pairs...)
}

// rowsOf makes rows of pairs of message key and text.
func rowsOf(f page.Frame, pairs ...string) []page.Row {
	var rows []page.Row
	for i := 0; i+1 < len(pairs); i += 2 {
		rows = append(rows, page.Row{Key: wordOf(f, pairs[i]), Text: pairs[i+1], Empty: f.P.T("applicant.empty")})
	}
	return rows
}

func publicProduct(f page.Frame, p scheme.Product) []page.Row {
	list := func(l []string) string { return strings.Join(l, "\n") }
	support := f.P.Date(p.SupportUntil)
	if support == "" && p.SupportFrom != "" {
		support = f.P.T("applicant.product.support_open")
	}
	pairs := []string{
		"field.name_ja", p.Name.Ja, "field.name_en", p.Name.En, "field.firmware", p.Firmware,
		"field.summary_ja", p.Summary.Ja, "field.summary_en", p.Summary.En,
	}
	if !p.HideManufacturer {
		pairs = append(pairs, "field.manufacturer", p.Manufacturer)
	}
	if !p.HideCountry {
		pairs = append(pairs, "field.country", f.P.Country(p.Country))
	}
	return rowsOf(f, append(pairs,
		"field.support_from", f.P.Date(p.SupportFrom), "field.support_until", support,
		"field.home_page", p.HomePage, "field.enquiry", p.Enquiry, "field.vulnerability_desk", p.VulnerabilityDesk,
		"field.disclosure_policy", p.DisclosurePolicy, "field.conformity", list(p.Conformity), "field.certifications", list(p.Certifications),
		"field.sbom", p.SBOM, "field.cyber_insurance", p.CyberInsurance)...)
}

func privateProduct(f page.Frame, p scheme.Product) []page.Row {
	pairs := []string{"field.supplied_by", strings.Join(p.SuppliedBy, "\n"), "field.maintainers", strings.Join(p.Maintainers, "\n"), "field.parent_companies", strings.Join(p.ParentCompanies, "\n")}
	if p.HideManufacturer {
		pairs = append(pairs, "field.manufacturer", p.Manufacturer)
	}
	if p.HideCountry {
		pairs = append(pairs, "field.country", f.P.Country(p.Country))
	}
	return rowsOf(f, pairs...)
}

func scopeRows(frame page.Frame, f office.File) []page.Row {
	var rows []page.Row
	for _, q := range f.Scheme.Questions {
		a := answerTo(f.Application.Scope, q.ID)
		rows = append(rows, page.Row{Key: q.Ask.In(frame.P.Lang), Text: join(yesNo(frame, a), a.Reason), Empty: frame.P.T("applicant.empty")})
	}
	return rows
}
