package office

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// An AuditQuery says which audit lines someone wants to read. What is zero
// does not restrict.
type AuditQuery struct {
	Who          scheme.PersonID
	About        string // number of an application or of a label, as typed
	Organisation string // part of a name, a reading or a corporate number, as typed
	Deed         string
	From, Until  scheme.Date // both included
	After        string      // id of the last line of the page before
}

// A Record is an audit line as someone may read it.
type Record struct {
	store.AuditLine
	About  string                 // of the subject, such as "application"; "" for the whole house
	Key    string                 // id or number in the subject
	Number string                 // of the application or label that the subject is; "" for others
	Title  string                 // number or name of the subject; "" when it has none
	Kind   scheme.ApplicationKind // of the application that the subject is; "" for others
	Closed bool                   // what changed is not for the reader, who keeps off it
	Masked bool                   // only which parts changed is for the reader, not how they read
	Office bool                   // done by someone of the office, or by the software
	Side   bool                   // done by someone of a maker or of an agency
}

// Records is one page of the audit.
type Records struct {
	Lines []Record
	More  bool
	Names map[string]string // of people, organisations and applications named in the lines, by id
	Of    []scheme.Text     // names of the organisations that were meant; nil when none was asked for
}

// RecordsShown is how many lines stand on one page, and RecordsExported how
// many go into one file.
const (
	RecordsShown    = 50
	RecordsExported = 5000
)

// Audit reads one page of all that was done, the newest first. Only people
// of the office may. What an applicant wrote stays out, because what it
// handed in stands in its submissions; so does all about what the reader
// keeps off.
func (o *Office) Audit(ctx context.Context, who scheme.Actor, q AuditQuery) (r Records, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		f, of, err := auditFilter(w, q)
		if err != nil {
			return err
		}
		r, err = records(w, f, RecordsShown, forOffice)
		r.Of = of
		return err
	})
	if err != nil {
		return Records{}, err
	}
	return r, nil
}

// ExportAudit reads all lines that fit, for a file. It refuses more than fit
// into one, so that none is left out in silence, and leaves an audit line
// itself.
func (o *Office) ExportAudit(ctx context.Context, who scheme.Actor, q AuditQuery) (r Records, err error) {
	err = o.desk.Do(ctx, who, "export_audit", func(w *desk.Work) error {
		f, _, err := auditFilter(w, q)
		if err != nil {
			return err
		}
		f.After = ""
		n, err := w.CountAudit(f, RecordsExported+1)
		if err != nil {
			return wrap("count audit lines", err)
		}
		if n > RecordsExported {
			return scheme.Refuse(scheme.Invalid, "refusal.audit.too_many").On("from").With(RecordsExported)
		}
		if r, err = records(w, f, RecordsExported, forOffice); err != nil {
			return err
		}
		w.Audit("audit", nil, map[string]any{"Export": map[string]any{"Who": q.Who, "About": q.About, "Organisation": q.Organisation, "Deed": q.Deed,
			"From": q.From, "Until": q.Until, "Lines": n}})
		return nil
	})
	if err != nil {
		return Records{}, err
	}
	return r, nil
}

// records reads lines in pages of the store's and prepares them for the
// reader.
func records(w *desk.Work, f store.AuditFilter, most int, show func(*Record) bool) (r Records, err error) {
	off, err := labeldesk.Recusals(w, w.Who.Person)
	if err != nil {
		return r, err
	}
	b := &recorder{w: w, off: off, names: map[string]string{}, kinds: map[scheme.OrganisationID]scheme.OrganisationKind{}, heads: map[string]Record{}}
	for len(r.Lines) <= most {
		f.Limit = min(most+1-len(r.Lines), ListedAtMost)
		some, err := w.AuditLines(f)
		if err != nil {
			return r, wrap("list audit lines", err)
		}
		for _, line := range some {
			one, err := b.record(line)
			if err != nil {
				return r, err
			}
			f.After = line.ID
			if show(&one) {
				if err := b.name(one.AuditLine); err != nil {
					return r, err
				}
				r.Lines = append(r.Lines, one)
			}
		}
		if len(some) < f.Limit {
			break
		}
	}
	if r.More = len(r.Lines) > most; r.More {
		r.Lines = r.Lines[:most]
	}
	r.Names = b.names
	return r, nil
}

// A recorder makes records of lines.
type recorder struct {
	w     *desk.Work
	off   []scheme.Recusal
	names map[string]string
	kinds map[scheme.OrganisationID]scheme.OrganisationKind
	heads map[string]Record // by subject
}

func (b *recorder) record(line store.AuditLine) (Record, error) {
	r, err := b.head(line.Subject)
	if err != nil {
		return r, err
	}
	r.AuditLine = line
	kind, err := b.kindOf(line)
	r.Office, r.Side = kind == scheme.Office, kind == scheme.Maker || kind == scheme.Agency
	return r, err
}

