package main

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/text"
)

// note is a difference in plain words: what, in which pages, and the words that
// show it.
type note struct {
	what    []string
	members []string
	title   bool       // in the headlines of the pages
	sep     string     // before the words: ":", or ";" where they are another page's
	words   [][]string // parts of a line, "before" and " → after"
}

// plainly are the types of difference in plain words. Where a lost thing has
// nothing to stand beside, noteOf says so.
var plainly = map[string]string{
	"wording":                        "other words",
	"narration_became_direct_quote":  "narration became quotation",
	"direct_quote_became_paraphrase": "quotation became paraphrase",
	"quote_trimmed":                  "quotation cut",
	"speaker_changed":                "another speaker",
	"role_changed":                   "another title",
	"time_changed":                   "another time",
	"hedge_dropped":                  "word of doubt dropped",
	"hedge_added":                    "word of doubt added",
	"source_dropped":                 "source left out",
	"anonymity_changed":              "named or nameless speaker",
	"negation_changed":               "negation added or dropped",
	"value_changed":                  "another number",
	"scope_changed":                  "wider or narrower",
	"digit_transposition":            "two digits changed places",
	"rounded":                        "rounded",
	"breakdown_lost":                 "no breakdown",
	"unit_renamed":                   "another word for what is counted",
	"window_coarsened":               "period less exact",
	"actor_changed":                  "somebody else did it",
}

// inWords names a type of difference.
func inWords(typ string) string {
	return cmp.Or(plainly[typ], clean(strings.ReplaceAll(typ, "_", " ")))
}

// notes are the lines of what differs in a group. What differs in the same way
// on the same pages shares a line, and so do differences that need no words of
// the pages.
func (b *board) notes(g isnad.Group) (lines [][]string) {
	var all []*note
	for _, d := range g.Differences {
		n := b.noteOf(g, d)
		i := slices.IndexFunc(all, func(o *note) bool {
			same := o.title == n.title && slices.Equal(pagesOf(o.members), pagesOf(n.members)) && (o.words == nil) == (n.words == nil)
			return same && (n.words == nil || slices.Equal(o.what, n.what) && o.sep == n.sep)
		})
		switch {
		case i < 0:
			all = append(all, n)
		case n.words == nil && !slices.Contains(all[i].what, n.what[0]):
			all[i].what = append(all[i].what, n.what[0])
		case n.words != nil && !slices.ContainsFunc(all[i].words, func(o []string) bool { return slices.Equal(o, n.words[0]) }):
			all[i].words = append(all[i].words, n.words[0])
		}
	}
	slices.SortStableFunc(all, func(x, y *note) int { return min(len(y.words), 1) - min(len(x.words), 1) })
	for _, n := range all {
		lines = append(lines, b.noteLine(n))
	}
	return lines
}

// noteLine is a note as parts of a line.
func (b *board) noteLine(n *note) []string {
	var parts []string
	for i, what := range n.what {
		mark, comma := " ", ","
		if i == 0 {
			mark = "≠ "
		}
		if i == len(n.what)-1 {
			comma = ""
		}
		parts = append(parts, b.yellow(mark+what+comma))
	}
	where := " in"
	if n.title {
		where = " in the headline of"
	}
	parts = slices.Concat(parts, []string{where}, b.marks(n.members))
	sep := n.sep
	for _, words := range n.words {
		parts[len(parts)-1] += sep
		parts = append(parts, " "+words[0])
		parts = append(parts, words[1:]...)
		sep = ";"
	}
	return parts
}

// noteOf puts a difference of statements or of figures into words.
func (b *board) noteOf(g isnad.Group, d isnad.Difference) *note {
	body := func(m string) bool { return !b.inHeadline(m) }
	n := &note{members: d.Members, sep: ":", title: !slices.ContainsFunc(d.Members, body)}
	say := func(what string) { n.what = []string{what} }
	say(inWords(d.Type))
	x, y := b.placeOf(g, d.Before, d.Members), b.placeOf(g, d.After, nil)
	if x == nil || y == nil {
		if d.Before != nil && d.After != nil {
			n.words = b.change(exact(d.Before), exact(d.After))
		}
		return n
	}
	before, after := words(x.rec, &x.span), words(y.rec, &y.span)
	switch d.Type {
	case "source_dropped":
		n.sep, n.words = ";", [][]string{{b.mark(x.page), " names " + b.short(b.sourceAt(g, x))}}
		return n
	case "breakdown_lost":
		n.sep, n.words = ";", [][]string{{b.mark(x.page), " gives " + b.short(before)}}
		return n
	case "quote_trimmed":
		n.words = [][]string{{"without", " " + b.short(before)}}
		return n
	case "scope_changed":
		switch {
		case y.isContent(g):
			say("a part left out")
			n.words = [][]string{{b.short(before)}}
			return n
		case x.isContent(g):
			say("a part added")
			n.words = [][]string{{b.short(after)}}
			return n
		}
	case "time_changed":
		switch {
		case x.timed() && !y.timed():
			say("time left out")
			n.words = [][]string{{b.short(before)}}
			return n
		case y.timed() && !x.timed():
			say("time added")
			n.words = [][]string{{b.short(after)}}
			return n
		}
	case "anonymity_changed":
		if hidden := y.hidden(g); hidden != x.hidden(g) && hidden {
			say("speaker no longer named")
		} else if hidden != x.hidden(g) {
			say("nameless speaker named")
		}
	case "hedge_dropped":
		if bound := x.bound(); bound != "" {
			say("“" + bound + "” dropped")
		}
	case "hedge_added":
		if bound := y.bound(); bound != "" {
			say("“" + bound + "” added")
		}
	case "wording", "narration_became_direct_quote", "direct_quote_became_paraphrase":
		if !x.isSaid(g) { // the page's own words, which stand with no carrying
			n.words = b.change(before, after)
			return n
		}
		// Long wordings are not said again: they stand below, marked.
		if cells(before+after) > b.width-30 || d.Type != "wording" && sameWords(before, after) {
			return n
		}
	}
	n.words = b.change(before, after)
	return n
}

