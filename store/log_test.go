package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/isnad-project/isnad/store"
	"golang.org/x/mod/sumdb/tlog"
)

// raw is the database as a stranger with a password sees it.
func raw(t *testing.T, where string) *sql.DB {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(where, "postgres:") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func verify(t *testing.T, s *store.Store, earlier ...tlog.Tree) (problems []string) {
	t.Helper()
	v, err := s.Verify(context.Background(), earlier, func(p store.Problem) { problems = append(problems, p.String()) })
	if err != nil {
		t.Fatal(err)
	}
	if v.Problems != len(problems) {
		t.Errorf("%d problems counted, %d told", v.Problems, len(problems))
	}
	return problems
}

func checkpoint(t *testing.T, s *store.Store) tlog.Tree {
	t.Helper()
	tree, err := s.Checkpoint(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// TestCheckpointsHold: whatever happens to a store by its own doors, all that
// was signed before still holds.
func TestCheckpointsHold(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		earlier := []tlog.Tree{checkpoint(t, s)}
		step := func(entries int) {
			t.Helper()
			now := checkpoint(t, s)
			if grown := now.N - earlier[len(earlier)-1].N; grown != int64(entries) {
				t.Fatalf("%d new entries, want %d", grown, entries)
			}
			earlier = append(earlier, now)
			if problems := verify(t, s, earlier...); problems != nil {
				t.Fatalf("%q", problems)
			}
		}
		step(0)
		a := page(t, "a", "ألف")
		keep(t, s, a)
		step(1)
		keep(t, s, a)
		step(0)
		var many []store.Page
		for i := range 250 {
			many = append(many, page(t, fmt.Sprint("p", i), fmt.Sprint("نص ", i)))
		}
		keep(t, s, many...)
		step(250)
		keep(t, s, page(t, "a", "باء"), page(t, "b\x00\xff\n'; DROP TABLE log; --\u2028", "جيم"))
		step(2)
		var ids []int64
		var pages []store.Page
		for v, err := range s.Versions(ctx, false) {
			if err != nil {
				t.Fatal(err)
			}
			ids, pages = append(ids, v.ID), append(pages, page(t, v.Address, "جديد "+v.Address))
		}
		if err := s.Rewrite(ctx, ids, pages, noon); err != nil {
			t.Fatal(err)
		}
		step(253)
		if n, err := s.Delete(ctx, "a", "بطلب من صاحبه", noon); err != nil || n != 2 {
			t.Fatalf("%d versions deleted, %v", n, err)
		}
		step(1)
		keep(t, s, a)
		step(1)
		if err := s.Rewrite(ctx, ids[:3], pages[:3], noon); err != nil { // the first was deleted
			t.Fatal(err)
		}
		step(2)
	})
}

func TestDelete(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		hostile := "h\x00\xff%_'; --"
		a, b := page(t, "a", "ألف"), page(t, "b", "ألف")
		keep(t, s, a, b, page(t, "a", "باء"), told(t, hostile, "2024-05-05", "سالم الهادي", "بيوت"))
		if _, err := s.Delete(ctx, "c", "", noon); !errors.Is(err, store.ErrNotKept) {
			t.Errorf("%v", err)
		}
		if n, err := s.Delete(ctx, "a", "", noon); err != nil || n != 2 {
			t.Fatalf("%d, %v", n, err)
		}
		if _, err := s.Capture(ctx, a.Digest); err != nil {
			t.Errorf("another page needs it: %v", err)
		}
		if n, err := s.Count(ctx); err != nil || n != (store.Counts{Pages: 2, Versions: 2, Captures: 2}) {
			t.Errorf("%+v, %v", n, err)
		}
		for _, address := range []string{"b", hostile} {
			if n, err := s.Delete(ctx, address, "", noon); err != nil || n != 1 {
				t.Errorf("%q: %d, %v", address, n, err)
			}
		}
		if _, err := s.Capture(ctx, a.Digest); !errors.Is(err, store.ErrNotKept) {
			t.Errorf("nobody needs it: %v", err)
		}
		for x, err := range s.Statements(ctx, store.Filter{}) {
			t.Errorf("%+v is left, %v", x, err)
		}
		if n, err := s.Count(ctx); err != nil || n != (store.Counts{}) {
			t.Errorf("%+v, %v", n, err)
		}
		if problems := verify(t, s); problems != nil {
			t.Errorf("%q", problems)
		}
	})
}

