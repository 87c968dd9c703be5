package takeover

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// label reads a row as the label that it describes. Its holder is still to be
// found.
func (r Row) label(w *desk.Work, no *scheme.Refusals) scheme.Label {
	l := scheme.Label{Level: scheme.LevelID(r.text("level")), Category: scheme.CategoryID(r.text("category")), Edition: scheme.EditionID(r.text("edition")),
		Catalog: w.Catalog, EndGround: scheme.GroundID(r.text("end_ground")), EndReason: r.text("end_reason"),
		HolderName: scheme.Text{Ja: r.text("holder_name_ja"), En: r.text("holder_name_en")},
		Standing: scheme.Standing{ValidFrom: r.day("valid_from"), ValidUntil: r.day("valid_until"), ExtensionApplied: r.day("extension_applied"),
			ExtensionRefused: r.day("extension_refused"), Withdrawn: r.day("withdrawn"), Revoked: r.day("revoked")}}
	number, err := w.Scheme.Numbering.Registration.Parse(r.text("number"))
	no.Add(err)
	l.Number = scheme.LabelNumber(number)
	l.FirstIssued = cmp.Or(r.day("first_issued"), l.ValidFrom)
	l.Listed = cmp.Or(r.day("listed"), l.FirstIssued)
	l.Product = r.product(no)
	l.Assessments = []scheme.Assessment{{Edition: l.Edition, Evaluator: scheme.EvaluatorClassID(r.text("evaluator")), Completed: cmp.Or(r.day("completed"), l.ValidFrom)}}
	for _, t := range []struct{ field, text string }{{"holder", r.text("holder")}, {"holder_name_ja", l.HolderName.Ja}, {"holder_name_en", l.HolderName.En}} {
		no.Add(scheme.CheckText(t.field, t.text, mostText))
	}
	if err == nil {
		no.Add(l.CheckTakenOver(w.Scheme, w.Today))
	}
	return l
}

func (r Row) product(no *scheme.Refusals) scheme.Product {
	return scheme.Product{Name: scheme.Text{Ja: r.text("name_ja"), En: r.text("name_en")}, Models: r.list("models"),
		Manufacturer: r.text("manufacturer"), HideManufacturer: r.yes("hide_manufacturer", no), Country: r.text("country"), HideCountry: r.yes("hide_country", no),
		Firmware: r.text("firmware"), SupportFrom: r.day("support_from"), SupportUntil: r.day("support_until"),
		Summary: scheme.Text{Ja: r.text("summary_ja"), En: r.text("summary_en")}, HomePage: r.text("home_page"), Enquiry: r.text("enquiry"),
		VulnerabilityDesk: r.text("vulnerability_desk"), DisclosurePolicy: r.text("disclosure_policy"),
		Conformity: r.list("conformity"), Certifications: r.list("certifications"),
		SBOM: r.text("sbom"), CyberInsurance: r.text("cyber_insurance")}
}

// labels writes labels whose holders are on record.
func labels(e *entry) error {
	rows := make([]scheme.Label, len(e.rows))
	var numbers []scheme.LabelNumber
	for i, row := range e.rows {
		if e.outcomes[i].what == refused {
			continue
		}
		var no scheme.Refusals
		if rows[i] = row.label(e.Work, &no); len(no) > 0 {
			e.refuse(i, no)
			continue
		}
		numbers = append(numbers, rows[i].Number)
	}
	known, err := e.LabelsOf(numbers)
	if err != nil {
		return fmt.Errorf("read labels: %w", err)
	}
	if err := e.findHolders(rows); err != nil {
		return err
	}
	var fresh []int
	for i := range rows {
		if e.outcomes[i].what == refused {
			continue
		}
		l := &rows[i]
		l.Issued, l.Updated = e.Scheme.Midnight(l.FirstIssued).UTC(), e.Now
		before, there := known[l.Number]
		if !there {
			e.is(i, taken)
			known[l.Number] = *l
			fresh = append(fresh, i)
			continue
		}
		if err := e.again(i, l, before); err != nil {
			return err
		}
	}
	return e.add(rows, fresh)
}

// findHolders finds the holder of each label, by the key that it has in the
// earlier register or by its corporate number.
func (e *entry) findHolders(rows []scheme.Label) error {
	var ids []scheme.OrganisationID
	var numbers []string
	asked := map[string]bool{}
	for i, row := range e.rows {
		key := row.text("holder")
		if e.outcomes[i].what == refused || asked[key] {
			continue
		}
		asked[key] = true
		ids = append(ids, holderID(key))
		if scheme.CheckCorporateNumber(key) == nil {
			numbers = append(numbers, key)
		}
	}
	on, err := e.onRecord(ids, numbers)
	if err != nil {
		return err
	}
	for i, row := range e.rows {
		if e.outcomes[i].what == refused {
			continue
		}
		key := row.text("holder")
		o, ok := on.byID[holderID(key)]
		if !ok && key != "" {
			o, ok = on.byNumber[key]
		}
		if !ok || o.Kind != scheme.Maker {
			e.refuse(i, scheme.Refuse(scheme.Missing, "refusal.takeover.holder").On("holder").With(key))
			continue
		}
		rows[i].Holder = o.ID
		if rows[i].HolderName.IsZero() {
			rows[i].HolderName = o.Name
		}
	}
	return nil
}

