package when

import (
	"strconv"

	"github.com/isnad-project/isnad"
)

// unitAway dates «العام الماضي», «الشهر الجاري», «الأسبوع بعد المقبل».
func (r *resolver) unitAway(e *expr, f *found) {
	base, name, ref := r.anchor(e.from)
	f.kind, f.anchor, f.ref = isnad.TimeRelative, name, ref
	n := direction(e.dir) * (1 + e.dir2)
	switch {
	case e.dir == now && e.unit == month && e.from < e.to-1 && r.months > 1 && r.sameMonth && base != noDay && r.aMonth <= base &&
		base-r.aMonth < 62 && r.surface(e.from).role == this:
		// A text that is about one month calls it «هذا الشهر» in the next, too.
		base, f.anchor = r.aMonth, "text"
	case e.dir == before && e.unit == year:
		// «زادت في عام 2012 عن العام السابق»: the year before that one.
		if k := r.inSentence(e.from, year); k >= 0 {
			base, f.anchor, f.ref = r.found[k].lo, "", k
		}
	case e.dir == later || e.dir == before:
		// «في اليوم التالي»: after the last day that the text gave.
		if k := r.last(e.unit); k >= 0 {
			base, f.anchor, f.ref = r.found[k].hi, "", k
			if e.dir == before {
				base = r.found[k].lo
			}
		}
	}
	f.of(e.unit, base, n)
	if e.part != "" && e.unit == dayUnit { // «مساء هذا اليوم»
		f.kind, f.value = isnad.TimeOfDay, f.value+e.part
	}
}

// sportsYear dates «الموسم الماضي»: seasons of sports, of the harvest and of
// schools run from July to June.
func (r *resolver) sportsYear(e *expr, f *found) {
	base, name, ref := r.anchor(e.from)
	f.kind, f.anchor, f.ref, f.value = isnad.TimeRelative, name, ref, "XXXX/XXXX"
	if base == noDay {
		return
	}
	y, m, _ := base.date()
	if m < 7 || m < 9 && e.dir == future { // the one that is about to begin is the next
		y--
	}
	y += direction(e.dir) * (1 + e.dir2)
	f.lo, f.hi, f.value = date(y, 7, 1), date(y+1, 6, 30), year4(y)+"/"+year4(y+1)
}

// inSentence returns the index of the last time in the sentence of token i
// that is a whole unit, -1 if there is none.
func (r *resolver) inSentence(i int, u unit) int {
	start := r.t.Sentences[r.t.SentenceAt(i)].From
	for k := len(r.found) - 1; k >= 0 && r.found[k].from >= start; k-- {
		if r.found[k].unit == u && r.found[k].lo != noDay && r.found[k].kind == isnad.TimeDate {
			return k
		}
	}
	return -1
}

// last returns the index of the last time that is a unit or lies in one, -1
// if there is none.
func (r *resolver) last(u unit) int {
	for k, n := len(r.found)-1, 0; k >= 0 && n < 50; k, n = k-1, n+1 {
		f := &r.found[k]
		if f.lo == noDay || f.hi == noDay || f.kind == isnad.TimeDuration || f.kind == isnad.TimePeriod {
			continue
		}
		if f.unit <= u && f.unit >= dayUnit {
			return k
		}
	}
	return -1
}

// of sets f to the unit that lies n units from the one that holds base.
func (f *found) of(u unit, base day, n int) {
	f.unit = u
	if base == noDay {
		f.value = map[unit]string{year: "XXXX", month: "XXXX-XX", week: "XXXX-WXX", dayUnit: "XXXX-XX-XX",
			decade: "XXXX", hundredYears: "XXXX"}[u]
		if f.value == "" {
			f.value = "PRESENT_REF"
		}
		return
	}
	y, m, _ := base.date()
	switch u {
	case year:
		f.lo, f.hi, f.value = date(y+n, 1, 1), date(y+n, 12, 31), year4(y+n)
	case month:
		f.lo, f.hi = date(y, m+n, 1), date(y, m+n+1, 0)
		f.value = f.lo.String()[:7]
	case week:
		f.lo = base - day(base.weekday()) + 1 + 7*day(n)
		f.hi = f.lo + 6
		wy, w := f.lo.time().ISOWeek()
		f.value = year4(wy) + "-W" + two(w)
	case decade, hundredYears:
		size := 10
		if u == hundredYears {
			size = 100
		}
		first := y/size*size + n*size
		f.lo, f.hi = date(first, 1, 1), date(first+size-1, 12, 31)
		f.value = strconv.Itoa(first/10) + "X"
		if size == 100 {
			f.value = strconv.Itoa(first/100) + "XX"
		}
	case dayUnit:
		f.lo = base + day(n)
		f.hi, f.value = f.lo, f.lo.String()
	default: // «الساعة الماضية»
		f.kind, f.value = isnad.TimeDuration, "P"+duration(1, u)
	}
}

