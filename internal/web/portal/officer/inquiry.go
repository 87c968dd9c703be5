package officer

import (
	"context"
	"net/http"
	"strconv"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/inquiries"
	"shirushi/internal/web/page/desk/officefile"
	"shirushi/internal/web/portal"
)

// inquiriesOf is the part of an application's page about its inquiries.
func inquiriesOf(f page.Frame, file office.File, typed inquiries.Typed, errors page.Errors) inquiries.View {
	a := file.Application
	v := inquiries.View{Frame: f, Errors: errors, Here: f.To("/desk/office/applications/") + string(a.ID), Accepted: a.State == scheme.Accepted,
		More: file.Authorities, Deeds: file.Deeds, Today: file.Today, Typed: typed}
	for _, one := range file.Inquiries {
		row := inquiries.Row{Inquiry: one.Inquiry, Name: one.Name, AskedOn: file.Scheme.Day(one.Asked), People: one.People, Names: one.Names}
		for _, r := range one.Reminders {
			row.Reminded = append(row.Reminded, f.P.T("inquiry.reminded.by", file.Scheme.Day(r.At), portal.WhoDid(f, r.By, one.Names)))
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// An inquiryWork does one deed to an inquiry with what was typed.
type inquiryWork func(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, revision int, t inquiries.Typed) error

// inquiryFields are the fields of the forms about inquiries.
var inquiryFields = []string{"view", "text", "answered", "reference", "sha256", "kept_at", "note", "reply", "authority"}

// inquiryDeed makes a handler that does a deed to an inquiry and shows the
// application, with what was typed when the deed was refused.
func (d *Desk) inquiryDeed(deed scheme.Deed, work inquiryWork) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		if _, err := web.Form(r); err != nil {
			return err
		}
		id, typed := scheme.ApplicationID(r.PathValue("id")), readInquiry(r, deed)
		revision, _ := strconv.Atoi(portal.Text(r, "revision")) // 0 is no inquiry's revision: it counts as changed
		err := work(r.Context(), who, id, revision, typed)
		if err == nil {
			return web.Redirect(w, r, portal.OfficeHome(r, "applications", string(id))+"?done="+string(deed)+"#inquiries")
		}
		if portal.CannotShow(err) {
			return err
		}
		no := portal.OnForm(err, inquiries.FieldOf(typed.Inquiry, deed, ""), inquiryFields...)
		return d.showFile(w, r, who, officefile.Typed{Inquiry: typed}, no)
	}
}

// readInquiry reads the form of a deed; its fields bear the inquiry and the
// deed, because several forms stand on one page.
func readInquiry(r *http.Request, deed scheme.Deed) inquiries.Typed {
	id := scheme.InquiryID(r.PathValue("inquiry"))
	field := func(part string) string { return portal.Text(r, inquiries.FieldOf(id, deed, part)) }
	t := inquiries.Typed{Deed: deed, Inquiry: id, View: field("view"), Text: field("text"), Answered: field("answered"),
		Reference: field("reference"), SHA256: portal.Hash(r, inquiries.FieldOf(id, deed, "sha256")), KeptAt: field("kept_at"), Authority: field("authority")}
	switch deed {
	case scheme.DeedAssent:
		t.Text = field("note")
	case scheme.DeedReply:
		t.Text = field("reply")
	}
	return t
}

func (d *Desk) askAuthority(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, _ int, t inquiries.Typed) error {
	return d.office.AskAuthority(ctx, who, id, scheme.OrganisationID(t.Authority))
}

func (d *Desk) enterAnswer(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, revision int, t inquiries.Typed) error {
	return d.office.EnterAnswer(ctx, who, id, office.EnterRequest{Inquiry: t.Inquiry, Revision: revision, View: scheme.View(t.View), Text: t.Text,
		Answered: scheme.Date(t.Answered), Letter: scheme.SignedLetter{Reference: t.Reference, SHA256: t.SHA256, KeptAt: t.KeptAt}})
}

func (d *Desk) confirmAnswer(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, revision int, t inquiries.Typed) error {
	return d.office.ConfirmInquiry(ctx, who, id, t.Inquiry, revision, t.Text)
}

func (d *Desk) replyAuthority(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, revision int, t inquiries.Typed) error {
	return d.office.ReplyAuthority(ctx, who, id, t.Inquiry, revision, t.Text)
}

func (d *Desk) remindAuthority(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, revision int, t inquiries.Typed) error {
	return d.office.RemindAuthority(ctx, who, id, t.Inquiry, revision)
}
