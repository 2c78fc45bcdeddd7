package mention

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/text"
)

// taggedEnd returns the end of the tagger's name of the given kind that runs
// on from i, i if it labels i otherwise.
func (s *scan) taggedEnd(i, end int, kind labelKind) int {
	if s.tags[i].kind() != kind {
		return i
	}
	to := i + 1
	for to < end && s.tags[to].kind() == kind && !s.tags[to].Begins() && !s.t.Tokens[to].Line {
		to++
	}
	for to > i+1 && s.t.Tokens[to-1].Kind == text.Mark {
		to--
	}
	return to
}

// tagged reads a name that only the tagger knows.
func (s *scan) tagged(i, end int) int {
	if s.t.Tokens[i].Kind != text.Word {
		return i
	}
	var kind isnad.MentionKind
	switch s.tags[i].kind() {
	case placeLabel:
		kind = isnad.Place
	case orgLabel:
		kind = isnad.Organisation
	default:
		return i
	}
	to := s.taggedEnd(i, end, s.tags[i].kind())
	if to == i || to == i+1 && s.flags[i]&(fOrg|fNation|fRole|fPlace|fFacility|fTitle|fPortfolio|fOwn) != 0 {
		return i
	}
	s.add(i, to, kind, "tagger", 0)
	return to
}
