// Package registry is what the public may know of a label. Its Entry has no
// field for anything hidden, so pages, API, feeds and dumps that read
// entries and nothing else cannot leak a draft, a rationale or a person.
package registry

import (
	"cmp"
	"slices"
	"time"

	"shirushi/internal/scheme"
)

// An Entry is one label as the public sees it. It is rebuilt in the
// transaction of every deed that touches the label.
type Entry struct {
	Number      scheme.LabelNumber      `json:"number"`
	Level       scheme.LevelID          `json:"level"`
	Category    scheme.CategoryID       `json:"category,omitempty"`
	Edition     scheme.EditionID        `json:"edition"`
	Evaluator   scheme.EvaluatorClassID `json:"evaluator"`
	Holder      scheme.Text             `json:"holder"`
	Product     Product                 `json:"product"`
	FirstIssued scheme.Date             `json:"first_issued"`
	Listed      scheme.Date             `json:"listed,omitempty"` // nothing of it is public before this day
	Updated     time.Time               `json:"updated"`
	EndGround   scheme.GroundID         `json:"end_ground,omitempty"`
	Assessments []Assessment            `json:"assessments"`
	Corrections []Correction            `json:"corrections,omitempty"`
	Successor   scheme.LabelNumber      `json:"successor,omitempty"`
	News        []scheme.News           `json:"news,omitempty"` // newest first
	Erasures    []Erasure               `json:"erasures,omitempty"`
	Warnings    []Warning               `json:"warnings,omitempty"` // those that stand before those that ended, each newest first
	Annulled    []scheme.Annulment      `json:"annulled,omitempty"` // in the order in which that was recorded, as all below
	PastHolders []PastHolder            `json:"past_holders,omitempty"`
	Reissued    []scheme.Date           `json:"reissued,omitempty"`
	Announced   []scheme.Announcement   `json:"announced,omitempty"`
	scheme.Standing
}

// A Warning is what the office tells of a product without touching the
// label's status. On what case it rests is not public.
type Warning struct {
	ID    string      `json:"id"` // as in the public events
	Text  scheme.Text `json:"text"`
	From  scheme.Date `json:"from"`
	Ended scheme.Date `json:"ended,omitempty"` // from this day on it stands no more; "" while it stands
}

// A PastHolder held the label before it went over to another.
type PastHolder struct {
	Name  scheme.Text `json:"name"`
	Until scheme.Date `json:"until"` // last day
}

// A Product is the public part of a product's description. What its holder
// may hide and has hidden is absent.
type Product struct {
	Name              scheme.Text `json:"name"`
	Models            []string    `json:"models"`
	Manufacturer      string      `json:"manufacturer,omitempty"`
	Country           string      `json:"country,omitempty"`
	Firmware          string      `json:"firmware,omitempty"`
	SupportFrom       scheme.Date `json:"support_from,omitempty"`
	SupportUntil      scheme.Date `json:"support_until,omitempty"`
	Summary           scheme.Text `json:"summary"`
	HomePage          string      `json:"home_page,omitempty"`
	Enquiry           string      `json:"enquiry,omitempty"`
	VulnerabilityDesk string      `json:"vulnerability_desk,omitempty"`
	DisclosurePolicy  string      `json:"disclosure_policy,omitempty"`
	Conformity        []string    `json:"technical_conformity,omitempty"`
	Certifications    []string    `json:"other_certifications,omitempty"`
	SBOM              string      `json:"sbom,omitempty"`
	CyberInsurance    string      `json:"cyber_insurance,omitempty"`
}

// An Assessment is one assessment of the product, newest first in an Entry.
type Assessment struct {
	Edition   scheme.EditionID        `json:"edition"`
	Evaluator scheme.EvaluatorClassID `json:"evaluator"`
	Completed scheme.Date             `json:"completed"`
	Answers   []scheme.PublicAnswer   `json:"answers"`
}

// A Correction is a clerical error that two officers put right. Both
// versions are shown.
type Correction struct {
	Field  string      `json:"field"`
	From   string      `json:"from"`
	To     string      `json:"to"`
	Reason string      `json:"reason"`
	On     scheme.Date `json:"on"`
}

