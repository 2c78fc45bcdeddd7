package store_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
)

// engines runs a test on an empty database of each engine.
func engines(t *testing.T, test func(t *testing.T, where string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "isnad.db")) })
	t.Run("postgres", func(t *testing.T) { test(t, database(t)) })
}

func open(t *testing.T, where string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

var noon = time.Date(2024, 5, 5, 12, 0, 0, 0, time.UTC)

// page is a page whose capture and record have the words given.
func page(t *testing.T, address, words string) store.Page {
	t.Helper()
	r := &isnad.Record{Isnad: isnad.Version, ID: "x", Title: words, Text: words, Outlet: &isnad.Outlet{Name: "الضفة"}, Language: "ar",
		Published: &isnad.Published{Value: "2024-05-05"}}
	line, err := r.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	return store.Page{Address: address, Digest: sha256.Sum256([]byte(words)), Capture: store.Pack([]byte(words)), Size: len(words),
		Source: store.Source{Name: address, Outlet: "الضفة"}, Record: r, Packed: store.Pack(line), Line: sha256.Sum256(line), Signature: []byte{1, 2, 3}}
}

func keep(t *testing.T, s *store.Store, pages ...store.Page) []store.Outcome {
	t.Helper()
	out, err := s.Keep(context.Background(), pages, noon)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func versions(t *testing.T, s *store.Store) (out []store.Version) {
	t.Helper()
	for v, err := range s.Versions(context.Background(), true) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

func TestKeep(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		a, b := page(t, "https://a.example/1", "انهيار جدار السد"), page(t, "b.html", "افتتاح معرض")
		if got := keep(t, s, a, b, a); !slices.Equal(got, []store.Outcome{store.Added, store.Added, store.Unchanged}) {
			t.Fatalf("%v", got)
		}
		if got := keep(t, s, b); got[0] != store.Unchanged {
			t.Fatalf("the same page again: %v", got)
		}
		changed := page(t, "b.html", "افتتاح معرض الكتاب")
		if got := keep(t, s, changed); got[0] != store.NewVersion {
			t.Fatalf("other bytes at one address: %v", got)
		}
		same := page(t, "c.html", "انهيار جدار السد")
		if got := keep(t, s, same); got[0] != store.Added {
			t.Fatalf("the same bytes at another address: %v", got)
		}
		n, err := s.Count(ctx)
		if err != nil || n != (store.Counts{Pages: 3, Versions: 4, Captures: 3}) {
			t.Errorf("%+v, %v", n, err)
		}
		vs := versions(t, s)
		if len(vs) != 3 || vs[0].Address != "https://a.example/1" || vs[1].Address != "b.html" || vs[1].Number != 2 || vs[1].Title != "افتتاح معرض الكتاب" ||
			vs[1].Outlet != "الضفة" || vs[1].Source.Name != "b.html" || vs[1].AddedAt != "2024-05-05T12:00:00Z" {
			t.Errorf("%+v", vs)
		}
		c, err := s.Capture(ctx, a.Digest)
		if err != nil || string(c) != "انهيار جدار السد" {
			t.Errorf("%q, %v", c, err)
		}
		r, err := s.Record(ctx, vs[1].ID)
		if err != nil || r.Text != "افتتاح معرض الكتاب" {
			t.Errorf("%+v, %v", r, err)
		}
		old, latest := b.Source.Mark(b.Digest), changed.Source.Mark(changed.Digest)
		known, err := s.Known(ctx, slices.Concat([]store.Mark{old, latest}, make([]store.Mark, 900)))
		if err != nil || len(known) != 1 || !known[latest] {
			t.Errorf("%d known, want the mark of the latest version: %v", len(known), err)
		}
		signed := 0
		for x, err := range s.Signatures(ctx) {
			if signed++; err != nil || len(x.Signature) != 3 {
				t.Errorf("%+v, %v", x, err)
			}
		}
		if signed != 3 {
			t.Errorf("%d of 3 pages", signed)
		}
	})
}

func TestWhatIsNotKept(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := open(t, where)
		if _, err := s.Record(context.Background(), 7); !errors.Is(err, store.ErrNotKept) {
			t.Errorf("record: %v", err)
		}
		if _, err := s.Capture(context.Background(), store.Digest{1}); !errors.Is(err, store.ErrNotKept) {
			t.Errorf("capture: %v", err)
		}
	})
}

func TestAllOrNothing(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := open(t, where)
		broken := page(t, "b", "باء")
		broken.Capture = nil // refused by the database
		if _, err := s.Keep(context.Background(), []store.Page{page(t, "a", "ألف"), broken}, noon); err == nil || !strings.Contains(err.Error(), "b: ") {
			t.Fatalf("%v does not name the page", err)
		}
		if n, err := s.Count(context.Background()); err != nil || n != (store.Counts{}) {
			t.Errorf("something of a call that failed was kept: %+v, %v", n, err)
		}
		stopped, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := s.Keep(stopped, []store.Page{page(t, "a", "ألف")}, noon); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	})
}

