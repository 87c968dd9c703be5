package monitor

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/fetch"
	"shirushi/internal/scheme"
)

// confirmAfter is how long after a difference it is looked at again, before it
// is told of: the register is a moment ahead of the log, and a checkpoint may
// wait a minute for its witnesses before the site gives it out.
var confirmAfter = []time.Duration{2 * time.Second, 15 * time.Second, time.Minute}

// manyWrong is how many findings a round has, after which no more
// differences are looked at again.
const manyWrong = 20

// A shown is what the API says of one label, as far as events tell of it.
type shown struct {
	Number      string  `json:"number"`
	Status      string  `json:"status"`
	AsOf        string  `json:"as_of"`
	Level       string  `json:"level"`
	Edition     string  `json:"edition"`
	Evaluator   string  `json:"evaluator_class"`
	ValidFrom   string  `json:"valid_from"`
	ValidTo     string  `json:"valid_to"`
	FirstIssued string  `json:"first_issued"`
	Withdrawn   *string `json:"withdrawn"`
	Revoked     *string `json:"revoked"`
	Product     struct {
		Models []string `json:"models"`
	} `json:"product"`
}

type shownPage struct {
	Items []shown `json:"items"`
	Next  *string `json:"next"`
}

// A difference is one field of which site and log say different things.
type difference struct{ field, log, site string }

// differences compares what the site says of a label with what its events say.
func differences(s standing, site shown) (all []difference) {
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	for _, d := range []difference{
		{"status", string(s.StatusOn(scheme.Date(site.AsOf))), site.Status},
		{"level", string(s.Level), site.Level},
		{"edition", string(s.Edition), site.Edition},
		{"evaluator_class", string(s.Evaluator), site.Evaluator},
		{"valid_from", string(s.ValidFrom), site.ValidFrom},
		{"valid_to", string(s.ValidUntil), site.ValidTo},
		{"first_issued", string(s.FirstIssued), site.FirstIssued},
		{"withdrawn", string(s.Withdrawn), text(site.Withdrawn)},
		{"revoked", string(s.Revoked), text(site.Revoked)},
	} {
		if d.log != d.site {
			all = append(all, d)
		}
	}
	return all
}

// compare holds labels against what the site says of them.
func (m *Monitor) compare(ctx context.Context) error {
	var err error
	if m.All {
		err = m.compareAll(ctx)
	} else {
		err = m.compareList(ctx, "/api/v1/labels?sort=newest&limit=200", 1, func(int) {})
	}
	for _, n := range m.choose() {
		if err == nil {
			err = m.compareOne(ctx, n, true)
		}
	}
	return err
}

// choose picks labels that changed in this round, and others by chance, so
// that nobody can know which are looked at.
func (m *Monitor) choose() []scheme.LabelNumber {
	chosen := map[scheme.LabelNumber]bool{}
	for n := range m.changed { // in no order
		if len(chosen) < m.Sample {
			chosen[n] = true
		}
	}
	for range min(m.Sample, m.state.labels.len()) {
		chosen[m.state.labels.at(rand.IntN(m.state.labels.len())).Number] = true
	}
	all := make([]scheme.LabelNumber, 0, len(chosen))
	for n := range chosen {
		all = append(all, n)
	}
	slices.Sort(all)
	return all
}

// compareAll compares every label, from the site's lists and from the log's side.
func (m *Monitor) compareAll(ctx context.Context) error {
	seen := make([]bool, m.state.labels.len())
	err := m.compareList(ctx, "/api/v1/labels?sort=oldest&limit=200", -1, func(place int) {
		if place < len(seen) {
			seen[place] = true
		}
	})
	for place, there := range seen {
		if err != nil || m.report.Unknown > 0 { // the lists could not be read to the end
			return err
		}
		if !there {
			err = m.compareOne(ctx, m.state.labels.at(place).Number, false)
		}
	}
	return err
}

