package statement

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// # Languages with the subject before the verb
//
// English prose reports in other orders than Arabic, and the words that were
// said may stand on either side of whoever said them:
//
//	The minister said on Monday that the dam was safe.     forward
//	"The dam is safe," the minister said.                  behind a quotation
//	"The dam is safe," said the minister, Salem Hadi.      and turned round
//	The dam is safe, the minister said.                    behind a clause
//	According to the minister, the dam is safe.            no verb at all
//
// So each verb of saying is asked for its subject first, which is the noun
// phrase that ends at the verb (svo_subject.go), or in the third order the one
// behind it. Then, if speech marks close just before the subject, they hold
// the content; if not, what the verb's frame allows behind it; and if nothing
// stands there, the clause before the comma before the subject.
//
// Case tells names, so this reading works with few mentions or none.

// svo reads one text of such a language.
type svo struct {
	*scan
	after   int     // the token behind the last quotation or statement
	topic   *source // the person whom a pronoun means now
	gender  string  // of topic: m, f or unknown
	genders map[string]string
	clause  bool                  // the verb stands in a clause that a comma ends
	amid    map[string]bool       // words that have a capital amid a sentence
	short   map[string]text.Range // what stands in brackets behind a body's name
}

// findSVO reads the paragraphs of t.
func (s *scan) findSVO() {
	r := &svo{scan: s, genders: map[string]string{}, short: map[string]text.Range{}}
	r.apostrophes()
	for i, p := range s.t.Paragraphs {
		n := len(s.found)
		title := s.g.Title.End > 0 && int(s.t.Tokens[p.From].Start) < s.g.Title.End
		if !title || !r.headed(p) {
			r.paragraph(p)
		}
		if title || p.Len() <= longestHeading && s.looksLikeHeading(i) {
			for _, d := range s.found[n:] {
				d.headline = true
			}
		}
	}
}

// headed reads a headline with a colon: "Minister: dam is safe".
func (r *svo) headed(p text.Range) bool {
	for j := p.From + 1; j < p.To-1 && j < p.From+10; j++ {
		if !r.mark(j, p.To, ':') {
			continue
		}
		n, next := r.ahead(p.From, j)
		if next != j {
			return false
		}
		src := r.voice(n, false)
		if last := r.core(n.Range).To - 1; src == nil || r.headOf(last) == headNone && !r.proper(last) {
			return false
		}
		if d := r.headingDraft(src, text.Range{}, j+1, p, "heading-colon", "state"); d != nil {
			r.add(d)
			return true
		}
		return false
	}
	return false
}

func (r *svo) paragraph(p text.Range) {
	r.after = p.From
	for j := p.From; j < p.To; {
		if q := r.opening[j]; q != 0 && !r.name[q-1] {
			if c := r.t.Quotes[q-1].Close; c > j && c < p.To {
				j = c + 1
				continue
			}
			if r.leadsParagraph(j, p) { // a quotation that goes on in the next paragraph
				return
			}
		}
		if next := r.statementAt(j, p); next > j {
			j = next
			r.after = max(r.after, j)
			continue
		}
		r.follow(j, p)
		j++
	}
}

func (r *svo) leadsParagraph(j int, p text.Range) bool { return j == p.From }

// sentenceStart is where the clause that j stands in may begin at the
// earliest: its sentence's first token, or the one behind a quotation.
func (r *svo) sentenceStart(j int, p text.Range) int {
	return max(r.t.Sentences[r.t.SentenceAt(j)].From, p.From)
}

func (r *svo) sentenceStop(j int, p text.Range) int {
	return min(r.t.Sentences[r.t.SentenceAt(j)].To, p.To)
}

// statementAt reads the statement whose cue stands at j and returns the token
// to go on from; j if there is none.
func (r *svo) statementAt(j int, p text.Range) int {
	start, end := max(r.sentenceStart(j, p), r.after), r.sentenceStop(j, p)
	if e, n := r.match(r.f.attributions, j, end); e != nil {
		return r.attributed1(e, j, j+n, start, end, p)
	}
	v, to := r.verbAt(j, end)
	if v == nil {
		return j
	}
	if v.form == "participle" {
		return r.participle(v, j, to, start, end, p)
	}
	subj, ok := r.subjectBefore(j, start, v)
	if !ok {
		if next := r.turned(v, j, to, start, end, p); next > j {
			return next
		}
		return r.conjoined(v, j, to, end, p)
	}
	d := &draft{rule: "subject-verb", act: v.act, cue: text.Range{From: j, To: to}, saidAt: -1}
	q, quoted := r.quoteBefore(subj.from-1, p, false)
	quoted = quoted && v.frames&frameQuote != 0
	if !r.speaks(d, subj, v, quoted || to < end && (r.door(to, end) > 0 || r.mark(to, end, ':'))) {
		return j
	}
	if v.frames&frameCarry != 0 {
		return r.carriedAs(d, j, to, end, p)
	}
	if quoted {
		return r.behindQuote(d, q, v, to, end, p)
	}
	r.clause = subj.clause
	next := r.forward(d, v, to, end, p)
	r.clause = false
	if next > j {
		return next
	}
	if r.part(subj.from-1) == "as" {
		return r.asSaid(d, v, subj.from-1, to, start, end, p)
	}
	return r.behindClause(d, v, subj.from, to, start, end, p)
}

