package mention

import (
	"strings"
	"unicode/utf8"

	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// flag says which lists a word is in, or begins an entry of.
type flag uint32

const (
	fTitle flag = 1 << iota
	fRole
	fOrg      // heads an organisation's name
	fFacility // heads a facility's name
	fPlace    // heads a place's name
	fNation   // adjective of a country or people
	fCountry
	fNamedPlace
	fNamedOrg
	fFirst     // given name
	fFirstWeak // given name that is an ordinary word too
	fLink      // بن, أبو, آل
	fAdj       // adjective that belongs to an office's or a body's name
	fNot       // looks like an adjective and is none
	fIn
	fFor
	fCompass
	fPrep
	fChain     // stands between an office and its body (رئيس وفد …)
	fPortfolio // a field of work that offices and bodies are named for
	fOwn       // a word of a list that is not about names
	fArticle   // begins with the article, by its look
	fNisba     // ends as an adjective of belonging does, by its look
	fFeminine  // ends as a feminine noun or adjective does, by its look
	fKnownPerson
	fOrdinal // a king's number
	fHolder  // an adjective of who holds an office (السابق)
	fInName  // goes on the name of a body: of
	fNoName  // begins a phrase that holds a name's word and names nothing
	fEnds    // no name goes on over it: أن, بأن, and prepositions that nobody is called
)

// wordFlags holds the flags of every word of a language by its ID: by core for
// lists that match with and without the article, by bare form for the others.
type wordFlags struct {
	core, bare []flag

	article         string // normal forms of affixes
	nisba, feminine []string
	spelt           []spelling
}

// spelling is a preposition as it is written: على, which has the normal form of
// the name علي.
type spelling struct {
	id   lang.ID
	text string
}

// listFlags names the lists; a list with core is matched by the word's core.
var listFlags = []struct {
	name string
	core bool
	flag flag
}{
	{"titles", true, fTitle}, {"roles", true, fRole}, {"org_heads", true, fOrg},
	{"facility_heads", false, fFacility}, {"place_heads", false, fPlace},
	{"nationalities", true, fNation}, {"countries", false, fCountry},
	{"regions", false, fNamedPlace}, {"places", false, fNamedPlace},
	{"organisations", false, fNamedOrg}, {"name_links", false, fLink},
	{"portfolios", true, fPortfolio}, {"no_names", false, fNoName},
	{"persons", false, fKnownPerson},
}

var smallFlags = map[string]flag{
	"in": fIn, "for": fFor, "adj": fAdj, "adj_person": fAdj | fHolder, "not": fNot, "compass": fCompass, "compass_adj": fCompass,
	"prep": fPrep, "chain": fChain, "ordinal": fOrdinal | fNot, "in_name": fInName,
}

func flagWords(l *lang.Lang) wordFlags {
	var w wordFlags
	set := func(table *[]flag, id lang.ID, fl flag) {
		for int(id) >= len(*table) {
			*table = append(*table, make([]flag, int(id)+1-len(*table))...)
		}
		(*table)[id] |= fl
	}
	for _, lf := range listFlags {
		table := &w.bare
		if lf.core {
			table = &w.core
		}
		for i := range l.List(lf.name).Entries {
			set(table, l.List(lf.name).Entries[i].Words[0], lf.flag)
		}
	}
	for i := range l.List("mention_words").Entries {
		e := &l.List("mention_words").Entries[i]
		set(&w.bare, e.Words[0], smallFlags[e.Field(0)])
		if smallFlags[e.Field(0)]&fPrep != 0 {
			w.spelt = append(w.spelt, spelling{e.Words[0], e.Text})
		}
	}
	for i := range l.List("first_names").Entries {
		e := &l.List("first_names").Entries[i]
		fl := fFirst
		if e.Field(0) == "weak" {
			fl |= fFirstWeak
		}
		if len(e.Words) == 1 {
			set(&w.bare, e.Words[0], fl)
		}
	}
	w.ends(l, set)
	for i := range l.List("affixes").Entries {
		e := &l.List("affixes").Entries[i]
		switch form := lang.Normal(e.Text); e.Field(0) {
		case "article":
			w.article = form
		case "nisba":
			w.nisba = append(w.nisba, form)
		case "feminine":
			w.feminine = append(w.feminine, form)
		}
	}
	return w
}

// ends flags the words that no name goes on over.
func (w *wordFlags) ends(l *lang.Lang, set func(*[]flag, lang.ID, flag)) {
	for i := range l.List("complementisers").Entries {
		set(&w.bare, l.List("complementisers").Entries[i].Words[0], fEnds)
	}
	for i := range l.List("mention_words").Entries {
		id := l.List("mention_words").Entries[i].Words[0]
		if at(w.bare, id)&(fIn|fPrep) != 0 && at(w.bare, id)&fFirst == 0 {
			set(&w.bare, id, fEnds)
		}
	}
}

func at(table []flag, id lang.ID) flag {
	if int(id) < len(table) && id != 0 {
		return table[id]
	}
	return 0
}

// mark returns the flags of t's tokens.
func (w *wordFlags) mark(t *text.Text) []flag {
	flags := make([]flag, len(t.Tokens))
	for i := range t.Tokens {
		k := &t.Tokens[i]
		if k.Kind != text.Word {
			continue
		}
		fl := at(w.core, k.Core) | at(w.core, k.Bare) | at(w.bare, k.Bare)
		if k.ID != k.Bare {
			fl |= at(w.core, k.ID) | at(w.bare, k.ID)
		}
		if fl&^fEnds == 0 && (k.Core != 0 || k.ID != 0) {
			fl |= fOwn
		}
		if fl&fPrep != 0 && fl&fFirst != 0 {
			fl = w.nameOrPreposition(fl, k.Bare, t.Src[k.Stem:k.End])
		}
		flags[i] = fl | w.look(t.BareNorm(i), k.Pro)
	}
	return flags
}

// nameOrPreposition keeps of a word that is both what its spelling says.
func (w *wordFlags) nameOrPreposition(fl flag, id lang.ID, surface string) flag {
	for _, p := range w.spelt {
		if p.id == id && sameLetters(p.text, surface) {
			return fl &^ (fFirst | fFirstWeak)
		}
	}
	return fl &^ fPrep
}

// sameLetters compares two spellings without diacritics and tatweel.
func sameLetters(a, b string) bool {
	for {
		r, n := letter(a)
		q, m := letter(b)
		if r != q {
			return false
		}
		if r == 0 {
			return true
		}
		a, b = a[n:], b[m:]
	}
}

// letter returns the first letter of s and the bytes up to its end, 0 if there is none.
func letter(s string) (rune, int) {
	for i, r := range s {
		if c, _, _ := lang.Fold(r); c != lang.Ghost && c != lang.Hidden {
			_, n := utf8.DecodeRuneInString(s[i:])
			return r, i + n
		}
	}
	return 0, len(s)
}

// look returns the flags that a word's letters alone give.
func (w *wordFlags) look(norm string, pro lang.Clitics) (fl flag) {
	if pro&lang.Article != 0 || w.article != "" && len(norm) >= len(w.article)+4 && strings.HasPrefix(norm, w.article) {
		fl |= fArticle
	}
	for _, end := range w.nisba {
		if strings.HasSuffix(norm, end) && len(norm) > 8 {
			fl |= fNisba
		}
	}
	for _, end := range w.feminine {
		if strings.HasSuffix(norm, end) {
			fl |= fFeminine
		}
	}
	return fl
}

const looks = fArticle | fNisba | fFeminine
