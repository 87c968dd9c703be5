package browsertest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// vectorsScript runs vectors through the page's own functions, and returns
// those in which something else is found than must be.
const vectorsScript = `(async (all) => {
	const wrong = [];
	for (const v of all) {
		const o = { ...v.options };
		if (o.saved) o.saved = ProofLog.checkpoint(ProofFile.textOf(o.saved) + "\n");
		if (o.consistency) o.consistency = o.consistency.map(ProofLog.fromBase64);
		const r = await ProofFile.verify(v.file, o);
		const found = JSON.stringify([r.result, r.findings, r.recordedLater ?? ""]), want = JSON.stringify([v.result, v.findings, v.recorded_later ?? ""]);
		if (found !== want) wrong.push(v.name + ": found " + found + ", want " + want);
	}
	return wrong;
})`

// TestVerify_theBrowserFindsWhatTheProgramDoes has a buyer verify labels on
// the page, and holds its functions to the vectors of the program.
func TestVerify_theBrowserFindsWhatTheProgramDoes(t *testing.T) {
	t.Parallel()
	h, _ := newDemo(t)
	p := newPerson(t, browser(t), h, "buyer", "ja")
	p.here("/verify")
	p.runsVectors()
	number := p.someLabel()
	p.verifiesByNumber(number)
	p.verifiesFiles(number)
	p.holdsLabels(number)
}

func (p *person) runsVectors() {
	p.t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "statement", "testdata", "vectors", "files.json"))
	p.must("read the vectors", err)
	wrong, err := look[[]string](p, vectorsScript+"("+string(b)+")", chromedp.EvalAwaitPromise)
	p.must("run the vectors", err)
	for _, w := range wrong {
		p.t.Error(w)
	}
}

// someLabel returns the number of a label that the demo has.
func (p *person) someLabel() string {
	p.t.Helper()
	var found struct {
		Items []struct {
			Number string `json:"number"`
		} `json:"items"`
	}
	_, body := p.house.get("/api/v1/labels")
	if err := json.Unmarshal([]byte(body), &found); err != nil || len(found.Items) == 0 {
		p.t.Fatalf("no labels: %v", err)
	}
	return found.Items[0].Number
}

func (p *person) verifiesByNumber(number string) {
	p.t.Helper()
	p.opensProofs()
	p.do("press", p.T("verify.button"))
	p.sees(p.T("verify.need_number"))
	p.fill("q", strings.Join([]string{number[:4], number[4:]}, " "))
	p.do("press", p.T("verify.button"))
	p.sees(p.T("verify.key_open")) // the key is new to this browser
	p.seesProof(p.T("verify.code.newest"))
	p.check()
	p.do("press", p.T("verify.button"))
	p.seesProof(p.T("verify.proved.consistent"))
	p.sees(p.T("verify.key_open")) // seeing it twice does not make it the office's
	p.seesNot(p.T("verify.proved"))
	p.sees(p.T("verify.unwatched"))
	p.fill("q", "2026000000000000")
	p.do("press", p.T("verify.button"))
	p.sees(p.T("refusal.number.check_digit"))
}

// verifiesFiles hands the page a sound file and a forged one.
func (p *person) verifiesFiles(number string) {
	p.t.Helper()
	_, file := p.house.get("/labels/" + number + "/status.json")
	for name, tt := range map[string]struct{ content, says string }{
		"sound.status.json":  {file, p.T("verify.proved.consistent")},
		"forged.status.json": {strings.Replace(file, `\"level\":\"1\"`, `\"level\":\"4\"`, 1), p.T("verify.reason.other_text")},
		"none.pdf":           {"%PDF-1.7\n", p.T("verify.pdf_none")},
		"none.status.json":   {"x", p.T("verify.reason.malformed")},
	} {
		path := filepath.Join(p.t.TempDir(), name)
		p.must("write "+name, os.WriteFile(path, []byte(tt.content), 0o600))
		p.takeFile("file", path)
		p.do("press", p.T("verify.file_button"))
		p.sees(p.T("verify.found"))
		p.seesProof(tt.says)
	}
	p.here("/verify")
	p.opensProofs()
	p.dropsAFile("dropped.status.json", file)
	p.sees(p.T("verify.found"))
	p.seesProof(p.T("verify.proved.consistent"))
	_, document := p.house.get("/ja/labels/" + number + "/status.pdf")
	if !strings.HasPrefix(document, "%PDF-") {
		p.t.Fatalf("no status paper: %.80q", document)
	}
	path := filepath.Join(p.t.TempDir(), "a.pdf")
	p.must("write the document", os.WriteFile(path, []byte(document), 0o600))
	p.takeFile("file", path)
	p.do("press", p.T("verify.file_button"))
	p.sees(p.T("verify.key_open"))
	p.seesProof(p.T("verify.pdf_printed"))
	p.seesProof(p.T("verify.proved.consistent"))
	p.seesWhatPapersLack(number, document)
	p.here("/verify?prove=" + number) // at once
	p.sees(p.T("verify.key_open"))
	p.givesTheKey(number)
}

