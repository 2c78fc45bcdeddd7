package web

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// phrases are what records and comparisons say in English sentences with values in them: why
// a text is thought to have gone one way, what was odd about bytes, why a page could not be
// read. Each is said under an id; the names of its groups are those of the values.
var phrases = []struct {
	id string
	re *regexp.Regexp
}{
	{"reason_b_credits_a", regexp.MustCompile(`^b credits (?P<Name>.+), which published a$`)},
	{"reason_a_credits_b", regexp.MustCompile(`^a credits (?P<Name>.+), which published b$`)},
	{"reason_a_agency", regexp.MustCompile(`^a is a page of (?P<Name>.+), an agency$`)},
	{"reason_b_agency", regexp.MustCompile(`^b is a page of (?P<Name>.+), an agency$`)},
	{"reason_both_credit", regexp.MustCompile(`^both credit (?P<Name>.+)$`)},
	{"reason_no_time", regexp.MustCompile(`^the time of publication of one is not known$`)},
	{"reason_later_shorter", regexp.MustCompile(`^b came later, and (?P<Share>\d+) % of its words stand in a, which is longer and credits nobody$`)},
	{"reason_some_shared", regexp.MustCompile(`^(?P<Share>\d+) % of the words of a and (?P<OtherShare>\d+) % of those of b are shared$`)},
	{"reason_a_credits", regexp.MustCompile(`^a credits (?P<Name>.+), and most of one page stands in the other$`)},
	{"reason_b_credits", regexp.MustCompile(`^b credits (?P<Name>.+), and most of one page stands in the other$`)},
	{"reason_same", regexp.MustCompile(`^the same text, and neither says where it is from$`)},
	{"reason_own_words", regexp.MustCompile(`^(?P<Share>\d+) % of a and (?P<OtherShare>\d+) % of b are shared, and each has words of its own$`)},
	{"reason_b_lacks", regexp.MustCompile(`^b has no number and no date that a lacks, and a has (?P<Number>\d+) that b lacks$`)},
	{"reason_a_lacks", regexp.MustCompile(`^a has no number and no date that b lacks, and b has (?P<Number>\d+) that a lacks$`)},
	{"note_is_utf8", regexp.MustCompile(`^declared (?P<Name>\S+), is utf-8$`)},
	{"note_undeclared", regexp.MustCompile(`^no character set declared, read as (?P<Name>\S+)$`)},
	{"note_read_as", regexp.MustCompile(`^declared (?P<Name>\S+), read as (?P<Other>\S+)$`)},
	{"note_invalid", regexp.MustCompile(`^(?P<Number>\d+) invalid bytes?$`)},
	{"note_no_date", regexp.MustCompile(`^published "(?P<Name>.*)" is no date and was left out$`)},
	{"error_empty", regexp.MustCompile(`^the page is empty$`)},
	{"error_no_text", regexp.MustCompile(`^page: no text$|^no text$`)},
	{"error_no_article", regexp.MustCompile(`^page: no article found$|^no article found$`)},
}

// phrase says such a sentence in the reader's language; with names of what it calls a and b.
// One that is not known is left as it is.
func (t *teller) phrase(s string, names ...string) (string, error) {
	for _, p := range phrases {
		m := p.re.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		values := []any{"A", "a", "B", "b"}
		for i, name := range names {
			values[2*i+1] = name
		}
		for i, group := range p.re.SubexpNames() {
			if group == "" {
				continue
			}
			v := m[i]
			if n, err := strconv.Atoi(v); err == nil {
				v = t.number(n)
				if strings.HasSuffix(group, "Share") {
					v = t.percent(float64(n) / 100)
				}
			}
			values = append(values, group, v)
		}
		return t.text(p.id, values...)
	}
	return s, nil
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
