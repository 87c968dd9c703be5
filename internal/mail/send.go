package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// A Server says how to reach the mail server that takes our letters.
type Server struct {
	Host     string
	Port     int
	User     string // "" when the server asks for no sign-in
	Password string
	TLS      string         // "starttls", "tls", or "none", which only the own machine may have
	Roots    *x509.CertPool // authorities to trust; nil: those of the system
}

// SMTP returns a sender to this server. It fails on settings that would let
// letters, and the links in them, cross a network in the clear.
func SMTP(s Server) (Sender, error) {
	options := []gomail.Option{
		gomail.WithPort(s.Port),
		gomail.WithTimeout(sending / 2),
		gomail.WithTLSConfig(&tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12, RootCAs: s.Roots}),
	}
	switch s.TLS {
	case "starttls":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case "tls":
		options = append(options, gomail.WithSSL())
	case "none":
		if !loopback(s.Host) {
			return nil, fmt.Errorf("set up mail: without TLS only a server on this machine may be used, not %s", s.Host)
		}
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, fmt.Errorf("set up mail: tls is %q, want starttls, tls or none", s.TLS)
	}
	if s.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	client, err := gomail.NewClient(s.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("set up mail: %w", err)
	}
	return smtp{client}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

type smtp struct{ client *gomail.Client }

func (s smtp) Send(ctx context.Context, m Message) error {
	encoding := gomail.EncodingQP
	if m.Language == "ja" { // quoted-printable makes nine characters of each kanji
		encoding = gomail.EncodingB64
	}
	msg, err := compose(m, encoding)
	if err != nil {
		return err
	}
	if err := s.client.DialAndSendWithContext(ctx, msg); err != nil {
		return fmt.Errorf("send letter: %w", err)
	}
	return nil
}

// Folder returns a sender that lays each letter into dir as a file of its
// own, NAME.eml, readable by the owner only. It serves where there is no
// mail server; whoever reads the folder reads the links.
func Folder(dir string) Sender { return folder(dir) }

type folder string

func (f folder) Send(_ context.Context, m Message) error {
	msg, err := compose(m, gomail.NoEncoding) // so that a person can read the link in the file
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return fmt.Errorf("write letter: %w", err)
	}
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return fmt.Errorf("write letter: %w", err)
	}
	// The same letter has the same name, so that one sent again is no second file.
	name := m.At.UTC().Format("20060102T150405Z") + "-" + m.ID + ".eml"
	if err := writeWhole(string(f), name, b.Bytes()); err != nil {
		return fmt.Errorf("write letter: %w", err)
	}
	return nil
}

// writeWhole makes the file appear under its name only when it is complete.
func writeWhole(dir, name string, content []byte) error {
	file, err := os.CreateTemp(dir, ".letter-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), filepath.Join(dir, name))
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// compose makes the message of RFC 5322: plain text, UTF-8, one addressee.
func compose(m Message, encoding gomail.Encoding) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithCharset(gomail.CharsetUTF8), gomail.WithEncoding(encoding), gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&m.From)
	msg.ToMailAddress(&mail.Address{Address: m.To})
	if len(msg.GetTo()) != 1 || msg.GetTo()[0].Address != m.To {
		return nil, fmt.Errorf("address a letter to %q: not one plain address", m.To)
	}
	_, domain, _ := strings.Cut(m.From.Address, "@")
	msg.SetMessageIDWithValue(m.ID + "@" + domain)
	msg.SetDateWithValue(m.At)
	msg.Subject(m.Subject)
	// No robot need answer, and the reader's program need not guess.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("Content-Language", m.Language)
	msg.SetBodyString(gomail.TypeTextPlain, m.Body)
	return msg, nil
}
