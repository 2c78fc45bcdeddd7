package web

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad"
)

// phrases are what records say in English sentences with values in them: what was odd about
// bytes, why a page could not be read. Each is said under an id; the names of its groups are
// those of the values.
var phrases = []struct {
	id string
	re *regexp.Regexp
}{
	{"note_is_utf8", regexp.MustCompile(`^declared (?P<Name>\S+), is utf-8$`)},
	{"note_undeclared", regexp.MustCompile(`^no character set declared, read as (?P<Name>\S+)$`)},
	{"note_read_as", regexp.MustCompile(`^declared (?P<Name>\S+), read as (?P<Other>\S+)$`)},
	{"note_invalid", regexp.MustCompile(`^(?P<Number>\d+) invalid bytes?$`)},
	{"note_no_date", regexp.MustCompile(`^published "(?P<Name>.*)" is no date and was left out$`)},
	{"error_empty", regexp.MustCompile(`^the page is empty$`)},
	{"error_no_text", regexp.MustCompile(`^page: no text$|^no text$`)},
	{"error_no_article", regexp.MustCompile(`^page: no article found$|^no article found$`)},
}

// phrase says such a sentence in the reader's language. One that is not known is left as it is.
func (t *teller) phrase(s string) (string, error) {
	for _, p := range phrases {
		m := p.re.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		var values []any
		for i, group := range p.re.SubexpNames() {
			if group == "" {
				continue
			}
			v := m[i]
			if n, err := strconv.Atoi(v); err == nil {
				v = t.number(n)
			}
			values = append(values, group, v)
		}
		return t.text(p.id, values...)
	}
	return s, nil
}

// why says why a text is thought to have gone one way, of pages with the names a and b. What
// was kept before there were codes has a sentence only.
func (t *teller) why(x *isnad.Copy, a, b string) string {
	var all []string
	for _, code := range x.Because {
		if s, err := t.text("why_"+code, "A", a, "B", b, "Source", x.Source); err == nil {
			all = append(all, s)
		}
	}
	if len(all) == 0 {
		return x.Reason
	}
	return strings.Join(all, t.must("way_and"))
}

// known is a value by its name, if it has one.
func (t *teller) known(kind, v string) string {
	id := kind + "_" + v
	s, err := t.text(id)
	if err != nil {
		return v
	}
	return s
}

// size writes how many bytes something has.
func (t *teller) size(n int) string {
	switch {
	case n < 1<<10:
		return t.number(n) + " " + t.must("page_bytes")
	case n < 1<<20:
		return t.digits(fmt.Sprintf("%.1f", float64(n)/(1<<10))) + " " + t.must("page_kilobytes")
	}
	return t.digits(fmt.Sprintf("%.1f", float64(n)/(1<<20))) + " " + t.must("page_megabytes")
}
