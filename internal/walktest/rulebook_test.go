package walktest

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

const (
	walks   = 100_000 // through the rule book
	steps   = 40      // of each, at most
	term    = 20      // days of validity
	number  = scheme.LabelNumber("2026000001")
	secrets = "confidential" // stands in every text that the public must not read
)

// TestMain lets rapid walk as often as these tests mean, unless the command
// says otherwise.
func TestMain(m *testing.M) {
	flag.Parse()
	for name, value := range map[string]string{"rapid.checks": strconv.Itoa(walks / lanes), "rapid.nofailfile": "true"} { // a seed tells as much
		if f := flag.Lookup(name); f.Value.String() == f.DefValue {
			if err := flag.Set(name, value); err != nil {
				panic(err)
			}
		}
	}
	os.Exit(m.Run())
}

// lanes are walked beside each other.
const lanes = 4

// days are the dates of a walk by their number.
var days = func() (all []scheme.Date) {
	for n := range 1000 {
		all = append(all, scheme.Date("2026-04-01").AddDays(n))
	}
	return all
}()

// dayOf is the number of a date; -1 of one that is none of a walk.
func dayOf(d scheme.Date) int {
	n, found := slices.BinarySearch(days, d)
	if !found {
		return -1
	}
	return n
}

// A person is somebody with the roles that it has toward the label.
type person struct {
	id    scheme.PersonID
	roles []scheme.Role
}

// people of every kind.
var people = []person{
	{"holder", []scheme.Role{scheme.RoleApplicant}}, {"agent", []scheme.Role{scheme.RoleAgent}}, {"manager", []scheme.Role{scheme.RoleManager}},
	{"entry", []scheme.Role{scheme.RoleEntry}}, {"one", []scheme.Role{scheme.RoleOfficer}}, {"two", []scheme.Role{scheme.RoleOfficer}},
	{"three", []scheme.Role{scheme.RoleOfficer}}, {"administrator", []scheme.Role{scheme.RoleAdministrator}}, {"reviewer", []scheme.Role{scheme.RoleReviewer}},
	{"", []scheme.Role{scheme.RoleSystem}}, {"taker", []scheme.Role{scheme.RoleTaker}}, {"nobody", nil},
}

// seen counts what happened in all walks, so that a test can tell that enough
// did.
type seen struct{ sequences, deeds, done, denied, revoked, annulled, gaps, transfers, heard, maintained int }

// Over random lives the rule book does what the charter lets it, and register,
// events and onlooker tell the same of every day.
func TestWalks_ruleBookAndOnlookerTellTheSame(t *testing.T) {
	t.Parallel()
	for lane := range lanes {
		t.Run(strconv.Itoa(lane+1), func(t *testing.T) {
			t.Parallel()
			began, sum := time.Now(), seen{}
			rapid.Check(t, func(t *rapid.T) {
				w := born(t, &sum)
				for range steps {
					w.step()
				}
				w.settle()
			})
			t.Logf("%v: %+v", time.Since(began).Round(time.Millisecond), sum)
			if n := sum.sequences; n > 1000 && min(sum.revoked, sum.annulled, sum.gaps, sum.transfers, sum.heard, sum.maintained) < n/200 {
				t.Errorf("too little happens in these lives: %+v", sum)
			}
		})
	}
}

// A life is one label with all that is going on around it, moved through the
// functions of the rule book.
type life struct {
	t      *rapid.T
	sum    *seen
	draws  uint64
	day    int
	now    time.Time
	label  scheme.Label
	told   scheme.Told // from the events so far
	seq    int64
	hears  Onlooker
	asked  scheme.ApplicationState // of an application for an extension; "" when there is none
	got    bool                    // it was submitted once
	tends  scheme.ApplicationState // of an application for maintenance; "" when there is none
	over   scheme.SuccessionState  // of a handing over; "" when there is none
	tended int                     // how often it was assessed anew by maintenance
	papers scheme.ReissueState     // of a reissue; "" when there is none
	file   *scheme.Case
	knows  inquest
}

func born(t *rapid.T, sum *seen) *life {
	sum.sequences++
	w := &life{t: t, sum: sum, now: time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)}
	w.label = scheme.Label{Number: number, Level: "1", Edition: "R1", Holder: secrets + " id", HolderName: scheme.Text{Ja: "甲"}, Product: scheme.Product{
		Name: scheme.Text{Ja: "見本"}, Models: []string{"M-1"}, Manufacturer: "甲", Country: "JP", Firmware: "1.0", SupportFrom: "2026-01-01", Summary: scheme.Text{Ja: "見本"},
		HomePage: "https://m.example/", Enquiry: "a@m.example", VulnerabilityDesk: "b@m.example", DisclosurePolicy: "https://m.example/p", SuppliedBy: []string{secrets}},
		FirstIssued: days[0], Listed: days[0], Standing: scheme.Standing{ValidFrom: days[0], ValidUntil: days[term]},
		Assessments: []scheme.Assessment{{Application: secrets, Edition: "R1", Evaluator: "self"}}}
	w.say(scheme.LabelIssued, w.label.Facts())
	return w
}

