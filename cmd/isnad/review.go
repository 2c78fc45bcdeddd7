package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os/user"
	"regexp"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/work"
	"github.com/spf13/cobra"
)

// reviewing is a review on its way in.
type reviewing struct {
	db, who, note, as string
}

func reviewCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "review",
		Short: "Say of what was found that it is right, wrong, or otherwise",
		Long: `Review keeps what a person says of what was found, apart from it: it survives a rebuild,
shows who and when, is in the log, and can be undone. What it is about is named by

  ADDRESS#s3            a finding of the latest version of a page
  ADDRESS ADDRESS       two pages: one has its text from the other, or, with --as story,
                        they tell one happening
  ADDRESS#s1 ADDRESS#s2 two statements, or figures: they are one, wherever it is carried
  NAME NAME             with --as person: they are one
  ADDRESS               a page, for a note`,
		Example: "  isnad review confirm https://news.example/1#s3 --who NAME\n  isnad review correct https://news.example/1#f2 '{\"value\": 17}'\n  isnad review undo 1204\n  isnad reviews --csv > said.csv",
	}
	verdicts := []struct {
		name, short string
		verdict     store.Verdict
	}{
		{"confirm", "It is right", store.Confirmed}, {"reject", "It is wrong", store.Rejected}, {"join", "They are one", store.Joined},
		{"split", "They are not one", store.Split}, {"note", "Something else is to be said", store.Noted},
	}
	for _, v := range verdicts {
		cmd.AddCommand(reviewAs(v.verdict, v.name+" [flags] TARGET…", v.short, 1))
	}
	cmd.AddCommand(reviewAs(store.Corrected, "correct [flags] ADDRESS#FINDING JSON", "It is right but for some fields", 2), undoCommand())
	return cmd
}

func whoFlag(cmd *cobra.Command, who *string) {
	name := ""
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	cmd.Flags().StringVar(who, "who", name, "`name` of the one who says so")
}

func reviewAs(verdict store.Verdict, use, short string, least int) *cobra.Command {
	var f reviewing
	cmd := &cobra.Command{
		Use: use, Short: short, Args: cobra.MinimumNArgs(least),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := store.Open(cmd.Context(), f.db)
			if err != nil {
				return failure{err}
			}
			defer s.Close()
			r := store.Review{Who: f.who, Verdict: verdict, Note: f.note}
			if verdict == store.Corrected {
				r.Correction, args = json.RawMessage(args[len(args)-1]), args[:len(args)-1]
			}
			if r.Target, err = f.target(cmd, s, args); err != nil {
				return failure{err}
			}
			if err := s.Review(cmd.Context(), &r); err != nil {
				return failure{err}
			}
			fmt.Fprintf(cmd.OutOrStdout(), "review %d\n", r.ID)
			return nil
		},
	}
	dbFlag(cmd, &f.db)
	whoFlag(cmd, &f.who)
	cmd.Flags().StringVar(&f.note, "note", "", "what else is to be said")
	cmd.Flags().StringVar(&f.as, "as", "", "what the pages or names are, if it is not plain: copy, story or person")
	return cmd
}

// findingName is the end of a target that names a finding.
var findingName = regexp.MustCompile(`#([sfem][1-9][0-9]*)$`)

// target is what the words of a command line name.
func (f *reviewing) target(cmd *cobra.Command, s *store.Store, args []string) (store.Target, error) {
	t := store.Target{Kind: store.TargetKind(f.as)}
	if t.Kind == store.OfPerson {
		t.Names = args
		return t, nil
	}
	findings := 0
	for _, arg := range args {
		address, finding := arg, ""
		if m := findingName.FindStringSubmatch(arg); m != nil {
			address, finding = strings.TrimSuffix(arg, m[0]), m[1]
			findings++
		}
		version, err := s.Latest(cmd.Context(), address)
		if errors.Is(err, store.ErrNotKept) {
			version, err = s.Latest(cmd.Context(), work.Lasting(address))
		}
		if err != nil {
			return t, err
		}
		a, err := s.Anchor(cmd.Context(), version, finding)
		if err != nil {
			return t, err
		}
		t.Anchors = append(t.Anchors, a)
	}
	switch {
	case t.Kind != "":
	case len(args) == 1 && findings == 1:
		t.Kind = store.OfFinding
	case len(args) == 1:
		t.Kind = store.OfPage
	case findings > 0:
		t.Kind = store.OfGroup
	default:
		t.Kind = store.OfCopy
	}
	return t, nil
}

