package mention

import (
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

const longestTagged = 12 // words

// taggedEnd returns the end of the tagger's name of the given kind that runs
// on from i, i if it labels i otherwise.
func (s *scan) taggedEnd(i, end int, kind labelKind) int {
	if s.tags[i].kind() != kind {
		return i
	}
	to := i + 1
	for to < end && to-i < longestTagged && s.tags[to].kind() == kind && !s.tags[to].Begins() && !s.t.Tokens[to].Line &&
		s.t.Tokens[to].Pro&lang.In == 0 && s.flags[to]&fCompass == 0 && s.flags[to]&(fEnds|fIn|fPrep) != fEnds {
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

func (s *scan) latin(i int) bool {
	norm := s.t.Norm(i)
	return norm != "" && norm[0] < utf8.RuneSelf
}

// speech reports whether a tagged body begins a quotation that goes on behind
// it: that is speech, not a name between marks.
func (s *scan) speech(from, to int) bool {
	if from == 0 {
		return false
	}
	q := s.quoteAt(from - 1)
	return q >= 0 && s.t.Quotes[q].Close != to
}

// aloneName reports whether one tagged word is enough: for a body only between
// marks or behind a body's head, for a place if it is no common word.
func (s *scan) aloneName(i int, kind isnad.MentionKind) bool {
	if kind == isnad.Place {
		return s.zipf(i) < commonZipf-1
	}
	return i > 0 && (s.quoted(i-1, len(s.flags)) == i+2 || s.flags[i-1]&fOrg != 0 && !s.t.Tokens[i].Line)
}

// rare reports whether a tagged body has a word that is hardly anything but a
// name, or begins with a body's head: the tagger alone is too free with these.
func (s *scan) rare(from, to int) bool {
	if s.flags[from]&fOrg != 0 {
		return true
	}
	for i := from; i < to; i++ {
		if s.t.Tokens[i].Kind == text.Word && s.flags[i]&(fArticle|fFirst|fNamedPlace) == 0 && s.zipf(i) < rareZipf && len(s.t.BareNorm(i)) >= 6 {
			return true
		}
	}
	return false
}

// tagged reads a name that only the tagger knows.
func (s *scan) tagged(i, end int) int {
	if s.t.Tokens[i].Kind != text.Word || !s.tags[i].Begins() || s.latin(i) {
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
	if to == i || s.flags[i]&(fNation|fRole|fTitle|fOwn|fIn|fPrep|fFor|fNot) != 0 ||
		to == i+1 && s.flags[i]&(fOrg|fPlace|fFacility|fPortfolio) != 0 {
		return i
	}
	if kind == isnad.Organisation && (!s.rare(i, to) || s.speech(i, to)) || to > i+1 && s.flags[to-1]&fNation != 0 && s.flags[to-1]&fArticle == 0 {
		return i
	}
	if to == i+1 && !s.aloneName(i, kind) {
		return i
	}
	if kind == isnad.Place && s.flags[i]&fFacility != 0 && s.flags[i]&fPlace == 0 {
		kind = isnad.Facility
	}
	s.add(i, to, kind, "tagger", 0)
	return to
}
