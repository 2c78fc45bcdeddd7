package page

import (
	_ "embed"
	"strings"
	"sync"
)

// use is what an element's name says that it is for: a set of bits.
type use uint32

const (
	useBody use = 1 << iota
	useArticle
	useTitle
	useDate
	useNav
	useShare
	useRelated
	useComment
	useByline
	useCaption
	usePrint
	useDisclaimer
	useStrong // of the furniture, or of the body
	useBut
	useHidden // it is not shown at first

	useFurniture = useNav | useShare | useRelated | useComment | useByline | useCaption | usePrint | useDisclaimer
)

// kinds are the uses that are kinds of furniture, the telling ones first.
var kinds = []struct {
	use  use
	kind kind
}{
	{useComment, comment}, {useShare, share}, {useRelated, related}, {useCaption, caption},
	{useByline, byline}, {usePrint, printing}, {useDisclaimer, disclaimer}, {useNav, nav},
}

// kind is the kind of furniture that u names.
func (u use) kind() kind {
	for _, k := range kinds {
		if u&k.use != 0 {
			return k.kind
		}
	}
	return none
}

//go:embed vocab.txt
var vocabFile string

var vocab = sync.OnceValue(func() map[string]use {
	uses := map[string]use{"body": useBody, "article": useArticle, "title": useTitle, "date": useDate, "but": useBut}
	for _, k := range kinds {
		uses[string(k.kind)] = k.use
	}
	m := map[string]use{}
	for line := range strings.Lines(vocabFile) {
		word, name, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		name, strong := strings.CutPrefix(name, "strong-")
		u := uses[name]
		if strong {
			u |= useStrong
		}
		m[strings.ReplaceAll(word, " ", "")] |= u
	}
	return m
})

// The bounds of what is read of a name.
const (
	longestName  = 512 // bytes of an attribute
	longestWord  = 24
	shortestPart = 4 // letters of a word found inside another
)

// named tells the use of an element from a class, an id or a role: names parted
// by spaces, each of words parted by marks or by capitals.
func named(attr []byte) (all use) {
	if len(attr) > longestName {
		attr = attr[:longestName]
	}
	for len(attr) > 0 {
		i := 0
		for i < len(attr) && attr[i] > ' ' {
			i++
		}
		if i > 0 {
			all |= name(attr[:i])
		}
		for i < len(attr) && attr[i] <= ' ' {
			i++
		}
		attr = attr[i:]
	}
	return all
}

// name tells the use of one name. A compound of two words counts before its
// words: "post-content" is a body, "post-author" is not.
func name(s []byte) (all use) {
	m := vocab()
	var buf [2 * longestWord]byte
	prev, start := 0, 0 // the word before, and this one, in buf
	n := 0
	word := func() {
		if n == start {
			return
		}
		u, ok := m[string(buf[prev:n])]
		if !ok || prev == start {
			u = m[string(buf[start:n])]
			if u == 0 && n-start > shortestPart+2 {
				u = part(m, buf[start:n])
			}
		} else {
			all &^= useArticle | useBody
		}
		all |= u
		if n > longestWord {
			prev, start, n = 0, 0, 0
			return
		}
		prev, start = start, n
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
		case 'A' <= c && c <= 'Z':
			if i > 0 && 'a' <= s[i-1] && s[i-1] <= 'z' {
				word()
			}
			c += 'a' - 'A'
		default:
			word()
			// keep two words at most
			if prev > 0 {
				copy(buf[:], buf[prev:n])
				n, start, prev = n-prev, start-prev, 0
			}
			continue
		}
		if n-start < longestWord && n < len(buf) {
			buf[n] = c
			n++
		}
	}
	word()
	if all&useBut != 0 {
		return 0
	}
	if all&useFurniture != 0 && !(all&useStrong != 0 && all&useBody != 0) {
		all &^= useBody | useArticle
	}
	return all
}

// part finds words of the list at the beginning and at the end of a longer
// one, as in "sharebuttons2" and "mainmenu".
func part(m map[string]use, w []byte) (u use) {
	for k := len(w) - 1; k >= shortestPart; k-- {
		if p := m[string(w[:k])]; p != 0 {
			u |= p &^ useBut
			break
		}
	}
	for k := len(w) - 1; k >= shortestPart; k-- {
		if p := m[string(w[len(w)-k:])]; p != 0 {
			u |= p &^ useBut
			break
		}
	}
	return u
}
