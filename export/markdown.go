package export

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// markdown writes the report as CommonMark with tables.
func (c *Case) markdown(w io.Writer) error {
	r, err := c.report()
	if err != nil {
		return err
	}
	m := marked{r, bufio.NewWriter(w)}
	m.all()
	return m.Flush()
}

// marked is a report on its way into Markdown.
type marked struct {
	*report
	*bufio.Writer
}

func (m *marked) line(format string, args ...any) { fmt.Fprintf(m, format+"\n", args...) }

func (m *marked) heading(key string, n int) { m.line("\n## %s (%d)\n", m.Word(key), n) }

func (m *marked) all() {
	m.line("# %s\n", plain(m.Title))
	m.line("> %s\n", m.Word("machine"))
	if m.Made != "" {
		m.line("%s: %s  ", m.Word("made"), plain(m.Made))
	}
	m.line("%s: %s", m.Word("by"), plain(m.Program))
	m.stories()
	m.differences()
	m.said()
	m.figures()
	m.moments()
	m.reviews()
	m.pages()
}

func (m *marked) stories() {
	m.heading("origins", len(m.Stories))
	for _, s := range m.Stories {
		title := s.Title
		if title == "" {
			title = m.Word("no_headline")
		}
		m.line("- **%s** — %s: %d; %s: %d. %s: %s", plain(title), m.Word("page_s"), s.Pages, m.Word("origin_s"), s.Origins, m.Word("counted"), plain(s.Counted))
		if len(s.Credited) > 0 {
			m.line("  - %s: %s", m.Word("credited"), plain(strings.Join(s.Credited, ", ")))
		}
	}
	for _, c := range m.Copies {
		m.line("- %s %s %s — %s: %s", m.at(c.A), c.Arrow, m.at(c.B), plain(c.Relation), plain(c.Reason))
	}
}

func (m *marked) differences() {
	m.heading("differences", len(m.Differences))
	m.nothing(len(m.Differences))
	for _, d := range m.Differences {
		m.line("\n### %s: %s\n", d.Kind, plain(d.Gist))
		for _, c := range d.Changes {
			m.line("- **%s**", plain(c.Type))
			m.wording("first", c.Before)
			m.wording("otherwise", c.After)
			if len(c.Others) > 0 {
				m.line("  - %s %s", m.Word("carried"), m.ats(c.Others))
			}
		}
	}
}

func (m *marked) wording(key string, w *wording) {
	if w == nil {
		return
	}
	who, mark := "", plain(w.Cut.Mark)
	if w.Speaker != "" {
		who = plain(w.Speaker) + ": "
	}
	if strings.TrimSpace(w.Cut.Mark) != "" {
		mark = "**" + plain(strings.TrimSpace(w.Cut.Mark)) + "**"
	}
	m.line("  - %s %s: %s%s%s%s", m.Word(key), m.at(w.Place), who, plain(w.Cut.Before), mark, plain(w.Cut.Behind))
}

func (m *marked) said() {
	m.heading("said", len(m.Speakers))
	m.nothing(len(m.Speakers))
	for _, s := range m.Speakers {
		name := plain(s.Name)
		if s.Role != "" {
			name += ", " + plain(s.Role)
		}
		m.line("\n### %s\n", name)
		for _, x := range s.Said {
			said := plain(x.Words)
			if x.Quoted {
				said = "“" + said + "”"
			}
			line := fmt.Sprintf("- %s — %s, %s", said, plain(x.Kind), m.at(x.Place))
			if len(x.Through) > 0 {
				line += "; " + m.Word("through") + " " + plain(strings.Join(x.Through, " ← "))
			}
			if len(x.Others) > 0 {
				line += "; " + m.Word("carried") + " " + m.ats(x.Others)
			}
			m.line("%s", line)
		}
	}
}

func (m *marked) figures() {
	m.heading("figures", len(m.Figures))
	m.nothing(len(m.Figures))
	if len(m.Figures) == 0 {
		return
	}
	m.row(m.Word("counts"), m.Word("gives"), m.Word("given_by"))
	m.row("---", "---", "---")
	for _, f := range m.Figures {
		counted := plain(f.Counted)
		for _, v := range f.Values {
			m.row(counted, m.amount(v), m.ats(v.Places))
			counted = ""
		}
	}
}

func (m *marked) amount(v valuePart) string {
	if v.Value == "" || v.Value == v.Words {
		return plain(v.Words)
	}
	return plain(v.Value) + " (" + plain(v.Words) + ")"
}

