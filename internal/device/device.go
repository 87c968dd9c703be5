// Package device is what a maker says of the device on its bench before it is
// measured: addresses, open services and who may use them, accounts, updates,
// pages, protected information. It reads and checks such a description, and
// asks for one in an interview. It measures nothing and holds no secret:
// passwords are asked when they are needed.
package device

import (
	"net/netip"
	"strconv"

	"shirushi/internal/scheme"
)

// A Description is what is said of a device. What is observed and not in it is
// a finding; what is in it and not observed is left open.
type Description struct {
	Format    int              `json:"format"`  // 1
	Edition   scheme.EditionID `json:"edition"` // of the criteria
	Product   Product          `json:"product"`
	Units     []Unit           `json:"units"` // one or two of the same product
	Services  []Service        `json:"services"`
	Accounts  []Account        `json:"accounts"`
	Passwords Passwords        `json:"default_passwords"`
	Update    Update           `json:"update"`
	Pages     Pages            `json:"pages"`
	Protected []Protected      `json:"protected_information"`
	Reset     Reset            `json:"reset"`
}

// A Product is what the product is called.
type Product struct {
	Name         string      `json:"name"`
	Models       []string    `json:"models"`
	Firmware     string      `json:"firmware"`      // version on the units
	SupportUntil scheme.Date `json:"support_until"` // "": undecided
}

// A Unit is one device on the bench.
type Unit struct {
	Name    string     `json:"name"` // "A"
	Address netip.Addr `json:"address"`
}

// A Transport is what carries a service.
type Transport string

const (
	TCP Transport = "tcp"
	UDP Transport = "udp"
)

// A Protocol is what a service speaks.
type Protocol string

const (
	HTTP   Protocol = "http"
	HTTPS  Protocol = "https"
	SSH    Protocol = "ssh"
	Telnet Protocol = "telnet"
	FTP    Protocol = "ftp"
	MQTT   Protocol = "mqtt"
	MQTTS  Protocol = "mqtts"
	CoAP   Protocol = "coap"
	RTSP   Protocol = "rtsp"
	SNMP   Protocol = "snmp"
	MDNS   Protocol = "mdns"
	SSDP   Protocol = "ssdp"
	IGD    Protocol = "upnp-igd" // the control address of a UPnP gateway
	ONVIF  Protocol = "onvif"
	DNS    Protocol = "dns"
	DHCP   Protocol = "dhcp"
	NTP    Protocol = "ntp"
	Other  Protocol = "other"
)

// An Access says who may use a service.
type Access string

const (
	Authenticated Access = "authenticated" // only who has proved who they are
	Open          Access = "open"          // everyone who reaches it, and Why says that nothing protected can be
)

// A Service is something that listens on the device.
type Service struct {
	Port      int       `json:"port"` // 1 to 65535
	Transport Transport `json:"transport"`
	Protocol  Protocol  `json:"protocol"`
	Purpose   string    `json:"purpose"`
	Access    Access    `json:"access"`
	Why       string    `json:"why_open,omitempty"`
	Path      string    `json:"path,omitempty"`  // of the page, stream or resource that is asked for: "/", "/live"
	Login     *Login    `json:"login,omitempty"` // how one signs in, where the protocol leaves that open
}

// Target names a service as people and reports do: "443/tcp".
func (s Service) Target() string { return strconv.Itoa(s.Port) + "/" + string(s.Transport) }

// A LoginMethod is how a web service takes name and password.
type LoginMethod string

const (
	Basic  LoginMethod = "basic"
	Digest LoginMethod = "digest"
	Form   LoginMethod = "form"
	JSON   LoginMethod = "json"
)

// A Login says how one signs in to a web service, and how one tells that it
// was done.
type Login struct {
	Method   LoginMethod `json:"method"`
	Path     string      `json:"path"`                     // that is asked with, or posted to
	User     string      `json:"user_field,omitempty"`     // name of the form's field
	Password string      `json:"password_field,omitempty"` // name of the form's field
	Accepted string      `json:"accepted,omitempty"`       // text of the answer to a right password and of no other; "": told by status and cookie
}

// An Account is one that is there for the test.
type Account struct {
	Name     string   `json:"name"`
	Purpose  string   `json:"purpose,omitempty"`
	Services []string `json:"services,omitempty"` // targets that it may sign in to; none: all that are authenticated
}

// A Policy says where default passwords come from.
type Policy string

const (
	Unique Policy = "unique" // another in each unit, from production
	Chosen Policy = "chosen" // none: the user sets one before anything else works
	Common Policy = "common" // the same in all units
	Absent Policy = "absent" // the product authenticates nobody over a network
)

// Passwords are what holds of default passwords.
type Passwords struct {
	Policy Policy `json:"policy"`
	Length int    `json:"minimum_length,omitempty"`
	List   string `json:"list,omitempty"` // file with passwords as made in production, one on a line, for their pattern
}

// A Way is how an update comes to the device.
type Way string

const (
	Automatic Way = "automatic"
	ByPage    Way = "page"
	ByApp     Way = "app"
	ByMedium  Way = "medium" // a memory card or stick
	NoUpdate  Way = "none"
)

// Update says how the software is updated.
type Update struct {
	Ways    []Way    `json:"ways"`
	URL     string   `json:"url,omitempty"`     // from which the device fetches
	Image   string   `json:"image,omitempty"`   // file of a genuine image, from which an altered one is made
	Target  string   `json:"target,omitempty"`  // service to which an image is handed: "443/tcp"
	Path    string   `json:"path,omitempty"`    // there
	Field   string   `json:"field,omitempty"`   // name of the form's field
	Version *Version `json:"version,omitempty"` // where the device tells its version
}

// A Version says where a device tells the version of its software.
type Version struct {
	Target  string `json:"target"` // service: "80/tcp"
	Path    string `json:"path"`
	Pattern string `json:"pattern"` // regular expression (RE2) whose first group is the version
}

// Pages are web pages about the product.
type Pages struct {
	Disclosure string `json:"disclosure_policy"`      // of the maker, on how vulnerabilities are reported
	Security   string `json:"security_txt,omitempty"` // RFC 9116
	Support    string `json:"support"`                // on updates, support end, safe use and disposal
	Manual     string `json:"manual,omitempty"`
}

// Protected is a piece of protected information.
type Protected struct {
	Name   string `json:"name"`
	Stored bool   `json:"stored"`
	Sent   bool   `json:"sent"`
}

// Reset says how a person erases what the device stores.
type Reset struct {
	How string `json:"how"`
}

// Of returns the services with one of these protocols, in the description's
// order.
func (d Description) Of(protocols ...Protocol) []Service {
	var all []Service
	for _, s := range d.Services {
		for _, p := range protocols {
			if s.Protocol == p {
				all = append(all, s)
			}
		}
	}
	return all
}

// Service returns the service at a target; false when none is described there.
func (d Description) Service(target string) (Service, bool) {
	for _, s := range d.Services {
		if s.Target() == target {
			return s, true
		}
	}
	return Service{}, false
}
