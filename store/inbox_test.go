package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/isnad-project/isnad/store"
)

func receive(t *testing.T, s *store.Store, pages ...store.Page) (int, []int64) {
	t.Helper()
	n, batches, err := s.Receive(context.Background(), pages)
	if err != nil {
		t.Fatal(err)
	}
	return n, batches
}

func inbox(t *testing.T, s *store.Store) (all []store.Received) {
	t.Helper()
	batches, err := s.Batches(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range batches {
		some, err := s.Batch(context.Background(), b)
		if err != nil || len(some) == 0 {
			t.Fatalf("batch %d: %d captures, %v", b, len(some), err)
		}
		all = append(all, some...)
	}
	return all
}

func TestInbox(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		a, b, c := page(t, "a", "ألف"), page(t, "b", "باء"), page(t, "c", "ألف")
		n, first := receive(t, s, a, b, a)
		if n != 2 || len(first) != 1 {
			t.Fatalf("%d in %v", n, first)
		}
		n, second := receive(t, s, b, c)
		if n != 1 || len(second) != 2 || second[0] != first[0] || second[1] == first[0] {
			t.Fatalf("%d in %v, behind %v", n, second, first)
		}
		if n, again := receive(t, s, c); n != 0 || !slices.Equal(again, second[1:]) {
			t.Errorf("the same again: %d in %v", n, again)
		}
		all := inbox(t, s)
		if len(all) != 3 || all[0].Digest != a.Digest || all[1].Source != b.Source || all[2].Source.Name != "c" {
			t.Fatalf("%+v", all)
		}
		if n, err := s.Count(ctx); err != nil || n != (store.Counts{Captures: 2}) {
			t.Errorf("%+v, %v", n, err)
		}

		ids := []int64{all[0].ID, all[1].ID}
		out, err := s.KeepReceived(ctx, ids, []store.Page{a, b}, noon)
		if err != nil || !slices.Equal(out, []store.Outcome{store.Added, store.Added}) {
			t.Fatalf("%v, %v", out, err)
		}
		keep(t, s, page(t, "a", "باء"))
		if out, err := s.KeepReceived(ctx, ids, []store.Page{a, b}, noon); err != nil || out != nil {
			t.Errorf("kept again: %v, %v", out, err)
		}
		if v := versions(t, s); len(v) != 2 || v[1].Number != 2 || v[1].Digest != b.Digest {
			t.Errorf("an old capture came behind a new one: %+v", v)
		}
		if _, err := s.KeepReceived(ctx, []int64{all[0].ID, all[2].ID}, []store.Page{a, c}, noon); err == nil {
			t.Error("half of it was not in the inbox")
		}
		if left := inbox(t, s); len(left) != 1 || left[0] != all[2] {
			t.Errorf("%+v is left", left)
		}

		// What waits is needed: its bytes stay when a page that has them goes.
		if _, err := s.Delete(ctx, "a", "", noon); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Capture(ctx, c.Digest); err != nil {
			t.Error(err)
		}
		if out, err := s.KeepReceived(ctx, []int64{all[2].ID}, []store.Page{c}, noon); err != nil || !slices.Equal(out, []store.Outcome{store.Added}) {
			t.Errorf("%v, %v", out, err)
		}
		if n, next := receive(t, s, a); n != 1 || next[0] <= all[2].ID {
			t.Errorf("batch %v is called as an older one was", next)
		}
		if problems := verify(t, s); problems != nil {
			t.Errorf("%q", problems)
		}
	})
}

func TestAllOrNothingInTheInbox(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := open(t, where)
		broken := page(t, "b", "باء")
		broken.Capture = nil // refused by the database
		if _, _, err := s.Receive(context.Background(), []store.Page{page(t, "a", "ألف"), broken}); err == nil {
			t.Fatal("it was received")
		}
		n, err := s.Count(context.Background())
		if left := inbox(t, s); err != nil || len(left) != 0 || n != (store.Counts{}) {
			t.Errorf("%+v, %+v, %v", left, n, err)
		}
		a, b := page(t, "a", "ألف"), page(t, "b", "باء")
		receive(t, s, a, b)
		all := inbox(t, s)
		b.Packed = nil
		if _, err := s.KeepReceived(context.Background(), []int64{all[0].ID, all[1].ID}, []store.Page{a, b}, noon); err == nil {
			t.Error("it was kept")
		}
		n, err = s.Count(context.Background())
		if left := inbox(t, s); err != nil || len(left) != 2 || n.Pages != 0 {
			t.Errorf("%+v, %+v, %v", left, n, err)
		}
	})
}

// TestManyHandsInTheInbox: several bring the same pages in different orders, and
// several have read them: each is kept once.
func TestManyHandsInTheInbox(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		var pages []store.Page
		for i := range 60 {
			pages = append(pages, page(t, fmt.Sprint("p", i), fmt.Sprint("نص ", i%50)))
		}
		var hands sync.WaitGroup
		for hand := range 4 {
			hands.Go(func() {
				mine := slices.Concat(pages[hand*15:], pages[:hand*15])
				for some := range slices.Chunk(mine, 7) {
					if _, _, err := s.Receive(ctx, some); err != nil {
						t.Error(err)
					}
				}
			})
		}
		hands.Wait()
		if all := inbox(t, s); len(all) != len(pages) {
			t.Fatalf("%d in the inbox", len(all))
		}
		batches, err := s.Batches(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for hand := range 4 {
			hands.Go(func() {
				for i := range batches {
					some, err := s.Batch(ctx, batches[(i+hand)%len(batches)])
					if err != nil {
						t.Error(err)
					}
					var ids []int64
					var read []store.Page
					for _, r := range some {
						ids = append(ids, r.ID)
						for _, p := range pages {
							if p.Address == r.Source.Name {
								read = append(read, p)
							}
						}
					}
					if _, err := s.KeepReceived(ctx, ids, read, noon); err != nil {
						t.Error(err)
					}
				}
			})
		}
		hands.Wait()
		n, err := s.Count(ctx)
		if left := inbox(t, s); err != nil || len(left) != 0 || n.Versions != 60 || n.Captures != 50 {
			t.Errorf("%d left, %+v, %v", len(left), n, err)
		}
		if problems := verify(t, s); problems != nil {
			t.Errorf("%s", strings.Join(problems, "\n"))
		}
	})
}

func TestClock(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		now, err := open(t, where).Clock(context.Background())
		if off := time.Since(now); err != nil || off.Abs() > time.Minute {
			t.Errorf("off by %v, %v", off, err)
		}
	})
}

func TestVersionsBetween(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		for i := range 7 {
			keep(t, s, page(t, fmt.Sprint("p", i), fmt.Sprint("نص ", i)))
		}
		all, err := s.Numbers(ctx)
		if err != nil || len(all) != 7 || !slices.IsSorted(all) {
			t.Fatalf("%v, %v", all, err)
		}
		var got []int64
		for v, err := range s.VersionsBetween(ctx, false, all[2], all[4]) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, v.ID)
		}
		if !slices.Equal(got, all[2:5]) {
			t.Errorf("%v of %v", got, all)
		}
	})
}
