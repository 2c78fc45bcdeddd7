package web

import (
	"context"
	"slices"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/text"
)

// differing is a group that differs from page to page.
type differing struct {
	Kind        store.GroupKind `json:"kind"`
	Path        string          `json:"path" doc:"Below the root of this server, and of the API"`
	Gist        string          `json:"gist"`
	Carried     int             `json:"carried" doc:"How often it stands in pages"`
	Origins     int             `json:"origins"`
	Differences []difference    `json:"differences"`
}

// difference is what some carryings of a group have otherwise than the one nearest to the
// origin.
type difference struct {
	Type   string    `json:"type"`
	From   Carrier   `json:"from" doc:"Page nearest to the origin"`
	In     []Carrier `json:"in" doc:"Pages that have it otherwise"`
	Before string    `json:"before,omitempty"`
	After  string    `json:"after,omitempty"`

	Parts []text.Part `json:"-"` // both, what changed marked
}

// differing tells what differs in groups.
func (s *Server) differing(ctx context.Context, groups []store.KeptGroup) ([]differing, error) {
	pages, err := s.pagesOf(ctx, groups)
	if err != nil {
		return nil, err
	}
	out := []differing{}
	for i := range groups {
		g := &groups[i]
		out = append(out, differing{g.Kind, groupPath(g.Kind, g.Members[0]), g.Gist, len(g.Members), g.Origins, differences(g, pages)})
	}
	return out, nil
}

// pagesOf are the pages of groups, by their versions.
func (s *Server) pagesOf(ctx context.Context, groups []store.KeptGroup) (map[int64]*store.PageLine, error) {
	var versions []int64
	for i := range groups {
		for _, m := range groups[i].Members {
			versions = append(versions, m.Version)
		}
	}
	slices.Sort(versions)
	lines, err := s.DB.PageLines(ctx, slices.Compact(versions))
	pages := make(map[int64]*store.PageLine, len(lines))
	for i := range lines {
		pages[lines[i].Version] = &lines[i]
	}
	return pages, err
}

// differences are those of a group; one that several pages have alike stands once.
func differences(g *store.KeptGroup, pages map[int64]*store.PageLine) (out []difference) {
	at := func(member string) (Carrier, bool) {
		i := slices.Index(g.Group.Members, member)
		_, finding, ok := cutMember(member)
		if i < 0 || !ok || pages[g.Members[i].Version] == nil {
			return Carrier{}, false
		}
		return newCarrier(pages[g.Members[i].Version], finding), true
	}
	for _, d := range g.Differences {
		x := difference{Type: d.Type, Before: exact(d.Before), After: exact(d.After)}
		for _, m := range d.Members {
			if c, ok := at(m); ok {
				x.In = append(x.In, c)
			}
		}
		for _, m := range g.Group.Members {
			if !slices.Contains(d.Members, m) {
				x.From, _ = at(m)
				break
			}
		}
		if i := slices.IndexFunc(out, func(o difference) bool { return o.Type == x.Type && o.Before == x.Before && o.After == x.After }); i >= 0 {
			out[i].In = append(out[i].In, x.In...)
			continue
		}
		x.Parts = changed(x.Before, x.After)
		out = append(out, x)
	}
	return out
}

func exact(p *isnad.Passage) string {
	if p == nil {
		return ""
	}
	return p.Exact
}

// changed is what stands otherwise in two wordings, with the words around it; where they
// have hardly a word in common, the one stands behind the other. It is nothing if they are
// the same.
func changed(before, after string) (out []text.Part) {
	w := text.Reword(before, after)
	if len(w.Parts) == 1 && w.Parts[0].In == text.Both {
		return nil
	}
	if w.Apart() && before != "" && after != "" {
		w.Parts = []text.Part{{Words: before, In: text.First}, {Words: after, In: text.Second}}
	}
	for i, p := range w.Parts {
		words := strings.Fields(p.Words)
		switch n := len(words); {
		case p.In != text.Both && n > mostChanged:
			words = slices.Concat(words[:mostChanged-2], []string{"…"})
		case p.In == text.Both && i == 0 && n > aroundChange:
			words = slices.Concat([]string{"…"}, words[n-aroundChange:])
		case p.In == text.Both && i == len(w.Parts)-1 && n > aroundChange:
			words = slices.Concat(words[:aroundChange], []string{"…"})
		case p.In == text.Both && n > 2*aroundChange+1:
			words = slices.Concat(words[:aroundChange], []string{"…"}, words[n-aroundChange:])
		}
		out = append(out, text.Part{Words: strings.Join(words, " "), In: p.In})
	}
	return out
}

// How many words of a change are shown, and how many on each side of it.
const mostChanged, aroundChange = 24, 3

// shorten cuts a text at a space, behind no more than so many bytes.
func shorten(s string, most int) string {
	if len(s) <= most {
		return s
	}
	cut := strings.LastIndexByte(s[:most], ' ')
	return strings.ToValidUTF8(s[:max(cut, most/2)], "") + " …"
}