func undoCommand() *cobra.Command {
	var db, who string
	cmd := &cobra.Command{
		Use: "undo [flags] REVIEW", Short: "Take a review back", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil {
				return fmt.Errorf("%q is no review; isnad reviews gives their numbers", args[0])
			}
			s, err := store.Open(cmd.Context(), db)
			if err != nil {
				return failure{err}
			}
			defer s.Close()
			if err := s.Undo(cmd.Context(), id, who); err != nil {
				return failure{err}
			}
			fmt.Fprintf(cmd.OutOrStdout(), "review %d is undone\n", id)
			return nil
		},
	}
	dbFlag(cmd, &db)
	whoFlag(cmd, &who)
	return cmd
}

// reviewsList lists reviews: what was found, and what the person said, apart.
var reviewsList = listing[store.Review]{
	columns: []string{"review", "at", "who", "verdict", "about", "where", "found", "correction", "note", "undone_by", "undone_at"},
	numbers: []string{"review"},
	row: func(r store.Review) []string {
		return []string{strconv.FormatInt(r.ID, 10), r.At, r.Who, string(r.Verdict), string(r.Target.Kind), strings.Join(places(&r), " "), strings.Join(foundWords(&r), " | "), string(r.Correction), r.Note, r.UndoneBy, r.UndoneAt}
	},
	line: func(r store.Review) string {
		line := fmt.Sprintf("%6d  %s  %s: %s", r.ID, r.At, isolate(clean(r.Who)), r.Verdict)
		if r.Undone {
			line += fmt.Sprintf(", undone by %s, %s", isolate(clean(r.UndoneBy)), r.UndoneAt)
		}
		line += fmt.Sprintf("\n        of the %s %s", r.Target.Kind, clean(strings.Join(places(&r), " ")))
		for _, w := range foundWords(&r) {
			line += "\n        found: " + isolate(clean(w))
		}
		for _, said := range []string{string(r.Correction), r.Note} {
			if said != "" {
				line += "\n        said: " + isolate(clean(said))
			}
		}
		return line
	},
}

// places are where what a review is about stands now.
func places(r *store.Review) (out []string) {
	for i, a := range r.Target.Anchors {
		where := a.Address
		switch f := r.Found[i]; {
		case f.Version == 0 && a.Kind != "":
			where += "#gone"
		case f.Finding != "":
			where += "#" + f.Finding
		}
		out = append(out, where)
	}
	return out
}

func foundWords(r *store.Review) (out []string) {
	for _, a := range r.Target.Anchors {
		if a.Exact != "" {
			out = append(out, a.Exact)
		}
	}
	return append(out, r.Target.Names...)
}

func reviewsCommand() *cobra.Command {
	var db, verdict string
	var f store.ReviewFilter
	var asJSON, asCSV bool
	cmd := &cobra.Command{
		Use: "reviews [flags]", Short: "List what people said of what was found",
		Long: `Reviews lists reviews, the newest first, also those that were undone: what was found, and
what the person said of it. A finding that its page does not have any more is gone.`,
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) > 0:
				return errors.New("reviews takes no PATH: it lists what review has kept")
			case asJSON && asCSV:
				return errors.New("--json and --csv: give one")
			case len(f.Words) > mostFilter:
				return fmt.Errorf("--words is longer than %d bytes", mostFilter)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := store.Open(cmd.Context(), db)
			if err != nil {
				return failure{err}
			}
			defer s.Close()
			f.Verdict = store.Verdict(verdict)
			some, total, err := s.Reviews(cmd.Context(), f)
			if err != nil {
				return failure{err}
			}
			out := bufio.NewWriter(cmd.OutOrStdout())
			if err := reviewsList.write(out, known(some), asJSON, asCSV); err != nil {
				return failure{err}
			}
			if !asJSON && !asCSV {
				fmt.Fprintf(out, "%d of %d\n", len(some), total)
			}
			return out.Flush()
		},
	}
	dbFlag(cmd, &db)
	fs := cmd.Flags()
	fs.BoolVar(&asJSON, "json", false, "one JSON object a line")
	fs.BoolVar(&asCSV, "csv", false, "a table with a header, for spreadsheets")
	fs.StringVar(&f.Address, "page", "", "of the page at this `address`")
	fs.StringVar(&f.Who, "who", "", "by this one")
	fs.StringVar(&verdict, "verdict", "", "confirmed, rejected, corrected, joined, split or note")
	fs.StringVar(&f.Words, "words", "", "with these words in what was found or said")
	fs.IntVar(&f.Most, "limit", 0, "no more than so many")
	return cmd
}
