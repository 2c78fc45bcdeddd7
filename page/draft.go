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
	s = cutAt(s, 2*manyRunes)
	for i := 0; i < len(s); l.runes++ {
		c, n := rune(s[i]), 1
		if c >= 0xC2 && c <= 0xDF && i+1 < len(s) && s[i+1]&0xC0 == 0x80 {
			c, n = c&0x1F<<6|rune(s[i+1]&0x3F), 2
		} else if c >= utf8.RuneSelf {
			c, n = utf8.DecodeRuneInString(s[i:])
		}
		i += n
		var class lang.Class
		if c < lang.SmallEnd {
			class = lang.FoldSmall(c).Class
		} else {
			class, _, _ = lang.Fold(c)
		}
		switch class {
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

// dated reports whether a line is short enough to be a day and little else.
func (l *line) dated() bool { return l.words <= 11 && l.runes < 90 }

// bodyStart is the index of the first line but the headline that can be of the
// body: the first paragraph, or where there is none, the second line.
func bodyStart(lines []line, title int) int {
	for i := range lines {
		if i != title && lines[i].prose() {
			return i
		}
	}
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

// bodyEnd is the index behind the last line that can be of the body. Behind
// the last paragraph the body goes on up to the first furniture, and a section
// of comments ends it though they read like paragraphs.
func bodyEnd(lines []line, first int) int {
	end := len(lines)
	paragraphs := 0
	for i := first; i < len(lines); i++ {
		if lines[i].prose() {
			paragraphs++
		}
		if lines[i].kind == comment && lines[i].opens && paragraphs > 1 {
			end = i
			break
		}
	}
	last := end - 1
	for last > first && !lines[last].prose() {
		last--
	}
	if !lines[last].prose() {
		return end
	}
	// Behind it short lines go on up to a line of furniture, sentences up to
	// one that opens a section.
	body, parted := last+1, false
	for i := last + 1; i < end; i++ {
		switch l := &lines[i]; {
		case l.opens || l.kind == comment:
			return body
		case l.kind == none && (!parted || l.stop && l.words > 3):
			body = i + 1
		case l.kind != none && l.kind != byline && l.kind != disclaimer && !l.mute:
			parted = true
		}
	}
	return body
}

// relatedLines is the longest list of related articles inside a body.
const relatedLines = 12

// draft is the article that is being put together.
type draft struct {
	*reader
	head string
	body []string
	// Lines that can still belong to the furniture that an earlier line opened.
	left int
	open kind
}

// article makes the page of lines, of which the one at title is the headline;
// if that is -1 the headline is name, which no line has.
func (r *reader) article(lines []line, title int, name string) error {
	d := &draft{reader: r, head: name}
	first := bodyStart(lines, title)
	end := bodyEnd(lines, first)
	signed := signature(lines, title, end)
	for i := range lines {
		l := &lines[i]
		switch {
		case i == title:
			d.head = r.unlabel(l.text)
		case i < title || i >= end:
			d.outside(l)
		case l.mute:
			d.muted(l)
		case l.trail:
			d.sign(l)
		case l.kind != none:
			d.furniture(l)
		case d.listed(l):
			r.remove(d.open, l.text)
		case i < first && r.brief(l, first-title <= briefLines):
		case i >= signed:
			d.sign(l)
		default:
			d.left = 0
			if s := r.undate(l.text, len(d.body) == 0 && l.prose()); s != "" {
				d.body = append(d.body, s)
			}
		}
	}
	if len(d.body) == 0 {
		return ErrNoArticle
	}
	r.compose(d.head, d.body)
	r.closing()
	return nil
}

// signature is the index of the first of the few short lines without an end
// that stand under a body whose last paragraph ends: the writer's name, office
// and address.
func signature(lines []line, title, end int) int {
	i := end
	for i > title+1 && i > end-4 {
		l := &lines[i-1]
		if l.kind == none && (l.stop || l.words > 5) {
			break
		}
		i--
	}
	if i-1 <= title || lines[i-1].kind != none || !lines[i-1].stop || lines[i-1].words < 5 {
		return end
	}
	return i
}

// sign takes a line of the signature.
func (d *draft) sign(l *line) {
	if d.undate(l.text, true) == "" {
		return
	}
	if who := d.name(l.text); who != "" {
		d.remove(byline, l.text)
		d.signed(who)
		return
	}
	d.remove(nav, l.text)
}

// outside takes a line above the headline or under the body.
func (d *draft) outside(l *line) {
	switch {
	case l.trail:
		d.sign(l)
	case l.kind != none:
		d.furniture(l)
	case d.open != none:
		d.remove(d.open, l.text)
	default:
		d.remove(nav, l.text)
	}
}

// muted takes a line without letters: a number that a link tore out of its
// sentence stays, all else goes.
func (d *draft) muted(l *line) {
	n := len(d.body)
	if n > 0 && !endsSentence(d.body[n-1]) && l.words > 0 {
		d.body = append(d.body, l.text)
		return
	}
	d.remove(nav, l.text)
}

// furniture takes a line of furniture, and what it tells.
func (d *draft) furniture(l *line) {
	d.remove(l.kind, l.text)
	d.left, d.open = 0, none
	if l.opens {
		d.left, d.open = relatedLines, l.kind
	}
	switch l.kind {
	case byline:
		d.signed(l.text[l.from:])
	case disclaimer:
		d.sourced(l)
	}
}

// listed reports whether a line belongs to the list that an earlier one opened:
// no paragraph, or the very first behind it.
func (d *draft) listed(l *line) bool {
	if d.left == 0 || l.runes >= 160 || l.prose() && d.left < relatedLines {
		return false
	}
	d.left--
	return true
}

// briefLines are the most short lines between headline and body; where there
// are more they are the body, as in a recipe.
const briefLines = 5

// brief takes a short line between headline and body: a dateline, the day, a
// writer's name, or, if there are few, the words under a picture. It reports
// whether it was one.
func (r *reader) brief(l *line, few bool) bool {
	if l.stop {
		return false
	}
	if l.dated() && r.dateIn(l.text) != "" {
		r.remove(dateline, l.text)
		return true
	}
	if r.stampLine(l.text) {
		return true
	}
	switch who := r.name(l.text); {
	case l.words <= 10 && r.undate(l.text, true) == "":
	case who != "" && l.words <= 8:
		r.remove(byline, l.text)
		r.signed(who)
	case few && l.words <= 3 && !strings.HasSuffix(l.text, ":"):
		r.remove(caption, l.text)
	default:
		return false
	}
	return true
}

// name returns the person's name that a short line is, or begins with before a
// dash: one that begins with a given name, or that a city and a mark stand
// before.
//
//	حسام صالح   السويس - حسام صالح   حسام صالح - تصوير: محمد علي
func (r *reader) name(s string) string {
	for i := range r.words {
		w := r.words[i]
		t := text.Cut(cutAt(s, glance), w.lang)
		at := 0
		if _, n := w.place(t, 0); n > 0 && n < len(t.Tokens) && (t.Tokens[n].Kind == text.Mark || tatweelBefore(t, n)) {
			at = n
			for at < len(t.Tokens) && t.Tokens[at].Kind == text.Mark {
				at++
			}
		}
		end := at
		for end < len(t.Tokens) && t.Tokens[end].Kind == text.Word && (end == at || !tatweelBefore(t, end)) {
			end++
		}
		if end-at < 2 || end-at > 4 || t.Tokens[at].Pro&^lang.Article != 0 || at == 0 && end == len(t.Tokens) && end > 4 {
			continue
		}
		e, _ := match(t, w.firstNames, at)
		_, placed := w.place(t, at)
		if e != nil || at > 0 && placed == 0 && t.Tokens[at].Pro&lang.Article == 0 {
			return s[t.Tokens[at].Start:t.Tokens[end-1].End]
		}
	}
	return ""
}

// place matches the name of a city or town at token i.
func (w *words) place(t *text.Text, i int) (*lang.Entry, int) {
	if e, n := match(t, w.places, i); e != nil {
		return e, n
	}
	return match(t, w.towns, i)
}

// unlabel takes a section's label from the headline: «أخبار سوريا : …».
func (r *reader) unlabel(title string) string {
	if !strings.ContainsAny(title, ":|-") {
		return title
	}
	for i := range r.words {
		w := r.words[i]
		if len(w.labels.Entries) == 0 {
			continue
		}
		t := text.Cut(cutAt(title, glance), w.lang)
		e, n := match(t, w.labels, 0)
		if e == nil || n+2 > len(t.Tokens) || !t.Is(n, ':') && !t.Is(n, '|') && !t.Is(n, '-') {
			continue
		}
		from := int(t.Tokens[n+1].Start)
		r.remove(nav, strings.TrimFunc(title[:from], blank))
		return title[from:]
	}
	return title
}

// notName reports whether c stands round names, a lone tatweel among it.
func notName(c rune) bool { return !unicode.IsLetter(c) || c == 0x640 }