// An Erasure says that texts of one event of the label were taken back, why
// and when. What they said is nowhere any more.
type Erasure struct {
	Event  int64           `json:"event"`  // number
	Fields []string        `json:"fields"` // sorted
	Ground scheme.GroundID `json:"ground"`
	On     scheme.Date     `json:"on"`
}

// Of returns the public view of a label. day tells the civil day of an
// instant in the scheme's zone.
func Of(l scheme.Label, day func(time.Time) scheme.Date) Entry {
	p := l.Product
	e := Entry{
		Number: l.Number, Level: l.Level, Category: l.Category, Edition: l.Edition,
		Holder: l.HolderName, FirstIssued: l.FirstIssued, Listed: l.Listed, Updated: l.Updated.UTC(), EndGround: l.EndGround,
		Standing: l.Standing,
		Product: Product{
			Name: p.Name, Models: p.Models, Manufacturer: p.Manufacturer, Country: p.Country, Firmware: p.Firmware,
			SupportFrom: p.SupportFrom, SupportUntil: p.SupportUntil, Summary: p.Summary, HomePage: p.HomePage,
			Enquiry: p.Enquiry, VulnerabilityDesk: p.VulnerabilityDesk, DisclosurePolicy: p.DisclosurePolicy,
			Conformity: p.Conformity, Certifications: p.Certifications,
			SBOM: p.SBOM, CyberInsurance: p.CyberInsurance,
		},
	}
	if p.HideManufacturer {
		e.Product.Manufacturer = ""
	}
	if p.HideCountry {
		e.Product.Country = ""
	}
	for i := len(l.Assessments) - 1; i >= 0; i-- {
		a := l.Assessments[i]
		e.Assessments = append(e.Assessments, Assessment{a.Edition, a.Evaluator, a.Completed, a.Answers})
	}
	e.Warnings, e.PastHolders = warnings(l.Warnings), pastHolders(l.PastHolders)
	e.Annulled, e.Reissued, e.Announced = l.Annulled, l.Reissued, l.Announced
	e.Successor, e.News, e.Erasures = l.Successor, newestFirst(l.News), erased(l.Erasures, day)
	if len(e.Assessments) > 0 {
		e.Evaluator = e.Assessments[0].Evaluator
	}
	for _, c := range l.Corrections {
		hidden := c.Field == "manufacturer" && p.HideManufacturer || c.Field == "country" && p.HideCountry
		if !c.Confirmed.IsZero() && !hidden {
			e.Corrections = append(e.Corrections, Correction{c.Field, c.From, c.To, c.Reason, day(c.Confirmed)})
		}
	}
	return e
}

// Claim returns what of the entry a recognition looks at.
func (e Entry) Claim() scheme.Claim {
	return scheme.Claim{Level: e.Level, Edition: e.Edition, Standing: e.Standing}
}

// newestFirst orders news by day; of one day the last told stands first.
func newestFirst(told []scheme.News) []scheme.News {
	all := slices.Clone(told)
	slices.Reverse(all)
	slices.SortStableFunc(all, func(a, b scheme.News) int { return cmp.Compare(b.On, a.On) })
	return all
}

// erased tells the erasures that hold, one for each event of which texts were
// taken back at one time.
func erased(all []scheme.Erasure, day func(time.Time) scheme.Date) (out []Erasure) {
	for _, e := range all {
		if e.Confirmed.IsZero() {
			continue
		}
		for event, fields := range e.ByEvent() {
			out = append(out, Erasure{event, fields, e.Ground, day(e.Confirmed)})
		}
	}
	return out
}

func warnings(all []scheme.Warning) (out []Warning) {
	for _, w := range all {
		out = append(out, Warning{w.ID, w.Text, w.From, w.Ended})
	}
	slices.Reverse(out)
	slices.SortStableFunc(out, func(a, b Warning) int {
		if (a.Ended == "") != (b.Ended == "") {
			return cmp.Compare(a.Ended, b.Ended)
		}
		return cmp.Compare(b.From, a.From)
	})
	return out
}

func pastHolders(all []scheme.PastHolder) (out []PastHolder) {
	for _, h := range all {
		out = append(out, PastHolder{h.Name, h.Until})
	}
	return out
}