// length gives a length of time its value, and its place where it has one:
// «خلال الأسبوعين الماضيين», «قبل يومين».
func (r *resolver) length(e *expr, f *found) {
	f.kind, f.value = isnad.TimeDuration, "P"+duration(e.n, e.unit)
	base, name, ref := r.anchor(e.from)
	if e.around == noDir {
		return
	}
	f.anchor, f.ref = name, ref
	if base == noDay {
		return
	}
	n := int(e.n)
	if e.rule == "ago" {
		f.kind = isnad.TimeRelative
		if e.n != float64(n) || n == 0 || e.unit < dayUnit {
			f.hi = base
			return
		}
		switch e.unit {
		case week:
			f.of(dayUnit, base, -7*n)
		case decade:
			f.of(year, base, -10*n)
		case hundredYears:
			f.of(year, base, -100*n)
		default:
			f.of(e.unit, base, -n)
		}
		return
	}
	switch e.around {
	case past, before, recent:
		f.lo, f.hi = back(base, -n, e.unit), base
	case future, later:
		f.lo, f.hi = base+1, back(base, n, e.unit)
	}
	if n == 0 || e.unit < dayUnit {
		f.lo, f.hi = noDay, noDay
	}
}

// back returns the day n units from base.
func back(base day, n int, u unit) day {
	y, m, d := base.date()
	switch u {
	case year:
		return date(y+n, m, d)
	case decade:
		return date(y+10*n, m, d)
	case hundredYears:
		return date(y+100*n, m, d)
	case month:
		return date(y, m+n, d)
	case week:
		return base + day(7*n)
	case dayUnit:
		return base + day(n)
	}
	return base
}

// duration writes a TIMEX3 duration without its P; X is some.
func duration(n float64, u unit) string {
	name := ""
	switch u {
	case decade, hundredYears:
		size := map[unit]float64{decade: 10, hundredYears: 100}[u]
		if n, name = n*size, "Y"; n == 0 { // «عقود»: some decades are no years
			name = map[unit]string{decade: "DE", hundredYears: "CE"}[u]
		}
	case year:
		name = "Y"
		if n > 0 && n < 1 {
			n, name = n*12, "M"
		}
	case month:
		name = "M"
	case week:
		name = "W"
	case dayUnit:
		name = "D"
	case hour:
		name = "H"
		if n != float64(int(n)) {
			n, u = n*60, minute
		}
	}
	if u == minute {
		name = "M"
	} else if u == second {
		name = "S"
	}
	s := "X"
	if n > 0 {
		s = strconv.FormatFloat(n, 'f', -1, 64)
		if len(s) > 8 {
			s = strconv.FormatFloat(n, 'f', 2, 64)
		}
	}
	if u < dayUnit {
		s = "T" + s
	}
	return s + name
}

// vague gives «الأيام الماضية» and «المرحلة المقبلة» their value.
func (r *resolver) vague(e *expr, f *found) {
	base, name, ref := r.anchor(e.from)
	f.kind, f.value, f.anchor, f.ref, f.unit = isnad.TimeRelative, e.value, name, ref, noUnit
	if f.value == "" {
		switch e.dir {
		case past, before, recent:
			f.value = "PAST_REF"
		case future, later:
			f.value = "FUTURE_REF"
		default:
			f.value = "PRESENT_REF"
		}
	}
	switch f.value {
	case "PAST_REF":
		f.hi = base
	case "FUTURE_REF":
		f.lo = base
	}
}

// recurring gives «كل يوم» its value.
func (r *resolver) recurring(e *expr, f *found) {
	f.kind, f.value = isnad.TimeSet, e.value
	switch {
	case e.weekday != 0:
		f.value = "XXXX-WXX-" + strconv.Itoa(e.weekday)
	case e.part != "":
		f.value = "XXXX-XX-XX" + e.part
	case e.n > 0:
		f.value = "P" + duration(e.n, e.unit)
	}
}

