package demo

import (
	"context"

	"shirushi/internal/scheme"
)

// objections returns what follows on a decision against an application: its
// applicant objects, and an officer who had no part in the decision looks at it.
// decided is how many days after the start the decision was made.
func (s *story) objections(decided int) (steps []step) {
	if s.Remedies == nil || s.product.Objection == "" {
		return nil
	}
	day := s.product.Day
	var id scheme.ObjectionID
	at := func(later, hour int, does string, do func(context.Context) error) {
		steps = append(steps, step{day - decided - later, hour, 45, "objection: " + does, do})
	}
	const afresh = "admin"
	at(20, 16, "lodge", func(ctx context.Context) (err error) {
		id, err = s.Remedies.Lodge(ctx, s.who(s.product.Maker), scheme.AgainstApplication, string(s.id), reasons[s.product.Ends])
		return err
	})
	if s.product.Objection != "dismissed" {
		return steps
	}
	at(22, 10, "take up", func(ctx context.Context) error { return s.Remedies.TakeUp(ctx, s.who(afresh), id) })
	at(30, 14, "dismiss", func(ctx context.Context) error {
		return s.Remedies.Dismiss(ctx, s.who(afresh), id, "照会先の回答は、決定の後も変わっていません。示された事情によっても、決定を改める理由はありません。")
	})
	return steps
}

// reasons are those of an objection, by the decision that it is against.
var reasons = map[string]string{
	"rejected": "指摘された証跡は、量産の初回の製品のものです。製造番号の一覧を示せますので、改めて審査してください。",
	"refused":  "照会の対象となった委託先とは、取引を終える予定です。決定を改めてください。",
}
