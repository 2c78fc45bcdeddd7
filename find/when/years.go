package when

import (
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

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
		} else if n < 0 && p.joins(k) {
			if n, end := p.yearNumber(k); n != 0 { // «ألفين وثمانية عشر»
				e.y, *j = n, end
			}
		}
	}
	p.era(e, j)
}

// era reads «م» and «هـ» behind a year.
func (p *parser) era(e *expr, j *int) {
	if e.y == 0 {
		return
	}
	if isHijriYear(e.y) && e.m == 0 { // a Gregorian month's year is no Hijri one
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
