package office_test

import (
	"testing"

	"shirushi/internal/desk"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A asker is one way of standing toward the maker's application.
type asker struct {
	name string
	who  scheme.Actor
	role scheme.Role // toward the application; "" for none
}

func (h *house) askers() []asker {
	return []asker{
		{"applicant", h.anna, scheme.RoleApplicant}, {"agent", h.agent, scheme.RoleAgent},
		{"second officer", h.fresh(h.two), scheme.RoleOfficer}, {"administrator", h.fresh(h.admin), scheme.RoleAdministrator},
		{"manager", h.manager, ""}, {"applicant of another maker", h.stranger, ""}, {"nobody", scheme.Actor{}, ""},
	}
}

// reviewers answer for authorities: they know their inquiries, and of
// applications nothing else.
func (h *house) reviewers() []asker {
	h.t.Helper()
	return []asker{{"reviewer", h.fresh(h.reviewer), scheme.RoleReviewer}, {"reviewer of another authority", h.fresh(h.colleague()), ""}}
}

// applicationDeeds does each deed of the rule book by its real function.
var applicationDeeds = map[scheme.Deed]func(h *house, who scheme.Actor, id scheme.ApplicationID) error{
	scheme.DeedEdit: func(h *house, who scheme.Actor, id scheme.ApplicationID) error {
		_, err := h.office.SaveProduct(h.t.Context(), who, id, revisionOf(h, id), product(99))
		return err
	},
	scheme.DeedSubmit: func(h *house, who scheme.Actor, id scheme.ApplicationID) error {
		r := office.SubmitRequest{Revision: revisionOf(h, id), Name: "n", Title: "t", Language: "en", Terms: true, TermsBy: "n"}
		for _, s := range h.scheme.Statements {
			r.Affirmed = append(r.Affirmed, s.ID)
		}
		return h.office.Submit(h.t.Context(), who, id, r)
	},
	scheme.DeedComment: func(h *house, who scheme.Actor, id scheme.ApplicationID) error {
		_, err := h.office.Comment(h.t.Context(), who, id, office.CommentRequest{Place: "declaration", Text: "c"})
		return err
	},
	scheme.DeedReturn: func(h *house, who scheme.Actor, id scheme.ApplicationID) error {
		return h.office.Return(h.t.Context(), who, id, "r")
	},
	scheme.DeedReject: func(h *house, who scheme.Actor, id scheme.ApplicationID) error {
		return h.office.Reject(h.t.Context(), who, id, "r")
	},
	scheme.DeedAccept: func(h *house, who scheme.Actor, id scheme.ApplicationID) error {
		return h.office.Accept(h.t.Context(), who, id)
	},
	scheme.DeedAsk: func(h *house, who scheme.Actor, id scheme.ApplicationID) error {
		return h.office.AskAuthority(h.t.Context(), who, id, h.further().ID)
	},
	scheme.DeedAnswer: func(h *house, who scheme.Actor, id scheme.ApplicationID) error {
		i := h.inquiry(id, h.ministry)
		return h.office.AnswerInquiry(h.t.Context(), who, i.ID, office.AnswerRequest{Revision: i.Revision, View: scheme.NoObjection})
	},
	scheme.DeedEnter: func(h *house, who scheme.Actor, id scheme.ApplicationID) error {
		return h.office.EnterAnswer(h.t.Context(), who, id, h.letter(id))
	},
	scheme.DeedAssent: func(h *house, who scheme.Actor, id scheme.ApplicationID) error {
		i := h.inquiry(id, h.ministry)
		return h.office.ConfirmInquiry(h.t.Context(), who, id, i.ID, i.Revision, "契約書で確かめた")
	},
	scheme.DeedReply: func(h *house, who scheme.Actor, id scheme.ApplicationID) error {
		i := h.inquiry(id, h.ministry)
		return h.office.ReplyAuthority(h.t.Context(), who, id, i.ID, i.Revision, "親会社はありません")
	},
	scheme.DeedRemind: func(h *house, who scheme.Actor, id scheme.ApplicationID) error {
		i := h.inquiry(id, h.ministry)
		return h.office.RemindAuthority(h.t.Context(), who, id, i.ID, i.Revision)
	},
	scheme.DeedIssue: func(h *house, who scheme.Actor, id scheme.ApplicationID) error {
		_, err := h.office.Issue(h.t.Context(), who, id)
		return err
	},
	scheme.DeedRefuse: func(h *house, who scheme.Actor, id scheme.ApplicationID) error {
		return h.office.Refuse(h.t.Context(), h.fresh(who), id, "r")
	},
	scheme.DeedAssign: func(h *house, who scheme.Actor, id scheme.ApplicationID) error {
		return h.office.Assign(h.t.Context(), who, id, office.AssignRequest{To: h.two.Person.ID, Seen: onRecord(h, id).Officer})
	},
	scheme.DeedClose: func(h *house, who scheme.Actor, id scheme.ApplicationID) error {
		_, err := h.office.CloseMootAs(h.t.Context(), who, id)
		return err
	},
	scheme.DeedWithdraw: func(h *house, who scheme.Actor, id scheme.ApplicationID) error {
		return h.office.GiveUp(h.t.Context(), who, id)
	},
	scheme.DeedReopen: func(h *house, who scheme.Actor, id scheme.ApplicationID) error {
		return h.desk.Do(h.t.Context(), who, string(scheme.DeedReopen), func(w *desk.Work) error { return h.office.ReopenIn(w, id, "O") })
	},
}

// prepare brings the ministry's inquiry to where the deed needs it.
func (h *house) prepare(id scheme.ApplicationID, deed scheme.Deed) {
	h.t.Helper()
	h.put(func(tx *store.Tx) error {
		a, err := tx.Application(id)
		if err != nil || a.State != scheme.Accepted || len(a.Inquiries) == 0 {
			return err
		}
		i := h.inquiry(id, h.ministry)
		switch deed {
		case scheme.DeedAssent:
			i.Answer = scheme.AuthorityAnswer{View: scheme.Condition, Text: "契約書を確かめること", Answered: h.today(), At: h.clock.Now()}
		case scheme.DeedReply:
			i.Answer, i.Exchanges = scheme.AuthorityAnswer{}, []scheme.Exchange{{Ask: "親会社は", At: h.clock.Now()}}
		case scheme.DeedIssue: // further authorities may have come in
			for _, one := range a.Inquiries {
				one.Answer = scheme.AuthorityAnswer{View: scheme.NoObjection, Counts: scheme.NoObjection, Answered: h.today(), At: h.clock.Now()}
				a.Inquiries = a.WithInquiry(one)
			}
			i, _ = a.Inquiry(i.ID)
		case scheme.DeedRemind:
			i.Answer, i.Exchanges = scheme.AuthorityAnswer{}, nil
		default:
			return nil
		}
		a.Inquiries = a.WithInquiry(i)
		if err := tx.PutApplication(&a); err != nil {
			return err
		}
		return tx.PutInquiries(a)
	})
}

func onRecord(h *house, id scheme.ApplicationID) (a scheme.Application) {
	h.t.Helper()
	h.view(func(tx *store.Tx) (err error) {
		a, err = tx.Application(id)
		return err
	})
	return a
}

func revisionOf(h *house, id scheme.ApplicationID) int { return onRecord(h, id).Revision }

// Every state × deed × way of standing, by the real deeds: what the rules
// allow is done, what they do not is refused in the right words, and nothing
// that is refused changes anything.
func TestApplicationDeeds_everyStateDeedAndRole(t *testing.T) {
	t.Parallel()
	for _, state := range scheme.ApplicationStates {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			h := jcstar(t)
			id, n := h.inState(state, 0), 0
			for _, deed := range scheme.ApplicationDeeds {
				for _, one := range append(h.askers(), h.reviewers()...) {
					h.prepare(id, deed)
					before := onRecord(h, id)
					lines := len(h.audit("application:" + string(id)))
					err := applicationDeeds[deed](h, one.who, id)
					after := onRecord(h, id)
					checkCell(t, cellOf{one, deed, before, after, err})
					if err == nil {
						n++
						id = h.inState(state, n)
					} else if after.Revision != before.Revision || len(h.audit("application:"+string(id))) != lines {
						t.Fatalf("%s by %s was refused and changed something", deed, one.name)
					}
				}
			}
		})
	}
}

