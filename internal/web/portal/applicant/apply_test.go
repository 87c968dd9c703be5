package applicant_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web/portal/portaltest"
)

// uploads sends a list of models as typed and as a file.
func uploads(t *testing.T, b *portaltest.Bureau, session, path, typed, name, file string) portaltest.Answer {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := form.WriteField("models", typed); err != nil {
		t.Fatal(err)
	}
	if name != "" {
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte(file))
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, portaltest.Base+path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.Ask(r, session)
}

func TestModels_arePreviewedBeforeAnythingIsStored(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			b := portaltest.New(t)
			p := i18n.For(lang)
			id, at := b.Started(lang)
			b.Shows("first use", b.Get(b.AsMaker, at+"/models"), http.StatusOK, p.T("apply.models.stores_nothing"), p.T("apply.models.count", 0))
			b.Leads("one is there", b.Post(b.AsMaker, at+"/models/add", "models", "AB-1"), at+"/models?added=1")
			typed := "型番\nAB-1\tAB-2,ＡＢ３\nAB-3\n" + strings.Repeat("L", 101) + "\nA\u0007B"
			preview := uploads(t, b, b.AsMaker, at+"/models/check", typed, "list.csv", "model\nCD-1\nCD-2\n")
			b.Shows("preview", preview, http.StatusOK, p.T("apply.models.nothing_yet"), p.T("apply.models.take", 4), p.T("apply.models.mark.twice"),
				p.T("apply.models.mark.alike"), p.T("apply.models.mark.long"), "⟨U+0007⟩", p.T("apply.models.like", "ＡＢ３"))
			f, err := b.Office.File(t.Context(), b.Anna, id)
			b.OK(err)
			if len(f.Application.Product.Models) != 1 {
				t.Fatalf("a preview stored %v", f.Application.Product.Models)
			}
			form := portaltest.TypedIn(t, preview.Body)
			form.Set("alike", "AB-3")
			b.Leads("take over", b.Send(b.AsMaker, at+"/models/add", form), at+"/models?added=5")
			b.Shows("list", b.Get(b.AsMaker, at+"/models?added=5"), http.StatusOK, p.T("apply.models.added", 5), p.T("apply.models.alike_title", 1), "CD-2")
			found := b.Get(b.AsMaker, at+"/models?q=cd1")
			b.Shows("search", found, http.StatusOK, p.T("apply.models.found", 1, 6), `value="CD-1"`)
			if strings.Contains(found.Body, `value="CD-2"`) {
				t.Error("the search finds what does not match")
			}
			b.Leads("remove", b.Post(b.AsMaker, at+"/models/remove", "model", "CD-1", "q", "cd"), at+"/models?q=cd&removed=1")
			b.Shows("nothing given", uploads(t, b, b.AsMaker, at+"/models/check", " \n", "", ""), http.StatusBadRequest, p.T("apply.models.none"))
			b.Shows("not a list", uploads(t, b, b.AsMaker, at+"/models/check", "KEEP-1", "list.csv", "a,b\nc,d\n"), http.StatusBadRequest, "KEEP-1", `f-file`)
		})
	}
}

func TestModels_hundredsAreReadPageByPage(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("en")
	var typed strings.Builder
	for i := range 477 {
		fmt.Fprintf(&typed, "M-%03d\n", i)
	}
	preview := uploads(t, b, b.AsMaker, at+"/models/check", typed.String(), "", "")
	b.Leads("take over", b.Send(b.AsMaker, at+"/models/add", portaltest.TypedIn(t, preview.Body)), at+"/models?added=477")
	page := b.Get(b.AsMaker, at+"/models")
	if n := strings.Count(page.Body, `name="model"`); n != 100 || !strings.Contains(page.Body, `rel="next"`) {
		t.Errorf("%d models on the first page", n)
	}
	if last := b.Get(b.AsMaker, at+"/models?from=400"); strings.Count(last.Body, `name="model"`) != 77 || strings.Contains(last.Body, `rel="next"`) {
		t.Error("the last page is not the last")
	}
}

func TestScope_theVerdictStandsFirstWithEveryReason(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	s, _, err := b.Desk.Scheme(t.Context())
	b.OK(err)
	p := i18n.For("ja")
	q := s.Questions[0]
	said := map[bool]string{true: "yes", false: "no"}
	b.Leads("out", b.Fill(b.AsMaker, at+"/scope", "scope."+string(q.ID), said[!q.Wanted], "scope."+string(q.ID)+".reason", "アプリだけの製品です。"), at+"/scope?saved=")
	b.Shows("the verdict", b.Get(b.AsMaker, at+"/scope"), http.StatusOK, p.T("applicant.scope.out"), p.T("apply.scope.line.out"), q.Else.Ja,
		p.T("apply.scope.your_reason", "アプリだけの製品です。"), p.T("apply.scope.line.open"), p.T("apply.scope.kept"))
}

