package mail_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"shirushi/internal/i18n"
	post "shirushi/internal/mail"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/testkit"
)

const secret = "0123456789-one-time-token-0123456789"

func newPost(t *testing.T) *post.Post {
	t.Helper()
	p, err := post.NewPost(bytes.Repeat([]byte{1}, post.KeyLength), "見本事務局 <desk@office.example>")
	must(t, err)
	return p.In(func() (string, time.Duration) { return "Asia/Tokyo", 9 * time.Hour })
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func invitation(link string) map[string]string {
	return map[string]string{"name": "見本 太郎", "organisation": "架空無線工業株式会社", "link": link}
}

func queue(t *testing.T, p *post.Post, s *store.Store, now time.Time, to, lang, kind string, args map[string]string) error {
	t.Helper()
	return s.Update(t.Context(), func(tx *store.Tx) error { return p.Send(tx, to, lang, kind, args, now) })
}

// box keeps what it is sent, and fails as often as it is told to.
type box struct {
	mu    sync.Mutex
	fails int
	got   []post.Message
	say   func(post.Message) error
}

func (b *box) Send(_ context.Context, m post.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fails > 0 {
		b.fails--
		if b.say != nil {
			return b.say(m)
		}
		return errors.New("451 try later")
	}
	b.got = append(b.got, m)
	return nil
}

func TestNewPost_refusesAWrongKeyAndAWrongAddress(t *testing.T) {
	t.Parallel()
	for _, key := range [][]byte{nil, make([]byte, 16), make([]byte, 33)} {
		if _, err := post.NewPost(key, "desk@office.example"); err == nil {
			t.Errorf("a key of %d bytes was taken", len(key))
		}
	}
	for _, from := range []string{"", "nobody", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example"} {
		if _, err := post.NewPost(make([]byte, post.KeyLength), from); err == nil {
			t.Errorf("%q was taken", from)
		}
	}
}

// rich are arguments that are more than a text of one line, and richSaid what
// a letter makes of them.
var (
	rich = map[string]string{"at": "2026-04-01T03:00:00Z", "yen": "198000", "remaining": "98000", "surplus": "1980", "due": "2026-05-01", "day": "2026-05-02", "until": "2028-03-31",
		"comments":  post.Points([]post.Point{{Number: "S1.1-04", Title: scheme.Text{Ja: "総当たり", En: "Brute force"}, Text: "範囲は"}, {Key: "place.declaration", Text: "x"}}),
		"waiting":   post.Waiting([]post.Waits{{Sort: "case", Count: 2, Due: "2026-05-03"}, {Sort: "doubt", Count: 1}}),
		"objection": post.Objection(scheme.Text{Ja: "窓口", En: "The desk"}, "2026-06-30")}
	richSaid = map[string]map[string]string{
		"ja": {"at": "12:00", "yen": "198,000", "remaining": "98,000", "surplus": "1,980", "due": "期限：2026年5月1日", "day": "2026年5月2日", "until": "2028年3月31日", "comments": "■ S1.1-04 総当たり\n範囲は\n\n■ 宣言\nx",
			"waiting":   "・調査 2件（最も早い期日 2026年5月3日）\n・情報提供 1件",
			"objection": "2026年6月30日までに次のとおり異議を申し出ることができます。\n窓口"},
		"en": {"at": "12:00", "yen": "198,000", "remaining": "98,000", "surplus": "1,980", "due": "Due by: 1 May 2026", "day": "2 May 2026", "until": "31 March 2028", "comments": "* S1.1-04 Brute force\n範囲は\n\n* declaration\nx",
			"waiting":   "- Cases: 2 (earliest day 3 May 2026)\n- Reports: 1",
			"objection": "until 30 June 2026, in this way:\nThe desk"},
	}
)

// A part that has nothing to say leaves no hole in the letter.
func TestLetters_emptyPartsLeaveNoHole(t *testing.T) {
	t.Parallel()
	s, clock, out := storetest.SQLite(t), testkit.NewClock(), &box{}
	p := newPost(t)
	must(t, queue(t, p, s, clock.Now(), "to@maker.example", "ja", "application_returned",
		map[string]string{"name": "A", "product": "P", "reason": "R", "comments": post.Points(nil), "due": "", "link": "L"}))
	must(t, queue(t, p, s, clock.Now(), "to@maker.example", "ja", "application_refused",
		map[string]string{"name": "A", "product": "P", "reason": "R", "objection": post.Objection(scheme.Text{}, "2026-06-30"), "link": "L"}))
	if n, err := p.Deliver(t.Context(), s, out, clock.Now()); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	for _, m := range out.got {
		if strings.Contains(m.Body, "\n\n\n") || strings.Contains(m.Body, "異議") || strings.Contains(m.Body, "期限：") || strings.Contains(m.Body, "指摘があります") {
			t.Errorf("%q", m.Body)
		}
	}
}

func TestLetters_everyKindIsSaidInBothLanguages(t *testing.T) {
	t.Parallel()
	s, clock := storetest.SQLite(t), testkit.NewClock()
	for kind, names := range post.Kinds() {
		for _, lang := range i18n.Languages {
			out := &box{}
			args := map[string]string{}
			for _, name := range names {
				args[name] = "«" + name + "»"
				if given, ok := rich[name]; ok {
					args[name] = given
				}
			}
			p := newPost(t)
			must(t, queue(t, p, s, clock.Now(), "to@maker.example", lang, kind, args))
			if n, err := p.Deliver(t.Context(), s, out, clock.Now()); n != 1 || err != nil {
				t.Fatalf("%s %s: %d %v", kind, lang, n, err)
			}
			m := out.got[0]
			if strings.HasPrefix(m.Subject, "letter.") || strings.Contains(m.Body, "letter.") {
				t.Errorf("%s %s has no text: %q %q", kind, lang, m.Subject, m.Body)
			}
			if strings.ContainsAny(m.Subject+m.Body, "{}\r") {
				t.Errorf("%s %s is not said to the end: %q %q", kind, lang, m.Subject, m.Body)
			}
			for name, value := range args {
				if want, ok := richSaid[lang][name]; ok {
					value = want
				}
				if !strings.Contains(m.Body, value) {
					t.Errorf("%s %s does not say %s: %s", kind, lang, name, m.Body)
				}
			}
		}
	}
}

func TestSend_tellsTimesInTheSchemesZone(t *testing.T) {
	t.Parallel()
	s, clock, out := storetest.SQLite(t), testkit.NewClock(), &box{}
	p := newPost(t).In(func() (string, time.Duration) { return "America/Alda", -5 * time.Hour })
	args := map[string]string{"name": "A", "at": "2026-04-01T03:00:00Z"}
	must(t, queue(t, p, s, clock.Now(), "to@maker.example", "en", "passkeys_reset", args))
	if _, err := p.Deliver(t.Context(), s, out, clock.Now()); err != nil || len(out.got) != 1 {
		t.Fatal(len(out.got), err)
	}
	if body := out.got[0].Body; !strings.Contains(body, "31 March 2026, 22:00 (America/Alda)") {
		t.Errorf("the letter tells another zone's time: %s", body)
	}
}

func TestSend_refusesWhatItCannotSay(t *testing.T) {
	t.Parallel()
	s, p, now := storetest.SQLite(t), newPost(t), testkit.NewClock().Now()
	for name, c := range map[string]struct {
		to, kind string
		args     map[string]string
	}{
		"unknown kind":     {"a@b.example", "greeting", invitation("x")},
		"missing argument": {"a@b.example", "invite", map[string]string{"name": "n"}},
		"wrong argument":   {"a@b.example", "invite", map[string]string{"name": "n", "organisation": "o", "token": "x"}},
		"wrong instant":    {"a@b.example", "passkeys_reset", map[string]string{"name": "n", "at": "noon"}},
		"no address":       {"", "invite", invitation("x")},
		"two addresses":    {"a@b.example,c@d.example", "invite", invitation("x")},
		"a header":         {"a@b.example\r\nBcc: c@d.example", "invite", invitation("x")},
	} {
		if err := queue(t, p, s, now, c.to, "ja", c.kind, c.args); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if n, err := p.Deliver(t.Context(), s, &box{}, now); n != 0 || err != nil {
		t.Errorf("%d letters were queued, %v", n, err)
	}
}

func TestSend_isPartOfTheDeed(t *testing.T) {
	t.Parallel()
	s, p, now := storetest.SQLite(t), newPost(t), testkit.NewClock().Now()
	undone := errors.New("the deed failed")
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		must(t, p.Send(tx, "a@b.example", "ja", "invite", invitation("x"), now))
		return undone
	})
	if !errors.Is(err, undone) {
		t.Fatal(err)
	}
	if n, err := p.Deliver(t.Context(), s, &box{}, now); n != 0 || err != nil {
		t.Errorf("%d letters of an undone deed, %v", n, err)
	}
}