// compareList compares the labels of a list, so many pages of it; all when
// less than 0. What is on the list and in the log is said to seen.
func (m *Monitor) compareList(ctx context.Context, path string, pages int, seen func(place int)) error {
	at := path
	for ; pages != 0; pages-- {
		var page shownPage
		if err := m.site.read(ctx, at, &page); err != nil {
			return m.unreached(err)
		}
		for _, site := range page.Items {
			place, known := m.state.labels.find(scheme.LabelNumber(site.Number))
			if known {
				seen(place)
				m.report.Compared++
			}
			if known && len(differences(m.state.labels.at(place), site)) == 0 && m.today(site.AsOf) {
				continue
			}
			if err := m.compareOne(ctx, scheme.LabelNumber(site.Number), false); err != nil {
				return err
			}
		}
		if page.Next == nil || len(page.Items) == 0 {
			return nil
		}
		at = path + "&cursor=" + url.QueryEscape(*page.Next)
	}
	return nil
}

// today reports whether a day can be today in the scheme's zone.
func (m *Monitor) today(day string) bool {
	now := m.Now().UTC()
	return scheme.Date(day) >= scheme.DateOf(now.Add(-zones)) && scheme.Date(day) <= scheme.DateOf(now.Add(zones+2*time.Hour))
}

// compareOne compares one label. A difference is looked at again after the
// log was followed anew, and then told of. closely compares its models and its
// page too.
func (m *Monitor) compareOne(ctx context.Context, n scheme.LabelNumber, closely bool) error {
	again := confirmAfter
	if m.report.Failed > manyWrong {
		again = nil
	}
	for {
		wrong, err := m.lookAt(ctx, n, closely)
		if err != nil {
			return m.unreached(err)
		}
		if len(wrong) == 0 {
			m.report.Compared++
			return nil
		}
		if len(again) == 0 {
			for _, f := range wrong {
				if err := m.find(f); err != nil {
					return err
				}
			}
			return nil
		}
		if err := m.Wait(ctx, again[0]); err != nil {
			return err
		}
		again = again[1:]
		if err := m.follow(ctx); err != nil || !m.report.Followed {
			return err
		}
	}
}

// lookAt returns what is wrong with what the site says of a label now.
func (m *Monitor) lookAt(ctx context.Context, n scheme.LabelNumber, closely bool) ([]Finding, error) {
	place, known := m.state.labels.find(n)
	var site shown
	err := m.site.read(ctx, "/api/v1/labels/"+url.PathEscape(string(n)), &site)
	switch {
	case errors.Is(err, fetch.ErrMissing) && known:
		return []Finding{{Code: SiteMissing, Label: n, Event: m.state.labels.at(place).Last}}, nil
	case errors.Is(err, fetch.ErrMissing):
		return nil, nil // neither knows it any more
	case err != nil:
		return nil, err
	case !known:
		return []Finding{{Code: SiteUnlogged, Label: n, Site: clip(site.Status)}}, nil
	case !m.today(site.AsOf):
		return []Finding{{Code: OtherDay, Label: n, Site: clip(site.AsOf), Log: m.Now().UTC().Format(time.DateOnly)}}, nil
	case site.Number != string(n):
		return []Finding{{Code: SiteDiffers, Label: n, Field: "number", Log: string(n), Site: clip(site.Number)}}, nil
	}
	is := m.state.labels.at(place)
	var wrong []Finding
	for _, d := range differences(is, site) {
		wrong = append(wrong, Finding{Code: SiteDiffers, Label: n, Event: is.Last, Field: d.field, Log: d.log, Site: clip(d.site)})
	}
	if !closely || len(wrong) > 0 {
		return wrong, nil
	}
	onPage, err := m.onPage(ctx, is, site.AsOf)
	if err != nil {
		return nil, err
	}
	models, err := m.models(ctx, is, site)
	return append(onPage, models...), err
}

