package when

import (
	"github.com/isnad-project/isnad/lang"
)

// clock reads «الساعة السادسة مساء», «الساعة 10:30», «الساعة الثالثة والنصف».
func (p *parser) clock(e *expr, i int) bool {
	c := p.stem(i)
	if c.unit != hour || c.form != single || !p.definite(i) {
		return false
	}
	j := i + 1
	if p.is(j, '(', ':') && p.sameLine(j+1) {
		j++
	}
	if !p.sameLine(j) {
		return false
	}
	hh, mm, end := p.hour(j)
	if end == j {
		return false
	}
	if p.is(j-1, '(') {
		if !p.is(end, ')') {
			return false
		}
		end++
	}
	e.from, e.rule = i, "clock"
	p.setClock(e, hh, mm, end)
	return true
}

// clockWords reads «العاشرة صباحا», an hour that only the part of the day
// behind it tells from an ordinal.
func (p *parser) clockWords(e *expr, i int) bool {
	c := p.stem(i)
	if c.ordinal == 0 || !p.definite(i) || c.tens {
		return false
	}
	hh, mm, end := p.hour(i)
	if end == i || !p.adverbAt(end) {
		return false
	}
	e.from, e.rule = i, "clock"
	p.setClock(e, hh, mm, end)
	return true
}

// clockDigits reads «10:30 صباحا», «12 ظهرا».
func (p *parser) clockDigits(e *expr, i int) bool {
	hh, mm, end := p.hour(i)
	if end == i || p.t.Tokens[i].Line && p.t.Tokens[i].Pro != 0 {
		return false
	}
	if !p.adverbAt(end) && !(end == i+3 && p.afterDay(i)) {
		return false
	}
	e.from, e.rule = i, "clock"
	p.setClock(e, hh, mm, end)
	return true
}

// afterDay reports whether a day or its date ends right before token i.
func (p *parser) afterDay(i int) bool {
	return len(p.out) > 0 && p.out[len(p.out)-1].to == i && p.out[len(p.out)-1].d != 0
}

func (p *parser) adverbAt(i int) bool {
	if !p.joins(i) {
		return false
	}
	if w := p.surface(i); w.part != "" && !w.isDay && w.adverb {
		return true
	}
	entry, n := p.match(p.parts, i) // «5 بعد الظهر», «5 مساء»
	return n > 0 && (n > 1 || p.isPart(i)) && entry != nil
}

// hour reads an hour with its minutes; end is i where there is none.
func (p *parser) hour(i int) (hh, mm, end int) {
	hh = p.number(i, 2)
	end = i + 1
	if hh < 0 {
		if p.surface(i).role == one && p.definite(i) {
			hh = 1
		} else if hh, end = p.ordinal(i); end == i || hh > 12 {
			num, ok := p.numerals.At(p.t, i)
			if !ok || num.Digits || num.Value > 12 || num.Value < 1 {
				return 0, 0, i
			}
			hh, end = int(num.Value), num.To
		}
	} else if p.is(end, ':', '.', '٫') && !p.t.Tokens[end].Gap && p.number(end+1, 2) >= 0 && len(p.t.Norm(end+1)) == 2 &&
		!p.t.Tokens[end+1].Gap {
		mm, end = p.number(end+1, 2), end+2
		if p.is(end, ':') && p.number(end+1, 2) >= 0 {
			end += 2
		}
	}
	if hh > 24 || mm > 59 {
		return 0, 0, i
	}
	end = p.minutes(&hh, &mm, end)
	return hh, mm, end
}

// minutes reads «والنصف», «إلا ربعا», «و18 دقيقة» behind the hour.
func (p *parser) minutes(hh, mm *int, j int) int {
	if !p.sameLine(j) || *mm != 0 {
		return j
	}
	share := func(k int) int {
		switch p.surface(k).role {
		case half:
			return 30
		case quarter:
			return 15
		case third:
			return 20
		}
		return 0
	}
	if p.role(j) == less && p.sameLine(j+1) && share(j+1) != 0 {
		*hh, *mm = *hh-1, 60-share(j+1)
		return j + 2
	}
	if p.role(j) == and && p.sameLine(j+1) && share(j+1) != 0 {
		*mm = share(j + 1)
		return j + 2
	}
	if p.t.Tokens[j].Pro&lang.And != 0 && share(j) != 0 {
		*mm = share(j)
		return j + 1
	}
	k := j
	if p.role(j) == and {
		k++
	} else if p.t.Tokens[j].Pro&lang.And == 0 {
		return j
	}
	if num, ok := p.numerals.At(p.t, k); ok && num.Value < 60 && num.Value > 0 {
		if u := p.stem(num.To); p.joins(num.To) && u.unit == minute {
			*mm = int(num.Value)
			return num.To + 1
		}
	}
	return j
}

// setClock writes the clock time, with the part of the day behind it, and
// the day that is said after it: «الساعة التاسعة من مساء أمس».
func (p *parser) setClock(e *expr, hh, mm, end int) {
	b := append(appendNumber([]byte{'T'}, hh, 2), ':')
	e.clock, e.to = string(appendNumber(b, mm, 2)), end
	j := end
	if p.role(j) == in || p.role(j) == of {
		j++
	}
	if !p.joins(j) {
		return
	}
	if d, ok := p.partOfDay(j); ok && d.clock == "" {
		e.take(d)
		e.clock = inPart(e.clock, d.part)
		return
	}
	if entry, n := p.match(p.parts, j); n > 0 && (n > 1 || !p.surface(j).isDay) {
		e.clock, e.to = inPart(e.clock, entry.Field(0)), j+n
		j += n
		for k := 0; k < 2 && (p.role(j) == in || p.role(j) == of || p.is(j, '،', ',')); k++ {
			j++
		}
	}
	d := expr{from: j, to: j}
	if p.joins(j) && (p.day(&d, j) || p.dayAndMonth(&d, j) || p.numeric(&d, j)) && d.shape == onCalendar && d.clock == "" {
		e.take(d)
	}
}

// take gives e the day of d, which stands behind it.
func (e *expr) take(d expr) {
	e.y, e.m, e.d, e.hijri, e.weekday, e.fromToday, e.days = d.y, d.m, d.d, d.hijri, d.weekday, d.fromToday, d.days
	e.dir, e.dir2, e.unit, e.to = d.dir, d.dir2, d.unit, d.to
}

// inPart moves a clock time of twelve hours to the part of the day it is in.
func inPart(clock, part string) string {
	if len(clock) < 6 {
		return clock
	}
	hh := int(clock[1]-'0')*10 + int(clock[2]-'0')
	switch part {
	case "TAF", "TEV":
		if hh < 12 {
			hh += 12
		}
	case "TNI":
		if hh >= 6 && hh < 12 {
			hh += 12
		} else if hh == 12 {
			hh = 0
		}
	case "TMI":
		if hh < 6 {
			hh += 12
		}
	case "TMO":
		if hh == 12 {
			hh = 0
		}
	}
	return string(append(appendNumber([]byte{'T'}, hh, 2), clock[3:]...))
}
