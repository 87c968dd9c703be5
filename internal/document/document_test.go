package document_test

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"shirushi/internal/document"
	"shirushi/internal/i18n"
	"shirushi/internal/paper/papertest"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web/webtest"
)

func sample(t *testing.T, lang string) document.Label {
	t.Helper()
	s := webtest.Scheme(t)
	return document.Label{
		P: i18n.For(lang).In(s.ZoneName, s.ZoneOffset), Scheme: s, Entry: webtest.Entry(t, webtest.Number(t, 1)), Day: "2026-04-01", Base: webtest.Base,
	}
}

func certificate(t *testing.T, l document.Label) []byte {
	t.Helper()
	b, err := document.Certificate(l)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCertificate_saysWhatTheRegisterSays(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages {
		l := sample(t, lang)
		l.Entry.Category = l.Scheme.Categories[0].ID
		b := certificate(t, l)
		papertest.Check(t, b)
		p, e := l.P, l.Entry
		level, _ := l.Scheme.Level(e.Level)
		evaluator, _ := l.Scheme.Evaluator(e.Evaluator)
		papertest.Says(t, b, p.T("paper.certificate"), "2026 0000 0000 0017", e.Holder.Ja, e.Holder.En, e.Product.Name.Ja, e.Product.Name.En, "MHR-1200W",
			level.Name.In(lang), level.Meaning.In(lang), string(e.Edition), evaluator.Name.In(lang), l.Scheme.Categories[0].Name.In(lang),
			p.Date(scheme.Date("2026-01-15")), p.T("public.range", e.ValidFrom, e.ValidUntil), p.T("paper.stands.active", l.Day, e.ValidUntil),
			p.T("status.active"), l.Scheme.Notice.In(lang), p.T("paper.no_conformity"), p.T("paper.sample_means", p.T("paper.sample"), l.Scheme.Notice),
			p.T("paper.unverifiable", webtest.Base+"/"+lang+"/labels/"+string(e.Number)+"/status"), "1/1")
		if info := papertest.Info(t, b); !strings.Contains(info, p.T("paper.certificate")+" "+string(e.Number)) {
			t.Errorf("the document has another title:\n%s", info)
		}
		text := strings.ToLower(papertest.Flat(papertest.Text(t, b)))
		if strings.Count(text, "certificateofconformity") != strings.Count(text, "notacertificateofconformity") || strings.Contains(text, "適合証明書") {
			t.Error("the document calls itself a certificate of conformity")
		}
	}
}

func TestCertificate_codeLeadsToThePage(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	cmd := exec.Command("zbarimg", "--nodbus", "-q", "--raw", papertest.Picture(t, certificate(t, sample(t, "ja")), "150"))
	cmd.Stdout = &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("zbarimg (Debian package zbar-tools): %v", err)
	}
	if got, want := strings.TrimSpace(said.String()), webtest.Base+"/l/2026000000000017"; got != want {
		t.Errorf("the code reads %q, want %q", got, want)
	}
}

// endings are labels that do not simply hold on the day.
func endings(t *testing.T, lang string) map[scheme.Status]document.Label {
	t.Helper()
	all := map[scheme.Status]document.Label{}
	for _, s := range []scheme.Status{scheme.Expired, scheme.Withdrawn, scheme.Revoked, scheme.InExtension} {
		l := sample(t, lang)
		switch s {
		case scheme.Expired:
			l.Entry.ValidUntil = "2026-03-31"
		case scheme.InExtension:
			l.Entry.ValidUntil, l.Entry.ExtensionApplied = "2026-03-31", "2026-03-01"
		case scheme.Withdrawn:
			l.Entry.Withdrawn = "2026-03-01"
		case scheme.Revoked:
			l.Entry.Revoked = "2026-03-01"
		}
		for _, g := range l.Scheme.Grounds {
			if s == scheme.Revoked && g.Ends == scheme.DeedRevoke || s == scheme.Withdrawn && g.Ends == scheme.DeedWithdraw {
				l.Entry.EndGround = g.ID
			}
		}
		if got := l.Entry.StatusOn(l.Day); got != s {
			t.Fatalf("the sample for %s is %s", s, got)
		}
		all[s] = l
	}
	return all
}

