package takeover_test

import (
	"context"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/catalog"
	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/desk"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/takeover"
	"shirushi/internal/testkit"
)

// A house is a desk with the scheme loaded, one officer and one holder.
type house struct {
	t     *testing.T
	store *store.Store
	desk  *desk.Desk
	clock *testkit.Clock
	who   scheme.Actor
}

func open(t *testing.T, s *store.Store) *house {
	t.Helper()
	h := &house{t: t, store: s, clock: testkit.NewClock()}
	h.desk = desk.New(s, h.clock.Now)
	o := testkit.Office()
	p := testkit.Person(o, 1, scheme.RoleOfficer)
	files, err := catalog.Files(catalogtest.JCStarFiles())
	if err != nil {
		t.Fatal(err)
	}
	var kept []store.CatalogFile
	for name, content := range files {
		kept = append(kept, store.CatalogFile{Path: name, Content: content})
	}
	h.update(func(tx *store.Tx) error {
		if err := tx.PutOrganisation(&o); err != nil {
			return err
		}
		if err := tx.PutPerson(&p); err != nil {
			return err
		}
		return tx.AddCatalog(store.CatalogVersion{Hash: catalog.Hash(files), Loaded: h.clock.Now(), By: p.ID}, kept)
	})
	h.who = testkit.Actor(p, o)
	return h
}

func (h *house) update(fn func(*store.Tx) error) {
	h.t.Helper()
	if err := h.store.Update(h.t.Context(), fn); err != nil {
		h.t.Fatal(err)
	}
}

// take takes over a table and returns what came of it and what was refused.
func (h *house) take(kind takeover.Kind, o takeover.Options, name, text string) (takeover.Count, []string, error) {
	h.t.Helper()
	var refused []string
	o.Refused = func(r takeover.Refused) {
		refused = append(refused, fmt.Sprintf("%d %s %s", r.Line, r.Refusal.Field, r.Refusal.Key))
	}
	source, err := takeover.Read(kind, name, func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil })
	if err != nil {
		return takeover.Count{}, nil, err
	}
	count, err := takeover.New(h.desk).Take(h.t.Context(), h.who, kind, source, o)
	return count, refused, err
}

// takes is take for a table in which nothing may be refused.
func (h *house) takes(kind takeover.Kind, o takeover.Options, text string, want takeover.Count) {
	h.t.Helper()
	got, refused, err := h.take(kind, o, "x.csv", text)
	if err != nil || len(refused) > 0 || got != want {
		h.t.Errorf("%s: %+v, want %+v; refused %v; %v", kind, got, want, refused, err)
	}
}

