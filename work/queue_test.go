package work_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/store/storetest"
	"github.com/isnad-project/isnad/work"
)

func TestMain(m *testing.M) { os.Exit(storetest.Tests{M: m}.Run()) }

// engines runs a test on an empty database of each engine.
func engines(t *testing.T, test func(t *testing.T, where string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "isnad.db")) })
	t.Run("postgres", func(t *testing.T) { test(t, storetest.Database(t)) })
}

func open(t *testing.T, where string) (*store.Store, *work.Queue) {
	t.Helper()
	db, err := store.Open(context.Background(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	q, err := work.OpenQueue(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(q.Close)
	return db, q
}

func keeping() *work.Keeping { return work.NewKeeping(capture.Given{}, ar.Lang(), en.Lang()) }

// start has a worker work until the test ends, or the function that it returns is called.
func start(t *testing.T, q *work.Queue, lease time.Duration) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- q.Work(ctx, keeping(), work.Options{Jobs: 2, Lease: lease, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))})
	}()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// eventually waits for something that the database tells.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within half a minute", what)
		}
	}
}

func counts(t *testing.T, q *work.Queue) map[work.State]int {
	t.Helper()
	n, err := q.Count(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// done counts the jobs of a kind that are done.
func done(t *testing.T, q *work.Queue, kind string) (n int) {
	t.Helper()
	for _, j := range list(t, q, work.Done) {
		if j.Kind == kind {
			n++
		}
	}
	return n
}

// idle waits until there is nothing to do.
func idle(t *testing.T, q *work.Queue) map[work.State]int {
	t.Helper()
	var n map[work.State]int
	eventually(t, "all jobs are done", func() bool {
		n = counts(t, q)
		return n[work.Running]+n[work.Waiting]+n[work.Retrying] == 0
	})
	return n
}

func list(t *testing.T, q *work.Queue, states ...work.State) (all []work.Job) {
	t.Helper()
	for j, err := range q.Jobs(context.Background(), states...) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, j)
	}
	return all
}

func bring(t *testing.T, q *work.Queue, path string) work.Captured {
	t.Helper()
	ctx := context.Background()
	n, err := q.Capture(ctx, capture.Walk(ctx, []string{path}, capture.Options{}), capture.Given{}, func(name string, err error) { t.Errorf("%s: %v", name, err) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// lines are the records of all pages, by address.
func lines(t *testing.T, db *store.Store) map[string]string {
	t.Helper()
	out := map[string]string{}
	for v, err := range db.Versions(context.Background(), false) {
		if err != nil {
			t.Fatal(err)
		}
		line, err := db.Line(context.Background(), v.ID)
		if err != nil {
			t.Fatal(err)
		}
		if v.Number != 1 || out[v.Address] != "" {
			t.Errorf("%s is kept twice", v.Address)
		}
		out[v.Address] = string(line)
	}
	return out
}

// kept proves that a store has n pages, each once, as the log tells.
func kept(t *testing.T, db *store.Store, n int) {
	t.Helper()
	ctx := context.Background()
	all, err := db.Count(ctx)
	if err != nil || all.Pages != n || all.Versions != n || all.Captures != n {
		t.Errorf("%+v of %d pages, %v", all, n, err)
	}
	if left, err := db.Batches(ctx); err != nil || len(left) != 0 {
		t.Errorf("%d batches are left in the inbox, %v", len(left), err)
	}
	v, err := db.Verify(ctx, nil, func(p store.Problem) { t.Error(p) })
	if err != nil || v.Log.N != int64(n) || v.Versions != n {
		t.Errorf("%+v of %d pages, %v", v, n, err)
	}
}

// TestReadByWorkers: what workers read is what one program reads that adds it.
func TestReadByWorkers(t *testing.T) {
	const n = 350
	path := articles(t, n)
	ctx := context.Background()
	alone, _ := open(t, filepath.Join(t.TempDir(), "alone.db"))
	if a, err := keeping().Add(ctx, alone, []string{path}, capture.Options{}, 2, func(*work.Outcome) {}); err != nil || a.Added != n {
		t.Fatalf("%+v, %v", a, err)
	}
	want := lines(t, alone)
	engines(t, func(t *testing.T, where string) {
		db, q := open(t, where)
		if got := bring(t, q, path); got != (work.Captured{Queued: n}) {
			t.Errorf("%+v", got)
		}
		if got := bring(t, q, path); got != (work.Captured{Waiting: n}) {
			t.Errorf("again: %+v", got)
		}
		if got := list(t, q, work.Waiting); len(got) != 4 || got[0].Kind != "read" || got[3].What != "batch 1" || got[0].Attempts != 10 {
			t.Errorf("%+v", got)
		}
		start(t, q, time.Minute)
		if n := idle(t, q); done(t, q, "read") != 4 || done(t, q, "compare") == 0 || n[work.Dead] != 0 {
			t.Errorf("%v", n)
		}
		kept(t, db, n)
		got := lines(t, db)
		for address, line := range want {
			if got[address] != line {
				t.Errorf("%s: %.300s, want %.300s", address, got[address], line)
			}
		}
		if got := bring(t, q, path); got != (work.Captured{Unchanged: n}) {
			t.Errorf("when it is kept: %+v", got)
		}
	})
}

// TestCapturedByWorkers: a path is tried until it is there, and what cannot be
// captured does not keep the rest back.
func TestCapturedByWorkers(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		db, q := open(t, where)
		dir := t.TempDir()
		path := filepath.Join(dir, "pages.jsonl")
		if n, err := q.CapturePaths(ctx, []string{path}, capture.Options{}, capture.Given{Outlet: "الضفة"}); n != 1 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
		if n, err := q.CapturePaths(ctx, []string{path}, capture.Options{}, capture.Given{Outlet: "الضفة"}); n != 0 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		start(t, q, time.Minute)
		eventually(t, "it fails, as the list tells", func() bool {
			j := list(t, q, work.Waiting, work.Retrying)
			return len(j) == 1 && j[0].Kind == "capture" && j[0].What == path && j[0].Attempt > 0 && strings.Contains(j[0].Error, path+": ")
		})
		text, err := os.ReadFile(articles(t, 30))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
		if n := idle(t, q); done(t, q, "capture") != 1 || done(t, q, "read") != 1 {
			t.Errorf("%v", n)
		}
		kept(t, db, 30)
		for v, err := range db.Versions(ctx, true) {
			if err != nil || v.Source.Outlet != "الضفة" {
				t.Errorf("%+v, %v", v, err)
			}
		}
	})
}

func TestRebuiltByWorkers(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		db, q := open(t, where)
		bring(t, q, articles(t, 230))
		start(t, q, time.Minute)
		idle(t, q)
		want := lines(t, db)
		var ids []int64
		var pages []store.Page
		for v, err := range db.Versions(ctx, false) {
			if err != nil {
				t.Fatal(err)
			}
			r, err := db.Record(ctx, v.ID)
			if err != nil {
				t.Fatal(err)
			}
			r.Title = "قديم"
			line, err := r.AppendJSON(nil)
			if err != nil {
				t.Fatal(err)
			}
			ids, pages = append(ids, v.ID), append(pages, store.Page{Record: r, Packed: store.Pack(line)})
		}
		if err := db.Rewrite(ctx, ids, pages, time.Now()); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if n, err := q.Rebuild(ctx); n != 230 || err != nil {
				t.Fatalf("%d, %v", n, err)
			}
		}
		if n, again := idle(t, q), done(t, q, "rebuild"); n[work.Dead] != 0 || again < 3 || again > 6 {
			t.Errorf("%v, %d of rebuilding: three, and those that were done before they were queued again", n, again)
		}
		for address, line := range lines(t, db) {
			if line != want[address] {
				t.Errorf("%s: %.300s, want %.300s", address, line, want[address])
			}
		}
	})
}

