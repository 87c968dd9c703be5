package vault_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web/portal/portaltest"
)

type counter struct {
	*portaltest.Bureau
	t  *testing.T
	id scheme.ApplicationID
}

func open(t *testing.T) *counter {
	t.Helper()
	b := portaltest.New(t)
	return &counter{b, t, b.Submitted(portaltest.Product(1), nil)}
}

func (c *counter) files() string { return "/ja/desk/applications/" + string(c.id) + "/files" }
func (c *counter) office() string {
	return "/ja/desk/office/applications/" + string(c.id) + "/evidence"
}

// A given is a file in the plain form.
type given struct {
	name    string
	content []byte
}

// form sends the plain form with files.
func (c *counter) form(session, place string, files ...given) portaltest.Answer {
	c.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	err := m.WriteField("place", place)
	for _, f := range files {
		w, making := m.CreateFormFile("file", f.name)
		if making == nil {
			_, making = w.Write(f.content)
		}
		if err == nil {
			err = making
		}
	}
	if closing := m.Close(); err != nil || closing != nil {
		c.t.Fatal(err, closing)
	}
	r := httptest.NewRequestWithContext(c.t.Context(), http.MethodPost, portaltest.Base+c.files(), &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return c.Ask(r, session)
}

// ask sends what the script sends and reads the answer.
func (c *counter) ask(session, method, path string, body []byte) (status int, answer map[string]any) {
	c.t.Helper()
	r := httptest.NewRequestWithContext(c.t.Context(), method, portaltest.Base+path, bytes.NewReader(body))
	r.Header.Set("Accept", "application/json")
	got := c.Ask(r, session)
	if got.Body != "" {
		if err := json.Unmarshal([]byte(got.Body), &answer); err != nil {
			c.t.Fatalf("%s %s: %d %.200s", method, path, got.Status, got.Body)
		}
	}
	return got.Status, answer
}

func (c *counter) announce(place, name string, content []byte) []byte {
	sum := sha256.Sum256(content)
	b, err := json.Marshal(map[string]any{"place": place, "name": name, "size": len(content), "sha256": hex.EncodeToString(sum[:])})
	if err != nil {
		c.t.Fatal(err)
	}
	return b
}

func bytesOf(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*31 + i>>8)
	}
	return b
}