// TestTampering: whatever a stranger does to the tables is found and named.
func TestTampering(t *testing.T) {
	const pages = 11
	for _, c := range []struct {
		name, sql string
		want      []string // the beginnings of what is told
	}{
		{"an entry is changed", `UPDATE log SET entry = replace(entry, 'captured', 'recorded') WHERE n = 5`, []string{
			"entry 5: its words are not", "the checkpoint of 9 entries does not hold: the log fits up to 4", "p4, version 1: the log does not tell"}},
		{"an entry is changed with its hash", `UPDATE log SET entry = (SELECT entry FROM log WHERE n = 6), hashes = (SELECT substr(hashes, 1, 32) FROM log WHERE n = 6) WHERE n = 5`, []string{
			"entry 5: it says that it is entry 6", "entry 6: it brings what entry 5", "the checkpoint of 9 entries does not hold: the log fits up to 4", "p4, version 1: the log does not tell"}},
		{"an entry is dropped", `DELETE FROM log WHERE n = 4`, []string{"entry 4: it is missing", "the checkpoint of 9", "p3, version 1: the log does not tell"}},
		{"the first one is dropped", `DELETE FROM log WHERE n = 1`, []string{"entry 1: it is missing", "the checkpoint of 9", "p0, version 1: the log does not tell"}},
		{"the last ones are dropped", `DELETE FROM log WHERE n > 10`, []string{"entry 11: it is missing, and the log had 12",
			"p10, version 1: the log does not tell", "p0, version 2: the log does not tell"}},
		{"an entry is put in", `UPDATE log_head SET size = 13`, []string{"entry 13: it is missing"}},
		{"an entry is put in behind", `INSERT INTO log (n, entry, hashes) SELECT n + 12, replace(entry, 'p0', 'px'), hashes FROM log WHERE n = 1`, []string{
			"entry 13: it was put behind the end", "px, version 1: entry 13 tells of it"}},
		{"hashes are changed", `UPDATE log SET hashes = (SELECT hashes FROM log WHERE n = 4) WHERE n = 8`, []string{"entry 8: its words", "the checkpoint of 9"}},
		{"a subtree is changed", `UPDATE log SET hashes = substr(hashes, 1, 32) WHERE n = 8`, []string{"entry 8: it does not follow", "the checkpoint of 9"}},
		{"a capture is changed", `UPDATE captures SET packed = (SELECT packed FROM captures WHERE id = 2) WHERE id = 3`, []string{
			"p2, version 1: the bytes of its capture have changed"}},
		{"a capture is torn", `UPDATE captures SET packed = substr(packed, 1, 7) WHERE id = 3`, []string{"p2, version 1: its capture is damaged"}},
		{"a capture is said to lie elsewhere", `UPDATE captures SET vault = 9 WHERE id = 3`, []string{"p2, version 1: its capture is missing"}},
		{"a version has another capture", `UPDATE versions SET capture = 2 WHERE id = 3`, []string{
			"p2, version 1: its capture is not the one that entry 3", "p2, version 1: the account", "p2, version 1: its mark"}},
		{"how it came is changed", `UPDATE versions SET source = replace(source, 'p2', 'p3') WHERE id = 3`, []string{
			"p2, version 1: the account of how it came is not the one that entry 3", "p2, version 1: its mark"}},
		{"a record is changed", `UPDATE records SET packed = (SELECT packed FROM records WHERE version = 1) WHERE version = 3`, []string{
			"p2, version 1: its record is not the one that entry 3"}},
		{"a record is dropped", `DELETE FROM records WHERE version = 3`, []string{"p2, version 1: its record is missing"}},
		{"a version is dropped", `DELETE FROM records WHERE version = 3; DELETE FROM versions WHERE id = 3; DELETE FROM pages WHERE id = 3`, []string{
			"p2, version 1: entry 3 tells of it"}},
		{"an address is changed", `UPDATE pages SET address = 'px' WHERE id = 3`, []string{
			"px, version 1: the log does not tell", "p2, version 1: entry 3 tells of it"}},
		{"an old version passes for the latest", `UPDATE pages SET latest = 1 WHERE id = 1`, []string{"p0, version 2: it is the latest, but version 1"}},
		{"a page is hidden", `UPDATE pages SET latest = NULL WHERE id = 1`, []string{"p0, version 2: it is the latest, but version 0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			engines(t, func(t *testing.T, where string) {
				s := open(t, where)
				var signed tlog.Tree
				for i := range pages {
					keep(t, s, page(t, fmt.Sprint("p", i), fmt.Sprint("نص ", i)))
					if i == 8 {
						signed = checkpoint(t, s)
					}
				}
				keep(t, s, page(t, "p0", "نص آخر"))
				if problems := verify(t, s, signed); problems != nil {
					t.Fatalf("before: %q", problems)
				}
				for _, command := range strings.Split(c.sql, ";") {
					if _, err := raw(t, where).Exec(command); err != nil {
						t.Fatal(err)
					}
				}
				problems := verify(t, s, signed)
				if !slices.EqualFunc(problems, c.want, strings.HasPrefix) {
					t.Errorf("%q, want %q", problems, c.want)
				}
			})
		})
	}
}

