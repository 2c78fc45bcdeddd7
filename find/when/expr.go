package when

import (
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// shape is what sort of expression was read.
type shape uint8

const (
	onCalendar shape = iota // year, month, day, weekday or day of speaking, in any mixture
	unitAway                // «العام الماضي»: a unit counted from the day of speaking
	length                  // «49 عاما»
	vagueTime               // «حتى الآن»: value is set
	recurring               // «كل يوم»: value is set
	anaphor                 // «العام نفسه», «ذلك الحين»: what an earlier time meant
	tenYears                // «التسعينيات»
	oneCentury              // «القرن الماضي», «القرن التاسع عشر»
	yearPair                // «2008-2012»
	dayPair                 // «3 - 5 مارس»: d and d2 of one month
	jubilee                 // «الذكرى الثانية»
	sportsYear              // «الموسم الماضي»
)

// expr is an expression of time as it was read, before it is dated.
type expr struct {
	from, to int // tokens
	shape    shape
	rule     string

	y, m, d, d2, y2 int // 0 is unknown
	hijri           bool
	weekday         int
	fromToday       bool // days are counted from the day of speaking
	days            int

	unit  unit
	n     float64 // of units; 0 for some
	dir   dir
	dir2  int // units further: «قبل الماضي» is one more
	part  string
	clock string // "T06:30"
	mod   string
	value string
	// nth counts the weekdays of a month: «أول خميس من يوليو»; -1 is the last.
	nth int
	// tight says that the day and the month were written as one numeric date.
	tight bool
	// around says that a length of time was placed: «قبل يومين».
	around dir
	// bareYear is a year without a word that announces it.
	bareYear bool
}

// parser reads the expressions of one text.
type parser struct {
	*Finder
	t   *text.Text
	out []expr
}

func (p *parser) parse() {
	toks := p.t.Tokens
	for i := 0; i < len(toks); {
		if toks[i].Kind == text.Mark || toks[i].Kind == text.Word && p.blank(i) {
			i++
			continue
		}
		if n := p.name(i); n > 0 {
			i += n
			continue
		}
		e, ok := p.expr(i)
		if !ok || e.to <= i {
			i++
			continue
		}
		if p.plausible(&e) {
			p.out = append(p.out, e)
		}
		i = e.to
	}
}

// blank reports, fast, that word i can begin no expression.
func (p *parser) blank(i int) bool {
	k := &p.t.Tokens[i]
	return k.Bare == 0 && k.Core == 0 ||
		p.table.at(k.Bare) == &p.table.words[0] && p.table.at(k.ID) == &p.table.words[0] &&
			(k.Enc != 0 || p.table.at(k.Core) == &p.table.words[0])
}

// surface is what word i is with its article, if it has one, but without
// proclitics; stem is what it is without its article.
func (p *parser) surface(i int) *word {
	if i < 0 || i >= len(p.t.Tokens) || p.t.Tokens[i].Kind != text.Word {
		return &p.table.words[0]
	}
	if w := p.table.at(p.t.Tokens[i].ID); w != &p.table.words[0] {
		return w
	}
	return p.table.at(p.t.Tokens[i].Bare)
}

func (p *parser) stem(i int) *word {
	if i < 0 || i >= len(p.t.Tokens) || p.t.Tokens[i].Kind != text.Word || p.t.Tokens[i].Enc != 0 {
		return &p.table.words[0]
	}
	return p.table.at(p.t.Tokens[i].Core)
}

// joins reports whether token i goes on where i-1 ends: no new line, and no
// proclitic before it.
func (p *parser) joins(i int) bool {
	return i > 0 && i < len(p.t.Tokens) && !p.t.Tokens[i].Line && p.t.Tokens[i].Pro&^lang.Article == 0
}

// sameLine reports whether i is a token of the same line as i-1.
func (p *parser) sameLine(i int) bool {
	return i > 0 && i < len(p.t.Tokens) && !p.t.Tokens[i].Line
}

func (p *parser) definite(i int) bool {
	return i >= 0 && i < len(p.t.Tokens) && p.t.Tokens[i].Pro&lang.Article != 0
}

// role returns the role of word i if it goes on where i-1 ends.
func (p *parser) role(i int) role {
	if !p.joins(i) {
		return noRole
	}
	return p.surface(i).role
}

// roleBefore returns the role of the word that stands before token i on its line,
// and, where that word is joined to it as a proclitic, to or by.
func (p *parser) roleBefore(i int) role {
	switch pro := p.t.Tokens[i].Pro; {
	case pro&lang.To != 0:
		return to
	case pro&lang.In != 0:
		return by
	}
	if i == 0 || p.t.Tokens[i].Line {
		return noRole
	}
	return p.surface(i - 1).role
}

// match asks a list about the words at i; only the first may have proclitics.
func (p *parser) match(l *lang.List, i int) (*lang.Entry, int) {
	if i >= len(p.t.Tokens) || p.t.Tokens[i].Kind != text.Word {
		return nil, 0
	}
	return p.t.Match(l, i)
}

// number returns the number that token i's digits write, -1 if it has none or
// more than width.
func (p *parser) number(i, width int) int {
	if i >= len(p.t.Tokens) || i < 0 || p.t.Tokens[i].Kind != text.Number {
		return -1
	}
	s := p.t.Norm(i)
	if len(s) > width {
		return -1
	}
	n := 0
	for _, c := range []byte(s) {
		n = 10*n + int(c-'0')
	}
	return n
}

// is reports whether token i is one of the marks and stands on i-1's line.
func (p *parser) is(i int, marks ...rune) bool {
	if !p.sameLine(i) || p.t.Tokens[i].Kind != text.Mark {
		return false
	}
	for _, m := range marks {
		if p.t.Tokens[i].Rune == m {
			return true
		}
	}
	return false
}

func (p *parser) dash(i int) bool { return p.is(i, '-', '–', '—', '−', '‑') }

// name returns the length of a name or idiom at i that holds no time, 0 if
// there is none.
func (p *parser) name(i int) int {
	if !p.surface(i).many {
		return 0
	}
	_, n := p.match(p.names, i)
	return n
}

// expr reads the expression that begins with token i.
func (p *parser) expr(i int) (expr, bool) {
	w, c := p.surface(i), p.stem(i)
	if w.many || w.vague != "" {
		if e, ok := p.vagueTime(i); ok {
			return e, true
		}
	}
	if w.mod != "" || w.many || c.mod != "" {
		if e, ok := p.modified(i); ok {
			return e, true
		}
	}
	if w.role == every {
		return p.recurring(i)
	}
	if w.role == this || w.role == that || w.role == same {
		return p.pointed(i)
	}
	if e, ok := p.calendar(i); ok {
		return e, true
	}
	switch {
	case w.role == anniversary:
		return p.jubilee(i)
	case w.role == ago:
		return p.ago(i)
	case w.role == daily:
		return p.adverb(i)
	case w.role == span, w.role == toCome:
		return p.span(i)
	case w.role == season, w.role == seasonHead:
		return p.season(i)
	case w.role == sports:
		e := expr{from: i, shape: sportsYear, rule: "season"}
		j := i + 1
		ok := p.qualified(&e, &j)
		e.to = j
		return e, ok && e.dir != recent
	case w.role == century:
		return p.century(i)
	case c.decade != 0:
		return p.decade(i)
	}
	if e, ok := p.unitAway(i); ok {
		return e, true
	}
	return p.length(i)
}

// plausible tells an expression from a name that looks like one.
func (p *parser) plausible(e *expr) bool {
	if e.shape != onCalendar {
		return true
	}
	if e.y == 0 && e.from > 0 && !p.t.Tokens[e.from].Line && (e.weekday == 0 || e.m != 0) && e.clock == "" && e.part == "" {
		if p.surface(e.from-1).head || p.stem(e.from-1).head || p.ofHead(e.from) {
			return false
		}
	}
	// «اليوم», "الغد", «الحياة اليوم», (اليوم): newspapers and broadcasts.
	return !(e.to == e.from+1 && (p.quoted(e.from) || e.fromToday && p.inTitle(e.from)))
}

// inTitle reports whether i is the last word of a name in marks, or alone in brackets.
func (p *parser) inTitle(i int) bool {
	if p.is(i+1, ')') && i > 0 && p.t.Is(i-1, '(') {
		return true
	}
	q := p.quoteAt(i)
	return q >= 0 && p.t.Quotes[q].Close == i+1 && i-p.t.Quotes[q].Open <= 3
}

// ofHead reports whether a head stands before an opening mark or a «يوم» at i.
func (p *parser) ofHead(i int) bool {
	return i >= 2 && p.t.Tokens[i-1].Kind == text.Mark && p.quoteOpens(i-1) && p.surface(i-2).head
}

// quoteAt returns the index of the last quote that opens at or before token i, -1 if none does.
func (p *parser) quoteAt(i int) int {
	lo, hi := 0, len(p.t.Quotes)
	for lo < hi {
		mid := (lo + hi) / 2
		if p.t.Quotes[mid].Open <= i {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo - 1
}

func (p *parser) quoteOpens(i int) bool {
	q := p.quoteAt(i)
	return q >= 0 && p.t.Quotes[q].Open == i
}

func (p *parser) quoted(i int) bool {
	q := p.quoteAt(i)
	return q >= 0 && p.t.Quotes[q].Open == i-1 && p.t.Quotes[q].Close == i+1
}
