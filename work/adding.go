package work

import (
	"context"
	"crypto/sha256"
	"iter"
	"sync/atomic"
	"time"

	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/store"
)

// Added counts what became of pages that were added.
type Added struct{ Added, NewVersions, Unchanged, Failed int }

// All is how many pages there were.
func (a Added) All() int { return a.Added + a.NewVersions + a.Unchanged + a.Failed }

// Add reads captures, jobs at a time, and keeps them in groups, each of them all
// or none. Those that the store has as they are are not read. tell hears of each
// that was not passed over, in order. What is counted is kept, whatever the error.
func (k *Keeping) Add(ctx context.Context, db *store.Store, captures iter.Seq2[capture.Capture, error], jobs int, tell func(*Outcome)) (Added, error) {
	a := adding{db: db, given: k.Given, kept: k.hasKept}
	err := InOrder(ctx, a.unknown(ctx, captures), jobs, k.Page, func(o Outcome, _ bool) error {
		if o.Err != nil {
			a.failed++
		}
		tell(&o)
		if o.Kept == nil {
			return nil // there was nothing to keep
		}
		return a.keep(ctx, o.Kept, o.Err != nil)
	})
	if err == nil {
		err = a.flush(ctx)
	}
	if lookup := a.err.Load(); err == nil && lookup != nil {
		err = *lookup
	}
	return Added{a.outcomes[store.Added], a.outcomes[store.NewVersion], int(a.unchanged.Load()) + a.outcomes[store.Unchanged], a.failed}, err
}

// adding is pages on their way into a store.
type adding struct {
	db    *store.Store
	given capture.Given
	kept  func(began time.Time, pages int, err error)

	// Of the goroutine that looks into the store.
	err       atomic.Pointer[error]
	unchanged atomic.Int64

	waiting []store.Page
	bad     []bool // those of them that could not be read
	bytes   int

	outcomes [3]int
	failed   int
}

// A group of captures is looked up, and a group of pages is kept, together: so
// many, or so many bytes.
const (
	groupPages = 200
	groupBytes = 8 << 20
)

// unknown passes over the captures that the store has as they are.
func (a *adding) unknown(ctx context.Context, all iter.Seq2[capture.Capture, error]) iter.Seq2[capture.Capture, error] {
	return func(yield func(capture.Capture, error) bool) {
		var group []capture.Capture
		bytes := 0
		flush := func() bool {
			marks := make([]store.Mark, len(group))
			for i := range group {
				s := sourceOf(&group[i], a.given)
				marks[i] = s.Mark(sha256.Sum256(group[i].Bytes))
			}
			known, err := a.db.Known(ctx, marks)
			if err != nil {
				a.err.Store(&err)
				return false
			}
			for i := range group {
				if known[marks[i]] {
					a.unchanged.Add(1)
				} else if !yield(group[i], nil) {
					return false
				}
			}
			group, bytes = group[:0], 0
			return true
		}
		for c, err := range all {
			if err != nil {
				if !flush() || !yield(c, err) {
					return
				}
				continue
			}
			group = append(group, c)
			if bytes += len(c.Bytes); len(group) >= groupPages || bytes >= groupBytes {
				if !flush() {
					return
				}
			}
		}
		flush()
	}
}

func (a *adding) keep(ctx context.Context, p *store.Page, bad bool) error {
	a.waiting, a.bad = append(a.waiting, *p), append(a.bad, bad)
	if a.bytes += len(p.Capture) + len(p.Packed); len(a.waiting) < groupPages && a.bytes < groupBytes {
		return nil
	}
	return a.flush(ctx)
}

func (a *adding) flush(ctx context.Context) error {
	if len(a.waiting) == 0 {
		return nil
	}
	now := time.Now()
	outcomes, err := a.db.Keep(ctx, a.waiting, now)
	a.kept(now, len(a.waiting), err)
	if err != nil {
		return err
	}
	for i, o := range outcomes {
		if o == store.Unchanged || !a.bad[i] {
			a.outcomes[o]++
		}
	}
	a.waiting, a.bad, a.bytes = a.waiting[:0], a.bad[:0], 0
	return nil
}
