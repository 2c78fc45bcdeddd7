package across

import (
	"slices"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
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
	case !p.summary() && (a.farOff() || b.farOff()), a.known(b), a.tells(b) || b.tells(a):
	case a.hidden() != b.hidden():
		if (a.named() || b.named()) && c.oneOrigin(a.sheet, b.sheet) && (p.summary() || p.share() >= leastShared) {
			d.add("anonymity_changed", b.name, a.voice(), b.voice())
		}
	case a.named() && b.named() && !(a.carries() && b.carries()):
		d.add("speaker_changed", b.name, a.voice(), b.voice())
	}
}

// oneSaying reports whether two contents are so much the same that two
// speakers of them are one too many.
func (c *Corpus) oneSaying(p *pair) bool {
	a, b := p.a, p.b
	switch one := a.sheet == b.sheet || c.oneOrigin(a.sheet, b.sheet); {
	case c.bonded(a.ref, b.ref):
		return p.share() >= orderedBond
	case p.summary():
		return one && p.shared >= 3 && p.said() >= 1 && within(small(a, b), large(a, b)) >= .6
	case one:
		return p.shared >= 4 && p.share() >= .7
	}
	return p.shared >= 7 && p.said() >= 6 && p.share() >= .95
}

// carries reports whether the speaker is an agency or an outlet: what two of
// them give as theirs is a third one's.
func (x *said) carries() bool {
	n := len(x.st.Chain)
	return n > 0 && (x.st.Chain[n-1].Kind == isnad.SpeakerAgency || x.st.Chain[n-1].Kind == isnad.SpeakerOutlet)
}

// tells reports whether x's page names y's speaker beside its own, so that the
// page has an opinion on both and who said it may be misread: in the statement's
// paragraph, or, for a headline, as a speaker of the body.
func (x *said) tells(y *said) bool {
	t := x.sheet.text
	other := func(name string) bool {
		return namesMeet(name, y.st.Speaker.Name) && !namesMeet(name, x.st.Speaker.Name)
	}
	if y.st.Headline {
		return slices.ContainsFunc(x.sheet.rec.Statements, func(st isnad.Statement) bool { return !st.Headline && other(st.Speaker.Name) })
	}
	if x.st.Headline {
		return false
	}
	par := t.Paragraphs[t.ParagraphAt(t.TokenAt(x.st.Span.Start))]
	sp := t.Span(par.From, par.To)
	return slices.ContainsFunc(x.sheet.rec.Mentions, func(m isnad.Mention) bool {
		return m.Kind != isnad.Role && sp.Contains(m.Span) && other(m.Name)
	})
}

// farOff reports whether the speaker is not named in the statement's paragraph,
// so that it is a guess who goes on to speak.
func (x *said) farOff() bool {
	t, sp := x.sheet.text, x.st.Speaker
	return sp.Implicit && (sp.Span == nil || t.ParagraphAt(t.TokenAt(sp.Span.Start)) != t.ParagraphAt(t.TokenAt(x.st.Span.Start)))
}

// named reports whether the speaker is a person or a body, or stands for one
// (التموين); people by what they do are neither named nor hidden (السائقون).
func (x *said) named() bool {
	switch x.st.Speaker.Kind {
	case isnad.SpeakerPerson, isnad.SpeakerOrganisation:
		return true
	case isnad.SpeakerCollective:
		return x.portfolio()
	}
	return x.report()
}

// report reports whether a headline names a document by its sort alone
// («تقرير: ...») in the place of whose it is. In a body a document has an
// author, and either may be named.
func (x *said) report() bool {
	if x.st.Speaker.Kind != isnad.SpeakerDocument || x.st.Speaker.Span == nil || !x.st.Headline {
		return false
	}
	from, to := x.sheet.wordsIn(*x.st.Speaker.Span)
	return to-from == 1
}

