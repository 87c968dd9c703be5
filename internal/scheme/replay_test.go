package scheme

import (
	"maps"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func issued(seq int64) Event {
	return Event{Seq: seq, Kind: LabelIssued, Label: "2026000000000017", Day: "2026-04-01", Commitments: map[string]string{"models": "aa", "name_ja": "bb"},
		Facts: map[string]string{"level": "1", "edition": "JST-CR-01-01-2024R1", "evaluator": "applicant", "completed": "2026-03-20",
			"valid_from": "2026-04-01", "valid_until": "2028-03-31", "first_issued": "2026-04-01", "listed": "2026-04-01"}}
}

// with is an event about the label of issued, whose facts stand in pairs.
func with(seq int64, kind EventKind, day Date, facts ...string) Event {
	e := Event{Seq: seq, Kind: kind, Label: "2026000000000017", Day: day, Facts: map[string]string{}}
	for i := 0; i < len(facts); i += 2 {
		e.Facts[facts[i]] = facts[i+1]
	}
	return e
}

// changed is issued as another kind of event, with other facts.
func changed(seq int64, kind EventKind, facts ...string) Event {
	e := issued(seq)
	e.Kind = kind
	for i := 0; i < len(facts); i += 2 {
		e.Facts[facts[i]] = facts[i+1]
	}
	return e
}

func TestReplay_followsWhatHappened(t *testing.T) {
	t.Parallel()
	whole := Told{Number: "2026000000000017", Level: "1", Edition: "JST-CR-01-01-2024R1", Evaluator: "applicant", FirstIssued: "2026-04-01",
		Standing: Standing{ValidFrom: "2026-04-01", ValidUntil: "2028-03-31"}, Models: "aa", ModelsAt: 3, Last: 3}
	but := func(change func(*Told)) Told { now := whole; change(&now); return now }
	more := changed(9, LabelUpdated, "parts", "models")
	more.Commitments = map[string]string{"models": "cc"}
	for name, c := range map[string]struct {
		events []Event
		want   Told
	}{
		"issued":    {[]Event{issued(3)}, whole},
		"withdrawn": {[]Event{issued(3), with(7, LabelWithdrawn, "2026-05-01", "ground", "x")}, but(func(w *Told) { w.Withdrawn, w.Last = "2026-05-01", 7 })},
		"revoked":   {[]Event{issued(3), with(7, LabelRevoked, "2026-05-01", "ground", "x")}, but(func(w *Told) { w.Revoked, w.Last = "2026-05-01", 7 })},
		"corrected, with news and a successor": {[]Event{issued(3), with(5, LabelCorrected, "2026-05-01", "field", "name_ja"), with(6, LabelNews, "2026-05-02", "kind", "update"),
			with(7, LabelUpdated, "2026-05-03", "parts", "successor", "successor", "1")}, but(func(w *Told) { w.Last = 7 })},
		"more models": {[]Event{changed(3, LabelImported), more}, but(func(w *Told) { w.Models, w.ModelsAt, w.Last = "cc", 9, 9 })},
		"imported after its end": {[]Event{changed(3, LabelImported, "withdrawn", "2026-04-09", "extension_applied", "2026-04-08", "extension_refused", "2026-04-08")},
			but(func(w *Told) {
				w.Withdrawn, w.ExtensionApplied, w.ExtensionRefused = "2026-04-09", "2026-04-08", "2026-04-08"
			})},
		"taken over anew, which says all": {[]Event{changed(3, LabelImported, "withdrawn", "2026-04-09"), changed(4, LabelUpdated, "valid_until", "2027-01-31")},
			but(func(w *Told) { w.ValidUntil, w.ModelsAt, w.Last = "2027-01-31", 4, 4 })},
		"withdrawn in extension": {[]Event{changed(3, LabelImported, "extension_applied", "2028-03-01"), with(4, LabelWithdrawn, "2028-05-01")},
			but(func(w *Told) { w.ExtensionApplied, w.Withdrawn, w.Last = "2028-03-01", "2028-05-01", 4 })},
	} {
		got, err := Replay(c.events)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestReplay_refusesWhatCannotHaveHappenedAndNamesTheEvent(t *testing.T) {
	t.Parallel()
	other := with(7, LabelRevoked, "2026-05-01")
	other.Label = "2026000000000025"
	off := issued(3)
	off.Day = "2026-04-02"
	for name, c := range map[string]struct {
		events []Event
		key    string
		seq    int64
	}{
		"withdrawn before issue":             {[]Event{with(2, LabelWithdrawn, "2026-05-01"), issued(3)}, "refusal.replay.before_issue", 2},
		"no event of a label":                {[]Event{{Seq: 2, Kind: CatalogLoaded, Day: "2026-04-01"}}, "refusal.replay.other_label", 2},
		"another label":                      {[]Event{issued(3), other}, "refusal.replay.other_label", 7},
		"issued twice":                       {[]Event{issued(3), issued(4)}, "refusal.replay.twice", 4},
		"imported after issue":               {[]Event{issued(3), changed(4, LabelImported)}, "refusal.replay.twice", 4},
		"numbers that do not rise":           {[]Event{issued(3), with(3, LabelNews, "2026-05-01")}, "refusal.replay.order", 3},
		"no number":                          {[]Event{issued(0)}, "refusal.replay.order", 0},
		"withdrawn twice":                    {[]Event{issued(3), with(4, LabelWithdrawn, "2026-05-01"), with(5, LabelWithdrawn, "2026-05-02")}, "refusal.replay.ended", 5},
		"revoked after withdrawal":           {[]Event{issued(3), with(4, LabelWithdrawn, "2026-05-01"), with(5, LabelRevoked, "2026-05-02")}, "refusal.replay.ended", 5},
		"withdrawn after its end":            {[]Event{issued(3), with(4, LabelWithdrawn, "2028-04-01")}, "refusal.replay.ended", 4},
		"revoked on a day before its first":  {[]Event{issued(3), with(4, LabelRevoked, "2026-03-31")}, "refusal.replay.ended", 4},
		"a day of another beginning":         {[]Event{off}, "refusal.replay.facts", 3},
		"no level":                           {[]Event{changed(3, LabelIssued, "level", "")}, "refusal.replay.facts", 3},
		"no edition":                         {[]Event{changed(3, LabelIssued, "edition", "")}, "refusal.replay.facts", 3},
		"no day":                             {[]Event{changed(3, LabelIssued, "valid_until", "2028-02-30")}, "refusal.replay.facts", 3},
		"ends before it begins":              {[]Event{changed(3, LabelIssued, "valid_until", "2026-03-31")}, "refusal.replay.facts", 3},
		"first issued after it began":        {[]Event{changed(3, LabelIssued, "first_issued", "2026-04-02")}, "refusal.replay.facts", 3},
		"revoked before it began":            {[]Event{changed(3, LabelImported, "revoked", "2026-03-31")}, "refusal.replay.facts", 3},
		"refused and not applied for":        {[]Event{changed(3, LabelImported, "extension_refused", "2026-05-01")}, "refusal.replay.facts", 3},
		"extension decided, not applied for": {[]Event{issued(3), with(4, LabelExtended, "2028-03-01", "valid_until", "2030-03-31", "edition", "e", "evaluator", "x")}, "refusal.replay.facts", 4},
		"extension ended, not applied for":   {[]Event{issued(3), with(4, ExtensionEnded, "2028-03-01")}, "refusal.replay.facts", 4},
		"extension applied for twice":        {[]Event{issued(3), with(4, ExtensionApplied, "2028-03-01"), with(5, ExtensionApplied, "2028-03-02")}, "refusal.replay.facts", 5},
		"extension ended before it began":    {[]Event{issued(3), with(4, ExtensionApplied, "2028-03-02"), with(5, ExtensionEnded, "2028-03-01")}, "refusal.replay.facts", 5},
		"applied for again before its end": {[]Event{issued(3), with(4, ExtensionApplied, "2028-03-01"), with(5, ExtensionEnded, "2028-03-09"),
			with(6, ExtensionApplied, "2028-03-08")}, "refusal.replay.facts", 6},
		"extended before it was applied for": {[]Event{issued(3), with(4, ExtensionApplied, "2028-04-09"),
			with(5, LabelExtended, "2028-04-01", "valid_until", "2030-03-31", "edition", "e", "evaluator", "x")}, "refusal.replay.facts", 5},
		"extended to an earlier day": {[]Event{issued(3), with(4, ExtensionApplied, "2028-03-01"),
			with(5, LabelExtended, "2028-04-01", "valid_until", "2028-03-31", "edition", "e", "evaluator", "x")}, "refusal.replay.facts", 5},
		"extended after revocation":      {[]Event{issued(3), with(4, LabelRevoked, "2026-05-01"), with(5, ExtensionApplied, "2028-03-01")}, "refusal.replay.ended", 5},
		"extension ended on no day":      {[]Event{issued(3), with(4, ExtensionApplied, "2028-03-01"), with(5, ExtensionEnded, "2028-03-32")}, "refusal.replay.facts", 5},
		"maintained by nobody":           {[]Event{issued(3), with(4, LabelMaintained, "2026-05-01", "edition", "e")}, "refusal.replay.facts", 4},
		"annulled, not revoked":          {[]Event{issued(3), with(4, RevocationAnnulled, "2026-05-01", "revoked", "2026-05-01")}, "refusal.replay.facts", 4},
		"another revocation annulled":    {[]Event{issued(3), with(4, LabelRevoked, "2026-05-01"), with(5, RevocationAnnulled, "2026-05-03", "revoked", "2026-05-02")}, "refusal.replay.facts", 5},
		"annulled before it was revoked": {[]Event{issued(3), with(4, LabelRevoked, "2026-05-02"), with(5, RevocationAnnulled, "2026-05-01", "revoked", "2026-05-02")}, "refusal.replay.facts", 5},
		"a kind nobody knows":            {[]Event{issued(3), with(4, "label_sold", "2026-05-01")}, UnknownEvent, 4},
		"a part nobody knows":            {[]Event{issued(3), with(4, LabelUpdated, "2026-05-01", "parts", "price")}, UnknownEvent, 4},
	} {
		told, err := Replay(c.events)
		no := RefusalsOf(err)
		if len(no) != 1 || no[0].Kind != Invalid || no[0].Key != c.key || len(no[0].Args) != 1 || no[0].Args[0] != c.seq || !reflect.DeepEqual(told, Told{}) {
			t.Errorf("%s: %v with %v; told %+v", name, err, no, told)
		}
	}
	if _, err := Replay(nil); !IsRefusal(err, Missing) {
		t.Errorf("no events: %v", err)
	}
}

// An event that says all facts anew says nothing of days that are over: those
// between an old last day and an extension keep their status.
func TestReplay_whatIsSaidAnewLeavesGapsAsTheyWere(t *testing.T) {
	t.Parallel()
	facts := map[string]string{"level": "1", "edition": "R1", "evaluator": "self", "first_issued": "2026-04-01", "valid_from": "2026-04-01", "valid_until": "2028-03-31"}
	all := []Event{{Seq: 1, Kind: LabelIssued, Day: "2026-04-01", Label: "L", Facts: facts}, {Seq: 2, Kind: ExtensionApplied, Day: "2028-03-20", Label: "L"},
		{Seq: 3, Kind: LabelExtended, Day: "2028-04-10", Label: "L", Facts: map[string]string{"valid_until": "2030-03-31", "edition": "R2", "evaluator": "self"}}}
	shorter := maps.Clone(facts)
	shorter["valid_until"] = "2029-03-31"
	told, err := Replay(append(all, Event{Seq: 4, Kind: LabelUpdated, Day: "2028-05-01", Label: "L", Facts: shorter}))
	wants(t, err)
	for day, want := range map[Date]Status{"2028-03-31": Active, "2028-04-05": InExtension, "2028-04-10": Active, "2029-03-31": Active, "2029-04-01": Expired} {
		if got := told.StatusOn(day); got != want {
			t.Errorf("of %s: %s, want %s", day, got, want)
		}
	}
}