// conjoined reads "… and added that": it goes on with the sentence's speaker or
// subject.
func (r *svo) conjoined(v *verb, j, to, end int, p text.Range) int {
	k := j
	for k > p.From && (r.part(k-1) == "adverb" || r.part(k-1) == "have" || r.adverb(k-1)) {
		k--
	}
	if part := r.part(k - 1); k <= p.From || part != "and" && !(part == "conj" && r.skipConjunction(k-1, end) == k) {
		return j
	}
	if !v.trusted() && v.class != "tell" && v.class != "call" && v.class != "ask" || v.form == "base" {
		return j
	}
	d := &draft{rule: "conjoined", act: v.act, cue: text.Range{From: j, To: to}, implicit: true, saidAt: -1}
	if !r.sameSpeaker(d, r.sentenceStart(j, p), j) {
		return j
	}
	return max(j, r.forward(d, v, to, end, p))
}

// asSaid reads "As the minister said, the dam is safe".
func (r *svo) asSaid(d *draft, v *verb, as, to, start, end int, p text.Range) int {
	o := r.beyond(d, v, to, end)
	if !v.trusted() || o.via != 0 || !r.comma(o.at, end) || !r.leads(as, start) {
		return d.cue.From
	}
	c := r.contentAhead(o.at+1, end, p.To)
	if c.Len() < 4 {
		return d.cue.From
	}
	d.take(c, frameThat)
	r.keep(d)
	return c.next
}

// verbAt is the verb of saying at j, if it is one here and no noun or name.
func (r *svo) verbAt(j, end int) (*verb, int) {
	e, n := r.match(r.f.speech, j, end)
	if e == nil || r.upper(j) && !r.t.Tokens[j].Line && !r.headlineCase(j) || r.person[j] != 0 {
		return nil, j
	}
	return r.f.verbs[e], j + n
}

// headlineCase reports whether token j stands in a line that writes most words
// with capitals: there they tell nothing.
func (r *svo) headlineCase(j int) bool {
	return j != r.t.Paragraphs[r.t.ParagraphAt(j)].From && r.titleCased(j)
}

// titleCased is headlineCase for the first word of a line too.
func (r *svo) titleCased(j int) bool {
	p := r.t.Paragraphs[r.t.ParagraphAt(j)]
	if p.Len() > longestHeading {
		return false
	}
	words, upper := 0, 0
	for i := p.From; i < p.To; i++ {
		if r.t.Tokens[i].Kind == text.Word && len(r.t.Norm(i)) > 3 {
			words++
			if r.upper(i) {
				upper++
			}
		}
	}
	return upper*4 >= words*3
}

// speaks gives d the source that subj names; a pronoun's is the topic. sure
// says that speech marks or a door stand beside the verb.
func (r *svo) speaks(d *draft, subj subject, v *verb, sure bool) bool {
	if e := subj.pronoun; e != nil {
		return r.pronounSpeaks(d, e, v)
	}
	d.source = r.joinedVoice(subj, v, sure)
	d.links = append(d.links, r.leadIn(subj.from)...)
	if d.source == nil || !sure && v.form == "present" && v.frames&frameObject == 0 && r.guessed(d.source) {
		return false
	}
	if v.class == "weak" || v.class == "opinion" || v.class == "small" || v.class == "name" {
		if d.source.kind == isnad.SpeakerDocument {
			return false
		}
	}
	if d.source.kind == isnad.SpeakerPerson && r.named(d.source) {
		r.about(d.source)
	}
	return true
}

// leadIn reads "In a statement, …" before the subject: a link of the chain.
func (r *svo) leadIn(from int) []link {
	i := from - 1
	if !r.comma(i, from) {
		return nil
	}
	start := i
	for start > 0 && start > i-8 && !r.t.Tokens[start].Line && r.part(start) != "in" {
		start--
	}
	if r.part(start) != "in" {
		return nil
	}
	return r.documentIn(start, i)
}

