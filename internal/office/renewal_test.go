package office_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// giveUpAll ends the open applications about a label.
func (h *house) giveUpAll(n scheme.LabelNumber) {
	h.t.Helper()
	h.put(func(tx *store.Tx) error {
		all, err := tx.Applications(store.ApplicationFilter{About: n, States: []scheme.ApplicationState{scheme.Draft}})
		for _, a := range all {
			a.State, a.Closed = scheme.GivenUp, h.clock.Now()
			if err := tx.PutApplication(&a); err != nil {
				return err
			}
		}
		return err
	})
}

// on sets the clock to noon of a day.
func (h *house) on(day scheme.Date) {
	h.t.Helper()
	h.clock.Advance(h.scheme.Midnight(day).Add(12 * time.Hour).Sub(h.clock.Now()))
}

// begun starts an application about a label on its holder's side and confirms
// all that was carried.
func (h *house) begun(n scheme.LabelNumber, kind scheme.ApplicationKind) scheme.ApplicationID {
	h.t.Helper()
	ctx := h.t.Context()
	id, err := h.office.StartAbout(ctx, h.anna, office.AboutRequest{Label: n, Kind: kind})
	h.ok(err)
	h.confirmed(h.anna, id)
	return id
}

// confirmed has somebody confirm all that was carried over.
func (h *house) confirmed(who scheme.Actor, id scheme.ApplicationID) {
	h.t.Helper()
	ctx, f := h.t.Context(), h.file(who, id)
	for _, part := range f.Application.Carried {
		h.ok(h.office.ConfirmPart(ctx, who, id, h.file(who, id).Application.Revision, part))
	}
	for _, item := range f.Edition.Items {
		if a := f.Checklist.Answer(item.ID); a.Carried {
			a.Assessor, a.AssessedOn = "見本 花子", f.Application.ReceivedBy(h.today())
			_, err := h.office.ConfirmAnswer(ctx, who, id, a, f.Application.Entered()) // what stands on paper was assessed before it came
			h.ok(err)
		}
	}
}

// asking is begun, and submitted.
func (h *house) asking(n scheme.LabelNumber, kind scheme.ApplicationKind) scheme.ApplicationID {
	h.t.Helper()
	id := h.begun(n, kind)
	h.ok(h.office.Submit(h.t.Context(), h.anna, id, h.declaration(h.anna, id)))
	return id
}

// settle accepts an application and settles fee and inquiry.
func (h *house) settle(id scheme.ApplicationID) {
	h.t.Helper()
	h.ok(h.office.Accept(h.t.Context(), h.one, id))
	h.ok(h.office.EnterPayment(h.t.Context(), h.one, id, h.payment(id)))
	if len(onRecord(h, id).Inquiries) > 0 {
		h.ok(h.consent(id))
	}
}

// granted settles an application and decides for it.
func (h *house) granted(id scheme.ApplicationID) {
	h.t.Helper()
	h.settle(id)
	_, err := h.office.Issue(h.t.Context(), h.fresh(h.two), id)
	h.ok(err)
}

// told are the kinds of the events about a label, with their days.
func (h *house) told(n scheme.LabelNumber) (all []string) {
	h.t.Helper()
	var own []scheme.Event
	for _, e := range h.events() {
		if e.Label == n {
			own, all = append(own, e), append(all, string(e.Kind)+" "+string(e.Day))
		}
	}
	replayed, err := scheme.Replay(own)
	h.ok(err)
	standing := h.label(n).Label.Standing
	for day := h.today().AddDays(-900); day < h.today().AddDays(900); day = day.AddDays(1) {
		if was, is := replayed.StatusOn(day), standing.StatusOn(day); was != is {
			h.t.Fatalf("the events tell of %s on %s, the register of %s", was, day, is)
		}
	}
	return all
}

// both runs a story on both engines, under the scheme the software ships with.
func both(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, s *store.Store) { fn(t, newHouse(t, s, catalogtest.JCStarFiles())) })
}

