package statement

import (
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// opening is where a cue's content begins, and what stood before it.
type opening struct {
	at     int   // first token of the content, or the opening mark
	via    frame // what opened it
	links  []link
	saidAt int
	source *source // the one behind «نقلاً عن» or «على لسان»
	near   bool    // nothing stood between subject and door
}

// longestRegion bounds the way from a subject to its door, in tokens.
const longestRegion = 60

// region walks from token i, behind the subject, to the door that v's frame
// allows. level is true where a preposition can be the verb's own: behind the
// subject, a comma, a time; not inside an adverbial.
func (s *scan) region(v *verb, i, end int) (o opening, ok bool) {
	o.saidAt = -1
	level := true
	limit := min(end, i+longestRegion)
	var weak opening // what the frame opens inside an adverbial: the second choice
	defer func() {
		if weak.at > 0 && (!ok || o.via == frameThat && weak.via&(frameOn|frameTo|frameObject) != 0 && s.contentNoun(weak.at)) {
			weak.links, weak.saidAt, weak.source = o.links, o.saidAt, o.source
			o, ok = weak, true
		}
	}()
	for k := i; k < limit; {
		if to := s.door(k, end); to > 0 {
			if v.frames&frameSmall != 0 && v.frames&frameThat == 0 { // وصف … بأنه …
				k = to
				continue
			}
			o.at, o.via, o.near = to, frameThat, k <= i+1
			return o, to < end && (v.frames&frameThat != 0 || v.trusted() || v.class == "opinion")
		}
		if s.mark(k, end, ':') {
			return s.behindColon(o, k+1, end)
		}
		if next := s.addressee(&o, k, end); next > k {
			k, level = next, true
			continue
		}
		if weak.at > 0 && weak.at == k-1 && weak.via == frameWith && s.opening[k] != 0 { // متعهداً بمحاسبة «كل من …»
			return o, false // weak is what it says
		}
		if q, quoted := s.speech(k); quoted && v.frames&frameQuote != 0 && (level || (q.Close < 0 || q.Close-k > 4) && k-i <= 8) {
			o.at, o.via = k, frameQuote
			return o, true
		}
		if e, n := s.match(s.f.fixed, k, end); e != nil {
			if s.part(k) == "on" && s.part(k+1) == "tongue" {
				if src, next := s.sourceAt(k+n, end); src != nil {
					o.source, k = src, next
					continue
				}
			}
			k, level = k+n, n > 1 && s.ownPhrase(e)
			continue
		}
		if src, links, next := s.attributed(k, end); next > k {
			o.links = append(o.links, links...)
			if src != nil && len(links) == 0 {
				o.source = src
			}
			k, level = next, true
			continue
		}
		if at, via := s.frameAt(v, k, end, level || v.class == "address" || v.class == "addressfrom", k == i); at > 0 && v.frames&frameThat != 0 &&
			(via == frameObject && !s.contentNoun(k) || via == frameWith && v.class != "address") {
			if weak.at == 0 {
				weak.at, weak.via = at, via // a door may follow: the phrase before was not the whole name
			}
		} else if at > 0 {
			o.at, o.via = at, via
			return o, true
		}
		if at, via := s.frameAt(v, k, end, weak.at == 0 && !level, true); at > 0 && s.secondChoice(v, via, k) {
			weak.at, weak.via = at, via
		}
		switch {
		case s.time[k] != 0:
			if o.saidAt < 0 {
				o.saidAt = int(s.time[k] - 1)
			}
			k, level = s.runOf(s.time, k, end), true
			continue
		case s.comma(k, end) && !v.trusted() && k+1 < end && s.t.Tokens[k+1].Pro&lang.And != 0 && s.mention[k+1] == 0 && !s.lead(k+1):
			return o, false // the clause of a verb that is not trusted ends here
		case s.comma(k, end), s.mark(k, end, '-', '–', '—', ')'):
			level = true
		case s.mark(k, end, '('):
			if to := s.insideMarks(k, end); to > k {
				k = to
				continue
			}
		case s.part(k) == "saying", s.part(k) == "also":
			level = true
		case s.opening[k] != 0:
			if q := s.t.Quotes[s.opening[k]-1]; q.Close > 0 && q.Close < limit {
				k, level = q.Close+1, false
				continue
			}
		default:
			if w, _ := s.cueAt(k, end); w != nil && k > i && w.form != "noun" && s.mention[k] == 0 && s.clauseStart(k, i) && w.trusted() {
				return o, false
			}
			if next := s.documentLink(&o, k, end); next > k {
				k, level = next, true
				continue
			}
			level = level && (s.person[k] != 0 || s.mention[k] != 0)
		}
		k++
	}
	return o, false
}

// secondChoice reports whether what the frame opens inside an adverbial may be
// the content, if nothing better follows: «أعربت ربة منزل في الحي عن تذمرها».
func (s *scan) secondChoice(v *verb, via frame, k int) bool {
	switch via {
	case frameOn, frameTo:
		return true
	case frameObject, frameWith:
		return s.contentNoun(k)
	case frameOf:
		return v.frames == frameOf
	}
	return false
}

// ownPhrase reports whether a set adverbial is complete: «من جهته» is, «ردا على»
// still governs something.
func (s *scan) ownPhrase(e *lang.Entry) bool {
	last := e.Words[len(e.Words)-1]
	w := s.f.words.Find(last)
	return w == nil || w.Field(0) == ""
}

func (s *scan) behindColon(o opening, at, end int) (opening, bool) {
	if to := s.door(at, end); to > 0 {
		at = to
	}
	o.at, o.via = at, frameColon
	return o, at < end
}

// frameAt returns the content's first token if the frame of v opens it at k.
func (s *scan) frameAt(v *verb, k, end int, level, first bool) (int, frame) {
	if !level {
		return 0, 0
	}
	part := s.part(k)
	for _, f := range [...]struct {
		part string
		frame
	}{{"to", frameTo}, {"on", frameOn}, {"of", frameOf}, {"from", frameFrom}, {"in", frameIn}} {
		if part == f.part && v.frames&f.frame != 0 && k+1 < end {
			return s.behindPreposition(k+1, end), f.frame
		}
	}
	if v.frames&frameWith != 0 && s.startsWith(k) && (v.frames&frameThat == 0 || v.class == "address" || first) {
		if part == "with" {
			return k + 1, frameWith
		}
		return k, frameWith
	}
	if v.frames&frameObject != 0 && s.contentNoun(k) {
		if s.t.Tokens[k-1].Kind == text.Number { // سجلت … 342 إصابة
			k--
		}
		return k, frameObject
	}
	if first && v.class != "addressfrom" && v.frames&(frameObject|frameSmall) != 0 && s.t.Tokens[k].Kind != text.Mark && (!s.stop(k) || s.part(k) == "this") && s.time[k] == 0 &&
		!s.t.Tokens[k].Line && s.t.Tokens[k].Pro&(lang.And|lang.So|lang.To|lang.As) == 0 {
		return k, frameObject
	}
	return 0, 0
}

// startsWith reports whether token k carries the preposition ب. The verb's frame
// asks for it here, and that is evidence enough to see it in a word which no
// list knows.
func (s *scan) startsWith(k int) bool {
	t := &s.t.Tokens[k]
	if t.Pro&lang.In != 0 || s.part(k) == "with" {
		return true
	}
	if t.ID != 0 || t.Kind != text.Word || t.Pro != 0 {
		return false
	}
	for i := range s.f.words.Entries {
		e := &s.f.words.Entries[i]
		if e.Field(0) == "with" {
			return strings.HasPrefix(s.t.Norm(k), s.t.Lang.Word(e.Words[0])) && len(s.t.Norm(k)) >= 8
		}
	}
	return false
}

// behindPreposition steps over the complementiser or the noun of feeling that
// follows a verb's preposition: «إلى أن …», «عن أمله في …», «عن أملها بأن …».
func (s *scan) behindPreposition(at, end int) int {
	if to := s.door(at, end); to > 0 {
		return to
	}
	if at < end && (s.f.hopes.Has(s.t.Tokens[at].Core) || s.f.hopes.Has(s.t.Tokens[at].ID)) {
		if s.part(at+1) == "in" {
			if to := s.door(at+2, end); to > 0 {
				return to
			}
			return at + 2
		}
		if to := s.door(at+1, end); to > 0 {
			return to
		}
	}
	return at
}

// addressee reads the medium that something was said to: «لوكالة النهر»,
// «لـ«الضفة»», «في تصريحات لصحيفة …». It is a link of the chain, unless it is
// the page's own outlet.
func (s *scan) addressee(o *opening, k, end int) int {
	if k >= end {
		return k
	}
	t := &s.t.Tokens[k]
	if t.Pro&lang.To != 0 && (s.is(s.f.media, k) || s.is(s.f.agencies, k)) {
		p, next := s.bare(k, end, true)
		if p.Len() == 0 { // the phrase may not begin with a preposition
			p, next = s.mediaPhrase(k, end)
		}
		s.addLink(o, p, k)
		return next
	}
	if t.Kind == text.Word && len(s.t.Norm(k)) == 2 && k+1 < end && s.opening[k+1] != 0 {
		if q := s.t.Quotes[s.opening[k+1]-1]; q.Close > 0 && q.Close-q.Open <= 5 {
			return q.Close + 1
		}
	}
	return k
}

func (s *scan) mediaPhrase(k, end int) (phrase, int) {
	j := k + 1
	for j < end && (s.opening[j] != 0 || s.mention[j] != 0 && s.mention[j] == s.mention[k]) {
		if q := s.opening[j]; q != 0 {
			if c := s.t.Quotes[q-1].Close; c > 0 && c < end && c-j < 6 {
				j = c + 1
				continue
			}
			break
		}
		j++
	}
	if j == k+1 && !s.is(s.f.agencies, k) && j < end && s.t.Tokens[j].Kind == text.Word && !s.stop(j) && s.door(j, end) == 0 {
		j++
	}
	return phrase{Range: text.Range{From: k, To: j}}, j
}

func (s *scan) addLink(o *opening, p phrase, k int) {
	name := s.entityName(p.Range)
	if s.g.Outlet != "" && (strings.Contains(s.g.Outlet, name) || strings.Contains(name, s.g.Outlet)) {
		return
	}
	kind := isnad.SpeakerOutlet
	if e, _ := s.t.Match(s.f.media, k); e == nil || e.Field(0) == "agency" {
		kind = isnad.SpeakerAgency
	}
	o.links = append(o.links, link{name: name, kind: kind, span: p.Range})
}

// documentLink reads «في بيان»: what was said stands in a document.
func (s *scan) documentLink(o *opening, k, end int) int {
	if s.part(k) != "in" || k+1 >= end {
		return k
	}
	e, n := s.match(s.f.documents, k+1, end)
	if e == nil || e.Field(0) != "link" {
		return k
	}
	r := text.Range{From: k + 1, To: k + 1 + n}
	o.links = append(o.links, link{name: s.words(r), kind: isnad.SpeakerDocument, span: r})
	return k + 1 + n
}

// attributed reads a source named without a verb of its own at k: «بحسب X»,
// «كما ذكرت وكالة X», «نقلاً عن X». It returns the source, the links that it
// makes where another source speaks, and the token behind it; k if there is none.
func (s *scan) attributed(k, end int) (*source, []link, int) {
	e, n := s.match(s.f.attributions, k, end)
	if e == nil {
		return nil, nil, k
	}
	at := k + n
	switch e.Field(0) {
	case "self":
		return nil, nil, at
	case "verb":
		v, to := s.cueWithPronoun(at, end)
		if v == nil || v.form != "past" && v.form != "present" {
			return nil, nil, k
		}
		at = to
	}
	if at < end && s.t.Tokens[at].Kind == text.Word && len(s.t.Norm(at)) == 2 {
		at++ // وفقا لـ «…»
	}
	src, next := s.sourceAt(at, end)
	if src == nil || e.Field(0) == "verb" && (s.door(next, end) > 0 || next < end && s.startsWith(next)) {
		return nil, nil, k
	}
	if e.Field(0) == "carried" {
		return src, nil, next
	}
	kind := src.kind
	if src.agency {
		kind = isnad.SpeakerAgency
	}
	return src, []link{{name: src.name, kind: kind, span: src.span}}, next
}

// sourceAt reads a source whose phrase begins at i, which may carry ل.
func (s *scan) sourceAt(i, end int) (*source, int) {
	if i >= end {
		return nil, i
	}
	var p phrase
	next := i
	if s.t.Tokens[i].Pro&lang.To != 0 && s.mention[i] == 0 {
		p, next = s.bare(i+1, end, true)
		p.From = i
		if next <= i {
			next = i + 1
		}
		p.To = max(p.To, i+1)
		if p.person.Len() > 0 {
			s.roleBeside(&p)
		}
	} else {
		p, next = s.phrase(i, end, true)
	}
	if p.Len() == 0 {
		return nil, i
	}
	src := s.source(p, false)
	if src != nil && src.kind == isnad.SpeakerDocument {
		if issuer, after := s.issued(next, end); issuer != nil {
			s.issuedBy(src.span.From, issuer)
			return issuer, after
		}
	}
	return src, next
}
