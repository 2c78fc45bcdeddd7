package mention

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// role reads an office: وزير الخارجية الروسي, المتحدث باسم الكرملين, الرئيس السوري المخلوع.
// An office is definite; an indefinite one (مسؤول أميركي) names nobody.
func (s *scan) role(i, end int) int {
	e, n := s.t.Match(s.roles, i)
	if e == nil || i+n > end || s.person2(i) || s.depth > deepestNest {
		return i
	}
	s.depth++
	defer func() { s.depth-- }()
	if e.Field(2) == "adjective" && i > 0 && s.bound(i, end) && s.flags[i]&fArticle != 0 && s.flags[i-1]&fArticle != 0 && s.flags[i-1]&(fTitle|fRole) == 0 &&
		!(i+1 < end && s.nameWord(i+1)) {
		return i
	}
	mark := len(s.out)
	j := i + n
	definite := s.flags[i]&fArticle != 0
	owned := s.t.Tokens[i+n-1].Enc > 0
	to, ok := j, definite && e.Field(1) == "alone"
	if n > 1 && s.flags[j-1]&fArticle != 0 && s.flags[i]&fArticle == 0 {
		ok = true // رئيس الوزراء, ولي العهد
	}
	if definite || owned || ok || j < end && s.flags[j]&fFor != 0 {
		adj, nations, listed, nisbas := s.adjectives(j, end, s.flags[i]&fFeminine != 0)
		if adj > j && nations+listed+nisbas > 0 {
			to, ok = adj, ok || nations+listed > 0
		}
		if body := s.body(to, end, nations); body > to {
			to, ok = body, true
		}
	}
	if to == j && !definite && !owned && !ok { // رئيس الوزراء is complete: a name behind it is its holder
		if c := s.complement(j, end, 1, office); c > j {
			to, ok = c, true
			if adj, nations, listed, nisbas := s.adjectives(to, end, s.flags[i]&fFeminine != 0); nations+listed+nisbas > 0 {
				to = adj
			}
		}
	}
	if e.Field(0) == "people" {
		to, ok = s.bothNations(i, to, end, definite)
	}
	if !ok {
		s.out = s.out[:mark]
		return i
	}
	if body := s.bodyOfHolder(to, end); body > to {
		to = body
	}
	s.add(i, to, isnad.Role, "role", n)
	if h := s.apposition(to, end); h > to {
		return h
	}
	return s.quotedHolder(to, end)
}

// bodyOfHolder reads a body behind ل which ends an office for sure, for the name
// of who holds it follows: رئيس المكتب السياسي لحزب الأمة كريم الهلالي.
func (s *scan) bodyOfHolder(i, end int) int {
	if i >= end || s.t.Tokens[i].Line || s.t.Tokens[i].Pro&^lang.Article != lang.To || s.flags[i]&fOrg == 0 {
		return i
	}
	if e, _ := s.t.Match(s.orgs, i); e == nil || e.Field(0) != "organisation" {
		return i
	}
	mark := len(s.out)
	to := s.org(i, end, 1)
	if to == i && s.flags[i]&fArticle != 0 {
		to++ // المدير العام للمركز سامي الحداد
	}
	if j, _ := s.skipTitles(to, end); to > i && s.bound(to, end) && s.nameWord(j) && s.name(j, end, true) > j {
		return to
	}
	s.out = s.out[:mark]
	return i
}

const longestApposition = 4 // words

// apposition adds the person whose name stands between commas behind an
// office: وزير النقل، كامل الوزير، … There a name may be ordinary words.
func (s *scan) apposition(i, end int) int {
	if s.depth > 1 || i+2 >= end || !s.t.Is(i, '،') || s.t.Tokens[i].Line {
		return i
	}
	to := i + 1
	for to < end && to-i <= longestApposition && s.t.Tokens[to].Kind == text.Word && s.bound(to, end) {
		const other = fOrg | fPrep | fIn | fFor | fOwn | fPlace | fFacility | fPortfolio | fAdj | fNot | fCompass | fEnds
		if s.flags[to]&other != 0 && s.tags[to].kind() != personLabel || s.flags[to]&fRole != 0 && to-i < 2 {
			return i
		}
		to++
	}
	if to-i < 3 || !s.t.Is(to, '،') || !s.nameWord(i+1) || s.flags[i+1]&(fTitle|fArticle) != 0 || s.name(i+1, end, true) == to {
		return i
	}
	s.add(i+1, to, isnad.Person, "role", 0)
	return to
}

// bothNations reads on over a second nationality, which two office holders
// have: الزعيمان الروسي والمغربي.
func (s *scan) bothNations(i, to, end int, definite bool) (int, bool) {
	if !definite || to >= end || to == i+1 || s.t.Tokens[to].Pro&^lang.Article != lang.And || s.t.Tokens[to].Line {
		return to, false
	}
	ok := s.flags[to]&fNation != 0 && s.flags[to]&fArticle != 0 && s.flags[to-1]&fNation != 0
	return to + 1, ok
}

// quotedHolder adds the person whose name stands between marks behind an
// office: وزير الخارجية الروسي "سيرغي لافروف".
func (s *scan) quotedHolder(i, end int) int {
	q := s.quoted(i, end)
	if q == i || q-i-2 > 4 {
		return i
	}
	for j := i + 1; j < q-1; j++ {
		if s.t.Tokens[j].Kind != text.Word || s.flags[j]&(fRole|fOrg|fPrep|fIn|fOwn|fPlace|fPortfolio) != 0 {
			return i
		}
	}
	if q-i-2 < 2 && s.tags[i+1] == Outside && s.flags[i+1]&fFirst == 0 {
		return i
	}
	s.add(i+1, q-1, isnad.Person, "role", 0)
	return q
}

// body reads the body that an office speaks or works for: باسم الكرملين, لدى الأمم
// المتحدة, للأمم المتحدة. Behind a nationality ل is the dative (قال الرئيس السوري
// لصحيفة …) and belongs to the verb.
func (s *scan) body(i, end, nations int) int {
	if i >= end || s.t.Tokens[i].Line {
		return i
	}
	k := &s.t.Tokens[i]
	if s.flags[i]&fFor != 0 && i+1 < end {
		if to := s.complement(i+1, end, 1, office); to > i+1 {
			if adj, nations, _, _ := s.adjectives(to, end, s.flags[to-1]&fFeminine != 0); nations > 0 {
				return adj
			}
			return to
		}
		return i
	}
	if k.Pro&^lang.Article != lang.To || nations > 0 {
		return i
	}
	if e, n := s.t.Match(s.organisations, i); e != nil && i+n <= end && e.Field(0) == "organisation" {
		s.add(i, i+n, isnad.Organisation, "organisation", 0)
		return i + n
	}
	if e, _ := s.t.Match(s.orgs, i); e != nil && e.Field(0) == "organisation" && s.flags[i-1]&fAdj != 0 {
		return s.org(i, end, 1)
	}
	return s.purpose(i, end)
}

// person2 reports whether the tagger takes token i for a part of a name, as in
// «أمير المصري», and no article says otherwise.
func (s *scan) person2(i int) bool {
	return s.tags[i] == InPerson && s.flags[i]&fArticle == 0
}
