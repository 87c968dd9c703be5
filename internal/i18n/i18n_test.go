package i18n_test

import (
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

func TestT_saysArgumentsInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	ja, en := i18n.For("ja"), i18n.For("en")
	text := scheme.Text{Ja: "制度", En: "Scheme"}
	for _, c := range []struct {
		p    *i18n.Printer
		arg  any
		want string
	}{
		{ja, text, "制度"}, {en, text, "Scheme"},
		{ja, scheme.Date("2026-04-01"), "2026年4月1日"}, {en, scheme.Date("2026-04-01"), "1 April 2026"},
		{ja, 1234567, "1,234,567"}, {en, -1234, "-1,234"}, {ja, 100, "100"},
		{ja, time.Minute, "1分"}, {en, time.Minute, "1 minute"}, {en, 90 * time.Second, "90 seconds"}, {ja, time.Hour, "1時間"}, {en, 2 * time.Hour, "2 hours"}, {en, time.Duration(0), "0 seconds"},
		{ja, []string{"a", "b"}, "a、b"}, {en, []string{"a", "b"}, "a, b"},
		{ja, scheme.Code("site.sample"), "見本"}, {en, scheme.Code("site.sample"), "SAMPLE"},
		{ja, time.Date(2026, 3, 31, 15, 5, 0, 0, time.UTC), "2026年3月31日 15:05（UTC）"},
		{en, time.Date(2026, 3, 31, 15, 5, 0, 0, time.UTC), "31 March 2026, 15:05 (UTC)"},
		{ja, scheme.LevelID("1"), "1"}, {ja, "そのまま", "そのまま"},
	} {
		// the message is its mark and a few words; what is wanted stands within it
		before, after := c.p.T("error.reference", ""), c.p.T("error.reference", c.arg)
		if want := before + c.want; after != want {
			t.Errorf("%s %v: got %q, want %q", c.p.Lang, c.arg, after, want)
		}
	}
}

func TestT_malformedDateIsQuotedAsWritten(t *testing.T) {
	t.Parallel()
	p := i18n.For("ja")
	for _, d := range []scheme.Date{"2026-02-30", "x", ""} {
		if got := p.Date(d); got != string(d) {
			t.Errorf("Date(%q) = %q", d, got)
		}
	}
}

func TestT_marksInArgumentsAreNotReadAgain(t *testing.T) {
	t.Parallel()
	if got := i18n.For("en").T("error.reference", "{0}{1}"); got != "Reference number: {0}{1}" {
		t.Errorf("got %q", got)
	}
}

func TestT_unknownKeyIsSaidAsItself(t *testing.T) {
	t.Parallel()
	if got := i18n.For("ja").T("no.such.key", 1); got != "no.such.key" {
		t.Errorf("got %q", got)
	}
}

func TestFor_unknownLanguageIsTheFirst(t *testing.T) {
	t.Parallel()
	if got := i18n.For("fr").Lang; got != "ja" {
		t.Errorf("got %q", got)
	}
	if i18n.For("ja").Other() != "en" || i18n.For("en").Other() != "ja" {
		t.Error("each language is the other's other")
	}
}

func TestIn_timeNamesItsZone(t *testing.T) {
	t.Parallel()
	p := i18n.For("en").In("Testland time", -3*time.Hour)
	if got, want := p.Time(time.Date(2026, 1, 1, 1, 0, 0, 0, time.UTC)), "31 December 2025, 22:00 (Testland time)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := p.Time(time.Time{}); got != "" {
		t.Errorf("the zero time is said as %q", got)
	}
}

func TestRefusal_isSaidWithItsArguments(t *testing.T) {
	t.Parallel()
	r := scheme.Refuse(scheme.Invalid, "refusal.search.long").With(200)
	if got, want := i18n.For("en").Refusal(r), "Enter at most 200 characters to search for."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCountry_isSaidInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ lang, code, want string }{
		{"ja", "JP", "日本"}, {"en", "JP", "Japan"}, {"ja", "SE", "スウェーデン"}, {"en", "", ""}, {"en", "<b>", "<b>"}, {"en", "1", "1"},
	} {
		if got := i18n.For(c.lang).Country(c.code); got != c.want {
			t.Errorf("Country(%q) in %s = %q, want %q", c.code, c.lang, got, c.want)
		}
	}
}
