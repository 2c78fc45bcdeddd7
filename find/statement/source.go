package statement

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// attribution1 reads a source named without a verb of its own («بحسب X») at
// token j, with the clause before or behind it as content, and returns the
// token behind the statement; j if there is none.
func (s *scan) attribution1(j, start, end, limit int) int {
	e, n := s.match(s.f.attributions, j, end)
	if e == nil || e.Field(0) == "self" {
		return j
	}
	src, _, next := s.attributed(j, end)
	if src == nil || next <= j+n-1 {
		return j
	}
	if e.Field(0) == "verb" && s.leads(j, start) && s.lead(j) {
		return j // «كما قال الوزير» at the head of a sentence reports in its own right
	}
	cue := text.Range{From: j, To: j + n}
	if e.Field(0) == "verb" { // «وفقاً لما أكده» is one cue
		if v, to := s.cueWithPronoun(j+n, end); v != nil {
			cue.To = to
		}
	}
	d := &draft{rule: "according-to", act: "state", cue: cue, source: src, saidAt: -1}
	if src.kind == isnad.SpeakerAnonymous && s.sameAgain(src) {
		s.inheritLinks(d)
	}
	var o opening
	if after := s.addressee(&o, next, end); after > next { // وفقاً لما أكده مسؤولون لوكالة …
		d.links, next = append(d.links, o.links...), after
	}
	s.documentChain(d)
	if s.leads(j, start) {
		return s.attributedBehind(d, next, end, limit)
	}
	return s.attributedBefore(d, j, next, start, end)
}

// leads reports whether token j begins its sentence, but for a lead-in.
func (s *scan) leads(j, start int) bool {
	for i := start; i < j; i++ {
		if s.t.Tokens[i].Kind != text.Mark && !s.lead(i) {
			return false
		}
	}
	return true
}

// attributedBehind takes the rest of the sentence as content. If a verb of
// saying with a subject of its own comes first, the source named here only
// carried it.
func (s *scan) attributedBehind(d *draft, i, end, limit int) int {
	comma := false
	for i < end && (s.time[i] != 0 || s.comma(i, end) || s.t.Tokens[i].Kind == text.Mark && s.opening[i] == 0) {
		comma, i = comma || s.time[i] == 0, i+1
	}
	if to := s.door(i, end); to > 0 {
		comma, i = true, to
	}
	if i >= end {
		s.linkSentence(d, end-1)
		return i
	}
	if end-i < 4 {
		return i
	}
	verb := i
	if s.t.Tokens[verb].Pro&lang.So != 0 && s.part(verb) == "already" {
		verb++ // فقد ذكر
	}
	if other, next := s.clauseAt(verb, verb, end, limit); other != nil && !other.implicit {
		other.prepend(s.asLink(d.source))
		s.add(other)
		return next
	}
	if !comma && d.source.kind == isnad.SpeakerDocument {
		return i
	}
	c := s.contentFrom(i, end, limit)
	if c.Len() < 3 {
		return i
	}
	d.content, d.kind, d.malformed = c.Range, c.kind, c.malformed
	s.add(d)
	return max(c.next, i)
}

// attributedBefore takes the clause before the source as content, or, if that
// clause holds a statement already, makes the source a link of its chain.
func (s *scan) attributedBefore(d *draft, j, next, start, end int) int {
	if !s.comma(j-1, end) && !s.mark(j-1, end, '.') && s.closing[j-1] == 0 && !s.closesSentence(next, end) {
		return j
	}
	if last := s.lastOuter(); last != nil && last.content.From >= start {
		if last.content.To >= j-2 {
			last.prepend(s.asLink(d.source))
		}
		return next
	}
	r := s.trim(text.Range{From: start, To: j})
	if r.Len() < 6 && end-next > 6 && s.comma(next, end) { // وفضل الأهالي، بحسب الحاج، عدم …
		return s.attributedBehind(d, next, end, end)
	}
	if q := s.closing[max(j-1, 0)]; q != 0 && r.Len() > 0 && s.t.Quotes[q-1].Open == r.From {
		r = s.trimInside(text.Range{From: r.From + 1, To: r.To - 1})
		d.kind = isnad.Direct
	}
	if r.Len() < 3 {
		return next
	}
	for r.Len() > 3 && s.part(r.To-1) == "this" { // «، وذلك بحسب …»
		r = s.trim(text.Range{From: r.From, To: r.To - 1})
	}
	if d.content = r; d.kind == "" {
		d.kind = s.kindOf(r)
	}
	s.add(d)
	return next
}

// lastOuter is the last statement that does not stand inside another.
func (s *scan) lastOuter() *draft {
	for i := len(s.found) - 1; i >= 0; i-- {
		if s.found[i].parent == nil {
			return s.found[i]
		}
	}
	return nil
}

func (s *scan) closesSentence(i, end int) bool {
	for i < end && s.t.Tokens[i].Kind == text.Mark {
		i++
	}
	return i >= end
}

// linkSentence reads a sentence that is a source and nothing else («وفق وكالة
// النهر.»): it is a hand through which the statements of the sentence before came.
func (s *scan) linkSentence(d *draft, i int) {
	at := s.t.SentenceAt(i) - 1
	if at < 0 || s.t.ParagraphAt(i) != s.t.ParagraphAt(s.t.Sentences[at].From) {
		return
	}
	for j := len(s.found) - 1; j >= 0 && s.found[j].at() >= s.t.Sentences[at].From; j-- {
		s.found[j].prepend(s.asLink(d.source))
	}
}

// sameAgain reports whether an unnamed source was written with the article:
// «المصادر» are those who spoke before.
func (s *scan) sameAgain(src *source) bool {
	return s.t.Tokens[src.span.From].Pro&lang.Article != 0
}

// inheritLinks gives an unnamed source the way that it took before.
func (s *scan) inheritLinks(d *draft) {
	for i := len(s.last) - 1; i >= max(0, len(s.last)-longestMemory); i-- {
		if a := s.last[i]; a.source.kind == isnad.SpeakerAnonymous {
			for _, l := range a.links {
				l.implicit = true
				d.links = append(d.links, l)
			}
			return
		}
	}
}

// mostInside bounds the utterances that are looked for in one content.
const mostInside = 8

// inside finds the utterances that the content of d reports in its turn: those
// with a subject of their own.
func (s *scan) inside(d *draft) {
	if d.kind == isnad.Direct {
		return
	}
	for j, left := d.content.From, mostInside; j < d.content.To && left > 0; j++ {
		v, to := s.cueAt(j, d.content.To)
		if v == nil || v.form != "past" && v.form != "present" || v.frames&(frameCarry|frameDocument|frameRemind) != 0 || v.class == "opinion" {
			continue
		}
		n, next := s.reported(v, j, to, d.content.From, d.content.To, d.content.To)
		if n == nil || n.implicit || n.source == nil || !inRange(n.content, d.content) || !v.trusted() && n.rule != "subject-verb" {
			continue
		}
		left--
		n.parent = d
		if d.source != nil {
			n.prepend(s.asLink(d.source))
			for i := len(d.links) - 1; i >= 0; i-- {
				n.prepend(d.links[i])
			}
		}
		s.found = append(s.found, n)
		j = max(j, next-1)
	}
}

func inRange(a, b text.Range) bool { return b.From <= a.From && a.To <= b.To }
