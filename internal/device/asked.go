package device

import (
	"net/url"
	"slices"
	"strconv"

	"shirushi/internal/scheme"
	"shirushi/internal/yamlfile"
)

// protocols are all there are, in the order in which they are offered.
var protocols = []Protocol{HTTP, HTTPS, SSH, Telnet, FTP, MQTT, MQTTS, CoAP, RTSP, SNMP, MDNS, SSDP, IGD, ONVIF, DNS, DHCP, NTP, Other}

// usual is where a protocol is mostly found; what has no path is not asked
// for one.
var usual = map[Protocol]struct {
	port      int
	transport Transport
	path      string
}{
	HTTP: {80, TCP, "/"}, HTTPS: {443, TCP, "/"}, SSH: {22, TCP, ""}, Telnet: {23, TCP, ""}, FTP: {21, TCP, ""}, MQTT: {1883, TCP, ""}, MQTTS: {8883, TCP, ""},
	CoAP: {5683, UDP, "/.well-known/core"}, RTSP: {554, TCP, "/"}, SNMP: {161, UDP, ""}, MDNS: {5353, UDP, ""}, SSDP: {1900, UDP, ""}, IGD: {5000, TCP, "/rootDesc.xml"},
	ONVIF: {80, TCP, "/onvif/device_service"}, DNS: {53, UDP, ""}, DHCP: {67, UDP, ""}, NTP: {123, UDP, ""}, Other: {0, TCP, ""},
}

const usualPattern = `([0-9]+(?:\.[0-9]+)+)`

func (iv *interview) product() {
	p := &iv.d.Product
	p.Name = iv.text(Question{Field: "product.name", Key: "device.ask.name"})
	p.Models = iv.many(Question{Field: "product.models", Key: "device.ask.models", Many: true}, textFault, bySchema("product.models[0]"))
	p.Firmware = iv.text(Question{Field: "product.firmware", Key: "device.ask.firmware"})
	p.SupportUntil = scheme.Date(iv.code(Question{Field: "product.support_until", Key: "device.ask.support_until", Optional: true}, dayFault))
}

func (iv *interview) units() {
	for i, name := range []string{"A", "B"} {
		q := Question{Field: "units[" + strconv.Itoa(i) + "].address", Key: "device.ask.unit", Args: []string{name}}
		if i > 0 {
			q.Key, q.Optional = "device.ask.unit_second", true
		}
		answer := iv.code(q, func(answer string) *yamlfile.Fault {
			a, fault := addressOf(answer)
			if fault == nil {
				fault = addressTaken(iv.d.Units, a.String())
			}
			return fault
		})
		if answer == "" {
			return
		}
		a, _ := addressOf(answer)
		iv.d.Units = append(iv.d.Units, Unit{name, a})
	}
}

func (iv *interview) services() {
	for iv.err == nil {
		i := len(iv.d.Services)
		field := "services[" + strconv.Itoa(i) + "]."
		key := "device.ask.service"
		if i > 0 {
			key = "device.ask.service_next"
		}
		protocol := Protocol(iv.one(Question{Field: field + "protocol", Key: key, Choices: words(protocols), Optional: true}))
		if protocol == "" {
			return
		}
		s := iv.service(field, protocol)
		if iv.err == nil {
			iv.d.Services = append(iv.d.Services, s)
		}
	}
}

// service asks for one service, of which the protocol is known.
func (iv *interview) service(field string, protocol Protocol) Service {
	u := usual[protocol]
	s := Service{Protocol: protocol, Transport: u.transport, Access: Open}
	if protocol == DNS || protocol == Other { // all else is mostly found where it usually is

		s.Transport = Transport(iv.one(Question{Field: field + "transport", Key: "device.ask.transport", Choices: words([]Transport{TCP, UDP}), Default: string(u.transport)}))
	}
	q := Question{Field: field + "port", Key: "device.ask.port"}
	if _, taken := iv.d.Service(Service{Port: u.port, Transport: s.Transport}.Target()); u.port > 0 && !taken {
		q.Default = strconv.Itoa(u.port)
	}
	s.Port = iv.number(q, func(answer string) *yamlfile.Fault {
		n, _ := strconv.Atoi(answer)
		if before, taken := iv.d.Service(Service{Port: n, Transport: s.Transport}.Target()); taken {
			return wrong("port_asked", before.Target(), string(before.Protocol))
		}
		return nil
	})
	s.Purpose = iv.text(Question{Field: field + "purpose", Key: "device.ask.purpose"})
	if !protocol.NeverAuthenticated() {
		s.Access = Access(iv.one(Question{Field: field + "access", Key: "device.ask.access", Choices: said(Authenticated, Open)}))
	}
	if s.Access == Open {
		s.Why = iv.text(Question{Field: field + "why_open", Key: "device.ask.why_open"})
	}
	if u.path != "" {
		s.Path = iv.code(Question{Field: field + "path", Key: "device.ask.path", Default: u.path}, pathFault)
	}
	if s.Access == Authenticated && protocol.TakesLogin() {
		s.Login = iv.login(field+"login.", s)
	}
	return s
}

