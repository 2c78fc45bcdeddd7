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

const (
	article = "ال"
	lamLam  = "لل"
)

// letter is how many bytes an Arabic letter takes.
const letter = 2

// conjunction and preposition tell which proclitic the first letter of a word
// can be, 0 if none.
func conjunction(word string) lang.Clitics {
	switch word[:letter] {
	case "و":
		return lang.And
	case "ف":
		return lang.So
	}
	return 0
}

func preposition(word string) lang.Clitics {
	switch word[:letter] {
	case "ب":
		return lang.In
	case "ل":
		return lang.To
	case "ك":
		return lang.As
	case "س":
		return lang.Will
	}
	return 0
}

// pronoun returns the length of the pronoun that a word can end with:
// هما كما هم هن ها كم كن نا ه ك ي.
func pronoun(word string) int {
	switch word[len(word)-letter:] {
	case "ه", "ك", "ي":
		return letter
	case "م", "ن", "ا":
	default:
		return 0
	}
	if len(word) < 2*letter {
		return 0
	}
	switch word[len(word)-2*letter:] {
	case "هم", "هن", "ها", "كم", "كن", "نا":
		return 2 * letter
	case "ما":
		if strings.HasSuffix(word, "هما") || strings.HasSuffix(word, "كما") {
			return 3 * letter
		}
	}
	return 0
}

// split parts و ف ب ل ك س, لل and the article from a word, and a pronoun from
// its end.
//
// Every one of these letters also begins or ends ordinary words (وزير, فلسطين,
// بيان, لبنان, كاتب, سوريا), so a word that a list knows stays whole, and
// another is parted only with evidence: the rest is a word of a list, or begins
// with the article (والمصادر, بالبيان), or stands alone in the same text.
func split(l *lang.Lang, norm string, id lang.ID, seen func(string) bool) lang.Split {
	s := lang.Split{Bare: id, Core: id}
	if len(norm) < shortest {
		return s
	}
	if (conjunction(norm) != 0 || preposition(norm) != 0) && !l.Known(id) {
		p := parting{l, norm, id, seen, s}
		p.proclitics()
		s = p.best
	}
	bare := norm[s.Skip:]
	if s.Pro&lang.Article != 0 { // لل: the article is written as the second lam
		s.Core = l.ID(bare)
		return withEnclitic(l, bare, s)
	}
	if rest, ok := strings.CutPrefix(bare, article); ok && len(rest) >= shortest {
		core := l.ID(rest)
		if core == 0 {
			if l.Known(s.Bare) {
				return s // التزام, التهاب: a word of the lists that begins so
			}
			if whole, n := enclitic(l, bare); whole != 0 {
				s.Core, s.Enc = whole, uint8(n) // التزامهما
				return s
			}
		}
		s.Core = core
		s.Pro |= lang.Article
		return s
	}
	return withEnclitic(l, bare, s)
}

// shortest is how many bytes must be left of a word.
const shortest = 2 * letter

// parting is a word on its way to come apart.
type parting struct {
	lang *lang.Lang
	norm string
	id   lang.ID
	seen func(string) bool
	best lang.Split
}

// proclitics takes a conjunction, a preposition or both from the word's beginning.
func (p *parting) proclitics() {
	if c := conjunction(p.norm); c != 0 && (p.try(letter, c) || p.prepositioned(letter, c)) {
		return
	}
	p.prepositioned(0, 0)
}

func (p *parting) prepositioned(skip int, pro lang.Clitics) bool {
	rest := p.norm[skip:]
	if len(rest) < shortest {
		return false
	}
	if core, ok := strings.CutPrefix(rest, lamLam); ok && len(core) >= shortest {
		// للبنان is لبنان behind ل, not an article
		if word := rest[letter:]; p.lang.Known(p.lang.ID(word)) && !p.lang.Known(p.lang.ID(core)) {
			return p.try(skip+letter, pro|lang.To)
		}
		p.best = lang.Split{
			Pro: pro | lang.To | lang.Article, Skip: uint8(skip + len(lamLam)),
			Bare: p.lang.ID(article + core), Core: p.lang.ID(core),
		}
		return true
	}
	c := preposition(rest)
	return c != 0 && p.try(skip+letter, pro|c)
}

// try takes the first skip bytes away as pro if there is evidence for it.
func (p *parting) try(skip int, pro lang.Clitics) bool {
	rest := p.norm[skip:]
	if len(rest) < shortest {
		return false
	}
	bare := p.lang.ID(rest)
	switch {
	case pro&lang.Will != 0 && (!present(rest) || !p.lang.Known(bare) && !known(p.lang, rest)):
		return false // سيدي is no س and يدي, سليما no س and ليما
	case strings.HasPrefix(rest, article) && known(p.lang, p.norm):
		return false // والدها is no و and الد
	case strings.HasPrefix(rest, article) && len(rest) >= 4*letter && pro&lang.Will == 0:
	case pro&lang.As != 0 && len(rest) < 4*letter:
		return false // كيري, كتاب: ك is rare, and short words begin with it
	case p.lang.Known(bare), bare != 0 && p.id == 0:
	case bare == 0 && p.id == 0 && len(rest) >= 3*letter && p.seen(rest):
	case !known(p.lang, rest):
		return false
	}
	p.best = lang.Split{Pro: pro, Skip: uint8(skip), Bare: bare, Core: bare}
	return true
}

// present reports whether word begins as a verb of the present does.
func present(word string) bool {
	switch word[:letter] {
	case "ي", "ت", "ن", "ا":
		return true
	}
	return false
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
		s.Core, s.Enc = core, uint8(n)
	}
	return s
}

// enclitic returns the listed word that is left of word without its pronoun,
// and the pronoun's length; ta marbuta, which opens before a pronoun
// (حكومة, حكومته), is restored.
func enclitic(l *lang.Lang, word string) (lang.ID, int) {
	n := pronoun(word)
	if n == 0 || len(word)-n < shortest || n == letter && len(word)-n < 3*letter {
		return 0, 0 // حثي is not حث with ي
	}
	rest := word[:len(word)-n]
	if id := l.ID(rest); l.Known(id) {
		return id, n
	}
	if open, ok := strings.CutSuffix(rest, "ت"); ok && len(open) >= shortest {
		if id := l.ID(open + "ه"); l.Known(id) {
			return id, n
		}
	}
	return 0, 0
}