// empty reports whether a part of JSON says nothing: it was not filled in.
func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == "" || v == "0001-01-01T00:00:00Z"
	case float64:
		return v == 0
	case bool:
		return !v
	case []any:
		return len(v) == 0
	case map[string]any:
		for _, inner := range v {
			if !empty(inner) {
				return false
			}
		}
		return true
	}
	return false
}

// Colleagues lists the people of the office, those who have left as well. Only
// they may read it.
func (o *Office) Colleagues(ctx context.Context, who scheme.Actor) (people []scheme.Person, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		if err := ofOffice(w.Who); err != nil {
			return err
		}
		people, err = colleagues(w)
		return err
	})
	return people, err
}

func colleagues(w *desk.Work) ([]scheme.Person, error) {
	offices, err := w.Organisations(scheme.Office)
	if err != nil {
		return nil, wrap("read the office", err)
	}
	var all []scheme.Person
	for _, one := range offices {
		people, err := w.People(one.ID)
		if err != nil {
			return nil, wrap("list the office's people", err)
		}
		all = append(all, people...)
	}
	return all, nil
}

// forOffice keeps from the office what an applicant wrote into an
// application, from a recused officer all that changed, and that there is a
// case at all.
func forOffice(r *Record) bool {
	if r.Closed && (r.About == "case" || r.About == "doubt") {
		return false
	}
	if r.Closed {
		r.Before, r.After = "", ""
	} else if r.Masked = r.Side && r.About == "application"; r.Masked {
		r.Before, r.After = masked(r.Before, "before"), masked(r.After, "after")
	}
	return true
}

// masked leaves of JSON the names of its parts, and one word in place of all
// that they hold.
func masked(text, word string) string {
	var v any
	if text == "" || json.Unmarshal([]byte(text), &v) != nil {
		return ""
	}
	b, err := json.Marshal(blank(v, word, nil))
	if err != nil {
		return ""
	}
	return string(b)
}

// blank keeps the parts at the top; of those that hold the whole product, or
// the answer to an item, also what stands below.
func blank(v any, word string, way []string) any {
	m, ok := v.(map[string]any)
	if len(way) > 0 && len(way) > deeper[way[0]] || !ok {
		return word
	}
	out := map[string]any{}
	for key, inner := range m {
		if !empty(inner) {
			out[key] = blank(inner, word, append(slices.Clip(way), key))
		}
	}
	return out
}

// deeper says of parts of a record how many levels below them are named.
var deeper = map[string]int{"Product": 1, "Numbers": 1, "Answer": 2}

// History reads what was done to an application, for those who apply: their
// own deeds with all that changed, and of the office's those that the rules
// of an application know, without the names of officers.
func (o *Office) History(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, after string) (r Records, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		a, err := open(w, id)
		if err != nil {
			return err
		}
		roles := a.RolesOf(w.Who)
		if !slices.Contains(roles, scheme.RoleApplicant) && !slices.Contains(roles, scheme.RoleAgent) {
			return scheme.Refuse(scheme.Missing, "refusal.missing")
		}
		f := store.AuditFilter{Subjects: []string{"application:" + string(id)}, Unreceived: true, After: after}
		r, err = records(w, f, RecordsShown, forApplicant())
		return err
	})
	if err != nil {
		return Records{}, err
	}
	return r, nil
}

// forApplicant keeps from applicants who of the office or of an authority did
// a deed, how the records changed by it, and the office's own affairs. One
// deed that changed several records stands there once.
func forApplicant() func(*Record) bool {
	last := ""
	return func(r *Record) bool {
		if r.Side {
			return true
		}
		this := r.Deed + " " + r.At.String()
		again := this == last
		last = this
		deed := scheme.Deed(r.Deed)
		own := deed == scheme.DeedAssign || deed == scheme.DeedComment
		r.Who, r.Organisation, r.Before, r.After, r.Request = "", "", "", "", ""
		return !again && (slices.Contains(scheme.ApplicationDeeds, deed) && !own || slices.Contains(heard, r.Deed))
	}
}

// heard are the deeds of the office and of authorities beyond the rules of an
// application of which its applicant hears.
var heard = []string{"enter", deedPayment, deedImport, deedAssign, deedReissue, deedRemind, deedTakeBack, "demand_evidence", "close_demand"}

// Deeds lists the deeds by which the audit can be restricted: those of which
// there is any line. Only people of the office may read it.
func (o *Office) Deeds(ctx context.Context, who scheme.Actor) (deeds []string, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		if err := ofOffice(w.Who); err != nil {
			return err
		}
		deeds, err = w.AuditDeeds()
		return wrap("list deeds", err)
	})
	return deeds, err
}

