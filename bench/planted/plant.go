package main

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/isnad-project/isnad/lang"
)

// class is a sort of copy.
type class struct {
	name string
	long int // the fewest words of an original
	copy func(*planter, *article) (article, bool)
}

const passageWords = 40

// classes are the sorts of copies. Three sentences are enough for most; a
// passage has to be a part of its original.
var classes = []class{
	{"substituted", 30, (*planter).substituted},
	{"cut", 30, (*planter).cut},
	{"respelt", 30, (*planter).respelt},
	{"reordered", 30, (*planter).reordered},
	{"passage", 60, (*planter).passage},
}

// planter makes copies.
type planter struct {
	random  *rand.Rand
	all     []article // where words come from
	hosts   []article // what passages are put into
	outlets []string
}

// plant returns the articles with copies of each class among them, made of as
// many different originals.
func plant(all, hosts []article, each int, seed uint64) ([]article, error) {
	p := &planter{random: rand.New(rand.NewPCG(seed, 0)), all: all, hosts: hosts}
	for _, a := range all {
		if !slices.Contains(p.outlets, a.Outlet) {
			p.outlets = append(p.outlets, a.Outlet)
		}
	}
	if len(p.outlets) < 2 {
		return nil, fmt.Errorf("articles of %d outlets; a copy needs another outlet than its original", len(p.outlets))
	}
	out, order := slices.Clone(all), p.random.Perm(len(all))
	for _, c := range classes {
		made := 0
		var left []int
		for _, i := range order {
			a := &all[i]
			if made == each || len(wordsOf(a.Text)) < c.long {
				left = append(left, i)
				continue
			}
			x, ok := c.copy(p, a)
			if !ok {
				left = append(left, i)
				continue
			}
			x.ID, x.Class, x.Original = a.ID+"/"+c.name, c.name, a.ID
			x.Published = p.later(a.Published)
			x.Outlet = p.elsewhere(a.Outlet, x.Outlet)
			out = append(out, x)
			made++
		}
		if made < each {
			return nil, fmt.Errorf("only %d originals for copies that are %s, want %d", made, c.name, each)
		}
		order = left
	}
	return out, nil
}

// later is minutes to hours after a time.
func (p *planter) later(published string) string {
	t, _ := moment(published) // load has read it
	return t.Add(time.Duration(10+p.random.IntN(12*60)) * time.Minute).Format(stamp)
}

// elsewhere is outlet if it is another than the original's.
func (p *planter) elsewhere(original, outlet string) string {
	for outlet == original {
		outlet = p.outlets[p.random.IntN(len(p.outlets))]
	}
	return outlet
}

// substituted replaces a twentieth of the words by words of other articles.
func (p *planter) substituted(a *article) (article, bool) {
	x, words := *a, wordsOf(a.Text)
	change := p.random.Perm(len(words))[:max(1, (len(words)+10)/20)]
	slices.Sort(change)
	var b strings.Builder
	last := 0
	for _, i := range change {
		w := words[i]
		b.WriteString(a.Text[last:w[0]])
		b.WriteString(p.otherWord(a.Text[w[0]:w[1]]))
		last = w[1]
	}
	b.WriteString(a.Text[last:])
	x.Text = b.String()
	return x, true
}

func (p *planter) otherWord(than string) string {
	for {
		t := p.all[p.random.IntN(len(p.all))].Text
		words := wordsOf(t)
		w := words[p.random.IntN(len(words))]
		if s := t[w[0]:w[1]]; lang.Normal(s) != lang.Normal(than) {
			return s
		}
	}
}

// cut keeps seven tenths of the words, which stand together.
func (p *planter) cut(a *article) (article, bool) {
	x, words := *a, wordsOf(a.Text)
	keep := len(words) * 7 / 10
	from := p.random.IntN(len(words) - keep + 1)
	x.Text = a.Text[words[from][0]:words[from+keep-1][1]]
	return x, true
}

// respelt writes words, numbers and marks in the manners of other outlets.
func (p *planter) respelt(a *article) (article, bool) {
	x := *a
	x.Title, x.Text = p.respell(a.Title), p.respell(a.Text)
	return x, x.Text != a.Text
}

// spelling is a line of spellings.txt.
type spelling struct {
	from, to, where string
	percent         int
}

//go:embed spellings.txt
var spellingLines string

var spellings = func() (all []spelling) {
	for line := range strings.Lines(spellingLines) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(strings.ReplaceAll(line, "_", " "), "\t")
		if len(f) != 4 || f[0] == "" {
			panic("spellings.txt: " + line)
		}
		n, err := strconv.Atoi(f[3])
		if err != nil {
			panic("spellings.txt: " + line)
		}
		all = append(all, spelling{f[0], f[1], f[2], n})
	}
	return all
}()

