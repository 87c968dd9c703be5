package readout_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"shirushi/internal/catalog"
	"shirushi/internal/i18n"
	"shirushi/internal/publog"
	"shirushi/internal/readout"
	"shirushi/internal/report"
	jcstar "shirushi/schemes/jc-star"
)

// hostile is what a device may say of itself.
const hostile = `<script>alert(1)</script><img src=x onerror=alert(1)>"'</pre>`

func sample(t *testing.T, lang string) readout.Readout {
	t.Helper()
	v, problems, err := catalog.Take(jcstar.Data)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	e := v.Scheme.Editions[0]
	at := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	k, err := publog.NewKey("maker.example")
	if err != nil {
		t.Fatal(err)
	}
	r := report.Report{
		Tool: report.Tool{Name: "shirushi-check", Version: "test"}, Edition: e.ID, Product: report.Product{Name: "みまもりカメラ 𠮷 " + hostile, Models: []string{"MC-100", "MC-100W"}, Firmware: "1.4.2"},
		Described: "product:\n  name: " + hostile + "\n", Began: at, Ended: at.Add(4 * time.Minute), Units: []report.Unit{{Name: "A", Address: "192.0.2.10"}},
		Done: []report.Measurement{
			{ID: "1", Probe: "ports", Item: "S1.1-13", Unit: "A", Outcome: report.Fail, Force: report.Refutes, Did: report.Say("probe.did.ports_tcp"), Saw: report.Say("probe.saw.ports_stray", "23/tcp telnet"), Began: at, Ended: at, Raw: []string{"raw/0001.log"}},
			{ID: "2", Probe: "access", Item: "S1.1-01", Unit: "A", Target: "80/tcp", Outcome: report.Pass, Force: report.Refutes, Did: report.Say("probe.did.access_one", "80/tcp", "http"), Saw: report.Say("probe.saw.access_shut", hostile), Began: at, Ended: at},
		},
		Files: []report.File{{Name: "raw/0001.log", Kind: report.Raw}},
	}
	var b bytes.Buffer
	if err := report.Write(&b, r, k, k.Verifier, func(string) ([]byte, error) {
		return []byte("    0.001 connected\n    0.002 < " + hostile + "\x1b[2J\n" + strings.Repeat("x", 30000)), nil
	}); err != nil {
		t.Fatal(err)
	}
	s, err := report.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return readout.Readout{P: i18n.For(lang), Sealed: s, Edition: e}
}

func TestHTML_showsAllAndLetsNothingRun(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages {
		b, err := sample(t, lang).HTML(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		keep(t, lang+".html", b)
		doc, err := html.Parse(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			if n.Type == html.ElementNode && (n.Data == "script" || n.Data == "img" || n.Data == "link") {
				t.Errorf("%s: a %s stands in it", lang, n.Data)
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "href" && !strings.HasPrefix(a.Val, "#") {
					t.Errorf("%s: %s=%q", lang, a.Key, a.Val)
				}
			}
		}
		for _, want := range []string{"S1.1-16", "23/tcp telnet", `\x1b[2J`, "SHA-256", "MC-100W"} {
			if !bytes.Contains(b, []byte(want)) {
				t.Errorf("%s: %q is not in it", lang, want)
			}
		}
		if bytes.Contains(b, []byte("\x1b")) || bytes.Contains(b, []byte("probe.")) || bytes.Contains(b, []byte("readout.")) {
			t.Errorf("%s: a sign that steers, or a key in place of words", lang)
		}
	}
}

func TestPDF_isMadeInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages {
		b, err := sample(t, lang).PDF()
		if err != nil || !bytes.HasPrefix(b, []byte("%PDF-")) {
			t.Fatalf("%s: %v", lang, err)
		}
		keep(t, lang+".pdf", b)
	}
}

// keep writes what was made into the folder that the environment names, to be
// looked at.
func keep(t *testing.T, name string, b []byte) {
	t.Helper()
	if dir := os.Getenv("SHIRUSHI_KEEP"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
