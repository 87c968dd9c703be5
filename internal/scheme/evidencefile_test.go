package scheme_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"shirushi/internal/scheme"
)

func TestHarmlessName_leadsNowhere(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"報告書.pdf":                         "報告書.pdf",
		"../../etc/passwd":                "passwd",
		`C:\Users\sato\証跡.xlsx`:           "証跡.xlsx",
		"/etc/shadow":                     "shadow",
		"..":                              "file",
		".":                               "file",
		"":                                "file",
		"   ":                             "file",
		".htaccess":                       "htaccess",
		"a\x00b\r\nSet-Cookie: x.pdf":     "abSet-Cookie_ x.pdf",
		"invoice\u202efdp.exe":            "invoicefdp.exe",
		`"; filename="evil.html`:          `_; filename=_evil.html`,
		"<script>.svg":                    "_script_.svg",
		"con:stream":                      "con_stream",
		"が.txt":                           "が.txt",
		"\xff\xfe.bin":                    "bin",
		strings.Repeat("あ", 200) + ".pdf": strings.Repeat("あ", 58) + ".pdf",
	} {
		if got := scheme.HarmlessName(given); got != want {
			t.Errorf("%q became %q, want %q", given, got, want)
		}
	}
}

func TestHarmlessName_alwaysIsAName(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		given := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) + rapid.String().Draw(t, "text")
		got := scheme.HarmlessName(given)
		if got == "" || len(got) > 180 || !utf8.ValidString(got) || strings.ContainsAny(got, "/\\\x00\r\n\"") || strings.HasPrefix(got, ".") {
			t.Fatalf("%q became %q", given, got)
		}
		if again := scheme.HarmlessName(got); again != got {
			t.Fatalf("%q became %q and then %q", given, got, again)
		}
	})
}

func TestAnnounce_refusesWithFieldAndRemedy(t *testing.T) {
	t.Parallel()
	good := scheme.EvidenceFile{Name: "a.pdf", Size: 1 << 20, SHA256: strings.Repeat("0a", 32)}
	if err := good.Announce(1 << 20); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		alter func(*scheme.EvidenceFile)
		want  string
	}{
		"empty":         {func(f *scheme.EvidenceFile) { f.Size = 0 }, "invalid: file: refusal.handover.empty"},
		"negative":      {func(f *scheme.EvidenceFile) { f.Size = -1 }, "invalid: file: refusal.handover.empty"},
		"a byte more":   {func(f *scheme.EvidenceFile) { f.Size++ }, "invalid: file: refusal.handover.too_large"},
		"no hash":       {func(f *scheme.EvidenceFile) { f.SHA256 = "" }, "invalid: sha256: refusal.handover.sha256"},
		"capital hash":  {func(f *scheme.EvidenceFile) { f.SHA256 = strings.Repeat("0A", 32) }, "invalid: sha256: refusal.handover.sha256"},
		"title of 201":  {func(f *scheme.EvidenceFile) { f.Title = strings.Repeat("字", 201) }, "invalid: title: refusal.text.too_long"},
		"hash too long": {func(f *scheme.EvidenceFile) { f.SHA256 += "00" }, "invalid: sha256: refusal.handover.sha256"},
	} {
		f := good
		tt.alter(&f)
		if err := f.Announce(1 << 20); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
	}
}

func TestMatch_comparesWithWhatIsListed(t *testing.T) {
	t.Parallel()
	one, two := strings.Repeat("01", 32), strings.Repeat("02", 32)
	list := scheme.Checklist{
		{Criterion: "S1.1-01", Evidence: []scheme.Evidence{{Title: "report", SHA256: one}, {Title: "photo"}, {Title: "log"}, {Title: "log", SHA256: two}}},
		{Criterion: "S1.1-02", Evidence: []scheme.Evidence{{Title: "report", SHA256: two}}},
	}
	for _, tt := range []struct {
		criterion scheme.CriterionID
		title     string
		sha       string
		want      scheme.Match
	}{
		{"S1.1-01", "report", one, scheme.MatchSame},
		{"S1.1-01", "report", two, scheme.MatchOther},
		{"S1.1-02", "report", two, scheme.MatchSame},
		{"S1.1-01", "photo", one, scheme.MatchNoHash},
		{"S1.1-01", "log", two, scheme.MatchSame},
		{"S1.1-01", "log", one, scheme.MatchOther},
		{"S1.1-03", "report", one, scheme.MatchUnlisted},
		{"", "report", two, scheme.MatchSame},
		{"", "contract", two, scheme.MatchUnlisted},
	} {
		f := scheme.EvidenceFile{Criterion: tt.criterion, Title: tt.title, SHA256: tt.sha}
		if got := f.Match(list); got != tt.want {
			t.Errorf("%s %s %s…: %s, want %s", tt.criterion, tt.title, tt.sha[:2], got, tt.want)
		}
	}
}

func TestTakesFiles_inEveryStateAsSaid(t *testing.T) {
	t.Parallel()
	for _, state := range scheme.ApplicationStates {
		a := scheme.Application{State: state}
		files := state != scheme.Refused && state != scheme.Rejected && state != scheme.GivenUp
		demand := files && state != scheme.Draft && state != scheme.Issued
		if got := a.TakesFiles() == nil; got != files {
			t.Errorf("%s takes files: %v", state, got)
		}
		if got := a.CanBeDemanded() == nil; got != demand {
			t.Errorf("%s can be demanded: %v", state, got)
		}
	}
}

func TestDemand_dueDayLiesAhead(t *testing.T) {
	t.Parallel()
	for due, want := range map[scheme.Date]bool{"2026-04-01": false, "2026-03-31": false, "2026-04-02": true, "2027-04-02": true, "2027-04-03": false, "": false, "soon": false} {
		err := scheme.Demand{Due: due}.Check("2026-04-01", 366)
		if (err == nil) != want {
			t.Errorf("%s: %v", due, err)
		}
		if err != nil && scheme.RefusalsOf(err)[0].Field != "due" {
			t.Errorf("%s: %v names no field", due, err)
		}
	}
	if err := (scheme.Demand{Due: "2150-01-01"}).Check("2026-04-01", 0); err != nil {
		t.Errorf("without a bound: %v", err)
	}
	if err := (scheme.Demand{Due: "2026-04-01"}).Check("2026-04-01", 0); err == nil {
		t.Error("today is no day to come")
	}
}

func TestCanBeOpened_onlyOnAnOpenDemandOfThisApplication(t *testing.T) {
	t.Parallel()
	closed := scheme.Demand{ID: "1", Application: "A", Closed: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)}
	other := scheme.Demand{ID: "2", Application: "B"}
	open := scheme.Demand{ID: "3", Application: "A", Due: "2020-01-01"} // past its day and still open
	f := scheme.EvidenceFile{Application: "A", State: scheme.FileSealed}
	if d, err := f.CanBeOpened([]scheme.Demand{closed, other, open}); err != nil || d.ID != "3" {
		t.Fatal(d, err)
	}
	if _, err := f.CanBeOpened([]scheme.Demand{closed, other}); !scheme.IsRefusal(err, scheme.Denied) {
		t.Fatal(err)
	}
	f.State = scheme.FileChecking
	if _, err := f.CanBeOpened([]scheme.Demand{open}); !scheme.IsRefusal(err, scheme.Conflict) {
		t.Fatal(err)
	}
}
