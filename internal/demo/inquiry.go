package demo

import (
	"context"
	"fmt"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
)

// A word is something that an authority or the office says about an inquiry,
// some days after the application was started.
type word struct {
	later, hour int
	does        string
	do          func(context.Context) error
}

// inquiry is what authorities and office say to each other in this story.
func (s *story) inquiry() []word {
	first := word{9, 10, "the first answers", s.consents("jouho")}
	second := word{12, 15, "the second answers", s.consents("keizai")}
	switch s.product.Inquiry {
	case "silent":
		return nil
	case "late":
		return append([]word{first}, s.reminders()...)
	case "objection":
		return []word{first, {12, 15, "the second objects", s.answers("keizai", scheme.Objects,
			"The firmware maintainer named in the inquiry is under an order of this bureau. 保守者の変更が必要です。")}}
	case "condition":
		return []word{first, {12, 15, "the second names a condition", s.answers("keizai", scheme.Condition,
			"No objection, provided that the firmware is built and signed in the country of the applicant.")}}
	case "condition met":
		return []word{first, {12, 15, "the second names a condition", s.answers("keizai", scheme.Condition,
			"No objection, provided that the applicant tells this bureau before it changes the firmware maintainer.")},
			{13, 11, "confirm", s.confirms("keizai")}}
	case "question":
		return []word{{6, 10, "the first asks", s.answers("jouho", scheme.AsksMore, "ファームウェアの保守者の親会社を教えてください。")}}
	case "letter":
		return []word{first, {12, 15, "enter the letter of the second", s.enters("keizai")}}
	case "refused":
		return []word{first, {12, 15, "the second objects", s.answers("keizai", scheme.Objects, "関係機関との協議の結果、異議があります。")}}
	}
	return []word{first, second}
}

// asked returns the inquiry to an authority as it stands.
func (s *story) asked(ctx context.Context, authority string) (scheme.Inquiry, error) {
	f, err := s.Office.File(ctx, s.who(s.first), s.id)
	if err != nil {
		return scheme.Inquiry{}, err
	}
	for _, i := range f.Application.Inquiries {
		if i.Authority == s.actors[authority].Organisation.ID {
			return i, nil
		}
	}
	return scheme.Inquiry{}, fmt.Errorf("%s was not asked", authority)
}

func (s *story) consents(authority string) func(context.Context) error {
	return s.answers(authority, scheme.NoObjection, "")
}

func (s *story) answers(authority string, view scheme.View, text string) func(context.Context) error {
	return func(ctx context.Context) error {
		i, err := s.asked(ctx, authority)
		if err != nil {
			return err
		}
		return s.Office.AnswerInquiry(ctx, s.who(authority), i.ID, office.AnswerRequest{Revision: i.Revision, View: view, Text: text})
	}
}

func (s *story) confirms(authority string) func(context.Context) error {
	return func(ctx context.Context) error {
		i, err := s.asked(ctx, authority)
		if err != nil {
			return err
		}
		return s.Office.ConfirmInquiry(ctx, s.who(s.first), s.id, i.ID, i.Revision, "申請者から、保守者を変更する前に届け出る旨の誓約書を受け取りました。")
	}
}

func (s *story) enters(authority string) func(context.Context) error {
	return func(ctx context.Context) error {
		i, err := s.asked(ctx, authority)
		if err != nil {
			return err
		}
		return s.Office.EnterAnswer(ctx, s.who(s.first), s.id, office.EnterRequest{Inquiry: i.ID, Revision: i.Revision, View: scheme.NoObjection, Answered: s.day(),
			Letter: scheme.SignedLetter{Reference: "BESC-2026-0417（見本）", SHA256: "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae", KeptAt: "事務局 文書庫 照会綴り"}})
	}
}

// reminders are sent on the days on which the running service would send them.
func (s *story) reminders() []word {
	var all []word
	for _, later := range []int{26, 34, 41, 48} {
		all = append(all, word{later, 9, "remind", func(ctx context.Context) error {
			_, err := s.Office.RemindAuthorities(ctx)
			return err
		}})
	}
	return all
}
