package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/work"
	"github.com/spf13/cobra"
)

func pagesCommand() *cobra.Command {
	var db string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "pages [flags]",
		Short: "List the pages that are kept",
		Long: `Pages lists the latest version of each page that add has kept, in the order in which
they were added: its number, when it was published, by whom, its address and its headline.`,
		Example: "  isnad pages\n  isnad pages --json | jq -r .address",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := store.Open(cmd.Context(), db)
			if err != nil {
				return failure{err}
			}
			defer s.Close()
			out := bufio.NewWriter(cmd.OutOrStdout())
			if err := listPages(cmd.Context(), out, s, asJSON); err != nil {
				return failure{err}
			}
			return out.Flush()
		},
	}
	dbFlag(cmd, &db)
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	return cmd
}

// keptPage is a line of pages --json.
type keptPage struct {
	Address   string `json:"address"`
	Version   int    `json:"version"`
	Capture   string `json:"capture"`
	AddedAt   string `json:"added_at"`
	Outlet    string `json:"outlet,omitempty"`
	Published string `json:"published,omitempty"`
	Language  string `json:"language,omitempty"`
	Title     string `json:"title,omitempty"`
	Error     string `json:"error,omitempty"`
}

func keptPageOf(v *store.Version) keptPage {
	return keptPage{v.Address, v.Number, v.Digest.String(), v.AddedAt, v.Outlet, v.Published, v.Language, v.Title, v.Error}
}

func listPages(ctx context.Context, out *bufio.Writer, s *store.Store, asJSON bool) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for v, err := range s.Versions(ctx, true) {
		if err != nil {
			return err
		}
		if asJSON {
			if err := enc.Encode(keptPageOf(&v)); err != nil {
				return err
			}
			continue
		}
		what := isolate(clean(v.Title))
		if v.Error != "" {
			what = "not read: " + clean(v.Error)
		}
		day := cmp.Or(v.Published, "no date")
		if len(day) > len(time.DateOnly) {
			day = day[:len(time.DateOnly)]
		}
		fmt.Fprintf(out, "%d  %-10s  %s  %s  %s\n", v.Number, clean(day), isolate(clean(v.Outlet)), clean(v.Address), what)
	}
	return nil
}

func rebuildCommand() *cobra.Command {
	var f pageFlags
	var db, captures, metrics string
	var queue bool
	cmd := &cobra.Command{
		Use:   "rebuild [flags]",
		Short: "Read all kept captures anew",
		Long: `Rebuild reads every version of every page again from its capture, and puts the records
in the place of the old ones: after an upgrade, or where one is damaged. Captures are not
touched, and what is not rebuilt yet stays as it was. With --queue whoever runs work on
the same database does it, behind what else is queued.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return errors.New("rebuild takes no PATH: it reads what is kept")
			}
			return f.check()
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if queue {
				return queueRebuild(cmd, db)
			}
			return runRebuild(cmd, f.jobs, db, captures, metrics)
		},
	}
	jobsFlag(cmd, &f.jobs)
	dbFlag(cmd, &db)
	metricsFlag(cmd, &metrics)
	capturesFlag(cmd, &captures)
	cmd.Flags().BoolVar(&queue, "queue", false, "leave it to workers")
	return cmd
}

func runRebuild(cmd *cobra.Command, jobs int, where, place, metrics string) error {
	ctx, stop := untilStopped(cmd.Context())
	defer stop()
	db, err := openWith(ctx, where, place)
	if err != nil {
		return failure{err}
	}
	defer db.Close()
	k := work.NewKeeping(capture.Given{}, languages()...)
	unwatch, err := watched(k, metrics, &sizes{db: db})
	if err != nil {
		return err
	}
	defer unwatch()
	bar := newProgress(func() int64 {
		n, _ := db.Count(ctx)
		return int64(n.Versions)
	}, false)
	defer bar.clear()
	n, err := k.Rebuild(ctx, db, db.Versions(ctx, false), jobs, func(o *work.Outcome) {
		bar.read(1)
		bar.add()
		if o.Kept == nil {
			bar.clear()
			complain(cmd.ErrOrStderr(), o.Name, o.Err)
		}
	})
	bar.clear()
	if err == nil {
		err = compareAll(ctx, db, jobs)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "rebuilt %d, failed %d\n", n.Done, n.Failed)
	switch {
	case ctx.Err() != nil:
		return failure{errors.New("stopped; the rest stays as it was")}
	case err != nil:
		return failure{err}
	case n.Failed > 0:
		return errReported
	}
	return nil
}
