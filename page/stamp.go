package page

import (
	"strings"

	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// The bounds of a line of stamps.
const (
	stampBytes = 300
	dayWords   = 4 // that a day has beside its numbers and months
	valueWords = 4 // behind a label
)

// stamps is what a line under a headline is made of.
type stamps struct {
	labels  int  // phrases of furniture
	first   kind // of the first of them
	unknown int  // words that belong to nothing
	ago     bool
	// the words behind a label that says that they name the page's source
	from, to int
}

// stampLine lists a line between headline and text that is nothing but the day or
// how long ago it was, with labels, links and counts beside it, and credits the
// source that it names. It reports whether the line was one.
//
//	منذ 3 ساعات   منذ 3 ساعات المصدر: رويترز   الأحد 3 مارس 2024 نسخة للطباعة تكبير الخط
func (r *reader) stampLine(s string) bool {
	if len(s) > stampBytes {
		return false
	}
	for i := range r.words {
		w := r.words[i]
		k := w.stamps(text.Cut(s, w.lang))
		switch {
		case k.unknown == 0 && k.ago, k.unknown <= dayWords && k.labels > 0 && r.dateIn(s) != "":
			k.first = dateline
		case k.unknown > 0 || k.labels < 2:
			continue
		}
		r.remove(k.first, s)
		if k.to > k.from {
			r.sourced(&line{text: s[:k.to], saying: saying{credits: true, from: k.from}})
		}
		return true
	}
	return false
}

// stamps takes a line apart into labels, numbers, months and the rest.
func (w *words) stamps(t *text.Text) (k stamps) {
	left, source := 0, false // words that the last label may have, and whether they are the source's
	for i := 0; i < len(t.Tokens); {
		switch t.Tokens[i].Kind {
		case text.Number:
			left = 0
			i++
			continue
		case text.Mark:
			if e, n := match(t, w.furniture, i); e != nil {
				k.label(e)
				i += n
				continue
			}
			if strings.ContainsRune("|•·/", t.Tokens[i].Rune) {
				left = 0
			}
			i++
			continue
		}
		e, n := match(t, w.furniture, i)
		month, days := match(t, w.monthNames, i)
		switch {
		case e != nil && e.Field(1) == "ago" && counts(t, i+n):
			k.ago, left = true, 0
			i += n + 2
		case e != nil && e.Field(1) != "ago" && t.Tokens[i].Pro&^lang.Article == 0:
			k.ago = k.ago || kind(e.Field(0)) == dateline && e.Field(1) == "is"
			k.label(e)
			left, source = 0, e.Field(1) == "source"
			if source || e.Field(1) == "start" || e.Field(1) == "name" || e.Field(1) == "date" {
				left = valueWords
			}
			i += n
		case month != nil:
			i += days
		case left > 0:
			left--
			if source && k.to == 0 {
				k.from = int(t.Tokens[i].Start)
			}
			if source {
				k.to = int(t.Tokens[i].End)
			}
			i++
		default:
			k.unknown++
			i++
		}
	}
	return k
}

// label counts a phrase of furniture.
func (k *stamps) label(e *lang.Entry) {
	if k.labels == 0 {
		k.first = kind(e.Field(0))
	}
	k.labels++
}

// counts reports whether a number stands at token i that is no year, and a word
// behind it.
func counts(t *text.Text, i int) bool {
	n := number(t, i)
	return 0 <= n && n < firstYear && i+1 < len(t.Tokens) && t.Tokens[i+1].Kind == text.Word
}
