package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// clean makes words of a page safe to show: one line, no control characters
// that a terminal obeys, no bidi controls that would turn what stands around
// them. Controls are shown as pictures, so that nobody overlooks them.
func clean(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r == utf8.RuneError || r < ' ' || r >= 0x7F && special(r) }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == 0x85 || r == 0x2028 || r == 0x2029:
			b.WriteByte(' ')
		case r < ' ':
			b.WriteRune(0x2400 + r)
		case r == 0x7F:
			b.WriteRune(0x2421)
		case unicode.IsControl(r) || 0xE0000 <= r && r <= 0xE007F:
			b.WriteRune(utf8.RuneError)
		case special(r):
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// special are code points that are not shown as they are.
func special(r rune) bool {
	switch {
	case r == 0x200C || r == 0x200D: // joiners are part of how a word is written
		return false
	case r == 0x2028, r == 0x2029, unicode.IsControl(r), unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Arabic, r):
		return true
	}
	return r == 0x61C
}

// The bidi isolates: what stands between them keeps to itself.
const (
	rightToLeft = "\u2067"
	popIsolate  = "\u2069"
)

// isolate lets words that are written from right to left stand in a line that
// goes from left to right. The words are clean.
func isolate(s string) string {
	if strings.ContainsFunc(s, isRightToLeft) {
		return rightToLeft + s + popIsolate
	}
	return s
}

func isRightToLeft(r rune) bool {
	return r >= 0x590 && unicode.IsLetter(r) && unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko)
}

// paint writes with colours or without.
type paint bool

func (p paint) with(code, s string) string {
	if !p || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p paint) bold(s string) string   { return p.with("1", s) }
func (p paint) faint(s string) string  { return p.with("2", s) }
func (p paint) green(s string) string  { return p.with("32", s) }
func (p paint) yellow(s string) string { return p.with("33", s) }
func (p paint) cyan(s string) string   { return p.with("36", s) }

// look are the flags of what is printed for people.
type look struct {
	colour string
	width  int
}

func (l *look) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&l.colour, "color", "auto", "auto, always or never")
	settableFlag(cmd, "color")
	cmd.Flags().IntVar(&l.width, "width", 0, "places in a line, 40 to 120; 0 is as the terminal has it")
}

func (l *look) check() error {
	if l.colour != "auto" && l.colour != "always" && l.colour != "never" {
		return fmt.Errorf("--color %q is none of auto, always, never", l.colour)
	}
	if l.width != 0 && (l.width < minWidth || l.width > maxWidth) {
		return fmt.Errorf("--width %d is not within %d and %d", l.width, minWidth, maxWidth)
	}
	return nil
}

func (l *look) card() card {
	c := card{paint: paint(wantsColour(l.colour, os.Stdout)), width: l.width}
	if c.width == 0 {
		c.width = width(os.Stdout)
	}
	return c
}

// wantsColour decides for --color auto.
func wantsColour(when string, out *os.File) bool {
	switch when {
	case "always":
		return true
	case "never":
		return false
	}
	return out != nil && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(out.Fd()))
}

// Lines are not made narrower or wider than this.
const (
	minWidth     = 40
	maxWidth     = 120
	defaultWidth = 100 // where no terminal says how wide it is
)

// width is that of the terminal that w is.
func width(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
			return min(max(n, minWidth), maxWidth)
		}
	}
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return min(max(n, minWidth), maxWidth)
	}
	return defaultWidth
}

// cells is the number of places that s takes in a terminal, colours not counted.
func cells(s string) int {
	n, colour := 0, false
	for _, r := range s {
		if colour || r == 0x1B {
			colour = r != 'm'
			continue
		}
		if !unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
			n += runewidth.RuneWidth(r)
		}
	}
	return n
}

// wrap breaks s at its spaces into lines of no more than width places. A word
// that is longer is broken too.
func wrap(s string, width int) []string {
	var lines []string
	line, used := "", 0
	for _, word := range strings.Fields(s) {
		n := cells(word)
		if used > 0 && used+1+n > width {
			lines, line, used = append(lines, line), "", 0
		}
		for n > width {
			head := cut(word, width)
			if head == "" {
				break
			}
			lines = append(lines, head)
			word = word[len(head):]
			n = cells(word)
		}
		if used > 0 {
			line, used = line+" ", used+1
		}
		line, used = line+word, used+n
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// align makes lines of rows, each column as wide as its widest cell.
func align(rows [][]string) []string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], cells(cell))
		}
	}
	lines := make([]string, len(rows))
	for n, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(cell)
			b.WriteString(strings.Repeat(" ", widths[i]-cells(cell)+2))
		}
		lines[n] = strings.TrimRight(b.String(), " ")
	}
	return lines
}

// separate puts sep before every part but the first.
func separate(parts []string, sep string) []string {
	for i := 1; i < len(parts); i++ {
		parts[i] = sep + parts[i]
	}
	return parts
}

// flow joins parts, and begins a new line, behind indent, where the next part
// would not fit into width.
func flow(parts []string, width int, indent string) string {
	var b strings.Builder
	used := 0
	for i, p := range parts {
		n := cells(p)
		if i > 0 && used+n > width {
			b.WriteString("\n" + indent)
			used = 0
			p = strings.TrimLeft(p, " ")
		}
		b.WriteString(p)
		used += n
	}
	return b.String()
}

// cut returns the beginning of s that takes no more than width places.
func cut(s string, width int) string {
	used := 0
	for i, r := range s {
		if used += cells(string(r)); used > width {
			return s[:i]
		}
	}
	return s
}

// shorten cuts s to width places and shows that it did.
func shorten(s string, width int) string {
	if cells(s) <= width {
		return s
	}
	return strings.TrimSpace(cut(s, max(width-1, 1))) + "…"
}