// TestAForgedLog: who makes the whole log anew is found by a checkpoint that
// was kept elsewhere.
func TestAForgedLog(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := open(t, where)
		keep(t, s, page(t, "a", "ألف"), page(t, "b", "باء"))
		signed := checkpoint(t, s)
		db := raw(t, where)
		for _, command := range []string{`DELETE FROM records`, `DELETE FROM versions`, `DELETE FROM pages`, `DELETE FROM captures`, `DELETE FROM log`, `UPDATE log_head SET size = 0`} {
			if _, err := db.Exec(command); err != nil {
				t.Fatal(err)
			}
		}
		keep(t, s, page(t, "a", "ألف"))
		if problems := verify(t, s, signed); len(problems) != 1 || problems[0] != "the checkpoint of 2 entries does not hold: the log fits up to 1" {
			t.Errorf("%q", problems)
		}
		keep(t, s, page(t, "b", "تاء"))
		if problems := verify(t, s); problems != nil {
			t.Errorf("by itself it holds: %q", problems)
		}
		if problems := verify(t, s, signed); len(problems) != 1 || problems[0] != "the checkpoint of 2 entries does not hold: they are not those that it was made of" {
			t.Errorf("%q", problems)
		}
	})
}

// TestADamagedLogIsNotContinued: new entries would hide where it was torn.
func TestADamagedLogIsNotContinued(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := open(t, where)
		keep(t, s, page(t, "a", "ألف"), page(t, "b", "باء"))
		if _, err := raw(t, where).Exec(`DELETE FROM log WHERE n = 2`); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Keep(context.Background(), []store.Page{page(t, "c", "جيم")}, noon); err == nil || !strings.Contains(err.Error(), "isnad verify tells more") {
			t.Errorf("%v", err)
		}
		if _, err := s.Checkpoint(context.Background()); err == nil {
			t.Error("it was signed")
		}
		if _, err := raw(t, where).Exec(`DELETE FROM log_head`); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Delete(context.Background(), "a", "", noon); err == nil || errors.Is(err, store.ErrNotKept) || !strings.Contains(err.Error(), "head of the log is missing") {
			t.Errorf("%v", err)
		}
		if _, err := s.Verify(context.Background(), nil, func(store.Problem) {}); err == nil {
			t.Error("it was verified")
		}
	})
}

