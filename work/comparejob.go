package work

import (
	"context"
	"encoding/json"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// compareJob brings the comparison that is kept up to date with the pages that are
// there when it begins. Done again, it finds that nothing has changed.
//
// At most one waits, behind all reading. One that runs may have looked at the
// pages before others came, and does not stand for them: the next one has
// another turn, and waits until it has ended.
type compareJob struct {
	Turn int `json:"turn"`
}

func (compareJob) Kind() string                 { return "compare" }
func (compareJob) InsertOpts() river.InsertOpts { return once(later) }
func (compareJob) what() string                 { return "what is kept" }

func (j compareJob) do(ctx context.Context, w *worker) error {
	others, err := w.client.JobList(ctx, river.NewJobListParams().Kinds(j.Kind()).States(rivertype.JobStateRunning))
	if err != nil {
		return err
	}
	for _, row := range others.Jobs {
		var other compareJob
		if json.Unmarshal(row.EncodedArgs, &other) == nil && other.Turn < j.Turn {
			return river.JobSnooze(time.Second)
		}
	}
	c := Comparing{DB: w.db, Comparer: w.pages.Comparer}
	return c.Run(ctx, w.jobs, nil)
}

// compare has what is kept compared, if there is no job yet that will.
func (q *Queue) compare(ctx context.Context) error {
	for j := (compareJob{}); ; j.Turn++ {
		found, err := q.client.InsertMany(ctx, []river.InsertManyParams{{Args: j}})
		if err != nil {
			return err
		}
		if !found[0].UniqueSkippedAsDuplicate {
			return nil
		}
		switch found[0].Job.State {
		case rivertype.JobStateRunning, rivertype.JobStateDiscarded, rivertype.JobStateCancelled:
		default:
			return nil
		}
	}
}
