package page

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// doc is a page of HTML: its elements and its blocks of text, in flat arrays
// in the order of the page, and what its head says.
type doc struct {
	nodes  []node
	blocks []block
	buf    []byte // the text of all blocks

	title     string
	language  string
	canonical string
	metas     map[string]string
	scripts   []string // JSON-LD
	times     []stamp
}

// node is an element that makes blocks. Its blocks are nodes' too.
type node struct {
	parent      int32
	first, last int32 // blocks, half-open
	tag         tag
	use         use
}

// block is a run of text that nothing but inline elements interrupt.
type block struct {
	node     int32
	from, to int32 // bytes of buf
	linked   int32 // bytes of it that are links
	tag      tag
}

// stamp is a <time datetime> or another machine-readable date in the text.
type stamp struct {
	block int32 // the block that it stands in or before
	node  int32
	value string
	// changed marks the time of a change
	changed bool
}

// The bounds of a page: what lies deeper is read as if it lay at the bound.
const deepestElement = 500

// builder reads tokens into a doc.
type builder struct {
	doc
	z     *html.Tokenizer
	names map[string]use

	stack   []int32 // open nodes
	open    [tagCount]int32
	beyond  int  // open elements that lie too deep
	skip    int  // open elements of stack whose text is not shown, from this one on; 0 is none
	link    int  // depth at which a link was opened, 0 if none is
	space   bool // white space was seen since the last letter
	content bool // text of a block is being written
}

// readHTML reads a page in one pass over its tokens.
func readHTML(s string) *doc {
	b := &builder{z: html.NewTokenizer(strings.NewReader(s)), names: make(map[string]use, 256)}
	b.buf = make([]byte, 0, len(s)/4)
	b.metas = map[string]string{}
	b.nodes = append(b.nodes, node{parent: -1, tag: tagBody})
	b.stack = append(b.stack, 0)
	for {
		switch b.z.Next() {
		case html.ErrorToken:
			b.endBlock()
			for len(b.stack) > 0 {
				b.pop()
			}
			return &b.doc
		case html.TextToken:
			if b.skip == 0 {
				b.text(b.z.Text())
			}
		case html.StartTagToken:
			b.start(false)
		case html.SelfClosingTagToken:
			b.start(true)
		case html.EndTagToken:
			name, _ := b.z.TagName()
			b.end(tagOf(name))
		}
	}
}

// text adds text to the block, with white space as HTML collapses it.
func (b *builder) text(s []byte) {
	for i := 0; i < len(s); {
		c := s[i]
		if c <= ' ' && (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == 0) {
			b.space = true
			i++
			continue
		}
		j := i + 1
		for j < len(s) && s[j] > ' ' {
			j++
		}
		if !b.content {
			b.startBlock()
		} else if b.space {
			b.buf = append(b.buf, ' ')
		}
		b.space = false
		b.buf = append(b.buf, s[i:j]...)
		if b.link > 0 {
			b.blocks[len(b.blocks)-1].linked += int32(j - i)
		}
		i = j
	}
}

func (b *builder) startBlock() {
	at := int32(len(b.buf))
	n := b.stack[len(b.stack)-1]
	b.blocks = append(b.blocks, block{node: n, from: at, to: at, tag: b.nodes[n].tag})
	b.content, b.space = true, false
}

func (b *builder) endBlock() {
	if b.content {
		b.blocks[len(b.blocks)-1].to = int32(len(b.buf))
		b.content = false
	}
	b.space = false
}

func (b *builder) push(t tag, u use) {
	n := int32(len(b.nodes))
	b.nodes = append(b.nodes, node{parent: b.stack[len(b.stack)-1], first: int32(len(b.blocks)), tag: t, use: u})
	b.stack = append(b.stack, n)
	b.open[t]++
}

func (b *builder) pop() {
	top := len(b.stack) - 1
	n := b.stack[top]
	b.nodes[n].last = int32(len(b.blocks))
	b.stack = b.stack[:top]
	b.open[b.nodes[n].tag]--
	if b.skip > len(b.stack) {
		b.skip = 0
	}
	if b.link > len(b.stack) {
		b.link = 0
	}
}

// start handles a start tag.
func (b *builder) start(selfClosing bool) {
	name, more := b.z.TagName()
	t := tagOf(name)
	p := properties[t]
	if b.skip > 0 && p&(isBlock|isSkipped) == 0 {
		return
	}
	switch {
	case t == tagBr:
		b.endBlock()
		return
	case t == tagA:
		b.link = len(b.stack)
		return
	case t == tagMeta, t == tagLink, t == tagTime, t == tagHTML:
		b.inform(t, more)
		return
	case t == tagTitle:
		if b.z.Next() == html.TextToken && b.title == "" && b.skip == 0 {
			b.title = strings.Join(strings.Fields(string(b.z.Text())), " ")
		}
		return
	case t == tagScript:
		b.script(more)
		return
	case p&(isBlock|isSkipped) == 0:
		return
	}
	if p&isSkipped != 0 && selfClosing {
		return
	}
	if p&isBlock != 0 {
		b.endBlock()
		b.imply(t)
	}
	if t == tagHr || t == tagBody {
		if t == tagBody {
			b.nodes[0].use |= b.attributes(more) & useArticle
		}
		return
	}
	if len(b.stack) >= deepestElement {
		b.beyond++
		return
	}
	var u use
	if b.skip == 0 {
		u = b.attributes(more)
	}
	b.push(t, u)
	if b.skip == 0 && p&isSkipped != 0 {
		b.skip = len(b.stack)
	}
}

