package across

import (
	"maps"
	"math"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// Page is what comparing keeps of a record: a signature of a few kilobytes
// without the text. It does not change once it is made.
type Page struct {
	ID     string
	Outlet string
	Title  string
	When   time.Time // of publication, zero if it is not known

	wire     string // the agency whose own page it is, "" if none's
	agency   string // the agency that the page credits, "" if none
	credited []isnad.Credited
	keys     []uint32 // its words in normal form without proclitics, hashed
	terms    []term   // what tells its happening from others, by key
	said     []utterance
	counted  []quantity
	events   []happening
	bags     []uint32 // the keys that utterances and quantities own
}

// bag is a range of a page's bags: sorted keys.
type bag struct{ from, to int32 }

func (b bag) len() int                { return int(b.to - b.from) }
func (p *Page) keysOf(b bag) []uint32 { return p.bags[b.from:b.to] }

func (p *Page) keep(keys []uint32) bag {
	from := int32(len(p.bags))
	p.bags = append(p.bags, keys...)
	slices.Sort(p.bags[from:])
	return bag{from, int32(len(p.bags))}
}

// Sign makes the signature of a record.
func (x *Comparer) Sign(r *isnad.Record) *Page { return x.SignCut(r, nil) }

// SignCut is Sign for a record whose text was cut, in its language, when it was
// read; nil if that is not at hand.
func (x *Comparer) SignCut(r *isnad.Record, t *text.Text) *Page {
	s := x.sheetOf(r, t)
	p := &Page{ID: s.id, Outlet: outlet(r), Title: strings.Clone(r.Title), When: published(r), keys: text.Keys(make([]uint32, 0, len(s.words)), r.Text)}
	p.wire = x.wire(p.Outlet)
	if p.wire == "" && r.Outlet != nil {
		p.wire = x.wire(strings.TrimPrefix(r.Outlet.Domain, "www."))
	}
	for i := range r.Credits {
		c := &r.Credits[i]
		if c.Kind == "agency" && c.Name != p.wire && !namesMeet(c.Name, p.Outlet) {
			p.agency = c.Name
		}
		if c.Kind != "person" {
			p.credited = append(p.credited, isnad.Credited{Name: c.Name, Kind: c.Kind, Words: strings.Clone(c.Words)})
		}
	}
	p.terms = s.terms()
	for i := range r.Statements {
		p.sign(s, i)
	}
	for i := range r.Figures {
		p.count(s, i)
	}
	p.events = happenings(r, s.text)
	return p
}

// wire is the name by which languages know an outlet as an agency, "" if none
// does.
func (x *Comparer) wire(outlet string) string {
	if outlet == "" {
		return ""
	}
	for _, tag := range slices.Sorted(maps.Keys(x.langs)) {
		t := text.Cut(outlet, x.langs[tag])
		if len(t.Tokens) == 0 {
			continue
		}
		if e, n := t.Match(t.Lang.List("page_agencies"), 0); n == len(t.Tokens) && e.Field(2) == "agency" {
			return e.Field(0)
		}
		if e, n := t.Match(t.Lang.List("agency_outlets"), 0); n == len(t.Tokens) {
			return e.Field(0)
		}
	}
	return ""
}

func outlet(r *isnad.Record) string {
	if r.Outlet == nil {
		return ""
	}
	return r.Outlet.Name
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

// earlier orders pages by time, those whose time is not known last, and by ID.
func earlier(a, b *Page) bool {
	if a.When.IsZero() != b.When.IsZero() {
		return b.When.IsZero()
	}
	return a.When.Before(b.When) || a.When.Equal(b.When) && a.ID < b.ID
}

// hour is a time as its hour since 1970, unknownHour if it is not known.
type hour int32

const unknownHour = hour(math.MinInt32)

func hourOfTime(t time.Time) hour {
	if t.IsZero() {
		return unknownHour
	}
	return hour(t.Unix() / 3600)
}

// near reports whether two times lie within so many hours of each other, or one
// is unknown.
func near(a, b, hours hour) bool {
	return a == unknownHour || b == unknownHour || max(a-b, b-a) <= hours
}

// sheet is a record laid out for comparison: its words in normal form, and
// where each stands.
type sheet struct {
	rec  *isnad.Record
	id   string
	text *text.Text
	// words are the tokens of the text that are words or numbers, and keys
	// their normal forms without proclitics as numbers: equal words have equal
	// keys, however they are spelt.
	words  []int32
	keys   []uint32
	light  *lang.List // words that carry no meaning, nil if the language is unknown
	origin int        // pages that carry one text have one
	when   time.Time

	stems      []uint32 // of all words, once they were asked for
	at, points int      // a place that was counted, in bytes and code points
}

func (x *Comparer) sheet(r *isnad.Record) *sheet { return x.sheetOf(r, nil) }

func (x *Comparer) sheetOf(r *isnad.Record, t *text.Text) *sheet {
	s := &sheet{rec: r, id: r.GivenID, when: published(r)}
	if s.id == "" {
		s.id = r.ID
	}
	l := x.langs[r.Language]
	if s.text = t; t == nil || t.Lang != l {
		s.text = text.Cut(r.Text, l)
	}
	if l != nil {
		s.light = l.List("stoppers")
	}
	s.words = make([]int32, 0, len(s.text.Tokens))
	s.keys = make([]uint32, 0, len(s.text.Tokens))
	for i := range s.text.Tokens {
		if s.text.Tokens[i].Kind == text.Mark {
			continue
		}
		s.words = append(s.words, int32(i))
		s.keys = append(s.keys, key(s.text.BareNorm(i)))
	}
	return s
}

// earlier reports whether s was published before o; a page whose time is not
// known comes after those whose time is.
func (s *sheet) earlier(o *sheet) bool {
	return !s.when.IsZero() && (o.when.IsZero() || s.when.Before(o.when))
}

// key is a word as a number. 0 is no word's key.
func key(norm string) uint32 {
	h := lang.Hash(norm)
	return max(1, uint32(h^h>>32))
}

// stem is the key of word i without its article, so that مصابا in one page and
// المصابين in another may still differ but الوزارة and وزارة do not.
func (s *sheet) stem(i int) uint32 {
	k := &s.text.Tokens[s.words[i]]
	if k.Pro&lang.Article != 0 && k.Core != 0 && s.text.Lang != nil {
		return key(s.text.Lang.Word(k.Core))
	}
	return s.keys[i]
}

// isLight reports whether word i carries no meaning of its own.
func (s *sheet) isLight(i int) bool {
	k := &s.text.Tokens[s.words[i]]
	return k.Kind == text.Word && (len(s.text.BareNorm(int(s.words[i]))) <= 4 || s.light != nil && (s.light.Has(k.ID) || s.light.Has(k.Bare)))
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

// holds reports whether a word with that stem stands in the page.
func (s *sheet) holds(stem uint32) bool {
	if s.stems == nil {
		s.stems = make([]uint32, len(s.words))
		for i := range s.words {
			s.stems[i] = s.stem(i)
		}
	}
	return slices.Contains(s.stems, stem)
}

// place counts a span in code points, from the place that was counted last.
func (s *sheet) place(sp isnad.Span) isnad.Passage {
	start := s.points
	if sp.Start >= s.at {
		start += utf8.RuneCountInString(s.rec.Text[s.at:sp.Start])
	} else {
		start -= utf8.RuneCountInString(s.rec.Text[sp.Start:s.at])
	}
	s.at, s.points = sp.Start, start
	exact := s.rec.Text[sp.Start:sp.End]
	return isnad.Passage{Start: start, End: start + utf8.RuneCountInString(exact), Exact: strings.Clone(exact)}
}
