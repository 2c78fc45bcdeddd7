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

// trimmed cuts a tagged name off where a preposition begins, and takes small
// words off its end.
func (s *scan) trimmed(i, to int) int {
	for j := i + 1; j < to; j++ {
		if s.flags[j]&(fIn|fPrep) != 0 {
			to = j
		}
	}
	for to > i && s.flags[to-1]&(fOwn|fIn|fPrep|fFor) != 0 {
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
	to := s.trimmed(i, s.taggedEnd(i, end, s.tags[i].kind()))
	if to == i || s.flags[i]&(fNation|fRole|fTitle|fOwn|fIn|fPrep|fFor) != 0 ||
		to == i+1 && s.flags[i]&(fOrg|fPlace|fFacility|fPortfolio) != 0 {
		return i
	}
	if kind == isnad.Place && s.flags[i]&fFacility != 0 && s.flags[i]&fPlace == 0 {
		kind = isnad.Facility
	}
	s.add(i, to, kind, "tagger", 0)
	return to
}
