package store_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"shirushi/internal/fold"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// walked reads all pages of a query and returns the numbers in order.
func walked(t *testing.T, s *store.Store, q registry.Query) (numbers []scheme.LabelNumber) {
	t.Helper()
	for range 200 {
		page, err := s.Entries(t.Context(), q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		if len(page.Items) > q.Limit {
			t.Fatalf("%d entries on a page of %d", len(page.Items), q.Limit)
		}
		for _, e := range page.Items {
			numbers = append(numbers, e.Number)
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			if page.Total != len(numbers) || page.More {
				t.Fatalf("%+v: total %d, more %v, but there are %d", q, page.Total, page.More, len(numbers))
			}
			return numbers
		}
	}
	t.Fatal("the pages do not end")
	return nil
}

// varied makes entries that differ in all that can be asked for.
func varied(n int) (all []registry.Entry) {
	one := func(i int, of ...string) string { return of[i%len(of)] }
	for i := range n {
		e := entry(fmt.Sprintf("2026%011d%d", i*7919%1000, i%10), one(i/3, "みほん電機", "ツキミ", "青空通信"), one(i/2, "ルータ", "カメラ", "鍵"), "")
		e.Holder.En = one(i/3, "Mihon Denki", "Tsukimi", "Aozora")
		e.Level, e.Category = scheme.LevelID(one(i, "1", "2")), scheme.CategoryID(one(i/5, "", "camera"))
		e.Edition, e.Evaluator = scheme.EditionID(one(i/7, "R1", "R2")), scheme.EvaluatorClassID(one(i, "self", "body", "qualified"))
		e.FirstIssued = scheme.Date("2026-01-01").AddDays(i * 5 % 90)
		e.ValidFrom = e.FirstIssued
		e.ValidUntil = e.FirstIssued.AddDays(30 + i*11%50)
		if i%9 == 4 {
			e.Revoked = e.FirstIssued.AddDays(3)
		}
		all = append(all, e)
	}
	return all
}

// asked is the plain rule of what a query without text finds.
func asked(q registry.Query, e registry.Entry) bool {
	return e.Listed <= q.Day && (q.Level == "" || q.Level == e.Level) && (q.Category == "" || q.Category == e.Category) &&
		(q.Edition == "" || q.Edition == e.Edition) && (q.Evaluator == "" || q.Evaluator == e.Evaluator) &&
		(q.Holder == "" || fold.Text(q.Holder) == fold.Text(e.Holder.Ja) || fold.Text(q.Holder) == fold.Text(e.Holder.En)) &&
		(q.Status == "" || q.Status == e.StatusOn(q.Day)) &&
		(q.IssuedFrom == "" || q.IssuedFrom <= e.FirstIssued) && (q.IssuedUntil == "" || e.FirstIssued <= q.IssuedUntil)
}

func sorted(order registry.Order, a, b registry.Entry) int {
	newest := cmp.Compare(b.Number, a.Number)
	switch order {
	case registry.OldestFirst:
		return -newest
	case registry.IssuedFirst:
		return cmp.Or(cmp.Compare(b.FirstIssued, a.FirstIssued), newest)
	case registry.EndingFirst:
		return cmp.Or(cmp.Compare(a.ValidUntil, b.ValidUntil), newest)
	case registry.ByHolder:
		return cmp.Or(cmp.Compare(fold.Text(a.Holder.Ja), fold.Text(b.Holder.Ja)), newest)
	case registry.ByProduct:
		return cmp.Or(cmp.Compare(fold.Text(a.Product.Name.Ja), fold.Text(b.Product.Name.Ja)), newest)
	}
	return newest
}

func TestEntries_everyFilterAndOrderIsHonoured(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		all := varied(60)
		shelf(t, s, all...)
		for _, q := range []registry.Query{
			{}, {Level: "2"}, {Level: "9"}, {Category: "camera"}, {Edition: "R2"}, {Evaluator: "body"},
			{Holder: "みほん電機"}, {Holder: "ﾂｷﾐ"}, {Holder: "AOZORA"}, {Holder: "みほん"},
			{Status: scheme.Active}, {Status: scheme.Expired}, {Status: scheme.Revoked}, {Status: scheme.Withdrawn},
			{IssuedFrom: "2026-02-01"}, {IssuedUntil: "2026-02-01"}, {IssuedFrom: "2026-02-01", IssuedUntil: "2026-02-20"},
			{Level: "1", Status: scheme.Active, Holder: "tsukimi", IssuedFrom: "2026-01-10"},
		} {
			q.Day = "2026-03-15"
			for _, q.Sort = range registry.Orders {
				q.Limit = 7
				var want []scheme.LabelNumber
				for _, e := range slices.SortedFunc(slices.Values(all), func(a, b registry.Entry) int { return sorted(q.Sort, a, b) }) {
					if asked(q, e) {
						want = append(want, e.Number)
					}
				}
				same(t, walked(t, s, q), want)
			}
		}
	})
}

// A row written before there were columns for searching is found once the
// database has been migrated.
func TestMigrate_makesWhatWasThereFindable(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		e := entry("0001", "みほん電機", "ルータ", "")
		e.Category = "camera"
		shelf(t, s, e)
		change(t, s, func(tx *store.Tx) error {
			if err := tx.Exec("UPDATE entry SET id = NULL, indexed = 0"); err != nil {
				return err
			}
			return tx.Exec("DELETE FROM entry_set")
		})
		same(t, found(t, s, registry.Query{Category: "camera", Holder: "みほん電機"}), "")
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		same(t, found(t, s, registry.Query{Category: "camera", Holder: "みほん電機"}), "0001")
	})
}
