package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/text"
)

// carried prints the groups that tell something, what differs first, and counts
// the others.
func (b *board) carried(out *strings.Builder, t *telling) {
	same := 0
	pick := func(groups []isnad.Group) (shown []isnad.Group) {
		for _, g := range groups {
			if speaks(g) {
				shown = append(shown, g)
			} else {
				same++
			}
		}
		slices.SortStableFunc(shown, func(x, y isnad.Group) int {
			return cmp.Or(differing(y)-differing(x), y.Origins-x.Origins)
		})
		return shown
	}
	statements, figures := pick(t.statements), pick(t.figures)
	if len(statements) > 0 {
		b.heading(out, "Statements", len(statements))
		for _, g := range statements {
			b.utterance(out, g)
		}
	}
	b.quantities(out, figures)
	if same > 0 {
		are := "are alike wherever they stand, and of one origin each"
		if same == 1 {
			are = "is alike wherever it stands, and of one origin"
		}
		out.WriteByte('\n')
		for _, line := range wrap(many(same, "other statement or figure")+" "+are, b.width) {
			fmt.Fprintln(out, b.faint(line))
		}
	}
}

func differing(g isnad.Group) int { return min(len(g.Differences), 1) }

// said is one way in which an utterance is carried, with the members that do.
type said struct {
	members []string
	rec     *isnad.Record
	st      *isnad.Statement
	words   string // in normal form, without spaces
	manner  string
}

// ways puts carryings together that are alike word for word.
func (b *board) ways(g isnad.Group) (out []*said) {
	for _, m := range g.Members {
		r, st := b.statement(m)
		if st == nil {
			continue
		}
		w := &said{[]string{m}, r, st, strings.Join(text.WordKeys(strings.Fields(words(r, &st.Content))), ""), b.manner(st)}
		i := slices.IndexFunc(out, func(o *said) bool {
			return o.manner == w.manner && o.words == w.words && sameSpeaker(o.st.Speaker, st.Speaker)
		})
		if i < 0 {
			out = append(out, w)
			continue
		}
		out[i].members = append(out[i].members, m)
	}
	return out
}

// sameSpeaker reports whether two names are one but for spelling and how much
// of the name is given.
func sameSpeaker(a, b isnad.Speaker) bool {
	x, y := text.WordKeys(strings.Fields(a.Name)), text.WordKeys(strings.Fields(b.Name))
	if len(x) > len(y) {
		x, y = y, x
	}
	for _, name := range x {
		if !slices.Contains(y, name) {
			return false
		}
	}
	return (len(x) == 0) == (len(y) == 0)
}

func (b *board) statement(member string) (*isnad.Record, *isnad.Statement) {
	id, finding := cutMember(member)
	r := b.records[id]
	if r != nil {
		if i := slices.IndexFunc(r.Statements, func(s isnad.Statement) bool { return s.ID == finding }); i >= 0 {
			return r, &r.Statements[i]
		}
	}
	return nil, nil
}

// margin stands before whatever belongs to a group.
const margin = "     "

// utterance prints who speaks, what differs, and then each carrying with the
// words that the first has not marked.
func (b *board) utterance(out *strings.Builder, g isnad.Group) {
	ways := b.ways(g)
	if len(ways) == 0 {
		return
	}
	const indent = margin
	width := b.width - len(indent)
	head, one := b.speakers(ways)
	head = append(head, b.faint(fmt.Sprintf("  %s, %s", many(len(pagesOf(g.Members)), "page"), many(g.Origins, "origin"))))
	fmt.Fprintf(out, "%s %s\n", b.faint(fmt.Sprintf("%-4s", g.ID)), flow(head, width, indent))
	for _, line := range b.notes(g) {
		fmt.Fprintf(out, "%s%s\n", indent, flow(line, width-2, indent+"  "))
	}
	kept, rest := foremost(g, ways)
	for i, w := range kept {
		var way []string
		for _, id := range pagesOf(w.members) {
			way = append(way, b.label(id))
		}
		way = separate(way, " ")
		if !one {
			way = append(way, b.who(w, b.faint(" ← "), width)...)
		}
		fmt.Fprintf(out, "%s%s\n", indent, flow(append(way, "  "+b.manner(w.st)), width, indent))
		b.wording(out, ways[0], w, i > 0, indent+"  ")
	}
	if len(rest) > 0 {
		var members []string
		for _, w := range rest {
			members = append(members, w.members...)
		}
		parts := append([]string{"and " + many(len(rest), "more wording") + " in"}, b.marks(members)...)
		for _, line := range strings.Split(flow(parts, width, ""), "\n") {
			fmt.Fprintln(out, indent+b.faint(line))
		}
	}
}

