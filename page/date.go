package page

import (
	"fmt"
	"strings"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/text"
)

// When a page was published is asked in this order, and the first that answers
// is believed: what the caller gave, JSON-LD, the head's <meta>, a <time> or
// another machine-readable date near the headline, the address, and words near
// the headline. A date in a footer, in a comment or beside a related article is
// none of these.

// The years in which a page can have been published.
const (
	firstYear = 1990
	lastYear  = 2099
)

// datedMetas are the names under which the head gives the day, in the order in
// which they are believed.
var datedMetas = []string{
	"article:published_time", "og:article:published_time", "article:published", "datepublished",
	"rnews:datepublished", "og:published_time", "article.published", "published_time", "published_at",
	"pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "published-date",
	"parsely-pub-date", "sailthru.date", "dcterms.created", "dc.date.issued", "dc.date", "dcterms.date",
	"dcterms.issued", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "article_date_original",
	"article-publication-date", "originalpublicationdate", "date", "dc.date.created", "bt:pubdate",
}

// publishedBy sets the page's day if value is one.
func (r *reader) publishedBy(value, from string) bool {
	if r.page.Published != nil || value == "" {
		return r.page.Published != nil
	}
	v := isoDate(value)
	if v == "" {
		v = r.dateIn(cutAt(value, 200))
	}
	if v != "" {
		r.page.Published = &isnad.Published{Value: v, From: from}
	}
	return v != ""
}

// isoDate reads the date that s begins with, written as ISO 8601, RFC 3339 and
// SQL have it. A time without an offset is kept without one.
//
//	2020-06-03T03:01+0400  2020-12-01 02:00:00  2020-08-24T09:23:13Z  20200824
func isoDate(s string) string {
	s = strings.TrimSpace(s)
	if len(s) >= 8 && digits(s[:8]) == 8 && (len(s) == 8 || s[8] == 'T') {
		s = s[:4] + "-" + s[4:6] + "-" + s[6:8] + s[8:]
	}
	if len(s) < 10 || digits(s[:4]) != 4 || s[4] != '-' || digits(s[5:7]) != 2 || s[7] != '-' || digits(s[8:10]) != 2 {
		return ""
	}
	day := s[:10]
	if t, err := time.Parse(time.DateOnly, day); err != nil || t.Year() < firstYear || t.Year() > lastYear {
		return ""
	}
	rest := s[10:]
	if len(rest) < 6 || rest[0] != 'T' && rest[0] != ' ' {
		return day
	}
	rest = strings.TrimLeft(rest[1:], " ")
	clock := rest[:min(len(rest), 5)]
	sec := ":00"
	if _, err := time.Parse("15:04", clock); err != nil {
		return day
	}
	rest = rest[5:]
	if len(rest) >= 3 && rest[0] == ':' && digits(rest[1:3]) == 2 {
		sec, rest = rest[:3], rest[3:]
	}
	if len(rest) > 1 && rest[0] == '.' {
		rest = rest[1+digits(rest[1:]):]
	}
	v := day + "T" + clock + sec
	if zone := offset(strings.TrimSpace(rest)); zone != "" {
		if _, err := time.Parse(time.RFC3339, v+zone); err == nil {
			return v + zone
		}
	}
	if _, err := time.Parse("2006-01-02T15:04:05", v); err != nil {
		return day
	}
	return v
}

// offset reads Z, +04:00 and +0400.
func offset(s string) string {
	switch {
	case strings.HasPrefix(s, "Z"), strings.HasPrefix(s, "UTC"), strings.HasPrefix(s, "GMT"):
		return "Z"
	case len(s) >= 6 && (s[0] == '+' || s[0] == '-') && digits(s[1:3]) == 2 && s[3] == ':' && digits(s[4:6]) == 2:
		return s[:6]
	case len(s) >= 5 && (s[0] == '+' || s[0] == '-') && digits(s[1:5]) == 4:
		return s[:3] + ":" + s[3:5]
	}
	return ""
}

// digits counts the ASCII digits that s begins with.
func digits(s string) (n int) {
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}

// dateIn finds a full date in the words of a line, in any language that the
// reader knows; empty if there is none.
func (r *reader) dateIn(line string) string {
	for i := range r.words {
		w := r.words[i]
		if d := w.date(text.Cut(line, w.lang)); d != "" {
			return d
		}
	}
	return ""
}

// date finds the first full date in t.
//
//	الجمعة 8 فيفري 2019   24 نيسان / أبريل 2020   ٢٦ فبراير ٢٠٢٥   Nov 20, 2019
//	٢٠٢٠/١٢/١   ١ / ١٢ / ٢٠٢٠   2020-12-01
//
// Of a Hijri date beside it nothing is read. A date of three numbers is
// day-first, unless it can only be month-first; English ones are not read
// where both are possible.
func (w *words) date(t *text.Text) string {
	for i := range t.Tokens {
		if t.Tokens[i].Kind == text.Number {
			if d := w.numeric(t, i); d != "" {
				return d
			}
			if m, n := w.months(t, i+1); m > 0 {
				if d := ymd(w.year(t, i+1+n), m, number(t, i)); d != "" {
					return d
				}
			}
			continue
		}
		m, n := w.months(t, i)
		if m == 0 || i+n >= len(t.Tokens) || t.Tokens[i+n].Kind != text.Number {
			continue
		}
		if d := ymd(w.year(t, i+n+1), m, number(t, i+n)); d != "" {
			return d
		}
	}
	return ""
}

