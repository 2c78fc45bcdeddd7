package web

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/store"
)

// voice is somebody with what a story's pages have them say.
type voice struct {
	Name     string   `json:"name,omitempty"`
	Kind     string   `json:"kind"`
	Path     string   `json:"path,omitempty" doc:"Of all that they say anywhere"`
	Sayings  []saying `json:"sayings"`
	carrying int      // pages
}

// saying is a statement, once for all pages that carry it.
type saying struct {
	Path        string   `json:"path" doc:"Of all its carryings"`
	Place       Carrier  `json:"place" doc:"Where it stands nearest to the origin"`
	Role        string   `json:"role,omitempty"`
	Kind        string   `json:"kind" doc:"direct, mixed or indirect"`
	Act         string   `json:"act"`
	Chain       []string `json:"chain,omitempty" doc:"The way of the words, from the page outward"`
	Content     string   `json:"content"`
	Pages       int      `json:"pages" doc:"How many pages of the story carry it"`
	Differences int      `json:"differences"`
}

// Through are the hands through which the words came, without the speaker's.
func (x saying) Through() []string { return x.Chain[:max(0, len(x.Chain)-1)] }

func (s *Server) storyVoices(ctx context.Context, out *Story, x *store.StoryRoom) error {
	statements, err := s.DB.StatementsOf(ctx, x.Versions)
	if err != nil {
		return err
	}
	groups := memberGroups(x.Groups, store.Statements)
	told := map[*store.KeptGroup]bool{}
	voices := map[string]*voice{}
	for i := range statements {
		st := &statements[i]
		m := store.Member{Version: st.Version, Finding: st.N}
		g := groups[m]
		if g != nil && (told[g] || g.Members[0] != m) {
			continue
		}
		y := newSaying(st)
		if g != nil {
			told[g] = true
			y.Pages, y.Differences = pagesIn(g), len(g.Differences)
		}
		name := lang.Normal(st.Speaker)
		v := voices[name]
		if v == nil {
			v = &voice{Name: st.Speaker, Kind: st.SpeakerKind}
			if st.Speaker != "" {
				v.Path = address("people", st.Speaker)
			}
			voices[name] = v
		}
		v.Sayings = append(v.Sayings, y)
		v.carrying += y.Pages
	}
	out.Voices = []voice{}
	for _, v := range voices {
		out.Voices = append(out.Voices, *v)
	}
	slices.SortFunc(out.Voices, func(a, b voice) int {
		return cmp.Or(cmp.Compare(unnamed(a.Name), unnamed(b.Name)), b.carrying-a.carrying, cmp.Compare(a.Name, b.Name))
	})
	return nil
}

func unnamed(name string) int {
	if name == "" {
		return 1
	}
	return 0
}

func newSaying(st *store.Statement) saying {
	p := store.PageLine{Version: st.Version, Address: st.Address, Outlet: st.Outlet, Published: st.Published}
	return saying{Path: groupPath(store.Statements, store.Member{Version: st.Version, Finding: st.N}), Place: newCarrier(&p, findingID(store.Statements, st.N)),
		Role: st.Role, Kind: st.Kind, Act: st.Act, Chain: linksOf(st.Chain), Content: st.Content, Pages: 1}
}

// linksOf are the links of a chain that is written in one.
func linksOf(chain string) []string {
	if chain == "" {
		return nil
	}
	return strings.Split(chain, " ← ")
}

// memberGroups are the groups of a kind by their members.
func memberGroups(groups []store.KeptGroup, kind store.GroupKind) map[store.Member]*store.KeptGroup {
	out := map[store.Member]*store.KeptGroup{}
	for i := range groups {
		for _, m := range groups[i].Members {
			if groups[i].Kind == kind {
				out[m] = &groups[i]
			}
		}
	}
	return out
}

// pagesIn is how many pages have members of a group.
func pagesIn(g *store.KeptGroup) int {
	pages := map[int64]bool{}
	for _, m := range g.Members {
		pages[m.Version] = true
	}
	return len(pages)
}