type cellOf struct {
	asker
	deed          scheme.Deed
	before, after scheme.Application
	err           error
}

func checkCell(t *testing.T, c cellOf) {
	t.Helper()
	to, want := scheme.Next(scheme.ApplicationRules, c.before.State, c.deed, []scheme.Role{c.role})
	unknown := c.role == "" || c.role == scheme.RoleReviewer && c.deed != scheme.DeedAnswer || // it knows its inquiry, not the application
		c.deed == scheme.DeedAnswer && len(c.before.Inquiries) == 0 || c.before.Received == "" && c.role != scheme.RoleApplicant && c.role != scheme.RoleAgent
	kind := scheme.Missing
	switch {
	case c.name == "nobody":
		kind = scheme.Denied
	case unknown:
	case want == nil:
		if c.err != nil || c.after.State != to {
			t.Errorf("%s × %s by %s: state %s, %v; want %s", c.before.State, c.deed, c.name, c.after.State, c.err, to)
		}
		return
	case scheme.IsRefusal(want, scheme.Denied):
		kind = scheme.Denied
	default:
		kind = scheme.Conflict
	}
	if !scheme.IsRefusal(c.err, kind) {
		t.Errorf("%s × %s by %s: %v; want a refusal: %s", c.before.State, c.deed, c.name, c.err, kind)
	}
}

