package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/store"
	"github.com/spf13/cobra"
)

// listing is a command that lists what is in kept pages.
type listing[T any] struct {
	use, short, long, example string
	flags                     func(*cobra.Command, *store.Filter)
	find                      func(*store.Store, context.Context, store.Filter) iter.Seq2[T, error]
	rank                      func(*store.Store, context.Context, store.Filter) ([]T, int, error) // instead of find: with how many there are in all
	columns                   []string
	numbers                   []string         // those of the columns that are numbers
	row                       func(T) []string // as columns
	line                      func(T) string   // for people
}

// The page and the number of a finding lead back to the record: isnad show has
// its words.

func findingColumns(more ...string) []string {
	return append([]string{"page", "finding", "outlet", "published"}, more...)
}

func findingRow(p store.Place, letter string, more ...string) []string {
	return append([]string{p.Address, letter + strconv.Itoa(p.N), p.Outlet, p.Published}, more...)
}

// mostFilter is how long the words of a filter can be.
const mostFilter = 1000

func (l listing[T]) command() *cobra.Command {
	var db string
	var f store.Filter
	var asJSON, asCSV bool
	cmd := &cobra.Command{
		Use: l.use + " [flags]", Short: l.short, Long: l.long, Example: l.example,
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) > 0:
				return fmt.Errorf("%s takes no PATH: it lists what add has kept", l.use)
			case asJSON && asCSV:
				return errors.New("--json and --csv: give one")
			}
			for name, words := range map[string]string{"--outlet": f.Outlet, "--kind": f.Kind, "--speaker": f.Speaker, "--words": f.Words} {
				if len(words) > mostFilter {
					return fmt.Errorf("%s is longer than %d bytes", name, mostFilter)
				}
			}
			for name, day := range map[string]*string{"--from": &f.From, "--to": &f.To} {
				given, ok := capture.Published(*day)
				if *day != "" && (!ok || len(given) < len(time.DateOnly)) {
					return fmt.Errorf("%s %q is no day; give 2015-09-30", name, *day)
				}
				if *day != "" {
					*day = given[:len(time.DateOnly)]
				}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := store.Open(cmd.Context(), db)
			if err != nil {
				return failure{err}
			}
			defer s.Close()
			out := bufio.NewWriter(cmd.OutOrStdout())
			if l.rank == nil {
				err = l.write(out, l.find(s, cmd.Context(), f), asJSON, asCSV)
			} else if some, total, failed := l.rank(s, cmd.Context(), f); failed != nil {
				err = failed
			} else if err = l.write(out, known(some), asJSON, asCSV); err == nil && !asJSON && !asCSV {
				fmt.Fprintf(out, "%d of %d\n", len(some), total)
			}
			if err != nil {
				return failure{err}
			}
			return out.Flush()
		},
	}
	dbFlag(cmd, &db)
	fs := cmd.Flags()
	fs.BoolVar(&asJSON, "json", false, "one JSON object a line")
	fs.BoolVar(&asCSV, "csv", false, "a table with a header, for spreadsheets")
	fs.StringVar(&f.Outlet, "outlet", "", "of this outlet")
	fs.StringVar(&f.From, "from", "", "from this day on, as 2015-09-30")
	fs.StringVar(&f.To, "to", "", "up to this day, and on it")
	fs.IntVar(&f.Most, "limit", 0, "no more than so many")
	l.flags(cmd, &f)
	return cmd
}

// known gives what is known already.
func known[T any](all []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, x := range all {
			if !yield(x, nil) {
				return
			}
		}
	}
}

// write writes a list.
func (l listing[T]) write(out *bufio.Writer, all iter.Seq2[T, error], asJSON, asCSV bool) error {
	table := csv.NewWriter(out)
	if asCSV {
		if err := table.Write(l.columns); err != nil {
			return err
		}
	}
	for x, err := range all {
		if err != nil {
			return err
		}
		values := l.row(x)
		switch {
		case asCSV:
			for i := range values {
				values[i] = inert(values[i])
			}
			err = table.Write(values)
		case asJSON:
			err = writeObject(out, l.columns, values, l.numbers)
		default:
			_, err = fmt.Fprintf(out, "%s\n", l.line(x))
		}
		if err != nil {
			return err
		}
	}
	table.Flush()
	return table.Error()
}