func (p *planter) respell(s string) string {
	var b strings.Builder
	before := false // a word's character
scan:
	for i := 0; i < len(s); {
		for _, r := range spellings {
			if strings.HasPrefix(s[i:], r.from) && r.stands(before, wordBegins(s[i+len(r.from):])) && p.random.IntN(100) < r.percent {
				b.WriteString(r.to)
				i += len(r.from)
				before = wordEnds(r.from)
				continue scan
			}
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		b.WriteString(s[i : i+n])
		before = wordBegins(s[i:])
		i += n
	}
	return b.String()
}

// stands reports whether the spelling is one for its place in a word.
func (r *spelling) stands(before, after bool) bool {
	switch r.where {
	case "first":
		return !before && after
	case "last":
		return before && !after
	case "inner":
		return before && after
	}
	return true
}

func wordBegins(s string) bool { r, _ := utf8.DecodeRuneInString(s); return inWord(r) }
func wordEnds(s string) bool   { r, _ := utf8.DecodeLastRuneInString(s); return inWord(r) }

// reordered puts the paragraphs in another order, or the sentences where there
// are few paragraphs.
func (p *planter) reordered(a *article) (article, bool) {
	x := *a
	parts, between := paragraphs(a.Text), "\n"
	if len(parts) < 3 {
		parts, between = sentences(a.Text), " "
	}
	if len(parts) < 3 {
		return x, false
	}
	was := strings.Join(parts, between)
	for x.Text = was; x.Text == was; x.Text = strings.Join(parts, between) {
		p.random.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	}
	return x, true
}

// passage puts words of the article into another one, behind one of its
// sentences. They are of one paragraph, since links to other articles, which
// reading takes away, stand in short lines. The other article has no five words
// in a row with the first.
func (p *planter) passage(a *article) (article, bool) {
	long := slices.DeleteFunc(paragraphs(a.Text), func(s string) bool { return len(wordsOf(s)) < passageWords })
	if len(long) == 0 {
		return article{}, false
	}
	from := long[p.random.IntN(len(long))]
	words := wordsOf(from)
	i := p.random.IntN(len(words) - passageWords + 1)
	run := from[words[i][0]:words[i+passageWords-1][1]]
	mine := shinglesOf(a.page())
	for len(p.hosts) > 0 {
		x := p.hosts[0]
		p.hosts = p.hosts[1:]
		if len(wordsOf(x.Text)) < 60 || meets(mine, shinglesOf(x.page())) {
			continue
		}
		parts := sentences(x.Text)
		i := 1 + p.random.IntN(len(parts))
		x.Text = strings.Join(slices.Insert(parts, i, run+"."), "\n")
		return x, true
	}
	return article{}, false
}

// shinglesOf are the runs of five words of a text, in normal form.
func shinglesOf(s string) map[string]bool {
	words := normalWords(s)
	set := map[string]bool{}
	for i := 0; i+5 <= len(words); i++ {
		set[strings.Join(words[i:i+5], " ")] = true
	}
	return set
}

func meets(a, b map[string]bool) bool {
	for s := range a {
		if b[s] {
			return true
		}
	}
	return false
}

func normalWords(s string) []string {
	return strings.FieldsFunc(lang.Normal(s), func(r rune) bool { return !inWord(r) })
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r))
}

// wordsOf are the places of the words of a text.
func wordsOf(s string) (words [][2]int) {
	start := -1
	for i, r := range s {
		switch w := inWord(r); {
		case w && start < 0:
			start = i
		case !w && start >= 0:
			words = append(words, [2]int{start, i})
			start = -1
		}
	}
	if start >= 0 {
		words = append(words, [2]int{start, len(s)})
	}
	return words
}

func paragraphs(s string) []string {
	return slices.DeleteFunc(strings.Split(s, "\n"), func(p string) bool { return strings.TrimSpace(p) == "" })
}

var sentenceEnd = regexp.MustCompile(`[.!?؟]+\s+|\n+`)

func sentences(s string) (all []string) {
	last := 0
	for _, m := range sentenceEnd.FindAllStringIndex(s, -1) {
		all = append(all, strings.TrimSpace(s[last:m[1]]))
		last = m[1]
	}
	all = append(all, strings.TrimSpace(s[last:]))
	return slices.DeleteFunc(all, func(p string) bool { return p == "" })
}
