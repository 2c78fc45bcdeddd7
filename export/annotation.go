package export

import (
	"encoding/json"
	"io"

	"github.com/isnad-project/isnad"
)

// nearby is how many code points a quotation's prefix and suffix have.
const nearby = 32

// annotations writes each statement, figure, time, mention and event as an
// annotation after https://www.w3.org/TR/annotation-model/. Its target is the
// page's address, with the words and those around them; positions count code points
// of the record's text, as it was taken from the page.
func (c *Case) annotations(w io.Writer) error {
	total := 0
	err := c.each(func(p *Page) error {
		total += len(p.Statements) + len(p.Figures) + len(p.Times) + len(p.Mentions) + len(p.Events)
		return nil
	})
	if err != nil {
		return err
	}
	head, err := json.Marshal(node{
		"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationCollection", "id": nameOf("annotations", c.Made),
		"label": "Findings of " + c.Program, "total": total, "generated": c.Made,
		"generator": node{"type": "Software", "id": nameOf("program", c.Program), "name": c.Program},
	}.full())
	if err != nil {
		return err
	}
	first := string(head[:len(head)-1]) + `,"first":{"type":"AnnotationPage","id":` + quoted(nameOf("annotations", c.Made, "1")) + `,"startIndex":0,"items":[`
	return writeGraph(w, first, "]}}", func(g *graph) error {
		return c.each(func(p *Page) error {
			for i := range p.Statements {
				s := &p.Statements[i]
				c.annotate(g, p, s.ID, s.Span, "statement", string(s.Kind), s.Act, string(s.Speaker.Kind), s.Speaker.Name)
			}
			for i := range p.Figures {
				f := &p.Figures[i]
				c.annotate(g, p, f.ID, f.Span, "figure", string(f.Bound), f.Unit, value(f))
			}
			for i := range p.Times {
				t := &p.Times[i]
				c.annotate(g, p, t.ID, t.Span, "time", string(t.Kind), t.Value)
			}
			for i := range p.Mentions {
				m := &p.Mentions[i]
				c.annotate(g, p, m.ID, m.Span, "mention", string(m.Kind), m.Name)
			}
			for i := range p.Events {
				e := &p.Events[i]
				c.annotate(g, p, e.ID, e.Span, "event", string(e.Modality), p.time(e.When))
			}
			return g.err
		})
	})
}

// value is the number that a figure gives, or its ends.
func value(f *isnad.Figure) string {
	ends := ""
	switch {
	case f.Value != nil:
		return decimal(*f.Value)
	case f.Low != nil && f.High != nil:
		ends = decimal(*f.Low) + "–" + decimal(*f.High)
	case f.Low != nil:
		ends = decimal(*f.Low) + "–"
	case f.High != nil:
		ends = "–" + decimal(*f.High)
	}
	return ends
}

// annotate adds a finding: its sort classifies the words, and what is known of it
// are tags.
func (c *Case) annotate(g *graph, p *Page, id string, s isnad.Span, sort string, tags ...string) {
	bodies := []node{{"type": "TextualBody", "purpose": "classifying", "format": "text/plain", "language": "en", "value": sort}}
	for _, tag := range tags {
		if tag != "" {
			bodies = append(bodies, node{"type": "TextualBody", "purpose": "tagging", "format": "text/plain", "value": tag})
		}
	}
	start, end := p.points(&s)
	before, behind := p.around(s, nearby)
	target := node{
		"type": "SpecificResource", "source": pageIRI(p),
		"selector": []node{
			{"type": "TextQuoteSelector", "exact": s.In(p.Text), "prefix": before, "suffix": behind},
			{"type": "TextPositionSelector", "start": start, "end": end},
		},
	}
	if at := p.captured(); at != "" {
		target["state"] = node{"type": "TimeState", "sourceDate": at}
	}
	n := node{"type": "Annotation", "id": findingIRI(p, id), "motivation": "classifying", "body": bodies, "target": target}
	if at := c.onWeb(p, id); at != "" && c.Link != nil {
		n["via"] = at
	}
	g.add(n)
}