func TestHostileWords(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := open(t, where)
		p := page(t, "a\x00b\xff'; DROP TABLE pages; --", "نص\u202e\u200f")
		p.Record.Title = "عنوان\x00\xff"
		keep(t, s, p)
		if got := keep(t, s, p); got[0] != store.Unchanged {
			t.Errorf("%v", got)
		}
		if vs := versions(t, s); len(vs) != 1 || vs[0].Title != "عنوان\uFFFD\uFFFD" {
			t.Errorf("%+v", vs)
		}
	})
}

func TestManyAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		const workers, each = 6, 20
		var wg sync.WaitGroup
		errs := make(chan error, workers)
		for w := range workers {
			s := open(t, where)
			wg.Add(1)
			go func() {
				defer wg.Done()
				for i := range each {
					// Half of the pages are everybody's.
					address := fmt.Sprintf("p%d", i)
					if i%2 == 0 {
						address = fmt.Sprintf("w%d-%d", w, i)
					}
					if _, err := s.Keep(context.Background(), []store.Page{page(t, address, "نص "+address)}, noon); err != nil {
						errs <- err
						return
					}
				}
			}()
		}
		reader := open(t, where)
		for range 4 { // what is proved is the state of one moment
			if problems := verify(t, reader); problems != nil {
				t.Errorf("while others write: %q", problems)
			}
		}
		wg.Wait()
		close(errs)
		for err := range errs {
			t.Error(err)
		}
		n, err := open(t, where).Count(context.Background())
		want := workers*each/2 + each/2
		if err != nil || n.Pages != want || n.Versions != want || n.Captures != want {
			t.Errorf("%+v, want %d of each: %v", n, want, err)
		}
		s := open(t, where)
		if tree := checkpoint(t, s); tree.N != int64(want) {
			t.Errorf("%d entries of %d versions", tree.N, want)
		}
		if problems := verify(t, s); problems != nil {
			t.Errorf("%q", problems)
		}
	})
}

func TestReadingAnew(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := open(t, where)
		keep(t, s, page(t, "a", "قديم"))
		v := versions(t, s)[0]
		if err := s.Rewrite(context.Background(), []int64{v.ID}, []store.Page{page(t, "a", "جديد")}, noon); err != nil {
			t.Fatal(err)
		}
		r, err := s.Record(context.Background(), v.ID)
		if err != nil || r.Text != "جديد" {
			t.Errorf("%+v, %v", r, err)
		}
		if c, err := s.Capture(context.Background(), v.Digest); err != nil || string(c) != "قديم" {
			t.Errorf("the capture changed with the record: %q, %v", c, err)
		}
	})
}

func TestADatabaseThatCannotBeOpened(t *testing.T) {
	dir := t.TempDir()
	write := func(name, words string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(words), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	newer := filepath.Join(dir, "newer.db")
	s, err := store.Open(context.Background(), newer)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	db, err := sql.Open("sqlite", newer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)`); err != nil {
		t.Fatal(err)
	}
	db.Close()
	for where, want := range map[string]string{
		write("text.db", strings.Repeat("no database ", 200)): "no database of Isnad",
		filepath.Join(dir, "no", "folder.db"):                 "does not exist",
		dir:                                                   "folder",
		newer:                                                 "newer version of Isnad",
		"postgres://nobody:hidden@127.0.0.1:1/x?connect_timeout=2": "cannot be reached",
		"postgres://nobody:hidden@127.0.0.1:not-a-port/x":          "not understood",
	} {
		_, err := store.Open(context.Background(), where)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", where, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "hidden") {
			t.Errorf("the password is shown: %v", err)
		}
	}
	address := database(t)
	if _, err := store.Open(context.Background(), strings.Replace(address, "secret", "wrong", 1)); err == nil || !strings.Contains(err.Error(), "password") || strings.Contains(err.Error(), "wrong") {
		t.Errorf("%v", err)
	}
}

func TestADamagedCapture(t *testing.T) {
	where := filepath.Join(t.TempDir(), "isnad.db")
	s := open(t, where)
	p := page(t, "a", "ألف")
	keep(t, s, p)
	db, err := sql.Open("sqlite", where)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE captures SET packed = ?`, store.Pack([]byte("باء"))); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Capture(context.Background(), p.Digest); err == nil || !strings.Contains(err.Error(), "have changed") {
		t.Errorf("%v", err)
	}
}
