package event

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// clause is a range of tokens that names an event.
type clause struct {
	from, to int
	trigger  int // its verb or noun
	rule     string
}

// longest bounds a clause to either side of its time, in tokens.
const longest = 36

// clause reads the smallest clause around the time [from,to).
func (s *scan) clause(from, to int) (clause, bool) {
	l := s.left(from)
	if l.anchored >= 0 {
		return clause{l.anchored, to, l.anchored, "noun-time"}, true
	}
	if l.verb < 0 && l.said {
		return clause{}, false
	}
	r := s.right(to, l.verb < 0)
	c := clause{from: l.from, to: r.to, trigger: l.verb, rule: "verb-time"}
	if c.trigger < 0 {
		c.trigger, c.rule = r.verb, "time-verb"
	}
	if c.trigger < 0 {
		if w := l.was; w >= 0 && s.class(w+1)&inWord != 0 { // كان في العاصمة يوم الأحد
			c.trigger, c.rule = w, "was-time"
		}
	}
	if c.trigger < 0 {
		return clause{}, false
	}
	for c.from < c.to && s.t.Tokens[c.from].Kind == text.Mark {
		c.from++
	}
	for c.to > to && s.trailing(c.to-1) {
		c.to--
	}
	return c, c.to-c.from >= 3
}

// trailing reports whether token i, a mark or a preposition, ends no clause.
func (s *scan) trailing(i int) bool {
	k := &s.t.Tokens[i]
	if k.Kind == text.Mark {
		return k.Rune != '%' && k.Rune != '٪' && k.Rune != ')'
	}
	return s.class(i)&(inWord|anchor|prep|link) != 0
}

// side is what was found on one side of a time.
type side struct {
	from, to int
	verb     int  // the verb of happening nearest to the clause's beginning, -1 if none
	anchored int  // the noun that the time dates, -1 if none
	was      int  // an auxiliary, -1 if none
	said     bool // a verb of saying closed the clause
}

// left walks from the time to the clause's beginning.
func (s *scan) left(time int) side {
	out := side{from: time, verb: -1, anchored: -1, was: -1}
	near := -1 // the noun of happening nearest to the time, with no verb between
	for k := time - 1; k >= 0 && k > time-longest; k-- {
		if s.t.Tokens[k+1].Line {
			break
		}
		c := s.class(k)
		if s.closes(k) || c&(door|relative|link) != 0 && c&verb == 0 {
			break
		}
		if c&sourceWord != 0 {
			out.said = true
			break
		}
		if c&(sayingVerb|sayingForm) != 0 && c&verb == 0 {
			out.said = true
			break
		}
		if c&noun != 0 && near == -1 && (c&verb == 0 || k > 0 && s.class(k-1)&anchor != 0) {
			near = k
			c &^= verb
		}
		if c&anchor != 0 && (near == k+1 || s.f.verbLast && near == k+2) && time-near < 14 {
			out.anchored = near
			return out
		}
		if c&was != 0 && out.verb < 0 {
			out.was = k
		}
		out.from = k
		if c&verb != 0 {
			out.verb = k
			if s.begins(k) {
				break
			}
			near = -2
		}
		if !s.f.verbLast && s.t.Tokens[k].Pro&lang.And != 0 && k > 0 && s.comma(k-1) {
			break
		}
	}
	return out
}

// begins reports whether a clause begins with the verb at k: it carries «و», or
// stands first, or behind a comma.
func (s *scan) begins(k int) bool {
	if s.f.verbLast {
		return false
	}
	return s.t.Tokens[k].Pro&(lang.And|lang.So) != 0 || k > 0 && s.comma(k-1)
}

// right walks from the time to the clause's end. wanted says that the clause
// has no verb yet, so one may stand behind a comma: «في 2017، وقع الطرفان …».
func (s *scan) right(to int, wanted bool) side {
	out := side{to: to, verb: -1, anchored: -1, was: -1}
	for k := to; k < len(s.t.Tokens) && k < to+longest; k++ {
		tok := &s.t.Tokens[k]
		if tok.Line || s.closes(k) || s.opens(k) {
			break
		}
		if found := !wanted || out.verb >= 0; found && k > to+2 && s.comma(k) || found && k > to && s.comma(k-1) && tok.Pro&lang.And != 0 {
			break
		}
		c := s.class(k)
		if c&relative != 0 && k > to && wanted && out.verb < 0 {
			break // the verb behind it is another clause's
		}
		if c&(door|link|sourceWord|sayingForm) != 0 && c&verb == 0 || c&relative != 0 && s.comma(k-1) {
			break
		}
		if c&sayingVerb != 0 && c&verb == 0 {
			if wanted && out.verb < 0 {
				return out
			}
			if tok.Pro&(lang.And|lang.So) != 0 || s.comma(k-1) {
				break
			}
		}
		if c&verb != 0 {
			switch {
			case out.verb < 0 && wanted && tok.Pro&(lang.And|lang.So) == 0:
				out.verb = k
			case tok.Pro&(lang.And|lang.So) != 0, s.comma(k - 1):
				out.to = k
				return out
			}
		}
		out.to = k + 1
	}
	return out
}

func (s *scan) comma(k int) bool {
	return s.t.Is(k, '،') || s.t.Is(k, ',')
}

// closes reports whether a clause cannot go on over token k.
func (s *scan) closes(k int) bool {
	tok := &s.t.Tokens[k]
	if tok.Kind != text.Mark {
		return false
	}
	switch tok.Rune {
	case '؛', ';', ':', '!', '?', '؟', '…', '“', '”', '"', '«', '»', '[', ']':
		return true
	case '.':
		return k+1 >= len(s.t.Tokens) || s.t.Tokens[k+1].Gap && s.t.SentenceAt(k) != s.t.SentenceAt(k+1)
	}
	return false
}

// opens reports whether token k opens speech or a bracket.
func (s *scan) opens(k int) bool { return s.t.Is(k, '(') }

// modality tells what the words before and in the clause make of it.
func (s *scan) modality(c clause, x int) isnad.Modality {
	m := isnad.Asserted
	if s.times[x].Value == "FUTURE_REF" && s.class(c.trigger)&pastVerb == 0 {
		m = isnad.Planned
	}
	if s.class(c.trigger)&plannedVerb != 0 || s.t.Tokens[c.trigger].Pro&lang.Will != 0 {
		m = isnad.Planned
	}
	from := max(0, c.from-4) // «من المرجح أن …»
	for k := c.from; k > from; k-- {
		if s.t.Tokens[k].Line || s.closes(k-1) {
			from = k
			break
		}
	}
	for k := from; k < c.to; k++ {
		if s.class(k)&modal == 0 {
			continue
		}
		switch s.word(k) {
		case "denied":
			if k <= c.trigger {
				return isnad.Denied
			}
		case "no":
			if k <= c.trigger && k+1 < len(s.t.Tokens) && s.word(k+1) != "still" {
				return isnad.Denied
			}
		case "possible":
			m = isnad.Possible
		case "may":
			if k+1 < len(s.t.Tokens) && s.class(k+1)&presentVerb != 0 {
				m = isnad.Possible
			}
		case "planned":
			if m == isnad.Asserted {
				m = isnad.Planned
			}
		case "planned-time":
			if m == isnad.Asserted && s.class(c.trigger)&pastVerb == 0 {
				m = isnad.Planned
			}
		}
	}
	return m
}
