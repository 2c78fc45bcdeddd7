package statement

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/text"
)

// apostrophes takes single marks that are no speech marks out of the tables:
// "the workers' union" opens nothing.
func (r *svo) apostrophes() {
	for i, q := range r.t.Quotes {
		k := &r.t.Tokens[q.Open]
		if k.Rune != '\'' && k.Rune != '’' && k.Rune != '‘' && k.Rune != '`' {
			continue
		}
		if o := q.Open - 1; o >= 0 && r.t.Is(o, k.Rune) && !k.Gap { // ''…''
			r.opening[o] = int32(i + 1)
			if q.Close >= 0 && q.Close+1 < len(r.closing) && r.t.Is(q.Close+1, r.t.Tokens[q.Close].Rune) {
				r.closing[q.Close+1] = int32(i + 1)
			}
			continue
		}
		if q.Close < 0 || q.Broken || !k.Gap && !k.Line {
			r.opening[q.Open] = 0
			if q.Close >= 0 {
				r.closing[q.Close] = 0
			}
			r.name[i] = true
		}
	}
}

// quoteBefore returns the quotation that closes at token i or before a comma
// there, with the stop that shows that its clause is over: inside the marks as
// Americans write it, or behind them; stopped says that none is needed.
func (r *svo) quoteBefore(i int, p text.Range, stopped bool) (text.Quote, bool) {
	if r.comma(i, p.To) || r.mark(i, p.To, '-', '–', '—') {
		stopped, i = true, i-1
	}
	if i < p.From || r.closing[i] == 0 {
		return text.Quote{}, false
	}
	q := r.t.Quotes[r.closing[i]-1]
	for i-1 > q.Open && r.closing[i-1] != 0 { // … 'you are the queen,'"
		i--
	}
	if !stopped && !r.mark(i-1, p.To, ',', '?', '!', '—', '–', '-', '…') || r.name[r.closing[i]-1] && !r.mark(i-1, p.To, ',', '?', '!') {
		return q, false
	}
	if q.Close-q.Open < 2 || r.claimed(q) {
		return q, false
	}
	if v, _ := r.verbAt(r.sentenceStart(q.Open, p), q.Open); v != nil && v.class == "ask" { // Asked about "the dam," he said yes
		return q, false
	}
	return q, true
}

// behindQuote gives d the quotation before its subject, with the words of the
// sentence before the marks if there are any: 'It was "a disaster," he said.'
// A quotation behind the verb goes on with what was said.
func (r *svo) behindQuote(d *draft, q text.Quote, v *verb, to, end int, p text.Range) int {
	d.rule, d.kind, d.malformed = "quote-verb", isnad.Direct, q.Broken
	d.content = r.trimInside(text.Range{From: q.Open + 1, To: q.Close})
	if from := max(r.sentenceStart(q.Open, p), r.behindContent(p)); from < q.Open && q.Open-from >= 2 && !r.opensSpeech(from, q.Open) {
		whole := r.trim(text.Range{From: r.skipConjunction(from, q.Open), To: q.Close + 1})
		if whole.Len() > 0 {
			d.content, d.kind = whole, isnad.Mixed
		}
	}
	r.keep(d)
	o := r.beyond(d, v, to, end)
	next := max(to, o.at)
	if o.via == frameQuote && r.comma(o.at-1, end) {
		next = r.resumed(d, o.at, p)
	} else if i := r.behindStop(o.at, p); i < p.To {
		if _, ok := r.speech(i); ok {
			next = r.resumed(d, i, p)
		}
	}
	return next
}

// behindContent is the token behind the statements of the paragraph.
func (r *svo) behindContent(p text.Range) int {
	if n := len(r.found); n > 0 {
		return max(r.found[n-1].content.To, r.found[n-1].cue.To, p.From)
	}
	return p.From
}

// opensSpeech reports whether what stands from token i to an opening mark is no
// part of what was said: a verb of saying, a lead-in.
func (r *svo) opensSpeech(i, open int) bool {
	if r.mark(open-1, open, ':', '.', '!', '?', ',') || r.closing[open-1] != 0 {
		return true
	}
	for ; i < open; i++ {
		if v, _ := r.verbAt(i, open); v != nil && v.trusted() {
			return true
		}
	}
	return false
}

