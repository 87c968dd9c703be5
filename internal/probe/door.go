package probe

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"shirushi/internal/device"
)

// open connects to a service and notes it. Services over TLS are spoken to
// inside it, whatever their certificate.
func (b *Bench) open(ctx context.Context, l *Look, to netip.AddrPort, s device.Service) (net.Conn, error) {
	c, err := b.Wire.Dial(ctx, string(s.Transport), to)
	if err != nil {
		l.Note("! %v", err)
		return nil, err
	}
	if s.Protocol == device.MQTTS {
		c = tls.Client(c, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10})
	}
	l.Note("connected to %s", to)
	return c, nil
}

// say sends and returns what comes back, until wait is over, enough says so or
// the other side ends.
func say(l *Look, c net.Conn, text string, wait time.Duration, enough func([]byte) bool) []byte {
	if text != "" {
		l.Note("> %q", text)
		if _, err := io.WriteString(c, text); err != nil {
			l.Note("! %v", err)
			return nil
		}
	}
	var all []byte
	part := make([]byte, 4<<10)
	for end := time.Now().Add(wait); time.Now().Before(end) && len(all) < 64<<10; {
		n, err := c.Read(part)
		all = append(all, part[:n]...)
		if err != nil || enough(all) {
			break
		}
	}
	l.Note("< %q", all)
	return all
}

// line reports whether a whole line has come.
func line(b []byte) bool { return bytes.HasSuffix(b, []byte("\n")) }

// mqttDoor connects without name and password.
func mqttDoor(ctx context.Context, b *Bench, l *Look, to netip.AddrPort, s device.Service) door {
	c, err := b.open(ctx, l, to, s)
	if err != nil {
		return door{state: doorSilent}
	}
	defer c.Close()
	answer := say(l, c, askMQTT, b.Wire.care.Wait, func(b []byte) bool { return len(b) >= 4 })
	switch {
	case !answersMQTT(answer):
		return door{state: doorSilent}
	case answer[3] == 0:
		return door{doorOpen, "CONNACK 0"}
	}
	return door{doorShut, fmt.Sprintf("CONNACK %d", answer[3])}
}

// rtspDoor asks for the description of a stream.
func rtspDoor(ctx context.Context, b *Bench, l *Look, to netip.AddrPort, s device.Service) door {
	c, err := b.open(ctx, l, to, s)
	if err != nil {
		return door{state: doorSilent}
	}
	defer c.Close()
	path := "/" + strings.TrimPrefix(s.Path, "/")
	answer := say(l, c, fmt.Sprintf("DESCRIBE rtsp://%s%s RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp\r\nUser-Agent: shirushi-check\r\n\r\n", to, path), b.Wire.care.Wait,
		func(b []byte) bool { return bytes.Contains(b, []byte("\r\n\r\n")) })
	status := firstLine(answer)
	switch {
	case strings.HasPrefix(status, "RTSP/1.0 200"):
		return door{doorOpen, status}
	case strings.HasPrefix(status, "RTSP/1.0 401"), strings.HasPrefix(status, "RTSP/1.0 403"):
		return door{doorShut, status}
	case strings.HasPrefix(status, "RTSP/"):
		return door{doorUnclear, status}
	}
	return door{state: doorSilent}
}

// ftpDoor signs in as anonymous.
func ftpDoor(ctx context.Context, b *Bench, l *Look, to netip.AddrPort, s device.Service) door {
	c, err := b.open(ctx, l, to, s)
	if err != nil {
		return door{state: doorSilent}
	}
	defer c.Close()
	wait := b.Wire.care.Wait
	if !strings.HasPrefix(string(say(l, c, "", wait, line)), "220") {
		return door{state: doorSilent}
	}
	answer := firstLine(say(l, c, "USER anonymous\r\n", wait, line))
	if strings.HasPrefix(answer, "331") {
		answer = firstLine(say(l, c, "PASS shirushi@\r\n", wait, line))
	}
	switch {
	case strings.HasPrefix(answer, "230"):
		return door{doorOpen, answer}
	case strings.HasPrefix(answer, "5"), strings.HasPrefix(answer, "4"):
		return door{doorShut, answer}
	}
	return door{doorUnclear, answer}
}

