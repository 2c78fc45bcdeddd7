package page

import (
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

const datelineTokens = 24

// undate cuts the dateline from the beginning of a paragraph, and lists it.
func (r *reader) undate(s string, first bool) string {
	for i := range r.words {
		w := &r.words[i]
		t := text.Cut(cutAt(s, 200), w.lang)
		d := w.dateline(t, first, lang.Normal(r.in.Outlet))
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
// It is a row of places and sources parted by marks, with a dash, a colon or a
// closing bracket behind it, or nothing. One of them must be a known source;
// or else the paragraph is the first and a known city opens it before a dash.
func (w *words) dateline(t *text.Text, first bool, outlet string) credited {
	var d credited
	var got []*lang.Entry
	placed := false
	end := 0 // tokens that are surely dateline
	unknown := 0
	i := 0
	for i < len(t.Tokens) && i < datelineTokens {
		k := &t.Tokens[i]
		if k.Kind == text.Mark {
			if isEnd(k.Rune) && (len(got) > 0 || placed && first && i > 0) && unknown <= 3 {
				end = i + 1
				unknown = 0
			} else if !isInner(k.Rune) && !isEnd(k.Rune) {
				break
			}
			i++
			continue
		}
		if tatweelBefore(t, i) && (len(got) > 0 || placed && first) && unknown <= 3 {
			end, unknown = i, 0
		}
		if end > 0 && !t.Is(i-1, '(') {
			// behind a finished dateline only more of it may follow
			e, n := t.Match(w.agencies, i)
			if e == nil || !ended(t, i+n) {
				break
			}
		}
		if e, n := t.Match(w.agencies, i); e != nil && k.Pro == 0 && ended(t, i+n) && begun(t, i) {
			got = append(got, e)
			i += n
			if i == len(t.Tokens) {
				end = i
			}
			continue
		}
		if e, n := t.Match(w.places, i); e != nil && k.Pro == 0 && begun(t, i) {
			placed = true
			i += n
			continue
		}
		if unknown++; unknown > 3 {
			break
		}
		i++
	}
	if end == 0 {
		return d
	}
	d.end = int(t.Tokens[end-1].End)
	d.credits = got
	return d
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
