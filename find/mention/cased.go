package mention

import (
	"unicode"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/text"
)

// In a language that writes names with capitals, a run of such words is read
// as one phrase: titles, offices and nationalities at its beginning, then a
// name, whose kind the lists tell. What no list knows is left out.

// capital reports whether token i is written with a capital.
func (s *scan) capital(i int) bool {
	if s.t.Tokens[i].Kind != text.Word {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s.t.Surface(i))
	return unicode.IsUpper(r)
}

// casedSentence reads one sentence.
func (s *scan) casedSentence(sen text.Range) {
	for i := sen.From; i < sen.To; {
		if !s.capital(i) || s.flags[i] == fOwn { // «The»
			i++
			continue
		}
		end := s.run(i, sen.To)
		for at := i; at < end; {
			at = max(at+1, s.casedPhrase(at, end, sen.From))
		}
		i = end
	}
}

// run returns the end of the words with capitals from i on, with the small
// words, hyphens and dots inside names.
func (s *scan) run(i, end int) int {
	to := i + 1
	for j := to; j < end && !s.t.Tokens[j].Line && j-i < longestTagged; j++ {
		switch k := &s.t.Tokens[j]; {
		case s.capital(j):
			to = j + 1
		case s.flags[j]&fLink != 0:
		case k.Kind == text.Mark && (k.Rune == '-' || k.Rune == '.' && j == to && (s.flags[j-1]&fTitle != 0 || s.initial(j-1))) && !k.Gap:
		case s.flags[j]&fInName != 0 && s.inBody(i, j):
		default:
			return to
		}
	}
	return to
}

// initial reports whether token i is one letter: Robert C. Scott.
func (s *scan) initial(i int) bool {
	return i >= 0 && s.t.Tokens[i].Kind == text.Word && s.t.Tokens[i].End-s.t.Tokens[i].Start == 1
}

// inBody reports whether the run from i to j holds a body's head, which goes on
// with "of": Ministry of Defence.
func (s *scan) inBody(i, j int) bool {
	for k := i; k < j; k++ {
		if s.flags[k]&fOrg != 0 {
			return true
		}
	}
	return false
}

// casedPhrase reads what begins at i in a run that ends at end; from is the
// sentence's beginning, where a capital says nothing.
func (s *scan) casedPhrase(i, end, from int) int {
	if e, n := s.t.Match(s.organisations, i); e != nil && i+n <= end && s.asWritten(i, n, e.Text) {
		s.add(i, i+n, isnad.Organisation, "organisation", 0)
		s.out[len(s.out)-1].alias = e.Field(1)
		return i + n
	}
	if to := s.casedOffice(i, end); to > i {
		return to
	}
	if s.flags[i]&(fTitle|fFirst) != 0 {
		if to := s.casedPerson(i, end); to > i {
			return to
		}
	}
	if to := s.casedBody(i, end, from); to > i {
		return to
	}
	if e, n := s.longestPlace(i, end); e != nil && s.asWritten(i, n, e.Text) {
		s.add(i, i+n, isnad.Place, "gazetteer", 0)
		return i + n
	}
	return i
}

// asWritten reports whether an entry in capitals only (UN, WHO) stands here in
// capitals too.
func (s *scan) asWritten(i, n int, entry string) bool {
	for _, r := range entry {
		if unicode.IsLower(r) {
			return true
		}
	}
	for k := i; k < i+n; k++ {
		for _, r := range s.t.Surface(k) {
			if unicode.IsLower(r) {
				return false
			}
		}
	}
	return true
}

// casedOffice reads an office with the nationality before it and the person
// behind: Russian Foreign Minister Sergei Lavrov.
func (s *scan) casedOffice(i, end int) int {
	j := i
	if s.flags[j]&fNation != 0 && j+1 < end {
		if e, n := s.t.Match(s.nationalities, j); e != nil {
			j += n
		}
	}
	if j >= end || s.flags[j]&fRole == 0 {
		return i
	}
	e, n := s.t.Match(s.roles, j)
	if e == nil || j+n > end || e.Field(0) != "person" {
		return i
	}
	s.add(i, j+n, isnad.Role, "role", n)
	if to := s.casedName(j+n, end); to > j+n {
		s.add(j+n, to, isnad.Person, "role", 0)
		return to
	}
	return j + n
}

// casedPerson reads a name behind titles, or one that begins with a given name.
func (s *scan) casedPerson(i, end int) int {
	j, titled := s.skipTitles(i, end)
	first := j < end && s.flags[j]&fFirst != 0
	to := s.casedName(j, end)
	if to == j || !titled && (!first || to == j+1) {
		return i
	}
	rule := "given-name"
	if titled {
		rule = "title"
	}
	s.add(j, to, isnad.Person, rule, 0)
	return to
}

// casedName returns the end of a person's name at i: up to four words that are
// no heads of anything.
func (s *scan) casedName(i, end int) int {
	to := i
	for to < end && to-i < longestName {
		if s.flags[to]&(fOrg|fRole|fNation|fTitle|fCountry) != 0 && s.flags[to]&fFirst == 0 || s.flags[to]&fInName != 0 {
			break
		}
		if k := &s.t.Tokens[to]; k.Line && to > i || k.Kind == text.Mark && k.Rune == '.' && !s.initial(to-1) {
			break
		}
		to++
	}
	for to > i && !s.capital(to-1) {
		to--
	}
	return to
}

// casedBody reads a run that holds a body's head: Defence Ministry, University
// of Cairo. A head by itself names none.
func (s *scan) casedBody(i, end, from int) int {
	head := -1
	for k := i; k < end; k++ {
		if e, n := s.t.Match(s.orgs, k); e != nil && k+n <= end {
			head = k + n - 1
		}
		if s.flags[k]&(fRole|fTitle) != 0 && k > i {
			return i
		}
	}
	if head < 0 || end-i < 2 || i == from && end-i == 2 && s.flags[i]&fOrg != 0 {
		return i
	}
	to := head + 1
	if to < end && s.flags[to]&fInName != 0 {
		for to++; to < end && (s.flags[to]&fInName == 0 || to+1 < end && s.flags[to+1]&(fCountry|fNamedPlace) == 0); to++ {
		}
	}
	for to > i+1 && !s.capital(to-1) {
		to--
	}
	if to-i < 2 {
		return i
	}
	s.add(i, to, isnad.Organisation, "org-head", 0)
	return to
}
