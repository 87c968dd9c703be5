package simulated

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

// Web is the settings page of a device.
type Web struct {
	Port     int
	TLS      bool
	Versions [2]uint16 // of TLS, the oldest and newest taken; zero: what Go takes
	Weak     bool      // takes weak suites, too
	Password string    // of the account admin
	Open     bool      // settings are shown to everybody
	Model    string    // told on the first page, which everybody sees
}

// Start serves.
func (s Web) Start(t testing.TB, at netip.Addr) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<!doctype html><title>%s</title><form method="post" action="/login"><input name="user"><input type="password" name="password"><button>ログイン</button></form>`, s.Model)
	})
	mux.HandleFunc("GET /settings", func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("session"); !s.Open && (err != nil || c.Value != "1") {
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		fmt.Fprint(w, "<!doctype html><h1>設定</h1>")
	})
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("user") != "admin" || r.FormValue("password") != s.Password {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, "<!doctype html><p>パスワードが違います</p>")
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "1", HttpOnly: true})
		http.Redirect(w, r, "/settings", http.StatusSeeOther)
	})
	c := &tls.Config{MinVersion: s.Versions[0], MaxVersion: s.Versions[1]}
	if s.Weak {
		for _, one := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
			c.CipherSuites = append(c.CipherSuites, one.ID)
		}
	}
	if !s.TLS {
		c = nil
	}
	handle(t, at, s.Port, c, mux)
}

// handle serves h at a port, over TLS where secure is given, until the test ends.
func handle(t testing.TB, at netip.Addr, port int, secure *tls.Config, h http.Handler) {
	t.Helper()
	l, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(netip.AddrPortFrom(at, uint16(port))))
	if err != nil {
		t.Fatal(err)
	}
	w := &httptest.Server{Listener: l, Config: &http.Server{Handler: h, ErrorLog: log.New(io.Discard, "", 0)}, TLS: secure}
	if secure != nil {
		w.StartTLS()
	} else {
		w.Start()
	}
	t.Cleanup(w.Close)
}

// Gateway lets those who ask over UPnP have its port mappings, or does not.
type Gateway struct {
	Port int
	Open bool
}

// Start serves.
func (s Gateway) Start(t testing.TB, at netip.Addr) {
	handle(t, at, s.Port, nil, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.Open || !strings.Contains(r.Header.Get("Soapaction"), "GetExternalIPAddress") {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprint(w, `<s:Envelope><s:Body><u:GetExternalIPAddressResponse><NewExternalIPAddress>192.0.2.1</NewExternalIPAddress></u:GetExternalIPAddressResponse></s:Body></s:Envelope>`)
	}))
}

// ONVIF tells everybody who uses a camera, or does not.
type ONVIF struct {
	Port int
	Open bool
}

// Start serves.
func (s ONVIF) Start(t testing.TB, at netip.Addr) {
	handle(t, at, s.Port, nil, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if !s.Open {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `<s:Fault><s:Subcode><s:Value>ter:NotAuthorized</s:Value></s:Subcode></s:Fault>`)
			return
		}
		fmt.Fprint(w, `<s:Envelope><s:Body><tds:GetUsersResponse><tds:User/></tds:GetUsersResponse></s:Body></s:Envelope>`)
	}))
}