// head says what a subject is, and whether the reader keeps off it.
func (b *recorder) head(subject string) (Record, error) {
	if known, ok := b.heads[subject]; ok {
		return known, nil
	}
	r := Record{}
	r.About, r.Key, _ = strings.Cut(subject, ":")
	var err error
	switch r.About {
	case "application", "ledger":
		var a scheme.Application
		if a, err = b.w.Application(scheme.ApplicationID(r.Key)); err == nil {
			r.Number, r.Kind = a.Numbers.Application, a.Kind
			r.Title = strings.TrimSpace(a.Numbers.Application + " " + a.Product.Name.In(b.w.Who.Person.Language))
			r.Closed = slices.ContainsFunc(b.off, func(one scheme.Recusal) bool { return one.Covers(&a) })
		}
	case "label":
		var l scheme.Label
		if l, err = b.w.Label(scheme.LabelNumber(r.Key)); err == nil {
			r.Number = r.Key
			r.Title = r.Key + " " + l.Product.Name.In(b.w.Who.Person.Language)
			r.Closed = slices.ContainsFunc(b.off, func(one scheme.Recusal) bool {
				return one.CoversOrganisation(l.Holder) || one.Holds() && one.Application != "" && one.Application == l.Application
			})
		}
	case "case", "succession", "objection", "doubt":
		var about Record
		if about, err = b.matter(r.About, r.Key); err == nil {
			r.Number, r.Title, r.Closed = about.Number, about.Title, about.Closed
		}
	case "organisation":
		var o scheme.Organisation
		if o, err = b.w.Organisation(scheme.OrganisationID(r.Key)); err == nil {
			r.Title = o.Name.In(b.w.Who.Person.Language)
			r.Closed = slices.ContainsFunc(b.off, func(one scheme.Recusal) bool { return one.CoversOrganisation(o.ID) })
		}
	case "person":
		var p scheme.Person
		if p, err = b.w.Person(scheme.PersonID(r.Key)); err == nil {
			r.Title = p.Name
		}
	}
	if err != nil && !scheme.IsRefusal(err, scheme.Missing) {
		return r, wrap("read what an audit line is about", err)
	}
	b.heads[subject] = r
	return r, nil
}

// matter is the head of what a case, a succession, an objection or a doubt is
// about: whoever keeps off that, or off a side, keeps off it. It is zero for a
// doubt about no label.
func (b *recorder) matter(what, key string) (Record, error) {
	subject, side := "", scheme.OrganisationID("")
	switch what {
	case "case":
		c, err := b.w.Case(scheme.CaseID(key))
		if err != nil {
			return Record{}, err
		}
		subject = "label:" + string(c.Label)
	case "succession":
		s, err := b.w.Succession(scheme.SuccessionID(key))
		if err != nil {
			return Record{}, err
		}
		subject, side = "label:"+string(s.Label), s.To
	case "objection":
		o, err := b.w.Objection(scheme.ObjectionID(key))
		if err != nil {
			return Record{}, err
		}
		subject, side = "label:"+string(o.Label), o.By
		if o.Against == scheme.AgainstApplication {
			subject = "application:" + o.Subject
		}
	case "doubt":
		d, err := b.w.Doubt(scheme.DoubtID(key))
		if err != nil || d.Label == "" {
			return Record{}, err
		}
		subject = "label:" + string(d.Label)
	}
	r, err := b.head(subject)
	off := slices.ContainsFunc(b.off, func(one scheme.Recusal) bool { return side != "" && one.CoversOrganisation(side) })
	r.Closed = r.Closed || off
	return r, err
}

// kindOf says on which side of the counter someone did it; the software is of
// the office.
func (b *recorder) kindOf(line store.AuditLine) (scheme.OrganisationKind, error) {
	if line.Organisation == "" {
		return scheme.Office, nil
	}
	kind, known := b.kinds[line.Organisation]
	if !known {
		o, err := b.w.Organisation(line.Organisation)
		if err != nil && !scheme.IsRefusal(err, scheme.Missing) {
			return "", wrap("read who did it", err)
		}
		kind = o.Kind
		b.kinds[line.Organisation] = kind
	}
	return kind, nil
}

var randomID = regexp.MustCompile(`\b[A-Z2-7]{26}\b`)

// name looks up who and what a line names by id.
func (b *recorder) name(line store.AuditLine) error {
	ids := append(randomID.FindAllString(line.Before+line.After, -1), string(line.Who))
	for _, id := range ids {
		if _, known := b.names[id]; known || id == "" {
			continue
		}
		b.names[id] = ""
		p, err := b.w.Person(scheme.PersonID(id))
		if err == nil {
			b.names[id] = p.Name
			continue
		}
		if !scheme.IsRefusal(err, scheme.Missing) {
			return wrap("read a person", err)
		}
		o, err := b.w.Organisation(scheme.OrganisationID(id))
		if err == nil {
			b.names[id] = o.Name.In(b.w.Who.Person.Language)
			continue
		}
		if !scheme.IsRefusal(err, scheme.Missing) {
			return wrap("read an organisation", err)
		}
		a, err := b.w.Application(scheme.ApplicationID(id))
		if err == nil {
			b.names[id] = a.Numbers.Application
		} else if !scheme.IsRefusal(err, scheme.Missing) {
			return wrap("read an application", err)
		}
	}
	return nil
}
