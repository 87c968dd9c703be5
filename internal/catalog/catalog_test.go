package catalog_test

import (
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/catalog"
	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/scheme"
)

const shipped = "../../schemes/jc-star"

func TestRead_theShippedSchemeSaysWhatItsPapersSay(t *testing.T) {
	t.Parallel()
	s := catalogtest.JCStar(t)
	if s.Official || s.Notice.IsZero() {
		t.Error("the data is not the owner's own, which must be said")
	}
	if s.ZoneOffset != 9*time.Hour || s.Validity.Years != 2 {
		t.Errorf("zone %v, validity %d years", s.ZoneOffset, s.Validity.Years)
	}
	if len(s.Levels) != 4 || len(s.Evaluators) != 5 || len(s.Statements) != 2 {
		t.Errorf("%d levels, %d evaluators, %d statements", len(s.Levels), len(s.Evaluators), len(s.Statements))
	}
	for _, tc := range []struct {
		day scheme.Date
		yen int
	}{{"2025-03-25", 110000}, {"2025-09-30", 110000}, {"2025-10-01", 198000}} {
		if fee, err := s.FeeOn(scheme.New, "1", tc.day); err != nil || fee.Yen != tc.yen || fee.Source == "" {
			t.Errorf("fee on %s = %+v, %v; want %d with its source", tc.day, fee, err, tc.yen)
		}
	}
	if _, err := s.FeeOn(scheme.New, "1", "2025-03-24"); err == nil {
		t.Error("a fee holds before applications are received")
	}
	if number, err := s.Numbering.Registration.Number(2025, 1); err != nil || len(number) != 16 {
		t.Errorf("first registration number %q, %v; want 16 digits", number, err)
	}
}

