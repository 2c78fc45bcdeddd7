package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// line is a line of the page: in plain text, or a block of HTML.
type line struct {
	text  string
	runes int // at most manyRunes are counted
	words int
	stop  bool // ends as a sentence does
	saying
}

const manyRunes = 400

func newLine(s string) line {
	l := line{text: s, stop: endsSentence(s)}
	in := false
	for _, c := range cutAt(s, 2*manyRunes) {
		l.runes++
		switch k, _, _ := lang.Fold(c); k {
		case lang.Space:
			in = false
		case lang.Letter, lang.Digit:
			if !in {
				l.words++
			}
			in = true
		}
	}
	return l
}

// endsSentence reports whether the last letter of s is followed by a mark that
// ends a sentence.
func endsSentence(s string) bool {
	for i := 0; i < 6 && len(s) > 0; i++ {
		c, n := utf8.DecodeLastRuneInString(s)
		switch c {
		case '.', '؟', '?', '!', '…', '۔':
			return true
		}
		if k, _, _ := lang.Fold(c); k == lang.Letter || k == lang.Digit {
			return false
		}
		s = s[:len(s)-n]
	}
	return false
}

// prose reports whether a line reads like a paragraph of an article.
func (l *line) prose() bool {
	return l.kind == none && (l.runes >= 140 || l.runes >= 60 && l.stop)
}

// lastLines are the lines at a page's end that are read whole, though they look
// like paragraphs: disclaimers stand there.
const lastLines = 6

// plain finds the article in a page that comes as lines of text.
func (r *reader) plain() error {
	var lines []line
	for s := range strings.SplitSeq(r.in.Text, "\n") {
		s = strings.TrimFunc(s, blank)
		if s == "" {
			continue
		}
		l := newLine(s)
		l.saying = r.says(s, !l.prose())
		lines = append(lines, l)
	}
	for i := max(0, len(lines)-lastLines); i < len(lines); i++ {
		if l := &lines[i]; l.prose() {
			l.saying = r.says(l.text, true)
		}
	}
	if len(lines) == 0 {
		return ErrEmpty
	}
	first := bodyStart(lines, -1)
	title := headline(lines[:first])
	if first == 0 && len(lines) > 2 && lines[0].words < 18 && lines[1].words <= 4 && !lines[1].stop && lines[2].prose() {
		title = 0 // a headline with a full stop, and a name or an agency under it
	}
	if err := r.article(lines, title); err != nil {
		return err
	}
	r.publishedBy(addressDate(r.in.URL), "url")
	r.publishedNear(lines, title, first)
	r.page.Language = r.languageOf(r.page.Text, r.in.Language)
	return nil
}

// bodyStart is the index of the first line but the headline that can be of the
// body.
func bodyStart(lines []line, title int) int {
	for i := range lines {
		if i != title && lines[i].prose() {
			return i
		}
	}
	return firstUnsaid(lines)
}

func blank(c rune) bool {
	return unicode.IsSpace(c) || c == 0 || c == 0xFEFF || c == 0x200B
}

// article makes the page of lines, of which the one at title is the headline;
// -1 if none is.
func (r *reader) article(lines []line, title int) error {
	first := bodyStart(lines, title)
	last := lastOfBody(lines, first)
	var head string
	var body []string
	skip := 0 // lines of a list of related articles that are still to come
	for i := range lines {
		l := &lines[i]
		switch {
		case i == title:
			head = r.unlabel(l.text)
			continue
		case i < title || i > last:
			k := l.kind
			if k == none {
				k = nav
			}
			r.remove(k, l.text)
			continue
		case l.kind != none:
			r.removeLine(l)
			skip = 0
			if l.opens {
				skip = 12
			}
			continue
		case skip > 0 && !l.prose() && l.runes < 160:
			r.remove(related, l.text)
			skip--
			continue
		case i < first && l.words <= 4 && !l.stop:
			r.nameOrCaption(l)
			continue
		}
		skip = 0
		s := r.undate(l.text, len(body) == 0)
		if s != "" {
			body = append(body, s)
		}
	}
	if len(body) == 0 {
		return ErrNoArticle
	}
	r.compose(head, body)
	return nil
}

