package portal_test

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/i18n"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/testkit"
)

var startOne = office.StartRequest{Level: "1"}

func organisationForm(o scheme.Organisation, more ...string) []string {
	return append([]string{"kind", string(o.Kind), "name", o.Name.Ja, "name_en", o.Name.En, "reading", o.Reading, "country", o.Country,
		"corporate_number", o.CorporateNumber, "proof", o.Proof.Kind, "proof_number", o.Proof.Number, "address", o.Address,
		"contact_name", o.Contact.Name, "contact_email", o.Contact.Email, "reads_japanese", "yes"}, more...)
}

func TestAdmin_admitsOrganisations(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	at := "/en/desk/office/organisations"
	for _, o := range []scheme.Organisation{testkit.Maker(1), testkit.ForeignMaker(2), testkit.Agency(1),
		{Kind: scheme.Inquiry, Name: scheme.Text{Ja: "見本省", En: "Sample Ministry"}, Country: "JP"}} {
		a := b.post(b.asAdmin, at+"/new", organisationForm(o)...)
		b.leads(o.Name.En, a, at+"/")
		b.shows(o.Name.En, b.get(b.asAdmin, a.to()), http.StatusOK, i18n.For("en").T("officer.done.admit"), o.Name.En)
		b.shows("list", b.get(b.asAdmin, at+"?kind="+string(o.Kind)), http.StatusOK, o.Name.En)
	}
}

func TestAdmin_wrongOrganisationComesBackAsTyped(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	o := testkit.Maker(1)
	o.CorporateNumber = "1234567890123"
	o.Contact.Email = "nowhere"
	p := i18n.For("ja")
	b.shows("wrong", b.post(b.asAdmin, "/ja/desk/office/organisations/new", organisationForm(o)...), http.StatusBadRequest,
		p.T("refusal.corporate_number.check_digit"), `href="#f-corporate_number"`, `value="1234567890123"`, `href="#f-contact_email"`, o.Name.Ja)
	o = testkit.ForeignMaker(1)
	o.Proof = scheme.Proof{}
	b.shows("no proof", b.post(b.asAdmin, "/ja/desk/office/organisations/new", organisationForm(o)...), http.StatusBadRequest, `href="#f-proof"`, `id="f-proof"`)
	b.shows("twice", b.post(b.asAdmin, "/ja/desk/office/organisations/new", organisationForm(testkit.Maker(0))...), http.StatusConflict, p.T("refusal.organisation.number_taken"))
}

func TestAdmin_changesAnOrganisationOnce(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	at := "/ja/desk/office/organisations/" + string(b.maker.ID)
	o := b.maker
	o.Address = "東京都新例示区4-5"
	b.shows("form", b.get(b.asAdmin, at+"/change"), http.StatusOK, b.maker.Address, `name="revision" value="1"`)
	b.leads("change", b.post(b.asAdmin, at+"/change", organisationForm(o, "revision", "1")...), at+"?done=change")
	b.shows("changed", b.get(b.asAdmin, at), http.StatusOK, o.Address)
	o.Address = "古い画面から"
	b.shows("stale", b.post(b.asAdmin, at+"/change", organisationForm(o, "revision", "1")...), http.StatusConflict, i18n.For("ja").T("refusal.stale"), "古い画面から")
}

func TestAdmin_invitesAndDismisses(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	at := "/en/desk/office/organisations/" + string(b.maker.ID)
	b.shows("wrong", b.post(b.asAdmin, at+"/people", "name", "Kept Name", "email", "x", "language", "en", "roles", "officer"), http.StatusBadRequest,
		`value="Kept Name"`, `href="#f-email"`, `href="#f-roles"`)
	b.leads("invite", b.post(b.asAdmin, at+"/people", "name", "New Person", "email", "new@maker.example", "language", "en", "roles", "applicant", "roles", "manager"), at+"?done=invite")
	page := b.get(b.asAdmin, at)
	b.shows("invited", page, http.StatusOK, "New Person", "new@maker.example", "Invited")
	if strings.Contains(page.body, "/door/link/") {
		t.Error("the page shows the way in")
	}
	ask := at + "/people/" + string(b.anna.Person.ID) + "/dismiss"
	b.shows("ask", b.get(b.asAdmin, ask), http.StatusOK, b.anna.Person.Name)
	b.leads("dismiss", b.post(b.asAdmin, ask), at+"?done=dismiss")
	b.leads("dismissed", b.get(b.asMaker, "/en/desk/office/"), "/en/door/sign-in")
	b.shows("twice", b.post(b.asAdmin, ask), http.StatusConflict)
	self := "/en/desk/office/organisations/" + string(b.admin.Organisation.ID) + "/people/" + string(b.admin.Person.ID) + "/dismiss"
	b.shows("oneself", b.post(b.asAdmin, self), http.StatusForbidden, i18n.For("en").T("refusal.person.self"))
}

