package statement

import (
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// phrase is a noun phrase that may name a source.
type phrase struct {
	text.Range
	person text.Range // the name in it
	role   text.Range
	joined bool // two or more, joined by و
}

// longestPhrase bounds a source's noun phrase, in tokens.
const longestPhrase = 24

// phrase reads the noun phrase that begins at token i. tight says that content
// may follow with no door between (أكد الرئيس بوتين رغبته): then it ends with
// the name.
func (s *scan) phrase(i, end int, tight bool) (p phrase, next int) {
	if e, n := s.match(s.f.words, i, end); e != nil && e.Field(0) == "each" {
		i += n
	}
	if s.part(i) == "this" && i+1 < end && s.t.Tokens[i+1].Pro&lang.Article != 0 {
		i++ // هذه الناشطة
	}
	p, next = s.bare(i, end, tight)
	if p.Len() == 0 {
		return p, i
	}
	if s.comma(next, end) { // سيرغي لافروف، وزير الخارجية، … / وزير الخارجية، سيرغي لافروف، …
		if q, after := s.apposition(p, next+1, end); q.Len() > 0 {
			p = s.joinApposition(p, q)
			next = after
		}
	}
	return p, next
}

// bare reads a noun phrase up to the first comma.
func (s *scan) bare(i, end int, tight bool) (phrase, int) {
	p := phrase{Range: text.Range{From: i, To: i}}
	j := i
	end = min(end, i+longestPhrase)
	for j < end {
		if next := s.insideMarks(j, end); next > j {
			if p.person.Len() == 0 && s.closing[next-1] != 0 {
				p.person = s.personIn(j, next)
			}
			j = next
			continue
		}
		if s.t.Tokens[j].Kind == text.Mark && !s.mark(j, end, '.', '-') || s.t.Tokens[j].Line && j > i {
			break
		}
		if j > i && s.endsPhrase(&p, j, end, tight) || j == i && s.cannotBegin(j, end) {
			break
		}
		if to, ok := s.reach(&p, j, end); ok {
			j = to
			continue
		}
		if s.stop(j) && !(s.part(j) == "on" && j > i && s.titleAt(j-1)) {
			break
		}
		if m := s.person[j]; m != 0 {
			to := s.runOf(s.person, j, end)
			if p.person.Len() > 0 && s.t.Tokens[j].Pro&lang.And != 0 {
				p.joined = true
			}
			if p.person.Len() == 0 || !p.joined {
				p.person = text.Range{From: j, To: to}
			}
			j = to
			continue
		}
		if s.t.Tokens[j].Pro&lang.And != 0 && j > i && s.nominal(j) {
			p.joined = true
		}
		if s.mark(j, end, '.', '-') && !s.within(j, end) {
			break
		}
		j++
	}
	p.To = j
	if p.person.Len() > 0 && !p.joined {
		s.roleBeside(&p)
	}
	return p, j
}

// within reports whether the mark at j stands inside a name: «د. خالد», «أ.ش.أ»,
// «الروسية-المغربية».
func (s *scan) within(j, end int) bool {
	if s.mark(j, end, '-') {
		return !s.t.Tokens[j].Gap && j+1 < end && !s.t.Tokens[j+1].Gap
	}
	return j > 0 && !s.t.Tokens[j].Gap && len(s.t.Norm(j-1)) == 2 && j+1 < end
}

// insideMarks steps over a name in marks or a short bracket; it returns i
// where there is none.
func (s *scan) insideMarks(i, end int) int {
	if q := s.opening[i]; q != 0 {
		quote := s.t.Quotes[q-1]
		short := quote.Close > 0 && quote.Close-quote.Open <= 4 && quote.Close < end && !s.mark(i-1, end, ':')
		if short && (s.name[q-1] || quote.Close-quote.Open <= 3) {
			return quote.Close + 1
		}
		return i
	}
	if s.mark(i, end, '(') {
		for j := i + 1; j < end && j < i+10; j++ {
			if s.mark(j, end, ')') {
				return j + 1
			}
		}
	}
	return i
}

func (s *scan) cannotBegin(j, end int) bool {
	if s.door(j, end) > 0 || s.time[j] != 0 && s.mention[j] == 0 || s.t.Tokens[j].Kind == text.Number {
		return true
	}
	if s.t.Tokens[j].Pro&(lang.In|lang.To|lang.As) != 0 && s.person[j] == 0 {
		return true
	}
	if s.mention[j] != 0 {
		return false
	}
	if e, _ := s.match(s.f.fixed, j, end); e != nil {
		return true
	}
	if v, _ := s.cueAt(j, end); v != nil && v.form == "participle" {
		return true // استطرد شارحا
	}
	if s.t.Tokens[j].Kind == text.Word && len(s.t.Norm(j)) == 2 && !s.mark(j+1, end, '.') {
		return true // a letter that stands alone is a preposition: لـ «الضفة»
	}
	if k := &s.t.Tokens[j]; k.Pro&(lang.In|lang.To|lang.As|lang.Will) != 0 {
		return true
	}
	return s.contentNoun(j) || s.part(j) == "saying"
}

// endsPhrase reports whether what stands at j is no longer the noun phrase.
func (s *scan) endsPhrase(p *phrase, j, end int, tight bool) bool {
	k := &s.t.Tokens[j]
	if s.door(j, end) > 0 || s.time[j] != 0 && s.mention[j] == 0 || s.part(j) == "saying" {
		return true
	}
	if k.Pro&lang.To != 0 && (s.is(s.f.media, j) || s.is(s.f.agencies, j) || s.roleAt(j) && s.headOf(p.From) == headAnonymous) {
		return true
	}
	if k.Kind == text.Number && s.mention[j] == 0 {
		return true
	}
	if k.Kind == text.Word && j+1 < end && s.opening[j+1] != 0 && len(s.t.Norm(j)) == 2 && s.opening[j] == 0 {
		return true // لـ «الضفة»
	}
	if j > p.From && s.mention[j-1] != 0 && s.mention[j] != s.mention[j-1] && k.Pro == 0 && s.headOf(p.From) == headOrganisation && s.roleAt(j) {
		return true // حثت المنظمة وزير الخارجية …: somebody else
	}
	if s.mention[j] != 0 {
		// بوتين وأوباما goes on; موسكو والأمم … too. A name behind a name that is
		// not joined to it begins something else.
		return false
	}
	if s.part(j) == "issued" || s.untilWith && k.Pro&lang.In != 0 && s.part(j) != "spokes" {
		return true
	}
	if v, to := s.cueAt(j, end); v != nil && v.form != "noun" && (v.trusted() || k.Pro&lang.And != 0 || s.door(to, end) > 0 ||
		v.form == "past" && k.Pro == 0 && s.headOf(p.From) == headAnonymous) { // مصدر طلب عدم الكشف عن هويته
		return true
	}
	if k.Pro&lang.So != 0 {
		return true
	}
	if k.Pro&lang.And != 0 {
		return !s.nominal(j) && !s.widens(p, j)
	}
	if s.contentNoun(j) && !s.roleAt(j-1) && k.Pro&(lang.In|lang.To|lang.As) == 0 {
		// «هيئة مكافحة الفساد»: a body without article needs a second noun.
		return j > p.From+1 || s.headOf(p.From) != headOrganisation || s.t.Tokens[p.From].Pro&lang.Article != 0
	}
	if p.person.Len() > 0 && p.person.To == j {
		return tight && !s.roleAt(j) && !s.nationality(j)
	}
	if !tight || j == p.From || s.mention[j-1] == 0 || s.mention[p.From] != s.mention[j-1] || s.nationality(j) {
		return false
	}
	h := s.headOf(p.From)
	return h == headOrganisation || h == headRole && s.contentNoun(j)
}

// widens reports whether the word joined at j is a part of an office's name
// («رئيس لجنة الدفاع والأمن») and not another source.
func (s *scan) widens(p *phrase, j int) bool {
	k := &s.t.Tokens[j]
	return p.person.Len() == 0 && s.headOf(p.From) == headRole && j > p.From+1 && s.headOf(j) == headNone &&
		k.Pro&lang.Article != 0
}

// reach steps over a preposition that belongs to an office or to an unnamed
// source: «مندوب المملكة في الأمم المتحدة عبدالله المعلمي», «مصدر في الوزارة»,
// «عدد من مؤيدي …».
func (s *scan) reach(p *phrase, j, end int) (int, bool) {
	if !s.stop(j) || j == p.From || p.person.Len() > 0 || j+1 >= end {
		return 0, false
	}
	part := s.part(j)
	if part != "in" && part != "from" || part == "from" && s.untilFrom {
		return 0, false
	}
	head := s.headOf(p.From)
	if part == "from" && (head == headCollective || head == headAnonymous) {
		return j + 1, true
	}
	if head == headAnonymous && part == "in" && s.t.Tokens[j+1].Kind == text.Word && !s.stop(j+1) &&
		(s.t.Tokens[j+1].Pro&lang.Article != 0 || s.mention[j+1] != 0 || s.is(s.f.orgs, j+1)) {
		return j + 2, true
	}
	if s.mention[j+1] == 0 || head == headNone || head == headDocument {
		return 0, false
	}
	to := s.runOf(s.mention, j+1, end)
	if to < end && (s.person[to] != 0 || s.door(to, end) > 0 || s.comma(to, end) || s.titleAt(to)) || head == headAnonymous {
		return to, true
	}
	return 0, false
}

// runOf returns the end of the run of tokens from j that marks gives one number.
func (s *scan) runOf(marks []int32, j, end int) int {
	v := marks[j]
	for j < end && marks[j] == v {
		j++
	}
	return j
}

func (s *scan) personIn(from, to int) text.Range {
	for i := from; i < to; i++ {
		if s.person[i] != 0 {
			return text.Range{From: i, To: s.runOf(s.person, i, to)}
		}
	}
	return text.Range{}
}

// roleBeside sets the office that stands before or behind the name.
func (s *scan) roleBeside(p *phrase) {
	if p.person.From > p.From {
		p.role = text.Range{From: p.From, To: p.person.From}
		for p.role.Len() > 0 && s.t.Tokens[p.role.To-1].Kind == text.Mark {
			p.role.To--
		}
	}
	if p.person.To < p.To && s.roleAt(p.person.To) {
		p.role = text.Range{From: p.person.To, To: p.To}
	}
}

// apposition reads what a comma parts from the phrase p, if it names the same:
// a name behind an office or an office behind a name.
func (s *scan) apposition(p phrase, i, end int) (phrase, int) {
	if i >= end || s.stop(i) || s.time[i] != 0 || s.t.Tokens[i].Pro&lang.And != 0 {
		return phrase{}, i
	}
	if p.person.Len() > 0 && !s.roleAt(i) || p.person.Len() == 0 && s.person[i] == 0 && !s.titleAt(i) && s.opening[i] == 0 {
		return phrase{}, i
	}
	q, next := s.bare(i, end, false)
	if p.person.Len() == 0 && q.person.Len() == 0 {
		return phrase{}, i
	}
	return q, next
}

func (s *scan) joinApposition(p, q phrase) phrase {
	if p.person.Len() > 0 {
		p.role = q.Range
		return p
	}
	q.role = p.Range
	q.From = p.From
	return q
}

// head is the sort of a noun phrase's first noun.
type head uint8

const (
	headNone head = iota
	headPerson
	headRole
	headTitle
	headOrganisation
	headMedia
	headAnonymous
	headCollective
	headDocument
	headPlace
)

func (s *scan) headOf(i int) head {
	switch {
	case i >= len(s.t.Tokens):
		return headNone
	case s.person[i] != 0:
		return headPerson
	case s.is(s.f.anonymous, i):
		return headAnonymous
	case s.is(s.f.documents, i):
		return headDocument
	case s.is(s.f.agencies, i), s.is(s.f.media, i):
		return headMedia
	case s.is(s.f.collectives, i):
		return headCollective
	case s.is(s.f.titles, i):
		return headTitle
	case s.roleAt(i):
		return headRole
	case s.is(s.f.orgs, i):
		return headOrganisation
	}
	if m := s.mention[i]; m != 0 {
		switch s.g.Mentions[m-1].Kind {
		case isnad.Organisation:
			return headOrganisation
		case isnad.Place, isnad.Facility:
			return headPlace
		case isnad.Role:
			return headRole
		}
	}
	return headNone
}

func (s *scan) roleAt(i int) bool {
	return i >= 0 && i < len(s.t.Tokens) && (s.f.roles.MayBegin(s.t.Tokens[i].Form) && s.is(s.f.roles, i) || s.part(i) == "spokes")
}
func (s *scan) titleAt(i int) bool { return s.is(s.f.titles, i) }

func (s *scan) nationality(i int) bool {
	return s.is(s.f.nationalities, i)
}

// nominal reports whether token i can be a source joined to another.
func (s *scan) nominal(i int) bool { return s.mention[i] != 0 || s.headOf(i) != headNone }

// contentNoun reports whether token i is a verbal noun that opens content.
func (s *scan) contentNoun(i int) bool {
	k := &s.t.Tokens[i]
	if k.Pro&lang.Article != 0 || s.mention[i] != 0 {
		return false
	}
	return s.f.contents.Has(k.ID) || s.f.contents.Has(k.Core) || s.f.contents.Has(k.Bare)
}

// source tells who a noun phrase names, nil if it names nobody who can speak.
// sure says that the verb alone shows that somebody speaks: then an unlisted
// word may be a name.
func (s *scan) source(p phrase, sure bool) *source {
	for p.Len() > 0 && s.t.Tokens[p.From].Kind == text.Mark {
		p.From++
	}
	for p.Len() > 0 && s.t.Tokens[p.To-1].Kind == text.Mark && !s.closesWithin(p.Range) {
		p.To--
	}
	if p.Len() <= 0 {
		return nil
	}
	h := s.headOf(p.From)
	if h == headNone && p.Len() > 1 { // أربعة مسؤولين
		if next := s.headOf(p.From + 1); next == headAnonymous || next == headCollective {
			h = next
			if h == headAnonymous {
				return &source{kind: isnad.SpeakerAnonymous, span: p.Range, name: s.words(p.Range)}
			}
		}
	}
	src := &source{span: p.Range, name: s.words(p.Range)}
	switch {
	case h == headAnonymous:
		if e, _ := s.t.Match(s.f.anonymous, p.From); e.Field(0) == "always" || p.person.Len() == 0 {
			src.kind = isnad.SpeakerAnonymous
			return src
		}
	case h == headDocument:
		return s.documentSource(p)
	case p.joined && (p.person.Len() > 0 || s.mention[p.From] != 0):
		if s.severalMentions(p) {
			src.kind = isnad.SpeakerCollective
			return src
		}
	}
	if p.person.Len() > 0 && h != headCollective && h != headMedia && (h != headOrganisation || s.person[p.From] != 0) {
		src.kind = isnad.SpeakerPerson
		src.span, src.role = p.person, p.role
		src.name = s.entityName(p.person)
		return src
	}
	src.name = s.entityName(p.Range)
	switch h {
	case headMedia:
		src.kind, src.agency = isnad.SpeakerOrganisation, true
	case headOrganisation:
		src.kind = isnad.SpeakerOrganisation
	case headCollective:
		src.kind = isnad.SpeakerCollective
	case headRole, headTitle:
		src.kind = isnad.SpeakerPerson
	case headPlace: // a capital or a country that stands for its government
		if !s.is(s.f.capitals, p.From) && !s.is(s.f.countries, p.From) {
			return nil
		}
		src.kind = isnad.SpeakerOrganisation
	default:
		if !sure {
			return nil
		}
		p = s.untilRole(p)
		if !s.mayBeName(p) {
			return nil
		}
		src.span, src.name = p.Range, s.words(p.Range)
		src.kind, src.guessed = isnad.SpeakerPerson, true
		if p.Len() == 1 && s.bracketed(p.From) || s.is(s.f.nameHeads, p.From) {
			src.kind = isnad.SpeakerOrganisation
		} else if s.plural(p.From) {
			src.kind = isnad.SpeakerCollective
		}
	}
	return src
}

// heard reports whether the phrase is a name in marks, or begins with a word of
// a name that the page gave before.
func (s *scan) heard(p phrase) bool {
	if p.Len() == 0 || s.closing[p.To-1] != 0 || s.t.Tokens[p.From].Kind == text.Mark {
		return p.Len() > 0
	}
	if s.names == nil {
		s.names = map[string]bool{}
		for i := range s.t.Tokens {
			if s.person[i] != 0 {
				s.names[s.t.BareNorm(i)] = true
			}
		}
	}
	first := s.t.BareNorm(p.From)
	if s.names[first] {
		return true
	}
	for k := len(s.last) - 1; k >= 0 && k >= len(s.last)-8; k-- {
		r := s.last[k].source.span
		for i := r.From; i < r.To && i < r.From+longestPhrase; i++ {
			if s.t.BareNorm(i) == first {
				return true
			}
		}
	}
	return false
}

// bracketed reports whether the word at i is what a body was called in marks or
// brackets behind the noun for it: «جماعة (البناء)», then «تقول البناء».
func (s *scan) bracketed(i int) bool {
	if s.bodies == nil {
		s.bodies = map[string]bool{}
		for j := 1; j+2 < len(s.t.Tokens); j++ {
			open := s.mark(j, j+1, '(') && s.mark(j+2, j+3, ')') || s.opening[j] != 0 && s.closing[j+2] == s.opening[j]
			if open && (s.is(s.f.orgs, j-1) || s.is(s.f.media, j-1) || j > 1 && (s.is(s.f.media, j-2) || s.is(s.f.orgs, j-2))) {
				s.bodies[s.t.Norm(j+1)] = true
			}
		}
	}
	return s.bodies[s.t.Norm(i)]
}

// closesWithin reports whether r ends with a mark that closes what opens in r.
func (s *scan) closesWithin(r text.Range) bool {
	if s.mark(r.To-1, r.To, ')') {
		for i := r.From; i < r.To; i++ {
			if s.mark(i, r.To, '(') {
				return true
			}
		}
	}
	if q := s.closing[r.To-1]; q != 0 {
		return s.t.Quotes[q-1].Open >= r.From
	}
	return false
}

// untilRole cuts a phrase that no list knows before the office in it: «جابر
// الوادي المدير التنفيذي للشركة».
func (s *scan) untilRole(p phrase) phrase {
	for i := p.From + 1; i < p.To; i++ {
		if s.roleAt(i) {
			p.role = text.Range{From: i, To: p.To}
			p.To = i
			return p
		}
	}
	return p
}

// mayBeName reports whether a phrase that no list knows is short enough to be
// a name, or a name in marks («إبراهيم»).
func (s *scan) mayBeName(p phrase) bool {
	n := 0
	for i := p.From; i < p.To; i++ {
		k := &s.t.Tokens[i]
		if k.Kind == text.Number || k.Kind == text.Word && k.Pro&(lang.In|lang.To|lang.As) != 0 {
			return false
		}
		if k.Kind == text.Word {
			n++
		}
	}
	return n > 0 && n <= 4 && s.t.Tokens[p.From].Kind == text.Word
}

// plural reports whether the word ends as a sound masculine plural does.
func (s *scan) plural(i int) bool {
	for _, e := range s.f.plurals.Entries {
		definite := s.t.Tokens[i].Pro&lang.Article != 0
		if strings.HasSuffix(s.t.Norm(i), s.t.Lang.Word(e.Words[0])) && (definite || e.Field(0) != "definite" && len(s.t.Norm(i)) >= 10) {
			return true
		}
	}
	return false
}

func (s *scan) severalMentions(p phrase) bool {
	first := int32(0)
	for i := p.From; i < p.To; i++ {
		m := s.mention[i]
		if m == 0 && first != 0 && s.t.Tokens[i].Pro&lang.And != 0 && s.mention[i-1] != 0 && s.headOf(i) != headNone {
			return true // المرصد ومؤيدون للحكومة
		}
		if m == 0 || m == first {
			continue
		}
		if first != 0 && s.t.Tokens[i].Pro&lang.And != 0 {
			return true
		}
		first = m
	}
	return false
}

// entityName is the fullest name that the page gives whoever is mentioned first
// in r, or else its words.
func (s *scan) entityName(r text.Range) string {
	if m := s.mention[r.From]; m != 0 && s.g.Mentions[m-1].Name != "" {
		best := s.g.Mentions[m-1]
		if p := s.person[r.From]; p != 0 {
			best = s.g.Mentions[p-1]
		}
		return best.Name
	}
	return s.words(r)
}

func (s *scan) words(r text.Range) string {
	return s.t.Span(r.From, r.To).In(s.t.Src)
}