func TestHandOver_withoutScript(t *testing.T) {
	t.Parallel()
	c := open(t)
	page := c.Get(c.AsMaker, c.files())
	if page.Status != http.StatusOK || !strings.Contains(page.Body, `enctype="multipart/form-data"`) || !strings.Contains(page.Body, "預けたファイルはありません") {
		t.Fatal(page.Status, portaltest.Plain(page.Body))
	}
	got := c.form(c.AsMaker, "S1.1-04|試験記録", given{`C:\docs\証跡 "1".pdf`, bytesOf(300_000)})
	if got.Status != http.StatusSeeOther || !strings.HasPrefix(got.To(), c.files()+"?done=handed") {
		t.Fatal(got.Status, got.To(), portaltest.Plain(got.Body))
	}
	body := c.Get(c.AsMaker, c.files()+"?done=handed").Body
	for _, want := range []string{"ファイルを預かりました。", "証跡 _1_.pdf", "第1版", "293.0 KiB", "一覧にはSHA-256が記載されていません"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	got = c.form(c.AsMaker, "|", given{"a.txt", bytesOf(10)}, given{"empty.txt", nil}, given{"b.html", []byte("<script>alert(1)</script>")})
	if said := portaltest.Plain(got.Body); got.Status != http.StatusBadRequest || !strings.Contains(said, "「empty.txt」は空のファイルです") || !strings.Contains(said, "a.txt") || !strings.Contains(said, "b.html") {
		t.Fatal(got.Status, said)
	}
	if said := portaltest.Plain(c.form(c.AsMaker, "S1.1-04|試験記録", given{"1", bytesOf(1)}, given{"2", bytesOf(2)}).Body); !strings.Contains(said, "「2」は預かっていません") {
		t.Error(said)
	}
	if got := c.form(c.AsMaker, "|"); got.Status != http.StatusBadRequest || !strings.Contains(got.Body, "ファイルが選ばれていません") {
		t.Error(got.Status)
	}
	if got := c.Post(c.AsMaker, c.files(), "place", "|"); got.Status != http.StatusBadRequest {
		t.Error("a form of another kind:", got.Status)
	}
	if got := c.form(c.AsMaker, "S9.9-99|", given{"a", bytesOf(1)}); got.Status != http.StatusBadRequest || !strings.Contains(got.Body, "チェックリストにありません") {
		t.Error(got.Status)
	}
}

func TestHandOver_inParts(t *testing.T) {
	t.Parallel()
	c := open(t)
	b := bytesOf(3 << 20) // above the limit of other routes
	status, f := c.ask(c.AsMaker, http.MethodPost, c.files()+"/start", c.announce("S1.1-01|", "大きな証跡.bin", b))
	if status != http.StatusOK || f["held"] != 0.0 || f["state"] != "receiving" {
		t.Fatal(status, f)
	}
	at := "/ja/desk/evidence/" + f["id"].(string)
	put := func(offset, end int) (int, map[string]any) {
		return c.ask(c.AsMaker, http.MethodPut, fmt.Sprintf("%s?offset=%d", at, offset), b[offset:end])
	}
	if status, f := put(1<<20, 2<<20); status != http.StatusConflict || !strings.Contains(f["error"].(string), "受信済みは0バイト") {
		t.Fatal(status, f)
	}
	if status, f := put(0, 3<<20-100_000); status != http.StatusOK || f["held"] != float64(3<<20-100_000) {
		t.Fatal(status, f)
	}
	if status, f := c.ask(c.AsMaker, http.MethodPost, at+"/finish", nil); status != http.StatusConflict {
		t.Fatal(status, f)
	}
	if said := portaltest.Plain(c.Get(c.AsMaker, c.files()).Body); !strings.Contains(said, "受信中 96％") || !strings.Contains(said, "続きから送ります") {
		t.Error(said)
	}
	_, again := c.ask(c.AsMaker, http.MethodPost, c.files()+"/start", c.announce("S1.1-01|", "大きな証跡.bin", b)) // as after a reload
	if again["id"] != f["id"] || again["held"] != float64(3<<20-100_000) {
		t.Fatal(again)
	}
	if status, f := put(3<<20-100_000, 3<<20); status != http.StatusOK {
		t.Fatal(status, f)
	}
	if status, f := c.ask(c.AsMaker, http.MethodPost, at+"/finish", nil); status != http.StatusOK || f["state"] != "sealed" || f["version"] != 1.0 {
		t.Fatal(status, f)
	}
	if status, f := c.ask(c.AsMaker, http.MethodGet, at, nil); status != http.StatusOK || f["state"] != "sealed" {
		t.Fatal(status, f)
	}
	got := c.Post(c.AsMaker, at+"/download")
	if got.Status != http.StatusOK || got.Body != string(b) {
		t.Fatal(got.Status, len(got.Body))
	}
	for _, bad := range []string{"", "x", "-1", "99999999999999999999"} {
		if status, _ := c.ask(c.AsMaker, http.MethodPut, at+"?offset="+bad, b[:10]); status != http.StatusBadRequest && status != http.StatusConflict {
			t.Errorf("offset %q: %d", bad, status)
		}
	}
	for _, bad := range []string{"", "{", "[]", `{"size":"x"}`, `{"colour":1}`, strings.Repeat(" ", 100_000)} {
		if status, _ := c.ask(c.AsMaker, http.MethodPost, c.files()+"/start", []byte(bad)); status != http.StatusBadRequest && status != http.StatusRequestEntityTooLarge {
			t.Errorf("start %.20q: %d", bad, status)
		}
	}
}

func TestPart_largerThanOneMayBeIsRefusedAndTheRestOfTheSiteKeepsItsLimit(t *testing.T) {
	t.Parallel()
	c := open(t)
	b := bytesOf(office.PartAtMost + 2<<20)
	_, f := c.ask(c.AsMaker, http.MethodPost, c.files()+"/start", c.announce("|", "a", b))
	at := "/ja/desk/evidence/" + f["id"].(string) + "?offset=0"
	if status, f := c.ask(c.AsMaker, http.MethodPut, at, b); status != http.StatusBadRequest && status != http.StatusRequestEntityTooLarge {
		t.Fatal(status, f)
	}
	if status, _ := c.ask(c.AsMaker, http.MethodPost, c.files()+"/start", bytesOf(3<<20)); status < 400 {
		t.Fatal(status)
	}
	if got := c.Post(c.AsOne, c.office(), "reason", strings.Repeat("あ", 1<<20)); got.Status != http.StatusRequestEntityTooLarge {
		t.Fatal(got.Status)
	}
}

func TestDownload_isNeverAPage(t *testing.T) {
	t.Parallel()
	c := open(t)
	c.form(c.AsMaker, "|", given{"悪い\r\nX-Evil: 1.html", []byte("<script>alert(1)</script>")})
	e, err := c.Vault.Evidence(t.Context(), c.Anna, c.id)
	c.OK(err)
	at := "/ja/desk/evidence/" + string(e.Files[0].ID)
	got := c.Post(c.AsMaker, at+"/download")
	for name, want := range map[string]string{"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'",
		"Cache-Control": "no-store", "Content-Length": "25", "X-Evil": ""} {
		if got.Header.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, got.Header.Get(name), want)
		}
	}
	if disposition := got.Header.Get("Content-Disposition"); !strings.HasPrefix(disposition, "attachment; filename*=utf-8''") {
		t.Error(disposition)
	}
	if got := c.Get(c.AsMaker, at+"/download"); got.Status != http.StatusMethodNotAllowed {
		t.Error("a link fetches it:", got.Status)
	}
	if got := c.Post(c.AsOne, at+"/download"); got.Status != http.StatusForbidden {
		t.Error(got.Status)
	}
	if got := c.Post(c.AsNo, at+"/download"); got.Status != http.StatusForbidden {
		t.Error(got.Status)
	}
}