var (
	loginPrompt = regexp.MustCompile(`(?i)(login|user ?name|account|password)\s*:\s*$`)
	shellPrompt = regexp.MustCompile(`[#$>%]\s*$`)
)

// telnetDoor looks whether a name is asked for or a shell stands open.
func telnetDoor(ctx context.Context, b *Bench, l *Look, to netip.AddrPort, s device.Service) door {
	c, err := b.open(ctx, l, to, s)
	if err != nil {
		return door{state: doorSilent}
	}
	defer c.Close()
	asked := func(b []byte) bool {
		text := plainTelnet(b)
		return loginPrompt.Match(text) || shellPrompt.Match(text)
	}
	text := plainTelnet(say(l, c, "", b.Wire.care.Wait, asked))
	if !asked(text) {
		text = append(text, plainTelnet(say(l, c, "\r\n", b.Wire.care.Wait, asked))...)
	}
	last := strings.TrimSpace(string(text[bytes.LastIndexByte(bytes.TrimRight(text, "\r\n "), '\n')+1:]))
	switch {
	case loginPrompt.Match(text):
		return door{doorShut, last}
	case shellPrompt.Match(text):
		return door{doorOpen, last}
	case len(text) == 0:
		return door{state: doorSilent}
	}
	return door{doorUnclear, last}
}

// plainTelnet leaves out what the two ends of a Telnet connection settle
// between them.
func plainTelnet(b []byte) []byte {
	var text []byte
	for i := 0; i < len(b); i++ {
		if b[i] != 0xff {
			text = append(text, b[i])
			continue
		}
		switch {
		case i+1 < len(b) && b[i+1] == 0xfa: // to the end of a subnegotiation
			end := bytes.Index(b[i:], []byte{0xff, 0xf0})
			if end < 0 {
				return text
			}
			i += end + 1
		case i+1 < len(b) && b[i+1] >= 0xfb:
			i += 2
		default:
			i++
		}
	}
	return text
}

// sshDoor signs in with no credentials at all.
func sshDoor(ctx context.Context, b *Bench, l *Look, to netip.AddrPort, s device.Service) door {
	c, err := b.open(ctx, l, to, s)
	if err != nil {
		return door{state: doorSilent}
	}
	defer c.Close()
	user := "root"
	if len(b.Device.Accounts) > 0 {
		user = b.Device.Accounts[0].Name
	}
	conn, _, _, err := ssh.NewClientConn(c, to.String(), &ssh.ClientConfig{User: user, HostKeyCallback: ssh.InsecureIgnoreHostKey(), ClientVersion: "SSH-2.0-shirushi"})
	if err == nil {
		l.Note("signed in as %s with method none", user)
		conn.Close()
		return door{doorOpen, user}
	}
	l.Note("! %v", err)
	if strings.Contains(err.Error(), "unable to authenticate") {
		return door{doorShut, "unable to authenticate"}
	}
	return door{state: doorSilent}
}

// coapDoor asks for the guarded resource, or for the list of all.
func coapDoor(ctx context.Context, b *Bench, l *Look, to netip.AddrPort, s device.Service) door {
	c, err := b.open(ctx, l, to, s)
	if err != nil {
		return door{state: doorSilent}
	}
	defer c.Close()
	ask, guarded := askCoAP, s.Path != "" && s.Path != "/"
	if guarded {
		ask = coapGet(s.Path)
	}
	answer := say(l, c, ask, b.Wire.care.Wait, func([]byte) bool { return true })
	if len(answer) < 4 || answer[0]>>6 != 1 {
		return door{state: doorSilent}
	}
	code := fmt.Sprintf("%d.%02d", answer[1]>>5, answer[1]&0x1f)
	switch {
	case code == "4.01" || code == "4.03":
		return door{doorShut, code}
	case answer[1]>>5 == 2 && guarded:
		return door{doorOpen, code}
	}
	return door{doorUnclear, code}
}

