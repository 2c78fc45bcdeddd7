package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/isnad-project/isnad"
)

// quantities prints a table: a row for each quantity, a column for each page in
// the order of time, and below it what differs.
func (b *board) quantities(out *strings.Builder, groups []isnad.Group) {
	if len(groups) == 0 {
		return
	}
	b.heading(out, "Figures", len(groups))
	var pages []string
	for _, g := range groups {
		pages = append(pages, pagesOf(g.Members)...)
	}
	slices.SortFunc(pages, func(x, y string) int { return b.number[x] - b.number[y] })
	pages = slices.Compact(pages)
	// As many columns stand beside each other as the line holds.
	label := max(b.width/5, 10)
	for len(pages) > 0 {
		n, used := 0, label+8
		for n < len(pages) && (n == 0 || used+b.column(groups, pages[n]) <= b.width) {
			used += b.column(groups, pages[n])
			n++
		}
		for _, line := range b.table(groups, pages[:n], label) {
			fmt.Fprintln(out, line)
		}
		if pages = pages[n:]; len(pages) > 0 {
			out.WriteByte('\n')
		}
	}
	for _, g := range groups {
		for i, d := range g.Differences {
			id := g.ID
			if i > 0 {
				id = ""
			}
			fmt.Fprintf(out, "%s %s\n", b.faint(fmt.Sprintf("%-4s", id)), flow(b.counted(g, d), b.width-5, "       "))
		}
	}
}

// outletColumn is what a column shows of an outlet's name.
const outletColumn = 10

// column is how wide a page's column is, with the space behind it.
func (b *board) column(groups []isnad.Group, page string) int {
	n := cells(b.outlet(page, outletColumn))
	for _, g := range groups {
		n = max(n, cells(b.value(g, page)))
	}
	return n + 2
}

func (b *board) table(groups []isnad.Group, pages []string, label int) []string {
	marks, outlets := []string{"", ""}, []string{"", ""}
	for _, id := range pages {
		marks = append(marks, b.mark(id))
		outlets = append(outlets, isolate(b.outlet(id, outletColumn)))
	}
	rows := [][]string{marks, outlets}
	for _, g := range groups {
		row := []string{g.ID, isolate(shorten(b.counts(g), label))}
		some := false
		for _, id := range pages {
			value := b.value(g, id)
			some = some || value != ""
			row = append(row, cmp.Or(value, b.faint("·")))
		}
		if some {
			rows = append(rows, row)
		}
	}
	lines := align(rows)
	for i := range 2 {
		lines[i] = b.faint(lines[i])
	}
	return lines
}

// counts is what a group counts, or its words where that is not known.
func (b *board) counts(g isnad.Group) string {
	for _, m := range g.Members {
		if r, f := b.figure(m); f != nil && f.Counted != nil {
			return words(r, f.Counted)
		}
	}
	return clean(g.Gist)
}

// value is what a page gives for a quantity; a star leads to what differs.
func (b *board) value(g isnad.Group, page string) string {
	var values []string
	star := false
	for _, m := range g.Members {
		if id, _ := cutMember(m); id != page {
			continue
		}
		if _, f := b.figure(m); f != nil && !slices.Contains(values, amount(f)) {
			values = append(values, amount(f))
		}
		star = star || slices.ContainsFunc(g.Differences, func(d isnad.Difference) bool { return slices.Contains(d.Members, m) })
	}
	value := strings.Join(values, ", ")
	if star {
		return b.yellow(value + " *")
	}
	return value
}

// counted is a difference of figures. What is lost is said from the side that
// has it, for the figure looks the same on both.
func (b *board) counted(g isnad.Group, d isnad.Difference) []string {
	r, f, who := b.figureAt(g, d.Before)
	s, h, _ := b.figureAt(g, d.After)
	before, after := exact(d.Before), exact(d.After)
	if f == nil || h == nil {
		return b.difference(inWords(d.Type), d.Members, before, after)
	}
	switch {
	case d.Type == "source_dropped":
		return append(b.difference("no source", d.Members, "", ""), "; "+b.mark(who)+" names "+isolate(shorten(b.source(r, f), b.width-20)))
	case d.Type == "breakdown_lost":
		return append(b.difference("no breakdown", d.Members, "", ""), "; "+b.mark(who)+" has one")
	case d.Type == "hedge_dropped" && f.Bound != isnad.UnknownBound:
		return b.difference("“"+bound(f.Bound)+"” dropped", d.Members, before, after)
	case d.Type == "hedge_added" && h.Bound != isnad.UnknownBound:
		return b.difference("“"+bound(h.Bound)+"” added", d.Members, before, after)
	case d.Type == "unit_renamed":
		before, after = words(r, f.Counted), words(s, h.Counted)
	case d.Type == "window_coarsened":
		before, after = b.period(r, f), b.period(s, h)
	}
	return b.difference(inWords(d.Type), d.Members, before, after)
}

// bound is a bound in words.
func bound(x isnad.Bound) string { return strings.ReplaceAll(string(x), "_", " ") }

// figureAt is the member of a group that stands at a place, and its page.
func (b *board) figureAt(g isnad.Group, p *isnad.Passage) (*isnad.Record, *isnad.Figure, string) {
	for _, m := range g.Members {
		r, f := b.figure(m)
		if p != nil && f != nil && at(r, f.Span, p) {
			id, _ := cutMember(m)
			return r, f, id
		}
	}
	return nil, nil, ""
}

func (b *board) figure(member string) (*isnad.Record, *isnad.Figure) {
	id, finding := cutMember(member)
	r := b.records[id]
	if r != nil {
		if i := slices.IndexFunc(r.Figures, func(f isnad.Figure) bool { return f.ID == finding }); i >= 0 {
			return r, &r.Figures[i]
		}
	}
	return nil, nil
}
