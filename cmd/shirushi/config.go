package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"shirushi/internal/command"
	"shirushi/internal/mail"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/data"
)

// A config is what the operator decides about one installation. What the
// scheme decides is not here but in the catalogue.
type config struct {
	Listen         string     `yaml:"listen"`          // host:port
	BaseURL        string     `yaml:"base_url"`        // as people type it, without a path
	Data           string     `yaml:"data"`            // folder with keys/, files/, letters/
	Database       string     `yaml:"database"`        // "sqlite:FILE" (below data unless absolute) or "postgres://…"
	DatabaseFile   string     `yaml:"database_file"`   // file that holds the database address instead, for secrets
	Mail           mailConfig `yaml:"mail"`            // without smtp, letters land as files in data/letters
	TrustedProxies []string   `yaml:"trusted_proxies"` // addresses or ranges whose X-Forwarded-For is believed
	RateLimit      rateLimit  `yaml:"rate_limit"`      // of one client address
	LogLevel       string     `yaml:"log_level"`       // debug, info (default), warn, error

	Security securityConfig `yaml:"security"` // what /.well-known/security.txt says; without contact there is none

	EvidenceKeyFile  string `yaml:"evidence_key_file"`  // master key of handed-over evidence, outside data; "": no files are taken
	EvidenceFileMiB  int    `yaml:"evidence_file_mib"`  // one file at most; 0: what the scheme says
	EvidenceQuotaMiB int    `yaml:"evidence_quota_mib"` // all files of one organisation at most; 0: what the scheme says

	Witnesses      []witnessConfig `yaml:"witnesses"`       // who cosigns the public log's checkpoints
	WitnessSeconds int             `yaml:"witness_seconds"` // how often each is asked at most; 0: witnessPeriod

	CacheSeconds     int `yaml:"cache_seconds"`      // for which browsers and caches may keep what tells a status; 0: web.KeepUsually
	PreparedPagesMiB int `yaml:"prepared_pages_mib"` // of disk for label pages kept ready; 0: defaultPagesMiB, negative: none are kept
}

// A rateLimit bounds the requests of one client address; a ministry may sit
// behind a single one. Zero fields take the defaults of package web.
type rateLimit struct {
	PerMinute int `yaml:"per_minute"` // on average; negative: no limit
	Burst     int `yaml:"burst"`      // at once
}

// A securityConfig says how to report a weakness of this site.
type securityConfig struct {
	Contact    []string `yaml:"contact"`    // mailto:, https: or tel:, the preferred one first
	Policy     string   `yaml:"policy"`     // https address
	Encryption string   `yaml:"encryption"` // https address of a key
	ValidDays  int      `yaml:"valid_days"` // for which it may be relied on; 0: 90
}

func (c securityConfig) check(say func(field, remedy string)) {
	for _, one := range c.Contact {
		u, err := url.Parse(one)
		if err != nil || !slices.Contains([]string{"mailto", "https", "tel"}, u.Scheme) || u.Opaque == "" && u.Host == "" || strings.ContainsAny(one, "\r\n ") {
			say("security.contact", "give addresses that begin with mailto:, https:// or tel:, such as mailto:security@label.example.jp")
			break
		}
	}
	for field, one := range map[string]string{"security.policy": c.Policy, "security.encryption": c.Encryption} {
		if u, err := url.Parse(one); one != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
			say(field, "give an address that begins with https://")
		}
	}
	if c.ValidDays < 0 || c.ValidDays > 365 {
		say("security.valid_days", "give 1 to 365 days, or leave it out for 90")
	}
	if len(c.Contact) == 0 && (c.Policy != "" || c.Encryption != "" || c.ValidDays != 0) {
		say("security.contact", "is needed when anything else of security is given")
	}
}

func (c securityConfig) said() data.Security {
	return data.Security{Contacts: c.Contact, Policy: c.Policy, Encryption: c.Encryption, ValidDays: cmp.Or(c.ValidDays, 90)}
}

type mailConfig struct {
	From string      `yaml:"from"`
	SMTP *smtpConfig `yaml:"smtp"`
}

type smtpConfig struct {
	Host         string `yaml:"host"`
	Port         int    `yaml:"port"`
	User         string `yaml:"user"`
	PasswordFile string `yaml:"password_file"`
	TLS          string `yaml:"tls"` // starttls (default), tls, none (loopback only)
}

// readConfig reads and checks a configuration file. Relative paths in it are
// relative to the file.
func readConfig(name string) (config, error) {
	var c config
	b, err := os.ReadFile(name)
	if err != nil {
		return c, fmt.Errorf("read configuration: %w", err)
	}
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(&c); err != nil {
		return c, fmt.Errorf("read configuration %s: %w", name, err)
	}
	here := []*string{&c.Data, &c.DatabaseFile, &c.EvidenceKeyFile}
	if c.Mail.SMTP != nil {
		here = append(here, &c.Mail.SMTP.PasswordFile)
	}
	for _, path := range here {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(filepath.Dir(name), *path)
		}
	}
	if c.DatabaseFile != "" {
		if c.Database != "" {
			return c, errors.New("configuration: give database or database_file, not both")
		}
		secret, err := os.ReadFile(c.DatabaseFile)
		if err != nil {
			return c, fmt.Errorf("read database_file: %w", err)
		}
		c.Database = strings.TrimSpace(string(secret))
	}
	if c.Database == "" {
		c.Database = "sqlite:shirushi.db"
	}
	return c, c.check()
}

