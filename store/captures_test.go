package store_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/isnad-project/isnad/store"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// cloud is a service like S3 in this process, with one bucket.
type cloud struct {
	backend gofakes3.Backend
	away    atomic.Int64                  // so many requests fail; -1 is all
	meet    atomic.Pointer[chan struct{}] // each capture waits for another one
	alone   atomic.Bool                   // and one waited in vain
}

func newCloud(t *testing.T) *cloud {
	t.Helper()
	c := &cloud{backend: s3mem.New()}
	if err := c.backend.CreateBucket("news"); err != nil {
		t.Fatal(err)
	}
	serve := gofakes3.New(c.backend).Server()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if meet := c.meet.Load(); meet != nil && r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, ".zst") {
			select {
			case *meet <- struct{}{}:
			case <-*meet:
			case <-time.After(10 * time.Second):
				c.alone.Store(true)
			}
		}
		if n := c.away.Load(); n != 0 {
			if n > 0 {
				c.away.Add(-1)
			}
			http.Error(w, "away", http.StatusServiceUnavailable)
			return
		}
		serve.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	t.Setenv("ISNAD_S3_ENDPOINT", server.URL)
	t.Setenv("AWS_ACCESS_KEY_ID", "reporter")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "hidden")
	t.Setenv("AWS_REGION", "us-east-1")
	return c
}

// names are what lies under a prefix of the bucket.
func (c *cloud) names(t *testing.T, prefix string) (out []string) {
	t.Helper()
	list, err := c.backend.ListBucket("news", &gofakes3.Prefix{HasPrefix: true, Prefix: prefix}, gofakes3.ListBucketPage{})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range list.Contents {
		out = append(out, x.Key)
	}
	return out
}