// again is a row of a label that is on record. What came to it here (news,
// corrections, a successor) stays with it.
func (e *entry) again(i int, l *scheme.Label, before scheme.Label) error {
	if before.Application != "" {
		e.refuse(i, scheme.Refuse(scheme.Conflict, "refusal.takeover.issued_here").On("number").With(string(l.Number)))
		return nil
	}
	l.Revision, l.Updated, l.News, l.Corrections, l.Successor, l.Catalog = before.Revision, before.Updated, before.News, before.Corrections, before.Successor, before.Catalog
	carryLife(l, before)
	if alike(*l, before) {
		return nil
	}
	if !e.Update || before.Revision == 0 { // 0: an earlier row of this batch has the number
		e.refuse(i, scheme.Refuse(scheme.Conflict, "refusal.takeover.differs").On("number"))
		return nil
	}
	if lived, err := e.livedOn(before); err != nil {
		return fmt.Errorf("read what was done about label %s: %w", l.Number, err)
	} else if lived {
		e.refuse(i, scheme.Refuse(scheme.Conflict, "refusal.takeover.lived_on").On("number").With(string(l.Number)))
		return nil
	}
	if l.Listed != before.Listed && max(l.Listed, before.Listed) > e.Today {
		// The first event of the label has its day already, and later ones must come after it.
		e.refuse(i, scheme.Refuse(scheme.Conflict, "refusal.takeover.listed_moved").On("listed").With(before.Listed))
		return nil
	}
	l.Updated, l.Catalog = e.Now, e.Catalog
	e.is(i, changed)
	return e.change(before, l, l.Facts(), l.Texts(), scheme.LabelUpdated)
}

// livedOn reports whether deeds here have changed the status or the holder of
// the label since it was taken over: what the earlier register says of it is
// out of date.
func (e *entry) livedOn(l scheme.Label) (bool, error) {
	if len(l.Gaps)+len(l.Extensions)+len(l.Annulled)+len(l.PastHolders) > 0 {
		return true, nil
	}
	events, _, err := e.EventsOf(l.Number)
	return slices.ContainsFunc(events, func(one scheme.Event) bool { return slices.Contains(doneHere, one.Kind) }), err
}

// doneHere are events of deeds; what an earlier register tells anew is an update.
var doneHere = []scheme.EventKind{scheme.LabelWithdrawn, scheme.LabelRevoked, scheme.ExtensionApplied, scheme.LabelMaintained}

// carryLife keeps what has happened here to a label since it was taken over:
// rows of an earlier register tell nothing of it.
func carryLife(l *scheme.Label, before scheme.Label) {
	l.Gaps, l.Extensions, l.Warnings, l.Annulled = before.Gaps, before.Extensions, before.Warnings, before.Annulled
	l.PastHolders, l.Reissued, l.Announced, l.Erasures = before.PastHolders, before.Reissued, before.Announced, before.Erasures
}

// alike compares what is kept of two labels.
func alike(a, b scheme.Label) bool {
	if !a.Issued.Equal(b.Issued) {
		return false
	}
	a.Issued, a.Updated = b.Issued, b.Updated
	return reflect.DeepEqual(bare(a), bare(b))
}

// bare makes empty lists and no lists the same.
func bare(l scheme.Label) scheme.Label {
	for _, list := range []*[]string{&l.Product.Models, &l.Product.Conformity, &l.Product.Certifications, &l.Product.SuppliedBy, &l.Product.Maintainers, &l.Product.ParentCompanies} {
		if len(*list) == 0 {
			*list = nil
		}
	}
	if len(l.News) == 0 {
		l.News = nil
	}
	if len(l.Corrections) == 0 {
		l.Corrections = nil
	}
	return l
}

// change writes a label that is on record, with entry, event and audit line.
func (e *entry) change(before scheme.Label, l *scheme.Label, facts, texts map[string]string, kind scheme.EventKind) error {
	if err := e.keep(before, l); err != nil {
		return err
	}
	return e.PublishFrom(l.Listed, kind, l.Number, e.Today, facts, texts)
}

// keep is change without the event.
func (e *entry) keep(before scheme.Label, l *scheme.Label) error {
	if err := e.PutLabel(l); err != nil {
		return fmt.Errorf("write label: %w", err)
	}
	if err := e.PutEntry(registry.Of(*l, e.Scheme.Day)); err != nil {
		return fmt.Errorf("write entry: %w", err)
	}
	e.Audit("label:"+string(l.Number), before, *l)
	return nil
}

// add writes the labels that are new, all with few statements.
func (e *entry) add(rows []scheme.Label, which []int) error {
	fresh := make([]scheme.Label, len(which))
	events := make([]store.Fact, len(which))
	entries := make([]registry.Entry, len(which))
	highest := int64(0)
	for k, i := range which {
		l := rows[i]
		fresh[k], entries[k] = l, registry.Of(l, e.Scheme.Day)
		events[k] = e.Fact(l.Listed, scheme.LabelImported, l.Number, l.ValidFrom, l.Facts(), l.Texts())
		e.Audit("label:"+string(l.Number), nil, e.line(i))
		if serial, most, ok := e.Scheme.Numbering.Registration.Serial(string(l.Number)); ok && serial <= most/2 {
			highest = max(highest, serial) // numbers given from now on go on after these
		}
	}
	if err := e.AddLabels(fresh); err != nil {
		return fmt.Errorf("write labels: %w", err)
	}
	if err := e.AddEvents(events); err != nil {
		return fmt.Errorf("write events: %w", err)
	}
	if err := e.PutEntries(entries); err != nil {
		return fmt.Errorf("write entries: %w", err)
	}
	if highest > 0 {
		return e.RaiseSerial("registration", highest)
	}
	return nil
}
