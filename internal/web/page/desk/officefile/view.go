// Package officefile is the officer's page of one application: what the rules
// find, what the applicant has said, what has happened, and the deeds that
// are open to the reader now.
package officefile

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/about"
	"shirushi/internal/web/page/desk/assigned"
	"shirushi/internal/web/page/desk/inquiries"
	"shirushi/internal/web/page/desk/payment"
)

// A View is what the page shows.
type View struct {
	page.Frame
	Saved       string // what was done just now; "" for nothing
	Errors      page.Errors
	Here        string // address of the application; deeds post below it
	Back        string // address of the list
	Today       scheme.Date
	Application scheme.Application
	Checklist   scheme.Checklist
	Applicant   scheme.Organisation
	Agent       scheme.Organisation // zero when the applicant applies itself
	Edition     scheme.Edition
	Scheme      *scheme.Scheme
	Findings    []Finding
	Deeds       []scheme.Deed // open to the reader now
	Shut        []Shut
	Typed       Typed
	History     []Line
	Names       map[scheme.PersonID]string
	LabelHref   string // of the label's page at the office; "" without a label
	EnterFee    bool   // nothing came in yet: it can be entered here
	Inquiries   inquiries.View
	Money       payment.Part // how the fee stands
	MoneyHref   string
	JudgedOn    scheme.Date // by which the form is judged
	Rounds      []scheme.Submission
	About       about.View       // zero for one about no label
	Changes     []scheme.Change  // from the last submission but one to the last
	Comments    []scheme.Comment // all that stand
	CanComment  bool
	EntryHref   string      // of the forms, while an officer may enter a correction from paper; "" otherwise
	Withdraw    string      // address at which a withdrawal on paper is recorded; "" when it is not open
	ObjectHref  string      // address at which an objection on paper is entered; "" when none can come
	Letters     []page.Link // to the applicant, as papers
	Comment     TypedComment
	Assigned    assigned.View
}

// A Finding is one point of the formal check, with its place on the page.
type Finding struct {
	Href  string
	Where string
	What  string
}

// A Shut deed is not open to the reader, and the refusals say why.
type Shut struct {
	Deed scheme.Deed
	Why  []string
}

// Typed is what stands in the forms of the deeds: what was typed before a
// refusal, or what the office already knows.
type Typed struct {
	Deed    scheme.Deed // the form that was refused; "" when none was
	Reason  string
	Seen    []scheme.CommentID // that stood beside the button of an acceptance, confirmed
	Inquiry inquiries.Typed    // a form about an inquiry that was refused
}

// A Line is one line of the history, in words.
type Line struct {
	When time.Time
	Who  string
	What string
}

// enterFee is the form by which a first payment is entered by hand.
func (v View) enterFee() payment.EnterView {
	return payment.EnterView{P: v.P, Money: v.MoneyHref, Back: "file", Ledger: v.Money.Ledger, Today: v.Today}
}

func (v View) may(d scheme.Deed) bool {
	for _, one := range v.Deeds {
		if one == d {
			return true
		}
	}
	return false
}

// nothing reports whether there is nothing for the reader to do, not even
// elsewhere.
func (v View) nothing() bool {
	return len(v.Deeds) == 0 && !v.EnterFee && len(v.Shut) == 0 && v.EntryHref == "" && v.Withdraw == "" && v.ObjectHref == ""
}

// decides reports whether the application is past its check, so that there
// may be inquiries.
func (v View) decides() bool { return v.Application.State != scheme.Submitted }

// reason is the text of one deed's reason: what was typed belongs to the
// deed that was refused only; before that a proposal made of the comments.
func (v View) reason(d scheme.Deed) string {
	if v.Typed.Deed == d {
		return v.Typed.Reason
	}
	return v.proposal(d)
}

// proposal is the reason that the comments suggest: of a return, which
// delivers them, the places; of a rejection also what they say.
func (v View) proposal(d scheme.Deed) string {
	n := v.unsent()
	if n == 0 || d != scheme.DeedReturn && d != scheme.DeedReject {
		return ""
	}
	said := []string{v.P.T("submission.proposal."+string(d), n)}
	for _, place := range scheme.Places(v.Scheme, v.Edition) {
		for _, c := range v.now(place) {
			if c.Place != place {
				continue
			}
			line := v.P.T("submission.proposal.place", v.place(place))
			if d == scheme.DeedReject {
				line = v.P.T("submission.proposal.said", v.place(place), c.Text)
			}
			said = append(said, line)
		}
	}
	return strings.Join(said, "\n")
}

func (v View) name(id scheme.PersonID) string {
	if id == "" {
		return ""
	}
	if n := v.Names[id]; n != "" {
		return n
	}
	return v.P.T("officer.person.unknown")
}

func (v View) yen(n int) string { return v.P.T("officer.numbers.yen", n) }

func (v View) productName() string {
	if n := v.Application.Product.Name; !n.IsZero() {
		return n.In(v.P.Lang)
	}
	return v.P.T("officer.product.unnamed")
}

// contents are the parts of the page and their headings.
func (v View) contents() []page.Link {
	var links []page.Link
	ids := []string{"check", "deeds", "assigned", "inquiries", "applicant", "product", "scope", "evaluator", "checklist", "declaration", "numbers", "rounds", "history"}
	for i, id := range ids {
		if id == "inquiries" && !v.decides() {
			continue
		}
		if i == 1 && len(v.Rounds) > 1 {
			links = append(links, page.Link{Text: v.P.T("submission.changed"), Href: "#changed"})
		}
		key := "officer." + id + ".title"
		if id == "inquiries" {
			key = "inquiry.title"
		}
		links = append(links, page.Link{Text: v.P.T(key), Href: "#" + id})
		if id == "checklist" {
			links = append(links, page.Link{Text: v.P.T("evidence.link.office"), Href: v.Here + "/evidence"})
		}
	}
	return links
}

// ItemID is the place of an item of the checklist on the page.
func ItemID(id scheme.CriterionID) string { return page.FieldID("item-" + string(id)) }

// QuestionID is the place of a scope question on the page.
func QuestionID(id scheme.QuestionID) string { return page.FieldID("scope-" + string(id)) }

// shownModels is how many models stand on the page before the rest is folded.
const shownModels = 12

func (v View) firstModels() []string {
	m := v.Application.Product.Models
	return m[:min(len(m), shownModels)]
}

func (v View) restModels() []string {
	m := v.Application.Product.Models
	return m[min(len(m), shownModels):]
}

// owed is the fee that accepting would make due; "" while none is known.
func (v View) owed() string {
	fee, err := v.Scheme.FeeOn(v.Application.Kind, v.Application.Level, v.Application.Received)
	if err != nil {
		return ""
	}
	return v.yen(fee.Yen)
}

func (v View) field(deed scheme.Deed, part, label string) page.Field {
	name := string(deed) + "." + part
	return page.Field{Name: name, Label: label, Error: v.Errors.On(name), Required: true}
}

func (v View) post(deed scheme.Deed) templ.SafeURL { return templ.SafeURL(v.Here + "/" + string(deed)) }

func reasonField(v View, d scheme.Deed, hint string) page.Field {
	f := v.field(d, "reason", v.P.T("officer."+string(d)+".reason"))
	f.Value, f.Hint, f.Rows = v.reason(d), strings.TrimSpace(hint+" "+v.P.T("officer.reason.confidential")), 5
	return f
}
