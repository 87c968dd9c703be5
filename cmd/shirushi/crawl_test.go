package main

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"shirushi/internal/blob"
	"shirushi/internal/demo"
	"shirushi/internal/paper/papertest"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	jcstar "shirushi/schemes/jc-star"
)

// A thing is something that an address may name.
type thing struct {
	id    string
	owner scheme.OrganisationID
	draft bool                  // never handed in: not even the office may know of it
	of    string                // the application or label that it belongs to
	also  scheme.OrganisationID // the other side of a succession
}

// A crawl is the whole platform after the demo's story, in which every hidden
// text says whose it is.
type crawl struct {
	t      *testing.T
	p      *platform
	clock  *demo.Clock
	people []scheme.Actor
	orgs   map[scheme.OrganisationID]scheme.Organisation
	things map[string][]thing // by what stands for them in an address
	tried  int
	leaks  int

	written    func() bool                               // whether anything was, since it was last asked
	recused    map[scheme.PersonID]scheme.OrganisationID // who keeps off whose
	entered    map[string]bool                           // applications that the office entered from paper
	ids        *strings.Replacer                         // names of things, for the kinds of bad input
	seen       map[scheme.Role]int                       // hidden texts shown to those who may see them
	seenOffice int                                       // what only the office knows, shown to it
}

// secretOf is the word that every hidden text of an organisation is given.
func secretOf(org scheme.OrganisationID, draft bool) string {
	if draft {
		return "ZQD" + string(org) + "Z"
	}
	return "ZQS" + string(org) + "Z"
}

var secret = regexp.MustCompile(`ZQ[DS]([A-Z2-7]{26})Z`)

// supplied is the word in what goes to the authorities and to nobody else.
func supplied(org scheme.OrganisationID) string { return "YQS" + string(org) + "Z" }

var suppliedBy = regexp.MustCompile(`YQS([A-Z2-7]{26})Z`)

// officeOnly is the word in what the office knows of an organisation and says
// to nobody.
func officeOnly(org scheme.OrganisationID) string { return "OQS" + string(org) + "Z" }

var officeOnlyOf = regexp.MustCompile(`OQS([A-Z2-7]{26})Z`)

func newCrawl(t *testing.T) *crawl {
	c := played(t, new(demo.Clock), t.TempDir())
	c.do(c.plant)
	if made, err := c.p.dumps.Make(t.Context()); err != nil || !made {
		t.Fatal("no files of the register:", made, err)
	}
	c.written = storetest.Watch(t, filepath.Join(c.p.config.Data, "shirushi.db"))
	return c
}

