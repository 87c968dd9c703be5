// Package browsertest walks through the running platform as people do: the
// real program, real Chromium, an authenticator for passkeys, letters read
// from their folder. It knows nothing of what lies behind the pages.
package browsertest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// programFolder holds the program while the tests run.
var programFolder string

func TestMain(m *testing.M) {
	var err error
	if programFolder, err = os.MkdirTemp("", "shirushi-program"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(programFolder)
	os.Exit(code)
}

// program builds the real program once and returns its path.
var program = sync.OnceValues(func() (string, error) {
	file := filepath.Join(programFolder, "shirushi")
	out, err := exec.Command("go", "build", "-o", file, "shirushi/cmd/shirushi").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return file, nil
})

// A house is the platform on a folder and a database of its own.
type house struct {
	t      *testing.T
	base   string // http://localhost:PORT
	folder string // data folder
	config string
	used   map[string]bool // letters already read
}

// newHouse prepares a platform on an empty database, with the scheme loaded,
// and starts it. It returns the link of its first administrator.
func newHouse(t *testing.T, database, lang string) (h *house, firstLink string) {
	t.Helper()
	folder := t.TempDir()
	addr := freeAddress(t)
	_, port, _ := net.SplitHostPort(addr)
	h = &house{t: t, base: "http://localhost:" + port, folder: filepath.Join(folder, "data"), config: filepath.Join(folder, "shirushi.yaml"), used: map[string]bool{}}
	config := fmt.Sprintf("listen: %s\nbase_url: %s\ndata: data\ndatabase: %q\nmail: {from: office@label.example}\nevidence_key_file: evidence.key\n", addr, h.base, database)
	h.run("evidence-key", "new", filepath.Join(folder, "evidence.key"))
	if err := os.WriteFile(h.config, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	h.run("check-config", "-config", h.config)
	h.run("migrate", "-config", h.config)
	h.run("catalog", "load", "-config", h.config, "../../schemes/jc-star")
	said := h.run("admin", "-config", h.config, "-office-ja", "見本ラベル機構", "-office-en", "Sample Label Office",
		"-name", "鈴木 一郎", "-email", "admin@office.example", "-language", lang)
	h.serve()
	return h, linkIn(t, said)
}

// run carries out one command of the program and returns what it printed.
func (h *house) run(args ...string) string {
	h.t.Helper()
	file, err := program()
	if err != nil {
		h.t.Fatal(err)
	}
	out, err := exec.Command(file, args...).CombinedOutput()
	if err != nil {
		h.t.Fatalf("shirushi %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// serve starts the platform; it stops, politely, when the test ends.
func (h *house) serve() {
	h.t.Helper()
	file, err := program()
	if err != nil {
		h.t.Fatal(err)
	}
	var log bytes.Buffer
	c := exec.Command(file, "serve", "-config", h.config)
	c.Stdout, c.Stderr = &log, &log
	if err := c.Start(); err != nil {
		h.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	h.t.Cleanup(func() {
		c.Process.Signal(syscall.SIGTERM)
		select {
		case err := <-ended:
			if err != nil {
				h.t.Errorf("serve ended with %v", err)
			}
		case <-time.After(30 * time.Second):
			c.Process.Kill()
			h.t.Error("serve did not stop within 30 seconds of SIGTERM")
			<-ended
		}
		if h.t.Failed() {
			h.t.Logf("what serve said:\n%s", log.String())
		}
	})
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if status, _ := h.get("/readyz"); status == http.StatusOK {
			return
		}
	}
	h.t.Fatal("serve was not ready within 30 seconds")
}

// get fetches an address as a program would; status 0 when there is no answer.
func (h *house) get(path string) (status int, body string) {
	ctx, cancel := context.WithTimeout(h.t.Context(), 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.base+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b)
}

// letterLink waits for a letter to the address that was not read yet and
// returns the link in it.
func (h *house) letterLink(to string) string {
	h.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		files, err := filepath.Glob(filepath.Join(h.folder, "letters", "*.eml"))
		if err != nil {
			h.t.Fatal(err)
		}
		sort.Strings(files)
		for _, file := range files {
			if h.used[file] {
				continue
			}
			b, err := os.ReadFile(file)
			if err != nil {
				h.t.Fatal(err)
			}
			letter, err := mail.ReadMessage(bytes.NewReader(b))
			if err != nil {
				continue // still being written
			}
			if !strings.Contains(letter.Header.Get("To"), to) {
				continue
			}
			h.used[file] = true
			return linkIn(h.t, letterText(h.t, letter))
		}
	}
	h.t.Fatalf("no letter came to %s", to)
	return ""
}

// letterText returns the first readable part of a letter.
func letterText(t *testing.T, m *mail.Message) string {
	t.Helper()
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	body, encoding := m.Body, m.Header.Get("Content-Transfer-Encoding")
	if strings.HasPrefix(kind, "multipart/") {
		part, err := multipart.NewReader(m.Body, params["boundary"]).NextPart() // undoes quoted-printable itself
		if err != nil {
			t.Fatal(err)
		}
		body, encoding = part, part.Header.Get("Content-Transfer-Encoding")
	}
	if strings.EqualFold(encoding, "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	if strings.EqualFold(encoding, "base64") {
		t.Fatal("the letter is in base64: a person who opens the file cannot read it")
	}
	b, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var doorLink = regexp.MustCompile(`https?://\S+/door/link/[A-Za-z0-9_-]+`)

func linkIn(t *testing.T, text string) string {
	t.Helper()
	link := doorLink.FindString(text)
	if link == "" {
		t.Fatalf("there is no link in:\n%s", text)
	}
	return link
}

// freeAddress returns a loopback address that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
