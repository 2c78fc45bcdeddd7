package web

import (
	"context"
	"errors"
	"slices"

	"github.com/isnad-project/isnad/store"
)

// storyReviews tells what persons say of a story and of the copies in it.
func (s *Server) storyReviews(ctx context.Context, out *Story, x *store.StoryRoom) error {
	addresses := make([]string, len(x.Pages))
	for i := range x.Pages {
		addresses[i] = x.Pages[i].Address
	}
	all, err := s.reviewsOf(ctx, addresses, store.OfStory, store.OfCopy)
	if err != nil {
		return err
	}
	copies := ofKind(all, store.OfCopy)
	for _, p := range out.Pages {
		if p.From != nil {
			p.Status = newReviewed(store.OfCopy, "", nil, ofAddresses(copies, p.Address, p.From.Address)).Status
		}
	}
	var at []string
	for i := range x.Pages[:min(len(x.Pages), mostTargets)] {
		at = append(at, reference(x.Pages[i].Version, ""))
	}
	out.Reviewed = newReviewed(store.OfStory, "review", at, ofKind(all, store.OfStory))
	if out.Reviewed.With = "story"; len(at) == 1 {
		out.Reviewed.Verdicts = nil
	}
	return s.storyBelongs(ctx, out, addresses)
}

// storyBelongs shows what persons joined with a story, and took out of it: what was said goes
// by the pages' addresses, the oldest first.
func (s *Server) storyBelongs(ctx context.Context, out *Story, addresses []string) error {
	gone := map[string]*Review{}
	others := map[string]*Review{}
	for i := len(out.Reviewed.Reviews) - 1; i >= 0; i-- {
		r := &out.Reviewed.Reviews[i]
		var in, beyond []string
		for _, a := range r.Target.Anchors {
			if slices.Contains(addresses, a.Address) {
				in = append(in, a.Address)
			} else {
				beyond = append(beyond, a.Address)
			}
		}
		switch {
		case !r.Standing():
		case r.Verdict == store.Joined:
			for _, a := range in {
				delete(gone, a)
			}
			for _, a := range beyond {
				others[a] = r
			}
		case r.Verdict == store.Split:
			slices.SortFunc(in, func(a, b string) int { return slices.Index(addresses, a) - slices.Index(addresses, b) })
			for _, a := range in[min(1, len(in)):] { // the earliest one stays
				gone[a] = r
			}
			for _, a := range beyond {
				delete(others, a)
			}
		}
	}
	for _, p := range out.Graph.pages {
		p.TakenOut = gone[p.Address]
	}
	return s.joinStories(ctx, out, others)
}

func (s *Server) joinStories(ctx context.Context, out *Story, others map[string]*Review) error {
	for i := range out.Reviewed.Reviews { // in their order
		r := &out.Reviewed.Reviews[i]
		for _, a := range r.Target.Anchors {
			if others[a.Address] != r {
				continue
			}
			version, err := s.DB.Latest(ctx, a.Address)
			if errors.Is(err, store.ErrNotKept) {
				continue
			}
			if err != nil {
				return err
			}
			lines, err := s.DB.StoriesOf(ctx, version)
			if err != nil {
				return err
			}
			for k := range lines {
				if line := newStoryLine(&lines[k]); !slices.ContainsFunc(out.Joined, func(j joinedStory) bool { return j.Path == line.Path }) && line.Path != out.Story.Path {
					out.Joined = append(out.Joined, joinedStory{line, *r})
				}
			}
		}
	}
	return nil
}