func TestAdmin_grantsAndEndsPowers(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	agency, err := b.account.AdmitOrganisation(t.Context(), b.admin, testkit.Agency(0))
	b.ok(err)
	at := "/ja/desk/office/organisations/" + string(b.maker.ID)
	b.shows("wrong", b.post(b.asAdmin, at+"/powers", "agent", "", "from", "tomorrow", "sha256", "zz"), http.StatusBadRequest, `href="#f-from"`, `href="#f-sha256"`, `value="tomorrow"`)
	b.leads("grant", b.post(b.asAdmin, at+"/powers", "agent", string(agency), "from", "2026-03-01", "until", "2027-02-28"), at+"?done=grant")
	b.shows("granted", b.get(b.asAdmin, at), http.StatusOK, testkit.Agency(0).Name.Ja, "2027年2月28日", "有効")
	b.shows("agency", b.get(b.asAdmin, "/ja/desk/office/organisations/"+string(agency)), http.StatusOK, b.maker.Name.Ja)
	b.leads("end", b.post(b.asAdmin, at+"/powers/end", "agent", string(agency), "applicant", string(b.maker.ID), "from", "2026-03-01"), at+"?done=end_power")
	b.shows("ended", b.get(b.asAdmin, at), http.StatusOK, "終了")
	// From the agency's page the maker is chosen.
	other, err := b.account.AdmitOrganisation(t.Context(), b.admin, testkit.Maker(3))
	b.ok(err)
	from := "/ja/desk/office/organisations/" + string(agency)
	b.leads("grant", b.post(b.asAdmin, from+"/powers", "applicant", string(other), "from", "2026-04-01"), from+"?done=grant")
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
	b := newBureau(t)
	at := "/en/desk/office/catalog"
	_, hash, err := b.desk.Scheme(t.Context())
	b.ok(err)
	b.shows("page", b.get(b.asAdmin, at), http.StatusOK, hash, "JST-CR-01-01-2024", "¥198,000", b.admin.Person.Name)
	b.leads("load", b.upload(b.asAdmin, at, zipped(t, catalogtest.OtherFiles(t), nil)), at+"?done=load")
	_, next, err := b.desk.Scheme(t.Context())
	b.ok(err)
	if next == hash {
		t.Fatal("the old version is still in use")
	}
	b.shows("both versions", b.get(b.asAdmin, at), http.StatusOK, hash, next)
}

func TestAdminCatalog_listsProblems(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	at := "/ja/desk/office/catalog"
	broken := zipped(t, catalogtest.JCStarFiles(), map[string]string{"fees.yaml": "yen: 198000"})
	b.shows("broken", b.upload(b.asAdmin, at, broken), http.StatusBadRequest, "fees.yaml", "行目", "直し方")
}

func TestAdminCatalog_refusesTricks(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	at := "/ja/desk/office/catalog"
	p := i18n.For("ja")
	b.shows("nothing", b.post(b.asAdmin, at), http.StatusBadRequest, p.T("refusal.upload.none"), `href="#f-file"`)
	b.shows("empty", b.upload(b.asAdmin, at, nil), http.StatusBadRequest, p.T("refusal.upload.none"))
	b.shows("no zip", b.upload(b.asAdmin, at, []byte("PK hello")), http.StatusBadRequest, p.T("refusal.upload.not_zip"))
	b.shows("too large", b.upload(b.asAdmin, at, bytes.Repeat([]byte{0}, 2<<20+1)), http.StatusBadRequest, p.T("refusal.upload.too_large", 2))
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.Create("../<script>scheme.yaml")
	b.ok(err)
	_, err = w.Write([]byte("x"))
	b.ok(err)
	b.ok(z.Close())
	a := b.upload(b.asAdmin, at, out.Bytes())
	b.shows("path", a, http.StatusBadRequest, "../&lt;script&gt;scheme.yaml")
}
