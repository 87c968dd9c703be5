package mail_test

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"math/big"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	post "shirushi/internal/mail"
	"shirushi/internal/store/storetest"
	"shirushi/internal/testkit"
)

// A server is a small mail server that takes letters, or refuses the first
// few.
type server struct {
	listener net.Listener
	tls      *tls.Config // nil: offers no STARTTLS
	implicit bool        // speaks TLS from the first byte
	password string      // "": asks for none

	mu      sync.Mutex
	refuse  int // how many letters to refuse still
	letters [][]byte
	rcpts   []string
	secure  []bool // whether each letter came through TLS
}

func (s *server) port() int { return s.listener.Addr().(*net.TCPAddr).Port }

func serve(t *testing.T, s *server) *server {
	t.Helper()
	var err error
	s.listener, err = net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	if s.implicit {
		s.listener = tls.NewListener(s.listener, s.tls)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := s.listener.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { s.talk(conn) })
		}
	})
	t.Cleanup(func() {
		s.listener.Close()
		wg.Wait()
	})
	return s
}

func (s *server) talk(conn net.Conn) {
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	in := bufio.NewReader(conn)
	say := func(line string) { fmt.Fprintf(conn, "%s\r\n", line) }
	secure, rcpt := s.implicit, ""
	say("220 test")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, rest, _ := strings.Cut(line, " ")
		switch strings.ToUpper(verb) {
		case "EHLO":
			say("250-test")
			if s.tls != nil && !secure {
				say("250-STARTTLS")
			}
			if s.password != "" {
				say("250-AUTH PLAIN")
			}
			say("250 8BITMIME")
		case "STARTTLS":
			say("220 go on")
			over := tls.Server(conn, s.tls)
			conn, in, secure = over, bufio.NewReader(over), true
		case "AUTH":
			given, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(rest, "PLAIN "))
			if string(given) != "\x00desk\x00"+s.password {
				say("535 no")
				return
			}
			say("235 welcome")
		case "RCPT":
			rcpt = rest
			say("250 ok")
		case "DATA":
			if s.refused() {
				say("451 4.3.0 try again later")
				continue
			}
			say("354 go on")
			letter, err := data(in)
			if err != nil {
				return
			}
			s.mu.Lock()
			s.letters, s.rcpts, s.secure = append(s.letters, letter), append(s.rcpts, rcpt), append(s.secure, secure)
			s.mu.Unlock()
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *server) refused() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuse > 0 {
		s.refuse--
		return true
	}
	return false
}

func data(in *bufio.Reader) ([]byte, error) {
	var b bytes.Buffer
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil, err
		}
		if line == ".\r\n" {
			return b.Bytes(), nil
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
}

