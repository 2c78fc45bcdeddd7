package main

import (
	"bufio"
	"cmp"
	"context"
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
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/work"
)

func compareCommand() *cobra.Command {
	var f pageFlags
	var l look
	var pretty bool
	var db string
	var story int64
	cmd := &cobra.Command{
		Use:   "compare [flags] PATH…",
		Short: "Set pages beside each other and print what they share",
		Long: `Compare takes pages, as read does, and records that read wrote, and prints one JSON
object: which pages are copies and of what, which stories they tell and from how many
independent origins, where one statement or one figure is carried and how it differs,
and every dated event in the order of time.

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
  isnad read pages/ > records.jsonl; isnad compare records.jsonl
  isnad compare --jsonl - < pages.jsonl`,
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case db != "" && (len(args) > 0 || f.lines):
				return errors.New("--db compares what is kept; it takes no PATH beside it")
			case len(args) == 0 && !f.lines && db == "":
				return errors.New("no PATH to compare; \"-\" is standard input, and --db what is kept")
			}
			if story != 0 && db == "" {
				return errors.New("--story is one of those that are kept: give --db too")
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
			return runCompare(cmd, args, &f, &l, pretty, db, story)
		},
	}
	f.add(cmd)
	l.add(cmd)
	cmd.Flags().StringVar(&db, "db", "", "compare the pages that add has kept in this database")
	cmd.Flags().Int64Var(&story, "story", 0, "with --db: only the pages of the story with this number, as isnad stories gives it")
	cmd.Flags().BoolVar(&pretty, "pretty", false, "print the comparison for people, not as JSON")
	return cmd
}

func runCompare(cmd *cobra.Command, paths []string, f *pageFlags, l *look, pretty bool, where string, story int64) error {
	if where != "" {
		return compareKept(cmd, f, l, pretty, where, story)
	}
	debug.SetGCPercent(gcPercent)
	x := across.New(languages()...)
	records, err := newShelf()
	if err != nil {
		return failure{err}
	}
	defer records.close()
	places := map[*across.Page]place{}
	fetch := func(p *across.Page) (*isnad.Record, error) { return records.get(places[p]) }
	pages, bad, err := signAll(cmd, x, paths, f, func(p *across.Page, packed []byte) (err error) {
		places[p], err = records.put(packed)
		return err
	})
	if err != nil {
		return failure{err}
	}
	parts := x.Pages(pages, fetch)
	if pretty {
		byID := make(map[string]*across.Page, len(pages))
		for _, p := range pages {
			byID[p.ID] = p
		}
		err = writePretty(cmd.OutOrStdout(), l.card(), parts, func(id string) (*isnad.Record, error) { return fetch(byID[id]) })
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

// compareKept prints the comparison of what is kept, brought up to date.
func compareKept(cmd *cobra.Command, f *pageFlags, l *look, pretty bool, where string, story int64) error {
	ctx, stop := untilStopped(cmd.Context())
	defer stop()
	db, err := store.Open(ctx, where)
	if err != nil {
		return failure{err}
	}
	defer db.Close()
	if err := compareAll(ctx, db, f.jobs); err != nil {
		return failure{err}
	}
	c := work.Comparing{DB: db, Comparer: across.New(languages()...)}
	parts, fetch, err := c.Kept(ctx, story)
	if err != nil {
		return failure{err}
	}
	if pretty {
		err = writePretty(cmd.OutOrStdout(), l.card(), parts, fetch)
	} else {
		err = writeParts(cmd.OutOrStdout(), parts)
	}
	if err != nil {
		return failure{err}
	}
	return nil
}

// compareAll brings the comparison of what is kept up to date, and tells people
// who wait how far it is.
func compareAll(ctx context.Context, db *store.Store, jobs int) error {
	bar := newProgress(unknown, false)
	defer bar.clear()
	defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	c := work.Comparing{DB: db, Comparer: across.New(languages()...)}
	return c.Run(ctx, jobs, bar.compared)
}

// signAll reads pages and signs them, and hands their records, packed, to put;
// bad tells that some could not be read.
func signAll(cmd *cobra.Command, x *across.Comparer, paths []string, f *pageFlags, put func(*across.Page, []byte) error) (pages []*across.Page, bad bool, err error) {
	bar, called := newProgress(func() int64 { return capture.Size(paths) }, true), names{}
	defer bar.clear()
	captures := capture.Walk(cmd.Context(), paths, capture.Options{JSONLines: f.lines, MaxBytes: maxRecord, Stdin: cmd.InOrStdin(), Read: bar.read})
	r := work.Reading{Reader: read.New(languages()...), Given: f.given}
	sign := func(in capture.Capture, err error) signedPage {
		return signPage(x, pageOrRecord(&r, in, err, int(f.maxBytes)))
	}
	err = work.InOrder(cmd.Context(), captures, f.jobs, sign, func(o signedPage, _ bool) error {
		bar.add()
		if o.err != nil {
			bad = true
			bar.clear()
			complain(cmd.ErrOrStderr(), o.name, o.err)
			return nil
		}
		id, err := called.give(o.given, o.name)
		if err != nil {
			bar.clear()
			complain(cmd.ErrOrStderr(), o.name, err)
		}
		o.page.ID = id
		pages = append(pages, o.page)
		return put(o.page, o.packed)
	})
	return pages, bad, err
}

// signedPage is a page that was read and signed, its record packed.
type signedPage struct {
	name, given string // given is the id that it goes by, if it has one
	page        *across.Page
	packed      []byte
	err         error
}

// signPage signs and packs the record of a page, and lets it go.
func signPage(x *across.Comparer, o work.Outcome) signedPage {
	s := signedPage{name: o.Name, err: o.Err}
	if s.err != nil {
		return s
	}
	if s.packed, s.err = pack(o.Record); s.err == nil {
		s.page = x.Sign(o.Record)
	}
	s.given = o.Record.GivenID
	if o.JSON != nil {
		s.given = cmp.Or(s.given, o.Record.ID) // only what came as a record has its line
	}
	return s
}

// gcPercent keeps memory near what a comparison needs: nearly all of it stays
// until the end and holds no pointers, so that collecting it often costs little.
const gcPercent = 25

// writePretty writes a comparison for people.
func writePretty(w io.Writer, c card, parts *across.Parts, fetch func(id string) (*isnad.Record, error)) error {
	shown := make(map[string]*isnad.Record, len(parts.Records))
	for _, id := range parts.Records {
		r, err := fetch(id)
		if err != nil {
			return err
		}
		r.GivenID = id
		shown[id] = r
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