// TestABatchThatNobodyQueued: who brought it was killed before.
func TestABatchThatNobodyQueued(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		db, q := open(t, where)
		for c, err := range capture.Walk(ctx, []string{articles(t, 1)}, capture.Options{}) {
			if err != nil {
				t.Fatal(err)
			}
			p := store.Page{Digest: sum(c.Bytes), Capture: store.Pack(c.Bytes), Size: len(c.Bytes), Source: store.Source{Name: c.Name, Format: int(c.Format)}}
			if _, _, err := db.Receive(ctx, []store.Page{p}); err != nil {
				t.Fatal(err)
			}
		}
		start(t, q, time.Minute)
		eventually(t, "it is read", func() bool { return done(t, q, "read") == 1 })
		kept(t, db, 1)
	})
}

// TestALostJob: a job of a worker that was killed is done by another one; one
// that was lost in its last attempt is dead, and can be tried again.
func TestALostJob(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		_, q := open(t, where)
		var done atomic.Int32
		work.Deeds.Store("lost", func(context.Context) error { done.Add(1); return nil })
		work.Deeds.Store("lost for good", func(context.Context) error { done.Add(1); return nil })
		if n, err := q.Put(ctx, "lost", "lost for good"); n != 2 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
		for _, j := range list(t, q, work.Waiting) {
			attempt := 3
			if j.What == "lost for good" {
				attempt = 4
			}
			if err := q.Lose(ctx, j.ID, attempt, 4); err != nil {
				t.Fatal(err)
			}
		}
		start(t, q, 500*time.Millisecond)
		if n := idle(t, q); n[work.Done] != 1 || n[work.Dead] != 1 || done.Load() != 1 {
			t.Errorf("%v, done %d", n, done.Load())
		}
		dead := list(t, q, work.Dead)
		if len(dead) != 1 || dead[0].What != "lost for good" || !strings.Contains(dead[0].Error, "nothing was heard of its worker") {
			t.Fatalf("%+v", dead)
		}
		if n, err := q.Put(ctx, "lost for good"); n != 0 || err != nil {
			t.Errorf("what is dead waits for somebody: %d, %v", n, err)
		}
		if err := q.Retry(ctx, dead[0].ID); err != nil {
			t.Fatal(err)
		}
		if n := idle(t, q); n[work.Done] != 2 || done.Load() != 2 {
			t.Errorf("%v, done %d", n, done.Load())
		}
	})
}