// files are what lies in a folder, without the file that says whose it is.
func files(t *testing.T, dir string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != "isnad-captures" {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func openAt(t *testing.T, where, captures string) *store.Store {
	t.Helper()
	s := open(t, where)
	if err := s.CapturesIn(captures); err != nil {
		t.Fatal(err)
	}
	return s
}

// vaults runs a test with a place of each sort.
func vaults(t *testing.T, test func(t *testing.T, where, place string)) {
	engines(t, func(t *testing.T, where string) {
		t.Run("folder", func(t *testing.T) { test(t, where, filepath.Join(t.TempDir(), "captures")) })
	})
	engines(t, func(t *testing.T, where string) {
		t.Run("bucket", func(t *testing.T) {
			newCloud(t)
			test(t, where, "s3://news/of/today")
		})
	})
}

func mustHave(t *testing.T, s *store.Store, p store.Page, want string) {
	t.Helper()
	if b, err := s.Capture(context.Background(), p.Digest); err != nil || string(b) != want {
		t.Errorf("%q, %v; want %q", b, err, want)
	}
}

func TestCapturesElsewhere(t *testing.T) {
	vaults(t, func(t *testing.T, where, place string) {
		ctx := context.Background()
		inside, a, b := page(t, "in", "داخل"), page(t, "a", "انهيار جدار السد"), page(t, "b", "")
		keep(t, open(t, where), inside)
		keep(t, openAt(t, where, place), a, b, inside)

		// The place is remembered, and what was kept before is where it was.
		s := open(t, where)
		c := page(t, "c", "افتتاح معرض")
		keep(t, s, c)
		mustHave(t, s, inside, "داخل")
		mustHave(t, s, a, "انهيار جدار السد")
		mustHave(t, s, b, "")
		mustHave(t, s, c, "افتتاح معرض")
		got, err := s.Vaults(ctx)
		if err != nil || len(got) != 2 || got[0].Captures != 1 || got[0].Chosen || got[1].Address != place || got[1].Captures != 3 || !got[1].Chosen {
			t.Errorf("%+v, %v", got, err)
		}
		var packed int
		if err := raw(t, where).QueryRow(`SELECT sum(length(packed)) FROM captures WHERE vault <> 0`).Scan(&packed); err != nil || packed != 0 {
			t.Errorf("%d bytes are in the database too, %v", packed, err)
		}
		if problems := verify(t, s); problems != nil {
			t.Errorf("%q", problems)
		}

		// Deleting takes the bytes, unless another page has the same.
		keep(t, s, page(t, "a too", "انهيار جدار السد"))
		if _, err := s.Delete(ctx, "a", "", noon); err != nil {
			t.Fatal(err)
		}
		mustHave(t, s, a, "انهيار جدار السد")
		if _, err := s.Delete(ctx, "a too", "", noon); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Capture(ctx, a.Digest); !errors.Is(err, store.ErrNotKept) {
			t.Errorf("%v", err)
		}
		keep(t, s, a) // and they can come again
		mustHave(t, s, a, "انهيار جدار السد")

		// Back into the database on request.
		if err := s.CapturesIn("database"); err != nil {
			t.Fatal(err)
		}
		d := page(t, "d", "طريق الجبل")
		keep(t, s, d)
		if got, err := s.Vaults(ctx); err != nil || got[0].Captures != 2 || !got[0].Chosen {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestFilesOfCaptures(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "more", "captures")
	s := openAt(t, filepath.Join(t.TempDir(), "isnad.db"), dir)
	p := page(t, "a", "انهيار جدار السد")
	keep(t, s, p)
	name := strings.TrimPrefix(p.Digest.String(), "sha256:")
	want := filepath.Join(dir, name[:2], name[2:4], name+".zst")
	if got := files(t, dir); !slices.Equal(got, []string{want}) {
		t.Fatalf("%q, want %s", got, want)
	}
	before, err := os.Stat(want)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Delete(context.Background(), "a", "", noon); err != nil {
		t.Fatal(err)
	}
	if got := files(t, dir); got != nil {
		t.Errorf("%q is left of what was deleted", got)
	}
	// An orphan is found again, and not written again; one that is torn is mended.
	if err := os.WriteFile(want, p.Capture, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(want, time.Time{}, before.ModTime().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	keep(t, s, p)
	if after, err := os.Stat(want); err != nil || !after.ModTime().Equal(before.ModTime().Add(-time.Hour)) {
		t.Errorf("it was written again: %v, %v", after.ModTime(), err)
	}
	if err := os.WriteFile(want, p.Capture[:3], 0o644); err != nil {
		t.Fatal(err)
	}
	if problems := verify(t, s); !slices.Equal(problems, []string{"a, version 1: its capture is damaged"}) {
		t.Errorf("%q", problems)
	}
	keep(t, s, page(t, "b", "انهيار جدار السد"))
	mustHave(t, s, p, "انهيار جدار السد")
	if err := os.WriteFile(want, store.Pack([]byte("غيره")), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Capture(context.Background(), p.Digest); err == nil || !strings.Contains(err.Error(), "have changed") {
		t.Errorf("%v", err)
	}
	if err := os.Remove(want); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Capture(context.Background(), p.Digest); err == nil || !strings.Contains(err.Error(), dir+": it is missing") {
		t.Errorf("%v", err)
	}
	if problems := verify(t, s); !slices.Equal(problems, []string{"a, version 1: its capture is missing", "b, version 1: its capture is missing"}) {
		t.Errorf("%q", problems)
	}
}

// TestAWrongPlace: what lies elsewhere is never taken for lost, nor put where it
// does not belong.
func TestAWrongPlace(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		home := t.TempDir()
		dir := filepath.Join(home, "captures")
		p := page(t, "a", "انهيار جدار السد")
		keep(t, openAt(t, where, dir), p)

		// Its disk is not mounted: nothing is read, and nothing is written.
		moved := filepath.Join(home, "moved")
		if err := os.Rename(dir, moved); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		s := open(t, where)
		for what, err := range map[string]error{
			"read": func() error { _, err := s.Capture(ctx, p.Digest); return err }(),
			"keep": func() error { _, err := s.Keep(ctx, []store.Page{page(t, "b", "باء")}, noon); return err }(),
			"verify": func() error {
				_, err := s.Verify(ctx, nil, func(p store.Problem) { t.Errorf("told as a problem: %v", p) })
				return err
			}(),
		} {
			if err == nil || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), "not mounted") {
				t.Errorf("%s: %v", what, err)
			}
		}
		if n, err := s.Count(ctx); err != nil || n.Pages != 1 || files(t, dir) != nil {
			t.Errorf("%+v, %v; %q", n, err, files(t, dir))
		}
		if _, err := s.Delete(ctx, "a", "", noon); err == nil || !strings.Contains(err.Error(), "could not be removed") {
			t.Errorf("%v", err)
		}
		keep(t, openAt(t, where, moved), p)

		// It was moved: it is found where it is said to be, and then remembered.
		mustHave(t, openAt(t, where, moved), p, "انهيار جدار السد")

		// Another database's.
		other := openAt(t, filepath.Join(t.TempDir(), "other.db"), moved)
		if _, err := other.Keep(ctx, []store.Page{p}, noon); err == nil || !strings.Contains(err.Error(), "another database's") {
			t.Errorf("%v", err)
		}
		for place, want := range map[string]string{"s3://": "names no bucket", "http://a/b": "cannot be kept in http://a/b"} {
			if err := other.CapturesIn(place); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", place, err)
			}
		}
	})
}

// TestAMovedFolder needs no copying, only to be told.
func TestAMovedFolder(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		home := t.TempDir()
		dir, moved := filepath.Join(home, "captures"), filepath.Join(home, "moved")
		p := page(t, "a", "انهيار جدار السد")
		keep(t, openAt(t, where, dir), p)
		if err := os.Rename(dir, moved); err != nil {
			t.Fatal(err)
		}
		mustHave(t, openAt(t, where, moved), p, "انهيار جدار السد")
		if n := move(t, open(t, where), moved); n != 1 {
			t.Errorf("%d moved", n)
		}
		mustHave(t, open(t, where), p, "انهيار جدار السد")
		if n := move(t, open(t, where), moved); n != 0 {
			t.Errorf("%d moved again", n)
		}
	})
}

func move(t *testing.T, s *store.Store, place string) (n int) {
	t.Helper()
	err := s.MoveCaptures(context.Background(), place, func(some int) { n += some }, func(d store.Digest, err error) { t.Errorf("%s: %v", d, err) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestMovingCaptures from each place to each other, and stopped on the way.
func TestMovingCaptures(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		newCloud(t)
		dir, other := filepath.Join(t.TempDir(), "captures"), filepath.Join(t.TempDir(), "captures")
		const many = 150
		var pages []store.Page
		for i := range many {
			pages = append(pages, page(t, fmt.Sprint("p", i), fmt.Sprint("نص ", i)))
		}
		pages = append(pages, page(t, "empty", ""))
		keep(t, open(t, where), pages...)
		for _, place := range []string{dir, "s3://news", other, "database", "s3://news/deep/er", "database", dir, "database"} {
			s := open(t, where)
			ctx, stop := context.WithCancel(context.Background())
			first := 0
			err := s.MoveCaptures(ctx, place, func(n int) { first += n; stop() }, func(d store.Digest, err error) { t.Errorf("%s: %v", d, err) })
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("%s: %v", place, err)
			}
			mustHave(t, s, pages[0], "نص 0")
			mustHave(t, s, pages[many-1], fmt.Sprint("نص ", many-1))
			if n := move(t, open(t, where), place); n+first != len(pages) || first == 0 || n == 0 {
				t.Fatalf("%s: %d and then %d were moved", place, first, n)
			}
			if got, err := s.Vaults(context.Background()); err != nil || len(got) != 1 || got[0].Captures != len(pages) || got[0].Address != place {
				t.Errorf("%s: %+v, %v", place, got, err)
			}
			if problems := verify(t, s); problems != nil {
				t.Errorf("%s: %q", place, problems)
			}
			for _, old := range []string{dir, other} {
				if left := files(t, filepath.Dir(old)); old != place && len(left) != 0 {
					t.Errorf("%s: %d files are left in %s", place, len(left), old)
				}
			}
		}
	})
}

// TestMovingWhatIsDamaged: it is told and stays, and the rest is moved.
func TestMovingWhatIsDamaged(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		dir := filepath.Join(t.TempDir(), "captures")
		s := openAt(t, where, dir)
		a, b, c := page(t, "a", "ألف"), page(t, "b", "باء"), page(t, "c", "جيم")
		keep(t, s, a, b, c)
		paths := files(t, dir)
		if len(paths) != 3 {
			t.Fatalf("%q", paths)
		}
		if err := os.WriteFile(paths[0], []byte("torn"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(paths[1]); err != nil {
			t.Fatal(err)
		}
		var told []string
		n := 0
		err := s.MoveCaptures(context.Background(), "database", func(some int) { n += some }, func(d store.Digest, err error) { told = append(told, err.Error()) })
		slices.Sort(told)
		if err != nil || n != 1 || len(told) != 2 || !strings.Contains(told[0], "damaged") || !strings.Contains(told[1], "missing") {
			t.Errorf("%d moved, %q, %v", n, told, err)
		}
		if got := files(t, dir); !slices.Equal(got, paths[:1]) {
			t.Errorf("%q", got)
		}
	})
}

func TestABucketThatIsAway(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		c := newCloud(t)
		s := openAt(t, where, "s3://news/x")
		var pages []store.Page
		for i := range 40 {
			pages = append(pages, page(t, fmt.Sprint("p", i), fmt.Sprint("نص ", i)))
		}
		meet := make(chan struct{})
		c.meet.Store(&meet)
		keep(t, s, pages...)
		c.meet.Store(nil)
		if c.alone.Load() {
			t.Errorf("one is put at a time")
		}
		if got := c.names(t, "x/"); len(got) != 41 {
			t.Errorf("%d objects", len(got))
		}

		// It is asked again.
		c.away.Store(2)
		late := page(t, "late", "متأخر")
		keep(t, s, late)
		mustHave(t, s, late, "متأخر")

		// It stays away: nothing is kept, and what was kept is not lost.
		c.away.Store(-1)
		lost := page(t, "lost", "ضائع")
		soon, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
		defer cancel()
		if _, err := s.Keep(soon, []store.Page{lost}, noon); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("who waits is not heard: %v", err)
		}
		t.Setenv("ISNAD_S3_ENDPOINT", "http://127.0.0.1:1")
		gone := openAt(t, where, "s3://news/x")
		if _, err := gone.Keep(ctx, []store.Page{lost}, noon); err == nil || !strings.Contains(err.Error(), "127.0.0.1:1 cannot be reached") || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%v", err)
		}
		if n, err := s.Count(ctx); err != nil || n.Pages != 41 || n.Captures != 41 {
			t.Errorf("%+v, %v", n, err)
		}
		c.away.Store(0)
		keep(t, s, lost)
		mustHave(t, s, lost, "ضائع")
		mustHave(t, s, pages[0], "نص 0")
	})
	newCloud(t)
	s := openAt(t, filepath.Join(t.TempDir(), "isnad.db"), "s3://nothing/x")
	if _, err := s.Keep(context.Background(), []store.Page{page(t, "a", "ألف")}, noon); err == nil || !strings.Contains(err.Error(), "there is no bucket nothing") {
		t.Errorf("%v", err)
	}
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	s = openAt(t, filepath.Join(t.TempDir(), "isnad.db"), "s3://news/x")
	if _, err := s.Keep(context.Background(), []store.Page{page(t, "a", "ألف")}, noon); err == nil || !strings.Contains(err.Error(), "have to be set") {
		t.Errorf("%v", err)
	}
}

