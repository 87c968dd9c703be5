package reader_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shirushi/internal/publog"
	"shirushi/internal/reader"
	"shirushi/internal/scheme"
	"shirushi/internal/statement"
	"shirushi/internal/statement/statementtest"
)

// A desk is somebody who verifies, with a site to ask and what was seen before.
type desk struct {
	*testing.T
	site  *statementtest.Site
	look  reader.Look
	state string
}

func sit(t *testing.T) *desk {
	t.Helper()
	f := statementtest.New()
	d := &desk{T: t, site: &statementtest.Site{Forge: f}, state: filepath.Join(t.TempDir(), "new", "seen.json")}
	d.site.File = bytesOf(f.File("2026-06-02", "2026-06-02", int64(len(f.Events)), nil))
	server := httptest.NewServer(d.site)
	t.Cleanup(server.Close)
	d.look = reader.Look{Site: statementtest.Must(reader.At(server.URL)), Number: statementtest.Label, Now: time.Date(2026, 6, 3, 0, 0, 0, 0, time.UTC)}
	return d
}

func bytesOf(f statement.File) []byte { return statementtest.Must(f.Bytes()) }

// verify looks once, as a new run of the program does.
func (d *desk) verify(change func(*reader.Look)) reader.Report {
	d.Helper()
	look := d.look
	look.Seen = statementtest.Must(reader.ReadSeen(d.state))
	if change != nil {
		change(&look)
	}
	file := d.site.File
	if look.Site != nil {
		file = statementtest.Must(look.Site.StatusFile(d.Context(), string(statementtest.Label), "", ""))
	}
	r, err := look.Verify(d.Context(), file)
	if err != nil {
		d.Fatal(err)
	}
	return r
}

func (d *desk) want(r reader.Report, code statement.Code, result statement.Result, reason statement.Reason) {
	d.Helper()
	if f := r.Of(code); f.Result != result || f.Reason != reason {
		d.Errorf("%s: %s %q, want %s %q; all: %v", code, f.Result, f.Reason, result, reason, r.Findings)
	}
}

func TestVerify_trustsAKeyAtFirstAndSaysSo(t *testing.T) {
	t.Parallel()
	d := sit(t)
	r := d.verify(nil)
	d.want(r, reader.KeySource, statement.NotProved, reader.KeyPlain) // over http
	d.want(r, statement.CheckpointSound, statement.Proved, "")
	d.want(r, reader.Newest, statement.Proved, "")
	if r.Result() != statement.NotProved {
		t.Errorf("the first look came to %s", r.Result())
	}
	r = d.verify(nil)
	d.want(r, reader.KeySource, statement.NotProved, reader.KeySame) // looking twice proves nothing of whose it is
	d.want(r, statement.GoesOn, statement.Proved, "")
	if r.Result() != statement.NotProved {
		t.Errorf("the second look came to %s: %v", r.Result(), r.Findings)
	}
	r = d.verify(func(l *reader.Look) { l.Keys = []string{d.site.Log.Verifier} })
	d.want(r, reader.KeySource, statement.Proved, reader.KeyGiven)
	r = d.verify(nil)
	d.want(r, reader.KeySource, statement.Proved, reader.KeySeen)
	if r.Result() != statement.Proved {
		t.Errorf("after the key was given a look came to %s: %v", r.Result(), r.Findings)
	}
}

func TestVerify_followsALogThatGrows(t *testing.T) {
	t.Parallel()
	d := sit(t)
	d.verify(nil)
	for range 300 {
		d.site.Add(scheme.CatalogLoaded, "", "2026-06-02", map[string]string{"scheme": "x", "catalog": "1", "editions": ""}, nil)
	}
	r := d.verify(nil) // of the old file: the log went on
	d.want(r, reader.Newest, statement.Proved, "")
	if !bytes.Equal(r.Checkpoint, []byte(d.site.Forge.Checkpoint(int64(len(d.site.Events))))) {
		t.Error("the newest checkpoint is not what is remembered")
	}
	d.site.File = bytesOf(d.site.Forge.File("2026-06-02", "2026-06-02", int64(len(d.site.Events)), nil))
	d.want(d.verify(nil), statement.GoesOn, statement.Proved, "")
}

func TestVerify_noticesAnotherHistory(t *testing.T) {
	t.Parallel()
	d := sit(t)
	d.verify(nil)
	kept := statementtest.Must(os.ReadFile(d.state))
	rewritten := statementtest.New() // the same facts, other events, signed with the same keys
	rewritten.Sign(d.site.Log, d.site.Words)
	d.site.Forge = rewritten
	d.site.File = bytesOf(rewritten.File("2026-05-30", "2026-05-30", int64(len(rewritten.Events)), nil))
	r := d.verify(nil)
	d.want(r, statement.GoesOn, statement.Failed, statement.Rewritten)
	if now := statementtest.Must(os.ReadFile(d.state)); !bytes.Equal(now, kept) {
		t.Error("what was seen before was overwritten by a log that does not go on from it")
	}
}