// played is the platform after the demo's story, with nothing planted yet.
func played(t *testing.T, clock *demo.Clock, data string) *crawl {
	key := filepath.Join(t.TempDir(), "evidence.key")
	if _, err := blob.NewMaster(key, clock.Now()); err != nil {
		t.Fatal(err)
	}
	p, err := openPlatform(t.Context(), config{Listen: "127.0.0.1:0", BaseURL: "http://localhost", Data: data, Database: "sqlite:shirushi.db",
		Mail: mailConfig{From: "office@localhost.example"}, LogLevel: "error", RateLimit: rateLimit{PerMinute: -1}, EvidenceKeyFile: key}, options{now: clock.Now, demo: true, migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	house := demo.House{Store: p.store, Desk: p.desk, Account: p.account, Office: p.office, Cases: p.cases, Doubts: p.doubts, Misuse: p.misuse, Holding: p.holding, Governance: p.governance, Vault: p.vault, Clock: clock, Scheme: jcstar.Data}
	if err := demo.Play(t.Context(), house, 0); err != nil {
		t.Fatal(err)
	}
	if err := signed(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	c := &crawl{t: t, p: p, clock: clock, orgs: map[scheme.OrganisationID]scheme.Organisation{}, things: map[string][]thing{}, seen: map[scheme.Role]int{}}
	c.do(c.gather)
	return c
}

// signed numbers what is public and signs the log, as a running server does.
func signed(ctx context.Context, p *platform) error {
	if err := p.keeper.Begin(ctx); err != nil {
		return err
	}
	if _, err := p.store.Sequence(ctx, p.desk.Day(p.now())); err != nil {
		return err
	}
	return p.keeper.Vouch(ctx)
}

func (c *crawl) do(fn func(*store.Tx) error) {
	c.t.Helper()
	if err := c.p.store.Update(c.t.Context(), fn); err != nil {
		c.t.Fatal(err)
	}
}

// may reports whether who may see the hidden texts of an organisation.
func (c *crawl) may(who scheme.Actor, org scheme.OrganisationID, draft bool) bool {
	if off, is := c.recused[who.Person.ID]; is && off == org {
		return false
	}
	if who.Organisation.ID == org || slices.Contains(who.ActsFor, org) {
		return true
	}
	return isOffice(who) && !draft
}

// ask sends one request as who, who may be nobody, and returns what came back.
func (c *crawl) ask(session, method, address string) (int, string) {
	c.t.Helper()
	var body io.Reader
	if method != http.MethodGet {
		body = strings.NewReader("revision=1&reason=crawl&name=crawl")
	}
	r := httptest.NewRequestWithContext(c.t.Context(), method, "http://localhost"+address, body)
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if session != "" {
		r.AddCookie(&http.Cookie{Name: "shirushi", Value: session})
	}
	if !isPublic(address) {
		r.Header.Set("Accept-Encoding", "gzip, deflate, br")
	}
	w := httptest.NewRecorder()
	c.p.handler.ServeHTTP(w, r)
	c.tried++
	if how := w.Header().Get("Content-Encoding"); how != "" { // its length would tell of what one person alone may see
		c.t.Errorf("%s %s is packed by %s", method, address, how)
	}
	return w.Code, w.Body.String()
}

// leak reports a hidden text that stands where it must not.
func (c *crawl) leak(who scheme.Actor, method, address, body string) {
	c.t.Helper()
	say := func(what string) {
		c.leaks++
		c.t.Errorf("%s %s shows %q to %s (%v)", method, address, what, cmp.Or(who.Person.Name, "everyone"), who.Person.Roles)
	}
	for _, found := range secret.FindAllStringSubmatch(body, -1) {
		if !c.may(who, scheme.OrganisationID(found[1]), strings.HasPrefix(found[0], "ZQD")) {
			say(found[0])
			return
		}
		for _, role := range who.Person.Roles {
			c.seen[role]++
		}
	}
	for _, found := range suppliedBy.FindAllStringSubmatch(body, -1) {
		if !c.may(who, scheme.OrganisationID(found[1]), false) && who.Organisation.Kind != scheme.Authority {
			say(found[0])
			return
		}
	}
	for _, found := range officeOnlyOf.FindAllStringSubmatch(body, -1) {
		if !isOffice(who) || !c.may(who, scheme.OrganisationID(found[1]), false) && !strings.HasSuffix(address, "/staff") {
			say(found[0]) // one's own recusals, with their reasons, everybody at the office sees on one page
			return
		}
		c.seenOffice++
	}
	if who.Person.ID == "" && !strings.Contains(address, "/door/demo") {
		for _, one := range c.people {
			if strings.Contains(body, one.Person.Email) {
				say(one.Person.Email)
				return
			}
		}
	}
}

// TestCrawl_nobodySeesOrDoesWhatIsNotTheirs asks for every address as every
// person, with the ids of every organisation.
func TestCrawl_nobodySeesOrDoesWhatIsNotTheirs(t *testing.T) {
	t.Parallel()
	c := newCrawl(t)
	everyone := append(slices.Clone(c.people), scheme.Actor{})
	for n, who := range everyone {
		c.clock.Set(time.Now()) // it stands while one person asks: that a session is still used is written down every minute
		session := ""
		if who.Person.ID != "" {
			var err error
			if session, err = c.p.account.DemoSignIn(t.Context(), who.Person.ID); err != nil {
				t.Fatal(err)
			}
		}
		for _, pattern := range c.p.addresses {
			method, path, _ := strings.Cut(pattern, " ")
			if strings.HasPrefix(path, map[bool]string{true: "/en/", false: "/ja/"}[n%2 == 0]) || strings.Contains(path, "/door/sign-out") {
				continue // each person reads one language
			}
			for _, one := range c.candidates(path) {
				if method != http.MethodGet && c.mayDo(who, path, one) {
					continue // what they may do changes the story for those who come after
				}
				c.written()
				status, body := c.ask(session, method, one.path)
				if method != http.MethodGet && strings.Contains(path, "/desk/") && c.written() {
					t.Errorf("%s %s by %s was written to the database", method, one.path, cmp.Or(who.Person.Name, "everyone"))
				}
				if method == http.MethodGet && status == http.StatusOK && c.closedTo(who, path, one) {
					c.leaks++
					t.Errorf("GET %s is open to %s", one.path, cmp.Or(who.Person.Name, "everyone"))
				}
				if status >= 500 {
					t.Errorf("%s %s fails with %d for %s", method, one.path, status, who.Person.Name)
				}
				if strings.HasPrefix(body, "%PDF") {
					body = papertest.Text(t, []byte(body))
				}
				c.leak(who, method, one.path, body)
			}
		}
	}
	t.Logf("%d requests as %d people and as nobody over %d addresses, %d leaks", c.tried, len(c.people), len(c.p.addresses), c.leaks)
	for _, role := range []scheme.Role{scheme.RoleApplicant, scheme.RoleAgent, scheme.RoleOfficer, scheme.RoleReviewer} {
		if c.seen[role] == 0 {
			t.Errorf("no %s saw any hidden text of their own: the crawl looks in the wrong places", role)
		}
	}
	if c.seenOffice == 0 {
		t.Error("the office saw nothing of what only it knows: the crawl looks in the wrong places")
	}
	c.nothingDone()
}

// mayDo reports whether a deed could be who's to do.
func (c *crawl) mayDo(who scheme.Actor, path string, one address) bool {
	if one.also != "" && who.Organisation.ID == one.also {
		return true
	}
	if strings.Contains(path, "/desk/office/") {
		return isOffice(who)
	}
	if c.entered[one.of] && isOffice(who) {
		return true // they fill in what came on paper
	}
	if who.Person.ID == "" {
		return false
	}
	for _, owner := range one.owners {
		if owner != "" && who.Organisation.ID != owner && !slices.Contains(who.ActsFor, owner) {
			return false
		}
	}
	return true
}

// closedTo reports whether a page at a desk names what is not who's. The
// office may read what was handed in.
func (c *crawl) closedTo(who scheme.Actor, path string, one address) bool {
	return strings.Contains(path, "/desk/") && !isOffice(who) && !c.mayDo(who, path, one)
}

func isOffice(who scheme.Actor) bool {
	return who.Is(scheme.RoleOfficer) || who.Is(scheme.RoleAdministrator)
}

// nothingDone holds the record against the story: no deed of the crawl may
// have left a trace.
func (c *crawl) nothingDone() {
	c.t.Helper()
	c.do(func(tx *store.Tx) error {
		for kind, things := range c.things {
			for _, one := range things {
				lines, err := tx.AuditOf(kind+":"+one.id, 0)
				if err != nil {
					return err
				}
				for _, line := range lines {
					if strings.Contains(line.After, "crawl") {
						c.t.Errorf("%s was done to %s %s by %s", line.Deed, kind, one.id, line.Who)
					}
				}
			}
		}
		return nil
	})
}
