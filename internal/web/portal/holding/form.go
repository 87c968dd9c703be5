package holding

import (
	"net/http"
	"strings"
	"time"

	"shirushi/internal/holding"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/holder"
	"shirushi/internal/web/portal"
)

// form makes a form about a label, which must be open to the deed.
func (d *Desk) form(r *http.Request, who scheme.Actor, deed scheme.Deed, title string) (holder.Form, holding.File, error) {
	file, err := d.holding.Label(r.Context(), who, numberOf(r))
	if err != nil {
		return holder.Form{}, file, err
	}
	if !file.May(deed) {
		return holder.Form{}, file, scheme.Refuse(scheme.Conflict, "refusal.state").With(scheme.Code("deed."+string(deed)), scheme.Code("status."+string(file.Status)))
	}
	f := d.Frame(r, who, d.Site.Printer(r).T(title))
	hub := hubOf(f, file.Label.Number)
	f.Crumbs = []page.Link{{Text: f.P.T("holder.nav"), Href: f.To("/desk/labels")}, {Text: file.Label.Product.Name.In(f.P.Lang), Href: hub}}
	form := holder.Form{Frame: f, Back: hub, BackSay: f.P.T("holder.back"), Kind: "primary",
		Facts: rows(f, "applicant.number.registration", string(file.Label.Number), "applicant.label.valid_until", f.P.Date(file.Label.ValidUntil))}
	return form, file, nil
}

// show shows a form, with what was refused.
func (d *Desk) show(w http.ResponseWriter, r *http.Request, form holder.Form, refused error) error {
	var fields []string
	for _, i := range form.Inputs {
		fields = append(fields, i.Field.Name)
	}
	form.Errors = page.ErrorsOf(form.Frame.P, portal.OnForm(refused, "", fields...))
	return d.Site.Render(w, r, web.StatusOf(refused), holder.ShowForm(form))
}

// done leads back to the hub, or shows the form again.
func (d *Desk) done(w http.ResponseWriter, r *http.Request, what string, err error, again func(error) error) error {
	switch {
	case err == nil:
		return web.Redirect(w, r, "/"+web.Lang(r)+"/desk/labels/"+r.PathValue("number")+"?done="+what)
	case portal.CannotShow(err), scheme.IsRefusal(err, scheme.Denied):
		return err
	}
	return again(err)
}

func field(f page.Frame, name, label string, value string) page.Field {
	return page.Field{Name: name, Label: page.Capital(f.P.T(label)), Value: value}
}

// newsForm asks for a piece of news.
func (d *Desk) newsForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showNews(w, r, who, typedNews{kind: string(scheme.NewsUpdate)}, nil)
}

// A typedNews is a piece of news as it was typed.
type typedNews struct {
	kind, on, firmware, ja, en, link, references, serious, day, at string
}

