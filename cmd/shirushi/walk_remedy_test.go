package main

import (
	"shirushi/internal/scheme"
)

// remedyTrials are what is tried against a decision.
var remedyTrials = []trial{
	{"label", scheme.DeedJudgment, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		err := s.remedy.EnterJudgment(s.Context(), who.Actor, one.number, "架空地方裁判所", "令和8年(行ウ)第1号", s.today())
		if err == nil {
			one.judged = who.Person.ID
		}
		return err
	}},
	{"label", scheme.DeedAnnul, true, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.second(one.judged, who, s.remedy.ConfirmJudgment(s.Context(), who.Actor, one.number))
	}},
	{"objecting", scheme.DeedObject, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		id, err := s.remedy.Lodge(s.Context(), who.Actor, scheme.AgainstRevocation, string(one.number), s.say("不服"))
		if err == nil {
			one.open.objection = id
		}
		return err
	}},
	{"objection", scheme.DeedObjectionTake, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.apart(one, who, s.remedy.TakeUp(s.Context(), who.Actor, one.open.objection))
	}},
	{"objection", scheme.DeedObjectionUphold, true, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.apart(one, who, s.remedy.Uphold(s.Context(), who.Actor, one.open.objection, s.say("認容")))
	}},
	{"objection", scheme.DeedObjectionDismiss, true, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.apart(one, who, s.remedy.Dismiss(s.Context(), who.Actor, one.open.objection, s.say("棄却")))
	}},
	{"objection", scheme.DeedObjectionWithdraw, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		if s.rand.IntN(3) > 0 {
			return nothingTried
		}
		return s.remedy.Withdraw(s.Context(), who.Actor, one.open.objection)
	}},
}
