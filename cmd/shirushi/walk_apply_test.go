package main

import (
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// application is the newest one about a label, as it is on record; empty when
// there is none.
func (s *stroll) application(one *strolling) (a scheme.Application) {
	s.Helper()
	if one.open.application == "" {
		return a
	}
	s.read(func(tx *store.Tx) (err error) { a, err = tx.Application(one.open.application); return err })
	return a
}

// apply begins an application about a label and fills all of it in.
func (s *stroll) apply(one *strolling, who walker, kind scheme.ApplicationKind) error {
	s.Helper()
	ctx := s.Context()
	id, err := s.p.office.StartAbout(ctx, who.Actor, office.AboutRequest{Label: one.number, Kind: kind})
	if err != nil {
		return err
	}
	one.open.application = id
	f, err := s.p.office.File(ctx, who.Actor, id)
	s.ok("read the file", err)
	revision := func() int { return s.application(one).Revision }
	for _, part := range f.Application.Carried {
		s.ok("confirm "+string(part), s.p.office.ConfirmPart(ctx, who.Actor, id, revision(), part))
	}
	var scope []scheme.ScopeAnswer
	for _, q := range s.scheme.Questions {
		scope = append(scope, scheme.ScopeAnswer{Question: q.ID, Yes: q.Wanted, Answered: true, Reason: "仕様書のとおり"})
	}
	_, err = s.p.office.SaveScope(ctx, who.Actor, id, revision(), scope)
	s.ok("save the scope", err)
	for _, c := range s.scheme.Evaluators {
		if c.May(f.Application.Level) {
			_, err = s.p.office.SaveEvaluator(ctx, who.Actor, id, revision(), scheme.Evaluator{Class: c.ID, Name: "品質部", Entitlement: "N-1"})
			s.ok("save the evaluator", err)
			break
		}
	}
	for _, item := range f.Edition.Items {
		a := scheme.Answer{Revision: f.Checklist.Answer(item.ID).Revision, Criterion: item.ID, Verdict: scheme.Conforms, Method: item.Methods[0], PublicNote: "確認済み", Rationale: untold,
			Evidence: []scheme.Evidence{{Title: "試験記録"}}, Assessor: "見本 花子", AssessedOn: s.today()}
		if f.Checklist.Answer(item.ID).Carried {
			_, err = s.p.office.ConfirmAnswer(ctx, who.Actor, id, a, false)
		} else {
			_, err = s.p.office.SaveAnswer(ctx, who.Actor, id, a)
		}
		s.ok("answer "+string(item.ID), err)
	}
	return nil
}

// payFor has the fee of an accepted application entered, and authorities
// answer.
func (s *stroll) payFor(one *strolling) {
	s.Helper()
	a := s.application(one)
	if a.State != scheme.Accepted {
		return
	}
	s.consent(a)
	for _, w := range s.people {
		if w.kind == scheme.RoleOfficer && w.off == "" && !w.absent {
			err := s.p.office.EnterPayment(s.Context(), w.Actor, a.ID, office.PaymentRequest{Day: s.today(), Yen: a.FeeYen, Reference: "振込"})
			if err != nil && scheme.RefusalsOf(err) == nil {
				s.ok("enter a payment", err)
			}
			return
		}
	}
}