// inert keeps a spreadsheet from taking words of a page for a formula.
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// writeObject writes an object with its fields in order, those that are empty
// left out; those of some names are numbers.
func writeObject(out *bufio.Writer, names, values, numbers []string) error {
	sep := byte('{')
	for i, v := range values {
		if v == "" {
			continue
		}
		b := []byte(v)
		if !slices.Contains(numbers, names[i]) {
			var err error
			if b, err = json.Marshal(v); err != nil {
				return err
			}
		}
		out.WriteByte(sep)
		fmt.Fprintf(out, "%q:%s", names[i], b)
		sep = ','
	}
	_, err := out.WriteString("}\n")
	return err
}

func day(published string) string {
	if published == "" {
		return "no date   "
	}
	return published[:min(len(published), len(time.DateOnly))]
}

// from is where a finding stands, for people.
func from(p store.Place, letter string) string {
	return fmt.Sprintf("%s %s#%s%d", isolate(clean(p.Outlet)), clean(p.Address), letter, p.N)
}

func decimal(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', -1, 64)
}

var statementsList = listing[store.Statement]{
	use: "statements", short: "List who said what in the pages that are kept",
	long: `Statements lists what is said in the latest version of each kept page, the earliest page
first. Words match in any spelling, and in part.`,
	example: "  isnad statements --speaker NAME --from 2024-12-01\n  isnad statements --kind anonymous --csv > sources.csv",
	flags: func(cmd *cobra.Command, f *store.Filter) {
		cmd.Flags().StringVar(&f.Speaker, "speaker", "", "of speakers with these words in their name")
		cmd.Flags().StringVar(&f.Kind, "kind", "", "of this kind (direct, mixed, indirect), this kind of speaker (person, organisation, anonymous …) or this act (deny, accuse …)")
	},
	find:    (*store.Store).Statements,
	columns: findingColumns("speaker", "speaker_kind", "kind", "act", "chain", "content"),
	row: func(x store.Statement) []string {
		return findingRow(x.Place, "s", x.Speaker, x.SpeakerKind, x.Kind, x.Act, x.Chain, x.Content)
	},
	line: func(x store.Statement) string {
		who, words := isolate(clean(x.Speaker)), clean(x.Content)
		if x.Speaker == "" {
			who = "(unknown)"
		}
		if x.Kind == "direct" {
			words = "“" + words + "”"
		}
		return fmt.Sprintf("%s  %s  %s\n            %s", day(x.Published), who, isolate(words), from(x.Place, "s"))
	},
}

var figuresList = listing[store.Figure]{
	use: "figures", short: "List the figures of the pages that are kept",
	long: `Figures lists the figures in the latest version of each kept page, the earliest page
first. Words match in any spelling, and in part.`,
	example: "  isnad figures --counted NOUN --from 2024-12-01\n  isnad figures --kind percent --csv > shares.csv",
	flags: func(cmd *cobra.Command, f *store.Filter) {
		cmd.Flags().StringVar(&f.Words, "counted", "", "of what is counted with these words")
		cmd.Flags().StringVar(&f.Kind, "kind", "", "with this unit (percent, usd, kg …) or this bound (at_least, about …)")
	},
	find:    (*store.Store).Figures,
	columns: findingColumns("value", "low", "high", "bound", "unit", "words", "counted"),
	row: func(x store.Figure) []string {
		return findingRow(x.Place, "f", decimal(x.Value), decimal(x.Low), decimal(x.High), x.Bound, x.Unit, x.Words, x.Counted)
	},
	line: func(x store.Figure) string {
		return fmt.Sprintf("%s  %s  %s\n            %s", day(x.Published), isolate(clean(x.Words)), isolate(clean(x.Counted)), from(x.Place, "f"))
	},
}

