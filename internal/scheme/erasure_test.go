package scheme

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What is taken back of a past holder, a warning or an announcement is told
// nowhere any more; what reads the same and is not of the event stays.
func TestForget_reachesWhatIsToldOfALaterLife(t *testing.T) {
	t.Parallel()
	shown := Text{Ja: "（消去）", En: "(erased)"}
	l := Label{
		HolderName:  Text{Ja: "今の名", En: "Now"},
		PastHolders: []PastHolder{{Name: Text{Ja: "前の名", En: "Before"}, Until: "2026-05-01"}, {Name: Text{Ja: "別の名", En: "Before"}, Until: "2026-06-01"}},
		Warnings:    []Warning{{ID: "a", Text: Text{Ja: "注意", En: "Beware"}}, {ID: "b", Text: Text{Ja: "注意", En: "Beware"}}},
		Announced:   []Announcement{{On: "2026-07-01", Text: Text{Ja: "公表", En: "Announced"}}},
		News:        []News{{On: "2026-07-01", Text: Text{Ja: "注意"}}},
	}
	l.Forget(Event{Kind: LabelIssued}, "holder_ja", "前の名", shown)
	l.Forget(Event{Kind: LabelTransferred}, "holder_en", "Before", shown)
	l.Forget(Event{Kind: WarningPublished, Facts: map[string]string{"warning": "b"}}, "text_ja", "注意", shown)
	l.Forget(Event{Kind: AnnouncementMade, Day: "2026-07-01"}, "text_en", "Announced", shown)
	want := Label{
		HolderName:  l.HolderName,
		PastHolders: []PastHolder{{Name: shown, Until: "2026-05-01"}, {Name: Text{Ja: "別の名", En: shown.En}, Until: "2026-06-01"}},
		Warnings:    []Warning{{ID: "a", Text: Text{Ja: "注意", En: "Beware"}}, {ID: "b", Text: Text{Ja: shown.Ja, En: "Beware"}}},
		Announced:   []Announcement{{On: "2026-07-01", Text: Text{Ja: "公表", En: shown.En}}},
		News:        []News{{On: "2026-07-01", Text: Text{Ja: "注意"}}},
	}
	if d := cmp.Diff(want, l); d != "" || l.HolderName.Ja != "今の名" {
		t.Error(d)
	}
}
