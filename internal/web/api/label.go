package api

import (
	"time"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// A Label is one label as the list shows it. Fields are added over time and
// never change their meaning or go away.
type Label struct {
	Number         string    `json:"number" doc:"Registration number." example:"2026000000000109"`
	Level          string    `json:"level" doc:"Level of the scheme." example:"1"`
	Status         string    `json:"status" enum:"active,extension_in_progress,expired,withdrawn,revoked" doc:"Status on the day given in as_of."`
	AsOf           string    `json:"as_of" format:"date" doc:"Day, in the scheme's zone, of which status is told."`
	ValidFrom      string    `json:"valid_from" format:"date" doc:"First day of validity."`
	ValidTo        string    `json:"valid_to" format:"date" doc:"Last day of validity."`
	FirstIssued    string    `json:"first_issued" format:"date" doc:"Day on which the label was first issued."`
	Withdrawn      *string   `json:"withdrawn" format:"date" doc:"Day from which the label is withdrawn; null when it is not."`
	Revoked        *string   `json:"revoked" format:"date" doc:"Day from which the label is revoked; null when it is not."`
	EndGround      *string   `json:"end_ground" doc:"Code of the ground for withdrawal or revocation; null when there is none."`
	Edition        string    `json:"edition" doc:"Edition of the criteria."`
	Category       *string   `json:"category" doc:"Product category; null when none was given."`
	EvaluatorClass string    `json:"evaluator_class" doc:"Class of whoever assessed the product." example:"applicant"`
	Holder         string    `json:"holder" doc:"Name of the label's holder."`
	HolderEn       string    `json:"holder_en" doc:"The same in English; empty when not given."`
	Product        Product   `json:"product"`
	Updated        time.Time `json:"updated" doc:"When this record last changed."`
	Successor      *string   `json:"successor" doc:"Number of the label of the product that follows this one; null when there is none."`
	Page           string    `json:"page" format:"uri" doc:"Address that the label's 2-D code holds."`
	Artwork        string    `json:"artwork" format:"uri" doc:"Address of the label's artwork, SVG."`
}

// A Product is what the label is for. What its holder may keep back and has
// kept back is empty.
type Product struct {
	Name              string   `json:"name" doc:"Name of the product."`
	NameEn            string   `json:"name_en" doc:"The same in English; empty when not given."`
	Models            []string `json:"models" nullable:"false" doc:"Models covered by the label."`
	Manufacturer      string   `json:"manufacturer"`
	Country           string   `json:"country" doc:"Country of manufacture, ISO 3166-1 alpha-2."`
	Firmware          string   `json:"firmware"`
	SupportFrom       *string  `json:"support_from" format:"date" doc:"First day of the support period."`
	SupportUntil      *string  `json:"support_until" format:"date" doc:"Last day of the support period; null when undecided."`
	Summary           string   `json:"summary"`
	SummaryEn         string   `json:"summary_en"`
	HomePage          string   `json:"home_page"`
	Enquiry           string   `json:"enquiry" doc:"Web or mail address for enquiries."`
	VulnerabilityDesk string   `json:"vulnerability_desk" doc:"Web or mail address for reports of vulnerabilities."`
	DisclosurePolicy  string   `json:"disclosure_policy"`
	Conformity        []string `json:"technical_conformity" nullable:"false" doc:"Numbers of technical conformity."`
	Certifications    []string `json:"other_certifications" nullable:"false"`
	SBOM              string   `json:"sbom" doc:"Whether a software bill of materials is to be had, and how, in the holder's words; empty when nothing is said."`
	CyberInsurance    string   `json:"cyber_insurance" doc:"Insurance that comes with the product, in the holder's words; empty when nothing is said."`
}

// A Detail is one label with all that is public of it.
type Detail struct {
	Label
	Assessments []Assessment `json:"assessments" nullable:"false" doc:"Newest first."`
	Abroad      []Abroad     `json:"recognised_abroad" nullable:"false" doc:"What other schemes and laws make of the label on the day in as_of; their terms are in readScheme. That criteria touch each other is no recognition."`
	News        []News       `json:"news" nullable:"false" doc:"What the holder tells about the product, newest first."`
	Corrections []Correction `json:"corrections" nullable:"false" doc:"Clerical errors put right."`

	ExtensionApplied *string        `json:"extension_applied" format:"date" doc:"Day on which an extension was applied for that is undecided; null when there is none."`
	Extensions       []Extension    `json:"extensions" nullable:"false" doc:"Extensions that are decided, in the order of their decision."`
	Gaps             []Gap          `json:"gaps" nullable:"false" doc:"Runs of days within the validity on which the label was not active: it was extended after its last day of validity."`
	Warnings         []Warning      `json:"warnings" nullable:"false" doc:"Warnings of the office about the product, which leave the status as it is; those that stand first."`
	Announcements    []Announcement `json:"announcements" nullable:"false" doc:"Announcements of revocations for bad faith or of wide impact."`
	Annulled         []Annulment    `json:"revocations_annulled" nullable:"false" doc:"Revocations that were taken back: the label stands as if they had not been made."`
	PastHolders      []PastHolder   `json:"past_holders" nullable:"false" doc:"Who held the label before, oldest first. The search finds the present holder only."`
	Reissued         []string       `json:"reissued" nullable:"false" doc:"Days on which the papers of the label were made anew."`
	Erased           []Erasure      `json:"erased" nullable:"false" doc:"Texts of the label's public events that the office has taken back; where a name was, other words stand."`
}

// An Assessment is one assessment of the product.
type Assessment struct {
	Edition        string   `json:"edition"`
	EvaluatorClass string   `json:"evaluator_class"`
	Completed      string   `json:"completed" format:"date"`
	Answers        []Answer `json:"answers" nullable:"false"`
}

// An Answer is the public part of the answer to one item.
type Answer struct {
	Criterion string `json:"criterion"`
	Verdict   string `json:"verdict" enum:"conforms,does_not_conform,not_applicable"`
	Method    string `json:"method" doc:"document, device, or empty."`
	Note      string `json:"note"`
}

// Abroad says whether the label counts under one recognition, and if not, why.
type Abroad struct {
	Recognition string `json:"recognition" doc:"Id of the recognition in readScheme."`
	Country     string `json:"country" doc:"ISO 3166-1 alpha-2; EU for the European Union."`
	Effect      string `json:"effect" enum:"deemed_compliance,simplified_procedure,unknown,talks"`
	Standpoint  string `json:"standpoint" enum:"counts,terms_unknown,talks,other_level,other_edition,not_current,not_yet,no_longer" doc:"counts is the only yes."`
}

// News is one thing that the holder of the label tells about its product.
type News struct {
	Kind       string   `json:"kind" enum:"security,support_end,policy,update"`
	On         string   `json:"on" format:"date"`
	Firmware   string   `json:"firmware" doc:"Version that the news is about; empty when none."`
	Text       Words    `json:"text"`
	Link       string   `json:"link" doc:"Web page that says more; empty when none."`
	References []string `json:"references" nullable:"false" doc:"Numbers such as JVN#12345678 or CVE-2026-12345."`
}

// A Correction is a clerical error that was put right.
type Correction struct {
	Field  string `json:"field"`
	From   string `json:"from"`
	To     string `json:"to"`
	Reason string `json:"reason"`
	On     string `json:"on" format:"date"`
}

// An Extension is one that was applied for and is decided.
type Extension struct {
	Applied string  `json:"applied" format:"date"`
	Ended   string  `json:"ended" format:"date" doc:"Day of the decision, or on which the application ended without one."`
	Until   *string `json:"valid_to" format:"date" doc:"Last day of validity since then; null when the label was not extended."`
}

// A Gap is a run of days with the status that was told of them.
type Gap struct {
	From   string `json:"from" format:"date" doc:"First day."`
	To     string `json:"to" format:"date" doc:"Last day."`
	Status string `json:"status" enum:"extension_in_progress,expired"`
}

// A Warning is what the office warns of while it looks into a product.
type Warning struct {
	ID    string  `json:"id" doc:"As in the public events."`
	Text  Words   `json:"text"`
	From  string  `json:"from" format:"date"`
	Ended *string `json:"ended" format:"date" doc:"Day from which it stands no more; null while it stands."`
}

// An Announcement is what the office told the public at large of a revocation.
type Announcement struct {
	On   string `json:"on" format:"date"`
	Text Words  `json:"text"`
}

// An Annulment took a revocation back.
type Annulment struct {
	Revoked string `json:"revoked" format:"date" doc:"Day of the revocation."`
	Ground  string `json:"ground" doc:"Code of its ground."`
	On      string `json:"on" format:"date" doc:"Day of the annulment."`
	Basis   string `json:"basis" enum:"objection,court"`
}

// A PastHolder held the label before its present holder.
type PastHolder struct {
	Name   string `json:"name"`
	NameEn string `json:"name_en" doc:"The same in English; empty when not given."`
	Until  string `json:"until" format:"date" doc:"Last day on which it held the label."`
}

// later fills in what has befallen a label after its issue.
func (d *Detail) later(e registry.Entry, day scheme.Date) {
	if status := e.StatusOn(day); e.ExtensionRefused == "" && status != scheme.Withdrawn && status != scheme.Revoked {
		d.ExtensionApplied = orNull(e.ExtensionApplied)
	}
	d.Extensions = each(e.Extensions, func(x scheme.PastExtension) Extension {
		return Extension{string(x.Applied), string(x.Ended), orNull(x.Until)}
	})
	d.Gaps = each(e.Gaps, func(g scheme.Gap) Gap { return Gap{string(g.From), string(g.To), string(g.Status)} })
	d.Warnings = each(e.Warnings, func(w registry.Warning) Warning {
		return Warning{w.ID, Words(w.Text), string(w.From), orNull(w.Ended)}
	})
	d.Announcements = each(e.Announced, func(a scheme.Announcement) Announcement { return Announcement{string(a.On), Words(a.Text)} })
	d.Annulled = each(e.Annulled, func(a scheme.Annulment) Annulment {
		return Annulment{string(a.Revoked), string(a.Ground), string(a.On), string(a.Basis)}
	})
	d.PastHolders = each(e.PastHolders, func(h registry.PastHolder) PastHolder {
		return PastHolder{h.Name.In("ja"), h.Name.En, string(h.Until)}
	})
	d.Reissued = each(e.Reissued, func(on scheme.Date) string { return string(on) })
}

// labelOf tells an entry as it stands on day.
func labelOf(e registry.Entry, day scheme.Date, base string) Label {
	l := Label{
		Number: string(e.Number), Level: string(e.Level), Status: string(e.StatusOn(day)), AsOf: string(day),
		ValidFrom: string(e.ValidFrom), ValidTo: string(e.ValidUntil), FirstIssued: string(e.FirstIssued),
		Withdrawn: orNull(e.Withdrawn), Revoked: orNull(e.Revoked), EndGround: orNull(e.EndGround),
		Edition: string(e.Edition), Category: orNull(e.Category), EvaluatorClass: string(e.Evaluator),
		Holder: e.Holder.In("ja"), HolderEn: e.Holder.En, Updated: e.Updated.UTC(), Successor: orNull(e.Successor),
		Page: base + "/l/" + string(e.Number), Artwork: base + "/labels/" + string(e.Number) + "/label.svg",
	}
	p := e.Product
	l.Product = Product{
		Name: p.Name.In("ja"), NameEn: p.Name.En, Models: some(p.Models), Manufacturer: p.Manufacturer, Country: p.Country,
		Firmware: p.Firmware, SupportFrom: orNull(p.SupportFrom), SupportUntil: orNull(p.SupportUntil),
		Summary: p.Summary.In("ja"), SummaryEn: p.Summary.En, HomePage: p.HomePage, Enquiry: p.Enquiry,
		VulnerabilityDesk: p.VulnerabilityDesk, DisclosurePolicy: p.DisclosurePolicy,
		Conformity: some(p.Conformity), Certifications: some(p.Certifications), SBOM: p.SBOM, CyberInsurance: p.CyberInsurance,
	}
	return l
}

func detailOf(s *scheme.Scheme, e registry.Entry, day scheme.Date, base string) Detail {
	d := Detail{Label: labelOf(e, day, base), Assessments: []Assessment{}, Corrections: []Correction{}}
	d.Abroad = each(s.Recognised(e.Claim(), day), func(a scheme.Abroad) Abroad {
		return Abroad{a.ID, a.Country, string(a.Effect), string(a.Standpoint)}
	})
	d.News = each(e.News, func(n scheme.News) News {
		return News{string(n.Kind), string(n.On), n.Firmware, Words(n.Text), n.Link, some(n.References)}
	})
	for _, a := range e.Assessments {
		one := Assessment{Edition: string(a.Edition), EvaluatorClass: string(a.Evaluator), Completed: string(a.Completed), Answers: []Answer{}}
		for _, x := range a.Answers {
			one.Answers = append(one.Answers, Answer{string(x.Criterion), string(x.Verdict), string(x.Method), x.Note})
		}
		d.Assessments = append(d.Assessments, one)
	}
	d.Erased = erasuresOf(e.Erasures)
	d.later(e, day)
	for _, c := range e.Corrections {
		d.Corrections = append(d.Corrections, Correction{c.Field, c.From, c.To, c.Reason, string(c.On)})
	}
	return d
}

func orNull[T ~string](s T) *string {
	if s == "" {
		return nil
	}
	text := string(s)
	return &text
}

// some never returns nil, which JSON would write as null.
func some(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
