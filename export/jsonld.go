package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/url"
	"strconv"

	"github.com/isnad-project/isnad"
)

// node is a JSON-LD object. What has no value is left out when it is written.
type node map[string]any

// graph writes nodes as they come, into one list in an object that frame begins
// and ends.
type graph struct {
	out *bufio.Writer
	n   int
	err error
}

// writeGraph writes a JSON-LD document: head, the nodes that fill adds, and tail.
// It stands in web pages as it is: < and & are escaped.
func writeGraph(w io.Writer, head, tail string, fill func(*graph) error) error {
	g := &graph{out: bufio.NewWriter(w)}
	g.out.WriteString(head)
	if err := fill(g); err != nil {
		return err
	}
	if g.err != nil {
		return g.err
	}
	g.out.WriteString("\n" + tail + "\n")
	return g.out.Flush()
}

func (g *graph) add(n node) {
	if g.err != nil {
		return
	}
	b, err := json.Marshal(n.full())
	if err != nil {
		g.err = err
		return
	}
	if g.n > 0 {
		g.out.WriteByte(',')
	}
	g.n++
	g.out.WriteByte('\n')
	g.out.Write(b)
}

// full is the node without what is empty.
func (n node) full() node {
	for k, v := range n {
		switch v := v.(type) {
		case nil:
			delete(n, k)
		case string:
			if v == "" {
				delete(n, k)
			}
		case node:
			if len(v.full()) == 0 {
				delete(n, k)
			}
		case []node:
			for _, x := range v {
				x.full()
			}
			if len(v) == 0 {
				delete(n, k)
			}
		}
	}
	return n
}

func ref(iri string) node { return node{"@id": iri} }

// quoted is s as a JSON string.
func quoted(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

// nameOf makes an IRI that names a thing, and that nobody can fetch.
func nameOf(parts ...string) string {
	var b bytes.Buffer
	b.WriteString("urn:isnad")
	for _, p := range parts {
		b.WriteByte(':')
		b.WriteString(url.PathEscape(p))
	}
	return b.String()
}

// pageIRI is the page's address on the web, or a name.
func pageIRI(p *Page) string {
	if u := web(p.address()); u != nil {
		return u.String()
	}
	return nameOf("page", p.ID)
}

// versionIRI names what was read: a page at one time. Two pages of a case never
// share it, whatever their addresses are.
func versionIRI(p *Page) string { return nameOf("page", p.ID, strconv.Itoa(max(p.Version, 1))) }

func findingIRI(p *Page, finding string) string { return versionIRI(p) + "#" + url.PathEscape(finding) }

// isBody reports whether a speaker is a body rather than a person.
func isBody(k isnad.SpeakerKind) bool {
	return k == isnad.SpeakerOrganisation || k == isnad.SpeakerAgency || k == isnad.SpeakerOutlet
}
