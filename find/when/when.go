// Package when finds the times that a text states: dates in all families of
// Arabic month names, Hijri dates, weekdays, days and units counted from the
// day of speaking, parts of longer times, clock times, durations, recurring
// times and periods. It makes isnad.Time values in the manner of TIMEX3 out of
// a cut text and the day on which the page was published.
//
// It works in three steps. The parser reads expressions off the tokens, one
// after the other, each as far as it goes. The resolver dates them in the
// text's order, since some lean on an earlier one («في العام نفسه»). The last
// step joins two dated ends to a period («من 3 إلى 5 مارس»).
//
// A relative time is counted from the day of publication, or, where the text
// says what day its "today" is, from that; inside a quotation from the day of
// speaking, where the sentence tells it. Where no day is known the value says
// so ("XXXX-WXX-3"). The work is linear in the text's length, and the same text
// and day always give the same times.
package when

import (
	"sort"
	"strconv"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// Finder finds the times of one language. It may be used from many goroutines.
type Finder struct {
	tag      string
	table    *table
	numerals *text.Numerals

	months, days, parts, mods, vague, names, words, bounds, counted, measures *lang.List

	willBegins, notWill []string         // how verbs of the future begin, and what looks so
	planned             map[lang.ID]bool // «يعقد»: verbs in the present that tell of the calendar
}

// New returns a Finder that knows the lists of l.
func New(l *lang.Lang) *Finder {
	f := &Finder{
		tag: l.Tag, table: newTable(l), numerals: text.NewNumerals(l),
		months: l.List("months"), days: l.List("when_days"), parts: l.List("when_parts"), mods: l.List("when_mods"),
		vague: l.List("when_vague"), names: l.List("when_names"), words: l.List("when_words"), bounds: l.List("when_bounds"),
		counted: l.List("when_counted"), measures: l.List("figure_units"), planned: map[lang.ID]bool{},
	}
	list := l.List("when_future")
	for i := range list.Entries {
		e := &list.Entries[i]
		switch begin := lang.Normal(e.Text); e.Field(0) {
		case "prefix":
			f.willBegins = append(f.willBegins, begin)
		case "no":
			f.notWill = append(f.notWill, begin)
		case "verb":
			f.planned[e.Words[0]] = true
		}
	}
	return f
}

// Find returns the times that t states, in order of place, an outer one before
// those inside it. Published is the day of publication, zero if unknown; its
// date counts as it is written, in its own zone.
func (f *Finder) Find(t *text.Text, published time.Time) []isnad.Time {
	p := parser{Finder: f, t: t}
	p.parse()
	if len(p.out) == 0 {
		return nil
	}
	r := resolver{parser: &p, today: noDay}
	if !published.IsZero() {
		r.today = dayOf(published)
	}
	r.resolve()
	return r.times()
}

// times writes out what was resolved.
func (r *resolver) times() []isnad.Time {
	order := make([]int, 0, len(r.found))
	for i := range r.found {
		if !r.found[i].drop {
			order = append(order, i)
		}
	}
	sort.SliceStable(order, func(a, b int) bool {
		x, y := &r.found[order[a]], &r.found[order[b]]
		return x.from < y.from || x.from == y.from && x.to > y.to
	})
	ids := make([]string, len(r.found))
	for n, i := range order {
		ids[i] = "t" + strconv.Itoa(n+1)
	}
	out := make([]isnad.Time, 0, len(order))
	for _, i := range order {
		x := &r.found[i]
		tm := isnad.Time{ID: ids[i], Span: r.t.Span(x.from, x.to), Rule: r.tag + "/" + x.rule, Value: x.value,
			From: written(x.lo), To: written(x.hi), Kind: x.kind, Anchor: x.anchor}
		if x.kind == isnad.TimeRelative && (tm.From == "") != (x.lo == noDay) {
			tm.Value, tm.To = "PAST_REF", "" // sixty thousand years ago: no calendar day
		}
		if x.ref >= 0 && ids[x.ref] != "" {
			tm.Anchor = ids[x.ref]
		}
		out = append(out, tm)
	}
	return out
}

// written is the day as a record writes it, "" where it lies before the years
// that four digits can say.
func written(d day) string {
	if s := d.String(); len(s) == len(time.DateOnly) && s[0] != '-' {
		return s
	}
	return ""
}
