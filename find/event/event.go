// Package event finds the happenings that a text dates: for each time, the
// smallest clause that it dates, with who and where, and whether it happened,
// is planned, possible or denied.
//
// It makes isnad.Event from text.Text and the times and mentions found in it,
// with the lists "event_verbs", "event_nouns" and "event_words" of the text's
// language, and knows verbs of saying ("speech_verbs") and the words that open
// clauses ("complementisers"). It promises that every event has a verb or noun
// of happening in its clause, that a time dates at most one event, and that the
// work is linear in the text's length. It is pure.
//
// # How an event is found
//
// From a time the clause is read to both sides, up to a word or mark that opens
// or closes one (clause.go):
//
//	… أن | الوفد وصل إلى العاصمة يوم الأحد | ، حيث …
//	door   clause                     time  link
//
// A verb in it makes the clause an event. Where the time stands behind a noun
// of happening that a preposition such as «منذ» or «بعد» governs, the time dates
// the noun and not the verb before it: «ارتفعت الأسعار منذ [سقوط الحكومة في 2011]».
// A clause whose only verb says something is no event: its time tells when it
// was said.
package event

import (
	"strconv"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// class is a set of the parts that a word plays around events.
type class uint16

const (
	pastVerb class = 1 << iota
	presentVerb
	plannedVerb
	sayingVerb // a finite verb of saying
	sayingForm // a participle of saying: a new clause begins
	noun
	door
	relative
	link
	anchor
	sourceWord
	inWord
	modal // a word of modality; see words
	was   // an auxiliary, or a verb where there is no other
	prep  // a time may follow it
	other // no verb of saying, though it looks like one
)

const verb = pastVerb | presentVerb | plannedVerb

var verbForms = map[string]class{"past": pastVerb, "present": presentVerb, "planned": plannedVerb}

var wordClasses = map[string]class{
	"relative": relative, "link": link, "anchor": anchor, "source": sourceWord, "in": inWord, "was": was, "other": other, "prep": prep,
	"planned": modal, "planned-time": modal, "possible": modal, "may": modal, "denied": modal, "no": modal, "still": modal,
}

// Finder finds the events of a language's texts. It does not change and may be
// used from many goroutines.
type Finder struct {
	tag     string
	classes []class // by lang.ID
	words   *lang.List
	nouns   *lang.List
	// verbLast says that verbs stand behind their subjects, and finite forms
	// need no clitic to begin a clause.
	verbLast bool
}

// New prepares a finder for the language.
func New(l *lang.Lang) *Finder {
	f := &Finder{tag: l.Tag, words: l.List("event_words"), nouns: l.List("event_nouns")}
	f.mark(l.List("event_verbs"), func(e *lang.Entry) class { return verbForms[e.Field(0)] })
	f.mark(f.nouns, func(*lang.Entry) class { return noun })
	f.mark(f.words, func(e *lang.Entry) class { return wordClasses[e.Field(0)] })
	f.mark(l.List("complementisers"), func(*lang.Entry) class { return door })
	f.mark(l.List("speech_verbs"), func(e *lang.Entry) class {
		switch e.Field(0) {
		case "past", "present", "base":
			return sayingVerb
		case "participle":
			return sayingForm
		}
		return 0
	})
	for _, e := range l.List("grammar").Entries {
		f.verbLast = f.verbLast || e.Text == "order" && e.Field(0) == "subject-verb"
	}
	return f
}

func (f *Finder) mark(list *lang.List, of func(*lang.Entry) class) {
	for i := range list.Entries {
		e := &list.Entries[i]
		if len(e.Words) > 1 {
			continue
		}
		id := int(e.Words[0])
		for len(f.classes) <= id {
			f.classes = append(f.classes, make([]class, id+64-len(f.classes))...)
		}
		f.classes[id] |= of(e)
	}
}

// Find returns the events of t in order of place, with ids e1, e2 ….
func (f *Finder) Find(t *text.Text, times []isnad.Time, mentions []isnad.Mention) []isnad.Event {
	s := scan{f: f, t: t, times: times, mentions: mentions}
	for i := range times {
		if dates(&times[i]) {
			s.event(i)
		}
	}
	for i := range s.found {
		s.found[i].ID = "e" + strconv.Itoa(i+1)
	}
	return s.found
}

// dates reports whether a time can date a happening: it is no duration or set,
// and it was resolved.
func dates(x *isnad.Time) bool {
	switch x.Kind {
	case isnad.TimeDate, isnad.TimeOfDay, isnad.TimeRelative, isnad.TimePeriod:
		return x.Value != "" && x.Value != "PRESENT_REF" && (x.From != "" || x.Value == "FUTURE_REF" || x.Value == "PAST_REF")
	}
	return false
}

// scan is one reading of one text.
type scan struct {
	f        *Finder
	t        *text.Text
	times    []isnad.Time
	mentions []isnad.Mention
	mention  int // the first mention that can lie in this clause or a later one
	found    []isnad.Event
}

// class is what token i is. A verb that carries the article or a preposition
// is none: «بحث» is, «البحث» is not.
func (s *scan) class(i int) class {
	k := &s.t.Tokens[i]
	if k.Kind != text.Word {
		return 0
	}
	c := s.at(k.ID) | s.at(k.Bare)
	if c&(was|other) != 0 {
		c &^= door | sayingVerb | sayingForm
	}
	if c&verb != 0 && k.Pro&(lang.Article|lang.In|lang.To|lang.As) != 0 {
		c &^= verb
	}
	if c&noun == 0 && k.Core != k.Bare && s.at(k.Core)&noun != 0 {
		c |= noun
	}
	return c
}

func (s *scan) at(id lang.ID) class {
	if int(id) < len(s.f.classes) {
		return s.f.classes[id]
	}
	return 0
}

// word is the field of token i in the list of small words.
func (s *scan) word(i int) string {
	k := &s.t.Tokens[i]
	if e := s.f.words.Find(k.ID); e != nil {
		return e.Field(0)
	}
	return s.f.words.Find(k.Bare).Field(0)
}

// event reads the clause that time x dates.
func (s *scan) event(x int) {
	sp := s.times[x].Span
	from := s.t.TokenAt(sp.Start)
	to := from
	for to < len(s.t.Tokens) && int(s.t.Tokens[to].Start) < sp.End {
		to++
	}
	if from == to || from >= len(s.t.Tokens) {
		return
	}
	c, ok := s.clause(from, to)
	if !ok || s.belongs(from, to) {
		return
	}
	what := s.t.Span(c.from, c.to)
	if s.t.Tokens[c.from].Pro&lang.Will != 0 { // «سيجتمع»: the future is part of the verb
		what.Start = s.letterBefore(what.Start, int(s.t.Tokens[c.from].Start))
	}
	if n := len(s.found); n > 0 && what.Start < s.found[n-1].What.End {
		return // dated already
	}
	e := isnad.Event{Span: what, What: what, When: s.times[x].ID, Rule: s.f.tag + "/" + c.rule, Modality: s.modality(c, x)}
	e.Who, e.Where = s.whoWhere(c)
	s.found = append(s.found, e)
}

// letterBefore is where the letter before byte i begins, no earlier than start.
func (s *scan) letterBefore(i, start int) int {
	for j := i; j > start; {
		r, n := utf8.DecodeLastRuneInString(s.t.Src[start:j])
		j -= n
		if c, _, _ := lang.Fold(r); c == lang.Letter {
			return j
		}
	}
	return i
}

// belongs reports whether the time is part of a name or belongs to the noun
// before it: «أوامر لسنة 2017», «انتخابات 2018».
func (s *scan) belongs(from, to int) bool {
	k := &s.t.Tokens[from]
	if k.Pro&lang.To != 0 {
		return true
	}
	if k.Kind != text.Number || to-from > 1 || from == 0 || k.Line {
		return false
	}
	before := &s.t.Tokens[from-1]
	return before.Kind == text.Word && s.class(from-1)&(inWord|anchor|prep|door|link) == 0
}

// whoWhere returns the first person or body and the first place that the clause
// names; a place behind «في» is preferred.
func (s *scan) whoWhere(c clause) (who, where *isnad.Span) {
	start, end := int(s.t.Tokens[c.from].Start), int(s.t.Tokens[c.to-1].End)
	for s.mention < len(s.mentions) && s.mentions[s.mention].Span.End <= start {
		s.mention++
	}
	behindIn := false
	for i := s.mention; i < len(s.mentions) && s.mentions[i].Span.Start < end; i++ {
		m := &s.mentions[i]
		if m.Span.Start < start || m.Span.End > end {
			continue
		}
		switch m.Kind {
		case isnad.Person, isnad.Organisation:
			if who == nil {
				who = &isnad.Span{Start: m.Span.Start, End: m.Span.End}
			}
		case isnad.Place, isnad.Facility:
			k := s.t.TokenAt(m.Span.Start)
			in := s.t.Tokens[k].Pro&lang.In != 0 || k > 0 && s.class(k-1)&inWord != 0
			if where == nil || in && !behindIn {
				where, behindIn = &isnad.Span{Start: m.Span.Start, End: m.Span.End}, in
			}
		}
	}
	return who, where
}