// In time: the number stays, the assessments add up, validity runs on from the
// day after its old end, and the days in between stay as they were told.
func TestStory_extensionInTime(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		n := h.issued(1)
		issued, end := h.today(), h.label(n).Label.ValidUntil
		_, err := h.office.StartAbout(ctx, h.anna, office.AboutRequest{Label: n, Kind: scheme.Extension})
		h.no(err, scheme.Conflict, "refusal.extension.early")
		_, err = h.office.StartAbout(ctx, h.stranger, office.AboutRequest{Label: n, Kind: scheme.Extension})
		h.no(err, scheme.Denied, "refusal.role")

		h.on(end.AddDays(-60))
		id := h.begun(n, scheme.Extension)
		_, err = h.office.StartAbout(ctx, h.agent, office.AboutRequest{Label: n, Kind: scheme.Extension})
		h.no(err, scheme.Conflict, "refusal.about.open")
		f := h.file(h.anna, id)
		if len(f.Findings) != 0 || f.About == nil || f.About.Label.Number != n || len(f.About.Changes) != 0 || f.LastDay != h.scheme.LastDay(end.AddDays(1)) {
			t.Fatalf("what was carried and confirmed needs no more: %v, %v, last day %s", f.Findings, f.About.Changes, f.LastDay)
		}
		p := f.Application.Product
		p.Models, p.Firmware = append(slices.Clone(p.Models), "SC-1B"), "2.0.0"
		_, err = h.office.SaveProduct(ctx, h.anna, id, f.Application.Revision, p)
		h.ok(err)
		h.ok(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)))
		if l := h.label(n).Label; l.ExtensionApplied != h.today() || l.Product.Firmware != "1.0.0" {
			t.Fatalf("submitted: %+v", l)
		}
		var places []string
		for _, c := range h.file(h.one, id).About.Changes {
			places = append(places, c.Place)
		}
		if d := cmp.Diff([]string{"product.models", "product.firmware"}, places); d != "" {
			t.Fatal("what differs from the last declaration:", d)
		}

		h.on(end.AddDays(10))
		if got := h.label(n).Status; got != scheme.InExtension {
			t.Fatalf("past its last day with a pending extension: %s", got)
		}
		h.granted(id)
		l := h.label(n)
		if l.Status != scheme.Active || l.Label.ValidUntil != h.scheme.LastDay(end.AddDays(1)) || l.Label.FirstIssued != issued || len(l.Label.Assessments) != 2 ||
			l.Label.Product.Firmware != "2.0.0" || l.Label.StatusOn(end.AddDays(3)) != scheme.InExtension {
			t.Fatalf("extended: %+v", l.Label)
		}
		if a := h.file(h.one, id).Application; a.State != scheme.Issued || a.Label != n || a.Of != n {
			t.Fatalf("%+v", a)
		}
		want := []string{"label_issued " + string(issued), "extension_applied " + string(end.AddDays(-60)),
			"label_extended " + string(end.AddDays(10)), "label_updated " + string(end.AddDays(10))}
		if d := cmp.Diff(want, h.told(n)); d != "" {
			t.Fatal("events:", d)
		}
		if !slices.Contains(h.letters(), "label_extended") {
			t.Fatal("the holder was not told")
		}
		_, err = h.office.StartAbout(ctx, h.anna, office.AboutRequest{Label: n, Kind: scheme.Extension})
		h.no(err, scheme.Conflict, "refusal.extension.early")
	})
}

// Late: the label stays expired until it is extended; too late, nothing is
// taken any more.
func TestStory_extensionLate(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		n, other := h.issued(1), h.issued(2)
		end := h.label(n).Label.ValidUntil
		h.on(end.AddDays(20))
		id := h.asking(n, scheme.Extension)
		if got := h.label(n).Status; got != scheme.Expired {
			t.Fatalf("applied for late: %s", got)
		}
		h.on(end.AddDays(40))
		h.granted(id)
		l := h.label(n)
		if l.Status != scheme.Active || l.Label.StatusOn(end.AddDays(30)) != scheme.Expired || l.Label.ValidUntil != h.scheme.LastDay(end.AddDays(1)) {
			t.Fatalf("%+v", l.Label.Standing)
		}
		h.told(n)

		late := h.begun(other, scheme.Extension) // a draft alone keeps no day
		h.on(end.AddDays(h.scheme.Extension.LateDays + 1))
		h.no(h.office.Submit(ctx, h.anna, late, h.declaration(h.anna, late)), scheme.Conflict, "refusal.extension.late")
		if h.label(other).Label.ExtensionApplied != "" {
			t.Fatal("a refused submission was told")
		}
	})
}

