// Package demo plays a labelling scheme with invented companies: it does what
// people would do, through the same deeds, on a clock that it moves through
// the past. It writes nothing by any other way.
package demo

import (
	"bytes"
	"embed"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"shirushi/internal/scheme"
)

//go:embed data/*.yaml
var data embed.FS

// A cast is everyone who takes part and everything they apply for.
type cast struct {
	companies companies
	products  []product
	answers   []answer
	earlier   earlier
	words     words
}

type companies struct {
	Office      company   `yaml:"office"`
	Makers      []company `yaml:"makers"`
	Agencies    []company `yaml:"agencies"`
	Authorities []company `yaml:"authorities"`
}

type company struct {
	Key             string      `yaml:"key"`
	Name            scheme.Text `yaml:"name"`
	Reading         string      `yaml:"reading"`
	CorporateNumber string      `yaml:"corporate_number"`
	Country         string      `yaml:"country"`
	Address         string      `yaml:"address"`
	Contact         struct {
		Name          string `yaml:"name"`
		Email         string `yaml:"email"`
		ReadsJapanese bool   `yaml:"reads_japanese"`
	} `yaml:"contact"`
	Proof struct {
		Kind   string `yaml:"kind"`
		Number string `yaml:"number"`
		SHA256 string `yaml:"sha256"`
	} `yaml:"proof"`
	ActsFor []string `yaml:"acts_for"`
	People  []person `yaml:"people"`
}

type person struct {
	Key      string        `yaml:"key"`
	Name     string        `yaml:"name"`
	Email    string        `yaml:"email"`
	Language string        `yaml:"language"`
	Roles    []scheme.Role `yaml:"roles"`
}

type product struct {
	Maker        string            `yaml:"maker"`
	Agent        string            `yaml:"agent"`
	Day          int               `yaml:"day"` // days before today on which the application was started
	Ends         string            `yaml:"ends"`
	Inquiry      string            `yaml:"inquiry"` // how the authorities answer; "": both without objection
	Parents      []string          `yaml:"parents"`
	SuppliedBy   []string          `yaml:"supplied_by"`
	Maintainers  []string          `yaml:"maintainers"`
	Corrected    bool              `yaml:"corrected"`
	ListedAfter  int               `yaml:"listed_after"` // days from the start to the listing day that is wished for; 0: none is
	Evidence     string            `yaml:"evidence"`     // handed over and "demanded", or in a case that is "closed"; "": only listed
	Case         string            `yaml:"case"`         // how far the case about its label has come today; "": none is open
	Objection    string            `yaml:"objection"`    // to the decision against it: waiting or dismissed; "": nobody objects
	Announced    bool              `yaml:"announced"`    // its revocation
	CopyOf       string            `yaml:"copy_of"`      // English name of the product from whose application it is copied
	Paper        bool              `yaml:"paper"`        // it came on paper and was entered by the office
	Rounds       int               `yaml:"rounds"`       // how often it was handed in before it went on; 0 is once
	Pays         string            `yaml:"pays"`         // while it waits accepted: part, full or over; "" for not yet
	BillAgent    bool              `yaml:"bill_agent"`   // the agent gets the invoice
	Ground       scheme.GroundID   `yaml:"ground"`       // when it ends withdrawn or revoked
	Category     scheme.CategoryID `yaml:"category"`
	Name         scheme.Text       `yaml:"name"`
	Models       []string          `yaml:"models"`
	Firmware     string            `yaml:"firmware"`
	SupportYears int               `yaml:"support_years"`
	Summary      scheme.Text       `yaml:"summary"`
}

type answer struct {
	Method    scheme.Method `yaml:"method"`
	Minutes   int           `yaml:"minutes"`
	Note      string        `yaml:"note"`
	Rationale string        `yaml:"rationale"`
	Evidence  string        `yaml:"evidence"`
}

func readCast() (cast, error) {
	var c cast
	for name, into := range map[string]any{"companies": &c.companies, "products": &c.products, "answers": &c.answers, "earlier": &c.earlier, "words": &c.words} {
		b, err := data.ReadFile("data/" + name + ".yaml")
		if err != nil {
			return c, fmt.Errorf("read demo data: %w", err)
		}
		d := yaml.NewDecoder(bytes.NewReader(b))
		d.KnownFields(true)
		if err := d.Decode(into); err != nil {
			return c, fmt.Errorf("read demo data %s: %w", name, err)
		}
	}
	return c, nil
}

// everyone returns the people of the cast, the office first.
func (c cast) everyone() []person {
	all := slices.Clone(c.companies.Office.People)
	for _, one := range slices.Concat(c.companies.Makers, c.companies.Agencies, c.companies.Authorities) {
		all = append(all, one.People...)
	}
	return all
}

func (c company) organisation(kind scheme.OrganisationKind) scheme.Organisation {
	o := scheme.Organisation{Kind: kind, Name: c.Name, Reading: c.Reading, CorporateNumber: c.CorporateNumber,
		Country: c.Country, Address: c.Address,
		Contact: scheme.Contact{Name: c.Contact.Name, Email: c.Contact.Email, ReadsJapanese: c.Contact.ReadsJapanese},
		Proof:   scheme.Proof{Kind: c.Proof.Kind, Number: c.Proof.Number, SHA256: c.Proof.SHA256}}
	if o.Country == "" {
		o.Country = "JP"
	}
	return o
}