// coapGet is a request for a path (RFC 7252).
func coapGet(path string) string {
	var b strings.Builder
	b.WriteString("\x40\x01\x73\x69")
	delta := byte(11) // Uri-Path
	for _, part := range strings.Split(strings.Trim(path, "/"), "/") {
		switch n := len(part); {
		case n < 13:
			b.WriteByte(delta<<4 | byte(n))
		case n < 269:
			b.WriteByte(delta<<4 | 13)
			b.WriteByte(byte(n - 13))
		default:
			return askCoAP
		}
		b.WriteString(part)
		delta = 0
	}
	return b.String()
}

// snmpDoor asks for the name of the system with the community that everybody
// knows: it is no credential.
func snmpDoor(ctx context.Context, b *Bench, l *Look, to netip.AddrPort, s device.Service) door {
	for version, name := range []string{"v1", "v2c"} {
		c, err := b.open(ctx, l, to, s)
		if err != nil {
			return door{state: doorSilent}
		}
		answer := say(l, c, "\x30\x26\x02\x01"+string(rune(version))+"\x04\x06public\xa0\x19\x02\x01\x2a\x02\x01\x00\x02\x01\x00\x30\x0e\x30\x0c\x06\x08\x2b\x06\x01\x02\x01\x01\x01\x00\x05\x00",
			b.Wire.care.Wait, func([]byte) bool { return true })
		c.Close()
		if bytes.Contains(answer, []byte("public")) {
			return door{doorOpen, "SNMP " + name + " public"}
		}
	}
	c, err := b.open(ctx, l, to, s)
	if err != nil {
		return door{state: doorSilent}
	}
	defer c.Close()
	if len(say(l, c, askSNMP, b.Wire.care.Wait, func([]byte) bool { return true })) > 0 {
		return door{doorShut, "SNMP v3"}
	}
	return door{state: doorSilent}
}

// igdDoor asks a gateway for its port mappings. It changes none.
func igdDoor(ctx context.Context, b *Bench, l *Look, to netip.AddrPort, s device.Service) door {
	const service = "urn:schemas-upnp-org:service:WANIPConnection:1"
	return soapDoor(ctx, b, l, to, s, s.Path, `"`+service+`#GetExternalIPAddress"`,
		`<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body><u:GetExternalIPAddress xmlns:u="`+service+`"/></s:Body></s:Envelope>`, "GetExternalIPAddressResponse")
}

// onvifDoor asks a camera for its users.
func onvifDoor(ctx context.Context, b *Bench, l *Look, to netip.AddrPort, s device.Service) door {
	path := s.Path
	if path == "" {
		path = "/onvif/device_service"
	}
	return soapDoor(ctx, b, l, to, s, path, "", `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><GetUsers xmlns="http://www.onvif.org/ver10/device/wsdl"/></s:Body></s:Envelope>`, "GetUsersResponse")
}

func soapDoor(ctx context.Context, b *Bench, l *Look, to netip.AddrPort, s device.Service, path, action, text, gives string) door {
	r, err := http.NewRequest(http.MethodPost, address(to, s, path), strings.NewReader(text))
	if err != nil {
		return door{state: doorSilent}
	}
	r.Header.Set("Content-Type", `text/xml; charset="utf-8"`)
	if action != "" {
		r.Header.Set("SOAPAction", action)
	}
	p, err := b.ask(ctx, l, to, r)
	switch {
	case err != nil:
		return door{state: doorSilent}
	case p.Status == http.StatusOK && bytes.Contains(p.Body, []byte(gives)):
		return door{doorOpen, gives}
	case p.Status == http.StatusUnauthorized, p.Status == http.StatusForbidden, bytes.Contains(p.Body, []byte("NotAuthorized")):
		return door{doorShut, http.StatusText(p.Status)}
	}
	return door{doorUnclear, http.StatusText(p.Status)}
}
