package page

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// kind is a kind of page furniture, as in isnad.Removed; empty is none.
type kind string

const (
	none       kind = ""
	nav        kind = "nav"
	share      kind = "share"
	related    kind = "related"
	comment    kind = "comment"
	disclaimer kind = "disclaimer"
	byline     kind = "byline"
	caption    kind = "image-caption"
	printing   kind = "print"
	dateline   kind = "dateline"
)

// The most that is read of a line to tell what it says.
const (
	glance     = 400 // bytes
	peek       = 90  // bytes of a longer line
	shortWords = 26
	briefWords = 45
	nameWords  = 7
)

// saying is what a line says of itself.
type saying struct {
	kind  kind
	opens bool // the lines that follow belong to it
	mute  bool // it has no letters
	trail bool // it trails behind the body
	from  int  // byte where what follows the phrase begins
	// credits says that what follows names the page's source
	credits bool
	// owner says that the line names the page's publisher
	owner bool
}

// says tells what furniture a line is by its words: all of them, or those that
// it begins with.
func (r *reader) says(line string, whole bool) saying {
	head := line
	if len(line) > glance || !whole && len(line) > peek {
		head = cutAt(line, peek)
	}
	latin, arabic := scripts(head)
	if !latin && !arabic && !hasLetter(head) {
		return saying{kind: nav, mute: true}
	}
	for i := range r.words {
		w := r.words[i]
		if w.arabic && !arabic || !w.arabic && !latin && !strings.Contains(head, "©") {
			continue
		}
		long := len(head) < len(line)
		if !w.maySay(head, long) {
			continue
		}
		if s := w.says(text.Cut(head, w.lang), long); s.kind != none {
			return s
		}
	}
	return saying{}
}

// scripts reports whether s has letters of ASCII and of the Arabic block.
func scripts(s string) (latin, arabic bool) {
	for i := 0; i < len(s) && !(latin && arabic); i++ {
		switch c := s[i]; {
		case 0xD8 <= c && c <= 0xDB:
			arabic = true
			i++
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			latin = true
		}
	}
	return latin, arabic
}

// maySay reports, fast, whether a line may hold a phrase of furniture: one that
// it begins with or, of a line that is read whole, one that counts anywhere.
// Proclitics need not be parted, since no phrase may carry any.
func (w *words) maySay(s string, long bool) bool {
	begun := false
	for k, id := range text.IDs(s, w.lang) {
		if !begun && w.furniture.Begins(id) || !long && w.inside(id) {
			return true
		}
		begun = begun || k != text.Mark
		if begun && long {
			return false
		}
	}
	return false
}

// inside reports whether a phrase that counts wherever it stands in a line
// begins with id.
func (w *words) inside(id lang.ID) bool {
	return w.furniture.Begins(id) && slices.Contains(w.anywhere, id)
}

func (w *words) says(t *text.Text, long bool) saying {
	first := 0
	for first < len(t.Tokens) && t.Tokens[first].Kind == text.Mark && t.Tokens[first].Rune != '©' {
		first++ // bullets and icons
	}
	n := wordsIn(t, first, len(t.Tokens))
	for i := first; i < len(t.Tokens); i++ {
		e, m := match(t, w.furniture, i)
		if e == nil {
			continue
		}
		if t.Tokens[i].Pro&^lang.Article != 0 {
			continue
		}
		rest := wordsIn(t, i+m, len(t.Tokens))
		s := saying{kind: kind(e.Field(0)), from: int(t.Tokens[i+m-1].End)}
		ok := false
		s.owner = e.Field(2) == "owner"
		s.credits = e.Field(1) == "source" || e.Field(2) == "source"
		switch e.Field(1) {
		case "has":
			ok = !long && n <= briefWords
		case "any":
			ok = i == first
		case "start":
			ok = i == first && !long && n <= shortWords
		case "is":
			ok = i == first && rest == 0
		case "opens":
			colon := t.Is(i+m, ':')
			s.opens = i == first && (rest == 0 || colon) && !long
			ok = s.opens && n <= shortWords
			s.opens = s.opens && rest == 0
		case "ends":
			ok = !long && n <= nameWords+5 && rest == 0
		case "name", "source":
			if i == first && rest == 0 {
				return saying{kind: nav} // the name is elsewhere
			}
			most := nameWords
			if t.Is(0, '(') {
				most *= 2 // (إعداد … للنشرة العربية - تحرير …)
			}
			ok = i == first && !long && 0 < rest && rest <= most && !sentenceEnds(t) && w.introduces(t, i+m)
		case "date":
			ok = i == first && n <= 14 && hasNumber(t, i+m)
		}
		if ok {
			return s
		}
	}
	return saying{}
}

// introduces reports whether the words before token i introduce a name: a mark
// parts them from it, or the line is in brackets, or it begins with a given
// name. «تحرير: علا شوقي» does, «تحرير 18 ألف مخالفة» does not.
func (w *words) introduces(t *text.Text, i int) bool {
	if t.Is(0, '(') || t.Tokens[i].Kind == text.Mark && isEnd(t.Tokens[i].Rune) || t.Tokens[i-1].Kind == text.Mark || tatweelBefore(t, i) {
		return true
	}
	e, _ := match(t, w.firstNames, i)
	return e != nil || !w.arabic && t.Tokens[i].Kind == text.Word
}

// match is t.Match, which asks that token i be there.
func match(t *text.Text, l *lang.List, i int) (*lang.Entry, int) {
	if i >= len(t.Tokens) {
		return nil, 0
	}
	return t.Match(l, i)
}

// wordsIn counts the words of t from token i to token j.
func wordsIn(t *text.Text, i, j int) (n int) {
	for ; i < j; i++ {
		if t.Tokens[i].Kind == text.Word {
			n++
		}
	}
	return n
}

func hasNumber(t *text.Text, i int) bool {
	for ; i < len(t.Tokens); i++ {
		if t.Tokens[i].Kind == text.Number {
			return true
		}
	}
	return false
}

func sentenceEnds(t *text.Text) bool {
	n := len(t.Tokens)
	return n > 0 && (t.Is(n-1, '.') || t.Is(n-1, '؟') || t.Is(n-1, '!')) && n > 6
}

func hasLetter(s string) bool {
	for _, c := range s {
		if unicode.IsLetter(c) {
			return true
		}
	}
	return false
}

// cutAt returns the first n bytes of s, fewer where a code point would be cut.
func cutAt(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
