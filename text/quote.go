package text

// Quote is a pair of quotation marks, of any sort, and where it stands.
type Quote struct {
	Open   int // token of the opening mark
	Close  int // token of the closing mark, -1 if it is never closed in its paragraph
	Parent int // index in Text.Quotes of the quote around it, -1 if none
	// Broken says that the marks do not fit each other: unclosed, reversed.
	Broken bool
}

// Inside is the range of tokens between the marks; an unclosed quote runs to
// end, which the caller knows (its paragraph's).
func (q Quote) Inside(end int) Range {
	if q.Close >= 0 {
		end = q.Close
	}
	return Range{q.Open + 1, end}
}

// family tells which marks pair with each other; 0 is no quotation mark.
// Guillemets pair with guillemets; straight, curly and low marks are mixed
// freely by those who type Arabic.
func family(r rune) int8 {
	switch r {
	case '«', '»', '‹', '›', '《', '》':
		return 1
	case '"', '“', '”', '„', '‟', '＂':
		return 2
	case '‘', '’', '‚', '\'', '`':
		return 3
	}
	return 0
}

// leaning is +1 for a mark that opens by its shape, -1 for one that closes, 0
// for one that does both.
func leaning(r rune) int {
	switch r {
	case '«', '‹', '“', '„', '《', '‘', '‚':
		return 1
	case '»', '›', '”', '》', '’':
		return -1
	}
	return 0
}

const deepest = 3

// pairQuotes pairs the marks of each paragraph.
//
// Shape alone does not say which mark opens: ” opens on many Arabic pages, “
// closes on others, and " does both. So the white space decides first: a mark
// that holds on to the word behind it and not to the word before it opens, the
// other way round it closes. Where that says nothing, a mark closes what is
// open or else opens.
func (t *Text) pairQuotes() {
	var open []int // indices into t.Quotes
	for _, p := range t.Paragraphs {
		open = open[:0]
		for i := p.From; i < p.To; i++ {
			k := &t.Tokens[i]
			if k.Kind != Mark {
				continue
			}
			fam := family(k.Rune)
			if fam == 0 || fam == 3 && t.apostrophe(i) {
				continue
			}
			last := i // '' is one mark
			if fam == 3 && i+1 < p.To && t.Tokens[i+1].Kind == Mark && t.Tokens[i+1].Rune == k.Rune && !t.Tokens[i+1].Gap {
				fam, last = 2, i+1
			}
			top := t.topOf(open, fam)
			switch lean := t.side(i, last, p); {
			case lean < 0 && top >= 0, lean == 0 && top >= 0 && (leaning(k.Rune) <= 0 || t.reversed(open[top])),
				len(open) >= deepest && top >= 0:
				t.closeQuote(open[top], i)
				open = open[:top]
			case lean > 0, lean < 0 && leaning(k.Rune) == 0 && t.following(i, p, fam)%2 == 1, lean == 0 && (leaning(k.Rune) >= 0 || t.again(i, p, fam)):
				parent := -1
				if len(open) > 0 {
					parent = open[len(open)-1]
				}
				t.Quotes = append(t.Quotes, Quote{Open: last, Close: -1, Parent: parent, Broken: true})
				if len(open) < deepest {
					open = append(open, len(t.Quotes)-1)
				}
			}
			i = last
		}
	}
}

// reversed reports whether quote q was opened by a mark that closes by its shape.
func (t *Text) reversed(q int) bool { return leaning(t.Tokens[t.Quotes[q].Open].Rune) < 0 }

// again reports whether a mark of the family follows in the paragraph; each
// paragraph is searched a few times at most, since what is found opens.
func (t *Text) again(i int, p Range, fam int8) bool {
	for j := i + 1; j < p.To && j < i+400; j++ {
		if t.Tokens[j].Kind == Mark && family(t.Tokens[j].Rune) == fam {
			return true
		}
	}
	return false
}

// following counts the marks of the family behind i in the paragraph, up to a
// bound: an odd number says that i has its partner there.
func (t *Text) following(i int, p Range, fam int8) (n int) {
	for j := i + 1; j < p.To && j < i+400; j++ {
		if t.Tokens[j].Kind == Mark && family(t.Tokens[j].Rune) == fam {
			n++
		}
	}
	return n
}

func (t *Text) closeQuote(q, i int) {
	o := &t.Quotes[q]
	o.Close = i
	a, b := t.Tokens[o.Open].Rune, t.Tokens[i].Rune
	o.Broken = leaning(a) < 0 || leaning(b) > 0
}

// topOf returns the place in open of the innermost quote of that family, -1 if none.
func (t *Text) topOf(open []int, fam int8) int {
	for i := len(open) - 1; i >= 0; i-- {
		if t.openFamily(t.Quotes[open[i]].Open) == fam {
			return i
		}
	}
	return -1
}

// openFamily is the family of an opening mark; ” is of the double ones.
func (t *Text) openFamily(i int) int8 {
	fam := family(t.Tokens[i].Rune)
	if fam == 3 && t.Is(i-1, t.Tokens[i].Rune) && !t.Tokens[i].Gap {
		return 2
	}
	return fam
}

// side is +1 where the mark from i to last holds on to what follows only, -1
// where it holds on to what stands before it only, 0 where the white space does
// not tell.
func (t *Text) side(i, last int, p Range) int {
	before := i > p.From && !t.Tokens[i].Gap && !opens(t.Tokens[i-1])
	after := last+1 < p.To && !t.Tokens[last+1].Gap && !ends(t.Tokens[last+1])
	switch {
	case after && !before:
		return 1
	case before && !after:
		return -1
	case last+1 >= p.To:
		return -1
	}
	return 0
}

// opens reports whether k is a mark behind which a quotation begins though no
// space parts them: «قال:"…"», «("…")».
func opens(k Token) bool {
	if k.Kind != Mark {
		return false
	}
	switch k.Rune {
	case ':', '(', '[', '-', '–', '—', '،', ',', '؛':
		return true
	}
	return false
}

// ends reports whether k is a mark that does not begin a quotation.
func ends(k Token) bool {
	if k.Kind != Mark {
		return false
	}
	switch k.Rune {
	case '.', ',', '،', ';', '؛', ':', '!', '?', '؟', ')', ']', '-', '–', '—', '…':
		return true
	}
	return false
}

// apostrophe reports whether a single mark stands between two letters, as in
// "don't" or «عبد'الله», or is one that nothing holds on to.
func (t *Text) apostrophe(i int) bool {
	if t.Tokens[i].Gap {
		return i+1 >= len(t.Tokens) || t.Tokens[i+1].Gap
	}
	return i > 0 && i+1 < len(t.Tokens) && !t.Tokens[i+1].Gap &&
		t.Tokens[i-1].Kind != Mark && t.Tokens[i+1].Kind != Mark
}
