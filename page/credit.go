package page

import (
	"strings"
	"unicode"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

const datelineTokens = 24

// undate cuts the dateline from the beginning of a paragraph, and lists it.
func (r *reader) undate(s string, first bool) string {
	head := cutAt(s, 160)
	if !first && !strings.ContainsAny(cutAt(s, 100), "(-–—:_") && len(s) > 60 {
		return s
	}
	latin, arabic := scripts(head)
	for i := range r.words {
		w := &r.words[i]
		if w.arabic && !arabic || !w.arabic && !latin || !w.arabic && arabic && !first {
			continue
		}
		t := text.Cut(head, w.lang)
		d := w.dateline(t, first)
		if d.end == 0 {
			continue
		}
		words := strings.TrimFunc(s[:d.end], blank)
		r.remove(dateline, words)
		for _, e := range d.credits {
			r.credit(e, words)
		}
		return strings.TrimFunc(s[d.end:], blank)
	}
	return s
}

func (r *reader) credit(e *lang.Entry, words string) {
	k := e.Field(2)
	if k == "generic" {
		k = "agency"
	}
	r.page.Credits = append(r.page.Credits, isnad.Credit{Name: e.Field(0), Kind: k, Words: words})
}

// credited is a dateline: where it ends, and the agencies that it names.
type credited struct {
	end     int // byte behind it, 0 if there is none
	credits []*lang.Entry
}

// dateline reads the dateline that a paragraph begins with.
//
//	بكين (رويترز) - …   القاهرة - أ ش أ: …   دمشق، سوريا (CNN) -- …
//	موسكو – وكالات – …   (أ ف ب) - …   الرياض - الوئام : …   أ ش أ
//
// It is a row of places and sources parted by marks, and a dash, a colon or a
// closing bracket ends it, or the line. A paragraph that is not the body's
// first must have a source and a place or brackets: «رويترز: ارتفاع …» is a
// headline. The first may have either.
func (w *words) dateline(t *text.Text, first bool) (d credited) {
	placed, bracket := false, false
	end, unknown := 0, 0
	i := 0
scan:
	for i < len(t.Tokens) && i < datelineTokens {
		k := &t.Tokens[i]
		if k.Kind == text.Mark {
			switch known := len(d.credits) > 0 || placed && i > 0; {
			case isEnd(k.Rune) && known && unknown <= 4:
				if unknown > 0 && !t.Is(i, ':') && !t.Is(i, ')') && len(d.credits) == 0 {
					break scan
				}
				end, unknown = i+1, 0
			case !isInner(k.Rune) && !isEnd(k.Rune):
				break scan
			}
			bracket = bracket || k.Rune == '('
			i++
			continue
		}
		if tatweelBefore(t, i) && (len(d.credits) > 0 || placed) && unknown == 0 {
			end = i
		}
		if e, n := t.Match(w.agencies, i); e != nil && k.Pro == 0 && ended(t, i+n) && begun(t, i) {
			d.credits = append(d.credits, e)
			i += n
			continue
		}
		if _, n := w.place(t, i); n > 0 && k.Pro == 0 && begun(t, i) && ended(t, i+n) && end == 0 {
			placed = true
			i += n
			continue
		}
		if unknown++; unknown > 4 || k.Kind == text.Number || end > 0 && !continues(t, i) {
			break
		}
		i++
	}
	whole := i == len(t.Tokens) && len(d.credits) > 0 && unknown <= 4
	switch {
	case whole:
		end = i
	case end == 0, !first && !(len(d.credits) > 0 && (placed || bracket)):
		return credited{}
	}
	d.end = int(t.Tokens[end-1].End)
	return d
}

// continues reports whether the words from token i on, behind what may be the
// end of a dateline, are more of it: a few, with a colon or a bracket behind.
//
//	الرياض - الوئام :   موسكو – وكالات – شبكة الإسراء والمعراج ( إسراج )
func continues(t *text.Text, i int) bool {
	for j := i; j < len(t.Tokens) && j < i+5; j++ {
		if t.Is(j, ':') || t.Is(j, '(') || t.Is(j, ')') {
			return true
		}
		if t.Tokens[j].Kind != text.Word {
			return false
		}
	}
	return len(t.Tokens) <= i+4
}

// isEnd reports whether r can end a dateline, isInner whether it can stand in it.
func isEnd(r rune) bool {
	switch r {
	case '-', '–', '—', ':', ')', '_', '―', '−':
		return true
	}
	return false
}

func isInner(r rune) bool {
	switch r {
	case '(', '،', ',', '/', '|', '"', '“', '”', '«', '»', '*', '●', '.':
		return true
	}
	return false
}

// begun and ended report whether a mark or an edge stands before token i.
func begun(t *text.Text, i int) bool {
	return i == 0 || t.Tokens[i-1].Kind == text.Mark || tatweelBefore(t, i)
}

func ended(t *text.Text, i int) bool {
	return i >= len(t.Tokens) || t.Tokens[i].Kind == text.Mark || tatweelBefore(t, i)
}

// tatweelBefore reports whether a lone tatweel, which some keyboards give for
// a dash («القاهرة ـ رويترز ـ»), stands before token i.
func tatweelBefore(t *text.Text, i int) bool {
	if i == 0 {
		return false
	}
	return strings.ContainsRune(t.Src[t.Tokens[i-1].End:t.Tokens[i].Start], 0x640)
}

// signed takes a name as the byline, and as a credit if it is an agency's.
func (r *reader) signed(name string) {
	name = strings.TrimFunc(plainText(name), notName)
	if name == "" || len(name) > 160 || strings.Contains(name, "://") || strings.Contains(name, "@") {
		return
	}
	for i := range r.words {
		w := &r.words[i]
		t := text.Cut(name, w.lang)
		for j := 0; j < len(t.Tokens); j++ {
			if e, n := t.Match(w.agencies, j); e != nil && begun(t, j) && ended(t, j+n) {
				r.credit(e, name)
				j += n - 1
			}
		}
	}
	if r.page.Byline == "" && (r.page.Outlet == nil || r.page.Outlet.Name != name) && hasNoDigit(name) {
		r.page.Byline = name
	}
}

func hasNoDigit(s string) bool {
	return !strings.ContainsFunc(s, unicode.IsDigit)
}

// sourced takes the credit of a note that the page was republished: the words
// behind «تم كتابته بواسطة» or «المصدر:», up to the next mark.
func (r *reader) sourced(l *line) {
	if !l.credits {
		return
	}
	name := strings.TrimLeftFunc(l.text[l.from:], notName)
	if i := strings.IndexFunc(name, func(c rune) bool { return unicode.IsPunct(c) || c == '|' }); i >= 0 {
		name = name[:i]
	}
	name = strings.TrimSpace(name)
	if name == "" || len(strings.Fields(name)) > 6 {
		return
	}
	for i := range r.words {
		t := text.Cut(name, r.words[i].lang)
		if e, n := t.Match(r.words[i].agencies, 0); e != nil && n == len(t.Tokens) {
			r.credit(e, l.text)
			return
		}
	}
	r.page.Credits = append(r.page.Credits, isnad.Credit{Name: name, Kind: "outlet", Words: l.text})
}
