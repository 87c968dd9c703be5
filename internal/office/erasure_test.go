package office_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"shirushi/internal/keeper"
	"shirushi/internal/publog"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/statement"
	"shirushi/internal/store"
)

// A logged house keeps the public log, as a serving process does.
type logged struct {
	*house
	ring keeper.Ring
	keep *keeper.Keeper
}

func withLog(h *house) logged {
	h.t.Helper()
	l := logged{house: h, ring: keeper.In(h.t.TempDir())}
	l.keep = keeper.New(h.desk, h.store, l.ring, "labels.example", h.clock.Now)
	h.ok(l.keep.Begin(h.t.Context()))
	return l
}

// turn numbers and signs what there is.
func (l logged) turn() {
	l.t.Helper()
	_, err := l.store.Sequence(l.t.Context(), l.today())
	l.ok(err)
	l.ok(l.keep.Vouch(l.t.Context()))
}

// statusFile makes the file that states the status of a label today.
func (l logged) statusFile(n scheme.LabelNumber) (file []byte) {
	l.t.Helper()
	l.view(func(tx *store.Tx) error {
		events, openings, err := tx.EventsOf(n)
		l.ok(err)
		var recorded []statement.Recorded
		for _, e := range events {
			r := statement.Recorded{Event: e, Openings: map[string]scheme.Opening{}}
			for _, o := range openings {
				if o.Event == e.ID {
					r.Openings[o.Field] = o
				}
			}
			recorded = append(recorded, r)
		}
		q, err := statement.Question{Number: n}.On(l.today())
		l.ok(err)
		s, count, err := statement.Make(q, recorded, l.scheme.ZoneOffset, l.clock.Now())
		l.ok(err)
		last, err := tx.LastCheckpoint()
		l.ok(err)
		s.Size = last.Size
		all, err := tx.Events(0, 0)
		l.ok(err)
		for _, e := range all {
			if e.Kind == scheme.KeyAdded {
				count = append(count, statement.Recorded{Event: e})
			}
		}
		slices.SortFunc(count, func(a, b statement.Recorded) int { return int(a.Seq - b.Seq) })
		keys, err := tx.LogKeys(publog.Statements)
		l.ok(err)
		key, err := l.ring.Key(keys[0].Verifier)
		l.ok(err)
		proved, err := statement.Prove(count, last.Head, publog.Hashes(tx.LogTiles()))
		l.ok(err)
		f, err := statement.Sign(s, proved, last.Signed, key)
		l.ok(err)
		file, err = f.Bytes()
		return err
	})
	return file
}

func (l logged) verified(file []byte) statement.Report {
	l.t.Helper()
	keys, err := l.keep.Keys(l.t.Context(), publog.Checkpoints)
	l.ok(err)
	v, err := note.NewVerifier(keys[0].Verifier)
	l.ok(err)
	return statement.Verify(file, statement.Options{Logs: []note.Verifier{v}})
}

func result(t *testing.T, r statement.Report, code statement.Code) statement.Result {
	t.Helper()
	i := slices.IndexFunc(r.Findings, func(f statement.Finding) bool { return f.Code == code })
	if i < 0 {
		t.Fatalf("nothing found on %s: %+v", code, r.Findings)
	}
	return r.Findings[i].Result
}

func (l logged) leaves() (leaves [][]byte) {
	l.t.Helper()
	l.view(func(tx *store.Tx) (err error) {
		leaves, err = tx.Leaves(1, 1000)
		return err
	})
	return leaves
}

func (l logged) changes() []registry.Change {
	l.t.Helper()
	c, err := l.store.Changes(l.t.Context(), 0, 0, l.today())
	l.ok(err)
	return c.Items
}

// changeOf returns the number of the label's first event of a kind.
func (l logged) changeOf(n scheme.LabelNumber, kind scheme.EventKind) int64 {
	l.t.Helper()
	all := l.changes()
	i := slices.IndexFunc(all, func(c registry.Change) bool { return c.Label == n && c.Kind == kind })
	if i < 0 {
		l.t.Fatalf("no %s", kind)
	}
	return all[i].Seq
}

