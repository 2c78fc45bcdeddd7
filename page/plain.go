package page

import (
	"iter"
	"strings"
	"unicode"
)

// lastLines are the lines at a page's end that are read whole, though they look
// like paragraphs: disclaimers stand there.
const lastLines = 6

// plain finds the article in a page that comes as lines of text.
func (r *reader) plain() error {
	var lines []line
	for s := range linesOf(r.in.Text) {
		s = strings.TrimFunc(s, blank)
		if s == "" {
			continue
		}
		l := newLine(s)
		l.saying = r.says(s, !l.prose())
		lines = append(lines, l)
	}
	for i := max(0, len(lines)-lastLines); i < len(lines); i++ {
		if l := &lines[i]; l.prose() && len(l.text) <= glance {
			l.saying = r.says(l.text, true)
		}
	}
	if len(lines) == 0 {
		return ErrEmpty
	}
	title := r.titleOf(lines)
	r.owner(lines, title)
	if err := r.article(lines, title, ""); err != nil {
		return err
	}
	r.publishedBy(addressDate(r.in.URL), "url")
	r.publishedNear(lines, title, bodyStart(lines, title))
	r.page.Language = r.languageOf(r.page.Text, r.in.Language)
	return nil
}

// ends reports whether c ends a line.
func ends(c rune) bool { return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029 }

// linesOf yields the lines of s; see ends.
func linesOf(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.SplitSeq(s, "\n") {
			if strings.IndexByte(line, '\r') < 0 && !strings.Contains(line, "\u2028") && !strings.Contains(line, "\u2029") {
				if !yield(line) {
					return
				}
				continue
			}
			for part := range strings.FieldsFuncSeq(line, ends) {
				if !yield(part) {
					return
				}
			}
		}
	}
}

func blank(c rune) bool {
	return unicode.IsSpace(c) || c == 0 || c == 0xFEFF || c == 0x200B
}

// The bounds of a headline.
const (
	titleRunes = 220
	titleWords = 40
	headLines  = 40 // above the body, in which it is looked for
	linesAbove = 6  // the most of them above it that are not known for furniture
)

// titleOf finds the headline among lines, -1 if none looks like one.
func (r *reader) titleOf(lines []line) int {
	first := bodyStart(lines, -1)
	if first == 0 && titled(lines) {
		return 0
	}
	from := max(0, first-headLines)
	return r.headline(lines[from:first], from)
}

// titled reports whether the first line is a headline though it is as long as
// a paragraph, or ends like a sentence: it asks a question or ends in dots, or
// a name or an agency stands between it and the body, or it is far shorter than
// the paragraph under it, or other paragraphs end with a full stop and it does
// not.
func titled(lines []line) bool {
	l := &lines[0]
	if len(lines) < 2 || l.runes > titleRunes || l.words > titleWords || l.kind != none {
		return false
	}
	next := &lines[1]
	if next.words <= 4 && !next.stop && l.words < 18 && len(lines) > 2 && lines[2].prose() {
		return true
	}
	switch {
	case l.stop && pauses(l.text):
		return l.words < 22
	case l.stop && !strings.HasSuffix(l.text, "."):
		return l.words < 22
	case l.stop:
		return l.words <= 12 && l.runes <= 80 && next.prose() && 2*next.runes >= 5*l.runes
	}
	stops, others := 0, 0
	for i := 1; i < len(lines) && i < headLines; i++ {
		if lines[i].prose() {
			others++
			if lines[i].stop {
				stops++
			}
		}
	}
	return others > 0 && 2*stops > others && next.runes > 60
}

// pauses reports whether a line ends in dots, as headlines do that lead to
// another.
func pauses(s string) bool { return strings.HasSuffix(s, "..") || strings.HasSuffix(s, "…") }

// headline picks the headline among the lines above the body, the first of
// which is the page's line number from; -1 if none looks like one. The page's
// first line is one if it can be, else the longest, or one that a breadcrumb
// repeats. A writer's name is none.
func (r *reader) headline(head []line, from int) int {
	best, most := -1, 0
	clean := from == 0
	above := 0 // lines that say nothing of themselves
	for i := range head {
		l := &head[i]
		if above > linesAbove {
			break // that is no page's head, but a poem or a list
		}
		if l.kind == none {
			above++
		}
		if l.kind != none || strings.HasSuffix(l.text, ".") && !pauses(l.text) || l.runes > titleRunes ||
			l.words < 2 && !clean || l.words <= 4 && r.name(l.text) != "" {
			clean = false
			continue
		}
		n := min(l.words, 10)
		if clean && l.words >= 3 {
			n += 10
		}
		for j := range i {
			if l.words >= 3 && strings.Contains(head[j].text, l.text) {
				n += 8
			}
		}
		clean = false
		if n > most {
			best, most = from+i, n
		}
	}
	return best
}

// owner takes the outlet's name from a page's last lines: it stands in one that
// says whose page it is, and alone in one above the headline.
func (r *reader) owner(lines []line, title int) {
	if r.in.Outlet != "" || title <= 0 {
		return
	}
	for i := len(lines) - 1; i > title && i >= len(lines)-lastLines; i-- {
		if !lines[i].owner {
			continue
		}
		for j := max(0, title-headLines); j < title; j++ {
			if l := &lines[j]; l.kind == none && l.words <= siteWords && len(l.text) > 3 && hasWords(lines[i].text, l.text) {
				r.outletNamed(l.text)
				return
			}
		}
	}
}

// nearHeadline is how many lines above the headline the day can stand.
const nearHeadline = 8

// publishedNear looks for the day in the lines from the page's top to the
// body's first paragraph, and in those that say that they give it.
func (r *reader) publishedNear(lines []line, title, first int) {
	for i := range lines {
		if r.page.Published != nil {
			return
		}
		l := &lines[i]
		if i != title && l.dated() && (i < first && i > title-nearHeadline || l.kind == dateline) {
			r.publishedBy(r.dateIn(l.text), "text")
		}
	}
}
