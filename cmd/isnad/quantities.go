package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad"
)

// quantities prints a table: a row for each quantity, a column for each page in
// the order of time, and below it what differs.
func (b *board) quantities(out *strings.Builder, groups []isnad.Group) {
	if len(groups) == 0 {
		return
	}
	count := strconv.Itoa(len(groups))
	if slices.ContainsFunc(groups, func(g isnad.Group) bool { return len(g.Differences) > 0 }) {
		count += "   * differs, as said below"
	}
	fmt.Fprintf(out, "\n%s %s\n", b.bold("Figures"), b.faint(count))
	var pages []string
	for _, g := range groups {
		pages = append(pages, pagesOf(g.Members)...)
	}
	slices.SortFunc(pages, func(x, y string) int { return b.number[x] - b.number[y] })
	pages = slices.Compact(pages)
	// As many columns stand beside each other as the line holds, and if all do,
	// they show as much of the outlets' names as there is room for.
	label := max(b.width/5, 10)
	fit := func(name int) (n int) {
		used := label + 8
		for n < len(pages) && (n == 0 || used+b.column(groups, pages[n], name) <= b.width) {
			used += b.column(groups, pages[n], name)
			n++
		}
		return n
	}
	for len(pages) > 0 {
		name := leastName
		for name < mostName && fit(name+1) == len(pages) {
			name++
		}
		n := fit(name)
		for _, line := range b.table(groups, pages[:n], label, name) {
			fmt.Fprintln(out, line)
		}
		if pages = pages[n:]; len(pages) > 0 {
			out.WriteByte('\n')
		}
	}
	b.tableNotes(out, groups)
}

// tableNotes prints what differs below a table: a difference that several
// figures have in the same pages stands once.
func (b *board) tableNotes(out *strings.Builder, groups []isnad.Group) {
	var order []string
	ids := map[string][]string{}
	for _, g := range groups {
		for _, line := range b.notes(g) {
			s := flow(line, b.width-7, "       ")
			if ids[s] == nil {
				order = append(order, s)
			}
			ids[s] = append(ids[s], g.ID)
		}
	}
	last := ""
	for _, s := range order {
		of := strings.Join(ids[s], " ")
		switch {
		case of == last:
			fmt.Fprintf(out, "     %s\n", s)
		case cells(of) <= 4:
			fmt.Fprintf(out, "%s %s\n", b.faint(fmt.Sprintf("%-4s", of)), s)
		default:
			for _, line := range wrap(of, b.width) {
				fmt.Fprintln(out, b.faint(line))
			}
			fmt.Fprintf(out, "     %s\n", s)
		}
		last = of
	}
}

// What a column shows of an outlet's name.
const leastName, mostName = 10, 24

// column is how wide a page's column is, with the space behind it, if it shows
// so much of the outlet's name.
func (b *board) column(groups []isnad.Group, page string, name int) int {
	n := cells(b.outlet(page, name))
	for _, g := range groups {
		n = max(n, cells(b.value(g, page)))
	}
	return n + 2
}

func (b *board) table(groups []isnad.Group, pages []string, label, name int) []string {
	marks, outlets := []string{"", ""}, []string{"", ""}
	for _, id := range pages {
		marks = append(marks, b.mark(id))
		outlets = append(outlets, isolate(b.outlet(id, name)))
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
