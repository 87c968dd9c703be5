package scheme

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"
)

// EventID names an event before it has its number.
type EventID string

// An EventKind says what became public.
type EventKind string

const (
	LabelIssued    EventKind = "label_issued"
	LabelWithdrawn EventKind = "label_withdrawn"
	LabelRevoked   EventKind = "label_revoked"
	LabelCorrected EventKind = "label_corrected"
	LabelImported  EventKind = "label_imported" // taken over from an earlier register, as it stood there
	LabelUpdated   EventKind = "label_updated"  // parts of what the public knows were replaced
	LabelNews      EventKind = "label_news"     // its holder told something about the product

	ExtensionApplied   EventKind = "extension_applied" // the holder has applied for an extension
	ExtensionEnded     EventKind = "extension_ended"   // without an extension
	LabelExtended      EventKind = "label_extended"    // validity runs on
	LabelMaintained    EventKind = "label_maintained"  // assessed anew after a change, without a longer validity
	LabelTransferred   EventKind = "label_transferred" // to another holder
	LabelReissued      EventKind = "label_reissued"    // its papers were made anew
	RevocationAnnulled EventKind = "revocation_annulled"
	WarningPublished   EventKind = "warning_published" // of the office, about the product
	WarningEnded       EventKind = "warning_ended"
	AnnouncementMade   EventKind = "announcement_made" // of a revocation for bad faith or of wide impact
	MisusePublished    EventKind = "misuse_published"  // in the register of improper use
	MisuseAnswered     EventKind = "misuse_answered"   // by whom it is about
	MisuseEnded        EventKind = "misuse_ended"
	CatalogLoaded      EventKind = "catalog_loaded"
	TextErased         EventKind = "text_erased" // texts that an earlier event commits to were taken back
	KeyAdded           EventKind = "key_added"   // the office signs with a further key
)

// An Event is one public fact, append-only. It holds numbers, codes and
// dates; names and free text stand in it only as salted commitments, whose
// openings lie beside it and can be erased without touching the event.
type Event struct {
	ID          EventID
	Seq         int64 // its place in history from 1; 0 until the sequencer has numbered it
	Kind        EventKind
	Recorded    time.Time // UTC, whole seconds
	Day         Date      // on which the fact holds
	Label       LabelNumber
	Facts       map[string]string // codes, numbers, dates; keys as in docs/events.md
	Commitments map[string]string // field → Commit of its text
}

// leaf is the canonical form, version 1: fields in this order, keys of the
// maps sorted, no white space, as encoding/json writes it.
type leaf struct {
	V           int               `json:"v"`
	Kind        EventKind         `json:"kind"`
	ID          EventID           `json:"id"`
	Recorded    string            `json:"recorded"`
	Day         Date              `json:"day"`
	Label       LabelNumber       `json:"label,omitempty"`
	Facts       map[string]string `json:"facts,omitempty"`
	Commitments map[string]string `json:"commitments,omitempty"`
}

// Leaf returns the canonical bytes of the event, version 1. The number is
// not part of them: it is the leaf's place, not its content.
func (e Event) Leaf() []byte {
	b, err := json.Marshal(leaf{1, e.Kind, e.ID, e.Recorded.UTC().Format(time.RFC3339), e.Day, e.Label, e.Facts, e.Commitments})
	if err != nil {
		panic("scheme: event does not marshal: " + err.Error())
	}
	return b
}

// ParseLeaf reads canonical bytes back. It refuses other versions and bytes
// that Leaf would not have written.
func ParseLeaf(b []byte) (Event, error) {
	var l leaf
	if err := json.Unmarshal(b, &l); err != nil || l.V != 1 {
		return Event{}, Refuse(Invalid, "refusal.leaf.malformed")
	}
	at, err := time.Parse(time.RFC3339, l.Recorded)
	if err != nil {
		return Event{}, Refuse(Invalid, "refusal.leaf.malformed")
	}
	e := Event{ID: l.ID, Kind: l.Kind, Recorded: at.UTC(), Day: l.Day, Label: l.Label, Facts: l.Facts, Commitments: l.Commitments}
	if string(e.Leaf()) != string(b) {
		return Event{}, Refuse(Invalid, "refusal.leaf.malformed")
	}
	return e, nil
}

// An Opening is what a commitment stands for. Whoever holds it can show that
// the text was part of the event; without it the event says nothing of it.
type Opening struct {
	Event EventID
	Field string
	Salt  string // 32 random bytes in hexadecimal
	Text  string
}

// Commit returns the commitment: SHA-256 over salt, field and text, parted
// by line feeds, in hexadecimal.
func (o Opening) Commit() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{o.Salt, o.Field, o.Text}, "\n")))
	return hex.EncodeToString(sum[:])
}
