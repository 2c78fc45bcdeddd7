package when

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/text"
)

// The farthest that the ends of «منذ تدخلها في سوريا عام 2015 وحتى سقوط النظام
// في 2024» may stand from the words that open and join them.
const (
	farthestStart = 10
	farthestEnd   = 10
)

// joinable reports whether time i can be an end of a period.
func (r *resolver) joinable(i int) bool {
	switch f := &r.found[i]; f.kind {
	case isnad.TimeDate, isnad.TimeOfDay, isnad.TimeRelative:
		return f.value != "PAST_REF" && f.value != "FUTURE_REF" && f.value != "PRESENT_REF" && f.value[0] != 'P'
	}
	return false
}

// period makes a period of times a and b, which stands beside them, where the words between and before
// them say that one runs from a to b.
func (r *resolver) period(a, b int) {
	x, y := &r.found[a], &r.found[b]
	start, joint := r.opening(x.from, farthestStart), r.joint(x.to, y.from)
	switch {
	case joint == noRole:
		return
	case joint == and:
		if start < 0 || r.openedBy(start) != between {
			return
		}
	case joint == until:
		if start < 0 || r.openedBy(start) == between {
			if !r.close(x.to, y.from) {
				return
			}
			start = x.from
		}
		if start < x.from-1 && r.openedBy(start) != since && !r.near(start, x.from) {
			start = x.from
			if !r.close(x.to, y.from) {
				return
			}
		}
	}
	if x.lo != noDay && y.hi != noDay && y.hi < x.lo {
		return
	}
	r.found = append(r.found, found{from: start, to: y.to, lo: x.lo, hi: y.hi, value: x.value + "/" + y.value,
		kind: isnad.TimePeriod, rule: "period", anchor: x.anchor, ref: -1})
}

// pairDays gives two weekdays the days of the date behind them, and the second
// of them its words: «يومي الثلاثاء والأربعاء 11 و12 أبريل».
func (p *parser) pairDays() {
	kept := p.out[:0]
	for i := 0; i < len(p.out); i++ {
		kept = append(kept, p.out[i])
		n := len(kept)
		if p.out[i].shape != dayPair || n < 3 || p.out[i].tight {
			continue
		}
		a, b, d := &kept[n-3], &kept[n-2], &p.out[i]
		if !a.weekdayOnly() || !b.weekdayOnly() || b.to != d.from || !p.connected(a.to, b.from) || b.from-a.to > 1 || !p.joins(d.from) {
			continue
		}
		for _, e := range [2]*expr{a, b} {
			e.y, e.m, e.d, e.hijri, e.dir, e.dir2, e.unit, e.rule = d.y, d.m, d.d, d.hijri, d.dir, d.dir2, d.unit, "date"
		}
		b.d, b.to = d.d2, d.to
		kept = kept[:n-1]
	}
	p.out = kept
}

// weekdayOnly reports whether e is a weekday and nothing else.
func (e *expr) weekdayOnly() bool {
	return e.shape == onCalendar && e.weekday != 0 && !e.fromToday && e.d == 0 && e.m == 0 && e.y == 0 && e.clock == "" && e.nth == 0
}

// close reports whether nothing but what joins stands between two tokens.
func (r *resolver) close(i, j int) bool { return j-i <= 4 && r.connected(i, j) }

// near reports whether the opening at token i belongs to what begins at from:
// a few words of preposition and noun only.
func (r *resolver) near(i, from int) bool { return from-i <= 3 }

// joint returns what joins the times that end at i and begin at j: until, and
// or nothing.
func (r *resolver) joint(i, j int) role {
	if j-i > farthestEnd || j < i || r.t.SentenceAt(i-1) != r.t.SentenceAt(j) {
		return noRole
	}
	if i == j {
		if r.roleOfAnd(j) {
			return and
		}
		return noRole
	}
	for k := i; k < j; k++ {
		tok := &r.t.Tokens[k]
		if tok.Kind == text.Mark {
			switch {
			case r.dashAt(k) && k == i && (j == i+1 || j == i+2):
				return until
			case tok.Rune == '،' && k == i, tok.Rune == ',' && k == i, tok.Rune == '(' || tok.Rune == ')':
				continue
			}
			if tok.Rune == '.' || tok.Rune == '؛' || tok.Rune == ':' {
				return noRole
			}
			continue
		}
		switch ro := r.surface(k).role; {
		case ro == until && k <= i+1:
			return until
		case ro == and && k == i && j == i+1:
			return and
		case k > i+1:
			return noRole
		}
	}
	return noRole
}

func (r *resolver) dashAt(k int) bool { return r.dash(k) }

func (r *resolver) roleOfAnd(j int) bool { return r.connected(j, j) }

// opening returns the token where the words before i open a period, -1 if
// they do not: «منذ تدخلها في», «من», «فيما بين عامي».
func (r *resolver) opening(i, farthest int) int {
	s := r.t.Sentences[r.t.SentenceAt(i)]
	for k := i - 1; k >= s.From && k >= i-farthest; k-- {
		tok := &r.t.Tokens[k]
		if tok.Kind == text.Mark {
			break
		}
		switch ro := r.surface(k).role; {
		case ro == since:
			return k
		case ro == between && i-k <= 3:
			if k > s.From && r.matchBetween(k-1) {
				return k - 1
			}
			return k
		case ro == of && i-k <= 2:
			return k
		case ro == until, tok.Line:
			return -1
		}
	}
	return -1
}

// matchBetween reports whether «فيما بين» begins at k.
func (r *resolver) matchBetween(k int) bool {
	_, n := r.match(r.words, k)
	return n == 2
}

func (r *resolver) openedBy(k int) role {
	if r.matchBetween(k) {
		return between
	}
	return r.surface(k).role
}
