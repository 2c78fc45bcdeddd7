package capture

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	enc "golang.org/x/text/encoding/unicode"
)

var (
	utf8BOM = []byte("\xEF\xBB\xBF")

	utf16LE = enc.UTF16(enc.LittleEndian, enc.UseBOM)
	utf16BE = enc.UTF16(enc.BigEndian, enc.UseBOM)
)

func trimBOM(b []byte) []byte { return bytes.TrimPrefix(b, utf8BOM) }

// Decode makes UTF-8 of a page's bytes and notes what was odd about them.
//
// What the bytes are goes before what they claim: a byte order mark, the
// pattern of UTF-16, valid UTF-8. Only then a declaration counts, and a
// declared or guessed character set of one byte a letter must give letters as
// Arabic or a Latin language has them; see score. Bytes that are no letter of
// the character set become U+FFFD. The label is what a server said, if any.
func Decode(b []byte, isHTML bool, label string) (text string, notes []string) {
	if bytes.HasPrefix(b, utf8BOM) {
		b = b[len(utf8BOM):]
	} else if e := wide(b); e != nil {
		return decode(e, b, nil)
	}
	if utf8.Valid(b) {
		if d := declared(b, isHTML, label); d != nil && d.name != "utf-8" && !ascii(b) {
			notes = append(notes, fmt.Sprintf("declared %s, is utf-8", d.name))
		}
		return string(b), notes
	}
	if wellFormed, bad := sequences(b); wellFormed > bad {
		return strings.ToValidUTF8(string(markBad(b)), replacement), []string{invalid(bad)}
	}
	d := declared(b, isHTML, label)
	best, name := guess(b, d)
	switch {
	case d == nil:
		notes = append(notes, fmt.Sprintf("no character set declared, read as %s", name))
	case d.name != name:
		notes = append(notes, fmt.Sprintf("declared %s, read as %s", d.name, name))
	}
	return decode(best, b, notes)
}

const replacement = string(utf8.RuneError)

func invalid(n int) string {
	if n == 1 {
		return "1 invalid byte"
	}
	return fmt.Sprintf("%d invalid bytes", n)
}

func decode(e encoding.Encoding, b []byte, notes []string) (string, []string) {
	out, err := e.NewDecoder().Bytes(b)
	if err != nil { // no decoder used here fails; should one, its bytes are invalid
		return strings.ToValidUTF8(string(b), replacement), append(notes, "undecodable")
	}
	if n := bytes.Count(out, []byte(replacement)); n > 0 {
		notes = append(notes, invalid(n))
	}
	return string(out), notes
}

// markBad puts one U+FFFD for each invalid byte.
func markBad(b []byte) []byte {
	out := make([]byte, 0, len(b)+16)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			out = append(out, replacement...)
		} else {
			out = append(out, b[:n]...)
		}
		b = b[n:]
	}
	return out
}

// sequences counts the code points of several bytes, and the bytes that are
// part of none.
func sequences(b []byte) (wellFormed, bad int) {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if n > 1 {
			wellFormed++
		} else if r == utf8.RuneError {
			bad++
		}
		b = b[n:]
	}
	return wellFormed, bad
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// wide returns UTF-16 if the bytes have its mark, or if nearly every second one
// is 0, the upper half of ASCII, or 6, that of Arabic.
func wide(b []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(b, []byte("\xFF\xFE")):
		return utf16LE
	case bytes.HasPrefix(b, []byte("\xFE\xFF")):
		return utf16BE
	case len(b) < 4:
		return nil
	}
	var upper, zero [2]int
	head := b[:min(len(b), 4096)&^1]
	for i, c := range head {
		if c == 0 || c == 6 {
			upper[i%2]++
		}
		if c == 0 {
			zero[i%2]++
		}
	}
	half := len(head) / 2
	for odd, e := range []encoding.Encoding{utf16BE, utf16LE} {
		if upper[odd] > half*7/10 && upper[1-odd] < half/10 && zero[odd] > 0 {
			return e
		}
	}
	return nil
}

// named is a character set under the name that the web gives it.
type named struct {
	name string
	encoding.Encoding
}

// declared returns the character set that a server or an HTML page claims, nil
// if none. It looks as far as a browser does and some more.
func declared(b []byte, isHTML bool, label string) *named {
	if d := lookUp(label); d != nil {
		return d
	}
	if !isHTML {
		return nil
	}
	z := html.NewTokenizer(bytes.NewReader(b[:min(len(b), 4096)]))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return nil
		case html.StartTagToken, html.SelfClosingTagToken:
			if name, more := z.TagName(); more && string(name) == "meta" {
				if label := metaCharset(z); label != "" {
					return lookUp(label)
				}
			}
		}
	}
}

