package takeover

import (
	"strings"

	"shirushi/internal/scheme"
)

// columns are those of each kind, the required ones first.
var columns = map[Kind]struct {
	required int
	names    []string
}{
	Holders: {6, []string{"holder", "name_ja", "country", "address", "contact_name", "contact_email",
		"name_en", "reading", "corporate_number", "proof_kind", "proof_number", "reads_japanese"}},
	Labels: {9, []string{"number", "holder", "level", "edition", "evaluator", "valid_from", "valid_until", "name_ja", "models",
		"category", "completed", "first_issued", "listed", "extension_applied", "extension_refused", "withdrawn", "revoked", "end_ground", "end_reason",
		"holder_name_ja", "holder_name_en", "name_en", "manufacturer", "hide_manufacturer", "country", "hide_country", "firmware",
		"support_from", "support_until", "summary_ja", "summary_en", "home_page", "enquiry", "vulnerability_desk", "disclosure_policy",
		"conformity", "certifications", "sbom", "cyber_insurance"}},
	Models:     {2, []string{"number", "models"}},
	News:       {4, []string{"number", "kind", "on", "text_ja", "text_en", "firmware", "link", "references"}},
	Successors: {2, []string{"number", "successor"}},
}

// Columns lists the columns that rows of a kind may have.
func Columns(k Kind) []string { return columns[k].names }

// Required lists the columns that a file of a kind must have.
func Required(k Kind) []string { return columns[k].names[:columns[k].required] }

// text is what stands under a column, without the spaces around it.
func (r Row) text(column string) string { return strings.TrimSpace(r.Fields[column]) }

// list is a column of several: parted by line feeds, or in a table by "|".
func (r Row) list(column string) []string {
	var all []string
	for _, one := range strings.FieldsFunc(r.Fields[column], func(c rune) bool { return c == '\n' || c == '|' }) {
		if one = strings.TrimSpace(one); one != "" {
			all = append(all, one)
		}
	}
	return all
}

// yes reads a column of yes or no; nothing is no.
func (r Row) yes(column string, no *scheme.Refusals) bool {
	switch strings.ToLower(r.text(column)) {
	case "", "0", "no", "false":
		return false
	case "1", "yes", "true":
		return true
	}
	no.Add(scheme.Refuse(scheme.Invalid, "refusal.takeover.yes_no").On(column))
	return false
}

func (r Row) day(column string) scheme.Date { return scheme.Date(r.text(column)) }
