package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/isnad-project/isnad/store/storetest"
	"github.com/pressly/goose/v3"
)

// engine is what tests of migrations need of one.
type engine struct {
	folder  string
	dialect goose.Dialect
	driver  string
	fresh   func(t *testing.T) string              // an empty database
	twin    func(t *testing.T, from string) string // one with the same in it
	columns string                                 // a query for all columns of all tables
}

var testedEngines = map[string]engine{
	"sqlite": {
		"../../store/migrations/sqlite", goose.DialectSQLite3, "sqlite",
		func(t *testing.T) string { return filepath.Join(t.TempDir(), "isnad.db") },
		func(t *testing.T, from string) string {
			b, err := os.ReadFile(from)
			if err != nil {
				t.Fatal(err)
			}
			to := filepath.Join(t.TempDir(), "isnad.db")
			if err := os.WriteFile(to, b, 0o600); err != nil {
				t.Fatal(err)
			}
			return to
		},
		`SELECT m.name || ' ' || c.name || ' ' || c.type || ' ' || c."notnull" FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'
			UNION SELECT 'index ' || name FROM sqlite_master WHERE type = 'index'`,
	},
	"postgres": {
		"../../store/migrations/postgres", goose.DialectPostgres, "pgx",
		func(t *testing.T) string { return storetest.Database(t) },
		func(t *testing.T, from string) string {
			to := storetest.Database(t)
			db := openRaw(t, "pgx", from[:strings.LastIndex(from, "/")]+"/postgres")
			name := func(where string) string { return where[strings.LastIndex(where, "/")+1:] }
			for _, command := range []string{`DROP DATABASE ` + name(to), `CREATE DATABASE ` + name(to) + ` TEMPLATE ` + name(from)} {
				if _, err := db.Exec(command); err != nil {
					t.Fatal(err)
				}
			}
			return to
		},
		`SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable FROM information_schema.columns WHERE table_schema = current_schema()
			UNION SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = current_schema()`,
	},
}

