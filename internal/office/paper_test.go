package office_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// entry is an application of the maker that came on paper some days ago.
func (h *house) entry(daysAgo int) office.EntryRequest {
	k := h.kind()
	return office.EntryRequest{Applicant: h.maker.ID, Channel: scheme.ByPaper, Level: k.Level, Category: k.Category, Edition: k.Edition,
		Paper: scheme.Paper{Received: h.today().AddDays(-daysAgo), Reference: "受-7", SHA256: strings.Repeat("0a", 32), KeptAt: "文書庫 3段"}}
}

func (h *house) enteredDraft() scheme.ApplicationID {
	h.t.Helper()
	id, err := h.office.Enter(h.t.Context(), h.one, h.entry(0))
	h.ok(err)
	h.fill(h.one, id, 1)
	return id
}

// signed is the declaration as it stands on the paper.
func (h *house) signed(id scheme.ApplicationID) office.SubmitRequest {
	h.t.Helper()
	r := h.declaration(h.one, id)
	r.Signed = h.file(h.one, id).Application.Paper.Received
	return r
}

// From paper to label: received on the day of the paper, entered by one
// officer, accepted and decided by two others.
func TestStory_onPaper(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id, err := h.office.Enter(ctx, h.one, h.entry(9))
	h.ok(err)
	h.fill(h.one, id, 1)
	if f := h.file(h.anna, id); f.Application.State != scheme.Draft || f.Application.Channel != scheme.ByPaper {
		t.Fatalf("the maker does not see it as its own: %+v", f.Application)
	}
	h.file(h.two, id)
	no := h.declaration(h.one, id)
	h.no(h.office.Submit(ctx, h.one, id, no), scheme.Invalid, "refusal.date.missing")
	no.Signed = h.today()
	h.no(h.office.Submit(ctx, h.one, id, no), scheme.Invalid, "refusal.paper.signed_late")
	r := h.signed(id)
	h.ok(h.office.Submit(ctx, h.one, id, r))

	a := h.file(h.one, id).Application
	if a.Received != h.today().AddDays(-9) || a.Declaration.Signed != r.Signed || a.Declaration.By != h.one.Person.ID || a.Declaration.Name != "責任 太郎" {
		t.Fatalf("%+v", a)
	}
	handed, err := h.office.Handed(ctx, h.anna, id, 1)
	h.ok(err)
	if s := handed.Submission; s.Channel != scheme.ByPaper || s.Paper.Reference != "受-7" || !slices.Equal(s.EnteredBy, []scheme.PersonID{h.one.Person.ID}) || !s.Genuine() {
		t.Fatalf("%+v", s)
	}
	h.no(h.office.Accept(ctx, h.one, id), scheme.Denied, "refusal.application.entered_it")
	h.no(h.office.Reject(ctx, h.one, id, "r"), scheme.Denied, "refusal.application.entered_it")
	h.ok(h.office.Accept(ctx, h.two, id))
	h.ok(h.office.EnterPayment(ctx, h.one, id, h.payment(id)))
	h.ok(h.consent(id))
	_, err = h.office.Issue(ctx, h.fresh(h.one), id)
	h.no(err, scheme.Denied, "refusal.application.entered_it")
	h.no(h.office.Refuse(ctx, h.one, id, "r"), scheme.Denied, "refusal.application.entered_it")
	number, err := h.office.Issue(ctx, h.fresh(h.three), id)
	h.ok(err)
	if l := h.label(number); l.Label.Holder != h.maker.ID || l.Status != scheme.Active {
		t.Fatalf("%+v", l.Label)
	}
	if got := strings.Join(h.letters(), " "); got != "application_accepted application_submitted inquiry_answered inquiry_asked invoice_made label_issued payment_received" {
		t.Fatal("letters:", got)
	}
}

// The fee is that of the day on which the paper came.
func TestEnter_theDayOfThePaperDecidesTheFee(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	h.clock.Set(time.Date(2025, 10, 3, 3, 0, 0, 0, time.UTC)) // the campaign ended three days ago
	id, err := h.office.Enter(ctx, h.one, h.entry(4))
	h.ok(err)
	h.fill(h.one, id, 1)
	h.ok(h.office.Submit(ctx, h.one, id, h.signed(id)))
	h.ok(h.office.Accept(ctx, h.two, id))
	campaign, _ := h.scheme.FeeOn(scheme.New, h.kind().Level, "2025-09-29")
	now, _ := h.scheme.FeeOn(scheme.New, h.kind().Level, h.today())
	if got := h.file(h.two, id).Application.FeeYen; got != campaign.Yen || got == now.Yen {
		t.Fatalf("%d yen", got)
	}
}

