package office_test

import (
	"strings"
	"testing"
	"time"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// issuedFor issues a label whose application wishes for a listing day so many
// days ahead.
func (h *house) issuedFor(days int) scheme.LabelNumber {
	h.t.Helper()
	ctx := h.t.Context()
	id := h.draft(h.anna, "", 1)
	_, err := h.office.SaveListing(ctx, h.anna, id, revisionOf(h, id), h.today().AddDays(days))
	h.ok(err)
	h.ok(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)))
	h.ok(h.office.Accept(ctx, h.one, id))
	h.ok(h.office.EnterPayment(ctx, h.one, id, h.payment(id)))
	h.ok(h.consent(id))
	number, err := h.office.Issue(ctx, h.fresh(h.two), id)
	h.ok(err)
	return number
}

func TestListing_nothingIsPublicBeforeTheDay(t *testing.T) {
	t.Parallel()
	schemes(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		events := len(h.events())
		number := h.issuedFor(10)
		day := h.today().AddDays(10)
		f := h.label(number)
		if f.Label.Listed != day || f.Listed || f.Status != scheme.Active || f.Label.ValidFrom != h.today() {
			t.Fatalf("issued: %+v", f)
		}
		if kinds := strings.Join(h.letters(), " "); !strings.Contains(kinds, "label_issued_unlisted") {
			t.Errorf("letters: %s", kinds)
		}
		check := func(public bool) {
			t.Helper()
			_, err := h.store.Entry(ctx, number, h.today())
			page, listErr := h.store.Entries(ctx, registry.Query{Day: h.today()})
			h.ok(listErr)
			if (err == nil) != public || (page.Total == 1) != public || (len(h.events()) > events) != public {
				t.Errorf("on %s: %v, %d in the list, %d events", h.today(), err, page.Total, len(h.events()))
			}
			// Those who have nothing to do with it hear of it when everybody does.
			_, strangers := h.office.Label(ctx, h.stranger, number)
			revoked := h.office.Propose(ctx, h.stranger, number, "firmware", "2", "r")
			want := scheme.Missing
			if public {
				want = scheme.Denied
			}
			if !scheme.IsRefusal(strangers, want) || !scheme.IsRefusal(revoked, want) {
				t.Errorf("on %s a stranger hears %v, %v; want %s", h.today(), strangers, revoked, want)
			}
			if mine, err := h.office.Label(ctx, h.anna, number); err != nil || mine.Listed != public {
				t.Errorf("the holder: %v, listed %v", err, mine.Listed)
			}
		}
		check(false)
		h.ok(h.office.Propose(ctx, h.one, number, "firmware", "1.0.1", "誤記"))
		h.ok(h.office.Confirm(ctx, h.two, number)) // not public either
		check(false)
		last := h.scheme.Midnight(day).Add(-time.Second)
		h.clock.Advance(last.Sub(h.clock.Now()))
		check(false)
		h.clock.Advance(time.Second)
		check(true)
		kinds := ""
		for _, e := range h.events()[events:] {
			kinds += string(e.Kind) + " "
		}
		if kinds != "label_issued label_corrected " {
			t.Errorf("events: %s", kinds)
		}
	})
}

func TestListing_theDayIsTheIssueWhenTheWishHasPassed(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.draft(h.anna, "", 1)
	_, err := h.office.SaveListing(ctx, h.anna, id, revisionOf(h, id), h.today().AddDays(1))
	h.ok(err)
	h.ok(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)))
	h.clock.Advance(5 * 24 * time.Hour)
	h.ok(h.office.Accept(ctx, h.one, id)) // the office's own delay makes no wish wrong
	h.ok(h.office.EnterPayment(ctx, h.one, id, h.payment(id)))
	h.ok(h.consent(id))
	number, err := h.office.Issue(ctx, h.fresh(h.two), id)
	h.ok(err)
	if f := h.label(number); f.Label.Listed != h.today() || !f.Listed {
		t.Errorf("listed from %s", f.Label.Listed)
	}
}

