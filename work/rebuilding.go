package work

import (
	"context"
	"iter"
	"time"

	"github.com/isnad-project/isnad/store"
)

// Rebuilt counts versions that were read anew, and those that could not be.
type Rebuilt struct{ Done, Failed int }

// Rebuild reads versions anew from their captures, jobs at a time, and puts the
// records in the place of the old ones, in groups. What is not rebuilt yet stays
// as it was. tell hears of each version, in order.
func (k *Keeping) Rebuild(ctx context.Context, db *store.Store, versions iter.Seq2[store.Version, error], jobs int, tell func(*Outcome)) (Rebuilt, error) {
	var done Rebuilt
	var ids []int64
	var pages []store.Page
	flush := func() error {
		now := time.Now()
		err := db.Rewrite(ctx, ids, pages, now)
		k.hasKept(now, len(ids), err)
		if err == nil {
			done.Done += len(ids)
			ids, pages = ids[:0], pages[:0]
		}
		return err
	}
	err := k.Reread(ctx, db, versions, jobs, func(o *Outcome) error {
		tell(o)
		if o.Kept == nil {
			done.Failed++
			return nil
		}
		ids, pages = append(ids, o.Version), append(pages, *o.Kept)
		if len(ids) < groupPages {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	return done, err
}

// Reread reads versions anew from their captures, jobs at a time, each with what
// was said of it when it came, and emits what became of them, in order. The store
// stays as it is.
func (k *Keeping) Reread(ctx context.Context, db *store.Store, versions iter.Seq2[store.Version, error], jobs int, emit func(*Outcome) error) error {
	work := func(v fetched, err error) Outcome {
		if err != nil {
			return Outcome{Name: v.Address, Version: v.ID, Err: err}
		}
		o := k.again(v.bytes, &v.Source)
		o.Name, o.Version = v.Address, v.ID
		return o
	}
	return InOrder(ctx, fetch(ctx, db, versions), jobs, work, func(o Outcome, _ bool) error { return emit(&o) })
}

// fetched is a version with the bytes of its capture.
type fetched struct {
	store.Version
	bytes []byte
}

func fetch(ctx context.Context, db *store.Store, versions iter.Seq2[store.Version, error]) iter.Seq2[fetched, error] {
	return func(yield func(fetched, error) bool) {
		for v, err := range versions {
			var bytes []byte
			if err == nil {
				bytes, err = db.Capture(ctx, v.Digest)
			}
			if !yield(fetched{v, bytes}, err) {
				return
			}
		}
	}
}
