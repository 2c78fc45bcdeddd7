package store

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/isnad-project/isnad/lang"
)

// Query is what is searched for: pages that have one atom of each clause of
// must, and none of not. Filter narrows them by columns; with no clause it is all
// that is asked for.
type Query struct {
	lexicon *Lexicon
	must    [][]atom
	not     []atom
	Filter
	Story    string // its number
	Language string
	figures  []condition // of one figure
	counted  string      // its unit, or words of what it counts
}

// condition is what a figure's value has to be.
type condition struct {
	sign  string
	value float64
}

// atom is a word, or words that stand one behind the other. Each has some forms;
// with prefix, the last one's are beginnings.
type atom struct {
	forms  [][]string
	prefix bool
}

// A query is no longer than this.
const (
	mostQuery = 1000 // bytes
	mostAtoms = 32   // words and phrases
	mostForms = 64   // ways in which a phrase can be written
)

// part is a part of a query as it is written.
type part struct {
	not, quoted, prefix bool
	name, words         string // of a filter, its name and value
	sign, number        string // of the filter of figures
}

// Query reads a query:
//
//	word another        both, in any order and spelling
//	"one two"           side by side
//	begin*              words that begin so
//	-word               pages without it
//	one OR two          one of them, or both
//	outlet:x speaker:x  of this outlet; with a statement by this speaker
//	kind:x              with a statement of this kind, act or kind of speaker
//	from:day to:day     published then
//	place:x             that mention this place
//	language:x          in this language: ar, en
//	figure>100:x        with a figure above 100 of this unit, or of what has these
//	                    words; also <, =, >=, <=, and without :x
//
// Filters may stand alone. The error says what is wrong with it.
func (x *Lexicon) Query(s string) (*Query, error) {
	if len(s) > mostQuery {
		return nil, fmt.Errorf("the query is longer than %d bytes", mostQuery)
	}
	parts, err := partsOf(s)
	if err != nil {
		return nil, err
	}
	q := &Query{lexicon: x}
	atoms, or := 0, false
	var last *part // before an OR
	for i := range parts {
		p := &parts[i]
		if p.name != "" {
			if or {
				return nil, errors.New("OR stands between two words or phrases, not beside a filter")
			}
			if err := q.filter(p); err != nil {
				return nil, err
			}
			last = nil
			continue
		}
		if p.words == "OR" && !p.quoted && !p.not && !p.prefix {
			if last == nil || or {
				return nil, errors.New("OR stands between two words or phrases")
			}
			or = true
			continue
		}
		a := x.atom(p)
		if len(a.forms) == 0 {
			continue // a mark is no word
		}
		if atoms++; atoms > mostAtoms {
			return nil, fmt.Errorf("the query has more than %d words", mostAtoms)
		}
		if p.prefix && utf8.RuneCountInString(a.forms[len(a.forms)-1][0]) < 2 {
			return nil, fmt.Errorf("%s* is too short; give two letters of the word", p.words)
		}
		switch {
		case or && (p.not || last.not):
			return nil, errors.New("OR and - cannot stand together")
		case p.not:
			q.not = append(q.not, a)
		case or:
			q.must[len(q.must)-1] = append(q.must[len(q.must)-1], a)
		default:
			q.must = append(q.must, []atom{a})
		}
		or, last = false, p
	}
	switch {
	case or:
		return nil, errors.New("OR stands between two words or phrases")
	case len(q.must) > 0 || q.filtered():
	case len(q.not) > 0:
		return nil, errors.New("the query only says what pages should not have; give a word that they should have, or a filter")
	default:
		return nil, errors.New("the query has no word to search for, and no filter")
	}
	return q, nil
}

