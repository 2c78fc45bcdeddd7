package main

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"قال الوزير":        "قال الوزير",
		"أ\nب\tج\u2028د":    "أ ب ج د",
		"\x1b[31mأحمر\x07":  "␛[31mأحمر␇",
		"\u009b31m\x7f":     "\uFFFD31m␡",
		"\u202eمقلوب\u202c": "مقلوب",
		"a\u2066b\u2069":    "ab",
		"می\u200cخواهد":     "می\u200cخواهد",
		"\u200f\ufeffأ":     "أ",
		"x\xffy":            "x\uFFFDy",
	} {
		if got := clean(in); got != want {
			t.Errorf("%q: %q, not %q", in, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("\x1b]8;;http://x\x07 قال \u2067")
	f.Fuzz(func(t *testing.T, s string) {
		out := clean(s)
		for _, r := range out {
			if unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
				t.Errorf("%q: %U is left", s, r)
			}
		}
		if !utf8.ValidString(out) && utf8.ValidString(s) {
			t.Errorf("%q: no UTF-8", s)
		}
		for _, line := range wrap(out, 20) {
			if cells(line) > 20+2 { // a single character may be wider than nothing
				t.Errorf("%q: a line of %d places", s, cells(line))
			}
		}
	})
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in, want string
		width    int
	}{
		{"one two three", "one two|three", 8},
		{"  one   two ", "one two", 20},
		{"", "", 10},
		{"abcdefghij k", "abcd|efgh|ij k", 4},
		{"قَالَ الْوَزِيرُ", "قَالَ الْوَزِيرُ", 10}, // diacritics take no place
	} {
		if got := strings.Join(wrap(c.in, c.width), "|"); got != c.want {
			t.Errorf("%q in %d: %q", c.in, c.width, got)
		}
	}
}

func TestFlow(t *testing.T) {
	parts := separate([]string{"صحيفة", "\x1b[1mوكالة\x1b[0m", "الوزير"}, " ← ")
	if got := flow(parts, 14, "  "); got != "صحيفة ← \x1b[1mوكالة\x1b[0m\n  ← الوزير" {
		t.Errorf("%q", got)
	}
}

func TestColumnsStandBelowEachOther(t *testing.T) {
	rows := [][]string{{"f1", isolate("شخصاً"), "x"}, {"f2", "people", "x"}, {"f10", isolate("قَتِيلًا"), "x"}}
	for _, line := range align(rows) {
		if n := cells(strings.TrimSuffix(line, "x")); n != 5+8 {
			t.Errorf("%q: the last column begins at %d", line, n)
		}
	}
}

func TestAmount(t *testing.T) {
	n := func(x float64) *float64 { return &x }
	for _, c := range []struct {
		f    isnad.Figure
		want string
	}{
		{isnad.Figure{Value: n(363), Low: n(363), Bound: isnad.AtLeast}, "≥ 363"},
		{isnad.Figure{Value: n(1e9), Unit: "usd", Bound: isnad.Exact}, "1,000,000,000 usd"},
		{isnad.Figure{Value: n(34.5), Unit: "percent", Bound: isnad.About}, "≈ 34.5 %"},
		{isnad.Figure{Low: n(3), High: n(5), Bound: isnad.Exact}, "3–5"},
		{isnad.Figure{Bound: isnad.UnknownBound}, "some"},
		{isnad.Figure{Value: n(-1234)}, "-1,234"},
	} {
		if got := amount(&c.f); got != c.want {
			t.Errorf("%+v: %s", c.f, got)
		}
	}
}
