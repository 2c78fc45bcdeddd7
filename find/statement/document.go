package statement

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// documentSource reads a document that speaks: its issuer is the speaker, if
// the text names one here («تقرير … الصادر عن المركز») or named one before
// («وقال التقرير»), and the document is then a link of the chain. A document of
// nobody's speaks for itself.
func (s *scan) documentSource(p phrase) *source {
	doc := &source{kind: isnad.SpeakerDocument, span: p.Range, name: s.words(p.Range), document: true}
	if issuer := s.issuer(p); issuer != nil {
		issuer.document, issuer.doc = true, s.trimTail(text.Range{From: p.From, To: issuer.span.From})
		s.issuedBy(p.From, issuer)
		return issuer
	}
	if joint := s.joint(p); joint != nil {
		s.issuedBy(p.From, joint)
		return joint
	}
	if s.t.Tokens[p.From].Pro&lang.Article != 0 && p.Len() <= 3 {
		by, named := s.docs[s.t.Tokens[p.From].Core]
		if !named { // «الوثيقة» for the statement that was named before
			by = s.lastDoc
		}
		if by != nil {
			known := *by
			known.span, known.doc, known.inherited = p.Range, p.Range, true
			return &known
		}
		return doc
	}
	s.issuedBy(p.From, nil)
	return doc
}

// issuedBy remembers who gave out the document whose noun is token i.
func (s *scan) issuedBy(i int, issuer *source) {
	if s.docs == nil {
		s.docs = map[lang.ID]*source{}
	}
	s.docs[s.t.Tokens[i].Core] = issuer
	s.lastDoc = issuer
}

// joint reads «بيان مشترك»: those who gave it out speak as one.
func (s *scan) joint(p phrase) *source {
	for i := p.From + 1; i < p.To && i < p.From+3; i++ {
		if s.part(i) == "joint" {
			return &source{kind: isnad.SpeakerCollective, span: p.Range, name: s.words(p.Range), document: true}
		}
	}
	return nil
}

// issuer looks for who gave the document out, inside its noun phrase: behind
// «صادر عن», or as the second half of «بيان الكرملين».
func (s *scan) issuer(p phrase) *source {
	for i := p.From + 1; i < p.To; i++ {
		if s.part(i) == "obtained" { // وثائق حصلت عليها «الضفة»: whoever got it did not issue it
			return nil
		}
		if m := s.mention[i]; m != 0 {
			switch s.g.Mentions[m-1].Kind {
			case isnad.Organisation, isnad.Person, isnad.Role:
				r := text.Range{From: i, To: s.runOf(s.mention, i, p.To)}
				kind := isnad.SpeakerOrganisation
				if s.g.Mentions[m-1].Kind != isnad.Organisation {
					kind = isnad.SpeakerPerson
				}
				return &source{kind: kind, span: r, name: s.entityName(r)}
			}
		}
		if s.is(s.f.orgs, i) || s.is(s.f.media, i) {
			r := text.Range{From: i, To: p.To}
			return &source{kind: isnad.SpeakerOrganisation, span: r, name: s.words(r)}
		}
	}
	return nil
}

// trimTail takes prepositions and marks off the end of the words for a document.
func (s *scan) trimTail(r text.Range) text.Range {
	for r.Len() > 1 && (s.stop(r.To-1) || s.t.Tokens[r.To-1].Kind == text.Mark && s.closing[r.To-1] == 0 || s.part(r.To-1) == "issued") {
		r.To--
	}
	return r
}

// issued reads «صادر عن X» behind a document's noun phrase and returns X and
// the token behind it.
func (s *scan) issued(i, end int) (*source, int) {
	for j := i; j < end && j < i+8; j++ {
		if s.part(j) != "issued" || j+1 >= end {
			if s.door(j, end) > 0 || s.t.Tokens[j].Kind == text.Mark && s.opening[j] == 0 && s.closing[j] == 0 && !s.comma(j, end) {
				return nil, i
			}
			continue
		}
		k := j + 1
		if s.part(k) == "of" || s.part(k) == "from" {
			k++
		}
		if k >= end {
			return nil, i
		}
		p, next := s.bare(k, end, true)
		if p.Len() == 0 {
			return nil, i
		}
		if src := s.source(p, false); src != nil {
			src.document = true
			return src, next
		}
		if s.mention[p.From] != 0 || s.mayBeName(p) { // محافظة الهدارة: a place that gives out documents is who governs it
			return &source{kind: isnad.SpeakerOrganisation, span: p.Range, name: s.entityName(p.Range), document: true}, next
		}
		return nil, i
	}
	return nil, i
}