// TestBeforeTheLog: what the log does not tell of is told, until it is read anew.
func TestBeforeTheLog(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := open(t, where)
		p := page(t, "a", "ألف")
		keep(t, s, p)
		for _, command := range []string{`DELETE FROM log`, `UPDATE log_head SET size = 0`} {
			if _, err := raw(t, where).Exec(command); err != nil {
				t.Fatal(err)
			}
		}
		keep(t, s, page(t, "a", "باء"))
		if problems := verify(t, s); !slices.Equal(problems, []string{"a, version 1: the log does not tell of it"}) {
			t.Errorf("%q", problems)
		}
		if err := s.Rewrite(context.Background(), []int64{1}, []store.Page{p}, noon); err != nil {
			t.Fatal(err)
		}
		if problems := verify(t, s); problems != nil {
			t.Errorf("%q", problems)
		}
	})
}

// TestARereadFromElsewhere: reading anew does not wash what was changed before.
func TestARereadFromElsewhere(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := open(t, where)
		a, b := page(t, "a", "ألف"), page(t, "b", "باء")
		keep(t, s, a, b)
		mark := a.Source.Mark(b.Digest)
		if _, err := raw(t, where).Exec(`UPDATE versions SET capture = 2 WHERE id = 1`); err != nil {
			t.Fatal(err)
		}
		query := `UPDATE versions SET mark = ? WHERE id = 1`
		if strings.HasPrefix(where, "postgres:") {
			query = strings.Replace(query, "?", "$1", 1)
		}
		if _, err := raw(t, where).Exec(query, mark[:]); err != nil {
			t.Fatal(err)
		}
		if err := s.Rewrite(context.Background(), []int64{1}, []store.Page{b}, noon); err != nil {
			t.Fatal(err)
		}
		if problems := verify(t, s); !slices.Equal(problems, []string{"entry 3: it was read from another capture than entry 1 tells: a, version 1"}) {
			t.Errorf("%q", problems)
		}
	})
}

// TestProofs: each entry of a log of any size can be proved alone, and nothing
// else can.
func TestProofs(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		hostile := "h\x00\xff%_'; --"
		if tree, all, err := s.Told(ctx, nil); err != nil || tree.N != 0 || all != nil {
			t.Errorf("%v, %v, %v", tree, all, err)
		}
		for size := 1; size <= 19; size++ {
			address := fmt.Sprint("p", size)
			if size%5 == 0 {
				address = hostile
			}
			keep(t, s, page(t, address, fmt.Sprint("نص ", size)))
			tree, all, err := s.Told(ctx, nil)
			if err != nil || len(all) != size || tree != checkpoint(t, s) {
				t.Fatalf("%d entries, %v, %v", len(all), tree, err)
			}
			for i := range all {
				if e, err := all[i].Holds(tree); err != nil || e.N != int64(i+1) {
					t.Fatalf("%d of %d: %+v, %v", i+1, size, e, err)
				}
				forged := all[i]
				forged.Entry = strings.Replace(forged.Entry, "2024", "2023", 1)
				if _, err := forged.Holds(tree); err == nil {
					t.Fatalf("%d of %d: a forged entry is proved", i+1, size)
				}
			}
		}
		tree, some, err := s.Told(ctx, []string{hostile, "nothing"})
		if err != nil || len(some) != 3 {
			t.Fatalf("%d entries, %v", len(some), err)
		}
		for i := range some {
			if e, err := some[i].Holds(tree); err != nil || e.N != int64(5*(i+1)) || e.Version != i+1 {
				t.Errorf("%+v, %v", e, err)
			}
		}
	})
}

// TestAMarkCanBeMadeAgain from how a capture came, as it is kept.
func TestAMarkCanBeMadeAgain(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := open(t, where)
		p := page(t, "a", "ألف")
		p.Source = store.Source{Name: "n\x00\xff\u2028<&>\\ufffd", URL: "\xc0", Published: "\"\n"}
		keep(t, s, p)
		v := versions(t, s)[0]
		if v.Source.Mark(v.Digest) != p.Source.Mark(p.Digest) {
			t.Errorf("%+v is marked otherwise than %+v", v.Source, p.Source)
		}
		if problems := verify(t, s); problems != nil {
			t.Errorf("%q", problems)
		}
	})
}
