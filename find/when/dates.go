package when

import (
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// calendar reads what names a day, a month or a year, with the weekday, the
// part of the day and the clock time around it.
func (p *parser) calendar(i int) (expr, bool) {
	w := p.surface(i)
	e := expr{from: i, to: i, rule: "date"}
	switch {
	case p.t.Tokens[i].Kind == text.Number || w.role == the:
		if p.numeric(&e, i) || p.dayAndMonth(&e, i) || p.clockDigits(&e, i) || p.bareYear(&e, i) {
			p.tail(&e)
			return e, true
		}
		return e, false
	case w.part != "" && !w.isDay && !w.adverb:
		if _, n := p.match(p.days, i); n <= 1 || p.surface(i).isDay {
			return p.partOfDay(i)
		}
	case w.many && w.part == "" && !w.isDay && w.month == 0: // «بعد ظهر», «بعد غد»
		if _, n := p.match(p.days, i); n == 0 {
			if _, n := p.match(p.parts, i); n > 0 {
				return p.partOfDay(i)
			}
		}
	}
	if p.nthWeekday(&e, i) || p.day(&e, i) || p.monthFirst(&e, i) || p.monthAndYear(&e, i) || p.yearOf(&e, i) || p.dayAndMonth(&e, i) || p.clock(&e, i) || p.clockWords(&e, i) {
		p.tail(&e)
		return e, true
	}
	return e, false
}

// tail reads the part of the day or the clock time behind a date.
func (p *parser) tail(e *expr) {
	if e.shape != onCalendar || e.d == 0 && e.weekday == 0 && !e.fromToday && e.clock == "" {
		return
	}
	j := e.to
	if p.is(j, '،', ',', '-') {
		j++
	}
	if e.part == "" && e.clock == "" && p.joins(j) && p.surface(j).adverb {
		e.part, e.to, j = p.surface(j).part, j+1, j+1
	}
	if e.clock == "" && p.sameLine(j) {
		if p.surface(j).role == in || p.surface(j).role == of {
			j++
		}
		c := expr{from: j}
		if p.sameLine(j) && p.clock(&c, j) {
			e.clock, e.to = c.clock, c.to
			if e.part != "" {
				e.clock = inPart(e.clock, e.part)
			}
		}
	}
}

// partOfDay reads «مساء أمس الثلاثاء», «صباح 5 مارس».
func (p *parser) partOfDay(i int) (expr, bool) {
	entry, n := p.match(p.parts, i)
	if n == 0 {
		return expr{}, false
	}
	j := i + n
	for p.is(j, '.', '،', '…') && j < i+n+2 {
		j++
	}
	if p.role(j) == of || p.role(j) == in {
		j++
	}
	e := expr{from: i, rule: "part-of-day"}
	if !p.joins(j) || p.surface(j).adverb || p.isPart(j) && !p.surface(j).isDay {
		return e, false
	}
	if d, ok := p.calendar(j); ok && (d.d != 0 || d.weekday != 0 || d.fromToday) && d.shape == onCalendar {
		d.from, d.rule = i, "part-of-day"
		if d.part == "" || entry.Field(0) != "" {
			d.part = entry.Field(0)
		}
		if d.clock != "" {
			d.clock = inPart(d.clock, d.part)
		}
		p.untilMorning(&d)
		return d, entry.Field(1) != "eve" || d.d == 0
	}
	if d, ok := p.pointed(j); ok && d.unit == dayUnit { // «عصر ذلك اليوم»
		d.from, d.part = i, entry.Field(0)
		return d, true
	}
	return e, false
}

// untilMorning takes the second weekday of «ليل الأحد - الاثنين», which is the
// night that the first one ends in, into e.
func (p *parser) untilMorning(e *expr) {
	if e.weekday == 0 || e.d != 0 || e.clock != "" || p.surface(e.from).part != "TNI" {
		return
	}
	j := e.to
	if p.dash(j) || p.is(j, '/') {
		j++
	}
	if w := p.surface(j); p.joins(j) && int(w.weekday) == e.weekday%7+1 && !w.bare {
		e.to = j + 1
	}
}

func (p *parser) isPart(i int) bool { return p.surface(i).part != "" && !p.surface(i).isDay }

// day reads a weekday, a day counted from today or the word for day with what
// follows it: «اليوم الأربعاء», «يوم الخميس 5 مارس», «الاثنين الماضي».
func (p *parser) day(e *expr, i int) bool {
	j, head := i, false
	if w, c := p.surface(i), p.stem(i); w.role == daytime || c.unit == dayUnit && c.form == single && !p.definite(i) {
		j, head = i+1, true
		if !p.joins(j) {
			return false
		}
	}
	start := j
	if n, end := p.ordinal(i + 1); !head && p.definite(i) && p.stem(i).unit == dayUnit && p.joins(i+1) && n > 0 && p.role(end) == of {
		if p.dayAndMonth(e, i+1) { // «اليوم الثالث من أكتوبر»
			e.from, e.rule = i, "date"
			return true
		}
	}
	switch {
	case p.fromToday(e, &j):
	case p.weekday(e, &j, head):
	case head:
		if p.numeric(e, j) || p.dayAndMonth(e, j) {
			e.from, e.rule = i, "date"
			return true
		}
		if !p.dayOfMonth(e, j) {
			return false
		}
		e.from, e.rule = i, "date"
		return true
	default:
		return false
	}
	if e.fromToday && e.days == 0 && !head && p.notToday(start, j) {
		return false
	}
	e.from, e.to = i, j
	p.dateBehind(e)
	return true
}

// fromToday reads «أمس», «أول أمس», «غدا» with the weekday behind it.
func (p *parser) fromToday(e *expr, j *int) bool {
	entry, n := p.match(p.days, *j)
	if n == 0 {
		return false
	}
	e.fromToday, e.days, e.part, e.rule = true, number(entry.Field(0)), entry.Field(1), "from-today"
	*j += n
	k := *j
	open := p.is(k, '(', '،', ',', '-', '–')
	if open {
		k++
	}
	if (open && p.sameLine(k) || p.joins(k)) && p.surface(k).unit == dayUnit && p.surface(k).form == single && !p.definite(k) {
		k++
	}
	if w := p.surface(k); k < len(p.t.Tokens) && !p.t.Tokens[k].Line && p.t.Tokens[k].Pro&^lang.Article == 0 && w.weekday != 0 && !w.bare {
		if p.is(*j, '(') != p.is(k+1, ')') {
			return true
		}
		e.weekday = int(w.weekday)
		*j = k + 1
		if p.is(k+1, ')') {
			*j = k + 2
		}
	}
	return true
}

// nthWeekday reads «أول خميس من يوليو», «آخر جمعة من الشهر المقبل», «الجمعة
// الأخيرة من رمضان».
func (p *parser) nthWeekday(e *expr, i int) bool {
	n, j := 0, i
	switch w, c := p.surface(i), p.stem(i); {
	case w.weekday != 0 && !w.bare:
		if n, j = p.ordinal(i + 1); !p.definite(i + 1) {
			return false
		}
		if c := p.stem(i + 1); n == 0 && c.dir == recent && p.joins(i+1) {
			n, j = -1, i+2
		}
		e.weekday = int(w.weekday)
	case w.role == lastOf, c.ordinal != 0 && c.ordinal <= 5 && !p.definite(i):
		if n = int(c.ordinal); w.role == lastOf {
			n = -1
		}
		j = i + 1
		if c := p.stem(j); p.joins(j) && c.unit == dayUnit && c.form == single {
			j++
		}
		if !p.joins(j) || p.surface(j).weekday == 0 {
			return false
		}
		e.weekday = int(p.surface(j).weekday)
		j++
	}
	if r := p.role(j); n == 0 || n > 5 || e.weekday == 0 || r != of && r != in || !p.joins(j+1) {
		e.weekday = 0
		return false
	}
	m := expr{}
	if !p.monthAndYear(&m, j+1) {
		u, ok := p.unitAway(j + 1)
		if m = u; !ok || u.shape != unitAway || u.unit != month {
			e.weekday = 0
			return false
		}
	}
	e.from, e.to, e.nth, e.rule = i, m.to, n, "weekday"
	e.m, e.y, e.hijri, e.dir, e.dir2, e.unit = m.m, m.y, m.hijri, m.dir, m.dir2, m.unit
	return true
}

// notToday tells the word «اليوم» that is a noun from the one that means
// today: «اليوم الأول», «اليوم الذي», «مرتين في اليوم».
func (p *parser) notToday(i, j int) bool {
	if p.joins(j) {
		w, c := p.surface(j), p.stem(j)
		switch {
		case w.role == adjective, w.role == self, w.role == school, w.role == one, c.dir != noDir:
			return true
		case c.ordinal != 0 && p.definite(j):
			return true
		}
	}
	if !p.definite(i) || i == 0 || p.t.Tokens[i].Line {
		return false
	}
	switch p.roleBefore(i) {
	case this, that, same, every:
		return true
	case in, by:
		for k := i - 1; k >= 0 && k >= i-5 && !p.t.Tokens[k+1].Line; k-- {
			if p.t.Tokens[k].Kind == text.Number {
				return true
			}
		}
	}
	return false
}

// weekday reads «الاثنين» and the adjective behind it. The bare form is a
// weekday behind a word for day only.
func (p *parser) weekday(e *expr, j *int, head bool) bool {
	w := p.surface(*j)
	if w.weekday == 0 || w.bare && !head || p.t.Tokens[*j].Enc != 0 {
		return false
	}
	e.weekday, e.rule = int(w.weekday), "weekday"
	*j++
	if p.role(*j) == noRole && p.joins(*j) && p.surface(*j).isDay && p.surface(*j).days != 0 {
		if entry, n := p.match(p.days, *j); n > 0 { // «الخميس أمس»
			e.fromToday, e.days = true, number(entry.Field(0))
			*j += n
		}
	}
	if p.qualified(e, j) {
		return true
	}
	k := *j // «الأحد من الأسبوع المقبل»
	if p.role(k) == of {
		k++
	}
	ours := p.role(k) == this
	if ours {
		k++
	}
	if c := p.stem(k); p.joins(k) && c.unit == week && c.form == single && p.definite(k) {
		k++
		q := expr{dir: now}
		if ours || p.qualified(&q, &k) {
			e.unit, e.dir, e.dir2, *j = week, q.dir, q.dir2, k
		}
	}
	return true
}

// qualified reads the adjective that places a unit: «الماضي», «قبل الماضي»,
// «بعد المقبل».
func (p *parser) qualified(e *expr, j *int) bool {
	if !p.joins(*j) {
		return false
	}
	if c := p.stem(*j); c.dir != noDir && (p.definite(*j) || p.verbal(*j)) {
		e.dir = c.dir
		*j++
		return true
	}
	if r := p.surface(*j).role; r == ago || r == after {
		c := p.stem(*j + 1)
		if p.joins(*j+1) && p.definite(*j+1) && (r == ago && c.dir == past || r == after && c.dir == future) {
			e.dir, e.dir2 = c.dir, 1
			*j += 2
			return true
		}
	}
	return false
}

// verbal reports whether a placing word is a verb, which has no article: «مضت».
func (p *parser) verbal(i int) bool { return p.surface(i).dir != noDir }

// dateBehind reads the date behind a weekday: «الخميس 5 مارس»,
// «الأربعاء الموافق 13/2/2013».
func (p *parser) dateBehind(e *expr) {
	j := e.to
	open := p.is(j, '(')
	if open || p.is(j, '،', ',', '-', '–') {
		j++
	}
	for k := 0; k < 2 && (p.role(j) == equals || p.role(j) == to || p.role(j) == of && k == 1); k++ {
		j++
	}
	if !p.sameLine(j) || p.t.Tokens[j].Pro&^(lang.Article|lang.To) != 0 {
		return
	}
	d := expr{from: j, to: j}
	if p.numeric(&d, j) || p.dayAndMonth(&d, j) || j == e.to && p.dayOfMonth(&d, j) {
		if d.shape != onCalendar || d.d == 0 || open && !p.is(d.to, ')') {
			return
		}
		e.y, e.m, e.d, e.hijri, e.to, e.tight = d.y, d.m, d.d, d.hijri, d.to, d.tight
		if d.dir != noDir {
			e.dir, e.unit = d.dir, d.unit
		} else {
			e.dir = noDir
		}
		if open {
			e.to++
		}
	}
}

// dayNumber reads a day of the month: digits, «الـ30», an ordinal or «غرة».
func (p *parser) dayNumber(i int) (d, end int) {
	if i >= len(p.t.Tokens) {
		return 0, i
	}
	j := i
	if p.surface(j).role == the && p.sameLine(j+1) {
		j++
	}
	if n := p.number(j, 2); n >= 1 && n <= 31 {
		j++
		if p.joins(j) && p.surface(j).role == ordinalEnd && !p.t.Tokens[j].Gap {
			j++
		}
		return n, j
	}
	if p.surface(i).role == first {
		return 1, i + 1
	}
	if d, end = p.ordinal(i); d > 31 {
		return 0, i
	}
	return d, end
}

// ordinal reads «الخامس», «الحادي عشر», «الثلاثين», «الحادي والعشرين».
func (p *parser) ordinal(i int) (n, end int) {
	c := p.stem(i)
	if c.ordinal == 0 || i > 0 && !p.definite(i) && c.ordinal >= 10 {
		return 0, i
	}
	n, end = int(c.ordinal), i+1
	if c.tens || !p.sameLine(end) {
		return n, end
	}
	switch next := p.stem(end); {
	case n < 10 && next.ordinal == 10 && !p.definite(end) && p.joins(end):
		return n + 10, end + 1
	case n < 10 && next.tens && p.t.Tokens[end].Pro&lang.And != 0:
		return n + int(next.ordinal), end + 1
	}
	return n, end
}

// dayAndMonth reads «30 أيلول/سبتمبر 2015», «الأول من شباط», «3 - 5 مارس».
func (p *parser) dayAndMonth(e *expr, i int) bool {
	d, j := p.dayNumber(i)
	if d == 0 {
		return false
	}
	d2 := 0
	if k, ok := p.dayRange(j); ok {
		if n, end := p.dayNumber(k); n > d {
			d2, j = n, end
		}
	}
	k := j
	tight := p.is(k, '-', '/', '–', '.') // «14/مارس/2015», «2- أكتوبر»
	if tight {
		k++
	}
	for n := 0; n < 3 && p.sameLine(k) && (p.role(k) == of || p.isMonthHead(k) || d2 != 0 && p.role(k) == in); n++ {
		k++
	}
	if !p.sameLine(k) || !p.joins(k) {
		return false
	}
	m := expr{}
	if !p.monthName(&m, &k) {
		return p.dayOfPlacedMonth(e, i, j, k, d, d2)
	}
	if !valid(0, m.m, d) && !m.hijri {
		return false
	}
	if m.hijri && tight && p.number(k+1, 4) < 0 { // «3-صفر»: a score
		return false
	}
	e.from, e.d, e.d2, e.m, e.hijri = i, d, d2, m.m, m.hijri
	if d2 != 0 {
		e.shape, e.rule = dayPair, "days"
	}
	if tight && p.is(k, '-', '/', '–', '.') && !p.t.Tokens[k].Gap {
		if y := p.number(k+1, 4); y >= 1000 {
			e.y, k = y, k+2
		}
	}
	p.yearBehind(e, &k)
	e.to = k
	return true
}

// dayOfPlacedMonth reads «الخامس من الشهر الجاري», «من 4 إلى 23 من هذا الشهر»;
// the days end at token j and the month begins at k.
func (p *parser) dayOfPlacedMonth(e *expr, i, j, k, d, d2 int) bool {
	m := expr{dir: noDir}
	if k == j {
		return false
	}
	if p.role(k) == this {
		m.dir = now
		k++
	}
	if c := p.stem(k); !p.joins(k) || c.unit != month || c.form != single || !p.definite(k) {
		return false
	}
	k++
	if m.dir == noDir && !p.qualified(&m, &k) {
		return false
	}
	e.from, e.to, e.d, e.d2, e.dir, e.unit = i, k, d, d2, m.dir, month
	if d2 != 0 {
		e.shape, e.rule = dayPair, "days"
	}
	return true
}

// isMonthHead reports whether i is the word «شهر» before a month's name.
func (p *parser) isMonthHead(i int) bool {
	c := p.stem(i)
	return p.joins(i) && c.unit == month && c.form == single && !p.definite(i)
}

// dayRange returns where the second of two days begins: «3 - 5 مارس», «3 و5 مارس».
func (p *parser) dayRange(j int) (int, bool) {
	switch {
	case p.dash(j), p.role(j) == until:
		return j + 1, p.sameLine(j + 1)
	case p.sameLine(j) && p.t.Tokens[j].Kind == text.Word && p.surface(j).role == until: // «وحتى»
		return j + 1, p.sameLine(j + 1)
	case p.role(j) == and:
		return j + 1, p.sameLine(j + 1)
	}
	return j, false
}

// monthFirst reads "September 30, 2015".
func (p *parser) monthFirst(e *expr, i int) bool {
	if p.tag != "en" {
		return false
	}
	m, j := expr{}, i
	if !p.monthName(&m, &j) {
		return false
	}
	d, k := p.dayNumber(j)
	if d == 0 || !valid(0, m.m, d) {
		return false
	}
	e.from, e.m, e.d = i, m.m, d
	if p.is(k, ',') && p.number(k+1, 4) >= 1000 {
		k++
	}
	p.yearBehind(e, &k)
	e.to = k
	return true
}

// monthName reads a month with its other name: «أيلول/سبتمبر», «أغسطس (آب)»,
// «نوفمبر تشرين الثاني».
func (p *parser) monthName(e *expr, j *int) bool {
	entry, n := p.match(p.months, *j)
	if n == 0 {
		return false
	}
	e.m, e.hijri = number(entry.Field(0)), entry.Field(1) == "hijri"
	*j += n
	if p.tag == "en" && p.is(*j, '.') && n == 1 && len(entry.Text) <= 4 && !p.t.Tokens[*j].Gap {
		*j++
	}
	k := *j
	open := p.is(k, '(')
	if open || p.is(k, '/', '-', '–', '\\', '|') {
		k++
	}
	if !p.joins(k) {
		return true
	}
	other, n := p.match(p.months, k)
	if n == 0 || number(other.Field(0)) != e.m || other.Field(1) == entry.Field(1) || open != p.is(k+n, ')') {
		return true
	}
	*j = k + n
	if open {
		*j++
	}
	return true
}

// monthAndYear reads «شهر يناير الماضي», «كانون الأول 2024», «رمضان 1436».
func (p *parser) monthAndYear(e *expr, i int) bool {
	j := i
	head := false
	if c := p.stem(i); c.unit == month && c.form == single && !p.definite(i) {
		j, head = i+1, true
		if !p.joins(j) {
			return false
		}
	}
	weak := p.surface(j).weak && !head
	if n := p.number(j, 2); head && n >= 1 && n <= 12 && !p.tightMark(j+1) && p.stem(j+1).unit == noUnit { // «شهر 9»
		e.m = n
		j++
	} else if !p.monthName(e, &j) {
		return false
	}
	e.from, e.rule = i, "month"
	k := j
	p.yearBehind(e, &j)
	e.to = j
	// «مارس» is a verb too, «آب» a father, «رمضان» a name.
	if weak && j == k && !p.monthContext(i, k) {
		return false
	}
	return true
}

// monthContext reports whether a weak month's name stands where a month does:
// behind a preposition of time, or joined to another month.
func (p *parser) monthContext(i, k int) bool {
	switch p.roleBefore(i) {
	case in:
		return true
	case since, until, by, between:
		return !p.surface(i).hijri
	case and, of:
		return i >= 2 && p.surface(i-2).month != 0
	}
	if k-i > 1 || i > 0 && p.surface(i-1).mod != "" { // it has its other name beside it, or is «منتصف رمضان»
		return true
	}
	return i > 0 && p.t.Tokens[i].Pro&lang.And != 0 && p.surface(i-1).month != 0 ||
		k < len(p.t.Tokens) && p.sameLine(k) && p.t.Tokens[k].Pro&lang.And != 0 && p.surface(k).month != 0 && !p.surface(k).weak
}

// dayOfMonth reads the day without its month: «يوم 15 الجاري».
func (p *parser) dayOfMonth(e *expr, i int) bool {
	d, j := p.dayNumber(i)
	if d == 0 {
		return false
	}
	q := expr{}
	k := j
	if p.role(k) == of && p.stem(k+1).dir != noDir {
		k++
	}
	if p.qualified(&q, &k) {
		e.to, e.d, e.dir, e.unit = k, d, q.dir, month
		return true
	}
	return p.dayAlone(e, i, j, d)
}

// dayAlone reads a day of the month with nothing but a word for day or a
// weekday before it: «يوم 27», «الجمعة 15». What it may count must not follow.
func (p *parser) dayAlone(e *expr, i, j, d int) bool {
	if p.number(i, 2) != d || p.tightMark(j) || p.is(j, '%', '٪', ',', '/', '.') && p.number(j+1, 9) >= 0 {
		return false
	}
	if p.sameLine(j) && p.t.Tokens[j].Kind != text.Mark && p.surface(j).role == noRole {
		return false
	}
	if p.surface(j).role == and || p.surface(j).role == the || p.sameLine(j) && p.t.Tokens[j].Pro&lang.And != 0 {
		return false
	}
	e.to, e.d, e.dir, e.unit = j, d, noDir, month
	return true
}
