package statement

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/publog"
	"shirushi/internal/scheme"
)

// Options are what the reader of a file knows besides it.
type Options struct {
	Logs      []note.Verifier    // of the log's keys that are trusted
	Witnesses []note.Verifier    // that are trusted, for cosignature/v1
	Number    scheme.LabelNumber // "" when any will do
	Day       scheme.Date        // "" when any will do

	// Saved is a checkpoint of the log that was seen before, nil when there is
	// none, and Consistency what proves that the smaller of the two trees is the
	// beginning of the larger.
	Saved       *publog.Checkpoint
	Consistency tlog.TreeProof
}

// mostLogged bounds the tree that is believed in, far above any register.
const mostLogged = 1 << 48

// Verify looks at everything that a file says of itself. It asks nobody, and
// what it finds is in the report alone, also of a file that is none.
func Verify(file []byte, o Options) Report {
	v := verification{o: o}
	f, s, err := Parse(file)
	if err != nil {
		v.find(WellFormed, Failed, Malformed)
		return v.r
	}
	v.r.File, v.r.Statement = f, s
	v.find(WellFormed, Proved, "")
	v.asked()
	v.checkpoint()
	logged := v.events()
	v.signature()
	v.r.Findings = append(v.r.Findings, logged)
	v.status()
	v.texts()
	v.goesOn()
	v.witnessed()
	return v.r
}

type verification struct {
	o    Options
	r    Report
	head publog.Head
	keys []string // verifiers of the role statements, of which events in the tree tell
	told scheme.Told
}

func (v *verification) find(code Code, result Result, reason Reason, about ...string) {
	v.r.Findings = append(v.r.Findings, Finding{code, result, reason, about})
}

func (v *verification) asked() {
	s := v.r.Statement
	switch {
	case v.o.Number == "" && v.o.Day == "":
	case v.o.Number != "" && v.o.Number != s.Number:
		v.find(Asked, Failed, OtherLabel, string(s.Number))
	case v.o.Day != "" && v.o.Day != s.Day:
		v.find(Asked, Failed, OtherDay, string(s.Day))
	default:
		v.find(Asked, Proved, "")
	}
}

// checkpoint looks at the log's signature. Where no key is trusted it looks
// whether the key fits that the file itself names, which proves nothing yet.
func (v *verification) checkpoint() {
	signed := v.r.File.Checkpoint
	text, _, _ := strings.Cut(signed, "\n\n")
	c, err := publog.ParseCheckpoint(text + "\n")
	if err != nil || c.Size > mostLogged {
		v.find(CheckpointSound, Failed, Malformed)
		return
	}
	v.head, v.r.Origin = c.Head, c.Origin
	named := v.r.File.Keys(publog.Checkpoints)
	logs := v.o.Logs
	if len(logs) == 0 {
		logs = verifiersOf(named)
	}
	reason, _ := opened(signed, text+"\n", logs)
	ours := slices.ContainsFunc(logs, func(l note.Verifier) bool { return l.Name() == c.Origin })
	switch {
	case reason == NoKeyEvent && len(v.o.Logs) > 0, reason == "" && !ours:
		v.find(CheckpointSound, Failed, KeyOther, named...)
	case reason != "":
		v.find(CheckpointSound, Failed, reason)
	case c.Size != v.r.Statement.Size:
		v.find(CheckpointSound, Failed, OtherSize)
	case len(v.o.Logs) == 0:
		v.find(CheckpointSound, NotProved, KeyUnknown, named...)
	default:
		v.find(CheckpointSound, Proved, "")
	}
}

// opened looks whether a note with this text is signed by one of the
// verifiers: "" when it is, NoKeyEvent when it is signed by others only.
func opened(signed, text string, by []note.Verifier) (Reason, *note.Note) {
	n, err := note.Open([]byte(signed), note.VerifierList(by...))
	var others *note.UnverifiedNoteError
	var wrong *note.InvalidSignatureError
	switch {
	case errors.As(err, &others):
		return NoKeyEvent, nil
	case errors.As(err, &wrong):
		return BadSignature, nil
	case err != nil:
		return Malformed, nil
	case n.Text != text:
		return OtherText, nil
	}
	return "", n
}

// verifiersOf reads verifiers, each once. What is none is left out.
func verifiersOf(texts []string) (all []note.Verifier) {
	for _, text := range slices.Compact(slices.Sorted(slices.Values(texts))) {
		v, err := note.NewVerifier(text)
		if err != nil {
			continue
		}
		if !slices.ContainsFunc(all, func(a note.Verifier) bool { return a.Name() == v.Name() && a.KeyHash() == v.KeyHash() }) {
			all = append(all, v)
		}
	}
	return all
}

