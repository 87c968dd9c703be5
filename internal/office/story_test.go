package office_test

import (
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// The main story, under two schemes that have little in common: from an empty
// draft to a label that the public can read.
func TestStory_fromDraftToLabel(t *testing.T) {
	t.Parallel()
	schemes(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, err := h.office.Start(ctx, h.anna, h.kind())
		h.ok(err)
		if f := h.file(h.anna, id); len(f.Findings) == 0 || f.Application.State != scheme.Draft || f.Applicant.ID != h.maker.ID {
			t.Fatalf("an empty draft: %+v", f)
		}
		h.no(h.office.Submit(ctx, h.two, id, office.SubmitRequest{}), scheme.Missing, "refusal.missing")
		h.fill(h.anna, id, 7)
		f := h.file(h.anna, id)
		if len(f.Findings) != 0 || f.Audit != nil {
			t.Fatalf("a filled draft: findings %v, audit %v", f.Findings, f.Audit)
		}
		rows, err := h.office.Applications(ctx, h.anna, nil)
		h.ok(err)
		if len(rows) != 1 || rows[0].Filled != rows[0].Items || rows[0].Items != len(f.Edition.Items) || rows[0].Items == 0 {
			t.Fatalf("rows %+v", rows)
		}

		received := h.today()
		h.ok(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)))
		a := h.file(h.one, id).Application
		want := scheme.Declaration{Name: "責任 太郎", Title: "品質保証部長", Language: "ja", Edition: f.Edition.ID,
			Checklist: f.Checklist.Hash(f.Edition), At: h.clock.Now(), By: h.anna.Person.ID}
		for _, s := range h.scheme.Statements {
			want.Statements = append(want.Statements, s.Text.Ja)
		}
		if !h.scheme.Terms.IsZero() {
			want.Terms = scheme.TermsNote{Name: "見本 花子", Language: "ja", Catalog: h.catHash, At: h.clock.Now(), By: h.anna.Person.ID}
		}
		if d := cmp.Diff(want, a.Declaration); d != "" {
			t.Fatal("the declaration is not kept as it was made:", d)
		}
		first, _ := h.scheme.Numbering.Application.Number(received.Year(), 1)
		if a.Numbers.Application != first || a.Received != received || a.Catalog != h.catHash {
			t.Fatalf("submitted: %+v", a)
		}

		h.clock.Advance(3 * 24 * time.Hour)
		h.ok(h.office.Accept(ctx, h.one, id))
		a = h.file(h.one, id).Application
		fee, _ := h.scheme.FeeOn(a.Kind, a.Level, received)
		if a.FeeYen != fee.Yen || a.FeeYen == 0 || a.Numbers.Acceptance == "" || a.Numbers.Provisional != "" {
			t.Fatalf("accepted: %+v", a)
		}
		h.ok(h.office.EnterPayment(ctx, h.one, id, h.payment(id)))
		if h.file(h.one, id).Application.Numbers.Provisional != "" {
			t.Fatal("a provisional number before an authority has answered")
		}
		h.ok(h.consent(id))
		if h.file(h.anna, id).Application.Numbers.Provisional == "" {
			t.Fatal("no provisional number after fee and inquiry")
		}

		number, err := h.office.Issue(ctx, h.fresh(h.two), id)
		h.ok(err)
		if read, err := h.scheme.Numbering.Registration.Parse(string(number)); err != nil || read != string(number) {
			t.Fatalf("%s is not of the scheme's form: %v", number, err)
		}
		checkIssued(t, h, id, number)
	})
}

