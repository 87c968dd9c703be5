package surveillance

import (
	"context"
	"net/http"

	"shirushi/internal/scheme"
	"shirushi/internal/surveillance"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/cases"
	"shirushi/internal/web/portal"
)

// fieldNames are the fields of all forms.
var fieldNames = []string{"text", "due", "ground", "oral", "all", "undisclosed", "outcome", "criterion", "verdict", "findings", "wish", "text_ja", "text_en", "cause", "label", "take", "sure"}

// find returns the deed of the address, when it is one of the reader's side.
func find(r *http.Request) (word string, s deed, err error) {
	word = r.PathValue("step")
	s, known := steps[word]
	holders := false
	for _, one := range holdersSteps {
		holders = holders || one == word
	}
	if !known || holders == portal.AtOffice(r) {
		return word, s, scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	return word, s, nil
}

// ask shows the form of a deed.
func (d *Desk) ask(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	word, s, err := find(r)
	if err != nil {
		return err
	}
	return d.showForm(w, r, who, s, typed{"step": word, "criterion": portal.Tidy(r.URL.Query().Get("criterion"))}, nil)
}

// do does the deed with what was typed, and shows the form again when it was
// refused.
func (d *Desk) do(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	word, s, err := find(r)
	if err != nil {
		return err
	}
	if _, err := web.Form(r); err != nil {
		return err
	}
	t := read(r)
	t["step"] = word
	err = s.do(d.sure(t), r.Context(), who, caseOf(r), t)
	switch {
	case err == nil:
		return web.Redirect(w, r, home(r, string(caseOf(r)))+"?done="+word)
	case portal.CannotShow(err):
		return err
	}
	return d.showForm(w, r, who, s, t, err)
}

func read(r *http.Request) typed {
	t := typed{}
	for _, name := range fieldNames {
		t[name] = portal.Text(r, name)
	}
	return t
}

func (d *Desk) showForm(w http.ResponseWriter, r *http.Request, who scheme.Actor, s deed, t typed, refused error) error {
	f, err := d.room.Case(r.Context(), who, caseOf(r))
	if err == nil {
		err = sided(r, f)
	}
	if err != nil {
		return err
	}
	if refused == nil && !f.May(s.of) {
		return scheme.Refuse(scheme.Conflict, "refusal.state").With(scheme.Code("deed."+string(s.of)), scheme.Code("state."+string(f.Case.State)))
	}
	word := "case.do." + t["step"]
	v := cases.Form{Frame: d.frame(r, who, ""), Here: home(r, string(f.Case.ID), t["step"]), Back: home(r, string(f.Case.ID)), Kind: s.kind}
	v.Title, v.Lead, v.Button = v.P.T(word+".title"), v.P.T(word+".lead"), v.P.T(word+".button")
	if t["step"] == "hear" && f.Case.CanBeHeard(f.Today) != nil {
		v.Lead = v.P.T("case.do.hear.runs", f.Case.Due)
	}
	v.Crumbs = []page.Link{{Text: v.P.T("case.list.title"), Href: home(r)}, {Text: string(f.Label.Number), Href: v.Back}}
	v.Facts = factsOf(v.Frame, f)[:3]
	v.Facts = append(v.Facts, proposed(v.Frame, f, t["step"])...)
	if s.grave {
		v.Follows = []string{v.P.T(word + ".follows")}
	}
	if t["step"] == "revoke" {
		v.Parts, v.Follows = weighed(v.Frame, f), revoked(v.Frame, f)
	}
	if s.fields != nil {
		v.Inputs = s.fields(d, f, v.Frame, t)
	}
	v.Inputs = append(v.Inputs, sure(f, v.Frame, t, refused)...)
	if f.Office && len(f.Reports) > 0 && confirms[t["step"]] {
		v.Follows = append(v.Follows, v.P.T("case.reported.confirm"))
	}
	if s.fresh && who.Fresh(d.Site.Now()) != nil { // what was typed must not be lost on the way
		v.StepUp, v.StepUpSays = portal.StepUpHref(r, v.Back), v.P.T("case.step_up")
		if web.RefusedFor(refused, "refusal.step_up") {
			v.StepUpSays = v.P.T("officer.step_up.again")
		}
	}
	v.Errors, v.Inputs = page.ErrorsOf(v.P, onInputs(refused, v.Inputs)), errorsOn(v, refused)
	return d.Site.Render(w, r, web.StatusOf(refused), cases.FormPage(v))
}

// proposed repeats what was asked for or drafted on the pages that grant or
// publish it, or do not.
func proposed(f page.Frame, c surveillance.File, word string) []page.Row {
	switch word {
	case "extend", "deny-time":
		return request(f, c)
	case "warn-confirm", "warn-drop":
		one, _ := c.Case.Waiting()
		return public(f, one.Text)
	case "announce-confirm", "announce-drop":
		one, _ := announcement(c)
		return public(f, one.Text)
	}
	return nil
}

// onInputs says refusals of fields that the form does not have of the whole.
func onInputs(refused error, inputs []cases.Input) error {
	if refused == nil {
		return nil
	}
	var names []string
	for _, in := range inputs {
		names = append(names, in.Name)
	}
	return portal.OnForm(refused, "", names...)
}

func errorsOn(v cases.Form, refused error) []cases.Input {
	if refused == nil {
		return v.Inputs
	}
	said := page.ErrorsOf(v.P, onInputs(refused, v.Inputs))
	for i := range v.Inputs {
		v.Inputs[i].Error = said.On(v.Inputs[i].Name)
	}
	return v.Inputs
}

// openAsk shows the form by which an officer opens a case.
func (d *Desk) openAsk(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showOpen(w, r, who, typed{"label": portal.Tidy(r.URL.Query().Get("label")), "take": "yes"}, nil)
}

// open opens a case, or joins the one of the label that is open.
func (d *Desk) open(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	t := read(r)
	id, err := d.opening(r.Context(), who, t)
	switch {
	case err == nil:
		return web.Redirect(w, r, home(r, string(id))+"?done=open")
	case len(scheme.RefusalsOf(err)) == 0:
		return err
	}
	return d.showOpen(w, r, who, t, err)
}

func (d *Desk) opening(ctx context.Context, who scheme.Actor, t typed) (scheme.CaseID, error) {
	sch, err := d.Site.Scheme(ctx)
	if err != nil {
		return "", err
	}
	number, err := sch.Numbering.Registration.Parse(t["label"])
	if err != nil {
		return "", scheme.Refuse(scheme.Invalid, "refusal.case.label").On("label")
	}
	id, err := d.sure(t).room.Open(ctx, who, surveillance.OpenRequest{Label: scheme.LabelNumber(number), Cause: scheme.CaseCause(t["cause"]), Text: t["text"], Take: t["take"] == "yes"})
	if scheme.IsRefusal(err, scheme.Missing) {
		return "", scheme.Refuse(scheme.Missing, "refusal.case.label").On("label")
	}
	return id, err
}

func (d *Desk) showOpen(w http.ResponseWriter, r *http.Request, who scheme.Actor, t typed, refused error) error {
	v := cases.Form{Frame: d.frame(r, who, ""), Here: home(r, "new"), Back: home(r), Kind: "primary"}
	v.Title, v.Lead, v.Button = v.P.T("case.do.open.title"), v.P.T("case.do.open.lead"), v.P.T("case.do.open.button")
	v.Crumbs = []page.Link{{Text: v.P.T("case.list.title"), Href: home(r)}}
	var options []page.Option
	for _, c := range []scheme.CaseCause{scheme.CauseOffice, scheme.CauseNews, scheme.CausePeriodic} {
		options = append(options, page.Option{Value: string(c), Label: v.P.T("case.cause." + string(c))})
	}
	v.Inputs = []cases.Input{
		{Field: page.Field{Name: "label", Label: v.P.T("officer.labels.number"), Value: t["label"], Required: true, InputMode: "numeric", Width: "medium"}},
		{Kind: "radios", Options: options, Field: page.Field{Name: "cause", Label: v.P.T("case.field.cause"), Value: t["cause"], Required: true}},
		area(v.Frame, "open", "text", t),
		{Kind: "check", Field: page.Field{Name: "take", Label: v.P.T("case.field.take"), Value: t["take"]}},
	}
	if hinted(refused) {
		v.Inputs = append(v.Inputs, sureInput(v.Frame, t))
	}
	v.Errors, v.Inputs = page.ErrorsOf(v.P, onInputs(refused, v.Inputs)), errorsOn(v, refused)
	return d.Site.Render(w, r, web.StatusOf(refused), cases.FormPage(v))
}