// TestKeepingWhatIsBeingDeleted: the same bytes come and go at one time, and
// those that a page has are always there.
func TestKeepingWhatIsBeingDeleted(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		dir := filepath.Join(t.TempDir(), "captures")
		const workers, rounds = 4, 15
		keep(t, openAt(t, where, dir), page(t, "first", "أول"))
		var wg sync.WaitGroup
		for w := range workers {
			s := open(t, where)
			wg.Add(1)
			go func() {
				defer wg.Done()
				address := fmt.Sprint("w", w)
				for i := range rounds {
					p := page(t, address, "نص واحد للجميع")
					if _, err := s.Keep(ctx, []store.Page{p, page(t, address+"x", fmt.Sprint("نص ", i%2))}, noon); err != nil {
						t.Error(err)
						return
					}
					if b, err := s.Capture(ctx, p.Digest); err != nil || string(b) != "نص واحد للجميع" {
						t.Errorf("%q, %v", b, err)
						return
					}
					if _, err := s.Delete(ctx, address, "", noon); err != nil {
						t.Error(err)
						return
					}
				}
			}()
		}
		wg.Wait()
		s := open(t, where)
		if problems := verify(t, s); problems != nil {
			t.Errorf("%q", problems)
		}
		if n, err := s.Count(ctx); err != nil || n.Captures != len(files(t, dir)) {
			t.Errorf("%+v, %v; %q", n, err, files(t, dir))
		}
	})
}