// say makes an event of today and lets everybody hear it.
func (w *life) say(kind scheme.EventKind, facts map[string]string) {
	w.t.Helper()
	w.seq++
	e := scheme.Event{Seq: w.seq, ID: "E", Kind: kind, Day: days[w.day], Label: number, Recorded: w.now, Facts: facts}
	next, err := w.told.After(e)
	if err != nil {
		w.t.Fatalf("the event cannot follow: %s %v: %v", kind, facts, err)
	}
	w.told = next
	w.hears.Hear(e, w.day, dayOf)
}

// step lets some time pass, or somebody do something: mostly anybody anything,
// often somebody what can be done next.
func (w *life) step() {
	w.sum.deeds++
	w.draws++
	r := chance(rapid.Uint64().Draw(w.t, "step") + w.draws<<32)
	if r.of(5) == 0 {
		w.sleep(1 + r.of(9))
		return
	}
	before, then := maps.Clone(w.hears.Public), w.label.StatusOn(days[w.day])
	w.begin(&r)
	switch r.of(9) {
	case 0, 1:
		deed, who := led(&r, "label", string(then), scheme.LabelDeeds)
		w.onLabel(deed, who.id, who.roles, uint32(r))
	case 2, 3:
		deed, who := led(&r, "application", string(w.asked), scheme.ApplicationDeeds)
		w.onApplication(deed, who.roles, uint32(r))
	case 4, 5:
		state := scheme.CaseState("")
		if w.file != nil {
			state = w.file.State
		}
		deed, who := led(&r, "case", string(state), scheme.CaseDeeds)
		w.onCase(deed, who.id, who.roles, uint32(r))
	case 6:
		deed, who := led(&r, "succession", string(w.over), scheme.SuccessionDeeds)
		w.onSuccession(deed, who.roles, uint32(r))
	case 7:
		deed, who := led(&r, "application", string(w.tends), scheme.ApplicationDeeds)
		w.onMaintenance(deed, who.roles)
	default:
		deed, who := led(&r, "reissue", string(w.papers), scheme.ReissueDeeds)
		w.onReissue(deed, who.roles, uint32(r))
	}
	w.compare(before, then)
}

// begin begins something that is not going on.
func (w *life) begin(r *chance) {
	holder, one := people[0], people[4]
	switch r.of(12) {
	case 0, 1:
		w.onLabel(scheme.DeedExtend, holder.id, holder.roles, uint32(*r))
	case 2:
		w.onLabel(scheme.DeedOffer, holder.id, holder.roles, uint32(*r))
	case 3:
		w.onLabel(scheme.DeedAskReissue, holder.id, holder.roles, uint32(*r))
	case 4, 5:
		if w.file == nil {
			w.onCase(scheme.DeedCaseJoin, one.id, one.roles, uint32(*r))
		}
	case 6:
		w.annul()
	case 7:
		w.onLabel(scheme.DeedMaintain, holder.id, holder.roles, uint32(*r))
	}
}

// chance is where a step takes its choices from; each takes its share away.
type chance uint64

func (c *chance) of(n int) int {
	x := uint64(*c) + 0x9e3779b97f4a7c15 // as splitmix64 does: what is drawn is mostly small
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	*c = chance(x ^ x>>31)
	return int(uint64(*c) % uint64(n))
}

// last are deeds after which little more can happen.
var last = []scheme.Deed{scheme.DeedWithdraw, scheme.DeedClose, scheme.DeedReject, scheme.DeedRefuse, scheme.DeedDeclineLabel, scheme.DeedTakeBack, scheme.DeedLapse,
	scheme.DeedRefuseWish, scheme.DeedCaseClose}

// led picks a deed and somebody to do it: by chance, or so that the charter
// lets it from this state.
func led(c *chance, thing, state string, deeds []scheme.Deed) (scheme.Deed, person) {
	deed, who := deeds[c.of(len(deeds))], people[c.of(len(people))]
	if c.of(3) == 0 {
		return deed, who
	}
	var can []scheme.Deed
	for _, d := range deeds {
		to, may := clauses[thing][d].to[state]
		for range 6 {
			if may {
				can = append(can, d)
			}
			again := d == scheme.DeedCaseNotify && strings.HasPrefix(state, "case_hear") // mostly refused
			if to == state || again || slices.Contains(last, d) {                        // what moves on comes oftener
				may = false
			}
		}
	}
	if len(can) == 0 {
		return deed, who
	}
	if deed = can[c.of(len(can))]; (deed == scheme.DeedWithdraw || deed == scheme.DeedCaseUnfind) && c.of(4) > 0 {
		deed = can[c.of(len(can))]
	}
	for !slices.ContainsFunc(who.roles, func(r scheme.Role) bool { return slices.Contains(clauses[thing][deed].who, r) }) {
		who = people[c.of(len(people))]
	}
	return deed, who
}