func TestRead_theShippedEditionHasSixteenItemsInOrder(t *testing.T) {
	t.Parallel()
	s := catalogtest.JCStar(t)
	e, ok := s.Edition("JST-CR-01-01-2024R1")
	if !ok || e.Number != "JST-CR-01-01-2024" || e.Revision != "R1" {
		t.Fatalf("edition %+v", e)
	}
	type row struct {
		ID      scheme.CriterionID
		Numbers string
		Threats string
		Binds   scheme.Binds
	}
	var got []row
	for _, i := range e.Items {
		got = append(got, row{i.ID, strings.Join(i.Requirements, " "), strings.Join(i.Threats, " "), i.Binds})
		if i.Official || i.MethodsOfficial != (i.ID == "S1.1-04") {
			t.Errorf("%s: what the sources do not give must say so", i.ID)
		}
	}
	want := []row{
		{"S1.1-01", "1-3 5-5", "1a", "product"}, {"S1.1-02", "1-2 1-1", "1a", "product"},
		{"S1.1-03", "1-4", "1a", "product"}, {"S1.1-04", "1-5", "1a", "product"},
		{"S1.1-05", "2-1", "1b", "vendor"}, {"S1.1-06", "3-1 3-2", "1b", "product"},
		{"S1.1-07", "3-3", "1b", "product"}, {"S1.1-08", "3-7 3-2 3-10", "1b", "product"},
		{"S1.1-09", "3-8", "1b", "vendor"}, {"S1.1-10", "3-16", "1b", "product"},
		{"S1.1-11", "4-1", "1a 1b 1c 3", "product"}, {"S1.1-12", "5-1 5-7", "2", "product"},
		{"S1.1-13", "6-1", "1c", "product"}, {"S1.1-14", "9-1", "4", "product"},
		{"S1.1-15", "11-1", "3", "product"}, {"S1.1-16", "17-12 17-3 17-5 17-8 17-10", "1a 1b 1c 3", "vendor"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRead_theTwoSchemesHaveLittleInCommon(t *testing.T) {
	t.Parallel()
	one, other := catalogtest.JCStar(t), catalogtest.Other(t)
	if one.ZoneOffset == other.ZoneOffset || one.Validity.Years == other.Validity.Years || one.Limits.ReturnsAtMost == other.Limits.ReturnsAtMost {
		t.Error("the schemes agree where a constant in code could hide")
	}
	if one.Numbering == other.Numbering || other.Numbering.Registration.Check != scheme.CheckNone {
		t.Error("the schemes number alike")
	}
	for _, l := range one.Levels {
		if _, ok := other.Level(l.ID); ok {
			t.Errorf("both schemes have a level %q", l.ID)
		}
	}
	if day := other.Day(time.Date(2026, 1, 1, 4, 59, 59, 0, time.UTC)); day != "2025-12-31" {
		t.Errorf("five hours west of Greenwich it is %s", day)
	}
	if open := other.EditionsOpenOn("basic", "2024-12-31"); len(open) != 2 {
		t.Errorf("%d editions open in the transition, want 2", len(open))
	}
	if open := other.EditionsOpenOn("basic", "2025-01-01"); len(open) != 1 || len(open[0].Items) != 3 {
		t.Errorf("open after the transition: %+v", open)
	}
}

// Guidance copied from one item to another helps nobody.
func TestRead_guidanceIsWrittenForEachItemInBothLanguages(t *testing.T) {
	t.Parallel()
	seen := map[string]scheme.CriterionID{}
	for _, item := range catalogtest.JCStar(t).Editions[0].Items {
		g := item.Guidance
		for _, text := range []scheme.Text{item.Title, g.Asked, g.Rationale, g.Evidence, g.Mistakes} {
			for _, one := range []string{text.Ja, text.En} {
				if other, twice := seen[one]; twice {
					t.Errorf("%s says what %s says: %s", item.ID, other, one)
				}
				seen[one] = item.ID
			}
			if text.Ja == text.En || !strings.ContainsAny(text.Ja, "のをがはに") {
				t.Errorf("%s: not Japanese: %s", item.ID, text.Ja)
			}
		}
		if item.Binds == scheme.BindsVendor && item.NotApplicable {
			t.Errorf("%s binds the vendor and can never be not applicable", item.ID)
		}
	}
}

func TestRead_isTheSameFromFiles(t *testing.T) {
	t.Parallel()
	for name, fsys := range both(t) {
		files, err := catalog.Files(fsys)
		if err != nil {
			t.Fatal(err)
		}
		got, err := catalog.ReadFiles(files)
		if err != nil {
			t.Fatal(err)
		}
		want, _, _ := catalog.Read(fsys)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		delete(files, "scheme.yaml")
		if _, err := catalog.ReadFiles(files); err == nil || !strings.Contains(err.Error(), "scheme.yaml") {
			t.Errorf("%s without scheme.yaml: %v", name, err)
		}
	}
}

// A raised fee is data: one entry, and the old one stays.
func TestRead_aNewFeeIsOneEntry(t *testing.T) {
	t.Parallel()
	m := folder(t)
	m["fees.yaml"] = &fstest.MapFile{Data: append(slices.Clone(m["fees.yaml"].Data), `
  - level: basic
    official: true
    name: {ja: 四月からの料金, en: Fee from April}
    yen: 600
    from: 2027-04-01
    source: Fee order of the Bureau, 2026
`...)}
	s, problems, err := catalog.Read(m)
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	for day, yen := range map[scheme.Date]int{"2027-03-31": 520, "2027-04-01": 600} {
		if fee, err := s.FeeOn(scheme.New, "basic", day); err != nil || fee.Yen != yen {
			t.Errorf("fee on %s = %d, %v; want %d", day, fee.Yen, err, yen)
		}
	}
}

func TestTake_givesFilesHashAndSchemeOfOneMoment(t *testing.T) {
	t.Parallel()
	for name, fsys := range both(t) {
		v, problems, err := catalog.Take(fsys)
		if err != nil || len(problems) > 0 {
			t.Fatal(problems, err)
		}
		again, err := catalog.ReadFiles(v.Files)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(v.Scheme, again); diff != "" || v.Hash != catalog.Hash(v.Files) {
			t.Errorf("%s: %s", name, diff)
		}
	}
	m := folder(t)
	delete(m, "fees.yaml")
	if v, problems, err := catalog.Take(m); v.Scheme != nil || v.Files != nil || v.Hash != "" || len(problems) != 1 || err != nil {
		t.Errorf("a broken folder gives %+v, %v, %v", v, problems, err)
	}
}

func TestHash_changesWithEveryByteAndName(t *testing.T) {
	t.Parallel()
	files, err := catalog.Files(catalogtest.OtherFiles(t))
	if err != nil {
		t.Fatal(err)
	}
	want := catalog.Hash(files)
	if got := catalog.Hash(maps.Clone(files)); got != want || len(got) != 64 {
		t.Fatalf("the same files hash to %s and %s", want, got)
	}
	seen := map[string]bool{want: true}
	once := func(what string, changed map[string][]byte) {
		h := catalog.Hash(changed)
		if seen[h] {
			t.Errorf("%s leaves the hash as it was", what)
		}
		seen[h] = true
	}
	for name, content := range files {
		for _, at := range []int{0, len(content) / 2, len(content) - 1} {
			changed := maps.Clone(files)
			changed[name] = slices.Clone(content)
			changed[name][at] ^= 1
			once(name, changed)
		}
		renamed := maps.Clone(files)
		delete(renamed, name)
		once("removing "+name, renamed)
		renamed["x"+name] = content
		once("renaming "+name, renamed)
	}
}

func TestFiles_areTheDataAndNothingElse(t *testing.T) {
	t.Parallel()
	fromFolder, err := catalog.Files(os.DirFS(shipped))
	if err != nil {
		t.Fatal(err)
	}
	embedded, err := catalog.Files(catalogtest.JCStarFiles())
	if err != nil {
		t.Fatal(err)
	}
	if len(embedded) < 22 || len(embedded) != len(fromFolder) || catalog.Hash(fromFolder) != catalog.Hash(embedded) {
		t.Errorf("%d files embedded, %d in the folder", len(embedded), len(fromFolder))
	}
	for name := range fromFolder {
		if !strings.HasSuffix(name, ".yaml") {
			t.Errorf("%s is no data", name)
		}
	}
}

func TestRead_takesTheOperatorsDrawing(t *testing.T) {
	t.Parallel()
	other, ours := catalogtest.Other(t).Artwork, catalogtest.JCStar(t).Artwork
	if !other.Official || !strings.Contains(other.Template, "ALDA MARK") || !slices.Equal(other.Widths, []int{25, 40}) {
		t.Errorf("the second scheme's artwork is %+v", other)
	}
	if ours.Official || ours.Template != "" || ours.Narrowest == 0 || ours.Pixels == 0 || ours.Clear == 0 {
		t.Errorf("the first scheme's artwork is %+v", ours)
	}
	without := folder(t)
	delete(without, "artwork.yaml")
	delete(without, "artwork/seal.svg")
	s, problems, err := catalog.Read(without)
	if err != nil || len(problems) > 0 || s.Artwork.Template != "" {
		t.Errorf("without artwork: %v %v", problems, err)
	}
}

func TestCheck_saysWhatIsThereOrWhatIsWrong(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if n, err := catalog.Check(&out, shipped); n != 0 || err != nil || !strings.Contains(out.String(), "16 items") {
		t.Errorf("%d, %v: %s", n, err, &out)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, catalogtest.OtherFiles(t)); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(dir + "/fees.yaml"); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	if n, err := catalog.Check(&out, dir); n != 1 || err != nil || !strings.HasPrefix(out.String(), dir+"/fees.yaml: the file is missing. Add it") {
		t.Errorf("%d, %v: %s", n, err, &out)
	}
	if _, err := catalog.Check(&out, dir+"/nowhere"); err == nil {
		t.Error("a folder that is not there passes")
	}
}

func both(t *testing.T) map[string]fs.FS {
	t.Helper()
	return map[string]fs.FS{"jc-star": catalogtest.JCStarFiles(), "other": catalogtest.OtherFiles(t)}
}

// folder is a copy of the invented scheme that a test may break.
func folder(t testing.TB) fstest.MapFS {
	t.Helper()
	files, err := catalog.Files(catalogtest.OtherFiles(t))
	if err != nil {
		t.Fatal(err)
	}
	m := fstest.MapFS{}
	for name, content := range files {
		m[name] = &fstest.MapFile{Data: content}
	}
	return m
}
