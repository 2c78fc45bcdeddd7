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
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/export"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/work"
	"github.com/spf13/cobra"
)

func exportCommand() *cobra.Command {
	var b bundling
	x := writing{jobs: runtime.GOMAXPROCS(0)}
	cmd := &cobra.Command{
		Use:   "export (--format NAME | --bundle FILE.zip) [flags] [ADDRESS…]",
		Short: "Write what is kept to hand it on: in the world's formats, or with proofs",
		Long: `Export writes pages, by the addresses that pages lists, or those of one story, or all.
With --format it writes what they say, and how it differs, in one of these formats:

` + formatList() + `
Every row and every entry leads back to the place that it rests on: with --base, to the
page in the reading room at that address, else to the words in the page where it was.

With --bundle it writes one zip file: every version as it came, its record, and what the
log tells of it, with a signed checkpoint and the proofs that the log has it. Check proves
it on another machine, without a database.`,
		Example: `  isnad export --format html --story 17 --lang ar -o story.html
  isnad export --format csv-differences --bom -o differences.csv
  isnad export --format prov https://news.example/1 https://news.example/2
  isnad export --bundle case.zip https://news.example/1 https://news.example/2
  isnad check --key isnad.key.pub case.zip`,
		Args: func(_ *cobra.Command, addresses []string) error {
			switch {
			case (b.path == "") == (x.format == ""):
				return errors.New("give one of --format and --bundle")
			case b.path != "" && !strings.HasSuffix(b.path, ".zip"):
				return errors.New("--bundle names a file that ends with .zip")
			case b.path != "":
				if x.story != 0 || x.out != "" {
					return errors.New("--story and --output stand beside --format")
				}
				return nil
			}
			return x.check(addresses)
		},
		RunE: func(cmd *cobra.Command, addresses []string) error {
			ctx, stop := untilStopped(cmd.Context())
			defer stop()
			s, err := openWith(ctx, b.db, b.captures)
			if err != nil {
				return failure{err}
			}
			defer s.Close()
			if b.path != "" {
				err = b.run(ctx, cmd, s, addresses)
			} else {
				x.db = s
				err = x.run(ctx, cmd.OutOrStdout(), addresses)
			}
			if err != nil {
				return failure{err}
			}
			return nil
		},
	}
	fs := cmd.Flags()
	dbFlag(cmd, &b.db)
	capturesFlag(cmd, &b.captures)
	fs.StringVar(&b.path, "bundle", "", "the zip `file` to write; it must not be there yet")
	fs.StringVar(&b.key, "key", defaultKey, "`file` of the secret key, made where it is not there yet")
	settableFlag(cmd, "key")
	fs.StringVarP(&x.format, "format", "f", "", "one of the formats above")
	fs.StringVarP(&x.out, "output", "o", "", "`file` to write, whole or not at all; without it, standard output")
	fs.Int64Var(&x.story, "story", 0, "the pages of the story with this number, as isnad stories gives it")
	fs.StringVar(&x.language, "lang", "en", "language of a report's own words: en or ar")
	fs.StringVar(&x.base, "base", "", "`address` of the reading room that links lead to, as http://127.0.0.1:8080")
	fs.BoolVar(&x.bom, "bom", false, "begin a CSV with a byte order mark, for spreadsheet programs that do not show Arabic without")
	return cmd
}

func formatList() string {
	var b strings.Builder
	for _, f := range export.Formats {
		fmt.Fprintf(&b, "  %-16s %s\n", f.Name, f.About)
	}
	return b.String()
}

// writing is pages on their way into a format.
type writing struct {
	format, out, language, base string
	story                       int64
	bom                         bool
	jobs                        int

	db *store.Store
}

func (x *writing) check(addresses []string) error {
	if _, known := export.FormatNamed(x.format); !known {
		return fmt.Errorf("--format %q is none of those that isnad export --help lists", x.format)
	}
	if x.story != 0 && len(addresses) > 0 {
		return errors.New("give addresses or --story, not both")
	}
	if x.language != "en" && x.language != "ar" {
		return fmt.Errorf("--lang %q is none of en, ar", x.language)
	}
	if x.base != "" {
		if u, err := url.Parse(x.base); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
			return fmt.Errorf("--base %q is no address of a site, as http://127.0.0.1:8080", x.base)
		}
	}
	return nil
}

func (x *writing) run(ctx context.Context, stdout io.Writer, addresses []string) error {
	f, _ := export.FormatNamed(x.format)
	versions, err := x.versions(ctx, addresses)
	if err != nil {
		return err
	}
	c := &export.Case{Program: "isnad " + programVersion(), Made: time.Now().UTC().Format(time.RFC3339), Language: x.language, BOM: x.bom}
	if f.Compares || x.story != 0 {
		if c.Comparison, err = x.compare(ctx, addresses, versions); err != nil {
			return err
		}
		place := make(map[string]int, len(c.Comparison.Records))
		for i, id := range c.Comparison.Records {
			place[id] = i + 1
		}
		versions = slices.DeleteFunc(versions, func(v store.Version) bool { return place[v.Address] == 0 })
		slices.SortFunc(versions, func(a, b store.Version) int { return cmp.Compare(place[a.Address], place[b.Address]) })
	}
	c.Pages = x.pages(ctx, versions)
	if f.Name == "html" || f.Name == "markdown" {
		if c.Reviews, err = x.reviews(ctx, versions); err != nil {
			return err
		}
	}
	if x.base != "" {
		numbers, base := make(map[string]int64, len(versions)), strings.TrimRight(x.base, "/")
		for _, v := range versions {
			numbers[v.Address] = v.ID
		}
		c.Link = func(page, finding string) string {
			to := base + "/pages/" + strconv.FormatInt(numbers[page], 10)
			if finding != "" {
				to += "#" + finding
			}
			return to
		}
	}
	write := func(w io.Writer) error {
		out := bufio.NewWriterSize(w, 1<<16)
		if err := f.Write(out, c); err != nil {
			return err
		}
		return out.Flush()
	}
	if x.out == "" {
		return write(stdout)
	}
	return writeWhole(x.out, write)
}