func TestErasure_takesTwoPersonsAndLeavesNoTextButAllProofs(t *testing.T) {
	t.Parallel()
	l := withLog(jcstar(t))
	ctx := t.Context()
	n := l.issued(1)
	const renamed = "個人名の入った製品名"
	l.ok(l.office.Propose(ctx, l.one, n, "name_ja", renamed, "転記の誤り"))
	l.ok(l.office.Confirm(ctx, l.two, n))
	l.turn()
	file, leaves, holder := l.statusFile(n), l.leaves(), l.label(n).Label.HolderName.Ja
	if !bytes.Contains(file, []byte(holder)) || !bytes.Contains(file, []byte(renamed)) {
		t.Fatal("the names are not in the file: the test does not look")
	}
	before := l.verified(file)

	issued, corrected := l.changeOf(n, scheme.LabelIssued), l.changeOf(n, scheme.LabelCorrected)
	texts := []scheme.ErasedText{{Event: issued, Field: "holder_ja"}, {Event: corrected, Field: "to"}}
	l.ok(l.office.ProposeErasure(ctx, l.fresh(l.admin), n, texts, "personal_data"))
	if e, err := l.store.Entry(ctx, n, l.today()); err != nil || e.Holder.Ja != holder || len(e.Erasures) != 0 {
		t.Fatalf("a proposal is public: %+v, %v", e, err)
	}
	l.no(l.office.ProposeErasure(ctx, l.fresh(l.admin), n, texts, "personal_data"), scheme.Conflict, "refusal.erasure.open")
	l.no(l.office.ConfirmErasure(ctx, l.fresh(l.admin), n), scheme.Denied, "refusal.erasure.same_person")
	l.no(l.office.ConfirmErasure(ctx, l.two, n), scheme.Denied, "refusal.step_up")
	l.ok(l.office.ConfirmErasure(ctx, l.fresh(l.two), n))
	l.turn()

	if !slices.Contains(l.letters(), "label_text_erased") {
		t.Errorf("the holder is not told: %v", l.letters())
	}
	gone := l.scheme.Erasure.Shown
	e, err := l.store.Entry(ctx, n, l.today())
	l.ok(err)
	if e.Holder.Ja != gone.Ja || e.Product.Name.Ja != gone.Ja || e.Product.Name.En == "" || strings.Contains(e.Corrections[0].To, renamed) {
		t.Errorf("the label tells %+v", e)
	}
	want := []registry.Erasure{{Event: issued, Fields: []string{"holder_ja"}, Ground: "personal_data", On: l.today()},
		{Event: corrected, Fields: []string{"to"}, Ground: "personal_data", On: l.today()}}
	if !slices.EqualFunc(e.Erasures, want, func(a, b registry.Erasure) bool {
		return a.Event == b.Event && slices.Equal(a.Fields, b.Fields) && a.Ground == b.Ground && a.On == b.On
	}) {
		t.Errorf("told are %+v", e.Erasures)
	}
	all := l.changes()
	if c := all[issued-1]; !slices.Equal(c.Withheld, []string{"holder_ja"}) || len(c.Erased) != 1 || c.Openings["name_ja"].Text == "" {
		t.Errorf("the change reads %+v", c)
	}
	if c := all[corrected-1]; !slices.Equal(c.Withheld, []string{"to"}) || len(c.Erased) != 1 || c.Openings["from"].Text == "" {
		t.Errorf("the correction reads %+v", c)
	}
	if c := all[len(all)-2]; c.Kind != scheme.TextErased || c.Facts["fields"] != "holder_ja" || c.Facts["ground"] != "personal_data" || len(c.Commitments) != 0 {
		t.Errorf("the erasure is told as %+v", c)
	}
	public, err := json.Marshal([]any{e, all})
	l.ok(err)
	for _, line := range l.audit("label:" + string(n)) {
		if strings.HasSuffix(line.Deed, "_erasure") {
			public = append(public, line.Before+line.After...)
		}
	}
	for _, text := range []string{holder, renamed} {
		if bytes.Contains(public, []byte(text)) {
			t.Errorf("still told: %s", text)
		}
	}

	for i, leaf := range l.leaves()[:len(leaves)] {
		if !bytes.Equal(leaf, leaves[i]) {
			t.Errorf("leaf %d reads otherwise", i)
		}
	}
	if after := l.verified(file); len(after.Findings) != len(before.Findings) || result(t, after, statement.EventsLogged) != statement.Proved || result(t, after, statement.TextsCommitted) != statement.Proved {
		t.Errorf("the file from before verifies otherwise: %+v", after.Findings)
	}
	again := l.statusFile(n)
	report := l.verified(again)
	for _, code := range []statement.Code{statement.CheckpointSound, statement.EventsLogged, statement.SignatureSound, statement.StatusFollows, statement.TextsCommitted} {
		if got := result(t, report, code); got != statement.Proved {
			t.Errorf("a file made afterwards: %s is %s", code, got)
		}
	}
	if report.Names["holder_ja"] != "" || bytes.Contains(again, []byte(holder)) {
		t.Error("a file made afterwards tells the name")
	}
}

