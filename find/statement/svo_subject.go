package statement

import (
	"unicode"
	"unicode/utf8"

	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// subject is the noun phrase that a verb of saying stands behind.
type subject struct {
	from    int // its first token
	pronoun *lang.Entry
	clause  bool // it stands in a clause that a comma ends
	main    phrase
	beside  phrase // what stands between commas behind it: "Salem Hadi, a lawyer, said"
}

func (r *svo) upper(i int) bool {
	if i < 0 || i >= len(r.t.Tokens) || r.t.Tokens[i].Kind != text.Word {
		return false
	}
	c, _ := utf8.DecodeRuneInString(r.t.Src[r.t.Tokens[i].Start:])
	return unicode.IsUpper(c)
}

// part is the part of a small word; "d" and "t" have theirs behind an
// apostrophe only.
func (r *svo) part(i int) string {
	if i < 0 || i >= len(r.t.Tokens) || r.t.Tokens[i].Kind != text.Word {
		return ""
	}
	e := r.f.words.Find(r.t.Tokens[i].ID)
	if e.Field(1) == "short" && !r.possessive(i) {
		return ""
	}
	return e.Field(0)
}

func (r *svo) pronoun(i int) *lang.Entry {
	if i < 0 || i >= len(r.t.Tokens) {
		return nil
	}
	if e := r.f.words.Find(r.t.Tokens[i].ID); e.Field(0) == "pronoun" {
		return e
	}
	return nil
}

// glued reports whether the mark at i holds words together: "al-Hadi",
// "minister's", "J. Smith", "U.S.".
func (r *svo) glued(i, end int) bool {
	if i <= 0 || i+1 >= end || r.t.Tokens[i].Gap {
		return false
	}
	switch r.t.Tokens[i].Rune {
	case '-', '‑', '\'', '’', '&', '/':
		if r.t.Tokens[i+1].Gap && r.mark(i, end, '\'', '’') && r.closing[i] == 0 { // the workers' union
			return r.endsAs(r.t.Norm(i-1), "many")
		}
		return !r.t.Tokens[i+1].Gap && r.closing[i] == 0
	case '.':
		return r.t.SentenceAt(i) == r.t.SentenceAt(i+1) && !r.t.Tokens[i+1].Line && r.t.Tokens[i-1].Kind == text.Word
	}
	return false
}

// possessive reports whether token i is the s or the t behind an apostrophe.
func (r *svo) possessive(i int) bool {
	return i > 1 && (r.mark(i-1, i, '\'', '’')) && !r.t.Tokens[i].Gap && !r.t.Tokens[i-1].Gap
}

// subjectBefore reads the subject that ends before the verb at j, over
// auxiliaries and adverbs ("has also repeatedly said"). There is none where the
// verb is passive, negated, an infinitive or supposed.
func (r *svo) subjectBefore(j, start int, v *verb) (subject, bool) {
	e := j
	for e > start {
		switch part := r.part(e - 1); {
		case part == "be" && v.form != "participle", part == "not", part == "modal", part == "to", part == "did":
			return subject{}, false
		case part == "have" && r.possessive(e-1): // he'd said
			e -= 2
			continue
		case r.possessive(e-1) && r.part(e-1) == "not":
			return subject{}, false
		case part == "have", part == "adverb", part == "both", r.adverb(e - 1):
			e--
			continue
		}
		break
	}
	for e > start && r.time[e-1] != 0 && r.mention[e-1] == 0 { // the minister on Sunday said
		e--
		if e > start && r.time[e-1] == 0 && r.part(e-1) == "on" {
			e--
		}
	}
	if e <= start {
		return subject{}, false
	}
	if r.part(e-1) == "who" { // said Salem Hadi, who added that
		e--
		aside := r.comma(e-1, e)
		if aside {
			e--
		}
		main, ok := r.back(e, start)
		simple := r.core(main.Range).To == main.To // in "his lead among voters who say" the voters say
		return subject{from: main.From, main: main, clause: aside}, ok && e > start && (aside || simple) && (r.upper(r.core(main.Range).To-1) || r.sort(main) != headNone)
	}
	if p := r.pronoun(e - 1); p != nil {
		return subject{from: e - 1, pronoun: p, clause: r.subordinate(e-1, start)}, !r.supposed(e-1, start)
	}
	if v.form == "base" && !r.severalBefore(e) {
		return subject{}, false
	}
	s, ok := r.nounsBefore(e, start)
	s.clause = r.subordinate(s.from, start)
	return s, ok && !r.supposed(s.from, start)
}

// subordinate reports whether a conjunction opens the sentence before token i:
// "While critics say that …, the minister …".
func (r *svo) subordinate(i, start int) bool {
	if i <= start {
		return false
	}
	e := r.f.words.Find(r.t.Tokens[i-1].ID)
	return e.Field(0) == "conj" && e.Field(1) != "lead" && (i-1 == start || r.comma(i-2, i))
}

// severalBefore lets "officials say" be a verb and "the White House report" not.
func (r *svo) severalBefore(e int) bool {
	i := e - 1
	if r.comma(i, e) {
		return true
	}
	n := r.t.Norm(i)
	return r.t.Tokens[i].Kind == text.Word && r.part(i) == "" && !r.possessive(i) && (n != "" && n[len(n)-1] == 's' || r.is(r.f.collectives, i) || r.is(r.f.anonymous, i) || r.is(r.f.orgs, i))
}

func (r *svo) adverb(i int) bool {
	n := r.t.Norm(i)
	return r.t.Tokens[i].Kind == text.Word && len(n) > 4 && !r.upper(i) && r.endsAs(n, "adverb")
}

// endsAs reports whether a word ends as the list says that words of a kind do.
func (r *svo) endsAs(norm, kind string) bool {
	for _, e := range r.f.endings.Entries {
		w := r.t.Lang.Word(e.Words[0])
		if e.Field(0) == kind && len(norm) > len(w) && norm[len(norm)-len(w):] == w {
			return true
		}
	}
	return false
}

// supposed reports whether the clause at i is no report of the page's own: "if
// he says", "what he said".
func (r *svo) supposed(i, start int) bool {
	part := r.part(i - 1)
	return i > start && (part == "if" || part == "what")
}

// nounsBefore reads the noun phrase that ends at token e, with what stands
// between commas behind it.
func (r *svo) nounsBefore(e, start int) (subject, bool) {
	if !r.comma(e-1, e) {
		main, ok := r.back(e, start)
		s := subject{from: main.From, main: main}
		if ok && r.comma(main.From-1, e) && r.allUpper(main) { // The governor of Hadara, Rafea Hawtari said
			if before, ok := r.back(main.From-1, start); ok && r.office(before) && (r.part(before.From) == "det" || before.From == start) {
				s.beside, s.main, s.from = main, before, before.From
			}
		}
		return s, ok
	}
	for k := e - 2; k > start+1 && e-k < 2*longestPhrase && r.plain(k); k-- { // X, who lives in Y, Z, said
		if r.comma(k-1, e) && (r.part(k) == "who" || r.part(k) == "whose") {
			main, ok := r.back(k-1, start)
			if ok && r.comma(main.From-1, e) && !r.upper(r.core(main.Range).To-1) {
				if name, ok := r.back(main.From-1, start); ok && r.upper(r.core(name.Range).To-1) {
					return subject{from: name.From, main: name, beside: main}, true
				}
			}
			return subject{from: main.From, main: main}, ok
		}
	}
	var beside phrase
	c := e - 1
	for range 3 {
		from := c
		for from > start && e-from < 2*longestPhrase && !r.comma(from-1, e) {
			if !r.plain(from - 1) {
				return subject{}, false
			}
			from--
		}
		if from <= start+1 || from >= c {
			break
		}
		if part := r.part(from); part == "and" || part == "or" {
			return subject{}, false
		}
		who := r.part(from) == "who"
		if part := r.part(from); part != "relative" && part != "whose" && !who && beside.Len() == 0 && r.time[from] == 0 {
			beside = phrase{Range: text.Range{From: from, To: c}}
		}
		c = from - 1
		if main, ok := r.back(c, start); ok && (who || r.upper(r.core(main.Range).To-1) || r.office(main) || r.sort(main) != headNone) {
			return subject{from: main.From, main: main, beside: beside}, true
		}
	}
	if r.allUpper(beside) && r.time[beside.From] == 0 { // And a third, Salem Hadi, said
		return subject{from: beside.From, main: beside}, true
	}
	return subject{}, false
}

// plain reports whether token i can stand inside an apposition.
func (r *svo) plain(i int) bool {
	return !r.mark(i, i+1, ';', ':') && (r.opening[i] == 0 || r.name[r.opening[i]-1]) && (r.closing[i] == 0 || r.name[r.closing[i]-1])
}

func (r *svo) allUpper(p phrase) bool {
	for i := p.From; i < p.To; i++ {
		if r.t.Tokens[i].Kind == text.Word && !r.upper(i) && !r.glued(i+1, p.To+1) && !r.glued(i-1, p.To+1) {
			return false
		}
	}
	return p.Len() > 0
}

func (r *svo) office(p phrase) bool {
	h := r.sort(p)
	return h == headRole || h == headTitle || h == headAnonymous
}

// back reads, backward, the noun phrase that ends at token e.
func (r *svo) back(e, start int) (phrase, bool) {
	i := e
	if e > start && (r.prepositional(e-1) || r.part(e-1) == "det") {
		return phrase{}, false
	}
	for i > start && e-i < longestPhrase {
		if from := r.bracketBefore(i, start); from < i && from > start {
			i = from
			continue
		}
		if !r.inNouns(i-1, e, start) {
			break
		}
		i--
	}
	if part := r.part(i - 1); i > start && part == "who" { // the lawyer who represented him said
		return r.back(i-1, start)
	}
	i = r.firstNoun(i, e)
	if i >= e {
		return phrase{}, false
	}
	return phrase{Range: text.Range{From: i, To: e}}, true
}

// bracketBefore is the token that opens the short bracket which closes before
// token i; i if there is none.
func (r *svo) bracketBefore(i, start int) int {
	if !r.mark(i-1, i, ')') {
		return i
	}
	for k := i - 2; k > start && k > i-9; k-- {
		if r.mark(k, i, '(') {
			return k
		}
	}
	return i
}

// inNouns reports whether token k belongs to the noun phrase that ends at e.
func (r *svo) inNouns(k, e, start int) bool {
	tok := &r.t.Tokens[k]
	if tok.Kind == text.Mark {
		if r.glued(k, e) || r.mark(k, e, '.') && k+1 == e && k > start && len(r.t.Norm(k-1)) == 1 { // the U.S. said
			return true
		}
		if r.mark(k, e, '.') && k > start && r.t.SentenceAt(k) == r.t.SentenceAt(min(k+1, e)) && k+1 < e {
			return true
		}
		if q := r.closing[k]; q != 0 && r.name[q-1] || r.opening[k] != 0 && r.name[r.opening[k]-1] {
			return true
		}
		return false
	}
	if r.time[k] != 0 && r.mention[k] == 0 {
		return false
	}
	if r.possessive(k) {
		return r.part(k) != "not" && r.part(k) != "have" || r.t.Norm(k) == "s"
	}
	switch r.part(k) {
	case "relative", "who", "whose", "conj", "be", "have", "modal", "did", "not", "to", "pronoun", "object", "what", "if", "as", "adverb", "there", "first":
		return r.part(k) == "to" && r.upper(k+1) && k > start && (r.office(phrase{Range: text.Range{From: k - 1, To: k}}))
	case "and", "or":
		return k > start && r.joins(k)
	case "honorific", "det", "own", "this":
		return true
	}
	if r.f.doors.Has(tok.ID) {
		return false
	}
	if v, _ := r.verbAt(k, e); v != nil && v.form != "base" && !r.is(r.f.documents, k) {
		return false
	}
	if r.adverb(k) {
		return false
	}
	return true
}

// joins reports whether "and" at k joins two sources and not two clauses.
func (r *svo) joins(k int) bool {
	if r.upper(k-1) && r.upper(k+1) && r.part(k+1) == "" {
		return true
	}
	one := func(i int) bool {
		return r.is(r.f.anonymous, i) || r.is(r.f.collectives, i) || r.is(r.f.roles, i)
	}
	return one(k-1) && (one(k+1) || k+2 < len(r.t.Tokens) && one(k+2))
}

// firstNoun steps over what cannot begin the noun phrase [i,e): "In Ohio on
// Monday the governor said" leaves the governor.
func (r *svo) firstNoun(i, e int) int {
	for i < e {
		switch r.part(i) {
		case "in", "on", "from", "by", "with", "prep", "of", "for", "to", "close":
			k := i + 1 // the phrase behind a preposition ends before a determiner
			if d := r.part(k); d == "det" || d == "own" || d == "this" {
				k++
			}
			for k < e && !r.starts(k) {
				k++
			}
			i = k
			continue
		case "and", "or", "conj":
			i++
			continue
		}
		if r.t.Tokens[i].Kind == text.Mark || r.possessive(i) {
			i++
			continue
		}
		break
	}
	return i
}

// starts reports whether a noun phrase begins at k for certain.
func (r *svo) starts(k int) bool {
	switch r.part(k) {
	case "det", "own", "this", "honorific":
		return r.part(k-1) != "of" && r.part(k-1) != "in" && r.part(k-1) != "for"
	}
	return r.upper(k) && r.is(r.f.titles, k)
}

// ahead reads, forward, the noun phrase that begins at token i.
func (r *svo) ahead(i, end int) (phrase, int) {
	end = min(end, i+longestPhrase)
	j := i
	if j < end && r.pronoun(j) != nil || j < end && r.part(j) == "object" {
		return phrase{Range: text.Range{From: j, To: j + 1}}, j + 1
	}
	for j < end {
		tok := &r.t.Tokens[j]
		if tok.Line && j > i {
			break
		}
		if tok.Kind == text.Mark {
			if next := r.insideMarks(j, end); next > j && j > i {
				j = next
				continue
			}
			if r.glued(j, end) {
				j++
				continue
			}
			if j == i && r.opening[j] != 0 && r.name[r.opening[j]-1] {
				j++
				continue
			}
			break
		}
		if !r.nounAhead(j, i, end) {
			break
		}
		j++
	}
	for j > i && r.dangling(j-1) {
		j--
	}
	return phrase{Range: text.Range{From: i, To: j}}, j
}

func (r *svo) dangling(i int) bool {
	switch r.part(i) {
	case "in", "on", "of", "for", "from", "by", "with", "prep", "and", "or", "det", "to":
		return true
	}
	return r.mark(i, i+1, '.') && r.t.SentenceAt(i) != r.t.SentenceAt(min(i+1, len(r.t.Tokens)-1))
}

// nounAhead reports whether token j goes on with the phrase that began at i.
func (r *svo) nounAhead(j, i, end int) bool {
	if r.possessive(j) {
		return true
	}
	if r.time[j] != 0 && r.mention[j] == 0 || r.f.doors.Has(r.t.Tokens[j].ID) && r.part(j) == "" {
		return false
	}
	switch r.part(j) {
	case "relative", "who", "whose", "conj", "be", "have", "modal", "did", "not", "pronoun", "object", "what", "if", "as", "adverb", "there", "first", "both":
		return j == i && r.part(j) == "both"
	case "to":
		return j > i && (r.upper(j+1) || r.part(j+1) == "det") && (r.office(phrase{Range: text.Range{From: j - 1, To: j}}) || r.part(j-1) == "close")
	case "det", "own", "this":
		return j == i || r.prepositional(j-1)
	case "and", "or":
		return j > i && r.joins(j)
	case "of", "for", "close":
		return j > i
	case "in", "on", "from", "with", "prep", "by":
		if j == i {
			return false
		}
		head := r.sort(phrase{Range: text.Range{From: i, To: j}})
		return head == headAnonymous || head == headRole || head == headDocument || r.part(j-1) == "close" || head == headCollective
	}
	if r.adverb(j) {
		return false
	}
	if v, _ := r.verbAt(j, end); v != nil && j > i && v.form != "base" && !r.is(r.f.documents, j) {
		return false
	}
	return true
}

func (r *svo) prepositional(i int) bool {
	switch r.part(i) {
	case "in", "on", "of", "for", "from", "by", "with", "prep", "to", "close", "and":
		return true
	}
	return false
}
