package scheme

import (
	"reflect"
	"slices"
)

// A CarriedPart is a part of an application that a copy takes over from the
// application of a sibling product.
type CarriedPart string

const (
	PartKind      CarriedPart = "kind"      // level, edition, category
	PartScope     CarriedPart = "scope"     // the answers to the scope questions
	PartProduct   CarriedPart = "product"   // what the product's page asks for
	PartEvaluator CarriedPart = "evaluator" // who assessed
)

// Carry marks the parts that say something as taken over from an earlier
// application. Each stays marked until a person confirms that it holds for
// this product.
func (a *Application) Carry() {
	a.Carried = []CarriedPart{PartKind}
	if len(a.Scope) > 0 {
		a.Carried = append(a.Carried, PartScope)
	}
	if !reflect.ValueOf(a.Product).IsZero() {
		a.Carried = append(a.Carried, PartProduct)
	}
	if a.Evaluator != (Evaluator{}) {
		a.Carried = append(a.Carried, PartEvaluator)
	}
}

// IsCarried reports whether a part was taken over and nobody has confirmed
// it yet.
func (a *Application) IsCarried(p CarriedPart) bool { return slices.Contains(a.Carried, p) }

// Confirm takes the mark off a part.
func (a *Application) Confirm(p CarriedPart) {
	left := slices.DeleteFunc(slices.Clone(a.Carried), func(one CarriedPart) bool { return one == p })
	if len(left) == 0 {
		left = nil
	}
	a.Carried = left
}

// CarriedField names a part that waits for confirmation, as refusals and
// pages use it.
func CarriedField(p CarriedPart) string { return "carried." + string(p) }

// Confirmed refuses parts that were taken over and not confirmed.
func (a *Application) Confirmed() error {
	var no Refusals
	for _, p := range a.Carried {
		no.Add(Refuse(Invalid, "refusal.part.unconfirmed").On(CarriedField(p)).With(Code("part." + string(p))))
	}
	return no.Err()
}

// ForSibling returns what of a product may hold for another one of the same
// maker as well. What tells a product from its siblings is left out: name,
// models, firmware, support, summary, its web page, the numbers of what it
// was certified for, and what comes with it.
func (p Product) ForSibling() Product {
	p.Name, p.Summary, p.Models, p.Firmware = Text{}, Text{}, nil, ""
	p.SupportFrom, p.SupportUntil, p.HomePage = "", "", ""
	p.Conformity, p.Certifications, p.SBOM, p.CyberInsurance = nil, nil, "", ""
	return p
}