func TestListing_wishIsKeptAndBound(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id, at := b.Started("en")
	p := i18n.For("en")
	b.Shows("the page", b.Get(b.AsMaker, at+"/listing"), http.StatusOK, p.T("apply.publicity.never"), p.T("apply.preview.link"))
	b.Leads("save", b.Fill(b.AsMaker, at+"/listing", "listing_wish", "2026-05-01"), at+"/listing?saved=")
	b.Shows("too late", b.Fill(b.AsMaker, at+"/listing", "listing_wish", "2027-05-01"), http.StatusBadRequest, "2027-05-01", "28 September 2026")
	f, err := b.Office.File(t.Context(), b.Anna, id)
	b.OK(err)
	if f.Application.ListingWish != "2026-05-01" {
		t.Errorf("kept %q", f.Application.ListingWish)
	}
}

func TestPreview_isThePublicPageWithoutNumber(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages {
		b := portaltest.New(t)
		p := i18n.For(lang)
		_, at := b.Started(lang)
		b.Shows("an empty draft", b.Get(b.AsMaker, at+"/preview"), http.StatusOK, p.T("apply.preview.title"), p.T("applicant.unnamed"), p.T("apply.preview.unanswered"),
			p.T("apply.preview.no_assessment"), p.T("apply.preview.no_models"), p.T("public.assessed_by"), p.T("applicant.empty"))
		b.Leads("product", b.Fill(b.AsMaker, at+"/product", append(portaltest.ProductForm, "hide_country", "yes", "supplied_by", "秘密の供給元")...), at)
		page := b.Get(b.AsMaker, at+"/preview")
		b.Shows("a draft", page, http.StatusOK, p.T("apply.preview.number"), "架空電機", p.T("public.h.product"))
		if strings.Contains(page.Body, "秘密の供給元") || strings.Contains(page.Body, p.T("public.country")) || strings.Contains(page.Body, "label.svg") {
			t.Error("the preview shows what the public page would not")
		}
		if got := b.Get(b.Stranger(), at+"/preview"); got.Status != http.StatusNotFound {
			t.Errorf("a stranger's preview: %d", got.Status)
		}
	}
}

func TestModels_aRangeIsNoModelUnlessItsMakerSaysSo(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	p := i18n.For("ja")
	id, at := b.Started("ja")
	review := b.Post(b.AsMaker, at+"/models/check", "models", "MM-1\nMM-11-098〜101\nMM-A〜F")
	b.Shows("review", review, http.StatusOK, p.T("apply.models.mark.range"), p.T("apply.models.range_is", "MM-11-098", "MM-11-101", 4), p.T("apply.models.range_unclear"),
		p.T("apply.models.expand", 4), p.T("apply.models.take", 1))
	expanded := b.Post(b.AsMaker, at+"/models/check", "models", "MM-1\nMM-11-098\nMM-11-099\nMM-11-100\nMM-11-101\nMM-A〜F")
	b.Shows("written out", expanded, http.StatusOK, p.T("apply.models.take", 5), p.T("apply.models.range_choose"))
	if !strings.Contains(review.Body, "MM-1\nMM-11-098\nMM-11-099\nMM-11-100\nMM-11-101\nMM-A〜F") {
		t.Error("the button does not send what it says")
	}
	b.Shows("nothing chosen", b.Post(b.AsMaker, at+"/models/add", "models", "", "given", "MM-A〜F"), http.StatusBadRequest, p.T("apply.models.none_taken"), "MM-A〜F")
	b.Leads("as one model", b.Post(b.AsMaker, at+"/models/add", "models", "MM-1", "range", "MM-A〜F"), at+"/models?added=2")
	b.Shows("none to remove", b.Post(b.AsMaker, at+"/models/remove"), http.StatusBadRequest, p.T("apply.models.none_chosen"), `id="f-model"`)
	f, err := b.Office.File(t.Context(), b.Anna, id)
	b.OK(err)
	if got := strings.Join(f.Application.Product.Models, " "); got != "MM-1 MM-A〜F" {
		t.Errorf("models: %s", got)
	}
}

