package public

import (
	"net/http"
	"net/url"

	"shirushi/internal/i18n"
	"shirushi/internal/scan"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page/public/verify"
)

// A judge puts into words what the codes of a picture are worth.
type judge struct {
	front
	r       *http.Request
	p       *i18n.Printer
	scheme  *scheme.Scheme
	printed scheme.LabelNumber // "" when none was typed
	product string             // as it was typed
}

func (j judge) say(kind, title string, texts ...string) *verify.Answer {
	return &verify.Answer{Kind: kind, Title: title, Texts: texts, Forged: kind == "danger"}
}

func (j judge) forged(why ...string) *verify.Answer {
	return j.say("danger", j.p.T("verify.code_forged"), append(why, j.p.T("verify.code_forged_do"))...)
}

func (j judge) answer(found scan.Leads) (*verify.Answer, error) {
	p := j.p
	switch {
	case len(found.Labels) > 1:
		return j.say("warning", p.T("verify.code_several"), p.T("verify.code_several_text")), nil
	case len(found.Labels) == 0 && len(found.Others) == 0:
		return j.say("warning", p.T("verify.code_none"), p.T("verify.code_none_text")), nil
	case len(found.Labels) == 0:
		return j.forged(j.others(found.Others)...), nil
	}
	a, err := j.label(found.Labels[0])
	if err == nil && len(found.Others) > 0 {
		a.Texts = append(append(a.Texts, p.T("verify.code_beside")), j.others(found.Others)...)
	}
	return a, err
}

// others says where codes lead that do not lead to a label of the site.
func (j judge) others(leads []scan.Lead) (texts []string) {
	host := j.site.BaseURL
	if u, err := url.Parse(host); err == nil {
		host = u.Host
	}
	for _, lead := range leads {
		texts = append(texts, j.p.T("verify.code_"+string(lead.Verdict), lead.Shown(), host))
		if lead.Like != scan.Unlike {
			texts = append(texts, j.p.T("verify.like_"+string(lead.Like)))
		}
	}
	return texts
}

// label looks up the label to which a code leads.
func (j judge) label(lead scan.Lead) (*verify.Answer, error) {
	p := j.p
	parsed, err := j.scheme.Numbering.Registration.Parse(lead.Number)
	if err != nil {
		return j.forged(p.T("verify.code_malformed", lead.Number)), nil
	}
	number := scheme.LabelNumber(parsed)
	if j.printed != "" && j.printed != number {
		return j.forged(p.T("verify.code_number", number.Grouped(), j.printed.Grouped())), nil
	}
	day := j.scheme.Day(j.site.Now())
	e, err := j.entry(j.r, number, day)
	if scheme.IsRefusal(err, scheme.Missing) {
		return j.forged(p.T("verify.code_unknown", number.Grouped())), nil
	} else if err != nil {
		return nil, err
	}
	shown := j.view(j.r, j.scheme, e, day)
	found := &verify.Found{Entry: e, Status: shown.Status, Day: day, Meaning: shown.Meaning(), Product: compared(shown, j.product)}
	a := j.found(found)
	a.Label = found
	return a, nil
}

// found says of a true code whether it is on the right product, and what the
// label is worth today.
func (j judge) found(f *verify.Found) *verify.Answer {
	p, agree := j.p, j.p.T("verify.code_only")
	if j.printed != "" {
		agree = p.T("verify.code_same")
	}
	if !f.Product.Fits() {
		return j.say("danger", p.T("verify.other_product", f.Product.Typed), agree+p.T("verify.stop")+p.T("verify.other_product_text"), f.Meaning)
	}
	kind := map[scheme.Status]string{scheme.Active: "success", scheme.InExtension: "info"}[f.Status]
	if kind == "" {
		return j.say("warning", f.Meaning, agree+p.T("verify.stop")+p.T("verify.copied"))
	}
	return j.say(kind, agree, f.Meaning, p.T("verify.copied"))
}
