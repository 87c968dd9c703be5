// Package adminorgform is the form by which an administrator admits an
// organisation or changes its details.
package adminorgform

import (
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A View is what the page shows.
type View struct {
	page.Frame
	Errors       page.Errors
	Action       string // address to which the form posts
	Back         string
	New          bool
	Organisation scheme.Organisation // as it stands, or as it was typed
}

// Kinds are the kinds of organisation that can be admitted here, in the order
// of the page.
var Kinds = []scheme.OrganisationKind{scheme.Maker, scheme.Agency, scheme.Authority, scheme.Office}

func (v View) kinds() []page.Option {
	var options []page.Option
	for _, k := range Kinds {
		options = append(options, page.Option{Value: string(k), Label: v.P.T("organisation.kind." + string(k))})
	}
	return options
}

func (v View) field(name, value string) page.Field {
	f := page.Field{Name: name, Label: v.P.T("admin.org." + name), Value: value, Error: v.Errors.On(name)}
	if hint := "admin.org." + name + ".hint"; v.P.Has(hint) {
		f.Hint = v.P.T(hint)
	}
	return f
}

func (v View) kind() page.Field {
	f := v.field("kind", string(v.Organisation.Kind))
	f.Required = true
	return f
}

func (v View) name() page.Field {
	f := v.field("name", v.Organisation.Name.Ja)
	f.Lang = "ja"
	return f
}

func (v View) nameEn() page.Field {
	f := v.field("name_en", v.Organisation.Name.En)
	f.Lang = "en"
	return f
}

func (v View) reading() page.Field {
	f := v.field("reading", v.Organisation.Reading)
	f.Lang = "ja"
	return f
}

func (v View) country() page.Field {
	f := v.field("country", v.Organisation.Country)
	f.Width, f.Required, f.MaxLength, f.Autocomplete = "short", true, 2, "off"
	return f
}

func (v View) corporateNumber() page.Field {
	f := v.field("corporate_number", v.Organisation.CorporateNumber)
	f.Width, f.InputMode, f.Autocomplete = "medium", "numeric", "off"
	return f
}

// proofKind bears the refusal of a missing proof, which is about kind and
// number together.
func (v View) proofKind() page.Field {
	f := v.field("proof", v.Organisation.Proof.Kind)
	f.Width = "medium"
	return f
}

func (v View) proofNumber() page.Field {
	f := v.field("proof_number", v.Organisation.Proof.Number)
	f.Width = "medium"
	return f
}

func (v View) proofHash() page.Field { return v.field("proof_sha256", v.Organisation.Proof.SHA256) }

func (v View) address() page.Field {
	f := v.field("address", v.Organisation.Address)
	f.Rows = 2
	return f
}

func (v View) contactName() page.Field {
	f := v.field("contact_name", v.Organisation.Contact.Name)
	f.Width = "medium"
	return f
}

func (v View) contactEmail() page.Field {
	f := v.field("contact_email", v.Organisation.Contact.Email)
	f.Type, f.Width = "email", "medium"
	return f
}

func (v View) readsJapanese() page.Field {
	f := v.field("reads_japanese", "")
	if v.Organisation.Contact.ReadsJapanese {
		f.Value = "yes"
	}
	return f
}

func (v View) title() string {
	if v.New {
		return v.P.T("admin.org.new")
	}
	return v.P.T("admin.org.change")
}

func (v View) button() string {
	if v.New {
		return v.P.T("admin.org.admit.button")
	}
	return v.P.T("admin.org.change.button")
}
