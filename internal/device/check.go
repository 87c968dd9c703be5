package device

import (
	"slices"
	"strconv"
	"strings"

	"shirushi/internal/yamlfile"
)

// A check is the look for what the schema cannot say: values that are none,
// and parts that contradict each other.
type check struct {
	Description
	doc      *yamlfile.Document
	problems []yamlfile.Problem
}

// at reports a fault, if there is one, of the value at this path.
func (c *check) at(f *yamlfile.Fault, at ...string) {
	if f != nil {
		c.problems = append(c.problems, c.doc.Problem(*f, at...))
	}
}

func (c *check) all(units []unitShape) {
	c.product()
	c.units(units)
	c.services()
	c.accounts()
	c.passwords()
	c.update()
	c.pages()
	c.protected()
	c.at(textFault(c.Reset.How), "reset", "how")
}

func (c *check) product() {
	p := c.Product
	c.at(textFault(p.Name), "product", "name")
	for i, m := range p.Models {
		c.at(textFault(m), "product", "models", strconv.Itoa(i))
	}
	c.at(textFault(p.Firmware), "product", "firmware")
	c.at(dayFault(string(p.SupportUntil)), "product", "support_until")
}

func (c *check) units(units []unitShape) {
	c.Units = make([]Unit, len(units))
	for i, u := range units {
		a, fault := addressOf(u.Address)
		c.Units[i] = Unit{u.Name, a}
		if fault == nil {
			fault = addressTaken(c.Units[:i], a.String())
		}
		c.at(fault, "units", strconv.Itoa(i), "address")
		for _, before := range c.Units[:i] {
			if strings.EqualFold(before.Name, u.Name) {
				c.at(wrong("unit_twice", before.Name), "units", strconv.Itoa(i), "name")
			}
		}
	}
}

func addressTaken(units []Unit, address string) *yamlfile.Fault {
	for _, u := range units {
		if u.Address.String() == address {
			return wrong("address_twice", u.Name)
		}
	}
	return nil
}

func (c *check) services() {
	first := map[string]int{}
	for i, s := range c.Services {
		at := func(key string) []string { return []string{"services", strconv.Itoa(i), key} }
		if before, twice := first[s.Target()]; twice {
			c.at(wrong("service_twice", s.Target(), strconv.Itoa(before)), at("port")...)
		} else {
			first[s.Target()] = c.doc.Line(at("port")...)
		}
		if only := carriers[s.Protocol]; only != "" && only != s.Transport {
			c.at(wrong("transport", string(s.Protocol), string(only)), at("transport")...)
		}
		c.at(textFault(s.Purpose), at("purpose")...)
		c.at(textFault(s.Why), at("why_open")...)
		c.at(pathFault(s.Path), at("path")...)
		c.access(s, at)
	}
}

// access looks whether what is said of who may use a service fits together.
func (c *check) access(s Service, at func(key string) []string) {
	switch {
	case s.Access == Open && s.Why == "":
		c.at(wrong("why_missing", s.Target()), at("access")...)
	case s.Access == Authenticated && s.Why != "":
		c.at(wrong("why_stray", s.Target()), at("why_open")...)
	case s.Access == Authenticated && s.Protocol.NeverAuthenticated():
		c.at(wrong("never_authenticated", string(s.Protocol)), at("access")...)
	}
	switch {
	case s.Access == Authenticated && s.Protocol.TakesLogin() && s.Login == nil:
		c.at(wrong("login_missing", s.Target()), at("access")...)
	case s.Login != nil && s.Access == Open:
		c.at(wrong("login_open", s.Target()), at("login")...)
	case s.Login != nil && !s.Protocol.TakesLogin():
		c.at(wrong("login_stray", string(s.Protocol)), at("login")...)
	case s.Login != nil:
		c.login(*s.Login, at("login"))
	}
}

func (c *check) login(l Login, at []string) {
	below := func(key string) []string { return append(slices.Clone(at), key) }
	fields := l.Method == Form || l.Method == JSON
	switch {
	case fields && l.Password == "":
		c.at(wrong("field_missing", string(l.Method)), below("method")...)
	case !fields && l.Password != "":
		c.at(wrong("field_stray", string(l.Method)), below("password_field")...)
	case !fields && l.User != "":
		c.at(wrong("field_stray", string(l.Method)), below("user_field")...)
	}
	c.at(pathFault(l.Path), below("path")...)
	c.at(textFault(l.Accepted), below("accepted")...)
}

