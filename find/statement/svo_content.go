package statement

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/text"
)

// beyond walks from token i, behind a verb of saying, over whom it was said to,
// when, where and in what, to the content. via is 0 where there is none; at is
// then the token behind what was read.
func (r *svo) beyond(d *draft, v *verb, i, end int) (o opening) {
	o.at = i
	if v.frames&frameSmall != 0 {
		return r.small(v, i, end)
	}
	if v.frames&frameAddress != 0 {
		if next := r.toWhom(d, v, i, end); next > i {
			i = next
		}
	} else if v.class == "call" {
		if i < end && r.t.Tokens[i].Kind == text.Word && r.time[i] == 0 {
			o.via = frameObject
		}
		o.at = i
		return o
	}
	bare := true // content may begin here with nothing to open it
	for k := i; k < end && k < i+longestRegion; {
		o.at = k
		if to := r.door(k, end); to > 0 {
			if v.frames&frameThat != 0 && to < end {
				o.at, o.via = to, frameThat
			}
			return o
		}
		if q, ok := r.speech(k); ok {
			if k > i && q.Close > 0 && q.Close < end && (r.possessive(k-1) || r.prepositional(k-1) || r.part(k-1) == "det") {
				k = q.Close + 1 // on the network's "Morning Hour"
				continue
			}
			if v.frames&frameQuote != 0 && (q.Close < 0 || q.Close-q.Open > 2) {
				o.via = frameQuote
			}
			return o
		}
		if r.mark(k, end, ':') {
			if v.frames&frameQuote != 0 && k+1 < end {
				o.at, o.via = k+1, frameColon
			}
			return o
		}
		if r.comma(k, end) {
			if _, ok := r.speech(min(k+1, len(r.opening)-1)); ok && k+1 < end {
				k++
				continue
			}
			if next := r.aside(d, k, end); next > k {
				k = next
				continue
			}
			return o
		}
		if r.mark(k, end, '(') {
			if to := r.insideMarks(k, end); to > k {
				k = to
				continue
			}
		}
		if r.t.Tokens[k].Kind == text.Mark {
			return o
		}
		if r.time[k] != 0 {
			d.saidAt = int(r.time[k] - 1)
			k = r.runOf(r.time, k, end)
			continue
		}
		if _, n := r.match(r.f.fixed, k, end); n > 0 {
			d.links = append(d.links, r.documentIn(k, k+n)...)
			k += n
			continue
		}
		if part := r.part(k); part == "adverb" || part == "both" || r.adverb(k) {
			k++
			continue
		}
		if r.part(k) == "to" && v.frames&frameTo != 0 && r.t.Tokens[min(k+1, end-1)].Kind == text.Word && !r.upper(k+1) && r.part(k+1) != "det" {
			o.via = frameTo
			return o
		}
		if r.part(k) == "for" && v.class == "ask" && k > i {
			return o
		}
		if bare && (v.frames&frameObject != 0 || v.frames&frameThat != 0 && r.pronoun(k) != nil) && !r.prepositional(k) && r.clauseAhead(v, k, end) {
			o.via = frameObject
			return o
		}
		if !r.prepositional(k) {
			return o
		}
		next := r.overPhrase(d, k, end)
		bare = r.time[next-1] != 0
		k = next
	}
	return o
}

// overPhrase steps over a preposition and the noun phrase behind it.
func (r *svo) overPhrase(d *draft, k, end int) int {
	d.links = append(d.links, r.documentIn(k, end)...)
	for k < end && r.prepositional(k) {
		k++
	}
	if k < end && r.time[k] != 0 {
		d.saidAt = int(r.time[k] - 1)
		return r.runOf(r.time, k, end)
	}
	_, next := r.ahead(k, end)
	return min(max(next, k), end)
}

// aside steps over ", citing X," and ", on Monday,": it returns the token
// behind the closing comma.
func (r *svo) aside(d *draft, k, end int) int {
	e, n := r.match(r.f.attributions, k+1, end)
	if e.Field(0) == "carried" && d.source != nil && d.source.agency {
		src, next := r.sourceAhead(k+1+n, end, false)
		if src != nil && r.comma(next, end) {
			d.links = append(d.links, r.asLink(d.source))
			d.source, d.implicit = src, false
			return next + 1
		}
	}
	return k
}

// toWhom steps over whom something was said to. A news organisation is a link
// of the chain: "told the Nile Agency that".
func (r *svo) toWhom(d *draft, v *verb, i, end int) int {
	if i >= end || r.t.Tokens[i].Kind != text.Word || r.door(i, end) > 0 || r.part(i) == "to" || r.prepositional(i) || r.time[i] != 0 {
		return i
	}
	n, next := r.ahead(i, end)
	if n.Len() == 0 {
		return i
	}
	if r.part(i) == "object" || r.part(i) == "pronoun" {
		return next
	}
	if r.sort(n) == headMedia {
		o := opening{}
		r.addLink(&o, phrase{Range: r.undetermined(n.Range)}, r.core(n.Range).To-1)
		d.links = append(d.links, o.links...)
	}
	return next
}