func pickOf[T any](all []T, n uint32) T { return all[n%uint32(len(all))] }

// sleep lets days pass; each evening the onlooker tells how the label stands.
func (w *life) sleep(n int) {
	for range n {
		w.tonight()
		w.hears.Evening(w.day)
		w.day, w.now = w.day+1, w.now.Add(24*time.Hour)
	}
}

// tonight compares what register, events and onlooker tell of today.
func (w *life) tonight() {
	today := days[w.day]
	want := w.hears.Tonight(w.day)
	if got, by := w.label.StatusOn(today), w.told.StatusOn(today); got != want || by != want {
		w.t.Fatalf("%s: the register says %q, the events %q, the onlooker %q: %+v", today, got, by, want, w.hears.heard)
	}
	if today > w.label.ValidUntil && want == scheme.Active {
		w.t.Fatalf("%s: active past its end", today)
	}
}

// compare holds after a deed: what the public may know of the label changed
// exactly as something was said in public, and nothing of it is confidential.
func (w *life) compare(before map[string]bool, then scheme.Status) {
	w.tonight()
	e := registry.Of(w.label, func(t time.Time) scheme.Date { return scheme.DateOf(t.Add(9 * time.Hour)) })
	if is := Shown(e); !maps.Equal(w.hears.Public, is) {
		w.t.Fatalf("heard and shown differ (-heard +shown):\n%s", cmp.Diff(w.hears.Public, is))
	}
	if len(before) == len(w.hears.Public) && then == w.label.StatusOn(days[w.day]) {
		return // nothing became public
	}
	text, err := json.Marshal(e)
	if err != nil || strings.Contains(string(text), secrets) {
		w.t.Fatalf("the public reads %s, %v", text, err)
	}
}

// settle compares all days in the end: also those to come, and those of before
// with what was told then.
func (w *life) settle() {
	w.sleep(1)
	all := w.hears.InTheEnd(w.day + 30)
	for day, want := range all {
		d := days[day]
		if got, by := w.label.StatusOn(d), w.told.StatusOn(d); got != want || by != want {
			w.t.Fatalf("in the end, of %s the register says %q, the events %q, the onlooker %q: %+v\n%+v", d, got, by, want, w.hears.heard, w.label.Standing)
		}
		if day < len(w.hears.Told) && w.hears.Told[day] != want && !w.hears.MayDiffer(day) {
			w.t.Fatalf("of %s %q was told, now %q", d, w.hears.Told[day], want)
		}
	}
	if d := cmp.Diff(w.label.Standing, w.told.Standing); d != "" {
		w.t.Fatalf("register and events differ in what a label stands on (-register +events):\n%s", d)
	}
	w.sum.gaps += min(1, len(w.label.Gaps))
	w.sum.annulled += min(1, len(w.label.Annulled))
	w.sum.transfers += min(1, len(w.label.PastHolders))
	w.sum.revoked += min(1, len(w.label.Annulled)+len(w.label.Revoked))
	w.sum.maintained += min(1, w.tended)
}

// may asks rule book and charter whether roles may do a deed to a thing in
// this state, and fails when they differ.
func may[S ~string](w *life, thing string, rules []scheme.Rule[S], from S, deed scheme.Deed, roles []scheme.Role) (S, bool) {
	w.t.Helper()
	to, said := asks(rules, from, deed, roles)
	want, why := Granted(thing, deed, string(from), roles)
	if string(to) != want || said != why {
		w.t.Fatalf("%s %s of %s by %v: the rule book says %s %q, the charter %s %q", deed, thing, from, roles, to, said, want, why)
	}
	if why != "" {
		w.sum.denied++
		return to, false
	}
	w.sum.done++
	return to, true
}

// agree fails when a refusal was or was not expected.
func (w *life) agree(what string, err error, want bool) bool {
	w.t.Helper()
	if (err == nil) != want {
		w.t.Fatalf("%s on %s: %v; it must be possible: %t", what, days[w.day], err, want)
	}
	return err == nil
}

func (w *life) text(what string, args ...any) string {
	return secrets + " " + fmt.Sprintf(what, args...)
}