func (d *Desk) showNews(w http.ResponseWriter, r *http.Request, who scheme.Actor, t typedNews, refused error) error {
	form, file, err := d.form(r, who, scheme.DeedTellNews, "holder.do.news")
	if err != nil {
		return err
	}
	f := form.Frame
	if t.on == "" {
		t.on = string(file.Today)
	}
	var kinds []page.Option
	for _, k := range scheme.NewsKinds {
		kinds = append(kinds, page.Option{Value: string(k), Label: f.P.T("public.news." + string(k)), Hint: f.P.T("holder.news.kind." + string(k))})
	}
	references := field(f, "references", "holder.references", t.references)
	references.Hint, references.Rows, references.Optional = f.P.T("holder.references.hint"), 3, true
	link := field(f, "link", "holder.link", t.link)
	link.Type, link.Optional = "url", true
	firmware := field(f, "firmware", "field.firmware", t.firmware)
	firmware.Optional, firmware.Width = true, "medium"
	english := field(f, "text_en", "holder.text_en", t.en)
	english.Optional, english.Lang, english.Rows = true, "en", 4
	ja := field(f, "text_ja", "holder.text_ja", t.ja)
	ja.Lang, ja.Rows, ja.Hint = "ja", 4, f.P.T("holder.text.hint")
	on := field(f, "on", "holder.on", t.on)
	on.Hint, on.Max = f.P.T("holder.on.hint"), string(file.Today)
	serious := field(f, "serious", "holder.serious.ask", t.serious)
	serious.Hint = f.P.T("holder.serious.hint")
	form.Lead = []string{f.P.T("holder.news.lead"), f.P.T("holder.news.again")}
	form.Inputs = []holder.Input{{Kind: holder.Choice, Field: required(field(f, "kind", "holder.kind", t.kind)), Options: kinds},
		{Kind: holder.Day, Field: required(on)}, {Kind: holder.Text, Field: firmware}, {Kind: holder.Area, Field: ja}, {Kind: holder.Area, Field: english},
		{Kind: holder.Text, Field: link}, {Kind: holder.Area, Field: references}, {Kind: holder.Tick, Field: serious}}
	if days := file.Scheme.Holding.EmbargoDays; days > 0 {
		day := field(f, "embargo_day", "holder.embargo_day", t.day)
		day.Optional, day.Min, day.Max, day.Hint = true, string(file.Today), string(file.Today.AddDays(days)), f.P.T("holder.embargo.hint", days)
		at := field(f, "embargo_time", "holder.embargo_time", t.at)
		at.Optional, at.Type, at.Width, at.Hint = true, "time", "short", f.P.T("holder.embargo_time.hint")
		form.Inputs = append(form.Inputs, holder.Input{Kind: holder.Heading, Field: field(f, "", "holder.embargo.title", "")}, holder.Input{Kind: holder.Day, Field: day}, holder.Input{Kind: holder.Text, Field: at})
	}
	form.Button = f.P.T("holder.news.button")
	return d.show(w, r, form, refused)
}

func required(f page.Field) page.Field { f.Required = true; return f }

// tellNews tells a piece of news.
func (d *Desk) tellNews(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	text := func(name string) string { return portal.Text(r, name) }
	t := typedNews{kind: text("kind"), on: text("on"), firmware: text("firmware"), ja: text("text_ja"), en: text("text_en"), link: text("link"),
		references: text("references"), serious: text("serious"), day: text("embargo_day"), at: text("embargo_time")}
	b := scheme.Bulletin{Serious: t.serious == "yes", News: scheme.News{Kind: scheme.NewsKind(t.kind), On: scheme.Date(t.on), Firmware: t.firmware,
		Text: scheme.Text{Ja: t.ja, En: t.en}, Link: t.link, References: portal.Lines(r, "references")}}
	s, err := d.Site.Scheme(r.Context())
	if err == nil {
		b.Embargo, err = embargoOf(s, t.day, t.at)
	}
	if err == nil {
		_, err = d.holding.Tell(r.Context(), who, numberOf(r), b)
	}
	what := "news"
	if !b.Embargo.IsZero() {
		what = "held"
	}
	return d.done(w, r, what, err, func(err error) error { return d.showNews(w, r, who, t, err) })
}

// embargoOf reads day and time of day in the scheme's zone; no time is the
// first minute of the day.
func embargoOf(s *scheme.Scheme, day, at string) (time.Time, error) {
	if day == "" && at == "" {
		return time.Time{}, nil
	}
	on, err := scheme.ParseDate(day)
	if err != nil {
		return time.Time{}, scheme.NotADate(day).On("embargo_day")
	}
	if at == "" {
		at = "00:00"
	}
	clock, err := time.Parse("15:04", at)
	if err != nil {
		return time.Time{}, scheme.Refuse(scheme.Invalid, "refusal.news.time").On("embargo_time")
	}
	return s.Midnight(on).Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute), nil
}

// changeForm asks first whether a change affects the assessment.
func (d *Desk) changeForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showChange(w, r, who, nil)
}

