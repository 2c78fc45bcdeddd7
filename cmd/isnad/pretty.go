package main

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
)

// board lays out a comparison for people, in the manner of the cards. A page
// has a number, its place in the order of time, which stands for it wherever it
// is spoken of.
type board struct {
	card
	*isnad.Comparison
	records map[string]*isnad.Record
	number  map[string]int
	copies  map[string][]*isnad.Copy // of each page
	used    map[string]bool          // pages that were spoken of
	threads map[string][]*isnad.Story
}

// prettyComparison prints a comparison for people; records are its pages by
// their ids.
func prettyComparison(w io.Writer, look card, x *isnad.Comparison, records map[string]*isnad.Record) error {
	b := newBoard(look, x, records)
	var out strings.Builder
	b.all(&out)
	_, err := io.WriteString(w, out.String())
	return err
}

func newBoard(look card, x *isnad.Comparison, records map[string]*isnad.Record) *board {
	b := &board{card: look, Comparison: x, records: records, number: map[string]int{}, copies: map[string][]*isnad.Copy{}, used: map[string]bool{}, threads: map[string][]*isnad.Story{}}
	for i, id := range x.Records {
		b.number[id] = i + 1
	}
	for i := range x.Copies {
		c := &x.Copies[i]
		b.copies[c.A] = append(b.copies[c.A], c)
		b.copies[c.B] = append(b.copies[c.B], c)
	}
	for i := range x.Stories {
		s := &x.Stories[i]
		b.threads[s.Thread] = append(b.threads[s.Thread], s)
	}
	return b
}

// all prints the stories, those of which there is most to see first, each with
// what its pages carry; then what pages of different stories have in common.
func (b *board) all(out *strings.Builder) {
	told, between, alone := b.tellings()
	b.summary(out, len(told), len(alone))
	b.contents(out, told)
	for _, t := range told {
		b.story(out, t)
	}
	if len(between.statements)+len(between.figures) > 0 {
		b.rule(out, "Between pages of different stories")
		b.carried(out, between)
	}
	b.chronology(out)
	b.singles(out, alone)
}

// telling is a story with what is shown below it.
type telling struct {
	*isnad.Story
	statements, figures []isnad.Group
}

// tellings are the stories of several pages, those with most origins and
// differences first, each with the groups whose nearest page is its own; what is carried between other pages; and
// the pages that stand alone.
func (b *board) tellings() (told []*telling, between *telling, alone []string) {
	of := map[string]*telling{}
	for i := range b.Stories {
		s := &b.Stories[i]
		if len(s.Records) == 1 {
			alone = append(alone, s.Records[0])
			continue
		}
		t := &telling{Story: s}
		told = append(told, t)
		for _, id := range s.Records {
			of[id] = t
		}
	}
	between = &telling{}
	home := func(g isnad.Group) *telling {
		for _, id := range pagesOf(g.Members) {
			if of[id] != nil {
				return of[id]
			}
		}
		return between
	}
	for _, g := range b.Statements {
		if several(g) {
			t := home(g)
			t.statements = append(t.statements, g)
		}
	}
	for _, g := range b.Figures {
		if several(g) {
			t := home(g)
			t.figures = append(t.figures, g)
		}
	}
	slices.SortStableFunc(told, func(a, b *telling) int {
		return cmp.Or(b.Origins+b.differing()-a.Origins-a.differing(), len(b.Records)-len(a.Records))
	})
	return told, between, alone
}

// differing is how many statements and figures differ.
func (t *telling) differing() (n int) {
	for _, g := range slices.Concat(t.statements, t.figures) {
		n += differing(g)
	}
	return n
}

// several reports whether more than one page has the group.
func several(g isnad.Group) bool { return len(pagesOf(g.Members)) > 1 }

// speaks reports whether a group says more than that copies are copies.
func speaks(g isnad.Group) bool { return len(g.Differences) > 0 || g.Origins > 1 }

