package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

const datelineTokens = 24

// undate cuts the dateline from the beginning of a paragraph, and lists it.
func (r *reader) undate(s string, first bool) string {
	head := cutAt(s, 160)
	if !first && len(s) > 60 && !parted(cutAt(s, 100)) {
		return s
	}
	latin, arabic := scripts(head)
	for i := range r.words {
		w := r.words[i]
		if w.arabic && !arabic || !w.arabic && !latin || !w.arabic && arabic && !first {
			continue
		}
		if !first && len(r.own) == 0 && !w.maySource(head) {
			continue
		}
		t := text.Cut(head, w.lang)
		d := w.dateline(t, first, len(head) == len(s), r.own)
		if d.end == 0 && first {
			if end, name := w.slots(t); end > 0 {
				r.remove(dateline, strings.TrimFunc(s[:end], blank))
				if !r.isOutlet(name) {
					r.credit(name, "agency", strings.TrimFunc(s[:end], blank))
				}
				return strings.TrimFunc(s[end:], blank)
			}
		}
		if d.end == 0 {
			continue
		}
		words := strings.TrimFunc(s[:d.end], blank)
		r.remove(dateline, words)
		r.creditAll(d, words)
		rest := strings.TrimFunc(s[d.end:], blank)
		if after, ok := strings.CutPrefix(rest, "\u0640"); ok && strings.HasPrefix(after, " ") {
			rest = strings.TrimFunc(after, blank) // a tatweel for a dash
		}
		return rest
	}
	return s
}

// maySource reports, fast, whether one of the first words of s may be an agency.
func (w *words) maySource(s string) bool {
	n := 0
	for _, id := range text.IDs(s, w.lang) {
		if w.agencies.Begins(id) {
			return true
		}
		if n++; n == datelineTokens {
			break
		}
	}
	return false
}

// parted reports whether s has a mark that a dateline may end with, or a bracket
// that it may begin with: one of "(-–—:_".
func parted(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '(' || c == '-' || c == ':' || c == '_':
			return true
		case c == 0xE2 && (strings.HasPrefix(s[i:], "–") || strings.HasPrefix(s[i:], "—")):
			return true
		case c >= 0xC2:
			i++ // at least one byte more
		}
	}
	return false
}

// creditAll credits the sources of a dateline.
func (r *reader) creditAll(d credited, words string) {
	for _, e := range d.credits {
		k := e.Field(2)
		if k == "generic" {
			k = "agency"
		}
		r.credit(e.Field(0), k, words)
	}
	if d.own {
		r.credit(r.page.Outlet.Name, "outlet", words)
	}
}

// credit adds a credit, once.
func (r *reader) credit(name, kind, words string) {
	for _, c := range r.page.Credits {
		if c.Name == name && c.Kind == kind {
			return
		}
	}
	r.page.Credits = append(r.page.Credits, isnad.Credit{Name: name, Kind: kind, Words: words})
}

