package export

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/piprate/json-gold/ld"
)

const (
	rdfType     = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
	subClass    = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
	subProperty = "http://www.w3.org/2000/01/rdf-schema#subPropertyOf"
)

// vocabulary is what a published vocabulary says of its terms: by subject and
// predicate, the objects.
type vocabulary map[string]map[string][]string

// vocabularies are those that are kept, in one.
func vocabularies(t testing.TB) vocabulary {
	t.Helper()
	v := vocabulary{}
	for _, name := range []string{"schema", "prov", "oa"} {
		f, err := os.Open("testdata/" + name + ".nt.gz")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for lines := bufio.NewScanner(z); lines.Scan(); n++ {
			x := strings.Fields(lines.Text())
			for i := range x {
				x[i] = strings.Trim(x[i], "<>")
			}
			if v[x[0]] == nil {
				v[x[0]] = map[string][]string{}
			}
			v[x[0]][x[1]] = append(v[x[0]][x[1]], x[2])
		}
		if n < 100 {
			t.Fatalf("%s: %d triples", name, n)
		}
	}
	return v
}

// is reports whether a class, or a property, is another or a part of it.
func (v vocabulary) is(term, other, by string) bool {
	return term == other || slices.ContainsFunc(v[term][by], func(up string) bool { return v.is(up, other, by) })
}

// either are the classes that a property is for, or leads to: nil if it says nothing. What
// a property leaves open those say that it is a part of.
func (v vocabulary) either(property string, by ...string) (classes []string) {
	for _, p := range by {
		classes = append(classes, v[property][p]...)
	}
	classes = slices.DeleteFunc(classes, func(c string) bool { return strings.HasPrefix(c, "_:") })
	if classes == nil {
		for _, up := range v[property][subProperty] {
			classes = append(classes, v.either(up, by...)...)
		}
	}
	return classes
}

// kept loads the contexts that are kept, and nothing from elsewhere.
type kept struct{ t testing.TB }

func (k kept) LoadDocument(address string) (*ld.RemoteDocument, error) {
	var document any
	switch address {
	case "https://schema.org":
		// What the published context does for the terms that are used here.
		document = map[string]any{"@context": map[string]any{"@vocab": "http://schema.org/"}}
	case "http://www.w3.org/ns/anno.jsonld":
		b, err := os.ReadFile("testdata/anno-context.json")
		if err != nil || json.Unmarshal(b, &document) != nil {
			k.t.Fatalf("the context of annotations: %v", err)
		}
	default:
		return nil, fmt.Errorf("%s is not kept", address)
	}
	return &ld.RemoteDocument{DocumentURL: address, Document: document}, nil
}

// expanded is a document in which every term is the IRI that it stands for.
func expanded(t testing.TB, b []byte) []any {
	t.Helper()
	var document any
	if err := json.Unmarshal(b, &document); err != nil {
		t.Fatal(err)
	}
	options := ld.NewJsonLdOptions("")
	options.DocumentLoader = kept{t}
	out, err := ld.NewJsonLdProcessor().Expand(document, options)
	if err != nil {
		t.Fatal(err)
	}
	// What a processor does not know it drops without a word.
	if was, is := properties(document), properties(out); was != is || was < 10 {
		t.Errorf("of %d properties %d are left", was, is)
	}
	return out
}

// properties counts what nodes say.
func properties(v any) (n int) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			n += properties(x)
		}
	case map[string]any:
		for key, x := range v {
			if key == "@context" {
				continue
			}
			if !strings.HasPrefix(key, "@") && key != "id" && key != "type" {
				n++
			}
			n += properties(x)
		}
	}
	return n
}

// graphOf is a document's nodes: the types of each by its IRI, and each node.
type graphOf struct {
	types map[string][]string
	nodes []map[string]any
}

func (g *graphOf) walk(t testing.TB, v any) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			g.walk(t, x)
		}
	case map[string]any:
		if id, ok := v["@id"].(string); ok {
			if u, err := url.Parse(id); err != nil || !u.IsAbs() {
				t.Errorf("%q is no IRI", id)
			}
			g.types[id] = append(g.types[id], typesOf(v)...)
		}
		if _, literal := v["@value"]; !literal {
			g.nodes = append(g.nodes, v)
		}
		for _, x := range v {
			g.walk(t, x)
		}
	}
}

func typesOf(v map[string]any) (types []string) {
	all, _ := v["@type"].([]any)
	for _, x := range all {
		types = append(types, x.(string))
	}
	return types
}

