package admin_test

import (
	"archive/zip"
	"bytes"
	"html"
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/testkit"
	"shirushi/internal/web/portal/portaltest"
)

func organisationForm(o scheme.Organisation, more ...string) []string {
	return append([]string{"kind", string(o.Kind), "name", o.Name.Ja, "name_en", o.Name.En, "reading", o.Reading, "country", o.Country,
		"corporate_number", o.CorporateNumber, "proof", o.Proof.Kind, "proof_number", o.Proof.Number, "address", o.Address,
		"contact_name", o.Contact.Name, "contact_email", o.Contact.Email, "reads_japanese", "yes"}, more...)
}

func TestAdmin_admitsOrganisations(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	at := "/en/desk/office/organisations"
	for _, o := range []scheme.Organisation{testkit.Maker(1), testkit.ForeignMaker(2), testkit.Agency(1),
		{Kind: scheme.Authority, Name: scheme.Text{Ja: "見本省", En: "Sample Ministry"}, Country: "JP"}} {
		a := b.Post(b.AsAdmin, at+"/new", organisationForm(o)...)
		b.Leads(o.Name.En, a, at+"/")
		b.Shows(o.Name.En, b.Get(b.AsAdmin, a.To()), http.StatusOK, i18n.For("en").T("officer.done.admit"), o.Name.En)
		b.Shows("list", b.Get(b.AsAdmin, at+"?kind="+string(o.Kind)), http.StatusOK, o.Name.En)
	}
}

func TestAdmin_wrongOrganisationComesBackAsTyped(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	o := testkit.Maker(1)
	o.CorporateNumber = "1234567890123"
	o.Contact.Email = "nowhere"
	p := i18n.For("ja")
	b.Shows("wrong", b.Post(b.AsAdmin, "/ja/desk/office/organisations/new", organisationForm(o)...), http.StatusBadRequest,
		p.T("refusal.corporate_number.check_digit"), `href="#f-corporate_number"`, `value="1234567890123"`, `href="#f-contact_email"`, o.Name.Ja)
	o = testkit.ForeignMaker(1)
	o.Proof = scheme.Proof{}
	b.Shows("no proof", b.Post(b.AsAdmin, "/ja/desk/office/organisations/new", organisationForm(o)...), http.StatusBadRequest, `href="#f-proof"`, `id="f-proof"`)
	b.Shows("twice", b.Post(b.AsAdmin, "/ja/desk/office/organisations/new", organisationForm(testkit.Maker(0))...), http.StatusConflict, p.T("refusal.organisation.number_taken"))
}

func TestAdmin_changesAnOrganisationOnce(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	at := "/ja/desk/office/organisations/" + string(b.Maker.ID)
	o := b.Maker
	o.Address = "東京都新例示区4-5"
	b.Shows("form", b.Get(b.AsAdmin, at+"/change"), http.StatusOK, b.Maker.Address, `name="revision" value="1"`)
	b.Leads("change", b.Post(b.AsAdmin, at+"/change", organisationForm(o, "revision", "1")...), at+"?done=change")
	b.Shows("changed", b.Get(b.AsAdmin, at), http.StatusOK, o.Address)
	o.Address = "古い画面から"
	b.Shows("stale", b.Post(b.AsAdmin, at+"/change", organisationForm(o, "revision", "1")...), http.StatusConflict, i18n.For("ja").T("refusal.stale"), "古い画面から")
}

func TestAdmin_invitesAndDismisses(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	at := "/en/desk/office/organisations/" + string(b.Maker.ID)
	b.Shows("wrong", b.Post(b.AsAdmin, at+"/people", "name", "Kept Name", "email", "x", "language", "en", "roles", "officer"), http.StatusBadRequest,
		`value="Kept Name"`, `href="#f-email"`, `href="#f-roles"`)
	b.Leads("invite", b.Post(b.AsAdmin, at+"/people", "name", "New Person", "email", "new@maker.example", "language", "en", "roles", "applicant", "roles", "manager"), at+"?done=invite")
	page := b.Get(b.AsAdmin, at)
	b.Shows("invited", page, http.StatusOK, "New Person", "new@maker.example", "Invited")
	if strings.Contains(page.Body, "/door/link/") {
		t.Error("the page shows the way in")
	}
	ask := at + "/people/" + string(b.Anna.Person.ID) + "/dismiss"
	b.Shows("ask", b.Get(b.AsAdmin, ask), http.StatusOK, b.Anna.Person.Name)
	b.Leads("dismiss", b.Post(b.AsAdmin, ask), at+"?done=dismiss")
	b.Leads("dismissed", b.Get(b.AsMaker, "/en/desk/office/"), "/en/door/sign-in")
	b.Shows("twice", b.Post(b.AsAdmin, ask), http.StatusConflict)
	self := "/en/desk/office/organisations/" + string(b.Admin.Organisation.ID) + "/people/" + string(b.Admin.Person.ID) + "/dismiss"
	b.Shows("oneself", b.Post(b.AsAdmin, self), http.StatusForbidden, i18n.For("en").T("refusal.person.self"))
}

