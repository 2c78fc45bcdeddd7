package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"iter"

	"github.com/spf13/cobra"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/read"
)

func compareCommand() *cobra.Command {
	var f pageFlags
	var l look
	var pretty bool
	cmd := &cobra.Command{
		Use:   "compare [flags] PATH…",
		Short: "Set pages beside each other and print what they share",
		Long: `Compare reads pages as read does and prints one JSON object: which pages are copies
and of what, which stories they tell and from how many independent origins, and where
one statement or one figure is carried and how it differs. With --pretty it prints the
same for people: each story with its origins as trees of copies, the statements and
figures that differ or have several origins, and what happened when. There a page has
a number, [brackets] or a line below mark words that the first carrying lacks, and *
marks a figure that differs.

A page goes by its id, or else by the name of its input.`,
		Example: `  isnad compare --pretty pages/ | less -R
  isnad compare pages/ > comparison.json
  isnad compare --jsonl - < pages.jsonl`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 && !f.lines {
				return errors.New("no PATH to compare; \"-\" is standard input")
			}
			if err := l.check(); err != nil {
				return err
			}
			return f.check()
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"-"}
			}
			return runCompare(cmd, args, &f, &l, pretty)
		},
	}
	f.add(cmd)
	l.add(cmd)
	cmd.Flags().BoolVar(&pretty, "pretty", false, "print the comparison for people, not as JSON")
	return cmd
}

func runCompare(cmd *cobra.Command, paths []string, f *pageFlags, l *look, pretty bool) error {
	r := reading{reader: read.New(languages()...), given: f.given}
	pages := capture.Walk(cmd.Context(), paths, capture.Options{JSONLines: f.lines, MaxBytes: int(f.maxBytes), Stdin: cmd.InOrStdin()})
	bar, bad := newProgress(), false
	defer bar.clear()
	called, shown := names{}, map[string]*isnad.Record{} // shown stays empty without pretty
	var failed error
	var records iter.Seq[*isnad.Record] = func(yield func(*isnad.Record) bool) {
		failed = inOrder(cmd.Context(), pages, f.jobs, r.page, func(o outcome, _ bool) error {
			bar.add()
			if o.err != nil {
				bad = true
				bar.clear()
				complain(cmd.ErrOrStderr(), o.name, o.err)
			}
			if o.rec == nil || o.rec.Error != "" {
				return nil
			}
			if err := called.give(o.rec, o.name); err != nil {
				bar.clear()
				complain(cmd.ErrOrStderr(), o.name, err)
			}
			if pretty {
				shown[o.rec.GivenID] = o.rec
			}
			yield(o.rec)
			return nil
		})
	}
	c := across.New(languages()...).Compare(records)
	if failed != nil {
		return failure{failed}
	}
	out := bufio.NewWriter(cmd.OutOrStdout())
	if pretty {
		if err := prettyComparison(out, l.card(), c, shown); err != nil {
			return failure{err}
		}
	} else {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(c); err != nil {
			return failure{err}
		}
	}
	if err := out.Flush(); err != nil {
		return failure{err}
	}
	if bad {
		return errReported
	}
	return nil
}
