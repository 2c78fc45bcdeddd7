package across

import (
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
)

// nearer reports whether a stands nearer to the origin than b: bodies before
// headlines, then earlier pages, then earlier in the page.
func nearer(a, b *said) bool {
	if a.st.Headline != b.st.Headline {
		return b.st.Headline
	}
	if !a.sheet.when.Equal(b.sheet.when) {
		return a.sheet.when.Before(b.sheet.when)
	}
	return a.name < b.name
}

func gist(g []*said) string {
	best := g[0]
	for _, m := range g {
		if m.size < best.size && !m.st.Headline {
			best = m
		}
	}
	return best.st.Content.In(best.sheet.rec.Text)
}

// differences collects what differs, one entry for each type.
type differences struct {
	at  map[string]int
	out []isnad.Difference
}

func (d *differences) add(typ, member string, before, after *isnad.Passage) {
	if d.at == nil {
		d.at = map[string]int{}
	}
	if i, ok := d.at[typ]; ok {
		d.out[i].Members = append(d.out[i].Members, member)
		return
	}
	d.at[typ] = len(d.out)
	d.out = append(d.out, isnad.Difference{Type: typ, Members: []string{member}, Before: before, After: after})
}

// drift tells what changed between the carryings of one utterance. Each is set
// beside the first, which is nearest to the origin.
func drift(g []*said) []isnad.Difference {
	var d differences
	quotes(&d, g)
	first := g[0]
	for _, m := range g[1:] {
		before, after := first.content(), m.content()
		if voiceChanged(first, m) {
			d.add("speaker_changed", m.name, first.voice(), m.voice())
		}
		if r, s := first.role(), m.role(); r != nil && s != nil && namesMeet(first.st.Speaker.Name, m.st.Speaker.Name) && roleChanged(r.Exact, s.Exact) {
			d.add("role_changed", m.name, r, s)
		}
		if m.st.Headline || first.st.Headline {
			continue // a headline is short by its nature
		}
		if len(links(first)) > len(links(m)) {
			d.add("source_dropped", m.name, before, after)
		}
		a, b := small(first, m), large(first, m)
		if 10*a.size < 7*b.size {
			d.add("scope_changed", m.name, before, after)
		}
		if timesDiffer(first, m) {
			d.add("time_changed", m.name, before, after)
		}
		if x, y := changed(first, m); x != nil {
			d.add("wording", m.name, x, y)
		}
		if first.st.Kind == isnad.Direct && m.st.Kind == isnad.Direct && within(m, first) == 1 && m.size < first.size {
			d.add("quote_trimmed", m.name, before, after)
		}
	}
	return d.out
}

// quotes tells narration that became a quotation from a quotation that became
// a paraphrase: what most carryings have is what was there before.
func quotes(d *differences, g []*said) {
	var quoted, told []*said
	for _, m := range g {
		switch {
		case m.st.Headline:
		case m.st.Kind == isnad.Direct:
			quoted = append(quoted, m)
		case m.st.Kind == isnad.Indirect:
			told = append(told, m)
		}
	}
	if len(quoted) == 0 || len(told) == 0 {
		return
	}
	typ, from, to := "narration_became_direct_quote", told, quoted
	if len(quoted) > len(told) || len(quoted) == len(told) && nearer(quoted[0], told[0]) {
		typ, from, to = "direct_quote_became_paraphrase", quoted, told
	}
	for _, m := range to {
		d.add(typ, m.name, from[0].content(), m.content())
	}
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
	if x.st.Speaker.Role == nil || x.st.Speaker.Implicit {
		return nil
	}
	p := x.sheet.place(*x.st.Speaker.Role)
	return &p
}

// voiceChanged reports whether two carryings name different speakers: both are
// named here, and no name of the one is a name of the other.
func voiceChanged(a, b *said) bool {
	x, y := a.st.Speaker, b.st.Speaker
	if x.Kind == isnad.SpeakerUnknown || y.Kind == isnad.SpeakerUnknown || x.Name == "" || y.Name == "" {
		return false
	}
	if namesMeet(x.Name, y.Name) {
		return false
	}
	for _, s := range []*said{a, b} { // a role in one page and the name in another may be one person
		o := y.Name
		if s == b {
			o = x.Name
		}
		if r := s.st.Speaker.Role; r != nil && namesMeet(r.In(s.sheet.rec.Text), o) {
			return false
		}
	}
	return true
}

