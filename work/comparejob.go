package work

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
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
//
// It hands the work for blocks to whoever is free, and does what is left itself:
// every step may be done twice.
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
	c := w.comparing()
	c.share = w.share
	return c.Run(ctx, 1, nil)
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

func (w *worker) comparing() *Comparing { return &Comparing{DB: w.db, Comparer: w.pages.Comparer} }

// share puts the work for blocks into the queue.
func (w *worker) share(ctx context.Context, s step, blocks []*block) error {
	jobs := make([]job, len(blocks))
	for i, b := range blocks {
		if s == linking {
			jobs[i] = linkJob{Block: b.Name, Inputs: hex.EncodeToString(b.Inputs)}
		} else {
			jobs[i] = tellJob{Block: b.Name, Plan: hex.EncodeToString(b.Plan)}
		}
	}
	_, err := w.put(ctx, false, jobs...)
	return err
}

// linkJob links a block with the pages of a digest. Where these are others by
// now, or it is done, there is nothing to do.
type linkJob struct {
	Block  string `json:"block"`
	Inputs string `json:"inputs"`
}

func (linkJob) Kind() string                 { return "link" }
func (linkJob) InsertOpts() river.InsertOpts { return once(soon) }
func (j linkJob) what() string               { return "block " + j.Block }

func (j linkJob) do(ctx context.Context, w *worker) error {
	inputs, err := hex.DecodeString(j.Inputs)
	if err != nil {
		return err
	}
	return unlessChanged(w.comparing().linkAs(ctx, j.Block, inputs))
}

// unlessChanged is an error that is one for who does a block for another: if
// pages have changed meanwhile, that one will do something else.
func unlessChanged(err error) error {
	if errors.Is(err, errChanged) {
		return nil
	}
	return err
}

// tellJob tells a block by the plan of a digest. Where that is another by now, or
// it is told, there is nothing to do.
type tellJob struct {
	Block string `json:"block"`
	Plan  string `json:"plan"`
}

func (tellJob) Kind() string                 { return "tell" }
func (tellJob) InsertOpts() river.InsertOpts { return once(soon) }
func (j tellJob) what() string               { return "block " + j.Block }

func (j tellJob) do(ctx context.Context, w *worker) error {
	plan, err := hex.DecodeString(j.Plan)
	if err != nil {
		return err
	}
	return unlessChanged(w.comparing().tellAs(ctx, j.Block, plan))
}