func (d *Desk) showChange(w http.ResponseWriter, r *http.Request, who scheme.Actor, refused error) error {
	form, file, err := d.form(r, who, scheme.DeedUpdatePage, "holder.do.change")
	if err != nil {
		return err
	}
	f := form.Frame
	var yes, no []string
	for _, e := range file.Scheme.Holding.Examples {
		if e.Affects {
			yes = append(yes, e.Text.In(f.P.Lang))
		} else {
			no = append(no, e.Text.In(f.P.Lang))
		}
	}
	form.Lead = []string{f.P.T("holder.change.lead")}
	form.Inputs = []holder.Input{{Kind: holder.Examples, Field: field(f, "", "holder.change.examples_yes", ""), Lines: yes}, {Kind: holder.Examples, Field: field(f, "", "holder.change.examples_no", ""), Lines: no},
		{Kind: holder.Choice, Field: required(field(f, "affects", "holder.change.ask", "")), Options: []page.Option{
			{Value: "no", Label: f.P.T("holder.change.no"), Hint: f.P.T("holder.change.no.hint")},
			{Value: "yes", Label: f.P.T("holder.change.yes"), Hint: f.P.T("holder.change.yes.hint")}}}}
	form.Button = f.P.T("holder.go_on")
	return d.show(w, r, form, refused)
}

// change leads on to what follows from the answer; nothing is done yet.
func (d *Desk) change(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	at := "/" + web.Lang(r) + "/desk/labels/" + string(numberOf(r)) + "/change/"
	switch portal.Text(r, "affects") {
	case "no":
		return web.Redirect(w, r, at+"page")
	case "yes":
		return web.Redirect(w, r, at+"end")
	}
	return d.showChange(w, r, who, scheme.Refuse(scheme.Invalid, "refusal.change.affects").On("affects"))
}

// endForm warns plainly of what a change that affects the assessment does.
func (d *Desk) endForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showEnd(w, r, who, "", "", nil)
}

func (d *Desk) showEnd(w http.ResponseWriter, r *http.Request, who scheme.Actor, what, typed string, refused error) error {
	form, file, err := d.form(r, who, scheme.DeedWithdraw, "holder.end.title")
	if err != nil {
		return err
	}
	f := form.Frame
	form.Notice = &holder.Notice{Kind: "danger", Title: f.P.T("applicant.withdraw.warning"), Lines: []string{f.P.T("applicant.withdraw.at_once"), f.P.T("applicant.withdraw.shipments"),
		f.P.T("applicant.withdraw.for_good"), f.P.T("holder.end.rest")}}
	reason := field(f, "reason", "holder.end.what", what)
	reason.Hint, reason.Rows = f.P.T("applicant.withdraw.reason_help"), 4
	number := field(f, "typed", "holder.end.typed", typed)
	number.Hint, number.InputMode, number.Autocomplete, number.Width = f.P.T("holder.end.typed.hint", string(file.Label.Number)), "numeric", "off", "medium"
	form.Inputs = []holder.Input{{Kind: holder.Area, Field: required(reason)}, {Kind: holder.Text, Field: required(number)}}
	form.Kind, form.Button, form.BackSay = "danger", f.P.T("holder.end.button"), f.P.T("applicant.withdraw.keep")
	return d.show(w, r, form, refused)
}

// end ends the label, once its number was typed.
func (d *Desk) end(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	what, typed, number := portal.Text(r, "reason"), portal.Text(r, "typed"), numberOf(r)
	s, err := d.Site.Scheme(r.Context())
	if err == nil && strings.ReplaceAll(strings.ReplaceAll(typed, " ", ""), "-", "") != string(number) {
		err = scheme.Refuse(scheme.Invalid, "refusal.change.typed").On("typed")
	}
	if err == nil {
		err = d.office.WithdrawLabel(r.Context(), who, number, s.Holding.ChangeGround, what)
	}
	return d.done(w, r, "ended", err, func(err error) error { return d.showEnd(w, r, who, what, typed, err) })
}
