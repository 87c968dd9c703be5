package public

import (
	"net/http"
	"net/url"
	"strings"

	"shirushi/internal/i18n"
	"shirushi/internal/registry"
	"shirushi/internal/scan"
	"shirushi/internal/scheme"
	view "shirushi/internal/web/page/public"
	"shirushi/internal/web/page/public/verify"
)

// A judge puts into words what a label in somebody's hand is worth. Whatever
// speaks against it is said, however the rest of what was given reads: who
// gives more must never learn less.
type judge struct {
	front
	r      *http.Request
	p      *i18n.Printer
	scheme *scheme.Scheme
	in     inHand
	day    scheme.Date

	printed scheme.LabelNumber // "" when none was typed, or none that a label can have
	against []string           // what speaks for a forgery, the worst first
}

func (j *judge) say(kind, title string, texts ...string) *verify.Answer {
	return &verify.Answer{Kind: kind, Title: title, Texts: texts, Forged: kind == "danger", About: j.printed}
}

// answer says what the codes that were read, and what was typed, come to.
func (j *judge) answer(found scan.Leads, coded bool) (*verify.Answer, error) {
	p := j.p
	if len(found.Labels) > 1 {
		return j.say("warning", p.T("verify.code_several"), p.T("verify.code_several_text")), nil
	}
	blank := len(found.Labels) == 0 && len(found.Others) == 0
	if blank && j.in.Printed == "" {
		return j.say("warning", p.T("verify.code_none"), p.T("verify.code_none_text")), nil
	}
	if len(found.Labels) == 0 && !blank {
		j.against = j.others(found.Others)
	}
	parsed, wrong := j.readPrinted()
	if wrong != nil {
		j.against = append(j.against, p.T("verify.printed_false", strings.TrimSpace(j.in.Printed)))
	} else {
		j.printed = parsed
	}
	var a *verify.Answer
	var err error
	switch {
	case len(found.Labels) == 1:
		a, err = j.coded(found.Labels[0])
	case !blank:
		a, err = j.elsewhere()
	default:
		a, err = j.byNumber(coded)
	}
	if err == nil && len(found.Labels) == 1 && len(found.Others) > 0 {
		a.Texts = append(append(a.Texts, p.T("verify.code_beside")), j.others(found.Others)...)
	}
	return a, err
}

// readPrinted reads the number as it was typed; "" when none was.
func (j *judge) readPrinted() (scheme.LabelNumber, *scheme.Refusal) {
	if j.in.Printed == "" {
		return "", nil
	}
	parsed, err := j.scheme.Numbering.Registration.Parse(j.in.Printed)
	if err != nil {
		return "", scheme.RefusalsOf(err)[0]
	}
	return scheme.LabelNumber(parsed), nil
}

// others says where codes lead that do not lead to a label of the site.
func (j *judge) others(leads []scan.Lead) (texts []string) {
	host := j.site.BaseURL
	if u, err := url.Parse(host); err == nil {
		host = u.Host
	}
	for _, lead := range leads {
		text := j.p.T("verify.code_"+string(lead.Verdict), lead.Shown(), host)
		if lead.Like != scan.Unlike {
			text = j.p.T("verify.head", text, j.p.T("verify.like_"+string(lead.Like)))
		}
		texts = append(texts, text)
	}
	return texts
}

func (j *judge) forged(why ...string) *verify.Answer {
	return j.say("danger", j.p.T("verify.code_forged"), append(append(j.against, why...), j.p.T("verify.code_forged_do"))...)
}

// elsewhere is the answer to codes none of which leads to a label. A true
// number beside them is told too: it is what forgeries are given.
func (j *judge) elsewhere() (*verify.Answer, error) {
	if j.printed == "" {
		return j.forged(), nil
	}
	e, err := j.entry(j.r, j.printed, j.day)
	if scheme.IsRefusal(err, scheme.Missing) {
		return j.forged(j.p.T("verify.printed_unknown", j.printed.Grouped())), nil
	} else if err != nil {
		return nil, err
	}
	return j.forged(j.p.T("verify.printed_belongs", j.printed.Grouped(), e.Product.Name.In(j.p.Lang), e.Holder.In(j.p.Lang))), nil
}

