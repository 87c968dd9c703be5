package catalog

import (
	"fmt"
	"strconv"

	"shirushi/internal/scheme"
	"shirushi/internal/yamlfile"
)

type recognitionsShape struct {
	Recognitions []recognitionShape `json:"recognitions"`
}

type recognitionShape struct {
	ID         string           `json:"id"`
	Official   bool             `json:"official"`
	Direction  scheme.Direction `json:"direction"`
	Country    string           `json:"country"`
	With       scheme.Text      `json:"with"`
	Levels     []scheme.LevelID `json:"levels"`
	Edition    scheme.EditionID `json:"edition"`
	Effect     scheme.Effect    `json:"effect"`
	Covers     scheme.Text      `json:"covers"`
	Instrument scheme.Text      `json:"instrument"`
	From       scheme.Date      `json:"from"`
	Until      scheme.Date      `json:"until"`
	Caution    scheme.Text      `json:"caution"`
	Source     scheme.Text      `json:"source"`
	AsOf       scheme.Date      `json:"as_of"`
}

func (f recognitionShape) recognition() scheme.Recognition {
	return scheme.Recognition{ID: f.ID, Direction: f.Direction, Country: f.Country, With: f.With, Levels: f.Levels, Edition: f.Edition,
		Effect: f.Effect, Covers: f.Covers, Instrument: f.Instrument, From: f.From, Until: f.Until, Caution: f.Caution,
		Source: f.Source, AsOf: f.AsOf, Official: f.Official}
}

// recognitions reads what labels count for elsewhere into s, whose levels and
// editions are there by now. The file may be left out.
func (r *reader) recognitions(s *scheme.Scheme) {
	if _, there := r.files[abroadFile]; !there {
		return
	}
	var f recognitionsShape
	d := r.load(abroadFile, kindAbroad, &f)
	if d == nil {
		return
	}
	for i, one := range f.Recognitions {
		r.checkRecognition(d, one, strconv.Itoa(i), s)
		s.Recognitions = append(s.Recognitions, one.recognition())
	}
	unique(r, d, "recognitions", s.Recognitions, func(one scheme.Recognition) string { return one.ID })
}

// checkRecognition reports days, levels, editions and countries that are not
// there, and terms that say too little to be told to a reader.
func (r *reader) checkRecognition(d *yamlfile.Document, one recognitionShape, i string, s *scheme.Scheme) {
	at := func(more ...string) []string { return append([]string{"recognitions", i}, more...) }
	sane := r.day(d, one.From, at("from")...)
	sane = r.day(d, one.Until, at("until")...) && sane
	r.day(d, one.AsOf, at("as_of")...)
	if sane && one.Until != "" && one.Until < one.From {
		r.at(d, fmt.Sprintf("the last day %s is before the first day %s", one.Until, one.From), "Correct one of the two", at("until")...)
	}
	if one.Country != scheme.EuropeanUnion && !scheme.IsCountry(one.Country) {
		r.at(d, fmt.Sprintf("there is no country %q", one.Country), "Write its two letters of ISO 3166-1, such as GB, or EU", at("country")...)
	}
	for j, l := range one.Levels {
		if _, ok := s.Level(l); !ok && len(s.Levels) > 0 {
			r.at(d, fmt.Sprintf("there is no level %q", l), "Name a level of scheme.yaml", at("levels", strconv.Itoa(j))...)
		}
	}
	if _, ok := s.Edition(one.Edition); one.Edition != "" && !ok && len(r.problems) == 0 { // an edition that does not read is reported for itself
		r.at(d, fmt.Sprintf("there is no edition %q", one.Edition), "Write number and revision of an edition under criteria in one", at("edition")...)
	}
	settled := one.Effect == scheme.EffectDeemed || one.Effect == scheme.EffectSimplified
	switch {
	case one.Effect != scheme.EffectTalks && one.From == "":
		r.at(d, "the first day is missing", "Add from: with the day on which it begins, or write effect: talks", at("effect")...)
	case settled && (one.Covers.IsZero() || one.Instrument.IsZero()):
		r.at(d, "what it covers, or by which instrument it holds, is missing", "Add covers: and instrument:, or write effect: unknown", at("effect")...)
	}
}