var hero = regexp.MustCompile(`class="hero status-([a-z_]+)"`)

// onPage returns what is wrong with the status on the page for people.
func (m *Monitor) onPage(ctx context.Context, is standing, day string) ([]Finding, error) {
	path := "/en/labels/" + url.PathEscape(string(is.Number))
	b, err := m.site.get(ctx, path, mostPage)
	if err != nil {
		return nil, err
	}
	told := hero.FindSubmatch(b)
	if told == nil {
		return nil, unreachable{path, errors.New("it does not tell a status in a way that can be read")}
	}
	if want := string(is.StatusOn(scheme.Date(day))); string(told[1]) != want {
		return []Finding{{Code: SiteDiffers, Label: is.Number, Event: is.Last, Field: path, Log: want, Site: string(told[1])}}, nil
	}
	return nil, nil
}

// grows finds a log that has stopped growing, or is not signed any more, while
// the site goes on giving numbers to events.
func (m *Monitor) grows(ctx context.Context) error {
	var changes struct {
		Head int64 `json:"head"`
	}
	if err := m.site.read(ctx, "/api/v1/changes?limit=1&since=0", &changes); err != nil {
		return m.unreached(err)
	}
	for _, again := range confirmAfter {
		if changes.Head <= m.state.head.Size {
			return nil
		}
		if err := m.Wait(ctx, again); err != nil {
			return err
		}
		if err := m.follow(ctx); err != nil || !m.report.Followed {
			return err
		}
	}
	if changes.Head <= m.state.head.Size {
		return nil
	}
	return m.find(Finding{Code: Stalled, Event: m.state.head.Size + 1, Log: headText(m.state.head), Site: strconv.FormatInt(changes.Head, 10)})
}

// A told is an event as the list of changes tells it, as far as is needed.
type told struct {
	Number   int64  `json:"number"`
	Leaf     string `json:"leaf"`
	Openings map[string]struct {
		Salt string `json:"salt"`
		Text string `json:"text"`
	} `json:"openings"`
	Withheld []string `json:"withheld"`
}

// models returns what is wrong with the models that the site shows, for which
// the list of changes opens the commitment.
func (m *Monitor) models(ctx context.Context, is standing, site shown) ([]Finding, error) {
	if is.ModelsAt == 0 {
		return nil, nil
	}
	path := "/api/v1/changes?limit=1&since=" + strconv.FormatInt(is.ModelsAt-1, 10)
	var changes struct {
		Items []told `json:"items"`
	}
	if err := m.site.read(ctx, path, &changes); err != nil {
		return nil, err
	}
	differs := Finding{Code: FeedDiffers, Label: is.Number, Event: is.ModelsAt}
	if len(changes.Items) == 0 || changes.Items[0].Number != is.ModelsAt {
		return []Finding{differs}, nil
	}
	one := changes.Items[0]
	ok, err := m.inTree(one)
	if err != nil {
		return nil, err
	}
	if !ok {
		differs.Site = clip(one.Leaf)
		return []Finding{differs}, nil
	}
	opening, open := one.Openings["models"]
	if !open && slices.Contains(one.Withheld, "models") {
		m.report.Withheld++
		return nil, nil
	}
	shownModels := strings.Join(site.Product.Models, "\n")
	if !open || (scheme.Opening{Field: "models", Salt: opening.Salt, Text: shownModels}).Commit() != is.Models {
		return []Finding{{Code: ModelsDiffer, Label: is.Number, Event: is.ModelsAt, Site: clip(shownModels)}}, nil
	}
	return nil, nil
}

// inTree reports whether the bytes of an event that the list of changes tells
// are those in the tree.
func (m *Monitor) inTree(one told) (bool, error) {
	hashes, err := m.tree.hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, one.Number-1)})
	if err != nil {
		return false, unreachable{"/log/tile/", err}
	}
	return hashes[0] == tlog.RecordHash([]byte(one.Leaf)), nil
}
