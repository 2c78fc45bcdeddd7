package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad"
)

// card lays out a record for people. The frame is English and goes from left to
// right; the page's words stand in it isolated, and clean of whatever a
// terminal would obey.
type card struct {
	paint
	width int
}

func (c card) record(name string, r *isnad.Record) string {
	var b strings.Builder
	c.head(&b, name, r)
	c.statements(&b, r)
	c.figures(&b, r)
	c.times(&b, r)
	b.WriteByte('\n')
	return b.String()
}

// words shows a place of the page.
func words(r *isnad.Record, s *isnad.Span) string {
	if s == nil {
		return ""
	}
	return clean(s.In(r.Text))
}

func (c card) head(b *strings.Builder, name string, r *isnad.Record) {
	fmt.Fprintln(b, c.faint(strings.Repeat("━", c.width)))
	title := clean(r.Title)
	if title == "" {
		title = "(no headline)"
	}
	for _, line := range wrap(title, c.width) {
		fmt.Fprintln(b, c.bold(isolate(line)))
	}
	var facts []string
	if o := r.Outlet; o != nil {
		facts = append(facts, isolate(clean(cmp.Or(o.Name, o.Domain))))
		if o.Name != "" && o.Domain != "" {
			facts = append(facts, clean(o.Domain))
		}
	}
	if p := r.Published; p != nil {
		facts = append(facts, fmt.Sprintf("%s (%s)", clean(p.Value), provenance(p.From)))
	} else {
		facts = append(facts, "no date of publication")
	}
	if r.Byline != "" {
		facts = append(facts, "by "+isolate(clean(r.Byline)))
	}
	facts = append(facts, cmp.Or(clean(r.Language), "language unknown"))
	fmt.Fprintln(b, flow(separate(facts, " · "), c.width, ""))
	for _, credit := range r.Credits {
		line := credit.Words
		if credit.Span != nil {
			line = credit.Span.In(r.Text)
		}
		fmt.Fprintf(b, "credit: %s %s\n", isolate(clean(credit.Name)), c.faint("("+credit.Kind+") "+isolate(shorten(clean(line), c.width/2))))
	}
	fmt.Fprintln(b, c.faint(shorten(clean(cmp.Or(r.GivenID, name)), c.width-24)+" "+shorten(r.ID, 23)))
	for _, note := range r.Notes {
		fmt.Fprintln(b, c.yellow("note: "+clean(note)))
	}
}

func provenance(from string) string {
	switch from {
	case "given":
		return "as given"
	case "text":
		return "printed on the page"
	case "url":
		return "from the address"
	}
	return "from " + clean(from)
}

func (c card) heading(b *strings.Builder, name string, n int) {
	fmt.Fprintf(b, "\n%s %s\n", c.bold(name), c.faint(strconv.Itoa(n)))
}

// statements prints each statement below its chain, those in another's content
// further in.
func (c card) statements(b *strings.Builder, r *isnad.Record) {
	if len(r.Statements) == 0 {
		return
	}
	c.heading(b, "Statements", len(r.Statements))
	depth := map[string]int{}
	for i := range r.Statements {
		s := &r.Statements[i]
		if s.Parent != "" {
			depth[s.ID] = min(depth[s.Parent]+1, 4)
		}
		indent := strings.Repeat("  ", depth[s.ID])
		way := append(separate(c.chain(r, s), c.faint(" ← ")), "  "+c.manner(s))
		fmt.Fprintf(b, "%s%s  %s\n", indent, c.faint(fmt.Sprintf("%-3s", s.ID)), flow(way, c.width-5-len(indent), indent+"     "))
		said := words(r, &s.Content)
		if s.Kind == isnad.Direct {
			said = "“" + said + "”"
		}
		for _, line := range wrap(said, c.width-5-len(indent)) {
			fmt.Fprintf(b, "%s     %s\n", indent, isolate(line))
		}
	}
}

// chain is the way of the words, from the page outward.
func (c card) chain(r *isnad.Record, s *isnad.Statement) []string {
	var links []string
	if r.Outlet != nil {
		links = append(links, isolate(clean(cmp.Or(r.Outlet.Name, r.Outlet.Domain))))
	} else {
		links = append(links, "page")
	}
	for i, l := range s.Chain {
		link := isolate(clean(l.Name))
		if i == len(s.Chain)-1 {
			link = c.speaker(r, s)
		}
		links = append(links, link)
	}
	if len(s.Chain) == 0 {
		links = append(links, c.speaker(r, s))
	}
	return links
}

func (c card) speaker(r *isnad.Record, s *isnad.Statement) string {
	who := s.Speaker
	if who.Kind == isnad.SpeakerUnknown {
		return c.yellow("speaker unknown")
	}
	name := c.bold(isolate(clean(who.Name)))
	if role := words(r, who.Role); role != "" {
		name += c.faint(", ") + isolate(role)
	}
	switch who.Kind {
	case isnad.SpeakerAnonymous, isnad.SpeakerCollective, isnad.SpeakerDocument:
		name += c.faint(" (" + string(who.Kind) + ")")
	}
	return name
}

