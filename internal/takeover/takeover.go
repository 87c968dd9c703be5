// Package takeover takes a register over that was kept elsewhere: its holders,
// labels, models, product news and successors, from rows of text. Every row is
// read as coming from a stranger, and checked by the rule book as a label is
// that this office issues.
//
// What it writes, it writes through the desk: in batches of one transaction,
// with an audit line for each thing that it touches and a public event for
// each label. It refuses to know where rows come from.
package takeover

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"iter"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
)

// A Kind says what the rows of a source are.
type Kind string

// The kinds. Rows of a later one may name what rows of an earlier one brought.
const (
	Holders    Kind = "holders"    // organisations
	Labels     Kind = "labels"     // with their first models
	Models     Kind = "models"     // further ones of labels that were taken over
	News       Kind = "news"       // about labelled products
	Successors Kind = "successors" // which label follows which
)

// Kinds lists all kinds, in the order in which they are to be taken over.
var Kinds = []Kind{Holders, Labels, Models, News, Successors}

// A Row is one row of a source: what stands under each column. Lists are
// parted by line feeds.
type Row struct {
	Line   int // in the file, from 1
	Fields map[string]string
	Fault  error // a refusal: the row could not be read at all
}

// A Source is a file or whatever else gives rows. It may be gone through more
// than once, from its beginning. An error ends it: what comes after it cannot be
// read.
type Source struct {
	Name string // for the record
	Hash string // SHA-256 of its content, in hexadecimal; "" when there is none
	Rows func() iter.Seq2[Row, error]
}

// Options say how a source is taken over.
type Options struct {
	Check    bool          // write nothing, only look
	Whole    bool          // write nothing unless every row is right
	Update   bool          // rows that differ from what is on record replace it
	Refused  func(Refused) // told of every row that is refused; may be nil
	Progress func(Count)   // told after every batch; may be nil
}

// A Refused is one thing that is wrong with a row.
type Refused struct {
	Line    int
	Refusal *scheme.Refusal
}

// A Count says what became of the rows of a source.
type Count struct {
	Rows    int `json:"rows"`
	Taken   int `json:"taken"`   // new
	Changed int `json:"changed"` // replaced what was on record
	Same    int `json:"same"`    // on record already, just so
	Refused int `json:"refused"`
}

// A Takeover takes registers over. It is safe for use by several goroutines.
type Takeover struct{ desk *desk.Desk }

// New returns a takeover at this desk.
func New(d *desk.Desk) *Takeover { return &Takeover{d} }

// The deed's name in the record.
const deedTakeOver = "take_over"

// batch is how many rows one transaction takes: the index of the labels is
// best changed for many at once.
const batch = 2000

// errNotKept ends a transaction of which nothing is to be kept.
var errNotKept = errors.New("nothing is to be kept")

// Take takes a source over on the authority of an officer or administrator of
// the office. Rows that are refused are told and passed over; the others are
// written. Taken over again, the same rows do nothing: a takeover that broke
// off is taken up by beginning it anew.
//
// It refuses people who are not of the office, and fails at what is no source
// of this kind.
func (t *Takeover) Take(ctx context.Context, who scheme.Actor, kind Kind, from Source, o Options) (Count, error) {
	clerk, ok := clerks[kind]
	if !ok {
		return Count{}, fmt.Errorf("take over %s: no such kind", kind)
	}
	run := &run{Takeover: t, who: who, id: rand.Text(), kind: kind, clerk: clerk, from: from, Options: o}
	if o.Whole && !o.Check {
		return run.whole(ctx)
	}
	if err := run.open(ctx); err != nil {
		return run.count, err
	}
	if err := run.each(func(rows []Row) error { return run.one(ctx, rows) }); err != nil {
		return run.count, err
	}
	return run.count, run.close(ctx)
}

// A run is one source being taken over.
type run struct {
	*Takeover
	Options
	who   scheme.Actor
	id    string
	kind  Kind
	clerk func(*entry) error
	from  Source
	count Count
}

// An entry is one batch of rows in its transaction.
type entry struct {
	*desk.Work
	*run
	rows     []Row
	outcomes []outcome // by row
}

type outcome struct {
	what  outcomeKind
	wrong scheme.Refusals
}

type outcomeKind int

const (
	same outcomeKind = iota
	taken
	changed
	refused
)

func (e *entry) refuse(i int, err error) {
	e.outcomes[i] = outcome{refused, scheme.RefusalsOf(err)}
}

func (e *entry) is(i int, what outcomeKind) { e.outcomes[i] = outcome{what: what} }

// line is what the record says of a thing that came in this run.
type line struct {
	Import string `json:"import"`
	File   string `json:"file,omitempty"`
	Row    int    `json:"row,omitempty"`
}

func (e *entry) line(i int) line { return line{e.id, e.from.Name, e.rows[i].Line} }