func (h *house) label(number string) scheme.Label {
	h.t.Helper()
	var l scheme.Label
	err := h.store.View(h.t.Context(), func(tx *store.Tx) (err error) {
		l, err = tx.Label(scheme.LabelNumber(number))
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return l
}

// events numbers what is public and lists it.
func (h *house) events() []scheme.Event {
	h.t.Helper()
	if _, err := h.store.Sequence(context.Background(), h.desk.Day(h.clock.Now())); err != nil {
		h.t.Fatal(err)
	}
	var all []scheme.Event
	h.update(func(tx *store.Tx) (err error) {
		all, err = tx.Events(0, 0)
		return err
	})
	return all
}

func number(t *testing.T, serial int64) string {
	t.Helper()
	n, err := catalogtest.JCStar(t).Numbering.Registration.Number(2025, serial)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

const holderRows = "holder,name_ja,name_en,country,address,contact_name,contact_email,corporate_number,proof_kind,proof_number,reads_japanese\n" +
	"H1,架空照明,Kakuu Lights,JP,東京都見本区1,見本 花子,a@lights.example,%s,,,\n" +
	"H2,,Invented Devices Ltd,SE,Exempelgatan 1,Ann Example,b@devices.example,,extract,556000-0000,yes\n"

func (h *house) holders() {
	h.t.Helper()
	h.takes(takeover.Holders, takeover.Options{}, fmt.Sprintf(holderRows, testkit.CorporateNumber(7)), takeover.Count{Rows: 2, Taken: 2})
}

const labelHeads = "number,holder,level,edition,evaluator,valid_from,valid_until,name_ja,models,withdrawn,revoked,end_ground,extension_applied,support_from,support_until\n"

func labelRow(number, more string) string {
	return number + ",H1,1,JST-CR-01-01-2024R1,applicant,2025-05-01,2026-03-31," + more + "\n"
}

func TestTake_labelsAreWholeAndPublic(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		h.holders()
		one, two := number(t, 12), number(t, 13)
		text := labelHeads + labelRow(one, "電球 一,\"KL-1|KL-2\",,,,2026-03-20,2025-05-01,") +
			two + "," + testkit.CorporateNumber(7) + ",1,JST-CR-01-01-2024R1,applicant,2025-05-01,2027-04-30,電球 二,KL-9,,2025-08-01,vulnerability_not_handled,,,\n"
		h.takes(takeover.Labels, takeover.Options{}, text, takeover.Count{Rows: 2, Taken: 2})

		l := h.label(one)
		if l.Application != "" || l.HolderName.En != "Kakuu Lights" || len(l.Product.Models) != 2 || l.FirstIssued != "2025-05-01" || l.Listed != "2025-05-01" {
			t.Errorf("%+v", l)
		}
		e, err := s.Entry(t.Context(), scheme.LabelNumber(two), "2025-09-01")
		if err != nil || e.StatusOn("2025-09-01") != scheme.Revoked || e.EndGround != "vulnerability_not_handled" {
			t.Errorf("%+v, %v", e, err)
		}
		events := h.events()
		if len(events) != 2 || events[0].Kind != scheme.LabelImported || events[1].Facts["revoked"] != "2025-08-01" || events[0].Facts["extension_applied"] != "2026-03-20" {
			t.Errorf("events %+v", events)
		}
		page, err := s.Entries(t.Context(), registry.Query{Text: "KL-9", Day: "2026-01-01"})
		if err != nil || page.Total != 1 {
			t.Errorf("found %d, %v", page.Total, err)
		}
		h.update(func(tx *store.Tx) error { // numbers go on after those taken over
			next, err := tx.NextSerial("registration")
			if next != 14 {
				t.Errorf("the next number is %d", next)
			}
			return err
		})
	})
}

func TestTake_againDoesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		h.holders()
		h.takes(takeover.Holders, takeover.Options{}, fmt.Sprintf(holderRows, testkit.CorporateNumber(7)), takeover.Count{Rows: 2, Same: 2})
		row := labelRow(number(t, 1), "電球,KL-1,,,,,,")
		h.takes(takeover.Labels, takeover.Options{}, labelHeads+row+row, takeover.Count{Rows: 2, Taken: 1, Same: 1})
		before := h.label(number(t, 1))
		h.clock.Advance(48 * time.Hour)
		h.takes(takeover.Labels, takeover.Options{}, labelHeads+row, takeover.Count{Rows: 1, Same: 1})
		if diff := cmp.Diff(before, h.label(number(t, 1))); diff != "" {
			t.Error(diff)
		}
		changed := labelHeads + labelRow(number(t, 1), "電球 改,KL-1,,,,,,")
		count, refused, err := h.take(takeover.Labels, takeover.Options{}, "x.csv", changed)
		if err != nil || count.Refused != 1 || refused[0] != "2 number refusal.takeover.differs" {
			t.Errorf("%+v %v %v", count, refused, err)
		}
		h.takes(takeover.Labels, takeover.Options{Update: true}, changed, takeover.Count{Rows: 1, Changed: 1})
		if l := h.label(number(t, 1)); l.Product.Name.Ja != "電球 改" || l.Revision != 2 {
			t.Errorf("%+v", l)
		}
		if events := h.events(); len(events) != 2 || events[1].Kind != scheme.LabelUpdated {
			t.Errorf("%+v", events)
		}
	})
}

