package mention

import (
	"slices"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// entity is what mentions[i] belongs to: the index of its first mention and
// the fullest name.
type entity struct {
	root int
	name string
}

// joiner unites the mentions of one entity.
type joiner struct {
	*scan
	root   []int
	words  [][]string       // normal forms of each mention's words, marks left out
	full   map[string]int   // kind and whole name -> first mention
	last   map[string][]int // a word of a person's name -> mentions with it in a fuller name
	single map[string]int   // a name of one word that no fuller one explains -> its first mention
	heads  map[lang.ID]int  // head of a body's name -> its last mention
}

// join says which entity each mention in s.out belongs to.
func (s *scan) join() []entity {
	j := &joiner{scan: s, root: make([]int, len(s.out)), words: make([][]string, len(s.out)),
		full: map[string]int{}, last: map[string][]int{}, single: map[string]int{}, heads: map[lang.ID]int{}}
	for i := range s.out {
		j.root[i] = i
		j.words[i] = s.nameWords(s.out[i])
	}
	s.holders()
	for i := range s.out {
		j.sameName(i)
	}
	for i := range s.out {
		j.partOfName(i)
		j.headAlone(i)
	}
	j.offices()
	return j.entities()
}

func (j *joiner) find(i int) int {
	for j.root[i] != i {
		j.root[i] = j.root[j.root[i]]
		i = j.root[i]
	}
	return i
}

// unite makes a and b one entity; the earlier mention stays its root.
func (j *joiner) unite(a, b int) {
	a, b = j.find(a), j.find(b)
	if a > b {
		a, b = b, a
	}
	j.root[b] = a
}

// nameWords returns the words by which a mention is compared: without marks,
// with the article that لل swallowed left off on every word.
func (s *scan) nameWords(m found) []string {
	out := make([]string, 0, m.to-m.from)
	for i := m.from; i < m.to; i++ {
		if s.t.Tokens[i].Kind == text.Mark {
			continue
		}
		w := s.t.BareNorm(i)
		if i > m.from {
			w = s.t.Norm(i)
		}
		if len(w) > len(s.Finder.words.article)+3 {
			w = strings.TrimPrefix(w, s.Finder.words.article)
		}
		out = append(out, w)
	}
	return out
}

func normal(s string) string { return lang.Normal(s) }

func key(kind isnad.MentionKind, words []string) string {
	return string(kind) + "\x00" + strings.Join(words, " ")
}

// sameName unites mentions with equal names, by alias or by country too.
func (j *joiner) sameName(i int) {
	m := j.out[i]
	names := []string{key(m.kind, j.words[i])}
	if m.nominal || m.kind == isnad.Role {
		return
	}
	if m.alias != "" {
		names = append(names, key(m.kind, j.aliasWords(m.alias)))
	}
	if m.kind == isnad.Place {
		if e, n := j.t.Match(j.countries, m.from); e != nil && n == m.to-m.from {
			names = append(names, "country\x00"+e.Field(0))
		}
		if m.head > 0 && m.head < len(j.words[i]) && j.rulePlaceName(m) {
			names = append(names, key(m.kind, j.words[i][m.head:]))
		}
	}
	if m.kind == isnad.Person && len(j.words[i]) == 1 && m.alias == "" {
		return // partOfName sees to it
	}
	for _, k := range names {
		if first, ok := j.full[k]; ok {
			j.unite(first, i)
		} else {
			j.full[k] = i
		}
	}
	if m.kind == isnad.Person && len(j.words[i]) > 1 {
		for _, w := range j.words[i] {
			if l := j.last[w]; len(l) == 0 || j.find(l[len(l)-1]) != j.find(i) {
				j.last[w] = append(l, i)
			}
		}
	}
}

// rulePlaceName reports whether the head says no more than the name: مدينة حلب is
// حلب, but محافظة حلب is not.
func (j *joiner) rulePlaceName(m found) bool {
	e, _ := j.t.Match(j.placeHeads, m.from)
	return e != nil && e.Field(1) == "same"
}

func (j *joiner) aliasWords(alias string) []string {
	var out []string
	for _, w := range strings.Fields(alias) {
		w = normal(w)
		if len(w) > len(j.scan.Finder.words.article)+3 {
			w = strings.TrimPrefix(w, j.scan.Finder.words.article)
		}
		out = append(out, w)
	}
	return out
}

// partOfName unites a surname or a given name with the full name in the page:
// the nearest before it, else the first behind it. A given name that two full
// names share is nobody's.
func (j *joiner) partOfName(i int) {
	m := j.out[i]
	if m.kind != isnad.Person || len(j.words[i]) == 0 || len(j.words[i]) > 2 {
		return
	}
	fathers := len(j.words[i]) == 2 && j.flags[m.from]&fLink != 0
	given := fathers || len(j.words[i]) == 1 && j.flags[m.from]&fFirst != 0
	best, several, tied := -1, false, false
	list := j.last[j.words[i][len(j.words[i])-1]]
	for n, c := range list {
		if n > mostNamesakes {
			break
		}
		if c == i || len(j.words[c]) <= len(j.words[i]) || !isPart(j.words[i], j.words[c]) {
			continue
		}
		if fathers && !atEdge(j.words[i], j.words[c]) {
			continue
		}
		tied = tied || j.find(c) == j.find(i)
		several = several || best >= 0 && j.find(best) != j.find(c)
		if c < i || best < 0 {
			best = c
		}
	}
	switch {
	case tied: // a surname that is one person's already makes no relative the same person
	case best >= 0 && !(given && several):
		j.unite(best, i)
	case len(j.words[i]) == 1:
		if f, ok := j.single[j.words[i][0]]; ok && best < 0 {
			j.unite(f, i)
		} else if !ok {
			j.single[j.words[i][0]] = i
		}
	}
}

const mostNamesakes = 64 // so that a page of one surname stays linear

// headAlone unites «الشبكة» with the nearest body before it that has this head;
// mentions come in order.
func (j *joiner) headAlone(i int) {
	m := j.out[i]
	if m.kind != isnad.Organisation || m.head != 1 {
		return
	}
	core := j.t.Tokens[m.from].Core
	if k, ok := j.heads[core]; m.nominal && ok {
		j.unite(k, i)
	} else if !m.nominal {
		j.heads[core] = i
	}
}

// isPart reports whether the words of short stand in long in their order.
func isPart(short, long []string) bool {
	n := 0
	for _, w := range long {
		if n < len(short) && short[n] == w {
			n++
		}
	}
	return n == len(short)
}

// atEdge reports whether long begins with short (عبد العزيز of عبد العزيز منصور), or
// ends in it and has its first word nowhere else: بن علي is زين العابدين بن علي, but
// بن صالح is not every man whose grandfather was a صالح.
func atEdge(short, long []string) bool {
	n := len(long) - len(short)
	return slices.Equal(long[:len(short)], short) || slices.Equal(long[n:], short) && !slices.Contains(long[:n], short[0])
}

// holders finds the person that stands beside each office.
func (s *scan) holders() {
	prev := -1 // last person or office
	for i := range s.out {
		m := &s.out[i]
		if m.kind != isnad.Person && m.kind != isnad.Role {
			continue
		}
		if prev >= 0 {
			p := &s.out[prev]
			switch {
			case p.kind == isnad.Role && m.kind == isnad.Person && m.from >= p.to && s.beside(p.to, m.from, true):
				p.holder = i
			case p.kind == isnad.Person && m.kind == isnad.Role && m.from >= p.to && s.beside(p.to, m.from, false) && s.t.Tokens[m.from].Pro == 0:
				m.holder = prev
			}
		}
		prev = i
	}
}

// beside reports whether nothing parts an office and a name that stand at the
// two ends of tokens from to: titles and marks do not; one comma does not.
func (s *scan) beside(from, to int, titles bool) bool {
	if to-from > 6 {
		return false
	}
	for i := from; i < to; i++ {
		k := &s.t.Tokens[i]
		switch {
		case k.Line:
			return false
		case k.Kind == text.Mark:
			if k.Rune == '.' && s.t.SentenceAt(i) != s.t.SentenceAt(to) {
				return false
			}
		case titles && s.flags[i]&(fTitle|fNation) != 0 && k.Pro == 0 || titles && s.flags[i]&(fTitle|fNation) != 0 && s.flags[i]&fArticle != 0:
		default:
			return false
		}
	}
	return s.t.SentenceAt(from-1) == s.t.SentenceAt(to)
}

// offices unites each office with the person beside it, and one that stands
// alone with the one person whom the page gives this office (وزير الخارجية
// الروسي), or an office of this head (الوزير). Where the page gives it to two, the
// office stays by itself.
func (j *joiner) offices() {
	const several = -1
	holders := map[string]int{} // an office or its head -> a holder's root
	note := func(k string, r int) {
		if h, ok := holders[k]; !ok {
			holders[k] = r
		} else if h != r {
			holders[k] = several
		}
	}
	for i, m := range j.out {
		if m.kind == isnad.Role && m.holder >= 0 {
			r := j.find(m.holder)
			note(strings.Join(j.words[i], " "), r)
			if len(j.words[i]) > 1 {
				note(j.officeHead(i), r)
			}
		}
	}
	first := map[string]int{}
	for i, m := range j.out {
		if m.kind != isnad.Role {
			continue
		}
		k := strings.Join(j.words[i], " ")
		if m.holder >= 0 {
			j.unite(i, m.holder)
		} else if j.bound(m.to, len(j.flags)) && j.nameWord(m.to) {
			continue // before a name that was not read: somebody else's
		} else if h, ok := holders[k]; ok && h != several {
			j.unite(h, i)
		} else if f, ok := first[k]; ok {
			j.unite(f, i)
		} else {
			first[k] = i
		}
	}
}

func (j *joiner) officeHead(i int) string {
	if len(j.words[i]) == 0 {
		return ""
	}
	return j.words[i][0]
}

// entities names every entity by its fullest name: a person's by the longest
// name, and by an office only where no name is given.
func (j *joiner) entities() []entity {
	best := make([]int, len(j.out))
	for i := range best {
		best[i] = -1
	}
	for i := range j.out {
		r := j.find(i)
		if b := best[r]; b < 0 || j.fuller(i, b) {
			best[r] = i
		}
	}
	out := make([]entity, len(j.out))
	for i := range out {
		r := j.find(i)
		m := j.out[best[r]]
		out[i] = entity{root: r, name: j.t.Span(m.from, m.to).In(j.t.Src)}
	}
	return out
}

func (j *joiner) fuller(a, b int) bool {
	x, y := j.out[a], j.out[b]
	if (x.kind == isnad.Role) != (y.kind == isnad.Role) {
		return y.kind == isnad.Role
	}
	if len(j.words[a]) != len(j.words[b]) {
		return len(j.words[a]) > len(j.words[b])
	}
	return j.lostArticle(y) && !j.lostArticle(x)
}

// lostArticle reports whether لل took the article of a mention's first word.
func (j *joiner) lostArticle(m found) bool {
	return j.t.Tokens[m.from].Pro&(lang.To|lang.Article) == lang.To|lang.Article
}
