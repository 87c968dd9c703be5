package statement_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/publog"
	"shirushi/internal/scheme"
	"shirushi/internal/statement"
	"shirushi/internal/statement/statementtest"
)

var update = flag.Bool("update", false, "write testdata/vectors anew, with new keys")

// vectorsFile holds status files, sound and forged, with what must be found in
// them. The page's own functions are held to the same (internal/browsertest).
var vectorsFile = filepath.Join("testdata", "vectors", "files.json")

// A vector is one file and what its reader brings along.
type vector struct {
	Name    string          `json:"name"`
	File    string          `json:"file"`
	Options vectorOptions   `json:"options"`
	Result  string          `json:"result"`
	Find    []vectorFinding `json:"findings"`
	Later   string          `json:"recorded_later,omitempty"` // day of the label's first record, when it is later than the day stated
}

type vectorOptions struct {
	Logs        []string    `json:"logs,omitempty"`
	Witnesses   []string    `json:"witnesses,omitempty"`
	Number      string      `json:"number,omitempty"`
	Day         string      `json:"day,omitempty"`
	Saved       string      `json:"saved,omitempty"` // a signed checkpoint
	Consistency []tlog.Hash `json:"consistency,omitempty"`
}

type vectorFinding struct {
	Code   string   `json:"code"`
	Result string   `json:"result"`
	Reason string   `json:"reason"`
	About  []string `json:"about"`
}

// TestVectors_areFoundAsWritten verifies every file of the vectors.
func TestVectors_areFoundAsWritten(t *testing.T) {
	t.Parallel()
	if *update {
		writeVectors(t)
	}
	b, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	var all []vector
	if err := json.Unmarshal(b, &all); err != nil || len(all) < 30 {
		t.Fatalf("%d vectors, %v", len(all), err)
	}
	for _, v := range all {
		find, result, later := v.verify(t)
		if result != v.Result || later != v.Later || !slices.EqualFunc(find, v.Find, func(a, b vectorFinding) bool {
			return a.Code == b.Code && a.Result == b.Result && a.Reason == b.Reason && slices.Equal(a.About, b.About)
		}) {
			t.Errorf("%s: found %s %v, recorded later: %q; want %s %v, %q", v.Name, result, find, later, v.Result, v.Find, v.Later)
		}
	}
}

func (v vector) verify(t *testing.T) (find []vectorFinding, result, later string) {
	t.Helper()
	o := statement.Options{Number: scheme.LabelNumber(v.Options.Number), Day: scheme.Date(v.Options.Day), Consistency: v.Options.Consistency}
	for _, text := range v.Options.Logs {
		o.Logs = append(o.Logs, statementtest.Must(note.NewVerifier(text)))
	}
	for _, text := range v.Options.Witnesses {
		o.Witnesses = append(o.Witnesses, statementtest.Must(publog.ParseWitness(text)))
	}
	if v.Options.Saved != "" {
		text, _, _ := strings.Cut(v.Options.Saved, "\n\n")
		c := statementtest.Must(publog.ParseCheckpoint(text + "\n"))
		o.Saved = &c
	}
	r := statement.Verify([]byte(v.File), o)
	for _, f := range r.Findings {
		find = append(find, vectorFinding{string(f.Code), string(f.Result), string(f.Reason), append([]string{}, f.About...)})
	}
	return find, string(r.Result()), string(r.RecordedLater())
}