func TestTake_modelsNewsAndSuccessorsComeToTheirLabels(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		h.holders()
		one, two := number(t, 1), number(t, 2)
		h.takes(takeover.Labels, takeover.Options{}, labelHeads+labelRow(one, "電球,KL-1,,,,,,")+labelRow(two, "電球 二,KL-2,,,,,,"), takeover.Count{Rows: 2, Taken: 2})
		h.takes(takeover.Models, takeover.Options{}, "number,models\n"+one+",KL-1W\n"+one+",KL-1\n"+one+",\"KL-1X|KL-1Y\"\n", takeover.Count{Rows: 3, Taken: 2, Same: 1})
		news := "number,kind,on,text_ja,references\n" + one + ",security,2025-07-01,更新してください。,\"CVE-2025-10001|JVN#00000001\"\n"
		h.takes(takeover.News, takeover.Options{}, news+strings.SplitN(news, "\n", 2)[1], takeover.Count{Rows: 2, Taken: 1, Same: 1})
		h.takes(takeover.Successors, takeover.Options{}, "number,successor\n"+one+","+two+"\n", takeover.Count{Rows: 1, Taken: 1})

		l := h.label(one)
		if diff := cmp.Diff([]string{"KL-1", "KL-1W", "KL-1X", "KL-1Y"}, l.Product.Models); diff != "" || len(l.News) != 1 || string(l.Successor) != two {
			t.Errorf("%s %+v", diff, l)
		}
		if len(l.News[0].References) != 2 {
			t.Errorf("news %+v", l.News)
		}
		kinds := ""
		for _, e := range h.events() {
			kinds += string(e.Kind) + " "
		}
		if kinds != "label_imported label_imported label_updated label_news label_updated " {
			t.Error(kinds)
		}
		// What came to the label here is no difference to the row it came by.
		h.takes(takeover.Labels, takeover.Options{Update: true}, labelHeads+labelRow(two, "電球 二,KL-2,,,,,,"), takeover.Count{Rows: 1, Same: 1})
		for _, bad := range []struct{ kind, rows, want string }{
			{"models", "number,models\n" + number(t, 77) + ",X\n", "2 number refusal.takeover.label"},
			{"models", "number,models\n" + one + ",\n", "2 models refusal.takeover.empty"},
			{"models", "number,models\n" + one + "," + strings.Repeat("x", 101) + "\n", "2 models refusal.product.model_long"},
			{"news", "number,kind,on,text_ja\n" + one + ",gossip,2025-07-01,あ\n", "2 kind refusal.news.kind"},
			{"news", "number,kind,on,text_ja\n" + one + ",update,2024-07-01,あ\n", "2 on refusal.takeover.before"},
			{"successors", "number,successor\n" + one + "," + one + "\n", "2 successor refusal.takeover.itself"},
			{"successors", "number,successor\n" + one + "," + number(t, 78) + "\n", "2 successor refusal.takeover.label"},
			{"successors", "number,successor\n" + two + ",nonsense\n", "2 successor refusal.takeover.label"},
		} {
			_, refused, err := h.take(takeover.Kind(bad.kind), takeover.Options{}, "x.csv", bad.rows)
			if err != nil || len(refused) != 1 || refused[0] != bad.want {
				t.Errorf("%s %q: %v, %v", bad.kind, bad.rows, refused, err)
			}
		}
	})
}

func TestTake_refusedRowsAreToldAndTheOthersStay(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.SQLite(t))
	h.holders()
	good, bad := labelRow(number(t, 1), "電球,KL-1,,,,,,"), labelRow("1234", "電球,KL-1,,,,,,")
	count, refused, err := h.take(takeover.Labels, takeover.Options{}, "x.csv", labelHeads+bad+good)
	if err != nil || count != (takeover.Count{Rows: 2, Taken: 1, Refused: 1}) || refused[0] != "2 number refusal.number.malformed" {
		t.Errorf("%+v %v %v", count, refused, err)
	}
	next := labelRow(number(t, 2), "電球,KL-1,,,,,,")
	count, _, err = h.take(takeover.Labels, takeover.Options{Whole: true}, "x.csv", labelHeads+next+bad)
	if err != nil || count != (takeover.Count{Rows: 2, Refused: 1}) {
		t.Errorf("whole: %+v %v", count, err)
	}
	count, _, err = h.take(takeover.Labels, takeover.Options{Check: true}, "x.csv", labelHeads+next)
	if err != nil || count != (takeover.Count{Rows: 1, Taken: 1}) {
		t.Errorf("check: %+v %v", count, err)
	}
	err = h.store.View(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Label(scheme.LabelNumber(number(t, 2)))
		return err
	})
	if !scheme.IsRefusal(err, scheme.Missing) {
		t.Errorf("written all the same: %v", err)
	}
	h.takes(takeover.Labels, takeover.Options{Whole: true}, labelHeads+next, takeover.Count{Rows: 1, Taken: 1})
}

