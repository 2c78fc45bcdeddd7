package statement

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// longestHeading is more words than a headline has.
const longestHeading = 24

// heading reads paragraph p if it is the headline or a subheading, and reports
// whether it was one. A heading's statement has a source and a colon («الوزير:
// السد آمن»), or a source and a verb («الوزير يؤكد سلامة السد»).
func (s *scan) heading(p int) bool {
	r := s.t.Paragraphs[p]
	title := s.g.Title.End > 0 && int(s.t.Tokens[r.From].Start) < s.g.Title.End
	if !title && !s.looksLikeHeading(p) {
		return false
	}
	if d := s.headed(r); d != nil {
		d.headline = true
		s.add(d)
	}
	return true
}

// looksLikeHeading: a short line without a full stop, with a paragraph behind it.
func (s *scan) looksLikeHeading(p int) bool {
	r := s.t.Paragraphs[p]
	if r.Len() > longestHeading || p+1 >= len(s.t.Paragraphs) || s.mark(r.To-1, r.To, '.', ':', '؟', '!', '»', '"', '”', '،') {
		return false
	}
	if v, _ := s.cueAt(r.From, r.To); v != nil {
		return false
	}
	return s.t.Paragraphs[p+1].Len() > r.Len() && r.Len() >= 2
}

func (s *scan) headed(r text.Range) *draft {
	for j := r.From; j < r.To && j < r.From+14; j++ {
		if s.mark(j, r.To, ':') && j+1 < r.To {
			if src := s.headingSource(text.Range{From: r.From, To: j}); src != nil {
				return s.headingDraft(src, text.Range{}, j+1, r, "heading-colon", "state")
			}
			return nil
		}
		v, to := s.cueAt(j, r.To)
		if v == nil || j == r.From || v.class == "say2" || v.form != "present" && v.form != "past" {
			continue
		}
		src, ok := s.before(j, r.From, v)
		if !ok {
			continue
		}
		o, ok := s.region(v, to, r.To)
		if !ok {
			continue
		}
		d := s.headingDraft(src, text.Range{From: j, To: to}, o.at, r, "heading-verb", v.act)
		if d != nil {
			d.clitic = o.via == frameWith && d.kind != isnad.Direct
		}
		return d
	}
	return nil
}

// headingSource reads what stands before a heading's colon.
func (s *scan) headingSource(r text.Range) *source {
	p, next := s.phrase(r.From, r.To, false)
	if p.Len() == 0 {
		p, next = phrase{Range: r}, r.To
	}
	if next < r.To && (r.To-next > 6 || s.t.Tokens[next].Kind == text.Word && s.part(next) != "from" && s.part(next) != "in" &&
		s.t.Tokens[next].Pro&lang.To == 0) {
		return nil
	}
	src := s.source(p, p.Len() <= 4)
	if src != nil && s.headOf(p.From) == headPlace && (s.asks(r.To) || s.t.Tokens[r.To+1].Kind == text.Number) {
		return nil // «سوريا: هل …؟», «سوريا: 50 حالة جديدة»: a label
	}
	if src != nil && s.contentNoun(p.From) {
		return nil // «انهيار السد: 17 قتيلا»: what happened
	}
	if src != nil && src.kind == isnad.SpeakerPerson && s.mention[p.From] == 0 && !s.roleAt(p.From) && s.time[r.From] != 0 {
		return nil
	}
	return src
}

// asks reports whether the paragraph that token i stands in ends with a question.
func (s *scan) asks(i int) bool {
	to := s.t.Paragraphs[s.t.ParagraphAt(i)].To
	return s.mark(to-1, to, '؟', '?')
}

func (s *scan) headingDraft(src *source, cue text.Range, at int, r text.Range, rule, act string) *draft {
	d := &draft{rule: rule, act: act, cue: cue, source: src, saidAt: -1}
	s.documentChain(d)
	if q, ok := s.speech(at); ok && q.Close > 0 && q.Close >= r.To-2 {
		d.content, d.kind = s.trimInside(text.Range{From: q.Open + 1, To: q.Close}), isnad.Direct
	} else {
		d.content = s.trim(text.Range{From: at, To: r.To})
		d.kind = s.kindOf(d.content)
	}
	if d.content.Len() <= 0 {
		return nil
	}
	return d
}
