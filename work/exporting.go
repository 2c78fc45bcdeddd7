package work

import (
	"cmp"
	"context"
	"encoding/json"
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
func (x *Exporting) Case(ctx context.Context, versions []store.Version, compared *isnad.Comparison) (*export.Case, error) {
	if compared != nil {
		place := make(map[string]int, len(compared.Records))
		for i, id := range compared.Records {
			place[id] = i + 1
		}
		versions = slices.DeleteFunc(slices.Clone(versions), func(v store.Version) bool { return place[v.Address] == 0 })
		slices.SortFunc(versions, func(a, b store.Version) int { return cmp.Compare(place[a.Address], place[b.Address]) })
	}
	c := &export.Case{Pages: x.pages(ctx, versions), Comparison: compared, Link: x.link(versions)}
	var err error
	if compared != nil { // reports say what persons say
		c.Reviews, err = x.reviews(ctx, versions)
	}
	return c, err
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

// reviews are what persons say of some pages, but for what was undone, the newest first.
func (x *Exporting) reviews(ctx context.Context, versions []store.Version) (out []export.Review, err error) {
	var addresses []string
	for i := range versions {
		addresses = append(addresses, versions[i].Address)
	}
	all, err := x.DB.ReviewsOf(ctx, addresses)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if r := &all[i]; !r.Undone {
			v, err := x.review(ctx, r)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
	}
	return out, nil
}

func (x *Exporting) review(ctx context.Context, r *store.Review) (v export.Review, err error) {
	v = export.Review{At: r.At, Who: r.Who, Verdict: string(r.Verdict), Kind: string(r.Target.Kind), Names: r.Target.Names, Note: r.Note}
	for i, a := range r.Target.Anchors {
		v.Places = append(v.Places, export.ReviewedPlace{Page: a.Address, Finding: r.Found[i].Finding, Words: a.Exact})
	}
	if r.Verdict != store.Corrected {
		return v, nil
	}
	was, right := map[string]string{}, map[string]any{}
	if err := json.Unmarshal(r.Correction, &right); err != nil {
		return v, err
	}
	if at := r.Found[0]; at.Version > 0 {
		record, err := x.DB.Record(ctx, at.Version)
		if err != nil {
			return v, err
		}
		was = store.Values(record, at.Finding)
	}
	fields, _ := store.Correctable(r.Target.Anchors[0].Kind)
	for _, name := range fields {
		if said, ok := right[name]; ok {
			v.Fields = append(v.Fields, export.ReviewedField{Name: name, Was: was[name], Right: fmt.Sprint(said)})
		}
	}
	return v, nil
}
