package work

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/export"
	"github.com/isnad-project/isnad/store"
)

// Exporting takes pages out of a store, to be written in the formats of others.
type Exporting struct {
	DB       *store.Store
	Comparer *across.Comparer
	Base     string // address of the reading room that links lead to; empty for pages' own addresses
}

// Case is versions of pages with what they say together, ready to be written. Without a
// comparison it has them in the order in which they are given, else those that it is of in its.
func (x *Exporting) Case(ctx context.Context, versions []store.Version, compared *isnad.Comparison) *export.Case {
	if compared != nil {
		place := make(map[string]int, len(compared.Records))
		for i, id := range compared.Records {
			place[id] = i + 1
		}
		versions = slices.DeleteFunc(slices.Clone(versions), func(v store.Version) bool { return place[v.Address] == 0 })
		slices.SortFunc(versions, func(a, b store.Version) int { return cmp.Compare(place[a.Address], place[b.Address]) })
	}
	return &export.Case{Pages: x.pages(ctx, versions), Comparison: compared, Link: x.link(versions)}
}

// Kept is the comparison that is kept, of a story or with 0 of all.
func (x *Exporting) Kept(ctx context.Context, story int64) (*isnad.Comparison, error) {
	parts, _, err := (&Comparing{DB: x.DB, Comparer: x.Comparer}).Kept(ctx, story)
	if err != nil {
		return nil, err
	}
	return parts.Comparison()
}

// Beside compares versions with each other as if there were no others.
func (x *Exporting) Beside(ctx context.Context, versions []store.Version) (*isnad.Comparison, error) {
	var failed error
	out := x.Comparer.Compare(func(yield func(*isnad.Record) bool) {
		for p, err := range x.pages(ctx, versions) {
			if failed = err; err != nil {
				return
			}
			r := *p.Record
			r.GivenID = p.ID
			if !yield(&r) {
				return
			}
		}
	})
	return out, failed
}

// link leads to places in the reading room; nil if there is none.
func (x *Exporting) link(versions []store.Version) func(page, finding string) string {
	if x.Base == "" {
		return nil
	}
	numbers, base := make(map[string]int64, len(versions)), strings.TrimRight(x.Base, "/")
	for _, v := range versions {
		numbers[v.Address] = v.ID
	}
	return func(page, finding string) string {
		to := base + "/pages/" + strconv.FormatInt(numbers[page], 10)
		if finding != "" {
			to += "#" + finding
		}
		return to
	}
}

// pages fetches pages as they are asked for.
func (x *Exporting) pages(ctx context.Context, versions []store.Version) iter.Seq2[*export.Page, error] {
	return func(yield func(*export.Page, error) bool) {
		for i := range versions {
			p, err := x.page(ctx, &versions[i])
			if !yield(p, err) || err != nil {
				return
			}
		}
	}
}

func (x *Exporting) page(ctx context.Context, v *store.Version) (*export.Page, error) {
	r, err := x.DB.Record(ctx, v.ID)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", v.Address, err)
	}
	p := &export.Page{ID: v.Address, Record: r, Kept: v.AddedAt, Version: v.Number}
	if v.Number > 1 {
		all, err := x.DB.VersionsOf(ctx, v.Address)
		if err != nil {
			return nil, err
		}
		for _, o := range all {
			if o.Number < v.Number {
				p.Before = append(p.Before, export.Version{Number: o.Number, Capture: o.Digest.String(), Kept: o.AddedAt})
			}
		}
	}
	return p, nil
}