func (r *svo) skipConjunction(i, end int) int {
	if e := r.f.words.Find(r.t.Tokens[i].ID); i+1 < end && e.Field(1) == "lead" {
		i++
		if r.comma(i, end) {
			i++
		}
	}
	return i
}

// behindStop is the token behind the full stop at or just behind i.
func (r *svo) behindStop(i int, p text.Range) int {
	for k := i; k < p.To && k < i+2; k++ {
		if r.mark(k, p.To, '.') {
			return k + 1
		}
	}
	return p.To
}

// resumed reads the quotation at token i that goes on with the words of d.
func (r *svo) resumed(d *draft, i int, p text.Range) int {
	q, ok := r.speech(i)
	if !ok || q.Close < 0 || q.Close >= p.To || r.quoteVerbFollows(q.Close+1, p) {
		return i
	}
	again := *d
	again.rule, again.kind, again.malformed = "quote-resumed", isnad.Direct, q.Broken
	again.content, again.cue = r.trimInside(text.Range{From: q.Open + 1, To: q.Close}), text.Range{}
	again.implicit, again.links = d.source != nil, append([]link(nil), d.links...)
	if again.content.Len() > 1 {
		r.found = append(r.found, &again)
	}
	return q.Close + 1
}

// quoteVerbFollows reports whether somebody is named behind a closing mark as
// the one who said it, or the sentence goes on there.
func (r *svo) quoteVerbFollows(i int, p text.Range) bool {
	if i >= p.To {
		return false
	}
	if r.comma(i, p.To) {
		return true
	}
	if r.t.Tokens[i].Kind == text.Mark {
		return false
	}
	if !r.upper(i) {
		return true
	}
	end := r.sentenceStop(i, p)
	for k := i; k < end && k < i+8; k++ {
		if v, _ := r.verbAt(k, end); v != nil && v.frames&frameQuote != 0 && r.mark(r.t.Quotes[r.closing[i-1]-1].Close-1, p.To, ',', '?', '!') {
			return true
		}
	}
	return false
}

// turned reads '"…," said X' and '…, said X'.
func (r *svo) turned(v *verb, j, to, start, end int, p text.Range) int {
	if v.form == "base" || !v.trusted() && v.class != "weak" && v.class != "ask" || v.frames&frameQuote == 0 {
		return j
	}
	q, quoted := r.quoteBefore(j-1, p, v.trusted())
	if !quoted && !(r.comma(j-1, end) && v.trusted()) {
		return j
	}
	n, next := r.ahead(to, end)
	if n.Len() == 0 {
		return j
	}
	d := &draft{rule: "quote-verb", act: v.act, cue: text.Range{From: j, To: to}, saidAt: -1}
	if e := r.pronoun(n.From); e != nil && n.Len() == 1 {
		if !r.pronounSpeaks(d, e, v) {
			return j
		}
	} else {
		d.source = r.voice(n, true)
		if d.source == nil {
			return j
		}
		next = r.behindApposition(d.source, next, end)
		if d.source.kind == isnad.SpeakerPerson && r.named(d.source) {
			r.about(d.source)
		}
	}
	if quoted {
		return r.behindQuote(d, q, v, next, end, p)
	}
	if r.opening[next-1] != 0 || next < end && r.opening[next] != 0 {
		return j
	}
	return r.behindClause(d, v, j, next, start, end, p)
}

// behindApposition reads "said X, a lawyer for the company" and gives X the role.
func (r *svo) behindApposition(src *source, i, end int) int {
	if !r.comma(i, end) || src.kind != isnad.SpeakerPerson {
		return i
	}
	n, next := r.ahead(i+1, end)
	if n.Len() == 1 && r.t.Tokens[n.From].Kind == text.Number && r.comma(next, end) { // Salem Hadi, 34, a teacher
		n, next = r.ahead(next+1, end)
	}
	if n.Len() == 0 || r.upper(n.From) && r.sort(n) == headNone || next < end && r.t.Tokens[next].Kind != text.Mark && r.part(next) != "relative" && r.part(next) != "who" {
		return i
	}
	if src.role.Len() == 0 {
		src.role = r.undetermined(n.Range)
	}
	return next
}
