package mention

import (
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// The grammar of names. Every function below is asked about the phrase that
// begins at token i and may run up to end (half-open); it returns where the
// phrase ends, i if there is none, and leaves mentions in s.out, inner ones
// among them.

const (
	longestQuote = 6 // tokens inside marks round a name
	mostAdjs     = 4
	deepestNest  = 3
)

// sentence reads one sentence from left to right.
func (s *scan) sentence(sen text.Range) {
	for i := sen.From; i < sen.To; {
		if s.flags[i]&^looks == 0 && s.tags[i] == Outside {
			i++
			continue
		}
		i = max(i+1, s.phrase(i, sen.To))
	}
}

// phrase reads whatever begins at i.
func (s *scan) phrase(i, end int) int {
	fl := s.flags[i]
	if fl&fNoName != 0 {
		if e, n := s.t.Match(s.noNames, i); e != nil {
			return i + n
		}
	}
	if fl&fNamedOrg != 0 {
		if to := s.namedOrg(i, end); to > i {
			return to
		}
	}
	if fl&fOrg != 0 && fl&(fCountry|fNamedPlace) != 0 { // الاتحاد السوفيتي, قناة السويس
		if e, n := s.longestPlace(i, end); e != nil && n > 1 {
			return s.place(i, end, false)
		}
	}
	if fl&fRole != 0 {
		if to := s.role(i, end); to > i {
			return to
		}
		if e, n := s.t.Match(s.roles, i); e != nil && e.Field(2) == "whole" && !s.person2(i) { // أمين صندوق is no صندوق
			return i + n
		}
	}
	if fl&fOrg != 0 {
		if to := s.org(i, end, 0); to > i {
			return to
		}
	}
	if fl&(fPlace|fFacility) != 0 {
		if to := s.headed(i, end); to > i {
			return to
		}
	}
	if fl&(fCountry|fNamedPlace|fCompass) != 0 {
		if to := s.place(i, end, false); to > i {
			return to
		}
	}
	if to := s.person(i, end); to > i {
		return to
	}
	return s.tagged(i, end)
}

func (s *scan) add(from, to int, kind isnad.MentionKind, rule string, head int) {
	s.out = append(s.out, found{from: from, to: to, kind: kind, rule: s.l.Tag + "/" + rule, head: head, holder: -1})
}

// bound reports whether token i may go on a phrase: a word on the same line
// with no proclitic before it.
func (s *scan) bound(i, end int) bool {
	if i >= end || s.t.Tokens[i].Kind != text.Word || s.t.Tokens[i].Line {
		return false
	}
	return s.t.Tokens[i].Pro&^lang.Article == 0
}

// adjectives returns the end of the definite adjectives that begin at i:
// nationalities (الروسية), adjectives of office (العام, السابق) and those that end
// as adjectives of belonging do (المركزي). nations and listed say what was there.
func (s *scan) adjectives(i, end int, feminine bool) (to int, nations, listed, nisbas int) {
	to = i
	for n := 0; n < mostAdjs && s.bound(to, end); n++ {
		fl := s.flags[to]
		if fl&fArticle == 0 || fl&fNot != 0 {
			break
		}
		switch {
		case fl&fNation != 0:
			nations++
		case fl&fAdj != 0:
			listed++
		case nations == 0 && fl&fNisba != 0 && fl&(fRole|fTitle|fOrg|fPlace|fFacility|fFirst) == 0 && feminine == (fl&fFeminine != 0) && s.tags[to].kind() != personLabel:
			nisbas++
		default:
			return
		}
		to++
		// القوات الجوية والفضائية الروسية
		if s.joined(to, end, feminine) {
			to++
		}
	}
	return
}

// joined reports whether token i is an adjective joined to the one before it
// with و that has a nationality behind it, which belongs to both.
func (s *scan) joined(i, end int, feminine bool) bool {
	if i+1 >= end || s.t.Tokens[i].Pro&^lang.Article != lang.And || s.t.Tokens[i].Line || !s.bound(i+1, end) {
		return false
	}
	fl := s.flags[i]
	return fl&fArticle != 0 && fl&(fAdj|fNisba) != 0 && fl&(fNation|fNot) == 0 && feminine == (fl&fFeminine != 0) &&
		s.flags[i+1]&fNation != 0 && s.flags[i+1]&fArticle != 0
}

// quoted returns the end of a short name between quotation marks that opens
// at i, closing mark included: “تاس”.
func (s *scan) quoted(i, end int) int {
	if i >= end || s.t.Tokens[i].Kind != text.Mark || s.t.Tokens[i].Line {
		return i
	}
	q := s.quoteAt(i)
	if q < 0 {
		return i
	}
	c := s.t.Quotes[q].Close
	if c < 0 || c >= end || c-i-1 > longestQuote || c == i+1 {
		return i
	}
	for j := i + 1; j < c; j++ {
		if s.t.Tokens[j].Line || s.t.Tokens[j].Kind == text.Mark && s.t.Tokens[j].Rune != '-' {
			return i
		}
	}
	return c + 1
}

// quoteAt returns the index of the quote that opens at token i, -1 if none.
func (s *scan) quoteAt(i int) int {
	lo, hi := 0, len(s.t.Quotes)
	for lo < hi {
		mid := (lo + hi) / 2
		if s.t.Quotes[mid].Open < i {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(s.t.Quotes) && s.t.Quotes[lo].Open == i {
		return lo
	}
	return -1
}

// namedOrg reads an organisation that the list knows by name.
func (s *scan) namedOrg(i, end int) int {
	e, n := s.t.Match(s.organisations, i)
	if e == nil || i+n > end {
		return i
	}
	to := i + n
	adj, nations, _, _ := s.adjectives(to, end, s.flags[i]&fFeminine != 0)
	if nations > 0 {
		to = adj
	}
	if n == 1 && nations == 0 && e.Field(0) != "organisation" && s.behindOffice(i) && s.bound(to, end) && s.flags[to] == 0 {
		s.add(i, to+1, isnad.Person, "role", 0) // رئيسة الوزراء سانا مارين
		return to + 1
	}
	if e.Field(2) == "building" && i > 0 && s.flags[i-1]&fIn != 0 && nations == 0 {
		s.add(i, to, isnad.Facility, "organisation", 0)
		return to
	}
	_, head := s.t.Match(s.orgs, i)
	s.add(i, to, isnad.Organisation, "organisation", min(head, n-1))
	m := &s.out[len(s.out)-1]
	m.alias, m.listed = e.Field(1), true
	return to
}

// behindOffice reports whether the last mention is an office that ends at i.
func (s *scan) behindOffice(i int) bool {
	n := len(s.out)
	return n > 0 && s.out[n-1].kind == isnad.Role && s.out[n-1].to == i && !s.t.Tokens[i].Line
}

// org reads an organisation that begins with a noun which says so.
func (s *scan) org(i, end, depth int) int {
	e, n := s.t.Match(s.orgs, i)
	if e == nil || i+n > end || e.Field(0) == "group" || depth > deepestNest || s.t.Tokens[i].Enc > 0 {
		return i
	}
	const work = fChain | fPortfolio
	if depth == 0 && i > 0 && s.flags[i]&(work|fArticle) == work && s.bound(i, end) && s.flags[i-1]&(fRole|fArticle) == fRole {
		return i // وزراء خارجية الاتحاد الأوروبي
	}
	if e.Field(3) == "deed" && s.t.Tokens[i].Pro&lang.In != 0 { // برئاسة فلان
		return i
	}
	mark := len(s.out)
	var to int
	var ok bool
	if s.flags[i]&fArticle != 0 || n > 1 {
		to, ok = s.definiteOrg(i, i+n, end, e)
	} else {
		to, ok = s.constructOrg(i, i+n, end, e, depth)
	}
	if tagTo := s.taggedEnd(i, end, orgLabel); tagTo > to || !ok && tagTo > i+n {
		to, ok = tagTo, true
		s.out = s.within(mark, to)
	}
	if !ok {
		s.out = s.out[:mark]
		return i
	}
	s.add(i, to, isnad.Organisation, "org-head", n)
	return to
}

// within drops the mentions from mark on that do not end by to.
func (s *scan) within(mark, to int) []found {
	kept := s.out[:mark]
	for _, m := range s.out[mark:] {
		if m.to <= to {
			kept = append(kept, m)
		}
	}
	return kept
}

// definiteOrg reads what follows a head with the article: الحكومة السورية الجديدة,
// الشبكة السورية لحقوق الإنسان, المجلس الأعلى للقضاء.
func (s *scan) definiteOrg(i, j, end int, e *lang.Entry) (int, bool) {
	if q := s.quoted(j, end); q > j && e.Field(0) != "organisation" {
		return q, true
	}
	to, nations, listed, _ := s.adjectives(j, end, s.flags[i]&fFeminine != 0)
	ok := nations > 0
	switch e.Field(1) {
	case "alone":
		ok = ok || listed > 0
		// الإدارة الجديدة في سوريا
		if nations == 0 && listed > 0 && to+1 < end && s.flags[to]&fIn != 0 && s.bound(to, end) && s.flags[to+1]&fCountry != 0 && s.bound(to+1, end) {
			if p := s.place(to+1, end, false); p > to+1 {
				return p, true
			}
		}
		return to, ok
	case "named":
		ok = ok || listed > 0
	}
	if to > j {
		if p := s.purpose(to, end); p > to {
			return p, true
		}
		if to < end && s.flags[to]&fNamedOrg != 0 && s.t.Tokens[to].Pro&^lang.Article == lang.To { // الدائرة الصحفية للكرملين
			if p := s.namedOrg(to, end); p > to {
				return p, true
			}
		}
	}
	return to, ok
}

// purpose reads the field of work behind ل: لحقوق الإنسان, للدراسات الاستراتيجية, للعلوم
// والتكنولوجيا.
func (s *scan) purpose(i, end int) int {
	if i >= end || s.t.Tokens[i].Pro&^lang.Article != lang.To || s.t.Tokens[i].Line || s.flags[i]&fPortfolio == 0 {
		return i
	}
	to := s.portfolio(i, end)
	if to == i {
		return i
	}
	return s.coordinated(to, end)
}

// portfolio matches one field of work at i, with the adjectives behind it.
func (s *scan) portfolio(i, end int) int {
	p := s.l.List("portfolios")
	e, n := s.t.Match(p, i)
	if e == nil || i+n > end {
		return i
	}
	to := i + n
	if s.bound(to, end) && s.flags[to]&fPortfolio != 0 && s.flags[to]&fArticle != 0 && s.flags[i]&fArticle == 0 {
		if e, n := s.t.Match(p, to); e != nil && to+n <= end {
			to += n
		}
	}
	if s.flags[to-1]&fArticle != 0 {
		to, _, _, _ = s.adjectivesNoNation(to, end, s.flags[to-1]&fFeminine != 0)
	}
	return to
}

func (s *scan) adjectivesNoNation(i, end int, feminine bool) (to, nations, listed, nisbas int) {
	to = i
	for s.bound(to, end) && s.flags[to]&fNation == 0 && to-i < 2 {
		next, _, _, nisba := s.adjectives(to, to+1, feminine)
		if next == to || nisba == 0 {
			break
		}
		to = next
	}
	return
}

// coordinated reads further fields of work joined with و; one that the list does
// not have only where the name of who holds the office follows.
func (s *scan) coordinated(i, end int) int {
	if i+1 < end && s.t.Tokens[i].Pro&^lang.Article == lang.And && !s.t.Tokens[i].Line && s.flags[i]&fArticle != 0 &&
		s.flags[i]&^(looks|fOwn) == 0 && s.tags[i] == Outside && (s.t.Is(i+1, '،') || s.tags[i+1] == BeginPerson) {
		return i + 1
	}
	for n := 0; n < 3 && i < end && s.t.Tokens[i].Pro&^lang.Article == lang.And && !s.t.Tokens[i].Line &&
		s.flags[i]&fPortfolio != 0 && s.flags[i]&fArticle != 0 && s.flags[i]&(fOrg|fRole|fNamedOrg) == 0; n++ {
		to := s.portfolio(i, end)
		if to == i {
			break
		}
		i = to
	}
	return i
}

// constructOrg reads what follows a head without article: وزارة الدفاع الروسية,
// وكالة “تاس” الروسية, مجلس الأمن الدولي, نظام بشار الأسد.
func (s *scan) constructOrg(i, j, end int, e *lang.Entry, depth int) (int, bool) {
	to := j
	if e.Field(2) == "definite" {
		return j, false
	}
	if q := s.quoted(j, end); q > j && of(e) != personOnly {
		to = q
	} else if to = s.complement(j, end, depth+1, of(e)); to == j {
		return j, false
	}
	feminine := s.flags[i]&fFeminine != 0
	adj, nations, listed, nisbas := s.adjectives(to, end, feminine)
	if nations+listed+nisbas > 0 {
		for adj > to && s.flags[adj-1]&fHolder != 0 { // رئيس النادي السابق
			adj--
		}
		to = adj
	}
	if p := s.purpose(to, end); p > to {
		to = p
	}
	return to, true
}

// what says which complements a head takes.
type what uint8

const (
	anyNoun what = iota
	nameOnly
	workOnly // names and fields of work
	personOnly
	office // what an office takes
)

func of(e *lang.Entry) what {
	switch e.Field(2) {
	case "name":
		return nameOnly
	case "person":
		return personOnly
	case "work":
		return workOnly
	}
	return anyNoun
}

// complement reads the second half of a construct, which makes the first
// definite: a name, a body, a person, a field of work, a definite noun.
func (s *scan) complement(i, end, depth int, of what) int {
	if !s.bound(i, end) || depth > deepestNest {
		return i
	}
	fl := s.flags[i]
	if of == personOnly {
		return s.ruler(i, end)
	}
	if fl&fNamedOrg != 0 {
		if e, n := s.t.Match(s.organisations, i); e != nil && i+n <= end {
			s.add(i, i+n, isnad.Organisation, "organisation", 0)
			s.out[len(s.out)-1].alias = e.Field(1)
			return i + n
		}
	}
	if fl&fPortfolio != 0 && fl&fArticle != 0 && of != nameOnly {
		if to := s.portfolio(i, end); to > i {
			return s.coordinated(to, end)
		}
	}
	if fl&fOrg != 0 && of != nameOnly {
		if to := s.org(i, end, depth); to > i {
			return to
		}
	}
	if fl&(fPlace|fFacility) != 0 {
		if to := s.headed(i, end); to > i {
			return to
		}
	}
	if fl&(fCountry|fNamedPlace|fCompass) != 0 {
		if to := s.place(i, end, true); to > i {
			return to
		}
	}
	if of == office && s.unheldNoun(i, end) { // محافظ الهدارة رافع الحوتري
		return i + 1
	}
	if s.tags[i].kind() == personLabel || fl&fKnownPerson != 0 || fl&fFirst != 0 && fl&fFirstWeak == 0 {
		if to := s.person(i, end); to > i {
			return to
		}
	}
	if fl&fRole != 0 && fl&fArticle == 0 && of == office { // مدير مكتب رئيس الوزراء
		mark := len(s.out)
		if to := s.role(i, end); to > i {
			s.out = s.out[:mark]
			return to
		}
	}
	if of == nameOnly || of == workOnly {
		return i
	}
	if fl&fChain != 0 && fl&fArticle == 0 {
		_, n := s.t.Match(s.small, i)
		if to := s.complement(i+n, end, depth+1, of); n > 0 && to > i+n {
			return to
		}
	}
	if fl&fArticle != 0 && (fl&(fNot|fAdj|fNation) == 0 || fl&(fOrg|fNot) == fOrg|fNot) && (fl&fOwn == 0 || fl&fNisba == 0) {
		return i + 1
	}
	if fl&fNation != 0 && fl&fArticle != 0 { // حكومة السورية, where لل lost its article
		return i + 1
	}
	return i
}

// unheldNoun reports whether token i, though the tagger takes it for a name's
// beginning, is what an office is over: nobody is called so, and a given name,
// its holder's, follows.
func (s *scan) unheldNoun(i, end int) bool {
	if s.tags[i].kind() != personLabel || s.flags[i]&(fFirst|fLink|fKnownPerson) != 0 || s.use(i)>>4&3 > 0 || !s.bound(i+1, end) {
		return false
	}
	next := s.flags[i+1]
	return next&(fFirst|fFirstWeak|fArticle) == fFirst && s.follows(i+2, end)
}

// ruler reads the person whose rule is meant, with the office before the name:
// نظام الرئيس المخلوع بشار الأسد, نظام الأسد.
func (s *scan) ruler(i, end int) int {
	j := i
	if s.flags[i]&fRole != 0 && s.flags[i]&fArticle != 0 {
		j = s.role(i, end)
	}
	if to := s.person(j, end); to > j {
		return to
	}
	if q := s.quotedHolder(j, end); q > j {
		return q
	}
	if s.flags[i]&^looks == 0 && s.flags[i]&fArticle != 0 && i+1 < end { // حكم الطاغية "…"
		if q := s.quotedHolder(i+1, end); q > i+1 {
			return q
		}
	}
	return i
}

// headed reads a place or a facility that begins with a noun which says so:
// محافظة إدلب, قاعدة حميميم الجوية, ميدان التحرير.
func (s *scan) headed(i, end int) int {
	kind, rule := isnad.Place, "place-head"
	e, n := s.t.Match(s.placeHeads, i)
	if f, m := s.t.Match(s.facilities, i); f != nil && m > n {
		e, n, kind, rule = f, m, isnad.Facility, "facility-head"
	}
	if e == nil || s.t.Tokens[i].Enc > 0 || s.t.Tokens[i].Pro&lang.Article != 0 {
		return i
	}
	j := i + n
	to := s.quoted(j, end)
	if to == j && s.bound(j, end) {
		to = s.headName(i, j, end, kind, e)
	}
	if to == j || to > end {
		return i
	}
	if e.Field(1) == "area" {
		if r, m := s.t.Match(s.regions, j); r != nil && j+m == to {
			return s.place(j, end, true)
		}
	}
	adj, nations, listed, nisbas := s.adjectives(to, end, s.flags[i]&fFeminine != 0)
	if kind == isnad.Facility && nations == 0 && listed+nisbas > 0 {
		to = adj
	}
	s.add(i, to, kind, rule, n)
	return to
}

// headName returns the end of the name behind the head of a place's or a
// facility's name.
func (s *scan) headName(i, j, end int, kind isnad.MentionKind, e *lang.Entry) int {
	fl := s.flags[j]
	if fl&(fCountry|fNamedPlace) != 0 && (fl&fNation == 0 || fl&fArticle != 0) {
		if p, n := s.longestPlace(j, end); p != nil {
			return j + n
		}
	}
	switch tag := s.tags[j].kind(); {
	case fl&fNation != 0 || fl&fIn != 0:
	case tag == placeLabel || tag == personLabel && kind == isnad.Facility:
		return s.trimmed(j, s.taggedEnd(j, end, tag))
	case e.Field(1) == "definite" && fl&fArticle != 0 && fl&(fNot|fAdj|fOrg|fRole) == 0:
		return j + 1
	}
	return j
}

// longestPlace matches countries, regions and places and returns the longest.
func (s *scan) longestPlace(i, end int) (best *lang.Entry, length int) {
	for _, list := range [...]*lang.List{s.countries, s.regions, s.places} {
		if e, n := s.t.Match(list, i); e != nil && n > length && i+n <= end {
			best, length = e, n
		}
	}
	return best, length
}

// place reads a place by its name, or a part of one: شمال شرق سوريا, الجنوب السوري.
func (s *scan) place(i, end int, inPhrase bool) int {
	if s.flags[i]&fCompass != 0 {
		if to := s.compass(i, end); to > i {
			return to
		}
	}
	e, n := s.longestPlace(i, end)
	if e == nil || n == 1 && !s.standsAlone(i, e, inPhrase) {
		return i
	}
	s.add(i, i+n, isnad.Place, "gazetteer", 0)
	return i + n
}

// standsAlone reports whether a one-word name is a place here. السعودية is an
// adjective behind a definite noun (الحكومة السعودية); a place that is an
// ordinary word too (صور, الجديدة) needs the tagger's word or a preposition.
func (s *scan) standsAlone(i int, e *lang.Entry, inPhrase bool) bool {
	fl, k := s.flags[i], &s.t.Tokens[i]
	if s.tags[i].kind() == personLabel && fl&fCountry == 0 {
		return false
	}
	if fl&fFirst != 0 && s.tags[i].kind() != placeLabel {
		return false
	}
	if fl&fCountry != 0 && fl&fNation != 0 && k.Pro&(lang.In|lang.To) == 0 {
		prev := flag(0)
		if i > 0 && !k.Line && s.t.Tokens[i-1].Kind == text.Word {
			prev = s.flags[i-1]
		}
		if fl&fArticle != 0 {
			return prev&(fArticle|fNamedPlace|fNation) == 0
		}
		return prev&(fPrep|fIn) != 0
	}
	if s.tags[i] == Outside && k.Pro&lang.In == 0 && s.ordinary(i, e) {
		return false
	}
	if e.Field(1) == "weak" {
		return s.tags[i].kind() == placeLabel && (i+1 >= len(s.flags) || s.t.Tokens[i+1].Kind == text.Mark || s.flags[i+1]&(fCountry|fNamedPlace) != 0)
	}
	return true
}

// ordinary reports whether the word at i, which the tagger takes for no name,
// looks like another word than place e: a common one that ends in another letter
// (وجده, he found him, and not وجدة), or an adjective behind a definite noun and
// its adjective (الظروف الصعبة القاهرة).
func (s *scan) ordinary(i int, e *lang.Entry) bool {
	if i > 0 && s.flags[i-1]&fIn != 0 {
		return false
	}
	k := &s.t.Tokens[i]
	if s.flags[i]&fFeminine != 0 && s.zipf(i) >= commonZipf-1 && !sameEnd(e.Text, s.t.Src[k.Stem:k.End]) {
		return true
	}
	const adj = fArticle | fFeminine
	return i > 1 && s.bound(i, i+1) && s.bound(i-1, i) && s.flags[i]&adj == adj && s.flags[i-1]&(adj|fNation) == adj && s.flags[i-2]&fArticle != 0
}

// sameEnd reports whether two spellings end in the same letter.
func sameEnd(a, b string) bool {
	x, _ := utf8.DecodeLastRuneInString(a)
	y, _ := utf8.DecodeLastRuneInString(b)
	return x == y
}

// compass reads شمال شرق سوريا and الجنوب السوري as one place.
func (s *scan) compass(i, end int) int {
	e, n := s.t.Match(s.small, i)
	if e == nil || i+n >= end || !s.bound(i+n, end) {
		return i
	}
	j := i + n
	switch fl := s.flags[j]; e.Field(0) {
	case "compass":
		if fl&(fCountry|fNamedPlace) == 0 {
			return i
		}
		p, m := s.longestPlace(j, end)
		if p == nil || p.Field(1) == "weak" {
			return i
		}
		s.add(i, j+m, isnad.Place, "compass", n)
		return j + m
	case "compass_adj":
		if fl&fNation == 0 || fl&fArticle == 0 {
			return i
		}
		s.add(i, j+1, isnad.Place, "compass", n)
		return j + 1
	}
	return i
}
