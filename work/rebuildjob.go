package work

import (
	"context"
	"errors"
	"fmt"

	"github.com/riverqueue/river"
)

// rebuildJob reads versions anew, those numbered from First to Last. Done again,
// it puts the same records in the place of the same.
type rebuildJob struct {
	First int64 `json:"first"`
	Last  int64 `json:"last"`
}

func (rebuildJob) Kind() string                 { return "rebuild" }
func (rebuildJob) InsertOpts() river.InsertOpts { return once(later) }
func (j rebuildJob) what() string               { return fmt.Sprintf("versions %d to %d", j.First, j.Last) }

func (j rebuildJob) do(ctx context.Context, w *worker) error {
	var problems []error
	_, err := w.pages.Rebuild(ctx, w.db, w.db.VersionsBetween(ctx, false, j.First, j.Last), 1, func(o *Outcome) {
		if o.Kept == nil {
			problems = append(problems, fmt.Errorf("%s: %w", o.Name, o.Err))
		}
	})
	if err == nil {
		err = w.compare(ctx)
	}
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return errors.Join(problems...)
}

// Rebuild has workers read all versions anew. It returns how many versions there
// are.
func (q *Queue) Rebuild(ctx context.Context) (versions int, err error) {
	numbers, err := q.db.Numbers(ctx)
	if err != nil {
		return 0, err
	}
	var jobs []job
	last := int64(0)
	for _, n := range numbers {
		if n > last { // the same hundreds each time, so that no job is in the queue twice
			last = (n-1)/batchPages*batchPages + batchPages
			jobs = append(jobs, rebuildJob{First: last - batchPages + 1, Last: last})
		}
	}
	_, err = q.put(ctx, true, jobs...)
	return len(numbers), err
}
