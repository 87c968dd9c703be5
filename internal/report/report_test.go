package report_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/publog"
	"shirushi/internal/report"
	"shirushi/internal/scheme"
)

var at = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)

func sample() report.Report {
	return report.Report{
		Tool: report.Tool{Name: "shirushi-check", Version: "test"}, Edition: "JST-CR-01-01-2024-R1",
		Product:   report.Product{Name: "みまもりカメラ", Models: []string{"MC-100"}, Firmware: "1.4.2"},
		Described: "format: 1\n", Began: at, Ended: at.Add(time.Minute), Units: []report.Unit{{Name: "A", Address: "192.0.2.1"}},
		Done: []report.Measurement{{ID: "ports-tcp-A", Probe: "ports", Item: "S1.1-13", Unit: "A", Outcome: report.Pass, Force: report.Refutes,
			Did: report.Say("probe.did.ports_tcp"), Saw: report.Say("probe.saw.ports_same", "2", "0"), Began: at, Ended: at, Raw: []string{"raw/0001.log"}}},
		Files: []report.File{{Name: "raw/0001.log", Kind: report.Raw}},
	}
}

func key(t *testing.T) publog.Key {
	t.Helper()
	k, err := publog.NewKey("maker.example")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func written(t *testing.T, r report.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	k := key(t)
	if err := report.Write(&b, r, k, k.Verifier, func(string) ([]byte, error) { return []byte("open 80/tcp\n"), nil }); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRead_returnsWhatWasWritten(t *testing.T) {
	t.Parallel()
	want := sample()
	got, err := report.Read(written(t, want))
	if err != nil || len(got.Unsound) > 0 || got.SignedBy == "" || string(got.Content["raw/0001.log"]) != "open 80/tcp\n" || len(got.Content) != 1 {
		t.Fatalf("%v %v %v", err, got.Unsound, got.Content)
	}
	want.Format, want.Signer, want.Description, want.Files = got.Format, got.Signer, got.Description, got.Files
	if d := cmp.Diff(want, got.Report); d != "" {
		t.Error(d)
	}
}

// remade writes the ZIP anew, each part as change makes it; nil leaves it out.
func remade(t *testing.T, b []byte, change func(name string, content []byte) []byte, more map[string]string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	put := func(name string, content []byte) {
		e, err := w.Create(name)
		if err == nil {
			_, err = e.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range r.File {
		c, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(c)
		if err != nil {
			t.Fatal(err)
		}
		if content = change(f.Name, content); content != nil {
			put(f.Name, content)
		}
	}
	for name, content := range more {
		put(name, []byte(content))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestRead_saysWhatWasAltered(t *testing.T) {
	t.Parallel()
	b := written(t, sample())
	other := written(t, sample())
	replace := func(name, from, to string) func(string, []byte) []byte {
		return func(n string, c []byte) []byte {
			if n == name {
				return bytes.ReplaceAll(c, []byte(from), []byte(to))
			}
			return c
		}
	}
	for name, one := range map[string]struct {
		change func(string, []byte) []byte
		more   map[string]string
		want   []report.FaultCode
	}{
		"an outcome":        {replace("report.json", `"fail"`, `"pass"`), nil, nil},
		"a product's name":  {replace("report.json", "みまもりカメラ", "まもりみカメラ"), nil, []report.FaultCode{report.BadSignature}},
		"the description":   {replace("report.json", `format: 1`, `format: 2`), nil, []report.FaultCode{report.BadSignature, report.BadSeal}},
		"a record":          {replace("raw/0001.log", "80", "81"), nil, []report.FaultCode{report.FileAltered}},
		"a record left out": {func(n string, c []byte) []byte { return map[bool][]byte{true: nil, false: c}[n == "raw/0001.log"] }, nil, []report.FaultCode{report.FileMissing}},
		"a file put in":     {replace("", "", ""), map[string]string{"raw/0002.log": "x"}, []report.FaultCode{report.FileStray}},
		"another signature": {func(n string, c []byte) []byte {
			return map[bool][]byte{true: []byte("— maker.example AAAA\n"), false: c}[n == "report.sig"]
		}, nil, []report.FaultCode{report.BadSignature}},
		"no signature":       {func(n string, c []byte) []byte { return map[bool][]byte{true: nil, false: c}[n == "report.sig"] }, nil, []report.FaultCode{report.BadSignature}},
		"the key of another": {replace("report.json", signer(t, b), signer(t, other)), nil, []report.FaultCode{report.BadSignature}},
	} {
		s, err := report.Read(remade(t, b, one.change, one.more))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []report.FaultCode
		for _, f := range s.Unsound {
			got = append(got, f.Code)
		}
		if !slices.Equal(got, one.want) {
			t.Errorf("%s: %v, not %v", name, got, one.want)
		}
	}
}

func signer(t *testing.T, b []byte) string {
	t.Helper()
	s, err := report.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	return s.SignedBy
}

func TestRead_refusesWhatIsNoReport(t *testing.T) {
	t.Parallel()
	b := written(t, sample())
	all := func(from, to string) func(string, []byte) []byte {
		return func(_ string, c []byte) []byte { return bytes.ReplaceAll(c, []byte(from), []byte(to)) }
	}
	same := all("\x00\x00", "\x00\x00")
	many := map[string]string{}
	for i := range report.MostFiles + 10 {
		many[fmt.Sprintf("raw/%05d", i)] = ""
	}
	for name, one := range map[string]struct {
		file []byte
		key  string
	}{
		"nothing":                 {nil, "refusal.report.no_report"},
		"a text":                  {[]byte("hello"), "refusal.report.no_report"},
		"an empty ZIP":            {remade(t, b, func(string, []byte) []byte { return nil }, nil), "refusal.report.no_report"},
		"a later form":            {remade(t, b, all(`"format": 1`, `"format": 2`), nil), "refusal.report.no_report"},
		"too many files":          {remade(t, b, same, many), "refusal.report.no_report"},
		"a bomb":                  {remade(t, b, same, map[string]string{"raw/0002.log": strings.Repeat("\x00", report.MostUnpack)}), "refusal.report.too_large"},
		"an unknown outcome":      {remade(t, b, all(`"pass"`, `"passed"`), nil), "refusal.report.content"},
		"a file outside":          {remade(t, b, all(`raw/0001.log`, `../../0001.log`), nil), "refusal.report.content"},
		"signs that steer":        {remade(t, b, all(`MC-100`, `\u001b[2J`), nil), "refusal.report.content"},
		"a record that is nobody": {remade(t, b, all(`"kind": "raw"`, `"kind": "photo"`), nil), "refusal.report.content"},
	} {
		_, err := report.Read(one.file)
		no := scheme.RefusalsOf(err)
		if len(no) == 0 || no[0].Key != one.key {
			t.Errorf("%s: %v, not %s", name, err, one.key)
		}
	}
}

func TestJudge_passesOnlyWhatIsDecided(t *testing.T) {
	t.Parallel()
	for name, one := range map[string]struct {
		done []report.Measurement
		want report.Outcome
	}{
		"nothing":                       {nil, report.NeedsPerson},
		"what only refutes":             {[]report.Measurement{{Outcome: report.Pass, Force: report.Refutes}}, report.NeedsPerson},
		"what decides":                  {[]report.Measurement{{Outcome: report.Pass, Force: report.Decides}}, report.Pass},
		"decided, and one left open":    {[]report.Measurement{{Outcome: report.Pass, Force: report.Decides}, {Outcome: report.Inconclusive, Force: report.Decides}}, report.Inconclusive},
		"decided, and one for a person": {[]report.Measurement{{Outcome: report.Pass, Force: report.Decides}, {Outcome: report.NeedsPerson}}, report.NeedsPerson},
		"one fails":                     {[]report.Measurement{{Outcome: report.Pass, Force: report.Decides}, {Outcome: report.Fail, Force: report.Refutes}, {Outcome: report.Error}}, report.Fail},
		"one was not looked at":         {[]report.Measurement{{Outcome: report.Pass, Force: report.Decides}, {Outcome: report.Error}, {Outcome: report.Inconclusive}}, report.Error},
		"nothing to look at":            {[]report.Measurement{{Outcome: report.NotApplicable}}, report.NotApplicable},
		"decided where there is one":    {[]report.Measurement{{Outcome: report.NotApplicable}, {Outcome: report.Pass, Force: report.Decides}}, report.Pass},
	} {
		if got := report.Judge(one.done); got != one.want {
			t.Errorf("%s: %s, not %s", name, got, one.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	k, err := publog.NewKey("maker.example")
	if err != nil {
		f.Fatal(err)
	}
	var b bytes.Buffer
	if err := report.Write(&b, sample(), k, k.Verifier, func(string) ([]byte, error) { return []byte("x"), nil }); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := report.Read(b)
		if err == nil && s.Format != report.Format {
			t.Error("no report was read")
		}
	})
}
