package work

import (
	"cmp"
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

// Add reads the captures of paths, jobs at a time, and keeps them in groups, each
// of them all or none. Those that the store has as they are are not read, and
// files that have not changed since they were added are not opened. tell hears of
// each that was not passed over, in order. What is counted is kept, whatever the
// error.
func (k *Keeping) Add(ctx context.Context, db *store.Store, paths []string, o capture.Options, jobs int, tell func(*Outcome)) (Added, error) {
	inputs, err := newInputs(ctx, db, &o, k.Given)
	if err != nil {
		return Added{}, err
	}
	a := k.adding(db, inputs)
	o.Known = func(f *capture.File) bool {
		n, ok := inputs.pages(f)
		a.unchanged.Add(int64(n))
		return ok
	}
	return a.all(ctx, k, capture.Walk(ctx, paths, o), jobs, tell)
}

// AddCaptures is Add for captures that come from elsewhere.
func (k *Keeping) AddCaptures(ctx context.Context, db *store.Store, captures iter.Seq2[capture.Capture, error], jobs int, tell func(*Outcome)) (Added, error) {
	return k.adding(db, nil).all(ctx, k, captures, jobs, tell)
}

func (k *Keeping) adding(db *store.Store, inputs *inputs) *adding {
	return &adding{db: db, given: k.Given, inputs: inputs, groups: make(chan group), kept: k.hasKept, end: make(chan error, 1)}
}

// all reads and keeps captures.
func (a *adding) all(ctx context.Context, k *Keeping, captures iter.Seq2[capture.Capture, error], jobs int, tell func(*Outcome)) (Added, error) {
	go func() { a.end <- a.keepAll(ctx) }()
	err := InOrder(ctx, a.unknown(ctx, captures), jobs, k.Page, func(o Outcome, _ bool) error {
		if o.Err != nil {
			a.failed++
		}
		tell(&o)
		if o.Kept == nil {
			a.inputs.settled(o.File, false)
			return nil // there was nothing to keep
		}
		return a.keep(&o)
	})
	if err == nil {
		err = a.flush()
	}
	close(a.groups)
	err = cmp.Or(err, <-a.end)
	if lookup := a.err.Load(); err == nil && lookup != nil {
		err = *lookup
	}
	if err == nil && a.inputs != nil {
		err = cmp.Or(a.inputs.err, a.inputs.remember(1))
	}
	return Added{a.outcomes[store.Added], a.outcomes[store.NewVersion], int(a.unchanged.Load()) + a.outcomes[store.Unchanged], a.failed}, err
}

// adding is pages on their way into a store.
type adding struct {
	db     *store.Store
	given  capture.Given
	inputs *inputs // nil if they are not remembered
	kept   func(began time.Time, pages int, err error)

	// Of the goroutine that looks into the store.
	err       atomic.Pointer[error]
	unchanged atomic.Int64

	// While a group is kept the next one is filled.
	group
	bytes  int
	groups chan group
	end    chan error // why the keeping has ended

	outcomes [3]int // of the goroutine that keeps
	failed   int
}

// group is pages that are kept together.
type group struct {
	pages []store.Page
	bad   []bool // those of them that could not be read
	files []*capture.File
}

// A group of captures is looked up, and a group of pages is kept, together: so
// many, or so many bytes.
const (
	groupPages = 500
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
					a.inputs.settled(group[i].File, true)
				} else if !yield(group[i], nil) {
					return false
				}
			}
			group, bytes = group[:0], 0
			return true
		}
		for c, err := range all {
			a.inputs.came(c.File)
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
		if flush() {
			a.inputs.ended()
		}
	}
}

func (a *adding) keep(o *Outcome) error {
	p := o.Kept
	a.pages, a.bad, a.files = append(a.pages, *p), append(a.bad, o.Err != nil), append(a.files, o.File)
	if a.bytes += len(p.Capture) + len(p.Packed); len(a.pages) < groupPages && a.bytes < groupBytes {
		return nil
	}
	return a.flush()
}

// flush hands over what waits to be kept.
func (a *adding) flush() error {
	if len(a.pages) == 0 {
		return nil
	}
	select {
	case a.groups <- a.group:
	case err := <-a.end:
		a.end <- err
		return err
	}
	a.group, a.bytes = group{}, 0
	return nil
}

// keepAll keeps groups until there are no more, or one of them could not be kept.
func (a *adding) keepAll(ctx context.Context) error {
	for g := range a.groups {
		now := time.Now()
		outcomes, err := a.db.Keep(ctx, g.pages, now)
		a.kept(now, len(g.pages), err)
		if err != nil {
			return err
		}
		for i, o := range outcomes {
			if o == store.Unchanged || !g.bad[i] {
				a.outcomes[o]++
			}
			a.inputs.settled(g.files[i], !g.bad[i])
		}
		if a.inputs == nil {
			continue
		}
		if err := a.inputs.remember(inputsAtOnce); err != nil {
			return err
		}
	}
	return nil
}
