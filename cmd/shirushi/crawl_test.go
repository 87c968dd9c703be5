package main

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

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
	draft bool // never handed in: not even the office may know of it
}

// A crawl is the whole platform after the demo's story, in which every hidden
// text says whose it is.
type crawl struct {
	t      *testing.T
	p      *platform
	people []scheme.Actor
	orgs   map[scheme.OrganisationID]scheme.Organisation
	things map[string][]thing // by what stands for them in an address
	tried  int
	// written tells whether anything was written since it was last asked.
	written func() bool
	ids     *strings.Replacer // names of things, for the kinds of bad input
	leaks   int
	seen    map[scheme.Role]int // hidden texts shown to those who may see them
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

func newCrawl(t *testing.T) *crawl {
	clock := new(demo.Clock)
	data := t.TempDir()
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
	house := demo.House{Store: p.store, Desk: p.desk, Account: p.account, Office: p.office, Governance: p.governance, Vault: p.vault, Clock: clock, Scheme: jcstar.Data}
	if err := demo.Play(t.Context(), house, 0); err != nil {
		t.Fatal(err)
	}
	c := &crawl{t: t, p: p, orgs: map[scheme.OrganisationID]scheme.Organisation{}, things: map[string][]thing{}, seen: map[scheme.Role]int{}}
	c.do(c.gather)
	c.do(c.plant)
	c.written = storetest.Watch(t, filepath.Join(data, "shirushi.db"))
	return c
}

// gatherEvidence reads what was handed over and what was demanded.
func (c *crawl) gatherEvidence(tx *store.Tx, a scheme.Application) error {
	files, err := tx.EvidenceFiles(a.ID)
	if err != nil {
		return err
	}
	for _, f := range files {
		c.add("evidence", thing{id: string(f.ID), owner: a.Applicant})
	}
	demands, err := tx.Demands(a.ID)
	for _, d := range demands {
		c.add("demand", thing{id: string(d.ID), owner: a.Applicant})
	}
	return err
}

// gatherMoney reads the documents and payments of an application.
func (c *crawl) gatherMoney(tx *store.Tx, a scheme.Application) error {
	vouchers, err := tx.VouchersOf(a.ID)
	if err != nil {
		return err
	}
	for _, v := range vouchers {
		c.add("voucher", thing{id: string(v.Number), owner: a.Applicant})
	}
	payments, err := tx.PaymentsOf(a.ID)
	for _, p := range payments {
		c.add("payment", thing{id: string(p.ID), owner: a.Applicant})
	}
	return err
}

// plantMoney marks who paid for an application, as a bank says it.
func plantMoney(tx *store.Tx, app scheme.ApplicationID, word string) error {
	payments, err := tx.PaymentsOf(app)
	for _, p := range payments {
		p.Payer, p.Memo, p.Reference = word, word, word
		if err := tx.PutPayment(&p); err != nil {
			return err
		}
	}
	return err
}

func (c *crawl) do(fn func(*store.Tx) error) {
	c.t.Helper()
	if err := c.p.store.Update(c.t.Context(), fn); err != nil {
		c.t.Fatal(err)
	}
}

// gather reads who is there and what addresses may name.
func (c *crawl) gather(tx *store.Tx) error {
	c.people, c.things = nil, map[string][]thing{}
	seats, err := demo.Seats(c.t.Context(), c.p.store)
	if err != nil {
		return err
	}
	for _, seat := range seats {
		org, err := tx.Organisation(seat.Person.Organisation)
		if err != nil {
			return err
		}
		who := scheme.Actor{Person: seat.Person, Organisation: org}
		powers, err := tx.PowersOf(org.ID)
		if err != nil {
			return err
		}
		for _, power := range powers {
			if power.HoldsOn(c.p.desk.Day(c.p.now())) {
				who.ActsFor = append(who.ActsFor, power.Applicant)
			}
		}
		c.people = append(c.people, who)
		c.orgs[org.ID] = org
		c.add("person", thing{id: string(seat.Person.ID), owner: org.ID})
	}
	for id := range c.orgs {
		c.add("organisation", thing{id: string(id), owner: id})
	}
	all, err := tx.Applications(store.ApplicationFilter{})
	if err != nil {
		return err
	}
	for _, a := range all {
		c.add("application", thing{string(a.ID), a.Applicant, a.Received == ""})
		for _, i := range a.Inquiries {
			c.add("inquiry", thing{id: string(i.ID), owner: i.Authority})
		}
		if err := c.gatherEvidence(tx, a); err != nil {
			return err
		}
		if err := c.gatherMoney(tx, a); err != nil {
			return err
		}
	}
	labels, err := tx.Labels(store.LabelFilter{})
	for _, l := range labels {
		c.add("label", thing{id: string(l.Number), owner: l.Holder})
	}
	return err
}

func (c *crawl) add(kind string, one thing) { c.things[kind] = append(c.things[kind], one) }

// plant writes into every hidden text whose it is.
func (c *crawl) plant(tx *store.Tx) error {
	for id, org := range c.orgs {
		if org.Kind != scheme.Maker && org.Kind != scheme.Agency {
			continue
		}
		org.Address += " " + secretOf(id, false)
		org.Contact.Name += " " + secretOf(id, false)
		if err := tx.PutOrganisation(&org); err != nil {
			return err
		}
	}
	for _, one := range c.things["application"] {
		a, err := tx.Application(scheme.ApplicationID(one.id))
		if err != nil {
			return err
		}
		word := secretOf(a.Applicant, one.draft)
		a.Product.ParentCompanies, a.Product.SuppliedBy = []string{supplied(a.Applicant)}, []string{supplied(a.Applicant)}
		a.Evaluator.Name, a.Evaluator.Entitlement, a.Declaration.Name, a.Reason = word, word, word, word
		for i := range a.Scope {
			a.Scope[i].Reason = word
		}
		for n := range a.Inquiries {
			plantInquiry(&a.Inquiries[n], a.Applicant)
		}
		if err := tx.PutApplication(&a); err != nil {
			return err
		}
		if err := tx.PutInquiries(a); err != nil {
			return err
		}
		if err := plantMoney(tx, a.ID, word); err != nil {
			return err
		}
		list, err := tx.Checklist(a.ID)
		if err != nil {
			return err
		}
		for _, answer := range list {
			answer.Rationale, answer.Assessor = word, word
			answer.Evidence = []scheme.Evidence{{Title: word, Kind: word, Version: word, KeptAt: word}}
			if err := tx.PutAnswer(a.ID, &answer); err != nil {
				return err
			}
		}
	}
	return nil
}

// plantInquiry marks what one authority says as its own, and the names it was
// told as the applicant's.
func plantInquiry(i *scheme.Inquiry, applicant scheme.OrganisationID) {
	word := secretOf(i.Authority, false)
	i.About.Parents, i.About.SuppliedBy = []string{supplied(applicant)}, []string{supplied(applicant)}
	i.Answer.Text = word
	i.Exchanges = append(i.Exchanges, scheme.Exchange{Ask: word, Reply: word})
	i.Earlier = append(i.Earlier, scheme.AuthorityAnswer{View: scheme.Objection, Text: word})
}

// standsFor says what a part in braces of an address stands for; a new one
// must be told to the crawl.
func standsFor(pattern, name string) string {
	switch name {
	case "number":
		if strings.Contains(pattern, "/money/") {
			return "voucher"
		}
		return "label"
	case "payment":
		return name
	case "person":
		return "person"
	case "inquiry", "demand":
		return name
	case "item":
		return "item"
	case "picture", "assessment", "round":
		return name
	case "comment", "token", "kind", "$", "path...", "key", "cred", "credential", "absence", "recusal", "refund":
		return "nothing"
	case "file":
		if strings.Contains(pattern, "/evidence/") {
			return "evidence"
		}
		return "nothing"
	case "id":
		switch {
		case strings.Contains(pattern, "/applications/{id}"):
			return "application"
		case strings.Contains(pattern, "/organisations/{id}"):
			return "organisation"
		case strings.Contains(pattern, "/recoveries/{id}"):
			return "nothing"
		}
	}
	return ""
}

var braces = regexp.MustCompile(`\{([^}]*)\}`)

// An address is one page that can be asked for, with the owners of what it
// names.
type address struct {
	path   string
	owners []scheme.OrganisationID
}

// candidates returns addresses made of a pattern, with a few things of every
// owner, and things of different owners in one address.
func (c *crawl) candidates(path string) []address {
	out := []address{{path: path}}
	for _, hole := range braces.FindAllStringSubmatch(path, -1) {
		kind := standsFor(path, hole[1])
		var with []thing
		switch kind {
		case "":
			c.t.Fatalf("tell the crawl in standsFor what %s stands for in %s", hole[0], path)
		case "item":
			with = []thing{{id: "S1.1-04"}}
		case "picture":
			with = []thing{{id: "altered.svg"}}
		case "round":
			with = []thing{{id: "1"}}
		case "assessment":
			with = []thing{{id: "1.pdf"}}
		case "nothing":
			with = []thing{{id: map[bool]string{true: "", false: "AAAAAAAAAAAAAAAAAAAAAAAAAA"}[hole[1] == "$"]}}
		default:
			with = c.few(kind)
		}
		var next []address
		for _, one := range out {
			for _, w := range with {
				next = append(next, address{strings.Replace(one.path, hole[0], url.PathEscape(w.id), 1), append(slices.Clone(one.owners), w.owner)})
			}
		}
		out = next
	}
	return out
}

// few are at most two things of each owner, drafts apart.
func (c *crawl) few(kind string) []thing {
	var out []thing
	count := map[string]int{}
	for _, one := range c.things[kind] {
		key := fmt.Sprint(one.owner, one.draft)
		if count[key]++; count[key] <= 2 {
			out = append(out, one)
		}
	}
	return out
}

// may reports whether who may see the hidden texts of an organisation.
func may(who scheme.Actor, org scheme.OrganisationID, draft bool) bool {
	if who.Organisation.ID == org || slices.Contains(who.ActsFor, org) {
		return true
	}
	return (who.Is(scheme.RoleOfficer) || who.Is(scheme.RoleAdministrator)) && !draft
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
	w := httptest.NewRecorder()
	c.p.handler.ServeHTTP(w, r)
	c.tried++
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
		if !may(who, scheme.OrganisationID(found[1]), strings.HasPrefix(found[0], "ZQD")) {
			say(found[0])
			return
		}
		for _, role := range who.Person.Roles {
			c.seen[role]++
		}
	}
	for _, found := range suppliedBy.FindAllStringSubmatch(body, -1) {
		if !may(who, scheme.OrganisationID(found[1]), false) && who.Organisation.Kind != scheme.Authority {
			say(found[0])
			return
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
				status, body := c.ask(session, method, one.path)
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
	c.nothingDone()
}

// mayDo reports whether a deed could be who's to do.
func (c *crawl) mayDo(who scheme.Actor, path string, one address) bool {
	if strings.Contains(path, "/desk/office/") {
		return who.Is(scheme.RoleOfficer) || who.Is(scheme.RoleAdministrator)
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