// documentIn reads "in a statement" at i.
func (r *svo) documentIn(i, end int) []link {
	if r.part(i) != "in" {
		return nil
	}
	for k := i + 1; k < end && k < i+5; k++ {
		e, n := r.match(r.f.documents, k, end)
		if e.Field(0) == "link" && (k+n == end || r.t.Tokens[k+n].Kind == text.Mark || r.time[k+n] != 0 || r.part(k+n) != "" || r.f.doors.Has(r.t.Tokens[k+n].ID)) {
			return []link{{name: r.words(text.Range{From: k, To: k + n}), kind: isnad.SpeakerDocument, span: text.Range{From: k, To: k + n}}}
		}
	}
	return nil
}

// forward reads what stands behind the verb.
func (r *svo) forward(d *draft, v *verb, to, end int, p text.Range) int {
	o := r.beyond(d, v, to, end)
	if o.via == 0 {
		return 0
	}
	c := r.contentAhead(o.at, end, p.To)
	if c.Len() <= 0 || c.kind != isnad.Direct && c.Len() < 3 && v.class != "call" {
		return 0
	}
	d.take(c, o.via)
	r.keep(d)
	r.inner(d)
	next := r.trailingSource(d, c.next, end)
	if c.kind == isnad.Direct {
		if i := c.next; i < p.To && r.opening[i] != 0 && r.t.SentenceAt(i) != r.t.SentenceAt(c.From) {
			next = max(next, r.resumed(d, i, p))
		}
	}
	return max(next, to)
}

// keep adds d, which knows its place in the chain.
func (r *svo) keep(d *draft) {
	r.documentChain(d)
	r.add(d)
}

// behindClause reads "The dam is safe, the minister said on Monday."
func (r *svo) behindClause(d *draft, v *verb, from, to, start, end int, p text.Range) int {
	if !v.trusted() || !r.comma(from-1, end) || r.guessed(d.source) {
		return d.cue.From
	}
	o := r.beyond(d, v, to, end)
	next := o.at
	if lead := (text.Range{From: start, To: from - 1}); r.comma(next, end) && o.via == 0 && end-next > 4 && (lead.Len() <= 1 || r.adverbial(lead)) {
		c := r.contentAhead(next+1, end, p.To) // "In Ohio, he said, the dams were safe"
		if c.Len() < 4 || r.closesSoon(next+1, end) {
			return d.cue.From
		}
		d.rule = "subject-verb"
		d.take(c, frameThat)
		r.keep(d)
		return c.next
	}
	if !r.closesSentence(next, end) && !r.mark(next, end, ',', ';') || o.via != 0 {
		return d.cue.From
	}
	c := r.trim(text.Range{From: r.skipConjunction(start, from), To: from - 1})
	if c.Len() < 4 || r.part(c.From) == "relative" || r.part(c.From) == "who" || r.adverbial(c) {
		return d.cue.From
	}
	if r.comma(next, end) && !r.closesSoon(next+1, end) {
		return d.cue.From // "The dam, he said, was safe": no one piece of the text is what was said
	}
	d.rule, d.content, d.kind = "clause-verb", c, r.kindOf(c)
	r.keep(d)
	return max(r.trailingSource(d, next, end), to)
}

// guessed reports whether only the verb shows that src is somebody.
func (r *svo) guessed(src *source) bool {
	if src == nil {
		return false
	}
	c := r.core(src.span)
	return !r.upper(c.To-1) && r.headOf(c.To-1) == headNone
}

// closesSoon reports whether behind a comma only an addition to the verb of
// saying follows: a participle, a conjunction.
func (r *svo) closesSoon(i, end int) bool {
	if i >= end {
		return true
	}
	if v, _ := r.verbAt(i, end); v != nil && v.form == "participle" {
		return true
	}
	if e, _ := r.match(r.f.attributions, i, end); e != nil {
		return true
	}
	part := r.part(i)
	return part == "conj" || part == "and" || part == "as" || part == "who" || part == "relative"
}

// adverbial reports whether c is a phrase that says when, where or how and no
// clause: it begins with a preposition and has no comma in it.
func (r *svo) adverbial(c text.Range) bool {
	switch r.part(c.From) {
	case "in", "on", "for", "from", "by", "with", "prep", "of", "conj", "as", "if", "to":
	default:
		return r.t.Norm(c.From) != "" && r.time[c.From] != 0 && r.time[c.To-1] == r.time[c.From]
	}
	for i := c.From; i < c.To; i++ {
		if r.comma(i, c.To) || i-c.From > longestRegion {
			return false
		}
	}
	return true
}