func TestVerify_noticesALogThatTellsOthersOtherwise(t *testing.T) {
	t.Parallel()
	d := sit(t)
	other := statementtest.New()
	other.Sign(d.site.Log, d.site.Words)
	d.site.Checkpoint = other.Checkpoint(int64(len(other.Events)))
	d.want(d.verify(nil), reader.Newest, statement.Failed, statement.Rewritten)
	d.site.Checkpoint = strings.Replace(d.site.Forge.Checkpoint(5), "\n5\n", "\n6\n", 1)
	d.want(d.verify(nil), reader.Newest, statement.Failed, statement.BadSignature)
	d.site.Checkpoint = d.site.Forge.Checkpoint(5) // the log shrank: a backup put back; still the same history
	d.want(d.verify(nil), reader.Newest, statement.Proved, "")
}

func TestVerify_saysWhenTheKeyBecameAnother(t *testing.T) {
	t.Parallel()
	d := sit(t)
	d.verify(nil)
	fresh := statementtest.Must(publog.NewKey("labels.example/log"))
	old := d.site.Log
	d.site.Log = fresh
	d.site.File = bytesOf(d.site.Forge.File("2026-06-02", "2026-06-02", int64(len(d.site.Events)), nil))
	d.site.Keys = "1 log " + old.Verifier + "\n309 log " + fresh.Verifier + "\n"
	d.want(d.verify(nil), statement.CheckpointSound, statement.NotProved, reader.KeyChanged)
	d.site.Keys = "1 log " + old.Verifier + "\n" // not even the site knows it
	d.want(d.verify(nil), statement.CheckpointSound, statement.Failed, statement.KeyOther)
}

func TestVerify_withoutASite(t *testing.T) {
	t.Parallel()
	d := sit(t)
	offline := func(change func(*reader.Look)) reader.Report {
		return d.verify(func(l *reader.Look) {
			l.Site = nil
			if change != nil {
				change(l)
			}
		})
	}
	d.want(offline(nil), statement.CheckpointSound, statement.NotProved, statement.KeyUnknown)
	if _, err := os.Stat(d.state); err == nil {
		t.Error("a key that only the file names was remembered")
	}
	key := func(l *reader.Look) { l.Keys = []string{d.site.Log.Verifier} }
	if r := offline(key); r.Result() != statement.Proved {
		t.Errorf("with the key it came to %s: %v", r.Result(), r.Findings)
	}
	if r := offline(nil); r.Result() != statement.Proved {
		t.Errorf("with the key seen before it came to %s: %v", r.Result(), r.Findings)
	}
	size := int64(len(d.site.Events))
	r := offline(func(l *reader.Look) { key(l); l.Saved = []byte(d.site.Forge.Checkpoint(size)) })
	d.want(r, statement.GoesOn, statement.Proved, "")
	r = offline(func(l *reader.Look) { key(l); l.Saved = []byte(d.site.Forge.Checkpoint(7)) })
	d.want(r, statement.GoesOn, statement.NotProved, statement.NoProof)
	r = d.verify(func(l *reader.Look) { key(l); l.Saved = []byte(d.site.Forge.Checkpoint(7)) })
	d.want(r, statement.GoesOn, statement.Proved, "")
}

func TestVerify_refusesWhatTheReaderBringsThatIsNone(t *testing.T) {
	t.Parallel()
	d := sit(t)
	for name, change := range map[string]func(*reader.Look){
		"key":     func(l *reader.Look) { l.Keys = []string{"x"} },
		"witness": func(l *reader.Look) { l.Witnesses = []string{d.site.Log.Verifier} },
		"saved":   func(l *reader.Look) { l.Saved = []byte("x") },
	} {
		look := d.look
		look.Seen = statementtest.Must(reader.ReadSeen(d.state))
		change(&look)
		if _, err := look.Verify(t.Context(), d.site.File); err == nil {
			t.Errorf("%s: was taken", name)
		}
	}
	look := d.look
	look.Seen = statementtest.Must(reader.ReadSeen(d.state))
	if r, err := look.Verify(t.Context(), []byte("x")); err != nil || r.Of(statement.WellFormed).Result != statement.Failed {
		t.Errorf("a file that is none: %v, %v", r.Findings, err)
	}
}

