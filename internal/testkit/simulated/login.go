package simulated

import (
	"bufio"
	"crypto/ed25519"
	"crypto/md5"
	"crypto/sha256"
	"crypto/tls"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"html"
	"io"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"
)

// A WebLogin is a web service behind a gate: its page is /settings.
type WebLogin struct {
	Port      int
	TLS       bool
	Method    string // "basic", "digest", "digest256", "form", "json"
	Gate      *Gate
	Token     bool   // the form has a hidden one, and is taken with it alone
	Elsewhere string // where it sends whoever signed in
	Echo      bool   // the page shows what was typed
	Cookies   bool   // everybody gets one
}

// Start serves.
func (s WebLogin) Start(t testing.TB, at netip.Addr) {
	mux := http.NewServeMux()
	var c *tls.Config
	if s.TLS {
		c = &tls.Config{}
	}
	switch s.Method {
	case "form", "json":
		mux.HandleFunc("GET /settings", func(w http.ResponseWriter, r *http.Request) {
			if c, err := r.Cookie("session"); err == nil && c.Value == "in" {
				fmt.Fprint(w, "<!doctype html><h1>設定</h1>")
				return
			}
			s.page(w, "")
		})
		mux.HandleFunc("POST /login", s.posted)
	default:
		mux.HandleFunc("GET /settings", s.asked)
	}
	handle(t, at, s.Port, c, mux)
}

func (s WebLogin) page(w http.ResponseWriter, say string) {
	if s.Token {
		http.SetCookie(w, &http.Cookie{Name: "visit", Value: "t1"})
	}
	fmt.Fprintf(w, `<!doctype html><form method="post" action="/login"><p>%s</p><input type="hidden" name="token" value="t1"><input name="user"><input type="password" name="pass"><button>ログイン</button></form>`, say)
}

// verdict writes what is not a right password; true for one that is.
func (s WebLogin) verdict(w http.ResponseWriter, r *http.Request, name, password string) bool {
	switch s.Gate.Try(name, password) {
	case In:
		return true
	case Held:
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusTooManyRequests)
	case Mute:
		panic(http.ErrAbortHandler)
	case No:
		if s.Cookies {
			http.SetCookie(w, &http.Cookie{Name: "last", Value: fmt.Sprint(s.Gate.Count())})
		}
		if s.Method != "form" {
			w.WriteHeader(http.StatusUnauthorized)
			return false
		}
		say := "違います"
		if s.Echo {
			say += html.EscapeString(name + password)
		}
		s.page(w, say)
	}
	return false
}