func (iv *interview) login(field string, s Service) *Login {
	usual := Form
	if s.Protocol == ONVIF {
		usual = Digest
	}
	l := &Login{Method: LoginMethod(iv.one(Question{Field: field + "method", Key: "device.ask.login_method", Choices: said(Basic, Digest, Form, JSON), Default: string(usual)}))}
	l.Path = iv.code(Question{Field: field + "path", Key: "device.ask.login_path", Default: s.Path}, pathFault)
	if l.Method == Form || l.Method == JSON {
		l.User = iv.code(Question{Field: field + "user_field", Key: "device.ask.login_user", Optional: true})
		l.Password = iv.code(Question{Field: field + "password_field", Key: "device.ask.login_password"})
		l.Accepted = iv.text(Question{Field: field + "accepted", Key: "device.ask.login_accepted", Optional: true})
	}
	return l
}

func (iv *interview) accounts() {
	targets := iv.d.authenticated()
	for len(targets) > 0 && iv.err == nil {
		i := len(iv.d.Accounts)
		field := "accounts[" + strconv.Itoa(i) + "]."
		key := "device.ask.account"
		if i > 0 {
			key = "device.ask.account_next"
		}
		a := Account{Name: iv.one(Question{Field: field + "name", Key: key, Optional: true}, textFault, bySchema(field+"name"), func(name string) *yamlfile.Fault {
			if left := iv.left(name, targets); len(left) == 0 {
				return wrong("account_asked", quoted(name))
			}
			return nil
		})}
		if a.Name == "" {
			return
		}
		a.Purpose = iv.text(Question{Field: field + "purpose", Key: "device.ask.account_purpose", Optional: true})
		if len(targets) > 1 {
			a.Services = iv.signsIn(field+"services", iv.left(a.Name, targets), len(targets))
		}
		iv.d.Accounts = append(iv.d.Accounts, a)
	}
}

// signsIn asks to which of the services left an account signs in; none: all
// of them, where all are left.
func (iv *interview) signsIn(field string, left []string, of int) []string {
	q := Question{Field: field, Key: "device.ask.account_services", Choices: words(left), Many: true}
	if len(left) == of {
		q.Choices, q.Default = append(q.Choices, said(every)...), every
	}
	targets := iv.many(q)
	if slices.Contains(targets, every) {
		return nil
	}
	return targets
}

// every is the answer that all services are meant.
const every = "all"

// left returns the services to which no account of this name signs in yet.
func (iv *interview) left(name string, targets []string) []string {
	return slices.DeleteFunc(slices.Clone(targets), func(target string) bool {
		return slices.ContainsFunc(iv.d.Accounts, func(a Account) bool {
			return a.Name == name && (len(a.Services) == 0 || slices.Contains(a.Services, target))
		})
	})
}

func (iv *interview) passwords() {
	p := &iv.d.Passwords
	q := Question{Field: "default_passwords.policy", Key: "device.ask.policy", Choices: said(Unique, Chosen, Common)}
	if len(iv.d.authenticated()) == 0 {
		q.Choices, q.Default = said(Unique, Chosen, Common, Absent), string(Absent)
	}
	p.Policy = Policy(iv.one(q))
	if p.Policy != Absent {
		p.Length = iv.number(Question{Field: "default_passwords.minimum_length", Key: "device.ask.length", Optional: true})
	}
	if p.Policy == Unique {
		p.List = iv.one(Question{Field: "default_passwords.list", Key: "device.ask.list", Optional: true}, fileFault, bySchema("default_passwords.list"))
	}
}

