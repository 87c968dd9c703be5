package main

import (
	"context"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/web/webtest"
	"shirushi/internal/wire"
	jcstar "shirushi/schemes/jc-star"
)

// late is how much later another process may tell of a deed. It is what
// docs/operating.md promises, with room for a slow machine.
const late = 5 * time.Second

// process starts one of several processes on a database.
func process(t *testing.T, dsn string) *platform {
	t.Helper()
	p := standing(t, dsn)
	ctx, stop := context.WithCancel(context.Background())
	var working sync.WaitGroup
	working.Go(func() { p.keepPagesTrue(ctx) })
	t.Cleanup(func() { stop(); working.Wait() })
	return p
}

// standing is a process that does nothing by itself.
func standing(t *testing.T, dsn string) *platform {
	t.Helper()
	p, err := openPlatform(t.Context(), config{Listen: "127.0.0.1:0", BaseURL: "http://localhost:1", Data: t.TempDir(), Database: dsn,
		Mail: mailConfig{From: "office@localhost.example"}, LogLevel: "error", RateLimit: rateLimit{PerMinute: -1}}, options{migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// shows waits until a page of the process says text, and fails when it does
// not in time.
func shows(t *testing.T, p *platform, path, text string) {
	t.Helper()
	for end := time.Now().Add(late); ; time.Sleep(20 * time.Millisecond) {
		w := webtest.Ask(p.handler, "GET", path)
		if w.Code == http.StatusOK && strings.Contains(w.Body.String(), text) {
			if now, ok := atOnce(p, path); ok && !strings.Contains(now, text) {
				t.Errorf("%s does not say %q where it is answered at once", path, text)
			}
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%s does not say %q after %s: %d", path, text, late, w.Code)
		}
	}
}

// atOnce returns the page that is sent before any route is looked for.
func atOnce(p *platform, path string) (page string, ok bool) {
	var room wire.Room
	ok = p.atOnce(&room, &wire.Request{Remote: "127.0.0.1", Path: path})
	return string(room.Body), ok
}

// isKept waits until a process keeps pages.
func isKept(t *testing.T, p *platform, path string) {
	t.Helper()
	for end := time.Now().Add(late); p.shelf.Measure().Pages == 0; time.Sleep(20 * time.Millisecond) {
		if w := webtest.Ask(p.handler, "GET", path); w.Code != http.StatusOK || time.Now().After(end) {
			t.Fatalf("%d, and nothing is kept", w.Code)
		}
	}
}

// load loads the scheme's data with other words.
func load(t *testing.T, p *platform, words *strings.Replacer) {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(jcstar.Data, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(jcstar.Data, name)
		files[name] = &fstest.MapFile{Data: []byte(words.Replace(string(b)))}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, problems, err := p.governance.LoadCatalog(t.Context(), scheme.System(), files); err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
}

func TestPages_followTheDeedsOfOtherProcesses(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": storetest.SQLiteDSN, "postgres": storetest.PostgresDSN} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			address := dsn(t)
			doing, showing := process(t, address), process(t, address)
			if _, problems, err := doing.governance.LoadCatalog(t.Context(), scheme.System(), jcstar.Data); err != nil || len(problems) > 0 {
				t.Fatal(err, problems)
			}
			e := webtest.Entry(t, webtest.Number(t, 1))
			path := "/en/labels/" + string(e.Number)
			put := func(e registry.Entry) {
				t.Helper()
				if err := doing.store.Update(t.Context(), func(tx *store.Tx) error { return tx.PutEntry(e) }); err != nil {
					t.Fatal(err)
				}
			}
			put(e)
			shows(t, showing, path, "status-")
			isKept(t, showing, path)
			if page, ok := atOnce(showing, path); !ok || page != webtest.Ask(showing.handler, "GET", path).Body.String() {
				t.Errorf("what is answered at once is not the page: %v, %.200q", ok, page)
			}
			e.Product.Name.En = "Renamed after it was kept"
			put(e)
			shows(t, showing, path, e.Product.Name.En)

			isKept(t, showing, path)
			load(t, doing, strings.NewReplacer("ja: JC-STAR", "ja: JC-COMET", "en: JC-STAR", "en: JC-COMET"))
			for _, p := range []*platform{doing, showing} {
				shows(t, p, path, "JC-COMET")
			}
		})
	}
}

// TestPages_areDroppedWhenTheDatabaseWasPutBack has a process look at a
// database that knows less than it has seen, as after a backup was restored
// beneath it.
func TestPages_areDroppedWhenTheDatabaseWasPutBack(t *testing.T) {
	t.Parallel()
	address := storetest.SQLiteDSN(t)
	doing, showing := standing(t, address), standing(t, address)
	load(t, doing, strings.NewReplacer())
	e := webtest.Entry(t, webtest.Number(t, 1))
	path := "/en/labels/" + string(e.Number)
	write := func(p *platform, e registry.Entry) {
		t.Helper()
		if err := p.store.Update(t.Context(), func(tx *store.Tx) error { return tx.PutEntry(e) }); err != nil {
			t.Fatal(err)
		}
	}
	write(doing, e)
	since := int64(-1)
	look := func() {
		t.Helper()
		if err := showing.lookForWritten(t.Context(), &since); err != nil {
			t.Fatal(err)
		}
	}
	look()
	isKept(t, showing, path)
	since += 1000 // so much had been written when the backup was not restored yet
	e.Revoked = "2026-01-16"
	write(doing, e)
	for range 2 { // the second time all is known again
		look()
		shows(t, showing, path, "status-revoked")
	}
	if m := showing.shelf.Measure(); m.Pages != 1 {
		t.Errorf("%d pages are kept", m.Pages)
	}
	if since > 10 {
		t.Errorf("looks for what comes after %d", since)
	}
}