// mostWays is how many carryings of an utterance are shown, and mostVoices how
// many of its speakers its first line names.
const mostWays, mostVoices = 10, 4

// foremost are the carryings to show, in their order: the first, then those that
// differences are about, then the others as long as there is room.
func foremost(g isnad.Group, ways []*said) (kept, rest []*said) {
	if len(ways) <= mostWays {
		return ways, nil
	}
	differs := func(w *said) bool {
		return slices.ContainsFunc(g.Differences, func(d isnad.Difference) bool {
			return slices.ContainsFunc(w.members, func(m string) bool { return slices.Contains(d.Members, m) })
		})
	}
	room := mostWays - 1
	for _, w := range ways[1:] {
		if differs(w) {
			room--
		}
	}
	for i, w := range ways {
		switch {
		case len(kept) < mostWays && (i == 0 || differs(w)):
			kept = append(kept, w)
		case room > 0 && !differs(w):
			kept = append(kept, w)
			room--
		default:
			rest = append(rest, w)
		}
	}
	return kept, rest
}

// speakers are those of a group's carryings, as parts of a line: one with the
// role, or several by their names, each once, for the carryings tell more.
func (b *board) speakers(ways []*said) (parts []string, one bool) {
	var several []*said
	for _, w := range ways {
		i := slices.IndexFunc(several, func(o *said) bool { return sameSpeaker(o.st.Speaker, w.st.Speaker) })
		if i < 0 {
			several = append(several, w)
		} else if x, y := several[i].st.Speaker, w.st.Speaker; len(y.Name) > len(x.Name) || len(y.Name) == len(x.Name) && x.Role == nil {
			several[i] = w
		}
	}
	if len(several) == 1 {
		return b.who(several[0], "", b.width), true
	}
	for i, w := range several {
		if more := len(several) - i; i == mostVoices-1 && more > 1 {
			parts = append(parts, b.faint(fmt.Sprintf("%d others", more)))
			break
		}
		name := isolate(shorten(clean(w.st.Speaker.Name), b.width-len(margin)-3))
		parts = append(parts, b.bold(cmp.Or(name, "speaker unknown")))
	}
	return separate(parts, b.faint(" · ")), false
}

// who is the speaker of a carrying and the role, as parts of a line.
func (b *board) who(w *said, before string, width int) []string {
	alone := *w.st
	alone.Speaker.Role = nil
	alone.Speaker.Name = shorten(clean(alone.Speaker.Name), width-18)
	parts := []string{before + b.speaker(w.rec, &alone)}
	if role := words(w.rec, w.st.Speaker.Role); role != "" {
		parts[0] += b.faint(",")
		parts = append(parts, " "+isolate(shorten(role, width-len(margin)-2)))
	}
	return parts
}

// wording prints the words of a carrying: in quotation marks where the page has
// them so, those that the first carrying lacks marked, those that it lacks
// itself below.
func (b *board) wording(out *strings.Builder, first, w *said, set bool, indent string) {
	said := words(w.rec, &w.st.Content)
	var dropped []string
	if set {
		c := text.Reword(words(first.rec, &first.st.Content), said)
		if !c.Apart() {
			said, dropped = b.marked(c), c.Dropped
		}
	}
	if w.st.Kind == isnad.Direct {
		said = "“" + said + "”"
	}
	for _, line := range wrap(said, b.width-len(indent)) {
		fmt.Fprintln(out, indent+isolate(line))
	}
	if len(dropped) > 0 && !w.st.Headline {
		var parts []string
		for _, run := range dropped {
			parts = append(parts, isolate(shorten(run, b.width/2)))
		}
		fmt.Fprintf(out, "%s%s%s\n", indent, b.faint("without "), flow(separate(parts, b.faint(" · ")), b.width-len(indent)-8, indent+"        "))
	}
}

// marked sets added words apart: by a line below them, or in brackets where
// there are no colours.
func (b *board) marked(c text.Wording) string {
	shown := slices.Clone(c.Words)
	for i, w := range shown {
		if !c.Added[i] {
			continue
		}
		if b.paint {
			if cells(w) < minWidth/2 { // a longer one may be broken
				shown[i] = b.with("4;33", w)
			}
			continue
		}
		if i == 0 || !c.Added[i-1] {
			shown[i] = "[" + shown[i]
		}
		if i == len(shown)-1 || !c.Added[i+1] {
			shown[i] += "]"
		}
	}
	return strings.Join(shown, " ")
}