// trailingSource reads ", citing X" and ", according to X" behind content.
func (r *svo) trailingSource(d *draft, i, end int) int {
	k := i
	for k < end && r.comma(k, end) {
		k++
	}
	e, n := r.match(r.f.attributions, k, end)
	if e == nil {
		return i
	}
	src, next := r.sourceAhead(k+n, end, e.Field(0) == "source")
	if src == nil {
		return i
	}
	if e.Field(0) == "carried" {
		if d.source != nil && d.source.agency {
			d.links = append(d.links, r.asLink(d.source))
			d.source, d.implicit = src, false
			return next
		}
		return i
	}
	d.links = append([]link{r.asLink(src)}, d.links...)
	return next
}

// sourceAhead reads the source that stands at i, with its apposition.
func (r *svo) sourceAhead(i, end int, sure bool) (*source, int) {
	n, next := r.ahead(i, end)
	if n.Len() == 0 || r.pronoun(n.From) != nil {
		return nil, i
	}
	src := r.voice(n, sure)
	if src == nil {
		return nil, i
	}
	return src, r.behindApposition(src, next, end)
}

// attributed1 reads "According to X, …" and "…, according to X".
func (r *svo) attributed1(e *lang.Entry, j, to, start, end int, p text.Range) int {
	if e.Field(0) != "source" {
		return j
	}
	src, next := r.sourceAhead(to, end, true)
	if src == nil {
		return j
	}
	d := &draft{rule: "according-to", act: "state", cue: text.Range{From: j, To: to}, source: src, saidAt: -1}
	if r.time[min(next, end-1)] != 0 && next < end {
		next = r.runOf(r.time, next, end)
	}
	if j == start || j == start+1 && r.part(start) != "" {
		return r.accordingAhead(d, next, end, p)
	}
	return r.accordingBehind(d, j, next, start, end, p)
}

// accordingAhead: the content stands behind the comma.
func (r *svo) accordingAhead(d *draft, next, end int, p text.Range) int {
	for next < end && !r.comma(next, end) {
		if r.t.Tokens[next].Kind == text.Mark && r.t.Tokens[next].Rune != '-' {
			return next
		}
		next++
	}
	if next >= end {
		return next
	}
	c := r.contentAhead(next+1, end, p.To)
	if c.Len() <= 0 || c.Len() < 4 && c.kind != isnad.Direct {
		return next
	}
	d.take(c, frameThat)
	r.keep(d)
	return c.next
}

// accordingBehind: the content stands before it; if that is somebody's
// statement already, the source is one more link.
func (r *svo) accordingBehind(d *draft, j, next, start, end int, p text.Range) int {
	if n := len(r.found); n > 0 && r.found[n-1].at() >= r.sentenceStart(j, p) && r.found[n-1].content.To >= j-2 {
		last := r.found[n-1]
		last.links = append([]link{r.asLink(d.source)}, last.links...)
		return next
	}
	if q, ok := r.quoteBefore(j-1, p, false); ok {
		d.kind, d.content, d.malformed = isnad.Direct, r.trimInside(text.Range{From: q.Open + 1, To: q.Close}), q.Broken
		if from := r.sentenceStart(q.Open, p); q.Open-from >= 2 {
			d.kind, d.content = isnad.Mixed, r.trim(text.Range{From: from, To: q.Close + 1})
		}
	} else {
		from := r.skipConjunction(start, j)
		d.content = r.trim(text.Range{From: from, To: j})
		d.kind = r.kindOf(d.content)
		if d.content.Len() < 4 {
			return next
		}
	}
	r.keep(d)
	return next
}

// carriedAs reads "X quoted Y as saying that …": X is a link and Y speaks.
func (r *svo) carriedAs(d *draft, j, to, end int, p text.Range) int {
	n, next := r.ahead(to, end)
	if n.Len() == 0 {
		return j
	}
	speaker := r.voice(n, true)
	if speaker == nil {
		return j
	}
	for k := next; k+1 < end && k < next+20; k++ {
		if r.part(k) != "as" {
			continue
		}
		v, behind := r.verbAt(k+1, end)
		if v == nil || v.form != "participle" || !v.trusted() {
			continue
		}
		if d.source != nil {
			d.links = append(d.links, r.asLink(d.source))
		}
		d.source, d.implicit, d.rule = speaker, false, "carrier-as"
		return max(j, r.forward(d, v, behind, end, p))
	}
	return j
}