// Refused: expired from the day of the refusal on; in its time one may apply
// again. A returned application keeps its day.
func TestStory_extensionRefusedThenApplied(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		n := h.issued(1)
		end := h.label(n).Label.ValidUntil
		h.on(end)
		id := h.asking(n, scheme.Extension)
		h.on(end.AddDays(5))
		h.ok(h.office.Return(ctx, h.one, id, "型番を確かめてください"))
		h.on(end.AddDays(8))
		h.ok(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id))) // past the end, and still of its first day
		if got := h.label(n).Status; got != scheme.InExtension {
			t.Fatal(got)
		}
		h.settle(id)
		h.on(end.AddDays(12))
		h.ok(h.office.Refuse(ctx, h.fresh(h.two), id, "根拠が足りません"))
		if got := h.label(n).Status; got != scheme.Expired {
			t.Fatal(got)
		}
		if !slices.Contains(h.letters(), "extension_refused") {
			t.Fatal("the holder was not told")
		}
		h.on(end.AddDays(20))
		again := h.asking(n, scheme.Extension)
		h.on(end.AddDays(25))
		h.ok(h.office.GiveUp(ctx, h.anna, again))
		third := h.asking(n, scheme.Extension)
		h.ok(h.office.Reject(ctx, h.one, third, "形式が整っていません"))
		h.granted(h.asking(n, scheme.Extension))
		l := h.label(n).Label
		for day, want := range map[scheme.Date]scheme.Status{end: scheme.Active, end.AddDays(11): scheme.InExtension, end.AddDays(12): scheme.Expired,
			end.AddDays(24): scheme.Expired, end.AddDays(25): scheme.Active} {
			if got := l.StatusOn(day); got != want {
				t.Errorf("on %s: %s, want %s", day, got, want)
			}
		}
		var outcomes []string
		for _, e := range h.events() {
			if e.Kind == scheme.ExtensionEnded {
				outcomes = append(outcomes, e.Facts["outcome"])
			}
		}
		if d := cmp.Diff([]string{"refused", "withdrawn", "rejected"}, outcomes); d != "" {
			t.Error(d)
		}
		h.told(n)
	})
}

// The label ends while its extension is under way: the software closes the
// application by itself, and nothing more is told of the extension.
func TestStory_labelEndsWhileItsExtensionIsOpen(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		n, kept := h.issued(1), h.issued(2)
		h.on(h.label(n).Label.ValidUntil.AddDays(-10))
		id, other := h.asking(n, scheme.Extension), h.asking(kept, scheme.Extension)
		h.settle(id)
		h.ok(h.office.WithdrawLabel(ctx, h.anna, n, h.ground(scheme.DeedWithdraw), "販売を終えた"))
		_, err := h.office.Issue(ctx, h.fresh(h.two), id)
		h.no(err, scheme.Conflict, "refusal.extension.ended")
		closed, err := h.office.CloseMoot(ctx)
		if err != nil || closed != 1 {
			t.Fatalf("%d closed, %v", closed, err)
		}
		if again, err := h.office.CloseMoot(ctx); err != nil || again != 0 {
			t.Fatalf("%d closed again, %v", again, err)
		}
		if a := onRecord(h, id); a.State != scheme.GivenUp || a.Closed.IsZero() || a.ClosedBy != "" || onRecord(h, other).State != scheme.Submitted {
			t.Fatalf("%+v", a)
		}
		if !slices.Contains(h.letters(), "application_moot") || !strings.HasSuffix(strings.Join(h.told(n), " "), "extension_ended 2028-03-21") || h.label(n).Label.Pending() {
			t.Fatal(h.letters(), h.told(n))
		}
	})
}

// A holder who does not correct what was returned cannot keep its label in
// extension for ever.
func TestStory_extensionReturnedAndNeverCorrected(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	n := h.issued(1)
	end := h.label(n).Label.ValidUntil
	h.on(end)
	id := h.asking(n, scheme.Extension)
	h.ok(h.office.Return(t.Context(), h.one, id, "補正してください"))
	a := onRecord(h, id)
	last := h.scheme.Abandoned(&a)
	for day, want := range map[scheme.Date]int{last: 0, last.AddDays(1): 1} {
		if day != last {
			continue
		}
		h.on(day)
		if closed, err := h.office.CloseMoot(t.Context()); err != nil || closed != want {
			t.Fatalf("on %s %d closed, %v", day, closed, err)
		}
	}
	h.on(last.AddDays(1))
	if closed, err := h.office.CloseMoot(t.Context()); err != nil || closed != 1 {
		t.Fatalf("%d closed, %v", closed, err)
	}
	if h.label(n).Status != scheme.Expired || !slices.Contains(h.letters(), "application_abandoned") {
		t.Fatal(h.label(n).Status, h.letters())
	}
}