func (m *marked) moments() {
	m.heading("chronology", len(m.Moments))
	m.nothing(len(m.Moments))
	if len(m.Moments) == 0 {
		return
	}
	m.row(m.Word("when"), m.Word("what"), m.Word("told_by"))
	m.row("---", "---", "---")
	for _, x := range m.Moments {
		what := plain(x.What)
		if x.Modality != "" {
			what += " (" + plain(x.Modality) + ")"
		}
		told := m.ats(x.Places)
		for _, c := range x.Conflicts {
			told += "; " + m.Word("conflict") + ": " + plain(c.When) + " " + m.ats(c.Places)
		}
		m.row(plain(x.When), what, told)
	}
}

func (m *marked) reviews() {
	if len(m.Reviews) == 0 {
		return
	}
	m.heading("reviews", len(m.Reviews))
	m.line("%s\n", m.Word("reviews_hint"))
	for _, v := range m.Reviews {
		line := fmt.Sprintf("- **%s** — %s, %s; %s", plain(v.Verdict), plain(v.Who), plain(v.At), plain(v.Kind))
		if len(v.Places) > 0 {
			line += " " + m.ats(v.Places)
		}
		m.line("%s", line)
		for _, w := range v.Words {
			m.line("  - “%s”", plain(w))
		}
		for _, f := range v.Fields {
			m.line("  - %s: %s %s; %s **%s**", plain(f.Name), m.Word("by_machine"), plain(cmp.Or(f.Was, "–")), m.Word("by_person"), plain(f.Right))
		}
		if v.Note != "" {
			m.line("  - %s: %s", m.Word("note"), plain(v.Note))
		}
	}
}

func (m *marked) pages() {
	m.heading("pages", len(m.Pages))
	for _, p := range m.Pages {
		title := p.Title
		if title == "" {
			title = m.Word("no_headline")
		}
		published := p.Published
		if published == "" {
			published = m.Word("no_date")
		}
		m.line("%d. **%s** — %s, %s", p.N, plain(title), plain(p.Outlet), plain(published))
		m.line("   - %s: %s", m.Word("address"), linked(p.Address, p.Address))
		m.line("   - %s: %s", m.Word("capture"), plain(p.Capture))
		if p.Captured != "" {
			m.line("   - %s: %s", m.Word("captured"), plain(p.Captured))
		}
		if p.Version > 0 {
			m.line("   - %s: %d", m.Word("version"), p.Version)
		}
		for _, v := range p.Before {
			m.line("   - %s %d: %s, %s", m.Word("version"), v.Number, plain(v.Capture), plain(v.Kept))
		}
	}
}

func (m *marked) nothing(n int) {
	if n == 0 {
		m.line("%s", m.Word("none"))
	}
}

func (m *marked) row(cells ...string) { m.line("| %s |", strings.Join(cells, " | ")) }

func (m *marked) at(p placePart) string {
	name := fmt.Sprintf("[%d]", p.N)
	if p.Outlet != "" {
		name += " " + p.Outlet
	}
	return linked(name, p.Link)
}

func (m *marked) ats(places []placePart) string {
	var all []string
	for _, p := range places {
		all = append(all, m.at(p))
	}
	return strings.Join(all, ", ")
}

// linked is a link where a browser may follow it, else words alone.
func linked(name, to string) string {
	u := web(to)
	if u == nil {
		return plain(name)
	}
	return "[" + plain(name) + "](<" + strings.NewReplacer("<", "%3C", ">", "%3E", "\\", "%5C", "|", "%7C", " ", "%20").Replace(u.String()) + ">)"
}

// plain makes words stand in Markdown as they are: every mark that could mean
// something is escaped, and what is written from right to left is isolated from what
// stands beside it.
func plain(s string) string {
	var b strings.Builder
	turns, last := false, rune(0)
	for i, r := range s {
		number := '0' <= last && last <= '9'
		switch {
		case strings.ContainsRune("\\`*_{}[]<>#!|~&@$^", r), // emphasis, links, HTML, tables
			strings.ContainsRune("+-=", r) && i == 0, strings.ContainsRune(".)", r) && number, // lists, underlines
			r == ':' && !number, r == '.' && last|' ' == 'w': // addresses that become links by themselves
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		turns = turns || unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko)
		last = r
	}
	if turns {
		return "\u2068" + b.String() + "\u2069"
	}
	return b.String()
}