func TestSaveListing_isBoundAndOfTheApplicantOnly(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.draft(h.anna, "", 1)
	most := h.scheme.Limits.ListingWishDays
	save := func(who scheme.Actor, day scheme.Date) error {
		_, err := h.office.SaveListing(ctx, who, id, revisionOf(h, id), day)
		return err
	}
	h.no(save(h.anna, h.today().AddDays(most+1)), scheme.Invalid, "refusal.listing.far")
	h.no(save(h.anna, h.today().AddDays(-1)), scheme.Invalid, "refusal.listing.past")
	h.no(save(h.stranger, h.today()), scheme.Missing, "refusal.missing")
	h.no(save(h.one, h.today()), scheme.Missing, "refusal.missing")
	if a := onRecord(h, id); a.ListingWish != "" {
		t.Fatalf("a refused day was kept: %s", a.ListingWish)
	}
	h.ok(save(h.anna, h.today().AddDays(2)))
	h.clock.Advance(3 * 24 * time.Hour)
	h.no(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)), scheme.Invalid, "refusal.listing.past")
	h.ok(save(h.anna, ""))
	h.ok(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)))
}

func TestPreview_isTheEntryWithoutANumber(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.draft(h.anna, "", 1)
	_, err := h.office.Preview(ctx, h.stranger, id)
	h.no(err, scheme.Missing, "refusal.missing")
	p, err := h.office.Preview(ctx, h.anna, id)
	h.ok(err)
	if p.Entry.Number != "" || p.Entry.Product.Name.Ja != "見本カメラ1" || p.Entry.Holder != h.maker.Name || len(p.Entry.Assessments) != 1 || p.Entry.ValidFrom != h.today() {
		t.Errorf("%+v", p.Entry)
	}
	if onRecord(h, id).State != scheme.Draft {
		t.Error("a preview changed the application")
	}
	first := h.issued(2)
	if want, _ := h.scheme.Numbering.Registration.Number(h.today().Year(), 1); string(first) != want {
		t.Errorf("the preview took a number: the first label is %s", first)
	}
}

// What is typed for a declaration is kept without declaring anything, over
// what was read, and is gone once it is declared.
func TestSaveDeclaring_keepsNamesAndDeclaresNothing(t *testing.T) {
	t.Parallel()
	schemes(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.draft(h.anna, "", 1)
		names := scheme.Declaring{Name: "責任 太郎", Title: "部長", TermsBy: "約束 花子"}
		a, err := h.office.SaveDeclaring(ctx, h.anna, id, revisionOf(h, id), names)
		h.ok(err)
		if a.State != scheme.Draft || a.NextDeclaration() != names || !a.Declaration.At.IsZero() {
			t.Fatalf("kept %+v", a)
		}
		_, err = h.office.SaveDeclaring(ctx, h.anna, id, a.Revision-1, names)
		h.no(err, scheme.Conflict, "refusal.stale")
		_, err = h.office.SaveDeclaring(ctx, h.anna, id, a.Revision, scheme.Declaring{Name: strings.Repeat("長", 300)})
		h.no(err, scheme.Invalid, "refusal.text.too_long")
		_, err = h.office.SaveDeclaring(ctx, h.one, id, a.Revision, names)
		h.no(err, scheme.Missing, "refusal.missing")
		_, err = h.office.SaveDeclaring(ctx, h.stranger, id, a.Revision, names)
		h.no(err, scheme.Missing, "refusal.missing")
		h.ok(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)))
		f, err := h.office.File(ctx, h.anna, id)
		h.ok(err)
		if f.Application.Declaring != (scheme.Declaring{}) || f.Application.NextDeclaration().Name != f.Application.Declaration.Name {
			t.Fatalf("after the declaration: %+v", f.Application.Declaring)
		}
	})
}