func TestErasure_takesAlongWhatReadsTheSame(t *testing.T) {
	t.Parallel()
	l := withLog(jcstar(t))
	ctx := t.Context()
	n := l.issued(1)
	name := l.label(n).Label.Product.Name.Ja
	l.ok(l.office.Propose(ctx, l.one, n, "name_ja", "別の名", name)) // the reason reads like the name
	l.ok(l.office.Confirm(ctx, l.two, n))
	l.ok(l.office.Propose(ctx, l.one, n, "name_ja", "もう一つの名", "r")) // waits
	l.turn()
	l.ok(l.office.ProposeErasure(ctx, l.fresh(l.admin), n, []scheme.ErasedText{{Event: l.changeOf(n, scheme.LabelIssued), Field: "name_ja"}}, "law_or_court"))
	l.ok(l.office.ConfirmErasure(ctx, l.fresh(l.one), n))
	l.turn()
	public, err := json.Marshal(l.changes())
	l.ok(err)
	if bytes.Contains(public, []byte(name)) {
		t.Errorf("%s is told still", name)
	}
	e, err := l.store.Entry(ctx, n, l.today())
	l.ok(err)
	if e.Product.Name.Ja != "別の名" { // what was corrected since stays
		t.Errorf("the product is called %s", e.Product.Name.Ja)
	}
	l.ok(l.office.Confirm(ctx, l.two, n))
	l.turn()
	if all := l.changes(); all[len(all)-1].Openings["from"].Text != "別の名" {
		t.Errorf("%+v", all[len(all)-1])
	}
}

func TestErasure_refusals(t *testing.T) {
	t.Parallel()
	l := withLog(jcstar(t))
	ctx := t.Context()
	n := l.issued(1)
	l.turn()
	issued := l.changeOf(n, scheme.LabelIssued)
	holder := []scheme.ErasedText{{Event: issued, Field: "holder_ja"}}
	propose := func(who scheme.Actor, texts []scheme.ErasedText, ground scheme.GroundID) error {
		return l.office.ProposeErasure(ctx, who, n, texts, ground)
	}
	admin := l.fresh(l.admin)
	l.no(propose(l.fresh(l.anna), holder, "personal_data"), scheme.Denied, "refusal.role")
	l.no(propose(l.fresh(l.one), holder, "personal_data"), scheme.Denied, "refusal.administrator")
	l.no(propose(l.admin, holder, "personal_data"), scheme.Denied, "refusal.step_up")
	l.no(propose(admin, nil, "whim"), scheme.Invalid, "refusal.erasure.texts", "refusal.ground")
	l.no(propose(admin, holder, "false_statement"), scheme.Invalid, "refusal.ground")
	l.no(propose(admin, []scheme.ErasedText{{Event: issued, Field: "models"}}, "personal_data"), scheme.Conflict, "refusal.erasure.models")
	for _, text := range []scheme.ErasedText{{Event: issued, Field: "password"}, {Event: issued + 1, Field: "holder_ja"}, {Event: 1, Field: ""}, {}} {
		l.no(propose(admin, []scheme.ErasedText{text}, "personal_data"), scheme.Conflict, "refusal.erasure.gone")
	}
	l.no(l.office.ConfirmErasure(ctx, l.fresh(l.two), n), scheme.Conflict, "refusal.erasure.none")
	l.no(l.office.DropErasure(ctx, l.fresh(l.two), n), scheme.Conflict, "refusal.erasure.none")
	_, err := l.office.Erasures(ctx, l.anna)
	l.no(err, scheme.Denied, "refusal.role")
	_, err = l.office.ErasuresOf(ctx, l.fresh(l.anna), n)
	l.no(err, scheme.Denied, "refusal.role")

	l.ok(propose(admin, holder, "personal_data"))
	if rows, err := l.office.Erasures(ctx, l.two); err != nil || len(rows) != 1 || !rows[0].Open {
		t.Errorf("%+v, %v", rows, err)
	}
	l.ok(l.office.DropErasure(ctx, admin, n))
	l.ok(propose(admin, holder, "personal_data"))
	l.ok(l.office.ConfirmErasure(ctx, l.fresh(l.two), n))
	l.no(propose(admin, holder, "personal_data"), scheme.Conflict, "refusal.erasure.gone")
	if l.label(n).Status != scheme.Active {
		t.Error("the erasure changed the status")
	}
	l.clock.Advance(time.Second)
}