// credited is a dateline: where it ends, and the agencies that it names.
type credited struct {
	end     int // byte behind it, 0 if there is none
	credits []*lang.Entry
	own     bool // it names the page's outlet
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
//
// all says that t is the whole paragraph, own is the outlet's name in normal
// form.
func (w *words) dateline(t *text.Text, first, all bool, own []string) (d credited) {
	placed, bracket := false, false
	end, unknown := 0, 0
	source := -1 // the token behind the last source
	i := 0
scan:
	for i < len(t.Tokens) && i < datelineTokens {
		k := &t.Tokens[i]
		if k.Kind == text.Mark {
			switch known := len(d.credits) > 0 || d.own || placed && i > 0; {
			case isEnd(k.Rune) && known && unknown <= 4:
				if unknown > 0 && !t.Is(i, ':') && !t.Is(i, ')') && len(d.credits) == 0 {
					break scan
				}
				end, unknown = i+1, 0
			case k.Rune == '.' && placed && len(d.credits) > 0 && unknown == 0 && i == source:
				end = i + 1 // القاهرة - سبوتنيك. …
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
		if e, n := match(t, w.agencies, i); e != nil && k.Pro&^lang.Article == 0 && ended(t, i+n) && begun(t, i) {
			d.credits = append(d.credits, e)
			i += n
			source = i
			continue
		}
		if n := len(own); n > 0 && begun(t, i) && ended(t, i+n) && spelled(t, i, own) {
			d.own = true
			i += n
			continue
		}
		if _, n := w.place(t, i); n > 0 && k.Pro&^lang.Article == 0 && begun(t, i) && ended(t, i+n) && end == 0 {
			placed = true
			i += n
			continue
		}
		if unknown++; unknown > 4 || k.Kind == text.Number || end > 0 && !continues(t, i, all, source > 0) {
			break
		}
		i++
	}
	known := len(d.credits) > 0 || d.own && placed
	switch {
	case all && i == len(t.Tokens) && known && unknown <= 4:
		end = i
	case end == 0, !first && !(known && (placed || bracket)):
		return credited{}
	}
	d.end = int(t.Tokens[end-1].End)
	return d
}

// slots reads a dateline by its shape alone, «الهدارة – ترنا – لقي …»: a place, a
// dash, one word, the same dash, all with white space beside them, and then the
// text. A writer's name would be two words, and one that begins with a first
// name is a writer's.
func (w *words) slots(t *text.Text) (end int, name string) {
	var dash []int
	for i := 0; i < min(len(t.Tokens), 7) && len(dash) < 2; i++ {
		k := &t.Tokens[i]
		if k.Kind == text.Number || k.Line && i > 0 || w.light.Has(k.ID) {
			return 0, "" // «الحدث الذي - ربما - …» is prose
		}
		if k.Kind != text.Mark {
			continue
		}
		if k.Rune != '-' && k.Rune != '–' && k.Rune != '—' || !k.Gap || i+1 >= len(t.Tokens) || !t.Tokens[i+1].Gap {
			return 0, ""
		}
		dash = append(dash, i)
	}
	if len(dash) < 2 || dash[0] == 0 || dash[0] > 3 || dash[1] != dash[0]+2 || t.Tokens[dash[0]].Rune != t.Tokens[dash[1]].Rune || len(t.Tokens) < dash[1]+6 {
		return 0, ""
	}
	i := dash[0] + 1
	if e, _ := match(t, w.firstNames, i); e != nil {
		return 0, ""
	}
	return int(t.Tokens[dash[1]].End), t.Surface(i)
}

// closing credits the sources in brackets that the body ends with, which stay
// where they are: «… حتى مساء أمس. (أ ف ب)».
func (r *reader) closing() {
	const longest = 120
	s := r.page.Text
	end := strings.TrimRightFunc(s, func(c rune) bool { return !unicode.IsLetter(c) && c != ')' })
	open := strings.LastIndexByte(s[max(0, len(end)-longest):], '(')
	if !strings.HasSuffix(end, ")") || open < 0 {
		return
	}
	open += max(0, len(end)-longest)
	if open >= len(end) || !utf8.RuneStart(s[open]) {
		return
	}
	words := s[open:len(end)]
	for i := range r.words {
		w := r.words[i]
		t := text.Cut(words, w.lang)
		if d := w.dateline(t, false, true, nil); d.end == len(words) && len(d.credits) > 0 {
			before := len(r.page.Credits)
			r.creditAll(d, words)
			for j := before; j < len(r.page.Credits); j++ {
				r.page.Credits[j].Span = &isnad.Span{Start: open, End: len(end)}
			}
			return
		}
	}
}

// spelled reports whether the tokens from i on are those words.
func spelled(t *text.Text, i int, words []string) bool {
	if i+len(words) > len(t.Tokens) {
		return false
	}
	for j, w := range words {
		if t.Norm(i+j) != w {
			return false
		}
	}
	return true
}

// continues reports whether the words from token i on, behind what may be the
// end of a dateline, are more of it: a few to the line's end, or, if no source
// was named yet, to a colon.
//
//	الرياض - الوئام :   موسكو – وكالات – شبكة الإسراء والمعراج ( إسراج )
func continues(t *text.Text, i int, all, sourced bool) bool {
	if all && len(t.Tokens) <= i+7 && wordsIn(t, i, len(t.Tokens)) <= 4 {
		return true
	}
	for j := i; !sourced && j < len(t.Tokens) && j < i+5; j++ {
		if t.Tokens[j].Kind != text.Word {
			return t.Is(j, ':')
		}
	}
	return false
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

// The bounds of a byline.
const (
	nameBytes  = 160
	nameLength = 8 // words
)

// signed takes what a line says of its writer as the byline, and as a credit
// if it is an agency. The outlet's own name is no byline.
func (r *reader) signed(s string) {
	s = plainText(s)
	whole := strings.TrimFunc(s, blank)
	said := r.says(s, true)
	if said.kind == byline || said.credits {
		s = s[said.from:]
	} else if said.kind != none {
		return
	}
	name := strings.TrimFunc(r.beforeDay(beforeMark(strings.TrimLeftFunc(s, notName)), s), notName)
	if name == "" || len(name) > nameBytes || strings.ContainsAny(name, "@/") || len(strings.Fields(name)) > nameLength {
		return
	}
	for i := range r.words {
		w := r.words[i]
		t := text.Cut(s, w.lang)
		if d := w.dateline(t, true, true, r.own); d.end > 0 && (len(d.credits) > 0 || d.own) {
			r.creditAll(d, s)
			return
		}
	}
	if said.credits && !r.isOutlet(name) { // المصدر: ترنا
		r.credit(name, "outlet", whole)
		return
	}
	if r.page.Byline == "" && strings.Contains(name, " ") && !r.isOutlet(name) {
		r.page.Byline = name
	}
}

// beforeMark cuts what follows a name: a place, a day, an office.
//
//	حسام صالح - القاهرة   Jane Doe | 20 November
func beforeMark(s string) string {
	for i, c := range s {
		if i > 0 && (c == '|' || c == '•' || c == '·' || c == '–' || c == '(' || c == ':' || unicode.IsDigit(c) || c == '-' && s[i-1] == ' ') {
			return s[:i]
		}
	}
	return s
}

// beforeDay cuts a weekday off the end of a name behind which a date goes on in
// the line; without the date, «الخميس» may be the family's name.
//
//	رولا الكندوش الأحد 20 تشرين الأول 2024
func (r *reader) beforeDay(name, line string) string {
	_, rest, _ := strings.Cut(line, name)
	if c, _ := utf8.DecodeRuneInString(rest); !unicode.IsDigit(c) {
		return name
	}
	for i := range r.words {
		t := text.Cut(name, r.words[i].lang)
		if last := len(t.Tokens) - 1; last > 0 {
			if e, _ := match(t, r.words[i].weekdays, last); e != nil {
				return name[:t.Tokens[last].Start]
			}
		}
	}
	return name
}

// isOutlet reports whether a name is that of the page's outlet or its domain.
func (r *reader) isOutlet(name string) bool {
	name = strings.ReplaceAll(lang.Normal(name), " ", "")
	if r.alias != "" && strings.Contains(r.alias, name) {
		return true
	}
	if r.page.Outlet == nil {
		return false
	}
	outlet := strings.ReplaceAll(lang.Normal(r.page.Outlet.Name), " ", "")
	return outlet != "" && (strings.Contains(outlet, name) || strings.Contains(name, outlet)) ||
		len(name) > 3 && strings.Contains(r.page.Outlet.Domain, name)
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
		if e, n := match(t, r.words[i].agencies, 0); e != nil && n == len(t.Tokens) {
			r.creditAll(credited{credits: []*lang.Entry{e}}, l.text)
			return
		}
	}
	r.credit(name, "outlet", l.text)
}
