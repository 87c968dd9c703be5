package statement_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/publog"
	"shirushi/internal/scheme"
	"shirushi/internal/statement"
)

func TestVerify_provesWhatIsTrue(t *testing.T) {
	t.Parallel()
	a := open(t)
	for _, c := range []struct {
		day, known scheme.Date
		status     scheme.Status
		last       int64
	}{
		{"", "", scheme.Revoked, 7},
		{"2026-05-10", "", scheme.Revoked, 7},
		{"2026-05-10", "2026-05-10", scheme.Revoked, 7},
		{"2026-05-09", "", scheme.Active, 7},
		{"2026-05-09", "2026-05-09", scheme.Active, 5}, // recorded on the 9th of Greenwich, the 10th of Japan
		{"2026-04-01", "2026-04-01", scheme.Active, 4},
	} {
		o := a.trusting()
		o.Number, o.Day = number, c.day
		r := statement.Verify(a.bytes(a.file(statement.Question{Day: c.day, Known: c.known})), o)
		if r.Result() != statement.Proved || r.Statement.Status != c.status || r.Statement.Last != c.last {
			t.Errorf("%+v: %s, %+v: %+v", c, r.Result(), r.Findings, r.Statement)
		}
		if d := cmp.Diff([]string{"KL-1", "KL-2"}, r.Models); d != "" {
			t.Error(d)
		}
	}
	r := statement.Verify(a.bytes(a.file(statement.Question{})), a.trusting())
	if d := cmp.Diff(map[string]string{"name_ja": "電球", "name_en": "Light <bulb>", "holder_ja": "架空照明"}, r.Names); d != "" {
		t.Error(d)
	}
	if r.Origin != "labels.example/log" || len(r.Events) != 3 || r.Of(statement.Witnessed).Reason != statement.NoWitness {
		t.Errorf("%s, %d events, %+v", r.Origin, len(r.Events), r.Findings)
	}
	var codes []statement.Code
	for _, f := range r.Findings {
		codes = append(codes, f.Code)
	}
	if d := cmp.Diff([]statement.Code{statement.WellFormed, statement.CheckpointSound, statement.SignatureSound, statement.EventsLogged, statement.StatusFollows, statement.TextsCommitted, statement.Witnessed}, codes); d != "" {
		t.Error(d)
	}
}

// tamper sets one value in the JSON of a file.
func tamper(t *testing.T, b []byte, path string, value any) []byte {
	t.Helper()
	var tree any
	if err := json.Unmarshal(b, &tree); err != nil {
		t.Fatal(err)
	}
	at := tree
	parts := strings.Split(path, ".")
	for _, part := range parts[:len(parts)-1] {
		at = child(at, part)
	}
	switch parent := at.(type) {
	case map[string]any:
		parent[parts[len(parts)-1]] = value
	case []any:
		var i int
		fmt.Sscan(parts[len(parts)-1], &i)
		parent[i] = value
	}
	var f statement.File // in the order of its fields
	again, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(again, &f); err != nil {
		return again
	}
	if again, err = json.Marshal(f); err != nil {
		t.Fatal(err)
	}
	return again
}

func child(at any, part string) any {
	switch at := at.(type) {
	case map[string]any:
		return at[part]
	case []any:
		var i int
		fmt.Sscan(part, &i)
		return at[i]
	}
	return nil
}

// walk names every value in a tree of JSON.
func walk(at any, path string, each func(path string, value any)) {
	switch at := at.(type) {
	case map[string]any:
		for name, one := range at {
			walk(one, strings.TrimPrefix(path+"."+name, "."), each)
		}
	case []any:
		for i, one := range at {
			walk(one, fmt.Sprintf("%s.%d", path, i), each)
		}
	default:
		each(path, at)
	}
}

// found says what went wrong first.
func found(r statement.Report) string {
	for _, f := range r.Findings {
		if f.Result == statement.Failed {
			return string(f.Code) + " " + string(f.Reason)
		}
	}
	return string(r.Result())
}