func TestPapers_labelThatDoesNotHoldSaysSoFirst(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages {
		for status, l := range endings(t, lang) {
			checklist, err := document.Checklist(l, 1)
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range [][]byte{certificate(t, l), checklist} {
				text := papertest.Flat(papertest.Text(t, b))
				first, _, _ := strings.Cut(text, papertest.Flat(l.P.T("public.number")+"2026"))
				if want := papertest.Flat(l.P.T("status." + string(status))); !strings.Contains(first, want) {
					t.Errorf("%s in %s is not said before the facts: %s", status, lang, first)
				}
				if g, ok := l.Scheme.Ground(l.Entry.EndGround); ok && !strings.Contains(first, papertest.Flat(g.Text.In(lang))) {
					t.Errorf("%s in %s: the ground is not said", status, lang)
				}
				if strings.Contains(text, papertest.Flat(l.P.T("paper.stands.active", l.Day, l.Entry.ValidUntil))) {
					t.Errorf("%s in %s is said to hold", status, lang)
				}
			}
		}
	}
}

func TestChecklist_showsVerdictMethodAndPublicNoteOfEachItem(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages {
		l := sample(t, lang)
		newer := registry.Assessment{Edition: l.Entry.Edition, Evaluator: "applicant", Completed: "2026-03-15", Answers: l.Entry.Assessments[0].Answers[:1]}
		l.Entry.Assessments = append([]registry.Assessment{newer}, l.Entry.Assessments...)
		b, err := document.Checklist(l, 1)
		if err != nil {
			t.Fatal(err)
		}
		papertest.Check(t, b)
		edition, _ := l.Scheme.Edition(l.Entry.Edition)
		for _, item := range edition.Items {
			papertest.Says(t, b, string(item.ID), item.Title.In(lang))
		}
		papertest.Says(t, b, l.P.T("paper.checklist"), l.P.T("verdict.conforms"), l.P.T("verdict.not_applicable"), l.P.T("method.device"), "本製品に該当する機能はありません。", l.P.Date(scheme.Date("2025-12-20")))
		b, err = document.Checklist(l, 2)
		if err != nil {
			t.Fatal(err)
		}
		papertest.Says(t, b, l.P.Date(scheme.Date("2026-03-15")))
		for _, n := range []int{0, -1, 3} {
			if _, err := document.Checklist(l, n); !scheme.IsRefusal(err, scheme.Missing) {
				t.Errorf("assessment %d: %v", n, err)
			}
		}
	}
}

func TestCertificate_holdsHundredsOfModelsAndRareSigns(t *testing.T) {
	t.Parallel()
	l := sample(t, "ja")
	l.Entry.Holder = scheme.Text{Ja: "𠮷田髙﨑製作所㈱", En: "Łódź & Ōmori Co."}
	for i := range 477 {
		l.Entry.Product.Models = append(l.Entry.Product.Models, fmt.Sprintf("MHR-%04d/AX", i))
	}
	b := certificate(t, l)
	papertest.Check(t, b)
	papertest.Says(t, b, "MHR-0000/AX", "MHR-0476/AX", "𠮷田髙﨑製作所㈱", "Łódź & Ōmori Co.", "480件")
	if pages := papertest.Pages(t, b, t.TempDir()); pages < 3 || pages > 8 {
		t.Errorf("%d pages", pages)
	}
	if strings.Count(papertest.Structure(t, b), "LBody") != 480 {
		t.Error("the models are not tagged as a list")
	}
}

func TestPapers_sameLabelSameDaySameBytes(t *testing.T) {
	t.Parallel()
	a, b := certificate(t, sample(t, "en")), certificate(t, sample(t, "en"))
	if !bytes.Equal(a, b) {
		t.Error("the same certificate has other bytes")
	}
	next := sample(t, "en")
	next.Day = "2026-04-02"
	if bytes.Equal(a, certificate(t, next)) {
		t.Error("the certificate of the next day is the same")
	}
	if info := papertest.Info(t, a); !strings.Contains(info, time.Date(2026, 3, 31, 15, 0, 0, 0, time.UTC).Format("Mon Jan _2 15:04:05 2006")) {
		t.Errorf("it was not made at the midnight of its day:\n%s", info)
	}
}

// Where a certificate does not fit on one page, no line of its end stands alone
// on the next.
func TestCertificate_noLineStandsAlone(t *testing.T) {
	t.Parallel()
	for _, e := range webtest.Samples(t) {
		for _, lang := range i18n.Languages {
			l := sample(t, lang)
			l.Entry = e
			pages := strings.Split(strings.TrimRight(papertest.Text(t, certificate(t, l)), "\f\n"), "\f")
			last := papertest.Flat(pages[len(pages)-1])
			if words := papertest.Flat(l.P.T("paper.unverifiable", webtest.Base+"/"+lang+"/labels/"+string(e.Number)+"/status")); !strings.Contains(last, words) {
				t.Errorf("%s in %s: the end is parted: %s", e.Number, lang, last)
			}
		}
	}
}
