package export

import (
	"cmp"
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed words.tsv
var wordList string

// reportWords are the words of a report by language and key.
var reportWords = readWords(wordList)

func readWords(list string) map[string]map[string]string {
	words := map[string]map[string]string{"en": {}, "ar": {}}
	for line := range strings.Lines(list) {
		if f := strings.Split(strings.TrimSuffix(line, "\n"), "\t"); len(f) == 3 && f[0][0] != '#' {
			words["en"][f[0]], words["ar"][f[0]] = f[1], f[2]
		}
	}
	return words
}

// Word is one of the report's own words; a key that the list does not have, as a newer
// type of difference, stands for itself.
func (r *report) Word(key string) string {
	if w := r.words[key]; w != "" {
		return w
	}
	return shown(strings.ReplaceAll(key, "_", " "))
}

var digits = regexp.MustCompile(`\d+`)

// counted puts the sentence that explains a count into the report's language, part by
// part; a part that the list of words does not have stays as it is.
func (r *report) counted(how string) string {
	parts := strings.Split(how, "; ")
	for i, part := range parts {
		n := digits.FindString(part)
		if pattern := r.words[strings.Replace(part, n, "%d", 1)]; n != "" && pattern != "" {
			parts[i] = strings.Replace(pattern, "%d", n, 1)
		} else {
			parts[i] = cmp.Or(r.words[part], part)
		}
	}
	return strings.Join(parts, r.Word("semicolon")+" ")
}

// partOfDay is how a time ends that is less than a day, in the manner of TIMEX3.
var partOfDay = regexp.MustCompile(`T(MO|MI|AF|EV|NI)$`)

// when is a time in a form for people.
func (r *report) when(value string) string {
	ends := strings.Split(shown(value), "/")
	for i, end := range ends {
		if m := partOfDay.FindString(end); m != "" {
			end = strings.TrimSuffix(end, m) + r.Word("comma") + " " + r.Word(m)
		}
		ends[i] = strings.Replace(end, "T", " ", 1)
	}
	return strings.Join(ends, " – ")
}

// moment is a time of capture or publication as people write it.
func moment(at string) string {
	return strings.Replace(strings.Replace(shown(at), "T", " ", 1), "Z", " UTC", 1)
}

var long = regexp.MustCompile(`(^|–)\d{5,}`)

// thousands sets the digits of whole numbers apart by threes.
func thousands(value string) string {
	return long.ReplaceAllStringFunc(value, func(s string) string {
		dash := len(s) - len(strings.TrimPrefix(s, "–"))
		for i := len(s) - 3; i > dash; i -= 3 {
			s = s[:i] + "," + s[i:]
		}
		return s
	})
}

// shown are words of a page as a report shows them: on one line; bidi controls that
// would turn what stands around them, and other controls, as their numbers, so that
// nobody overlooks them.
func shown(s string) string {
	var b strings.Builder
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = true
			continue
		case space:
			b.WriteByte(' ')
			space = false
		}
		switch {
		case r == utf8.RuneError, r == 0x200C, r == 0x200D, r == 0x200E, r == 0x200F, r == 0x61C, r == 0xFE0F:
			b.WriteRune(r) // part of how words are written
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			fmt.Fprintf(&b, "⟨U+%04X⟩", r)
		default:
			b.WriteRune(r)
		}
	}
	if space {
		b.WriteByte(' ')
	}
	return b.String()
}
