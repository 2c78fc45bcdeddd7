package page

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// value is a value of JSON: a scalar's text, or the members of an object or a
// list.
type value struct {
	text    string
	keys    []string // of an object, beside members
	members []value
}

// get returns the member of that name, an empty value if there is none.
func (v *value) get(key string) *value {
	for i, k := range v.keys {
		if k == key {
			return &v.members[i]
		}
	}
	return &value{}
}

// all yields v, or each member if it is a list.
func (v *value) all(yield func(*value) bool) {
	if len(v.keys) > 0 || len(v.members) == 0 {
		yield(v)
		return
	}
	for i := range v.members {
		if !yield(&v.members[i]) {
			return
		}
	}
}

// The bounds of what is read of a script.
const (
	deepestValue = 24
	mostValues   = 20000
)

// parseJSON reads JSON as pages have it: with commas behind the last member,
// control characters in strings, comments and CDATA marks around it, or cut
// off. It never fails; what cannot be read is left out.
func parseJSON(s string) value {
	p := &jsonParser{s: s, left: mostValues}
	if i := strings.IndexAny(s, "{["); i >= 0 {
		p.i = i
		return p.value(0)
	}
	return value{}
}

type jsonParser struct {
	s    string
	i    int
	left int
}

// peek returns the next byte that is no white space, 0 at the end.
func (p *jsonParser) peek() byte {
	for p.i < len(p.s) && p.s[p.i] <= ' ' {
		p.i++
	}
	if p.i == len(p.s) {
		return 0
	}
	return p.s[p.i]
}

func (p *jsonParser) value(depth int) (v value) {
	if p.left--; p.left < 0 || depth > deepestValue {
		p.i = len(p.s)
		return v
	}
	switch p.peek() {
	case '{', '[':
		p.fill(&v, depth)
	case '"':
		v.text = p.str()
	default:
		from := p.i
		for p.i < len(p.s) && !strings.ContainsRune(",]}:", rune(p.s[p.i])) {
			p.i++
		}
		v.text = strings.TrimSpace(p.s[from:p.i])
	}
	return v
}

// fill reads the members of an object or a list.
func (p *jsonParser) fill(v *value, depth int) {
	object := p.s[p.i] == '{'
	p.i++
	for {
		switch p.peek() {
		case 0:
			return
		case '}', ']':
			p.i++
			return
		case ',', ':':
			p.i++
			continue
		}
		if !object {
			v.members = append(v.members, p.value(depth+1))
			continue
		}
		key := p.value(depth + 1)
		if p.peek() != ':' {
			continue
		}
		p.i++
		v.keys = append(v.keys, key.text)
		v.members = append(v.members, p.value(depth+1))
	}
}

// str reads a string.
func (p *jsonParser) str() string {
	p.i++
	from := p.i
	for p.i < len(p.s) && p.s[p.i] != '"' && p.s[p.i] != '\\' {
		p.i++
	}
	if p.i == len(p.s) || p.s[p.i] == '"' {
		s := p.s[from:p.i]
		p.i = min(p.i+1, len(p.s))
		return s
	}
	b := []byte(p.s[from:p.i])
	for p.i < len(p.s) && p.s[p.i] != '"' {
		if p.s[p.i] != '\\' || p.i+1 == len(p.s) {
			b = append(b, p.s[p.i])
			p.i++
			continue
		}
		c := p.s[p.i+1]
		p.i += 2
		switch c {
		case 'n', 'r':
			b = append(b, '\n')
		case 't', 'b', 'f':
			b = append(b, ' ')
		case 'u':
			b = utf8.AppendRune(b, p.unicode())
		default:
			b = append(b, c)
		}
	}
	p.i = min(p.i+1, len(p.s))
	return string(b)
}

// unicode reads the digits of \uXXXX, and of the second half of a pair.
func (p *jsonParser) unicode() rune {
	r := p.hex(p.i)
	if r < 0 {
		return utf8.RuneError
	}
	p.i += 4
	if 0xD800 <= r && r < 0xDC00 && strings.HasPrefix(p.s[p.i:], `\u`) {
		if low := p.hex(p.i + 2); 0xDC00 <= low && low < 0xE000 {
			p.i += 6
			return (r-0xD800)<<10 + (low - 0xDC00) + 0x10000
		}
	}
	return r
}

func (p *jsonParser) hex(at int) rune {
	if at+4 > len(p.s) {
		return -1
	}
	n, err := strconv.ParseUint(p.s[at:at+4], 16, 32)
	if err != nil {
		return -1
	}
	return rune(n)
}

// linked is what JSON-LD says of the page's article.
type linked struct {
	headline, published, language, address string
	body                                   string // as it stands
	authors, publisher                     []string
}

// readLinked finds the article among the page's scripts: the first that is one
// by its type, also in a list or a graph; a mere web page only after that.
func readLinked(scripts []string) (best linked) {
	rank := 0
	for _, s := range scripts {
		v := parseJSON(s)
		v.articles(0, func(v *value, r int) {
			if r > rank {
				rank, best = r, v.linked()
			}
		})
	}
	return best
}

// articles visits the objects that are articles (2) or web pages (1).
func (v *value) articles(depth int, visit func(*value, int)) {
	if depth > 4 {
		return
	}
	for o := range v.all {
		r := 0
		for t := range o.get("@type").all {
			switch {
			case strings.HasSuffix(t.text, "Article"), strings.HasSuffix(t.text, "Posting"), t.text == "Report":
				r = 2
			case t.text == "WebPage" || t.text == "ItemPage":
				r = max(r, 1)
			}
		}
		if r > 0 {
			visit(o, r)
		}
		for _, key := range []string{"@graph", "mainEntity", "itemListElement", "item"} {
			if m := o.get(key); len(m.members) > 0 {
				m.articles(depth+1, visit)
			}
		}
		if len(o.keys) == 0 && len(o.members) > 0 {
			o.articles(depth+1, visit)
		}
	}
}

func (v *value) linked() linked {
	l := linked{
		headline:  plainText(v.get("headline").text),
		published: v.get("datePublished").text,
		language:  v.get("inLanguage").text,
		address:   v.get("url").text,
		authors:   v.get("author").names(),
		publisher: v.get("publisher").names(),
	}
	if l.body = v.get("articleBody").text; l.body == "" {
		l.body = v.get("text").text
	}
	if l.published == "" {
		l.published = v.get("dateCreated").text
	}
	if l.headline == "" {
		l.headline = plainText(v.get("name").text)
	}
	return l
}

// names are the names of persons or organisations.
func (v *value) names() (names []string) {
	for o := range v.all {
		s := o.text
		if len(o.keys) > 0 {
			s = o.get("name").text
		}
		if s = plainText(s); s != "" && len(names) < 8 {
			names = append(names, s)
		}
	}
	return names
}

// plainText is s without entities and with single spaces.
func plainText(s string) string {
	return strings.Join(strings.Fields(html.UnescapeString(s)), " ")
}
