package scheme

import "strings"

// Facts are what the public is told of a label by an event that says all of it
// anew: codes, numbers and dates.
func (l Label) Facts() map[string]string {
	facts := map[string]string{
		"level": string(l.Level), "category": string(l.Category), "edition": string(l.Edition), "catalog": l.Catalog,
		"valid_from": string(l.ValidFrom), "valid_until": string(l.ValidUntil), "first_issued": string(l.FirstIssued), "listed": string(l.Listed),
		"extension_applied": string(l.ExtensionApplied), "extension_refused": string(l.ExtensionRefused),
		"withdrawn": string(l.Withdrawn), "revoked": string(l.Revoked), "ground": string(l.EndGround),
	}
	if n := len(l.Assessments); n > 0 {
		facts["evaluator"], facts["completed"] = string(l.Assessments[n-1].Evaluator), string(l.Assessments[n-1].Completed)
	}
	return facts
}

// Texts are the names and words that such an event commits to.
func (l Label) Texts() map[string]string {
	return map[string]string{
		"holder_ja": l.HolderName.Ja, "holder_en": l.HolderName.En, "name_ja": l.Product.Name.Ja, "name_en": l.Product.Name.En,
		"models": strings.Join(l.Product.Models, "\n"),
	}
}

// Facts are what the public is told of a piece of news besides its words.
func (n News) Facts() map[string]string { return map[string]string{"kind": string(n.Kind)} }

// Texts are the words of a piece of news to which its event commits.
func (n News) Texts() map[string]string {
	return map[string]string{"text_ja": n.Text.Ja, "text_en": n.Text.En, "firmware": n.Firmware, "link": n.Link, "references": strings.Join(n.References, "\n")}
}
