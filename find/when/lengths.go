package when

import (
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// vagueTime reads «حتى الآن», «مؤخرا», «وقت سابق».
func (p *parser) vagueTime(i int) (expr, bool) {
	entry, n := p.match(p.vague, i)
	if n == 0 {
		return expr{}, false
	}
	if _, m := p.match(p.names, i); m > n {
		return expr{}, false
	}
	if _, m := p.match(p.mods, i); m >= n { // «وقت سابق من مساء أمس»
		if e, ok := p.modified(i); ok {
			return e, true
		}
	}
	// «حتى اليوم» is until now, but «حتى اليوم الخميس» a day.
	if _, m := p.match(p.days, i+n-1); m > 0 {
		d := expr{}
		if j := i + n - 1; p.day(&d, j) && d.to > i+n || !p.surface(j).isDay || p.notToday(j, j+1) {
			return expr{}, false
		}
	}
	return expr{from: i, to: i + n, shape: vagueTime, value: entry.Field(0), rule: "vague"}, true
}

// modified reads a part of a longer time: «نهاية سبتمبر 2015», «النصف الأول من
// العام الجاري», «وقت متأخر من مساء الأربعاء».
func (p *parser) modified(i int) (expr, bool) {
	entry, n := p.match(p.mods, i)
	j := i + n
	if n == 0 {
		if c := p.stem(i); c.mod == "" || !p.definite(i) { // «النهاية»: no
			return expr{}, false
		}
		return expr{}, false
	}
	for k := 0; k < 2 && (p.role(j) == of || p.role(j) == in || p.role(j) == to); k++ {
		j++
	}
	if !p.sameLine(j) || p.t.Tokens[j].Pro&^(lang.Article|lang.To|lang.In) != 0 {
		return expr{}, false
	}
	e, ok := p.part(j)
	if ok && j > i+n && (e.d != 0 || e.clock != "") && e.part == "" && p.surface(i).mod == "START" {
		return e, false // «بداية من الساعة 17:00»: from then on
	}
	if !ok || entry.Field(0)[0] == 'W' && e.unit != month && e.unit != year && (e.m == 0 && e.y == 0 || e.d != 0) {
		return e, false
	}
	e.from, e.mod, e.rule = i, entry.Field(0), "part"
	return e, true
}

// part reads the longer time behind the word for its part.
func (p *parser) part(j int) (expr, bool) {
	if r := p.surface(j).role; r == this || r == that || r == same {
		return p.pointed(j)
	}
	if y := p.number(j, 4); len(p.t.Norm(j)) == 4 && likelyYear(y) && !p.counts(j) {
		return expr{from: j, to: j + 1, y: y}, true
	}
	if e, ok := p.calendar(j); ok {
		return e, e.shape == onCalendar
	}
	c := p.stem(j)
	switch {
	case p.surface(j).role == century:
		return p.century(j)
	case p.surface(j).role == season:
		return p.season(j)
	case c.decade != 0:
		return p.decade(j)
	}
	if e, ok := p.unitAway(j); ok && e.shape == unitAway {
		return e, true
	}
	// «نهاية الأسبوع»: of the one that goes on.
	if c.form == single && p.definite(j) && (c.unit == week || c.unit == month || c.unit == year) &&
		!(p.joins(j+1) && (p.surface(j+1).role == school || p.surface(j+1).role == adjective || p.definite(j+1))) {
		return expr{from: j, to: j + 1, shape: unitAway, unit: c.unit, dir: now}, true
	}
	return expr{}, false
}

// unitAway reads a unit with the adjective that places it: «العام الماضي»,
// «الأسبوعين الماضيين», «السنوات الثلاث القادمة», «الأيام القليلة الماضية»,
// "last year", "the past three years".
func (p *parser) unitAway(i int) (expr, bool) {
	e := expr{from: i, shape: unitAway, rule: "relative"}
	if p.tag == "en" {
		return p.adjectiveFirst(i)
	}
	c := p.stem(i)
	if c.unit == noUnit || !p.definite(i) {
		return e, false
	}
	e.unit = c.unit
	j := i + 1
	switch c.form {
	case single:
		if p.joins(j) && p.surface(j).role == school {
			j++
		}
		if p.role(j) == self {
			e.shape, e.to, e.rule = anaphor, j+1, "anaphor"
			return e, true
		}
		if c.weakUnit && c.unit == second || !p.qualified(&e, &j) {
			return e, false
		}
		if e.dir == recent || p.dualAt(j-1) {
			return e, false
		}
	case dual:
		if !p.qualified(&e, &j) {
			return e, false
		}
		e.shape, e.n, e.around, e.rule = length, 2, e.dir, "duration"
	case plural:
		if n, end := p.howMany(j); n > 0 {
			e.n, j = n, end
		} else if p.joins(j) && p.surface(j).role == few {
			j++
		}
		if !p.qualified(&e, &j) {
			return e, false
		}
		if p.joins(j) && p.surface(j).role == few { // «الأيام الماضية القليلة»
			j++
		}
		if num, ok := p.numerals.At(p.t, j); ok && e.n == 0 && p.joins(j) && num.Definite && num.To == j+1 {
			e.n, j = num.Value, num.To
		}
		e.shape, e.around, e.rule = length, e.dir, "duration"
		if e.n == 0 {
			e.shape, e.rule = vagueTime, "vague"
		}
	default:
		return e, false
	}
	e.to = j
	return e, true
}

// howMany reads the number behind a definite plural: «الثلاث», «الـ24»,
// «الأربع والعشرين».
func (p *parser) howMany(j int) (n float64, end int) {
	if !p.joins(j) {
		return 0, j
	}
	if k := j + 1; p.surface(j).role == the && p.number(k, 4) > 0 && p.sameLine(k) && !p.tightMark(k+1) {
		return float64(p.number(k, 4)), k + 1
	}
	num, ok := p.numerals.At(p.t, j)
	if !ok || num.To != j+1 || num.Vague {
		return 0, j
	}
	if tens, ok := p.numerals.At(p.t, num.To); ok && p.tensBehind(&num, &tens) {
		return num.Value + tens.Value, tens.To
	}
	return num.Value, num.To
}

// tensBehind reports whether tens go on with the definite unit before them.
func (p *parser) tensBehind(num, tens *text.Numeral) bool {
	return num.Definite && num.Value < 10 && tens.Definite && tens.Value >= 20 && tens.Value < 100 &&
		p.sameLine(tens.From) && p.t.Tokens[tens.From].Pro&lang.And != 0
}

func (p *parser) dualAt(i int) bool { return p.stem(i).dualField }

// adjectiveFirst reads "last year", "the past three years", "this week".
func (p *parser) adjectiveFirst(i int) (expr, bool) {
	e := expr{from: i, shape: unitAway, rule: "relative"}
	j := i
	if p.surface(j).role == the {
		j++
	}
	if j >= len(p.t.Tokens) || p.surface(j).dir == noDir || j > i && !p.joins(j) {
		return e, false
	}
	e.dir = p.surface(j).dir
	j++
	if num, ok := p.numerals.At(p.t, j); ok && p.joins(j) {
		e.n, j = num.Value, num.To
	} else if p.role(j) == few {
		j++
	}
	if !p.joins(j) {
		return e, false
	}
	w := p.surface(j)
	e.to = j + 1
	switch {
	case w.weekday != 0:
		e.shape, e.weekday, e.rule = onCalendar, int(w.weekday), "weekday"
	case w.month != 0:
		e.shape, e.m, e.unit, e.rule = onCalendar, int(w.month), month, "month"
	case w.unit != noUnit && w.form == single && e.n == 0:
		e.unit = w.unit
	case w.unit != noUnit && w.form == plural:
		e.unit, e.around, e.shape, e.rule = w.unit, e.dir, length, "duration"
		if e.n == 0 {
			e.shape, e.rule = vagueTime, "vague"
		}
	default:
		return e, false
	}
	return e, true
}

// length reads a length of time with its bounding words: «أكثر من أربع سنوات»,
// «أسبوعين», «عام ونصف العام», «الخمس سنوات السابقة», «بضعة أيام».
func (p *parser) length(i int) (expr, bool) {
	e := expr{from: i, shape: length, rule: "duration"}
	j := i
	if _, n := p.match(p.bounds, i); n > 0 {
		j += n
		if !p.sameLine(j) || p.t.Tokens[j].Pro&^(lang.Article|lang.In) != 0 {
			return e, false
		}
		if p.stem(j).unit != noUnit && p.stem(j).form == single && !p.definite(j) {
			e.n, e.unit, e.to = 1, p.stem(j).unit, j+1 // «نحو عام»
			return e, p.soundUnit(&e, j, true) && p.lengthTail(&e)
		}
	}
	if !p.amount(&e, j) {
		return e, false
	}
	return e, p.lengthTail(&e)
}

// amount reads the number and the unit of a length of time.
func (p *parser) amount(e *expr, j int) bool {
	w, c := p.surface(j), p.stem(j)
	switch {
	case c.unit != noUnit && c.form == dual && !p.definite(j):
		e.n, e.unit, e.to = 2, c.unit, j+1
		return p.soundUnit(e, j, false)
	case c.unit != noUnit && !p.definite(j) && c.form == single:
		return p.one(e, j)
	case c.unit != noUnit && !p.definite(j) && c.form == plural:
		return p.someOf(e, j)
	case w.role == some:
		k := j + 1
		if u := p.stem(k); p.joins(k) && u.unit != noUnit && u.form == plural && !p.definite(k) {
			e.unit, e.to = u.unit, k+1
			return true
		}
		return false
	case w.role == half || w.role == quarter || w.role == third:
		return p.fraction(e, j)
	}
	k := j
	if w.role == the {
		k++
	}
	num, ok := p.numerals.At(p.t, k)
	if !ok || num.Value <= 0 || num.Value > 100000 || num.Definite && p.percent(j) {
		return false
	}
	k = num.To
	if p.is(k, '-') && p.tag == "en" {
		k++
	}
	if !p.joins(k) && !num.Vague {
		return false
	}
	u := p.stem(k)
	if u.unit == noUnit || u.form == dual || u.form == construct || p.definite(k) && !num.Vague && !num.Definite {
		return false
	}
	e.n, e.unit, e.to = num.Value, u.unit, k+1
	if num.Vague {
		e.n = 0
	}
	if num.Digits && p.numeralBefore(j) || u.form == single && num.Words && !num.Digits && num.Value < 11 && num.Value > 2 && p.tag != "en" {
		return false
	}
	return p.soundUnit(e, k, u.form == plural && num.Value <= 10)
}

// percent reports whether the number word at i is the hundred of «في المائة» or
// «بالمائة» behind a number: «4.2 في المائة العام الجاري».
func (p *parser) percent(i int) bool {
	if _, n := p.match(p.measures, i); n > 0 && i > 0 {
		return p.t.Tokens[i-1].Kind == text.Number || p.isNumber(i-1)
	}
	if i < 2 || p.surface(i-1).role != in || p.t.Tokens[i].Line {
		return false
	}
	_, n := p.match(p.measures, i-1)
	return n == 2 && (p.t.Tokens[i-2].Kind == text.Number || p.isNumber(i-2))
}

// numeralBefore reports whether the digits at i are the end of something
// longer: 3/4, 1.2.
func (p *parser) numeralBefore(i int) bool {
	return i >= 2 && p.is(i-1, '/', ':', '.') && !p.t.Tokens[i].Gap && p.t.Tokens[i-2].Kind == text.Number
}

// soundUnit tells a unit from another word that looks like it: «عقود» are
// contracts too, «الثانية» is an ordinal.
func (p *parser) soundUnit(e *expr, j int, many bool) bool {
	if !p.stem(j).weakUnit {
		return true
	}
	if e.unit == second {
		return !p.definite(j)
	}
	switch p.roleBefore(e.from) {
	case since, ago, in, during, after, of, by, to:
	default:
		return p.joins(e.to) && p.stem(e.to).dir != noDir
	}
	return many || p.stem(j).form == dual
}

// one reads a single unit where only a length can be meant: «منذ عام», «لمدة
// شهر», «عام واحد», «عام ونصف».
func (p *parser) one(e *expr, j int) bool {
	u := p.stem(j)
	e.n, e.unit, e.to = 1, u.unit, j+1
	if p.role(j+1) == one {
		e.to = j + 2
		return !u.weakUnit
	}
	if p.halfMore(e) {
		return true
	}
	r := p.roleBefore(j)
	if r == to && p.t.Tokens[j].Pro&lang.To != 0 { // «لعام» is of a year
		return false
	}
	switch {
	case r == since, r == ago, r == during, r == span, r == in && u.unit < dayUnit:
	case r == after && u.unit != dayUnit: // but «عاما بعد عام»
		if i := j - 2; i >= 0 && p.stem(i).unit == u.unit {
			return false
		}
	default:
		return false
	}
	k := j + 1 // «منذ يوم الخميس», «منذ عام النكبة»: not one day, but that one
	if u.unit == dayUnit || u.unit == week || u.weakUnit || u.unit == year || u.unit == month {
		if p.sameLine(k) && p.t.Tokens[k].Kind == text.Word && p.t.Tokens[k].Pro == lang.Article && p.surface(k).role == noRole {
			return false
		}
	}
	return !(p.number(k, 4) >= 0 && p.sameLine(k))
}

// halfMore reads «ونصف», «ونصف العام», «وربع» behind a unit.
func (p *parser) halfMore(e *expr) bool {
	j := e.to
	if !p.sameLine(j) || p.t.Tokens[j].Pro&lang.And == 0 || p.t.Tokens[j].Pro&lang.Article != 0 {
		return false
	}
	switch p.surface(j).role {
	case half:
		e.n += 0.5
	case quarter:
		e.n += 0.25
	default:
		return false
	}
	e.to = j + 1
	if c := p.stem(e.to); p.joins(e.to) && c.unit == e.unit && c.form == single {
		e.to++
	}
	return true
}

// someOf reads a plural without a number, where only a length can be meant:
// «منذ سنوات», «لشهور», «أيام قليلة».
func (p *parser) someOf(e *expr, j int) bool {
	u := p.stem(j)
	e.unit, e.to = u.unit, j+1
	if p.joins(j+1) && (p.surface(j+1).role == few || p.stem(j+1).dir != noDir && !p.definite(j+1)) {
		e.to = j + 2
		return !u.weakUnit || p.roleBefore(j) != noRole
	}
	switch r := p.roleBefore(j); {
	case r == since, r == ago, r == during, r == span:
		if u.unit != dayUnit {
			return true // «منذ سنوات»
		}
	case r == after, r == to && !(u.weakUnit && p.t.Tokens[j].Pro&lang.To == 0),
		r == in && !u.weakUnit:
	default:
		return false
	}
	// «أيام الأسبوع», «لسنوات الدراسة»: years of something are no length.
	k := j + 1
	return !(p.sameLine(k) && p.t.Tokens[k].Kind == text.Word && p.t.Tokens[k].Pro == lang.Article && p.stem(k).dir == noDir)
}

// fraction reads «نصف ساعة», «ربع قرن».
func (p *parser) fraction(e *expr, j int) bool {
	u := p.stem(j + 1)
	if p.definite(j) || !p.joins(j+1) || u.unit == noUnit || u.form != single || p.definite(j+1) || u.weakUnit {
		return false
	}
	share := map[role]float64{half: 0.5, quarter: 0.25, third: 1.0 / 3}[p.surface(j).role]
	e.n, e.unit, e.to = share, u.unit, j+2
	return true
}

// lengthTail reads what goes on behind a length: «ونصف», «وثلاثة أشهر»,
// «الماضية», «ago».
func (p *parser) lengthTail(e *expr) bool {
	p.halfMore(e)
	j := e.to
	if p.joins(j) {
		switch w, c := p.surface(j), p.stem(j); {
		case w.role == behind:
			e.around, e.to, e.rule = past, j+1, "ago"
		case c.dir != noDir && c.dir != recent || c.dir == recent && p.definite(j):
			e.around, e.to = c.dir, j+1
		}
	}
	// «الثلاثينيات من عمره» and such are elsewhere; an age is a length.
	return true
}

// ago reads «قبل يومين» as the day it means, and «قبل موعده بأسبوعين».
func (p *parser) ago(i int) (expr, bool) {
	if !p.sameLine(i + 1) {
		return expr{}, false
	}
	if p.t.Tokens[i+1].Pro&^lang.Article == 0 {
		if e, ok := p.length(i + 1); ok && e.around == noDir {
			k := e.to
			if p.is(k, '،', ',') {
				k++
			}
			if p.role(k) == of && p.joins(k) && !(p.surface(k+1).vague != "") { // «قبل ثلاثة أيام من الانتخابات»
				return e, true
			}
			e.from, e.around, e.rule = i, past, "ago"
			return e, true
		}
	}
	for j := i + 2; j <= i+5 && p.sameLine(j); j++ {
		k := &p.t.Tokens[j]
		if k.Kind != text.Word || k.Pro&lang.And != 0 {
			break
		}
		if k.Pro&lang.In == 0 {
			continue
		}
		e := expr{from: i, shape: length, rule: "before"}
		if p.amount(&e, j) && p.lengthTail(&e) {
			return e, true
		}
		break
	}
	return expr{}, false
}

// recurring reads «كل يوم», «كل 4 سنوات», «كل جمعة».
func (p *parser) recurring(i int) (expr, bool) {
	e := expr{from: i, shape: recurring, rule: "set"}
	j := i + 1
	if !p.joins(j) {
		return e, false
	}
	w, c := p.surface(j), p.stem(j)
	if c.unit == dayUnit && c.form == single && p.joins(j+1) && p.surface(j+1).weekday != 0 {
		j++
		w = p.surface(j)
	}
	switch {
	case w.weekday != 0:
		e.weekday, e.to = int(w.weekday), j+1
		return e, true
	case c.unit != noUnit && c.form == single && !p.definite(j) && !c.weakUnit:
		e.n, e.unit, e.to = 1, c.unit, j+1
		// «كل عام وأنتم», «كل يوم من أيام»: not a rhythm.
		return e, true
	case w.part != "" && !p.definite(j) && !w.adverb && !w.isDay:
		e.part, e.to = w.part, j+1
		return e, true
	}
	if p.amount(&e, j) && e.n > 0 {
		return e, true
	}
	return e, false
}

// adverb reads «سنويا». Behind a quantity it is a rate and no time («مليون
// برميل يوميا»).
func (p *parser) adverb(i int) (expr, bool) {
	for k := i - 1; k >= 0 && k >= i-6 && !p.t.Tokens[k+1].Line; k-- {
		if p.t.Tokens[k].Kind == text.Number || p.t.Tokens[k].Kind == text.Word && p.isNumber(k) {
			return expr{}, false
		}
	}
	return expr{from: i, to: i + 1, shape: recurring, value: p.surface(i).field, rule: "set"}, true
}

func (p *parser) isNumber(i int) bool {
	_, ok := p.numerals.At(p.t, i)
	return ok
}

// pointed reads «هذا العام», «ذلك الحين», «نفس اليوم», «هذه الفترة».
func (p *parser) pointed(i int) (expr, bool) {
	j := i + 1
	if !p.joins(j) {
		return expr{}, false
	}
	r := p.surface(i).role
	w, c := p.surface(j), p.stem(j)
	if p.tag != "en" && !p.definite(j) && r != same {
		return expr{}, false
	}
	e := expr{from: i, to: j + 1, shape: unitAway, unit: c.unit, dir: now, rule: "relative"}
	switch {
	case w.role == span:
		if r == same && w.field == "instant" {
			return e, false
		}
		e.shape, e.rule = anaphor, "anaphor"
		if r == this {
			e.value = "PRESENT_REF"
		} else {
			e.value = "PAST_REF"
		}
		if c := p.stem(j + 1); p.joins(j+1) && c.dir != noDir {
			e.to++
		}
	case w.part != "" && !w.isDay && r == this:
		e = expr{from: i, to: j + 1, fromToday: true, part: w.part, rule: "from-today"}
	case w.isDay && w.part != "" && r == this:
		e = expr{from: i, to: j + 1, fromToday: true, part: w.part, rule: "from-today"}
	case w.weekday != 0 && r == this:
		e = expr{from: i, to: j + 1, weekday: int(w.weekday), rule: "weekday"}
	case w.role == sports && r == this: // «هذا الموسم»
		e.shape, e.rule = sportsYear, "season"
	case w.role == season && r == this:
		e, ok := p.season(j)
		e.from = i
		return e, ok
	case c.unit != noUnit && c.form == single:
		if r != this {
			e.shape, e.rule = anaphor, "anaphor"
		} else if k := j + 1; p.joins(k) && p.stem(k).dir == now {
			e.to++
		}
		if c.unit < dayUnit || c.weakUnit || c.unit == decade {
			return e, false
		}
	default:
		return e, false
	}
	return e, true
}

// span reads a word for a time of no certain length: «المرحلة المقبلة»,
// «الفترة ذاتها», «فترة الخمس سنوات السابقة», «في المستقبل».
func (p *parser) span(i int) (expr, bool) {
	e := expr{from: i, to: i + 1, shape: vagueTime, rule: "vague"}
	if p.surface(i).role == toCome {
		e.value = "FUTURE_REF"
		r := p.roleBefore(i)
		return e, (r == in || r == by) && !(p.sameLine(i+1) && p.definite(i+1)) && !p.quoted(i)
	}
	j := i + 1
	if !p.joins(j) {
		return e, false
	}
	if !p.definite(i) {
		if l, ok := p.length(j); ok {
			l.from = i
			return l, true
		}
		if l, ok := p.unitAway(j); ok && l.shape == length {
			l.from = i
			return l, true
		}
		return e, false
	}
	if p.surface(j).role == self {
		e.shape, e.to, e.value, e.rule = anaphor, j+1, "PAST_REF", "anaphor"
		// «في الوقت نفسه» joins clauses and dates nothing.
		return e, p.surface(i).field != "instant"
	}
	if p.surface(j).role == few {
		j++
	}
	if !p.qualified(&e, &j) || e.dir2 != 0 {
		return e, false
	}
	e.to = j
	return e, true
}

// jubilee reads «الذكرى الأربعين», «الذكرى الـ40», «الذكرى السنوية».
func (p *parser) jubilee(i int) (expr, bool) {
	e := expr{from: i, shape: jubilee, unit: year, rule: "anniversary"}
	j := i + 1
	if p.role(j) == annual {
		e.to = j + 1
		j++
	}
	k := j
	if p.role(k) == the {
		k++
	}
	if n := p.number(k, 3); n > 0 && k > j && p.sameLine(k) { // but «ذكرى 25 يناير»
		e.n, e.to = float64(n), k+1
	} else if n, end := p.ordinal(j); n != 0 && p.joins(j) {
		e.n, e.to = float64(n), end
	} else if num, ok := p.numerals.At(p.t, j); ok && p.joins(j) && num.Definite {
		e.n, e.to = num.Value, num.To
	}
	return e, e.to > i
}