// A correction on paper needs a paper of its own; whoever had a hand in the
// entry, with the first as with the second, may not accept it.
func TestReturn_onPaperTakesAPaperOfItsOwn(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.enteredDraft()
	h.ok(h.office.Submit(ctx, h.one, id, h.signed(id)))
	h.ok(h.office.Return(ctx, h.two, id, "直してください"))
	h.clock.Advance(48 * time.Hour)
	h.no(h.office.Submit(ctx, h.three, id, h.signed(id)), scheme.Conflict, "refusal.paper.renew")
	stands := h.file(h.three, id).Checklist.Answer(h.edition(id).Items[0].ID)
	stands.Rationale = "補正の書面のとおり"
	_, err := h.office.SaveAnswer(ctx, h.three, id, stands)
	h.ok(err)
	a := h.file(h.three, id).Application
	if !slices.Equal(a.EnteredBy, []scheme.PersonID{h.one.Person.ID, h.three.Person.ID}) {
		t.Fatalf("entered by %v", a.EnteredBy)
	}
	p := h.entry(0).Paper
	p.Reference = "受-8"
	_, err = h.office.SavePaper(ctx, h.three, id, a.Revision, p)
	h.ok(err)
	h.no(h.office.Submit(ctx, h.three, id, h.signed(id)), scheme.Conflict, "refusal.paper.renew") // it is the first scan, called otherwise
	p.SHA256 = strings.Repeat("0c", 32)
	_, err = h.office.SavePaper(ctx, h.three, id, a.Revision+1, p)
	h.ok(err)
	h.ok(h.office.Submit(ctx, h.three, id, h.signed(id)))
	rounds, err := h.office.Rounds(ctx, h.two, id)
	h.ok(err)
	if len(rounds.Submissions) != 2 || rounds.Submissions[0].Paper.Reference != "受-7" || rounds.Submissions[1].Paper.Reference != "受-8" || len(rounds.Changes) != 1 {
		t.Fatalf("%+v", rounds)
	}
	h.no(h.office.Accept(ctx, h.three, id), scheme.Denied, "refusal.application.entered_it")
	h.ok(h.office.Accept(ctx, h.two, id))
}

// A maker with an account may go on with what was entered for it, and then
// declares it itself.
func TestEntered_canBeCorrectedByItsMaker(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.enteredDraft()
	h.ok(h.office.Submit(ctx, h.one, id, h.signed(id)))
	h.ok(h.office.Return(ctx, h.two, id, "直してください"))
	h.clock.Advance(48 * time.Hour)
	h.ok(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)))
	handed, err := h.office.Handed(ctx, h.one, id, 2)
	h.ok(err)
	if s := handed.Submission; s.Channel != scheme.ByWeb || s.Declaration.Signed != "" || s.By != h.anna.Person.ID {
		t.Fatalf("%+v", s)
	}
	_, err = h.office.SavePaper(ctx, h.anna, id, revisionOf(h, id), h.entry(0).Paper)
	h.no(err, scheme.Conflict, "refusal.state")
}

func TestEnter_wrongTurns(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	back := h.scheme.Limits.PaperBackDays
	for _, c := range []struct {
		name string
		who  scheme.Actor
		mend func(*office.EntryRequest)
		kind scheme.RefusalKind
		key  string
	}{
		{"the maker itself", h.anna, func(*office.EntryRequest) {}, scheme.Denied, "refusal.role"},
		{"an administrator", h.admin, func(*office.EntryRequest) {}, scheme.Denied, "refusal.role"},
		{"for nobody", h.one, func(r *office.EntryRequest) { r.Applicant = "" }, scheme.Invalid, "refusal.paper.applicant"},
		{"for an agency", h.one, func(r *office.EntryRequest) { r.Applicant = h.agency.ID }, scheme.Invalid, "refusal.paper.applicant"},
		{"by the web", h.one, func(r *office.EntryRequest) { r.Channel = scheme.ByWeb }, scheme.Invalid, "refusal.paper.channel"},
		{"long ago", h.one, func(r *office.EntryRequest) { r.Paper.Received = h.today().AddDays(-back - 1) }, scheme.Invalid, "refusal.paper.too_old"},
		{"tomorrow", h.one, func(r *office.EntryRequest) { r.Paper.Received = h.today().AddDays(1) }, scheme.Invalid, "refusal.date.future"},
		{"no such level", h.one, func(r *office.EntryRequest) { r.Level = "9" }, scheme.Invalid, "refusal.level.unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := h.entry(0)
			c.mend(&r)
			_, err := h.office.Enter(ctx, c.who, r)
			refuses(t, err, c.kind, c.key)
		})
	}
	_, err := h.office.Enter(ctx, h.one, h.entry(back))
	h.ok(err)
	id := h.draft(h.anna, "", 1)
	_, err = h.office.SavePaper(ctx, h.anna, id, revisionOf(h, id), h.entry(0).Paper)
	h.no(err, scheme.Denied, "refusal.role")
	_, err = h.office.SavePaper(ctx, h.one, id, revisionOf(h, id), h.entry(0).Paper)
	h.no(err, scheme.Missing, "refusal.missing")
	sent := h.submitted(2)
	_, err = h.office.SaveProduct(ctx, h.one, sent, revisionOf(h, sent), product(3))
	h.no(err, scheme.Denied, "refusal.role")
	_, err = h.office.File(ctx, h.stranger, h.enteredDraft())
	h.no(err, scheme.Missing, "refusal.missing")
}

