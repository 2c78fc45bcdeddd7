package isnad

import "unicode/utf8"

// Span is a place in a record's text: the half-open range of bytes from Start
// to End. In JSON it is counted in Unicode code points and carries the words
// themselves, {"start":120,"end":148,"exact":"…"}, as in the W3C Web
// Annotation TextPositionSelector; Record's MarshalJSON and UnmarshalJSON do
// the counting.
type Span struct {
	Start, End int

	// exact is what a decoded record said stood here; Check compares it.
	exact string
}

// In returns the words of text that the span covers. The span must fit.
func (s Span) In(text string) string { return text[s.Start:s.End] }

// Empty reports whether the span covers nothing.
func (s Span) Empty() bool { return s.End <= s.Start }

// Contains reports whether o lies inside s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Overlaps reports whether s and o share a byte.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Fits reports whether the span is not empty, lies inside text and begins and
// ends between two code points.
func (s Span) Fits(text string) bool {
	return 0 <= s.Start && s.Start < s.End && s.End <= len(text) &&
		utf8.RuneStart(text[s.Start]) &&
		(s.End == len(text) || utf8.RuneStart(text[s.End]))
}
