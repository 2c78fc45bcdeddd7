package across

import (
	"sort"
	"time"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// sheet is a record made ready for comparison: its words in normal form, and
// where each stands.
type sheet struct {
	rec  *isnad.Record
	id   string
	at   int // its place among the sheets
	text *text.Text
	// words are the tokens of the text that are words or numbers, and keys
	// their normal forms without proclitics as numbers: equal words have equal
	// keys, however they are spelt.
	words  []int32
	keys   []uint64
	when   time.Time
	agency string // the agency that the page credits, "" if none
}

func newSheet(r *isnad.Record, langs map[string]*lang.Lang) *sheet {
	s := &sheet{rec: r, id: r.GivenID, when: published(r)}
	if s.id == "" {
		s.id = r.ID
	}
	l := langs[r.Language]
	s.text = text.Cut(r.Text, l)
	for i := range s.text.Tokens {
		if s.text.Tokens[i].Kind == text.Mark {
			continue
		}
		s.words = append(s.words, int32(i))
		s.keys = append(s.keys, lang.Hash(s.text.BareNorm(i)))
	}
	for _, c := range r.Credits {
		if c.Kind == "agency" && !namesMeet(c.Name, outlet(s)) {
			s.agency = c.Name
		}
	}
	return s
}

func published(r *isnad.Record) time.Time {
	if r.Published == nil {
		return time.Time{}
	}
	v := r.Published.Value
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.Parse(layout, v); err == nil {
			return t
		}
	}
	return time.Time{}
}

// wordAt returns the index in words of the first word that ends behind byte b.
func (s *sheet) wordAt(b int) int {
	return sort.Search(len(s.words), func(i int) bool { return int(s.text.Tokens[s.words[i]].End) > b })
}

// wordsIn returns the words that the span covers.
func (s *sheet) wordsIn(sp isnad.Span) (from, to int) {
	from = s.wordAt(sp.Start)
	to = from
	for to < len(s.words) && int(s.text.Tokens[s.words[to]].Start) < sp.End {
		to++
	}
	return from, to
}

// passage is the place of words from to to (half-open).
func (s *sheet) passage(from, to int) isnad.Passage {
	a, b := s.text.Tokens[s.words[from]].Start, s.text.Tokens[s.words[to-1]].End
	return s.place(isnad.Span{Start: int(a), End: int(b)})
}

// place counts a span in code points.
func (s *sheet) place(sp isnad.Span) isnad.Passage {
	start := utf8.RuneCountInString(s.rec.Text[:sp.Start])
	exact := s.rec.Text[sp.Start:sp.End]
	return isnad.Passage{Start: start, End: start + utf8.RuneCountInString(exact), Exact: exact}
}
