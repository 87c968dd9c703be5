package scheme

// A Status is what the public is told of a label on a day: exactly these
// five. The zero Status means that there was no label on that day yet.
type Status string

const (
	NoLabel     Status = ""
	Active      Status = "active"
	InExtension Status = "extension_in_progress"
	Expired     Status = "expired"
	Withdrawn   Status = "withdrawn"
	Revoked     Status = "revoked"
)

// A Standing is the facts from which a label's status follows. All days are
// days of the scheme's zone.
type Standing struct {
	ValidFrom        Date `json:"valid_from"`
	ValidUntil       Date `json:"valid_until"`                 // last day of validity
	ExtensionApplied Date `json:"extension_applied,omitempty"` // day of receipt of the extension, while undecided or refused
	ExtensionRefused Date `json:"extension_refused,omitempty"`
	Withdrawn        Date `json:"withdrawn,omitempty"`
	Revoked          Date `json:"revoked,omitempty"`
}

// StatusOn derives the status on a day. When several facts hold, Revoked
// goes before Withdrawn, that before an extension in progress, that before
// Expired. A withdrawal or revocation holds from its own day on.
//
// The same rule stands as SQL in package store; a test compares the two for
// every combination of facts.
func (s Standing) StatusOn(day Date) Status {
	switch {
	case day < s.ValidFrom:
		return NoLabel
	case s.Revoked != "" && s.Revoked <= day:
		return Revoked
	case s.Withdrawn != "" && s.Withdrawn <= day:
		return Withdrawn
	case day <= s.ValidUntil:
		return Active
	case s.extensionPendingOn(day):
		return InExtension
	}
	return Expired
}

// extensionPendingOn reports whether an extension that was applied for in
// time is still undecided on day. The day of the refusal counts as decided.
func (s Standing) extensionPendingOn(day Date) bool {
	return s.ExtensionApplied != "" && s.ExtensionApplied <= s.ValidUntil &&
		(s.ExtensionRefused == "" || day < s.ExtensionRefused)
}
