package across

import (
	"slices"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
)

// voices tells who changed: another speaker, a named one who is nameless now,
// another part in which he speaks.
func (c *Corpus) voices(d *differences, p *pair) {
	a, b := p.a, p.b
	if p.samePage() || !c.oneSaying(p) || !a.voiced() || !b.voiced() {
		return
	}
	x, y := a.st.Speaker, b.st.Speaker
	switch {
	case namesMeet(x.Name, y.Name) || mistyped(x.Name, y.Name):
		if roleChanged(a, b) {
			d.add("role_changed", b.name, a.role(), b.role())
		}
	case a.known(b), x.Kind == isnad.SpeakerDocument != (y.Kind == isnad.SpeakerDocument) && !c.oneOrigin(a.sheet, b.sheet):
	case a.hidden() != b.hidden():
		d.add("anonymity_changed", b.name, a.voice(), b.voice())
	case !a.hidden():
		d.add("speaker_changed", b.name, a.voice(), b.voice())
	}
}

// oneSaying reports whether two contents are so much the same that two
// speakers of them are one too many.
func (c *Corpus) oneSaying(p *pair) bool {
	a, b := p.a, p.b
	switch {
	case c.bonded(a.ref, b.ref):
		return true
	case p.summary():
		return (a.sheet == b.sheet || c.oneOrigin(a.sheet, b.sheet)) && p.shared >= 2 && within(small(a, b), large(a, b)) >= .6
	case c.oneOrigin(a.sheet, b.sheet):
		return p.shared >= 3 && p.share() >= .7
	}
	return p.shared >= 5 && p.share() >= .75
}

// said counts the words of meaning that both contents have beside names: those
// of one country's news are everywhere the same.
func (p *pair) said() (n int) {
	for _, e := range p.equal {
		if x := &p.x[e[0]]; !x.light && !p.a.sheet.named(x.from, x.to) {
			n++
		}
	}
	return n
}

// voiced reports whether the page tells who speaks: somebody with a name that it
// knows as a name, a document, or somebody who is nameless. A bare title
// («الوزير», «الشركة») can be anybody's.
func (x *said) voiced() bool {
	sp := x.st.Speaker
	switch sp.Kind {
	case isnad.SpeakerUnknown:
		return false
	case isnad.SpeakerDocument:
		return sp.Span != nil && x.st.Chain != nil
	case isnad.SpeakerAnonymous, isnad.SpeakerCollective:
		return sp.Span != nil && !slices.ContainsFunc(x.sheet.rec.Mentions, func(m isnad.Mention) bool {
			return m.Kind == isnad.Person && sp.Span.Contains(m.Span)
		})
	}
	if l := x.sheet.text.Lang; l != nil && sp.Span != nil && x.st.Headline {
		k := &x.sheet.text.Tokens[x.sheet.text.TokenAt(sp.Span.Start)]
		if l.List("portfolios").Has(k.Bare) || l.List("portfolios").Has(k.Core) {
			return true // «الصحة: 471 مصابا», the ministry by its field
		}
	}
	return slices.ContainsFunc(x.sheet.rec.Mentions, func(m isnad.Mention) bool {
		return m.Kind != isnad.Role && m.Name == sp.Name && (m.Kind == isnad.Person || !x.sheet.bareHead(m.Span))
	})
}

// bareHead reports whether a name is the one word for a sort of body: الوزارة.
func (s *sheet) bareHead(sp isnad.Span) bool {
	from, to := s.wordsIn(sp)
	if to-from != 1 || s.text.Lang == nil {
		return false
	}
	k := &s.text.Tokens[s.words[from]]
	heads := s.text.Lang.List("org_heads")
	return heads.Has(k.Bare) || heads.Has(k.Core)
}

// hidden reports whether a speaker is nobody in particular: a source, or people
// by a word for people. What only stands for a body is none (التموين).
func (x *said) hidden() bool {
	sp := x.st.Speaker
	if sp.Kind != isnad.SpeakerCollective || sp.Span == nil || x.sheet.text.Lang == nil {
		return sp.Kind == isnad.SpeakerAnonymous
	}
	t := x.sheet.text
	i := t.TokenAt(sp.Span.Start)
	for _, list := range []string{"collectives", "anonymous_heads", "claim_words"} {
		if e, _ := t.Match(t.Lang.List(list), i); e != nil || t.Lang.List(list).Has(t.Tokens[i].Core) {
			return true
		}
	}
	return false
}

func (x *said) content() *isnad.Passage {
	p := x.sheet.place(x.st.Content)
	return &p
}

func (x *said) voice() *isnad.Passage {
	if x.st.Speaker.Span == nil {
		return x.content()
	}
	p := x.sheet.place(*x.st.Speaker.Span)
	return &p
}

func (x *said) role() *isnad.Passage {
	p := x.sheet.place(*x.st.Speaker.Role)
	return &p
}

