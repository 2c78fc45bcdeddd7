package page

import "strings"

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
		f.title = -1
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

// withoutOutlet cuts the outlet's name, or a few words behind the last bar or
// dash, from the end of a head's title.
func (f *finder) withoutOutlet(s string) string {
	for _, sep := range []string{" | ", " - ", " – ", " — ", " :: ", " » "} {
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
