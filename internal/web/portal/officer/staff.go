package officer

import (
	"net/http"
	"net/url"
	"strconv"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/officestaff"
	"shirushi/internal/web/portal"
)

// staff shows who is here, who stands in for whom, and who keeps off what.
func (d *Desk) staff(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showStaff(w, r, who, nil)
}

func (d *Desk) showStaff(w http.ResponseWriter, r *http.Request, who scheme.Actor, refused error) error {
	staff, err := d.office.Staff(r.Context(), who)
	if err != nil {
		return err
	}
	names, err := d.Names(r.Context(), who)
	if err != nil {
		return err
	}
	v := officestaff.View{
		Frame: d.OfficeFrame(r, who, ""), Here: portal.OfficeHome(r, "staff"), Note: true,
		Typed:    officestaff.Typed{Person: portal.Text(r, "person"), From: portal.Text(r, "from"), Until: portal.Text(r, "until"), Deputy: portal.Text(r, "deputy")},
		Deputies: []page.Option{{}},
	}
	v.Title = v.P.T("staff.title")
	v.Styles = append(v.Styles, "docket.css")
	v.Saved = portal.Done(v.Frame, r)
	v.Errors = page.ErrorsOf(v.P, refused)
	v.Deputies[0].Label = v.P.T("staff.absence.deputy.none")
	for _, p := range staff.Officers {
		v.Officers = append(v.Officers, officerLine(r, who, staff, p, names))
		one := page.Option{Value: string(p.ID), Label: p.Name}
		if p.ID != who.Person.ID || who.Is(scheme.RoleAdministrator) {
			v.Deputies = append(v.Deputies, one)
		}
		if who.Is(scheme.RoleAdministrator) {
			v.People = append(v.People, one)
		}
	}
	if v.Typed.Person == "" {
		v.Typed.Person = string(who.Person.ID)
	}
	if v.Recoveries, err = d.Recoveries(r.Context(), who); err != nil {
		return err
	}
	v.RecoveriesHref = portal.OfficeHome(r, "recoveries")
	if err := d.listRecusals(r, who, &v, names); err != nil {
		return err
	}
	return d.Site.Render(w, r, web.StatusOf(refused), officestaff.Page(v))
}

func officerLine(r *http.Request, who scheme.Actor, staff office.Staff, p scheme.Person, names map[scheme.PersonID]string) officestaff.Officer {
	line := officestaff.Officer{Name: p.Name, Me: p.ID == who.Person.ID, Works: staff.Works[p.ID]}
	if who.Is(scheme.RoleOfficer) {
		line.List = portal.OfficeHome(r) + "?" + url.Values{"tab": {string(office.DocketOpen)}, "officer": {string(p.ID)}}.Encode()
	}
	for _, a := range staff.Absences {
		if a.Person != p.ID {
			continue
		}
		one := officestaff.Absence{From: a.From, Until: a.Until, Now: a.On(staff.Day), Deputy: names[a.Deputy]}
		for _, b := range staff.Absences {
			if a.StandsIn(b) {
				one.StandsIn = append(one.StandsIn, names[b.Person])
			}
		}
		if line.Me || who.Is(scheme.RoleAdministrator) {
			one.End = portal.OfficeHome(r, "staff", "absences", a.ID, "end")
		}
		line.Absences = append(line.Absences, one)
	}
	return line
}

func (d *Desk) listRecusals(r *http.Request, who scheme.Actor, v *officestaff.View, names map[scheme.PersonID]string) error {
	n, _ := strconv.Atoi(r.URL.Query().Get("page")) // no number: the first page
	n = max(n, 1)
	rows, more, err := d.office.Recusals(r.Context(), who, n)
	if err != nil {
		return err
	}
	turn := func(n int) string { return v.Here + "?page=" + strconv.Itoa(n) + "#recusals" }
	if n > 1 {
		v.Before = turn(n - 1)
	}
	if more {
		v.After = turn(n + 1)
	}
	for _, row := range rows {
		one := officestaff.Recusal{
			Who: portal.WhoDid(v.Frame, row.Person, names), About: row.Name.In(v.P.Lang), Reason: row.Reason, By: portal.WhoDid(v.Frame, row.By, names), At: row.At,
			Lifted: row.Lifted, LiftedBy: portal.WhoDid(v.Frame, row.LiftedBy, names), LiftReason: row.LiftReason, Field: liftField(row.ID),
		}
		if row.Application != "" {
			one.About = v.P.T("officer.file.title", row.Number)
			if who.Is(scheme.RoleOfficer) {
				one.Href = portal.OfficeHome(r, "applications", string(row.Application))
			}
		}
		if row.Holds() && who.Is(scheme.RoleAdministrator) && row.Person != who.Person.ID {
			one.Lift, one.Typed = portal.OfficeHome(r, "staff", "recusals", row.ID, "lift"), portal.Text(r, one.Field)
		}
		v.Recusals = append(v.Recusals, one)
	}
	return nil
}

// noteAbsence notes that someone will be away.
func (d *Desk) noteAbsence(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	err := d.office.NoteAbsence(r.Context(), who, office.AbsenceRequest{
		Person: scheme.PersonID(portal.Text(r, "person")), From: portal.Day(r, "from"), Until: portal.Day(r, "until"), Deputy: scheme.PersonID(portal.Text(r, "deputy")),
	})
	switch {
	case err == nil:
		return web.Redirect(w, r, portal.OfficeHome(r, "staff")+"?done=absence")
	case portal.CannotShow(err):
		return err
	}
	return d.showStaff(w, r, who, portal.OnForm(err, "", "person", "from", "until", "deputy"))
}

// endAbsence calls an absence off.
func (d *Desk) endAbsence(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	err := d.office.EndAbsence(r.Context(), who, r.PathValue("absence"))
	switch {
	case err == nil:
		return web.Redirect(w, r, portal.OfficeHome(r, "staff")+"?done=end_absence")
	case portal.CannotShow(err):
		return err
	}
	return d.showStaff(w, r, who, portal.OnForm(err, ""))
}