// fits checks that every type and property of a namespace is one of its vocabulary, is
// used on what it is for, and leads to what it may lead to.
func (v vocabulary) fits(t testing.TB, out []any, namespace string) *graphOf {
	t.Helper()
	g := &graphOf{types: map[string][]string{}}
	g.walk(t, out)
	oneOf := func(types, classes []string) bool {
		return classes == nil || len(types) == 0 || slices.ContainsFunc(types, func(x string) bool {
			return slices.ContainsFunc(classes, func(c string) bool { return v.is(x, c, subClass) })
		})
	}
	for _, n := range g.nodes {
		types := typesOf(n)
		if id, ok := n["@id"].(string); ok {
			types = g.types[id]
		}
		for _, x := range types {
			if strings.HasPrefix(x, namespace) && v[x] == nil {
				t.Errorf("there is no class %s", x)
			}
		}
		for p, values := range n {
			if strings.HasPrefix(p, "@") {
				continue
			}
			if u, err := url.Parse(p); err != nil || !u.IsAbs() {
				t.Errorf("%q is no IRI", p)
			}
			if !strings.HasPrefix(p, namespace) {
				continue
			}
			if v[p] == nil {
				t.Errorf("there is no property %s", p)
			}
			if !oneOf(types, v.either(p, "http://schema.org/domainIncludes", "http://www.w3.org/2000/01/rdf-schema#domain")) {
				t.Errorf("%s is not for %q", p, types)
			}
			all, _ := values.([]any)
			for _, x := range all {
				if o, ok := x.(map[string]any); ok && o["@value"] == nil && o["@list"] == nil {
					id, _ := o["@id"].(string)
					if !oneOf(append(typesOf(o), g.types[id]...), v.either(p, "http://schema.org/rangeIncludes", "http://www.w3.org/2000/01/rdf-schema#range")) {
						t.Errorf("%s does not lead to %q", p, append(typesOf(o), g.types[id]...))
					}
				}
			}
		}
	}
	return g
}

// of are the nodes of a class.
func (g *graphOf) of(class string) (out []map[string]any) {
	for _, n := range g.nodes {
		if slices.Contains(typesOf(n), class) {
			out = append(out, n)
		}
	}
	return out
}

// named finds the node that says a thing of itself.
func (g *graphOf) named(property, value string) map[string]any {
	for _, n := range g.nodes {
		if slices.Contains(values(n, property), value) {
			return n
		}
	}
	return nil
}

// values are what a node says, as words or IRIs.
func values(n map[string]any, property string) (out []string) {
	all, _ := n[property].([]any)
	for _, x := range all {
		o := x.(map[string]any)
		for _, key := range []string{"@value", "@id"} {
			if s, ok := o[key]; ok {
				out = append(out, fmt.Sprint(s))
			}
		}
	}
	return out
}

func TestSchema(t *testing.T) {
	v := vocabularies(t)
	const ns = "http://schema.org/"
	v.fits(t, expanded(t, written(t, hostile(evil), "schema")), ns)
	g := v.fits(t, expanded(t, written(t, dossier(), "schema")), ns)
	if n := len(g.of(ns + "NewsArticle")); n != 13 {
		t.Errorf("%d articles", n)
	}
	quotation := g.named(ns+"text", "نسابق الوقت قبل حلول الظلام، وأولويتنا الوصول إلى العائلات المحاصرة في دبة الصوان")
	if quotation == nil || typesOf(quotation)[0] != ns+"Quotation" {
		t.Fatalf("the quotation is %v", quotation)
	}
	speaker := quotation[ns+"spokenByCharacter"].([]any)[0].(map[string]any)
	if typesOf(speaker)[0] != ns+"Person" || values(speaker, ns+"name")[0] != "طلال الرشوان" {
		t.Errorf("the speaker is %v", speaker)
	}
	if article := values(quotation, ns+"isPartOf"); len(article) != 1 || !slices.Contains(g.types[article[0]], ns+"NewsArticle") {
		t.Errorf("it is part of %q", article)
	}
	claims := 0
	for _, n := range g.of(ns + "Claim") {
		if first := values(n, ns+"firstAppearance"); len(first) > 0 {
			claims++
			if all := values(n, ns+"appearance"); len(all) == 0 || all[0] != first[0] {
				t.Errorf("it first appears in %q, and in %q", first, all)
			}
		}
	}
	if c := dossier().Comparison; claims != len(c.Statements)+len(c.Figures) {
		t.Errorf("%d claims of several pages", claims)
	}
}