// TestProduct_refusalsNameTheirFields in the summary, where no field stands
// beside them, and in what the form says while it is filled in.
func TestProduct_refusalsNameTheirFields(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	long := strings.Repeat("長", 201)
	got := b.Fill(b.AsMaker, at+"/product", "manufacturer", long, "home_page", "example", "support_from", "2026-13-01")
	b.Shows("by hand", got, http.StatusBadRequest, `href="#f-manufacturer">製造者：`, `href="#f-home_page">製品のウェブページ：`, `id="f-support_from-error"`)
	values := portaltest.TypedIn(t, b.Get(b.AsMaker, at+"/product").Body)
	values.Set("home_page", "example")
	if status, said := typed(t, b, b.AsMaker, at+"/product", values); status != http.StatusBadRequest || !strings.Contains(said.Said, "製品のウェブページ：") {
		t.Errorf("while typing: %d %+v", status, said)
	}
}

func TestClone_carriesAndConfirms(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	p := i18n.For("ja")
	from := "/ja/desk/applications/" + string(b.Submitted(portaltest.Product(1), nil))
	form := portaltest.TypedIn(t, b.Get(b.AsMaker, from+"/copy").Body)
	copied := b.Send(b.AsMaker, from+"/copy", form)
	b.Leads("copy", copied, "/ja/desk/applications/")
	if again := b.Send(b.AsMaker, from+"/copy", form); again.To() != copied.To() {
		t.Error("pressing twice made two copies")
	}
	at, _, _ := strings.Cut(copied.To(), "?")
	b.Shows("the copy", b.Get(b.AsMaker, copied.To()), http.StatusOK, p.T("apply.clone.done", 16), p.T("applicant.unnamed"))
	for _, part := range []string{"kind", "scope", "product", "evaluator"} {
		said := p.T("apply.carried." + part)
		b.Shows("task "+part, b.Get(b.AsMaker, at), http.StatusOK, p.T("applicant.task.carried"), said)
		b.Shows("review", b.Get(b.AsMaker, at+"/review"), http.StatusOK, p.T("refusal.part.unconfirmed", scheme.Code("part."+part)), at+"/"+part+"?back=review#f-carried-"+part)
		form := portaltest.TypedIn(t, b.Get(b.AsMaker, at+"/"+part).Body)
		if part != "kind" { // saving while it is typed confirms nothing
			if status, _ := typed(t, b, b.AsMaker, at+"/"+part, form); status != http.StatusOK {
				t.Errorf("%s while typing: %d", part, status)
			}
		}
		b.Shows(part, b.Get(b.AsMaker, at+"/"+part), http.StatusOK, said, p.T("apply.carried.confirm"))
		b.Leads("confirm "+part, b.Send(b.AsMaker, at+"/"+part, form), at)
		if strings.Contains(b.Get(b.AsMaker, at).Body, said) || strings.Contains(b.Get(b.AsMaker, at+"/"+part).Body, said) {
			t.Errorf("%s still waits", part)
		}
	}
	item := b.Get(b.AsMaker, at+"/checklist/S1.1-01")
	b.Shows("an item", item, http.StatusOK, p.T("checklist.carried_title"), p.T("checklist.carried_confirm"))
	b.Leads("confirm", b.Fill(b.AsMaker, at+"/checklist/S1.1-01", "S1.1-01.assessor", "見本 花子", "S1.1-01.assessed_on", "2026-04-01", "do", "confirm"), at+"/checklist/S1.1-02?after=S1.1-01")
	if strings.Contains(b.Get(b.AsMaker, at+"/checklist/S1.1-01").Body, p.T("checklist.carried_title")) {
		t.Error("a confirmed answer still waits")
	}
	earlier := b.Get(b.AsMaker, at+"/checklist/S1.1-03/earlier")
	b.Shows("earlier answers", earlier, http.StatusOK, p.T("apply.earlier.replaces"), p.T("apply.earlier.take", "見本カメラ 1"))
	b.Leads("take one", b.Send(b.AsMaker, at+"/checklist/S1.1-03/earlier", portaltest.TypedIn(t, earlier.Body)), at+"/checklist/S1.1-03")
	item = b.Get(b.AsMaker, at+"/checklist/S1.1-04")
	stale := portaltest.TypedIn(t, item.Body)
	stale.Set("revision", "0")
	stale.Set("from", strings.TrimPrefix(from, "/ja/desk/applications/"))
	b.Leads("take over what has changed", b.Send(b.AsMaker, at+"/checklist/S1.1-04/earlier", stale), at+"/checklist/S1.1-04/earlier?changed=1")
	b.Shows("it says so", b.Get(b.AsMaker, at+"/checklist/S1.1-04/earlier?changed=1"), http.StatusOK, p.T("refusal.answer.changed"))
	if got := b.Get(b.AsOne, from+"/copy"); got.Status != http.StatusForbidden {
		t.Errorf("an officer is asked whether to copy: %d", got.Status)
	}
	stranger := b.Stranger()
	for _, path := range []string{"/copy", "/models", "/listing", "/checklist/S1.1-01/earlier"} {
		if got := b.Get(stranger, at+path); got.Status != http.StatusNotFound {
			t.Errorf("GET %s: %d", path, got.Status)
		}
	}
	for path, pairs := range map[string][]string{"/copy": {"form", "x"}, "/models/add": {"models", "X"}, "/models/remove": {"model", "X"}, "/listing": {"listing_wish", ""},
		"/checklist/S1.1-01/earlier": {"from", "x"}, "/agents": {"open_to", "x"}} {
		if got := b.Post(stranger, at+path, pairs...); got.Status != http.StatusNotFound {
			t.Errorf("POST %s: %d", path, got.Status)
		}
	}
}

