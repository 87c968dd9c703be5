package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shirushi/internal/art"
	"shirushi/internal/scheme"
	"shirushi/internal/statement/statementtest"
)

// A bench is a site to verify against, and a folder for what was seen.
type verifyBench struct {
	*testing.T
	site    *statementtest.Site
	address string
	folder  string
}

func newVerifyBench(t *testing.T) *verifyBench {
	t.Helper()
	f := statementtest.New()
	b := &verifyBench{T: t, site: &statementtest.Site{Forge: f}, folder: t.TempDir()}
	b.site.File = statementtest.Must(f.File("2026-06-02", "2026-06-02", int64(len(f.Events)), nil).Bytes())
	server := httptest.NewServer(b.site)
	t.Cleanup(server.Close)
	b.address = server.URL
	return b
}

func (b *verifyBench) run(args ...string) (code int, said, errs string) {
	var out, wrong bytes.Buffer
	code = run(context.Background(), append([]string{"verify", "-lang", "en", "-state", filepath.Join(b.folder, "seen.json")}, args...), &out, &wrong)
	return code, out.String(), wrong.String()
}

func (b *verifyBench) file(name string, content []byte) string {
	b.Helper()
	path := filepath.Join(b.folder, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		b.Fatal(err)
	}
	return path
}

// blankPNG is a white picture of 32 by 32 dots.
const blankPNG = "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAAAAABWESUoAAAAFklEQVR42mP4TwAwjCoYVTCqYKQqAAA/aPwuqUTQyAAAAABJRU5ErkJggg=="

// label is the picture of a printed label whose code holds an address.
func (b *verifyBench) label(name, address string) string {
	b.Helper()
	return b.file(name, statementtest.Must(art.PNG(art.Label{Number: "2026000000000017", Level: scheme.Text{Ja: "★1", En: "Star 1"}, Scheme: scheme.Text{Ja: "見本", En: "Sample"}, Address: address}, 20)))
}

