package probe

import (
	"context"
	"net/netip"

	"shirushi/internal/device"
	"shirushi/internal/report"
	"shirushi/internal/scheme"
)

// access asks every open service for something without credentials. A service
// that gives what it should guard fails; that one refuses does not show that
// all of it is guarded, so the item is left to a person.
var access = Probe{
	ID:    "access",
	About: []scheme.Subject{scheme.SubjectAccess},
	Sends: func(b *Bench, unit device.Unit) []Sending {
		var all []Sending
		for _, s := range b.Services(unit) {
			if _, ok := doors[s.Protocol]; ok {
				all = append(all, Sending{s.Target(), "probe.sends.access." + string(s.Protocol), 4})
			}
		}
		return all
	},
	Look: func(ctx context.Context, b *Bench, unit device.Unit) error {
		for _, s := range b.Services(unit) {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			b.tryDoor(ctx, unit, s)
		}
		return nil
	},
}

// A door is what trying a service without credentials showed.
type door struct {
	state doorState
	saw   string // in the device's own words, for the sentence
}

type doorState string

const (
	doorOpen    doorState = "open"    // it gave what the description says is guarded
	doorShut    doorState = "shut"    // it asked for credentials
	doorUnclear doorState = "unclear" // it answered, and whether that is guarded a person must say
	doorSilent  doorState = "silent"  // no answer that could be read
)

// doors are the ways in which services are tried, by protocol.
var doors = map[device.Protocol]func(context.Context, *Bench, *Look, netip.AddrPort, device.Service) door{
	device.HTTP:   httpDoor,
	device.HTTPS:  httpDoor,
	device.MQTT:   mqttDoor,
	device.MQTTS:  mqttDoor,
	device.RTSP:   rtspDoor,
	device.FTP:    ftpDoor,
	device.Telnet: telnetDoor,
	device.SSH:    sshDoor,
	device.CoAP:   coapDoor,
	device.SNMP:   snmpDoor,
	device.IGD:    igdDoor,
	device.ONVIF:  onvifDoor,
}

func (b *Bench) tryDoor(ctx context.Context, unit device.Unit, s device.Service) {
	try, ok := doors[s.Protocol]
	l := b.Look("access", "", scheme.SubjectAccess, unit.Name, s.Target(), report.Say("probe.did.access_one", s.Target(), string(s.Protocol)))
	if !ok {
		if s.Access == device.Open {
			l.End(report.NeedsPerson, report.Informs, report.Say("probe.saw.access_described_open", s.Why))
			return
		}
		l.End(report.NeedsPerson, report.Informs, report.Say("probe.saw.access_unknown"))
		return
	}
	found := try(ctx, b, l, at(unit, s), s)
	switch {
	case found.state == doorSilent:
		l.End(report.Inconclusive, report.Refutes, report.Say("probe.saw.access_silent"))
	case s.Access == device.Open:
		l.End(report.NeedsPerson, report.Informs, report.Say("probe.saw.access_described_open", s.Why))
	case found.state == doorOpen:
		l.End(report.Fail, report.Refutes, report.Say("probe.saw.access_open", found.saw))
	case found.state == doorShut:
		l.End(report.Pass, report.Refutes, report.Say("probe.saw.access_shut", found.saw))
	default:
		l.End(report.NeedsPerson, report.Informs, report.Say("probe.saw.access_unclear", found.saw))
	}
}