// Only makers can be entered for; the one that is chosen stays among those
// that a search shows.
func TestFindMakers_isForOfficers(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	for _, who := range []scheme.Actor{h.anna, h.agent, h.stranger, h.admin} {
		_, _, err := h.office.FindMakers(ctx, who, "", "")
		h.no(err, scheme.Denied, "refusal.officer")
	}
	for _, tt := range []struct {
		text   string
		chosen scheme.OrganisationID
		total  int
		shown  []scheme.OrganisationID
	}{
		{"", "", 2, []scheme.OrganisationID{h.maker.ID, h.rival.ID}},
		{h.rival.CorporateNumber, "", 1, []scheme.OrganisationID{h.rival.ID}},
		{h.rival.CorporateNumber, h.maker.ID, 1, []scheme.OrganisationID{h.maker.ID, h.rival.ID}},
		{"", h.rival.ID, 2, []scheme.OrganisationID{h.maker.ID, h.rival.ID}},
		{h.agency.Name.Ja, h.agency.ID, 0, nil},
		{"そのような組織はない", "nobody", 0, nil},
		{strings.Repeat("長", 100_000), "", 0, nil},
	} {
		found, total, err := h.office.FindMakers(ctx, h.one, tt.text, tt.chosen)
		h.ok(err)
		var ids []scheme.OrganisationID
		for _, o := range found {
			ids = append(ids, o.ID)
		}
		slices.Sort(ids)
		slices.Sort(tt.shown)
		if total != tt.total || !slices.Equal(ids, tt.shown) {
			t.Errorf("%.20q, %s: %v of %d, want %v of %d", tt.text, tt.chosen, ids, total, tt.shown, tt.total)
		}
	}
}

// An extension that came on paper, from its entry by one officer to the
// decision by another. The day of the paper says whether it came in time; what
// the public reads changes on the day of entry.
func TestStory_extensionOnPaper(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		n := h.issued(1)
		end := h.label(n).Label.ValidUntil
		h.on(end.AddDays(-20))
		entry := office.AboutEntry{Label: n, Kind: scheme.Extension, Channel: scheme.ByPaper, Form: "mark-of-the-form-1",
			Paper: scheme.Paper{Received: h.today().AddDays(-6), Reference: "受-延1", SHA256: strings.Repeat("0d", 32), KeptAt: "文書庫 4段"}}
		for _, who := range []scheme.Actor{h.anna, h.agent, h.stranger} {
			_, err := h.office.EnterAbout(ctx, who, entry)
			h.no(err, scheme.Denied, "refusal.role")
		}
		for key, spoil := range map[string]func(*office.AboutEntry){
			"refusal.about.kind": func(e *office.AboutEntry) { e.Kind = scheme.New }, "refusal.paper.channel": func(e *office.AboutEntry) { e.Channel = scheme.ByWeb },
			"refusal.date.future": func(e *office.AboutEntry) { e.Paper.Received = h.today().AddDays(1) }, "refusal.paper.sha256": func(e *office.AboutEntry) { e.Paper.SHA256 = "x" },
		} {
			bad := entry
			spoil(&bad)
			_, err := h.office.EnterAbout(ctx, h.one, bad)
			h.no(err, scheme.Invalid, key)
		}
		id, err := h.office.EnterAbout(ctx, h.one, entry)
		h.ok(err)
		again, err := h.office.EnterAbout(ctx, h.one, entry)
		if h.ok(err); again != id {
			t.Error("pressing twice began two applications")
		}
		entry.Form = ""
		_, err = h.office.EnterAbout(ctx, h.one, entry)
		h.no(err, scheme.Conflict, "refusal.about.open")
		_, err = h.office.StartAbout(ctx, h.anna, office.AboutRequest{Label: n, Kind: scheme.Extension})
		h.no(err, scheme.Conflict, "refusal.about.open")
		h.confirmed(h.one, id)
		h.ok(h.office.Submit(ctx, h.one, id, h.signed(id)))
		if l, a := h.label(n).Label, h.file(h.one, id).Application; l.ExtensionApplied != h.today() || a.Received != entry.Paper.Received {
			t.Fatalf("applied on %s, received on %s", l.ExtensionApplied, a.Received)
		}
		h.no(h.office.Accept(ctx, h.one, id), scheme.Denied, "refusal.application.entered_it")
		h.ok(h.office.Accept(ctx, h.two, id))
		h.ok(h.office.EnterPayment(ctx, h.one, id, h.payment(id)))
		if len(onRecord(h, id).Inquiries) > 0 {
			h.ok(h.consent(id))
		}
		_, err = h.office.Issue(ctx, h.fresh(h.one), id)
		h.no(err, scheme.Denied, "refusal.application.entered_it")
		_, err = h.office.Issue(ctx, h.fresh(h.three), id)
		h.ok(err)
		if l := h.label(n).Label; l.ValidUntil <= end || len(l.Assessments) != 2 {
			t.Errorf("%+v", l)
		}
		h.told(n)
	})
}

