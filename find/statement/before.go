package statement

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// before reads the subject that stands before its verb: «منظمات حقوقية تقول»,
// «وكان لافروف قد أوضح».
func (s *scan) before(j, start int, v *verb) (*source, bool) {
	to := j
	if s.part(to-1) == "already" {
		to--
	}
	if s.t.Tokens[j].Pro&(lang.And|lang.So) != 0 || to <= start || s.part(to-1) == "relative" {
		return nil, false
	}
	if s.comma(to-1, j) { // الروائي سالم الجبلي، قال: / وكان المدير، سالم الجبلي، الجمعة، قال إن
		was := false // وكانت المقاومة الشعبية في تهامة، أعلنت
		for start < to && (s.part(start) == "was" || s.lead(start)) {
			was = was || s.part(start) == "was"
			start++
		}
		p, next := s.phrase(start, to-1, false)
		for next < to-1 && (s.comma(next, j) || s.time[next] != 0) {
			next++
		}
		h := s.headOf(p.From)
		if p.Len() == 0 || next < to-1 && !(was && s.stop(next)) || p.person.Len() == 0 && h != headMedia && !(was && h == headOrganisation) {
			return nil, false
		}
		src := s.source(p, false)
		return src, src != nil
	}
	from := to
	for from > start && to-from < longestPhrase && !s.opensClause(from-1) {
		from--
	}
	for from < to && (s.part(from) == "was" || s.lead(from) || s.f.doors.Has(s.t.Tokens[from].ID) || s.f.doors.Has(s.t.Tokens[from].Bare)) {
		from++
	}
	if from >= to {
		return nil, false
	}
	p, next := s.phrase(from, to, false)
	if p.Len() == 0 || next < to && !(s.stop(next) && s.part(next) != "relative") && !s.formula(next, to) {
		return nil, false
	}
	src := s.source(p, from == start && v.trusted())
	if src != nil && src.guessed && (src.kind != isnad.SpeakerPerson || p.Len() > 3 || v.form == "present" && s.described(p.Range)) {
		return nil, false
	}
	return src, src != nil
}

// described reports whether a phrase is a definite noun with its adjective,
// which shows something rather than says it: «الحراك الحاصل يؤكد أن».
func (s *scan) described(r text.Range) bool {
	for i := r.From; i < r.To; i++ {
		if s.t.Tokens[i].Pro&lang.Article == 0 {
			return false
		}
	}
	return r.Len() > 1
}

// formula reports whether a set phrase about an unnamed source stands at i:
// «مصدر حكومي طلب عدم ذكر اسمه قال».
func (s *scan) formula(i, end int) bool {
	_, n := s.match(s.f.narrator, i, end)
	return n > 0
}

// opensClause reports whether a clause begins behind token i.
func (s *scan) opensClause(i int) bool {
	k := &s.t.Tokens[i]
	if k.Kind == text.Mark && s.closing[i] == 0 && s.opening[i] == 0 && !s.mark(i, i+1, '(', ')', '-') {
		return !s.betweenApposition(i)
	}
	if q := s.opening[i]; q != 0 && !s.name[q-1] && (s.t.Quotes[q-1].Close < 0 || s.t.Quotes[q-1].Close-i > 5) {
		return true
	}
	return s.f.doors.Has(k.ID) || s.is(s.f.breaks, i) && s.stop(i) || s.lead(i) && s.mention[i] == 0
}

func (s *scan) betweenApposition(i int) bool {
	return s.comma(i, i+1) && s.person[i+1] != 0 && s.roleAt(i-1)
}

// afterQuote reads a verb behind the words that it reports: ««لن نعود»، قال الوزير».
func (s *scan) afterQuote(v *verb, d *draft, j, k, start, end int) (*draft, int) {
	if !v.trusted() && v.class != "say2" || d.source == nil || d.rule != "verb-subject" {
		return nil, j
	}
	i := j - 1
	for i > start && s.comma(i, j) {
		i--
	}
	if i < 0 || s.closing[i] == 0 {
		return nil, j
	}
	q := s.t.Quotes[s.closing[i]-1]
	if s.name[s.closing[i]-1] || s.claimed(q) || q.Close-q.Open < 3 {
		return nil, j
	}
	d.rule, d.kind, d.malformed = "quote-verb", isnad.Direct, q.Broken
	d.content = s.trimInside(text.Range{From: q.Open + 1, To: q.Close})
	return d, k
}

func (s *scan) claimed(q text.Quote) bool {
	for i := len(s.found) - 1; i >= 0 && i >= len(s.found)-3; i-- {
		if c := s.found[i].content; c.From <= q.Close && q.Open <= c.To {
			return true
		}
	}
	return false
}