// seesWhatPapersLack hands the page a paper without a status file, and one whose
// status file is damaged: neither is called the other.
func (p *person) seesWhatPapersLack(number, document string) {
	p.t.Helper()
	_, certificate := p.house.get("/ja/labels/" + number + "/certificate.pdf")
	at := strings.Index(document, "/Type /EmbeddedFile ")
	at += strings.Index(document[at:], "stream") + 100
	damaged := document[:at] + "damaged" + document[at+len("damaged"):]
	for name, tt := range map[string]struct{ content, says string }{
		"certificate.pdf": {certificate, p.T("verify.pdf_none")}, "damaged.pdf": {damaged, p.T("verify.pdf_unreadable")}, "short.pdf": {document[:at], p.T("verify.pdf_unreadable")},
	} {
		path := filepath.Join(p.t.TempDir(), name)
		p.must("write "+name, os.WriteFile(path, []byte(tt.content), 0o600))
		p.takeFile("file", path)
		p.do("press", p.T("verify.file_button"))
		p.sees(tt.says)
	}
}

// givesTheKey says which key is the office's: that is kept, and counts from then
// on.
func (p *person) givesTheKey(number string) {
	p.t.Helper()
	_, keys := p.house.get("/log/key")
	for line := range strings.Lines(keys) {
		if parts := strings.Fields(line); len(parts) > 2 && parts[1] == "log" {
			p.opensProofs()
			p.fill("keys", parts[2])
		}
	}
	p.fill("q", number)
	p.do("press", p.T("verify.button"))
	p.seesProof(p.T("verify.proved.key_given"))
	p.sees(p.T("verify.proved_text"))
	p.here("/verify?prove=" + number)
	p.sees(p.T("verify.proved_text"))
}

// seesProof waits for words that are folded, also when another answer takes the
// place of the one before.
func (p *person) seesProof(words string) {
	p.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		p.opensProofs()
		if ok, err := hand[bool](p, "has", words); err == nil && ok {
			return
		}
	}
	p.sees(words)
}

// opensProofs unfolds what experts look at.
func (p *person) opensProofs() {
	p.t.Helper()
	_, err := look[int](p, `(() => { const all = document.querySelectorAll("[data-verify] details"); for (const d of all) d.open = true; return all.length; })()`)
	p.must("open the proofs", err)
}

// holdsLabels shows the page pictures of labels.
func (p *person) holdsLabels(number string) {
	p.t.Helper()
	_, label := p.house.get("/labels/" + number + "/label.png?width=30")
	path := filepath.Join(p.t.TempDir(), "label.png")
	p.must("write the label", os.WriteFile(path, []byte(label), 0o600))
	for _, tt := range []struct{ printed, product, address, says string }{
		{"", "", "", "verify.fit.unasked"},
		{number, "", "", "verify.code_same"},
		{number, "NO-SUCH-1", "", "verify.other_product_text"},
		{"", "", "https://evil.test/l/" + number, "verify.code_beside"},
		{"2026000000000000", "", "", "verify.printed_again"},
	} {
		p.here("/verify")
		p.fill("printed", tt.printed)
		p.fill("product", tt.product)
		p.takeFile("picture", path)
		p.opensAddress()
		p.fill("address", tt.address)
		p.press(p.T("verify.photo_button"))
		p.sees(p.T(tt.says))
		p.check()
	}
	p.here("/verify")
	p.opensAddress()
	p.fill("address", p.house.base+"@evil.test/l/"+number)
	p.press(p.T("verify.photo_button"))
	p.sees(p.T("verify.like_before"))
	p.check()
}

// opensAddress unfolds the field for the address in a code.
func (p *person) opensAddress() {
	p.t.Helper()
	_, err := look[bool](p, `document.querySelector(".verify-first details").open = true`)
	p.must("unfold the address", err)
}

// dropsAFile lays a file on the page, as from a folder beside it.
func (p *person) dropsAFile(name, content string) {
	p.t.Helper()
	b, _ := json.Marshal([]string{name, content})
	_, err := look[bool](p, `(([name, content]) => {
		const data = new DataTransfer();
		data.items.add(new File([content], name));
		return document.querySelector("[data-drop]").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
	})(`+string(b)+")")
	p.must("drop "+name, err)
}
