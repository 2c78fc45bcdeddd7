package page

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// findTitle finds the headline: the heading that says what the page's head
// says too.
func (f *finder) findTitle() {
	f.title = -1
	var names [][]string
	for _, s := range []string{f.metas["og:title"], f.ld.headline, f.metas["twitter:title"], f.metas["title"], f.metas["dc.title"], f.doc.title} {
		if s != "" {
			names = append(names, strings.Fields(s))
		}
	}
	best := 0.0
	for i := range f.blocks {
		b := &f.blocks[i]
		if b.to-b.from > 600 || b.to-b.from < 4 {
			continue
		}
		w := 0.0
		switch {
		case b.tag == tagH1:
			w = 1
		case b.tag == tagH2:
			w = .9
		case properties[b.tag]&isHeading != 0:
			w = .8
		case f.nodes[b.node].use&useTitle != 0, b.node > 0 && f.nodes[f.nodes[b.node].parent].use&useTitle != 0:
			w = .85
		default:
			continue
		}
		s := 0.0
		words := strings.Fields(f.text(i))
		for _, name := range names {
			s = max(s, alike(words, name))
		}
		if s*w > best {
			best, f.title = s*w, i
		}
	}
	if best < .45 {
		f.title = f.repeated()
	}
	if f.title < 0 {
		if len(names) > 0 {
			f.name = f.headName()
		}
	}
}

// alike is the share of words that two short texts have in common (Dice).
func alike(x, y []string) float64 {
	if len(x) == 0 || len(y) == 0 || len(x) > 60 || len(y) > 60 {
		return 0
	}
	same := 0
	var used [64]bool
	for _, v := range x {
		for j, w := range y {
			if !used[j] && v == w {
				used[j] = true
				same++
				break
			}
		}
	}
	return 2 * float64(same) / float64(len(x)+len(y))
}

// inBody reports whether the headline's block stands behind most of n's
// paragraphs, as the name of a recipe or of a table does that the headline
// repeats.
func (f *finder) inBody(n *node) bool {
	before, behind := 0.0, 0.0
	for i := int(n.first); i < int(n.last); i++ {
		if w := f.facts[i].weight; w > 0 && f.killed[f.blocks[i].node] == none {
			if i < f.title {
				before += w
			} else {
				behind += w
			}
		}
	}
	return before > behind
}

// nearestHeading is the last heading of the first rank before the prose of n,
// or else the last of another rank not far before it; -1 if there is none.
func (f *finder) nearestHeading(n *node) int {
	first := int(n.first)
	for first < int(n.last) && f.facts[first].weight <= 0 {
		first++
	}
	best := -1
	for i := 0; i < first; i++ {
		h1 := f.blocks[i].tag == tagH1
		if !h1 && (best >= 0 && f.blocks[best].tag == tagH1 || i < first-nearBefore || f.killed[f.blocks[i].node] != none) {
			continue
		}
		if properties[f.blocks[i].tag]&isHeading != 0 && f.facts[i].linked < .5 && f.facts[i].runes >= 12 && f.says(f.text(i), true).kind == none {
			best = i
		}
	}
	return best
}

// headName is the headline as the page's head has it, without the outlet's
// name behind it.
func (f *finder) headName() string {
	for _, s := range []string{f.ld.headline, f.metas["og:title"], f.doc.title, f.metas["twitter:title"]} {
		if s = plainText(s); s != "" {
			return f.withoutOutlet(s)
		}
	}
	return ""
}

// repeated is the first block that is not a link and says what a part of the
// head's title says; -1 if none does.
func (f *finder) repeated() int {
	parts := titleParts(f.doc.title)
	for i := range f.blocks {
		if b := &f.blocks[i]; b.to-b.from > 600 || f.facts[i].linked > .1 {
			continue
		}
		s := strings.Join(strings.Fields(f.text(i)), " ")
		if len(strings.Fields(s)) >= 4 && slices.Contains(parts, s) {
			return i
		}
	}
	return -1
}

// separators part the site's name from the headline in a head's title.
var separators = []string{" | ", " - ", " – ", " — ", " :: ", " » "}

// titleParts are the parts of a head's title at its ends: the whole, and for
// each separator what stands before the first, behind it, before the last one
// and behind that.
func titleParts(s string) []string {
	s = plainText(s)
	parts := []string{s}
	for _, sep := range separators {
		if head, tail, ok := strings.Cut(s, sep); ok {
			i := strings.LastIndex(s, sep)
			parts = append(parts, head, tail, s[:i], s[i+len(sep):])
		}
	}
	return parts
}

const siteWords = 5 // of a site's name

// siteName is the site's name by the head's title: the part of it, at either
// end, that a block gives too that is nothing else or says whose page it is.
func (f *finder) siteName() string {
	parts := titleParts(f.doc.title)
	for i := 1; i < len(parts); i++ {
		s := strings.TrimSpace(parts[i])
		if len(s) <= nameBytes && len(s) > 3 && len(strings.Fields(s)) <= siteWords && f.owned(s) {
			return s
		}
	}
	return ""
}

// owned reports whether a line that names the page's publisher has name in it.
func (f *finder) owned(name string) bool {
	for i := len(f.blocks) - 1; i >= 0; i-- {
		b := &f.blocks[i]
		if b.to-b.from < glance && bytes.Contains(f.buf[b.from:b.to], []byte(name)) && hasWords(f.text(i), name) && f.owns(f.text(i)) {
			return true
		}
	}
	return false
}

// hasWords reports whether the words of name stand in s where they first occur.
func hasWords(s, name string) bool {
	before, after, ok := strings.Cut(s, name)
	last, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	return ok && !unicode.IsLetter(last) && !unicode.IsLetter(next)
}

// withoutOutlet cuts the outlet's name from the beginning of a head's title, or
// it or a few words behind the last bar or dash from its end.
func (f *finder) withoutOutlet(s string) string {
	for _, sep := range separators {
		if head, tail, ok := strings.Cut(s, sep); ok && f.page.Outlet != nil && head == f.page.Outlet.Name {
			return strings.TrimSpace(tail)
		}
		i := strings.LastIndex(s, sep)
		if i < 0 {
			continue
		}
		head, tail := s[:i], s[i+len(sep):]
		if tail == f.metas["og:site_name"] || len(strings.Fields(tail)) <= 4 && len(strings.Fields(head)) >= 3 {
			return strings.TrimSpace(head)
		}
	}
	return s
}