// jubilee gives an anniversary its value: the years, or the day and month of
// the day before it in the sentence.
func (r *resolver) jubilee(e *expr, f *found) {
	f.kind = isnad.TimeRelative
	if e.n > 0 {
		base, name, ref := r.anchor(e.from)
		f.value, f.anchor, f.ref = "P"+duration(e.n, year), name, ref
		if base != noDay {
			y, _, _ := base.date()
			y -= int(e.n)
			f.lo, f.hi, f.unit = date(y, 1, 1), date(y, 12, 31), year
		}
		return
	}
	f.kind, f.value, f.unit = isnad.TimeSet, "P1Y", noUnit
	if k := r.inSentence(e.from, dayUnit); k >= 0 {
		_, m, d := r.found[k].lo.date()
		f.value, f.lo, f.ref = "XXXX-"+two(m)+"-"+two(d), r.found[k].lo, k
	}
}

// anaphor takes the meaning of an earlier time: «اليوم نفسه» of the last day,
// «الفترة ذاتها» of the last period, «ذلك الحين» of the last dated time.
func (r *resolver) anaphor(e *expr, f *found) bool {
	f.kind, f.anchor = isnad.TimeRelative, "text"
	if e.value == "" { // a unit
		k := r.last(e.unit)
		if k < 0 {
			base, name, ref := r.anchor(e.from)
			f.anchor, f.ref = name, ref
			if base == noDay {
				return false
			}
			f.of(e.unit, base, 0)
			return true
		}
		f.of(e.unit, r.found[k].hi, 0)
		f.ref = k
		if e.part != "" {
			f.kind, f.value = isnad.TimeOfDay, f.value+e.part
		}
		return true
	}
	f.value = e.value
	if k := r.antecedent(e); k >= 0 {
		g := &r.found[k]
		f.value, f.lo, f.hi, f.ref = g.value, g.lo, g.hi, k
		if len(g.value) > 0 && g.value[0] == 'P' { // a jubilee
			f.value = g.lo.String()[:4]
		}
		if r.instant(e) {
			f.hi = r.today
		}
	}
	if f.value == "PRESENT_REF" {
		f.anchor = "publication"
	}
	return true
}

func (r *resolver) instant(e *expr) bool {
	return r.surface(e.to-1).field == "instant" || r.surface(e.from+1).field == "instant"
}

// antecedent returns the index of the time that a span of no certain length
// leans on, -1 if there is none near.
func (r *resolver) antecedent(e *expr) int {
	instant := r.instant(e)
	for k, n := len(r.found)-1, 0; k >= 0 && n < 40; k, n = k-1, n+1 {
		f := &r.found[k]
		switch {
		case f.lo == noDay || f.hi == noDay:
		case instant && f.kind != isnad.TimeDuration && f.hi < r.today && r.t.SentenceAt(e.from)-r.t.SentenceAt(f.from) <= 1:
			return k
		case !instant && f.kind == isnad.TimePeriod:
			return k
		}
	}
	return -1
}

// cut narrows f to the part of it that e says, and changes the value where
// TIMEX3 has one for the part.
func (r *resolver) cut(e *expr, f *found) {
	if e.mod == "" {
		return
	}
	switch e.mod {
	case "H1", "H2", "Q1", "Q2", "Q3", "Q4":
		if f.unit == year && len(f.value) == 4 {
			f.value += "-" + e.mod
		}
	}
	if f.lo == noDay || f.hi == noDay || f.unit < week {
		return
	}
	if e.mod[0] == 'W' {
		f.week(e.mod[1])
		return
	}
	part := func(i, of int) {
		if y, m, _ := f.lo.date(); f.unit == year && m == 1 {
			f.lo, f.hi = date(y, 1+12*i/of, 1), date(y, 1+12*(i+1)/of, 0)
			return
		}
		n := int(f.hi - f.lo + 1)
		f.lo, f.hi = f.lo+day(n*i/of), f.lo+day(n*(i+1)/of-1)
	}
	switch e.mod {
	case "START":
		part(0, 3)
	case "MID":
		part(1, 3)
	case "END":
		part(2, 3)
	case "H1", "H2":
		part(int(e.mod[1]-'1'), 2)
	case "Q1", "Q2", "Q3", "Q4":
		part(int(e.mod[1]-'1'), 4)
	}
}

// week narrows f, a month or a year, to its nth week, or its last (L): weeks
// begin on Monday, and the first is the first that begins in the month; those
// of a year are counted as in ISO 8601.
func (f *found) week(nth byte) {
	start := f.lo + day((8-f.lo.weekday())%7)
	if f.unit == year && f.lo.weekday() <= 4 {
		start = f.lo - day(f.lo.weekday()-1)
	}
	if nth == 'L' {
		start = f.hi - day(f.hi.weekday()%7) - 6
	} else {
		start += 7 * day(nth-'1')
	}
	f.unit = noUnit
	f.of(week, start, 0)
}