// certificate makes a certificate for 127.0.0.1 and the pool that trusts it.
func certificate(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	leaf, err := x509.ParseCertificate(der)
	must(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}

func TestSMTP_aServerThatFailsFirstTakesTheLetterLater(t *testing.T) {
	t.Parallel()
	s := serve(t, &server{refuse: 1})
	sender, err := post.SMTP(post.Server{Host: "127.0.0.1", Port: s.port(), TLS: "none"})
	must(t, err)
	db, p, clock := storetest.SQLite(t), newPost(t), testkit.NewClock()
	args := invitation("https://label.example/ja/door/link/" + secret)
	args["name"] = "悪意\r\n.\r\nRCPT TO:<x@evil.example>"
	must(t, queue(t, p, db, clock.Now(), "a@b.example", "ja", "invite", args))
	if n, err := p.Deliver(t.Context(), db, sender, clock.Now()); n != 0 || err == nil {
		t.Fatalf("while the server refuses: %d %v", n, err)
	}
	waiting := due(t, db, clock.Now().Add(time.Hour))
	if len(waiting) != 1 || waiting[0].Tries != 1 || !strings.Contains(waiting[0].LastError, "451") {
		t.Fatalf("waiting %+v", waiting)
	}
	clock.Advance(time.Minute)
	if n, err := p.Deliver(t.Context(), db, sender, clock.Now()); n != 1 || err != nil {
		t.Fatalf("when the server is back: %d %v", n, err)
	}
	if len(s.letters) != 1 || s.rcpts[0] != "TO:<a@b.example>" {
		t.Fatalf("%d letters to %v", len(s.letters), s.rcpts)
	}
	checkLetter(t, s.letters[0], "base64")
	m, err := netmail.ReadMessage(bytes.NewReader(s.letters[0]))
	must(t, err)
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
	must(t, err)
	if !bytes.Contains(body, []byte("https://label.example/ja/door/link/"+secret)) {
		t.Errorf("the link did not arrive:\n%s", body)
	}
}

func TestSMTP_theEnglishLetterArrivesWhole(t *testing.T) {
	t.Parallel()
	s := serve(t, &server{})
	sender, err := post.SMTP(post.Server{Host: "localhost", Port: s.port(), TLS: "none"})
	must(t, err)
	db, p, now := storetest.SQLite(t), newPost(t), testkit.NewClock().Now()
	must(t, queue(t, p, db, now, "a@b.example", "en", "invite", invitation("https://label.example/en/door/link/"+secret)))
	if n, err := p.Deliver(t.Context(), db, sender, now); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if got := string(s.letters[0]); !strings.Contains(got, "Content-Language: en") || !strings.Contains(got, "quoted-printable") || !strings.Contains(got, secret) {
		t.Errorf("letter:\n%s", got)
	}
}

func TestSMTP_throughTLSWithSignIn(t *testing.T) {
	t.Parallel()
	config, roots := certificate(t)
	for _, mode := range []string{"starttls", "tls"} {
		s := serve(t, &server{tls: config, implicit: mode == "tls", password: "open sesame"})
		settings := post.Server{Host: "127.0.0.1", Port: s.port(), TLS: mode, User: "desk", Password: "open sesame", Roots: roots}
		db, p, now := storetest.SQLite(t), newPost(t), testkit.NewClock().Now()
		must(t, queue(t, p, db, now, "a@b.example", "ja", "invite", invitation("x")))
		for _, spoil := range []func(*post.Server){
			func(s *post.Server) { s.Roots = nil },
			func(s *post.Server) { s.Password = "wrong" },
		} {
			bad := settings
			spoil(&bad)
			sender, err := post.SMTP(bad)
			must(t, err)
			if n, err := p.Deliver(t.Context(), db, sender, now); n != 0 || err == nil {
				t.Errorf("%s with wrong settings: %d %v", mode, n, err)
			}
			if said := due(t, db, now.AddDate(1, 0, 0))[0].LastError; said == "" || strings.Contains(said, "wrong") {
				t.Errorf("%s: recorded as %q", mode, said)
			}
			now = now.Add(time.Hour)
		}
		sender, err := post.SMTP(settings)
		must(t, err)
		if n, err := p.Deliver(t.Context(), db, sender, now); n != 1 || err != nil {
			t.Fatalf("%s: %d %v", mode, n, err)
		}
		if len(s.secure) != 1 || !s.secure[0] {
			t.Errorf("%s: letters through TLS: %v", mode, s.secure)
		}
	}
}

func TestSMTP_startTLSIsNotGivenUpWhenTheServerHidesIt(t *testing.T) {
	t.Parallel()
	s := serve(t, &server{}) // as a thief on the way would make it look
	sender, err := post.SMTP(post.Server{Host: "127.0.0.1", Port: s.port(), TLS: "starttls"})
	must(t, err)
	db, p, now := storetest.SQLite(t), newPost(t), testkit.NewClock().Now()
	must(t, queue(t, p, db, now, "a@b.example", "ja", "invite", invitation("x")))
	if n, err := p.Deliver(t.Context(), db, sender, now); n != 0 || err == nil || len(s.letters) != 0 {
		t.Errorf("a letter went out in the clear: %d %v", n, err)
	}
}

func TestSMTP_refusesSettingsThatWouldSendInTheClear(t *testing.T) {
	t.Parallel()
	for _, s := range []post.Server{
		{Host: "mail.example", Port: 25, TLS: "none"},
		{Host: "192.0.2.1", Port: 25, TLS: "none"},
		{Host: "mail.example", Port: 25, TLS: ""},
		{Host: "mail.example", Port: 25, TLS: "maybe"},
		{Host: "mail.example", Port: 0, TLS: "tls"},
		{Host: "", Port: 25, TLS: "tls"},
	} {
		if _, err := post.SMTP(s); err == nil {
			t.Errorf("%+v was taken", s)
		}
	}
}
