package statement

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// content is the extent of what was said.
type content struct {
	text.Range
	kind      isnad.StatementKind
	malformed bool
	next      int // the token to go on from
}

// contentFrom reads the content that begins at token at. end is the end of the
// sentence, limit of the paragraph: a quotation may run over sentences.
func (s *scan) contentFrom(at, end, limit int) content {
	if q, ok := s.speech(at); ok {
		return s.quoted(q, end, limit)
	}
	to := s.contentEnd(at, end, limit)
	c := content{Range: text.Range{From: at, To: to}, next: to}
	c.Range = s.trim(c.Range)
	c.kind = s.kindOf(c.Range)
	return c
}

// quoted reads content that begins with a speech mark.
//
// Behind the closing mark the page speaks again, unless the clause runs on with
// neither stop nor conjunction («دعا إلى «مضاعفة الجهود» من أجل ترسيخ الهدنة»): then
// the marks held a part of the content only.
func (s *scan) quoted(q text.Quote, end, limit int) content {
	if q.Close < 0 || q.Close >= limit {
		to := s.contentEnd(q.Open+1, end, limit)
		c := content{Range: s.trim(text.Range{From: q.Open + 1, To: to}), kind: isnad.Direct, malformed: true, next: to}
		return c
	}
	next := q.Close + 1
	if next < limit && s.runsOn(next, limit) {
		stop := s.sentenceEnd(q.Close, limit)
		to := s.contentEnd(next, stop, limit)
		r := s.trim(text.Range{From: q.Open, To: to})
		return content{Range: r, kind: isnad.Mixed, malformed: q.Broken, next: to}
	}
	return content{Range: s.trimInside(text.Range{From: q.Open + 1, To: q.Close}), kind: isnad.Direct, malformed: q.Broken, next: next}
}

// runsOn reports whether the clause goes on behind a closing mark.
func (s *scan) runsOn(i, limit int) bool {
	k := &s.t.Tokens[i]
	if k.Kind != text.Word || k.Line || k.Pro&(lang.And|lang.So) != 0 {
		return false
	}
	if v, _ := s.cueAt(i, limit); v != nil || s.part(i) == "relative" {
		return false
	}
	if e, _ := s.match(s.f.attributions, i, limit); e != nil {
		return false
	}
	if e, _ := s.match(s.f.breaks, i, limit); e != nil {
		return false
	}
	return s.t.SentenceAt(i) == s.t.SentenceAt(i-1)
}

func (s *scan) sentenceEnd(i, limit int) int {
	return min(limit, s.t.Sentences[s.t.SentenceAt(i)].To)
}

// longestContent bounds indirect content, in tokens: a sentence that never ends
// must not cost its square.
const longestContent = 600

// contentEnd finds where indirect content that begins at token at is over.
func (s *scan) contentEnd(at, end, limit int) int {
	end = min(end, at+longestContent)
	for j := at; j < end; j++ {
		if q := s.opening[j]; q != 0 {
			if c := s.t.Quotes[q-1].Close; c > j && c < limit {
				if j = c; c >= end {
					end = s.sentenceEnd(c, limit)
				}
				continue
			}
		}
		if j > at && s.breaksAt(j, at, end, limit) {
			for j > at+1 && s.lead(j-1) && s.mention[j-1] == 0 {
				j-- // «، فيما قال», «كما أوضح»
			}
			return j
		}
	}
	return end
}

// breaksAt reports whether the page or another statement speaks from token j on.
func (s *scan) breaksAt(j, at, end, limit int) bool {
	k := &s.t.Tokens[j]
	if k.Kind == text.Mark {
		return false
	}
	comma := s.comma(j-1, end) || s.mark(j-1, end, '.', '-', '–')
	if v, to := s.cueAt(j, end); v != nil && s.mention[j] == 0 {
		if comma && v.form == "past" && k.Pro&lang.And != 0 && s.contentNoun(at) {
			return true // أمر بإخلاء القرى، وكلف الوزارة …
		}
		if s.startsStatement(v, j, to, end, limit, comma) {
			return true
		}
	}
	if s.withNoun(j, end) {
		return true
	}
	if e, _ := s.match(s.f.breaks, j, end); e != nil {
		switch e.Field(0) {
		case "tail", "turn":
			return comma || k.Pro&lang.And != 0
		case "doubt":
			return comma && s.monitoring
		case "topic":
			return comma && k.Pro&lang.And != 0 && s.cueAfterComma(j, end)
		case "but":
			return (comma || k.Pro&lang.And != 0) && s.cueSoon(j+1, end, limit)
		}
	}
	if comma && k.Pro&lang.And != 0 && s.part(j) == "already" {
		return true
	}
	if comma {
		if e, n := s.match(s.f.attributions, j, end); e != nil {
			if e.Field(0) == "self" {
				return true
			}
			if _, _, next := s.attributed(j, end); next > j+n {
				return true
			}
		}
	}
	return false
}