func TestQueue_sealsTheTextAndErasesItOnceSent(t *testing.T) {
	t.Parallel()
	s, p, now := storetest.SQLite(t), newPost(t), testkit.NewClock().Now()
	must(t, queue(t, p, s, now, "a@b.example", "ja", "invite", invitation("https://x.example/"+secret)))
	letter := due(t, s, now)[0]
	if bytes.Contains(letter.Sealed, []byte(secret)) || bytes.Contains(letter.Sealed, []byte("太郎")) || len(letter.Sealed) == 0 {
		t.Error("the text is not sealed")
	}
	out := &box{}
	if n, err := p.Deliver(t.Context(), s, out, now); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if !strings.Contains(out.got[0].Body, secret) {
		t.Error("the link was lost")
	}
	if left := due(t, s, now.AddDate(1, 0, 0)); len(left) != 0 {
		t.Errorf("still due: %+v", left)
	}
	if n, err := p.Deliver(t.Context(), s, out, now.AddDate(1, 0, 0)); n != 0 || err != nil {
		t.Errorf("sent again: %d %v", n, err)
	}
}

func due(t *testing.T, s *store.Store, now time.Time) (all []store.Letter) {
	t.Helper()
	must(t, s.View(t.Context(), func(tx *store.Tx) (err error) {
		all, err = tx.DueLetters(now, 0)
		return err
	}))
	return all
}

