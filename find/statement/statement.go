// Package statement finds what a text reports that somebody said: who said it,
// in whose words, and through whom it came. It makes isnad.Statements from a
// cut text and from the names and times that were found in it, and promises
// that every statement rests on a reporting word or on a heading's colon, that
// a direct statement's content is exactly what stands between the marks, and
// that a speaker who cannot be told is unknown. It is pure.
//
// # How a statement is found
//
// Arabic news prose reports in few shapes, and nearly all of them begin with a
// cue, a verb of saying:
//
//	أكد   وزير الري سالم الهادي، في تصريح لوكالة النهر،   أن    السد آمن
//	cue   subject                 region                   door  content
//
// Each sentence is read once, cue by cue:
//
//  1. The subject is the noun phrase behind the cue (subject.go): titles, an
//     office, a name, what stands beside it between commas. It ends at a
//     preposition, an adverb, a time, a door. If nothing stands there, the
//     subject stands before the cue («الوزارة تقول إن»), or was dropped and is
//     whoever spoke last and agrees with the verb.
//  2. The region between subject and door holds when and where it was said and,
//     now and then, a hand through which it came («لوكالة النهر», «في بيان»,
//     «بحسب …»): those become links of the chain (region.go).
//  3. The door is what the verb's frame allows (verbs differ: أن, إلى, على, عن,
//     ب, a colon, an opening speech mark, or a bare verbal noun).
//  4. The content runs from the door to the end of what the cue governs
//     (content.go): the closing mark, the next cue of the same level
//     («، مشيراً إلى», «وأضاف»), a turn of the story, the sentence's end.
//
// Sources named without a verb («بحسب …», «وفقاً لـ …») are read the same way,
// with the clause before or behind them as content; headings with a colon have
// no cue at all.
//
// # A worked example
//
//	نقلت وكالة النهر عن مصدر في الوزارة قوله إن «السد آمن»، مشيراً إلى أن الفحص مستمر.
//
// «نقلت» carries: its subject, the agency, is a link, and the speaker stands
// behind «عن»: an unnamed source. «قوله إن» and the mark are the door, so the
// first statement is direct, «السد آمن», with the chain agency ← anonymous.
// «مشيراً» is a participle: it has no subject of its own and takes the speaker
// and the chain of the statement before it, both marked implicit; its frame
// asks for «إلى», which «أن» follows; the content ends with the sentence.
package statement

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// Given is what was found in the text before.
type Given struct {
	Mentions []isnad.Mention
	Times    []isnad.Time
	Title    isnad.Span // of the headline, empty if there is none
	Outlet   string     // the page's publisher: it is no link of a chain
}

// Finder finds the statements of one language.
type Finder struct {
	tag   string
	verbs map[*lang.Entry]*verb
	// feminine is the ending of feminine nouns in normal form, "" if there is none.
	feminine string

	speech, doors, attributions, narrator, results, stoppers, fixed, words *lang.List
	anonymous, collectives, documents, media, agencies, contents, hopes    *lang.List
	breaks, nameHeads, titles, roles, orgs, countries, places, plurals     *lang.List
	capitals, leads, nationalities                                         *lang.List
	endings, nameLinks                                                     *lang.List

	subjectFirst bool // svo.go reads the language
}

// New prepares a finder for the language.
func New(l *lang.Lang) *Finder {
	f := &Finder{
		tag: l.Tag, verbs: map[*lang.Entry]*verb{},
		speech: l.List("speech_verbs"), doors: l.List("complementisers"), attributions: l.List("attributions"),
		narrator: l.List("narrator_formulas"), results: l.List("result_leads"), stoppers: l.List("stoppers"), fixed: l.List("fixed_adverbials"),
		words: l.List("statement_words"), anonymous: l.List("anonymous_heads"), collectives: l.List("collectives"),
		documents: l.List("document_nouns"), media: l.List("media_heads"), agencies: l.List("page_agencies"),
		contents: l.List("content_nouns"), hopes: l.List("hope_nouns"), breaks: l.List("clause_breaks"),
		nameHeads: l.List("name_heads"), titles: l.List("titles"), roles: l.List("roles"), orgs: l.List("org_heads"),
		countries: l.List("countries"), places: l.List("places"), plurals: l.List("plural_endings"),
		capitals: l.List("capitals"), leads: l.List("clause_leads"), nationalities: l.List("nationalities"),
		endings: l.List("word_endings"), nameLinks: l.List("name_links"),
	}
	for _, e := range l.List("grammar").Entries {
		f.subjectFirst = f.subjectFirst || e.Text == "order" && e.Field(0) == "subject-verb"
	}
	for _, e := range l.List("figure_endings").Entries {
		if e.Field(0) == "feminine" {
			f.feminine = l.Word(e.Words[0])
		}
	}
	for i := range f.speech.Entries {
		e := &f.speech.Entries[i]
		f.verbs[e] = parseVerb(e)
	}
	return f
}

// Find returns the statements of t in order of place, with ids s1, s2 ….
func (f *Finder) Find(t *text.Text, g Given) []isnad.Statement {
	if len(t.Tokens) == 0 {
		return nil
	}
	s := newScan(f, t, g)
	if f.subjectFirst {
		s.findSVO()
		return s.finish()
	}
	for p := range t.Paragraphs {
		if s.heading(p) {
			continue
		}
		s.paragraph(t.Paragraphs[p])
	}
	return s.finish()
}