var timelineList = listing[store.Event]{
	use: "timeline", short: "List what happened when, in the pages that are kept",
	long: `Timeline lists the dated events of the latest version of each kept page in the order of
time. Words match in any spelling, and in part. The same event told by several pages is
listed once for each; compare --db joins them.`,
	example: "  isnad timeline --from 2015-09-01 --to 2015-10-31\n  isnad timeline --words WORD --kind planned",
	flags: func(cmd *cobra.Command, f *store.Filter) {
		cmd.Flags().StringVar(&f.Words, "words", "", "with these words")
		cmd.Flags().StringVar(&f.Kind, "kind", "", "asserted, planned, possible or denied")
	},
	find:    (*store.Store).Events,
	columns: findingColumns("from", "to", "when", "modality", "what"),
	row: func(x store.Event) []string {
		return findingRow(x.Place, "e", x.From, x.To, x.When, x.Modality, x.What)
	},
	line: func(x store.Event) string {
		mark := ""
		if x.Modality != "asserted" {
			mark = "(" + x.Modality + ") "
		}
		when := x.When
		if when == "" || when[0] < '0' || when[0] > '9' {
			when = x.From
		}
		return fmt.Sprintf("%-10s  %s%s\n            %s", clean(spoken(when, x.From)), mark, isolate(clean(x.What)), from(x.Place, "e"))
	},
}

var peopleList = listing[store.Person]{
	use: "people", short: "List who speaks in the pages that are kept",
	long: `People lists who says something in the latest version of each kept page, with how many
statements, in how many pages of how many outlets, and from which day to which: those with
most statements first. One name in several spellings is one. A line ends with the roles
that are most often named with it.`,
	example: "  isnad people --kind person --limit 50\n  isnad people --outlet NAME --from 2024-12-01 --csv > voices.csv",
	flags: func(cmd *cobra.Command, f *store.Filter) {
		cmd.Flags().StringVar(&f.Words, "words", "", "with these words in the name")
		cmd.Flags().StringVar(&f.Kind, "kind", "", "of this kind: person, organisation, anonymous, collective, document, agency or outlet")
	},
	rank:    (*store.Store).People,
	columns: []string{"name", "kind", "roles", "statements", "pages", "outlets", "first", "last"},
	numbers: []string{"statements", "pages", "outlets"},
	row: func(x store.Person) []string {
		return []string{x.Name, x.Kind, strings.Join(x.Roles, "; "), strconv.Itoa(x.Statements), strconv.Itoa(x.Pages), strconv.Itoa(x.Outlets), x.First, x.Last}
	},
	line: func(x store.Person) string {
		line := fmt.Sprintf("%6d  %s  %s, %s, %s%s", x.Statements, isolate(clean(x.Name)), clean(x.Kind), many(x.Pages, "page"), many(x.Outlets, "outlet"), between(x.First, x.Last))
		if len(x.Roles) > 0 {
			line += "\n        " + isolate(clean(strings.Join(x.Roles, "; ")))
		}
		return line
	},
}

var outletsList = listing[store.Publisher]{
	use: "outlets", short: "List the outlets of the pages that are kept",
	long: `Outlets lists the publishers of kept pages, those with most pages first: how many pages,
from which day to which, how many statements they have, and which agencies they credit.
One name in several spellings is one.`,
	example: "  isnad outlets\n  isnad outlets --from 2024-12-01 --json",
	flags: func(cmd *cobra.Command, f *store.Filter) {
		cmd.Flags().StringVar(&f.Words, "words", "", "with these words in the name")
	},
	rank:    (*store.Store).Outlets,
	columns: []string{"name", "pages", "first", "last", "statements", "agencies"},
	numbers: []string{"pages", "statements"},
	row: func(x store.Publisher) []string {
		return []string{x.Name, strconv.Itoa(x.Pages), x.First, x.Last, strconv.Itoa(x.Statements), strings.Join(x.Agencies, "; ")}
	},
	line: func(x store.Publisher) string {
		line := fmt.Sprintf("%6d  %s  %s%s", x.Pages, isolate(clean(x.Name)), many(x.Statements, "statement"), between(x.First, x.Last))
		if len(x.Agencies) > 0 {
			line += "\n        credits " + isolate(clean(strings.Join(x.Agencies, "; ")))
		}
		return line
	},
}

// between tells the days from which to which, where any is known.
func between(first, last string) string {
	switch first {
	case "":
		return ""
	case last:
		return ", " + clean(first)
	}
	return ", " + clean(first) + " to " + clean(last)
}