// Every value of a file is changed in turn; each change is found, by the
// finding that is named here.
func TestVerify_findsEveryValueThatWasChanged(t *testing.T) {
	t.Parallel()
	a := open(t)
	good := a.bytes(a.file(statement.Question{}))
	table := map[string]string{
		"v": "file malformed", "statement": "file malformed", "signature": "signature bad_signature", "checkpoint": "checkpoint bad_signature",
		"events.#.n": "events not_in_log", "events.#.leaf": "events malformed", "events.#.proof.#": "events not_in_log",
		"key.n": "signature no_key_event", "key.leaf": "signature no_key_event", "key.proof.#": "signature no_key_event", // the event that tells of the key
		"events.#.openings.*.salt": "models bad_opening", "events.#.openings.*.text": "models bad_opening",
	}
	var tree any
	if err := json.Unmarshal(good, &tree); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	walk(tree, "", func(path string, value any) {
		pattern := regexp.MustCompile(`\.\d+`).ReplaceAllString(path, ".#")
		if strings.HasPrefix(path, "events.1.") {
			pattern = "key." + strings.TrimPrefix(pattern, "events.#.")
		}
		pattern = regexp.MustCompile(`openings\.\w+`).ReplaceAllString(pattern, "openings.*")
		seen[pattern] = true
		var other any
		switch value := value.(type) {
		case string:
			other = value[:len(value)-2] + "A" + value[len(value)-1:]
			if strings.Contains(pattern, "openings") {
				other = value + "A"
			}
			if other == value {
				other = value[:len(value)-2] + "E" + value[len(value)-1:]
			}
		case float64:
			other = value + 100
		}
		r := statement.Verify(tamper(t, good, path, other), a.trusting())
		if got := found(r); got != table[pattern] {
			t.Errorf("%s = %v: %s, want %s", path, other, got, table[pattern])
		}
	})
	for pattern := range table {
		if !seen[pattern] {
			t.Errorf("no file has %s", pattern)
		}
	}
}

