package export

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/isnad-project/isnad"
)

// table is findings of one sort as rows. The names of its columns are part of the
// format: they are added to, and not changed.
type table struct {
	kind    string
	columns []string
	// rows calls add with a value for each column: a string, an int, a float64, a
	// bool, or nil.
	rows func(c *Case, add func(...any) error) error
}

// place are the columns in which each row says where it is from: link leads back,
// start and end count code points of the record's text.
var place = []string{"link", "page", "address", "outlet", "published", "start", "end", "exact"}

func (c *Case) placed(p *Page, finding string, s *isnad.Span, more ...any) []any {
	row := append(more[:len(more):len(more)], c.link(p, finding), p.ID, p.URL, p.outlet(), p.published())
	if s == nil {
		return append(row, nil, nil, nil)
	}
	start, end := p.points(s)
	return append(row, start, end, s.In(p.Text))
}

func columns(names string) []string { return append(strings.Fields(names), place...) }

var statements = table{"statement", columns("statement kind headline act speaker speaker_kind role chain said_at content"), func(c *Case, add func(...any) error) error {
	return c.each(func(p *Page) error {
		for i := range p.Statements {
			s := &p.Statements[i]
			err := add(c.placed(p, s.ID, &s.Span, s.ID, string(s.Kind), s.Headline, s.Act, s.Speaker.Name, string(s.Speaker.Kind), p.words(s.Speaker.Role), chain(s), p.time(s.SaidAt), s.Content.In(p.Text))...)
			if err != nil {
				return err
			}
		}
		return nil
	})
}}

// chain is the way of the words in one cell, from the page outward.
func chain(s *isnad.Statement) string {
	var names []string
	for _, l := range s.Chain {
		names = append(names, l.Name)
	}
	return strings.Join(names, " ← ")
}

var figures = table{"figure", columns("figure value low high bound unit counted part_of actor place period as_of according_to"), func(c *Case, add func(...any) error) error {
	return c.each(func(p *Page) error {
		for i := range p.Figures {
			f := &p.Figures[i]
			by := ""
			if s := p.statement(f.AccordingTo); s != nil {
				by = s.Speaker.Name
			}
			err := add(c.placed(p, f.ID, &f.Span, f.ID, number(f.Value), number(f.Low), number(f.High), string(f.Bound), f.Unit, p.words(f.Counted), f.PartOf, p.words(f.Actor), p.words(f.Place), p.time(f.Period), p.time(f.AsOf), by)...)
			if err != nil {
				return err
			}
		}
		return nil
	})
}}

var chronology = table{"moment", columns("moment when from to what modality origins conflict event"), func(c *Case, add func(...any) error) error {
	byID, _, err := c.pages()
	if err != nil {
		return err
	}
	for i := range c.Comparison.Chronology {
		m := &c.Comparison.Chronology[i]
		for _, name := range m.Members {
			id, event := cutMember(name)
			p := byID[id]
			if p == nil {
				continue
			}
			when, from, to, conflict := m.When, m.From, m.To, false
			for _, d := range m.Conflicts {
				if slices.Contains(d.Members, name) {
					when, from, to, conflict = d.When, d.From, d.To, true
				}
			}
			if err := add(c.placed(p, event, p.span(event), m.ID, when, from, to, m.What, string(m.Modality), m.Origins, conflict, event)...); err != nil {
				return err
			}
		}
	}
	return nil
}}

var stories = table{"story", columns("story title thread pages origins counted credited"), func(c *Case, add func(...any) error) error {
	byID, _, err := c.pages()
	if err != nil {
		return err
	}
	for i := range c.Comparison.Stories {
		s := &c.Comparison.Stories[i]
		for _, id := range s.Records {
			p := byID[id]
			if p == nil {
				continue
			}
			var credited []string
			for _, x := range s.Credited {
				if x.Record == id {
					credited = append(credited, x.Name)
				}
			}
			if err := add(c.placed(p, "", p.headline(), s.ID, s.Title, s.Thread, len(s.Records), s.Origins, s.Counted, strings.Join(credited, ", "))...); err != nil {
				return err
			}
		}
	}
	return nil
}}

// headline is the place of the headline, with which a text begins.
func (p *Page) headline() *isnad.Span {
	if p.Title == "" || !strings.HasPrefix(p.Text, p.Title) {
		return nil
	}
	return &isnad.Span{End: len(p.Title)}
}

