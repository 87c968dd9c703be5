package document_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"shirushi/internal/document"
	"shirushi/internal/i18n"
	"shirushi/internal/paper/papertest"
	"shirushi/internal/scheme"
	"shirushi/internal/statement"
	"shirushi/internal/web/webtest"
)

func TestStatus_saysWhatItsFileSaysAndHoldsIt(t *testing.T) {
	t.Parallel()
	all := webtest.Samples(t)
	stating := webtest.Stating(t, all...)
	for i, status := range scheme.LabelStatuses {
		f, told, err := stating.Status(t.Context(), webtest.Scheme(t), statement.Question{Number: all[i].Number})
		if err != nil {
			t.Fatal(err)
		}
		file, err := f.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		for _, lang := range i18n.Languages {
			l := sample(t, lang)
			l.Entry = all[i]
			b, err := document.Status(document.Stated{Label: l, Report: statement.Verify(file, statement.Options{}), File: file})
			if err != nil {
				t.Fatal(err)
			}
			again, err := document.Status(document.Stated{Label: l, Report: statement.Verify(file, statement.Options{}), File: file})
			if err != nil || !bytes.Equal(b, again) {
				t.Errorf("the same statement gives other bytes: %v", err)
			}
			papertest.Check(t, b)
			p := l.P
			papertest.Says(t, b, p.T("paper.stated"), told.Number.Grouped(), p.T("status."+string(status)), p.T("paper.stated.sentence", told.Day, p.T("status."+string(status)), told.Known),
				p.T("paper.stated.no_conformity"), p.T("paper.stated.not"), all[i].Product.Name.Ja, all[i].Product.Models[0], "localhost:8080/log", string(told.Edition), l.Scheme.Notice.In(lang))
			text := strings.ToLower(papertest.Flat(papertest.Text(t, b)))
			if strings.Count(text, "certificateofconformity") != strings.Count(text, "notacertificateofconformity") || strings.Contains(text, "適合証明書") {
				t.Error("the document calls itself a certificate of conformity")
			}
			if got := detached(t, b, string(told.Number)+"-"+string(told.Day)+".status.json"); !bytes.Equal(got, file) {
				t.Errorf("%s in %s: the file that comes out is not the file that went in", status, lang)
			}
		}
	}
}

// A statement of a day before the label was first recorded says so, and how days
// are counted; no other does.
func TestStatus_saysThatTheRecordIsLater(t *testing.T) {
	t.Parallel()
	all := webtest.Samples(t)
	stating := webtest.Stating(t, all...)
	for _, lang := range i18n.Languages {
		for day, later := range map[scheme.Date]bool{"2026-03-31": true, "2026-04-01": false} {
			f, told, err := stating.Status(t.Context(), webtest.Scheme(t), statement.Question{Number: all[0].Number, Day: day})
			if err != nil {
				t.Fatal(err)
			}
			file, err := f.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			l := sample(t, lang)
			l.Entry = all[0]
			b, err := document.Status(document.Stated{Label: l, Report: statement.Verify(file, statement.Options{}), File: file})
			if err != nil {
				t.Fatal(err)
			}
			papertest.Says(t, b, l.P.T("paper.stated.until", told.Known, l.P.Zone()), told.Name(), l.P.T("paper.sample_means", l.P.T("paper.sample"), l.Scheme.Notice))
			said := strings.Contains(papertest.Flat(papertest.Text(t, b)), papertest.Flat(l.P.T("verify.recorded_later", scheme.Date("2026-04-01"))))
			if said != later {
				t.Errorf("%s in %s: says that the record is later: %t", day, lang, said)
			}
		}
	}
}

// detached takes a file out of a PDF as poppler does.
func detached(t *testing.T, pdf []byte, name string) []byte {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "x.pdf"), pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("pdfdetach", "-saveall", "-o", folder, filepath.Join(folder, "x.pdf")).CombinedOutput(); err != nil {
		t.Fatalf("pdfdetach (Debian package poppler-utils): %v\n%s", err, out)
	}
	b, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
