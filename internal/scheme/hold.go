package scheme

import (
	"slices"
	"strconv"
	"strings"
)

// Holding returns the product with every part that was refused as it stands
// on record: one malformed part must not keep the others from being saved.
// Parts that it does not know stay as they were given.
func (p Product) Holding(stands Product, refused Refusals) Product {
	for _, r := range refused {
		if at, err := p.part(r.Field); err == nil {
			*at, _ = stands.Part(r.Field)
			continue
		}
		switch r.Field {
		case "support_from":
			p.SupportFrom = stands.SupportFrom
		case "support_until":
			p.SupportUntil = stands.SupportUntil
		case "conformity":
			p.Conformity = stands.Conformity
		case "certifications":
			p.Certifications = stands.Certifications
		case "sbom":
			p.SBOM = stands.SBOM
		case "cyber_insurance":
			p.CyberInsurance = stands.CyberInsurance
		case "supplied_by":
			p.SuppliedBy = stands.SuppliedBy
		case "maintainers":
			p.Maintainers = stands.Maintainers
		case "parent_companies":
			p.ParentCompanies = stands.ParentCompanies
		case "hide_manufacturer":
			p.HideManufacturer = stands.HideManufacturer
		case "hide_country":
			p.HideCountry = stands.HideCountry
		}
	}
	return p
}

// Holding returns the evaluator with every part that was refused as it stands
// on record.
func (e Evaluator) Holding(stands Evaluator, refused Refusals) Evaluator {
	for _, r := range refused {
		switch r.Field {
		case "evaluator_class":
			e.Class = stands.Class
		case "evaluator_name":
			e.Name = stands.Name
		case "evaluator_entitlement":
			e.Entitlement = stands.Entitlement
		}
	}
	return e
}

// Holding returns the answer with every part that was refused as it stands on
// record, so that the others can be saved. Of a piece of evidence only the
// part refused is held back; one without a title is held back whole.
func (a Answer) Holding(stands Answer, refused Refusals) Answer {
	given := a
	a.Evidence = slices.Clone(a.Evidence)
	untitled := map[int]bool{}
	whole := false
	for _, r := range refused {
		part, own := strings.CutPrefix(r.Field, string(a.Criterion)+".")
		row, of, isRow := evidenceAt(part)
		switch {
		case !own:
		case !isRow:
			a.takePart(part, stands)
			whole = whole || part == "evidence"
		case row >= len(a.Evidence):
		case of == "title":
			untitled[row] = true
		default:
			a.Evidence[row].take(of, sameEvidence(given.Evidence[row], row, stands.Evidence))
		}
	}
	if whole {
		a.Evidence = stands.Evidence
		return a
	}
	var kept []Evidence
	for i, ev := range a.Evidence {
		if !untitled[i] {
			kept = append(kept, ev)
		} else if i < len(stands.Evidence) && stands.Evidence[i].butTitle() == ev.butTitle() {
			kept = append(kept, stands.Evidence[i]) // its title is being written anew
		}
	}
	a.Evidence = kept
	return a
}

// evidenceAt takes a part like "evidence.0.date" apart.
func evidenceAt(part string) (row int, of string, ok bool) {
	rest, ok := strings.CutPrefix(part, "evidence.")
	if !ok {
		return 0, "", false
	}
	number, of, _ := strings.Cut(rest, ".")
	row, err := strconv.Atoi(number)
	return row, of, err == nil && row >= 0
}

// sameEvidence is the piece that stands in a row, if it is the one given
// there; a blank one otherwise, since rows move when one is taken out.
func sameEvidence(given Evidence, row int, stands []Evidence) Evidence {
	if row < len(stands) && stands[row].Title == given.Title {
		return stands[row]
	}
	return Evidence{}
}

// butTitle is the piece without its title.
func (ev Evidence) butTitle() Evidence {
	ev.Title = ""
	return ev
}

// take replaces one part by that of another piece.
func (ev *Evidence) take(part string, from Evidence) {
	switch part {
	case "kind":
		ev.Kind = from.Kind
	case "version":
		ev.Version = from.Version
	case "date":
		ev.Date = from.Date
	case "sha256":
		ev.SHA256 = from.SHA256
	case "kept_at":
		ev.KeptAt = from.KeptAt
	}
}