// summary says how much there is, and what differs how often.
func (b *board) summary(out *strings.Builder, told, alone int) {
	differ, all := 0, 0
	types := map[string]int{}
	for _, g := range slices.Concat(b.Statements, b.Figures) {
		if !several(g) {
			continue
		}
		all++
		differ += differing(g)
		of := map[string]bool{}
		for _, d := range g.Differences {
			of[d.Type] = true
		}
		for typ := range of {
			types[inWords(typ)]++
		}
	}
	line := many(len(b.Records), "page")
	switch {
	case told > 0:
		line += ": " + many(told, "story") + " of several pages"
		if alone > 0 {
			line += fmt.Sprintf(", %d alone", alone)
		}
	case alone > 1:
		line += ", no two of one story"
	}
	if all > 0 {
		line += fmt.Sprintf("; %s on several pages, %d with differences", many(all, "statement or figure"), differ)
	}
	var often []string
	for what := range types {
		often = append(often, what)
	}
	slices.SortFunc(often, func(x, y string) int { return cmp.Or(types[y]-types[x], cmp.Compare(x, y)) })
	for i, what := range often {
		often[i] = fmt.Sprintf("%s %d", what, types[what])
	}
	if len(often) > 0 {
		line += ": " + strings.Join(often, ", ")
	}
	for _, l := range wrap(line, b.width) {
		fmt.Fprintln(out, l)
	}
}

// Of more stories than fewStories, the first mostNamed are named at the top.
const (
	fewStories = 3
	mostNamed  = 10
)

// contents names the first stories, where there are too many to see at once.
func (b *board) contents(out *strings.Builder, told []*telling) {
	if len(told) <= fewStories {
		return
	}
	rows := [][]string{{"origins", "pages", "differ", ""}}
	for _, t := range told[:min(mostNamed, len(told))] {
		title := cmp.Or(clean(t.Title), "(no headline)")
		rows = append(rows, []string{fmt.Sprintf("%7d", t.Origins), fmt.Sprintf("%5d", len(t.Records)), fmt.Sprintf("%6d", t.differing()), isolate(shorten(title, b.width-24))})
	}
	out.WriteByte('\n')
	for i, line := range align(rows) {
		if i == 0 {
			line = b.faint(line)
		}
		fmt.Fprintln(out, line)
	}
	if more := len(told) - mostNamed; more > 0 {
		for _, line := range wrap("and "+many(more, "story")+" more, all in this order below", b.width) {
			fmt.Fprintln(out, b.faint(line))
		}
	}
}

