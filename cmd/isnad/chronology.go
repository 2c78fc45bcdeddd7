package main

import (
	"fmt"
	"strings"

	"github.com/isnad-project/isnad"
)

// chronology prints what happened in the order of time. Another time for the
// same event stands below the first.
func (b *board) chronology(out *strings.Builder) {
	if len(b.Chronology) == 0 {
		return
	}
	b.rule(out, "Chronology")
	when := 10
	for _, m := range b.Chronology {
		when = min(max(when, cells(spoken(m.When))), 21)
	}
	row := func(time, what string) {
		fmt.Fprintf(out, "%s%s  %s\n", clean(time), strings.Repeat(" ", max(when-cells(clean(time)), 0)), what)
	}
	for _, m := range b.Chronology {
		mark := ""
		if m.Modality != isnad.Asserted && m.Modality != "" {
			mark = "(" + clean(string(m.Modality)) + ") "
		}
		lines := wrap(clean(m.What), b.width-when-2-len(mark))
		for i, line := range lines {
			if i == 0 {
				row(spoken(m.When), b.yellow(mark)+isolate(line))
			} else {
				row("", strings.Repeat(" ", len(mark))+isolate(line))
			}
		}
		indent := strings.Repeat(" ", when+2)
		pages := append(b.marks(m.Members), "  "+many(m.Origins, "origin"))
		row("", b.faint(strings.TrimPrefix(flow(pages, b.width-when-2, indent), " ")))
		for _, c := range m.Conflicts {
			row(spoken(c.When), flow(append([]string{b.yellow("≠ so dated in")}, b.marks(c.Members)...), b.width-when-2, indent))
		}
	}
}

// dayParts are TIMEX3's parts of a day in words.
var dayParts = map[string]string{
	"MO": "morning", "MI": "noon", "DT": "daytime", "AF": "afternoon", "EV": "evening", "NI": "night",
}

// spoken is a time for people: a part of a day is named.
func spoken(when string) string {
	day, part, _ := strings.Cut(when, "T")
	if name := dayParts[part]; name != "" {
		return day + " " + name
	}
	return when
}
