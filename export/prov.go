package export

import (
	"io"
	"strconv"

	"github.com/isnad-project/isnad"
)

// provContext maps the prefixes, so that nothing has to be fetched to read it.
const provContext = `{"@context":{"prov":"http://www.w3.org/ns/prov#","dcterms":"http://purl.org/dc/terms/","rdfs":"http://www.w3.org/2000/01/rdf-schema#","xsd":"http://www.w3.org/2001/XMLSchema#"},"@graph":[`

// provenance writes from where the words came, in the terms of
// https://www.w3.org/TR/prov-o/.
//
// What was read is a version of a page: a specialization of the page, a revision of
// the version before, derived from the page that it was copied from. A statement in it
// was quoted from what the next hand of its chain gave, and so on to its primary
// source, what the speaker said. Reading is an activity of the program.
func (c *Case) provenance(w io.Writer) error {
	return writeGraph(w, provContext, "]}", func(g *graph) error {
		t := &trail{c: c, g: g, met: map[string]bool{}, pages: map[string]*Page{}}
		g.add(node{"@id": nameOf("program", c.Program), "@type": "prov:SoftwareAgent", "rdfs:label": c.Program})
		err := c.each(func(p *Page) error {
			t.pages[p.ID] = p
			t.page(p)
			for i := range p.Statements {
				t.statement(p, &p.Statements[i])
			}
			return g.err
		})
		if err != nil {
			return err
		}
		for i := range c.Comparison.Copies {
			t.copy(&c.Comparison.Copies[i])
		}
		return nil
	})
}

// trail writes provenance.
type trail struct {
	c     *Case
	g     *graph
	met   map[string]bool // agents and pages that are written
	pages map[string]*Page
}

func instant(at string) any {
	if at == "" {
		return nil
	}
	return node{"@value": at, "@type": "xsd:dateTime"}
}

// page writes a page, its versions, and the reading of the one that is here.
func (t *trail) page(p *Page) {
	if iri := pageIRI(p); !t.met[iri] { // two pages may say that they are from one address
		t.met[iri] = true
		t.g.add(node{"@id": iri, "@type": "prov:Entity", "rdfs:label": p.address()})
	}
	before := ""
	for _, v := range p.Before {
		iri := nameOf("page", p.ID, strconv.Itoa(v.Number))
		n := node{"@id": iri, "@type": "prov:Entity", "prov:specializationOf": ref(pageIRI(p)), "dcterms:identifier": v.Capture, "dcterms:dateAccepted": instant(v.Kept)}
		if before != "" {
			n["prov:wasRevisionOf"] = ref(before)
		}
		t.g.add(n)
		before = iri
	}
	n := node{
		"@id": versionIRI(p), "@type": "prov:Entity", "prov:specializationOf": ref(pageIRI(p)), "rdfs:label": p.Title,
		"dcterms:identifier": p.Record.ID, "dcterms:issued": p.published(), "dcterms:dateAccepted": instant(p.captured()),
	}
	if before != "" {
		n["prov:wasRevisionOf"] = ref(before)
	}
	if name := p.outlet(); name != "" {
		n["prov:wasAttributedTo"] = ref(t.agent("", isnad.SpeakerOutlet, name))
	}
	var sources []node
	for i, x := range p.Credits {
		iri := findingIRI(p, "credit"+strconv.Itoa(i+1))
		t.g.add(node{"@id": iri, "@type": "prov:Entity", "rdfs:label": x.Words, "prov:wasAttributedTo": ref(t.agent(iri, isnad.SpeakerKind(x.Kind), x.Name))})
		sources = append(sources, ref(iri))
	}
	n["prov:hadPrimarySource"] = sources
	t.g.add(n)
	t.g.add(node{"@id": findingIRI(p, "reading"), "@type": "prov:Activity", "prov:used": ref(versionIRI(p)), "prov:wasAssociatedWith": ref(nameOf("program", t.c.Program))})
}

// statement writes a statement, and before it what each hand of its chain gave, from
// the speaker outward.
func (t *trail) statement(p *Page, s *isnad.Statement) {
	// What stands in quotation marks was quoted; anything else was derived.
	from := "prov:wasQuotedFrom"
	if s.Kind == isnad.Indirect {
		from = "prov:wasDerivedFrom"
	}
	said, inner := "", ""
	for i := len(s.Chain) - 1; i >= 0; i-- {
		iri := findingIRI(p, s.ID) + "." + strconv.Itoa(i+1)
		n := node{"@id": iri, "@type": "prov:Entity", "rdfs:label": s.Chain[i].Name}
		if s.Chain[i].Kind != isnad.SpeakerDocument { // a document is what it says
			n["prov:wasAttributedTo"] = ref(t.agent(iri, s.Chain[i].Kind, s.Chain[i].Name))
		}
		if inner == "" {
			said = iri
		} else {
			n[from] = ref(inner)
		}
		t.g.add(n)
		inner = iri
	}
	n := node{
		"@id": findingIRI(p, s.ID), "@type": "prov:Entity", "prov:value": s.Content.In(p.Text), "dcterms:isPartOf": ref(versionIRI(p)),
		"prov:wasGeneratedBy": ref(findingIRI(p, "reading")),
	}
	if at := t.c.onWeb(p, s.ID); at != "" {
		n["rdfs:seeAlso"] = ref(at)
	}
	if inner != "" {
		n[from] = ref(inner)
		n["prov:hadPrimarySource"] = ref(said)
	}
	t.g.add(n)
}

// agent writes who gave words, once, and returns its IRI. People and bodies go by
// their names, which is all that pages tell of them; whoever has none of their own, as
// a source, is one for each place.
func (t *trail) agent(place string, kind isnad.SpeakerKind, name string) string {
	class, iri := "prov:Agent", place+"/agent"
	switch {
	case isBody(kind):
		class, iri = "prov:Organization", nameOf("agent", "body", name)
	case kind == isnad.SpeakerPerson:
		class, iri = "prov:Person", nameOf("agent", "person", name)
	}
	if !t.met[iri] {
		t.met[iri] = true
		t.g.add(node{"@id": iri, "@type": class, "rdfs:label": name})
	}
	return iri
}

// copy writes how two pages share text. Where the direction is known one was derived
// from the other; with a common source both were derived from that; otherwise they
// are alternates of one text.
func (t *trail) copy(x *isnad.Copy) {
	a, b := t.pages[x.A], t.pages[x.B]
	if a == nil || b == nil {
		return
	}
	derived := func(from, to string) {
		t.g.add(node{"@id": to, "prov:wasDerivedFrom": ref(from), "prov:qualifiedDerivation": node{
			"@type": "prov:Derivation", "prov:entity": ref(from), "rdfs:comment": x.Reason, "rdfs:label": string(x.Relation),
		}})
	}
	switch x.Direction {
	case isnad.AToB:
		derived(versionIRI(a), versionIRI(b))
	case isnad.BToA:
		derived(versionIRI(b), versionIRI(a))
	case isnad.CommonSource:
		source := nameOf("source", x.A, x.B)
		t.g.add(node{"@id": source, "@type": "prov:Entity", "rdfs:comment": x.Reason})
		derived(source, versionIRI(a))
		derived(source, versionIRI(b))
	default:
		t.g.add(node{"@id": versionIRI(a), "prov:alternateOf": ref(versionIRI(b))})
	}
}
