package probe

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"shirushi/internal/device"
	"shirushi/internal/report"
	"shirushi/internal/scheme"
)

// A Bench is what probes work at: the device as described, the way to it, and
// where what was seen is kept.
type Bench struct {
	Device  device.Description
	Edition scheme.Edition // of the criteria whose items are looked at
	Wire    *Wire
	Work    *Work
	Now     func() time.Time
	Secrets *Secrets
	Dir     string // folder of the description: files that it names are in it; "": the one worked in
	Ask     Ask    // nil: nobody is there
}

// Seen is what was found open on a unit.
type Seen struct {
	Port      int              `json:"port"`
	Transport device.Transport `json:"transport"`
	Protocol  device.Protocol  `json:"protocol,omitempty"` // what it speaks, as far as that could be told
	Banner    string           `json:"banner,omitempty"`   // what it said by itself
}

// Target names what was seen as reports do.
func (s Seen) Target() string { return strconv.Itoa(s.Port) + "/" + string(s.Transport) }

// Services returns what there is to ask on a unit: all that was described, and
// all that was found open besides, by target.
func (b *Bench) Services(unit device.Unit) []device.Service {
	all := slices.Clone(b.Device.Services)
	for _, seen := range b.Work.Seen(unit.Name) {
		if _, ok := b.Device.Service(seen.Target()); !ok {
			all = append(all, device.Service{Port: seen.Port, Transport: seen.Transport, Protocol: seen.Protocol, Access: device.Authenticated})
		}
	}
	slices.SortStableFunc(all, func(a, b device.Service) int { return a.Port - b.Port })
	return all
}

// at is the address of a service of a unit.
func at(unit device.Unit, s device.Service) netip.AddrPort {
	return netip.AddrPortFrom(unit.Address, uint16(s.Port))
}

// A Look is one measurement while it is made.
type Look struct {
	b     *Bench
	m     report.Measurement
	lines strings.Builder
}

// item is the item of a subject. Plan leaves probes out of which the edition
// has none.
func (b *Bench) item(about scheme.Subject) scheme.CriterionID {
	item, _ := b.Edition.About(about)
	return item.ID
}

// Look begins a measurement for the item of a subject. id tells it from others of the same
// probe, unit and target.
func (b *Bench) Look(probe, id string, about scheme.Subject, unit, target string, did report.Said) *Look {
	l := &Look{b: b, m: report.Measurement{
		ID: strings.Join(slices.DeleteFunc([]string{probe, id, unit, target}, func(s string) bool { return s == "" }), "-"), Probe: probe, Item: b.item(about),
		Unit: unit, Target: target, Did: did, Began: b.Now().UTC(),
	}}
	return l
}

// most bounds the record of one measurement, in bytes.
const mostRecord = 256 << 10

// Note writes a line of the raw record: when, in seconds since the measurement
// began, and what. Whatever a device sent is written so that it can do nothing
// to who reads it, and no secret is written.
func (l *Look) Note(format string, args ...any) {
	if l.lines.Len() > mostRecord {
		return
	}
	line := l.b.Secrets.Hide(fmt.Sprintf(format, args...))
	fmt.Fprintf(&l.lines, "%9.3f %s\n", l.b.Now().Sub(l.m.Began).Seconds(), report.Harmless(line, 4000))
	if l.lines.Len() > mostRecord {
		l.lines.WriteString("          (the record ends here: it is too long)\n")
	}
}

// End is what a measurement says in the end.
func (l *Look) End(outcome report.Outcome, force report.Force, saw report.Said) {
	l.m.Outcome, l.m.Force, l.m.Saw, l.m.Ended = outcome, force, saw, l.b.Now().UTC()
	for i, a := range l.m.Saw.Args {
		l.m.Saw.Args[i] = report.Harmless(l.b.Secrets.Hide(a), 300)
	}
	l.b.Work.put(l.m, l.lines.String())
}

// Broken ends a measurement that the tool or the bench could not make.
func (l *Look) Broken(err error) {
	l.End(report.Error, report.Informs, report.Say("probe.broken", err.Error()))
}

// A Step is one probe at one unit.
type Step struct {
	Probe Probe
	Unit  device.Unit
}

// Name tells steps apart in the work folder.
func (s Step) Name() string { return s.Probe.ID + "@" + s.Unit.Name }

// Plan returns the steps of a whole run. Those that change the device are in
// it only where harm is; those of which the edition asks nothing are not.
func Plan(d device.Description, e scheme.Edition, harm bool) []Step {
	var all []Step
	for _, p := range Probes() {
		asked := slices.ContainsFunc(p.About, func(s scheme.Subject) bool { _, ok := e.About(s); return ok })
		if p.Harms && !harm || !asked {
			continue
		}
		for _, u := range d.Units {
			all = append(all, Step{p, u})
		}
	}
	return all
}

// Run carries out the steps that the work folder does not know as done. It ends
// soon when ctx does; what was begun is then forgotten and made anew by the
// next run.
func (b *Bench) Run(ctx context.Context, steps []Step, tell func(Step, error)) error {
	for _, s := range steps {
		if b.Work.Done(s.Name()) {
			continue
		}
		tell(s, nil)
		b.Work.begin()
		err := s.Probe.Look(ctx, b, s.Unit)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil { // of the tool, not of the device: said, and the others go on
			l := b.Look(s.Probe.ID, "broken", s.Probe.About[0], s.Unit.Name, "", report.Say("probe.did."+s.Probe.ID))
			l.Broken(err)
			tell(s, err)
		}
		if err := b.Work.finish(s.Name()); err != nil {
			return err
		}
	}
	return nil
}

func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("probe: " + err.Error())
	}
	return b
}
