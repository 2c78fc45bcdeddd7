package when

// season reads «صيف 2015», «الصيف الماضي».
func (p *parser) season(i int) (expr, bool) {
	j := i
	if p.surface(j).role == seasonHead {
		if j++; !p.joins(j) || p.surface(j).role != season {
			return expr{}, false
		}
	}
	e := expr{from: i, part: p.surface(j).field, rule: "season"}
	k := j + 1
	y := expr{}
	if y.y = p.number(k, 4); y.y >= 1000 && isYear(y.y) && p.sameLine(k) {
		e.y, e.to = y.y, k+1
		return e, true
	}
	y.y = 0
	if !p.joins(k) {
		return e, false
	}
	if p.yearOf(&y, k) && y.shape == onCalendar {
		e.y, e.to = y.y, y.to
		return e, true
	}
	if p.definite(j) && p.qualified(&e, &k) {
		e.to, e.unit = k, year
		return e, true
	}
	u, ok := p.unitAway(k)
	if p.role(k) == this {
		u, ok = p.pointed(k)
	}
	if ok && u.shape == unitAway && u.unit == year { // «صيف العام الماضي», «صيف هذه السنة»
		e.dir, e.dir2, e.unit, e.to, e.rule = u.dir, u.dir2, year, u.to, "season-of-year"
		return e, true
	}
	return e, false
}

// decade reads «التسعينيات», «تسعينيات القرن الماضي».
func (p *parser) decade(i int) (expr, bool) {
	e := expr{from: i, to: i + 1, shape: tenYears, y: int(p.stem(i).decade), rule: "decade"}
	if !p.definite(i) && !(p.joins(i+1) && p.surface(i+1).role == century) {
		return e, false
	}
	j := i + 1
	if p.role(j) == of {
		if p.surface(j+1).role == age { // «في الثلاثينيات من عمره»
			return e, false
		}
		j++
	}
	if p.joins(j) && p.surface(j).role == century {
		if c, ok := p.century(j); ok {
			e.y, e.to = e.y-1900+c.y, c.to
		}
	}
	return e, true
}

// century reads «القرن الماضي», «القرن التاسع عشر», with the first year in y.
func (p *parser) century(i int) (expr, bool) {
	e := expr{from: i, shape: oneCentury, rule: "century"}
	if !p.joins(i + 1) {
		return e, false
	}
	if n, end := p.ordinal(i + 1); n > 0 && n <= 22 {
		e.y, e.to = (n-1)*100, end
		return e, true
	}
	j := i + 1
	if !p.qualified(&e, &j) {
		return e, false
	}
	e.to = j
	switch e.dir {
	case past:
		e.y = 1900
	case now:
		e.y = 2000
	default:
		return e, false
	}
	return e, true
}
