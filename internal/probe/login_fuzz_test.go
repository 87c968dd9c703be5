package probe_test

import (
	"strings"
	"testing"

	"shirushi/internal/probe"
)

func FuzzProve(f *testing.F) {
	for _, one := range []string{`Basic realm="camera"`, `Digest realm="cam \"1\"", nonce="n1", qop="auth-int, auth", algorithm=SHA-256, opaque="o"`, `Digest realm=, nonce`, `digest qop=`, `Digest realm="\`, "Digest realm=\"a\r\nX: y\""} {
		f.Add(one, "admin", "secret-77")
	}
	f.Fuzz(func(t *testing.T, offered, name, password string) {
		proof, ok := probe.Prove([]string{offered}, "", name, password, "GET", "/x")
		if !ok && proof != "" {
			t.Errorf("%q", proof)
		}
		if strings.HasPrefix(proof, "Digest ") && strings.ContainsAny(proof, "\r\n") {
			t.Errorf("a header of two lines: %q", proof)
		}
	})
}

func FuzzFindForm(f *testing.F) {
	for _, one := range []string{
		`<form action=/login><input type=hidden name=t value=1><input name=u><input type=password name=p></form>`, `<meta name="csrf-token" content="x"><input type=password name=p>`,
		`<form><form><input type=password`, "<input name=\x00 type=PASSWORD>", `<!--<form><input type=password name=p>-->`,
	} {
		f.Add([]byte(one))
	}
	f.Fuzz(func(t *testing.T, page []byte) { probe.FindForm(page) })
}

func FuzzRTSPAnswer(f *testing.F) {
	f.Add([]byte("RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"a\", nonce=\"b\"\r\n\r\n"))
	f.Add([]byte("RTSP/1.0 \r\n"))
	f.Fuzz(func(t *testing.T, answer []byte) {
		if status, offered := probe.RTSPAnswer(answer); status != 0 && (status < 100 || status > 999) || len(offered) > 10 {
			t.Error(status, len(offered))
		}
	})
}

func FuzzPasswordList(f *testing.F) {
	for _, one := range []string{"a\nb\n", "cam-1,00:11\ncam-2,00:12\n", "\ufeffx\ty\r\n", "\xff\xfe,\n,\n", "あいうえおか\nあいうえおき\n", "99999999999999999999\n99999999999999999998\n"} {
		f.Add(one)
	}
	f.Fuzz(func(t *testing.T, list string) {
		passwords, serials, err := probe.ReadPasswords(strings.NewReader(list))
		if err != nil {
			return
		}
		p := probe.FindPattern(passwords, serials)
		if p.Count != len(passwords) || p.Repeated >= max(1, p.Count) || p.Shortest > p.Longest || p.Derived > p.Named || p.Named > p.Count {
			t.Errorf("%+v of %q", p, passwords)
		}
	})
}