// finish orders the statements, gives them ids and turns tokens into spans.
func (s *scan) finish() []isnad.Statement {
	s.found = slices.DeleteFunc(s.found, func(d *draft) bool { return d.nobody })
	sort.SliceStable(s.found, func(i, j int) bool { return s.found[i].at() < s.found[j].at() })
	ids := map[*draft]string{}
	for i, d := range s.found {
		ids[d] = "s" + strconv.Itoa(i+1)
	}
	out := make([]isnad.Statement, len(s.found))
	for i, d := range s.found {
		out[i] = s.statement(d)
		out[i].ID = ids[d]
		if d.parent != nil {
			out[i].Parent = ids[d.parent]
		}
	}
	return out
}

func (s *scan) statement(d *draft) isnad.Statement {
	st := isnad.Statement{
		Rule: s.f.tag + "/" + d.rule, Kind: d.kind, Content: s.t.Span(d.content.From, d.content.To), Act: d.act,
		Headline: d.headline, MalformedQuote: d.malformed,
	}
	// A clitic is part of what was said, but for the one that the cue governs;
	// that may stand alone («بـ 650 جنديا»). A conjunction joins the clause to the
	// page's own («وبلغت الحصيلة 34 قتيلا، بحسب …») and is left out too.
	if first := &s.t.Tokens[d.content.From]; !d.clitic || s.part(d.content.From-1) == "with" {
		if first.Pro&(lang.And|lang.So) == 0 || d.kind == isnad.Direct {
			st.Content.Start = int(first.Start)
		}
	} else if first.Stem == first.Start {
		st.Content.Start = s.behindLetter(int(first.Start), st.Content.End)
	}
	st.Span = st.Content
	if d.cue.Len() > 0 {
		c := s.t.Span(d.cue.From, d.cue.To)
		st.Cue = &c
		st.Span = cover(st.Span, c)
	}
	st.Speaker, st.Chain = s.attribution(d)
	if sp := st.Speaker.Span; sp != nil && !st.Speaker.Implicit {
		st.Span = cover(st.Span, *sp)
	}
	if d.saidAt >= 0 {
		st.SaidAt = s.g.Times[d.saidAt].ID
	}
	return st
}

// behindLetter returns where the second letter from byte i begins.
func (s *scan) behindLetter(i, end int) int {
	letters := 0
	for j, r := range s.t.Src[i:end] {
		if c, _, _ := lang.Fold(r); c == lang.Letter || c == lang.Digit {
			if letters++; letters == 2 {
				return i + j
			}
		}
	}
	return i
}

// attribution turns a draft's source and links into the record's.
func (s *scan) attribution(d *draft) (isnad.Speaker, []isnad.Link) {
	if d.source == nil {
		return isnad.Speaker{Kind: isnad.SpeakerUnknown}, nil
	}
	src := d.source
	sp := isnad.Speaker{Name: src.name, Kind: src.kind, Span: s.spanOf(src.span), Implicit: d.implicit}
	if src.role.Len() > 0 {
		sp.Role = s.spanOf(src.role)
	}
	var chain []isnad.Link
	for _, l := range d.links {
		chain = append(chain, isnad.Link{Name: l.name, Kind: l.kind, Span: s.spanOf(l.span), Implicit: l.implicit})
	}
	last := src.kind
	if src.agency {
		last = isnad.SpeakerAgency
	}
	return sp, append(chain, isnad.Link{Name: src.name, Kind: last, Span: s.spanOf(src.span), Implicit: src.inherited})
}

func (s *scan) spanOf(r text.Range) *isnad.Span {
	if r.Len() <= 0 {
		return nil
	}
	sp := s.t.Span(r.From, r.To)
	return &sp
}

func cover(a, b isnad.Span) isnad.Span {
	return isnad.Span{Start: min(a.Start, b.Start), End: max(a.End, b.End)}
}

// frame is what may open a verb's content; a verb allows several.
type frame uint16

const (
	frameThat frame = 1 << iota
	frameQuote
	frameTo
	frameOn
	frameOf
	frameFrom
	frameWith
	frameIn
	frameObject
	frameSmall
	frameAddress
	frameColon
	frameCarry
	frameDocument
	frameRemind
)

var frames = map[string]frame{
	"that": frameThat, "quote": frameQuote, "to": frameTo, "on": frameOn, "of": frameOf, "from": frameFrom,
	"with": frameWith, "in": frameIn, "obj": frameObject, "small": frameSmall, "address": frameAddress,
	"colon": frameColon, "carry": frameCarry, "docin": frameDocument, "remind": frameRemind,
}

// verb is a line of the list of reporting verbs.
type verb struct {
	form   string // past, present, participle, noun
	agrees string // m f d p, or empty
	act    string
	frames frame
	class  string
}

func parseVerb(e *lang.Entry) *verb {
	v := &verb{form: e.Field(0), agrees: e.Field(1), act: e.Field(2), class: e.Field(4)}
	for _, name := range strings.Split(e.Field(3), ",") {
		v.frames |= frames[name]
	}
	return v
}

// asksBare reports whether the verb asks somebody for something with no
// preposition before it: ناشد السكان توخي الحذر.
func (v *verb) asksBare() bool {
	return v.frames&frameAddress != 0 && v.frames&(frameTo|frameOn|frameWith|frameFrom) == 0
}

// addresses reports whether whoever stands behind the verb may be the one who
// is asked and not the one who asks: «وطالبت الجهات المعنية بإنصافها».
func (v *verb) addresses() bool { return v.class == "address" || v.class == "addressfrom" }

// trusted reports whether the verb alone shows that something was said.
func (v *verb) trusted() bool { return v.class == "say" || v.class == "carry" }
