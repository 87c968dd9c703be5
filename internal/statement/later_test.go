package statement_test

import (
	"testing"

	"shirushi/internal/scheme"
	"shirushi/internal/statement"
	"shirushi/internal/statement/statementtest"
)

// A later is what befell a label after its issue, and the statuses that must
// be stated: of a day, by what was recorded up to another.
type later struct {
	name   string
	befell func(*statementtest.Forge)
	stated []stated
}

type stated struct {
	day, known scheme.Date
	status     scheme.Status
	until      scheme.Date
}

func applied(f *statementtest.Forge, day scheme.Date) {
	f.Add(scheme.ExtensionApplied, statementtest.Label, day, nil, nil)
}

func ended(f *statementtest.Forge, day scheme.Date, outcome string) {
	f.Add(scheme.ExtensionEnded, statementtest.Label, day, map[string]string{"outcome": outcome}, nil)
}

func extended(f *statementtest.Forge, day, until scheme.Date) {
	f.Add(scheme.LabelExtended, statementtest.Label, day, map[string]string{"valid_until": string(until), "edition": "R2", "evaluator": "self", "completed": string(day), "catalog": "02"},
		map[string]string{"models": "RT-100\nRT-200"})
}

func revoked(f *statementtest.Forge, day scheme.Date) {
	f.Add(scheme.LabelRevoked, statementtest.Label, day, map[string]string{"ground": "false_statement"}, nil)
}

const (
	end   = scheme.Date("2026-05-31") // of the validity that the label was issued with
	after = scheme.Date("2026-06-30")
)

var laters = []later{
	{"extended in time", func(f *statementtest.Forge) { applied(f, "2026-05-20"); extended(f, "2026-06-10", "2027-05-31") }, []stated{
		{"2026-05-31", "2026-05-31", scheme.Active, end}, {"2026-06-01", "2026-06-01", scheme.InExtension, end}, {"2026-06-09", "2026-06-09", scheme.InExtension, end},
		{"2026-06-01", after, scheme.InExtension, "2027-05-31"}, {"2026-06-10", "2026-06-10", scheme.Active, "2027-05-31"}, {after, after, scheme.Active, "2027-05-31"}}},
	{"extended before the end", func(f *statementtest.Forge) { applied(f, "2026-05-10"); extended(f, "2026-05-20", "2027-05-31") }, []stated{
		{"2026-05-19", "2026-05-19", scheme.Active, end}, {after, after, scheme.Active, "2027-05-31"}}},
	{"extended late", func(f *statementtest.Forge) { applied(f, "2026-06-05"); extended(f, "2026-06-10", "2027-05-31") }, []stated{
		{"2026-06-09", "2026-06-09", scheme.Expired, end}, {"2026-06-09", after, scheme.Expired, "2027-05-31"}, {"2026-06-10", after, scheme.Active, "2027-05-31"}}},
	{"refused, then applied for again and extended", func(f *statementtest.Forge) {
		applied(f, "2026-05-20")
		ended(f, "2026-06-04", "refused")
		applied(f, "2026-06-08")
		extended(f, "2026-06-12", "2027-05-31")
	}, []stated{{"2026-06-03", "2026-06-03", scheme.InExtension, end}, {"2026-06-04", "2026-06-04", scheme.Expired, end}, {"2026-06-03", after, scheme.InExtension, "2027-05-31"},
		{"2026-06-04", after, scheme.Expired, "2027-05-31"}, {"2026-06-11", after, scheme.Expired, "2027-05-31"}, {"2026-06-12", after, scheme.Active, "2027-05-31"}}},
	{"revoked, and that annulled", func(f *statementtest.Forge) {
		revoked(f, "2026-05-05")
		f.Add(scheme.RevocationAnnulled, statementtest.Label, "2026-05-20", map[string]string{"revoked": "2026-05-05", "basis": "court"}, nil)
	}, []stated{{"2026-05-10", "2026-05-10", scheme.Revoked, end}, {"2026-05-10", "2026-05-19", scheme.Revoked, end}, {"2026-05-10", after, scheme.Active, end},
		{"2026-05-20", "2026-05-20", scheme.Active, end}, {"2026-06-01", after, scheme.Expired, end}}},
	{"maintained", func(f *statementtest.Forge) {
		f.Add(scheme.LabelMaintained, statementtest.Label, "2026-05-05", map[string]string{"edition": "R2", "evaluator": "other", "completed": "2026-05-01", "catalog": "02"}, nil)
	}, []stated{{"2026-05-04", "2026-05-04", scheme.Active, end}, {"2026-05-05", after, scheme.Active, end}}},
	{"transferred, with texts taken back", func(f *statementtest.Forge) {
		f.Add(scheme.LabelTransferred, statementtest.Label, "2026-05-05", nil, map[string]string{"holder_ja": "承継株式会社", "holder_en": "Successor Inc."})
		f.Add(scheme.LabelReissued, statementtest.Label, "2026-05-06", nil, map[string]string{"holder_ja": "承継株式会社", "name_ja": "ルーター改"})
		f.Add(scheme.LabelUpdated, statementtest.Label, "2026-05-07", map[string]string{"parts": "product", "fields": "firmware name_en"}, map[string]string{"firmware": "2", "name_en": "Router 2"})
		f.Add(scheme.TextErased, statementtest.Label, "2026-05-08", map[string]string{"event": "3", "fields": "holder_en holder_ja", "ground": "personal_data"}, nil)
	}, []stated{{"2026-05-05", "2026-05-05", scheme.Active, end}, {"2026-05-10", after, scheme.Active, end}}},
	{"warned of, withdrawn with an extension pending", func(f *statementtest.Forge) {
		f.Add(scheme.WarningPublished, statementtest.Label, "2026-05-05", map[string]string{"warning": "w"}, map[string]string{"text_ja": "注意"})
		applied(f, "2026-05-20")
		f.Add(scheme.LabelWithdrawn, statementtest.Label, "2026-06-03", map[string]string{"ground": "no_longer_sold"}, nil)
		ended(f, "2026-06-03", "withdrawn")
		f.Add(scheme.WarningEnded, statementtest.Label, "2026-06-04", map[string]string{"warning": "w"}, nil)
	}, []stated{{"2026-06-02", after, scheme.InExtension, end}, {"2026-06-03", after, scheme.Withdrawn, end}}},
	{"revoked and announced", func(f *statementtest.Forge) {
		revoked(f, "2026-05-05")
		f.Add(scheme.AnnouncementMade, statementtest.Label, "2026-05-05", nil, map[string]string{"text_ja": "公表"})
	}, []stated{{after, after, scheme.Revoked, end}}},
}

