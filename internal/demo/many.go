package demo

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"shirushi/internal/scheme"
	"shirushi/internal/takeover"
)

// words are what names of further companies and products are made of.
type words struct {
	Places  [][2]string            `yaml:"places"`
	Trades  [][3]string            `yaml:"trades"`
	Foreign []string               `yaml:"foreign"`
	Things  map[string][][2]string `yaml:"things"` // by category
	Names   [][2]string            `yaml:"names"`
}

// many takes n further labels over, of so many holders as such a register
// would have, on the evening before today. The same n gives the same labels.
func (p *play) many(ctx context.Context, n int) error {
	if n == 0 {
		return nil
	}
	p.at(1, 18, 0)
	m := &multitude{play: p, n: n, holders: 3 + min(n/40, 2000)}
	if err := p.take(ctx, takeover.Holders, m.companies()); err != nil {
		return fmt.Errorf("further holders: %w", err)
	}
	if err := p.take(ctx, takeover.Labels, m.labels()); err != nil {
		return fmt.Errorf("further labels: %w", err)
	}
	return nil
}

// A multitude is many invented labels.
type multitude struct {
	*play
	n       int
	holders int
}

func holderKey(i int) string { return fmt.Sprintf("F-%04d", i) }

// companies gives the holders, one in seven of them abroad.
func (m *multitude) companies() iter.Seq[map[string]string] {
	w := m.cast.words
	return func(yield func(map[string]string) bool) {
		for i := range m.holders {
			site := strings.ToLower(holderKey(i)) + ".example"
			row := map[string]string{"holder": holderKey(i), "contact_name": "Label Desk", "contact_email": "label@" + site, "address": fmt.Sprintf("見本県架空市%d番地", i+1)}
			if i%7 == 6 {
				row["country"] = []string{"SE", "DE", "US", "TW", "KR", "FI", "FR"}[i/7%7]
				row["name_en"] = fmt.Sprintf("%s %s %d Ltd", w.Foreign[i%len(w.Foreign)], w.Trades[i/3%len(w.Trades)][1], i+1)
				row["address"], row["reads_japanese"] = fmt.Sprintf("%d Sample Street", i+1), "yes"
				row["proof_kind"], row["proof_number"] = "extract from the commercial register", fmt.Sprint(100_000+i)
			} else {
				place, trade := w.Places[i%len(w.Places)], w.Trades[i/len(w.Places)%len(w.Trades)]
				row["country"], row["corporate_number"], row["reading"] = "JP", corporateNumber(i), trade[2]
				row["name_ja"], row["name_en"] = place[0]+trade[0]+"株式会社", place[1]+" "+trade[1]+" K.K."
				if again := i / (len(w.Places) * len(w.Trades)); again > 0 {
					row["name_ja"], row["name_en"] = fmt.Sprintf("第%d%s", again+1, row["name_ja"]), fmt.Sprintf("%s No. %d", row["name_en"], again+1)
				}
			}
			if !yield(row) {
				return
			}
		}
	}
}

// labels gives the labels in the order of their numbers, from the day on which
// the criteria came into force up to yesterday.
func (m *multitude) labels() iter.Seq[map[string]string] {
	return func(yield func(map[string]string) bool) {
		chance := rand.New(rand.NewPCG(1, uint64(m.n)))
		first, last := m.edition().InForceFrom, scheme.DateOf(m.today.AddDate(0, 0, -1))
		span := first.DaysUntil(last)
		categories := slices.Sorted(maps.Keys(m.cast.words.Things))
		for i := range m.n {
			day := first.AddDays(i * span / m.n)
			if !yield(m.label(chance, i, day, last, categories)) {
				return
			}
		}
	}
}

func (m *multitude) label(chance *rand.Rand, i int, day, last scheme.Date, categories []string) map[string]string {
	w := m.cast.words
	category := categories[chance.IntN(len(categories))]
	things := w.Things[category]
	thing, name := things[chance.IntN(len(things))], w.Names[chance.IntN(len(w.Names))]
	holder := zipf(chance, m.holders)
	version := fmt.Sprintf("%d.%d.%d", 1+chance.IntN(6), chance.IntN(10), chance.IntN(20))
	number, err := m.scheme.Numbering.Registration.Number(day.Year(), int64(furtherSerials+i))
	if err != nil {
		number = "" // the row is refused, and says so
	}
	site := "www." + strings.ToLower(holderKey(holder)) + ".example"
	row := map[string]string{"number": number, "holder": holderKey(holder), "level": string(m.lowest()), "edition": string(m.edition().ID), "category": category,
		"evaluator": string(m.scheme.Evaluators[chance.IntN(min(4, len(m.scheme.Evaluators)))].ID), "valid_from": string(day),
		"name_ja": fmt.Sprintf("%s %s%d", thing[0], name[0], 1+i%97), "name_en": fmt.Sprintf("%s %d %s", name[1], 1+i%97, thing[1]),
		"models": m.models(chance, name[1], i), "firmware": version, "support_from": string(day),
		"home_page": "https://" + site + fmt.Sprintf("/%d", i), "enquiry": "https://" + site + "/support", "vulnerability_desk": "psirt@" + site[4:], "disclosure_policy": "https://" + site + "/security"}
	m.fate(chance, row, day, last)
	return row
}

// fate decides how long the label holds and whether it has ended.
func (m *multitude) fate(chance *rand.Rand, row map[string]string, day, last scheme.Date) {
	until := m.scheme.LastDay(day)
	age := day.DaysUntil(last)
	switch dice := chance.IntN(100); {
	case dice < 8 && age > 200: // support ended, and the label with it
		until = day.AddDays(120 + chance.IntN(age-130))
		row["support_until"] = string(until)
	case dice < 10 && age > 200:
		until = last.AddDays(-1 - chance.IntN(60))
		row["extension_applied"], row["support_until"] = string(until.AddDays(-chance.IntN(30))), ""
	case dice < 16 && age > 30:
		row["withdrawn"], row["end_ground"] = string(day.AddDays(1+chance.IntN(age))), m.ends(scheme.DeedWithdraw, chance)
	case dice < 18 && age > 60:
		row["revoked"], row["end_ground"] = string(day.AddDays(30+chance.IntN(age-30))), m.ends(scheme.DeedRevoke, chance)
	}
	row["valid_until"] = string(until)
}

func (m *multitude) ends(deed scheme.Deed, chance *rand.Rand) string {
	var grounds []string
	for _, g := range m.scheme.Grounds {
		if g.Ends == deed {
			grounds = append(grounds, string(g.ID))
		}
	}
	return grounds[chance.IntN(len(grounds))]
}

// models gives about four models, mostly one or two and rarely hundreds.
func (m *multitude) models(chance *rand.Rand, name string, i int) string {
	count := cmp.Or(zipf(chance, 60), 1)
	all := make([]string, count)
	letters := strings.ToUpper(name[:2])
	for k := range all {
		all[k] = fmt.Sprintf("%s-%d%s", letters, 100+i, []string{"", "W", "B", "/JP", "-L", "S", "P", "X"}[k%8])
		if k >= 8 {
			all[k] += fmt.Sprint(k / 8)
		}
	}
	return strings.Join(all, "\n")
}

// zipf returns a number from 0 to n-1; the k-th comes up about 1/k as often as
// the first.
func zipf(chance *rand.Rand, n int) int {
	return int(rand.NewZipf(chance, 1.2, 1, uint64(n-1)).Uint64())
}
