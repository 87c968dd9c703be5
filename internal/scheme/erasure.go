package scheme

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"time"
)

// An Erasure takes back texts that public events of a label commit to. An
// administrator proposes it, somebody else of the office confirms it; from
// then on nobody can read them here, while the events stay as they are and all that is proved by them
// stays proved.
type Erasure struct {
	Texts       []ErasedText `json:"texts"`
	Ground      GroundID     `json:"ground"` // one of ErasureRules
	Proposed    time.Time    `json:"proposed"`
	ProposedBy  PersonID     `json:"proposed_by"`
	Confirmed   time.Time    `json:"confirmed"` // zero while it is a proposal
	ConfirmedBy PersonID     `json:"confirmed_by"`
}

// An ErasedText names one text: what a field of an event commits to.
type ErasedText struct {
	Event int64  `json:"event"` // number
	Field string `json:"field"`
}

// ByEvent yields the events of which texts are taken back, in the order of
// their numbers, each with the fields, sorted.
func (e Erasure) ByEvent() iter.Seq2[int64, []string] {
	fields := map[int64][]string{}
	for _, t := range e.Texts {
		fields[t.Event] = append(fields[t.Event], t.Field)
	}
	return func(yield func(int64, []string) bool) {
		for _, event := range slices.Sorted(maps.Keys(fields)) {
			slices.Sort(fields[event])
			if !yield(event, fields[event]) {
				return
			}
		}
	}
}

// ErasureRules are what the scheme says of texts that are taken back.
type ErasureRules struct {
	Shown    Text // stands where a name was
	Grounds  []ErasureGround
	Official bool
}

// An ErasureGround is a reason, by code, for which a text is taken back.
type ErasureGround struct {
	ID   GroundID
	Text Text

	Official bool
}

// Ground returns the ground with this id; false when there is none.
func (r ErasureRules) Ground(id GroundID) (ErasureGround, bool) {
	return find(r.Grounds, func(g ErasureGround) bool { return g.ID == id })
}

// OpenErasure returns the erasure that waits for a second person; false when
// there is none. A label has one at most.
func (l *Label) OpenErasure() (Erasure, bool) {
	return find(l.Erasures, func(e Erasure) bool { return e.Confirmed.IsZero() })
}

// ProposeErasure notes an erasure for a second person to confirm. It
// refuses a second proposal while one is open, one of no text, and one on a
// ground that the rules do not have.
func (l *Label) ProposeErasure(rules ErasureRules, texts []ErasedText, ground GroundID, by PersonID, now time.Time) error {
	if _, open := l.OpenErasure(); open {
		return Refuse(Conflict, "refusal.erasure.open")
	}
	var no Refusals
	if len(texts) == 0 {
		no.Add(Refuse(Invalid, "refusal.erasure.texts").On("texts"))
	}
	if _, known := rules.Ground(ground); !known {
		no.Add(Refuse(Invalid, "refusal.ground").On("ground"))
	}
	if err := no.Err(); err != nil {
		return err
	}
	l.Erasures = append(l.Erasures, Erasure{Texts: texts, Ground: ground, Proposed: now, ProposedBy: by})
	return nil
}

// ConfirmErasure makes the open erasure one that holds. It refuses the person
// who proposed it.
func (l *Label) ConfirmErasure(by PersonID, now time.Time) (Erasure, error) {
	for i := range l.Erasures {
		e := &l.Erasures[i]
		if !e.Confirmed.IsZero() {
			continue
		}
		if e.ProposedBy == by {
			return Erasure{}, Refuse(Denied, "refusal.erasure.same_person")
		}
		e.Confirmed, e.ConfirmedBy, l.Updated = now, by, now
		return *e, nil
	}
	return Erasure{}, Refuse(Conflict, "refusal.erasure.none")
}

// DropErasure discards the open erasure.
func (l *Label) DropErasure() error {
	for i := range l.Erasures {
		if l.Erasures[i].Confirmed.IsZero() {
			l.Erasures = slices.Delete(l.Erasures, i, i+1)
			return nil
		}
	}
	return Refuse(Conflict, "refusal.erasure.none")
}

// Forget removes from the label a text that was taken back, wherever the label
// tells what the event told: where a name was stands shown, elsewhere nothing.
// What was corrected or told anew since stays. A list of models that is in
// force is not forgotten: what the label is for must be known.
func (l *Label) Forget(e Event, field, text string, shown Text) {
	switch field {
	case "holder_ja":
		forget(&l.HolderName.Ja, text, shown.Ja)
		forget(&l.Product.Manufacturer, text, "")
		for i := range l.PastHolders {
			forget(&l.PastHolders[i].Name.Ja, text, shown.Ja)
		}
	case "holder_en":
		forget(&l.HolderName.En, text, shown.En)
		forget(&l.Product.Manufacturer, text, "")
		for i := range l.PastHolders {
			forget(&l.PastHolders[i].Name.En, text, shown.En)
		}
	case "name_ja", "name_en":
		l.forgetPart(field, text, shown)
	case "from", "to", "reason":
		l.forgetCorrection(e.Facts["field"], text, shown)
	default:
		l.forgetTold(e, field, text, shown)
	}
}

// forgetTold goes over what the office or the holder has told in words.
func (l *Label) forgetTold(e Event, field, text string, shown Text) {
	words := func(at *Text) {
		switch field {
		case "text_ja":
			forget(&at.Ja, text, shown.Ja)
		case "text_en":
			forget(&at.En, text, shown.En)
		}
	}
	switch e.Kind {
	case WarningPublished:
		for i := range l.Warnings {
			if l.Warnings[i].ID == e.Facts["warning"] {
				words(&l.Warnings[i].Text)
			}
		}
	case AnnouncementMade:
		for i := range l.Announced {
			words(&l.Announced[i].Text)
		}
	default:
		if e.Kind == LabelUpdated {
			l.forgetUpdated(field, text)
			return
		}
		l.forgetNews(e, field, text, shown)
	}
}

// forgetUpdated forgets a part of the product that was told anew.
func (l *Label) forgetUpdated(field, text string) {
	if l.Product.said(field) == text {
		l.Product.copyPart(Product{}, field)
	}
}

func forget(at *string, text, shown string) {
	if *at == text {
		*at = shown
	}
}

func (l *Label) forgetPart(field, text string, shown Text) {
	at, err := l.Product.part(field)
	if err != nil {
		return
	}
	switch field {
	case "name_ja":
		forget(at, text, shown.Ja)
	case "name_en":
		forget(at, text, shown.En)
	default:
		forget(at, text, "")
	}
}

// forgetCorrection goes over open corrections too: one that is confirmed
// later must not tell the text again.
func (l *Label) forgetCorrection(field, text string, shown Text) {
	l.forgetPart(field, text, shown)
	for i := range l.Corrections {
		c := &l.Corrections[i]
		if c.Field != field {
			continue
		}
		for _, at := range []*string{&c.From, &c.To, &c.Reason} {
			forget(at, text, shown.Ja+" "+shown.En)
		}
	}
}

func (l *Label) forgetNews(e Event, field, text string, shown Text) {
	for i := range l.News {
		n := &l.News[i]
		if n.On != e.Day || string(n.Kind) != e.Facts["kind"] {
			continue
		}
		switch field {
		case "text_ja":
			forget(&n.Text.Ja, text, shown.Ja)
		case "text_en":
			forget(&n.Text.En, text, shown.En)
		case "firmware":
			forget(&n.Firmware, text, "")
		case "link":
			forget(&n.Link, text, "")
		case "references":
			if strings.Join(n.References, "\n") == text {
				n.References = nil
			}
		}
	}
}