func TestQueue_aTextBelongsToItsLetter(t *testing.T) {
	t.Parallel()
	s, p, now := storetest.SQLite(t), newPost(t), testkit.NewClock().Now()
	must(t, queue(t, p, s, now, "officer@office.example", "ja", "invite", invitation(secret)))
	must(t, s.Update(t.Context(), func(tx *store.Tx) error {
		all, err := tx.DueLetters(now, 1)
		must(t, err)
		all[0].To = "thief@evil.example"
		return tx.PutLetter(all[0])
	}))
	out := &box{}
	if n, err := p.Deliver(t.Context(), s, out, now); n != 0 || err == nil || len(out.got) != 0 {
		t.Errorf("a letter went to another address: %d %v", n, err)
	}
}

func TestDeliver_triesAgainAfterGrowingPausesAndGivesUpAfterThreeDays(t *testing.T) {
	t.Parallel()
	s, p, clock := storetest.SQLite(t), newPost(t), testkit.NewClock()
	begin := clock.Now()
	must(t, queue(t, p, s, begin, "a@b.example", "ja", "invite", invitation("https://x.example/"+secret)))
	out := &box{fails: 1000, say: func(m post.Message) error { return errors.New("554 refused: " + m.Body) }}
	var tried []time.Duration
	for clock.Now().Sub(begin) < 100*time.Hour {
		before := out.fails
		n, err := p.Deliver(t.Context(), s, out, clock.Now())
		if n != 0 || (err != nil) != (out.fails != before) || err != nil && strings.Contains(err.Error(), secret) {
			t.Fatalf("sent %d; a failure is to be told, without the link: %v", n, err)
		}
		if out.fails != before {
			tried = append(tried, clock.Now().Sub(begin))
			if left := due(t, s, begin.AddDate(1, 0, 0)); len(left) == 1 && strings.Contains(left[0].LastError, secret) {
				t.Fatalf("the record of the failure holds the link: %s", left[0].LastError)
			}
		}
		clock.Advance(time.Minute)
	}
	want := []time.Duration{0, time.Minute, 6 * time.Minute, 36 * time.Minute, 156 * time.Minute}
	if len(tried) < len(want) {
		t.Fatalf("tried at %v", tried)
	}
	for i, at := range want {
		if tried[i] != at {
			t.Errorf("try %d at %v, want %v", i+1, tried[i], at)
		}
	}
	if last := tried[len(tried)-1]; last > 72*time.Hour || last < 48*time.Hour {
		t.Errorf("the last try was after %v", last)
	}
	must(t, s.View(t.Context(), func(tx *store.Tx) error {
		n, err := tx.GivenUpLetters()
		if n != 1 {
			t.Errorf("%d letters given up", n)
		}
		return err
	}))
}

func TestDeliver_afterAFailureTheLetterGoesOut(t *testing.T) {
	t.Parallel()
	s, p, clock := storetest.SQLite(t), newPost(t), testkit.NewClock()
	must(t, queue(t, p, s, clock.Now(), "a@b.example", "ja", "invite", invitation("x")))
	out := &box{fails: 1}
	for i, want := range []int{0, 0, 1, 0} {
		n, err := p.Deliver(t.Context(), s, out, clock.Now())
		if n != want || (err != nil) != (i == 0) {
			t.Errorf("sent %d, want %d; %v", n, want, err)
		}
		clock.Advance(30 * time.Second)
	}
}

