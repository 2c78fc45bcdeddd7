// Package ar is Arabic: word lists, each with its source and licence on top,
// and the rule that parts clitics from words. Everything that Isnad knows of
// Arabic lies here and nowhere else.
package ar

import (
	"embed"
	"strings"
	"sync"

	"github.com/isnad-project/isnad/lang"
)

//go:embed *.txt
var lists embed.FS

// Lang loads the language once and returns it.
var Lang = sync.OnceValue(func() *lang.Lang {
	l, err := lang.Load("ar", lists, split)
	if err != nil {
		panic(err) // the lists are part of the program
	}
	return l
})

// proclitic is a small word that Arabic writes joined to the next one.
type proclitic struct {
	form string
	flag lang.Clitics
}

var (
	conjunctions = []proclitic{{"و", lang.And}, {"ف", lang.So}}
	prepositions = []proclitic{{"ب", lang.In}, {"ل", lang.To}, {"ك", lang.As}, {"س", lang.Will}}
)

const (
	article = "ال"
	lamLam  = "لل"
)

// enclitics are the pronouns that stand at a word's end, in normal form,
// longest first.
var enclitics = []string{"هما", "كما", "هم", "هن", "ها", "كم", "كن", "نا", "ه", "ك", "ي"}

// split parts و ف ب ل ك س, لل and the article from a word, and a pronoun from
// its end.
//
// Every one of these letters also begins or ends ordinary words (وزير, فلسطين,
// بيان, لبنان, كاتب, سوريا), so a word that a list knows stays whole, and
// another is parted only with evidence: the rest is a word of a list, or begins
// with the article (والمصادر, بالبيان), or stands alone in the same text.
func split(l *lang.Lang, norm string, id lang.ID, seen func(string) bool) lang.Split {
	s := lang.Split{Bare: id, Core: id}
	if !l.Known(id) {
		s = proclitics(l, norm, id, seen)
	}
	bare := norm[s.Skip:]
	if s.Pro&lang.Article != 0 { // لل: the article is written as the second lam
		s.Core = l.ID(bare)
		return withEnclitic(l, bare, s)
	}
	if rest, ok := strings.CutPrefix(bare, article); ok && len(rest) >= 4 {
		core := l.ID(rest)
		if core == 0 {
			if l.Known(s.Bare) {
				return s // التزام, التهاب: a word of the lists that begins so
			}
			if whole, n := enclitic(l, bare); whole != 0 {
				s.Core, s.Enc = whole, n // التزامهما
				return s
			}
		}
		s.Core = core
		s.Pro |= lang.Article
		return s
	}
	return withEnclitic(l, bare, s)
}

func proclitics(l *lang.Lang, norm string, id lang.ID, seen func(string) bool) lang.Split {
	best := lang.Split{Bare: id, Core: id}
	try := func(skip int, pro lang.Clitics) bool {
		rest := norm[skip:]
		if len(rest) < 4 {
			return false
		}
		if strings.HasPrefix(rest, article) && len(rest) >= 8 && pro&lang.Will == 0 {
			bare := l.ID(rest)
			best = lang.Split{Pro: pro, Skip: skip, Bare: bare, Core: bare}
			return true
		}
		bare := l.ID(rest)
		if pro&lang.As != 0 && len(rest) < 8 {
			return false // كيري, كتاب: ك is rare, and short words begin with it
		}
		if l.Known(bare) || bare != 0 && id == 0 || bare == 0 && id == 0 && len(rest) >= 6 && seen(rest) || known(l, rest) {
			best = lang.Split{Pro: pro, Skip: skip, Bare: bare, Core: bare}
			return true
		}
		return false
	}
	tryLamLam := func(skip int, pro lang.Clitics) bool {
		rest, ok := strings.CutPrefix(norm[skip:], lamLam)
		if !ok || len(rest) < 4 {
			return false
		}
		best = lang.Split{Pro: pro | lang.To | lang.Article, Skip: skip + len(lamLam), Bare: l.ID(article + rest), Core: l.ID(rest)}
		return true
	}
	prepositioned := func(skip int, pro lang.Clitics) bool {
		if tryLamLam(skip, pro) {
			return true
		}
		for _, p := range prepositions {
			if strings.HasPrefix(norm[skip:], p.form) && try(skip+len(p.form), pro|p.flag) {
				return true
			}
		}
		return false
	}
	for _, c := range conjunctions {
		if strings.HasPrefix(norm, c.form) {
			if try(len(c.form), c.flag) || prepositioned(len(c.form), c.flag) {
				return best
			}
		}
	}
	prepositioned(0, 0)
	return best
}

// known reports whether word is a listed word with an enclitic pronoun.
func known(l *lang.Lang, word string) bool {
	core, _ := enclitic(l, word)
	return l.Known(core)
}

func withEnclitic(l *lang.Lang, bare string, s lang.Split) lang.Split {
	if l.Known(s.Core) {
		return s
	}
	if core, n := enclitic(l, bare); core != 0 {
		s.Core, s.Enc = core, n
	}
	return s
}

// enclitic returns the listed word that is left of word without its pronoun,
// and the pronoun's length; ta marbuta, which opens before a pronoun
// (حكومة, حكومته), is restored.
func enclitic(l *lang.Lang, word string) (lang.ID, int) {
	for _, e := range enclitics {
		rest, ok := strings.CutSuffix(word, e)
		if !ok || len(rest) < 4 {
			continue
		}
		if id := l.ID(rest); l.Known(id) {
			return id, len(e)
		}
		if open, ok := strings.CutSuffix(rest, "ت"); ok && len(open) >= 4 {
			if id := l.ID(open + "ه"); l.Known(id) {
				return id, len(e)
			}
		}
	}
	return 0, 0
}
