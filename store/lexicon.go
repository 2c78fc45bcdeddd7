package store

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	tokens "github.com/isnad-project/isnad/text"
)

// Lexicon makes the terms under which words are found. A word has the same term
// in every page and query, and on both engines. It may be used from many
// goroutines.
type Lexicon struct{ langs []*lang.Lang }

// NewLexicon is a lexicon of words of these languages.
func NewLexicon(langs ...*lang.Lang) *Lexicon { return &Lexicon{langs} }

// Terms are the terms of a page's words, parted by spaces, in the order of the text.
type Terms struct{ Title, Text string }

// A page is found by so many of its words, and a word by so many bytes: what
// PostgreSQL can index.
const (
	mostWords = 15000
	mostTerm  = 40
)

// Terms makes the terms of a page.
func (x *Lexicon) Terms(r *isnad.Record) Terms { return x.TermsCut(r, tokens.Cut(r.Text, nil)) }

// TermsCut is Terms for a record whose text was cut, in whatever language.
func (x *Lexicon) TermsCut(r *isnad.Record, t *tokens.Text) Terms {
	title, n := x.terms(tokens.Cut(r.Title, nil), mostWords/10)
	body, _ := x.terms(t, mostWords-n)
	return Terms{title, body}
}

func (x *Lexicon) terms(t *tokens.Text, most int) (string, int) {
	var b strings.Builder
	b.Grow(len(t.Src))
	n := 0
	for _, w := range x.wordsOf(t, nil) {
		if n == most {
			break
		}
		if n++; n > 1 {
			b.WriteByte(' ')
		}
		b.WriteString(w.term)
	}
	return b.String(), n
}

// word is a word of a text.
type word struct {
	term string
	isnad.Span
}

// words are the words and numbers of a text.
func (x *Lexicon) words(s string, known terms) []word { return x.wordsOf(tokens.Cut(s, nil), known) }

func (x *Lexicon) wordsOf(t *tokens.Text, known terms) []word {
	out := make([]word, 0, len(t.Tokens))
	for i := 0; i < len(t.Tokens); i++ {
		k := &t.Tokens[i]
		if k.Kind == tokens.Mark {
			continue
		}
		w := word{known.of(x, t.Norm(i)), isnad.Span{Start: int(k.Start), End: int(k.End)}}
		for ; grouped(t, i); i += 2 {
			w.term, w.End = short(w.term+t.Norm(i+2)), int(t.Tokens[i+2].End)
		}
		out = append(out, w)
	}
	return out
}

// terms are those of words that were met, by normal form: the pages that a query
// finds have many words in common.
type terms map[string]string

func (known terms) of(x *Lexicon, norm string) string {
	term, met := known[norm]
	if !met {
		term = x.term(norm)
		if known != nil {
			known[norm] = term
		}
	}
	return term
}

// grouped reports whether number i goes on behind a mark that parts thousands.
func grouped(t *tokens.Text, i int) bool {
	if i+2 >= len(t.Tokens) {
		return false
	}
	k, sep, next := &t.Tokens[i], &t.Tokens[i+1], &t.Tokens[i+2]
	return k.Kind == tokens.Number && (sep.Rune == ',' || sep.Rune == 0x66C) && !sep.Gap && next.Kind == tokens.Number && !next.Gap && len(t.Norm(i+2)) == 3
}

// term is the term of a word in normal form: its stem in the first language that parts it.
func (x *Lexicon) term(norm string) string {
	for _, l := range x.langs {
		if stem := l.Stem(norm); stem != norm {
			return short(stem)
		}
	}
	return short(norm)
}

// forms are the terms under which a page may have the word with a term.
func (x *Lexicon) forms(term string) []string {
	out := []string{term}
	for _, l := range x.langs {
		for _, f := range l.Joined(term) {
			out = append(out, short(f))
		}
	}
	return out
}

// short cuts a term to what can be indexed.
func short(term string) string {
	if len(term) <= mostTerm {
		return term
	}
	n := mostTerm
	for !utf8.RuneStart(term[n]) {
		n--
	}
	return term[:n]
}

// inTitle stands before terms of the title when they are put in a second time, so
// that pages with something in the title are found without looking at all that
// have it somewhere. No term begins so, and both engines take it for a letter.
const inTitle = "§"

// marked are the terms of the title with that mark.
func (t Terms) marked() string {
	if t.Title == "" {
		return ""
	}
	return inTitle + strings.ReplaceAll(t.Title, " ", " "+inTitle)
}

// vector writes the terms for PostgreSQL, those of the title with the weight A.
// A place lies empty between title and text, so that no phrase runs over it.
func (t Terms) vector() string {
	var b strings.Builder
	n := 0
	for i, part := range []string{t.Title, t.Text} {
		for _, term := range strings.Fields(part) {
			n++
			at := "':" + strconv.Itoa(n)
			if i == 0 {
				at += "A '" + inTitle + term + at
			}
			b.WriteString("'" + term + at + " ")
		}
		n++
	}
	return b.String()
}
