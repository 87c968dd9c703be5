// Package verify is the page on which anyone verifies what is said of a label.
// What is proved, the reader's browser proves (proof-*.js), and no file leaves
// it; a picture of a label is read by the site, which keeps nothing of it.
package verify

import (
	"strings"

	"shirushi/internal/web/page"
)

// A Page is the page.
type Page struct {
	page.Frame
	Number    string // of which the status is to be proved; "" for none
	Prove     bool   // at once
	Asked     Asked
	Answer    *Answer // nil before a label was asked about
	Tells     bool    // the office takes what is told of labels
	Megabytes int     // that a picture may have
	Offset    string  // of the scheme's zone from UTC, as statements write it: +09:00
}

// A Word is a message that the page's script says.
type Word struct{ Name, Text string }

// Scripts are what the page runs, in the order in which they need each other.
var Scripts = []string{"proof-log.js", "proof-label.js", "proof-file.js", "proof-attached.js", "verify.js"}

// results are what a finding may come to.
var results = []string{"proved", "not_proved", "failed"}

// words returns all that the script may have to say.
func (p Page) words() []Word {
	words := make([]Word, 0, len(said))
	for _, key := range said {
		words = append(words, Word{strings.TrimPrefix(key, "verify."), p.P.T(key)})
	}
	return words
}

// said are the messages that the script may need.
var said = []string{
	"verify.code.file", "verify.code.asked", "verify.code.key", "verify.code.checkpoint", "verify.code.signature", "verify.code.events",
	"verify.code.status", "verify.code.models", "verify.code.consistent", "verify.code.newest", "verify.code.witnessed", "verify.proved.file",
	"verify.proved.asked", "verify.proved.key_given", "verify.proved.key_kept", "verify.proved.checkpoint", "verify.proved.signature",
	"verify.proved.events", "verify.proved.status", "verify.proved.models", "verify.proved.consistent", "verify.proved.newest",
	"verify.proved.witnessed", "verify.reason.malformed", "verify.reason.other_label", "verify.reason.other_day", "verify.reason.key_unknown",
	"verify.reason.key_first", "verify.key_same_here", "verify.reason.key_plain", "verify.reason.key_other", "verify.reason.key_changed", "verify.reason.bad_signature",
	"verify.reason.other_text", "verify.reason.other_size", "verify.reason.no_key_event", "verify.reason.not_in_log", "verify.reason.order",
	"verify.reason.stray", "verify.reason.too_late", "verify.reason.contradiction", "verify.reason.beyond", "verify.reason.differs",
	"verify.reason.withheld", "verify.reason.other_models", "verify.reason.bad_opening", "verify.reason.no_proof", "verify.reason.rewritten",
	"verify.reason.other_log", "verify.reason.no_witness", "verify.reason.other_checkpoint", "verify.reason.unreachable",

	"verify.found", "verify.stop", "verify.need_number", "verify.need_file", "verify.bad_key", "verify.bad_saved", "verify.proved",
	"verify.proved_text", "verify.failed", "verify.failed_text", "verify.not_proved", "verify.not_proved_text", "verify.told", "verify.told_known", "verify.recorded_later", "verify.unwatched", "verify.key_open", "verify.findings_lead", "public.days", "menu.labels",
	"verify.validity", "verify.not_active", "verify.product", "verify.models", "verify.findings", "verify.page", "verify.save", "verify.busy", "verify.sighting",
	"verify.forgotten", "verify.forged_more", "verify.unknown_number", "verify.unknown_number_text", "verify.too_large", "verify.pdf_none", "verify.pdf_printed",
	"verify.pdf_several", "verify.pdf_unreadable", "verify.undecided", "verify.unreachable", "verify.unreachable_text", "refusal.replay.facts", "refusal.replay.other_label", "refusal.replay.order",
	"refusal.replay.before_issue", "refusal.replay.twice", "refusal.replay.ended", "refusal.replay.nothing", "status.active",
	"status.extension_in_progress", "status.expired", "status.withdrawn", "status.revoked",
}
