package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/isnad-project/isnad"
)

// fewMoments are shown whole. Of more, only those that several pages tell are.
const fewMoments = 40

// chronology prints what happened in the order of time. Another time for the
// same event stands below the first.
func (b *board) chronology(out *strings.Builder) {
	shown, more := b.Chronology, ""
	if len(shown) > fewMoments {
		shown = slices.DeleteFunc(slices.Clone(shown), func(m isnad.Moment) bool { return len(pagesOf(m.Members)) == 1 })
		more = many(len(b.Chronology)-len(shown), "event") + " more, each of one page alone, in the JSON (without --pretty)"
	}
	if len(b.Chronology) == 0 {
		return
	}
	b.rule(out, "Chronology")
	when := 10
	for _, m := range shown {
		when = min(max(when, cells(spoken(m.When, m.From))), mostWhen)
	}
	for _, m := range shown {
		b.moment(out, m, when)
	}
	for _, line := range wrap(more, b.width) {
		fmt.Fprintln(out, b.faint(line))
	}
}

// mostWhen is how wide the column of times gets.
const mostWhen = 22

// moment prints one event behind its time, and the pages that tell it behind
// the event, where there is room.
func (b *board) moment(out *strings.Builder, m isnad.Moment, when int) {
	indent := strings.Repeat(" ", when+2)
	width := b.width - when - 2
	row := func(time, what string) {
		time = clean(time)
		if cells(time) > when {
			for _, line := range wrap(time, b.width) {
				fmt.Fprintln(out, line)
			}
			time = ""
		}
		fmt.Fprintf(out, "%s%s  %s\n", time, strings.Repeat(" ", when-cells(time)), what)
	}
	mark := ""
	if m.Modality != isnad.Asserted && m.Modality != "" {
		mark = "(" + clean(string(m.Modality)) + ") "
	}
	pages := b.marks(m.Members)
	if len(pages) > 1 {
		pages = append(pages, "  "+many(m.Origins, "origin"))
	}
	pages[0] = " " + pages[0]
	for i, page := range pages {
		room := len(page) - len(strings.TrimLeft(page, " "))
		pages[i] = page[:room] + b.faint(page[room:])
	}
	lines := wrap(clean(m.What), width-len(mark))
	for i, line := range lines {
		line = isolate(line)
		if i == 0 {
			line = b.yellow(mark) + line
		} else {
			line = strings.Repeat(" ", len(mark)) + line
		}
		if i == len(lines)-1 {
			line = flow(append([]string{line}, pages...), width, indent)
		}
		if i == 0 {
			row(spoken(m.When, m.From), line)
		} else {
			row("", line)
		}
	}
	for _, c := range m.Conflicts {
		row(spoken(c.When, c.From), flow(append([]string{b.yellow("≠ dated so in")}, b.marks(c.Members)...), width, indent))
	}
}

// The parts of a day, and of a year, of TIMEX3 in words.
var (
	dayParts = map[string]string{
		"MO": "morning", "MI": "noon", "DT": "daytime", "AF": "afternoon", "EV": "evening", "NI": "night",
	}
	yearParts = map[string]string{
		"SP": "spring", "SU": "summer", "FA": "autumn", "WI": "winter", "H1": "first half", "H2": "second half",
		"Q1": "first quarter", "Q2": "second quarter", "Q3": "third quarter", "Q4": "fourth quarter",
	}
)

// spoken is a time for people; from is its first day.
func spoken(when, from string) string {
	if a, b, ok := strings.Cut(when, "/"); ok {
		return spoken(a, "") + " to " + spoken(b, "")
	}
	day, part, hour := strings.Cut(when, "T")
	if hour {
		if name := dayParts[part]; name != "" {
			part = name
		}
		return day + " " + part
	}
	year, part, _ := strings.Cut(when, "-")
	switch {
	case yearParts[part] != "":
		return year + ", " + yearParts[part]
	case strings.HasPrefix(part, "W") && from != "":
		return "week of " + from
	case len(when) == 4 && strings.HasSuffix(when, "X"):
		return when[:3] + "0s"
	}
	return when
}