func TestTake_badLabelsNameTheirField(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.SQLite(t))
	h.holders()
	n := number(t, 5)
	wrong := n[:15] + string('0'+(n[15]-'0'+1)%10)
	for _, tt := range []struct{ row, want string }{
		{wrong + ",H1,1,JST-CR-01-01-2024R1,applicant,2025-05-01,2026-03-31,電球,K,,,,,,", "number refusal.number.check_digit"},
		{n + ",H9,1,JST-CR-01-01-2024R1,applicant,2025-05-01,2026-03-31,電球,K,,,,,,", "holder refusal.takeover.holder"},
		{n + ",,1,JST-CR-01-01-2024R1,applicant,2025-05-01,2026-03-31,電球,K,,,,,,", "holder refusal.takeover.holder"},
		{n + ",H1,7,JST-CR-01-01-2024R1,applicant,2025-05-01,2026-03-31,電球,K,,,,,,", "level refusal.level.unknown"},
		{n + ",H1,1,NONE,applicant,2025-05-01,2026-03-31,電球,K,,,,,,", "edition refusal.edition.unknown"},
		{n + ",H1,1,JST-CR-01-01-2024R1,oracle,2025-05-01,2026-03-31,電球,K,,,,,,", "evaluator refusal.evaluator.class"},
		{n + ",H1,1,JST-CR-01-01-2024R1,applicant,2024-05-01,2026-03-31,電球,K,,,,,,", "edition refusal.takeover.edition_early"},
		{n + ",H1,1,JST-CR-01-01-2024R1,applicant,2025-05-01,2028-03-31,電球,K,,,,,,", "valid_until refusal.takeover.too_long"},
		{n + ",H1,1,JST-CR-01-01-2024R1,applicant,2025-05-01,2025-04-30,電球,K,,,,,,", "valid_until refusal.takeover.before"},
		{n + ",H1,1,JST-CR-01-01-2024R1,applicant,2025-02-30,2026-03-31,電球,K,,,,,,", "valid_from refusal.date.malformed"},
		{n + ",H1,1,JST-CR-01-01-2024R1,applicant,2090-05-01,2091-03-31,電球,K,,,,,,", "valid_from refusal.date.future"},
		{n + ",H1,1,JST-CR-01-01-2024R1,applicant,2025-05-01,2026-03-31,電球,,,,,,,", "models refusal.product.missing"},
		{n + ",H1,1,JST-CR-01-01-2024R1,applicant,2025-05-01,2026-03-31,電\u202e球,K,,,,,,", "name_ja refusal.text.unseen"},
		{n + ",H1,1,JST-CR-01-01-2024R1,applicant,2025-05-01,2026-03-31,電球,\"K|K\",,,,,,", "models refusal.product.model_twice"},
		{n + ",H1,1,JST-CR-01-01-2024R1,applicant,2025-05-01,2026-03-31,電球,K,2025-06-01,,,,,", "end_ground refusal.ground"},
		{n + ",H1,1,JST-CR-01-01-2024R1,applicant,2025-05-01,2026-03-31,電球,K,,,holder_wish,,,", "end_ground refusal.takeover.no_end"},
		{n + ",H1,1,JST-CR-01-01-2024R1,applicant,2025-05-01,2026-03-31,電球,K,,2025-04-01,duties_not_met,,,", "revoked refusal.takeover.before"},
		{n + ",H1,1,JST-CR-01-01-2024R1,applicant,2025-05-01,2025-06-30,電球,K,,2025-08-01,duties_not_met,,,", "revoked refusal.takeover.ended_late"},
		{n + ",H1,1,JST-CR-01-01-2024R1,applicant,2025-05-01,2025-06-30,電球,K,,,,2025-07-15,,", "extension_applied refusal.takeover.extension_late"},
		{n + ",H1,1,JST-CR-01-01-2024R1,applicant,2025-05-01,2026-03-31,電球,K,,,,,2025-05-01,2025-12-31", "support_until refusal.product.support_short"},
		{n + ",H1,1,JST-CR-01-01-2024R1,applicant,2025-05-01,2026-03-31,電球,K,,,,,,,,,surplus", "file refusal.takeover.cells"},
		{n + ",H1,1,JST-CR-01-01-2024R1,applicant,2025-05-01,2026-03-31,\xff\xfe,K,,,,,,", "name_ja refusal.takeover.utf8"},
	} {
		_, refused, err := h.take(takeover.Labels, takeover.Options{}, "x.csv", labelHeads+tt.row+"\n")
		if err != nil || len(refused) == 0 || !strings.Contains(strings.Join(refused, "; ")+";", "2 "+tt.want+";") {
			t.Errorf("%s\n got %v %v\nwant %s", tt.row, refused, err, tt.want)
		}
	}
	if all := h.events(); len(all) != 0 {
		t.Errorf("%d events of labels that were refused", len(all))
	}
}