// manner says how the words are given and what they do.
func (c card) manner(s *isnad.Statement) string {
	kind := map[isnad.StatementKind]string{
		isnad.Direct: c.green("verbatim"), isnad.Mixed: c.yellow("mixed"), isnad.Indirect: c.cyan("said"),
	}[s.Kind]
	marks := []string{kind, clean(s.Act)}
	if s.Headline {
		marks = append(marks, "headline")
	}
	if s.MalformedQuote {
		marks = append(marks, "broken marks")
	}
	return c.faint("[") + strings.Join(marks, c.faint(" · ")) + c.faint("]")
}

// figures prints a table in which the parts of a figure stand below it.
func (c card) figures(b *strings.Builder, r *isnad.Record) {
	if len(r.Figures) == 0 {
		return
	}
	c.heading(b, "Figures", len(r.Figures))
	parts := map[string][]*isnad.Figure{}
	for i := range r.Figures {
		f := &r.Figures[i]
		parts[f.PartOf] = append(parts[f.PartOf], f)
	}
	rows := [][]string{{"", "", "of what", "when, where", "according to"}}
	column := max((c.width-26)/3, 8)
	cell := func(s string) string { return isolate(shorten(s, column)) }
	var row func(f *isnad.Figure, depth int)
	row = func(f *isnad.Figure, depth int) {
		mark := ""
		if depth > 0 {
			mark = strings.Repeat("  ", depth-1) + "└ "
		}
		rows = append(rows, []string{f.ID, mark + amount(f), cell(words(r, f.Counted)), cell(c.period(r, f)), cell(c.source(r, f))})
		for _, part := range parts[f.ID] {
			row(part, depth+1)
		}
	}
	for _, f := range parts[""] {
		row(f, 0)
	}
	for i, line := range align(rows) {
		if i == 0 {
			line = c.faint(line)
		}
		fmt.Fprintln(b, line)
	}
}

// amount is a figure with its bound as a sign.
func amount(f *isnad.Figure) string {
	number := "some"
	switch {
	case f.Value != nil:
		number = grouped(*f.Value)
	case f.Low != nil && f.High != nil:
		number = grouped(*f.Low) + "–" + grouped(*f.High)
	case f.Low != nil:
		number = grouped(*f.Low)
	case f.High != nil:
		number = grouped(*f.High)
	}
	sign := map[isnad.Bound]string{
		isnad.AtLeast: "≥ ", isnad.MoreThan: "> ", isnad.About: "≈ ", isnad.AtMost: "≤ ", isnad.LessThan: "< ",
	}[f.Bound]
	switch f.Unit {
	case "":
		return sign + number
	case "percent":
		return sign + number + " %"
	}
	return sign + number + " " + clean(f.Unit)
}

// grouped writes 1234567.5 as 1,234,567.5.
func grouped(v float64) string {
	s := strconv.FormatFloat(v, 'f', -1, 64)
	if math.Abs(v) >= 1e15 {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	whole, fraction, dot := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dot {
		whole += "." + fraction
	}
	return whole
}

func (c card) period(r *isnad.Record, f *isnad.Figure) string {
	var parts []string
	for _, id := range []string{f.Period, f.AsOf} {
		if i := number(id); i > 0 && i <= len(r.Times) {
			parts = append(parts, words(r, &r.Times[i-1].Span))
		}
	}
	if place := words(r, f.Place); place != "" {
		parts = append(parts, place)
	}
	return strings.Join(parts, " · ")
}

func (c card) source(r *isnad.Record, f *isnad.Figure) string {
	i := number(f.AccordingTo)
	if i < 1 || i > len(r.Statements) {
		return "the page"
	}
	if who := r.Statements[i-1].Speaker; who.Kind != isnad.SpeakerUnknown {
		return clean(who.Name)
	}
	return "speaker unknown"
}

// number is the 3 of s3; findings stand in the order of their ids.
func number(id string) int {
	n, _ := strconv.Atoi(strings.TrimLeft(id, "tmfse"))
	return n
}

// times prints the times by their days, those that have none at the end, each
// value once with all its words.
func (c card) times(b *strings.Builder, r *isnad.Record) {
	if len(r.Times) == 0 {
		return
	}
	c.heading(b, "Times", len(r.Times))
	order := make([]*isnad.Time, len(r.Times))
	for i := range r.Times {
		order[i] = &r.Times[i]
	}
	slices.SortStableFunc(order, func(a, b *isnad.Time) int {
		return cmp.Or(cmp.Compare(undated(a), undated(b)), cmp.Compare(a.From, b.From), cmp.Compare(a.Value, b.Value))
	})
	for i := 0; i < len(order); {
		t, said := order[i], []string(nil)
		for ; i < len(order) && order[i].Value == t.Value && order[i].From == t.From; i++ {
			if w := isolate(words(r, &order[i].Span)); !slices.Contains(said, w) {
				said = append(said, w)
			}
		}
		fmt.Fprintf(b, "%-22s  %s\n", clean(t.Value), strings.Join(said, " · "))
	}
}

func undated(t *isnad.Time) int {
	if t.From == "" {
		return 1
	}
	return 0
}
