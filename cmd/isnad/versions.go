package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/work"
	"github.com/spf13/cobra"
)

func versionsCommand() *cobra.Command {
	x := versioning{}
	cmd := &cobra.Command{
		Use:   "versions [flags] ADDRESS [N M]",
		Short: "List the versions of a page, and what changed between them",
		Long: `Versions lists the versions of a page, by the address that pages lists: the number of
each, when it was added, its capture, its headline, and how many words are others than in
the version before.

With --diff it shows what changed between two versions, N and M, or the last two: in
what the page says of itself, as its headline and its day; the passages of the text, with
what went [−] and what came [+] in brackets; and the statements and figures that came,
went, or are told otherwise, in the words of compare. Spelling is no change.`,
		Example: `  isnad versions https://news.example/1
  isnad versions --diff https://news.example/1
  isnad versions --diff --json https://news.example/1 1 4`,
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return errors.New("no ADDRESS; isnad pages lists them")
			case len(args) == 1:
				return x.look.check()
			case !x.diff:
				return errors.New("the numbers of versions stand behind --diff")
			case len(args) != 3:
				return errors.New("give two versions, as --diff ADDRESS 1 4")
			}
			for i, to := range []*int{&x.from, &x.to} {
				n, err := strconv.Atoi(args[i+1])
				if err != nil || n < 1 {
					return fmt.Errorf("%q is no number of a version", args[i+1])
				}
				*to = n
			}
			return x.look.check()
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := store.Open(cmd.Context(), x.where)
			if err != nil {
				return failure{err}
			}
			defer s.Close()
			x.db, x.out = s, bufio.NewWriter(cmd.OutOrStdout())
			if err := x.run(cmd.Context(), args[0]); err != nil {
				return failure{err}
			}
			return x.out.Flush()
		},
	}
	dbFlag(cmd, &x.where)
	x.look.add(cmd)
	cmd.Flags().BoolVar(&x.asJSON, "json", false, "JSON: one object for each version, or one with what changed")
	cmd.Flags().BoolVar(&x.diff, "diff", false, "show what changed between versions N and M, or the last two")
	return cmd
}

// versioning is a question about the versions of a page.
type versioning struct {
	where        string
	look         look
	asJSON, diff bool
	from, to     int // versions; 0 are the last two

	db  *store.Store
	out *bufio.Writer
}

func (x *versioning) run(ctx context.Context, address string) error {
	all, err := x.db.VersionsOf(ctx, address)
	if errors.Is(err, store.ErrNotKept) {
		if path, other := x.db.VersionsOf(ctx, work.Lasting(address)); other == nil {
			all, err = path, nil
		}
	}
	if err != nil {
		return err
	}
	if !x.diff {
		return x.list(ctx, all)
	}
	if x.to == 0 {
		if len(all) < 2 {
			return fmt.Errorf("%s has one version only", address)
		}
		x.from, x.to = all[len(all)-2].Number, all[len(all)-1].Number
	}
	var records []*isnad.Record
	for _, n := range []int{x.from, x.to} {
		if n > len(all) {
			return fmt.Errorf("%s has no version %d, but %d", address, n, len(all))
		}
		r, err := x.record(ctx, &all[n-1])
		if err != nil {
			return err
		}
		records = append(records, r)
	}
	rev := across.New(languages()...).Revise(records[0], records[1])
	if x.asJSON {
		enc := json.NewEncoder(x.out)
		enc.SetEscapeHTML(false)
		return enc.Encode(rev)
	}
	x.show(rev, records[0], records[1])
	return nil
}

// record is a version's record under a name of its own.
func (x *versioning) record(ctx context.Context, v *store.Version) (*isnad.Record, error) {
	r, err := x.db.Record(ctx, v.ID)
	if err == nil {
		r.GivenID = v.Address + "@" + strconv.Itoa(v.Number)
	}
	return r, err
}

// pageVersion is a line of versions --json.
type pageVersion struct {
	keptPage
	Words *int `json:"words_changed,omitempty"` // since the version before
}

func (x *versioning) list(ctx context.Context, all []store.Version) error {
	enc := json.NewEncoder(x.out)
	enc.SetEscapeHTML(false)
	compare := across.New(languages()...)
	var before *isnad.Record
	for i := range all {
		v := &all[i]
		r, err := x.record(ctx, v)
		if err != nil {
			return err
		}
		line := pageVersion{keptPageOf(v), nil}
		if before != nil {
			line.Words = &compare.Revise(before, r).Words
		}
		before = r
		if x.asJSON {
			if err := enc.Encode(line); err != nil {
				return err
			}
			continue
		}
		what := isolate(clean(v.Title))
		if v.Error != "" {
			what = "not read: " + clean(v.Error)
		}
		fmt.Fprintf(x.out, "%d  %s  %s  %s", v.Number, v.AddedAt, v.Digest, what)
		if line.Words != nil {
			fmt.Fprintf(x.out, "  %s changed", many(*line.Words, "word"))
		}
		x.out.WriteByte('\n')
	}
	return nil
}