// check says all that is wrong with the configuration at once.
func (c config) check() error {
	var wrong []error
	say := func(field, remedy string) { wrong = append(wrong, fmt.Errorf("%s: %s", field, remedy)) }
	if _, port, err := net.SplitHostPort(c.Listen); err != nil || !isPort(port) {
		say("listen", "give host:port, such as 127.0.0.1:8080")
	}
	u, err := url.Parse(c.BaseURL)
	switch {
	case err != nil || u.Host == "" || (u.Path != "" && u.Path != "/") || u.RawQuery != "" || u.User != nil:
		say("base_url", "give the address people type, such as https://label.example.jp")
	case u.Scheme == "http" && u.Hostname() != "localhost":
		say("base_url", "must begin with https:// (http:// is for localhost only)")
	case u.Scheme != "http" && u.Scheme != "https":
		say("base_url", "must begin with https://")
	case !plainHost(u.Hostname()) || u.Port() == "443" && u.Scheme == "https" || u.Port() == "80" && u.Scheme == "http":
		// Browsers name the site so when they send a form; another writing of it would not be known as ours.
		say("base_url", "write the name in small letters, an international one as xn--…, without a dot at the end and without the usual port")
	case net.ParseIP(u.Hostname()) != nil:
		say("base_url", "must be a name: passkeys do not work with a bare IP address")
	}
	if c.Data == "" {
		say("data", "name the folder for keys, files and the database")
	}
	if c.Database == "sqlite:" {
		say("database", "name the file after sqlite:, such as sqlite:shirushi.db")
	}
	if c.RateLimit.Burst < 0 {
		say("rate_limit.burst", "must not be negative; a negative per_minute means no limit")
	}
	if !strings.HasPrefix(c.Database, "sqlite:") && !strings.HasPrefix(c.Database, "postgres://") {
		say("database", `begin with "sqlite:" or "postgres://"`)
	}
	if !scheme.PlausibleEmail(c.Mail.From) {
		say("mail.from", "give the sender's address, such as office@label.example.jp")
	}
	if s := c.Mail.SMTP; s != nil {
		if s.Host == "" || s.Port < 1 || s.Port > 65535 {
			say("mail.smtp", "give host and port")
		}
		switch s.TLS {
		case "", "starttls", "tls", "none":
		default:
			say("mail.smtp.tls", "must be starttls, tls or none")
		}
	}
	if n := c.CacheSeconds; n != 0 && (n < int(web.KeepLeast/time.Second) || n > int(web.KeepMost/time.Second)) {
		say("cache_seconds", fmt.Sprintf("give %d to %d seconds, or leave it out for %d", web.KeepLeast/time.Second, web.KeepMost/time.Second, web.KeepUsually/time.Second))
	}
	if c.EvidenceFileMiB < 0 || c.EvidenceQuotaMiB < 0 {
		say("evidence_file_mib, evidence_quota_mib", "must not be negative; leave them out to take the scheme's")
	}
	c.Security.check(say)
	c.checkWitnesses(say)
	if err := c.checkEvidenceKey(); err != nil {
		say("evidence_key_file", err.Error())
	}
	for _, p := range c.TrustedProxies {
		if _, err := parseRange(p); err != nil {
			say("trusted_proxies", fmt.Sprintf("%q is neither an address nor a range", p))
		}
	}
	switch c.LogLevel {
	case "", "debug", "info", "warn", "error":
	default:
		say("log_level", "must be debug, info, warn or error")
	}
	return errors.Join(wrong...)
}

// keepStatus is how long browsers and caches may keep what tells a status; 0
// when the operator has not chosen.
func (c config) keepStatus() time.Duration { return time.Duration(c.CacheSeconds) * time.Second }

func isPort(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil
}

// plainHost reports whether a host name is written as browsers write it.
func plainHost(s string) bool {
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '.' || r == ':') {
			return false
		}
	}
	return !strings.HasSuffix(s, ".")
}

func parseRange(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		return a.Prefix(a.BitLen())
	}
	return netip.ParsePrefix(s)
}

// dsn returns the database address with a relative SQLite file placed in the
// data folder.
func (c config) dsn() string {
	file, ok := strings.CutPrefix(c.Database, "sqlite:")
	if ok && !filepath.IsAbs(file) {
		return "sqlite:" + filepath.Join(c.Data, file)
	}
	return c.Database
}

// base returns the public address without a slash at its end.
func (c config) base() string { return strings.TrimSuffix(c.BaseURL, "/") }

// sender returns the way letters leave the house.
func (c config) sender() (mail.Sender, error) {
	s := c.Mail.SMTP
	if s == nil {
		return mail.Folder(filepath.Join(c.Data, "letters")), nil
	}
	password := ""
	if s.PasswordFile != "" {
		b, err := os.ReadFile(s.PasswordFile)
		if err != nil {
			return nil, fmt.Errorf("read mail.smtp.password_file: %w", err)
		}
		password = strings.TrimSpace(string(b))
	}
	return mail.SMTP(mail.Server{Host: s.Host, Port: s.Port, User: s.User, Password: password, TLS: cmp.Or(s.TLS, "starttls")})
}

func checkConfig(_ context.Context, args []string, out io.Writer) error {
	f := command.Flags("check-config")
	read := configFlag(f)
	if err := command.Parse(f, args, out, false); err != nil {
		return err
	}
	c, err := read()
	if err != nil {
		return err
	}
	if _, err := c.sender(); err != nil {
		return err
	}
	fmt.Fprintf(out, "the configuration is right: %s, data in %s, %s\n", c.base(), c.Data, strings.SplitN(c.Database, ":", 2)[0])
	return nil
}
