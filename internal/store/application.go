package store

import (
	"cmp"
	"strings"

	"shirushi/internal/fold"
	"shirushi/internal/scheme"
)

func applicationRecord(a *scheme.Application) record {
	return record{table: "application", keys: 1, revision: &a.Revision, columns: []column{
		{"id", &a.ID}, {"revision", &a.Revision}, {"kind", &a.Kind}, {"of_label", &a.Of}, {"state", &a.State},
		{"applicant", &a.Applicant}, {"agent", &a.Agent}, {"started", instant{&a.Started}}, {"started_by", &a.StartedBy},
		{"level", &a.Level}, {"category", &a.Category}, {"edition", &a.Edition}, {"catalog", &a.Catalog},
		{"evaluator", facts{&a.Evaluator}}, {"scope", facts{&a.Scope}}, {"product", facts{&a.Product}},
		{"application_number", &a.Numbers.Application}, {"acceptance_number", &a.Numbers.Acceptance},
		{"provisional_number", &a.Numbers.Provisional}, {"declaration", facts{&a.Declaration}},
		{"received", &a.Received}, {"returns", facts{&a.Returns}},
		{"accepted_at", instant{&a.AcceptedAt}}, {"accepted_by", &a.AcceptedBy},
		{"fee_yen", &a.FeeYen}, {"fee", facts{&a.Fee}}, {"inquiries", facts{&a.Inquiries}},
		{"closed", instant{&a.Closed}}, {"closed_by", &a.ClosedBy}, {"reason", &a.Reason}, {"label", &a.Label},
		{"bill_agent", flag{&a.BillAgent}}, {"declaring", facts{&a.Declaring}}, {"listing_wish", &a.ListingWish}, {"open_to", facts{&a.OpenTo}}, {"started_with", &a.StartedWith},
		{"channel", &a.Channel}, {"entered_by", facts{&a.EnteredBy}}, {"paper", facts{&a.Paper}},
		{"carried", facts{&a.Carried}}, {"reopened", facts{&a.Reopened}}, {"officer", &a.Officer}, {"search", derived{applicationSearch(a)}},
	}}
}

// applicationSearch is the text in which an application is found: its
// numbers, the product's names and models, one a line.
func applicationSearch(a *scheme.Application) string {
	parts := []string{a.Numbers.Application, a.Numbers.Acceptance, a.Numbers.Provisional, string(cmp.Or(a.Label, a.Of)), a.Product.Name.Ja, a.Product.Name.En}
	parts = append(parts, a.Product.Models...)
	for i, part := range parts {
		parts[i] = fold.Text(strings.ReplaceAll(part, "\n", " "))
	}
	return strings.Join(parts, "\n")
}

// Application reads one application. It refuses an unknown id with Missing.
func (tx *Tx) Application(id scheme.ApplicationID) (scheme.Application, error) {
	return read(tx, applicationRecord, "WHERE id = $1", id)
}

// ApplicationStartedWith reads the application that a form began. It refuses
// the mark of a form that began none with Missing.
func (tx *Tx) ApplicationStartedWith(mark string) (scheme.Application, error) {
	return read(tx, applicationRecord, "WHERE started_with = $1 AND started_with <> ''", mark)
}

// An ApplicationFilter restricts a list of applications.
type ApplicationFilter struct {
	Applicants []scheme.OrganisationID   // nil: all; empty but not nil: none
	States     []scheme.ApplicationState // nil: all; empty but not nil: none
	Limit      int                       // at most 500, which is also what 0 means
	Received   bool                      // only those that have come to the office: submitted, or entered by it
	Level      scheme.LevelID            // "": all
	Kind       scheme.ApplicationKind    // "": all
	About      scheme.LabelNumber        // label that it asks to extend or to maintain; "": all
	AboutAny   bool                      // only those about some label
	Officers   []scheme.PersonID         // who works on it; nil: all; "" stands for nobody
	Text       string                    // part of a number, of the product's name or model, or of the applicant's name; "": all
	Words      []string                  // each is found as Text is, wherever it stands; the first mostWords count
	Fee        FeeFilter                 // of those accepted only; empty: all
	Side       *Side                     // whose own they are; nil: anybody's
	Skip       int                       // so many of the first are left out
	Order      ApplicationOrder
	After      string // id of the last application of the page before, with LastStarted only; "" for the first page
}

