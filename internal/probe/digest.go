package probe

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"

	"shirushi/internal/device"
)

// A challenge is one way of signing in that a service offers (RFC 9110,
// section 11.6.1).
type challenge struct {
	scheme string            // lower case
	params map[string]string // names in lower case
}

// readChallenge parses one WWW-Authenticate value with one challenge. What is
// not well formed is left out.
func readChallenge(value string) challenge {
	scheme, rest, _ := strings.Cut(strings.TrimSpace(value), " ")
	c := challenge{scheme: strings.ToLower(scheme), params: map[string]string{}}
	for rest = strings.TrimLeft(rest, " ,\t"); rest != "" && len(c.params) < 20; rest = strings.TrimLeft(rest, " ,\t") {
		name, after, ok := strings.Cut(rest, "=")
		if !ok {
			break
		}
		var text string
		if after = strings.TrimLeft(after, " \t"); strings.HasPrefix(after, `"`) {
			text, rest = quoted(after[1:])
		} else {
			text, rest, _ = strings.Cut(after, ",")
			text = strings.TrimSpace(text)
		}
		c.params[strings.ToLower(strings.TrimSpace(name))] = text
	}
	return c
}

// quoted reads up to the closing quotation mark, and returns what follows it.
func quoted(s string) (text, rest string) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		case s[i] == '"':
			return b.String(), s[i+1:]
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), ""
}

// prove answers the first challenge that can be answered, by digest where that
// is offered. method "" takes either. It returns the value of Authorization.
func prove(offered []string, method device.LoginMethod, name, password, verb, uri string) (string, bool) {
	basic := false
	for _, value := range offered {
		c := readChallenge(value)
		basic = basic || c.scheme == "basic"
		if c.scheme == "digest" && method != device.Basic {
			if proof, ok := c.digest(name, password, verb, uri); ok {
				return proof, true
			}
		}
	}
	if basic && method != device.Digest {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(name+":"+password)), true
	}
	return "", false
}

// digest answers a digest challenge (RFC 7616, and RFC 2617 as cameras have
// it); false where it asks for what is not known here.
func (c challenge) digest(name, password, verb, uri string) (string, bool) {
	var make func() hash.Hash
	algorithm := c.params["algorithm"]
	switch strings.ToUpper(algorithm) {
	case "", "MD5":
		make = md5.New
	case "SHA-256":
		make = sha256.New
	default:
		return "", false
	}
	sum := func(parts ...string) string {
		h := make()
		h.Write([]byte(strings.Join(parts, ":")))
		return hex.EncodeToString(h.Sum(nil))
	}
	realm, nonce := c.params["realm"], c.params["nonce"]
	first, second := sum(name, realm, password), sum(verb, uri)
	out := fmt.Sprintf(`Digest username=%s, realm=%s, nonce=%s, uri=%s`, quote(name), quote(realm), quote(nonce), quote(uri))
	if qop, asked := c.params["qop"]; asked {
		if !offersAuth(qop) {
			return "", false
		}
		own := rand.Text()[:16]
		out += fmt.Sprintf(`, qop=auth, nc=00000001, cnonce="%s", response="%s"`, own, sum(first, nonce, "00000001", own, "auth", second))
	} else {
		out += fmt.Sprintf(`, response="%s"`, sum(first, nonce, second))
	}
	if algorithm != "" {
		out += ", algorithm=" + strings.ToUpper(algorithm)
	}
	if opaque, ok := c.params["opaque"]; ok {
		out += ", opaque=" + quote(opaque)
	}
	return out, true
}

func offersAuth(qop string) bool {
	for one := range strings.SplitSeq(qop, ",") {
		if strings.TrimSpace(one) == "auth" {
			return true
		}
	}
	return false
}

// quote writes a quoted string; signs that could end a header line are dropped.
func quote(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
