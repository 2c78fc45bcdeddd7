package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/isnad-project/isnad/store"
)

// rows are all rows of a table, in words.
func rows(t *testing.T, db *sql.DB, table string) (out []string) {
	t.Helper()
	r, err := db.Query(`SELECT * FROM ` + table)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	columns, err := r.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for r.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := r.Scan(into...); err != nil {
			t.Fatal(err)
		}
		row := map[string]any{}
		for i, c := range columns {
			row[c] = values[i]
		}
		out = append(out, fmt.Sprintf("%q", fmt.Sprint(row))) // maps are printed in the order of their keys
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// contents are the rows of all tables that a backup has.
func contents(t *testing.T, where string) map[string][]string {
	t.Helper()
	db := raw(t, where)
	out := map[string][]string{}
	for _, name := range store.Copied {
		out[name] = rows(t, db, name)
	}
	return out
}

// backup makes a backup in which all holds.
func backup(t *testing.T, s *store.Store) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "backup.isnad")
	_, v, err := s.Backup(context.Background(), file, lexicon, func(p store.Problem) { t.Error(p) })
	if err != nil || v.Problems > 0 {
		t.Fatalf("%+v, %v", v, err)
	}
	return file
}

func restore(t *testing.T, s *store.Store, file string, how store.Restoring) (problems []string, err error) {
	t.Helper()
	c, err := store.OpenCopy(context.Background(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, err = s.Restore(context.Background(), c, how, lexicon, func(p store.Problem) { problems = append(problems, p.String()) })
	return problems, err
}

// eventful is a database in which everything has happened.
func eventful(t *testing.T, where string) *store.Store {
	t.Helper()
	s := open(t, where)
	keep(t, s, library(t)...)
	keep(t, s, written(t, "dam", "2024-05-08", "عودة الحياة إلى السد", "قال مدير السدود سالم الهادي إن الجدار أصلح."), page(t, "gone", "خبر يحذف"))
	if _, err := s.Delete(context.Background(), "gone", "طلب صاحبه", noon); err != nil {
		t.Fatal(err)
	}
	unread := page(t, "unread", "صورة")
	unread.Signature, unread.Record.Error = nil, "not a page"
	keep(t, s, unread)
	if _, _, err := s.Receive(context.Background(), []store.Page{page(t, "waits", "صفحة لم تقرأ بعد")}); err != nil {
		t.Fatal(err)
	}
	tell(t, s)
	said(t, s, store.Review{Verdict: store.Noted, Note: "صفحة ناقصة", Target: store.Target{Kind: store.OfPage, Anchors: []store.Anchor{{Address: "dam"}}}})
	fillEmpty(t, where)
	return s
}

// fillEmpty puts a row into each table of backups that has none.
func fillEmpty(t *testing.T, where string) {
	t.Helper()
	db := raw(t, where)
	for _, name := range store.Copied {
		if len(rows(t, db, name)) > 0 {
			continue
		}
		r, err := db.Query(`SELECT * FROM ` + name)
		if err != nil {
			t.Fatal(err)
		}
		types, err := r.ColumnTypes()
		r.Close()
		if err != nil {
			t.Fatal(err)
		}
		var columns, values []string
		for _, c := range types {
			columns = append(columns, c.Name())
			switch c.DatabaseTypeName() {
			case "TEXT":
				values = append(values, "'نص'")
			case "BLOB":
				values = append(values, "x'0102'")
			case "BYTEA":
				values = append(values, `'\x0102'`)
			case "BOOL":
				values = append(values, "true")
			case "REAL", "FLOAT8":
				values = append(values, "0.5")
			default:
				values = append(values, "1")
			}
		}
		if _, err := db.Exec(`INSERT INTO ` + name + ` (` + strings.Join(columns, ", ") + `) VALUES (` + strings.Join(values, ", ") + `)`); err != nil {
			t.Fatal(err)
		}
	}
}

// A backup made of either engine is opened like any database, and restored into
// either engine is what was backed up, and goes on.
func TestBackupAndRestore(t *testing.T) {
	engines(t, func(t *testing.T, from string) {
		s := eventful(t, from)
		want := contents(t, from)
		for name, rows := range want {
			if len(rows) == 0 {
				t.Errorf("there is nothing in %s to lose", name)
			}
		}
		file := backup(t, s)
		if got := contents(t, file); !reflect.DeepEqual(got, want) {
			t.Errorf("the backup has\n%q\nwant\n%q", got, want)
		}
		if others, err := filepath.Glob(filepath.Join(filepath.Dir(file), "*")); len(others) != 1 {
			t.Errorf("beside the backup lies something: %q, %v", others, err)
		}
		if _, _, err := s.Backup(context.Background(), file, lexicon, nil); err == nil || !strings.Contains(err.Error(), "it is there already") {
			t.Errorf("%v", err)
		}
		engines(t, func(t *testing.T, into string) {
			s := open(t, into)
			if problems, err := restore(t, s, file, store.Restoring{}); err != nil {
				t.Fatalf("%q, %v", problems, err)
			}
			if got := contents(t, into); !reflect.DeepEqual(got, want) {
				t.Errorf("restored\n%q\nwant\n%q", got, want)
			}
			if got := found(t, s, "السد"); !slices.Equal(got, []string{"dam", "fair"}) {
				t.Errorf("%q", got)
			}
			keep(t, s, written(t, "new", "2024-05-09", "خبر جديد عن السد", "قالت البلدية إن الماء عاد."))
			if got := found(t, s, "السد"); !slices.Equal(got, []string{"new", "dam", "fair"}) {
				t.Errorf("%q", got)
			}
			if problems := verify(t, s); problems != nil {
				t.Errorf("%q", problems)
			}
			// What is there is not lost by mistake, and goes when that is asked for.
			if _, err := restore(t, s, file, store.Restoring{}); !errors.Is(err, store.ErrNotEmpty) || !strings.Contains(err.Error(), "6 pages") {
				t.Errorf("%v", err)
			}
			if got := found(t, s, "السد"); len(got) != 3 {
				t.Errorf("%q", got)
			}
			if _, err := restore(t, s, file, store.Restoring{Replace: true}); err != nil {
				t.Error(err)
			}
			if got := contents(t, into); !reflect.DeepEqual(got, want) {
				t.Errorf("replaced\n%q\nwant\n%q", got, want)
			}
			if got := found(t, s, "السد"); len(got) != 2 {
				t.Errorf("%q", got)
			}
		})
	})
}

// Each table is either in backups or said to be left.
func TestBackupsHaveAllTables(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		names, err := open(t, where).Names(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, name := range names {
			base, _, shadow := strings.Cut(name, "_")
			switch {
			case slices.Contains(store.Copied, name):
				seen[name] = true
			case slices.Contains(store.Left, name), shadow && base == "words", strings.HasPrefix(name, "sqlite_"):
			default:
				t.Errorf("%s is neither in backups nor left", name)
			}
		}
		if len(seen) != len(store.Copied) {
			t.Errorf("of %q there are %q", store.Copied, slices.Sorted(maps.Keys(seen)))
		}
	})
}

func TestBackupWhileOthersWrite(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s, writer := open(t, where), open(t, where)
		stop, done := make(chan bool), make(chan int)
		go func() {
			n := 0
			for ; ; n++ {
				select {
				case <-stop:
					done <- n
					return
				default:
				}
				if _, err := writer.Keep(context.Background(), []store.Page{page(t, fmt.Sprint("p", n), fmt.Sprint("خبر رقم ", n))}, noon); err != nil {
					t.Error(err)
				}
			}
		}()
		var counts []int
		for range 3 {
			n, err := open(t, backup(t, s)).Count(context.Background())
			if err != nil || n.Pages != n.Versions {
				t.Errorf("%+v, %v", n, err)
			}
			counts = append(counts, n.Pages)
		}
		close(stop)
		n := <-done
		if n < counts[2] || !slices.IsSorted(counts) {
			t.Errorf("backups of %d pages, and %d were kept", counts, n)
		}
	})
}

