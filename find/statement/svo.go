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

// follow keeps the topic: the person whom a sentence begins with.
func (r *svo) follow(j int, p text.Range) {
	if r.t.Sentences[r.t.SentenceAt(j)].From != j && !(r.comma(j-1, p.To) && r.part(r.sentenceStart(j, p)) != "") {
		return
	}
	n, _ := r.ahead(j, min(p.To, j+longestPhrase))
	if n.Len() == 0 || !r.upper(j) || r.pronoun(j) != nil || r.titleCased(j) {
		return
	}
	if src := r.actor(n); src != nil && src.kind == isnad.SpeakerPerson && r.named(src) {
		r.about(src)
	}
}

// named reports whether the person's name stands there and not an office only.
func (r *svo) named(src *source) bool {
	last := src.span.To - 1
	return r.upper(last) && r.headOf(last) != headRole
}

// about makes src the person whom a pronoun means.
func (r *svo) about(src *source) {
	r.topic = src
	r.gender = r.genderOf(src)
}

// genderOf is what the page told of the person's gender: "Mr.", "she".
func (r *svo) genderOf(src *source) string {
	if e := r.f.words.Find(r.t.Tokens[r.honorificBefore(src)].ID); e.Field(0) == "honorific" {
		r.genders[r.t.Norm(src.span.To-1)] = e.Field(1)
	}
	return r.genders[r.t.Norm(src.span.To-1)]
}

func (r *svo) honorificBefore(src *source) int {
	i := src.span.From - 1
	if r.mark(i, i+1, '.') {
		i--
	}
	return max(i, 0)
}

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

// sameSpeaker gives d the source of the statement before it in its sentence, or
// whoever acts there.
func (r *svo) sameSpeaker(d *draft, sentence, j int) bool {
	if n := len(r.found); n > 0 && r.found[n-1].cue.Len() > 0 && r.found[n-1].cue.From >= sentence {
		last := r.found[n-1]
		for last.parent != nil {
			last = last.parent
		}
		if last.source == nil {
			return false
		}
		src := *last.source
		d.source = &src
		for _, l := range last.links {
			l.implicit = true
			d.links = append(d.links, l)
		}
		return true
	}
	return r.sentenceSubject(d, sentence, j)
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

// pronounSpeaks takes the topic for "he" and "she", if it agrees; otherwise
// the speaker is unknown.
func (r *svo) pronounSpeaks(d *draft, e *lang.Entry, v *verb) bool {
	d.implicit = true
	switch g := e.Field(1); g {
	case "m", "f":
		if !r.means(g, d.cue.From) {
			return v.trusted() || v.class == "tell"
		}
		src := *r.topic
		d.source, r.gender = &src, g
		r.genders[r.t.Norm(src.span.To-1)] = g
		return true
	case "p":
		if n := len(r.found); n > 0 && r.found[n-1].source != nil {
			if k := r.found[n-1].source.kind; k == isnad.SpeakerCollective || k == isnad.SpeakerAnonymous {
				src := *r.found[n-1].source
				d.source = &src
				return true
			}
		}
		return false
	}
	return false
}

// means reports whether a pronoun of gender g at token j means the topic: its
// gender is known to be that, or unknown and nobody else was named near by.
func (r *svo) means(g string, j int) bool {
	if r.topic == nil || r.gender != "" {
		return r.topic != nil && r.gender == g
	}
	from := r.t.Sentences[max(0, r.t.SentenceAt(j)-1)].From
	for i := j - 1; i >= from && i > j-2*longestRegion; i-- {
		if q := r.closing[i]; q != 0 && !r.name[q-1] && r.t.Quotes[q-1].Open < i {
			i = r.t.Quotes[q-1].Open
			continue
		}
		if m := r.person[i]; m != 0 && (i+1 == len(r.person) || r.person[i+1] != m) && r.t.Norm(i) != r.t.Norm(r.topic.span.To-1) {
			return false
		}
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
	if c.Len() < 4 && c.kind != isnad.Direct {
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