func TestStart_theSameFormStartsOneDraft(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	form := portaltest.TypedIn(t, b.Get(b.AsMaker, "/ja/desk/applications/new").Body)
	first, second := b.Send(b.AsMaker, "/ja/desk/applications/new", form), b.Send(b.AsMaker, "/ja/desk/applications/new", form)
	if first.To() != second.To() || first.Status != http.StatusSeeOther {
		t.Errorf("one form led to %q and %q", first.To(), second.To())
	}
	form = portaltest.TypedIn(t, b.Get(b.AsMaker, "/ja/desk/applications/new").Body)
	led := make(chan string, 4) // a double click: the second press comes before the first is answered
	for range cap(led) {
		go func() { led <- b.Send(b.AsMaker, "/ja/desk/applications/new", form).To() }()
	}
	to := <-led
	for range cap(led) - 1 {
		if other := <-led; other != to {
			t.Errorf("pressing at once led to %q and %q", to, other)
		}
	}
}

func TestApplications_aLongListIsFoundIn(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	p := i18n.For("ja")
	b.Shows("first use", b.Get(b.AsMaker, "/ja/desk/applications"), http.StatusOK, p.T("apply.first.scope"))
	for range 27 {
		b.Started("ja")
	}
	b.Submitted(portaltest.Product(5), nil)
	page := b.Get(b.AsMaker, "/ja/desk/applications?group=mine")
	b.Shows("mine", page, http.StatusOK, p.T("apply.list.range", 1, 25, 27), `rel="next"`, p.T("apply.group.office")+` <span class="tabs-count">1<`)
	b.Shows("second page", b.Get(b.AsMaker, "/ja/desk/applications?group=mine&from=25"), http.StatusOK, p.T("apply.list.range", 26, 27, 27))
	b.Shows("search", b.Get(b.AsMaker, "/ja/desk/applications?q=カメラ+5"), http.StatusOK, "見本カメラ 5", p.T("apply.group.all")+` <span class="tabs-count">1<`)
	b.Shows("nothing", b.Get(b.AsMaker, "/ja/desk/applications?q=zzz"), http.StatusOK, p.T("apply.list.none"))
}

func TestApplication_showsTheWayAndLetsAgentsIn(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	p := i18n.For("en")
	agent, session := b.Agent()
	id := b.Submitted(portaltest.Product(1), nil)
	at := "/en/desk/applications/" + string(id)
	f, err := b.Office.File(t.Context(), b.Anna, id)
	b.OK(err)
	b.Shows("the way", b.Get(b.AsMaker, at), http.StatusOK, p.T("apply.stage.received"), p.T("apply.number.received", f.Application.Numbers.Application),
		p.T("apply.wait.checked"), p.T("apply.doors.title"), agent.Organisation.Name.En)
	if got := b.Get(session, at); got.Status != http.StatusNotFound {
		t.Errorf("an agent that was not let in: %d", got.Status)
	}
	b.Leads("let in", b.Post(b.AsMaker, at+"/agents", "open_to", string(agent.Organisation.ID)), at+"?doors=1")
	b.Shows("let in", b.Get(session, at), http.StatusOK, p.T("apply.stage.received"))
	b.OK(b.Office.Return(t.Context(), b.One, id, "Please mend"))
	b.Shows("returned", b.Get(b.AsMaker, at), http.StatusOK, p.T("apply.event.submitted"), p.T("apply.event.returned"),
		p.T("apply.party.mine"), p.T("apply.wait.mine.corrected"))
}