var labelDeeds = map[scheme.Deed]func(h *house, who scheme.Actor, n scheme.LabelNumber) error{
	scheme.DeedWithdraw: func(h *house, who scheme.Actor, n scheme.LabelNumber) error {
		return h.office.WithdrawLabel(h.t.Context(), who, n, h.ground(scheme.DeedWithdraw), "r")
	},
	scheme.DeedPropose: func(h *house, who scheme.Actor, n scheme.LabelNumber) error {
		return h.office.Propose(h.t.Context(), who, n, "firmware", "2.0.0", "r")
	},
	scheme.DeedConfirm: func(h *house, who scheme.Actor, n scheme.LabelNumber) error {
		return h.office.Confirm(h.t.Context(), who, n)
	},
	scheme.DeedDrop: func(h *house, who scheme.Actor, n scheme.LabelNumber) error {
		return h.office.Drop(h.t.Context(), who, n)
	},
	scheme.DeedExtend: func(h *house, who scheme.Actor, n scheme.LabelNumber) error {
		_, err := h.office.StartAbout(h.t.Context(), who, office.AboutRequest{Label: n, Kind: scheme.Extension})
		return err
	},
	scheme.DeedMaintain: func(h *house, who scheme.Actor, n scheme.LabelNumber) error {
		_, err := h.office.StartAbout(h.t.Context(), who, office.AboutRequest{Label: n, Kind: scheme.Maintenance})
		return err
	},
}

// standings brings the label's facts so that it has the status today.
func standing(h *house, status scheme.Status) scheme.Standing {
	s := scheme.Standing{ValidFrom: h.today().AddDays(-100), ValidUntil: h.today().AddDays(-1)}
	switch status {
	case scheme.Active:
		s.ValidUntil = h.today()
	case scheme.InExtension:
		s.ExtensionApplied = h.today().AddDays(-10)
	case scheme.Withdrawn:
		s.Withdrawn = h.today().AddDays(-5)
	case scheme.Revoked:
		s.Revoked = h.today()
	}
	return s
}

