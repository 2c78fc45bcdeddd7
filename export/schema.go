package export

import (
	"io"
	"strings"

	"github.com/isnad-project/isnad"
)

// schema writes the pages in the terms of https://schema.org: a page is a NewsArticle;
// words in quotation marks are a Quotation, words without a Claim, each a part or an
// appearance in its page; and a group is a Claim, with its first appearance.
func (c *Case) schema(w io.Writer) error {
	return writeGraph(w, `{"@context":"https://schema.org","@graph":[`, "]}", func(g *graph) error {
		byID := map[string]*Page{}
		err := c.each(func(p *Page) error {
			byID[p.ID] = p
			g.add(c.article(p))
			for i := range p.Statements {
				g.add(c.utterance(p, &p.Statements[i]))
			}
			return g.err
		})
		if err != nil {
			return err
		}
		for _, x := range c.groups() {
			g.add(claim(x, byID))
		}
		return nil
	})
}

func (c *Case) article(p *Page) node {
	n := node{
		"@type": "NewsArticle", "@id": versionIRI(p),
		"headline": p.Title, "datePublished": p.published(), "inLanguage": p.Language, "identifier": p.Record.ID,
	}
	if u := web(p.address()); u != nil {
		n["url"] = u.String()
	}
	if o := p.Outlet; o != nil {
		publisher := node{"@type": "Organization", "name": p.outlet()}
		if u := web("https://" + o.Domain); u != nil {
			publisher["url"] = u.String()
		}
		n["publisher"] = publisher
	}
	var credits []string // a byline may be a person's or a body's
	if p.Byline != "" {
		credits = append(credits, p.Byline)
	}
	for _, x := range p.Credits {
		credits = append(credits, x.Name)
	}
	n["creditText"] = strings.Join(credits, ", ")
	if at := c.onWeb(p, ""); at != "" && c.Link != nil {
		n["archivedAt"] = ref(at)
	}
	return n
}

// utterance is a statement. Who said it stands in creator also where the words are
// not theirs to the letter: a Claim has no speaker.
func (c *Case) utterance(p *Page, s *isnad.Statement) node {
	n := node{"@id": findingIRI(p, s.ID), "text": s.Content.In(p.Text), "inLanguage": p.Language, "url": c.onWeb(p, s.ID), "creator": speaker(p, s)}
	if s.Kind == isnad.Indirect {
		n["@type"], n["appearance"] = "Claim", ref(versionIRI(p))
		return n
	}
	n["@type"], n["isPartOf"], n["spokenByCharacter"] = "Quotation", ref(versionIRI(p)), speaker(p, s)
	delete(n, "creator")
	return n
}

// speaker is who said it, nil where nobody is named.
func speaker(p *Page, s *isnad.Statement) any {
	if s.Speaker.Name == "" || s.Speaker.Kind == isnad.SpeakerDocument {
		return nil
	}
	if isBody(s.Speaker.Kind) {
		return node{"@type": "Organization", "name": s.Speaker.Name}
	}
	return node{"@type": "Person", "name": s.Speaker.Name, "jobTitle": p.words(s.Speaker.Role)}
}

// claim is a group: a statement appears in other statements, a figure in pages.
func claim(x group, byID map[string]*Page) node {
	var appearances []node
	met, name := map[string]bool{}, ""
	for _, m := range x.Members {
		id, finding := cutMember(m)
		p := byID[id]
		if p == nil {
			continue
		}
		iri := findingIRI(p, finding)
		if name == "" { // groups are numbered anew in each comparison
			name = iri + "/group"
		}
		if x.kind == "figure" {
			iri = versionIRI(p)
		}
		if !met[iri] {
			met[iri] = true
			appearances = append(appearances, ref(iri))
		}
	}
	n := node{"@type": "Claim", "@id": name, "text": x.Gist, "appearance": appearances}
	if len(appearances) > 0 {
		n["firstAppearance"] = appearances[0]
	}
	return n
}