// versions are the latest of the pages that are asked for, or of all.
func (x *writing) versions(ctx context.Context, addresses []string) (out []store.Version, err error) {
	for _, a := range addresses {
		all, err := x.db.VersionsOf(ctx, a)
		if errors.Is(err, store.ErrNotKept) {
			if path, other := x.db.VersionsOf(ctx, work.Lasting(a)); other == nil {
				all, err = path, nil
			}
		}
		if err != nil {
			return nil, err
		}
		last := all[len(all)-1]
		if !slices.ContainsFunc(out, func(v store.Version) bool { return v.ID == last.ID }) {
			out = append(out, last)
		}
	}
	if len(addresses) > 0 {
		return out, nil
	}
	for v, err := range x.db.Versions(ctx, true) {
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// compare gives what is kept of the comparison of a story or of all, brought up to
// date; pages that were named are set beside each other anew, as if there were no others.
func (x *writing) compare(ctx context.Context, addresses []string, versions []store.Version) (*isnad.Comparison, error) {
	comparer := across.New(languages()...)
	if len(addresses) == 0 {
		if err := compareAll(ctx, x.db, x.jobs, false); err != nil {
			return nil, err
		}
		c := work.Comparing{DB: x.db, Comparer: comparer}
		parts, _, err := c.Kept(ctx, x.story)
		if err != nil {
			return nil, err
		}
		return parts.Comparison()
	}
	var failed error
	out := comparer.Compare(func(yield func(*isnad.Record) bool) {
		for p, err := range x.pages(ctx, versions) {
			if failed = err; err != nil {
				return
			}
			r := *p.Record
			r.GivenID = p.ID
			if !yield(&r) {
				return
			}
		}
	})
	return out, failed
}

// pages fetches pages as they are asked for.
func (x *writing) pages(ctx context.Context, versions []store.Version) iter.Seq2[*export.Page, error] {
	return func(yield func(*export.Page, error) bool) {
		for i := range versions {
			p, err := x.page(ctx, &versions[i])
			if !yield(p, err) || err != nil {
				return
			}
		}
	}
}

func (x *writing) page(ctx context.Context, v *store.Version) (*export.Page, error) {
	r, err := x.db.Record(ctx, v.ID)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", v.Address, err)
	}
	p := &export.Page{ID: v.Address, Record: r, Kept: v.AddedAt, Version: v.Number}
	if v.Number > 1 {
		all, err := x.db.VersionsOf(ctx, v.Address)
		if err != nil {
			return nil, err
		}
		for _, o := range all {
			if o.Number < v.Number {
				p.Before = append(p.Before, export.Version{Number: o.Number, Capture: o.Digest.String(), Kept: o.AddedAt})
			}
		}
	}
	return p, nil
}

// reviews are what persons say of some pages, but for what was undone, the newest first.
func (x *writing) reviews(ctx context.Context, versions []store.Version) (out []export.Review, err error) {
	var addresses []string
	for i := range versions {
		addresses = append(addresses, versions[i].Address)
	}
	all, err := x.db.ReviewsOf(ctx, addresses)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if r := &all[i]; !r.Undone {
			v, err := x.review(ctx, r)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
	}
	return out, nil
}

func (x *writing) review(ctx context.Context, r *store.Review) (v export.Review, err error) {
	v = export.Review{At: r.At, Who: r.Who, Verdict: string(r.Verdict), Kind: string(r.Target.Kind), Names: r.Target.Names, Note: r.Note}
	for i, a := range r.Target.Anchors {
		v.Places = append(v.Places, export.ReviewedPlace{Page: a.Address, Finding: r.Found[i].Finding, Words: a.Exact})
	}
	if r.Verdict != store.Corrected {
		return v, nil
	}
	was, right := map[string]string{}, map[string]any{}
	if err := json.Unmarshal(r.Correction, &right); err != nil {
		return v, err
	}
	if at := r.Found[0]; at.Version > 0 {
		record, err := x.db.Record(ctx, at.Version)
		if err != nil {
			return v, err
		}
		was = store.Values(record, at.Finding)
	}
	fields, _ := store.Correctable(r.Target.Anchors[0].Kind)
	for _, name := range fields {
		if said, ok := right[name]; ok {
			v.Fields = append(v.Fields, export.ReviewedField{Name: name, Was: was[name], Right: fmt.Sprint(said)})
		}
	}
	return v, nil
}

// writeWhole writes a file so that it is there whole, or as it was before.
func writeWhole(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".isnad-export-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // when all went well it has another name
	if err = errors.Join(f.Chmod(0o644), write(f)); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