func TestLabelDeeds_everyStatusDeedAndRole(t *testing.T) {
	t.Parallel()
	for _, status := range scheme.LabelStatuses {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			h := jcstar(t)
			number := h.issued(1)
			for _, deed := range scheme.LabelDeeds {
				if labelDeeds[deed] == nil {
					continue // of another room, which tries it there
				}
				for _, one := range h.askers() {
					h.giveUpAll(number)
					h.put(func(tx *store.Tx) error { // every cell starts from the same label
						l, err := tx.Label(number)
						if err != nil {
							return err
						}
						l.Standing, l.EndGround, l.EndReason, l.Product, l.Corrections = standing(h, status), "", "", product(1), nil
						if deed == scheme.DeedConfirm || deed == scheme.DeedDrop {
							if err := l.Propose("firmware", "1.0.1", "r", h.one.Person.ID, h.clock.Now()); err != nil {
								return err
							}
						}
						return tx.PutLabel(&l)
					})
					before := h.label(number).Label
					err := labelDeeds[deed](h, one.who, number)
					after := h.label(number)
					to, want := scheme.Next(scheme.LabelRules, status, deed, []scheme.Role{one.role})
					switch {
					case want == nil && (err != nil || after.Status != to):
						t.Errorf("%s × %s by %s: status %s, %v; want %s", status, deed, one.name, after.Status, err, to)
					case want != nil && !scheme.IsRefusal(err, scheme.RefusalsOf(want)[0].Kind):
						t.Errorf("%s × %s by %s: %v; want %v", status, deed, one.name, err, want)
					case want != nil && after.Label.Revision != before.Revision:
						t.Errorf("%s × %s by %s was refused and changed the label", status, deed, one.name)
					}
				}
			}
		})
	}
}

// Reading follows the same line as doing: the applicant's side sees its own,
// the office what was ever submitted, and everyone else nothing at all.
func TestFile_isMissingToWhomeverMayNotKnow(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	given := h.draft(h.anna, "", 8)
	h.ok(h.office.GiveUp(ctx, h.anna, given))
	draft, sent := h.draft(h.anna, "", 1), h.submitted(2)
	for _, one := range append(h.askers(), asker{"reviewer", h.reviewer, ""}) {
		for id, submitted := range map[scheme.ApplicationID]bool{draft: false, given: false, sent: true} {
			_, err := h.office.File(ctx, one.who, id)
			own := one.role == scheme.RoleApplicant || one.role == scheme.RoleAgent
			if known := own || submitted && one.role != ""; known != (err == nil) {
				t.Errorf("%s reads an application (submitted: %t): %v", one.name, submitted, err)
			} else if !known && one.name != "nobody" {
				h.no(err, scheme.Missing, "refusal.missing")
			}
		}
		rows, err := h.office.Applications(ctx, one.who, nil)
		want := map[scheme.Role]int{scheme.RoleApplicant: 3, scheme.RoleAgent: 3, scheme.RoleOfficer: 1, scheme.RoleAdministrator: 1}[one.role]
		if len(rows) != want || (err != nil) != (one.name == "nobody") {
			t.Errorf("%s lists %d applications, want %d; %v", one.name, len(rows), want, err)
		}
	}
	if _, err := h.office.File(ctx, h.one, "no such"); !scheme.IsRefusal(err, scheme.Missing) {
		t.Error(err)
	}
	if f := h.file(h.admin, sent); f.Audit != nil || len(f.Deeds) != 0 {
		t.Error("an administrator who is no officer reads the audit")
	}
	if f := h.file(h.one, sent); len(f.Audit) == 0 {
		t.Error("an officer does not read the audit")
	}
}

func TestLabelFile_isForItsHolderAndTheOffice(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	number := h.issued(1)
	for _, one := range append(h.askers(), asker{"reviewer", h.reviewer, ""}) {
		f, err := h.office.Label(t.Context(), one.who, number)
		if (err == nil) != (one.role != "") || err != nil && !scheme.IsRefusal(err, scheme.Denied) {
			t.Errorf("%s reads the label's file: %v", one.name, err)
		}
		if err == nil && (len(f.Audit) > 0) != (one.role == scheme.RoleOfficer) {
			t.Errorf("%s reads %d audit lines", one.name, len(f.Audit))
		}
		all, _ := h.office.Labels(t.Context(), one.who)
		if (len(all) == 1) != (one.role != "") {
			t.Errorf("%s lists %d labels", one.name, len(all))
		}
	}
	_, err := h.office.Label(t.Context(), h.one, "0000000000000000")
	h.no(err, scheme.Missing, "refusal.missing")
}
