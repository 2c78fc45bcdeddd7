package work

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/isnad-project/isnad/store"
	"github.com/riverqueue/river"
)

// readJob reads a batch of the inbox. Its captures leave the inbox in the
// transaction that keeps their pages, so that a job that is done again finds
// nothing to do.
type readJob struct {
	Batch int64 `json:"batch"`
}

func (readJob) Kind() string                 { return "read" }
func (readJob) InsertOpts() river.InsertOpts { return once(soon) }
func (j readJob) what() string               { return fmt.Sprintf("batch %d", j.Batch) }

func (j readJob) do(ctx context.Context, w *worker) error {
	batch, err := w.db.Batch(ctx, j.Batch)
	if err != nil {
		return err
	}
	var ids []int64
	var pages []store.Page
	var problems []error // they leave the others as they are
	for i := range batch {
		c := &batch[i]
		bytes, err := w.db.Capture(ctx, c.Digest)
		if err == nil {
			var o Outcome
			if o = w.pages.again(bytes, &c.Source); o.Kept != nil {
				ids, pages = append(ids, c.ID), append(pages, *o.Kept)
				continue
			}
			err = fmt.Errorf("%s: %w", c.Source.Name, o.Err)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		problems = append(problems, err)
	}
	now := time.Now()
	_, err = w.db.KeepReceived(ctx, ids, pages, now)
	w.pages.hasKept(now, len(pages), err)
	if err == nil {
		err = w.compare(ctx)
	}
	if err != nil {
		return err
	}
	return errors.Join(problems...)
}

// sweep puts batches that are in the inbox into the queue, if they are not there,
// and has pages compared that are not: who brought them may have been killed
// before that.
func (w *worker) sweep(ctx context.Context) error {
	batches, err := w.db.Batches(ctx)
	if err != nil {
		return err
	}
	jobs := make([]job, len(batches))
	for i, b := range batches {
		jobs[i] = readJob{Batch: b}
	}
	if _, err = w.put(ctx, false, jobs...); err != nil {
		return err
	}
	settled, err := w.comparing().Settled(ctx)
	if err != nil || settled {
		return err
	}
	return w.compare(ctx)
}