// events looks whether all events stand in the tree, and sorts them out.
func (v *verification) events() Finding {
	wrong := Finding{Code: EventsLogged, Result: Proved}
	fail := func(n int64, reason Reason) {
		if wrong.Result == Proved {
			wrong = Finding{EventsLogged, Failed, reason, []string{strconv.FormatInt(n, 10)}}
		}
	}
	before := int64(0)
	for _, one := range v.r.File.Events {
		e, err := scheme.ParseLeaf([]byte(one.Leaf))
		switch {
		case err != nil:
			fail(one.N, Malformed)
			continue
		case one.N <= before:
			fail(one.N, Order)
			continue
		case tlog.CheckRecord(one.Proof, v.head.Size, v.head.Root, one.N-1, tlog.RecordHash([]byte(one.Leaf))) != nil:
			fail(one.N, NotInLog)
			continue
		}
		before, e.Seq = one.N, one.N
		if reason := v.sort(e); reason != "" {
			fail(e.Seq, reason)
		}
	}
	return wrong
}

// sort puts an event that stands in the tree to where it belongs.
func (v *verification) sort(e scheme.Event) Reason {
	s := v.r.Statement
	switch {
	case e.Kind == scheme.KeyAdded && e.Label == "":
		if e.Facts["role"] == string(publog.Statements) {
			v.keys = append(v.keys, e.Facts["verifier"])
		}
		return ""
	case e.Label != s.Number:
		return Stray
	}
	v.r.Events = append(v.r.Events, e)
	here, err := parseZone(s.Zone)
	if err != nil || scheme.DateOf(e.Recorded.In(here)) > s.Known || e.Recorded.After(s.Instant()) {
		return TooLate
	}
	return ""
}

func (v *verification) signature() {
	reason, _ := opened(v.r.File.Signature, v.r.File.Statement+"\n", verifiersOf(v.keys))
	if reason != "" {
		v.find(SignatureSound, Failed, reason)
		return
	}
	v.find(SignatureSound, Proved, "")
}

// status looks whether what is stated follows from the events.
func (v *verification) status() {
	s := v.r.Statement
	told, err := scheme.Replay(v.r.Events)
	if err != nil {
		no := scheme.RefusalsOf(err)[0]
		about := []string{"", no.Key}
		if len(no.Args) > 0 {
			if n, ok := no.Args[0].(int64); ok {
				about[0] = strconv.FormatInt(n, 10)
			}
		}
		if no.Key == scheme.UnknownEvent {
			v.find(StatusFollows, NotProved, Beyond, about...)
		} else {
			v.find(StatusFollows, Failed, Contradiction, about...)
		}
		return
	}
	v.told = told
	for _, d := range v.differences() {
		if d[1] != d[2] {
			v.find(StatusFollows, Failed, Differs, d[0], d[1], d[2])
			return
		}
	}
	switch here, err := parseZone(s.Zone); {
	case s.Day > s.Known:
		v.find(StatusFollows, Failed, Differs, "known", string(s.Known), string(s.Day))
	case err != nil || s.Known > scheme.DateOf(s.Instant().In(here)):
		v.find(StatusFollows, Failed, Differs, "as_of", s.AsOf, string(s.Known))
	default:
		v.find(StatusFollows, Proved, "")
	}
}

// differences are field, what is stated, what follows.
func (v *verification) differences() [][3]string {
	s, t := v.r.Statement, v.told
	return [][3]string{
		{"status", string(s.Status), string(t.StatusOn(s.Day))},
		{"valid_from", string(s.ValidFrom), string(t.ValidFrom)},
		{"valid_until", string(s.ValidUntil), string(t.ValidUntil)},
		{"level", string(s.Level), string(t.Level)},
		{"edition", string(s.Edition), string(t.Edition)},
		{"last", strconv.FormatInt(s.Last, 10), strconv.FormatInt(t.Last, 10)},
	}
}

