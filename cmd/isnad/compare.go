package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime/debug"
	"slices"

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
and of what, which stories they tell and from how many independent origins, where one
statement or one figure is carried and how it differs, and every dated event in the
order of time.

With --pretty it prints the same for people: first how much there is, then each story,
those with most origins and differences first: its pages as trees, one • for pages that
share text, and the statements and figures that differ or have several origins; at the
end what pages of different stories have in common, and what happened when. There

  [3]          is a page: its number, in the order of time
  ≠            is a difference: in which pages, the words before → after
  [brackets]   around words, or a line below them, mark what the first carrying lacks
  *            marks a figure that differs

Of more than 40 events only those that several pages tell are shown; the JSON has all.

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
	debug.SetGCPercent(gcPercent)
	x := across.New(languages()...)
	records, err := newShelf()
	if err != nil {
		return failure{err}
	}
	defer records.close()
	captures := capture.Walk(cmd.Context(), paths, capture.Options{JSONLines: f.lines, MaxBytes: int(f.maxBytes), Stdin: cmd.InOrStdin()})
	r := reading{reader: read.New(languages()...), given: f.given, sign: x.Sign}
	bar, bad := newProgress(), false
	defer bar.clear()
	called, places := names{}, map[*across.Page]place{}
	var pages []*across.Page
	err = inOrder(cmd.Context(), captures, f.jobs, r.page, func(o outcome, _ bool) error {
		bar.add()
		if o.err != nil {
			bad = true
			bar.clear()
			complain(cmd.ErrOrStderr(), o.name, o.err)
			return nil
		}
		if o.page.ID, err = called.give(o.given, o.name); err != nil {
			bar.clear()
			complain(cmd.ErrOrStderr(), o.name, err)
		}
		pages = append(pages, o.page)
		places[o.page], err = records.put(o.packed)
		return err
	})
	if err != nil {
		return failure{err}
	}
	parts := x.Pages(pages, func(p *across.Page) (*isnad.Record, error) { return records.get(places[p]) })
	if pretty {
		err = writePretty(cmd.OutOrStdout(), l.card(), parts, pages, func(p *across.Page) (*isnad.Record, error) { return records.get(places[p]) })
	} else {
		err = writeParts(cmd.OutOrStdout(), parts)
	}
	if err != nil {
		return failure{err}
	}
	if bad {
		return errReported
	}
	return nil
}

// gcPercent keeps memory near what a comparison needs: nearly all of it stays
// until the end and holds no pointers, so that collecting it often costs little.
const gcPercent = 25

// writePretty writes a comparison for people.
func writePretty(w io.Writer, c card, parts *across.Parts, pages []*across.Page, fetch across.Fetch) error {
	shown := make(map[string]*isnad.Record, len(pages))
	for _, p := range pages {
		r, err := fetch(p)
		if err != nil {
			return err
		}
		r.GivenID = p.ID
		shown[p.ID] = r
	}
	comparison, err := parts.Comparison()
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	if err := prettyComparison(out, c, comparison, shown); err != nil {
		return err
	}
	return out.Flush()
}

// writeParts writes a comparison as one JSON object, each of its parts as it
// is made.
func writeParts(w io.Writer, p *across.Parts) error {
	out := bufio.NewWriterSize(w, 1<<16)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	fmt.Fprintf(out, "{\"isnad\":%d,\"records\":", isnad.Version)
	err := enc.Encode(p.Records)
	err = errors.Join(err, writeList(out, enc, "copies", p.Copies), writeList(out, enc, "stories", slices.Values(p.Stories)),
		writeList(out, enc, "statements", p.Statements), writeList(out, enc, "figures", p.Figures),
		writeList(out, enc, "chronology", slices.Values(p.Chronology)), p.Err())
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "}")
	return out.Flush()
}

// writeList writes a field that is a list, if there is anything in it, an entry
// a line.
func writeList[T any](out *bufio.Writer, enc *json.Encoder, name string, list iter.Seq[T]) error {
	open := false
	for v := range list {
		if open {
			out.WriteByte(',')
		} else {
			fmt.Fprintf(out, ",%q:[", name)
		}
		open = true
		if err := enc.Encode(v); err != nil {
			return err
		}
	}
	if open {
		out.WriteByte(']')
	}
	return nil
}