// TestALongJob is not taken for lost while its worker is at it.
func TestALongJob(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		_, q := open(t, where)
		_, other := open(t, where)
		var begun atomic.Int32
		end := make(chan bool)
		work.Deeds.Store("long", func(context.Context) error { begun.Add(1); <-end; return nil })
		if _, err := q.Put(ctx, "long"); err != nil {
			t.Fatal(err)
		}
		const lease = time.Second
		start(t, q, lease)
		start(t, other, lease)
		eventually(t, "it is begun", func() bool { return begun.Load() > 0 })
		var last string
		beats := 0
		eventually(t, "it is heard of for longer than a lease", func() bool {
			if at := list(t, q, work.Running)[0].At; at != last {
				last = at
				beats++
			}
			return beats > 3 // the times are seconds
		})
		close(end)
		if n := idle(t, q); n[work.Done] != 1 || begun.Load() != 1 {
			t.Errorf("%v, begun %d times", n, begun.Load())
		}
	})
}

// TestStop: a job that does not end in time goes back, and that is no failure.
func TestStop(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		_, q := open(t, where)
		begun, end := make(chan bool, 2), make(chan bool, 1)
		work.Deeds.Store("endless", func(ctx context.Context) error {
			begun <- true
			<-ctx.Done()
			return ctx.Err()
		})
		work.Deeds.Store("short", func(context.Context) error { begun <- true; <-end; return nil })
		if _, err := q.Put(ctx, "endless", "short"); err != nil {
			t.Fatal(err)
		}
		stop := start(t, q, time.Minute)
		<-begun
		<-begun
		end <- true
		began := time.Now()
		stop()
		if took := time.Since(began); took > 4*time.Second {
			t.Errorf("it took %v", took)
		}
		got := list(t, q, work.Waiting)
		if n := counts(t, q); n[work.Done] != 1 || len(got) != 1 || got[0].What != "endless" || got[0].Attempt > 1 || got[0].Error != "" {
			t.Errorf("%v, %+v", n, got)
		}
	})
}

func TestCancel(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		db, q := open(t, where)
		bring(t, q, articles(t, 3))
		waiting := list(t, q, work.Waiting)
		if err := q.Cancel(ctx, waiting[0].ID); err != nil {
			t.Fatal(err)
		}
		begun := make(chan bool, 1)
		work.Deeds.Store("stubborn", func(ctx context.Context) error { begun <- true; <-ctx.Done(); return ctx.Err() })
		if _, err := q.Put(ctx, "stubborn"); err != nil {
			t.Fatal(err)
		}
		start(t, q, time.Minute)
		<-begun
		if err := q.Cancel(ctx, list(t, q, work.Running)[0].ID); err != nil {
			t.Fatal(err)
		}
		if n := idle(t, q); n[work.Cancelled] != 2 {
			t.Errorf("%v", n)
		}
		if n, err := db.Count(ctx); err != nil || n.Pages != 0 {
			t.Errorf("%+v, %v", n, err)
		}
		if err := q.Retry(ctx, waiting[0].ID); err != nil {
			t.Fatal(err)
		}
		idle(t, q)
		kept(t, db, 3)
		for _, id := range []int64{waiting[0].ID, 4711} {
			if err := q.Cancel(ctx, id); !errors.Is(err, work.ErrNoJob) {
				t.Errorf("%v", err)
			}
		}
	})
}

// TestAFailedJob is tried again, and what it last said is told.
func TestAFailedJob(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		_, q := open(t, where)
		var tried atomic.Int32
		work.Deeds.Store("third time lucky", func(context.Context) error {
			switch tried.Add(1) {
			case 1:
				return errors.New("the first time it went wrong")
			case 2:
				panic("the second time worse")
			}
			return nil
		})
		if _, err := q.Put(context.Background(), "third time lucky"); err != nil {
			t.Fatal(err)
		}
		start(t, q, time.Minute)
		for _, want := range []string{"the first time it went wrong", "the second time worse"} {
			eventually(t, want, func() bool {
				got := list(t, q, work.Waiting, work.Retrying)
				return len(got) == 1 && strings.Contains(got[0].Error, want)
			})
		}
		if n := idle(t, q); n[work.Done] != 1 || tried.Load() != 3 {
			t.Errorf("%v, tried %d times", n, tried.Load())
		}
	})
}

// TestOpenedByMany: workers may start at once on an empty database.
func TestOpenedByMany(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				db, err := store.Open(context.Background(), where)
				if err != nil {
					t.Error(err)
					return
				}
				defer db.Close()
				q, err := work.OpenQueue(context.Background(), db)
				if err != nil {
					t.Error(err)
					return
				}
				q.Close()
			})
		}
		all.Wait()
		_, q := open(t, where)
		if all := list(t, q, work.States...); !slices.Equal(all, nil) {
			t.Errorf("%+v", all)
		}
	})
}

func sum(b []byte) store.Digest { return sha256.Sum256(b) }
