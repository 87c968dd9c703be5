package probe

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"shirushi/internal/device"
	"shirushi/internal/report"
	"shirushi/internal/scheme"
)

// ports counts what is open on a unit: all TCP ports and the usual UDP ones, in
// two passes, and compares it with the description.
var ports = Probe{
	ID:    "ports",
	About: []scheme.Subject{scheme.SubjectInterfaces},
	Sends: func(_ *Bench, _ device.Unit) []Sending {
		return []Sending{
			{"1-65535/tcp", "probe.sends.connect", 3 * lastPort},
			{"udp", "probe.sends.udp", udpTries * len(udpPorts)},
			{"tcp", "probe.sends.identify", 4},
		}
	},
	Look: func(ctx context.Context, b *Bench, unit device.Unit) error {
		if err := b.tcpPorts(ctx, unit); err != nil {
			return err
		}
		return b.udpPorts(ctx, unit)
	},
}

func (b *Bench) tcpPorts(ctx context.Context, unit device.Unit) error {
	l := b.Look("ports", "tcp", scheme.SubjectInterfaces, unit.Name, "", report.Say("probe.did.ports_tcp"))
	found, err := b.Wire.CountTCP(ctx, unit.Address, nil)
	if err != nil {
		return err
	}
	l.Note("%d open, %d closed, %d without answer; %d passes, the last with %d connections a second", len(found.Open), found.Closed, len(found.Silent), found.Passes, found.Rate)
	var seen []Seen
	for _, port := range found.Open {
		s := b.identify(ctx, l, unit, port)
		seen = append(seen, s)
		l.Note("open %s %s %s", s.Target(), s.Protocol, s.Banner)
	}
	b.Work.see(unit.Name, seen)
	for _, run := range ranges(found.Silent) {
		l.Note("no answer %s", run)
	}
	l.compare(device.TCP, seen, found.Silent)
	return nil
}

func (b *Bench) udpPorts(ctx context.Context, unit device.Unit) error {
	l := b.Look("ports", "udp", scheme.SubjectInterfaces, unit.Name, "", report.Say("probe.did.ports_udp", strconv.Itoa(len(udpPorts))))
	ask := slices.Clone(udpPorts)
	for _, s := range b.Device.Services {
		if s.Transport == device.UDP && !slices.ContainsFunc(ask, func(u udpPort) bool { return u.port == s.Port }) {
			ask = append(ask, udpPort{port: s.Port})
		}
	}
	found, err := b.Wire.countUDP(ctx, unit.Address, ask)
	if err != nil {
		return err
	}
	var seen []Seen
	for _, one := range found {
		l.Note("%s %d/udp %s", one.state, one.port.port, one.port.protocol)
		if one.state == udpAnswered {
			seen = append(seen, Seen{Port: one.port.port, Transport: device.UDP, Protocol: one.port.protocol})
		}
	}
	b.Work.see(unit.Name, seen)
	l.compare(device.UDP, seen, silentOf(found))
	return nil
}

// compare ends a look at ports: what is open and not described fails; what is
// described and not found is left open.
func (l *Look) compare(transport device.Transport, seen []Seen, silent []int) {
	var stray, lost []string
	for _, s := range seen {
		if _, ok := l.b.Device.Service(s.Target()); !ok {
			stray = append(stray, strings.TrimSpace(s.Target()+" "+string(s.Protocol)))
		}
	}
	for _, s := range l.b.Device.Services {
		if s.Transport == transport && !slices.ContainsFunc(seen, func(o Seen) bool { return o.Port == s.Port }) {
			lost = append(lost, s.Target())
		}
	}
	open, quiet := strconv.Itoa(len(seen)), strconv.Itoa(len(silent))
	switch {
	case len(stray) > 0:
		l.End(report.Fail, report.Refutes, report.Say("probe.saw.ports_stray", strings.Join(stray, ", ")))
	case len(lost) > 0:
		l.End(report.Inconclusive, report.Refutes, report.Say("probe.saw.ports_lost", strings.Join(lost, ", ")))
	default:
		l.End(report.Pass, report.Refutes, report.Say("probe.saw.ports_same", open, quiet))
	}
}

// ranges writes ports in order as people do: "1-79", "443".
func ranges(ports []int) []string {
	var all []string
	for i := 0; i < len(ports); {
		j := i
		for j+1 < len(ports) && ports[j+1] == ports[j]+1 {
			j++
		}
		text := strconv.Itoa(ports[i])
		if j > i {
			text += "-" + strconv.Itoa(ports[j])
		}
		all = append(all, text)
		i = j + 1
	}
	return all
}
