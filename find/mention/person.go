package mention

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/text"
)

const (
	longestName = 7 // words
	mostTitles  = 5
)

// person reads a person's name that begins at i, or behind titles at i: the
// titles are no part of it.
func (s *scan) person(i, end int) int {
	j, titled := s.skipTitles(i, end)
	if j < end && s.flags[j]&fKnownPerson != 0 {
		if to := s.knownPerson(j, end); to > j {
			return to
		}
	}
	to := s.name(j, end, titled)
	if to == j {
		return i
	}
	s.add(j, to, isnad.Person, s.personRule(j, titled), 0)
	return to
}

// knownPerson reads a name that the list has.
func (s *scan) knownPerson(i, end int) int {
	e, n := s.t.Match(s.persons, i)
	if e == nil || i+n > end || e.Field(1) == "weak" && !s.afterOffice(i) {
		return i
	}
	s.add(i, i+n, isnad.Person, "known-person", 0)
	s.out[len(s.out)-1].alias = e.Field(0)
	return i + n
}

// afterOffice reports whether an office, or the noun for a rule, stands before i.
func (s *scan) afterOffice(i int) bool {
	if i == 0 || s.t.Tokens[i].Line || s.t.Tokens[i-1].Kind != text.Word {
		return false
	}
	if s.flags[i-1]&(fRole|fTitle|fNation) != 0 {
		return true
	}
	e := s.orgs.Find(s.t.Tokens[i-1].Core)
	return e != nil && personal(e)
}

func (s *scan) personRule(i int, titled bool) string {
	switch {
	case s.tags[i].kind() == personLabel:
		return "tagger"
	case titled:
		return "title"
	}
	return "given-name"
}

// skipTitles steps over titles, their dots and the adjectives between them:
// «اللواء الركن د. », «المحلل السياسي ».
func (s *scan) skipTitles(i, end int) (int, bool) {
	j := i
	if i+1 < end && s.flags[i]&fNation != 0 && s.flags[i]&fArticle != 0 && s.bound(i+1, end) && s.nameWord(i+1) {
		return i + 1, true // الروماني سان مارتن
	}
	for n := 0; n < mostTitles && j < end && s.flags[j]&fTitle != 0 && !(j > i && s.t.Tokens[j].Line); n++ {
		e, words := s.t.Match(s.titles, j)
		if e == nil || s.tags[j].kind() == personLabel && s.flags[j]&fArticle == 0 && j > i {
			break
		}
		j += words
		if s.t.Is(j, '.') || s.t.Is(j, '/') || s.t.Is(j, ':') {
			j++
		}
		if j+1 < end && s.bound(j, end) && s.flags[j]&fArticle != 0 && s.flags[j]&(fNisba|fNation) != 0 && s.flags[j]&fFirst == 0 && s.given(j+1) && s.bound(j+1, end) {
			j++ // الفنان التشكيلي عبد الله
		}
		if adj, _, _, _ := s.adjectives(j, end, s.flags[j-1]&fFeminine != 0); adj > j && adj < end && s.nameWord(adj) {
			j = adj
		}
	}
	if j > i && j < end && !s.t.Tokens[j].Line {
		if q := s.quoted(j, end); q > j { // السيد "أحمد الشرع"
			return j + 1, true
		}
	}
	return j, j > i
}

// nameWord reports whether token i looks like the beginning of a name.
func (s *scan) nameWord(i int) bool {
	return s.tags[i].kind() == personLabel || s.flags[i]&fFirst != 0
}

// given reports whether token i is a given name, by the list or as many people
// bear it.
func (s *scan) given(i int) bool {
	return s.flags[i]&fFirst != 0 || s.flags[i]&^looks == 0 && s.use(i)>>4&3 >= 2 && s.zipf(i) < commonZipf
}

// family reports whether token i may be a family name behind a given name: it
// is a rare word with the article, or one that people bear.
func (s *scan) family(i int) bool {
	if s.flags[i]&^looks != 0 {
		return false
	}
	return s.flags[i]&fArticle != 0 && s.use(i)>>6&3 >= 1 && s.zipf(i) <= commonZipf || s.use(i)>>6&3 >= 2 && s.zipf(i) < commonZipf-1 ||
		s.flags[i]&fArticle != 0 && s.zipf(i) < rareZipf
}

// name returns the end of the name that begins at i.
func (s *scan) name(i, end int, titled bool) int {
	if i >= end || s.t.Tokens[i].Kind != text.Word || s.flags[i]&fEnds != 0 {
		return i
	}
	fl := s.flags[i]
	tagged := s.tags[i].kind() == personLabel
	switch {
	case tagged:
	case fl&fFirst != 0 && fl&fFirstWeak == 0 && s.tags[i] == Outside && (titled || s.follows(i+1, end)):
	case fl&fFirstWeak != 0 && titled && s.follows(i+1, end):
	case fl&fFirstWeak != 0 && s.tags[i] == Outside && s.bound(i+1, end) && s.flags[i+1]&fArticle != 0 && s.family(i+1) && s.use(i+1)>>6&3 >= 2: // سامي الحداد
	case fl&fFirst == 0 && s.tags[i] == Outside && s.given(i) && s.bound(i+1, end) && s.flags[i+1]&fArticle != 0 && s.family(i+1) && s.use(i+1)>>6&3 >= 1:
	default:
		return i
	}
	to := i + 1
	for to < end && to-i < longestName && s.follows(to, end) && (s.tags[to] != BeginPerson || s.tags[to-1] == Outside || s.flags[to]&fFirst != 0) {
		to++
	}
	if to == i+1 && s.bound(to, end) && s.flags[to]&fOrdinal != 0 { // الحسن الثاني
		to++
	}
	for to > i+1 && s.flags[to-1]&fLink != 0 && s.tags[to-1].kind() != personLabel {
		to--
	}
	if to == i+1 && (fl&(fRole|fOrg|fNation|fCountry|fPlace) != 0 && !titled || fl&fLink != 0) {
		return i
	}
	return to
}

// endsName reports whether no name goes on over token i; أمام is written as the
// family name إمام is.
func (s *scan) endsName(i int) bool {
	return s.flags[i]&fEnds != 0 && (s.flags[i]&fPrep == 0 || s.use(i)>>6&3 < 2)
}

// follows reports whether token i goes on a name.
func (s *scan) follows(i, end int) bool {
	if !s.bound(i, end) || s.endsName(i) {
		return false
	}
	fl := s.flags[i]
	switch {
	case s.tags[i].kind() == personLabel:
		return true
	case fl&fFirst != 0 && fl&(fRole|fTitle|fOrg) == 0 && s.tags[i] == Outside:
		return fl&fFirstWeak == 0 || i > 0 && s.flags[i-1]&(fFirst|fLink) != 0
	case fl&fLink != 0:
		return i+1 < end && s.bound(i+1, end)
	case i > 0 && s.flags[i-1]&fLink != 0:
		return fl&(fRole|fOrg|fFor|fIn|fPrep) == 0
	case i > 1 && s.flags[i-2]&fLink != 0 && fl&fArticle != 0 && s.family(i): // عبد الله الشهابي
		return true
	case i > 0 && s.given(i-1):
		return s.family(i) && (s.flags[i-1]&fFirstWeak == 0 || s.use(i)>>6&3 >= 2)
	}
	return false
}
