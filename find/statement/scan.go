package statement

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// scan is one reading of one text.
type scan struct {
	f *Finder
	t *text.Text
	g Given

	mention []int32 // token -> index of the longest mention over it + 1
	person  []int32 // token -> index of the person's mention over it + 1
	time    []int32 // token -> index of the time over it + 1
	opening []int32 // token -> index of the quote that it opens + 1
	closing []int32 // token -> index of the quote that it closes + 1
	name    []bool  // quote -> its marks stand round a name or a title

	// untilWith ends noun phrases at a word with ب, untilFrom at «من»: the verb's
	// frame asks for it.
	untilWith, untilFrom bool

	// monitoring ends content before the page's own comment on it («، وهو ما يدل
	// على …»): what a body documents is a list of facts.
	monitoring bool

	names    map[string]bool // words of people's names, without proclitics
	speaking *draft          // the one whose content is being read

	bodies map[string]bool // what bodies are called in brackets; see bracketed

	found []*draft
	last  []*draft // those whose source a dropped subject may mean, oldest first
	// bodyHasSource: one of last is no headline.
	bodyHasSource bool
	// docs has the issuer of the document that spoke last, for each noun that
	// names documents; nil where that issuer is unknown.
	docs    map[lang.ID]*source
	lastDoc *source
}

// draft is a statement in tokens.
type draft struct {
	rule      string
	kind      isnad.StatementKind
	act       string
	cue       text.Range
	content   text.Range
	source    *source
	links     []link
	implicit  bool
	fresh     bool // implicit, but the source spoke nowhere before
	headline  bool
	malformed bool
	nobody    bool // the page speaks: it ends what was said before, and is none itself
	clitic    bool // the content begins behind a preposition that is joined to its first word
	saidAt    int  // index of a time, -1 if none
	parent    *draft
	agrees    string
}

// source is whoever speaks, or a hand that carries.
type source struct {
	name      string
	kind      isnad.SpeakerKind
	span      text.Range
	role      text.Range
	agency    bool // a news agency or outlet speaking
	document  bool
	doc       text.Range // the words for the document that the source gave out
	guessed   bool       // no list knows the words; the verb shows that they name somebody
	inherited bool       // as a link it was not written here
}

type link struct {
	name     string
	kind     isnad.SpeakerKind
	span     text.Range
	implicit bool
}

// longestChain is more hands than any report names.
const longestChain = 8

// prepend puts a hand before the others: nearer to the page.
func (d *draft) prepend(l link) {
	if len(d.links) < longestChain {
		d.links = append([]link{l}, d.links...)
	}
}

func (d *draft) at() int {
	if d.cue.Len() > 0 {
		return min(d.cue.From, d.content.From)
	}
	return d.content.From
}

func newScan(f *Finder, t *text.Text, g Given) *scan {
	n := len(t.Tokens)
	buf := make([]int32, 5*n)
	s := &scan{f: f, t: t, g: g, mention: buf[:n], person: buf[n : 2*n], time: buf[2*n : 3*n], opening: buf[3*n : 4*n], closing: buf[4*n:]}
	for i, m := range g.Mentions {
		s.cover(s.mention, m.Span, int32(i+1), true)
		if m.Kind == isnad.Person {
			s.cover(s.person, m.Span, int32(i+1), true)
		}
	}
	for i, x := range g.Times {
		s.cover(s.time, x.Span, int32(i+1), true)
	}
	s.name = make([]bool, len(t.Quotes))
	for i, q := range t.Quotes {
		s.opening[q.Open] = int32(i + 1)
		if q.Close >= 0 {
			s.closing[q.Close] = int32(i + 1)
		}
		s.name[i] = s.isName(q)
	}
	return s
}

// cover marks the tokens of a span; a longer span that was marked stays.
func (s *scan) cover(marks []int32, span isnad.Span, v int32, longest bool) {
	from := s.t.TokenAt(span.Start)
	for i := from; i < len(s.t.Tokens) && int(s.t.Tokens[i].Stem) < span.End; i++ {
		if i > from && s.f.doors.Has(s.t.Tokens[i].ID) {
			return // no name runs over a complementiser
		}
		if marks[i] == 0 || !longest {
			marks[i] = v
		}
	}
}

// isName tells speech marks from marks round a name or a title: those hold a
// name that was found, or stand behind a noun that heads names («صحيفة "…"»).
func (s *scan) isName(q text.Quote) bool {
	if q.Close < 0 {
		return false
	}
	n := q.Close - q.Open - 1
	if n <= 0 || n > 9 {
		return n <= 0
	}
	if m := s.mention[q.Open+1]; m != 0 && s.mention[q.Close-1] == m {
		return true
	}
	if n <= 8 && s.is(s.f.nameHeads, q.Open+1) && !s.mark(q.Open-1, q.Open, ':') && s.door(q.Open-1, q.Open) == 0 {
		return true // «قائمة الرياض»
	}
	if i := q.Open - 1; i > 0 && s.t.Tokens[i].Kind == text.Word && len(s.t.Norm(i)) == 2 && s.closing[i-1] != 0 && s.name[s.closing[i-1]-1] {
		return true // قريتي «حور الجسر» و«النخيلات»
	}
	for i := q.Open - 1; i >= 0 && i >= q.Open-3 && s.t.Tokens[i].Kind == text.Word; i-- {
		if i == q.Open-1 && len(s.t.Norm(i)) == 2 || i < q.Open-1 && s.mention[i+1] != 0 {
			return false // أوصى التقرير بـ«…»; نهر السمران «…»
		}
		if e, _ := s.t.Match(s.f.nameHeads, i); e != nil {
			return true
		}
		if s.t.Tokens[i].Pro&lang.Article == 0 && !s.nationality(i) {
			return false // only adjectives stand between a noun and its name
		}
		if i == q.Open-1 && s.stop(i) {
			return false
		}
	}
	return false
}