// Of each later life the office states what was told then, by what was
// recorded then, and what holds by what is recorded now.
func TestMake_statesALaterLife(t *testing.T) {
	t.Parallel()
	for _, l := range laters {
		f := statementtest.Later(l.befell)
		for _, want := range l.stated {
			s := statementtest.Must(statement.ParseLine(f.File(want.day, want.known, int64(len(f.Events)), nil).Statement))
			if s.Status != want.status || s.ValidUntil != want.until {
				t.Errorf("%s: on %s, as recorded on %s, %s until %s, want %+v", l.name, want.day, want.known, s.Status, s.ValidUntil, want)
			}
		}
	}
}

// What holder and product are called follows a transfer, a reissue, and parts told anew.
func TestVerify_namesAreThoseAfterATransfer(t *testing.T) {
	t.Parallel()
	for _, l := range laters {
		if l.name != "transferred, with texts taken back" {
			continue
		}
		f := statementtest.Later(l.befell)
		for known, want := range map[scheme.Date][4]string{
			"2026-05-05": {"承継株式会社", "Successor Inc.", "ルーター", "Router"}, "2026-05-06": {"承継株式会社", "", "ルーター改", ""}, after: {"承継株式会社", "", "ルーター改", "Router 2"},
		} {
			r := statement.Verify(statementtest.Must(f.File("2026-05-05", known, int64(len(f.Events)), nil).Bytes()), statement.Options{})
			if got := [4]string{r.Names["holder_ja"], r.Names["holder_en"], r.Names["name_ja"], r.Names["name_en"]}; got != want {
				t.Errorf("as recorded on %s: %q, want %q", known, got, want)
			}
		}
	}
}

// A reader is told that a day was told to be revoked, and only then.
func TestAnnulledSince_isSaidOfDaysOfAnAnnulledRevocationAlone(t *testing.T) {
	t.Parallel()
	for _, l := range laters {
		f := statementtest.Later(l.befell)
		for _, one := range l.stated {
			r := statement.Verify(statementtest.Must(f.File(one.day, one.known, int64(len(f.Events)), nil).Bytes()), statement.Options{})
			want := l.name == "revoked, and that annulled" && one.day == "2026-05-10" && one.known == after
			if got := r.AnnulledSince(); got != want {
				t.Errorf("%s: %s as recorded on %s: %t", l.name, one.day, one.known, got)
			}
		}
	}
}

// putLater adds the files of later lives, and some that state what does not follow.
func putLater(t *testing.T, all *[]vector) {
	t.Helper()
	for _, l := range laters {
		f := statementtest.Later(l.befell)
		trust, size := vectorOptions{Logs: []string{f.Log.Verifier}}, int64(len(f.Events))
		for _, one := range l.stated {
			name := l.name + ": " + string(one.day) + " as recorded on " + string(one.known)
			putBytes(t, all, name, string(statementtest.Must(f.File(one.day, one.known, size, nil).Bytes())), trust)
		}
		lie := f.File(l.stated[0].day, after, size, func(s *statement.Statement) {
			if s.Status = scheme.Active; l.stated[0].status == scheme.Active {
				s.Status = scheme.Expired
			}
		})
		putBytes(t, all, l.name+": another status is stated", string(statementtest.Must(lie.Bytes())), trust)
	}
}