// A paper that came before validity ended and was entered after: it is in time
// to be decided, and what the public read on the days between stays.
func TestEnterAbout_enteredAfterTheEndOfValidity(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	n := h.issued(1)
	end := h.label(n).Label.ValidUntil
	may := func() error { return h.office.MayEnterAbout(ctx, h.one, n, scheme.Extension) }
	h.no(may(), scheme.Conflict, "refusal.extension.early")
	h.on(end.AddDays(h.scheme.Extension.LateDays + h.scheme.Limits.PaperBackDays))
	h.ok(may())
	h.on(h.today().AddDays(1))
	h.no(may(), scheme.Conflict, "refusal.extension.late")
	h.on(end.AddDays(4))
	id, err := h.office.EnterAbout(ctx, h.one, office.AboutEntry{Label: n, Kind: scheme.Extension, Channel: scheme.ByPaper,
		Paper: scheme.Paper{Received: end.AddDays(-1), Reference: "受-延2", SHA256: strings.Repeat("0e", 32), KeptAt: "文書庫 4段"}})
	h.ok(err)
	h.confirmed(h.one, id)
	h.ok(h.office.Submit(ctx, h.one, id, h.signed(id)))
	if l := h.label(n); l.Status != scheme.Expired || l.Label.StatusOn(end.AddDays(2)) != scheme.Expired {
		t.Errorf("the public reads %s", l.Status)
	}
	h.ok(h.office.Accept(ctx, h.two, id))
	h.ok(h.office.EnterPayment(ctx, h.one, id, h.payment(id)))
	if len(onRecord(h, id).Inquiries) > 0 {
		h.ok(h.consent(id))
	}
	_, err = h.office.Issue(ctx, h.fresh(h.three), id)
	h.ok(err)
	h.told(n)
}

// A maintenance on paper; a label that was revoked takes none.
func TestEnterAbout_maintenance(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	n := h.issued(1)
	entry := office.AboutEntry{Label: n, Kind: scheme.Maintenance, Channel: scheme.ByEmail,
		Paper: scheme.Paper{Received: h.today(), Reference: "受-維1", SHA256: strings.Repeat("0f", 32), KeptAt: "文書庫 4段"}}
	h.ok(h.office.MayEnterAbout(t.Context(), h.one, n, scheme.Maintenance))
	h.put(func(tx *store.Tx) error {
		l, err := tx.Label(n)
		l.Revoked = h.today()
		if err == nil {
			err = tx.PutLabel(&l)
		}
		return err
	})
	h.no(h.office.MayEnterAbout(t.Context(), h.one, n, scheme.Maintenance), scheme.Conflict, "refusal.state")
	_, err := h.office.EnterAbout(t.Context(), h.one, entry)
	h.no(err, scheme.Conflict, "refusal.state")
	h.put(func(tx *store.Tx) error {
		l, err := tx.Label(n)
		l.Revoked = ""
		if err == nil {
			err = tx.PutLabel(&l)
		}
		return err
	})
	id, err := h.office.EnterAbout(t.Context(), h.one, entry)
	h.ok(err)
	h.confirmed(h.one, id)
	h.ok(h.office.Submit(t.Context(), h.one, id, h.signed(id)))
}
