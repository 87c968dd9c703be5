// Package report is the officers' desk for what people have reported about
// labels, and for the register of improper use.
package report

import (
	"net/http"

	"shirushi/internal/doubt"
	"shirushi/internal/misuse"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/reports"
	"shirushi/internal/web/portal"
)

// A Desk serves /desk/office/doubts and /desk/office/misuse.
type Desk struct {
	*portal.Portal
	inbox    *doubt.Inbox
	register *misuse.Register
}

// New opens the desk.
func New(p *portal.Portal, i *doubt.Inbox, r *misuse.Register) *Desk { return &Desk{p, i, r} }

// Routes adds the desk's addresses to mux. Nobody outside the office learns
// that they exist.
func (d *Desk) Routes(mux web.Mux) {
	officer := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, d.Desk(portal.OfficerOnly(h))) }
	officer("GET /desk/office/doubts", d.doubts)
	officer("GET /desk/office/doubts/{doubt}", d.doubt)
	officer("POST /desk/office/doubts/{doubt}/ask", d.doubtDeed(scheme.DeedAskReporter))
	officer("POST /desk/office/doubts/{doubt}/answer", d.doubtDeed(scheme.DeedAnswerDoubt))
	officer("POST /desk/office/doubts/{doubt}/case", d.doubtDeed(scheme.DeedOpenCase))
	officer("POST /desk/office/doubts/{doubt}/register", d.doubtDeed(scheme.DeedToRegister))
	officer("POST /desk/office/doubts/{doubt}/spam", d.doubtDeed(scheme.DeedMarkSpam))
	officer("POST /desk/office/doubts/{doubt}/unspam", d.doubtDeed(scheme.DeedUnmarkSpam))
	officer("POST /desk/office/doubts/{doubt}/contact", d.contact)
	officer("GET /desk/office/misuse", d.entries)
	officer("POST /desk/office/misuse", d.enter)
	officer("GET /desk/office/misuse/{entry}", d.entry)
	officer("POST /desk/office/misuse/{entry}/edit", d.entryDeed(scheme.DeedEditMisuse))
	officer("POST /desk/office/misuse/{entry}/notice", d.entryDeed(scheme.DeedNoticeMisuse))
	officer("POST /desk/office/misuse/{entry}/answer", d.entryDeed(scheme.DeedAnswerMisuse))
	officer("POST /desk/office/misuse/{entry}/publish", d.entryDeed(scheme.DeedPublishMisuse))
	officer("POST /desk/office/misuse/{entry}/review", d.entryDeed(scheme.DeedReviewMisuse))
	officer("POST /desk/office/misuse/{entry}/end", d.entryDeed(scheme.DeedEndMisuse))
	officer("POST /desk/office/misuse/{entry}/drop", d.entryDeed(scheme.DeedDropMisuse))
}

// A typed is what came with a deed that was refused.
type typed struct {
	deed    scheme.Deed
	form    map[string]string
	refused scheme.Refusals
}

func typedIn(r *http.Request, deed scheme.Deed, err error) typed {
	t := typed{deed: deed, form: map[string]string{}, refused: portal.OnForm(err, "", fields...)}
	for _, name := range fields {
		t.form[name] = portal.Text(r, name)
	}
	return t
}

// fields are those of all forms of the desk.
var fields = []string{"question", "reply", "doubted", "sure", "take", "template", "party_ja", "party_en", "product_ja", "product_en", "corporate_number", "source", "seen", "urgent",
	"noticed", "notice_by", "answer", "answered", "end"}

// part makes one question, with what was typed and what is wrong with it.
func (t typed) part(f page.Frame, deed scheme.Deed, kind, name, label, value string) reports.Part {
	p := reports.Part{Kind: kind, Field: page.Field{Name: name, Label: f.P.T(label), Value: value, Autocomplete: "off"}}
	if t.deed == deed {
		p.Value, p.Error = t.form[name], page.ErrorsOf(f.P, t.refused).On(name)
	}
	return p
}

// act makes the form of a deed; it stands open when it was refused.
func (t typed) act(f page.Frame, deed scheme.Deed, action, kind string, parts ...reports.Part) reports.Act {
	word := "desk." + string(deed)
	return reports.Act{Title: f.P.T(word), Says: f.P.T(word + ".says"), Action: action, Button: f.P.T(word + ".button"), Kind: kind,
		Open: t.deed == deed && len(t.refused) > 0, Parts: parts}
}

// draftParts are the questions of an entry.
func (t typed) draftParts(f page.Frame, deed scheme.Deed, p scheme.MisusePolicy, m scheme.Misuse, number string) []reports.Part {
	template := t.part(f, deed, "one", "template", "desk.misuse.template", m.Template)
	template.Options = []page.Option{{Value: "", Label: f.P.T("desk.misuse.choose")}}
	for _, one := range p.Templates {
		template.Options = append(template.Options, page.Option{Value: one.ID, Label: one.Name.In(f.P.Lang)})
	}
	urgent := ""
	if m.Urgent {
		urgent = "yes"
	}
	party := t.part(f, deed, "line", "party_ja", "desk.misuse.party_ja", m.Party.Ja)
	party.Hint = f.P.T("desk.misuse.party_hint")
	corporate := t.part(f, deed, "line", "corporate_number", "desk.misuse.corporate_number", number)
	corporate.Hint, corporate.Optional, corporate.Width = f.P.T("desk.misuse.corporate_hint"), true, "medium"
	partyEn, productEn := t.part(f, deed, "line", "party_en", "desk.misuse.party_en", m.Party.En), t.part(f, deed, "line", "product_en", "desk.misuse.product_en", m.Product.En)
	partyEn.Optional, productEn.Optional = true, true
	return []reports.Part{template, party, partyEn, corporate, t.part(f, deed, "line", "product_ja", "desk.misuse.product_ja", m.Product.Ja), productEn,
		t.part(f, deed, "line", "source", "desk.misuse.source", m.Source), t.part(f, deed, "day", "seen", "desk.misuse.seen", string(m.Seen)),
		t.part(f, deed, "yes", "urgent", "desk.misuse.urgent", urgent)}
}

func draftOf(r *http.Request) misuse.Draft {
	text := func(name string) scheme.Text {
		return scheme.Text{Ja: portal.Text(r, name+"_ja"), En: portal.Text(r, name+"_en")}
	}
	return misuse.Draft{Template: portal.Text(r, "template"), Party: text("party"), Product: text("product"), CorporateNumber: portal.Text(r, "corporate_number"),
		Source: portal.Text(r, "source"), Seen: portal.Day(r, "seen"), Urgent: portal.Text(r, "urgent") == "yes"}
}
