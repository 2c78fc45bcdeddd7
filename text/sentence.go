package text

import "github.com/isnad-project/isnad/lang"

// divide finds paragraphs (lines) and sentences.
//
// A sentence ends at . ! ? ؟ or … with white space behind it, or behind the
// speech marks and brackets that close there. A full stop does not end one
// behind a single letter («د. خالد», «أ. ش. أ»), between digits ("6. 1", as some
// pages print 1.6), or as one of two dots, which Arabic headlines use as a
// pause.
func (t *Text) divide() {
	start, line := 0, 0
	var abbreviations *lang.List
	if t.Lang != nil {
		abbreviations = t.Lang.List("abbreviations")
	}
	for i := range t.Tokens {
		if i > 0 && t.Tokens[i].Line {
			t.Paragraphs = append(t.Paragraphs, Range{line, i})
			line = i
			if start < i {
				t.Sentences = append(t.Sentences, Range{start, i})
			}
			start = i
		}
		if end := t.sentenceEnd(i, abbreviations); end > 0 && end > start {
			t.Sentences = append(t.Sentences, Range{start, end})
			start = end
		}
	}
	if n := len(t.Tokens); n > line {
		t.Paragraphs = append(t.Paragraphs, Range{line, n})
		if start < n {
			t.Sentences = append(t.Sentences, Range{start, n})
		}
	}
}

// sentenceEnd returns the end of the sentence that token i ends, 0 if it ends none.
func (t *Text) sentenceEnd(i int, abbreviations *lang.List) int {
	k := &t.Tokens[i]
	if k.Kind != Mark {
		return 0
	}
	switch k.Rune {
	case '.':
		if t.Is(i-1, '.') || t.Is(i+1, '.') {
			return 0
		}
		if i > 0 && t.Tokens[i-1].Kind == Word && !k.Gap &&
			(isLetter(t.Norm(i-1)) || t.abbreviated(i, abbreviations)) {
			return 0
		}
		if i > 0 && i+1 < len(t.Tokens) && t.Tokens[i-1].Kind == Number && t.Tokens[i+1].Kind == Number && !t.Tokens[i+1].Line {
			return 0
		}
	case '!', '?', '؟', '…', '۔':
	default:
		return 0
	}
	end := i + 1
	for end < len(t.Tokens) && t.Tokens[end].Kind == Mark && !t.Tokens[end].Line && closes(t.Tokens[end].Rune) && !t.Tokens[end].Gap {
		end++
	}
	if end < len(t.Tokens) && !t.Tokens[end].Gap && t.Tokens[end].Kind != Word {
		return 0
	}
	if t.Is(end, '،') && !t.Tokens[end].Line {
		return 0
	}
	if end < len(t.Tokens) && !t.Tokens[end].Gap && k.Rune == '.' && latin(t.Tokens[end].norm, t.norm) {
		return 0 // www.example.com
	}
	return end
}

// abbreviated reports whether the full stop at i belongs to the word before
// it; some abbreviations are ordinary words too where no number follows.
func (t *Text) abbreviated(i int, list *lang.List) bool {
	if list == nil {
		return false
	}
	e := list.Find(t.Tokens[i-1].ID)
	return e != nil && (e.Field(0) != "number" || i+1 < len(t.Tokens) && t.Tokens[i+1].Kind == Number)
}

func latin(at int32, norm string) bool { return at < int32(len(norm)) && norm[at] < 0x80 }

func isLetter(norm string) bool {
	n := 0
	for range norm {
		n++
	}
	return n == 1
}

func closes(r rune) bool {
	switch r {
	case '"', '”', '»', '\'', '’', ')', ']', '›', '“':
		return true
	}
	return false
}
