// Package webtest builds a site on a real registry for the tests of the
// fronts: SQLite with sample labels, one for each status, on a fixed day.
package webtest

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"shirushi/internal/catalog"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/web"
	jcstar "shirushi/schemes/jc-star"
)

// Base is the address of the sample site.
const Base = "http://localhost:8080"

// Now is the instant at which the sample site stands: noon of 2026-04-01 in
// Japan.
var Now = time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)

// Scheme reads the scheme's data.
func Scheme(t testing.TB) *scheme.Scheme {
	t.Helper()
	s, problems, err := catalog.Read(jcstar.Data)
	if err != nil || len(problems) > 0 {
		t.Fatalf("read scheme: %v %v", err, problems)
	}
	return s
}

// Number returns the n-th sample number.
func Number(t testing.TB, n int64) scheme.LabelNumber {
	t.Helper()
	number, err := Scheme(t).Numbering.Registration.Number(2026, n)
	if err != nil {
		t.Fatal(err)
	}
	return scheme.LabelNumber(number)
}

// Entry is a valid sample label with this number.
func Entry(t testing.TB, number scheme.LabelNumber) registry.Entry {
	t.Helper()
	s := Scheme(t)
	edition := s.Editions[0]
	e := registry.Entry{
		Number: number, Level: edition.Level, Edition: edition.ID, Evaluator: "applicant",
		Holder: scheme.Text{Ja: "架空無線工業株式会社", En: "Kakuu Musen Kogyo Co., Ltd."},
		Product: registry.Product{
			Name:         scheme.Text{Ja: "家庭用無線ルーター ミハリ", En: "Mihari Home Wi-Fi Router"},
			Models:       []string{"MHR-1200", "MHR-1200W", "MHR-2400"},
			Manufacturer: "架空無線工業株式会社", Country: "JP", Firmware: "2.4.1",
			SupportFrom: "2025-10-01",
			Summary: scheme.Text{Ja: "家庭向けの無線LANルーターです。自動アップデートに対応しています。",
				En: "A wireless router for homes with automatic updates."},
			HomePage: "https://kakuu-musen.example/products/mihari", Enquiry: "https://kakuu-musen.example/contact",
			VulnerabilityDesk: "psirt@kakuu-musen.example", DisclosurePolicy: "https://kakuu-musen.example/security/policy",
			Conformity: []string{"ADF99-0001000"},
		},
		FirstIssued: "2026-01-15", Updated: time.Date(2026, 1, 15, 1, 30, 0, 0, time.UTC),
		Standing: scheme.Standing{ValidFrom: "2026-01-15", ValidUntil: "2028-01-14"},
	}
	a := registry.Assessment{Edition: edition.ID, Evaluator: "applicant", Completed: "2025-12-20"}
	for i, item := range edition.Items {
		one := scheme.PublicAnswer{Criterion: item.ID, Verdict: scheme.Conforms, Method: item.Methods[0]}
		if item.NotApplicable && i > 8 {
			one.Verdict, one.Method, one.Note = scheme.NotApplicable, "", "本製品に該当する機能はありません。"
		}
		a.Answers = append(a.Answers, one)
	}
	e.Assessments = []registry.Assessment{a}
	return e
}

// Samples are one label for each status, in the order of
// scheme.LabelStatuses, numbered from 1.
func Samples(t testing.TB) []registry.Entry {
	t.Helper()
	ground := func(d scheme.Deed) scheme.GroundID {
		for _, g := range Scheme(t).Grounds {
			if g.Ends == d {
				return g.ID
			}
		}
		t.Fatalf("the scheme has no ground for %s", d)
		return ""
	}
	past := scheme.Standing{ValidFrom: "2024-03-20", ValidUntil: "2026-03-19"}
	var all []registry.Entry
	for i, status := range scheme.LabelStatuses {
		e := Entry(t, Number(t, int64(i+1)))
		switch status {
		case scheme.InExtension:
			e.Standing, e.FirstIssued, e.ExtensionApplied = past, past.ValidFrom, "2026-02-10"
			e.Product.Name = scheme.Text{Ja: "屋外ネットワークカメラ トオミ", En: "Toomi Outdoor Network Camera"}
		case scheme.Expired:
			e.Standing, e.FirstIssued = past, past.ValidFrom
			e.Product.Name = scheme.Text{Ja: "スマートロック カギモリ", En: "Kagimori Smart Lock"}
			e.Product.Models = []string{"KGM-1"}
		case scheme.Withdrawn:
			e.Standing.Withdrawn, e.EndGround = "2026-03-02", ground(scheme.DeedWithdraw)
			e.Product.Name = scheme.Text{Ja: "環境センサー ソヨギ", En: "Soyogi Environment Sensor"}
		case scheme.Revoked:
			e.Standing.Revoked, e.EndGround = "2026-03-27", ground(scheme.DeedRevoke)
			e.Product.Name = scheme.Text{Ja: "見守り端末 トモシビ", En: "Tomoshibi Care Terminal"}
			e.Corrections = []registry.Correction{{Field: "firmware", From: "2.4.0", To: "2.4.1", Reason: "版数の記載誤りのため", On: "2026-02-01"}}
		}
		all = append(all, e)
	}
	return all
}

// Registry returns a store that holds the entries.
func Registry(t testing.TB, entries ...registry.Entry) *store.Store {
	t.Helper()
	s := storetest.SQLite(t)
	err := s.Update(context.Background(), func(tx *store.Tx) error {
		for _, e := range entries {
			if err := tx.PutEntry(e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("put entries: %v", err)
	}
	return s
}

// Site returns a site at Now. change alters its configuration; nil does not.
func Site(t testing.TB, change func(*web.Config)) *web.Site {
	t.Helper()
	sch := Scheme(t)
	c := web.Config{
		BaseURL: Base,
		Log:     slog.New(slog.NewTextHandler(io.Discard, nil)),
		Now:     func() time.Time { return Now },
		Scheme:  func(context.Context) (*scheme.Scheme, error) { return sch, nil },
		Limits:  web.Limits{PerMinute: -1},
	}
	if change != nil {
		change(&c)
	}
	s, err := web.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Ask sends a request without body; header is pairs of names and values.
func Ask(h http.Handler, method, target string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// Post sends a form.
func Post(h http.Handler, target, form string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