// months reads a month at token i, or two names of one, parted by a mark or
// not: «نيسان / أبريل», «نوفمبر تشرين الثاني». It returns the number of tokens.
func (w *words) months(t *text.Text, i int) (month, n int) {
	for j := i; j < len(t.Tokens) && j < i+6; {
		if j == i && t.Is(j, '-') || j > i && (t.Is(j, '/') || t.Is(j, '(') || t.Is(j, ')') || t.Is(j, '-')) {
			j++
			continue
		}
		m, k := w.month(t, j)
		if m == 0 || month != 0 && m != month {
			break
		}
		month = m
		j += k
		n = j - i
	}
	for month != 0 && (t.Is(i+n, ',') || t.Is(i+n, '،') || t.Is(i+n, '.') || t.Is(i+n, '-') || t.Is(i+n, ')')) {
		n++
	}
	return month, n
}

// month reads one name of a month of the common era.
func (w *words) month(t *text.Text, i int) (month, n int) {
	if i >= len(t.Tokens) {
		return 0, 0
	}
	e, n := match(t, w.monthNames, i)
	if e == nil || e.Field(1) == "hijri" {
		return 0, 0
	}
	return atoi(e.Field(0)), n
}

// year reads the year at token i, past the mark or comma before it; 0 if there
// is none.
func (w *words) year(t *text.Text, i int) int {
	for i < len(t.Tokens) && t.Tokens[i].Kind == text.Mark && !t.Is(i, ':') {
		i++
	}
	if i >= len(t.Tokens) {
		return 0
	}
	if t.Tokens[i].Kind == text.Word && i+1 < len(t.Tokens) && t.Tokens[i+1].Kind == text.Number {
		i++ // سنة 2020, عام 2020
	}
	y := number(t, i)
	if y < firstYear || y > lastYear {
		return 0
	}
	return y
}

// numeric reads a date of three numbers at token i.
func (w *words) numeric(t *text.Text, i int) string {
	if i+4 >= len(t.Tokens) || i > 1 && t.Is(i-1, '/') {
		return ""
	}
	sep := t.Tokens[i+1].Rune
	if t.Tokens[i+1].Kind != text.Mark || sep != '/' && sep != '-' && sep != '.' && sep != '\\' || !t.Is(i+3, sep) {
		return ""
	}
	a, b, c := number(t, i), number(t, i+2), number(t, i+4)
	switch {
	case a >= firstYear && a <= lastYear:
		return ymd(a, b, c)
	case c < firstYear || c > lastYear || a < 1 || b < 1:
		return ""
	case b > 12:
		return ymd(c, a, b)
	case a > 12 || a == b || w.lang.Tag != "en":
		return ymd(c, b, a)
	}
	return ""
}

// number is the value of a run of digits, -1 if token i is none or too long.
func number(t *text.Text, i int) int {
	if i < 0 || i >= len(t.Tokens) || t.Tokens[i].Kind != text.Number {
		return -1
	}
	s := t.Norm(i)
	if len(s) > 4 {
		return -1
	}
	return atoi(s)
}

// ymd is a date as YYYY-MM-DD, empty if there is no such day.
func ymd(y, m, d int) string {
	if y < firstYear || y > lastYear || m < 1 || m > 12 || d < 1 || d > 31 {
		return ""
	}
	s := fmt.Sprintf("%04d-%02d-%02d", y, m, d)
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return ""
	}
	return s
}

// addressDate reads the day that an address holds.
//
//	/2020/8/24/…   /2020-06-03-…   /20201007/…   /2013/section/8/3/…
func addressDate(address string) string {
	if i := strings.Index(address, "://"); i >= 0 {
		address = address[i+3:]
	}
	address = cutAt(address, 1024)
	if i := strings.IndexByte(address, '?'); i >= 0 {
		address = address[:i]
	}
	var parts []int // numbers, -1 for other segments
	for seg := range strings.SplitSeq(address, "/") {
		if d := segmentDate(seg); d != "" {
			return d
		}
		n := -1
		if k := digits(seg); k == len(seg) && 0 < k && k <= 4 {
			n = atoi(seg)
		}
		parts = append(parts, n)
	}
	for i, y := range parts {
		if y < firstYear || y > lastYear {
			continue
		}
		for j := i + 1; j+1 < len(parts) && j <= i+2; j++ {
			if d := ymd(y, parts[j], parts[j+1]); d != "" {
				return d
			}
			if parts[j] >= 0 {
				break
			}
		}
	}
	return ""
}

// segmentDate reads YYYY-MM-DD or YYYYMMDD in a segment of an address.
func segmentDate(s string) string {
	for i := 0; i < len(s); i++ {
		k := digits(s[i:])
		if k == 0 {
			continue
		}
		if k == 8 {
			if d := isoDate(s[i : i+8]); d != "" {
				return d
			}
		}
		if k == 4 && len(s) >= i+8 && (s[i+4] == '-' || s[i+4] == '_') {
			rest := s[i+5:]
			if m := digits(rest); (m == 1 || m == 2) && len(rest) > m+1 && rest[m] == s[i+4] {
				if d := digits(rest[m+1:]); d == 1 || d == 2 {
					if v := ymd(atoi(s[i:i+4]), atoi(rest[:m]), atoi(rest[m+1:m+1+d])); v != "" {
						return v
					}
				}
			}
		}
		i += k - 1
	}
	return ""
}

// atoi is the value of a few ASCII digits.
func atoi(s string) (n int) {
	for _, c := range s {
		n = 10*n + int(c-'0')
	}
	return n
}
