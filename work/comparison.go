package work

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"strconv"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/store"
)

// Kept gives the comparison that the store keeps, in the form in which pages are
// compared that are not kept; its chronology is made on the way. fetch gives the
// record of a page by its address. With the number of a story, it is that of
// its pages alone.
func (c *Comparing) Kept(ctx context.Context, story int64) (parts *across.Parts, fetch func(address string) (*isnad.Record, error), err error) {
	k := &keptParts{ctx: ctx, c: c, versions: map[string]int64{}}
	var stories []store.Story
	if story != 0 {
		room, err := c.DB.Room(ctx, story)
		if err != nil {
			return nil, nil, err
		}
		k.room, stories = room, []store.Story{room.Story}
	} else if stories, err = c.DB.Stories(ctx); err != nil {
		return nil, nil, err
	}
	texts, ids := map[int64]int64{}, map[int64]string{}
	for _, x := range stories {
		for n, v := range x.Versions {
			texts[v] = x.Texts[n]
			k.versions[x.Records[n]] = v
		}
	}
	parts = &across.Parts{Err: func() error { return k.err }}
	if parts.Records, parts.Chronology, err = k.chronology(texts); err != nil {
		return nil, nil, err
	}
	place := make(map[string]int, len(parts.Records))
	for i, id := range parts.Records {
		place[id] = i
	}
	slices.SortFunc(stories, func(a, b store.Story) int { return cmp.Compare(place[a.Records[0]], place[b.Records[0]]) })
	for i := range stories {
		stories[i].ID = "story" + strconv.Itoa(i+1)
		ids[stories[i].Versions[0]] = stories[i].ID
	}
	for i := range stories {
		x := &stories[i]
		x.Story.Thread = cmp.Or(ids[x.Thread], x.ID) // its thread begins elsewhere
		parts.Stories = append(parts.Stories, x.Story)
	}
	parts.Copies = k.copies
	parts.Statements = k.groups(store.Statements, "u")
	parts.Figures = k.groups(store.Figures, "q")
	return parts, k.record, nil
}

// keptParts are the parts of a comparison on their way out of a store.
type keptParts struct {
	ctx      context.Context
	c        *Comparing
	room     *store.StoryRoom // nil if all is shown
	versions map[string]int64
	err      error
}

func (k *keptParts) record(address string) (*isnad.Record, error) {
	v, met := k.versions[address]
	if !met {
		return nil, store.ErrNotKept
	}
	return k.c.DB.Record(k.ctx, v)
}

// Moments are what happened when, as the pages of a story tell it.
func (c *Comparing) Moments(ctx context.Context, x *store.Story) ([]isnad.Moment, error) {
	texts := make(map[int64]int64, len(x.Versions))
	for n, v := range x.Versions {
		texts[v] = x.Texts[n]
	}
	_, moments, err := (&keptParts{ctx: ctx, c: c}).chronology(texts)
	return moments, err
}

func (k *keptParts) chronology(texts map[int64]int64) ([]string, []isnad.Moment, error) {
	var t across.Timeline
	versions := slices.Collect(maps.Keys(texts))
	slices.Sort(versions)
	for x, err := range k.c.DB.SignedAs(k.ctx, versions) {
		if err != nil {
			return nil, nil, err
		}
		p, err := page(&x)
		if err != nil {
			return nil, nil, err
		}
		if text, told := texts[x.Version]; told {
			t.Add(p, text)
		}
	}
	records, moments := t.Moments()
	return records, moments, nil
}

func (k *keptParts) copies(yield func(isnad.Copy) bool) {
	all := k.c.DB.Copies(k.ctx)
	if k.room != nil {
		all = given(k.room.Copies)
	}
	for x, err := range all {
		if err == nil {
			err = k.align(&x)
		}
		if err != nil {
			k.err = errors.Join(k.err, err)
			return
		}
		if !yield(x.Copy) {
			return
		}
	}
}

// given gives what was read already.
func given[T any](all []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, x := range all {
			if !yield(x, nil) {
				return
			}
		}
	}
}

// align writes out a copy's passages.
func (k *keptParts) align(x *store.Shared) error {
	a, err := k.c.DB.Record(k.ctx, x.A)
	if err != nil {
		return err
	}
	b, err := k.c.DB.Record(k.ctx, x.B)
	if err != nil {
		return err
	}
	x.Aligned, err = k.c.Comparer.Aligned(a, b, x.Stretches)
	return err
}

func (k *keptParts) groups(kind store.GroupKind, letter string) iter.Seq[isnad.Group] {
	return func(yield func(isnad.Group) bool) {
		all := k.c.DB.GroupsOf(k.ctx, kind)
		if k.room != nil {
			var of []isnad.Group
			for _, g := range k.room.Groups {
				if g.Kind == kind {
					of = append(of, g.Group)
				}
			}
			all = given(of)
		}
		n := 0
		for g, err := range all {
			if err != nil {
				k.err = errors.Join(k.err, err)
				return
			}
			n++
			g.ID = letter + strconv.Itoa(n)
			if !yield(g) {
				return
			}
		}
	}
}