// A damaged file ends the connection: the browser was told the length.
func TestDownload_ofADamagedFileIsCutShort(t *testing.T) {
	t.Parallel()
	c := open(t)
	c.form(c.AsMaker, "|", given{"a.bin", bytesOf(1 << 20)})
	e, err := c.Vault.Evidence(t.Context(), c.Anna, c.id)
	c.OK(err)
	c.OK(filepath.WalkDir(filepath.Join(c.Dir, "sealed"), func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		b[len(b)/2] ^= 1
		if err == nil {
			err = os.WriteFile(p, b, 0o600)
		}
		return err
	}))
	server := httptest.NewServer(c.Site)
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/ja/desk/evidence/"+string(e.Files[0].ID)+"/download", nil)
	c.OK(err)
	r.AddCookie(&http.Cookie{Name: "shirushi", Value: c.AsMaker})
	answer, err := http.DefaultClient.Do(r)
	c.OK(err)
	defer answer.Body.Close()
	var got bytes.Buffer
	if _, err := got.ReadFrom(answer.Body); err == nil || got.Len() >= 1<<20 {
		t.Fatalf("%d bytes came as if they were all: %v", got.Len(), err)
	}
	if body := c.Get(c.AsMaker, c.files()).Body; !strings.Contains(body, "破損を検出して中断") {
		t.Error("the record does not say so")
	}
}

func TestOffice_demandsOpensAndCloses(t *testing.T) {
	t.Parallel()
	c := open(t)
	c.form(c.AsMaker, "S1.1-04|試験記録", given{"記録.pdf", bytesOf(100_000)})
	body := c.Get(c.AsOne, c.office()).Body
	if !strings.Contains(body, "試験記録") || !strings.Contains(body, "証跡の提示を求める") || strings.Contains(body, "開封へ進む") {
		t.Fatal(portaltest.Plain(body))
	}
	if got := c.Post(c.AsOne, c.office(), "reason", "", "due", "2026-03-01"); got.Status != http.StatusBadRequest || !strings.Contains(got.Body, "2026-03-01") {
		t.Fatal(got.Status, "what was typed is lost")
	}
	if got := c.Post(c.AsOne, c.office(), "reason", "項目04を確かめます。", "due", "2026-04-20"); got.Status != http.StatusSeeOther {
		t.Fatal(got.Status, portaltest.Plain(got.Body))
	}
	if holder := portaltest.Plain(c.Get(c.AsMaker, c.files()).Body); !strings.Contains(holder, "項目04を確かめます。") || !strings.Contains(holder, "2026年4月20日") {
		t.Fatal(holder)
	}
	e, err := c.Vault.Evidence(t.Context(), c.Anna, c.id)
	c.OK(err)
	at := c.office() + "/" + string(e.Files[0].ID)
	if body := c.Get(c.AsTwo, c.office()).Body; !strings.Contains(body, at) {
		t.Fatal("no way to open")
	}
	if got := c.Get(c.AsTwo, at); got.Status != http.StatusOK || !strings.Contains(got.Body, "申請者へメールで知らせます") {
		t.Fatal(got.Status)
	}
	if got := c.Post(c.AsTwo, at); got.Status != http.StatusOK || got.Body != string(bytesOf(100_000)) {
		t.Fatal(got.Status)
	}
	c.Clock.Advance(10 * time.Minute)
	if got := c.Post(c.AsTwo, at); got.Status != http.StatusSeeOther || !strings.Contains(got.To(), "/door/step-up?next=") {
		t.Fatal(got.Status, got.To())
	}
	if holder := portaltest.Plain(c.Get(c.AsMaker, c.files()).Body); !strings.Contains(holder, c.Two.Person.Name) || !strings.Contains(holder, "最後まで送信した") {
		t.Fatal(holder)
	}
	for _, session := range []string{c.AsMaker, c.AsAdmin, c.AsNo} {
		if got := c.Post(session, at); got.Status == http.StatusOK || len(got.Body) == 100_000 {
			t.Error("opened to another", got.Status)
		}
		if got := c.Post(session, c.office(), "reason", "x"); got.Status < 400 && !strings.Contains(got.To(), "sign-in") {
			t.Error(got.Status, got.To())
		}
	}
	d, _ := e.OpenDemand()
	if got := c.Post(c.AsOne, c.office()+"/demands/"+string(d.ID)+"/close"); got.Status != http.StatusSeeOther {
		t.Fatal(got.Status)
	}
	if got := c.Post(c.Sign(c.Two), at); got.Status != http.StatusForbidden {
		t.Fatal(got.Status)
	}
	if got := c.Get(c.AsTwo, at); got.Status != http.StatusForbidden || strings.Contains(got.Body, "開封して保存する") {
		t.Fatal(got.Status)
	}
	if got := c.Get(c.AsOne, c.office()+"/NOSUCHFILE"); got.Status != http.StatusNotFound {
		t.Fatal(got.Status)
	}
}

