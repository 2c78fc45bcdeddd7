// Package mention finds the people, organisations, places, facilities and
// offices that a text mentions, and joins the mentions of one entity.
//
// It works in three steps. A tagger, trained on newswire, labels words that
// look like parts of names. A grammar of names then reads each sentence once:
// an office, a body or a place begins with a noun that says so (وزير, شركة,
// محافظة), and what belongs to it follows in a known order; the tagger's labels
// and the gazetteers stand in for names that begin with no such noun. Last,
// mentions are joined: a surname with the full name before it, an office with
// the name beside it, «الشبكة» with the one network named, other spellings.
//
// It promises that spans lie in the text on word boundaries without
// proclitics, that titles are no part of a person's span, that mentions nest
// and never cross, that entity ids are shared by exactly the mentions of one
// entity, and that the work is linear in the text. It is pure.
package mention

import (
	"sort"
	"strconv"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// Finder finds mentions in texts of one language. It does not change once it
// is made and may be used from many goroutines.
type Finder struct {
	l     *lang.Lang
	model *Model
	words wordFlags

	titles, roles, orgs, facilities, placeHeads *lang.List
	organisations, countries, regions, places   *lang.List
	capitals                                    bool // names are written with capitals
	nationalities, small, noNames, persons      *lang.List
}

// New makes a finder for l. Without a model (nil) it knows names only by the
// words beside them and by its lists.
func New(l *lang.Lang, m *Model) *Finder {
	names := l.List("grammar").Find(l.ID("names"))
	return &Finder{
		capitals: names.Field(0) == "capitals",
		l:        l, model: m, words: flagWords(l),
		titles: l.List("titles"), roles: l.List("roles"), orgs: l.List("org_heads"),
		facilities: l.List("facility_heads"), placeHeads: l.List("place_heads"),
		organisations: l.List("organisations"), countries: l.List("countries"),
		regions: l.List("regions"), places: l.List("places"),
		nationalities: l.List("nationalities"), small: l.List("mention_words"),
		noNames: l.List("no_names"), persons: l.List("persons"),
	}
}

// found is a mention before it has an entity: a range of tokens.
type found struct {
	from, to int
	kind     isnad.MentionKind
	rule     string
	// head is the number of tokens of the generic noun at its beginning; 0 is
	// a bare name.
	head int
	// holder is the index of the person mention beside an office, -1 if none.
	holder int
	// alias is a fuller name that a list gives, "" if none.
	alias string
	// listed marks a body that a list has by this name.
	listed bool
	// nominal marks a noun that stands for an entity named elsewhere (الوكالة).
	nominal bool
}

// scan is the state of one reading.
type scan struct {
	*Finder
	t     *text.Text
	flags []flag
	tags  []Label
	sums  []uint64 // hashes of the bare forms
	// surnames are those of full names, once the first reading is over.
	surnames map[uint64]isnad.MentionKind
	out      []found
	depth    int // offices inside offices
}

// Find returns the mentions of t in order of place.
func (f *Finder) Find(t *text.Text) []isnad.Mention {
	s := &scan{Finder: f, t: t}
	s.flags = f.words.mark(t)
	if f.model != nil {
		s.tags, s.sums = f.model.tag(&f.words, t, s.flags)
	} else {
		s.tags, s.sums = make([]Label, len(t.Tokens)), hashes(t)
	}
	for _, sen := range t.Sentences {
		if f.capitals {
			s.casedSentence(sen)
		} else {
			s.sentence(sen)
		}
	}
	s.order()
	s.surnames = s.knownNames()
	s.rulers()
	s.repeat()
	s.order()
	return s.mentions(s.join())
}

// order sorts by place, outer before inner, and drops what is said twice or
// crosses.
func (s *scan) order() {
	sort.SliceStable(s.out, func(i, j int) bool {
		a, b := s.out[i], s.out[j]
		if a.from != b.from {
			return a.from < b.from
		}
		return a.to > b.to
	})
	var open []int
	kept := s.out[:0]
	for _, m := range s.out {
		for len(open) > 0 && kept[open[len(open)-1]].to <= m.from {
			open = open[:len(open)-1]
		}
		if n := len(open); n > 0 {
			o := kept[open[n-1]]
			if o.to < m.to || o.from == m.from && o.to == m.to {
				continue
			}
		}
		kept = append(kept, m)
		open = append(open, len(kept)-1)
	}
	s.out = kept
}

func (s *scan) mentions(entities []entity) []isnad.Mention {
	out := make([]isnad.Mention, len(s.out))
	ids := map[int]string{}
	for i, m := range s.out {
		e := entities[i]
		id, ok := ids[e.root]
		if !ok {
			id = "n" + strconv.Itoa(len(ids)+1)
			ids[e.root] = id
		}
		out[i] = isnad.Mention{
			ID: "m" + strconv.Itoa(i+1), Span: s.t.Span(m.from, m.to),
			Rule: m.rule, Kind: m.kind, Name: e.name, Entity: id,
		}
	}
	return out
}
