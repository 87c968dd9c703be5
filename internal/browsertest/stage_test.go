package browsertest

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"shirushi/internal/scheme"
)

// A stage is the demo on which stories are told one after another, each person
// at a browser of their own. Its days pass when a story lets them.
type stage struct {
	*house
	chrome context.Context
	seats  map[string]seat // by name
	cast   map[string]*person
	in     map[string]int // how far ahead the demo was when they signed in
	ahead  int            // days of the demo before those of the world
	public *person        // anybody
}

func newStage(t *testing.T) *stage {
	t.Helper()
	h, seats := newDemo(t)
	s := &stage{house: h, chrome: browser(t), seats: map[string]seat{}, cast: map[string]*person{}, in: map[string]int{}}
	for _, one := range seats {
		s.seats[one.who] = one
	}
	s.public = newPerson(t, s.chrome, h, "anybody", "ja")
	s.public.forgets()
	return s
}

// tell tells a story under a name of its own; what fails in it fails there.
func (s *stage) tell(t *testing.T, name string, story func(*stage)) {
	t.Run(name, func(sub *testing.T) {
		began := time.Now()
		s.give(sub)
		defer s.give(t)
		story(s)
		sub.Logf("told in %s, %d days ahead", time.Since(began).Round(time.Second), s.ahead)
	})
}

// give hands everybody's test over.
func (s *stage) give(t *testing.T) {
	s.house.t, s.public.t = t, t
	for _, p := range s.cast {
		p.t = t
	}
}

// as is somebody of the cast, signed in today.
func (s *stage) as(name string) *person {
	s.t.Helper()
	one, known := s.seats[name]
	if !known {
		s.t.Fatalf("nobody in the demo is called %s", name)
	}
	p := s.cast[name]
	if p == nil {
		p = newPerson(s.public.t, s.chrome, s.house, name, one.lang)
		s.cast[name], s.in[name] = p, -1
	}
	if s.in[name] != s.ahead {
		p.here("/door/demo/" + one.id)
		p.sends("/door/demo")
		p.sees(p.T("shell.sign_out"))
		s.in[name] = s.ahead
	}
	return p
}

// pass lets days pass, as a visitor of the demo does.
func (s *stage) pass(days int) {
	s.t.Helper()
	s.public.here("/door/demo/" + s.seats["小野寺 航"].id)
	for days > 0 {
		some := min(days, 20)
		s.public.fill("days", strconv.Itoa(some))
		s.public.sends("/door/demo/days")
		s.ahead, days = s.ahead+some, days-some
	}
	s.public.sees(s.public.T("door.demo.today", s.public.Date(s.on(0))))
}

// on is the demo's day so many days from its today.
func (s *stage) on(days int) scheme.Date {
	return scheme.DateOf(time.Now().UTC().Add(9 * time.Hour)).AddDays(s.ahead + days)
}

// passUntil lets days pass until a day has come.
func (s *stage) passUntil(day scheme.Date) {
	s.t.Helper()
	for end := s.on(0); end < day; {
		days := 0
		for ; end < day; end = end.AddDays(1) {
			days++
		}
		s.pass(days)
	}
}

// A told is what the API tells of a label.
type told struct {
	Status, Edition, Holder string
	Updated                 string
	FirstIssued             scheme.Date `json:"first_issued"`
	ValidTo                 scheme.Date `json:"valid_to"`
}

// tells asks the API about a label.
func (s *stage) tells(number string) (one told) {
	s.t.Helper()
	_, body := s.get("/api/v1/labels/" + number)
	if err := json.Unmarshal([]byte(body), &one); err != nil || one.Status == "" {
		s.t.Fatalf("the API says of %s: %s %v", number, body, err)
	}
	return one
}

// label finds a label by its product, as everybody can.
func (s *stage) label(product string) (number string) {
	s.t.Helper()
	p := s.public
	p.here("/labels?q=" + url.QueryEscape(product))
	number, err := look[string](p, fmt.Sprintf(`[...document.querySelectorAll("main a[href*='/labels/']")].filter((a) => a.innerText.trim() === %q).map((a) => a.pathname.split("/").pop())[0] ?? ""`, product))
	p.must("find "+product, err)
	if number == "" {
		p.must("find "+product, fmt.Errorf("no label is found"))
	}
	return number
}

