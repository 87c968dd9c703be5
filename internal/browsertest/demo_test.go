package browsertest

import (
	"bufio"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestDemo_everyPageHoldsUp plays the demo and lets everybody in it look at
// every sort of page they can reach, in both languages. The walk meets pages
// that are nearly empty; the demo's are full, in every state.
func TestDemo_everyPageHoldsUp(t *testing.T) {
	t.Parallel()
	h, seats := newDemo(t)
	if len(seats) < 4 {
		t.Fatalf("the demo offers %d sign-ins, want one for each role at least", len(seats))
	}
	chrome := browser(t)
	for _, lang := range []string{"ja", "en"} {
		stranger := newPerson(t, chrome, h, "stranger", lang)
		if met := stranger.lookAround("/" + lang + "/"); met < 3 {
			t.Errorf("a stranger meets %d pages in %s", met, lang)
		}
		for _, seat := range seats {
			p := newPerson(t, chrome, h, "seat "+seat, lang)
			p.here("/door/demo/" + seat)
			p.leave("sign in with one click", func() { p.do("submit", "/door/demo") })
			p.sees(p.T("shell.sign_out"))
			if met := p.lookAround(p.path()); met < 3 {
				t.Errorf("%s meets %d pages in %s", p.name, met, lang)
			}
		}
	}
}

var seatLink = regexp.MustCompile(`/door/demo/([A-Za-z0-9_-]+)`)

// newDemo starts the demo as the README says and returns whom one can be.
func newDemo(t *testing.T) (h *house, seats []string) {
	t.Helper()
	file, err := program()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "demo")
	c := exec.Command(file, "demo", "-addr", freeAddress(t), "-data", folder)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.Stderr = c.Stdout
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Signal(syscall.SIGTERM)
		if err := c.Wait(); err != nil {
			t.Errorf("demo ended with %v", err)
		}
	})
	stuck := time.AfterFunc(3*time.Minute, func() { c.Process.Kill() })
	defer stuck.Stop()
	var said []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		line := lines.Text()
		said = append(said, line)
		if m := seatLink.FindStringSubmatch(line); m != nil {
			seats = append(seats, m[1])
		}
		if base, ready := strings.CutPrefix(line, "ready "); ready {
			go func() {
				for lines.Scan() { // keeps the pipe from filling up
				}
			}()
			return &house{t: t, base: strings.TrimSuffix(base, "/"), folder: folder, used: map[string]bool{}}, seats
		}
	}
	t.Fatalf("the demo never became ready:\n%s", strings.Join(said, "\n"))
	return nil, nil
}

// lookAround follows links from a page on, two pages of each sort, and
// returns how many pages it met. Every one of them is checked on the way.
func (p *person) lookAround(from string) int {
	p.t.Helper()
	const ofEachSort, atMost = 2, 60
	queue, known, sorts, met := []string{from}, map[string]bool{from: true}, map[string]int{}, 0
	for len(queue) > 0 && met < atMost {
		next := queue[0]
		queue = queue[1:]
		p.open(next)
		met++
		links, err := look[[]string](p, `[...document.querySelectorAll("a[href]")].map(a => a.href)`)
		p.must("read the links", err)
		for _, link := range links {
			path, mine := p.page(link)
			sort := ids.ReplaceAllString(path, "*")
			if !mine || known[path] || sorts[sort] >= ofEachSort {
				continue
			}
			known[path] = true
			sorts[sort]++
			queue = append(queue, path)
		}
	}
	return met
}

// page returns the path and query of a link, and whether it is a page of the
// house in the person's language.
func (p *person) page(link string) (path string, mine bool) {
	u, err := url.Parse(link)
	if err != nil {
		return "", false
	}
	base, _ := url.Parse(p.house.base)
	return u.RequestURI(), u.Host == base.Host && strings.HasPrefix(u.Path, "/"+p.Lang+"/")
}
