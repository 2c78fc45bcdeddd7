package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad/work"
	"github.com/spf13/cobra"
)

func jobsCommand() *cobra.Command {
	var db, state string
	var limit int
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "jobs [flags]",
		Short: "List the jobs that are queued, running, or dead",
		Long: `Jobs lists the jobs that wait for workers, run, or have failed, the last queued first, and
counts them by state:

  running    some worker is at it
  waiting    no worker has begun it
  retrying   it failed, and is tried again later
  dead       it failed ten times; it is kept, with the last reason, until jobs retry
  cancelled  jobs cancel has ended it; it is kept too
  done       it is forgotten after a day, and listed with --state done only`,
		Example: "  isnad jobs --state dead\n  isnad jobs retry\n  isnad jobs --json | jq -r .error",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("%q: jobs takes no argument but retry and cancel", args[0])
			}
			if len(statesOf(state)) == 0 {
				return fmt.Errorf("--state %q is none of %s", state, stateNames())
			}
			if limit < 1 {
				return fmt.Errorf("--limit %d: at least 1 is needed", limit)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withQueue(cmd.Context(), db, "", func(q *work.Queue) error { return listJobs(cmd, q, statesOf(state), limit, asJSON) })
		},
	}
	dbFlag(cmd, &db)
	cmd.Flags().StringVar(&state, "state", "", "only those in this state: "+stateNames())
	cmd.Flags().IntVar(&limit, "limit", 100, "no more than so many")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line, and no counts")
	cmd.AddCommand(retryCommand(), cancelCommand())
	return cmd
}

// statesOf are the states that jobs are listed in; there are none of a wrong name.
func statesOf(name string) (out []work.State) {
	for _, s := range work.States {
		if string(s) == name || name == "" && s != work.Done {
			out = append(out, s)
		}
	}
	return out
}

func stateNames() string {
	var names []string
	for _, s := range work.States {
		names = append(names, string(s))
	}
	return strings.Join(names, ", ")
}

func listJobs(cmd *cobra.Command, q *work.Queue, states []work.State, limit int, asJSON bool) error {
	out := bufio.NewWriter(cmd.OutOrStdout())
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	rows := [][]string{{"ID", "KIND", "STATE", "TRY", "SINCE", "WHAT", "ERROR"}}
	more := false
	n := 0
	for j, err := range q.Jobs(cmd.Context(), states...) {
		if err != nil {
			return err
		}
		if more = n == limit; more {
			break
		}
		n++
		if asJSON {
			if err := enc.Encode(j); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{strconv.FormatInt(j.ID, 10), j.Kind, string(j.State), fmt.Sprintf("%d/%d", j.Attempt, j.Attempts), j.At, clean(j.What), clean(j.Error)})
	}
	if asJSON {
		return out.Flush()
	}
	if n > 0 {
		for _, line := range align(rows) {
			fmt.Fprintln(out, line)
		}
	}
	if more {
		fmt.Fprintf(out, "… and more; --limit %d shows more of them\n", 10*limit)
	}
	counts, err := q.Count(cmd.Context())
	if err != nil {
		return err
	}
	var parts []string
	for _, s := range work.States {
		parts = append(parts, fmt.Sprintf("%s %d", s, counts[s]))
	}
	fmt.Fprintln(out, strings.Join(parts, ", "))
	return out.Flush()
}

func retryCommand() *cobra.Command {
	var db string
	cmd := &cobra.Command{
		Use:     "retry [flags] [ID…]",
		Short:   "Try jobs again at once: those given, or all that are dead",
		Example: "  isnad jobs retry\n  isnad jobs retry 17 18",
		Args:    func(_ *cobra.Command, args []string) error { _, err := jobNumbers(args); return err },
		RunE: func(cmd *cobra.Command, args []string) error {
			return withQueue(cmd.Context(), db, "", func(q *work.Queue) error {
				ids, _ := jobNumbers(args)
				if len(args) == 0 {
					for j, err := range q.Jobs(cmd.Context(), work.Dead) {
						if err != nil {
							return err
						}
						ids = append(ids, j.ID)
					}
				}
				return forEachJob(cmd, ids, q.Retry, "retried")
			})
		},
	}
	dbFlag(cmd, &db)
	return cmd
}

func cancelCommand() *cobra.Command {
	var db string
	cmd := &cobra.Command{
		Use:   "cancel [flags] ID…",
		Short: "End jobs; jobs retry begins them again",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("no ID to cancel; jobs lists them")
			}
			_, err := jobNumbers(args)
			return err
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return withQueue(cmd.Context(), db, "", func(q *work.Queue) error {
				ids, _ := jobNumbers(args)
				return forEachJob(cmd, ids, q.Cancel, "cancelled")
			})
		},
	}
	dbFlag(cmd, &db)
	return cmd
}

func jobNumbers(args []string) (ids []int64, err error) {
	for _, arg := range args {
		id, err := strconv.ParseInt(arg, 10, 64)
		if err != nil || id < 1 {
			return nil, fmt.Errorf("%q is no ID of a job", arg)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// forEachJob does something to jobs, and says to how many.
func forEachJob(cmd *cobra.Command, ids []int64, do func(context.Context, int64) error, done string) error {
	n := 0
	for _, id := range ids {
		err := do(cmd.Context(), id)
		switch {
		case err == nil:
			n++
		case errors.Is(err, work.ErrNoJob):
			complain(cmd.ErrOrStderr(), "", err)
		default:
			return err
		}
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s %d\n", done, n)
	if n < len(ids) {
		return errReported
	}
	return nil
}