func TestVerify_endsWithWhatCameOfIt(t *testing.T) {
	t.Parallel()
	b := newVerifyBench(t)
	number := string(statementtest.Label)
	file := b.file("a.status.json", b.site.File)
	forged := b.file("b.status.json", bytes.Replace(b.site.File, []byte("revoked"), []byte("active"), 1))
	saved := b.file("saved.txt", []byte(strings.ReplaceAll(b.site.Forge.Checkpoint(7), "\n", "\r\n")))
	label := b.label("label.png", b.address+"/l/"+number)
	foreign := b.label("foreign.png", "https://labels.example/l/"+number)
	malformed := b.label("malformed.png", b.address+"/l/2026000000000016")
	blank := b.file("blank.png", statementtest.Must(base64.StdEncoding.DecodeString(blankPNG)))
	half := b.file("half.png", statementtest.Must(os.ReadFile(label))[:2000])
	none := b.file("c.pdf", []byte("%PDF-1.7\n"))
	for _, tt := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"nothing named", nil, 2, "Name one number"},
		{"two things named", []string{"1", "2"}, 2, "Name one number"},
		{"a number without a site", []string{number}, 2, "-site https://"},
		{"a file that is not there", []string{"x.status.json"}, 2, "There is no file"},
		{"a day that is none", []string{"-on", "2026-02-30", file}, 2, "-on"},
		{"a language that is not spoken", []string{"-lang", "de", file}, 2, "ja or en"},
		{"a key that is none", []string{"-key", "x", file}, 2, "is no key of a log"},
		{"a key with a slip", []string{"-key", b.site.Log.Verifier[:len(b.site.Log.Verifier)-2] + "x=", file}, 2, "There is a slip in the key"},
		{"a saved checkpoint that is not there", []string{"-saved", "x.txt", file}, 2, "There is no file x.txt"},
		{"an address that is no label's", []string{b.address + "/ja/about"}, 2, "not the address of a label"},
		{"an address of another site than is to be asked", []string{"-site", "https://labels.example", b.address + "/l/" + number}, 1, "The code leads to another site"},
		{"an address of another site than the key is of", []string{"-key", b.site.Log.Verifier, "http://jc-star-labels.example/l/" + number}, 1, "Nobody was asked"},
		{"a document without a file", []string{none}, 3, "carries nothing that could be verified"},
		{"a file whose key is not known", []string{file}, 3, "The log's key is not known"},
		{"a file with the key", []string{"-key", b.site.Log.Verifier, file}, 0, "its status is: Revoked"},
		{"a file with the key that was given before", []string{file}, 0, "the key that you gave before"},
		{"the line of a key as the site shows it", []string{"-key", "68 log " + b.site.Log.Verifier, file}, 0, "its status is: Revoked"},
		{"a label that must be valid", []string{"-valid", file}, 1, "was not valid on that day"},
		{"a model of the label", []string{"-model", "rt 100w", file}, 0, "The label is for model rt 100w."},
		{"a model of another product", []string{"-model", "BM-77", file}, 1, "The label is not for model BM-77."},
		{"a forged file", []string{forged}, 1, "The signature belongs to another statement"},
		{"a file about another number", []string{"-number", "2026 0000 0000 0025", file}, 1, "about another label"},
		{"a file about another day", []string{"-on", "2026-06-01", file}, 1, "about another day"},
		{"what was saved, with a site to ask", []string{"-saved", saved, "-site", b.address, file}, 0, "The log as seen before was not rewritten."},
		{"a witness that must have seen it", []string{"-witness", "w1.example/one+9ef4c0fc+BIr6w4nbQC9B3RwJHiLb9qm3VsWv1J8Ycjf3yUBCwrmP", file}, 2, "witness"},
		{"the number", []string{"-site", b.address, "2026-0000 0000 ００17"}, 0, "The log of today goes on from it"},
		{"the address in the code", []string{b.address + "/l/" + number}, 0, "its status is: Revoked"},
		{"a label that has ended", []string{b.address + "/l/" + number}, 0, "Mind: on that day the label was not valid."},
		{"an address with a mistyped number", []string{"http://127.0.0.1:1/l/2026000000000016"}, 2, "No registration number is made like this"},
		{"the label page", []string{b.address + "/ja/labels/" + number}, 0, "its status is: Revoked"},
		{"a number that is not there", []string{"-site", b.address, "2026000000000030"}, 1, "There is no label with this number"},
		{"a mistyped number", []string{"-site", "http://127.0.0.1:1", "2026000000000016"}, 2, "No registration number is made like this"},
		{"a number of too few digits", []string{"-site", "http://127.0.0.1:1", "202600000000017"}, 2, "Enter all 16 characters"},
		{"a number of another form, which the site knows", []string{"-site", b.address, "JC-15"}, 2, "does not take JC-15"},
		{"a picture without a site", []string{label}, 2, "which site the label must lead to"},
		{"a true label", []string{"-site", b.address, label}, 0, "The code leads to a label of this site"},
		{"a true label and its number", []string{"-site", b.address, "-number", "2026 0000 0000 0017", label}, 0, "The code and the printed number agree"},
		{"another number printed", []string{"-site", b.address, "-number", "2026000000000025", label}, 1, "is not the printed one"},
		{"a printed number that none can have", []string{"-site", b.address, "-number", "2026000000000016", label}, 1, "is not the printed one"},
		{"a mistyped number beside a file", []string{"-number", "2026000000000016", file}, 2, "No registration number is made like this"},
		{"a label of another site", []string{"-site", b.address, foreign}, 1, "This label may be forged. The code leads to another site (https://labels.example)"},
		{"a number that none can have", []string{"-site", b.address, malformed}, 1, "in place of a registration number"},
		{"a picture without a code", []string{"-site", b.address, blank}, 3, "No 2-D code was found"},
		{"half a picture", []string{"-site", b.address, half}, 2, "The picture cannot be read"},
		{"a site that is not there", []string{"-site", "http://127.0.0.1:1", number}, 3, "Nothing came from"},
	} {
		code, said, errs := b.run(tt.args...)
		if code != tt.code || !strings.Contains(said+errs, tt.says) {
			t.Errorf("%s: ended with %d, want %d and %q:\n%s%s", tt.name, code, tt.code, tt.says, said, errs)
		}
	}
}

func TestVerify_saysItInJapaneseAndNeverTooMuch(t *testing.T) {
	t.Parallel()
	b := newVerifyBench(t)
	code, said, errs := b.run("-lang", "ja", "-site", b.address, string(statementtest.Label))
	if code != 3 {
		t.Errorf("ended with %d", code)
	}
	for _, words := range []string{"［判定できない］鍵の出どころ", "確かめきれないことがあります", "2026年6月2日", "取消し", "型番：RT-100、RT-100W、𠮷-1", "検証しても分からないこと", "省かれていないこと"} {
		if !strings.Contains(said+errs, words) {
			t.Errorf("does not say %q:\n%s%s", words, said, errs)
		}
	}
}

func TestVerify_doesNotLetAFileSteerTheTerminal(t *testing.T) {
	t.Parallel()
	b := newVerifyBench(t)
	f := b.site.Forge
	f.Add("label_updated", statementtest.Label, "2026-06-01", map[string]string{"parts": "models"}, map[string]string{"models": "RT\x1b[2J\u009b1A"})
	file := b.file("a.status.json", statementtest.Must(f.File("2026-06-02", "2026-06-02", int64(len(f.Events)), nil).Bytes()))
	_, said, errs := b.run("-key", f.Log.Verifier, file)
	if strings.ContainsAny(said+errs, "\x1b\u009b") {
		t.Errorf("%q", said)
	}
}
