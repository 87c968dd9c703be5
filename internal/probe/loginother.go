package probe

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/crypto/ssh"
)

// ssh signs in with a password, or by the dialogue that asks for one: one of
// them, once.
func (a *attempt) ssh() signedIn {
	c, err := a.dial()
	if err != nil {
		return silent(err)
	}
	defer c.Close()
	asked := false
	conn, channels, requests, err := ssh.NewClientConn(c, a.to.String(), &ssh.ClientConfig{
		User: a.name, HostKeyCallback: ssh.InsecureIgnoreHostKey(), ClientVersion: "SSH-2.0-shirushi", Auth: a.sshAuth(&asked),
	})
	if err == nil {
		go ssh.DiscardRequests(requests)
		go func() {
			for one := range channels {
				one.Reject(ssh.Prohibited, "")
			}
		}()
		conn.Close()
		return signedIn{state: choose(asked, signAccepted, signUnclear), saw: choose(asked, "SSH password taken", "SSH without a password")}
	}
	a.note("! %v", err)
	var told *ssh.ServerAuthError
	switch {
	case asked && (errors.As(err, &told) || errors.Is(err, errAskedTwice) || strings.Contains(err.Error(), "unable to authenticate")):
		return signedIn{state: signRefused, saw: "SSH password refused"}
	case strings.Contains(err.Error(), "oo many"):
		return signedIn{state: choose(asked, signRefused, signHeld), saw: "SSH: too many failures"}
	case strings.Contains(err.Error(), "unable to authenticate"):
		return signedIn{state: signUnclear, saw: "SSH asks for no password"}
	}
	return silent(errors.Unwrap(err))
}

// sshAuth gives the password once, in whichever way it is asked for, and says
// in asked that it was.
func (a *attempt) sshAuth(asked *bool) []ssh.AuthMethod {
	once := func() (string, error) {
		if *asked {
			return "", errAskedTwice
		}
		*asked = true
		return a.password, nil
	}
	return []ssh.AuthMethod{ssh.PasswordCallback(once), ssh.KeyboardInteractive(func(_, _ string, questions []string, _ []bool) ([]string, error) {
		answers := make([]string, len(questions))
		for i := range answers {
			text, err := once()
			if err != nil {
				return nil, err
			}
			answers[i] = text
		}
		return answers, nil
	})}
}

var errAskedTwice = errors.New("probe: asked for the password again")

// ftpEnd tells the last line of a reply, which may have several.
var ftpEnd = regexp.MustCompile(`(?m)^(\d{3}) [^\n]*\n\z`)

// ftp signs in with USER and PASS.
func (a *attempt) ftp() signedIn {
	c, err := a.dial()
	if err != nil {
		return silent(err)
	}
	defer c.Close()
	whole := func(b []byte) bool { return ftpEnd.Match(b) }
	var code string
	for _, step := range []struct{ send, shown, next string }{
		{"", "", "220"}, {"USER " + oneLine(a.name) + "\r\n", "USER " + a.name, "331"}, {"PASS " + oneLine(a.password) + "\r\n", "PASS " + hidden, ""},
	} {
		answer, err := a.tell(c, step.send, step.shown, whole)
		last := ftpEnd.FindSubmatch(answer)
		if last == nil {
			return silent(err)
		}
		if code = string(last[1]); code != step.next {
			break
		}
	}
	got := signedIn{state: signUnclear, saw: "FTP " + code}
	switch code {
	case "230":
		got.state = signAccepted
	case "530", "430", "331":
		got.state = signRefused
	case "421":
		got.state = signHeld
	}
	return got
}

func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' || r == 0 {
			return -1
		}
		return r
	}, s)
}

var (
	telnetName     = regexp.MustCompile(`(?i)(login|user ?name|user|account)\s*[:>]\s*$`)
	telnetPassword = regexp.MustCompile(`(?i)pass(word|code|wd)?\s*[:>]\s*$`)
	telnetNo       = regexp.MustCompile(`(?i)incorrect|fail|invalid|denied|wrong`)
)

// ends reports whether what a Telnet service said ends in one of these.
func ends(all ...*regexp.Regexp) func([]byte) bool {
	return func(b []byte) bool {
		text := plainTelnet(b)
		return slices.ContainsFunc(all, func(one *regexp.Regexp) bool { return one.Match(text) })
	}
}