// each gathers the rows of the source into batches.
func (r *run) each(do func([]Row) error) error {
	var rows []Row
	for row, err := range r.from.Rows() {
		if err != nil {
			return err
		}
		if rows = append(rows, row); len(rows) == batch {
			if err := do(rows); err != nil {
				return err
			}
			rows = nil
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return do(rows)
}

// one takes one batch over in a transaction of its own.
func (r *run) one(ctx context.Context, rows []Row) error {
	var done []outcome
	err := r.desk.Do(ctx, r.who, deedTakeOver, func(w *desk.Work) (err error) {
		if done, err = r.enter(w, rows); err != nil {
			return err
		}
		if r.Check {
			return errNotKept
		}
		return nil
	})
	if err != nil && !errors.Is(err, errNotKept) {
		return err
	}
	r.tell(rows, done)
	return nil
}

// whole takes the source over in one transaction, or not at all.
func (r *run) whole(ctx context.Context) (Count, error) {
	err := r.desk.Do(ctx, r.who, deedTakeOver, func(w *desk.Work) error {
		r.count = Count{}
		if err := mayTakeOver(w.Who); err != nil {
			return err
		}
		w.Audit("import:"+r.id, nil, r.opening())
		err := r.each(func(rows []Row) error {
			done, err := r.enter(w, rows)
			if err != nil {
				return err
			}
			r.tell(rows, done)
			return nil
		})
		if err == nil && r.count.Refused > 0 {
			return errNotKept
		}
		w.Audit("import:"+r.id, nil, r.count)
		return err
	})
	if errors.Is(err, errNotKept) {
		r.count.Taken, r.count.Changed = 0, 0
		return r.count, nil
	}
	return r.count, err
}

// enter hands the readable rows of a batch to the clerk of their kind.
func (r *run) enter(w *desk.Work, rows []Row) ([]outcome, error) {
	if err := mayTakeOver(w.Who); err != nil {
		return nil, err
	}
	e := &entry{Work: w, run: r, rows: rows, outcomes: make([]outcome, len(rows))}
	for i, row := range rows {
		if row.Fault != nil {
			e.refuse(i, row.Fault)
		} else if err := r.known(row); err != nil {
			e.refuse(i, err)
		}
	}
	if err := r.clerk(e); err != nil {
		return nil, err
	}
	w.Unchanged() // rows may all have been on record already, or refused
	return e.outcomes, nil
}

// known refuses columns that rows of this kind do not have.
func (r *run) known(row Row) error {
	var no scheme.Refusals
	for name := range row.Fields {
		if !slices.Contains(Columns(r.kind), name) {
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.takeover.column").On(name).With(name))
		}
	}
	return no.Err()
}

func (r *run) tell(rows []Row, done []outcome) {
	for i, one := range done {
		r.count.Rows++
		switch one.what {
		case same:
			r.count.Same++
		case taken:
			r.count.Taken++
		case changed:
			r.count.Changed++
		case refused:
			r.count.Refused++
			for _, no := range one.wrong {
				if r.Refused != nil {
					r.Refused(Refused{rows[i].Line, no})
				}
			}
		}
	}
	if r.Progress != nil {
		r.Progress(r.count)
	}
}

type opening struct {
	Kind   Kind   `json:"kind"`
	File   string `json:"file"`
	SHA256 string `json:"sha256,omitempty"`
}

func (r *run) opening() opening { return opening{r.kind, r.from.Name, r.from.Hash} }

// open notes who began to take the source over, before the first row.
func (r *run) open(ctx context.Context) error { return r.note(ctx, r.opening()) }

// close notes what became of it.
func (r *run) close(ctx context.Context) error { return r.note(ctx, r.count) }

func (r *run) note(ctx context.Context, what any) error {
	if r.Check {
		return nil
	}
	return r.desk.Do(ctx, r.who, deedTakeOver, func(w *desk.Work) error {
		if err := mayTakeOver(w.Who); err != nil {
			return err
		}
		w.Audit("import:"+r.id, nil, what)
		return nil
	})
}

// mayTakeOver refuses whoever is not of the office. The software itself takes
// over only in the demo.
func mayTakeOver(who scheme.Actor) error {
	if who.IsSystem() || who.Is(scheme.RoleOfficer) || who.Is(scheme.RoleAdministrator) {
		return nil
	}
	return scheme.Refuse(scheme.Denied, "refusal.takeover.denied")
}

// holderID is the id under which a holder of the earlier register is kept
// here. It follows from the key that the holder has there, so that the rows of
// its labels find it.
func holderID(key string) scheme.OrganisationID {
	sum := sha256.Sum256([]byte("holder of an earlier register\n" + key))
	return scheme.OrganisationID(base32.StdEncoding.EncodeToString(sum[:])[:26])
}