// A FeeFilter restricts, of a list of applications, those that are accepted:
// to those whose fee is open, or settled. Others are let through.
type FeeFilter string

const (
	FeeOpen    FeeFilter = "open"
	FeeSettled FeeFilter = "settled"
)

// A Side is what applications are somebody's own by: as their applicant, or
// as an agent that began them or was let into them.
type Side struct {
	Applicant scheme.OrganisationID   // "" when it applies for none itself
	Agent     scheme.OrganisationID   // "" when it is no agent
	ActsFor   []scheme.OrganisationID // the makers for which the agent acts
}

// An ApplicationOrder says which applications come first in a list.
type ApplicationOrder string

const (
	LastStarted   ApplicationOrder = "started DESC, id DESC"
	FirstReceived ApplicationOrder = "received, application_number, id"
	LastClosed    ApplicationOrder = "closed DESC, id DESC"
)

// Applications lists applications, the last started first when no other
// order is asked for.
func (tx *Tx) Applications(f ApplicationFilter) ([]scheme.Application, error) {
	w := f.where()
	if f.Order == "" {
		f.Order = LastStarted
	}
	return list(tx, applicationRecord, w.String()+" ORDER BY "+string(f.Order)+" LIMIT "+w.mark(rows(f.Limit))+" OFFSET "+w.mark(max(f.Skip, 0)), w.args...)
}

// CountApplications counts the applications that a filter lets through,
// whatever its limit.
func (tx *Tx) CountApplications(f ApplicationFilter) (int, error) {
	w := f.where()
	return scalar[int](tx, "applications", "SELECT COUNT(*) FROM application "+w.String(), w.args...)
}

func (f ApplicationFilter) where() *where {
	var w where
	if f.Applicants != nil {
		in(&w, "applicant", f.Applicants)
	}
	if f.States != nil {
		in(&w, "state", f.States)
	}
	if f.Received {
		w.and("(received <> '' OR channel IN ('paper', 'email'))")
	}
	if f.About != "" {
		w.and("of_label = " + w.mark(f.About))
	}
	if f.About != "" || f.AboutAny {
		w.and("of_label <> ''") // as the index wants it
	}
	if f.Level != "" {
		w.and("level = " + w.mark(f.Level))
	}
	if f.Kind != "" {
		w.and("kind = " + w.mark(f.Kind))
	}
	if f.Officers != nil {
		in(&w, "officer", f.Officers)
	}
	for _, text := range append([]string{f.Text}, f.Words[:min(len(f.Words), mostWords)]...) {
		if text = fold.Text(text); text != "" {
			part := w.mark(containing(strings.ReplaceAll(text, "\n", " ")))
			w.and("(search LIKE " + part + ` ESCAPE '\' OR applicant IN (SELECT id FROM organisation WHERE search LIKE ` + part + ` ESCAPE '\'))`)
		}
	}
	switch f.Fee { // the fee is JSON that begins with the day on which it was paid
	case FeeOpen:
		w.and("(state <> " + w.mark(scheme.Accepted) + ` OR fee LIKE '{"paid":"",%')`)
	case FeeSettled:
		w.and("(state <> " + w.mark(scheme.Accepted) + ` OR fee NOT LIKE '{"paid":"",%')`)
	}
	if f.Side != nil {
		f.Side.restrict(&w)
	}
	if f.After != "" {
		w.and("(started, id) < (SELECT started, id FROM application WHERE id = " + w.mark(f.After) + ")")
	}
	return &w
}

// restrict lets through what is the side's own.
func (s *Side) restrict(w *where) {
	own := []string{"1 = 0"}
	if s.Applicant != "" {
		own = append(own, "applicant = "+w.mark(s.Applicant))
	}
	if s.Agent != "" && len(s.ActsFor) > 0 {
		var agent where
		agent.args = w.args
		in(&agent, "applicant", s.ActsFor)
		agent.and("(agent = " + agent.mark(s.Agent) + " OR replace(open_to, " + agent.mark(`"`+string(s.Agent)+`"`) + ", '') <> open_to)")
		own, w.args = append(own, strings.Join(agent.conditions, " AND ")), agent.args
	}
	w.and("(" + strings.Join(own, " OR ") + ")")
}

// PutApplication writes an application. It refuses with Conflict when the
// application has been written since it was read.
func (tx *Tx) PutApplication(a *scheme.Application) error { return tx.put(applicationRecord(a)) }