// portfolio reports whether a speaker goes by the field of his ministry:
// «الصحة: 471 مصابا».
func (x *said) portfolio() bool {
	t, sp := x.sheet.text, x.st.Speaker.Span
	if t.Lang == nil || sp == nil {
		return false
	}
	k, l := &t.Tokens[t.TokenAt(sp.Start)], t.Lang.List("portfolios")
	return l.Has(k.Bare) || k.Pro&lang.Article != 0 && l.Has(k.Core) // not «دفاعه»
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
// knows as a name, or somebody who is nameless. A bare title («الوزير»,
// «الشركة») can be anybody's, and a single word that no page goes on to make a
// full name is often no name.
func (x *said) voiced() bool {
	sp := x.st.Speaker
	switch sp.Kind {
	case isnad.SpeakerUnknown:
		return false
	case isnad.SpeakerDocument:
		return x.report()
	case isnad.SpeakerAnonymous, isnad.SpeakerCollective:
		return sp.Span != nil && !slices.ContainsFunc(x.sheet.rec.Mentions, func(m isnad.Mention) bool {
			return m.Kind == isnad.Person && sp.Span.Contains(m.Span)
		})
	}
	if x.country() {
		return false
	}
	if x.st.Headline && x.portfolio() {
		return true
	}
	if sp.Span == nil || !namesMeet(sp.Span.In(x.sheet.rec.Text), sp.Name) {
		return false // «الرئيس», and which one is a guess
	}
	return slices.ContainsFunc(x.sheet.rec.Mentions, func(m isnad.Mention) bool {
		return m.Name == sp.Name && (m.Kind == isnad.Person && strings.Contains(m.Name, " ") || m.Kind != isnad.Person && m.Kind != isnad.Role && !x.sheet.bareHead(m.Span))
	})
}

// country reports whether a speaker goes by a country, or by its capital: that
// stands for any of its offices, and in a headline as often for the place where
// it happened («مصر: قتلى»).
func (x *said) country() bool {
	t, sp := x.sheet.text, x.st.Speaker.Span
	if t.Lang == nil || sp == nil {
		return false
	}
	i := t.TokenAt(sp.Start)
	for _, list := range []string{"countries", "capitals"} {
		if e, n := t.Match(t.Lang.List(list), i); e != nil && int(t.Tokens[i+n-1].End) >= sp.End {
			return true
		}
	}
	return false
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
			if short, long := byLength(v, w); len(short) > shortName && strings.Contains(long, short) {
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

// roleChanged reports whether b's title has a word that a's has not, or lacks
// one that b's page does not give elsewhere: «رئيس المركز» is short for what
// stands above it.
func roleChanged(a, b *said) bool {
	x, y := a.roleWords(), b.roleWords()
	if len(x) < 2 || len(y) < 2 {
		return false
	}
	lost := adds(x, y)
	return adds(y, x) != "" || lost != "" && !b.sheet.has(lost)
}

// roleWords are a title's words without those that go before any name (السيد,
// المهندس) and without his country, which a page of his country leaves out.
func (x *said) roleWords() (out []string) {
	s := x.sheet
	if x.st.Speaker.Role == nil || x.st.Speaker.Implicit || slices.ContainsFunc(s.rec.Mentions, func(m isnad.Mention) bool {
		return m.Kind == isnad.Person && x.st.Speaker.Role.Contains(m.Span)
	}) {
		return nil
	}
	from, to := s.wordsIn(*x.st.Speaker.Role)
	for i := from; i < to; i++ {
		k := &s.text.Tokens[s.words[i]]
		if s.text.Lang == nil || !listed(s.text.Lang, k, "titles") && !listed(s.text.Lang, k, "nationalities") {
			out = append(out, s.text.BareNorm(int(s.words[i])))
		}
	}
	return out
}

func listed(l *lang.Lang, k *text.Token, list string) bool {
	return l.List(list).Has(k.Bare) || l.List(list).Has(k.Core)
}

// has reports whether a word stands anywhere in the page, with or without an article.
func (s *sheet) has(word string) bool {
	return slices.ContainsFunc(s.words, func(i int32) bool { return sameTitle(s.text.BareNorm(int(i)), word) })
}

// adds is the first word of x that y lacks.
func adds(x, y []string) string {
	for _, v := range x {
		if len(v) >= 2*shortName-2 && !slices.ContainsFunc(y, func(w string) bool { return sameTitle(v, w) }) {
			return v
		}
	}
	return ""
}

// sameTitle reports whether two words of titles are one in two spellings, or
// one of them is written together with its neighbour.
func sameTitle(v, w string) bool {
	r, s := []rune(v), []rune(w)
	return strings.HasSuffix(v, w) || strings.HasSuffix(w, v) || oneLetter(r, s) || len(s) >= 3 && strings.HasPrefix(v, w) || len(r) >= 3 && strings.HasPrefix(w, v)
}
