package statement

import (
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// paragraph reads the statements of a paragraph from its first cue to its last.
func (s *scan) paragraph(p text.Range) {
	for j := p.From; j < p.To; {
		start, end := s.bounds(j, p)
		if next := s.narrated(j, end); next > j {
			j = next
			continue
		}
		if next := s.attribution1(j, start, end, p.To); next > j {
			j = next
			continue
		}
		if d, next := s.clauseAt(j, start, end, p.To); d != nil {
			s.add(d)
			s.inside(d)
			j = max(next, j+1)
			continue
		}
		if q := s.opening[j]; q != 0 && s.t.Quotes[q-1].Close > j {
			if !s.name[q-1] {
				j = s.t.Quotes[q-1].Close
				continue
			}
		}
		j++
	}
}

func (s *scan) bounds(j int, p text.Range) (start, end int) {
	r := s.t.Sentences[s.t.SentenceAt(j)]
	return max(r.From, p.From), min(r.To, p.To)
}

// narrated steps over a formula by which the page speaks («يذكر أن …») with the
// clause behind it up to the next comma.
func (s *scan) narrated(j, end int) int {
	if _, n := s.match(s.f.narrator, j, end); n > 0 {
		return j + n
	}
	return j
}

// add keeps a draft, and remembers its source for the subjects that follow.
func (s *scan) add(d *draft) {
	s.found = append(s.found, d)
	if d.source != nil && (!d.implicit || d.fresh) {
		s.last = append(s.last, d)
		s.bodyHasSource = s.bodyHasSource || !d.headline
	}
}

// clauseAt reads the statement whose cue stands at token j.
func (s *scan) clauseAt(j, start, end, limit int) (*draft, int) {
	if v, to := s.nounCue(j, end); v != nil {
		return s.continued(v, j, to, end, limit, "noun")
	}
	v, to := s.cueAt(j, end)
	if v == nil || s.mention[j] != 0 && s.t.Tokens[j].Pro == 0 && s.mentionLonger(j) {
		return nil, j
	}
	switch {
	case v.form == "noun":
		return nil, j
	case v.form == "participle":
		return s.continued(v, j, to, end, limit, "participle")
	case v.frames&frameCarry != 0:
		return s.carried(v, j, to, end, limit)
	case v.frames&frameDocument != 0:
		return s.documented(v, j, to, end, limit)
	case v.frames&frameRemind != 0 && !s.reminds(to, end):
		return nil, j
	}
	return s.reported(v, j, to, start, end, limit)
}

// mentionLonger reports whether the mention over j has more tokens than j.
func (s *scan) mentionLonger(j int) bool {
	m := s.mention[j]
	return j > 0 && s.mention[j-1] == m || j+1 < len(s.mention) && s.mention[j+1] == m
}

func (s *scan) reminds(i, end int) bool {
	for k := i; k < end && k < i+8; k++ {
		if e, n := s.match(s.f.fixed, k, end); e != nil && n > 1 {
			return s.door(k+n, end) > 0
		}
	}
	return false
}

// reported reads a finite verb of saying with its subject, door and content.
func (s *scan) reported(v *verb, j, to, start, end, limit int) (*draft, int) {
	p, k := s.subject(v, to, end)
	d := &draft{rule: "verb-subject", act: v.act, cue: text.Range{From: j, To: to}, saidAt: -1, agrees: v.agrees}
	if v.addresses() && p.Len() > 0 && p.person.Len() == 0 { // سالم الهادي دعا أعضاء اللجنة إلى …
		if q, ok := s.before(j, start, v); ok && q.kind == isnad.SpeakerPerson && !q.guessed {
			d.source, d.rule, p = q, "subject-verb", phrase{}
		}
	}
	if p.Len() == 1 && s.person[p.From] == 0 && s.t.Tokens[p.From].Enc > 0 && v.class == "say2" {
		p = phrase{} // «اختتم تحذيره قائلا»: an object, no subject
	}
	if p.Len() > 0 {
		d.source = s.source(p, v.trusted() || s.begins(j) && (!v.addresses() || s.heard(p)))
	}
	if p.Len() > 0 && d.source == nil {
		if !v.trusted() && v.act != "deny" && !v.addresses() {
			return nil, j
		}
		k = to // what stands there is no subject: read on from the verb
	}
	if d.source != nil && d.source.kind == isnad.SpeakerDocument {
		if issuer, next := s.issued(k, end); issuer != nil {
			d.links = append(d.links, link{name: d.source.name, kind: isnad.SpeakerDocument, span: d.source.span})
			s.issuedBy(d.source.span.From, issuer)
			d.source, k = issuer, next
		}
	}
	if d.source == nil {
		if q, ok := s.before(j, start, v); ok {
			d.source, d.rule = q, "subject-verb"
		}
	}
	if !s.mayReport(v, d, j) {
		return nil, j
	}
	o, ok := s.region(v, k, end)
	if !ok {
		if d2, next := s.afterQuote(v, d, j, k, start, end); d2 != nil {
			return d2, next
		}
		if o, ok = s.unmarked(v, d, k, end); !ok {
			return nil, j
		}
	}
	if !s.suits(v, d, o) {
		return nil, j
	}
	s.complete(d, v, o, start)
	if d.source == nil && !v.trusted() {
		return nil, j
	}
	s.monitoring, s.speaking = v.class == "monitor", d
	c := s.contentFrom(o.at, end, limit)
	s.monitoring, s.speaking = false, nil
	if c.Len() <= 0 || v.class == "topic" && c.Len() < 12 {
		return nil, j
	}
	d.take(c, o.via)
	return d, c.next
}

// subject reads the noun phrase behind the verb.
func (s *scan) subject(v *verb, to, end int) (phrase, int) {
	if s.joinedTo(to, end) {
		return phrase{}, to
	}
	s.untilWith, s.untilFrom = v.frames&frameWith != 0, v.frames&frameFrom != 0
	p, next := s.phrase(to, end, v.frames&(frameObject|frameSmall) != 0)
	s.untilWith, s.untilFrom = false, false
	return p, next
}

// joinedTo reports whether token i carries ل: «قال لصحيفة الضفة إن» tells to whom,
// not who.
func (s *scan) joinedTo(i, end int) bool {
	if i >= end {
		return false
	}
	k, m := &s.t.Tokens[i], s.mention[i]
	return k.Pro&lang.To != 0 && k.Stem > k.Start && (m == 0 || s.g.Mentions[m-1].Span.Start == int(k.Stem))
}

// take gives the draft its content, opened by via.
func (d *draft) take(c content, via frame) {
	d.content, d.kind, d.malformed = c.Range, c.kind, c.malformed
	d.clitic = via == frameWith && c.kind != isnad.Direct
}

// mayReport reports whether the verb at j can be one of saying here. A verb
// that is trusted reports wherever its door is; another needs a clause that
// begins with it, or a subject that can speak.
func (s *scan) mayReport(v *verb, d *draft, j int) bool {
	relative := s.part(j-1) == "relative"
	if d.source == nil && !s.begins(j) && !relative || relative && !v.trusted() {
		return false
	}
	if d.source == nil && s.part(j-1) == "already" {
		return false // its subject stands before and was not understood
	}
	if v.trusted() {
		return true
	}
	if d.source != nil && v.class != "say2" {
		return true
	}
	switch v.class {
	case "address", "addressfrom", "say2", "tell":
		return s.begins(j)
	case "weak":
		return s.begins(j) && v.frames&frameSmall == 0
	}
	return false
}

// begins reports whether a clause begins with token j.
func (s *scan) begins(j int) bool {
	return s.t.Tokens[j].Pro&(lang.And|lang.So) != 0 || j == 0 || s.t.SentenceAt(j) != s.t.SentenceAt(j-1) ||
		s.lead(j-1) || s.comma(j-1, j)
}

// suits reports whether the door that was found is one that the class of the
// verb can be believed with.
func (s *scan) suits(v *verb, d *draft, o opening) bool {
	switch v.class {
	case "say2":
		return o.via == frameQuote || o.via == frameColon || o.near
	case "weak2":
		return o.via == frameQuote || o.via == frameColon || o.via == frameThat && d.source != nil
	case "monitor":
		if o.via == frameThat && o.near && d.source != nil {
			return true // «وسجل المتحدث أن»
		}
		return d.source != nil && (d.source.kind == isnad.SpeakerOrganisation || d.source.kind == isnad.SpeakerDocument || d.source.document)
	case "opinion":
		return d.source != nil
	case "docverb":
		return d.source != nil && (d.source.document || d.source.kind == isnad.SpeakerDocument)
	case "weak":
		return d.source != nil || o.via != frameObject || v.act == "deny"
	}
	return true
}

// complete gives the draft its source, and the hands that the region named.
func (s *scan) complete(d *draft, v *verb, o opening, start int) {
	d.saidAt = o.saidAt
	switch {
	case o.source != nil && d.source != nil: // كشف موقع X نقلاً عن Y; أكد المجلس على لسان Y
		if d.source.agency || o.source.kind == isnad.SpeakerAnonymous {
			d.links = append(d.links, s.asLink(d.source))
		}
		d.source = o.source
	case o.source != nil:
		d.source = o.source
	}
	d.links = append(d.links, o.links...)
	if s.part(start) == "in" && len(o.links) == 0 { // وفي البيان المشترك، أكدت …
		s.documentLink(&o, start, d.cue.From)
		d.links = append(d.links, o.links...)
	}
	switch {
	case d.source != nil:
	case v.form != "past" && s.ofWhatWasTold(d.cue.From):
		d.nobody = true
	default:
		s.inherit(d, v, start)
	}
	for _, l := range o.links {
		if l.kind == isnad.SpeakerDocument && d.source != nil && s.docs[s.t.Tokens[l.span.From].Core] == nil {
			issuer := *d.source
			issuer.document = true
			s.issuedBy(l.span.From, &issuer)
		}
	}
	s.documentChain(d)
}

// documentChain puts the document before its issuer.
func (s *scan) documentChain(d *draft) {
	if d.source == nil || !d.source.document || d.source.kind == isnad.SpeakerDocument {
		return
	}
	for _, l := range d.links {
		if l.kind == isnad.SpeakerDocument {
			return
		}
	}
	doc := d.source.doc
	if doc.Len() == 0 {
		doc = d.source.span
	}
	d.links = append(d.links, link{name: s.words(doc), kind: isnad.SpeakerDocument, span: doc})
}

func (s *scan) asLink(src *source) link {
	kind := src.kind
	if src.agency {
		kind = isnad.SpeakerAgency
	}
	return link{name: src.name, kind: kind, span: src.span}
}

// longestMemory is how many speakers back a dropped subject can lie.
const longestMemory = 64

// feminine reports whether the word at i ends as feminine nouns do.
func (s *scan) feminine(i int) bool {
	return s.f.feminine != "" && strings.HasSuffix(s.t.Norm(i), s.f.feminine)
}

// unmarked reads content behind a subject and a comma with no door at all:
// «أشار التقرير، جاءت الاحتجاجات …». Only a trusted verb with a subject of its own
// is believed, and only with a whole clause behind it.
func (s *scan) unmarked(v *verb, d *draft, k, end int) (opening, bool) {
	o := opening{at: k + 1, via: frameColon, saidAt: -1}
	if v.class != "say" || d.source == nil || d.source.guessed || d.rule != "verb-subject" || !s.comma(k, end) || end-k < 8 {
		return o, false
	}
	if s.stop(k+1) || s.time[k+1] != 0 || s.roleAt(k+1) || s.mention[k+1] != 0 {
		return o, false
	}
	if w, _ := s.cueAt(k+1, end); w != nil && w.form == "participle" {
		return o, false
	}
	d.rule = "unmarked"
	return o, true
}

// continued reads a participle or a verbal noun: it has no subject of its own
// and goes on with whoever spoke in its sentence, or last.
func (s *scan) continued(v *verb, j, to, end, limit int, rule string) (*draft, int) {
	if v.form == "noun" && !s.withNounAt(j) || v.form == "participle" && !s.standsApart(v, j) || !s.takesContent(v, to, end) {
		return nil, j
	}
	start, _ := s.bounds(j, text.Range{From: 0, To: limit})
	d := &draft{rule: rule, act: v.act, cue: text.Range{From: j, To: to}, implicit: true, saidAt: -1}
	if !s.spokeSince(start) {
		d.source = s.subjectOf(start, j)
		d.fresh, d.agrees = d.source != nil, v.agrees
	}
	if d.source == nil {
		s.inherit(d, v, start)
	}
	if d.source == nil {
		return nil, j
	}
	o, ok := s.region(v, to, end)
	if !ok && v.asksBare() {
		o, ok = s.addressed(to, end)
	}
	if !ok {
		return nil, j
	}
	return s.finished(d, o, j, end, limit)
}

// finished gives the draft what its region named, and its content from the
// door on; no content is no statement.
func (s *scan) finished(d *draft, o opening, j, end, limit int) (*draft, int) {
	d.links, d.saidAt = append(d.links, o.links...), o.saidAt
	s.documentChain(d)
	c := s.contentFrom(o.at, end, limit)
	if c.Len() <= 0 {
		return nil, j
	}
	d.take(c, o.via)
	return d, c.next
}

// addressed reads «مناشداً أصحاب المراكب تفادي …»: the content begins with a verbal
// noun behind whoever is asked.
func (s *scan) addressed(to, end int) (opening, bool) {
	for k := to + 1; k < end && k < to+8; k++ {
		if s.contentNoun(k) {
			return opening{at: k, via: frameObject, saidAt: -1}, true
		}
	}
	return opening{}, false
}

func (s *scan) addressedSoon(to, end int) bool {
	_, ok := s.addressed(to, end)
	return ok
}

// withNounAt reports whether the verbal noun at j goes on with what was said:
// «، مع التأكيد على», «واختتم حديثه بالإشارة إلى».
func (s *scan) withNounAt(j int) bool {
	if s.t.Tokens[j].Pro&lang.In == 0 {
		return s.part(j-1) == "along"
	}
	for i := j - 1; i >= 0 && i >= j-4; i-- {
		if v, _ := s.cueAt(i, j); v != nil && v.class == "say2" && s.begins(i) {
			return true
		}
	}
	return false
}
