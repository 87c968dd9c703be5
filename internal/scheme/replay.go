package scheme

// Told is what follows about one label from its public events alone, read in
// the order of their numbers.
type Told struct {
	Number LabelNumber
	Standing
	Level       LevelID
	Edition     EditionID
	Evaluator   EvaluatorClassID
	FirstIssued Date
	Models      string // commitment to its models that is in force; "" when there is none
	ModelsAt    int64  // number of the event in which that commitment stands; 0 when there is none
	Last        int64  // number of the last event; 0 before the first
}

// Replay returns what follows from the events about one label, which stand in
// the order of their numbers. It refuses with Missing when there are none,
// and otherwise with Invalid what cannot have happened; the first argument of
// the refusal is then the number of the event.
//
// Of a numbered label with all its events it tells what the register does.
func Replay(events []Event) (Told, error) {
	var t Told
	for _, e := range events {
		next, err := t.After(e)
		if err != nil {
			return Told{}, err
		}
		t = next
	}
	if t.Last == 0 {
		return Told{}, Refuse(Missing, "refusal.replay.nothing")
	}
	return t, nil
}

// After returns what is told of the label after one event more; what is told
// before the first event is the zero Told. It refuses as Replay does.
func (t Told) After(e Event) (Told, error) {
	begins := e.Kind == LabelIssued || e.Kind == LabelImported
	switch {
	case e.Label == "" || t.Last > 0 && e.Label != t.Number:
		return t, refuseEvent(e, "refusal.replay.other_label")
	case e.Seq <= t.Last:
		return t, refuseEvent(e, "refusal.replay.order")
	case t.Last == 0 && !begins:
		return t, refuseEvent(e, "refusal.replay.before_issue")
	case t.Last > 0 && begins:
		return t, refuseEvent(e, "refusal.replay.twice")
	}
	next := t
	next.Number, next.Last = e.Label, e.Seq
	err := next.take(e)
	if err != nil {
		return t, err
	}
	return next, nil
}

// take changes what is told by what the event says.
func (t *Told) take(e Event) error {
	switch e.Kind {
	case LabelIssued, LabelImported:
		if e.Day != Date(e.Facts["valid_from"]) {
			return refuseEvent(e, "refusal.replay.facts")
		}
		return t.takeWhole(e)
	case LabelWithdrawn:
		if !t.StatusOn(e.Day).Stands() {
			return refuseEvent(e, "refusal.replay.ended")
		}
		t.Withdrawn = e.Day
	case LabelRevoked:
		if !t.StatusOn(e.Day).Stands() {
			return refuseEvent(e, "refusal.replay.ended")
		}
		t.Revoked = e.Day
	case LabelUpdated:
		return t.takeUpdate(e)
	case ExtensionApplied, ExtensionEnded, LabelExtended:
		return t.takeExtension(e)
	case LabelMaintained:
		return t.takeAssessment(e)
	case RevocationAnnulled:
		if t.Revoked == "" || e.Day < t.Revoked || e.Facts["revoked"] != string(t.Revoked) {
			return refuseEvent(e, "refusal.replay.facts")
		}
		t.Revoked = ""
	case LabelCorrected, LabelNews, TextErased, LabelTransferred, LabelReissued, WarningPublished, WarningEnded, AnnouncementMade,
		MisusePublished, MisuseAnswered, MisuseEnded: // nothing that is told here
	default:
		return refuseEvent(e, UnknownEvent)
	}
	return nil
}

// UnknownEvent is the key of the refusal of an event that says something this
// program does not know: a newer one may read on.
const UnknownEvent = "refusal.replay.unknown"

func (t *Told) takeUpdate(e Event) error {
	switch e.Facts["parts"] {
	case "":
		gaps, past := t.Gaps, t.Extensions // history that no event says anew
		err := t.takeWhole(e)
		t.Gaps, t.Extensions = gaps, past
		return err
	case "models":
		t.takeModels(e)
	case "successor", "product": // nothing that is told here
	default:
		return refuseEvent(e, UnknownEvent)
	}
	return nil
}

// takeExtension follows an extension from its application to its end. One that
// is pending may end after the label itself has.
func (t *Told) takeExtension(e Event) error {
	if e.Kind != ExtensionEnded && (t.Withdrawn != "" || t.Revoked != "") {
		return refuseEvent(e, "refusal.replay.ended")
	}
	pending := t.ExtensionApplied != "" && t.ExtensionRefused == ""
	since := max(t.ValidFrom, t.ExtensionApplied, t.ExtensionRefused) // nothing of it comes before what came before
	if pending == (e.Kind == ExtensionApplied) || e.Day < since || !isDate(e.Day) {
		return refuseEvent(e, "refusal.replay.facts")
	}
	switch e.Kind {
	case ExtensionApplied:
		t.ApplyForExtension(e.Day)
	case ExtensionEnded:
		t.EndExtension(e.Day)
	case LabelExtended:
		until := Date(e.Facts["valid_until"])
		if !isDate(until) || until <= t.ValidUntil {
			return refuseEvent(e, "refusal.replay.facts")
		}
		t.Extend(until, e.Day)
		return t.takeAssessment(e)
	}
	return nil
}

// takeAssessment reads an event of a further assessment. Without a commitment
// to models those of before stay.
func (t *Told) takeAssessment(e Event) error {
	if e.Facts["edition"] == "" || e.Facts["evaluator"] == "" {
		return refuseEvent(e, "refusal.replay.facts")
	}
	t.Edition, t.Evaluator = EditionID(e.Facts["edition"]), EvaluatorClassID(e.Facts["evaluator"])
	if e.Commitments["models"] != "" {
		t.takeModels(e)
	}
	return nil
}

func (t *Told) takeModels(e Event) {
	t.Models, t.ModelsAt = e.Commitments["models"], e.Seq
	if t.Models == "" {
		t.ModelsAt = 0
	}
}

// takeWhole reads an event that says all facts of a label anew.
func (t *Told) takeWhole(e Event) error {
	day := func(field string) Date { return Date(e.Facts[field]) }
	t.Level, t.Edition, t.Evaluator = LevelID(e.Facts["level"]), EditionID(e.Facts["edition"]), EvaluatorClassID(e.Facts["evaluator"])
	t.FirstIssued = day("first_issued")
	t.Standing = Standing{
		ValidFrom: day("valid_from"), ValidUntil: day("valid_until"),
		ExtensionApplied: day("extension_applied"), ExtensionRefused: day("extension_refused"),
		Withdrawn: day("withdrawn"), Revoked: day("revoked"),
	}
	t.takeModels(e)
	for _, d := range []Date{t.ExtensionApplied, t.ExtensionRefused, t.Withdrawn, t.Revoked} {
		if d != "" && (!isDate(d) || d < t.ValidFrom) {
			return refuseEvent(e, "refusal.replay.facts")
		}
	}
	if t.Level == "" || t.Edition == "" || !isDate(t.FirstIssued) || !isDate(t.ValidFrom) || !isDate(t.ValidUntil) ||
		t.ValidFrom < t.FirstIssued || t.ValidUntil < t.ValidFrom || t.ExtensionRefused != "" && t.ExtensionApplied == "" {
		return refuseEvent(e, "refusal.replay.facts")
	}
	return nil
}

func refuseEvent(e Event, key string) *Refusal { return Refuse(Invalid, key).With(e.Seq) }