func TestAnnotations(t *testing.T) {
	v := vocabularies(t)
	const ns = "http://www.w3.org/ns/oa#"
	v.fits(t, expanded(t, written(t, hostile(evil), "annotation")), ns)
	c := dossier()
	b := written(t, c, "annotation")
	v.fits(t, expanded(t, b), ns)
	var all struct {
		Type  string
		Total int
		First struct {
			Type  string
			Items []struct {
				ID         string
				Type       string
				Motivation string
				Body       []struct{ Type, Purpose, Value string }
				Target     struct {
					Source   string
					Selector []struct {
						Type                  string
						Exact, Prefix, Suffix string
						Start, End            int
					}
				}
			}
		}
	}
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	if all.Type != "AnnotationCollection" || all.First.Type != "AnnotationPage" || all.Total != len(all.First.Items) || all.Total < 300 {
		t.Fatalf("%s, %s, %d of %d", all.Type, all.First.Type, len(all.First.Items), all.Total)
	}
	texts, ids := map[string][]rune{}, map[string]bool{}
	for p := range c.Pages {
		texts[versionIRI(p)] = []rune(p.Text)
	}
	for _, a := range all.First.Items {
		page, _, _ := strings.Cut(a.ID, "#")
		text, quote, position := texts[page], a.Target.Selector[0], a.Target.Selector[1]
		if ids[a.ID] || quote.Type != "TextQuoteSelector" || position.Type != "TextPositionSelector" || string(text[position.Start:position.End]) != quote.Exact {
			t.Fatalf("%+v", a)
		}
		ids[a.ID] = true
		if !strings.HasSuffix(string(text[:position.Start]), quote.Prefix) || !strings.HasPrefix(string(text[position.End:]), quote.Suffix) {
			t.Errorf("%s: %q before, %q behind", a.ID, quote.Prefix, quote.Suffix)
		}
		if a.Motivation != "classifying" || a.Body[0].Purpose != "classifying" || a.Body[0].Value == "" || a.Target.Source == "" {
			t.Errorf("%+v", a)
		}
	}
}

func TestProvenance(t *testing.T) {
	v := vocabularies(t)
	const ns = "http://www.w3.org/ns/prov#"
	v.fits(t, expanded(t, written(t, hostile(evil), "prov")), ns)
	c := dossier()
	g := v.fits(t, expanded(t, written(t, c, "prov")), ns)
	byID, all, _ := c.pages()

	// of two pages the one that credits the other was derived from it
	derived := 0
	for _, n := range g.nodes {
		if n["@id"] == versionIRI(byID["12-multaqa-qura.html"]) && slices.Contains(values(n, ns+"wasDerivedFrom"), versionIRI(byID["11-mizan.html"])) {
			derived++
			reason := n[ns+"qualifiedDerivation"].([]any)[0].(map[string]any)
			if got := values(reason, "http://www.w3.org/2000/01/rdf-schema#comment"); len(got) != 1 || !strings.Contains(got[0], "ميزان تيرمان") {
				t.Errorf("the reason is %q", got)
			}
		}
	}
	if derived != 1 {
		t.Errorf("derived %d times", derived)
	}
	// the last page was kept three times
	last := all[len(all)-1]
	for n := 2; n <= 3; n++ {
		iri := nameOf("page", last.ID, fmt.Sprint(n))
		if !slices.ContainsFunc(g.nodes, func(x map[string]any) bool {
			return x["@id"] == iri && slices.Contains(values(x, ns+"wasRevisionOf"), nameOf("page", last.ID, fmt.Sprint(n-1)))
		}) {
			t.Errorf("version %d is no revision of the one before", n)
		}
	}
	// words go from hand to hand to whom they are from
	chains := 0
	for p := range c.Pages {
		for i := range p.Statements {
			s := &p.Statements[i]
			at := findingIRI(p, s.ID)
			from := ns + "wasQuotedFrom"
			if s.Kind == "indirect" {
				from = ns + "wasDerivedFrom"
			}
			primary := ""
			for j := range s.Chain {
				n := g.node(at)
				if j == 0 {
					primary = strings.Join(values(n, ns+"hadPrimarySource"), " ")
				}
				next := values(n, from)
				if len(next) != 1 {
					t.Fatalf("%s was from %q", at, next)
				}
				at = next[0]
				if got := values(g.node(at), "http://www.w3.org/2000/01/rdf-schema#label"); !slices.Contains(got, s.Chain[j].Name) {
					t.Errorf("%s is %q, want %q", at, got, s.Chain[j].Name)
				}
			}
			if len(s.Chain) > 0 && primary != at {
				t.Errorf("the primary source is %s, and the last hand %s", primary, at)
			}
			if len(s.Chain) > 1 {
				chains++
			}
		}
	}
	if chains < 3 || len(g.of(ns+"Activity")) != 13 || len(g.of(ns+"SoftwareAgent")) != 1 {
		t.Errorf("%d chains, %d readings", chains, len(g.of(ns+"Activity")))
	}
}

// node is what is said first of an IRI.
func (g *graphOf) node(iri string) map[string]any {
	for _, n := range g.nodes {
		if n["@id"] == iri && len(n) > 1 {
			return n
		}
	}
	return nil
}
