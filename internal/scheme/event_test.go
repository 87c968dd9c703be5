package scheme

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestLeaf_versionOneNeverMoves(t *testing.T) {
	t.Parallel()
	e := Event{ID: "EV1", Seq: 7, Kind: LabelIssued, Recorded: time.Date(2026, 4, 1, 18, 0, 0, 0, time.FixedZone("x", 9*3600)), Day: "2026-04-01",
		Label: "2026000000000017", Facts: map[string]string{"valid_from": "2026-04-01", "level": "1"}, Commitments: map[string]string{"holder_ja": "00ff"}}
	const want = `{"v":1,"kind":"label_issued","id":"EV1","recorded":"2026-04-01T09:00:00Z","day":"2026-04-01","label":"2026000000000017","facts":{"level":"1","valid_from":"2026-04-01"},"commitments":{"holder_ja":"00ff"}}`
	if got := string(e.Leaf()); got != want {
		t.Fatalf("\ngot  %s\nwant %s", got, want)
	}
	bare := Event{ID: "E", Kind: CatalogLoaded, Recorded: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), Day: "2026-04-01"}
	if got, want := string(bare.Leaf()), `{"v":1,"kind":"catalog_loaded","id":"E","recorded":"2026-04-01T00:00:00Z","day":"2026-04-01"}`; got != want {
		t.Fatalf("\ngot  %s\nwant %s", got, want)
	}
}

func TestParseLeaf_refusesWhatLeafWouldNotWrite(t *testing.T) {
	t.Parallel()
	good := `{"v":1,"kind":"catalog_loaded","id":"E","recorded":"2026-04-01T00:00:00Z","day":"2026-04-01"}`
	if _, err := ParseLeaf([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"nothing": "", "not JSON": "leaf", "another version": `{"v":2,"kind":"catalog_loaded","id":"E","recorded":"2026-04-01T00:00:00Z","day":"2026-04-01"}`,
		"white space": good + "\n", "other order": `{"kind":"catalog_loaded","v":1,"id":"E","recorded":"2026-04-01T00:00:00Z","day":"2026-04-01"}`,
		"unknown field":   good[:len(good)-1] + `,"more":1}`,
		"field twice":     good[:len(good)-1] + `,"day":"2026-04-01"}`,
		"another zone":    `{"v":1,"kind":"catalog_loaded","id":"E","recorded":"2026-04-01T09:00:00+09:00","day":"2026-04-01"}`,
		"no time":         `{"v":1,"kind":"catalog_loaded","id":"E","recorded":"then","day":"2026-04-01"}`,
		"upper-case keys": `{"V":1,"KIND":"catalog_loaded","ID":"E","RECORDED":"2026-04-01T00:00:00Z","DAY":"2026-04-01"}`,
	} {
		if _, err := ParseLeaf([]byte(bad)); !IsRefusal(err, Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLeaf_isReadBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	facts := rapid.MapOfN(rapid.StringMatching(`[a-z_]{1,12}`), rapid.String(), 1, 5)
	rapid.Check(t, func(t *rapid.T) {
		e := Event{
			ID: EventID(rapid.StringMatching(`[A-Z2-7]{26}`).Draw(t, "id")), Kind: LabelCorrected, Day: "2026-04-01",
			Recorded: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "recorded"), 0).UTC(),
			Label:    LabelNumber(rapid.StringMatching(`[0-9]{16}`).Draw(t, "label")),
			Facts:    facts.Draw(t, "facts"), Commitments: facts.Draw(t, "commitments"),
		}
		back, err := ParseLeaf(e.Leaf())
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(e, back); d != "" {
			t.Fatal(d)
		}
	})
}

func FuzzParseLeaf(f *testing.F) {
	f.Add([]byte(`{"v":1,"kind":"label_issued","id":"E","recorded":"2026-04-01T00:00:00Z","day":"2026-04-01","facts":{"a":"<b>"}}`))
	f.Add([]byte(`{"v":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := ParseLeaf(b)
		if err == nil && string(e.Leaf()) != string(b) {
			t.Fatalf("%q was read but would be written %q", b, e.Leaf())
		}
	})
}

func TestCommit_bindsSaltFieldAndText(t *testing.T) {
	t.Parallel()
	o := Opening{Event: "E", Field: "holder_ja", Salt: "00", Text: "架空電機"}
	// printf '00\nholder_ja\n架空電機' | sha256sum
	const want = "59ce50a2fead9a51e4fe7698f12e8fd79386283c1dc1b959d46a1ddbbf74b997"
	if got := o.Commit(); got != want {
		t.Fatalf("the commitment moved: %s", got)
	}
	for name, other := range map[string]Opening{
		"salt": {Salt: "01", Field: o.Field, Text: o.Text}, "field": {Salt: o.Salt, Field: "holder_en", Text: o.Text}, "text": {Salt: o.Salt, Field: o.Field, Text: o.Text + " "},
	} {
		if other.Commit() == want {
			t.Errorf("another %s opens the same commitment", name)
		}
	}
	if (Opening{Event: "F", Salt: o.Salt, Field: o.Field, Text: o.Text}).Commit() != want {
		t.Error("the event is named by where the commitment stands, not by the commitment")
	}
}
