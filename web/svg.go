package web

import (
	"fmt"
	"html/template"
	"strings"
	"time"
	"unicode"
)

// drawing is an SVG picture under way. Text in it is escaped, and nothing else comes from
// pages.
type drawing struct {
	b     strings.Builder
	width float64
	rtl   bool // time goes from right to left
}

// add writes a piece; texts among its values are escaped.
func (d *drawing) add(format string, values ...any) {
	for i, v := range values {
		switch v := v.(type) {
		case string:
			values[i] = template.HTMLEscapeString(v)
		case float64:
			values[i] = float64(int(v*10+.5)) / 10
		}
	}
	fmt.Fprintf(&d.b, format, values...)
}

// x is a distance from where lines of writing begin.
func (d *drawing) x(from float64) float64 {
	if d.rtl {
		return d.width - from
	}
	return from
}

// begin opens a picture that a screen reader calls by its title: an image, or a group of
// links.
func (d *drawing) begin(class, role string, height float64, title string) {
	direction := "ltr"
	if d.rtl {
		direction = "rtl"
	}
	d.add(`<svg class="%s" viewBox="0 0 %v %v" role="%s" aria-label="%s" direction="%s"><title>%s</title>`, class, d.width, height, role, title, direction, title)
}

func (d *drawing) end() template.HTML {
	d.b.WriteString("</svg>")
	return template.HTML(d.b.String()) // all text in it was escaped
}

func (t *teller) drawing(width float64) *drawing { return &drawing{width: width, rtl: t.Lang == "ar"} }

// label is a name as it stands in a picture: in one line, no longer than so many letters,
// and apart from what stands beside it whatever its direction.
func label(s string, most int) string {
	letters := []rune(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if unicode.In(r, unicode.Cc, unicode.Cf) && r != '\u200c' && r != '\u200d' {
			return -1
		}
		return r
	}, s))
	if len(letters) > most {
		letters = append(letters[:most-1], '…')
	}
	return string(isolate) + string(letters) + string(isolateEnd)
}

// moment is a time as records write it; ok is false for what is none.
func moment(s string) (at time.Time, ok bool) {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly, "2006-01", "2006"} {
		if at, err := time.Parse(form, s); err == nil {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}

// dayOf is the day of a time as records write it, "" if it has none.
func dayOf(s string) string {
	if _, ok := moment(s); !ok || len(s) < len(time.DateOnly) {
		return ""
	}
	return s[:len(time.DateOnly)]
}

// told says what stands under an id, or the id itself.
func (t *teller) told(id string, pairs ...any) string {
	s, err := t.text(id, pairs...)
	if err != nil {
		return id
	}
	return s
}

// many says how many of something there are.
func (t *teller) many(id string, n int) string {
	s, err := t.count(id, n)
	if err != nil {
		return id
	}
	return s
}
