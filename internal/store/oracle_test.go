package store_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// ranked is the plain rule of what a text means: in which tier it finds an
// entry, from 0; false when it does not find it.
func ranked(text string, e registry.Entry) (int, bool) {
	if strings.TrimSpace(text) == "" {
		return 0, true
	}
	folded, key := registry.Searchable(text), registry.ModelKey(text)
	terms, number := e.Terms(), registry.ModelKey(string(e.Number))
	begins := func(key string) bool {
		for model := range terms.Models {
			if len([]rune(key)) > 1 && strings.HasPrefix(model, key) {
				return true
			}
		}
		return false
	}
	words := registry.Words(folded)
	each := func(match func(word string) bool) bool {
		long := false
		for _, word := range words {
			long = long || len([]rune(word)) > 1
		}
		return long && !(len(words) > 1 && strings.Trim(key, "0123456789") == "") && !slices.ContainsFunc(words, func(w string) bool { return !match(w) })
	}
	inProduct, inHolder := func(w string) bool { return strings.Contains(terms.Product, w) }, func(w string) bool { return strings.Contains(terms.Holder, w) }
	for tier, match := range []bool{
		number == key, terms.Models[key], begins(key), each(inProduct), each(inHolder),
		each(func(w string) bool { return inProduct(w) || inHolder(w) || begins(registry.ModelKey(w)) }) || len([]rune(key)) >= 4 && strings.HasPrefix(number, key),
	} {
		if match {
			return tier, true
		}
	}
	return 0, false
}

// invented makes entries of few signs, so that much of one stands in another.
func invented(r *rand.Rand, n int) []registry.Entry {
	signs := strings.Split("カ メ ラ ル ー タ 光 見 守 a b AB 52 0 - / 　", " ")
	text := func(most int) string {
		var b strings.Builder
		for range 1 + r.IntN(most) {
			b.WriteString(signs[r.IntN(len(signs))])
		}
		return b.String()
	}
	var all []registry.Entry
	for _, e := range varied(n) {
		e.Holder, e.Product.Name = scheme.Text{Ja: text(4), En: text(3)}, scheme.Text{Ja: text(8), En: text(4)}
		e.Product.Models = nil
		for range r.IntN(4) {
			e.Product.Models = append(e.Product.Models, []string{"AB-", "ab ", "BA", "A/"}[r.IntN(4)]+fmt.Sprint(520+r.IntN(30))+[]string{"", "W", "-2"}[r.IntN(3)])
		}
		if r.IntN(9) == 0 {
			e.Listed = "2026-03-20"
		}
		all = append(all, e)
	}
	return all
}

// Whatever is asked, the index of either engine answers as one who reads all
// entries one by one, also after they have been written again.
func TestEntries_findWhatThePlainRuleFinds(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := rand.New(rand.NewPCG(7, 7))
		shelf(t, s, invented(r, 60)...)
		all := invented(r, 60)
		change(t, s, func(tx *store.Tx) error { return tx.PutEntries(all) })
		rapid.Check(t, func(rt *rapid.T) {
			q := drawn(rt, all)
			var want []registry.Entry
			tiers := map[scheme.LabelNumber]int{}
			near := true // nothing matches: near matches are not compared here
			for _, e := range all {
				tier, found := ranked(q.Text, e)
				if found && e.Listed <= q.Day {
					near = false
					if asked(q, e) {
						want, tiers[e.Number] = append(want, e), tier
					}
				}
			}
			slices.SortFunc(want, func(a, b registry.Entry) int {
				best := 0
				if q.Sort == registry.BestFirst {
					best = cmp.Compare(tiers[a.Number], tiers[b.Number])
				}
				return cmp.Or(best, inOrder(q.Sort, a, b))
			})
			var numbers []scheme.LabelNumber
			for _, e := range want {
				numbers = append(numbers, e.Number)
			}
			page, err := s.Entries(t.Context(), q)
			if err != nil {
				rt.Fatalf("%+v: %v", q, err)
			}
			if near || page.Near {
				if !near {
					rt.Fatalf("%+v: near matches, but %v match", q, numbers)
				}
				return
			}
			if got := walked(t, s, q); !slices.Equal(got, numbers) {
				rt.Fatalf("%+v\nfinds %v\nwant  %v", q, got, numbers)
			}
		})
	})
}

// inOrder is sorted by the whole of the names.
func inOrder(order registry.Order, a, b registry.Entry) int {
	newest := cmp.Compare(b.Number, a.Number)
	switch order {
	case registry.ByHolder:
		return cmp.Or(cmp.Compare(a.Terms().Holder, b.Terms().Holder), newest)
	case registry.ByProduct:
		return cmp.Or(cmp.Compare(a.Terms().Product, b.Terms().Product), newest)
	}
	return sorted(order, a, b)
}

func drawn(rt *rapid.T, all []registry.Entry) registry.Query {
	pick := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(rt, name) }
	q := registry.Query{Day: "2026-03-15", Limit: rapid.IntRange(1, 9).Draw(rt, "limit"), Sort: rapid.SampledFrom(registry.Orders).Draw(rt, "sort")}
	one := all[rapid.IntRange(0, len(all)-1).Draw(rt, "entry")]
	part := func(s string) string {
		signs := []rune(s)
		from := rapid.IntRange(0, max(0, len(signs)-2)).Draw(rt, "from")
		return string(signs[from:min(len(signs), from+rapid.IntRange(2, 6).Draw(rt, "signs"))])
	}
	switch rapid.IntRange(0, 6).Draw(rt, "kind") {
	case 0:
		q.Text = part(one.Product.Name.Ja)
	case 1:
		q.Text = part(one.Product.Name.Ja) + " " + part(one.Holder.Ja)
	case 2:
		q.Text = strings.Join(one.Product.Models, " ")
	case 3:
		q.Text = string(one.Number)[:rapid.IntRange(2, 16).Draw(rt, "digits")]
	case 4:
		q.Text = part(one.Holder.En) + " 52 カ"
	case 5:
		q.Text = pick("text", "カメ", "ab52", "AB-5", "520", "52", "カメ a", "ルータ 光", "ab カメ 52")
	}
	if len([]rune(registry.ModelKey(q.Text))) < 2 || !slices.ContainsFunc(strings.Fields(registry.Searchable(q.Text)), func(w string) bool { return len([]rune(w)) > 1 }) {
		q.Text = ""
	}
	q.Level = scheme.LevelID(pick("level", "", "", "1", "2"))
	q.Status = scheme.Status(pick("status", "", "", string(scheme.Active), string(scheme.Expired), string(scheme.Revoked)))
	q.IssuedFrom = scheme.Date(pick("from", "", "", "2026-01-20", "2026-02-28"))
	q.IssuedUntil = scheme.Date(pick("until", "", "", "2026-03-01", "2026-12-31"))
	return q
}