func TestDrop_givesAnUnfinishedFileUp(t *testing.T) {
	t.Parallel()
	c := open(t)
	_, f := c.ask(c.AsMaker, http.MethodPost, c.files()+"/start", c.announce("|", "a", bytesOf(100_000)))
	at := "/ja/desk/evidence/" + f["id"].(string)
	if got := c.Post(c.AsMaker, at+"/drop"); got.Status != http.StatusSeeOther || !strings.Contains(got.To(), "done=dropped") {
		t.Fatal(got.Status, got.To())
	}
	if got := c.Post(c.AsMaker, at+"/drop"); got.Status != http.StatusNotFound {
		t.Fatal(got.Status)
	}
	if body := c.Get(c.AsMaker, got(c)).Body; !strings.Contains(body, "取りやめました") {
		t.Error("not said")
	}
}

func got(c *counter) string { return c.files() + "?done=dropped" }

// Whoever has been signed out meanwhile is told so, by page and to the script;
// nothing is kept of a file that nobody signed in sends.
func TestHandOver_signedOut(t *testing.T) {
	t.Parallel()
	c := open(t)
	status, announced := c.ask(c.AsMaker, http.MethodPost, c.files()+"/start", c.announce("|", "a.pdf", bytesOf(10)))
	if status != http.StatusOK {
		t.Fatal(status, announced)
	}
	one := fmt.Sprintf("/ja/desk/evidence/%v", announced["id"])
	for _, asked := range [][2]string{{http.MethodPost, c.files() + "/start"}, {http.MethodGet, one}, {http.MethodPut, one + "?offset=0"}, {http.MethodPost, one + "/finish"}} {
		if status, answer := c.ask("", asked[0], asked[1], bytesOf(10)); status != http.StatusForbidden || answer["signed_out"] != true || answer["error"] == "" {
			t.Errorf("%v: %d %v", asked, status, answer)
		}
	}
	kept := c.form("", "|記録", given{"a.pdf", bytesOf(5 << 20)})
	c.Shows("kept", kept, http.StatusForbidden, "ファイルは残せません", `value="|記録"`)
	again := portaltest.TypedIn(t, kept.Body)
	c.Shows("sent again", c.Send(c.AsMaker, c.files(), again), http.StatusBadRequest, "預けるファイルを選んでください")
}

// The items that an officer ticks are named before the reason; one that is
// not on the list is refused, and what was typed stands.
func TestDemand_namesTheItemsThatAreTicked(t *testing.T) {
	t.Parallel()
	c := open(t)
	p := i18n.For("ja")
	f, err := c.Office.File(t.Context(), c.One, c.id)
	c.OK(err)
	item := f.Edition.Items[1]
	c.Shows("form", c.Get(c.AsOne, c.office()), http.StatusOK, p.T("evidence.ask.items"), `value="`+string(item.ID)+`"`)
	c.Shows("no such item", c.Post(c.AsOne, c.office(), "items", "none", "reason", "消えない理由", "due", "2099-01-01"), http.StatusBadRequest, p.T("refusal.demand.item"), "消えない理由")
	c.Shows("no reason", c.Post(c.AsOne, c.office(), "items", string(item.ID), "reason", " ", "due", "2099-01-01"), http.StatusBadRequest, p.T("refusal.reason.missing"), `value="`+string(item.ID)+`" checked`)
	c.Leads("asked", c.Post(c.AsOne, c.office(), "items", string(item.ID), "reason", "記録を確かめたいため", "due", "2026-05-30"), c.office()+"?done=demanded")
	c.Shows("the holder reads", c.Get(c.AsMaker, c.files()), http.StatusOK, string(item.ID), item.Title.Ja, "記録を確かめたいため")
}