func (iv *interview) update() {
	u := &iv.d.Update
	ways := said(Automatic, ByPage, ByApp, ByMedium, NoUpdate)
	q := Question{Field: "update.ways", Key: "device.ask.ways", Choices: ways, Many: true}
	for _, w := range iv.ways(q) {
		u.Ways = append(u.Ways, Way(w))
	}
	if slices.Contains(u.Ways, Automatic) {
		u.URL = iv.code(Question{Field: "update.url", Key: "device.ask.update_url", Optional: true}, urlFault)
	}
	if !slices.Contains(u.Ways, NoUpdate) {
		u.Image = iv.one(Question{Field: "update.image", Key: "device.ask.image", Optional: true}, fileFault, bySchema("update.image"))
	}
	var web []string
	for _, s := range iv.d.Of(HTTP, HTTPS) {
		web = append(web, s.Target())
	}
	if len(web) == 0 {
		return
	}
	if slices.Contains(u.Ways, ByPage) {
		u.Target = iv.one(Question{Field: "update.target", Key: "device.ask.update_target", Choices: words(web), Optional: true})
	}
	if u.Target != "" {
		u.Path = iv.code(Question{Field: "update.path", Key: "device.ask.update_path"}, pathFault)
		u.Field = iv.code(Question{Field: "update.field", Key: "device.ask.update_field", Optional: true})
	}
	if target := iv.one(Question{Field: "update.version.target", Key: "device.ask.version", Choices: words(web), Optional: true}); target != "" {
		u.Version = &Version{Target: target,
			Path:    iv.code(Question{Field: "update.version.path", Key: "device.ask.version_path", Default: "/"}, pathFault),
			Pattern: iv.one(Question{Field: "update.version.pattern", Key: "device.ask.pattern", Default: usualPattern}, patternFault, bySchema("update.version.pattern"))}
	}
}

// ways asks until no way contradicts another.
func (iv *interview) ways(q Question) []string {
	for {
		words := iv.many(q)
		ways := make([]Way, len(words))
		for i, w := range words {
			ways[i] = Way(w)
		}
		if q.Wrong = waysFault(ways); q.Wrong == nil {
			return words
		}
		delete(iv.before, q.Field)
	}
}

func (iv *interview) pages() {
	p := &iv.d.Pages
	p.Disclosure = iv.code(Question{Field: "pages.disclosure_policy", Key: "device.ask.disclosure", Optional: true}, urlFault)
	q := Question{Field: "pages.security_txt", Key: "device.ask.security_txt", Optional: true}
	if u, err := url.Parse(p.Disclosure); err == nil && u.Host != "" {
		q.Default = "https://" + u.Host + "/.well-known/security.txt"
	}
	p.Security = iv.code(q, urlFault)
	p.Support = iv.code(Question{Field: "pages.support", Key: "device.ask.support", Optional: true}, urlFault)
	p.Manual = iv.code(Question{Field: "pages.manual", Key: "device.ask.manual", Optional: true}, urlFault)
}

func (iv *interview) protected() {
	for iv.err == nil {
		field := "protected_information[" + strconv.Itoa(len(iv.d.Protected)) + "]."
		key := "device.ask.protected"
		if len(iv.d.Protected) > 0 {
			key = "device.ask.protected_next"
		}
		p := Protected{Name: iv.one(Question{Field: field + "name", Key: key, Optional: true}, textFault, bySchema(field+"name"), func(name string) *yamlfile.Fault {
			if slices.ContainsFunc(iv.d.Protected, func(p Protected) bool { return p.Name == name }) {
				return wrong("protected_asked", quoted(name))
			}
			return nil
		})}
		if p.Name == "" {
			return
		}
		p.Stored = iv.yes(Question{Field: field + "stored", Key: "device.ask.stored", Args: []string{p.Name}})
		p.Sent = iv.yes(Question{Field: field + "sent", Key: "device.ask.sent", Args: []string{p.Name}}, func(answer string) *yamlfile.Fault {
			if answer == "no" && !p.Stored {
				return wrong("protected_nowhere")
			}
			return nil
		})
		if iv.err == nil {
			iv.d.Protected = append(iv.d.Protected, p)
		}
	}
}