// ends looks at a label's page: it has this status, also for
// programs, and who verifies it finds the same in the public log.
func (s *stage) ends(number, status string, says ...string) {
	s.t.Helper()
	p := s.public
	p.here("/labels/" + number)
	if class, err := look[string](p, `document.querySelector(".hero").className`); err != nil || class != "hero status-"+status {
		p.must("see that it is "+status, fmt.Errorf("%q, %w", class, err))
	}
	p.sees(p.T("status." + status))
	for _, words := range says {
		p.sees(words)
	}
	p.picture("end-" + strings.ReplaceAll(s.t.Name(), "/", "-"))
	if one := s.tells(number); one.Status != status {
		s.t.Errorf("the API says %+v, want %s", one, status)
	}
	p.here("/verify?prove=" + number)
	p.sees(p.T("verify.key_open"))
	p.sees(p.T("status." + status))
	p.seesProof(p.T("verify.proved.status"))
}

// goesTo follows the first link with this in its address, in the row, card or
// part of a list that holds these words, spaces apart.
func (p *person) goesTo(list, words, link string) {
	p.t.Helper()
	p.here(list)
	to, err := look[string](p, fmt.Sprintf(`[...document.querySelectorAll("main tr, main li")].filter((r) => r.innerText.replaceAll(/\s/g, "").includes(%q))
		.flatMap((r) => [...r.querySelectorAll("a[href]")]).map((a) => a.getAttribute("href")).find((to) => to.includes(%q)) ?? ""`, strings.ReplaceAll(words, " ", ""), link))
	p.must("find "+words, err)
	if to == "" {
		p.must("find "+words, fmt.Errorf("nothing on %s leads to %s", list, link))
	}
	p.open(to)
}

// forgets lets the browser keep no page: days pass here between two looks,
// while its own clock goes on by seconds.
func (p *person) forgets() {
	p.t.Helper()
	p.call("keep no page", func() error {
		_, err := chromedp.Call(p.ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
		return err
	})
}

// sends presses the button of the form that is sent to an address with this in
// it, where other controls have the same words.
func (p *person) sends(to string) {
	p.t.Helper()
	p.leave("send to "+to, func() { p.do("submit", to) })
}

// unfoldAll opens what is folded on the page.
func (p *person) unfoldAll() {
	p.t.Helper()
	_, err := look[int](p, `[...document.querySelectorAll("main details")].map((d) => d.open = true).length`)
	p.must("unfold", err)
}

// step takes a step of the case whose page is open: its form is filled, sent,
// and what was done is said.
func (p *person) step(name string, fields ...string) {
	p.t.Helper()
	page := strings.TrimPrefix(p.path(), "/"+p.Lang)
	p.here(page + "/" + name)
	p.fillAll(fields)
	p.press(p.T("case.do." + name + ".button"))
	p.sees(p.T("case.done." + name))
}

// fillAll fills fields, each followed by what is chosen or written.
func (p *person) fillAll(fields []string) {
	p.t.Helper()
	for i := 0; i+1 < len(fields); i += 2 {
		kind, err := look[string](p, fmt.Sprintf(`document.getElementsByName(%q)[0]?.type ?? ""`, fields[i]))
		p.must("look at "+fields[i], err)
		if kind == "radio" || kind == "checkbox" {
			p.choose(fields[i], fields[i+1])
		} else {
			p.fill(fields[i], fields[i+1])
		}
	}
}

// secondEdition is the scheme's data with a further revision of the criteria,
// under whose forerunner applications are received up to a day, as a ZIP.
func secondEdition(t *testing.T, until scheme.Date) string {
	t.Helper()
	const folder, was = "../../schemes/jc-star", "criteria/JST-CR-01-01-2024-R1"
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	add := func(name, content string) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		content, err := os.ReadFile(path)
		name, first := strings.TrimPrefix(filepath.ToSlash(path), folder+"/"), string(content)
		if rest, in := strings.CutPrefix(name, was); in {
			add(strings.Replace(was, "-R1", "-R2", 1)+rest, strings.Replace(first, "revision: R1", "revision: R2", 1))
			first = strings.Replace(first, "state: in_force\n", "state: superseded\ntransition_until: "+string(until)+"\n", 1)
		}
		add(name, first)
		return err
	})
	if err == nil {
		err = z.Close()
	}
	file := filepath.Join(t.TempDir(), "scheme.zip")
	if err == nil {
		err = os.WriteFile(file, b.Bytes(), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return file
}
