package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
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
	take := &work.Exporting{DB: x.db, Comparer: across.New(languages()...), Base: x.base}
	var compared *isnad.Comparison
	if f.Compares || x.story != 0 {
		if compared, err = x.compare(ctx, take, addresses, versions); err != nil {
			return err
		}
	}
	c, err := take.Case(ctx, versions, compared)
	if err != nil {
		return err
	}
	c.Program, c.Made, c.Language, c.BOM = "isnad "+programVersion(), time.Now().UTC().Format(time.RFC3339), x.language, x.bom
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
func (x *writing) compare(ctx context.Context, take *work.Exporting, addresses []string, versions []store.Version) (*isnad.Comparison, error) {
	if len(addresses) > 0 {
		return take.Beside(ctx, versions)
	}
	if err := compareAll(ctx, x.db, x.jobs, false); err != nil {
		return nil, err
	}
	return take.Kept(ctx, x.story)
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
