package monitor

import (
	"time"

	"shirushi/internal/scheme"
)

// An Outcome says what a finding means.
type Outcome string

const (
	Failed  Outcome = "failed"  // something is not as the log or the site promises
	Unknown Outcome = "unknown" // it could not be decided
)

// A Code names a sort of finding. Codes are a contract: others are added.
type Code string

// What can be found. The first are about the log as a whole, the next about
// one event, the last about what the site says of labels.
const (
	Malformed    Code = "checkpoint_malformed" // what the site gives as a checkpoint is none of this log
	Unsigned     Code = "signature"            // no key that is trusted has signed the checkpoint
	KeyUntold    Code = "key_untold"           // the checkpoint is signed by a key of which no event tells
	KeyOld       Code = "key_old"              // the newest key that events tell of has not signed
	Shrunk       Code = "rolled_back"          // the log has fewer events than were seen
	Fork         Code = "fork"                 // another tree of the same size was seen
	Rewritten    Code = "rewritten"            // what was seen is not the beginning of the tree
	BadTiles     Code = "tiles"                // the tiles do not make the tree of the checkpoint
	Stalled      Code = "log_stalled"          // the site has numbered events that no checkpoint covers a good minute later
	Unwitnessed  Code = "unwitnessed"          // a witness that was asked for has not cosigned
	LeafDiffers  Code = "event_differs"        // the bytes of an event are not those in the tree
	LeafMissing  Code = "event_missing"        // the site does not give an event that is in the tree
	LeafUnread   Code = "event_malformed"      // an event is not written as events are
	Impossible   Code = "event_impossible"     // an event cannot follow on those before it
	Backdated    Code = "backdated"            // recorded before events with lower numbers, by more than the slack
	DatedBefore  Code = "dated_before"         // holds from a day before it was recorded
	Ahead        Code = "recorded_ahead"       // recorded at a time that has not come
	SiteDiffers  Code = "label_differs"        // the site says otherwise of a label than the events
	SiteMissing  Code = "label_missing"        // the site does not know a label of which events tell
	SiteUnlogged Code = "label_unlogged"       // the site shows a label of which no event tells
	ModelsDiffer Code = "models_differ"        // the models shown are not those committed to
	FeedDiffers  Code = "change_differs"       // the list of changes tells an event otherwise than the tree
	OtherDay     Code = "day"                  // the site tells the status of a day that is not today
	LeafNew      Code = "event_unknown"        // an event says something that this program does not know
	Unreachable  Code = "unreachable"          // the site did not answer, or not so that it can be read
)

// Codes are all there are.
var Codes = []Code{Malformed, Unsigned, KeyUntold, KeyOld, Shrunk, Fork, Rewritten, BadTiles, Stalled, Unwitnessed, LeafDiffers, LeafMissing, LeafUnread, Impossible,
	Backdated, DatedBefore, Ahead, SiteDiffers, SiteMissing, SiteUnlogged, ModelsDiffer, FeedDiffers, OtherDay, LeafNew, Unreachable}

// Outcome returns what findings of this sort mean.
func (c Code) Outcome() Outcome {
	if c == Unreachable || c == LeafNew {
		return Unknown
	}
	return Failed
}

// A Finding is one thing that is not as it should be. Which fields are set
// follows from the code.
type Finding struct {
	At    time.Time          `json:"at"`
	Code  Code               `json:"code"`
	Event int64              `json:"event,omitempty"` // its number
	Label scheme.LabelNumber `json:"label,omitempty"`
	Field string             `json:"field,omitempty"` // as the API names it, or an address
	Log   string             `json:"log,omitempty"`   // what follows from the log, or was seen earlier
	Site  string             `json:"site,omitempty"`  // what the site says now
}

// A Report is what one round has come to.
type Report struct {
	At       time.Time `json:"at"`
	Followed bool      `json:"followed"` // the log was read to its end, and all of it holds
	Size     int64     `json:"size"`     // events read and proved so far, in all rounds
	New      int64     `json:"new"`      // of them in this round
	Labels   int       `json:"labels"`   // of which they tell
	Compared int       `json:"compared"` // with what the site says
	Withheld int       `json:"withheld"` // of those: models not compared, since the office withholds the text
	Failed   int       `json:"failed"`   // findings
	Unknown  int       `json:"unknown"`
}

func (r *Report) count(f Finding) {
	if f.Code.Outcome() == Failed {
		r.Failed++
	} else {
		r.Unknown++
	}
}