// show shows what changed, for people.
func (x *versioning) show(rev *isnad.Revision, before, after *isnad.Record) {
	b := newBoard(x.look.card(), &isnad.Comparison{}, map[string]*isnad.Record{rev.Before: before, rev.After: after})
	b.number[rev.Before], b.number[rev.After] = x.from, x.to
	var out strings.Builder
	for i, r := range []*isnad.Record{before, after} {
		if r.Error != "" {
			fmt.Fprintf(&out, "version %d could not be read: %s\n", []int{x.from, x.to}[i], clean(r.Error))
		}
	}
	for _, f := range rev.Fields {
		old, new := "(none)", "(none)"
		if f.Before != "" {
			old = isolate(clean(f.Before))
		}
		if f.After != "" {
			new = isolate(clean(f.After))
		}
		fmt.Fprintf(&out, "%s\n", flow([]string{f.Field + ": ", old, " → " + new}, b.width, margin))
	}
	fmt.Fprintf(&out, "%s changed", many(rev.Words, "word"))
	if rev.Respelt > 0 {
		fmt.Fprintf(&out, ", %d spelt otherwise", rev.Respelt)
	}
	out.WriteByte('\n')
	for _, p := range rev.Passages {
		b.passage(&out, "−", before, p.Before)
		b.passage(&out, "+", after, p.After)
	}
	b.findings(&out, "Statements", rev, rev.Statements, func(member string) string {
		r, st := b.statement(member)
		if st == nil {
			return ""
		}
		who := clean(st.Speaker.Name)
		if who == "" {
			who = "(unknown)"
		}
		return isolate(who) + ": " + b.short(words(r, &st.Content))
	})
	b.findings(&out, "Figures", rev, rev.Figures, func(member string) string {
		r, f := b.figure(member)
		if f == nil {
			return ""
		}
		s := words(r, &f.Span)
		if f.Counted != nil {
			s += " " + words(r, f.Counted)
		}
		return b.short(s)
	})
	x.out.WriteString(out.String())
}

// passage prints one side of a change, in brackets, with a few words around.
func (b *board) passage(out *strings.Builder, mark string, r *isnad.Record, p *isnad.Passage) {
	if p == nil {
		return
	}
	at, ok := spanOf(r, p)
	if !ok {
		return
	}
	part := around(r.Text, at)
	shown := b.card.marked(r.Text, part, []isnad.Span{at})
	if !b.paint { // one pair of brackets is enough for a passage
		shown = clean(r.Text[part.Start:at.Start]) + "[" + clean(at.In(r.Text)) + "]" + clean(r.Text[at.End:part.End])
	}
	for i, line := range wrap(shown, b.width-4) {
		if i > 0 {
			mark = " "
		}
		fmt.Fprintf(out, "  %s %s\n", mark, isolate(line))
	}
}

// wordsAround a change are shown on each side of it, in its line.
const wordsAround = 4

func around(text string, at isnad.Span) isnad.Span {
	edge := func(rest string, step func(string) (rune, int), cut func(string, int) string) int {
		n, words, gap := 0, 0, false
		for rest != "" {
			c, size := step(rest)
			if c == '\n' {
				break
			}
			if space := unicode.IsSpace(c); space != gap {
				if gap = space; space {
					if words++; words > wordsAround {
						break
					}
				}
			}
			n += size
			rest = cut(rest, size)
		}
		return n
	}
	at.Start -= edge(text[:at.Start], utf8.DecodeLastRuneInString, func(s string, n int) string { return s[:len(s)-n] })
	at.End += edge(text[at.End:], utf8.DecodeRuneInString, func(s string, n int) string { return s[n:] })
	return at
}

// findings prints those that came, went or are told otherwise.
func (b *board) findings(out *strings.Builder, head string, rev *isnad.Revision, all []isnad.FindingChange, say func(member string) string) {
	if len(all) == 0 {
		return
	}
	b.heading(out, head, len(all))
	for _, c := range all {
		before, after := rev.Before+"#"+c.Before, rev.After+"#"+c.After
		switch {
		case c.After == "":
			fmt.Fprintf(out, "%s %s\n", b.faint(fmt.Sprintf("%-4s", c.Before)), flow([]string{"went: ", say(before)}, b.width-5, margin))
			continue
		case c.Before == "":
			fmt.Fprintf(out, "%s %s\n", b.faint(fmt.Sprintf("%-4s", c.After)), flow([]string{"came: ", say(after)}, b.width-5, margin))
			continue
		}
		fmt.Fprintf(out, "%s %s\n", b.faint(fmt.Sprintf("%-4s", c.After)), flow([]string{say(after)}, b.width-5, margin))
		for _, line := range b.notes(isnad.Group{Members: []string{before, after}, Differences: c.Differences}) {
			fmt.Fprintf(out, "%s%s\n", margin, flow(line, b.width-len(margin)-2, margin+"  "))
		}
		if len(c.Differences) == 0 {
			fmt.Fprintf(out, "%s%s\n", margin, flow([]string{"told otherwise than: ", say(before)}, b.width-len(margin)-2, margin+"  "))
		}
	}
}