func TestAdmin_grantsAndEndsPowers(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	agency, err := b.Account.AdmitOrganisation(t.Context(), b.Admin, testkit.Agency(0))
	b.OK(err)
	at := "/ja/desk/office/organisations/" + string(b.Maker.ID)
	b.Shows("wrong", b.Post(b.AsAdmin, at+"/powers", "agent", "", "from", "tomorrow", "sha256", "zz"), http.StatusBadRequest, `href="#f-from"`, `href="#f-sha256"`, `value="tomorrow"`)
	b.Leads("grant", b.Post(b.AsAdmin, at+"/powers", "agent", string(agency), "from", "2026-03-01", "until", "2027-02-28"), at+"?done=grant")
	b.Shows("granted", b.Get(b.AsAdmin, at), http.StatusOK, testkit.Agency(0).Name.Ja, "2027年2月28日", "有効")
	b.Shows("agency", b.Get(b.AsAdmin, "/ja/desk/office/organisations/"+string(agency)), http.StatusOK, b.Maker.Name.Ja)
	b.Leads("end", b.Post(b.AsAdmin, at+"/powers/end", "agent", string(agency), "applicant", string(b.Maker.ID), "from", "2026-03-01"), at+"?done=end_power")
	b.Shows("ended", b.Get(b.AsAdmin, at), http.StatusOK, "終了")
	// From the agency's page the maker is chosen.
	other, err := b.Account.AdmitOrganisation(t.Context(), b.Admin, testkit.Maker(3))
	b.OK(err)
	from := "/ja/desk/office/organisations/" + string(agency)
	b.Leads("grant", b.Post(b.AsAdmin, from+"/powers", "applicant", string(other), "from", "2026-04-01"), from+"?done=grant")
}

// zipped packs a folder, with some files replaced.
func zipped(t *testing.T, fsys fs.FS, replace map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		if other, ok := replace[name]; ok {
			content = []byte(strings.ReplaceAll(string(content), other, ""))
		}
		w, err := z.Create("folder/" + name)
		if err != nil {
			return err
		}
		_, err = w.Write(content)
		return err
	})
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestAdminCatalog_loads(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	at := "/en/desk/office/catalog"
	_, hash, err := b.Desk.Scheme(t.Context())
	b.OK(err)
	b.Shows("page", b.Get(b.AsAdmin, at), http.StatusOK, hash, "JST-CR-01-01-2024", "¥198,000", b.Admin.Person.Name)
	b.Leads("load", b.Upload(b.AsAdmin, at, zipped(t, catalogtest.OtherFiles(t), nil)), at+"?done=load")
	_, next, err := b.Desk.Scheme(t.Context())
	b.OK(err)
	if next == hash {
		t.Fatal("the old version is still in use")
	}
	b.Shows("both versions", b.Get(b.AsAdmin, at), http.StatusOK, hash, next)
}

func TestAdminCatalog_listsProblems(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	at := "/ja/desk/office/catalog"
	broken := zipped(t, catalogtest.JCStarFiles(), map[string]string{"fees.yaml": "yen: 198000"})
	b.Shows("broken", b.Upload(b.AsAdmin, at, broken), http.StatusBadRequest, "fees.yaml", "行目", "直し方")
}

func TestAdminCatalog_refusesTricks(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	at := "/ja/desk/office/catalog"
	p := i18n.For("ja")
	b.Shows("nothing", b.Post(b.AsAdmin, at), http.StatusBadRequest, p.T("refusal.upload.none"), `href="#f-file"`)
	b.Shows("empty", b.Upload(b.AsAdmin, at, nil), http.StatusBadRequest, p.T("refusal.upload.none"))
	b.Shows("no zip", b.Upload(b.AsAdmin, at, []byte("PK hello")), http.StatusBadRequest, p.T("refusal.upload.not_zip"))
	b.Shows("too large", b.Upload(b.AsAdmin, at, bytes.Repeat([]byte{0}, 2<<20+1)), http.StatusBadRequest, p.T("refusal.upload.too_large", 2))
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.Create("../<script>scheme.yaml")
	b.OK(err)
	_, err = w.Write([]byte("x"))
	b.OK(err)
	b.OK(z.Close())
	a := b.Upload(b.AsAdmin, at, out.Bytes())
	b.Shows("path", a, http.StatusBadRequest, "../&lt;script&gt;scheme.yaml")
}

func TestAdmin_findsAnOrganisationAmongMany(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	at := "/en/desk/office/organisations"
	const many = 60
	for n := range many {
		o := testkit.Maker(n + 1)
		b.Leads(o.Name.En, b.Post(b.AsAdmin, at+"/new", organisationForm(o)...), at+"/")
	}
	sought := testkit.Maker(many)
	p := i18n.For("en")
	b.Shows("by number", b.Get(b.AsAdmin, at+"?q="+sought.CorporateNumber), http.StatusOK, sought.Name.En, p.T("admin.orgs.range", 1, 1, 1))
	b.Shows("of another kind", b.Get(b.AsAdmin, at+"?kind=agency&q="+sought.CorporateNumber), http.StatusOK, p.T("admin.orgs.none"))
	rows, next := 0, at+"?kind=maker"
	for next != "" {
		body := b.Get(b.AsAdmin, next).Body
		rows += strings.Count(body, `<th scope="row"`)
		next = nextPage(body)
	}
	if rows != many+1 { // and the maker that every test begins with
		t.Errorf("%d makers on all pages, %d admitted", rows, many+1)
	}
}

// nextPage returns the address of the page after this one; "" on the last.
func nextPage(body string) string {
	_, rest, there := strings.Cut(body, `rel="next" href="`)
	if !there {
		return ""
	}
	address, _, _ := strings.Cut(rest, `"`)
	return html.UnescapeString(address)
}