// imply closes the elements that a start tag of t closes.
func (b *builder) imply(t tag) {
	top := b.nodes[b.stack[len(b.stack)-1]].tag
	if top == tagP && len(b.stack) > 1 {
		b.pop()
	}
	switch t {
	case tagLi:
		b.closeUpTo(tagLi, tagLi, tagUl, tagOl)
	case tagDt, tagDd:
		b.closeUpTo(tagDt, tagDd, tagDl, tagDl)
	case tagTd, tagTh:
		b.closeUpTo(tagTd, tagTh, tagTr, tagTable)
	case tagTr:
		b.closeUpTo(tagTr, tagTr, tagTable, tagTable)
	}
}

// closeUpTo closes the nearest a or b, unless a bound lies between.
func (b *builder) closeUpTo(x, y, bound, bound2 tag) {
	if b.open[x] == 0 && b.open[y] == 0 {
		return
	}
	for i := len(b.stack) - 1; i > 0; i-- {
		switch b.nodes[b.stack[i]].tag {
		case x, y:
			for len(b.stack) > i {
				b.pop()
			}
			return
		case bound, bound2, tagTable:
			return
		}
	}
}

// end handles an end tag: it closes the nearest element of that name, and all
// inside it, but never breaks out of a table's cell.
func (b *builder) end(t tag) {
	p := properties[t]
	if t == tagA {
		b.link = 0
		return
	}
	if t == tagBr {
		b.endBlock()
		return
	}
	if p&(isBlock|isSkipped) == 0 || t == tagBody || t == tagHTML {
		return
	}
	if p&isBlock != 0 {
		b.endBlock()
	}
	if b.beyond > 0 {
		b.beyond--
		return
	}
	if p&isHeading != 0 {
		if top := b.nodes[b.stack[len(b.stack)-1]].tag; properties[top]&isHeading != 0 {
			b.pop()
			return
		}
	}
	if b.open[t] == 0 {
		return
	}
	for i := len(b.stack) - 1; i > 0; i-- {
		at := b.nodes[b.stack[i]].tag
		if at == t {
			for len(b.stack) > i {
				b.pop()
			}
			return
		}
		if (at == tagTd || at == tagTh) && t != tagTr && t != tagTable || t == tagForm || t == tagP && at != tagP && properties[at]&isBlock != 0 {
			return
		}
	}
}

// attributes reads the attributes that say what an element is for. One that is
// not shown at first is furniture, unless it turns out to hold the article.
func (b *builder) attributes(more bool) (u use) {
	var key, val []byte
	for more {
		key, val, more = b.z.TagAttr()
		switch string(key) {
		case "class", "id", "role":
			u |= b.named(val)
		case "itemprop":
			switch string(val) {
			case "articleBody", "reviewBody", "text":
				u |= useBody | useStrong
			case "headline":
				u |= useTitle
			case "author":
				u |= useByline
			case "datePublished":
				u |= useDate
			case "comment":
				u |= useComment | useStrong
			}
		case "itemtype":
			if bytes.HasSuffix(val, []byte("Comment")) || bytes.HasSuffix(val, []byte("UserComments")) {
				u |= useComment | useStrong
			}
		case "hidden":
			u |= useHidden
		case "style":
			if conceals(val) {
				u |= useHidden
			}
		case "datetime", "content":
			if u&useDate != 0 {
				b.stamp(string(val), false)
			}
		}
	}
	return u
}

// conceals reports whether a style says that the element is not shown.
func conceals(style []byte) bool {
	i := bytes.Index(style, []byte("display"))
	if i < 0 {
		return false
	}
	rest := bytes.TrimLeft(style[i+len("display"):], " :\t")
	return bytes.HasPrefix(rest, []byte("none"))
}

// named is the package's named, remembered: names recur.
func (b *builder) named(attr []byte) use {
	if u, ok := b.names[string(attr)]; ok {
		return u
	}
	u := named(attr)
	if len(attr) < longestName {
		b.names[string(attr)] = u
	}
	return u
}

func (b *builder) stamp(value string, changed bool) {
	if len(b.times) < 64 && value != "" && len(value) < 64 {
		b.times = append(b.times, stamp{int32(len(b.blocks)), b.stack[len(b.stack)-1], value, changed})
	}
}

// changes reports whether a name is that of the time of a change.
func changes(name []byte) bool {
	return bytes.Contains(name, []byte("odifi")) || bytes.Contains(name, []byte("pdated"))
}

// inform reads the elements that inform about the page.
func (b *builder) inform(t tag, more bool) {
	var name, content, rel, href, datetime string
	changed := false
	var key, val []byte
	for more {
		key, val, more = b.z.TagAttr()
		switch string(key) {
		case "class":
			changed = changed || changes(val)
		case "name", "property", "itemprop", "http-equiv":
			changed = changed || changes(val)
			if name == "" {
				name = strings.ToLower(string(val))
			}
		case "content":
			content = string(val)
		case "datetime":
			datetime = string(val)
		case "rel":
			rel = string(val)
		case "href":
			href = string(val)
		case "lang":
			if t == tagHTML {
				b.language = string(val)
			}
		}
	}
	switch {
	case t == tagTime:
		b.stamp(datetime, changed)
	case t == tagMeta && name != "" && content != "" && len(b.metas) < 256 && len(content) < 4096:
		if _, ok := b.metas[name]; !ok {
			b.metas[name] = content
		}
	case t == tagLink && rel == "canonical" && b.canonical == "":
		b.canonical = href
	}
}

// script keeps what a script says in JSON-LD.
func (b *builder) script(more bool) {
	ld := false
	var key, val []byte
	for more {
		key, val, more = b.z.TagAttr()
		if string(key) == "type" {
			ld = bytes.EqualFold(bytes.TrimSpace(val), []byte("application/ld+json"))
		}
	}
	if b.z.Next() == html.TextToken && ld && len(b.scripts) < 16 {
		b.scripts = append(b.scripts, string(b.z.Text()))
	}
}