func TestStatusFile_isTakenOutOfADocument(t *testing.T) {
	t.Parallel()
	f := statementtest.New()
	file := bytesOf(f.File("2026-06-02", "2026-06-02", int64(len(f.Events)), nil))
	other := bytesOf(f.File("2026-05-30", "2026-05-30", 7, nil))
	attached := func(files ...[]byte) []byte {
		var b bytes.Buffer
		b.WriteString("%PDF-1.7\n")
		for _, one := range files {
			var packed bytes.Buffer
			w := zlib.NewWriter(&packed)
			_, _ = w.Write(one)
			_ = w.Close()
			fmt.Fprintf(&b, "1 0 obj\n<</Type /EmbeddedFile /Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream\nendobj\n", packed.Len(), packed.String())
		}
		return b.Bytes()
	}
	for name, tt := range map[string]struct {
		given, want []byte
		err         error
	}{
		"the file itself":  {file, file, nil},
		"in a document":    {attached(file), file, nil},
		"beside others":    {attached([]byte("{}"), file, []byte("x")), file, nil},
		"none":             {attached([]byte("{}")), nil, reader.ErrNoneAttached},
		"two":              {attached(file, other), nil, reader.ErrSeveralAttached},
		"no other matters": {[]byte("x"), []byte("x"), nil},
	} {
		got, err := reader.StatusFile(tt.given)
		if !errors.Is(err, tt.err) || !bytes.Equal(got, tt.want) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
}

func TestSite_asksOneHostOnlyAndBoundsWhatItTakes(t *testing.T) {
	t.Parallel()
	asked := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer elsewhere.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/log/checkpoint":
			http.Redirect(w, r, elsewhere.URL+"/log/checkpoint", http.StatusFound)
		case "/log/key":
			for range 2000 {
				_, _ = w.Write(bytes.Repeat([]byte("x"), 1000))
			}
		case "/log/tile/0/000.p/5":
			_, _ = w.Write([]byte("short"))
		default:
			http.Error(w, "no", http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	s := statementtest.Must(reader.At(server.URL + "/ja/labels/1?x=y"))
	_, err := s.Checkpoint(t.Context())
	if !errors.Is(err, reader.ErrUnreachable) || asked {
		t.Errorf("another host was asked: %v, %v", asked, err)
	}
	if _, err := s.Keys(t.Context()); !errors.Is(err, reader.ErrUnreachable) {
		t.Errorf("two megabytes of keys: %v", err)
	}
	if _, err := s.Consistency(t.Context(), 2, 5); !errors.Is(err, reader.ErrUnreachable) {
		t.Errorf("a tile that is too short: %v", err)
	}
	if _, err := s.StatusFile(t.Context(), "1/../2", "", ""); !errors.Is(err, reader.ErrUnreachable) {
		t.Errorf("unavailable: %v", err)
	}
	for _, address := range []string{"", "labels.example", "ftp://labels.example", "https://", "https://me@labels.example", "javascript:alert(1)"} {
		if _, err := reader.At(address); err == nil {
			t.Errorf("%q was taken", address)
		}
	}
}

func TestSeen_isWholeOrRefused(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "seen.json")
	for _, text := range []string{"x", "{}", `{"v":2}`, `[]`} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := reader.ReadSeen(file); err == nil {
			t.Errorf("%q was read", text)
		}
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	s := statementtest.Must(reader.ReadSeen(file))
	s.Logs["labels.example/log"] = reader.Log{Verifiers: []string{"a"}, Since: time.Unix(1, 0).UTC()}
	if err := s.Keep(); err != nil {
		t.Fatal(err)
	}
	again := statementtest.Must(reader.ReadSeen(file))
	if !slices.Equal(again.Logs["labels.example/log"].Verifiers, []string{"a"}) {
		t.Errorf("read back: %v", again.Logs)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(file), ".seen-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestParseKey_takesTheLineThatASiteShows(t *testing.T) {
	t.Parallel()
	key := sit(t).site.Log.Verifier
	for typed, want := range map[string]error{
		key: nil, "68 log " + key + "\r\n": nil, "": reader.ErrKey, "68 log": reader.ErrKey,
		key[:len(key)-3]: reader.ErrKeySlip, strings.Replace(key, "+", "+0", 1): reader.ErrKeySlip,
	} {
		got, err := reader.ParseKey(typed)
		if !errors.Is(err, want) || want == nil && got != key {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
	if host := reader.HostOf("labels.example:8443/log+1234abcd+AQID"); host != "labels.example:8443" {
		t.Errorf("the host is %q", host)
	}
}
