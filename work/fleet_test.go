package work_test

import (
	"context"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/store/storetest"
	"github.com/isnad-project/isnad/work"
)

// TestFleet: four workers read while one of them is killed every second and
// another one takes its place, and while the database is thrown down once. All
// pages are kept, each once, and are what one machine makes of them.
func TestFleet(t *testing.T) {
	n := 20000
	if testing.Short() {
		n = 4000
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "isnad")
	if out, err := exec.Command("go", "build", "-o", program, "../cmd/isnad").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	input := articles(t, n)
	single := filepath.Join(dir, "single.db")
	if out, err := exec.Command(program, "add", "--db", single, input).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	server, err := storetest.New()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Remove)
	where := server.Database(t)

	f := &fleet{program: program, where: where}
	for range 4 {
		f.start(t)
	}
	t.Cleanup(func() { f.stop() })
	if out, err := exec.Command(program, "add", "--db", where, "--queue", input).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	db, q := open(t, where)
	killed, thrown, reading := 0, false, 1
	kill := time.NewTicker(time.Second)
	defer kill.Stop()
	look := time.NewTicker(100 * time.Millisecond)
	defer look.Stop()
	for end := time.Now().Add(5 * time.Minute); ; {
		select {
		case <-kill.C:
			f.kill(killed % 4)
			if killed++; reading == 0 {
				kill.Reset(5 * time.Second) // a comparison takes longer than a batch
			}
			continue
		case <-look.C:
		}
		if batches, err := db.Batches(context.Background()); err == nil {
			reading = len(batches)
		}
		jobs, err := q.Count(context.Background())
		if !thrown && jobs[work.Done] > n/300 { // a third is read
			if err := server.Stop(); err != nil {
				t.Fatal(err)
			}
			if err := server.Start(); err != nil {
				t.Fatal(err)
			}
			thrown = true
			continue
		}
		if err == nil && jobs[work.Running]+jobs[work.Waiting]+jobs[work.Retrying] == 0 {
			if jobs[work.Dead] > 0 {
				t.Errorf("%v", jobs)
			}
			break
		}
		if time.Now().After(end) {
			t.Fatalf("not done in time: %v, %v", jobs, err)
		}
	}
	again := 0
	for _, j := range list(t, q, work.Done) {
		if j.Attempt > 1 {
			again++
		}
	}
	t.Logf("%d workers killed, %d jobs done again, database thrown down: %v", killed, again, thrown)
	if killed < 2 || again == 0 || !thrown {
		t.Error("too little has gone wrong for this test to show anything")
	}
	if err := f.stop(); err != nil {
		t.Errorf("a worker that is asked to stop: %v", err)
	}
	kept(t, db, n)
	alone, err := store.Open(context.Background(), single)
	if err != nil {
		t.Fatal(err)
	}
	defer alone.Close()
	same(t, db, alone)
}

// same proves that two stores have the same records, and that the comparison that
// the first one keeps is what the other makes of them.
func same(t *testing.T, a, b *store.Store) {
	t.Helper()
	has, want := lines(t, a), lines(t, b)
	if len(has) != len(want) {
		t.Errorf("%d pages, want %d", len(has), len(want))
	}
	for address, line := range want {
		if has[address] != line {
			t.Fatalf("%s: %.300s, want %.300s", address, has[address], line)
		}
	}
	anew, kept := comparing(b, 0), comparing(a, 0)
	if err := anew.Run(context.Background(), 2, nil); err != nil {
		t.Fatal(err)
	}
	made, is := comparison(t, anew), comparison(t, kept)
	if len(made) < len(want) {
		t.Errorf("a comparison of %d pages with %d entries shows nothing", len(want), len(made))
	}
	for i := range min(len(made), len(is)) {
		if made[i] != is[i] {
			t.Fatalf("entry %d of the comparison: %.500s, want %.500s", i, is[i], made[i])
		}
	}
	if len(made) != len(is) {
		t.Errorf("the comparison has %d entries, want %d", len(is), len(made))
	}
}

// fleet is workers in programs of their own. One that ends by itself, since the
// database is away when it starts, is started again.
type fleet struct {
	program, where string

	mu      sync.Mutex
	stopped bool
	workers []*exec.Cmd
	ended   sync.WaitGroup
	last    error // of a worker that was asked to stop
}

func (f *fleet) start(t *testing.T) {
	f.workers = append(f.workers, nil)
	f.ended.Add(1)
	place := len(f.workers) - 1
	go func() {
		defer f.ended.Done()
		for {
			cmd := exec.Command(f.program, "work", "--db", f.where, "--jobs", "1", "--lease", "2s")
			f.mu.Lock()
			if f.stopped {
				f.mu.Unlock()
				return
			}
			if err := cmd.Start(); err != nil {
				t.Error(err)
				f.mu.Unlock()
				return
			}
			f.workers[place] = cmd
			f.mu.Unlock()
			err := cmd.Wait()
			f.mu.Lock()
			if f.stopped && err != nil {
				f.last = err
			}
			f.mu.Unlock()
		}
	}()
}

// kill kills a worker as a machine dies: with nothing said.
func (f *fleet) kill(place int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if w := f.workers[place]; w != nil {
		w.Process.Kill()
	}
}

// stop asks all workers to stop.
func (f *fleet) stop() error {
	f.mu.Lock()
	f.stopped = true
	for _, w := range f.workers {
		if w != nil {
			w.Process.Signal(syscall.SIGTERM)
		}
	}
	f.mu.Unlock()
	f.ended.Wait()
	return f.last
}