// many is a number with its noun.
func many(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case noun == "story":
		return fmt.Sprintf("%d stories", n)
	case strings.HasSuffix(noun, "statement or figure"):
		return fmt.Sprintf("%d %sstatements and figures", n, strings.TrimSuffix(noun, "statement or figure"))
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (b *board) rule(out *strings.Builder, title string) {
	fmt.Fprintln(out, b.faint(strings.Repeat("━", b.width)))
	for _, line := range wrap(clean(title), b.width) {
		fmt.Fprintln(out, b.bold(isolate(line)))
	}
}

func (b *board) story(out *strings.Builder, t *telling) {
	b.rule(out, cmp.Or(t.Title, "(no headline)"))
	origins := b.bold(many(t.Origins, "independent origin"))
	lines := wrap(clean(t.Counted), b.width-cells(origins)-2)
	fmt.Fprintf(out, "%s: %s\n", origins, strings.Join(lines, "\n  "))
	b.origins(out, t.Story)
	b.credited(out, t.Story)
	b.thread(out, t.Story)
	b.carried(out, t)
	out.WriteByte('\n')
}

// origins prints each text of a story as a tree, its copies below it. A further
// page of a text that none of the others above was taken from has a "+".
func (b *board) origins(out *strings.Builder, s *isnad.Story) {
	for _, f := range b.families(s) {
		for i, top := range f.Tops {
			mark := "• "
			if i > 0 {
				mark = "+ "
			}
			b.branch(out, f, top, mark, "  ")
		}
	}
}

// families are the texts of a story.
func (b *board) families(s *isnad.Story) []*across.Family {
	var copies []isnad.Copy
	for _, id := range s.Records {
		for _, x := range b.copies[id] {
			if x.A == id {
				copies = append(copies, *x)
			}
		}
	}
	return across.Families(s.Records, copies)
}

func (b *board) branch(out *strings.Builder, f *across.Family, id, first, rest string) {
	fmt.Fprintf(out, "%s%s\n", b.faint(first), b.page(id, b.width-cells(rest), rest))
	below := f.Below[id]
	bar := "  "
	if len(below) > 0 {
		bar = "│ "
	}
	if x := f.From[id]; x != nil {
		for _, line := range wrap(b.reason(x, id), b.width-cells(rest)-2) {
			fmt.Fprintln(out, b.faint(rest+bar+strings.ReplaceAll(line, stay, " ")))
		}
	}
	for i, child := range below {
		if i == len(below)-1 {
			b.branch(out, f, child, rest+"└ ", rest+"  ")
		} else {
			b.branch(out, f, child, rest+"├ ", rest+"│ ")
		}
	}
}

// page is a page with what one finds it by.
func (b *board) page(id string, width int, indent string) string {
	r := b.records[id]
	path, when := isolate(tail(clean(id), width-6)), "no date of publication"
	if r.Published != nil {
		when = moment(clean(r.Published.Value))
	}
	facts := []string{b.label(id), when, b.faint(path)}
	if r.Outlet == nil {
		facts = []string{b.mark(id) + " " + path, when}
	}
	return flow(separate(facts, " · "), width, indent)
}

// mark is what a page is called by.
func (b *board) mark(id string) string {
	b.used[id] = true
	return fmt.Sprintf("[%d]", b.number[id])
}

// mostMarks is how many pages one line names.
const mostMarks = 12

// marks are the pages of members, each once and in order, as parts of a line.
func (b *board) marks(members []string) (out []string) {
	pages := pagesOf(members)
	slices.SortFunc(pages, func(x, y string) int { return b.number[x] - b.number[y] })
	for i, id := range pages {
		if i == mostMarks-1 && len(pages) > mostMarks {
			return append(out, fmt.Sprintf(" and %d more", len(pages)-i))
		}
		out = append(out, " "+b.mark(id))
	}
	return out
}

// label is a page's number and its outlet.
func (b *board) label(id string) string { return b.mark(id) + " " + isolate(b.outlet(id, 30)) }

func (b *board) outlet(id string, width int) string {
	name := filepath.Base(id)
	if r := b.records[id]; r.Outlet != nil {
		name = cmp.Or(r.Outlet.Name, r.Outlet.Domain)
	}
	return shorten(clean(name), width)
}

// moment is a time of publication without the seconds that nobody reads.
func moment(value string) string {
	day, hour, ok := strings.Cut(value, "T")
	if !ok || len(hour) < len("15:04:05") {
		return value
	}
	return day + " " + hour[:5] + strings.TrimPrefix(hour[5:], hour[5:8])
}

// tail cuts the beginning of s off: the end of a path tells most.
func tail(s string, width int) string {
	for cells(s) > width && width > 1 {
		rs := []rune(s)
		s = "…" + string(rs[len(rs)-min(width-1, len(rs)-2):])
	}
	return s
}

// stay is a space inside a name, at which no line breaks.
const stay = "\uE000"

var copyRelations = map[isnad.CopyRelation]string{
	isnad.Copied: "copy of", isnad.PartlyCopied: "copied in part from", isnad.Rewritten: "words shared with", isnad.SameUpstream: "same source as",
}

// reason says how a page belongs to the one above it. In the comparison's words
// the two are a and b.
func (b *board) reason(x *isnad.Copy, id string) string {
	above, share := x.A, x.ShareOfB
	if id == x.A {
		above, share = x.B, x.ShareOfA
	}
	way := copyRelations[x.Relation] + " " + b.mark(above)
	if !strings.Contains(x.Reason, "%") {
		way += fmt.Sprintf(", %.0f %% of its words", 100*share)
	}
	if x.Reordered {
		way += ", in another order"
	}
	return way + ": " + b.reasonNames(x).ReplaceAllStringFunc(clean(x.Reason), func(s string) string {
		switch s {
		case "a":
			return b.mark(x.A)
		case "b":
			return b.mark(x.B)
		}
		return strings.ReplaceAll(isolate(s), " ", stay)
	})
}

// reasonNames finds the names in a reason first, so that no word of theirs is
// taken for a page.
func (b *board) reasonNames(x *isnad.Copy) *regexp.Regexp {
	var names []string
	for _, id := range []string{x.A, x.B} {
		r := b.records[id]
		if r.Outlet != nil {
			names = append(names, r.Outlet.Name)
		}
		for _, c := range r.Credits {
			names = append(names, c.Name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	var either strings.Builder
	for _, name := range names {
		if name = clean(name); name != "" {
			either.WriteString(regexp.QuoteMeta(name) + "|")
		}
	}
	return regexp.MustCompile(either.String() + `\b[ab]\b`)
}

// mostOfThread are the stories of a thread that are named with one of them.
const mostOfThread = 4

// thread names the stories that this one goes on with, or that go on with it.
func (b *board) thread(out *strings.Builder, s *isnad.Story) {
	all := b.threads[s.Thread]
	if len(all) < 2 || s.Thread == "" {
		return
	}
	fmt.Fprintln(out, "in one thread with:")
	shown := 0
	for _, o := range all {
		if o == s {
			continue
		}
		if shown == mostOfThread && len(all)-1 > mostOfThread {
			fmt.Fprintf(out, "  and %s\n", many(len(all)-1-shown, "story"))
			return
		}
		shown++
		parts := []string{" " + b.mark(o.Records[0])}
		if r := b.records[o.Records[0]]; r != nil && r.Published != nil {
			parts = append(parts, " "+moment(r.Published.Value))
		}
		title := cmp.Or(o.Title, "(no headline)")
		parts = append(parts, " "+isolate(shorten(clean(title), max(20, b.width-30))))
		fmt.Fprintln(out, " "+flow(parts, b.width-1, "   "))
	}
}

// credited prints whom pages name as their sources, each once. A page that
// names an outlet says whose text it prints, and in which words.
func (b *board) credited(out *strings.Builder, s *isnad.Story) {
	type source struct{ name, kind string }
	by := map[source][]string{}
	said := map[source]string{}
	var order []source
	for _, c := range s.Credited {
		k := source{c.Name, c.Kind}
		if by[k] == nil {
			order = append(order, k)
			said[k] = clean(c.Words)
		}
		by[k] = append(by[k], c.Record)
	}
	for _, k := range order {
		parts := b.marks(by[k])
		parts[0] = strings.TrimPrefix(parts[0], " ")
		name := isolate(shorten(clean(k.name), b.width/2))
		one := len(by[k]) == 1
		switch {
		case k.kind == "outlet" && one:
			parts = append(parts, " says that its text is from "+name)
		case k.kind == "outlet":
			parts = append(parts, " say that their text is from "+name)
		case one:
			parts = append(parts, " credits "+name, b.faint(" ("+clean(k.kind)+")"))
		default:
			parts = append(parts, " credit "+name, b.faint(" ("+clean(k.kind)+")"))
		}
		if k.kind == "outlet" && one && said[k] != "" {
			parts[len(parts)-1] += ":"
			parts = append(parts, " "+isolate("“"+shorten(said[k], b.width-4)+"”"))
		}
		fmt.Fprintln(out, flow(parts, b.width, "  "))
	}
}

// singles tells of the pages that share no story, and which are those that were
// spoken of.
func (b *board) singles(out *strings.Builder, alone []string) {
	var named []string
	for _, id := range alone {
		if b.used[id] {
			named = append(named, id)
		}
	}
	if len(alone) == 0 || len(alone) == len(b.Records) && len(named) == 0 {
		return
	}
	colon := ""
	if len(named) > 0 {
		colon = "; named above:"
	}
	fmt.Fprintln(out, b.faint(strings.Repeat("━", b.width)))
	fmt.Fprintf(out, "%s alone%s\n", many(len(alone), "page"), colon)
	for _, id := range named {
		fmt.Fprintf(out, "  %s\n", b.page(id, b.width-2, "  "))
	}
}

// pagesOf are the pages of members, each once, in their order.
func pagesOf(members []string) (ids []string) {
	for _, m := range members {
		if id, _ := cutMember(m); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// cutMember parts "<record>#<finding>". A record without a finding is whole.
func cutMember(m string) (id, finding string) {
	if i := strings.LastIndexByte(m, '#'); i >= 0 {
		return m[:i], m[i+1:]
	}
	return m, ""
}
