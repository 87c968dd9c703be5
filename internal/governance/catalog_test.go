package governance_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"shirushi/internal/catalog"
	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/desk"
	"shirushi/internal/governance"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/testkit"
)

type bureau struct {
	t              *testing.T
	store          *store.Store
	desk           *desk.Desk
	gov            *governance.Governance
	admin, officer scheme.Actor
}

func open(t *testing.T) *bureau {
	t.Helper()
	b := &bureau{t: t, store: storetest.SQLite(t)}
	b.desk = desk.New(b.store, testkit.NewClock().Now)
	b.gov = governance.New(b.desk)
	o := testkit.Office()
	admin, officer := testkit.Person(o, 1, scheme.RoleAdministrator), testkit.Person(o, 2, scheme.RoleOfficer)
	err := b.store.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.PutOrganisation(&o); err != nil {
			return err
		}
		if err := tx.PutPerson(&admin); err != nil {
			return err
		}
		return tx.PutPerson(&officer)
	})
	if err != nil {
		t.Fatal(err)
	}
	b.admin, b.officer = testkit.Actor(admin, o), testkit.Actor(officer, o)
	return b
}

// other is the folder of the other scheme, whose editions are official, with
// one text replaced.
func (b *bureau) other(file, old, new string) fs.FS {
	b.t.Helper()
	files, err := catalog.Files(catalogtest.OtherFiles(b.t))
	if err != nil {
		b.t.Fatal(err)
	}
	if file != "" && !strings.Contains(string(files[file]), old) {
		b.t.Fatalf("%s does not contain %q", file, old)
	}
	out := fstest.MapFS{}
	for path, content := range files {
		if path == file {
			content = []byte(strings.ReplaceAll(string(content), old, new))
		}
		out[path] = &fstest.MapFile{Data: content}
	}
	return out
}

func (b *bureau) load(who scheme.Actor, fsys fs.FS) (string, error) {
	b.t.Helper()
	hash, problems, err := b.gov.LoadCatalog(b.t.Context(), who, fsys)
	if len(problems) > 0 {
		b.t.Fatalf("the test's data has problems: %v, %v", problems, err)
	}
	return hash, err
}

func (b *bureau) must(fsys fs.FS) string {
	b.t.Helper()
	hash, err := b.load(b.admin, fsys)
	if err != nil {
		b.t.Fatal(err)
	}
	return hash
}