// clauseAhead reports whether a clause can begin at k with nothing to open it:
// "said the dam was safe". It needs words enough, and a verb that a list knows
// or a pronoun, a name, a determiner before it.
func (r *svo) clauseAhead(v *verb, k, end int) bool {
	if end-k < 3 || r.t.Tokens[k].Kind == text.Mark {
		return false
	}
	switch r.part(k) {
	case "pronoun", "there", "own", "first":
		return true
	case "as", "conj", "what", "relative", "who", "not", "and", "or", "be", "have", "modal", "did", "to", "object":
		return r.part(k) == "not" && r.hasVerb(k, end) || r.part(k) == "what" && v.trusted() || r.part(k) == "conj" && v.class == "say" && r.hasVerb(k, end)
	}
	if v.act == "deny" {
		return true
	}
	return r.hasVerb(k, end) || v.class == "say" && end-k > 6
}

// hasVerb reports whether a finite verb stands soon behind k: an auxiliary, a
// verb of saying, or a word that ends as a past does.
func (r *svo) hasVerb(k, end int) bool {
	for i := k + 1; i < end && i < k+30 && !r.comma(i, end); i++ {
		switch r.part(i) {
		case "be", "have", "modal", "did":
			return true
		}
		if r.endsAs(r.t.Norm(i), "past") && !r.upper(i) {
			return true
		}
	}
	return r.upper(k) && end-k > 3
}

// small reads the object and predicate of "called it 'a disaster'", "accused X
// of lying": without speech marks in it only an accusation is a statement.
func (r *svo) small(v *verb, i, end int) (o opening) {
	o.at = i
	if i >= end || r.t.Tokens[i].Kind != text.Word || r.prepositional(i) || r.door(i, end) > 0 || r.time[i] != 0 {
		return o
	}
	for k := i; k < end && k < i+14; k++ {
		if v.class == "small" && r.part(k) == "of" && k > i {
			o.via = frameSmall
			return o
		}
		if q, ok := r.speech(k); ok && v.class == "name" && q.Close > 0 {
			o.via = frameSmall
			return o
		}
		if r.t.Tokens[k].Kind == text.Mark && !r.glued(k, end) || r.part(k) == "relative" || r.part(k) == "who" {
			return o
		}
	}
	return o
}

// contentAhead reads the content that begins at token at.
func (r *svo) contentAhead(at, end, limit int) content {
	if at >= limit {
		return content{Range: text.Range{From: at, To: at}, next: at} // the paragraph ends with the door
	}
	if q, ok := r.speech(at); ok {
		if q.Close < 0 || q.Close >= limit {
			c := content{Range: r.trim(text.Range{From: q.Open + 1, To: limit}), kind: isnad.Direct, next: limit}
			return c
		}
		if !r.goesOnBehind(q.Close, end, limit) {
			return content{Range: r.trimInside(text.Range{From: q.Open + 1, To: q.Close}), kind: isnad.Direct, malformed: q.Broken, next: r.behindMarks(q, limit)}
		}
	}
	to := r.endAhead(at, end, limit)
	c := content{Range: r.trim(text.Range{From: at, To: to}), next: to}
	c.kind = r.kindOf(c.Range)
	return c
}

// behindMarks is the token behind the closing mark, which may be two.
func (r *svo) behindMarks(q text.Quote, limit int) int {
	i := q.Close + 1
	if i < limit && r.closing[i] != 0 && r.closing[i] == r.closing[q.Close] {
		i++
	}
	return i
}

// goesOnBehind reports whether the clause goes on behind the closing mark at i.
func (r *svo) goesOnBehind(i, end, limit int) bool {
	if i+1 < limit && r.closing[i+1] != 0 {
		i++
	}
	if r.mark(i-1, limit, '.', '!', '?', ',', '…') || r.closing[i-1] != 0 && r.mark(i-2, limit, '.', '!', '?', ',', '…') || i+1 >= limit || r.t.SentenceAt(i) != r.t.SentenceAt(min(i+1, limit-1)) {
		return false
	}
	return r.t.Tokens[i+1].Kind == text.Word && !r.t.Tokens[i+1].Line
}

// endAhead finds where the content that begins at token at is over.
func (r *svo) endAhead(at, end, limit int) int {
	for j := at; j < end; j++ {
		if q := r.opening[j]; q != 0 && !r.name[q-1] {
			c := r.t.Quotes[q-1].Close
			if c < 0 {
				return end
			}
			if c < limit {
				if j = c; c >= end {
					end = r.sentenceStopAt(c, limit)
				}
				continue
			}
		}
		if j > at && r.endsAhead(j, at, end) {
			return j
		}
	}
	return end
}