// change is what stood there before and what stands there after. What both
// begin with is left out where they are long.
func (b *board) change(before, after string) [][]string {
	if before == after {
		return nil
	}
	if width := b.width - 20; cells(before) > width || cells(after) > width {
		before, after = fromChange(before, after)
	}
	return [][]string{{b.short(before), " → " + b.short(after)}}
}

// short are words of a page that leave room beside them in a line.
func (b *board) short(s string) string { return isolate(shorten(s, b.width-20)) }

// fromChange leaves out the words that two wordings begin with, but for one.
func fromChange(before, after string) (string, string) {
	x, y := strings.Fields(before), strings.Fields(after)
	kx, ky := text.WordKeys(x), text.WordKeys(y)
	n := 0
	for n < min(len(x), len(y))-1 && kx[n] == ky[n] {
		n++
	}
	if n < 2 {
		return before, after
	}
	return "… " + strings.Join(x[n-1:], " "), "… " + strings.Join(y[n-1:], " ")
}

// sameWords reports whether two wordings are one but for spaces, spelling and marks.
func sameWords(a, b string) bool {
	return strings.Join(text.WordKeys(strings.Fields(a)), "") == strings.Join(text.WordKeys(strings.Fields(b)), "")
}

// spot is a passage in the page that it stands in.
type spot struct {
	page string
	rec  *isnad.Record
	span isnad.Span
}

// placeOf finds the page of a group that has a passage, nil if none has. Pages
// of one text can have the same words in the same place: one that the
// difference is not about comes first.
func (b *board) placeOf(g isnad.Group, p *isnad.Passage, but []string) *spot {
	if p == nil {
		return nil
	}
	var last *spot
	for _, id := range pagesOf(g.Members) {
		r := b.records[id]
		if r == nil {
			continue
		}
		if s, ok := spanOf(r, p); ok {
			last = &spot{id, r, s}
			if !slices.Contains(pagesOf(but), id) {
				break
			}
		}
	}
	return last
}

// spanOf is a passage of a record, which is counted in code points, as a span.
func spanOf(r *isnad.Record, p *isnad.Passage) (isnad.Span, bool) {
	at, n := 0, 0
	for ; n < p.Start && at < len(r.Text); n++ {
		_, size := utf8.DecodeRuneInString(r.Text[at:])
		at += size
	}
	return isnad.Span{Start: at, End: at + len(p.Exact)}, n == p.Start && strings.HasPrefix(r.Text[at:], p.Exact)
}

func exact(p *isnad.Passage) string { return clean(p.Exact) }

// inHeadline reports whether a member stands in its page's headline.
func (b *board) inHeadline(member string) bool {
	if r, f := b.figure(member); f != nil {
		return f.Span.End <= len(r.Title)
	}
	_, st := b.statement(member)
	return st != nil && st.Headline
}

// statements are those of a group in the spot's page.
func (x *spot) statements(g isnad.Group) (out []*isnad.Statement) {
	for i := range x.rec.Statements {
		if s := &x.rec.Statements[i]; slices.Contains(g.Members, x.page+"#"+s.ID) {
			out = append(out, s)
		}
	}
	return out
}

func (x *spot) is(s isnad.Span) bool { return s.Start == x.span.Start && s.End == x.span.End }

// isContent reports whether the spot is all that a member says.
func (x *spot) isContent(g isnad.Group) bool {
	return slices.ContainsFunc(x.statements(g), func(s *isnad.Statement) bool { return x.is(s.Content) })
}

// isSaid reports whether the spot is part of what a member says.
func (x *spot) isSaid(g isnad.Group) bool {
	return slices.ContainsFunc(x.statements(g), func(s *isnad.Statement) bool { return s.Content.Contains(x.span) })
}

// hidden reports whether the speaker who stands at the spot is nobody in
// particular.
func (x *spot) hidden(g isnad.Group) bool {
	return slices.ContainsFunc(x.statements(g), func(s *isnad.Statement) bool {
		k := s.Speaker.Kind
		return s.Speaker.Span != nil && x.is(*s.Speaker.Span) && (k == isnad.SpeakerAnonymous || k == isnad.SpeakerCollective)
	})
}

// timed reports whether a time stands at the spot.
func (x *spot) timed() bool {
	return slices.ContainsFunc(x.rec.Times, func(t isnad.Time) bool {
		return t.Span.Overlaps(x.span)
	})
}

// bound is that of the number at the spot, in words.
func (x *spot) bound() string {
	for _, f := range x.rec.Figures {
		if x.span.Contains(f.Span) && f.Bound != isnad.Exact && f.Bound != isnad.UnknownBound {
			return strings.ReplaceAll(string(f.Bound), "_", " ")
		}
	}
	return ""
}

// sourceAt is whom the spot's page names for what a group counts, or else the
// words at the spot: they can be no more than a verb of saying.
func (b *board) sourceAt(g isnad.Group, x *spot) string {
	for i := range x.rec.Figures {
		f := &x.rec.Figures[i]
		if f.AccordingTo != "" && slices.Contains(g.Members, x.page+"#"+f.ID) {
			return b.source(x.rec, f)
		}
	}
	return words(x.rec, &x.span)
}
