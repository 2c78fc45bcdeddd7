package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/store"
	"github.com/spf13/cobra"
)

// listing is a command that lists findings of kept pages.
type listing[T any] struct {
	use, short, long, example string
	flags                     func(*cobra.Command, *store.Filter)
	find                      func(*store.Store, context.Context, store.Filter) iter.Seq2[T, error]
	letter                    string // of the finding's id
	place                     func(T) store.Place
	columns                   []string
	row                       func(T) []string // as columns
	line                      func(T) string   // for people
}

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
			if err := l.write(out, l.find(s, cmd.Context(), f), asJSON, asCSV); err != nil {
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

// write writes a list. The page and the number of a finding lead back to the
// record: isnad show has its words.
func (l listing[T]) write(out *bufio.Writer, all iter.Seq2[T, error], asJSON, asCSV bool) error {
	table := csv.NewWriter(out)
	heads := append([]string{"page", "finding", "outlet", "published"}, l.columns...)
	if asCSV {
		if err := table.Write(heads); err != nil {
			return err
		}
	}
	for x, err := range all {
		if err != nil {
			return err
		}
		p := l.place(x)
		values := append([]string{p.Address, l.letter + strconv.Itoa(p.N), p.Outlet, p.Published}, l.row(x)...)
		switch {
		case asCSV:
			for i := range values {
				values[i] = inert(values[i])
			}
			err = table.Write(values)
		case asJSON:
			err = writeObject(out, heads, values)
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
// left out.
func writeObject(out *bufio.Writer, names, values []string) error {
	sep := byte('{')
	for i, v := range values {
		if v == "" {
			continue
		}
		b, err := json.Marshal(v)
		if err != nil {
			return err
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
	letter:  "s",
	place:   func(x store.Statement) store.Place { return x.Place },
	columns: []string{"speaker", "speaker_kind", "kind", "act", "chain", "content"},
	row: func(x store.Statement) []string {
		return []string{x.Speaker, x.SpeakerKind, x.Kind, x.Act, x.Chain, x.Content}
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
	letter:  "f",
	place:   func(x store.Figure) store.Place { return x.Place },
	columns: []string{"value", "low", "high", "bound", "unit", "words", "counted"},
	row: func(x store.Figure) []string {
		return []string{decimal(x.Value), decimal(x.Low), decimal(x.High), x.Bound, x.Unit, x.Words, x.Counted}
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
	letter:  "e",
	place:   func(x store.Event) store.Place { return x.Place },
	columns: []string{"from", "to", "when", "modality", "what"},
	row: func(x store.Event) []string {
		return []string{x.From, x.To, x.When, x.Modality, x.What}
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
