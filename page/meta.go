package page

import (
	"net/url"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
)

// inform reads what the article in top does not say itself.
func (f *finder) inform(top int) {
	f.page.Language = f.languageOf(f.page.Text, f.in.Language, f.doc.language, f.ld.language)
	f.date(top)
	f.writer(top)
}

// address is the page's address as it gives it itself.
func (f *finder) address() string {
	for _, s := range []string{f.canonical, f.metas["og:url"], f.ld.address} {
		s = strings.TrimSpace(s)
		if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
			return s
		}
		if strings.HasPrefix(s, "/") && f.in.URL != "" {
			if base, err := url.Parse(f.in.URL); err == nil {
				if ref, err := base.Parse(s); err == nil {
					return ref.String()
				}
			}
		}
	}
	return ""
}

// outlet finds the publisher's name: the site's name, or the publisher's in
// JSON-LD or microdata. On a page in Arabic letters a name in them is better.
func (f *finder) outlet() {
	if f.in.Outlet != "" {
		return
	}
	best := ""
	for _, s := range append([]string{f.metas["og:site_name"], f.metas["publisher"], f.metas["application-name"]}, f.ld.publisher...) {
		s = plainText(s)
		if s == "" || strings.Contains(s, "://") || len(s) > 120 {
			continue
		}
		if best == "" || arabic(s) && !arabic(best) && arabic(f.doc.title) {
			best = s
		}
	}
	if best == "" {
		best = f.siteName()
	}
	if best != "" {
		f.outletNamed(best)
	}
	if whole := plainText(f.doc.title); len(whole) > len(f.withoutOutlet(whole)) {
		f.alias = strings.ReplaceAll(lang.Normal(whole[len(f.withoutOutlet(whole)):]), " ", "")
	}
}

// owns reports whether a line says whose page it is.
//
//	جميع الحقوق محفوظة   © 2024
func (r *reader) owns(s string) bool {
	if strings.Contains(s, "©") {
		return true
	}
	return r.says(s, true).owner
}

func (r *reader) outletNamed(name string) {
	if r.page.Outlet == nil {
		r.page.Outlet = &isnad.Outlet{}
	}
	r.page.Outlet.Name = name
	r.own = strings.Fields(lang.Normal(name))
}

// arabic reports whether most letters at the beginning of s are Arabic.
func arabic(s string) bool {
	n := countLetters(cutAt(s, 400))
	return 2*n.arabic > n.arabic+n.latin+n.other
}

// domain takes the outlet's domain from an address, if it has none yet.
func (r *reader) domain(address string) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || r.page.Outlet != nil && r.page.Outlet.Domain != "" {
		return
	}
	if r.page.Outlet == nil {
		r.page.Outlet = &isnad.Outlet{}
	}
	r.page.Outlet.Domain = strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// date asks the page's sources for its day, in their order.
func (f *finder) date(top int) {
	if f.publishedBy(f.ld.published, "json-ld") {
		return
	}
	for _, m := range datedMetas {
		if f.publishedBy(f.metas[m], "meta") {
			return
		}
	}
	if f.publishedBy(f.stamped(top), "time") {
		return
	}
	for _, s := range []string{f.in.URL, f.page.Canonical} {
		if f.publishedBy(addressDate(s), "url") {
			return
		}
	}
	f.publishedBy(f.written(top), "text")
}

// Blocks from the headline or the body's beginning within which a date is the
// page's, before and behind.
const (
	nearBefore = 6
	nearBehind = 12
	longestDay = 110 // letters of a block that is a day and little else
)

// near returns the blocks among which the page's date can stand: round the
// headline, and to the end of the article.
func (f *finder) near(top int) (from, to int) {
	n := &f.nodes[top]
	from, to = int(n.first), int(n.last)
	if f.title >= 0 {
		from = min(from, f.title)
	}
	return max(0, from-nearBefore), min(len(f.blocks), to+nearBehind)
}

// stamped is the machine-readable date nearest to the headline.
func (f *finder) stamped(top int) string {
	from, to := f.near(top)
	anchor := from + nearBefore
	if f.title >= 0 {
		anchor = f.title
	}
	best, least := "", 1<<30
	for _, s := range f.times {
		at := int(s.block)
		if at < from || at >= to || s.changed || f.foreign(s.node) || isoDate(s.value) == "" {
			continue
		}
		d := at - anchor
		if d < 0 {
			d = -2 * d
		}
		if d < least {
			best, least = s.value, d
		}
	}
	return best
}

// foreign reports whether a node belongs to something else than the article:
// a comment, a related item, a footer.
func (f *finder) foreign(n int32) bool {
	switch f.killed[n] {
	case comment, related, share:
		return true
	}
	for ; n > 0; n = f.nodes[n].parent {
		switch f.nodes[n].tag {
		case tagFooter, tagAside, tagNav:
			return true
		}
	}
	return false
}

// written is the date that is written nearest to the headline: in the blocks
// up to the first paragraph, those behind the headline first, or in one that
// is named for it.
func (f *finder) written(top int) string {
	from, to := f.near(top)
	n := &f.nodes[top]
	first := int(n.first)
	for first < int(n.last) && f.facts[first].weight <= 0 {
		first++
	}
	anchor := f.title
	if anchor < 0 {
		anchor = int(n.first)
	}
	try := func(i int) string {
		if i == f.title || f.facts[i].runes > longestDay || f.facts[i].linked > .9 {
			return ""
		}
		return f.dateIn(f.text(i))
	}
	for i := anchor; i <= first && i < len(f.blocks); i++ {
		if k := f.killed[f.blocks[i].node]; k == related || k == comment {
			continue
		}
		if s := try(i); s != "" {
			return s
		}
	}
	for i := anchor - 1; i >= from; i-- {
		if !f.foreign(f.blocks[i].node) {
			if s := try(i); s != "" {
				return s
			}
		}
	}
	for i := first; i < to; i++ {
		if n := f.blocks[i].node; f.nodes[n].use&useDate != 0 && !f.foreign(n) {
			if s := try(i); s != "" {
				return s
			}
		}
	}
	return ""
}

// writer finds the byline where the article's lines had none: JSON-LD, what
// stands near the headline and looks like one or is named for it, the head.
func (f *finder) writer(top int) {
	f.signed(strings.Join(f.ld.authors, ", "))
	from, to := f.near(top)
	if f.title >= 0 {
		from = max(0, f.title-3)
	}
	to = min(to, from+3*nearBehind)
	for i := from; i < to && f.page.Byline == ""; i++ {
		b := &f.blocks[i]
		if i == f.title || f.facts[i].runes > 80 || f.foreign(b.node) {
			continue
		}
		s := f.text(i)
		if f.signing(b.node) || f.says(s, true).kind == byline {
			f.signed(s)
		} else if i > f.title && i < f.title+nearBehind && f.title >= 0 && f.facts[i].linked > .5 {
			f.signed(f.reader.name(s))
		}
	}
	f.signed(f.metas["author"])
	f.signed(f.metas["article:author"])
}

// signing reports whether an element, or one of the two round it, is named for
// a writer.
func (f *finder) signing(n int32) bool {
	for i := 0; i < 3 && n > 0; i++ {
		if f.nodes[n].use&useByline != 0 {
			return true
		}
		n = f.nodes[n].parent
	}
	return false
}