func TestDeliver_aServerThatIsDownIsNotAskedForEachLetter(t *testing.T) {
	t.Parallel()
	s, p, now := storetest.SQLite(t), newPost(t), testkit.NewClock().Now()
	for range 10 {
		must(t, queue(t, p, s, now, "a@b.example", "ja", "invite", invitation("x")))
	}
	out := &box{fails: 100}
	if _, err := p.Deliver(t.Context(), s, out, now); err == nil || out.fails != 97 {
		t.Errorf("%d tries, %v", 100-out.fails, err)
	}
}

func TestDeliver_twoProcessesSendEachLetterOnce(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]string{"sqlite": storetest.SQLiteDSN(t), "postgres": storetest.PostgresDSN(t)} {
		t.Run(engine, func(t *testing.T) {
			first, second := storetest.Open(t, dsn), storetest.Open(t, dsn)
			p, now, out := newPost(t), testkit.NewClock().Now(), &box{}
			for range 30 {
				must(t, queue(t, p, first, now, "a@b.example", "ja", "invite", invitation("x")))
			}
			var wg sync.WaitGroup
			for _, s := range []*store.Store{first, second, first, second} {
				wg.Go(func() {
					if _, err := p.Deliver(t.Context(), s, out, now); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			seen := map[string]bool{}
			for _, m := range out.got {
				if seen[m.ID] {
					t.Errorf("letter %s went out twice", m.ID)
				}
				seen[m.ID] = true
			}
			if len(seen) != 30 {
				t.Errorf("%d letters went out", len(seen))
			}
		})
	}
}

func TestDeliver_whatWasSentIsNotedThoughTheProcessIsEnding(t *testing.T) {
	t.Parallel()
	s, p, now := storetest.SQLite(t), newPost(t), testkit.NewClock().Now()
	must(t, queue(t, p, s, now, "a@b.example", "ja", "invite", invitation("x")))
	ctx, stop := context.WithCancel(t.Context())
	out := stopping{stop: stop}
	if n, err := p.Deliver(ctx, s, &out, now); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if left := due(t, s, now.AddDate(1, 0, 0)); len(left) != 0 {
		t.Error("the letter would go out again")
	}
}

type stopping struct{ stop func() }

func (s *stopping) Send(context.Context, post.Message) error { s.stop(); return nil }

func TestFolder_holdsWholeLettersForTheOwnerOnly(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "letters")
	s, p, now := storetest.SQLite(t), newPost(t), testkit.NewClock().Now()
	args := invitation("https://label.example/ja/door/link/" + secret)
	args["name"] = "悪意\r\nBcc: x@evil.example"
	args["organisation"] = "社\r\n\r\nBcc: y@evil.example\u202e"
	must(t, queue(t, p, s, now, "a@b.example", "ja", "invite", args))
	if n, err := p.Deliver(t.Context(), s, post.Folder(dir), now); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	must(t, err)
	if len(files) != 1 || !strings.HasSuffix(files[0], ".eml") {
		t.Fatalf("files %v", files)
	}
	info, err := os.Stat(files[0])
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	b, err := os.ReadFile(files[0])
	must(t, err)
	checkLetter(t, b, "8bit")
	if !bytes.Contains(b, []byte(secret)) {
		t.Error("a person cannot read the link in the file")
	}
}

// checkLetter reads a letter as a mail program would.
func checkLetter(t *testing.T, b []byte, encoding string) {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(b))
	must(t, err)
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	must(t, err)
	if subject != "利用者登録のご案内" {
		t.Errorf("subject %q", subject)
	}
	from, err := m.Header.AddressList("From")
	must(t, err)
	if from[0].Name != "見本事務局" || from[0].Address != "desk@office.example" {
		t.Errorf("from %v", from)
	}
	for key, want := range map[string]string{"To": "<a@b.example>", "Auto-Submitted": "auto-generated", "Content-Language": "ja",
		"Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": encoding, "Bcc": "", "Cc": "", "User-Agent": "", "X-Mailer": ""} {
		if got := m.Header.Get(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	if id := m.Header.Get("Message-ID"); !strings.HasSuffix(id, "@office.example>") {
		t.Errorf("Message-ID %q", id)
	}
	if _, err := m.Header.Date(); err != nil {
		t.Error(err)
	}
	body, err := io.ReadAll(m.Body)
	must(t, err)
	for _, line := range strings.Split(string(body), "\n") {
		if strings.HasPrefix(line, "Bcc:") {
			t.Errorf("a name made a line of its own:\n%s", body)
		}
	}
}
