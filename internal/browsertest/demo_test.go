package browsertest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestDemo_everyPageHoldsUp plays the demo and lets everybody in it follow
// every link they have, in both languages: every page must be there and say
// what it says in words, and each sort of page is looked at in every state in
// which it comes. The walk meets pages that are nearly empty; the demo's are
// full.
func TestDemo_everyPageHoldsUp(t *testing.T) {
	t.Parallel()
	h, seats := newDemo(t)
	seats = oneEach(seats)
	if len(seats) < 6 {
		t.Fatalf("the demo offers %v, want a sign-in for each role", seats)
	}
	chrome := browser(t)
	for _, lang := range []string{"ja", "en"} {
		t.Run(lang, func(t *testing.T) {
			stranger := newPerson(t, chrome, h, "stranger", lang)
			all := stranger.lookAround("/"+lang+"/", 60)
			looked := stranger.looked
			for _, seat := range seats {
				p := newPerson(t, chrome, h, seat.roles, lang)
				p.here("/door/demo/" + seat.id)
				p.leave("sign in with one click", func() { p.do("submit", "/door/demo") })
				p.sees(p.T("shell.sign_out"))
				all += p.lookAround(p.path(), 120)
				looked += p.looked
			}
			t.Logf("%d pages read, %d of them looked at", all, looked)
		})
	}
}

// A seat is somebody whom one can be in the demo.
type seat struct{ id, who, roles, lang string }

var seatLink = regexp.MustCompile(`/(ja|en)/door/demo/([A-Za-z0-9_-]+)`)

// oneEach keeps the first of those who have the same roles and read Japanese:
// makers and authorities have both.
func oneEach(seats []seat) []seat {
	known := map[string]bool{}
	return slices.DeleteFunc(seats, func(s seat) bool {
		if s.lang != "ja" {
			return true
		}
		before := known[s.roles]
		known[s.roles] = true
		return before
	})
}

// newDemo starts the demo as the README says and returns whom one can be.
func newDemo(t *testing.T) (h *house, seats []seat) {
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
			seats = append(seats, seat{lang: m[1], id: m[2]})
		} else if parts := strings.Split(line, " · "); len(parts) == 3 && len(seats) > 0 {
			seats[len(seats)-1].who, seats[len(seats)-1].roles = strings.TrimSpace(parts[0]), parts[2]
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

// A met page is one that was read by following links.
type met struct {
	Address  string
	Status   int
	Moved    string // where it led in the end
	Text     string // title and words; empty when it is no page
	Features []string
	Links    []string
}

// lookAround follows links from a page on, at most so many, those of sorts
// seldom met first, and returns how many pages it read. A page that shows
// something of its sort that was not looked at before is opened and looked at.
func (p *person) lookAround(from string, atMost int) int {
	p.t.Helper()
	p.open(from)
	queue, known, sorts, count := []string{from}, map[string]bool{from: true}, map[string]int{}, 0
	for len(queue) > 0 && count < atMost {
		slices.SortStableFunc(queue, func(a, b string) int { return sorts[sortOf(a)] - sorts[sortOf(b)] })
		some := queue[:min(4, len(queue), atMost-count)]
		queue = slices.Clone(queue[len(some):])
		for _, one := range p.read(some) {
			count++
			sorts[sortOf(one.Address)]++
			p.judge(one)
			for _, link := range one.Links {
				if path, mine := p.page(link); mine && !known[path] {
					known[path] = true
					queue = append(queue, path)
				}
			}
		}
	}
	p.t.Logf("%s (%s): %d pages of %d sorts, %d links not followed", p.name, p.Lang, count, len(sorts), len(queue))
	return count
}

// read fetches pages as the browser would, without showing them.
func (p *person) read(addresses []string) []met {
	p.t.Helper()
	list, _ := json.Marshal(addresses)
	pages, err := look[[]met](p, fmt.Sprintf(`%s; Promise.all(%s.map(hands.read))`, hands, list), chromedp.EvalAwaitPromise)
	p.must("follow links", err)
	return pages
}

// judge looks closer at a page that shows something new.
func (p *person) judge(one met) {
	p.t.Helper()
	if one.Status != http.StatusOK {
		p.t.Errorf("%s: a link leads to %s, which is answered with %d", p.name, one.Address, one.Status)
		return
	}
	for _, wrong := range p.keysIn(one.Text) {
		p.t.Errorf("%s on %s: %s", p.name, one.Address, wrong)
	}
	if one.Text != "" && unknown(sortOf(one.Moved), one.Features) {
		p.open(one.Address)
	}
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