func TestTake_onlyForTheOffice(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.SQLite(t))
	o := testkit.Maker(1)
	p := testkit.Person(o, 1, scheme.RoleApplicant)
	h.update(func(tx *store.Tx) error {
		if err := tx.PutOrganisation(&o); err != nil {
			return err
		}
		return tx.PutPerson(&p)
	})
	h.who = testkit.Actor(p, o)
	for _, whole := range []bool{false, true} {
		_, _, err := h.take(takeover.Holders, takeover.Options{Whole: whole}, "x.csv", fmt.Sprintf(holderRows, testkit.CorporateNumber(7)))
		if !scheme.IsRefusal(err, scheme.Denied) {
			t.Errorf("whole %v: %v", whole, err)
		}
	}
}

func TestTake_aHolderRegisteredHereKeepsItsRecord(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.SQLite(t))
	o := testkit.Maker(7)
	h.update(func(tx *store.Tx) error { return tx.PutOrganisation(&o) })
	_, refused, err := h.take(takeover.Holders, takeover.Options{}, "x.csv", fmt.Sprintf(holderRows, o.CorporateNumber))
	if err != nil || len(refused) != 1 || refused[0] != "2 holder refusal.takeover.registered" {
		t.Errorf("%v %v", refused, err)
	}
	text := strings.Replace(fmt.Sprintf(holderRows, o.CorporateNumber), "H1,", o.CorporateNumber+",", 1)
	h.takes(takeover.Holders, takeover.Options{Update: true}, text, takeover.Count{Rows: 2, Same: 2})
	h.takes(takeover.Labels, takeover.Options{}, labelHeads+strings.Replace(labelRow(number(t, 1), "電球,KL-1,,,,,,"), "H1", o.CorporateNumber, 1), takeover.Count{Rows: 1, Taken: 1})
	if l := h.label(number(t, 1)); l.Holder != o.ID {
		t.Errorf("holder %s", l.Holder)
	}
}

// What the register says of a label follows from its events also when its rows
// came again and again, changed.
func TestTake_whatTheRegisterSaysFollowsFromItsEvents(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		h.holders()
		one := number(t, 12)
		heads := strings.TrimSuffix(labelHeads, "\n") + ",listed\n"
		row := func(more, listed string) string {
			return heads + strings.TrimSuffix(labelRow(one, more), "\n") + "," + listed + "\n"
		}
		anew := takeover.Options{Update: true}
		rows := []string{"電球,KL-1,,,,,2025-05-01,", "電球,KL-1|KL-2,,,,2026-03-20,2025-05-01,", "電球,KL-3,2025-09-01,,withdrawn_by_holder,,2025-05-01,", "電球,KL-3,,,,,2025-05-01,"}
		for i, more := range rows {
			if i == 2 {
				more = strings.Replace(more, "withdrawn_by_holder", string(ends(t, scheme.DeedWithdraw)), 1)
			}
			count := takeover.Count{Rows: 1, Changed: 1}
			if i == 0 {
				count = takeover.Count{Rows: 1, Taken: 1}
			}
			h.takes(takeover.Labels, anew, row(more, ""), count)
			if i == 1 {
				h.takes(takeover.Models, anew, "number,models\n"+one+",KL-9\n", takeover.Count{Rows: 1, Taken: 1})
			}
			var about []scheme.Event
			for _, e := range h.events() {
				if e.Label == scheme.LabelNumber(one) {
					about = append(about, e)
				}
			}
			l := h.label(one)
			told, err := scheme.Replay(about)
			if err != nil || !reflect.DeepEqual(told.Standing, l.Standing) || told.Level != l.Level || told.Edition != l.Edition || told.FirstIssued != l.FirstIssued {
				t.Errorf("row %d: by its events %+v, %v; by the register %+v", i, told, err, l.Standing)
			}
		}
	})
}

