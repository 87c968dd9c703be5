package dump_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"shirushi/internal/dump"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/web/webtest"
)

// A clock stands still until it is set.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func maker(t *testing.T, reg dump.Register, c *clock) *dump.Maker {
	t.Helper()
	s := webtest.Scheme(t)
	return &dump.Maker{Folder: dump.In(filepath.Join(t.TempDir(), "dumps")), Register: reg, Now: c.now, Base: webtest.Base, Rest: 10 * time.Minute,
		Scheme: func(context.Context) (*scheme.Scheme, error) { return s, nil },
		Record: func(_ *scheme.Scheme, e registry.Entry, day scheme.Date, _ string) any {
			return map[string]any{"number": e.Number, "status": e.StatusOn(day)}
		}}
}

func makes(t *testing.T, m *dump.Maker, want bool) dump.Set {
	t.Helper()
	made, err := m.Make(t.Context())
	if made != want || err != nil {
		t.Fatalf("made %v, want %v: %v", made, want, err)
	}
	set, err := m.Folder.Current()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// content reads a file of the current set and checks what is said of it.
func content(t *testing.T, f *dump.Folder, name string) []byte {
	t.Helper()
	file, said, _, err := f.Open(name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	defer file.Close()
	b, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(b); said.Size != int64(len(b)) || said.SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("%s: %d bytes, said to be %+v", name, len(b), said)
	}
	return b
}

func unpacked(t *testing.T, b []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func put(t *testing.T, s *store.Store, e registry.Entry) {
	t.Helper()
	if err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.PutEntry(e) }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PlaceWritten(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func table(t *testing.T, b []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\uFEFF")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestMake_everyFileHoldsEveryListedLabel(t *testing.T) {
	t.Parallel()
	all := webtest.Samples(t)
	all[0].Product.Name.Ja, all[0].Product.Models = `=HYPERLINK("https://evil.example")`, []string{"-1+1", "MHR-2"}
	later := webtest.Entry(t, webtest.Number(t, 99))
	later.Listed, later.Product.Name.Ja = "2026-04-02", "まだ秘密の製品"
	m := maker(t, webtest.Registry(t, append(all, later)...), &clock{webtest.Now})
	set := makes(t, m, true)
	rows := table(t, content(t, m.Folder, dump.LabelsCSV))
	for i, c := range dump.Columns {
		if slices.Index(rows[0], c.Name) != i {
			t.Errorf("column %d, %s, stands there twice or elsewhere: %v", i+1, c.Name, rows[0])
		}
	}
	if len(rows) != len(all)+1 || len(rows[0]) != len(dump.Columns) || set.Labels != len(all) || set.Day != "2026-04-01" || !set.AsOf.Equal(webtest.Now) {
		t.Errorf("%d rows of %d columns, set %+v", len(rows), len(rows[0]), set)
	}
	for i, status := range scheme.LabelStatuses {
		if rows[i+1][0] != string(all[i].Number) || rows[i+1][1] != string(status) || rows[i+1][2] != "2026-04-01" {
			t.Errorf("row %d: %v", i+1, rows[i+1])
		}
	}
	models := table(t, content(t, m.Folder, dump.ModelsCSV))
	if len(models) != set.Models+1 || models[1][1] != "'-1+1" || models[2][1] != "MHR-2" {
		t.Errorf("models %v", models)
	}
	lines := bufio.NewScanner(bytes.NewReader(unpacked(t, content(t, m.Folder, dump.LabelsJSON))))
	n := 0
	for ; lines.Scan(); n++ {
		var one map[string]string
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil || one["number"] != string(all[n].Number) {
			t.Errorf("line %d: %s %v", n, lines.Text(), err)
		}
	}
	book := content(t, m.Folder, dump.LabelsXLSX)
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	labels, err := f.GetRows("labels")
	if err != nil || n != len(all) || len(labels) != len(all)+2 || !strings.Contains(labels[0][0], "2026") || labels[2][15] != `'=HYPERLINK("https://evil.example")` {
		t.Errorf("%d lines, sheet %v %v", n, labels, err)
	}
	if columns, err := f.GetRows("columns"); err != nil || len(columns) != len(dump.Columns)+1 {
		t.Errorf("columns %v %v", columns, err)
	}
	for _, name := range append(dump.Names, dump.SitemapName(1)) {
		b := content(t, m.Folder, name)
		if strings.HasSuffix(name, ".gz") {
			b = unpacked(t, b)
		}
		if name == dump.LabelsXLSX {
			b = []byte(fmt.Sprint(labels))
		}
		if bytes.Contains(b, []byte("まだ秘密")) || bytes.Contains(b, []byte(later.Number)) {
			t.Errorf("%s tells of a label before its day", name)
		}
	}
}

func TestMake_sitemapNamesEveryPageInBothLanguages(t *testing.T) {
	t.Parallel()
	all := webtest.Samples(t)
	m := maker(t, webtest.Registry(t, all...), &clock{webtest.Now})
	makes(t, m, true)
	var got struct {
		URL []struct {
			Loc  string `xml:"loc"`
			Mod  string `xml:"lastmod"`
			Link []struct {
				Lang string `xml:"hreflang,attr"`
				Href string `xml:"href,attr"`
			} `xml:"link"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(unpacked(t, content(t, m.Folder, dump.SitemapName(1))), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.URL) != 2*len(all) || got.URL[1].Loc != webtest.Base+"/en/labels/"+string(all[0].Number) || got.URL[0].Mod == "" || len(got.URL[0].Link) != 2 || got.URL[0].Link[1].Href != got.URL[1].Loc {
		t.Errorf("%+v", got)
	}
}

func TestMake_onlyWhenSomethingWasWrittenOrTheDayHasEnded(t *testing.T) {
	t.Parallel()
	c := &clock{webtest.Now}
	reg := webtest.Registry(t, webtest.Samples(t)...)
	if _, err := reg.PlaceWritten(t.Context()); err != nil {
		t.Fatal(err)
	}
	m := maker(t, reg, c)
	makes(t, m, true)
	c.at = c.at.Add(time.Hour)
	makes(t, m, false) // nothing was written
	e := webtest.Entry(t, webtest.Number(t, 50))
	put(t, reg, e)
	if set := makes(t, m, true); set.Labels != 6 {
		t.Errorf("%d labels", set.Labels)
	}
	e.Revoked = "2026-04-01"
	put(t, reg, e)
	c.at = c.at.Add(9 * time.Minute)
	makes(t, m, false) // the rest is not over
	c.at = c.at.Add(time.Minute)
	makes(t, m, true)
	c.at = time.Date(2026, 4, 1, 14, 59, 59, 0, time.UTC)
	makes(t, m, false)
	c.at = c.at.Add(time.Second) // midnight in Japan
	if set := makes(t, m, true); set.Day != "2026-04-02" {
		t.Errorf("day %s", set.Day)
	}
	m.Base = "https://other.example"
	makes(t, m, true)
}

// A torn register fails after some labels.
type torn struct{ *store.Store }

var errTorn = errors.New("torn")

func (s torn) Whole(ctx context.Context, day scheme.Date, begin func(registry.Heads) error, each func(registry.Entry) error) error {
	n := 0
	return s.Store.Whole(ctx, day, begin, func(e registry.Entry) error {
		if n++; n > 2 {
			return errTorn
		}
		return each(e)
	})
}

func TestMake_lastGoodSetStaysWhenTheNextFails(t *testing.T) {
	t.Parallel()
	c := &clock{webtest.Now}
	reg := webtest.Registry(t, webtest.Samples(t)...)
	m := maker(t, reg, c)
	before := makes(t, m, true)
	m.Register, c.at = torn{reg}, c.at.AddDate(0, 0, 1)
	if made, err := m.Make(t.Context()); made || !errors.Is(err, errTorn) {
		t.Fatalf("made %v: %v", made, err)
	}
	after, err := m.Folder.Current()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(before, after); d != "" {
		t.Error(d)
	}
	content(t, m.Folder, dump.LabelsCSV)
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(pathOf(t, m.Folder)), "*Z-*")); len(left) != 1 {
		t.Errorf("left over: %v", left)
	}
}

// pathOf is the folder of the current set.
func pathOf(t *testing.T, f *dump.Folder) string {
	t.Helper()
	file, _, _, err := f.Open(dump.LabelsCSV)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	return filepath.Dir(file.Name())
}

func TestMake_readerOfTheSetBeforeReadsOn(t *testing.T) {
	t.Parallel()
	c := &clock{webtest.Now}
	m := maker(t, webtest.Registry(t, webtest.Samples(t)...), c)
	makes(t, m, true)
	file, said, _, err := m.Folder.Open(dump.LabelsCSV)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for range 3 {
		c.at = c.at.AddDate(0, 0, 1)
		makes(t, m, true)
	}
	b, err := io.ReadAll(file)
	if sum := sha256.Sum256(b); err != nil || hex.EncodeToString(sum[:]) != said.SHA256 {
		t.Errorf("%d bytes: %v", len(b), err)
	}
	if sets, _ := filepath.Glob(filepath.Join(filepath.Dir(pathOf(t, m.Folder)), "*Z-*")); len(sets) != 2 {
		t.Errorf("%d sets are kept, want the current and the one before", len(sets))
	}
}

func TestMake_ofSeveralAtOnceOneMakes(t *testing.T) {
	t.Parallel()
	c := &clock{webtest.Now}
	m := maker(t, webtest.Registry(t, webtest.Samples(t)...), c)
	path := t.TempDir()
	var working sync.WaitGroup
	var mu sync.Mutex
	made := 0
	for range 4 {
		working.Go(func() {
			other := *m
			other.Folder = dump.In(path)
			did, err := other.Make(t.Context())
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			if did {
				made++
			}
		})
	}
	working.Wait()
	if made != 1 {
		t.Errorf("%d made, want 1", made)
	}
}

func TestMake_beforeTheSchemeIsLoadedThereIsNone(t *testing.T) {
	t.Parallel()
	m := maker(t, webtest.Registry(t), &clock{webtest.Now})
	m.Scheme = func(context.Context) (*scheme.Scheme, error) {
		return nil, scheme.Refuse(scheme.NotReady, "refusal.catalog.none")
	}
	if made, err := m.Make(t.Context()); made || err != nil {
		t.Errorf("%v %v", made, err)
	}
	if _, err := m.Folder.Current(); !scheme.IsRefusal(err, scheme.NotYetMade) {
		t.Errorf("%v", err)
	}
}

func TestMake_aSetThatCannotBeReadIsMadeAnew(t *testing.T) {
	t.Parallel()
	m := maker(t, webtest.Registry(t, webtest.Samples(t)...), &clock{webtest.Now})
	makes(t, m, true)
	index := filepath.Join(filepath.Dir(pathOf(t, m.Folder)), "current.json")
	if err := os.WriteFile(index, []byte("{torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	m.Folder = dump.In(filepath.Dir(index))
	makes(t, m, true)
	content(t, m.Folder, dump.LabelsXLSX)
}

func TestOpen_unknownNamesAreMissing(t *testing.T) {
	t.Parallel()
	m := maker(t, webtest.Registry(t), &clock{webtest.Now})
	makes(t, m, true)
	for _, name := range []string{"", "current.json", "../keys/mail.key", "labels.csv/", "LABELS.CSV", "lock"} {
		if _, _, _, err := m.Folder.Open(name); !scheme.IsRefusal(err, scheme.Missing) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// TestMake_tablesHoldEveryPartOfAProduct finds a part of a product that was
// added and forgotten here.
func TestMake_tablesHoldEveryPartOfAProduct(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	p := reflect.ValueOf(&e.Product).Elem()
	var marks []string
	mark := func(v reflect.Value, name string) {
		v.SetString("mark-" + name)
		marks = append(marks, "mark-"+name)
	}
	for i := range p.NumField() {
		v, name := p.Field(i), p.Type().Field(i).Name
		switch {
		case v.Kind() == reflect.String:
			mark(v, name)
		case v.Kind() == reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			mark(v.Index(0), name)
		default:
			mark(v.FieldByName("Ja"), name+"Ja")
			mark(v.FieldByName("En"), name+"En")
		}
	}
	m := maker(t, webtest.Registry(t, e), &clock{webtest.Now})
	makes(t, m, true)
	said := string(content(t, m.Folder, dump.LabelsCSV)) + string(content(t, m.Folder, dump.ModelsCSV))
	for _, mark := range marks {
		if !strings.Contains(said, mark) {
			t.Errorf("%s is in no table: give it a column in column.go", mark)
		}
	}
}

func TestColumns_noNameStandsTwice(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, c := range dump.Columns {
		if seen[c.Name] {
			t.Errorf("the table of labels has two columns named %q", c.Name)
		}
		seen[c.Name] = true
	}
}

func TestMake_aSetWhoseFilesAreGoneOrTornIsMadeAnew(t *testing.T) {
	t.Parallel()
	m := maker(t, webtest.Registry(t, webtest.Samples(t)...), &clock{webtest.Now})
	makes(t, m, true)
	makes(t, m, false)
	if err := os.Truncate(filepath.Join(pathOf(t, m.Folder), dump.LabelsJSON), 10); err != nil {
		t.Fatal(err)
	}
	makes(t, m, true)
	if err := os.RemoveAll(pathOf(t, m.Folder)); err != nil {
		t.Fatal(err)
	}
	makes(t, m, true)
	content(t, m.Folder, dump.LabelsCSV)
}

// A slow register takes a minute before it fails.
type slow struct {
	torn
	*clock
	tries *int
}

func (s slow) Whole(ctx context.Context, day scheme.Date, begin func(registry.Heads) error, each func(registry.Entry) error) error {
	s.at = s.at.Add(time.Minute)
	*s.tries++
	return s.torn.Whole(ctx, day, begin, each)
}

func TestMake_aMakingThatFailsIsNotTriedAgainAtOnce(t *testing.T) {
	t.Parallel()
	c, tries := &clock{webtest.Now}, 0
	reg := webtest.Registry(t, webtest.Samples(t)...)
	m := maker(t, slow{torn{reg}, c, &tries}, c)
	for range 30 { // ten minutes of looks
		if made, err := m.Make(t.Context()); made || err != nil && !errors.Is(err, errTorn) {
			t.Fatalf("made %v: %v", made, err)
		}
		c.at = c.at.Add(20 * time.Second)
	}
	if tries != 1 {
		t.Errorf("tried %d times within ten minutes, a minute each", tries)
	}
	c.at = c.at.Add(time.Minute)
	m.Register = reg
	makes(t, m, true)
}
