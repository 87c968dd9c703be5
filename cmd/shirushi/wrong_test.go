package main

import (
	"cmp"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/web/page"
)

// A wrong is one kind of bad input: who sends which form with what, and the
// refusal that must answer it.
type wrong struct {
	name   string
	who    string                      // address of the person
	page   string                      // of the form, without language; {draft} and the like stand for ids of the story
	send   string                      // how the form's action ends; "" is the page itself
	first  set                         // what another tab saves meanwhile, over the same form
	before func(s sender, lang string) // what was done before the page was opened
	since  func(s sender, lang string) // and after, by whom ever
	set    set
	files  map[string]file
	fill   func(s sender, lang string) map[string]file // the files, when they are made of the story
	to     string                                      // where it is sent instead, without language
	twist  func(r *http.Request)                       // makes of what a browser would send something else
	writes bool                                        // the refusal itself is put on record
	status int                                         // of the answer; 0: any from 400 to 499
	key    string                                      // of the refusal
	field  string                                      // that it names; "" when it is about the whole
	said   string                                      // the same, where the answer is a form of another page than the one filled in
}

// A set is what is typed over the form as it came; the value "-" leaves the
// field out.
type set map[string]string

// A sender is someone at a browser, signed in.
type sender struct {
	c       *crawl
	session string
}

func (c *crawl) signIn(email string) sender {
	c.t.Helper()
	for _, who := range c.people {
		if who.Person.Email == email {
			session, err := c.p.account.DemoSignIn(c.t.Context(), who.Person.ID)
			if err != nil {
				c.t.Fatal(err)
			}
			return sender{c, session}
		}
	}
	c.t.Fatalf("nobody has the address %s", email)
	return sender{}
}

func (s sender) send(r *http.Request) sheet {
	s.c.t.Helper()
	r.Host = "localhost"
	r.AddCookie(&http.Cookie{Name: "shirushi", Value: s.session})
	w := httptest.NewRecorder()
	s.c.p.handler.ServeHTTP(w, r)
	return readSheet(s.c.t, w.Code, r.URL.Path, w.Body.String())
}

func (s sender) get(address string) sheet {
	s.c.t.Helper()
	return s.send(httptest.NewRequestWithContext(s.c.t.Context(), http.MethodGet, address, nil))
}

// saidAs makes a pattern of a message whatever its arguments.
func saidAs(lang, key string) *regexp.Regexp {
	text := i18n.For(lang).T(key, "\u00a70", "\u00a71", "\u00a72", "\u00a73")
	text = strings.Join(strings.Fields(text), " ")
	return regexp.MustCompile(regexp.MustCompile("\u00a7[0-3]").ReplaceAllString(regexp.QuoteMeta(text), ".*"))
}

// TestWrong_isRefusedInWordsAndChangesNothing sends every kind of bad input
// and looks at the answer as its sender would.
func TestWrong_isRefusedInWordsAndChangesNothing(t *testing.T) {
	t.Parallel()
	c := newCrawl(t)
	ids := c.named()
	c.ids = ids
	senders := map[string]sender{}
	for i, w := range allWrongs() {
		c.t = t
		lang := i18n.Languages[i%len(i18n.Languages)]
		if _, in := senders[w.who]; !in {
			senders[w.who] = c.signIn(w.who)
		}
		t.Run(w.name+" "+lang, func(t *testing.T) {
			c.t = t
			senders[w.who].try(t, lang, w, ids)
		})
	}
	c.t = t
	t.Logf("%d kinds of bad input", len(allWrongs()))
}

func (s sender) try(t *testing.T, lang string, w wrong, ids *strings.Replacer) {
	t.Helper()
	s.c.t = t
	w.field = ids.Replace(w.field)
	at := ids.Replace(w.page)
	address, end := "/"+lang+at, at
	if w.send != "" {
		end = ids.Replace(w.send)
	}
	if w.before != nil {
		w.before(s, lang)
	}
	f := s.formAt(address, end)
	if w.since != nil {
		w.since(s, lang)
	}
	was := cloned(s.formAt(address, end).values)
	if w.first != nil {
		was = s.meanwhile(address, end, w.first)
	}
	f.fill(w.set, ids)
	sent := *f
	if w.to != "" {
		sent.action = "/" + lang + ids.Replace(w.to)
	}
	files := w.files
	if w.fill != nil {
		files = w.fill(s, lang)
	}
	r := sent.request(t, files)
	if w.twist != nil {
		w.twist(r)
	}
	s.c.written()
	after := s.send(r)
	if s.c.written() && !w.writes {
		t.Errorf("something was written to the database")
	}
	s.refused(t, lang, w, after)
	s.kept(t, w, *f, after)
	if again := s.get(address).with(end); again == nil || !same(was, again.values) {
		t.Errorf("something was stored: the form was %v and is %v", was, again)
	}
}