func checkIssued(t *testing.T, h *house, id scheme.ApplicationID, number scheme.LabelNumber) {
	t.Helper()
	f := h.file(h.one, id)
	a := f.Application
	if a.State != scheme.Issued || a.Label != number || a.ClosedBy != h.two.Person.ID || len(f.Deeds) != 0 {
		t.Fatalf("issued: %+v", a)
	}
	l := h.label(number)
	if l.Status != scheme.Active || l.Label.ValidFrom != h.today() || l.Label.ValidUntil != h.scheme.LastDay(h.today()) || l.Label.HolderName != h.maker.Name {
		t.Fatalf("label: %+v", l.Label)
	}
	entry, err := h.store.Entry(t.Context(), number, h.today())
	h.ok(err)
	if !reflect.DeepEqual(entry.Standing, l.Label.Standing) || entry.Product.Name != a.Product.Name || len(entry.Assessments) != 1 ||
		len(entry.Assessments[0].Answers) != len(f.Edition.Items) || entry.Assessments[0].Answers[0].Note != "確認済み" {
		t.Fatalf("entry: %+v", entry)
	}
	events := h.events()
	last := events[len(events)-1]
	if len(events) != 2 || events[0].Kind != scheme.CatalogLoaded || last.Kind != scheme.LabelIssued || last.Label != number ||
		last.Day != h.today() || last.Facts["valid_until"] != string(l.Label.ValidUntil) || last.Facts["level"] != string(a.Level) {
		t.Fatalf("events: %+v", events)
	}
	if leaf := string(last.Leaf()); strings.Contains(leaf, a.Product.Name.Ja) || strings.Contains(leaf, h.maker.Name.Ja) {
		t.Fatal("an event carries a name in clear")
	}
	h.view(func(tx *store.Tx) error {
		o, err := tx.Opening(last.ID, "name_ja")
		if err == nil && (o.Text != a.Product.Name.Ja || o.Commit() != last.Commitments["name_ja"]) {
			t.Errorf("the opening does not open the commitment: %+v", o)
		}
		return err
	})
	var deeds []string
	for _, line := range h.audit("application:" + string(id)) {
		deeds = append(deeds, line.Deed)
	}
	slices.Reverse(deeds)
	want := []string{"start"}
	for range len(f.Edition.Items) + 3 {
		want = append(want, "edit")
	}
	want = append(want, "submit", "accept", "enter_payment", "answer_inquiry", "issue")
	if d := cmp.Diff(want, deeds); d != "" {
		t.Fatal("audit:", d)
	}
	if lines := h.audit("label:" + string(number)); len(lines) != 1 || lines[0].Deed != "issue" || lines[0].Who != h.two.Person.ID || lines[0].Before != "" {
		t.Fatalf("audit of the label: %+v", lines)
	}
	if d := cmp.Diff([]string{"application_accepted", "application_submitted", "inquiry_answered", "inquiry_asked", "invoice_made", "label_issued", "payment_received"}, h.letters()); d != "" {
		t.Fatal("letters:", d)
	}
}

func TestStory_throughAnAgent(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	id := h.draft(h.agent, h.maker.ID, 1)
	h.ok(h.office.Submit(t.Context(), h.agent, id, h.declaration(h.agent, id)))
	f := h.file(h.one, id)
	if f.Agent.ID != h.agency.ID || f.Applicant.ID != h.maker.ID || f.Application.Declaration.By != h.agent.Person.ID {
		t.Fatalf("%+v", f.Application)
	}
	if rows, err := h.office.Applications(t.Context(), h.anna, nil); err != nil || len(rows) != 1 {
		t.Fatalf("the maker does not see what its agent did: %v, %v", rows, err)
	}
}