// metaCharset returns what <meta charset="…"> or <meta content="…; charset=…">
// says.
func metaCharset(z *html.Tokenizer) string {
	for {
		key, value, more := z.TagAttr()
		switch string(key) {
		case "charset":
			return string(value)
		case "content":
			if _, label, ok := strings.Cut(strings.ToLower(string(value)), "charset="); ok {
				return strings.Trim(label, ` "';`)
			}
		}
		if !more {
			return ""
		}
	}
}

func lookUp(label string) *named {
	e, name := charset.Lookup(label)
	switch {
	case e == nil || name == "replacement":
		return nil
	case strings.HasPrefix(name, "utf-16"): // a page that can say so is not
		return &named{"utf-8", encoding.Nop}
	}
	return &named{name, e}
}

// candidates are the character sets of one byte a letter that pages in Arabic
// or English are found in.
var candidates = []named{
	{"windows-1252", charmap.Windows1252}, // the first of equals
	{"windows-1256", charmap.Windows1256},
	{"iso-8859-6", charmap.ISO8859_6},
}

// guess picks the character set of bytes that are no UTF-8.
func guess(b []byte, d *named) (encoding.Encoding, string) {
	const sample = 1 << 13 // bytes behind the first one that is not ASCII
	from := bytes.IndexFunc(b, func(r rune) bool { return r >= utf8.RuneSelf })
	part := b[max(from, 0):min(len(b), max(from, 0)+sample)]
	best, bestScore := candidates[0], -1e9
	for _, c := range candidates {
		s := score(part, c.Encoding)
		if d != nil && d.name == c.name {
			s += declaredBonus
		}
		if s > bestScore {
			best, bestScore = c, s
		}
	}
	// A character set of another script is believed unless the bytes are
	// good Arabic.
	if d != nil && !known(d.name) && d.name != "utf-8" && (best.name == "windows-1252" || bestScore < goodArabic) {
		return d.Encoding, d.name
	}
	return best.Encoding, best.name
}

func known(name string) bool {
	for _, c := range candidates {
		if c.name == name {
			return true
		}
	}
	return false
}

// Scores are mean bits a letter. Arabic news has no less than -5.1 in its own
// character set.
const (
	declaredBonus = 1.0
	goodArabic    = -6.0
	rare          = -9.0  // a letter or mark that texts can have
	wrong         = -14.0 // what no text has: controls, gaps in the table, scripts mixed within a word
)

// score tells how well bytes read as one character set give Arabic, or Latin
// letters with accents: the mean logarithm of the frequencies of what is not
// ASCII. An Arabic letter beside a Latin one, and accented letters in a row,
// are wrong; that parts Arabic from French, which have the same bytes.
func score(b []byte, e encoding.Encoding) float64 {
	out, err := e.NewDecoder().Bytes(b)
	if err != nil {
		return wrong
	}
	sum, n := 0.0, 0
	last := ' '
	for _, r := range string(out) {
		if r >= utf8.RuneSelf || unicode.IsLetter(last) && last >= utf8.RuneSelf && unicode.IsLetter(r) {
			sum += bits(last, r)
			n++
		}
		last = r
	}
	return sum / float64(max(n, 1))
}

func bits(last, r rune) float64 {
	arabic, latin := isArabic(r), unicode.Is(unicode.Latin, r)
	switch {
	case r == utf8.RuneError || unicode.IsControl(r):
		return wrong
	case arabic && unicode.Is(unicode.Latin, last), latin && isArabic(last):
		return wrong
	case arabic:
		if i := int(r - firstLetter); i >= 0 && i < len(frequency) {
			return frequency[i]
		}
		return rare
	case latin && last >= utf8.RuneSelf && unicode.Is(unicode.Latin, last):
		return rare
	case latin:
		return -5
	case unicode.IsPunct(r) || r == 0xA0:
		return -7
	}
	return rare
}

func isArabic(r rune) bool { return r >= 0x600 && r <= 0x6FF && unicode.IsLetter(r) }

// frequency is the binary logarithm of the share of each letter from U+0621 to
// U+064A among all that is not ASCII, counted over some thousand news articles
// of Egypt, Saudi Arabia and Morocco.
const firstLetter = 0x621

var frequency = [...]float64{
	-8.3, -10.1, -5.6, -9.6, -6.9, -8.0, -2.7, -4.9, -4.9, -4.5, -7.5, -6.2, -5.8,
	-7.0, -5.1, -7.4, -4.5, -7.1, -5.4, -6.7, -6.8, -7.2, -6.8, -8.7, -5.0, -7.5,
	rare, rare, rare, rare, rare, -11, // U+063B to U+063F are no letters of Arabic; tatweel
	-5.4, -5.6, -5.8, -3.1, -4.0, -4.4, -5.5, -4.3, -6.8, -3.7,
}