func openRaw(t *testing.T, driver, where string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// asked are the rows of a query that asks for one thing.
func asked(t *testing.T, e engine, where, query string) (out []string) {
	t.Helper()
	db := openRaw(t, e.driver, where)
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// moved brings the tables of a database to a version.
func moved(t *testing.T, e engine, where string, version int64) {
	t.Helper()
	db := openRaw(t, e.driver, where)
	defer db.Close()
	p, err := goose.NewProvider(e.dialect, db, os.DirFS(e.folder))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	have, err := p.GetDBVersion(ctx)
	if err == nil && have < version {
		_, err = p.UpTo(ctx, version)
	} else if err == nil {
		_, err = p.DownTo(ctx, version)
	}
	if err != nil {
		t.Fatalf("to version %d: %v", version, err)
	}
}

// A database of every earlier version, with pages in it, is opened by the program:
// nothing is lost, and what that version did not have yet is made by isnad rebuild.
func TestMigrations(t *testing.T) {
	for name, e := range testedEngines {
		t.Run(name, func(t *testing.T) {
			full := e.fresh(t)
			says := func(code int, args ...string) string {
				t.Helper()
				got, exit := isnadSays(args...)
				if exit != code {
					t.Fatalf("isnad %q: exit code %d, %s", args, exit, got)
				}
				return got
			}
			input := filepath.Join(t.TempDir(), "pages.jsonl")
			for _, lines := range []string{
				`{"id":"dam","outlet":"صدى الضفة","published":"2024-05-05","text":"انهيار جدار السد\n\nقال مدير السدود سالم الهادي إن الجدار الشرقي للسد انهار فجر الأحد 5 أيار 2024، وإن 12 شخصا أصيبوا."}
{"id":"fair","published":"2024-05-07","text":"معرض الكتاب\n\nافتتحت وزيرة الثقافة ليلى منصور معرض الكتاب بمشاركة 200 دار نشر."}
{"id":"gone","text":"خبر يحذف\n\nأعلنت بلدية السفح فتح طريق الجبل."}
`, `{"id":"dam","outlet":"صدى الضفة","published":"2024-05-06","text":"انهيار جدار السد\n\nقال مدير السدود سالم الهادي إن الجدار الغربي للسد انهار فجر الأحد 5 أيار 2024، وإن 14 شخصا أصيبوا."}
`} {
				if err := os.WriteFile(input, []byte(lines), 0o600); err != nil {
					t.Fatal(err)
				}
				says(0, "add", "--db", full, input)
			}
			says(0, "delete", "--db", full, "gone")
			says(1, "add", "--db", full, "--url", "https://news.example/empty", emptyPage(t))

			// What must be there, whatever the version was.
			kept := func(where string) map[string]string {
				t.Helper()
				out := map[string]string{}
				for _, args := range [][]string{{"pages", "--json"}, {"statements", "--json"}, {"figures", "--json"}, {"timeline", "--json"}} {
					out[args[0]] = says(0, append(args, "--db", where)...)
				}
				hex := map[string]string{"sqlite": "hex", "postgres": "md5"}[name]
				for table, columns := range map[string]string{"captures": "id, sha256, packed", "records": "version, packed, signature", "versions": "id, page, number, capture, source, mark"} {
					var parts []string
					for _, c := range strings.Split(columns, ", ") {
						if c == "sha256" || c == "packed" || c == "signature" || c == "mark" {
							c = "COALESCE(" + hex + "(" + c + "), '')"
						}
						parts = append(parts, c)
					}
					out[table] = strings.Join(asked(t, e, where, `SELECT `+strings.Join(parts, ` || ' ' || `)+` FROM `+table), "\n")
				}
				return out
			}
			const query = "السد الغربي"
			want, found := kept(full), says(0, "search", "--json", "--db", full, query)
			if strings.Count(want["pages"], "\n") != 3 || !strings.Contains(want["statements"], "سالم الهادي") || strings.Count(want["figures"], "\n") < 2 ||
				!strings.Contains(want["timeline"], "2024-05-05") || !strings.Contains(found, `"dam"`) {
				t.Fatalf("there is too little to lose: %v %s", want, found)
			}

			files, err := filepath.Glob(filepath.Join(e.folder, "*.sql"))
			if err != nil || len(files) < 3 {
				t.Fatalf("%q, %v", files, err)
			}
			slices.Sort(files)
			for _, file := range files[:len(files)-1] {
				number, _, _ := strings.Cut(filepath.Base(file), "_")
				version, err := strconv.ParseInt(number, 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				t.Run(fmt.Sprint(version), func(t *testing.T) {
					old := e.twin(t, full)
					moved(t, e, old, version)
					made := e.fresh(t)
					moved(t, e, made, version)
					if a, b := asked(t, e, old, e.columns), asked(t, e, made, e.columns); !reflect.DeepEqual(a, b) {
						t.Fatalf("the tables of version %d are\n%q\nand not\n%q", version, a, b)
					}

					if got := kept(old); !reflect.DeepEqual(got, want) {
						t.Errorf("from version %d there is\n%v\nwant\n%v", version, got, want)
					}
					if version >= firstSearched {
						if got := says(0, "search", "--json", "--db", old, query); got != found {
							t.Errorf("%s is found, want %s", got, found)
						}
					} else if got := says(0, "search", "--db", old, query); !strings.Contains(got, "isnad rebuild") {
						t.Errorf("%s", got)
					}
					if version >= firstLogged {
						says(0, "verify", "--db", old)
					} else if got := says(1, "verify", "--db", old); !strings.Contains(got, "the log does not tell of it") {
						t.Errorf("%s", got)
					}

					says(0, "rebuild", "--db", old)
					if got := kept(old); !reflect.DeepEqual(got, want) {
						t.Errorf("rebuilt from version %d there is\n%v\nwant\n%v", version, got, want)
					}
					if got := says(0, "search", "--json", "--db", old, query); got != found {
						t.Errorf("%s is found, want %s", got, found)
					}
					says(0, "verify", "--db", old, "--sample", "10")
					if got := says(0, "doctor", "--db", old); strings.Contains(got, "isnad rebuild\n") {
						t.Errorf("%s", got)
					}
				})
			}
		})
	}
}

// The versions of the tables that first had a search index, and a log.
const (
	firstSearched = 2
	firstLogged   = 3
)

// emptyPage is a page that cannot be read, and is kept all the same.
func emptyPage(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "empty.html")
	if err := os.WriteFile(path, []byte("<html></html>"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