func writeVectors(t *testing.T) {
	t.Helper()
	var all []vector
	f := statementtest.New()
	size := int64(len(f.Events))
	put := func(name string, file statement.File, o vectorOptions) {
		putBytes(t, &all, name, string(statementtest.Must(file.Bytes())), o)
	}
	sound := func() statement.File { return f.File("2026-06-02", "2026-06-02", size, nil) }
	trust := vectorOptions{Logs: []string{f.Log.Verifier}}
	with := func(change func(*vectorOptions)) vectorOptions {
		o := trust
		change(&o)
		return o
	}
	changed := func(change func(*statement.File)) statement.File {
		file := sound()
		file.Events = slices.Clone(file.Events)
		change(&file)
		return file
	}
	put("sound, revoked", sound(), trust)
	put("sound, active by what was known then", f.File("2026-05-31", "2026-05-31", size, nil), trust)
	put("sound, on an earlier tree", f.File("2026-05-31", "2026-05-31", 5, nil), trust)
	put("sound, of the number and day that are meant", sound(), with(func(o *vectorOptions) { o.Number, o.Day = string(statementtest.Label), "2026-06-02" }))
	put("of another number than is meant", sound(), with(func(o *vectorOptions) { o.Number = string(statementtest.Other) }))
	put("of another day than is meant", sound(), with(func(o *vectorOptions) { o.Day = "2026-06-03" }))
	put("no key is trusted", sound(), vectorOptions{})
	put("another key is trusted", sound(), vectorOptions{Logs: []string{statementtest.New().Log.Verifier}})
	put("models withheld", changed(func(file *statement.File) {
		for i := range file.Events {
			file.Events[i].Openings = nil
		}
	}), trust)
	spaced := &bytes.Buffer{}
	_ = json.Indent(spaced, statementtest.Must(sound().Bytes()), "", "\t")
	putBytes(t, &all, "white space between the parts", spaced.String(), trust)
	putForged(t, &all, f, sound, changed, trust)
	putSaved(t, &all, f, sound(), with)
	putLater(t, &all)
	putTakenOver(t, &all)
	b := statementtest.Must(json.MarshalIndent(all, "", " "))
	if err := os.MkdirAll(filepath.Dir(vectorsFile), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(vectorsFile, append(b, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

// putTakenOver adds statements of days before and after a label was first
// recorded.
func putTakenOver(t *testing.T, all *[]vector) {
	t.Helper()
	f := statementtest.TakenOver()
	for _, day := range []scheme.Date{"2025-06-01", "2026-04-09", "2026-04-10"} {
		file := f.File(day, "2026-04-12", int64(len(f.Events)), nil)
		putBytes(t, all, "first recorded on 10 April 2026, of "+string(day), string(statementtest.Must(file.Bytes())), vectorOptions{Logs: []string{f.Log.Verifier}})
	}
}

// putBytes adds a vector with what is found in it now.
func putBytes(t *testing.T, all *[]vector, name, file string, o vectorOptions) {
	t.Helper()
	v := vector{Name: name, File: file, Options: o}
	v.Find, v.Result, v.Later = v.verify(t)
	*all = append(*all, v)
}

// putForged adds files in which one thing is not as it should be.
func putForged(t *testing.T, all *[]vector, f *statementtest.Forge, sound func() statement.File, changed func(func(*statement.File)) statement.File, trust vectorOptions) {
	t.Helper()
	size := int64(len(f.Events))
	put := func(name string, file statement.File) {
		putBytes(t, all, name, string(statementtest.Must(file.Bytes())), trust)
	}
	for name, change := range map[string]func(*statement.Statement){
		"stated: active":           func(s *statement.Statement) { s.Status = scheme.Active },
		"stated: other number":     func(s *statement.Statement) { s.Number = statementtest.Other },
		"stated: longer validity":  func(s *statement.Statement) { s.ValidUntil = "2030-04-09" },
		"stated: later begin":      func(s *statement.Statement) { s.ValidFrom = "2026-04-11" },
		"stated: higher level":     func(s *statement.Statement) { s.Level = "4" },
		"stated: other edition":    func(s *statement.Statement) { s.Edition = "R2" },
		"stated: other models":     func(s *statement.Statement) { s.Models = statement.HashModels("X") },
		"stated: no models":        func(s *statement.Statement) { s.Models = "" },
		"stated: fewer events":     func(s *statement.Statement) { s.Last = 6 },
		"stated: other size":       func(s *statement.Statement) { s.Size = size - 1 },
		"stated: made before":      func(s *statement.Statement) { s.AsOf = "2026-05-31T00:00:00Z" },
		"stated: known before day": func(s *statement.Statement) { s.Day, s.Known = "2026-06-03", "2026-06-02" },
		"stated: known earlier":    func(s *statement.Statement) { s.Day, s.Known = "2026-05-30", "2026-05-31" },
		"stated: other zone":       func(s *statement.Statement) { s.Zone = "+14:00" },
	} {
		file := sound()
		s := statementtest.Must(statement.ParseLine(file.Statement))
		change(&s)
		file.Statement = s.Line()
		put(name+", not signed so", file)
		file.Signature = string(statementtest.Must(note.Sign(&note.Note{Text: file.Statement + "\n"}, f.Words)))
		put(name+", signed by the office itself", file)
	}
	for name, change := range map[string]func(*statement.File){
		"an event is left out":        func(file *statement.File) { file.Events = file.Events[:len(file.Events)-1] },
		"the key's event is left out": func(file *statement.File) { file.Events = slices.Delete(file.Events, 1, 2) },
		"two events change places":    func(file *statement.File) { file.Events[3], file.Events[4] = file.Events[4], file.Events[3] },
		"an event says otherwise": func(file *statement.File) {
			file.Events[2].Leaf = strings.Replace(file.Events[2].Leaf, "2028-04-09", "2029-04-09", 1)
		},
		"an event is no leaf":         func(file *statement.File) { file.Events[2].Leaf += " " },
		"an event has another number": func(file *statement.File) { file.Events[2].N = 5 },
		"an event has number zero":    func(file *statement.File) { file.Events[0].N = 0 },
		"a proof is cut short":        func(file *statement.File) { file.Events[2].Proof = file.Events[2].Proof[1:] },
		"a text is another": func(file *statement.File) {
			file.Events[2].Openings = map[string]statement.Opening{"name_ja": {Salt: "", Text: "別の製品"}}
		},
		"a text is committed to nowhere": func(file *statement.File) {
			file.Events[5].Openings = map[string]statement.Opening{"x": {Salt: "00", Text: "x"}}
		},
		"the checkpoint is of another": func(file *statement.File) { file.Checkpoint = f.Checkpoint(size - 1) },
		"the checkpoint is none":       func(file *statement.File) { file.Checkpoint = "x" },
		"the signature is none":        func(file *statement.File) { file.Signature = "" },
		"the signature is another's": func(file *statement.File) {
			file.Signature = strings.Replace(file.Signature, "— labels", "— labels2", 1)
		},
		"the log signed the statement": func(file *statement.File) {
			file.Signature = string(statementtest.Must(note.Sign(&note.Note{Text: file.Statement + "\n"}, f.Log)))
		},
		"statements signed the log":       func(file *statement.File) { file.Checkpoint = string(statementtest.Must(f.Head(size).Sign(f.Words))) },
		"another version":                 func(file *statement.File) { file.V = 2 },
		"an event of another label":       func(file *statement.File) { file.Events = slices.Insert(file.Events, 3, f.Event(5)) },
		"an event that is about no label": func(file *statement.File) { file.Events = slices.Insert(file.Events, 2, f.Event(3)) },
	} {
		put(name, changed(change))
	}
	for name, source := range map[string]string{"nothing": "", "null": "null", "an empty object": "{}", "a list": "[]", "a key twice": `{"v":1,` + string(statementtest.Must(sound().Bytes()))[1:]} {
		putBytes(t, all, "file: "+name, source, trust)
	}
	lying := statementtest.New()
	lying.Log, lying.Words = f.Log, f.Words
	lying.Add(scheme.LabelIssued, statementtest.Label, "2026-07-01", f.Events[3].Facts, nil)
	put("the log says that a label was issued twice", lying.Any())
}

// putSaved adds what is found with a checkpoint of before, and with witnesses.
func putSaved(t *testing.T, all *[]vector, f *statementtest.Forge, file statement.File, with func(func(*vectorOptions)) vectorOptions) {
	t.Helper()
	size := int64(len(f.Events))
	put := func(name string, file statement.File, o vectorOptions) {
		putBytes(t, all, name, string(statementtest.Must(file.Bytes())), o)
	}
	for _, old := range []int64{1, 2, 7, 128, 255, 256, 257, size - 1, size} {
		o := with(func(o *vectorOptions) {
			o.Saved, o.Consistency = f.Checkpoint(old), statementtest.Must(tlog.ProveTree(size, old, f))
		})
		put("goes on from what was saved", file, o)
		if old == 7 || old == 256 {
			o.Consistency = slices.Clone(o.Consistency)
			o.Consistency[0][3] ^= 1
			put("the proof of going on is wrong", file, o)
			o.Consistency = nil
			put("no proof of going on", file, o)
		}
	}
	other := statementtest.New()
	put("does not go on from what was saved", file, with(func(o *vectorOptions) {
		o.Saved, o.Consistency = string(statementtest.Must(other.Head(7).Sign(f.Log))), statementtest.Must(tlog.ProveTree(size, 7, f))
	}))
	put("another tree of the same size was saved", file, with(func(o *vectorOptions) { o.Saved = other.Checkpoint(size) }))
	early := f.File("2026-05-31", "2026-05-31", 7, nil)
	put("what was saved is newer, and goes on", early, with(func(o *vectorOptions) {
		o.Saved, o.Consistency = f.Checkpoint(size), statementtest.Must(tlog.ProveTree(size, 7, f))
	}))
	elsewhere := other.Head(7)
	elsewhere.Origin = "other.example/log"
	put("what was saved is of another log", file, with(func(o *vectorOptions) { o.Saved = string(statementtest.Must(elsewhere.Sign(other.Log))) }))
	putWitnessed(t, all, f, file, with)
}

func putWitnessed(t *testing.T, all *[]vector, f *statementtest.Forge, file statement.File, with func(func(*vectorOptions)) vectorOptions) {
	t.Helper()
	put := func(name string, file statement.File, o vectorOptions) {
		putBytes(t, all, name, string(statementtest.Must(file.Bytes())), o)
	}
	one, two := statementtest.Must(publog.NewCosigner("w1.example/one")), statementtest.Must(publog.NewCosigner("w2.example/two"))
	text := f.Head(int64(len(f.Events))).Text()
	at := time.Date(2026, 6, 2, 1, 2, 3, 0, time.UTC)
	file.Cosigned = file.Checkpoint + one.Cosign(text, at).Line + two.Cosign(text, at.Add(time.Hour)).Line
	put("seen by two witnesses", file, with(func(o *vectorOptions) { o.Witnesses = []string{one.Verifier, two.Verifier} }))
	put("seen by one witness that is trusted", file, with(func(o *vectorOptions) { o.Witnesses = []string{two.Verifier} }))
	put("seen by witnesses that are not trusted", file, with(func(*vectorOptions) {}))
	file.Cosigned = file.Checkpoint + one.Cosign(f.Head(7).Text(), at).Line
	put("a cosignature of another checkpoint", file, with(func(o *vectorOptions) { o.Witnesses = []string{one.Verifier} }))
	file.Cosigned = f.Checkpoint(7) + one.Cosign(f.Head(7).Text(), at).Line
	put("witnesses saw another checkpoint", file, with(func(o *vectorOptions) { o.Witnesses = []string{one.Verifier} }))
}
