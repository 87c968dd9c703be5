package dossier_test

import (
	"slices"
	"testing"
	"time"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/dossier"
	"shirushi/internal/i18n"
	"shirushi/internal/paper/papertest"
	"shirushi/internal/scheme"
)

// Each letter says what its deed left on record, and nothing of another one.
func TestPrint_saysWhatTheOfficeDid(t *testing.T) {
	t.Parallel()
	s := catalogtest.JCStar(t)
	s.Limits.CorrectDays, s.Limits.ObjectDays, s.Objections.Address = 30, 30, scheme.Text{Ja: "異議の窓口", En: "Desk of objections"}
	edition := s.Editions[0]
	item := edition.Items[0]
	day := 24 * time.Hour
	a := scheme.Application{ID: "X", State: scheme.Refused, Received: "2026-03-30", Numbers: scheme.Numbers{Application: "A-1", Acceptance: "B-1"},
		Product: scheme.Product{Name: scheme.Text{Ja: "見本カメラ", En: "Sample camera"}}, FeeYen: 198000,
		Returns:    []scheme.Return{{At: sent, Reason: "一度目の理由"}, {At: sent.Add(day), Reason: "二度目の理由"}},
		AcceptedAt: sent.Add(2 * day), Closed: sent.Add(3 * day), Reason: "決定の理由"}
	comments := []scheme.Comment{{Place: string(item.ID), Text: "一度目の指摘", Round: 1, Delivered: sent}, {Place: "applicant", Text: "届けない指摘", Round: 1},
		{Place: "applicant", Text: "二度目の指摘", Round: 2, Delivered: sent}}
	all := dossier.Letters(s, a)
	var names []string
	for _, l := range all {
		names = append(names, l.Name)
	}
	if !slices.Equal(names, []string{"refused", "accepted", "returned-2", "returned-1"}) {
		t.Fatal(names)
	}
	says := map[string][]string{
		"returned-1": {"一度目の理由", "一度目の指摘", string(item.ID), "2026年5月1日"},
		"returned-2": {"二度目の理由", "二度目の指摘"},
		"accepted":   {"B-1", "198,000円"},
		"refused":    {"決定の理由", "異議の窓口"},
	}
	maker := scheme.Organisation{Name: scheme.Text{Ja: "架空電機", En: "Kaku"}, Address: "東京都", Contact: scheme.Contact{Name: "担当 花子"}}
	for _, lang := range i18n.Languages {
		w := dossier.Words{P: i18n.For(lang), Scheme: s, Edition: edition}
		for _, l := range all {
			b, err := w.Print(l, dossier.Post{Application: a, Applicant: maker, Comments: comments, Objections: s})
			if err != nil {
				t.Fatal(err)
			}
			papertest.Check(t, b)
			papertest.Says(t, b, w.P.T("post.title."+l.Kind), "A-1", maker.Name.In(lang))
			if lang == "ja" {
				papertest.Says(t, b, says[l.Name]...)
			}
		}
	}
	a.State, a.Received = scheme.GivenUp, ""
	if got := dossier.Letters(s, a); got[0].Kind != "accepted" {
		t.Errorf("what never reached the office is told: %+v", got[0])
	}
}