// What happened here to a label after it was taken over is not undone by the
// rows of an earlier register.
func TestTake_doesNotGoBackBehindWhatWasDoneHere(t *testing.T) {
	t.Parallel()
	for name, live := range map[string]func(*desk.Work, *scheme.Label) error{
		"withdrawn": func(w *desk.Work, l *scheme.Label) error {
			l.Withdrawn = w.Today
			return w.PublishFrom(l.Listed, scheme.LabelWithdrawn, l.Number, w.Today, map[string]string{"ground": "holder_wish"}, nil)
		},
		"extended": func(_ *desk.Work, l *scheme.Label) error {
			l.ApplyForExtension(l.ValidUntil)
			l.Extend(l.ValidUntil.AddDays(30), l.ValidUntil)
			return nil
		},
		"handed over": func(_ *desk.Work, l *scheme.Label) error {
			l.PastHolders = []scheme.PastHolder{{Holder: l.Holder, Name: l.HolderName, Until: l.ValidFrom}}
			return nil
		},
	} {
		h := open(t, storetest.SQLite(t))
		h.holders()
		n := number(t, 14)
		h.takes(takeover.Labels, takeover.Options{}, labelHeads+labelRow(n, "電球,KL-1,,,,,,"), takeover.Count{Rows: 1, Taken: 1})
		l := h.label(n)
		err := h.desk.Do(t.Context(), scheme.System(), "live", func(w *desk.Work) error {
			w.Audit("label:"+n, nil, name)
			if err := live(w, &l); err != nil {
				return err
			}
			return w.PutLabel(&l)
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.store.Sequence(t.Context(), "2999-12-31"); err != nil {
			t.Fatal(err)
		}
		_, refused, err := h.take(takeover.Labels, takeover.Options{Update: true}, "x.csv", labelHeads+labelRow(n, "電球 改,KL-1,,,,,,"))
		if err != nil || len(refused) != 1 || refused[0] != "2 number refusal.takeover.lived_on" {
			t.Errorf("%s: %v %v", name, refused, err)
		}
		if diff := cmp.Diff(l, h.label(n)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestTake_aListingDayAheadStaysWhereItIs(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.SQLite(t))
	h.holders()
	now, later := number(t, 12), number(t, 13)
	today := h.desk.Day(h.clock.Now())
	row := func(n string, listed scheme.Date) string {
		return strings.TrimSuffix(labelHeads, "\n") + ",listed\n" + strings.TrimSuffix(labelRow(n, "電球,KL-1,,,,,2025-05-01,"), "\n") + "," + string(listed) + "\n"
	}
	h.takes(takeover.Labels, takeover.Options{}, row(now, "2025-06-01"), takeover.Count{Rows: 1, Taken: 1})
	h.takes(takeover.Labels, takeover.Options{}, row(later, today.AddDays(5)), takeover.Count{Rows: 1, Taken: 1})
	for _, c := range []struct {
		number string
		listed scheme.Date
	}{{later, today.AddDays(3)}, {later, today.AddDays(7)}, {later, "2025-06-01"}, {now, today.AddDays(3)}} {
		_, refused, err := h.take(takeover.Labels, takeover.Options{Update: true}, "x.csv", row(c.number, c.listed))
		if err != nil || len(refused) != 1 || refused[0] != "2 listed refusal.takeover.listed_moved" {
			t.Errorf("%+v: %v, %v", c, refused, err)
		}
	}
	h.takes(takeover.Labels, takeover.Options{Update: true}, row(now, "2025-06-02"), takeover.Count{Rows: 1, Changed: 1}) // both are past
}

func ends(t *testing.T, deed scheme.Deed) scheme.GroundID {
	t.Helper()
	for _, g := range catalogtest.JCStar(t).Grounds {
		if g.Ends == deed {
			return g.ID
		}
	}
	t.Fatal("no ground")
	return ""
}