// startsStatement reports whether the cue at j begins a statement of the same
// level as the content that it stands in, rather than one told inside it.
func (s *scan) startsStatement(v *verb, j, to, end, limit int, comma bool) bool {
	k := &s.t.Tokens[j]
	switch v.form {
	case "participle":
		if k.Pro&^(lang.And|lang.So) != 0 || !s.standsApart(v, j) {
			return false
		}
		return s.takesContent(v, to, end)
	case "noun":
		return false
	}
	joined := k.Pro&(lang.And|lang.So) != 0 || comma || s.lead(j-1)
	if !joined {
		return false
	}
	if v.frames&frameDocument != 0 {
		return s.part(to) == "in" && s.is(s.f.documents, to+1)
	}
	p, next := s.subject(v, to, end)
	if v.class == "topic" {
		return p.Len() > 0
	}
	if p.Len() > 0 && s.source(p, !v.addresses()) == nil {
		if v.act != "deny" && !v.addresses() {
			return false
		}
		p, next = phrase{}, to
	}
	if p.Len() == 0 && (k.Pro&(lang.And|lang.So) == 0 && !s.lead(j-1) || !s.goesOn(v, j)) {
		return false
	}
	if p.Len() == 0 && !v.trusted() && v.class != "address" && v.class != "weak" && s.part(to-1) != "saying" {
		return false
	}
	if p.Len() == 0 && v.class == "weak" && v.frames&frameObject != 0 && v.act != "deny" {
		return false
	}
	_, ok := s.region(v, next, end)
	return ok
}

// standsApart reports whether a participle is one of saying by where it stands:
// behind a comma, a stop or a closing mark. One of saying itself («مضيفة أن») and
// the masculine of asking («مناشداً») need none; of others the feminine looks like
// a noun («مطالبة القضاء») and the masculine like an adjective («يكون معبراً عن»).
func (s *scan) standsApart(v *verb, j int) bool {
	if v.trusted() || v.addresses() && v.agrees == "m" || j == 0 || s.t.Tokens[j].Line {
		return true
	}
	return s.t.Tokens[j-1].Kind == text.Mark && s.opening[j-1] == 0 || s.t.Tokens[j].Pro&lang.And != 0
}

// goesOn reports whether a verb in the middle of a sentence, with no subject of
// its own, can be said of whoever spoke last. A verb in the present that does
// not agree with that one («… ويؤكد أن» behind «وثقت الشبكة») goes on with the
// content's own subject.
func (s *scan) goesOn(v *verb, j int) bool {
	if d := s.speaking; d != nil && d.source != nil && !d.implicit {
		return agree(d, v)
	}
	if n := len(s.last); n > 0 {
		return agree(s.last[n-1], v)
	}
	return true
}

// takesContent reports whether a participle is followed by what its frame asks
// for: «مشيراً إلى», «مؤكدة أن», «مناشداً أصحاب المراكب تفادي».
func (s *scan) takesContent(v *verb, to, end int) bool {
	for k := to; k < end && k < to+4; k++ {
		if s.door(k, end) > 0 || s.mark(k, end, ':') {
			return true
		}
		if _, ok := s.speech(k); ok {
			return true
		}
		if at, _ := s.frameAt(v, k, end, true, k == to && v.class != "say"); at > 0 {
			return true
		}
	}
	if v.class == "address" || v.class == "addressfrom" {
		for k := to; k < end && k < to+10; k++ {
			if at, _ := s.frameAt(v, k, end, true, false); at > 0 {
				return true
			}
		}
		return v.asksBare() && s.addressedSoon(to, end)
	}
	return false
}

// withNoun reports whether a verbal noun of saying opens a statement at j: «مع
// التأكيد على», «بالإشارة إلى».
func (s *scan) withNoun(j, end int) bool {
	i := j
	if s.part(j) == "along" {
		i = j + 1
	}
	v, to := s.nounCue(i, end)
	return v != nil && i > j && s.takesContent(v, to, end)
}

