package public

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/sheet"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/public/figures"
)

// figuresHold is how long figures are shown before they are counted anew. At
// midnight they are in any case: a status may change.
const figuresHold = time.Minute

// figuresTake bounds one count, whoever still waits for it.
const figuresTake = 2 * time.Minute

// A counter keeps the figures that were counted last. One request counts; those
// that come meanwhile are shown what was counted before, or wait when there is
// nothing of the day yet.
type counter struct {
	counting sync.Mutex

	mu      sync.Mutex
	made    time.Time
	atLeast int
	last    counts
}

// counts are all that the page of figures tells.
type counts struct {
	registry.Figures
	oversight registry.Oversight
	years     []int // of the doubts
}

// figures returns those of day, at most figuresHold old unless others are
// being counted.
func (c *counter) figures(ctx context.Context, reg Registry, s *scheme.Scheme, now time.Time) (counts, error) {
	day, atLeast := s.Day(now), s.Guide.Figures.GroupAtLeast
	last, usable, fresh := c.kept(day, atLeast, now)
	switch {
	case fresh:
		return last, nil
	case usable:
		if !c.counting.TryLock() {
			return last, nil
		}
	default:
		c.counting.Lock()
	}
	defer c.counting.Unlock()
	if last, _, fresh = c.kept(day, atLeast, now); fresh {
		return last, nil
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), figuresTake)
	defer stop()
	f, err := count(ctx, reg, s, day)
	if err != nil {
		return f, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.made, c.atLeast, c.last = now, atLeast, f
	return f, nil
}

// yearsTold is of how many years, this one among them, it is told how many
// reports came in.
const yearsTold = 5

// count counts. Reports are told by year since the first label, and nothing of
// cases and reports by a scheme that tells of no small groups.
func count(ctx context.Context, reg Registry, s *scheme.Scheme, day scheme.Date) (c counts, err error) {
	atLeast := s.Guide.Figures.GroupAtLeast
	if c.Figures, err = reg.Figures(ctx, day, atLeast); err != nil || atLeast == 0 || len(c.ByMonth) == 0 {
		return c, err
	}
	first := max(scheme.Date(c.ByMonth[0].Month+"-01").Year(), day.Year()-yearsTold+1)
	var begin []time.Time
	for year := first; year <= day.Year(); year++ {
		c.years, begin = append(c.years, year), append(begin, s.Midnight(scheme.MakeDate(year, time.January, 1)))
	}
	c.oversight, err = reg.Oversight(ctx, begin, atLeast)
	return c, err
}

// kept returns what was counted last: whether it is of this day, and whether
// it need not be counted anew.
func (c *counter) kept(day scheme.Date, atLeast int, now time.Time) (f counts, usable, fresh bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	usable = c.last.Day == day && c.atLeast == atLeast && day != ""
	return c.last, usable, usable && now.Sub(c.made) < figuresHold
}

// counted returns the figures of today.
func (f front) counted(ctx context.Context, s *scheme.Scheme) (counts, error) {
	return f.counter.figures(ctx, f.registry, s, f.site.Now())
}

// glimpse is how long the start page waits for figures of the day.
const glimpse = 300 * time.Millisecond

// glimpsed returns the figures of today when they are there at once, or nearly
// so, and none otherwise: the start page does without. A failure is told by
// the page that is about figures.
func (f front) glimpsed(ctx context.Context, s *scheme.Scheme) registry.Figures {
	found := make(chan registry.Figures, 1)
	go func() {
		all, err := f.counted(ctx, s)
		if err != nil {
			all = counts{}
		}
		found <- all.Figures
	}()
	wait := time.NewTimer(glimpse)
	defer wait.Stop()
	select {
	case all := <-found:
		return all
	case <-wait.C:
		return registry.Figures{}
	}
}

// statistics shows the published figures.
func (f front) statistics(w http.ResponseWriter, r *http.Request) error {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	all, err := f.counted(r.Context(), s)
	if err != nil {
		return err
	}
	p := f.site.Printer(r)
	v := figures.Page{Frame: f.site.Frame(r, p.T("menu.statistics")), Scheme: s, Figures: all.Figures, Oversight: all.oversight, Years: all.years}
	v.Styles = append(v.Styles, "figures.css")
	v.Description = p.T("figures.lead", all.Day)
	f.site.Keep(w, s, all.Day, f.site.KeepStatus)
	return f.site.Render(w, r, http.StatusOK, figures.FiguresPage(v))
}

// statisticsTable gives one table of the figures as CSV. Each row says of
// which day it is.
func (f front) statisticsTable(w http.ResponseWriter, r *http.Request) error {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	name, isCSV := strings.CutSuffix(r.PathValue("table"), ".csv")
	p := f.site.Printer(r)
	if !isCSV || !slices.ContainsFunc(figures.Tables(figures.Page{Frame: page.Frame{P: p}, Scheme: s}), func(t figures.Table) bool { return t.Name == name }) {
		return scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	all, err := f.counted(r.Context(), s)
	if err != nil {
		return err
	}
	for _, t := range figures.Tables(figures.Page{Frame: page.Frame{P: p}, Scheme: s, Figures: all.Figures, Oversight: all.oversight, Years: all.years}) {
		if t.Name != name {
			continue
		}
		l := sheet.List{Name: t.Title, Columns: sheet.Columns(append(t.Heads, p.T("figures.as_of"))...)}
		for _, row := range t.Rows {
			l.Rows = append(l.Rows, append(row, all.Day))
		}
		var b bytes.Buffer
		if err := sheet.WriteCSV(&b, l); err != nil {
			return fmt.Errorf("statistics: %w", err)
		}
		f.site.Keep(w, s, all.Day, f.site.KeepStatus)
		give(w, r, sheet.CSVType, name+"-"+string(all.Day)+".csv", b.Bytes())
	}
	return nil
}
