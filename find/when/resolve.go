package when

import (
	"math"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// found is an expression with its date.
type found struct {
	from, to int
	lo, hi   day
	value    string
	kind     isnad.TimeKind
	rule     string
	anchor   string
	ref      int // index of the time that it was counted from, -1
	unit     unit
	drop     bool
	bareYear bool
}

// resolver dates expressions in the order of the text.
type resolver struct {
	*parser
	today day // the day of speaking of the page itself, noDay if unknown
	found []found
	// monthOnly counts the times that were a month, and whether all are the same one.
	months    int
	sameMonth bool
	aMonth    day
}

func (r *resolver) resolve() {
	r.pairDays()
	r.settleToday()
	r.shareYears()
	r.sameMonth = true
	r.found = make([]found, 0, len(r.out)+8)
	before := -1
	for i := range r.out {
		e := &r.out[i]
		f := found{from: e.from, to: e.to, lo: noDay, hi: noDay, rule: e.rule, ref: -1, unit: e.unit, bareYear: e.bareYear}
		if r.date(e, &f) && f.value != "" { // a day that its month does not have has no value
			r.found = append(r.found, f)
			r.note(&f)
			at := len(r.found) - 1
			if before >= 0 && r.joinable(before) && r.joinable(at) {
				r.period(before, at)
			}
			before = at
		}
	}
}

// note remembers what later expressions may lean on.
func (r *resolver) note(f *found) {
	if f.kind != isnad.TimeDate && f.kind != isnad.TimeRelative || f.unit != month || f.lo == noDay {
		return
	}
	if r.months > 0 && f.lo != r.aMonth {
		r.sameMonth = false
	}
	r.aMonth = f.lo
	r.months++
}

// settleToday takes the day of speaking from the text where it names it
// («اليوم الثلاثاء 15 مارس 2016», «أمس الخميس»): pages are put on the net hours
// or days after they were written, and some do not say when.
func (r *resolver) settleToday() {
	for i := range r.out {
		e := &r.out[i]
		if e.shape != onCalendar || !e.fromToday || r.utterance(e.from) {
			continue
		}
		if e.y != 0 && e.d != 0 && e.m != 0 && !e.hijri {
			said := date(e.y, e.m, e.d) - day(e.days)
			if r.today == noDay || abs(said-r.today) <= 7 {
				r.today = said
			}
			return
		}
		if e.weekday != 0 && r.today != noDay {
			if s := nearest(r.today+day(e.days), e.weekday) - r.today - day(e.days); abs(s) <= 2 {
				r.today += s
			}
			return
		}
	}
}

func abs(d day) day {
	if d < 0 {
		return -d
	}
	return d
}

// nearest returns the day of that weekday nearest to d, the earlier of two.
func nearest(d day, weekday int) day {
	diff := (weekday - d.weekday() + 7) % 7
	if diff > 3 {
		diff -= 7
	}
	return d + day(diff)
}

// shareYears gives a month or a day the year that its partner has: «بين يناير
// ومارس 2012».
func (r *resolver) shareYears() {
	for i := 0; i+1 < len(r.out); i++ {
		a, b := &r.out[i], &r.out[i+1]
		if a.shape == onCalendar && b.shape == onCalendar && a.weekday != 0 && b.weekday != 0 && a.dir == noDir && b.dir != noDir &&
			a.d == 0 && b.d == 0 && !a.fromToday && b.from-a.to <= 1 && r.connected(a.to, b.from) {
			a.dir = b.dir // «الأربعاء والخميس المقبلين»
			continue
		}
		if a.shape != onCalendar || b.shape != onCalendar || a.m == 0 || a.y != 0 || b.m == 0 || b.y == 0 || a.fromToday || a.hijri != b.hijri {
			continue
		}
		if b.from-a.to > 3 || !r.connected(a.to, b.from) || a.dir != noDir {
			continue
		}
		a.y = b.y
		if a.m > b.m {
			a.y--
		}
	}
}

// connected reports whether only words and marks that join two ends stand
// between two tokens, or nothing but the و of the second.
func (p *parser) connected(i, j int) bool {
	if i == j {
		return p.t.Tokens[j].Pro&lang.And != 0
	}
	for ; i < j; i++ {
		k := &p.t.Tokens[i]
		if k.Line {
			return false
		}
		if k.Kind == text.Mark {
			if k.Rune != '-' && k.Rune != '–' && k.Rune != '—' && k.Rune != '،' && k.Rune != ',' {
				return false
			}
			continue
		}
		switch p.surface(i).role {
		case until, and, to, in:
		default:
			return false
		}
	}
	return true
}

// utterance reports whether token i stands inside what somebody is quoted to
// have said; marks around a name or a few words are none.
func (r *resolver) utterance(i int) bool { return r.quoteAround(i) >= 0 }

const shortestUtterance = 5 // tokens

func (r *resolver) quoteAround(i int) int {
	for q := r.quoteAt(i); q >= 0; q = r.t.Quotes[q].Parent {
		o := r.t.Quotes[q]
		end := o.Close
		if end < 0 {
			end = r.t.Paragraphs[r.t.ParagraphAt(o.Open)].To
		}
		if o.Open < i && i < end && end-o.Open > shortestUtterance {
			return q
		}
	}
	return -1
}

// anchor returns the day that a relative expression at token i is counted
// from, what that day is, and the time that gave it.
func (r *resolver) anchor(i int) (base day, name string, ref int) {
	q := r.quoteAround(i)
	if q < 0 {
		return r.today, "publication", -1
	}
	// «وقال مساء الاثنين: "سنلتقي غدا"»: the nearest day that the sentence gave
	// before it opened the marks.
	open := r.t.Quotes[q].Open
	if open > 0 {
		start := r.t.Sentences[r.t.SentenceAt(open)].From
		for k := len(r.found) - 1; k >= 0; k-- {
			f := &r.found[k]
			if f.from < start {
				break
			}
			if f.to <= open && open-f.to <= 12 && f.lo != noDay && f.lo == f.hi && f.lo <= r.today && r.today-f.lo <= 7 && r.quoteAround(f.from) < 0 {
				return f.lo, "", k
			}
		}
	}
	return r.today, "utterance", -1
}

// date fills f with what e means.
func (r *resolver) date(e *expr, f *found) bool {
	switch e.shape {
	case onCalendar:
		return r.onCalendar(e, f)
	case dayPair, yearPair:
		r.pair(e, f)
	case unitAway:
		r.unitAway(e, f)
	case length:
		r.length(e, f)
	case vagueTime:
		r.vague(e, f)
	case recurring:
		r.recurring(e, f)
	case anaphor:
		return r.anaphor(e, f)
	case tenYears:
		f.kind, f.lo, f.hi = isnad.TimeDate, date(e.y, 1, 1), date(e.y+9, 12, 31)
		f.value = strconv.Itoa(e.y/10) + "X"
	case sportsYear:
		r.sportsYear(e, f)
	case oneCentury:
		f.kind, f.lo, f.hi = isnad.TimeDate, date(e.y+1, 1, 1), date(e.y+100, 12, 31)
		f.value = strconv.Itoa(e.y/100) + "XX"
	case jubilee:
		r.jubilee(e, f)
	}
	r.cut(e, f)
	return true
}

// onCalendar dates years, months, days and weekdays.
func (r *resolver) onCalendar(e *expr, f *found) bool {
	base, name, ref := r.anchor(e.from)
	f.kind = isnad.TimeDate
	known := r.place(e, f, base)
	if e.y == 0 {
		f.anchor, f.ref = name, ref
		if e.fromToday || e.dir != noDir || e.d == 0 && e.weekday != 0 {
			f.kind = isnad.TimeRelative
		}
	}
	if !known && e.clock == "" && f.value == "" {
		return false
	}
	switch {
	case e.clock != "":
		f.kind = isnad.TimeOfDay
		f.value = r.clockDay(f) + e.clock
	case e.part != "" && (f.unit == dayUnit || strings.HasPrefix(e.part, "T")):
		f.kind = isnad.TimeOfDay
		f.value += e.part
	case e.part != "": // a season
		f.value += "-" + e.part
	}
	r.cut(e, f)
	return true
}

// clockDay returns the day of a clock time: its own, or the one of the last
// day in the sentence that stands beside it or is not long ago.
func (r *resolver) clockDay(f *found) string {
	if f.value != "" {
		return f.value
	}
	start := r.t.Sentences[r.t.SentenceAt(f.from)].From
	for k := len(r.found) - 1; k >= 0 && r.found[k].from >= start; k-- {
		g := &r.found[k]
		if g.lo != noDay && g.lo == g.hi && (f.from-g.to <= 6 || abs(g.lo-r.today) <= 31) {
			f.lo, f.hi, f.ref = g.lo, g.hi, k
			return g.lo.String()
		}
	}
	if r.today != noDay {
		f.lo, f.hi, f.anchor = r.today, r.today, "publication"
		return r.today.String()
	}
	return ""
}

// place finds the day, month or year that e names; without a base day the
// value keeps the letters X for what is not known.
func (r *resolver) place(e *expr, f *found, base day) bool {
	switch {
	case e.nth != 0:
		r.nthWeekday(e, f, base)
	case e.hijri:
		r.hijri(e, f, base)
	case e.d != 0 && e.m != 0:
		f.unit = dayUnit
		y := e.y
		if y == 0 {
			y = r.yearOfDay(e, base)
		}
		f.days(y, e.m, e.d)
	case e.d != 0: // «الخامس من الشهر الجاري»
		f.unit = dayUnit
		if base == noDay {
			f.value = "XXXX-XX-" + two(e.d)
			break
		}
		if e.dir == noDir {
			r.dayAlone(e, f, base)
			break
		}
		y, m, _ := base.date()
		b := date(y, m+direction(e.dir)*(1+e.dir2), 1)
		y, m, _ = b.date()
		if e.d <= daysIn(y, m) {
			f.days(y, m, e.d)
		}
	case e.m != 0:
		f.unit = month
		y := e.y
		if y == 0 {
			y = r.yearOfMonth(e, base)
		}
		f.value = year4(y) + "-" + two(e.m)
		if y != 0 {
			f.lo, f.hi = date(y, e.m, 1), date(y, e.m+1, 0)
		}
	case e.fromToday:
		f.unit = dayUnit
		r.fromToday(e, f, base)
	case e.weekday != 0:
		f.unit = dayUnit
		f.value = "XXXX-WXX-" + strconv.Itoa(e.weekday)
		if base != noDay {
			d := r.weekdayNear(e, base)
			if k := len(r.found) - 1; k >= 0 && e.dir == noDir && r.found[k].unit == dayUnit && r.found[k].lo != noDay &&
				e.from-r.found[k].to <= 2 && r.connected(r.found[k].to, e.from) { // «الجمعة والسبت»
				d = r.found[k].hi + day((e.weekday-r.found[k].hi.weekday()+7)%7)
			}
			f.lo, f.hi, f.value = d, d, d.String()
		}
	case e.y != 0:
		f.unit = year
		f.lo, f.hi, f.value = date(e.y, 1, 1), date(e.y, 12, 31), year4(e.y)
	case e.unit == year && e.dir != noDir: // «الصيف الماضي»
		r.seasonAway(e, f, base)
	default:
		return e.clock != ""
	}
	return true
}

// nthWeekday dates «أول خميس من يوليو»; one that the month has not is the last.
func (r *resolver) nthWeekday(e *expr, f *found, base day) {
	m := *e
	m.nth, m.weekday = 0, 0
	if m.m != 0 {
		r.place(&m, f, base)
	} else {
		f.of(month, base, direction(e.dir)*(1+e.dir2))
	}
	f.unit = dayUnit
	if f.lo == noDay {
		f.value = "XXXX-WXX-" + strconv.Itoa(e.weekday)
		return
	}
	d := f.lo + day((e.weekday-f.lo.weekday()+7)%7+7*(e.nth-1))
	if e.nth < 0 || d > f.hi {
		d = f.hi - day((f.hi.weekday()-e.weekday+7)%7)
	}
	f.lo, f.hi, f.value = d, d, d.String()
}

// dayAlone dates «يوم 27», «الجمعة 15»: the nearest such day, behind or, where
// the clause is about the future, ahead; one that fits the weekday.
func (r *resolver) dayAlone(e *expr, f *found, base day) {
	ahead := r.aboutFuture(e)
	best, cost := noDay, day(math.MaxInt32)
	y, m, _ := base.date()
	for n := -2; n <= 2; n++ {
		first := date(y, m+n, 1)
		fy, fm, _ := first.date()
		if e.d > daysIn(fy, fm) {
			continue
		}
		d := first + day(e.d-1)
		c := abs(d - base)
		if e.weekday != 0 && d.weekday() != e.weekday {
			c += 1000
		}
		if e.weekday == 0 && (ahead && d < base || !ahead && d > base) {
			c += 100
		}
		if c < cost {
			best, cost = d, c
		}
	}
	f.lo, f.hi, f.value = best, best, best.String()
}

// seasonMonth is the month that a season begins in.
var seasonMonth = map[string]int{"SP": 3, "SU": 6, "FA": 9, "WI": 12}

// seasonAway dates a season without its year: the last that ended, the one
// that goes on or the next to begin, or that of last year.
func (r *resolver) seasonAway(e *expr, f *found, base day) {
	f.unit, f.value = year, "XXXX"
	if base == noDay {
		return
	}
	y, m, _ := base.date()
	first := seasonMonth[e.part]
	switch n := direction(e.dir) * (1 + e.dir2); {
	case e.rule == "season-of-year":
		y += n
	case e.dir == past && m < first+3:
		y += n
	case e.dir == future && m >= first:
		y += n
	}
	f.lo, f.hi, f.value = date(y, first, 1), date(y, first+3, 0), year4(y)
}

func (f *found) days(y, m, d int) {
	f.value = year4(y) + "-" + two(m) + "-" + two(d)
	if y != 0 {
		f.lo = date(y, m, d)
		f.hi, f.value = f.lo, f.lo.String()
	}
}

func year4(y int) string {
	if y == 0 {
		return "XXXX"
	}
	return string(appendNumber(nil, y, 4))
}

func two(n int) string { return string(appendNumber(nil, n, 2)) }

func direction(d dir) int {
	switch d {
	case past, before, recent:
		return -1
	case future, later:
		return 1
	}
	return 0
}

// fromToday dates «أمس الخميس»: the weekday, if it is said, wins over the count.
func (r *resolver) fromToday(e *expr, f *found, base day) {
	if base == noDay {
		f.value = "XXXX-XX-XX"
		if e.weekday != 0 {
			f.value = "XXXX-WXX-" + strconv.Itoa(e.weekday)
		}
		return
	}
	d := base + day(e.days)
	if e.weekday != 0 {
		d = nearest(d, e.weekday)
	}
	f.lo, f.hi, f.value = d, d, d.String()
}

// weekdayNear dates a weekday: the last one up to the day of speaking, or the
// next where the clause is about the future.
func (r *resolver) weekdayNear(e *expr, base day) day {
	ahead := day((e.weekday - base.weekday() + 7) % 7)
	switch {
	case e.unit == week:
		return base + day(e.weekday-base.weekday()+7*direction(e.dir)*(1+e.dir2))
	case e.dir == future || e.dir == later:
		if ahead == 0 {
			ahead = 7
		}
		return base + ahead + 7*day(e.dir2)
	case e.dir == past || e.dir == before:
		return base + ahead - 7 - 7*day(e.dir2)
	case e.dir == now:
		return nearest(base, e.weekday)
	case ahead == 0:
		return base
	case r.aboutFuture(e):
		return base + ahead
	}
	return base + ahead - 7
}

// yearOfDay chooses the year of a day and month: the one whose weekday fits,
// or the one nearest to the day of speaking.
func (r *resolver) yearOfDay(e *expr, base day) int {
	if e.unit == year && e.dir != noDir && base != noDay { // «5 مارس من العام الماضي»
		y, _, _ := base.date()
		return y + direction(e.dir)*(1+e.dir2)
	}
	if base == noDay {
		return 0
	}
	by, _, _ := base.date()
	if k := len(r.found) - 1; k >= 0 && e.dir == noDir && e.weekday == 0 && r.found[k].unit == dayUnit && r.found[k].lo != noDay &&
		e.from-r.found[k].to <= 3 && r.connected(r.found[k].to, e.from) { // «من 13 تموز إلى 15 تموز»
		y, m, d := r.found[k].lo.date()
		if e.m < m || e.m == m && e.d < d {
			y++
		}
		return y
	}
	best, cost := 0, day(math.MaxInt32)
	ahead := e.dir == noDir && e.weekday == 0 && !e.fromToday && r.aboutFuture(e)
	for y := by - 6; y <= by+6; y++ {
		if !valid(y, e.m, e.d) {
			continue
		}
		d := date(y, e.m, e.d)
		c := abs(d - base)
		if e.weekday != 0 && d.weekday() != e.weekday {
			c += 4000
		}
		if e.dir == past && d >= base || e.dir == future && d <= base || ahead && d < base-7 {
			c += 1000
		}
		if d > base && !ahead {
			c += 60 // news looks back more than ahead
		}
		if c < cost {
			best, cost = y, c
		}
	}
	return best
}

// yearOfMonth chooses the year of a month without one.
func (r *resolver) yearOfMonth(e *expr, base day) int {
	if base == noDay {
		return 0
	}
	y, m, _ := base.date()
	if e.unit == year && e.dir != noDir {
		return y + direction(e.dir)*(1+e.dir2)
	}
	ahead := e.m - m // months to that month of this year
	switch {
	case e.dir == past || e.dir == before:
		if ahead >= 0 {
			y--
		}
	case e.dir == future || e.dir == later:
		if ahead <= 0 {
			y++
		}
	case e.dir == now:
	case r.aboutFuture(e):
		if ahead < 0 {
			y++
		}
	case ahead > 3:
		y--
	case ahead < -8:
		y++
	}
	return y
}

// hijri dates a Hijri year, month or day.
func (r *resolver) hijri(e *expr, f *found, base day) {
	y := e.y
	if y == 0 && base != noDay {
		y = r.hijriYearNear(e, base)
	}
	switch {
	case e.d != 0 && e.m != 0:
		f.unit = dayUnit
		if y == 0 {
			f.value = "XXXX-XX-XX"
			return
		}
		f.lo = hijriDay(y, e.m, min(e.d, 30))
		f.hi, f.value = f.lo, f.lo.String()
		return
	case y == 0:
		f.unit, f.value = month, "XXXX-XX"
		return
	case e.m != 0:
		f.unit = month
		f.lo, f.hi = hijriDay(y, e.m, 1), hijriDay(y, e.m+1, 1)-1
	default:
		f.unit = year
		f.lo, f.hi = hijriDay(y, 1, 1), hijriDay(y+1, 1, 1)-1
	}
	f.value = f.lo.String() + "/" + f.hi.String()
}

// hijriYearNear chooses the Hijri year of a month without one.
func (r *resolver) hijriYearNear(e *expr, base day) int {
	y := hijriYear(base)
	if e.unit == year && e.dir != noDir {
		return y + direction(e.dir)*(1+e.dir2)
	}
	d := hijriDay(y, e.m, max(e.d, 1))
	switch {
	case e.dir == past && hijriDay(y, e.m+1, 1) > base:
		return y - 1
	case e.dir == future && d <= base:
		return y + 1
	case e.dir != noDir:
	case d-base > 120:
		return y - 1
	case base-d > 240:
		return y + 1
	}
	return y
}

// pair dates «3 - 5 مارس» and «2008-2012».
func (r *resolver) pair(e *expr, f *found) {
	f.kind = isnad.TimePeriod
	if e.shape == yearPair {
		f.lo, f.hi = date(e.y, 1, 1), date(e.y2, 12, 31)
		f.value = year4(e.y) + "/" + year4(e.y2)
		if e.hijri {
			f.lo, f.hi = hijriDay(e.y, 1, 1), hijriDay(e.y2+1, 1, 1)-1
			f.value = f.lo.String() + "/" + f.hi.String()
		}
		return
	}
	base, name, ref := r.anchor(e.from)
	a, b := *e, *e
	a.shape, b.shape, b.d = onCalendar, onCalendar, e.d2
	if e.y == 0 {
		f.anchor, f.ref = name, ref
	}
	g := found{lo: noDay, hi: noDay}
	r.place(&a, f, base)
	if b.y == 0 && !b.hijri && f.lo != noDay {
		b.y, _, _ = f.lo.date() // both days are of one month
	}
	r.place(&b, &g, base)
	f.value += "/" + g.value
	f.hi = g.hi
	if k := r.opening(e.from, 2); k >= 0 {
		f.from = k
	}
}
