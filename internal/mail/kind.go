package mail

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"shirushi/internal/i18n"
)

// kinds are the letters there are, each with the arguments of its messages
// letter.KIND.subject and letter.KIND.body in the order {0}, {1} … Every
// letter has "name", the addressee's, first. What is more than a text of one
// line stands in sayers.
var kinds = map[string][]string{
	"invite":              {"name", "organisation", "link"},
	"add_passkey":         {"name", "link"},
	"recover":             {"name", "link"},
	"recovery_asked":      {"name", "at"},
	"recovery_to_approve": {"name", "person", "at", "link"},
	"recovery_refused":    {"name"},
	"passkey_added":       {"name", "passkey", "at"},
	"passkey_removed":     {"name", "passkey", "at"},
	"passkeys_reset":      {"name", "at"},
	"passkeys_reset_of":   {"name", "person", "at"},
	"dismissed":           {"name", "organisation"},

	"application_submitted": {"name", "product", "link"},
	"application_returned":  {"name", "product", "reason", "comments", "due", "link"},
	"application_rejected":  {"name", "product", "reason", "objection", "link"},
	"application_accepted":  {"name", "product", "number", "yen", "due", "link"},
	"application_refused":   {"name", "product", "reason", "objection", "link"},
	"application_withdrawn": {"name", "product", "day", "reference", "reason", "link"},
	"invoice_made":          {"name", "product", "number", "yen", "due", "link"},
	"payment_received":      {"name", "product", "yen", "link"},
	"payment_part":          {"name", "product", "yen", "remaining", "due", "link"},
	"payment_over":          {"name", "product", "yen", "surplus", "link"},
	"payment_due":           {"name", "product", "yen", "due", "link"},
	"payment_late":          {"name", "product", "yen", "due", "link"},
	"inquiry_asked":         {"name", "number", "due", "link"},
	"inquiry_reminder":      {"name", "number", "due", "link"},
	"inquiry_overdue":       {"name", "number", "day", "link"},
	"inquiry_reply":         {"name", "number", "due", "link"},
	"inquiry_entered":       {"name", "number", "reference", "link"},
	"inquiry_answered":      {"name", "number", "authority", "link"},
	"inquiry_question":      {"name", "number", "authority", "link"},
	"inquiry_taken_back":    {"name", "number", "authority", "link"},
	"application_moot":      {"name", "product", "number", "link"},
	"application_abandoned": {"name", "product", "number", "link"},
	"extension_refused":     {"name", "product", "number", "until", "reason", "objection", "link"},
	"maintenance_refused":   {"name", "product", "number", "ground", "reason", "objection", "link"},
	"label_ends":            {"name", "product", "number", "until", "link"},
	"label_over":            {"name", "product", "number", "until", "link"},
	"label_waits":           {"name", "product", "number", "until", "link"},
	"label_extended":        {"name", "product", "number", "until", "link"},
	"label_maintained":      {"name", "product", "number", "until", "link"},
	"label_issued":          {"name", "product", "number", "until", "link"},
	"label_issued_unlisted": {"name", "product", "number", "day", "link", "until"},
	"label_withdrawn":       {"name", "product", "number", "link"},
	"label_corrected":       {"name", "product", "number", "link"},
	"label_text_erased":     {"name", "product", "number", "ground", "link"},

	"news_released":         {"name", "product", "number", "link"},
	"label_page_updated":    {"name", "product", "number", "until", "link"},
	"succession_offered":    {"name", "product", "number", "from", "due", "link"},
	"succession_accepted":   {"name", "product", "number", "link"},
	"succession_declined":   {"name", "product", "number", "reason", "link"},
	"succession_taken_back": {"name", "product", "number", "reason", "link"},
	"succession_done_from":  {"name", "product", "number", "day", "link"},
	"succession_done_to":    {"name", "product", "number", "day", "link"},
	"succession_refused":    {"name", "product", "number", "reason", "ground", "objection", "link"},
	"succession_reminder":   {"name", "product", "number", "due", "link"},
	"succession_lapsed":     {"name", "product", "number", "link"},
	"reissue_done":          {"name", "product", "number", "link"},
	"objection_lodged":      {"name", "product", "due", "link"},
	"objection_upheld":      {"name", "product", "reason", "link"},
	"objection_dismissed":   {"name", "product", "reason", "link"},
	"revocation_annulled":   {"name", "product", "number", "reason", "link"},
	"reissue_refused":       {"name", "product", "number", "reason", "objection", "link"},
	"misuse_noticed":        {"name", "text", "source", "until"},
	"misuse_published":      {"name", "text", "source", "link"},
	"misuse_ended":          {"name", "text", "source", "link"},
	"misuse_review":         {"name", "party", "until", "link"},
	"doubts_overdue":        {"name", "count", "link"},
	"daily_letter":          {"name", "count", "waiting", "link"},
	"objections_due":        {"name", "count", "link"},
	"case_demanded":         {"name", "product", "number", "reason", "due", "link"},
	"case_ordered":          {"name", "product", "number", "reason", "due", "link"},
	"case_unfound":          {"name", "product", "number", "reason", "link"},
	"case_extended":         {"name", "product", "number", "reason", "due", "link"},
	"case_time_denied":      {"name", "product", "number", "reason", "due", "link"},
	"case_hearing":          {"name", "product", "number", "ground", "reason", "due", "link"},
	"case_revoked":          {"name", "product", "number", "ground", "reason", "objection", "link"},
	"case_closed":           {"name", "product", "number", "reason", "link"},
	"case_due":              {"name", "product", "number", "day", "link"},
	"case_overdue":          {"name", "product", "number", "day", "link"},
	"case_moved":            {"name", "number", "link"},
	"warning_published":     {"name", "product", "number", "reason", "link"},
	"warning_ended":         {"name", "product", "number", "link"},
	"announcement_made":     {"name", "product", "number", "reason", "link"},

	"evidence_demanded":      {"name", "product", "reason", "due", "link"},
	"evidence_demand_closed": {"name", "product", "link"},
	"evidence_opened":        {"name", "product", "file", "person", "at", "link"},
}

// Kinds returns the kinds of letters and their arguments.
func Kinds() map[string][]string { return kinds }

// write says a letter in the printer's language and zone.
func write(printer *i18n.Printer, kind string, args map[string]string) (content, error) {
	names, known := kinds[kind]
	if !known {
		return content{}, fmt.Errorf("there is no such kind of letter")
	}
	if len(args) != len(names) {
		return content{}, fmt.Errorf("%d arguments, want %v", len(args), names)
	}
	said := make([]any, len(names))
	for i, name := range names {
		value, given := args[name]
		if !given {
			return content{}, fmt.Errorf("argument %q is missing", name)
		}
		var err error
		if said[i], err = say(printer, name, value); err != nil {
			return content{}, err
		}
	}
	body := closeUp(printer.T("letter."+kind+".body", said...))
	return content{
		Language: printer.Lang,
		Subject:  clean(printer.T("letter."+kind+".subject", said...), false),
		Body:     printer.T("letter.frame", said[0], body) + "\n",
	}, nil
}

// clean takes from a person's text what would make it look like more than
// its place in the letter: control characters, and the marks that turn the
// direction of writing. Only a text of several lines keeps its line ends.
func clean(s string, lines bool) string {
	s = strings.ReplaceAll(norm.NFC.String(strings.ToValidUTF8(s, "�")), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && lines:
			return r
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}