// firstUnsaid is where the body begins on a page without one good paragraph.
func firstUnsaid(lines []line) int {
	n := 0
	for i := range lines {
		if lines[i].kind == none {
			if n++; n == 2 {
				return i
			}
		}
	}
	return 0
}

// lastOfBody is the last line that can be of the body: behind it comes what
// stands under articles.
func lastOfBody(lines []line, first int) int {
	last := len(lines) - 1
	for i := first; i < len(lines); i++ {
		if lines[i].kind == comment && lines[i].opens {
			last = i - 1
			break
		}
	}
	for i := last; i > first; i-- {
		if lines[i].prose() {
			// what follows the last paragraph is body up to the first furniture
			for j := i + 1; j <= last; j++ {
				if lines[j].kind != none && lines[j].kind != byline && lines[j].kind != disclaimer {
					return j - 1
				}
			}
			return last
		}
	}
	return last
}

// headline picks the headline among the lines above the body, -1 if none
// looks like one.
func headline(head []line) int {
	best, most := -1, 0
	clean := true
	for i := range head {
		l := &head[i]
		if l.kind != none || l.stop && strings.HasSuffix(l.text, ".") || l.runes > 220 || l.words < 2 {
			clean = false
			continue
		}
		n := min(l.words, 10)
		if clean && l.words >= 3 {
			n += 10
		}
		for j := range i {
			if strings.Contains(head[j].text, l.text) && l.words >= 3 {
				n += 8
			}
		}
		clean = false
		if n > most {
			best, most = i, n
		}
	}
	return best
}

// unlabel takes a section's label from the headline: «أخبار سوريا : …».
func (r *reader) unlabel(title string) string {
	for i := range r.words {
		w := &r.words[i]
		t := text.Cut(cutAt(title, glance), w.lang)
		e, n := t.Match(w.labels, 0)
		if e == nil || n+2 > len(t.Tokens) || !t.Is(n, ':') && !t.Is(n, '|') && !t.Is(n, '-') {
			continue
		}
		from := int(t.Tokens[n+1].Start)
		r.remove(nav, strings.TrimFunc(title[:from], blank))
		return title[from:]
	}
	return title
}

// removeLine lists a line of furniture, and what it tells.
func (r *reader) removeLine(l *line) {
	r.remove(l.kind, l.text)
	switch l.kind {
	case byline:
		r.signed(l.text[l.from:])
	case disclaimer:
		r.sourced(l)
	}
}

// publishedNear looks for the day in the lines from the page's top to the
// body's first paragraph, and in those that say that they give it.
func (r *reader) publishedNear(lines []line, title, first int) {
	for i := range lines {
		if r.page.Published != nil {
			return
		}
		l := &lines[i]
		if i != title && l.runes < 120 && (i < first && i > title-8 || l.kind == dateline) {
			r.publishedBy(r.dateIn(l.text), "text")
		}
	}
}

func notName(c rune) bool { return !unicode.IsLetter(c) }

// nameOrCaption takes a short line between headline and body: a dateline, a
// writer's name, or the words under a picture.
func (r *reader) nameOrCaption(l *line) {
	switch {
	case r.undate(l.text, true) == "":
	case r.named(l.text):
		r.remove(byline, l.text)
		r.signed(l.text)
	default:
		r.remove(caption, l.text)
	}
}

// named reports whether a line is the name of a person: it begins with a given
// name.
func (r *reader) named(s string) bool {
	for i := range r.words {
		w := &r.words[i]
		t := text.Cut(cutAt(s, glance), w.lang)
		if len(t.Tokens) < 2 {
			continue
		}
		if e, _ := t.Match(w.firstNames, 0); e != nil && t.Tokens[0].Pro == 0 {
			return true
		}
	}
	return false
}
