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
	if p.day(&e, i) || p.monthFirst(&e, i) || p.monthAndYear(&e, i) || p.yearOf(&e, i) || p.dayAndMonth(&e, i) || p.clock(&e, i) || p.clockWords(&e, i) {
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
		return d, true
	}
	if d, ok := p.pointed(j); ok && d.unit == dayUnit { // «عصر ذلك اليوم»
		d.from, d.part = i, entry.Field(0)
		return d, true
	}
	return e, false
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
	switch {
	case p.fromToday(e, &j):
	case p.weekday(e, &j, head):
	case head:
		if p.numeric(e, j) || p.dayAndMonth(e, j) {
			e.from, e.rule = i, "date"
			return true
		}
		return p.dayOfMonth(e, j)
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
	p.qualified(e, j)
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
	for n := 0; n < 3 && p.sameLine(k) && (p.role(k) == of || p.isMonthHead(k)); n++ {
		k++
	}
	if !p.sameLine(k) || !p.joins(k) {
		return false
	}
	m := expr{}
	if !p.monthName(&m, &k) {
		// «الخامس من الشهر الجاري»
		if c := p.stem(k); k > j && c.unit == month && c.form == single && p.definite(k) && d2 == 0 {
			k++
			if p.qualified(&m, &k) || p.role(k) == self {
				e.from, e.to, e.d, e.dir, e.unit = i, k, d, m.dir, month
				return e.dir != noDir
			}
		}
		return false
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
	if !p.monthName(e, &j) {
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

// yearBehind reads a year or an adjective behind a month: «من العام 2015»,
// «2015م», «الماضي», «من العام الماضي».
func (p *parser) yearBehind(e *expr, j *int) {
	if e.y == 0 && p.qualified(e, j) {
		e.unit = month
		if n := p.number(*j, 4); n >= 1000 && isYear(n) && p.sameLine(*j) {
			e.y = n
			*j++
		}
		return
	}
	k := *j
	if p.is(k, '،', ',') && (p.number(k+1, 4) >= 1000 || p.stem(k+1).unit == year) {
		k++
	}
	for n := 0; n < 2 && p.sameLine(k) && (p.role(k) == of || p.role(k) == in || p.role(k) == to || p.dash(k)); n++ {
		k++
	}
	if !p.sameLine(k) {
		return
	}
	y := expr{}
	switch c := p.stem(k); {
	case e.y != 0:
	case c.unit == year && c.form == single && p.t.Tokens[k].Pro&^(lang.Article|lang.To) == 0:
		k++
		if n, end := p.yearNumber(k); n != 0 {
			e.y, *j = n, end
		} else if p.qualified(&y, &k) && y.dir != noDir {
			e.dir, e.dir2, e.unit, *j = y.dir, y.dir2, year, k
		}
	default:
		if n := p.number(k, 4); n >= 1000 && isYear(n) && !p.is(k+1, '%', '٪') {
			e.y, *j = n, k+1
		}
	}
	p.era(e, j)
}

// era reads «م» and «هـ» behind a year.
func (p *parser) era(e *expr, j *int) {
	if e.y == 0 {
		return
	}
	if isHijriYear(e.y) {
		e.hijri = true
	}
	k := *j
	if p.is(k, '/') {
		k++
	}
	switch p.role(k) {
	case hijriEra:
		e.hijri, *j = true, k+1
	case gregorian:
		e.hijri, *j = false, k+1
	}
}

// yearNumber reads the number of a year behind the word «عام»; two digits are
// of the twentieth century (عام 73).
func (p *parser) yearNumber(k int) (y, end int) {
	if !p.sameLine(k) {
		return 0, k
	}
	if n := p.number(k, 4); n >= 0 {
		switch digits := len(p.t.Norm(k)); {
		case digits == 4 && isYear(n):
			return n, k + 1
		case digits == 2 && n >= 30:
			return 1900 + n, k + 1
		}
		return 0, k
	}
	if num, ok := p.numerals.At(p.t, k); ok && num.Words && num.Value == float64(int(num.Value)) && likelyYear(int(num.Value)) {
		return int(num.Value), num.To
	}
	return 0, k
}

// yearOf reads «عام 2015», «العام الدراسي 2012/2013», «عامي 2008».
func (p *parser) yearOf(e *expr, i int) bool {
	c := p.stem(i)
	if c.unit != year || c.form == dual {
		return false
	}
	j := i + 1
	if p.joins(j) && p.surface(j).role == school {
		j++
	}
	y, end := p.yearNumber(j)
	if y == 0 || p.is(end, '%', '٪') {
		return false
	}
	e.from, e.to, e.y, e.rule = i, end, y, "year"
	if c.form != single { // «عامي 2008 و2012»: each year is a time of its own
		e.from = j
	}
	p.secondYear(e)
	p.era(e, &e.to)
	return true
}

// secondYear reads the end of «2012/2013», «2008-2012» behind the first year.
func (p *parser) secondYear(e *expr) {
	j := e.to
	if !p.is(j, '/', '-', '–') || !p.sameLine(j+1) || p.t.Tokens[j].Gap || p.t.Tokens[j+1].Gap {
		return
	}
	y := p.number(j+1, 4)
	if y >= 0 && y < 100 && len(p.t.Norm(j+1)) == 2 {
		y += e.y / 100 * 100
	}
	if y > e.y && (y-e.y < 100) && (p.is(j, '-', '–') || y == e.y+1) {
		e.shape, e.y2, e.to, e.rule = yearPair, y, j+2, "years"
	}
}

// dayOfMonth reads the day without its month: «يوم 15 الجاري».
func (p *parser) dayOfMonth(e *expr, i int) bool {
	d, j := p.dayNumber(i)
	if d == 0 {
		return false
	}
	q := expr{}
	if p.role(j) == of && p.stem(j+1).dir != noDir {
		j++
	}
	if !p.qualified(&q, &j) {
		return false
	}
	e.to, e.d, e.dir, e.unit = j, d, q.dir, month
	return true
}

// numeric reads 30/9/2015, 2015-09-30, 30.9.2015 and, behind a word for day,
// 30/9; the marks hold on to the digits.
func (p *parser) numeric(e *expr, i int) bool {
	a := p.number(i, 4)
	if a < 0 || !p.tightMark(i+1) {
		// «26 / 10 / 1436»
		return a >= 0 && p.is(i+1, '/') && p.number(i+2, 2) >= 0 && p.is(i+3, '/') && p.number(i+4, 4) >= 1000 && p.sameLine(i+4) &&
			p.threeNumbers(e, i, a, p.number(i+2, 2), p.number(i+4, 4), len(p.t.Norm(i)), 4)
	}
	sep := p.t.Tokens[i+1].Rune
	b := p.number(i+2, 4)
	if b < 0 {
		return false
	}
	la, lb := len(p.t.Norm(i)), len(p.t.Norm(i+2))
	if p.tightMark(i+3) && p.t.Tokens[i+3].Rune == sep && p.number(i+4, 4) >= 0 {
		if p.tightMark(i + 5) {
			return false // 1.2.3.4: an address or a number of a law
		}
		return p.threeNumbers(e, i, a, b, p.number(i+4, 4), la, len(p.t.Norm(i+4)))
	}
	switch {
	case sep == '.':
		return false
	case la <= 2 && lb == 4 && sep == '/' && valid(0, a, 1) && isYear(b): // 9/2015
		*e = expr{from: i, to: i + 3, y: b, m: a, rule: "numeric", tight: true}
	case la == 4 && lb <= 2 && sep == '/' && valid(0, b, 1) && likelyYear(a) && a+1-b != a/100*100: // 2015/9
		*e = expr{from: i, to: i + 3, y: a, m: b, rule: "numeric", tight: true}
	case la <= 2 && lb <= 2 && sep == '/' && i > 0 && p.dayHead(i-1):
		d, m := a, b
		if m > 12 {
			d, m = m, d
		}
		if !valid(0, m, d) {
			return false
		}
		*e = expr{from: i, to: i + 3, m: m, d: d, rule: "numeric", tight: true}
	default:
		return false
	}
	e.hijri = isHijriYear(e.y)
	return true
}

// dayHead reports whether i is a word for day, or a weekday.
func (p *parser) dayHead(i int) bool {
	return p.surface(i).weekday != 0 || p.stem(i).unit == dayUnit || p.surface(i).role == equals || p.surface(i).isDay
}

// tightMark reports whether i is a mark between digits with no space around it.
func (p *parser) tightMark(i int) bool {
	return i+1 < len(p.t.Tokens) && p.is(i, '/', '-', '.', '–', '\\') && !p.t.Tokens[i].Gap &&
		p.t.Tokens[i+1].Kind == text.Number && !p.t.Tokens[i+1].Gap
}

func (p *parser) threeNumbers(e *expr, i, a, b, c, la, lc int) bool {
	y, m, d := c, b, a
	if la == 4 {
		y, d = a, c
	} else if lc == 2 {
		y += 2000
	} else if lc != 4 {
		return false
	}
	if m > 12 && d <= 12 {
		m, d = d, m
	}
	if !isYear(y) || !valid(y, m, d) && !(isHijriYear(y) && m >= 1 && m <= 12 && d >= 1 && d <= 30) {
		return false
	}
	*e = expr{from: i, to: i + 5, y: y, m: m, d: d, rule: "numeric", tight: true, hijri: isHijriYear(y)}
	p.era(e, &e.to)
	return true
}

// bareYear reads a year that only the word before it announces: «في 2015»,
// «منذ 2011», «موازنة 2013»; or a year before it: «2012 و2013».
func (p *parser) bareYear(e *expr, i int) bool {
	y := p.number(i, 4)
	if len(p.t.Norm(i)) != 4 || !likelyYear(y) {
		return false
	}
	e.from, e.to, e.y, e.rule, e.bareYear = i, i+1, y, "year", true
	p.secondYear(e)
	p.era(e, &e.to)
	if e.shape == yearPair || p.role(i+1) == gregorian {
		return true
	}
	if p.counts(i) {
		return false
	}
	if p.is(i+1, ')') && i > 0 && p.t.Is(i-1, '(') && !p.t.Tokens[i].Line { // «ثرثرة (1966)»
		return true
	}
	switch p.roleBefore(i) {
	case in, since, until, between, yearHead:
		return true
	case of: // «من 2015 إلى 2019»
		return p.role(i+1) == until && likelyYear(p.number(i+2, 4)) && !p.counts(i+2)
	case ago, after:
		return !p.is(i+1, '/')
	case to, by:
		return y >= 1950
	case and:
		return i >= 2 && len(p.out) > 0 && p.out[len(p.out)-1].to == i-1 && p.out[len(p.out)-1].y != 0 &&
			p.out[len(p.out)-1].m == 0
	}
	return false
}

// counts reports whether the digits at i count something: 2000 دولار, 2,000.
func (p *parser) counts(i int) bool {
	if p.is(i+1, '%', '٪', '$', '/', '٬') || p.tightMark(i+1) || i >= 1 && p.is(i, '.', ',') {
		return true
	}
	if i > 1 && p.is(i-1, '.', ',', '/', '٫', ':') && !p.t.Tokens[i].Gap {
		return true
	}
	if n, ok := p.numerals.At(p.t, i); ok && n.To != i+1 {
		return true
	}
	if !p.sameLine(i + 1) {
		return false
	}
	_, n := p.match(p.measures, i+1)
	return n > 0 || p.counted.Has(p.t.Tokens[i+1].ID)
}
