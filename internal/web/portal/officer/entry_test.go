package officer_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/paper/papertest"
	"shirushi/internal/scheme"
	"shirushi/internal/web/portal/portaltest"
)

// An officer records the paper, enters it on the applicant's own pages and
// declares what was signed; another officer goes on.
func TestEntry_fromPaperToSubmission(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	p := i18n.For("ja")
	s, _, err := b.Desk.Scheme(t.Context())
	b.OK(err)
	today := s.Day(b.Clock.Now())
	const home = "/ja/desk/office/entries"
	b.Shows("none yet", b.Get(b.AsOne, home), http.StatusOK, p.T("submission.entries.empty"), home+"/new")
	form := map[string]string{"form": "mark", "applicant": string(b.Maker.ID), "edition": string(s.Editions[0].ID), "channel": "email",
		"received": string(today.AddDays(-3)), "reference": "受-9", "sha256": strings.Repeat("0f", 32), "kept_at": "文書庫"}
	pairs := func(change ...string) (all []string) {
		for i := 0; i+1 < len(change); i += 2 {
			form[change[i]] = change[i+1]
		}
		for name, value := range form {
			all = append(all, name, value)
		}
		return all
	}
	b.Shows("form", b.Get(b.AsOne, home+"/new"), http.StatusOK, b.Maker.Name.Ja, p.T("submission.channel.email"), string(today.AddDays(-s.Limits.PaperBackDays)))
	b.Shows("nothing typed", b.Fill(b.AsOne, home+"/new"), http.StatusBadRequest, p.T("refusal.paper.applicant"))
	b.Shows("no mark", b.Post(b.AsOne, home+"/new", pairs("form", "")...), http.StatusBadRequest, p.T("refusal.start.form"), "受-9")
	form["form"] = "mark"
	b.Shows("without a scan", b.Post(b.AsOne, home+"/new", pairs("sha256", "XYZ")...), http.StatusBadRequest, "受-9", "文書庫", "XYZ", p.T("refusal.paper.sha256"))
	a := b.Post(b.AsOne, home+"/new", pairs("sha256", strings.Repeat("0f", 32))...)
	at, ok := strings.CutPrefix(a.To(), "/ja/desk/applications/")
	if a.Status != http.StatusSeeOther || !ok {
		t.Fatalf("%d to %s", a.Status, a.To())
	}
	id := scheme.ApplicationID(at)
	b.Leads("pressed twice", b.Post(b.AsOne, home+"/new", pairs()...), a.To())
	b.Shows("list", b.Get(b.AsOne, home), http.StatusOK, "受-9", p.T("submission.channel.email"))
	b.Shows("the maker's page, for the officer", b.Get(b.AsOne, "/ja/desk/applications/"+at), http.StatusOK, p.T("submission.entry.instead"), "/desk/office/applications/"+at+"/paper")
	if got := b.Get(b.AsMaker, "/ja/desk/applications/"+at); got.Status != http.StatusOK || strings.Contains(got.Body, p.T("submission.entry.instead")) {
		t.Errorf("the maker sees the officer's page: %d", got.Status)
	}
	paper := "/ja/desk/office/applications/" + at + "/paper"
	b.Shows("paper", b.Get(b.AsOne, paper), http.StatusOK, "受-9")
	b.Shows("stale paper", b.Post(b.AsOne, paper, pairs("reference", "受-10", "revision", "77")...), http.StatusConflict, "受-10")
	revision := portaltest.TypedIn(t, b.Get(b.AsOne, paper).Body).Get("revision")
	b.Leads("paper saved", b.Post(b.AsOne, paper, pairs("revision", revision)...), "/ja/desk/applications/"+at)

	b.FillIn(b.One, id, portaltest.Product(1))
	review := "/ja/desk/applications/" + at + "/review"
	page := b.Get(b.AsOne, review)
	b.Shows("review", page, http.StatusOK, p.T("submission.declare.signed"))
	declared := url.Values{"declared_by": {"責任 太郎"}, "declared_title": {"部長"}, "terms": {"yes"}, "terms_by": {"責任 太郎"}, "revision": {portaltest.TypedIn(t, page.Body).Get("revision")}}
	for _, one := range s.Statements {
		declared.Add("statements", one.ID)
	}
	declared.Set("signed", string(today))
	b.Shows("signed after it came", b.Send(b.AsOne, review, declared), http.StatusBadRequest, p.T("refusal.paper.signed_late", today.AddDays(-3)))
	declared.Set("signed", string(today.AddDays(-4)))
	b.Leads("declared", b.Send(b.AsOne, review, declared), "/ja/desk/applications/"+at+"/submitted")
	f, err := b.Office.File(t.Context(), b.One, id)
	b.OK(err)
	if a := f.Application; a.Received != today.AddDays(-3) || a.Declaration.Signed != today.AddDays(-4) || a.Paper.Reference != "受-10" || !slices.Contains(a.EnteredBy, b.One.Person.ID) {
		t.Fatalf("%+v", a)
	}
	file := "/ja/desk/office/applications/" + at
	b.Shows("who entered it may not accept", b.Get(b.AsOne, file), http.StatusOK, p.T("refusal.application.entered_it"), "受-10", p.T("submission.channel.email"), p.T("submission.declare.signed"))
	b.Leads("another officer accepts", b.Post(b.Sign(b.Two), file+"/accept"), file+"?done=accept")
	lettersAndWithdrawal(t, b, id, today)
}

