package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"sync"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/read"
	"github.com/isnad-project/isnad/store"
	"github.com/spf13/cobra"
)

// keptPages are the pages of a store, as compare takes them.
func keptPages(ctx context.Context, db *store.Store) ([]*across.Page, across.Fetch, error) {
	var pages []*across.Page
	versions := map[*across.Page]int64{}
	for x, err := range db.Signatures(ctx) {
		if err != nil {
			return nil, nil, err
		}
		p := &across.Page{}
		if err := p.UnmarshalBinary(x.Signature); err != nil {
			return nil, nil, fmt.Errorf("%s: %w; isnad rebuild makes it anew", x.Address, err)
		}
		p.ID = x.Address
		pages = append(pages, p)
		versions[p] = x.Version
	}
	return pages, func(p *across.Page) (*isnad.Record, error) { return db.Record(ctx, versions[p]) }, nil
}

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
	var db, captures string
	cmd := &cobra.Command{
		Use:   "rebuild [flags]",
		Short: "Read all kept captures anew",
		Long: `Rebuild reads every version of every page again from its capture, and puts the records
in the place of the old ones: after an upgrade, or where one is damaged. Captures are not
touched, and what is not rebuilt yet stays as it was.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return errors.New("rebuild takes no PATH: it reads what is kept")
			}
			return f.check()
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return runRebuild(cmd, f.jobs, db, captures) },
	}
	jobsFlag(cmd, &f.jobs)
	dbFlag(cmd, &db)
	capturesFlag(cmd, &captures)
	return cmd
}

func runRebuild(cmd *cobra.Command, jobs int, where, place string) error {
	ctx, stop := untilStopped(cmd.Context())
	defer stop()
	db, err := openWith(ctx, where, place)
	if err != nil {
		return failure{err}
	}
	defer db.Close()
	bar := newProgress()
	defer bar.clear()
	x := rebuilding{db: db, r: reading{reader: read.New(languages()...), keep: across.New(languages()...).Sign}}
	err = inOrder(ctx, x.captures(ctx, db.Versions(ctx, false)), jobs, x.page, func(o outcome, _ bool) error {
		bar.add()
		if o.kept == nil {
			x.failed++
			bar.clear()
			complain(cmd.ErrOrStderr(), o.name, o.err)
			return nil
		}
		return x.add(ctx, o)
	})
	if err == nil {
		err = x.flush(ctx)
	}
	bar.clear()
	fmt.Fprintf(cmd.OutOrStdout(), "rebuilt %d, failed %d\n", x.done, x.failed)
	switch {
	case ctx.Err() != nil:
		return failure{errors.New("stopped; the rest stays as it was")}
	case err != nil:
		return failure{err}
	case x.failed > 0:
		return errReported
	}
	return nil
}

// rebuilding reads versions anew.
type rebuilding struct {
	db       *store.Store
	r        reading
	versions sync.Map // under way, by the names of their captures

	ids          []int64
	pages        []store.Page
	done, failed int
}

func (x *rebuilding) captures(ctx context.Context, versions iter.Seq2[store.Version, error]) iter.Seq2[capture.Capture, error] {
	return func(yield func(capture.Capture, error) bool) {
		for v, err := range versions {
			if err != nil {
				yield(capture.Capture{}, err)
				return
			}
			c, err := captureOf(ctx, x.db, &v)
			c.Name = strconv.FormatInt(v.ID, 10)
			x.versions.Store(c.Name, v)
			if !yield(c, err) {
				return
			}
		}
	}
}

// page reads a version's capture with what was said of it then.
func (x *rebuilding) page(c capture.Capture, err error) outcome {
	known, ok := x.versions.LoadAndDelete(c.Name)
	if !ok {
		return outcome{err: err}
	}
	v := known.(store.Version)
	r := x.r
	r.given = capture.Given{Outlet: v.Source.Outlet, URL: v.Source.GivenURL, Published: v.Source.Published, Language: v.Source.Language}
	c.Name = v.Source.Name
	o := r.page(c, err)
	o.name, o.version = v.Address, v.ID
	return o
}

func (x *rebuilding) add(ctx context.Context, o outcome) error {
	x.ids, x.pages = append(x.ids, o.version), append(x.pages, *o.kept)
	if len(x.ids) < groupPages {
		return nil
	}
	return x.flush(ctx)
}

func (x *rebuilding) flush(ctx context.Context) error {
	err := x.db.Rewrite(ctx, x.ids, x.pages, time.Now())
	if err == nil {
		x.done += len(x.ids)
		x.ids, x.pages = x.ids[:0], x.pages[:0]
	}
	return err
}

// captureOf is a version's capture, as it came.
func captureOf(ctx context.Context, db *store.Store, v *store.Version) (capture.Capture, error) {
	b, err := db.Capture(ctx, v.Digest)
	return capture.Capture{Name: v.Source.Name, Bytes: b, Format: capture.Format(v.Source.Format), URL: v.Source.URL, FetchedAt: v.Source.FetchedAt, Charset: v.Source.Charset}, err
}
