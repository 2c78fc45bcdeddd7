package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/isnad-project/isnad"
)

// mark is a passage of a text that something is to be shown of. Marks may hold each other,
// and may cross.
type mark struct {
	isnad.Span
	ID     string // the place's name in the page; may be empty
	Class  string
	Target string // where a click leads; empty if nowhere
}

// run is a piece of a text that the same marks cover.
type run struct {
	Pieces  []piece
	Class   string   // of its marks
	Begin   []string // ids of the marks that begin with it
	Target  string   // of the shortest mark that leads somewhere, if it has a letter or a digit
	Leading bool     // the first run that leads there
}

// spoken reports whether a run has a letter or a digit.
func (r *run) spoken() bool {
	return slices.ContainsFunc(r.Pieces, func(p piece) bool {
		return strings.ContainsFunc(p.Text, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) })
	})
}

// piece is a part of a run: words, or a control character by its name. Those would turn the
// text around it, or be seen by nobody.
type piece struct {
	Text   string
	Hidden bool
}

// runs cuts a text where marks begin and end, and at the ends of its lines: each line is a
// list of runs, which one behind the other are the line. Marks that are empty or beyond the
// text are left out.
func runs(text string, marks []mark) [][]run {
	marks = slices.DeleteFunc(slices.Clone(marks), func(m mark) bool { return !m.Fits(text) })
	slices.SortStableFunc(marks, func(a, b mark) int { // those that hold others first
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	var cuts []int
	for _, m := range marks {
		cuts = append(cuts, m.Start, m.End)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var out [][]run
	var open []mark
	led := map[string]bool{}
	at := 0
	for line := range strings.SplitSeq(text, "\n") {
		end := at + len(line)
		var of []run
		for at < end {
			to := end
			if i, _ := slices.BinarySearch(cuts, at+1); i < len(cuts) {
				to = min(to, cuts[i])
			}
			open = slices.DeleteFunc(open, func(m mark) bool { return m.End <= at })
			var begin []string
			for len(marks) > 0 && marks[0].Start <= at {
				if m := marks[0]; m.End > at {
					open = append(open, m)
					if m.ID != "" {
						begin = append(begin, m.ID)
					}
				}
				marks = marks[1:]
			}
			of = append(of, covered(text[at:to], open, begin, led))
			at = to
		}
		out = append(out, of)
		at = end + 1
	}
	return out
}

// covered is the run of some words that marks cover.
func covered(words string, open []mark, begin []string, led map[string]bool) run {
	r := run{Pieces: pieces(words), Begin: begin}
	var classes []string
	shortest := -1
	for i, m := range open {
		for class := range strings.FieldsSeq(m.Class) {
			if slices.Contains(classes, class) {
				class += "2" // one in another
			}
			if !slices.Contains(classes, class) {
				classes = append(classes, class)
			}
		}
		if m.Target != "" && (shortest < 0 || m.End-m.Start <= open[shortest].End-open[shortest].Start) {
			shortest = i
		}
	}
	r.Class = strings.Join(classes, " ")
	if shortest >= 0 && r.spoken() { // a space alone is nothing to follow
		r.Target = open[shortest].Target
		r.Leading = !led[r.Target]
		led[r.Target] = true
	}
	return r
}

// pieces parts words from what nobody sees of them.
func pieces(words string) (out []piece) {
	from := 0
	for i, r := range words {
		if !concealed(r) {
			continue
		}
		if i > from {
			out = append(out, piece{Text: words[from:i]})
		}
		out = append(out, piece{Text: fmt.Sprintf("U+%04X", r), Hidden: true})
		from = i + len(string(r))
	}
	if from < len(words) {
		out = append(out, piece{Text: words[from:]})
	}
	return out
}

// concealed tells characters that turn the direction of what follows, that controls are, or
// that break a line where the text has none. Marks of one letter's direction are left: pages
// have them rightly, and they harm nothing.
func concealed(r rune) bool {
	switch {
	case r == '\t':
		return false
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0x2028, r == 0x2029:
		return true
	case r >= 0xE0000 && r <= 0xE007F: // tags: text within text
		return true
	}
	return unicode.IsControl(r)
}

// inLine are the runs of a part of a text, on one line.
func inLine(text string, part isnad.Span, marks []mark) []run {
	moved := slices.Clone(marks)
	for i := range moved {
		m := &moved[i]
		m.Start, m.End = max(m.Start, part.Start)-part.Start, min(m.End, part.End)-part.Start
	}
	var out []run
	for _, line := range runs(part.In(text), moved) {
		if len(out) > 0 && len(line) > 0 {
			out = append(out, run{Pieces: []piece{{Text: " "}}})
		}
		out = append(out, line...)
	}
	return out
}

// spanOf is the place of a passage, which is counted in code points, in bytes.
func spanOf(text string, p *isnad.Passage) (s isnad.Span, ok bool) {
	if p == nil {
		return s, false
	}
	n, s := 0, isnad.Span{Start: -1, End: -1}
	for i := range text {
		if n == p.Start {
			s.Start = i
		}
		if n == p.End {
			s.End = i
			break
		}
		n++
	}
	if s.End < 0 && n == p.End {
		s.End = len(text)
	}
	return s, s.Start >= 0 && s.Fits(text) && s.In(text) == p.Exact
}
