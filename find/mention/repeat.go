package mention

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// repeat finds what a page names again with less around it: the surname of a
// person whom it named in full, a rare name that the tagger knew elsewhere, and
// a head that stands for the one body named with it (الشبكة). s.out is in order.
func (s *scan) repeat() {
	names := s.surnames
	heads := map[lang.ID]int{} // core of a head -> the end of the first mention with it
	for _, m := range s.out {
		if m.kind == isnad.Organisation && m.head == 1 && !personal(s.orgs.Find(s.t.Tokens[m.from].Core)) && s.t.Tokens[m.from].Core != 0 && s.orgs.Find(s.t.Tokens[m.from].Core).Field(1) != "alone" {
			if _, ok := heads[s.t.Tokens[m.from].Core]; !ok {
				heads[s.t.Tokens[m.from].Core] = m.to
			}
		}
	}
	if len(names) == 0 && len(heads) == 0 {
		return
	}
	covered := s.covered()
	for i := range s.t.Tokens {
		if s.t.Tokens[i].Kind != text.Word {
			continue
		}
		if fl := s.flags[i]; fl&fOrg != 0 && fl&fArticle != 0 && covered[i] == nothing {
			if end, ok := heads[s.t.Tokens[i].Core]; ok && end <= i && s.t.Tokens[i].Enc == 0 {
				s.add(i, i+1, isnad.Organisation, "nominal", 1)
				s.out[len(s.out)-1].nominal = true
			}
			continue
		}
		kind, ok := names[s.sums[i]]
		if s.capitals && !s.capital(i) {
			continue
		}
		if !ok || covered[i]&cover(kind) != 0 || covered[i] != nothing && kind != isnad.Person || covered[i]&inFixed != 0 {
			continue
		}
		from := i
		if kind == isnad.Person && i > 0 && s.bound(i, len(s.flags)) && covered[i-1] == nothing && s.given(i-1) {
			from--
		}
		s.add(from, i+1, kind, "repeat", 0)
	}
}

// rulers reads «نظام الأسد» where the page names بشار الأسد elsewhere.
func (s *scan) rulers() {
	for i := range s.t.Tokens {
		if s.flags[i]&fOrg == 0 || s.flags[i]&fArticle != 0 || i+1 >= len(s.sums) {
			continue
		}
		if kind, ok := s.surnames[s.sums[i+1]]; !ok || kind != isnad.Person || !s.bound(i+1, len(s.flags)) {
			continue
		}
		if e, n := s.t.Match(s.orgs, i); e != nil && n == 1 && of(e) == personOnly && s.tags[i+1].kind() != personLabel {
			s.add(i, i+2, isnad.Organisation, "org-head", 1)
		}
	}
	s.order()
}

// coverage says what kinds of mention a token is in.
type coverage uint8

const nothing coverage = 0

const (
	inPerson coverage = 1 << iota
	inOther
	inFixed // in a name that holds nobody's: a place, a listed body
)

func cover(k isnad.MentionKind) coverage {
	if k == isnad.Person {
		return inPerson
	}
	return inOther
}

func (s *scan) covered() []coverage {
	out := make([]coverage, len(s.t.Tokens))
	for _, m := range s.out {
		c := cover(m.kind)
		if m.kind == isnad.Place || m.kind == isnad.Facility || m.kind == isnad.Organisation && m.listed {
			c |= inFixed
		}
		for i := m.from; i < m.to; i++ {
			out[i] |= c
		}
	}
	return out
}

const rareZipf = 3 // words less common than this are hardly anything but names

func personal(e *lang.Entry) bool { return e != nil && of(e) == personOnly }

// knownNames returns the words that name alone: surnames of full names, and
// rare words that were found as one-word names.
func (s *scan) knownNames() map[uint64]isnad.MentionKind {
	names := map[uint64]isnad.MentionKind{}
	for _, m := range s.out {
		last := m.to - 1
		if m.head > 0 || m.kind == isnad.Role || s.t.Tokens[last].Kind != text.Word || len(s.t.BareNorm(last)) < s.shortestName() {
			continue
		}
		const ordinary = fRole | fOrg | fNation | fCountry | fNamedPlace | fPlace | fFacility | fPortfolio | fOwn | fPrep | fTitle | fLink | fAdj | fIn | fFirst
		if s.flags[last]&ordinary != 0 {
			continue
		}
		limit := rareZipf
		switch {
		case m.kind == isnad.Person && m.alias != "":
			limit = commonZipf + 1
		case m.kind == isnad.Person && m.to-m.from > 1 && m.to-m.from < 5:
			limit = commonZipf
		case m.to-m.from != 1 || m.kind == isnad.Place:
			continue
		}
		if s.zipf(last) < limit {
			if k, ok := names[s.sums[last]]; !ok || k == m.kind {
				names[s.sums[last]] = m.kind
			}
		}
	}
	return names
}

// shortestName is how long, in bytes of the normal form, a name is that is
// looked for by itself: three Arabic letters, four with capitals.
func (s *scan) shortestName() int {
	if s.capitals {
		return 4
	}
	return 6
}

// use returns what the lexicon knows of token i, 0 if nothing.
func (s *scan) use(i int) uint16 {
	if s.model == nil {
		return 0
	}
	return s.model.lex.of(s.sums[i])
}

// zipf returns how common the word is, 0 if nothing is known of it.
func (s *scan) zipf(i int) int { return max(0, int(s.use(i)&15)-1) }