func TestADamagedBackup(t *testing.T) {
	s := eventful(t, filepath.Join(t.TempDir(), "isnad.db"))
	file := backup(t, s)
	if _, err := raw(t, file).Exec(`UPDATE captures SET packed = ? WHERE id = 2`, store.Pack([]byte("باء"))); err != nil {
		t.Fatal(err)
	}
	engines(t, func(t *testing.T, into string) {
		s := open(t, into)
		keep(t, s, page(t, "a", "ألف"))
		before := contents(t, into)
		problems, err := restore(t, s, file, store.Restoring{Replace: true})
		if !errors.Is(err, store.ErrDamaged) || len(problems) != 1 || !strings.Contains(problems[0], "fair, version 1: the bytes of its capture have changed") {
			t.Fatalf("%q, %v", problems, err)
		}
		if got := contents(t, into); !reflect.DeepEqual(got, before) {
			t.Errorf("of a backup that does not hold something is restored: %q", got)
		}
		if problems, err := restore(t, s, file, store.Restoring{Replace: true, Damaged: true}); err != nil || len(problems) != 1 {
			t.Errorf("%q, %v", problems, err)
		}
		// A backup of what does not hold is made, and says so.
		var told []string
		_, v, err := s.Backup(context.Background(), filepath.Join(t.TempDir(), "again"), lexicon, func(p store.Problem) { told = append(told, p.String()) })
		if err != nil || v.Problems != 1 || !slices.Equal(told, problems) {
			t.Errorf("%+v, %q, %v", v, told, err)
		}
	})
	dir := t.TempDir()
	for name, words := range map[string]string{"text": strings.Repeat("no database ", 200), "empty": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(words), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cut := filepath.Join(dir, "cut")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(cut, b[:len(b)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	stranger := filepath.Join(dir, "stranger")
	if _, err := raw(t, stranger).Exec(`CREATE TABLE bookmarks (id INTEGER)`); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "text"): "no database of Isnad", filepath.Join(dir, "empty"): "no backup of Isnad", dir: "folder",
		filepath.Join(dir, "missing"): "no such file", stranger: "another program",
	} {
		if _, err := store.OpenCopy(context.Background(), path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
	s = open(t, filepath.Join(dir, "new.db"))
	c, err := store.OpenCopy(context.Background(), cut)
	if err == nil {
		_, err = s.Restore(context.Background(), c, store.Restoring{}, lexicon, func(store.Problem) {})
		c.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("%v", err)
	}
	if n, err := s.Count(context.Background()); err != nil || n != (store.Counts{}) {
		t.Errorf("%+v, %v", n, err)
	}
}

// A backup that is stopped leaves nothing, nor does what a killed one has left matter.
func TestABackupThatIsStopped(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := eventful(t, where)
		file := filepath.Join(t.TempDir(), "backup")
		if err := os.WriteFile(file+".partial", []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Nanosecond)
		defer cancel()
		if _, _, err := s.Backup(ctx, file, lexicon, nil); err == nil {
			t.Error("it was not stopped")
		}
		if all, _ := filepath.Glob(file + "*"); all != nil {
			t.Errorf("%q is left", all)
		}
		if _, _, err := s.Backup(context.Background(), file, lexicon, nil); err != nil {
			t.Error(err)
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info, err)
		}
	})
}
