package applicant

import (
	"net/http"

	"shirushi/internal/office"
	"shirushi/internal/scheme"

	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/compare"
	"shirushi/internal/web/page/desk/listing"
	public "shirushi/internal/web/page/public"
	"shirushi/internal/web/portal"
)

// What becomes public of an application and what never does, by the fields of
// its forms. What a holder may keep back is the scheme's to say.
var (
	publicFields = []string{"holder", "level", "category", "edition", "evaluator_class", "name_ja", "name_en", "models", "manufacturer", "country", "firmware",
		"support_from", "support_until", "summary_ja", "summary_en", "home_page", "enquiry", "vulnerability_desk", "disclosure_policy",
		"conformity", "certifications", "sbom", "cyber_insurance", "verdict", "method", "public_note", "completed"}
	privateFields = []string{"supplied_by", "maintainers", "parent_companies", "evaluator_name", "evaluator_entitlement", "rationale", "evidence", "assessor",
		"assessed_on", "minutes", "declared_by", "declared_title", "terms_by"}
)

func (d *Desk) listingForm(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File) error {
	return d.showListing(w, r, who, f, f.Application.ListingWish, nil, nil)
}

func (d *Desk) saveListing(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.formFile(r, who)
	if err != nil {
		return err
	}
	wish := portal.Day(r, "listing_wish")
	return d.saveByHand(w, r, who, f, partListing, d.listingSection(r, who, wish), func(f office.File, clash []compare.Part, refused error) error {
		return d.showListing(w, r, who, f, wish, clash, refused)
	})
}

func (d *Desk) typedListing(r *http.Request, who scheme.Actor, _ office.File) (typedSaved, error) {
	return d.typedSection(r, who, d.listingSection(r, who, portal.Day(r, "listing_wish")))
}

func (d *Desk) listingSection(r *http.Request, who scheme.Actor, wish scheme.Date) section {
	return section{
		seen: r.PostFormValue("revision"),
		part: func(a scheme.Application) any { return a.ListingWish },
		differ: func(frame page.Frame, theirs scheme.Application) []compare.Part {
			return differing(frame, "field.listing_wish", string(theirs.ListingWish), string(wish))
		},
		save: func(f office.File) (scheme.Refusals, error) {
			_, err := d.office.SaveListing(r.Context(), who, f.Application.ID, f.Application.Revision, wish)
			return nil, err
		},
	}
}

func (d *Desk) showListing(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File, wish scheme.Date, clash []compare.Part, refused error) error {
	frame := d.inside(r, who, f, d.Site.Printer(r).T("applicant.listing.title"))
	frame.Scripts = []string{"autosave.js"}
	show := listing.Page{
		Frame: frame, Errors: page.ErrorsOf(frame.P, standing(f, partListing, refused)), Comments: f.CommentsAt(scheme.PlaceListing), Wish: wish, Today: f.Today, Clash: clash, Held: refused != nil, Said: d.saidOf(r, frame, f.Scheme, refused),
		Preview: at(r, f.Application.ID, "/preview"), ChoiceAt: at(r, f.Application.ID, "/product"), Revision: portal.Fingerprint(f.Application.ListingWish),
		Here: at(r, f.Application.ID, "/listing"), Back: at(r, f.Application.ID, ""), Next: onward(r, f, partListing),
	}
	if clash == nil {
		show.Save = show.Here + "/typed"
	}
	if most := f.Scheme.Limits.ListingWishDays; most > 0 {
		show.Last = f.Today.AddDays(most)
	}
	for _, field := range publicFields {
		if !f.Scheme.Hideable(field) {
			show.Public = append(show.Public, partName(frame, field))
		}
	}
	for _, field := range privateFields {
		show.Never = append(show.Never, partName(frame, field))
	}
	for _, field := range f.Scheme.MayHide {
		chosen := frame.P.T("applicant.public")
		if p := f.Application.Product; field == "manufacturer" && p.HideManufacturer || field == "country" && p.HideCountry {
			chosen = frame.P.T("applicant.private")
		}
		show.Choice = append(show.Choice, page.Row{Key: page.LabelOf(frame.P, field), Text: chosen})
	}
	return d.Site.Render(w, r, statusOf(clash, refused), listing.Show(show))
}

// partName is what a part of the application is called where it is said
// whether the public reads it; most are called as their field is.
func partName(f page.Frame, field string) string {
	if key := "apply.publicity.part." + field; f.P.Has(key) {
		return f.P.T(key)
	}
	return page.LabelOf(f.P, field)
}

// preview shows the application as its label page would be, in the public
// page's own words.
func (d *Desk) preview(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	p, err := d.office.Preview(r.Context(), who, scheme.ApplicationID(r.PathValue("id")))
	if err != nil {
		return err
	}
	a := p.File.Application
	frame := d.inside(r, who, p.File, d.Site.Printer(r).T("apply.preview.title"))
	e := p.Entry
	if e.Product.Name.IsZero() {
		e.Product.Name = scheme.Text{Ja: called(frame, e.Product.Name), En: called(frame, e.Product.Name)}
	}
	return d.Site.Render(w, r, http.StatusOK, public.LabelPage(public.Label{
		Frame: frame, Scheme: p.File.Scheme, Entry: e, Status: e.StatusOn(p.File.Today), Day: p.File.Today,
		Preview: public.Preview{Back: at(r, a.ID, ""), From: a.ListedFrom(p.File.Today)},
	}))
}
