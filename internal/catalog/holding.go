package catalog

import (
	"fmt"
	"slices"

	"shirushi/internal/scheme"
	"shirushi/internal/yamlfile"
)

type holdingShape struct {
	Official      bool             `json:"official"`
	EmbargoDays   int              `json:"embargo_days"`
	LookDays      int              `json:"look_days"`
	OfferDays     int              `json:"offer_days"`
	RemindDays    int              `json:"remind_days"`
	DecideDays    int              `json:"decide_days"`
	ChangeGround  scheme.GroundID  `json:"change_ground"`
	RefusedGround scheme.GroundID  `json:"refused_ground"`
	Examples      []exampleShape   `json:"examples"`
	Offers        []statementShape `json:"offers"`
	Accepts       []statementShape `json:"accepts"`
}

type exampleShape struct {
	Affects  bool        `json:"affects"`
	Official bool        `json:"official"`
	Text     scheme.Text `json:"text"`
}

func (f holdingShape) rules() scheme.HoldingRules {
	r := scheme.HoldingRules{EmbargoDays: f.EmbargoDays, LookDays: f.LookDays, OfferDays: f.OfferDays, RemindDays: f.RemindDays,
		DecideDays: f.DecideDays, ChangeGround: f.ChangeGround, RefusedGround: f.RefusedGround, Official: f.Official}
	for _, e := range f.Examples {
		r.Examples = append(r.Examples, scheme.Example{Affects: e.Affects, Text: e.Text, Official: e.Official})
	}
	for _, t := range f.Offers {
		r.Offers = append(r.Offers, scheme.Statement{ID: t.ID, Text: t.Text, Official: t.Official})
	}
	for _, t := range f.Accepts {
		r.Accepts = append(r.Accepts, scheme.Statement{ID: t.ID, Text: t.Text, Official: t.Official})
	}
	return r
}

// checkHolding reports grounds that are not there, or that end a label in the
// other way, and statements of one name.
func (r *reader) checkHolding(d *yamlfile.Document, s *scheme.Scheme) {
	h := s.Holding
	for _, one := range []struct {
		key    string
		ground scheme.GroundID
		ends   scheme.Deed
	}{{"change_ground", h.ChangeGround, scheme.DeedWithdraw}, {"refused_ground", h.RefusedGround, scheme.DeedRevoke}} {
		if one.ground == "" || !slices.ContainsFunc(s.Grounds, func(g scheme.Ground) bool { return g.Ends == one.ends }) {
			continue // the whole part was left out, or that is said already
		}
		if g, known := s.Ground(one.ground); !known || g.Ends != one.ends {
			r.at(d, fmt.Sprintf("no ground %q ends a label by %s", one.ground, one.ends), "Name one of the grounds with ends: "+string(one.ends), "holding", one.key)
		}
	}
	uniqueIn(r, d, []string{"holding", "offers"}, h.Offers, func(t scheme.Statement) string { return t.ID })
	uniqueIn(r, d, []string{"holding", "accepts"}, h.Accepts, func(t scheme.Statement) string { return t.ID })
}
