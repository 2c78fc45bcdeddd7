package statement

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/text"
)

// plainly is the verb «قال»: its doors open the content where the real cue, one
// of carrying, governs something else.
var plainly = &verb{form: "past", frames: frameThat | frameQuote | frameColon, class: "say"}

// carried reads «نقلت X عن Y أن …»: X is a link and Y speaks.
func (s *scan) carried(v *verb, j, to, end, limit int) (*draft, int) {
	p, k := s.phrase(to, end, true)
	if p.Len() == 0 {
		return nil, j
	}
	carrier := s.source(p, true)
	if carrier == nil {
		return nil, j
	}
	from := "of" // نقلت … عن …
	if v.frames&frameTo != 0 {
		from = "to" // نسبت … إلى …
	}
	for k < end && k < to+longestPhrase && s.part(k) != from && s.door(k, end) == 0 {
		k++
	}
	if s.part(k) != from || k >= end {
		return nil, j
	}
	speaker, k := s.carriedFrom(k+1, end)
	if speaker == nil {
		return nil, j
	}
	d := &draft{rule: "carrier-from", act: "state", cue: text.Range{From: j, To: to}, source: speaker, saidAt: -1, agrees: ""}
	o, ok := s.region(plainly, k, end)
	if !ok {
		return nil, j
	}
	d.links = []link{s.asLink(carrier)}
	return s.finished(d, o, j, end, limit)
}

// carriedFrom reads the source behind «نقلت X عن»; a name that no list knows is
// believed where «قوله» or a door follows.
func (s *scan) carriedFrom(i, end int) (*source, int) {
	if src, next := s.sourceAt(i, end); src != nil || i >= end {
		return src, next
	}
	p, next := s.phrase(i, end, true)
	if s.part(next) != "saying" && s.door(next, end) == 0 {
		return nil, i
	}
	return s.source(p, true), next
}

// documented reads «جاء في بيان صادر عن X أن …».
func (s *scan) documented(v *verb, j, to, end, limit int) (*draft, int) {
	for to < end && s.comma(to, end) {
		to++
	}
	if s.part(to) != "in" || !s.is(s.f.documents, to+1) {
		return nil, j
	}
	p, k := s.phrase(to+1, end, true)
	if p.Len() == 0 {
		return nil, j
	}
	d := &draft{rule: "document", act: v.act, cue: text.Range{From: j, To: j + 1}, saidAt: -1}
	d.source = s.documentSource(p)
	d.source.inherited = false
	if d.source.kind == isnad.SpeakerDocument {
		if issuer, next := s.issued(k, end); issuer != nil {
			d.links = append(d.links, link{name: d.source.name, kind: isnad.SpeakerDocument, span: d.source.span})
			s.issuedBy(d.source.span.From, issuer)
			d.source, k = issuer, next
		}
	}
	o, ok := s.region(plainly, k, end)
	if !ok {
		return nil, j
	}
	return s.finished(d, o, j, end, limit)
}