// coded looks up the label to which a code leads.
func (j *judge) coded(lead scan.Lead) (*verify.Answer, error) {
	p := j.p
	parsed, err := j.scheme.Numbering.Registration.Parse(lead.Number)
	if err != nil {
		return j.forged(p.T("verify.code_malformed", lead.Number)), nil
	}
	number := scheme.LabelNumber(parsed)
	if j.printed != "" && j.printed != number {
		return j.forged(p.T("verify.code_number", number.Grouped(), j.printed.Grouped())), nil
	}
	f, err := j.label(number)
	if scheme.IsRefusal(err, scheme.Missing) {
		return j.forged(p.T("verify.code_unknown", number.Grouped())), nil
	} else if err != nil {
		return nil, err
	}
	agree := p.T("verify.code_only")
	switch {
	case len(j.against) > 0: // the printed number can be no label's: mistyped, or no label
		a := j.say("warning", p.T("verify.printed_differs", number.Grouped()), append(j.against, p.T("verify.printed_again"))...)
		a.Forged, a.Label = true, f
		return a, nil
	case j.printed != "":
		agree = p.T("verify.code_same")
	}
	a := j.found(f, agree+p.T("verify.stop"))
	a.Read = true
	return a, nil
}

// byNumber is the answer where no code was given, or none could be read.
func (j *judge) byNumber(coded bool) (*verify.Answer, error) {
	p := j.p
	by := p.T("verify.by_number")
	if coded {
		by = p.T("verify.by_number_unread")
	}
	if j.printed == "" {
		return j.nobodys(by), nil
	}
	f, err := j.label(j.printed)
	if scheme.IsRefusal(err, scheme.Missing) {
		j.against = []string{p.T("verify.printed_unknown", j.printed.Grouped())}
		return j.nobodys(by), nil
	} else if err != nil {
		return nil, err
	}
	a := j.found(f, by)
	if coded && a.Kind == "success" {
		a.Kind = "info"
	}
	return a, nil
}

// nobodys is the answer to a number that no label has.
func (j *judge) nobodys(by string) *verify.Answer {
	a := j.say("warning", j.p.T("verify.number_nobodys"), append(j.against, j.p.T("verify.as_printed"), by)...)
	a.Forged = true
	return a
}

// label reads the label of a number, compared with the product.
func (j *judge) label(number scheme.LabelNumber) (*verify.Found, error) {
	e, err := j.entry(j.r, number, j.day)
	if err != nil {
		return nil, err
	}
	shown := j.view(j.r, j.scheme, e, j.day)
	return &verify.Found{Entry: e, Status: shown.Status, Day: j.day, Meaning: shown.Meaning(), Typed: j.in.Product, Box: e.OnBox(j.in.Product, j.scheme.Invoicing.Statement.LegalForms)}, nil
}

// found answers in one line whether it is a label, whether it is valid today,
// and whether it is for this product; then what follows from that.
func (j *judge) found(f *verify.Found, agree string) *verify.Answer {
	p := j.p
	kind, what := j.fit(f)
	title := p.T("verify.head", p.T("verify.is."+string(f.Status)), what)
	texts := []string{agree}
	switch f.Status {
	case scheme.Active:
	case scheme.InExtension:
		if kind == "success" {
			kind = "info"
		}
		texts = append(texts, f.Meaning, p.T("public.status."+string(f.Status)+".do"))
	default:
		if kind != "danger" {
			kind = "warning"
		}
		texts = append(texts, f.Meaning, p.T("public.status."+string(f.Status)+".do"), p.T("verify.shops_ended"))
	}
	if kind == "danger" { // the product comes first, and the label's own worth is no comfort
		title, texts = what, []string{p.T("verify.other_product_text"), agree, f.Meaning}
	} else {
		texts = append([]string{view.BoxTodo(p, f.Box, f.Entry, f.Typed)}, texts...)
	}
	a := j.say(kind, title, texts...)
	a.Label, a.About = f, f.Entry.Number
	a.Ask = f.Box.Fit != registry.FitModel && kind != "danger"
	return a
}

// fit says whether the label is for the product, and how good that is.
func (j *judge) fit(f *verify.Found) (kind, says string) {
	switch says = view.BoxSays(j.p, f.Box); f.Box.Fit {
	case registry.FitModel:
		return "success", says
	case registry.FitUnasked:
		return "info", says
	case registry.FitOther:
		return "danger", j.p.T("verify.other_product", f.Box.Stray)
	}
	return "warning", says
}
