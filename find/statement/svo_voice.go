package statement

import (
	"unicode"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// core is the phrase without its determiner, up to its first preposition,
// bracket or comma: its last word is its head.
func (r *svo) core(p text.Range) text.Range {
	c := r.undetermined(p)
	for i := c.From; i < c.To; i++ {
		if i > c.From && (r.prepositional(i) && r.part(i) != "and" || r.part(i) == "relative" || r.part(i) == "who" || r.part(i) == "whose" || r.mark(i, c.To, '(', ',') || r.reduced(i)) {
			c.To = i
			break
		}
	}
	for c.To > c.From+1 && r.t.Tokens[c.To-1].Kind == text.Mark {
		c.To--
	}
	return c
}

// reduced reports whether a participle behind a source's noun stands for a
// relative clause: "the report released on Monday".
func (r *svo) reduced(i int) bool {
	return !r.upper(i) && r.endsAs(r.t.Norm(i), "past") && !r.upper(i-1) && r.headOf(i-1) != headNone
}

// undetermined is the phrase without the article before it.
func (r *svo) undetermined(p text.Range) text.Range {
	for p.Len() > 1 && (r.part(p.From) == "det" || r.part(p.From) == "both" || r.t.Tokens[p.From].Kind == text.Mark) {
		p.From++
	}
	return p
}

// sort is the sort of the phrase's head.
func (r *svo) sort(p phrase) head {
	c := r.core(p.Range)
	if c.Len() == 0 {
		return headNone
	}
	last := c.To - 1
	h := r.headOf(last)
	if h == headDocument && r.upper(last) && r.is(r.f.media, last) { // the Samara Post
		return headMedia
	}
	if h == headNone && c.Len() > 1 { // White House, United Nations
		h = r.headOf(last - 1)
		if h != headOrganisation || r.is(r.f.orgs, last-1) && !r.spans(r.f.orgs, last-1, c.To) {
			h = headNone
		}
	}
	return h
}

// spans reports whether an entry of the list covers exactly the tokens [i,to).
func (r *svo) spans(list *lang.List, i, to int) bool {
	_, n := r.match(list, i, to)
	return n == to-i
}

// nameIn is the run of capitalised words that the core of a phrase ends with,
// without titles and offices before the name.
func (r *svo) nameIn(c text.Range) (name, before text.Range) {
	i := c.To
	for i > c.From && (r.upper(i-1) || r.glued(i-1, c.To) || r.t.Tokens[i-1].Kind == text.Word && i < c.To && i-1 > c.From && (r.glued(i, c.To) || r.is(r.f.nameLinks, i-1))) {
		if r.possessive(i - 1) {
			break
		}
		i--
	}
	if i < c.To && r.possessive(i) {
		i++
	}
	for i < c.To && r.t.Tokens[i].Kind == text.Mark {
		i++
	}
	for k := i; k < c.To-1; {
		n := 0
		for _, list := range []*lang.List{r.f.titles, r.f.roles, r.f.anonymous, r.f.orgs, r.f.nationalities, r.f.documents} {
			if _, m := r.match(list, k, c.To-1); m > n {
				n = m
			}
		}
		if n == 0 && r.titled(k+1, c) {
			n = 1
		}
		if n == 0 {
			break
		}
		k += n
		for k < c.To-1 && r.t.Tokens[k].Kind == text.Mark {
			k++
		}
		i = k
	}
	return text.Range{From: i, To: c.To}, text.Range{From: c.From, To: i}
}

// titled reports whether an office stands somewhere from k on with a name
// behind it: "Republican National Committee Chairman Reince Priebus".
func (r *svo) titled(k int, c text.Range) bool {
	for ; k < c.To-1; k++ {
		if r.is(r.f.roles, k) || r.is(r.f.titles, k) {
			return true
		}
	}
	return false
}

// joinedVoice tells who a subject names, with what stands beside it.
func (r *svo) joinedVoice(s subject, v *verb, sure bool) *source {
	src := r.voice(s.main, sure || v.trusted() || v.class == "tell" || v.class == "ask")
	if s.beside.Len() == 0 || src == nil {
		return src
	}
	if r.office(s.main) && src.role.Len() == 0 && (src.kind == isnad.SpeakerPerson || src.kind == isnad.SpeakerAnonymous) {
		if by := r.voice(s.beside, true); by != nil && by.kind == isnad.SpeakerPerson && by.span.To == s.beside.To && r.upper(by.span.From) {
			by.role = r.undetermined(s.main.Range)
			return by
		}
	}
	if src.kind == isnad.SpeakerPerson && src.role.Len() == 0 && r.sort(s.beside) != headNone {
		src.role = r.undetermined(s.beside.Range)
	}
	return src
}

// voice tells who a noun phrase names, nil if it names nobody who can speak.
// sure says that the verb alone shows that somebody speaks.
func (r *svo) voice(p phrase, sure bool) *source {
	whole := r.undetermined(p.Range)
	c := r.core(p.Range)
	if c.Len() == 0 || r.t.Tokens[c.To-1].Kind != text.Word {
		return nil
	}
	definite := c.From > p.From && r.part(p.From) == "det"
	if whole.To > c.To && r.mark(c.To, whole.To, '(') { // the Nile News Agency (NNA)
		r.abbreviated(c, whole.To)
		whole.To = c.To
	}
	src := &source{span: whole, name: r.words(whole)}
	if long, ok := r.short[r.t.Norm(c.From)]; ok && c.Len() == 1 {
		src.kind, src.agency = isnad.SpeakerOrganisation, r.headOf(long.To-1) == headMedia
		src.name = r.words(long)
		return src
	}
	if r.joinedWithin(c) {
		src.kind = isnad.SpeakerCollective
		return src
	}
	if m := r.person[c.To-1]; m != 0 {
		from := c.To - 1
		for from > c.From && r.person[from-1] == m {
			from--
		}
		return r.personSource(src, text.Range{From: from, To: c.To}, text.Range{From: c.From, To: from})
	}
	h := r.sort(p)
	name, before := r.nameIn(c)
	lower := !r.upper(c.To - 1)
	switch {
	case h == headMedia:
		src.kind, src.agency = isnad.SpeakerOrganisation, true
	case h == headOrganisation:
		src.kind = isnad.SpeakerOrganisation
	case h == headDocument:
		return r.documentVoice(p, src)
	case h == headAnonymous && (lower || before.Len() == 0):
		src.kind = isnad.SpeakerAnonymous
	case h == headCollective && (lower || before.Len() == 0):
		src.kind = isnad.SpeakerCollective
	case (h == headRole || h == headTitle) && lower, h == headRole && before.Len() == 0 && name.Len() == 1:
		src.kind = isnad.SpeakerPerson
	case h == headPlace || r.is(r.f.countries, c.To-1) || r.is(r.f.capitals, c.To-1):
		src.kind = isnad.SpeakerOrganisation
	case lower:
		if !sure || c.From == p.From && r.part(c.From) != "own" && r.part(c.From) != "this" && !r.manyBy(c.To-1) && !r.possessiveIn(c) || c.Len() > 6 || r.part(c.To-1) != "" || r.t.Norm(c.To-1) == "" {
			return nil
		}
		src.kind = isnad.SpeakerPerson
		if r.manyBy(c.To - 1) {
			src.kind = isnad.SpeakerCollective
		}
	default:
		return r.nameVoice(src, name, before, definite, sure)
	}
	return src
}

// abbreviated remembers the short form in brackets behind a body's name.
func (r *svo) abbreviated(c text.Range, end int) {
	if c.To+2 < end+1 && r.mark(c.To+2, end, ')') && r.t.Tokens[c.To+1].Kind == text.Word {
		r.short[r.t.Norm(c.To+1)] = c
	}
}

// manyBy reports whether the word has the ending of many.
func (r *svo) manyBy(i int) bool { return r.endsAs(r.t.Norm(i), "many") }

func (r *svo) possessiveIn(c text.Range) bool {
	for i := c.From; i < c.To; i++ {
		if r.possessive(i) {
			return true
		}
	}
	return false
}

func (r *svo) joinedWithin(c text.Range) bool {
	for i := c.From; i < c.To; i++ {
		if r.part(i) == "and" {
			return true
		}
	}
	return false
}

// nameVoice tells whether a name that no list knows is a person's.
func (r *svo) nameVoice(src *source, name, before text.Range, definite, sure bool) *source {
	switch {
	case name.Len() == 0 || r.time[name.From] != 0:
		return nil
	case r.capitals(name), definite && before.Len() == 0:
		src.kind = isnad.SpeakerOrganisation
		return src
	case name.Len() > 8 || !sure && name.Len() < 2 && before.Len() == 0 && r.known(name) == nil && !r.proper(name.From):
		return nil
	}
	return r.personSource(src, name, before)
}

// known returns the person who spoke before under the same last name.
func (r *svo) known(name text.Range) *source {
	for i := len(r.found) - 1; i >= 0 && i > len(r.found)-40; i-- {
		if s := r.found[i].source; s != nil && s.kind == isnad.SpeakerPerson && r.t.Norm(s.span.To-1) == r.t.Norm(name.To-1) {
			return s
		}
	}
	return nil
}

// proper reports whether the word stands with a capital amid some sentence too,
// where nothing but a name has one.
func (r *svo) proper(i int) bool {
	if r.amid == nil {
		r.amid = map[string]bool{}
		for k := 1; k < len(r.t.Tokens); k++ {
			if r.upper(k) && r.t.Tokens[k-1].Kind == text.Word && !r.t.Tokens[k].Line && !r.headlineCase(k) {
				r.amid[r.t.Norm(k)] = true
			}
		}
	}
	return r.amid[r.t.Norm(i)]
}

// capitals reports whether the name is written in capitals throughout: NATO.
func (r *svo) capitals(n text.Range) bool {
	letters := 0 // U.S.
	for i := n.From; i < n.To; i++ {
		if r.t.Tokens[i].Kind == text.Word && len(r.t.Norm(i)) > 1 {
			letters = -1
			break
		}
		if r.t.Tokens[i].Kind == text.Word {
			letters++
		}
	}
	if letters > 1 {
		return true
	}
	if n.Len() != 1 || len(r.t.Norm(n.From)) < 2 {
		return false
	}
	for _, c := range r.t.Surface(n.From) {
		if !unicode.IsUpper(c) {
			return false
		}
	}
	return !r.headlineCase(n.From)
}

func (r *svo) personSource(src *source, name, before text.Range) *source {
	src.kind, src.span = isnad.SpeakerPerson, name
	src.name = r.words(name)
	if r.person[name.From] != 0 {
		src.name = r.entityName(name)
	}
	if old := r.known(name); old != nil && r.mention[name.From] == 0 && len(old.name) > len(src.name) {
		src.name = old.name
	}
	for before.Len() > 0 && (r.t.Tokens[before.To-1].Kind == text.Mark && !r.mark(before.To-1, before.To, '.')) {
		before.To--
	}
	if before.Len() > 0 && !r.onlyHonorific(before) {
		src.role = before
		if r.mark(before.To-1, before.To, '.') {
			src.role.To--
		}
	}
	return src
}

func (r *svo) onlyHonorific(b text.Range) bool {
	e := r.f.words.Find(r.t.Tokens[b.From].ID)
	t := r.f.titles.Find(r.t.Tokens[b.From].ID)
	return b.Len() <= 2 && (e.Field(0) == "honorific" || t != nil && t.Field(0) != "role")
}

// documentVoice reads a document that speaks: "a report by X", "X's report".
func (r *svo) documentVoice(p phrase, src *source) *source {
	src.kind, src.document = isnad.SpeakerDocument, true
	for i := p.From + 1; i+1 < p.To; i++ {
		part := r.part(i)
		if part != "by" && part != "from" && part != "of" {
			continue
		}
		n, _ := r.ahead(i+1, p.To)
		if n.Len() == 0 {
			return src
		}
		by := r.voice(n, false)
		if by != nil && (by.kind == isnad.SpeakerOrganisation || by.kind == isnad.SpeakerPerson) && part != "of" {
			by.document = true
			return by
		}
		return src
	}
	return src
}