// Whoever has the key of statements can state what does not follow.
func TestVerify_findsWhatIsStatedAndDoesNotFollow(t *testing.T) {
	t.Parallel()
	a := open(t)
	base := a.file(statement.Question{})
	_, s, err := statement.Parse(a.bytes(base))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*statement.Statement)
		want   string
	}{
		"number":      {func(s *statement.Statement) { s.Number = "2026000000000025" }, "events stray"},
		"day":         {func(s *statement.Statement) { s.Day = "2026-05-01" }, "status differs"},
		"known":       {func(s *statement.Statement) { s.Known = "2026-05-05" }, "events too_late"},
		"known later": {func(s *statement.Statement) { s.Known = "2026-06-02" }, "status differs"},
		"day later":   {func(s *statement.Statement) { s.Day = "2026-06-02" }, "status differs"},
		"zone":        {func(s *statement.Statement) { s.Zone = "-12:00" }, "status differs"},
		"status":      {func(s *statement.Statement) { s.Status = scheme.Active }, "status differs"},
		"valid_from":  {func(s *statement.Statement) { s.ValidFrom = "2026-04-02" }, "status differs"},
		"valid_until": {func(s *statement.Statement) { s.ValidUntil = "2029-04-02" }, "status differs"},
		"level":       {func(s *statement.Statement) { s.Level = "3" }, "status differs"},
		"edition":     {func(s *statement.Statement) { s.Edition = "x" }, "status differs"},
		"models":      {func(s *statement.Statement) { s.Models = statement.HashModels("KL-3") }, "models other_models"},
		"no models":   {func(s *statement.Statement) { s.Models = "" }, "models other_models"},
		"as_of":       {func(s *statement.Statement) { s.AsOf = "2026-04-01T00:00:00Z" }, "events too_late"},
		"size":        {func(s *statement.Statement) { s.Size++ }, "checkpoint other_size"},
		"last":        {func(s *statement.Statement) { s.Last-- }, "status differs"},
	} {
		now := s
		c.change(&now)
		f := base
		signed, err := note.Sign(&note.Note{Text: now.Line() + "\n"}, a.statements)
		if err != nil {
			t.Fatal(err)
		}
		f.Statement, f.Signature = now.Line(), string(signed)
		if got := found(statement.Verify(a.bytes(f), a.trusting())); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestVerify_findsWhatWasLeftOutOrPutIn(t *testing.T) {
	t.Parallel()
	a := open(t)
	base := a.file(statement.Question{})
	stranger := a.add(scheme.Event{Kind: scheme.LabelWithdrawn, Label: "2026000000000025", Day: "2026-04-01", Recorded: now}, nil)
	c := a.checkpoint()
	proof, err := tlog.ProveRecord(c.Size, stranger.Seq-1, a)
	if err != nil {
		t.Fatal(err)
	}
	resign := func(key publog.Key) func(*statement.File) {
		return func(f *statement.File) {
			signed, err := note.Sign(&note.Note{Text: f.Statement + "\n"}, key)
			if err != nil {
				t.Fatal(err)
			}
			f.Signature = string(signed)
		}
	}
	for name, c := range map[string]struct {
		change func(*statement.File)
		want   string
	}{
		"no events":                 {func(f *statement.File) { f.Events = nil }, "signature no_key_event"},
		"no event of the key":       {func(f *statement.File) { f.Events = slices.Delete(slices.Clone(f.Events), 1, 2) }, "signature no_key_event"},
		"no event of the log's key": {func(f *statement.File) { f.Events = f.Events[1:] }, "proved"}, // the reader has the key
		"first event of the label":  {func(f *statement.File) { f.Events = slices.Delete(slices.Clone(f.Events), 2, 3) }, "status contradiction"},
		"last event of the label":   {func(f *statement.File) { f.Events = f.Events[:4] }, "status differs"},
		"an event twice":            {func(f *statement.File) { f.Events = append(slices.Clone(f.Events), f.Events[4]) }, "events order"},
		"an event out of order":     {func(f *statement.File) { f.Events = slices.Clone(f.Events); slices.Reverse(f.Events[2:]) }, "events order"},
		"an event of another label": {func(f *statement.File) {
			f.Events = append(slices.Clone(f.Events), statement.Event{N: stranger.Seq, Leaf: string(stranger.Leaf()), Proof: proof})
		}, "events not_in_log"},
		"a proof too long": {func(f *statement.File) {
			f.Events = slices.Clone(f.Events)
			f.Events[3].Proof = append(f.Events[3].Proof, f.Events[3].Proof[0])
		}, "events not_in_log"},
		"no signature":              {func(f *statement.File) { f.Signature = "" }, "signature malformed"},
		"signed by the log's key":   {resign(a.log), "signature no_key_event"},
		"signed by a key of nobody": {resign(key(t, "labels.example/statements")), "signature no_key_event"},
		"the signature of another":  {func(f *statement.File) { f.Signature = a.file(statement.Question{Day: "2026-05-01"}).Signature }, "signature other_text"},
		"a later checkpoint":        {func(f *statement.File) { f.Checkpoint = a.file(statement.Question{}).Checkpoint }, "checkpoint other_size"},
		"no checkpoint":             {func(f *statement.File) { f.Checkpoint = "" }, "checkpoint malformed"},
		"a text for an event of a key": {func(f *statement.File) {
			f.Events = slices.Clone(f.Events)
			f.Events[0].Openings = map[string]statement.Opening{"role": {}}
		}, "models bad_opening"},
		"cosigned is another": {func(f *statement.File) { f.Cosigned = a.file(statement.Question{}).Checkpoint }, "witnessed other_checkpoint"},
	} {
		f := a.clone(base)
		c.change(&f)
		if got := found(statement.Verify(a.bytes(f), a.trusting())); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func (a *archive) clone(f statement.File) statement.File {
	g, _, err := statement.Parse(a.bytes(f))
	if err != nil {
		a.t.Fatal(err)
	}
	return g
}

// Texts that were erased are no wrong, and no proof.
func TestVerify_modelsThatWereErasedAreNotProved(t *testing.T) {
	t.Parallel()
	a := open(t)
	for i := range a.recorded {
		a.recorded[i].Openings = nil
	}
	r := statement.Verify(a.bytes(a.file(statement.Question{})), a.trusting())
	if f := r.Of(statement.TextsCommitted); f.Result != statement.NotProved || f.Reason != statement.Withheld || r.Result() != statement.NotProved || r.Statement.Models != "" {
		t.Errorf("%+v", r.Findings)
	}
}

func TestVerify_withoutAKeyOfTheLogNothingIsProvedForSure(t *testing.T) {
	t.Parallel()
	a := open(t)
	f := a.file(statement.Question{})
	r := statement.Verify(a.bytes(f), statement.Options{})
	if c := r.Of(statement.CheckpointSound); c.Result != statement.NotProved || c.Reason != statement.KeyUnknown || !slices.Equal(c.About, []string{a.log.Verifier}) || r.Result() != statement.NotProved {
		t.Errorf("%+v", r.Findings)
	}
	other, err := note.NewVerifier(a.other.Verifier)
	if err != nil {
		t.Fatal(err)
	}
	r = statement.Verify(a.bytes(f), statement.Options{Logs: []note.Verifier{other}})
	if got := found(r); got != "checkpoint key_other" {
		t.Errorf("a key of another office: %s", got)
	}
	a.checkpointSigners = []note.Signer{a.other, a.log} // while keys change
	if r := statement.Verify(a.bytes(a.file(statement.Question{})), statement.Options{Logs: []note.Verifier{other}}); r.Result() != statement.Proved {
		t.Errorf("signed with both: %+v", r.Findings)
	}
}

func TestVerify_comparesWithWhatTheReaderMeansAndHasSeen(t *testing.T) {
	t.Parallel()
	a := open(t)
	before := a.checkpoint()
	a.add(scheme.Event{Kind: scheme.LabelWithdrawn, Label: "2026000000000025", Day: "2026-04-01", Recorded: now}, nil)
	after := a.checkpoint()
	proof, err := tlog.ProveTree(after.Size, before.Size, a)
	if err != nil {
		t.Fatal(err)
	}
	file := a.bytes(a.file(statement.Question{}))
	forked := before
	forked.Root[0]++
	elsewhere := before
	elsewhere.Origin = "other.example/log"
	for name, c := range map[string]struct {
		change func(*statement.Options)
		want   string
	}{
		"another label":        {func(o *statement.Options) { o.Number = "2026000000000025" }, "asked other_label"},
		"another day":          {func(o *statement.Options) { o.Day = "2026-05-31" }, "asked other_day"},
		"what was seen before": {func(o *statement.Options) { o.Saved, o.Consistency = &before, proof }, "proved"},
		"the same":             {func(o *statement.Options) { o.Saved = &after }, "proved"},
		"nothing yet": {func(o *statement.Options) {
			o.Saved = &publog.Checkpoint{Origin: before.Origin, Head: publog.Head{Root: publog.NoLeaves}}
		}, "proved"},
		"without a proof":    {func(o *statement.Options) { o.Saved = &before }, "not_proved"},
		"a fork":             {func(o *statement.Options) { o.Saved, o.Consistency = &forked, proof }, "consistent rewritten"},
		"a fork of one size": {func(o *statement.Options) { f := after; f.Root[0]++; o.Saved = &f }, "consistent rewritten"},
		"a wrong proof":      {func(o *statement.Options) { o.Saved, o.Consistency = &before, append(slices.Clone(proof), proof[0]) }, "consistent rewritten"},
		"the log of another": {func(o *statement.Options) { o.Saved, o.Consistency = &elsewhere, proof }, "consistent other_log"},
	} {
		o := a.trusting()
		c.change(&o)
		if got := found(statement.Verify(file, o)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	o := a.trusting() // the file is older than what was seen
	a.size, a.hashes = before.Size, a.hashes[:tlog.StoredHashCount(before.Size)]
	o.Saved, o.Consistency = &after, proof
	if got := found(statement.Verify(a.bytes(a.file(statement.Question{})), o)); got != "proved" {
		t.Errorf("an older file: %s", got)
	}
}

func TestVerify_whateverIsGivenItDoesNotFall(t *testing.T) {
	t.Parallel()
	a := open(t)
	good := a.bytes(a.file(statement.Question{}))
	for name, b := range map[string][]byte{
		"nothing": nil, "a text": []byte("x"), "null": []byte("null"), "a list": []byte("[]"), "an object": []byte("{}"), "a number": []byte("1"),
		"a field twice": []byte(strings.Replace(string(good), `{"v":1,`, `{"v":1,"v":1,`, 1)), "a field more": []byte(strings.Replace(string(good), `{"v":1,`, `{"v":1,"x":1,`, 1)),
		"an upper-case field": []byte(strings.Replace(string(good), `"events"`, `"Events"`, 1)), "two files": append(slices.Clone(good), good...),
		"too much": append(slices.Clone(good), make([]byte, statement.MostBytes)...), "cut": good[:len(good)/2],
	} {
		if got := found(statement.Verify(b, a.trusting())); got != "file malformed" {
			t.Errorf("%s: %s", name, got)
		}
	}
	var spaced map[string]any
	if err := json.Unmarshal(good, &spaced); err != nil {
		t.Fatal(err)
	}
	pretty := []byte(strings.ReplaceAll(string(good), `,"signature":`, ",\n  \"signature\": "))
	if r := statement.Verify(pretty, a.trusting()); r.Result() != statement.Proved {
		t.Errorf("white space: %+v", r.Findings)
	}
	if len(slices.Collect(maps.Keys(spaced))) != 5 {
		t.Errorf("fields: %v", spaced)
	}
}

func FuzzVerify(f *testing.F) {
	a := open(f)
	good, knowing := a.bytes(a.file(statement.Question{})), a.trusting()
	f.Add(good)
	f.Add([]byte(`{"v":1,"statement":"{}","signature":"","events":null,"checkpoint":""}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := statement.Verify(b, knowing)
		if r.Result() == statement.Proved && found(r) != "proved" || len(r.Findings) == 0 {
			t.Errorf("%+v", r.Findings)
		}
	})
}