// TestTheInboxElsewhere: what waits to be read is where all captures are, and is
// not deleted with a page that has the same bytes.
func TestTheInboxElsewhere(t *testing.T) {
	vaults(t, func(t *testing.T, where, place string) {
		ctx := context.Background()
		s := openAt(t, where, place)
		p := page(t, "a", "انهيار جدار السد")
		keep(t, s, p)
		same := page(t, "b", "انهيار جدار السد")
		_, batches, err := s.Receive(ctx, []store.Page{same, page(t, "c", "افتتاح معرض")})
		if err != nil || len(batches) != 1 {
			t.Fatalf("%v, %v", batches, err)
		}
		if _, err := s.Delete(ctx, "a", "", noon); err != nil {
			t.Fatal(err)
		}
		waiting, err := s.Batch(ctx, batches[0])
		if err != nil || len(waiting) != 2 {
			t.Fatalf("%+v, %v", waiting, err)
		}
		mustHave(t, s, same, "انهيار جدار السد")
		if _, err := s.KeepReceived(ctx, []int64{waiting[0].ID}, []store.Page{same}, noon); err != nil {
			t.Fatal(err)
		}
		mustHave(t, s, same, "انهيار جدار السد")
		if all, err := s.Vaults(ctx); err != nil || len(all) != 1 || all[0].Captures != 2 {
			t.Errorf("%+v, %v", all, err)
		}
		if problems := verify(t, s); problems != nil {
			t.Errorf("%q", problems)
		}
	})
}

