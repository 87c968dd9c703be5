package store_test

import (
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"shirushi/internal/store/storetest"
)

func TestSchema_theTwinsHaveTheSameFiles(t *testing.T) {
	t.Parallel()
	names := func(engine string) (all []string) {
		files, err := fs.Glob(os.DirFS("schema/"+engine), "*")
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %v", engine, files, err)
		}
		return files
	}
	same(t, names("postgres"), names("sqlite"))
}

func TestSchema_thereIsNoWayDown(t *testing.T) {
	t.Parallel()
	files, _ := fs.Glob(os.DirFS("schema"), "*/*.sql")
	for _, name := range files {
		text, err := os.ReadFile("schema/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "+goose Down") {
			t.Errorf("%s has a way down: mistakes are mended by a further migration", name)
		}
	}
}

// TestSchema_theTwinsAreAlike compares what the engines say of themselves:
// tables, columns, types, nullability, keys, indexes, references, triggers.
func TestSchema_theTwinsAreAlike(t *testing.T) {
	t.Parallel()
	sqlite, postgres := storetest.SQLite(t).Raw(), storetest.Postgres(t).Raw()
	for _, part := range []struct{ name, sqlite, postgres string }{
		{"columns", `SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || CASE WHEN c."notnull" = 1 OR c.pk > 0 THEN 'NOT NULL' ELSE 'NULL' END
				FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name <> 'goose_db_version'`,
			`SELECT table_name || '.' || column_name || ' ' || CASE data_type WHEN 'text' THEN 'TEXT' WHEN 'bigint' THEN 'INTEGER' WHEN 'bytea' THEN 'BLOB' ELSE data_type END
					|| ' ' || CASE is_nullable WHEN 'NO' THEN 'NOT NULL' ELSE 'NULL' END
				FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'goose_db_version'`},
		{"indexes", `SELECT i.tbl || ' ' || i.uniq || ' (' || group_concat(c.name, ', ' ORDER BY c.seqno) || ')' || i.partial
				FROM (SELECT m.name AS tbl, l.name AS idx, CASE l."unique" WHEN 1 THEN 'UNIQUE' ELSE '' END AS uniq, CASE l.partial WHEN 1 THEN ' WHERE' ELSE '' END AS partial
					FROM sqlite_schema m JOIN pragma_index_list(m.name) l WHERE m.type = 'table' AND m.name <> 'goose_db_version') i
				JOIN pragma_index_info(i.idx) c GROUP BY i.idx`,
			`SELECT t.relname || ' ' || CASE WHEN x.indisunique THEN 'UNIQUE' ELSE '' END || ' (' ||
					(SELECT string_agg(a.attname, ', ' ORDER BY k.place) FROM unnest(x.indkey) WITH ORDINALITY k (att, place)
						JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.att) || ')' || CASE WHEN x.indpred IS NULL THEN '' ELSE ' WHERE' END
				FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
				WHERE n.nspname = 'public' AND t.relname <> 'goose_db_version' AND t.relname || '.' || x.indkey::text NOT IN ('catalog.1', 'log_checkpoint.1')`},
		{"references", `SELECT m.name || '.' || f."from" || ' ' || f."table" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`,
			`SELECT t.relname || '.' || a.attname || ' ' || f.relname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
				JOIN pg_class f ON f.oid = c.confrelid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1] WHERE c.contype = 'f'`},
		{"triggers", `SELECT tbl_name || ' ' || name FROM sqlite_schema WHERE type = 'trigger'`,
			`SELECT event_object_table || ' ' || trigger_name FROM information_schema.triggers`},
	} {
		left, right := facts(t, sqlite, part.sqlite), facts(t, postgres, part.postgres)
		if len(left) == 0 {
			t.Errorf("%s: none found", part.name)
		}
		for fact := range left {
			if !right[fact] {
				t.Errorf("%s: %q only on SQLite", part.name, fact)
			}
		}
		for fact := range right {
			if !left[fact] {
				t.Errorf("%s: %q only on PostgreSQL", part.name, fact)
			}
		}
	}
}

func facts(t *testing.T, db *sql.DB, query string) map[string]bool {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	all := map[string]bool{}
	for rows.Next() {
		var fact string
		if err := rows.Scan(&fact); err != nil {
			t.Fatal(err)
		}
		all[fact] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// Without this, one engine would order and compare text in another way.
func TestSchema_postgresOrdersTextByBytes(t *testing.T) {
	t.Parallel()
	got := facts(t, storetest.Postgres(t).Raw(), `SELECT table_name || '.' || column_name FROM information_schema.columns
		WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'`)
	if len(got) > 0 {
		t.Errorf("columns without COLLATE \"C\": %v", fmt.Sprint(got))
	}
}

func TestSchema_sqliteTablesAreStrict(t *testing.T) {
	t.Parallel()
	got := facts(t, storetest.SQLite(t).Raw(), `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
		AND name NOT LIKE 'sqlite%' AND name <> 'goose_db_version'`)
	if len(got) > 0 {
		t.Errorf("tables that are not STRICT: %v", fmt.Sprint(got))
	}
}
