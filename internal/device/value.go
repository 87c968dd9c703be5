package device

import (
	"io/fs"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"shirushi/internal/scheme"
	"shirushi/internal/yamlfile"
)

// The functions below say what is wrong with one value beyond what the schema
// says; nil when nothing is. File and interview are held to the same.

func textFault(text string) *yamlfile.Fault {
	for _, r := range text {
		switch {
		case r == '\n' || r == '\t':
			return wrong("one_line")
		case unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control) || r == 0xfeff || r == unicode.ReplacementChar:
			return &yamlfile.Fault{What: yamlfile.Say("yaml.invisible", "U+"+strings.ToUpper(strconv.FormatInt(int64(r), 16))), Remedy: yamlfile.Say("yaml.invisible.remedy")}
		}
	}
	return nil
}

var zone = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,15}$`)

// addressOf reads the address of one device.
func addressOf(text string) (netip.Addr, *yamlfile.Fault) {
	a, err := netip.ParseAddr(text)
	switch {
	case err != nil || a.Zone() != "" && !zone.MatchString(a.Zone()):
		return a, wrong("address", quoted(text))
	case a.Is4In6():
		return a, wrong("address_mapped", a.Unmap().String())
	case a.IsMulticast() || a.IsUnspecified() || a == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		return a, wrong("address_many", a.String())
	}
	return a, nil
}

// quoted is what a person wrote, bounded and without signs that do something.
func quoted(text string) string {
	return strconv.Quote(string([]rune(text)[:min(60, len([]rune(text)))]))
}

// urlFault refuses what is no web address, and one that carries a secret,
// which is not said again.
func urlFault(text string) *yamlfile.Fault {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	switch {
	case err == nil && u.User != nil:
		return wrong("url_user")
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || strings.ContainsFunc(text, unicode.IsSpace) || !portFits(u.Port()):
		return wrong("url")
	}
	return queryFault(u.RawQuery)
}

func portFits(text string) bool {
	n, err := strconv.Atoi(text)
	return text == "" || err == nil && n >= 1 && n <= 65535
}

// queryFault refuses parameters under whose names secrets go.
func queryFault(query string) *yamlfile.Fault {
	for _, one := range strings.FieldsFunc(query, func(r rune) bool { return r == '&' || r == ';' }) {
		name, value, _ := strings.Cut(one, "=")
		if plain, err := url.QueryUnescape(name); err == nil {
			name = plain
		}
		if value != "" && looksSecret(name) {
			return wrong("secret_query", quoted(name))
		}
	}
	return nil
}

// pathFault refuses a path on a device that leads to another host or carries
// a secret. The schema has seen to its signs.
func pathFault(text string) *yamlfile.Fault {
	if strings.HasPrefix(text, "//") {
		return wrong("path_host")
	}
	_, query, _ := strings.Cut(text, "?")
	return queryFault(query)
}

// fileFault refuses names of files that could lead out of the description's
// folder on any system.
func fileFault(text string) *yamlfile.Fault {
	if f := textFault(text); f != nil || text == "" {
		return f
	}
	if !fs.ValidPath(text) || text == "." || strings.ContainsAny(text, `\:*?"<>|`) {
		return wrong("file", quoted(text))
	}
	for _, part := range strings.Split(text, "/") {
		if base, _, _ := strings.Cut(part, "."); strings.TrimSpace(part) != part || strings.HasSuffix(part, ".") || reserved.MatchString(base) {
			return wrong("file", quoted(text))
		}
	}
	return nil
}

// reserved are names that are devices on Windows.
var reserved = regexp.MustCompile(`^(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])$`)

func dayFault(text string) *yamlfile.Fault {
	if text == "" {
		return nil
	}
	if _, err := scheme.ParseDate(text); err != nil {
		return wrong("day", quoted(text))
	}
	return nil
}

func patternFault(text string) *yamlfile.Fault {
	if f := textFault(text); f != nil {
		return f
	}
	r, err := regexp.Compile(text)
	switch {
	case err != nil:
		return wrong("pattern", err.Error())
	case r.NumSubexp() != 1:
		return wrong("pattern_group", strconv.Itoa(r.NumSubexp()))
	}
	return nil
}

// carriers are the transports over which a protocol goes; one that is not
// named goes over both.
var carriers = map[Protocol]Transport{
	HTTP: TCP, SSH: TCP, Telnet: TCP, FTP: TCP, MQTT: TCP, MQTTS: TCP, IGD: TCP, ONVIF: TCP,
	MDNS: UDP, SSDP: UDP, DHCP: UDP, NTP: UDP,
}

// NeverAuthenticated reports whether nobody can sign in to a service of this
// protocol.
func (p Protocol) NeverAuthenticated() bool { return p == MDNS || p == SSDP || p == DHCP }

// TakesLogin reports whether the protocol leaves open how one signs in, so
// that a description says it.
func (p Protocol) TakesLogin() bool { return p == HTTP || p == HTTPS || p == ONVIF }

// isWeb reports whether pages are asked for in the protocol.
func (p Protocol) isWeb() bool { return p == HTTP || p == HTTPS }
