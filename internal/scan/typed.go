package scan

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// A Typing is an address as a person copied it from a screen, in the form that
// the code itself has.
type Typing struct {
	Address string // to be judged as a code is; "" where it is none
	Number  string // where a number stands in place of the address, as typed
}

// named is what begins like an address without the "https://" that many
// programs leave out: a name with a dot, or a name and a port, also behind an @.
var named = regexp.MustCompile(`^([^/?#]*@)?[\pL\pN][\pL\pN-]*(\.[\pL\pN][\pL\pN-]*)*(:\d+)?([/?#].*)?$`)

// Typed reads what a person gave as the address in a code, seen from a site. It
// forgives what slips of copying do: wide letters, spaces, an address begun
// without its scheme, a slash at its end. What is neither address nor number
// has neither.
func Typed(text, site string) Typing {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		}
		return r
	}, text)
	if strings.Trim(text, "0123456789-‐–—−ー") == "" && text != "" {
		return Typing{Number: text}
	}
	before, _, isAddress := strings.Cut(strings.ToLower(text), "://")
	if isAddress && before != "http" && before != "https" {
		return Typing{}
	}
	if !isAddress {
		host, _, _ := strings.Cut(text, "/")
		if !named.MatchString(text) || !strings.Contains(text, "/") && (strings.Contains(host, "@") || !strings.ContainsAny(host, ".:")) {
			return Typing{}
		}
		begin := "https"
		if home, err := url.Parse(site); err == nil && strings.EqualFold(host, home.Host) {
			begin = home.Scheme
		}
		text = begin + "://" + text
	}
	if lead := Judge(strings.TrimRight(text, "/"), site); lead.Verdict == ToLabel {
		text = strings.TrimRight(text, "/")
	}
	return Typing{Address: text}
}