var differences = table{"difference", columns("of group gist origins type before before_page before_link before_start before_end after"), func(c *Case, add func(...any) error) error {
	byID, _, err := c.pages()
	if err != nil {
		return err
	}
	for _, x := range c.groups() {
		for _, d := range x.Differences {
			var page, link, before, start, end any
			if first, finding := placeOf(byID, x.Group, d.Before, d.Members); first != nil {
				page, link, before, start, end = first.ID, c.link(first, finding), d.Before.Exact, d.Before.Start, d.Before.End
			}
			for _, name := range d.Members {
				id, finding := cutMember(name)
				p := byID[id]
				if p == nil {
					continue
				}
				var after any
				s := p.span(finding)
				if d.After != nil {
					after = d.After.Exact // all members changed it in the same way
					if there, ok := p.spanOf(d.After); ok {
						s = &there
					}
				}
				if err := add(c.placed(p, finding, s, x.kind, x.ID, x.Gist, x.Origins, d.Type, before, page, link, start, end, after)...); err != nil {
					return err
				}
			}
		}
	}
	return nil
}}

// group is one of statements or of figures.
type group struct {
	kind string
	*isnad.Group
}

func (c *Case) groups() (all []group) {
	for i := range c.Comparison.Statements {
		all = append(all, group{"statement", &c.Comparison.Statements[i]})
	}
	for i := range c.Comparison.Figures {
		all = append(all, group{"figure", &c.Comparison.Figures[i]})
	}
	return all
}

// placeOf finds the page of a group that has a passage, and the member there, nil
// where none has. Copies can have the same words in the same place: one that the
// difference is not about comes first.
func placeOf(byID map[string]*Page, g *isnad.Group, x *isnad.Passage, but []string) (found *Page, finding string) {
	if x == nil {
		return nil, ""
	}
	for _, name := range g.Members {
		id, f := cutMember(name)
		p := byID[id]
		if p == nil {
			continue
		}
		if _, ok := p.spanOf(x); !ok {
			continue
		}
		if !slices.Contains(but, name) {
			return p, f
		}
		if found == nil {
			found, finding = p, f
		}
	}
	return found, finding
}

// each calls f with each page.
func (c *Case) each(f func(*Page) error) error {
	for p, err := range c.Pages {
		if err != nil {
			return err
		}
		if err := f(p); err != nil {
			return err
		}
	}
	return nil
}

// csvOf writes a table as CSV.
func csvOf(t *table) func(*Case, io.Writer) error {
	return func(c *Case, w io.Writer) error {
		if c.BOM {
			if _, err := io.WriteString(w, "\uFEFF"); err != nil {
				return err
			}
		}
		out := csv.NewWriter(w)
		if err := out.Write(t.columns); err != nil {
			return err
		}
		row := make([]string, len(t.columns))
		err := t.rows(c, func(values ...any) error {
			for i, v := range values {
				row[i] = cell(v)
			}
			return out.Write(row)
		})
		out.Flush()
		if err != nil {
			return err
		}
		return out.Error()
	}
}

// cell is a value in a CSV. Spreadsheet programs take a cell for a formula that
// begins with one of = + - @, behind spaces too; such words, which come from pages,
// get an apostrophe in front. Numbers are numbers, also below zero.
func cell(v any) string {
	switch v := v.(type) {
	case string:
		s := strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "\uFFFD").Replace(strings.ToValidUTF8(v, "\uFFFD"))
		if formula(s) {
			return "'" + s
		}
		return s
	case int:
		return strconv.Itoa(v)
	case float64:
		return decimal(v)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

func formula(s string) bool {
	if strings.HasPrefix(s, "\t") || strings.HasPrefix(s, "\n") {
		return true
	}
	s = strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) })
	for _, mark := range []string{"=", "+", "-", "@", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(s, mark) {
			return true
		}
	}
	return false
}

// records writes the records as isnad read does.
func (c *Case) records(w io.Writer) error {
	out := bufio.NewWriter(w)
	var line []byte
	err := c.each(func(p *Page) (err error) {
		if line, err = p.AppendJSON(line[:0]); err != nil {
			return fmt.Errorf("%s: %w", p.ID, err)
		}
		_, err = out.Write(append(line, '\n'))
		return err
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

// findings writes the rows of statements, figures and moments as JSON, with the
// names of the columns, and finding for what sort it is.
func (c *Case) findings(w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, t := range []*table{&statements, &figures, &chronology} {
		err := t.rows(c, func(values ...any) error {
			line, err := t.object(values)
			if err == nil {
				_, err = out.Write(append(line, '\n'))
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return out.Flush()
}

// object is a row as a JSON object, without what is empty.
func (t *table) object(values []any) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"finding":%q`, t.kind)
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for i, v := range values {
		if v == nil || v == "" {
			continue
		}
		fmt.Fprintf(&b, `,%q:`, t.columns[i])
		if err := enc.Encode(v); err != nil {
			return nil, err
		}
		b.Truncate(b.Len() - 1) // the end of the line
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