// count returns how many loads and how many audit lines there are.
func (b *bureau) count() (loads, lines int) {
	b.t.Helper()
	err := b.store.View(b.t.Context(), func(tx *store.Tx) error {
		all, err := tx.Catalogs()
		if err != nil {
			return err
		}
		audit, err := tx.AuditOf("catalog", 0)
		loads, lines = len(all), len(audit)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return loads, lines
}

func refuses(t *testing.T, err error, kind scheme.RefusalKind, key string) {
	t.Helper()
	all := scheme.RefusalsOf(err)
	if len(all) != 1 || all[0].Kind != kind || all[0].Key != key {
		t.Fatalf("got %v, want %s: %s", err, kind, key)
	}
}

const (
	fees    = "fees.yaml"
	item    = "criteria/AM-BASIC-3-v1/contact.yaml"
	edition = "criteria/AM-BASIC-3-v1/edition.yaml"
)

func TestLoadCatalog_bringsDataIntoUseAndSaysSo(t *testing.T) {
	t.Parallel()
	b := open(t)
	hash := b.must(catalogtest.OtherFiles(t))
	s, current, err := b.desk.Scheme(t.Context())
	if err != nil || current != hash || len(hash) != 64 || s.ID != "alda-mark" {
		t.Fatal(current, err)
	}
	if _, err := b.store.Sequence(t.Context(), "2999-12-31"); err != nil {
		t.Fatal(err)
	}
	err = b.store.View(t.Context(), func(tx *store.Tx) error {
		events, err := tx.Events(0, 0)
		if err != nil {
			return err
		}
		if len(events) != 1 || events[0].Kind != scheme.CatalogLoaded || events[0].Facts["catalog"] != hash ||
			events[0].Facts["editions"] != "AM-BASIC-2v4 AM-BASIC-3v1" || events[0].Day != "2026-03-31" {
			t.Errorf("%+v", events)
		}
		audit, err := tx.AuditOf("catalog", 0)
		if len(audit) != 1 || audit[0].Who != b.admin.Person.ID || !strings.Contains(audit[0].After, hash) || audit[0].Before != "" {
			t.Errorf("%+v", audit)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestLoadCatalog_theSameAgainChangesNothing(t *testing.T) {
	t.Parallel()
	b := open(t)
	one := b.must(catalogtest.OtherFiles(t))
	if two := b.must(b.other("", "", "")); two != one {
		t.Fatal(two)
	}
	if loads, lines := b.count(); loads != 1 || lines != 1 {
		t.Fatalf("%d loads, %d lines", loads, lines)
	}
}

func TestLoadCatalog_isForAdministratorsAndTheOperator(t *testing.T) {
	t.Parallel()
	b := open(t)
	_, err := b.load(b.officer, catalogtest.OtherFiles(t))
	refuses(t, err, scheme.Denied, "refusal.role")
	forged := b.officer
	forged.Person.Roles = []scheme.Role{scheme.RoleAdministrator}
	_, err = b.load(forged, catalogtest.OtherFiles(t))
	refuses(t, err, scheme.Denied, "refusal.role")
	if loads, lines := b.count(); loads+lines != 0 {
		t.Fatal("a refused load left something")
	}
	operator := scheme.System()
	if _, err := b.load(operator, catalogtest.OtherFiles(t)); err != nil {
		t.Fatal(err)
	}
}

func TestLoadCatalog_refusesDataWithProblemsAsAWhole(t *testing.T) {
	t.Parallel()
	b := open(t)
	hash, problems, err := b.gov.LoadCatalog(t.Context(), b.admin, b.other(fees, "yen: 450", "yen: many"))
	refuses(t, err, scheme.Invalid, "refusal.catalog.problems")
	if hash != "" || len(problems) == 0 || problems[0].File != fees || problems[0].Line == 0 {
		t.Fatalf("%s %v", hash, problems)
	}
	if loads, lines := b.count(); loads+lines != 0 {
		t.Fatal("broken data left something")
	}
}

func TestLoadCatalog_feesAndLifeMayGoOn(t *testing.T) {
	t.Parallel()
	b := open(t)
	first := b.must(catalogtest.OtherFiles(t))
	second := b.must(b.other(fees, "yen: 520", "yen: 530"))
	third := b.must(b.other("criteria/AM-BASIC-2-v4/edition.yaml", "transition_until: 2024-12-31", "transition_until: 2026-12-31"))
	b.must(b.other(item, "Explain the mechanism in one sentence.", "Explain the mechanism in two sentences."))
	if back := b.must(catalogtest.OtherFiles(t)); back != first || second == first || third == first {
		t.Fatal("going back to earlier data is a load like any other")
	}
	if loads, lines := b.count(); loads != 5 || lines != 5 {
		t.Fatalf("%d loads, %d lines", loads, lines)
	}
}

// What people have declared by stays as they read it.
func TestLoadCatalog_anOfficialEditionNeverChanges(t *testing.T) {
	t.Parallel()
	b := open(t)
	hash := b.must(catalogtest.OtherFiles(t))
	for name, fsys := range map[string]fs.FS{
		"title of the edition": b.other(edition, "Basic criteria, third edition", "Basic criteria, mended"),
		"first day in force":   b.other(edition, "in_force_from: 2024-07-01", "in_force_from: 2024-07-02"),
		"no longer official":   b.other(edition, "official: true", "official: false"),
		"back to a draft":      b.other("criteria/AM-BASIC-2-v4/edition.yaml", "state: superseded\nin_force_from: 2022-01-01\ntransition_until: 2024-12-31", "state: draft\nin_force_from: 2022-01-01"),
		"a threat":             b.other(edition, "Remote control by others", "Remote control"),
		"title of an item":     b.other(item, "a contact is public", "a contact exists"),
		"method of an item":    b.other(item, "allowed: [document]", "allowed: [document, device]"),
		"when it may be left":  b.other(item, "allowed: false", "allowed: true\n  when:\n    ja: なし\n    en: none"),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := b.load(b.admin, fsys)
			refuses(t, err, scheme.Conflict, "refusal.catalog.edition_changed")
		})
	}
	without := b.other("", "", "").(fstest.MapFS)
	for path := range without {
		if strings.HasPrefix(path, "criteria/AM-BASIC-2-v4/") {
			delete(without, path)
		}
	}
	_, err := b.load(b.admin, without)
	refuses(t, err, scheme.Conflict, "refusal.catalog.edition_removed")
	if _, current, err := b.desk.Scheme(t.Context()); err != nil || current != hash {
		t.Fatal("a refused load changed what is in use")
	}
}

// Criteria that are not official yet give way to the official ones.
func TestLoadCatalog_anUnofficialEditionMayBeReplaced(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.must(b.other(edition, "official: true", "official: false"))
	b.must(b.other("", "", ""))
	_, err := b.load(b.admin, b.other(edition, "official: true", "official: false"))
	refuses(t, err, scheme.Conflict, "refusal.catalog.edition_changed")
}