// known reports whether two carryings can have one speaker: a name or a link of
// the one is a name, a title or a link of the other; one name goes on with the
// other somewhere in their pages (محمد عصمت, السادات); or the one content tells
// that the other spoke («البيان: الحاضرون أكدوا»).
func (x *said) known(y *said) bool {
	if meet(x.names(), y.names()) {
		return true
	}
	// «وزارة الصحة» is no other name of her spokesman: with the body instead of
	// the person the speaker changed.
	if x.st.Speaker.Kind == y.st.Speaker.Kind && (meet(x.names(), y.titles()) || meet(x.titles(), y.names())) {
		return true
	}
	for _, s := range []*sheet{x.sheet, y.sheet} {
		for i := range s.rec.Mentions {
			if m := &s.rec.Mentions[i]; m.Kind == isnad.Person && namesMeet(m.Name, x.st.Speaker.Name) && namesMeet(m.Name, y.st.Speaker.Name) {
				return true
			}
		}
	}
	return x.tellsOf(y) || y.tellsOf(x)
}

func meet(as, bs []string) bool {
	return slices.ContainsFunc(as, func(a string) bool {
		return slices.ContainsFunc(bs, func(b string) bool { return bodyOf(a, b) })
	})
}

// bodyOf reports whether two names share a word, or a word with an ending or a
// particle more: إيران, وزارة الخارجية الإيرانية.
func bodyOf(a, b string) bool {
	for _, v := range strings.Fields(lang.Normal(a)) {
		for _, w := range strings.Fields(lang.Normal(b)) {
			if len(v) > len(w) {
				v, w = w, v
			}
			if len(v) > shortName && strings.Contains(w, v) {
				return true
			}
		}
	}
	return mistyped(a, b)
}

func (x *said) names() []string {
	sp := x.st.Speaker
	out := []string{sp.Name}
	if sp.Span != nil {
		out = append(out, sp.Span.In(x.sheet.rec.Text))
	}
	for _, l := range x.st.Chain {
		out = append(out, l.Name)
	}
	return out
}

// titles are those that the page gives the speaker anywhere.
func (x *said) titles() (out []string) {
	for i := range x.sheet.rec.Statements {
		if o := &x.sheet.rec.Statements[i]; o.Speaker.Name == x.st.Speaker.Name && o.Speaker.Role != nil {
			out = append(out, o.Speaker.Role.In(x.sheet.rec.Text))
		}
	}
	return out
}

// tellsOf reports whether x's content names y's speaker.
func (x *said) tellsOf(y *said) bool {
	for i := x.from; i < x.to; i++ {
		w := x.sheet.text.BareNorm(int(x.sheet.words[i]))
		for _, n := range y.names() {
			for _, v := range strings.Fields(lang.Normal(n)) {
				if len(v) > 2*shortName-2 && strings.Contains(w, v) {
					return true
				}
			}
		}
	}
	return false
}

// mistyped reports whether two names have a word that differs in one letter.
func mistyped(a, b string) bool {
	for _, x := range strings.Fields(lang.Normal(a)) {
		for _, y := range strings.Fields(lang.Normal(b)) {
			if r, s := []rune(x), []rune(y); len(r) >= 5 && len(s) >= 5 && oneLetter(r, s) {
				return true
			}
		}
	}
	return false
}

// oneLetter reports whether one letter was changed, left out or put in.
func oneLetter(a, b []rune) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(b) && a[i] == b[i] {
		i++
	}
	j := i
	if len(a) == len(b) {
		j++
	}
	return len(a)-len(b) <= 1 && (i >= len(b) || string(a[i+1:]) == string(b[j:]))
}

// roleChanged reports whether a title has a word that the other has not.
func roleChanged(a, b *said) bool {
	x, y := a.roleWords(), b.roleWords()
	return len(x) >= 2 && len(y) >= 2 && (adds(x, y) || adds(y, x))
}

// roleWords are a title's words without those that go before any name (السيد, المهندس).
func (x *said) roleWords() (out []string) {
	s := x.sheet
	if x.st.Speaker.Role == nil || x.st.Speaker.Implicit {
		return nil
	}
	from, to := s.wordsIn(*x.st.Speaker.Role)
	for i := from; i < to; i++ {
		k := &s.text.Tokens[s.words[i]]
		if l := s.text.Lang; l == nil || !l.List("titles").Has(k.Bare) && !l.List("titles").Has(k.Core) {
			out = append(out, s.text.BareNorm(int(s.words[i])))
		}
	}
	return out
}

func adds(x, y []string) bool {
next:
	for _, v := range x {
		if len(v) < 2*shortName-2 {
			continue
		}
		for _, w := range y {
			if strings.HasSuffix(v, w) || strings.HasSuffix(w, v) || oneLetter([]rune(v), []rune(w)) {
				continue next
			}
		}
		return true
	}
	return false
}