// inConstruct reports whether the word behind token i is a noun and no verb,
// however it is spelt: «ضرورة كشف …», «من أجل وصف …», «بعد ذكر …».
func (s *scan) inConstruct(i int) bool {
	if i < 0 || s.t.Tokens[i].Kind != text.Word {
		return false
	}
	switch s.part(i) {
	case "to", "on", "of", "in", "before", "with":
		return true
	}
	return s.contentNoun(i) && s.t.Tokens[i].Enc == 0
}

// cueWithPronoun is cueAt for a verb that may end in a pronoun: «ما أكده».
func (s *scan) cueWithPronoun(i, end int) (*verb, int) {
	if v, to := s.cueAt(i, end); v != nil || i >= end {
		return v, to
	}
	if e := s.f.speech.Find(s.t.Tokens[i].Core); e != nil {
		return s.f.verbs[e], i + 1
	}
	return nil, 0
}

// speech returns the quote that token i opens, if it is speech.
func (s *scan) speech(i int) (text.Quote, bool) {
	if i >= len(s.opening) || s.opening[i] == 0 || s.name[s.opening[i]-1] {
		return text.Quote{}, false
	}
	return s.t.Quotes[s.opening[i]-1], true
}

func (s *scan) is(list *lang.List, i int) bool {
	if i < 0 || i >= len(s.t.Tokens) {
		return false
	}
	e, _ := s.t.Match(list, i)
	return e != nil
}

func (s *scan) match(list *lang.List, i, end int) (*lang.Entry, int) {
	if i < 0 || i >= end {
		return nil, 0
	}
	e, n := s.t.Match(list, i)
	if e == nil || i+n > end {
		return nil, 0
	}
	return e, n
}

// part is the part that a single word plays in reported speech, "" for most.
func (s *scan) part(i int) string {
	if i < 0 || i >= len(s.t.Tokens) {
		return ""
	}
	k := &s.t.Tokens[i]
	if e := s.f.words.Find(k.ID); e != nil {
		return e.Field(0)
	}
	if e := s.f.words.Find(k.Bare); e != nil && k.Pro&^(lang.And|lang.So) == 0 {
		return e.Field(0)
	}
	return ""
}

// stop reports whether token i is a preposition, an adverb or a conjunction
// behind which a name does not go on. «على» is one, but not behind a title,
// where it is the name علي as many Egyptian pages write it.
func (s *scan) stop(i int) bool {
	if s.person[i] != 0 || s.mention[i] != 0 {
		return false
	}
	k := &s.t.Tokens[i]
	return s.f.stoppers.Has(k.ID) || k.Bare != k.ID && s.f.stoppers.Has(k.Bare)
}

func (s *scan) mark(i int, end int, rs ...rune) bool {
	if i < 0 || i >= end || s.t.Tokens[i].Kind != text.Mark {
		return false
	}
	for _, r := range rs {
		if s.t.Tokens[i].Rune == r {
			return true
		}
	}
	return false
}

func (s *scan) comma(i, end int) bool { return s.mark(i, end, '،', ',', '؛', ';') }

// door returns the token behind the complementiser at i, 0 if there is none.
func (s *scan) door(i, end int) int {
	e, n := s.match(s.f.doors, i, end)
	if e != nil && s.t.Tokens[i].Pro&lang.And == 0 && s.part(i-1) != "before" {
		return i + n // not «بعد أن»; «وأن» goes on with what was opened before
	}
	return 0
}

// cueAt returns the reporting verb at token i and the token behind it.
// «أردف قائلا» is one cue.
func (s *scan) cueAt(i, end int) (*verb, int) {
	e, n := s.match(s.f.speech, i, end)
	if e == nil || s.mention[i] != 0 && s.person[i] != 0 {
		return nil, 0
	}
	v := s.f.verbs[e]
	k := &s.t.Tokens[i]
	if v.form != "noun" && k.Pro&(lang.In|lang.To|lang.As|lang.Will|lang.Article) != 0 || s.part(i-1) == "not" {
		return nil, 0
	}
	if v.form == "past" && k.Pro == 0 && s.inConstruct(i-1) {
		return nil, 0
	}
	to := i + n
	if s.part(to) == "saying" && v.form != "participle" && v.class != "carry" {
		to++
	}
	if e, _ := s.match(s.f.speech, to, end); e != nil && v.form == "past" && v.trusted() && s.f.verbs[e].form == "present" && s.f.verbs[e].trusted() &&
		s.t.Tokens[to].Pro == 0 && !s.t.Tokens[to].Line {
		to++ // وأضاف يقول
	}
	return v, to
}