// refused looks whether the answer says no, why, and where to mend it.
func (s sender) refused(t *testing.T, lang string, w wrong, after sheet) {
	t.Helper()
	if after.status < 400 || after.status >= 500 || w.status != 0 && after.status != w.status {
		t.Errorf("answered with %d: %.300s", after.status, after.words)
	}
	if !saidAs(lang, w.key).MatchString(after.words) {
		t.Errorf("does not say %q but: %.900s", i18n.For(lang).T(w.key), after.words)
	}
	if field := cmp.Or(w.field, w.said); field != "" && !after.links["#"+page.FieldID(field)] {
		t.Errorf("the refusal does not lead to the field %s; links within the page: %v", field, inner(after.links))
	}
}

// formAt is the form of a page that leads to an address ending in end.
func (s sender) formAt(address, end string) *form {
	s.c.t.Helper()
	sheet := s.get(address)
	f := sheet.with(end)
	if sheet.status != http.StatusOK || f == nil {
		s.c.t.Fatalf("GET %s answers %d, without a form that leads to %s", address, sheet.status, end)
	}
	return f
}

// meanwhile saves the form in another tab and returns what stands there then.
func (s sender) meanwhile(address, end string, what set) url.Values {
	s.c.t.Helper()
	f := s.formAt(address, end)
	f.fill(what, strings.NewReplacer())
	if answer := s.send(f.request(s.c.t, nil)); answer.status >= 400 {
		s.c.t.Fatalf("the other tab could not save: %d: %.300s", answer.status, answer.words)
	}
	return cloned(s.formAt(address, end).values)
}

// fill types over the form as it came.
func (f *form) fill(what set, ids *strings.Replacer) {
	for field, value := range what {
		field = ids.Replace(field)
		if value == "-" {
			f.values.Del(field)
			continue
		}
		f.values.Set(field, ids.Replace(value))
	}
}

// kept looks for everything typed in the form that came back.
func (s sender) kept(t *testing.T, w wrong, sent form, after sheet) {
	t.Helper()
	if w.field == "" {
		return // a page that says no as a whole may be another one
	}
	back := after.with(sent.action)
	if back == nil {
		t.Errorf("the form did not come back")
		return
	}
	for name := range sent.texts {
		want, got := sent.values.Get(name), back.values.Get(name)
		if sent.texts[name] && plain(want) != plain(got) && strings.ToValidUTF8(want, "") == want && !strings.ContainsRune(want, 0) {
			t.Errorf("%s was typed as %.80q and came back as %.80q", name, want, got)
		}
	}
}

func plain(s string) string { return strings.Join(strings.Fields(s), " ") }

func cloned(v url.Values) url.Values { return maps.Clone(v) }

// same compares forms but for the mark that each page makes anew.
func same(a, b url.Values) bool {
	a, b = maps.Clone(a), maps.Clone(b)
	delete(a, "form")
	delete(b, "form")
	return a.Encode() == b.Encode()
}

func inner(links map[string]bool) (all []string) {
	for link := range links {
		if strings.HasPrefix(link, "#f-") {
			all = append(all, link)
		}
	}
	return all
}

// named lets rows name things of the story by what they are.
func (c *crawl) named() *strings.Replacer {
	c.t.Helper()
	var pairs []string
	seen := map[string]bool{}
	add := func(name, id string) {
		if !seen[name] {
			seen[name] = true
			pairs = append(pairs, "{"+name+"}", id)
		}
	}
	c.do(func(tx *store.Tx) error {
		for _, one := range c.things["application"] {
			a, err := tx.Application(scheme.ApplicationID(one.id))
			if err != nil {
				return err
			}
			mine := c.keyOf(one.owner) + "." + string(a.State)
			if !seen[mine] { // the last started of each state
				for _, i := range a.Inquiries {
					add(mine+"."+c.keyOf(i.Authority), string(i.ID))
				}
			}
			add(string(a.State), one.id)
			add(mine, one.id)
			if err := c.nameMoney(tx, a.ID, add); err != nil {
				return err
			}
			comments, err := tx.Comments(a.ID)
			if err != nil {
				return err
			}
			for _, one := range comments {
				if a.State == scheme.Returned && one.Round == len(a.Returns) {
					add(c.keyOf(a.Applicant)+".comment", string(one.ID))
				}
			}
		}
		for _, one := range c.things["label"] {
			l, err := tx.Label(scheme.LabelNumber(one.id))
			if err != nil {
				return err
			}
			add("label", one.id)
			add(c.keyOf(one.owner)+".label", one.id)
			if l.Revoked != "" {
				add("revoked", one.id)
			}
			if l.Revoked == "" && l.Withdrawn == "" {
				add(c.keyOf(one.owner)+".standing", one.id)
			}
		}
		return c.nameAfterIssue(tx, add)
	})
	for _, who := range c.people {
		name, host, _ := strings.Cut(who.Person.Email, "@")
		add(name, string(who.Person.ID))
		add(strings.TrimSuffix(host, ".example"), string(who.Organisation.ID))
	}
	return strings.NewReplacer(pairs...)
}

// keyOf is the host of an organisation's addresses, such as "minamo".
func (c *crawl) keyOf(org scheme.OrganisationID) string {
	for _, who := range c.people {
		if who.Organisation.ID == org {
			_, host, _ := strings.Cut(who.Person.Email, "@")
			name, _, _ := strings.Cut(host, ".")
			return name
		}
	}
	return string(org)
}