func (s WebLogin) posted(w http.ResponseWriter, r *http.Request) {
	name, password := r.FormValue("user"), r.FormValue("pass")
	if s.Method == "json" {
		var all map[string]string
		if json.NewDecoder(io.LimitReader(r.Body, 1<<16)).Decode(&all) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		name, password = all["user"], all["pass"]
	}
	if c, err := r.Cookie("visit"); s.Token && (err != nil || c.Value != "t1" || r.FormValue("token") != "t1") {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if !s.verdict(w, r, name, password) {
		return
	}
	http.SetCookie(w, &http.Cookie{Name: "session", Value: "in", Path: "/"})
	if s.Method == "json" {
		fmt.Fprint(w, `{"token":"in"}`)
		return
	}
	http.Redirect(w, r, s.Elsewhere+"/settings", http.StatusSeeOther)
}

func (s WebLogin) asked(w http.ResponseWriter, r *http.Request) {
	proof := r.Header.Get("Authorization")
	if proof == "" {
		s.challenge(w)
		return
	}
	name, password, ok := r.BasicAuth()
	if s.Method != "basic" {
		name, password, ok = s.Gate.digest(proof, r.Method, s.Method == "digest256")
	}
	if !ok {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if s.verdict(w, r, name, password) {
		fmt.Fprint(w, "<!doctype html><h1>設定</h1>")
	}
}

func (s WebLogin) challenge(w http.ResponseWriter) {
	switch s.Method {
	case "basic":
		w.Header().Set("WWW-Authenticate", `Basic realm="camera"`)
	case "digest256":
		w.Header().Add("WWW-Authenticate", `Digest realm="cam \"1\"", nonce="n1", qop="auth-int, auth", algorithm=SHA-256, opaque="o"`)
		w.Header().Add("WWW-Authenticate", `Basic realm="camera"`)
	default:
		w.Header().Set("WWW-Authenticate", `Digest realm="camera", nonce="n1"`)
	}
	w.WriteHeader(http.StatusUnauthorized)
}

var digestPart = regexp.MustCompile(`(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))`)

// digest reads a digest proof: the password of the account when it is right,
// else one that nobody has.
func (g *Gate) digest(proof, verb string, long bool) (name, password string, ok bool) {
	if !strings.HasPrefix(proof, "Digest ") {
		return "", "", false
	}
	p := map[string]string{}
	for _, m := range digestPart.FindAllStringSubmatch(proof, -1) {
		p[m[1]] = strings.ReplaceAll(m[2]+m[3], `\"`, `"`)
	}
	sum := func(parts ...string) string {
		var h hash.Hash = md5.New()
		if long {
			h = sha256.New()
		}
		io.WriteString(h, strings.Join(parts, ":"))
		return hex.EncodeToString(h.Sum(nil))
	}
	name = p["username"]
	first, second := sum(name, p["realm"], g.Accounts[name]), sum(verb, p["uri"])
	want := sum(first, p["nonce"], second)
	if p["qop"] != "" {
		want = sum(first, p["nonce"], p["nc"], p["cnonce"], p["qop"], second)
	}
	if want == p["response"] {
		return name, g.Accounts[name], true
	}
	return name, "wrong", true
}

// FTPLogin, TelnetLogin, MQTTLogin, RTSPLogin and SSHLogin are services behind
// a gate.
type (
	FTPLogin struct {
		Port int
		Gate *Gate
	}
	TelnetLogin struct {
		Port int
		Gate *Gate
	}
	MQTTLogin struct {
		Port int
		Gate *Gate
	}
	RTSPLogin struct {
		Port int
		Gate *Gate
	}
	SSHLogin struct {
		Port   int
		Gate   *Gate
		Dialog bool // keyboard-interactive alone
	}
)

// Start serves.
func (s FTPLogin) Start(t testing.TB, at netip.Addr) {
	tcp(t, at, s.Port, func(c net.Conn) {
		fmt.Fprint(c, "220-camera\r\n220 FTP ready\r\n")
		name := ""
		for lines := bufio.NewScanner(c); lines.Scan(); {
			word, rest, _ := strings.Cut(lines.Text(), " ")
			switch word {
			case "USER":
				name = rest
				fmt.Fprint(c, "331 Password required\r\n")
			case "PASS":
				answer := map[Verdict]string{In: "230 In\r\n", No: "530 Login incorrect\r\n", Held: "421 Too many\r\n"}[s.Gate.Try(name, rest)]
				if answer == "" {
					return
				}
				fmt.Fprint(c, answer)
			default:
				fmt.Fprint(c, "502 No\r\n")
			}
		}
	})
}

// Start serves.
func (s TelnetLogin) Start(t testing.TB, at netip.Addr) {
	tcp(t, at, s.Port, func(c net.Conn) {
		lines := bufio.NewReader(c)
		fmt.Fprint(c, "\xff\xfd\x01\xff\xfb\x03\r\ncamera login: ")
		for {
			name, err := lines.ReadString('\n')
			if err != nil {
				return
			}
			fmt.Fprint(c, name+"Password: ")
			password, err := lines.ReadString('\n')
			if err != nil {
				return
			}
			switch s.Gate.Try(strings.TrimSpace(name), strings.TrimSpace(password)) {
			case In:
				fmt.Fprint(c, "\r\n\r\n~ # ")
			case No:
				fmt.Fprint(c, "\r\nLogin incorrect\r\ncamera login: ")
			default:
				return
			}
		}
	})
}

// Start serves.
func (s MQTTLogin) Start(t testing.TB, at netip.Addr) {
	tcp(t, at, s.Port, func(c net.Conn) {
		b := make([]byte, 1024)
		n, _ := c.Read(b)
		if n < 14 || b[0] != 0x10 {
			return
		}
		rest := b[12:n]
		var parts []string
		for len(rest) >= 2 {
			size := int(binary.BigEndian.Uint16(rest))
			if len(rest) < 2+size {
				break
			}
			parts, rest = append(parts, string(rest[2:2+size])), rest[2+size:]
		}
		answer := byte(5)
		if len(parts) == 3 {
			switch s.Gate.Try(parts[1], parts[2]) {
			case In:
				answer = 0
			case Held:
				answer = 3
			case Mute:
				return
			}
		}
		c.Write([]byte{0x20, 2, 0, answer})
	})
}

var rtspProof = regexp.MustCompile(`Authorization: (Digest [^\r]*)\r\n`)

// Start serves.
func (s RTSPLogin) Start(t testing.TB, at netip.Addr) {
	tcp(t, at, s.Port, func(c net.Conn) {
		b := make([]byte, 4096)
		for {
			n, err := c.Read(b)
			if err != nil {
				return
			}
			status := "401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"camera\", nonce=\"7\""
			if m := rtspProof.FindSubmatch(b[:n]); m != nil {
				name, password, _ := s.Gate.digest(string(m[1]), "DESCRIBE", false)
				switch s.Gate.Try(name, password) {
				case In:
					status = "200 OK"
				case Held:
					status = "503 Later"
				case Mute:
					return
				}
			}
			fmt.Fprintf(c, "RTSP/1.0 %s\r\nCSeq: 1\r\n\r\n", status)
		}
	})
}

var hostKey = sync.OnceValues(func() (ssh.Signer, error) {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, err
	}
	return ssh.NewSignerFromKey(key)
})

// Start serves.
func (s SSHLogin) Start(t testing.TB, at netip.Addr) {
	signer, err := hostKey()
	if err != nil {
		t.Fatal(err)
	}
	tcp(t, at, s.Port, func(conn net.Conn) {
		try := func(name, password string) (*ssh.Permissions, error) {
			switch s.Gate.Try(name, password) {
			case In:
				return nil, nil
			case No:
				return nil, errors.New("wrong")
			}
			conn.Close()
			return nil, errors.New("held")
		}
		c := &ssh.ServerConfig{}
		if s.Dialog {
			c.KeyboardInteractiveCallback = func(m ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
				said, err := ask("", "", []string{"Password: "}, []bool{false})
				if err != nil || len(said) != 1 {
					return nil, errors.New("no answer")
				}
				return try(m.User(), said[0])
			}
		} else {
			c.PasswordCallback = func(m ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
				return try(m.User(), string(password))
			}
		}
		c.AddHostKey(signer)
		if w, channels, asked, err := ssh.NewServerConn(conn, c); err == nil {
			go ssh.DiscardRequests(asked)
			for one := range channels {
				one.Reject(ssh.Prohibited, "no shell here")
			}
			w.Wait()
		}
	})
}