// texts looks whether every text in the file is what its event commits to, and
// whether the models are those stated.
func (v *verification) texts() {
	leaves := map[int64]scheme.Event{}
	for _, e := range v.r.Events {
		leaves[e.Seq] = e
	}
	open := map[int64]map[string]string{}
	for _, one := range v.r.File.Events {
		open[one.N] = map[string]string{}
		for _, field := range slices.Sorted(maps.Keys(one.Openings)) {
			o := one.Openings[field]
			if (scheme.Opening{Field: field, Salt: o.Salt, Text: o.Text}).Commit() != leaves[one.N].Commitments[field] {
				v.find(TextsCommitted, Failed, BadOpening, strconv.FormatInt(one.N, 10), field)
				return
			}
			open[one.N][field] = o.Text
		}
	}
	v.r.Names = names(v.r.Events, open)
	models, told := open[v.told.ModelsAt]["models"]
	switch stated := v.r.Statement.Models; {
	case told && HashModels(models) != stated, v.told.Models == "" && stated != "":
		v.find(TextsCommitted, Failed, OtherModels)
	case told:
		v.r.Models = strings.Split(models, "\n")
		v.find(TextsCommitted, Proved, "")
	case v.told.Models == "":
		v.find(TextsCommitted, Proved, "")
	default:
		v.find(TextsCommitted, NotProved, Withheld)
	}
}

// names returns what holder and product are called, as far as the texts of the
// events tell.
func names(events []scheme.Event, open map[int64]map[string]string) map[string]string {
	now := map[string]string{}
	fields := []string{"holder_ja", "holder_en", "name_ja", "name_en"}
	for _, e := range events {
		for _, field := range fields {
			from := namedBy(e, field)
			if from == "" {
				continue
			}
			delete(now, field)
			if text, told := open[e.Seq][from]; told {
				now[field] = text
			}
		}
	}
	return now
}

// namedBy returns the text of an event that says a name anew; "" when it does
// not speak of that name.
func namedBy(e scheme.Event, field string) string {
	parts := e.Facts["parts"]
	switch e.Kind {
	case scheme.LabelIssued, scheme.LabelImported, scheme.LabelReissued:
		return field
	case scheme.LabelTransferred:
		if strings.HasPrefix(field, "holder_") {
			return field
		}
	case scheme.LabelUpdated:
		if parts == "" || parts == "product" && slices.Contains(strings.Fields(e.Facts["fields"]), field) {
			return field
		}
	case scheme.LabelCorrected:
		if e.Facts["field"] == field {
			return "to"
		}
	}
	return ""
}

// goesOn looks whether the log goes on from what was saved, or what was saved
// from it.
func (v *verification) goesOn() {
	saved := v.o.Saved
	if saved == nil {
		return
	}
	small, large := saved.Head, v.head
	if small.Size > large.Size {
		small, large = large, small
	}
	switch {
	case saved.Origin != v.r.Origin:
		v.find(GoesOn, Failed, OtherLog)
	case small.Size == large.Size && small.Root != large.Root:
		v.find(GoesOn, Failed, Rewritten)
	case small.Size == large.Size:
		v.find(GoesOn, Proved, "")
	case small.Size > 0 && len(v.o.Consistency) == 0:
		v.find(GoesOn, NotProved, NoProof)
	case small.Size > 0 && tlog.CheckTree(v.o.Consistency, large.Size, large.Root, small.Size, small.Root) != nil:
		v.find(GoesOn, Failed, Rewritten)
	default:
		v.find(GoesOn, Proved, "")
	}
}

// witnessed looks who else has seen the tree, and when.
func (v *verification) witnessed() {
	text, _, _ := strings.Cut(v.r.File.Checkpoint, "\n\n")
	reason, n := Reason(NoKeyEvent), (*note.Note)(nil)
	if v.r.File.Cosigned != "" {
		if reason, n = opened(v.r.File.Cosigned, text+"\n", v.o.Witnesses); reason == OtherText {
			reason = OtherCheckpoint
		}
		if seen, _, _ := strings.Cut(v.r.File.Cosigned, "\n\n"); seen != text {
			reason = OtherCheckpoint
		}
	}
	switch reason {
	case "":
		for _, sig := range n.Sigs {
			if at, ok := cosignedAt(sig); ok {
				v.r.Seen = append(v.r.Seen, Sighting{sig.Name, at})
			}
		}
		v.find(Witnessed, Proved, "")
	case NoKeyEvent:
		v.find(Witnessed, NotProved, NoWitness)
	default:
		v.find(Witnessed, Failed, reason)
	}
}

// cosignedAt reads the time in a cosignature: eight bytes behind the number of
// the key.
func cosignedAt(sig note.Signature) (time.Time, bool) {
	b, err := base64.StdEncoding.DecodeString(sig.Base64)
	if err != nil || len(b) < 12 {
		return time.Time{}, false
	}
	return time.Unix(int64(binary.BigEndian.Uint64(b[4:])), 0).UTC(), true
}