// lettersAndWithdrawal prints what an applicant on paper is told, and ends an
// application accepted by the second officer by the paper that asks for it.
func lettersAndWithdrawal(t *testing.T, b *portaltest.Bureau, id scheme.ApplicationID, today scheme.Date) {
	t.Helper()
	p, file := i18n.For("ja"), "/ja/desk/office/applications/"+string(id)
	accepted := "/letters/accepted/letter.pdf"
	b.Shows("letters", b.Get(b.AsOne, file), http.StatusOK, p.T("submission.letters"), file+accepted, file+"/withdraw")
	for _, lang := range i18n.Languages {
		letter := b.Get(b.AsOne, "/"+lang+"/desk/office/applications/"+string(id)+accepted)
		if letter.Status != http.StatusOK {
			t.Fatalf("letter: %d", letter.Status)
		}
		papertest.Check(t, []byte(letter.Body))
		papertest.Says(t, []byte(letter.Body), i18n.For(lang).T("post.title.accepted"), b.Maker.Name.In(lang))
	}
	for session, path := range map[string]string{b.AsMaker: accepted, b.AsOne: "/letters/issued/letter.pdf", b.Sign(b.Two): "/letters/x/letter.pdf"} {
		if got := b.Get(session, file+path); got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
	paper := []string{"received", string(today), "reference", "受-取下", "sha256", strings.Repeat("0c", 32), "kept_at", "文書庫"}
	b.Shows("form", b.Get(b.AsOne, file+"/withdraw"), http.StatusOK, p.T("submission.withdraw.lead"))
	b.Leads("from the applicant's page", b.Get(b.AsOne, "/ja/desk/applications/"+string(id)+"/give-up"), file+"/withdraw")
	b.Shows("no reason", b.Post(b.AsOne, file+"/withdraw", paper...), http.StatusBadRequest, p.T("refusal.reason.missing"), "受-取下")
	b.Shows("who accepted", b.Post(b.Sign(b.Two), file+"/withdraw", append(paper, "reason", "中止")...), http.StatusForbidden, p.T("refusal.withdraw.accepted_it"), "受-取下", "中止")
	if got := b.Post(b.AsMaker, file+"/withdraw", append(paper, "reason", "中止")...); got.Status != http.StatusNotFound {
		t.Errorf("the maker at the office's form: %d", got.Status)
	}
	b.Leads("withdrawn", b.Post(b.AsOne, file+"/withdraw", append(paper, "reason", "中止")...), file+"?done=withdraw")
	b.Shows("done", b.Get(b.AsOne, file+"?done=withdraw"), http.StatusOK, p.T("officer.done.withdraw"), "中止", file+"/letters/withdrawn/letter.pdf")
	b.Leads("again", b.Get(b.AsOne, file+"/withdraw"), file)
}

func TestEntry_isForOfficers(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	for _, path := range []string{"/ja/desk/office/entries", "/ja/desk/office/entries/new", "/ja/desk/office/applications/" + string(id) + "/paper"} {
		if got := b.Get(b.AsMaker, path); got.Status != http.StatusNotFound {
			t.Errorf("%s for the maker: %d", path, got.Status)
		}
	}
	if got := b.Get(b.AsOne, "/ja/desk/office/applications/"+string(id)+"/paper"); got.Status != http.StatusNotFound {
		t.Errorf("the paper of an application that came by the web: %d", got.Status)
	}
}

// Who types in a paper of an applicant that is not on record yet learns who
// brings it in, and loses nothing meanwhile.
func TestEnter_anApplicantNotOnRecordYet(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	p := i18n.For("ja")
	b.Shows("an officer", b.Get(b.AsOne, "/ja/desk/office/entries/new"), http.StatusOK, p.T("submission.entry.missing"), p.T("submission.entry.missing.ask", b.Admin.Person.Name))
	again := b.Post(b.AsOne, "/ja/desk/office/entries/new", "again", "makers", "reference", "2026-17", "kept_at", "書庫 <3>", "find", b.Maker.CorporateNumber)
	b.Shows("again", again, http.StatusOK, `value="2026-17"`, "書庫 &lt;3&gt;", b.Maker.Name.Ja, p.T("submission.entry.find.found", 1), `value="`+b.Maker.CorporateNumber+`"`)
	none := b.Post(b.AsOne, "/ja/desk/office/entries/new", "again", "makers", "find", "そのような組織はない", "applicant", string(b.Maker.ID), "channel", "email")
	b.Shows("none found, one chosen", none, http.StatusOK, p.T("submission.entry.find.none"), b.Maker.Name.Ja, `value="`+string(b.Maker.ID)+`" checked`, `value="email" checked`)
	if got := b.Get(b.AsOne, "/ja/desk/office/entries"); strings.Contains(got.Body, "2026-17") {
		t.Error("something was begun")
	}
}

// What a holder asks for about its label on paper is entered from the label's
// page, and goes on in the forms of the applicant.
func TestEntry_aboutALabel(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	p := i18n.For("ja")
	n := b.Issued(1)
	label := "/ja/desk/office/labels/" + string(n)
	at := label + "/entry/maintenance"
	b.Shows("label", b.Get(b.AsOne, label), http.StatusOK, p.T("submission.entry.about"), at)
	b.Shows("form", b.Get(b.AsOne, at), http.StatusOK, p.T("submission.entry.about.lead"), portaltest.Product(1).Name.Ja, `name="sha256"`)
	b.Shows("nothing typed", b.Fill(b.AsOne, at), http.StatusBadRequest, `href="#f-channel"`, `href="#f-received"`, `href="#f-sha256"`)
	b.Shows("without its mark", b.Post(b.AsOne, at, "reference", "受-1"), http.StatusBadRequest, "受-1", p.T("refusal.start.form"))
	b.Shows("too early", b.Fill(b.AsOne, label+"/entry/extension", "channel", "paper", "received", string(scheme.DateOf(b.Clock.Now())), "reference", "受-2",
		"sha256", strings.Repeat("0a", 32), "kept_at", "文書庫"), http.StatusConflict, "受-2")
	for _, path := range []string{at, label + "/entry/new", label + "/entry/x"} {
		for _, session := range []string{b.AsMaker, b.AsOne} {
			if got := b.Get(session, path); got.Status != http.StatusNotFound && (path != at || session == b.AsMaker) {
				t.Errorf("%s: %d", path, got.Status)
			}
		}
	}
	got := b.Fill(b.AsOne, at, "channel", "email", "received", string(scheme.DateOf(b.Clock.Now())), "reference", "受-3", "sha256", strings.Repeat("0b", 32), "kept_at", "文書庫")
	if got.Status != http.StatusSeeOther || !strings.HasPrefix(got.To(), "/ja/desk/applications/") {
		t.Fatalf("%d to %q: %s", got.Status, got.To(), got.Body)
	}
	b.Shows("goes on", b.Get(b.AsOne, got.To()), http.StatusOK, p.T("submission.entry.instead"))
	b.Shows("its holder reads it", b.Get(b.AsMaker, got.To()), http.StatusOK)
	b.Shows("a second one", b.Get(b.AsOne, at), http.StatusConflict, p.T("refusal.about.open", scheme.Code("application.kind.maintenance")))
}