func roleChanged(a, b string) bool {
	x, y := strings.Fields(lang.Normal(a)), strings.Fields(lang.Normal(b))
	return len(x) >= 2 && len(y) >= 2 && strings.Join(x, " ") != strings.Join(y, " ")
}

func links(x *said) (out []string) {
	for _, l := range x.st.Chain {
		if !l.Implicit {
			out = append(out, string(l.Kind))
		}
	}
	return out
}

// timesDiffer reports whether the times inside two contents are not the same.
func timesDiffer(a, b *said) bool {
	x, y := a.times(), b.times()
	if len(x) == 0 && len(y) == 0 {
		return false
	}
	for v := range x {
		if !y[v] {
			return true
		}
	}
	for v := range y {
		if !x[v] {
			return true
		}
	}
	return false
}

func (x *said) times() map[string]bool {
	m := map[string]bool{}
	for i := range x.sheet.rec.Times {
		if t := &x.sheet.rec.Times[i]; x.st.Content.Contains(t.Span) && t.Kind != isnad.TimeDuration && strings.Trim(t.Value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != "" {
			m[t.From+"/"+t.To] = true
		}
	}
	return m
}

// changed returns the first words that differ between two contents of about
// the same length, nil if only the spelling does.
func changed(a, b *said) (*isnad.Passage, *isnad.Passage) {
	x, y := a.sheet.keys[a.from:a.to], b.sheet.keys[b.from:b.to]
	i := 0
	for i < len(x) && i < len(y) && x[i] == y[i] {
		i++
	}
	j := 0
	for j < len(x)-i && j < len(y)-i && x[len(x)-1-j] == y[len(y)-1-j] {
		j++
	}
	if i+j >= len(x) || i+j >= len(y) {
		return nil, nil
	}
	p, q := a.sheet.passage(a.from+i, a.to-j), b.sheet.passage(b.from+i, b.to-j)
	return &p, &q
}

// words are the figure with what it counts.
func (x *counted) words() string {
	s := x.fig.Span.In(x.sheet.rec.Text)
	if x.fig.Counted != nil {
		s += " " + x.fig.Counted.In(x.sheet.rec.Text)
	}
	return s
}

func (x *counted) place() *isnad.Passage {
	p := x.sheet.place(x.fig.Span)
	return &p
}

// figureDrift tells what changed between the carryings of one quantity.
func figureDrift(g []*counted) []isnad.Difference {
	var d differences
	lost(&d, "source_dropped", g, func(x *counted) bool { return x.fig.AccordingTo != "" })
	lost(&d, "breakdown_lost", g, func(x *counted) bool { return x.parts() > 0 })
	first := g[0]
	for _, m := range g[1:] {
		before, after := first.place(), m.place()
		if t := boundChange(first.fig.Bound, m.fig.Bound); t != "" {
			d.add(t, m.name, before, after)
		}
		if a, b := first.period(), m.period(); a != "" && b != "" && a != b && len(b) < len(a) {
			d.add("window_coarsened", m.name, before, after)
		}
		if first.noun != 0 && m.noun != 0 && first.noun != m.noun && !m.near[first.noun] {
			d.add("unit_renamed", m.name, before, after)
		}
	}
	return d.out
}

// lost names the carryings without what others have: a source, a breakdown. A
// headline has neither by its nature.
func lost(d *differences, typ string, g []*counted, has func(*counted) bool) {
	var with *counted
	for _, m := range g {
		if has(m) {
			with = m
			break
		}
	}
	if with == nil {
		return
	}
	for _, m := range g {
		if !has(m) && !m.inTitle() {
			d.add(typ, m.name, with.place(), m.place())
		}
	}
}

func (x *counted) inTitle() bool { return x.fig.Span.End <= len(x.sheet.rec.Title) }

// boundChange names a bound that was lost, won or made another.
func boundChange(a, b isnad.Bound) string {
	switch {
	case a == b:
		return ""
	case b == isnad.Exact:
		return "hedge_dropped"
	case a == isnad.Exact:
		return "hedge_added"
	}
	return ""
}

func (x *counted) parts() (n int) {
	for i := range x.sheet.rec.Figures {
		if x.sheet.rec.Figures[i].PartOf == x.fig.ID {
			n++
		}
	}
	return n
}

func (x *counted) period() string {
	for i := range x.sheet.rec.Times {
		if t := &x.sheet.rec.Times[i]; t.ID == x.fig.Period {
			return t.Value
		}
	}
	return ""
}