// telnet answers the prompts for name and password.
func (a *attempt) telnet() signedIn {
	c, err := a.dial()
	if err != nil {
		return silent(err)
	}
	defer c.Close()
	first, err := a.tell(c, "", "", ends(telnetName, telnetPassword, shellPrompt))
	text := plainTelnet(first)
	switch {
	case telnetName.Match(text):
		first, err = a.tell(c, oneLine(a.name)+"\r\n", a.name, ends(telnetPassword, shellPrompt))
		if text = plainTelnet(first); !telnetPassword.Match(text) {
			return choose(shellPrompt.Match(text), signedIn{state: signUnclear, saw: "Telnet without a password"}, silent(err))
		}
	case telnetPassword.Match(text):
	case shellPrompt.Match(text):
		return signedIn{state: signUnclear, saw: "Telnet without a name"}
	default:
		return silent(err)
	}
	last, err := a.tell(c, oneLine(a.password)+"\r\n", hidden, ends(telnetName, telnetPassword, shellPrompt))
	text = plainTelnet(last)
	got := signedIn{state: signUnclear, saw: "Telnet answer"}
	switch {
	case telnetName.Match(text) || telnetPassword.Match(text) || telnetNo.Match(text):
		got.state, got.saw = signRefused, "Telnet: asked again"
	case shellPrompt.Match(text):
		got.state, got.saw = signAccepted, "Telnet prompt"
	case err != nil:
		return silent(err)
	}
	return got
}

// mqtt connects with name and password (MQTT 3.1.1, section 3.1).
func (a *attempt) mqtt() signedIn {
	c, err := a.dial()
	if err != nil {
		return silent(err)
	}
	defer c.Close()
	answer, err := a.tell(c, connectMQTT(a.name, a.password), "CONNECT "+a.name+" "+hidden, func(b []byte) bool { return len(b) >= 4 })
	if !answersMQTT(answer) {
		return silent(err)
	}
	got := signedIn{state: signUnclear, saw: fmt.Sprintf("CONNACK %d", answer[3])}
	switch answer[3] {
	case 0:
		got.state = signAccepted
	case 4, 5:
		got.state = signRefused
	case 3:
		got.state = signHeld
	}
	return got
}

// connectMQTT is a packet that begins a session with name and password.
func connectMQTT(name, password string) string {
	var body []byte
	put := func(s string) {
		s = s[:min(len(s), 1000)]
		body = append(binary.BigEndian.AppendUint16(body, uint16(len(s))), s...)
	}
	put("MQTT")
	body = append(body, 4, 0xc2, 0, 60)
	put("shirushi")
	put(name)
	put(password)
	return string(append(binary.AppendUvarint([]byte{0x10}, uint64(len(body))), body...))
}

// rtsp asks for the description of a stream, and again with the proof that was
// asked for.
func (a *attempt) rtsp() signedIn {
	c, err := a.dial()
	if err != nil {
		return silent(err)
	}
	defer c.Close()
	uri := fmt.Sprintf("rtsp://%s/%s", a.to, strings.TrimPrefix(a.s.Path, "/"))
	first, err := a.describe(c, 1, uri, "")
	status, offered := rtspAnswer(first)
	if status == 401 {
		proof, ok := prove(offered, "", a.name, a.password, "DESCRIBE", uri)
		if !ok {
			return signedIn{state: signUnclear, saw: "RTSP 401 with no method known here"}
		}
		first, err = a.describe(c, 2, uri, "Authorization: "+proof+"\r\n")
		if status, _ = rtspAnswer(first); status == 0 { // some end the connection after each answer
			if again, failed := a.dial(); failed == nil {
				defer again.Close()
				first, err = a.describe(again, 2, uri, "Authorization: "+proof+"\r\n")
				status, _ = rtspAnswer(first)
			}
		}
	} else if status == 200 {
		return signedIn{state: signUnclear, saw: "RTSP 200 without credentials"}
	}
	got := signedIn{state: signUnclear, saw: "RTSP " + strconv.Itoa(status)}
	switch status {
	case 0:
		return silent(err)
	case 200:
		got.state = signAccepted
	case 401, 403:
		got.state = signRefused
	case 429, 453, 503:
		got.state = signHeld
	}
	return got
}

func (a *attempt) describe(c net.Conn, number int, uri, proof string) ([]byte, error) {
	return a.tell(c, fmt.Sprintf("DESCRIBE %s RTSP/1.0\r\nCSeq: %d\r\nAccept: application/sdp\r\n%sUser-Agent: shirushi-check\r\n\r\n", uri, number, proof), fmt.Sprintf("DESCRIBE, proof: %t", proof != ""),
		func(b []byte) bool { return bytes.Contains(b, []byte("\r\n\r\n")) })
}

// rtspAnswer returns the status of an answer, 0 where there is none, and the
// ways of signing in that it offers.
func rtspAnswer(b []byte) (status int, offered []string) {
	head, _, _ := strings.Cut(string(b), "\r\n\r\n")
	lines := strings.Split(head, "\r\n")
	word := strings.Fields(lines[0])
	if len(word) < 2 || !strings.HasPrefix(word[0], "RTSP/") {
		return 0, nil
	}
	if status, _ = strconv.Atoi(word[1]); status < 100 || status > 999 {
		return 0, nil
	}
	for _, one := range lines[1:] {
		name, value, _ := strings.Cut(one, ":")
		if strings.EqualFold(name, "WWW-Authenticate") && len(offered) < 10 {
			offered = append(offered, strings.TrimSpace(value))
		}
	}
	return status, offered
}