func (c *check) accounts() {
	taken := map[string]bool{} // name and service
	for i, a := range c.Accounts {
		at := func(more ...string) []string { return append([]string{"accounts", strconv.Itoa(i)}, more...) }
		c.at(textFault(a.Name), at("name")...)
		c.at(textFault(a.Purpose), at("purpose")...)
		for j, target := range a.Services {
			c.at(c.signsIn(target), at("services", strconv.Itoa(j))...)
		}
		targets := a.Services
		if len(targets) == 0 {
			targets = c.authenticated()
			if len(targets) == 0 {
				c.at(wrong("account_nowhere"), at("name")...)
			}
		}
		for _, target := range targets {
			if taken[a.Name+"\n"+target] {
				c.at(wrong("account_twice", quoted(a.Name), target), at("name")...)
				break
			}
		}
		for _, target := range targets {
			taken[a.Name+"\n"+target] = true
		}
	}
}

// signsIn says why nobody signs in to the service at a target.
func (c *check) signsIn(target string) *yamlfile.Fault {
	s, ok := c.Service(target)
	switch {
	case !ok:
		return wrong("no_service", target)
	case s.Access != Authenticated:
		return wrong("service_open", target)
	}
	return nil
}

// authenticated returns the targets of the services to which one signs in.
func (d Description) authenticated() []string {
	var all []string
	for _, s := range d.Services {
		if s.Access == Authenticated {
			all = append(all, s.Target())
		}
	}
	return all
}

func (c *check) passwords() {
	p := c.Passwords
	if p.Policy == Absent && len(c.authenticated()) > 0 {
		c.at(wrong("policy_absent", c.authenticated()[0]), "default_passwords", "policy")
	}
	if p.Policy == Absent && p.Length > 0 {
		c.at(wrong("length_stray"), "default_passwords", "minimum_length")
	}
	if p.Policy != Unique && p.List != "" {
		c.at(wrong("list_stray", string(p.Policy)), "default_passwords", "list")
	}
	c.at(fileFault(p.List), "default_passwords", "list")
}

func (c *check) update() {
	u := c.Update
	c.at(waysFault(u.Ways), "update", "ways")
	for _, one := range []struct{ key, value string }{{"url", u.URL}, {"image", u.Image}, {"target", u.Target}, {"path", u.Path}, {"field", u.Field}} {
		if one.value != "" && slices.Contains(u.Ways, NoUpdate) {
			c.at(wrong("update_none", one.key), "update", one.key)
		}
	}
	c.at(urlFault(u.URL), "update", "url")
	c.at(fileFault(u.Image), "update", "image")
	c.at(pathFault(u.Path), "update", "path")
	switch {
	case u.Target != "":
		c.at(c.web(u.Target), "update", "target")
		if u.Path == "" {
			c.at(wrong("path_missing", u.Target), "update", "target")
		}
	case u.Path != "":
		c.at(wrong("target_missing"), "update", "path")
	case u.Field != "":
		c.at(wrong("target_missing"), "update", "field")
	}
	if v := u.Version; v != nil {
		c.at(c.web(v.Target), "update", "version", "target")
		c.at(pathFault(v.Path), "update", "version", "path")
		c.at(patternFault(v.Pattern), "update", "version", "pattern")
	}
}

func waysFault(ways []Way) *yamlfile.Fault {
	if slices.Contains(ways, NoUpdate) && len(ways) > 1 {
		return wrong("ways_none")
	}
	return nil
}

// web says why no page can be asked for at a target.
func (c *check) web(target string) *yamlfile.Fault {
	s, ok := c.Service(target)
	switch {
	case !ok:
		return wrong("no_service", target)
	case !s.Protocol.isWeb():
		return wrong("no_web", target, string(s.Protocol))
	}
	return nil
}

func (c *check) pages() {
	p := c.Pages
	for _, one := range []struct{ key, url string }{{"disclosure_policy", p.Disclosure}, {"security_txt", p.Security}, {"support", p.Support}, {"manual", p.Manual}} {
		c.at(urlFault(one.url), "pages", one.key)
	}
}

func (c *check) protected() {
	first := map[string]int{}
	for i, p := range c.Protected {
		at := []string{"protected_information", strconv.Itoa(i), "name"}
		c.at(textFault(p.Name), at...)
		if before, twice := first[p.Name]; twice {
			c.at(wrong("protected_twice", strconv.Itoa(before)), at...)
			continue
		}
		first[p.Name] = c.doc.Line(at...)
		if !p.Stored && !p.Sent {
			c.at(wrong("protected_nowhere"), at...)
		}
	}
}