// The agent's session goes on, the power of attorney does not.
func TestAgent_actsOnlyWhileThePowerHolds(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.draft(h.agent, h.maker.ID, 1)
	pretended := h.agent
	pretended.ActsFor = []scheme.OrganisationID{h.maker.ID, h.rival.ID}
	if _, err := h.office.Start(ctx, pretended, office.StartRequest{Applicant: h.rival.ID, Level: h.kind().Level}); !scheme.IsRefusal(err, scheme.Denied) {
		t.Fatalf("a power that only the session claims: %v", err)
	}
	for name, p := range map[string]scheme.Power{
		"ended today":     {Ended: h.today()},
		"ended yesterday": {Until: h.today().AddDays(-1)},
	} {
		p.Agent, p.Applicant, p.From = h.agency.ID, h.maker.ID, h.today().AddDays(-30)
		h.power(p)
		r := h.kind()
		r.Applicant = h.maker.ID
		_, err := h.office.Start(ctx, pretended, r)
		h.no(err, scheme.Denied, "refusal.power")
		_, err = h.office.SaveProduct(ctx, pretended, id, 1, product(2))
		h.no(err, scheme.Missing, "refusal.missing")
		h.no(h.office.Submit(ctx, pretended, id, office.SubmitRequest{}), scheme.Missing, "refusal.missing")
		h.no(h.office.GiveUp(ctx, pretended, id), scheme.Missing, "refusal.missing")
		_, err = h.office.File(ctx, pretended, id)
		h.no(err, scheme.Missing, "refusal.missing")
		rows, err := h.office.Applications(ctx, pretended, nil)
		h.ok(err)
		if len(rows) != 0 {
			t.Fatalf("%s: the agent still sees %d applications", name, len(rows))
		}
	}
	h.power(scheme.Power{Agent: h.agency.ID, Applicant: h.maker.ID, From: h.today().AddDays(-30), Until: h.today()})
	h.file(h.agent, id)
	h.clock.Advance(24 * time.Hour)
	_, err := h.office.File(ctx, h.agent, id)
	h.no(err, scheme.Missing, "refusal.missing")
}

func TestDismissed_mayDoNothingWhateverTheSessionSays(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	id := h.draft(h.anna, "", 1)
	h.put(func(tx *store.Tx) error {
		p, err := tx.Person(h.anna.Person.ID)
		if err != nil {
			return err
		}
		p.Dismissed = h.clock.Now()
		return tx.PutPerson(&p)
	})
	_, err := h.office.File(t.Context(), h.anna, id)
	h.no(err, scheme.Denied, "refusal.signed_out")
	h.no(h.office.Submit(t.Context(), h.anna, id, office.SubmitRequest{}), scheme.Denied, "refusal.signed_out")
}

// An officer who has become an administrator keeps no officer's deed open.
func TestRoles_areThoseOnRecordNow(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	id := h.submitted(1)
	h.put(func(tx *store.Tx) error {
		p, err := tx.Person(h.one.Person.ID)
		if err != nil {
			return err
		}
		p.Roles = []scheme.Role{scheme.RoleAdministrator}
		return tx.PutPerson(&p)
	})
	h.no(h.office.Accept(t.Context(), h.one, id), scheme.Denied, "refusal.role")
	forged := h.stranger
	forged.Person.Roles = append(forged.Person.Roles, scheme.RoleOfficer)
	forged.Organisation = h.maker
	h.no(h.office.Accept(t.Context(), forged, id), scheme.Missing, "refusal.missing")
}

// Once returned, an application takes a declaration of its own again, and
// keeps number and day of receipt.
func TestReturn_needsAFreshDeclaration(t *testing.T) {
	t.Parallel()
	schemes(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.submitted(1)
		first := h.file(h.one, id).Application
		h.ok(h.office.Return(ctx, h.one, id, "項目1の根拠を足してください"))
		h.clock.Advance(24 * time.Hour)

		item := h.edition(id).Items[0]
		stands := h.file(h.anna, id).Checklist.Answer(item.ID)
		stands.Rationale = "走査の範囲を書き足した"
		_, err := h.office.SaveAnswer(ctx, h.anna, id, stands)
		h.ok(err)
		h.no(h.office.Submit(ctx, h.anna, id, office.SubmitRequest{Revision: h.file(h.anna, id).Application.Revision, Language: "ja"}), scheme.Invalid,
			append([]string{"refusal.declaration.name", "refusal.declaration.title", "refusal.declaration.statements"}, h.withTerms("refusal.terms.open", "refusal.terms.name")...)...)
		h.ok(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)))

		f := h.file(h.one, id)
		a := f.Application
		if a.Numbers != first.Numbers || a.Received != first.Received || len(a.Returns) != 1 || a.Returns[0].By != h.one.Person.ID {
			t.Fatalf("submitted again: %+v", a)
		}
		if a.Declaration.Checklist != f.Checklist.Hash(f.Edition) || a.Declaration.Checklist == first.Declaration.Checklist || a.Declaration.At == first.Declaration.At {
			t.Fatal("the declaration is not of what was submitted")
		}
	})
}