// partsOf cuts a query at its spaces outside quotes.
func partsOf(s string) (parts []part, err error) {
	for s = strings.TrimLeftFunc(s, unicode.IsSpace); s != ""; s = strings.TrimLeftFunc(s, unicode.IsSpace) {
		var p part
		if rest, ok := strings.CutPrefix(s, "-"); ok {
			p.not, s = true, rest
		}
		if m := aboutFigures.FindStringSubmatch(s); m != nil {
			p.name, p.sign, p.number, s = "figure", m[1], m[2], s[len(m[0]):]
			if m[3] == "" {
				parts = append(parts, p)
				continue
			}
		} else if n := strings.IndexByte(s, ':'); n > 0 && strings.Trim(s[:n], "abcdefghijklmnopqrstuvwxyz") == "" && !strings.HasPrefix(s[n:], "://") {
			p.name, s = s[:n], s[n+1:]
		}
		if open, n := utf8.DecodeRuneInString(s); closing(open) != 0 {
			words, rest, ok := strings.Cut(s[n:], string(closing(open)))
			if !ok {
				return nil, fmt.Errorf("the quotation that begins with %c has no end", open)
			}
			p.quoted, p.words, s = true, words, rest
			if rest, ok := strings.CutPrefix(s, "*"); ok {
				p.prefix, s = true, rest
			}
		} else {
			n := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || closing(r) != 0 })
			if n < 0 {
				n = len(s)
			}
			p.words, s = s[:n], s[n:]
			if word, ok := strings.CutSuffix(p.words, "*"); ok {
				p.prefix, p.words = true, word
			}
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// aboutFigures is the beginning of a filter of figures.
var aboutFigures = regexp.MustCompile(`^figure(>=|<=|>|<|=)([^\s:]*)(:?)`)

// closing is the mark that ends a quotation which r begins, 0 if r begins none.
func closing(r rune) rune {
	switch r {
	case '"':
		return '"'
	case '“':
		return '”'
	case '«':
		return '»'
	}
	return 0
}

// filters are the names that filters have in a query.
var filters = []string{"outlet", "speaker", "kind", "from", "to", "place", "story", "language"}

func (q *Query) filter(p *part) error {
	n := slices.Index(filters, p.name)
	switch {
	case p.not && (n >= 0 || p.sign != ""):
		return fmt.Errorf("- cannot stand before the filter %s", p.name)
	case p.sign != "":
		return q.figure(p)
	case n < 0:
		return fmt.Errorf("there is no filter %s:, but outlet:, speaker:, kind:, from:, to:, place:, story:, language: and figure>; quotes make words of it", p.name)
	case p.prefix || strings.TrimSpace(p.words) == "":
		return fmt.Errorf("the filter %s: needs a value behind it", p.name)
	}
	to := []*string{&q.Outlet, &q.Speaker, &q.Kind, &q.From, &q.To, &q.Place, &q.Story, &q.Language}[n]
	if *to != "" {
		return fmt.Errorf("%s: is given twice", p.name)
	}
	if p.name == "from" || p.name == "to" {
		if _, err := time.Parse(time.DateOnly, p.words); err != nil {
			return fmt.Errorf("%s:%s is no day; give 2015-09-30", p.name, p.words)
		}
	}
	if p.name == "story" {
		if _, err := strconv.ParseInt(p.words, 10, 64); err != nil {
			return fmt.Errorf("story:%s is no story; isnad stories gives their numbers", p.words)
		}
	}
	*to = strings.TrimSpace(text(p.words))
	return nil
}

// filtered reports whether there is a filter.
func (q *Query) filtered() bool {
	return q.Filter != Filter{Most: q.Most} || q.Story != "" || q.Language != "" || len(q.figures) > 0
}

// mostConditions are of one query.
const mostConditions = 4

func (q *Query) figure(p *part) error {
	written := "figure" + p.sign + p.number
	number := strings.NewReplacer(",", "", "\u066c", "", "\u066b", ".").Replace(lang.Normal(p.number))
	value, err := strconv.ParseFloat(number, 64)
	counted := strings.TrimSpace(text(p.words))
	switch {
	case err != nil || strings.Trim(number, "0123456789.") != "":
		return fmt.Errorf("%s has no number; give figure>100, or figure>100:WORD with what is counted", written)
	case p.prefix:
		return fmt.Errorf("%s:%s* : words of what is counted match in part already", written, p.words)
	case counted != "" && q.counted != "" && counted != q.counted:
		return errors.New("the filters figure are of one figure, which counts one thing")
	case len(q.figures) == mostConditions:
		return fmt.Errorf("more than %d filters figure", mostConditions)
	}
	q.figures = append(q.figures, condition{p.sign, value})
	q.counted = cmp.Or(q.counted, counted)
	return nil
}

// atom makes terms of a part's words.
func (x *Lexicon) atom(p *part) atom {
	words := x.words(p.words, nil)
	a := atom{prefix: p.prefix}
	ways := 1
	for i, w := range words {
		forms := x.forms(w.term)
		if p.prefix && i == len(words)-1 {
			// The beginning of a word need not come apart as the word does.
			forms = []string{w.term}
			if whole := short(lang.Normal(w.In(p.words))); whole != w.term {
				forms = append(forms, whole)
			}
		}
		slices.Sort(forms[1:])
		forms = slices.Compact(forms)
		if ways*len(forms) > mostForms {
			forms = forms[:1]
		}
		ways *= len(forms)
		a.forms = append(a.forms, forms)
	}
	return a
}

// in returns how many of the words at i on the atom takes, 0 if it does not
// stand there.
func (a *atom) in(words []word, i int) int {
	if i+len(a.forms) > len(words) {
		return 0
	}
	for n, forms := range a.forms {
		if !slices.ContainsFunc(forms, func(f string) bool {
			return words[i+n].term == f || a.prefix && n == len(a.forms)-1 && strings.HasPrefix(words[i+n].term, f)
		}) {
			return 0
		}
	}
	return len(a.forms)
}

// fts writes the query for SQLite: pages that have it all in the title, or those
// that have it all, but not there.
func (q *Query) fts(titled bool) string {
	return q.written(titled, " NOT ", func(mark string) writer {
		return writer{and: " AND ", or: " OR ", phrase: func(a *atom) string {
			ways := []string{""}
			for i, forms := range a.forms {
				var longer []string
				for _, w := range ways {
					for _, f := range forms {
						f = mark + f
						if i > 0 {
							f = w + " " + f
						}
						longer = append(longer, f)
					}
				}
				ways = longer
			}
			for i := range ways {
				ways[i] = `"` + ways[i] + `"`
				if a.prefix {
					ways[i] += "*"
				}
			}
			return "(" + strings.Join(ways, " OR ") + ")"
		}}
	})
}

// tsquery is fts for PostgreSQL.
func (q *Query) tsquery(titled bool) string {
	return q.written(titled, " & !", func(mark string) writer {
		return writer{and: " & ", or: " | ", phrase: func(a *atom) string {
			var words []string
			for i, forms := range a.forms {
				var some []string
				for _, f := range forms {
					f = "'" + mark + f + "'"
					if a.prefix && i == len(a.forms)-1 {
						f += ":*"
					}
					some = append(some, f)
				}
				words = append(words, "("+strings.Join(some, " | ")+")")
			}
			return "(" + strings.Join(words, " <-> ") + ")"
		}}
	})
}

// written writes a query with writers of terms that have a mark before them.
func (q *Query) written(titled bool, not string, write func(mark string) writer) string {
	anywhere, title := write(""), write(inTitle)
	s := anywhere.must(q)
	if titled {
		s = title.must(q)
	}
	for i := range q.not {
		s += not + anywhere.phrase(&q.not[i])
	}
	if !titled {
		s += not + title.must(q)
	}
	return s
}

// writer is how an engine wants a query. Terms are letters and digits alone, so
// that nothing in them needs care.
type writer struct {
	and, or string
	phrase  func(*atom) string
}

func (w writer) must(q *Query) string {
	var clauses []string
	for _, c := range q.must {
		var some []string
		for i := range c {
			some = append(some, w.phrase(&c[i]))
		}
		clauses = append(clauses, "("+strings.Join(some, w.or)+")")
	}
	return "(" + strings.Join(clauses, w.and) + ")"
}