// Maintenance: assessed anew after a change, and validity stays. No authority
// is asked, as the scheme's data says.
func TestStory_maintenance(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		n := h.issued(1)
		before := h.label(n).Label
		h.clock.Advance(100 * 24 * time.Hour)
		id := h.asking(n, scheme.Maintenance)
		h.granted(id)
		if l := h.label(n).Label; l.ValidUntil != before.ValidUntil || len(l.Assessments) != 2 || len(onRecord(h, id).Inquiries) != 0 || onRecord(h, id).Numbers.Provisional == "" {
			t.Fatalf("%+v", l)
		}
		refused := h.asking(n, scheme.Maintenance)
		h.settle(refused)
		h.ok(h.office.Refuse(ctx, h.fresh(h.two), refused, "変更後の評価が足りません"))
		if got := h.label(n); got.Status != scheme.Active || !slices.Contains(h.letters(), "maintenance_refused") {
			t.Fatal(got.Status, h.letters())
		}
		want := []string{"label_issued " + string(before.FirstIssued), "label_maintained " + string(h.today())}
		if d := cmp.Diff(want, h.told(n)); d != "" {
			t.Fatal(d)
		}
		short := h.begun(n, scheme.Maintenance)
		p := h.file(h.anna, short).Application.Product
		p.SupportUntil = before.ValidUntil.AddDays(-1)
		_, err := h.office.SaveProduct(ctx, h.anna, short, h.file(h.anna, short).Application.Revision, p)
		h.ok(err)
		h.no(h.office.Submit(ctx, h.anna, short, h.declaration(h.anna, short)), scheme.Invalid, "refusal.product.support_short")
	})
}

// Level, category and listing day are the label's, whatever a form says.
func TestAbout_keepsWhatIsTheLabels(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	n := h.issued(1)
	_, err := h.office.StartAbout(ctx, h.anna, office.AboutRequest{Label: n, Kind: scheme.New})
	h.no(err, scheme.Invalid, "refusal.about.kind")
	_, err = h.office.StartAbout(ctx, h.anna, office.AboutRequest{Label: "0000000000000000", Kind: scheme.Maintenance})
	h.no(err, scheme.Missing, "refusal.missing")
	id := h.begun(n, scheme.Maintenance)
	a := onRecord(h, id)
	_, err = h.office.SaveKind(ctx, h.anna, id, a.Revision, a.Level, "communication", "")
	h.no(err, scheme.Invalid, "refusal.about.level")
	_, err = h.office.SaveListing(ctx, h.anna, id, a.Revision, h.today().AddDays(10))
	h.no(err, scheme.Invalid, "refusal.about.listing")
	if p, err := h.office.Preview(ctx, h.anna, id); err != nil || p.Entry.Number != n || len(p.Entry.Assessments) != 2 {
		t.Fatalf("%+v, %v", p.Entry, err)
	}
}

// The edition is superseded while extensions are open: what was received by the
// end of the transition keeps its edition, also when it is corrected later; a
// draft has to change over, and keeps the answers to items that stay.
func TestStory_editionSupersededWhileAnExtensionIsOpen(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		n, other := h.issued(1), h.issued(2)
		start := h.label(n).Label.ValidUntil.AddDays(-60)
		h.on(start)
		kept, moved := h.begun(n, scheme.Extension), h.begun(other, scheme.Extension)
		h.supersede(start.AddDays(5))
		h.on(start.AddDays(5))
		h.ok(h.office.Submit(ctx, h.anna, kept, h.declaration(h.anna, kept)))
		h.ok(h.office.Return(ctx, h.one, kept, "型番を確かめてください"))
		h.on(start.AddDays(9))
		h.ok(h.office.Submit(ctx, h.anna, kept, h.declaration(h.anna, kept)))
		h.no(h.office.Submit(ctx, h.anna, moved, h.declaration(h.anna, moved)), scheme.Invalid, "refusal.edition.not_open")
		a := onRecord(h, moved)
		_, err := h.office.SaveKind(ctx, h.anna, moved, a.Revision, a.Level, a.Category, "")
		h.ok(err)
		h.ok(h.office.Submit(ctx, h.anna, moved, h.declaration(h.anna, moved)))
		h.granted(kept)
		h.granted(moved)
		if was, is := h.label(n).Label.Edition, h.label(other).Label.Edition; was != "JST-CR-01-01-2024R1" || is != "JST-CR-01-01-2024R2" {
			t.Fatalf("editions %s and %s", was, is)
		}
	})
}