func TestReturn_asOftenAsTheSchemeLets(t *testing.T) {
	t.Parallel()
	schemes(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.submitted(1)
		most := h.scheme.Limits.ReturnsAtMost
		for i := 0; i < max(most, 3); i++ {
			err := h.office.Return(ctx, h.one, id, "もう一度")
			if most > 0 && i >= most {
				h.no(err, scheme.Conflict, "refusal.application.returned_enough")
				return
			}
			h.ok(err)
			h.ok(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)))
		}
		if most > 0 {
			h.no(h.office.Return(ctx, h.one, id, "もう一度"), scheme.Conflict, "refusal.application.returned_enough")
		}
	})
}

// What the desk shows and what it judges by is one: the data under which the
// application was submitted, until it is submitted again.
func TestReturn_limitIsOfTheDataOfTheSubmission(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.submitted(1)
	h.load("scheme.yaml", h.returnsAtMost(), "returns_at_most: 1", nil)
	mayReturn := func() error {
		f := h.file(h.one, id)
		return f.Application.CanBeReturned(f.Scheme.Limits)
	}
	h.ok(mayReturn())
	h.ok(h.office.Return(ctx, h.one, id, "一度目"))
	h.ok(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)))
	h.no(mayReturn(), scheme.Conflict, "refusal.application.returned_enough")
	h.no(h.office.Return(ctx, h.one, id, "二度目"), scheme.Conflict, "refusal.application.returned_enough")

	other := h.submitted(2) // under the new data
	h.load("scheme.yaml", h.returnsAtMost(), "returns_at_most: 2", nil)
	h.ok(h.office.Return(ctx, h.one, other, "一度目"))
}

// A lower limit that came with newer data does not reach what was submitted
// before it.
func TestReturn_newDataTakesNoReturnAway(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.submitted(1)
	h.ok(h.office.Return(ctx, h.one, id, "一度目"))
	h.ok(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)))
	h.load("scheme.yaml", h.returnsAtMost(), "returns_at_most: 1", nil)
	f := h.file(h.one, id)
	h.ok(f.Application.CanBeReturned(f.Scheme.Limits))
	h.ok(h.office.Return(ctx, h.one, id, "二度目"))
}

// The day of receipt decides which editions are open, for as long as the
// application is corrected.
func TestSaveKind_afterAReturnKeepsTheEditionsOfTheReceipt(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.returned(1)
	a := h.file(h.anna, id).Application
	h.supersede(a.Received)
	h.clock.Advance(48 * time.Hour)
	_, err := h.office.SaveKind(ctx, h.anna, id, a.Revision, a.Level, a.Category, a.Edition)
	h.ok(err)
	_, err = h.office.Start(ctx, h.anna, office.StartRequest{Level: a.Level, Category: a.Category, Edition: a.Edition})
	h.no(err, scheme.Invalid, "refusal.edition.not_open")
}

// supersede puts a further revision of the criteria in the place of the first,
// under which applications are received up to a day.
func (h *house) supersede(until scheme.Date) {
	h.t.Helper()
	const was = "criteria/JST-CR-01-01-2024-R1"
	next := fstest.MapFS{}
	h.ok(fs.WalkDir(catalogtest.JCStarFiles(), was, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(catalogtest.JCStarFiles(), p)
		next[strings.Replace(p, "-R1/", "-R2/", 1)] = &fstest.MapFile{Data: []byte(strings.Replace(string(b), "revision: R1", "revision: R2", 1))}
		return err
	}))
	h.load(was+"/edition.yaml", "state: in_force\n", "state: superseded\ntransition_until: "+string(until)+"\n", next)
}

// returnsAtMost is the line of the scheme's data that says how often an
// application may be returned, as it stands there today.
func (h *house) returnsAtMost() string {
	return fmt.Sprintf("returns_at_most: %d", h.scheme.Limits.ReturnsAtMost)
}