// nounCue returns the verbal noun of saying at i: it must have its article.
func (s *scan) nounCue(i, end int) (*verb, int) {
	if i >= end || s.mention[i] != 0 {
		return nil, 0
	}
	k := &s.t.Tokens[i]
	if k.Pro&lang.Article == 0 {
		return nil, 0
	}
	e := s.f.speech.Find(k.Core)
	if e == nil || s.f.verbs[e].form != "noun" {
		return nil, 0
	}
	return s.f.verbs[e], i + 1
}

// cueSoon reports whether a verb of saying with its door stands within a few
// tokens: «لكن منظمات حقوقية تقول إن».
func (s *scan) cueSoon(i, end, limit int) bool {
	for k := i - 1; k < end && k < i+7; k++ {
		v, to := s.cueAt(k, end)
		if v == nil || v.form != "past" && v.form != "present" {
			continue
		}
		if k > i-1 && s.t.Tokens[k].Pro&lang.And != 0 {
			return false
		}
		_, next := s.phrase(to, end, false)
		_, ok := s.region(v, next, end)
		return ok
	}
	return false
}

// cueAfterComma reports whether a verb of saying stands behind the next comma:
// «، وبخصوص الملف المائي، أعرب عن أمله».
func (s *scan) cueAfterComma(j, end int) bool {
	for k := j; k < end && k < j+40; k++ {
		if s.comma(k, end) {
			if v, _ := s.cueAt(k+1, end); v != nil && (v.form == "past" || v.form == "present") {
				return true
			}
		}
	}
	return false
}

// lead reports whether token i is a word behind which a new clause begins.
func (s *scan) lead(i int) bool {
	if i < 0 {
		return true
	}
	e, _ := s.t.Match(s.f.leads, i)
	return e != nil
}

// clauseStart reports whether a clause may begin at token k of a region that
// began at from.
func (s *scan) clauseStart(k, from int) bool {
	return s.t.Tokens[k].Pro&(lang.And|lang.So) != 0 || s.comma(k-1, k) || s.lead(k-1)
}

// trim takes stops and stray marks off the ends.
func (s *scan) trim(r text.Range) text.Range {
	for r.Len() > 0 && s.dropsAtEnd(r) {
		r.To--
	}
	for r.Len() > 0 && s.t.Tokens[r.From].Kind == text.Mark && (s.opening[r.From] == 0 || s.closes(r, r.From) < 0) && !s.mark(r.From, r.To, '(') {
		r.From++
	}
	return r
}

func (s *scan) dropsAtEnd(r text.Range) bool {
	i := r.To - 1
	if s.t.Tokens[i].Kind != text.Mark {
		return false
	}
	if q := s.closing[i]; q != 0 && s.t.Quotes[q-1].Open >= r.From {
		return false
	}
	if s.mark(i, r.To, ')') {
		for j := i; j >= r.From; j-- {
			if s.mark(j, r.To, '(') {
				return false
			}
		}
	}
	return !s.mark(i, r.To, '%', '٪')
}

func (s *scan) closes(r text.Range, open int) int {
	if c := s.t.Quotes[s.opening[open]-1].Close; c < r.To {
		return c
	}
	return -1
}

// trimInside takes the final stop off what stands between speech marks.
func (s *scan) trimInside(r text.Range) text.Range {
	for r.Len() > 1 && s.mark(r.To-1, r.To, '.', '،', ',', '؛', ':') {
		r.To--
	}
	return r
}

// closesClause reports whether nothing but a mark follows up to end.
func (s *scan) closesClause(i, end int) bool { return i >= end }

// kindOf tells mixed content, which holds speech in marks, from indirect.
func (s *scan) kindOf(r text.Range) isnad.StatementKind {
	for i := r.From; i < r.To; i++ {
		q := s.opening[i]
		if q == 0 || s.name[q-1] || s.t.Quotes[q-1].Close < 0 || s.t.Quotes[q-1].Close > r.To {
			continue
		}
		// One word in marks is the page's name for a thing, unless it is what
		// something was called: «وصفها بـ «الإيجابية»».
		if s.t.Quotes[q-1].Close-i > 2 || s.part(i-1) == "with" || s.closesClause(s.t.Quotes[q-1].Close+1, r.To) {
			return isnad.Mixed
		}
	}
	return isnad.Indirect
}
