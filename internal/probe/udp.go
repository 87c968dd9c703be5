package probe

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"sync"
	"time"

	"shirushi/internal/device"
)

// udpTries is how often a UDP port is asked that keeps silent.
const udpTries = 4

// A udpPort is a port that is asked with something that its usual service
// answers.
type udpPort struct {
	port     int
	protocol device.Protocol
	ask      string
}

// Questions that services of these ports answer without credentials.
const (
	askDNS   = "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07version\x04bind\x00\x00\x10\x00\x03"
	askMDNS  = "\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x09_services\x07_dns-sd\x04_udp\x05local\x00\x00\x0c\x80\x01"
	askNTP   = "\xe3\x00\x04\xfa\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xc5\x4f\x23\x4b\x71\xb1\x52\xf3"
	askSNMP  = "\x30\x3a\x02\x01\x03\x30\x0f\x02\x02\x4a\x69\x02\x03\x00\xff\xe3\x04\x01\x04\x02\x01\x03\x04\x10\x30\x0e\x04\x00\x02\x01\x00\x02\x01\x00\x04\x00\x04\x00\x04\x00\x30\x12\x04\x00\x04\x00\xa0\x0c\x02\x02\x37\xf0\x02\x01\x00\x02\x01\x00\x30\x00" // version 3, discovery: any engine answers it
	askSSDP  = "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: ssdp:all\r\n\r\n"
	askCoAP  = "\x40\x01\x73\x68\xbb.well-known\x04core"
	askSIP   = "OPTIONS sip:shirushi@device SIP/2.0\r\nVia: SIP/2.0/UDP bench;branch=z9hG4bK0\r\nFrom: <sip:bench@bench>;tag=1\r\nTo: <sip:shirushi@device>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 0\r\nContent-Length: 0\r\n\r\n"
	askTFTP  = "\x00\x01shirushi-no-such-file\x00octet\x00"
	askRPC   = "\x72\xfe\x1d\x13\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01\x86\xa0\x00\x01\x97\x7c\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	askNBNS  = "\x80\xf0\x00\x10\x00\x01\x00\x00\x00\x00\x00\x00 CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\x00\x00!\x00\x01"
	askIKE   = "\x00\x11\x22\x33\x44\x55\x66\x77\x00\x00\x00\x00\x00\x00\x00\x00\x01\x10\x02\x00\x00\x00\x00\x00\x00\x00\x00\x1c"
	askSTUN  = "\x00\x01\x00\x00\x21\x12\xa4\x42shirushi-che"
	askOnvif = `<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><e:Header><w:MessageID>uuid:0a1b2c3d-0000-4000-8000-000000000001</w:MessageID><w:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To><w:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action></e:Header><e:Body><d:Probe/></e:Body></e:Envelope>`
)

// udpPorts are those on which devices usually listen, or malware likes to.
var udpPorts = []udpPort{
	{7, "", "shirushi"}, {9, "", ""}, {13, "", ""}, {17, "", ""}, {19, "", "shirushi"}, {37, "", ""}, {49, "", ""}, {53, device.DNS, askDNS}, {67, device.DHCP, ""}, {68, device.DHCP, ""},
	{69, "", askTFTP}, {80, "", ""}, {88, "", ""}, {111, "", askRPC}, {123, device.NTP, askNTP}, {135, "", ""}, {137, "", askNBNS}, {138, "", ""}, {139, "", ""}, {161, device.SNMP, askSNMP},
	{162, "", ""}, {177, "", ""}, {427, "", ""}, {443, "", ""}, {445, "", ""}, {500, "", askIKE}, {514, "", ""}, {518, "", ""}, {520, "", ""}, {593, "", ""},
	{623, "", ""}, {626, "", ""}, {631, "", ""}, {996, "", ""}, {997, "", ""}, {999, "", ""}, {1025, "", ""}, {1026, "", ""}, {1194, "", ""}, {1434, "", "\x02"},
	{1645, "", ""}, {1701, "", ""}, {1812, "", ""}, {1900, device.SSDP, askSSDP}, {2049, "", askRPC}, {3283, "", ""}, {3456, "", ""}, {3478, "", askSTUN}, {3702, device.ONVIF, askOnvif}, {4500, "", askIKE},
	{5004, "", ""}, {5060, "", askSIP}, {5351, "", "\x00\x00"}, {5353, device.MDNS, askMDNS}, {5683, device.CoAP, askCoAP}, {10000, "", ""}, {17185, "", ""}, {20031, "", ""}, {30718, "", "\x00\x00\x00\xf8"}, {47808, "", "\x81\x0a\x00\x11\x01\x04\x00\x05\x01\x0c\x0c\x02\x3f\xff\xff\x19\x4b"},
}

type udpState string

const (
	udpAnswered udpState = "open"
	udpRefused  udpState = "closed"
	udpSilent   udpState = "silent" // open and without an answer to this, or filtered
)

type udpFound struct {
	port  udpPort
	state udpState
}

// countUDP asks all ports at once, and those that keep silent anew one after
// another, as long as that makes more of them answer: systems tell of closed
// ports about once a second.
func (w *Wire) countUDP(ctx context.Context, to netip.Addr, ask []udpPort) ([]udpFound, error) {
	found := make([]udpFound, len(ask))
	failed := make([]error, len(ask))
	var asking sync.WaitGroup
	for i, p := range ask {
		asking.Go(func() {
			found[i].port = p
			found[i].state, failed[i] = w.askUDP(ctx, netip.AddrPortFrom(to, uint16(p.port)), p.ask, w.care.Wait)
		})
	}
	asking.Wait()
	if err := errors.Join(failed...); err != nil {
		return nil, err
	}
	for try, helped := 1, true; try < udpTries && helped; try++ {
		helped = false
		for i, f := range found {
			if f.state != udpSilent {
				continue
			}
			state, err := w.askUDP(ctx, netip.AddrPortFrom(to, uint16(f.port.port)), f.port.ask, time.Duration(try+1)*w.udpWait())
			if err != nil {
				return nil, err
			}
			found[i].state = state
			helped = helped || state != udpSilent
		}
	}
	slices.SortFunc(found, func(a, b udpFound) int { return a.port.port - b.port.port })
	return found, nil
}

// udpWait is what a service on the same network needs to answer, at most.
func (w *Wire) udpWait() time.Duration { return min(300*time.Millisecond, w.care.Wait) }

func (w *Wire) askUDP(ctx context.Context, to netip.AddrPort, ask string, wait time.Duration) (udpState, error) {
	c, err := w.Dial(ctx, "udp", to)
	if err != nil {
		return udpSilent, err
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(wait)); err != nil {
		return udpSilent, err
	}
	if _, err := c.Write([]byte(ask)); refused(err) {
		return udpRefused, nil
	}
	_, err = c.Read(make([]byte, 2048))
	switch {
	case ctx.Err() != nil:
		return udpSilent, ctx.Err()
	case err == nil:
		return udpAnswered, nil
	case refused(err):
		return udpRefused, nil
	}
	return udpSilent, nil
}

func silentOf(found []udpFound) []int {
	var all []int
	for _, f := range found {
		if f.state == udpSilent {
			all = append(all, f.port.port)
		}
	}
	return all
}
