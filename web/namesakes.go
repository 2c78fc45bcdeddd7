package web

import (
	"context"
	"slices"

	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/store"
)

// namesake is another name of which a person says that it is the same one's.
type namesake struct {
	Name       string `json:"name"`
	Path       string `json:"path,omitempty" doc:"Below the root of this server, and of the API; nothing if nobody of that name speaks"`
	Statements int    `json:"statements"`
	Review     Review `json:"review"`
}

// mostNamed are reviews of people that are looked through.
const mostNamed = 10000

// namesakes tells who persons say that somebody is, and is not.
func (s *Server) namesakes(ctx context.Context, p *Person) error {
	all, _, err := s.DB.Reviews(ctx, store.ReviewFilter{Kind: store.OfPerson, Most: mostNamed})
	if err != nil {
		return err
	}
	joins := joinsOf(all)
	p.Reviewed = newReviewed(store.OfPerson, "review", nil, nil)
	p.Reviewed.Names, p.Reviewed.Verdicts, p.Reviewed.With = []string{p.Name}, nil, "person"
	if p.Reviewed.Reviews, err = s.showReviews(ctx, named(all, p.Name)); err != nil {
		return err
	}
	p.Together = p.Statements
	met := []string{lang.Normal(p.Name)}
	for i := 0; i < len(met); i++ {
		for _, j := range joins {
			other := j.other(met[i])
			if other == "" || slices.Contains(met, lang.Normal(other)) {
				continue
			}
			met = append(met, lang.Normal(other))
			x, err := s.namesake(ctx, other, j.review)
			if err != nil {
				return err
			}
			p.Joined, p.Together = append(p.Joined, x), p.Together+x.Statements
		}
	}
	return nil
}

func (s *Server) namesake(ctx context.Context, name string, r *store.Review) (x namesake, err error) {
	said, err := s.showReviews(ctx, []store.Review{*r})
	if err != nil {
		return x, err
	}
	x = namesake{Name: name, Review: said[0]}
	found, _, err := s.DB.People(ctx, store.Filter{Person: name, Most: 1})
	if err == nil && len(found) > 0 {
		x.Path, x.Statements = address("people", found[0].Name), found[0].Statements
	}
	return x, err
}

// named are the reviews that are about a name.
func named(all []store.Review, name string) (out []store.Review) {
	for _, r := range all {
		if slices.ContainsFunc(r.Target.Names, func(n string) bool { return lang.Normal(n) == lang.Normal(name) }) {
			out = append(out, r)
		}
	}
	return out
}

// sameness is two names of one, as a review says.
type sameness struct {
	a, b   string
	review *store.Review
}

// other is the other name, if one of them is given in its normal form.
func (x *sameness) other(normal string) string {
	switch normal {
	case lang.Normal(x.a):
		return x.b
	case lang.Normal(x.b):
		return x.a
	}
	return ""
}

// joinsOf are the names that are one's, when all that was said is counted, the oldest first.
func joinsOf(newest []store.Review) (out []sameness) {
	for i := len(newest) - 1; i >= 0; i-- {
		r := &newest[i]
		if r.Undone {
			continue
		}
		for k, a := range r.Target.Names {
			for _, b := range r.Target.Names[k+1:] {
				out = slices.DeleteFunc(out, func(x sameness) bool { return lang.Normal(x.other(lang.Normal(a))) == lang.Normal(b) })
				if r.Verdict == store.Joined {
					out = append(out, sameness{a, b, r})
				}
			}
		}
	}
	return out
}