// sentenceStopAt is the end of a sentence whose last words are a quotation.
func (r *svo) sentenceStopAt(c, limit int) int {
	if r.mark(c-1, limit, '.', '!', '?') {
		return min(c+1, limit)
	}
	return min(limit, r.t.Sentences[r.t.SentenceAt(c)].To)
}

// endsAhead reports whether the page or another statement speaks from j on.
func (r *svo) endsAhead(j, at, end int) bool {
	if r.t.Tokens[j].Kind != text.Word {
		return false
	}
	comma := r.comma(j-1, end) || r.mark(j-1, end, '-', '–', '—') || r.closing[j-1] != 0 && r.comma(j-2, end)
	if comma && r.clause && !r.adverb(j) {
		return true
	}
	if comma {
		if v, to := r.verbAt(j, end); v != nil && v.form == "participle" && (v.trusted() || v.class == "tell" || v.class == "doc" || v.class == "small" || v.class == "ask") {
			d := &draft{saidAt: -1}
			return r.beyond(d, v, to, end).via != 0
		}
		if e, _ := r.match(r.f.attributions, j, end); e != nil {
			return true
		}
	}
	part := r.part(j)
	if part == "and" || part == "conj" || part == "or" || r.mark(j-1, end, ';') {
		k := j
		if !r.mark(j-1, end, ';') {
			k++
		}
		return r.cueFollows(k, end)
	}
	return false
}

// cueFollows reports whether a verb of saying with its subject, or going on
// with the last one, begins at k.
func (r *svo) cueFollows(k, end int) bool {
	for i := k; i < end && i < k+10; i++ {
		v, to := r.verbAt(i, end)
		if v == nil {
			if r.t.Tokens[i].Kind == text.Mark && !r.glued(i, end) || r.part(i) == "be" || r.part(i) == "modal" {
				return false
			}
			continue
		}
		if v.form == "participle" || v.form == "base" {
			return false
		}
		if !v.trusted() && v.class != "tell" && v.class != "ask" && v.class != "small" && v.class != "call" {
			return false
		}
		sub, ok := r.subjectBefore(i, k, v)
		onlyAdverbs := true
		for x := k; x < i; x++ {
			onlyAdverbs = onlyAdverbs && (r.adverb(x) || r.part(x) == "adverb" || r.part(x) == "have")
		}
		if !onlyAdverbs && (!ok || sub.from != k) {
			return false
		}
		d := &draft{saidAt: -1}
		o := r.beyond(d, v, to, end)
		return o.via != 0 && (ok || o.via != frameObject || v.class == "call")
	}
	return false
}

// participle reads ", adding that …": it goes on with whoever spoke in the
// sentence, or with the sentence's subject.
func (r *svo) participle(v *verb, j, to, start, end int, p text.Range) int {
	if j == p.From || !r.comma(j-1, end) && r.part(j-1) != "by" && r.part(j-1) != "and" && r.closing[j-1] == 0 && !r.is(r.f.documents, j-1) && r.part(j-1) != "conj" {
		return j
	}
	d := &draft{rule: "participle", act: v.act, cue: text.Range{From: j, To: to}, implicit: true, saidAt: -1}
	if !r.sameSpeaker(d, r.sentenceStart(j, p), j) {
		return j
	}
	o := r.beyond(d, v, to, end)
	if o.via == 0 {
		return j
	}
	c := r.contentAhead(o.at, end, p.To)
	if c.Len() <= 0 || c.kind != isnad.Direct && c.Len() < 3 {
		return j
	}
	d.take(c, o.via)
	r.keep(d)
	return max(r.trailingSource(d, c.next, end), to)
}

// inner finds what others said inside the content of d: those with a subject
// of their own.
func (r *svo) inner(d *draft) {
	if d.kind == isnad.Direct {
		return
	}
	end := d.content.To
	for j := d.content.From; j < end; j++ {
		if q := r.opening[j]; q != 0 && !r.name[q-1] {
			if c := r.t.Quotes[q-1].Close; c > j {
				j = c
				continue
			}
		}
		v, to := r.verbAt(j, end)
		if v == nil || v.form == "participle" || !v.trusted() && v.class != "tell" {
			continue
		}
		sub, ok := r.subjectBefore(j, d.content.From, v)
		if !ok || sub.pronoun != nil {
			continue
		}
		n := &draft{rule: "subject-verb", act: v.act, cue: text.Range{From: j, To: to}, saidAt: -1, parent: d}
		if n.source = r.joinedVoice(sub, v, false); n.source == nil {
			continue
		}
		o := r.beyond(n, v, to, end)
		if o.via == 0 {
			continue
		}
		c := r.contentAhead(o.at, end, end)
		if c.Len() < 3 || !inRange(c.Range, d.content) {
			continue
		}
		n.take(c, o.via)
		if d.source != nil {
			n.links = append([]link{r.asLink(d.source)}, n.links...)
		}
		r.documentChain(n)
		r.found = append(r.found, n)
		j = max(j, c.next-1)
	}
}
