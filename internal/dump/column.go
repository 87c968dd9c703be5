package dump

import (
	"strings"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// A Column is one column of the table of labels. Its name is the same in
// every language and, where there is one, that of the API's field; what it
// holds is said by the message "dump.column." and its name. Columns are added
// over time, at the end, and never change their meaning or go away.
type Column struct {
	Name  string
	width float64
	of    func(row) any
}

type row struct {
	registry.Entry
	day    scheme.Date
	status scheme.Status
	base   string
}

// Columns are the columns of the table of labels.
var Columns = []Column{
	{"number", 20, func(r row) any { return r.Number }},
	{"status", 14, func(r row) any { return r.status }},
	{"as_of", 12, func(r row) any { return r.day }},
	{"level", 7, func(r row) any { return r.Level }},
	{"category", 18, func(r row) any { return r.Category }},
	{"edition", 24, func(r row) any { return r.Edition }},
	{"evaluator_class", 18, func(r row) any { return r.Evaluator }},
	{"valid_from", 12, func(r row) any { return r.ValidFrom }},
	{"valid_to", 12, func(r row) any { return r.ValidUntil }},
	{"first_issued", 12, func(r row) any { return r.FirstIssued }},
	{"withdrawn", 12, func(r row) any { return r.Withdrawn }},
	{"revoked", 12, func(r row) any { return r.Revoked }},
	{"end_ground", 18, func(r row) any { return r.EndGround }},
	{"holder", 30, func(r row) any { return r.Holder.In("ja") }},
	{"holder_en", 30, func(r row) any { return r.Holder.En }},
	{"name", 30, func(r row) any { return r.Product.Name.In("ja") }},
	{"name_en", 30, func(r row) any { return r.Product.Name.En }},
	{"models", 8, func(r row) any { return len(r.Product.Models) }},
	{"manufacturer", 30, func(r row) any { return r.Product.Manufacturer }},
	{"country", 8, func(r row) any { return r.Product.Country }},
	{"firmware", 14, func(r row) any { return r.Product.Firmware }},
	{"support_from", 12, func(r row) any { return r.Product.SupportFrom }},
	{"support_until", 12, func(r row) any { return r.Product.SupportUntil }},
	{"summary", 40, func(r row) any { return r.Product.Summary.In("ja") }},
	{"summary_en", 40, func(r row) any { return r.Product.Summary.En }},
	{"home_page", 30, func(r row) any { return r.Product.HomePage }},
	{"enquiry", 30, func(r row) any { return r.Product.Enquiry }},
	{"vulnerability_desk", 30, func(r row) any { return r.Product.VulnerabilityDesk }},
	{"disclosure_policy", 30, func(r row) any { return r.Product.DisclosurePolicy }},
	{"technical_conformity", 24, func(r row) any { return strings.Join(r.Product.Conformity, "\n") }},
	{"other_certifications", 24, func(r row) any { return strings.Join(r.Product.Certifications, "\n") }},
	{"sbom", 24, func(r row) any { return r.Product.SBOM }},
	{"cyber_insurance", 24, func(r row) any { return r.Product.CyberInsurance }},
	{"news", 8, func(r row) any { return len(r.News) }},
	{"successor", 20, func(r row) any { return r.Successor }},
	{"updated", 22, func(r row) any { return r.Updated.UTC().Format("2006-01-02T15:04:05Z") }},
	{"page", 40, func(r row) any { return r.base + "/l/" + string(r.Number) }},
	{"extension_applied", 12, func(r row) any { return r.pendingSince() }},
	{"warnings", 8, func(r row) any { return r.warnings() }},
	{"past_holders", 30, func(r row) any {
		return lines(r.PastHolders, func(h registry.PastHolder) string { return h.Name.In("ja") })
	}},
	{"annulled", 12, func(r row) any {
		return lines(r.Annulled, func(a scheme.Annulment) string { return string(a.Revoked) })
	}},
}

// modelColumns are those of the table of models.
var modelColumns = []string{"number", "model"}

func columnNames() []string {
	names := make([]string, len(Columns))
	for i, c := range Columns {
		names[i] = c.Name
	}
	return names
}

// pendingSince is the day on which an extension was applied for that is
// undecided; "" when there is none, or when the label has ended.
func (r row) pendingSince() scheme.Date {
	if r.ExtensionRefused != "" || r.status == scheme.Withdrawn || r.status == scheme.Revoked {
		return ""
	}
	return r.ExtensionApplied
}

// warnings counts those that stand on the day.
func (r row) warnings() (n int) {
	for _, w := range r.Warnings {
		if w.Ended == "" || w.Ended > r.day {
			n++
		}
	}
	return n
}

func lines[T any](all []T, of func(T) string) string {
	var out []string
	for _, one := range all {
		out = append(out, of(one))
	}
	return strings.Join(out, "\n")
}