// TestBackupsOfWhatLiesElsewhere: a backup knows where its captures are, on
// either engine, and may be told that they are in another place now.
func TestBackupsOfWhatLiesElsewhere(t *testing.T) {
	vaults(t, func(t *testing.T, where, place string) {
		s := openAt(t, where, place)
		p := page(t, "a", "انهيار جدار السد")
		keep(t, s, p)
		file := backup(t, s)
		engines(t, func(t *testing.T, into string) {
			restored := open(t, into)
			if problems, err := restore(t, restored, file, store.Restoring{}); err != nil || problems != nil {
				t.Fatalf("%q, %v", problems, err)
			}
			mustHave(t, restored, p, "انهيار جدار السد")
			// The other database lives on them: they are only read.
			late := page(t, "b", "باء")
			if _, err := restored.Keep(context.Background(), []store.Page{late}, noon); err == nil || !strings.Contains(err.Error(), "isnad captures take") {
				t.Errorf("%v", err)
			}
			if move(t, restored, filepath.Join(t.TempDir(), "here")) != 1 {
				t.Error("it was not moved")
			}
			keep(t, restored, late)
			mustHave(t, restored, late, "باء")
			mustHave(t, s, p, "انهيار جدار السد")
			again := open(t, filepath.Join(t.TempDir(), "again.db"))
			if _, err := restore(t, again, file, store.Restoring{}); err != nil {
				t.Fatal(err)
			}
			if _, err := again.Delete(context.Background(), "a", "", noon); err != nil {
				t.Error(err)
			}
			mustHave(t, s, p, "انهيار جدار السد")
		})
		// It is gone, and another takes its place.
		last := open(t, filepath.Join(t.TempDir(), "last.db"))
		if _, err := restore(t, last, file, store.Restoring{}); err != nil {
			t.Fatal(err)
		}
		if err := last.TakeCaptures(context.Background(), place); err != nil {
			t.Fatal(err)
		}
		late := page(t, "b", "باء")
		keep(t, last, late)
		mustHave(t, last, late, "باء")
		mustHave(t, last, p, "انهيار جدار السد")
		if _, err := open(t, where).Capture(context.Background(), p.Digest); err == nil || !strings.Contains(err.Error(), "another database's") {
			t.Errorf("%v", err)
		}
		if err := last.TakeCaptures(context.Background(), t.TempDir()); err == nil || !strings.Contains(err.Error(), "has no captures") {
			t.Errorf("%v", err)
		}
	})
	engines(t, func(t *testing.T, where string) {
		home := t.TempDir()
		there, now := filepath.Join(home, "there"), filepath.Join(home, "now")
		s := openAt(t, where, there)
		p := page(t, "a", "انهيار جدار السد")
		keep(t, s, p)
		file := backup(t, s)
		if err := os.Rename(there, now); err != nil {
			t.Fatal(err)
		}
		restored := open(t, filepath.Join(home, "restored.db"))
		if _, err := restore(t, restored, file, store.Restoring{}); err == nil || !strings.Contains(err.Error(), "not mounted") {
			t.Errorf("%v", err)
		}
		if err := restored.CapturesIn(now); err != nil {
			t.Fatal(err)
		}
		if problems, err := restore(t, restored, file, store.Restoring{}); err != nil || problems != nil {
			t.Errorf("%q, %v", problems, err)
		}
		mustHave(t, restored, p, "انهيار جدار السد")
	})
}
