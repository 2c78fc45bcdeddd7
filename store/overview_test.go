package store_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
)

// anyPage is a page with findings by chance.
func anyPage(t *testing.T, r *rand.Rand, address string) store.Page {
	t.Helper()
	one := func(of ...string) string { return of[r.IntN(len(of))] }
	title := one("انهيار جدار السد", "Harbour OPENS", "معرض الكتاب", "")
	p := page(t, address, fmt.Sprint(title, address, r.Uint64()))
	x := p.Record
	x.Title, x.Language = title, one("ar", "ar", "en")
	x.Outlet.Name, x.Published.Value = one("الضفة", "النهار", "Nahar", "nahar", ""), one("", "2024-05-05T08:00:00+03:00", "2024-05-05", "2024-05-06", "2024-05-07")
	x.Text = "الأسر والجسور والبيوت"
	span := isnad.Span{End: len("الأسر")}
	for i := range r.IntN(4) {
		x.Statements = append(x.Statements, isnad.Statement{ID: fmt.Sprint("s", i+1), Kind: isnad.StatementKind(one("direct", "indirect")), Act: one("state", "deny"),
			Speaker: isnad.Speaker{Name: one("سالم الهادي", "سالمُ الهادى", "ليلى منصور", "إيمان %_", ""), Kind: isnad.SpeakerKind(one("person", "organisation"))}, Span: span, Content: span})
		if r.IntN(2) == 0 {
			x.Statements[i].Speaker.Role = &span
		}
	}
	for i := range r.IntN(4) {
		value := float64(r.IntN(5))
		f := isnad.Figure{ID: fmt.Sprint("f", i+1), Unit: one("person", "house"), Bound: isnad.Bound(one("exact", "at_least")), Span: span}
		switch r.IntN(3) {
		case 0:
			f.Value = &value
		case 1:
			f.Low = &value
		}
		if r.IntN(2) == 0 {
			f.Counted = &isnad.Span{End: len(one("الأسر", "الأسر والجسور"))}
		}
		x.Figures = append(x.Figures, f)
	}
	for i := range r.IntN(4) {
		from := one("2024-05-01", "2024-05-02", "")
		x.Times = append(x.Times, isnad.Time{ID: fmt.Sprint("t", i+1), Span: span, From: from, To: one("2024-05-03", "2024-05-04")})
		x.Events = append(x.Events, isnad.Event{ID: fmt.Sprint("e", i+1), Span: span, When: fmt.Sprint("t", i+1), Modality: isnad.Modality(one("happened", "planned")), What: isnad.Span{End: len(one("الأسر", "الأسر والجسور"))}})
	}
	for i := range r.IntN(3) {
		x.Mentions = append(x.Mentions, isnad.Mention{ID: fmt.Sprint("m", i+1), Span: span, Kind: isnad.Place, Name: one("شندال", "شِندال", "السفح")})
	}
	if r.IntN(2) == 0 {
		x.Credits = append(x.Credits, isnad.Credit{Kind: "agency", Name: one("وكالة السفح", "وكالة الضفة")})
	}
	line, err := x.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	p.Packed, p.Line, p.Terms = store.Pack(line), sha256.Sum256(line), lexicon.Terms(x)
	return p
}

// lists are all that an overview answers to a filter, or the errors.
func lists(ctx context.Context, s *store.Store, f store.Filter) (out []any) {
	add := func(rows any, total int, err error) {
		if v := reflect.ValueOf(rows); err != nil || v.Len() == 0 {
			rows = nil
		}
		out = append(out, rows, total, errors.Is(err, store.ErrFilter))
		if err != nil && !errors.Is(err, store.ErrFilter) {
			out = append(out, err)
		}
	}
	pages, n, err := s.Pages(ctx, f)
	add(pages, n, err)
	statements, n, err := s.StatementLines(ctx, f)
	add(statements, n, err)
	figures, n, err := s.FigureLines(ctx, f)
	add(figures, n, err)
	events, n, err := s.EventLines(ctx, f)
	add(events, n, err)
	people, n, err := s.People(ctx, f)
	add(people, n, err)
	outlets, n, err := s.Outlets(ctx, f)
	add(outlets, n, err)
	places, n, err := s.Places(ctx, f)
	add(places, n, err)
	sayings, err := s.Sayings(ctx, f.Person)
	for i := range sayings {
		sayings[i].Content, sayings[i].Chain = "", ""
	}
	add(sayings, len(sayings), err)
	return out
}

// anyFilter is a filter by chance.
func anyFilter(r *rand.Rand) store.Filter {
	f := store.Filter{Most: 1 + r.IntN(20), Skip: r.IntN(3) * r.IntN(10), Desc: r.IntN(2) == 0}
	some := func(to *string, of ...string) {
		if r.IntN(4) == 0 {
			*to = of[r.IntN(len(of))]
		}
	}
	some(&f.Speaker, "سالم", "الهاديّ ليلى", "سالم هادي", "%_")
	some(&f.Outlet, "الضفة", "NAHAR", "لا أحد")
	some(&f.Kind, "direct", "person", "deny", "house", "exact", "happened", "en")
	some(&f.Words, "جدار", "harbour", "الجسور", "سالم", "نهار", "سفح", "%_")
	some(&f.Person, "سالمُ الهادي", "ليلى منصور")
	some(&f.Place, "شندال", "السفح")
	some(&f.From, "2024-05-02", "2024-05-06")
	some(&f.To, "2024-05-03", "2024-05-05")
	some(&f.Sort, "published", "outlet", "speaker", "value", "counted", "day", "added", "title", "pages", "statements", "outlets", "name", "first", "last")
	return f
}

// What comes out of memory is what the database tells, also when pages come and go.
func TestOverview(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		r := rand.New(rand.NewPCG(1, 2))
		s, plain := open(t, where), open(t, where)
		filters := 50 // at each step
		if strings.HasPrefix(where, "postgres") {
			filters = 2 // each question goes to another process
		}
		var pages []store.Page
		for i := range 80 {
			pages = append(pages, anyPage(t, r, fmt.Sprint("p", i)))
		}
		keep(t, plain, pages[:60]...)
		if err := s.Overlook(ctx); err != nil {
			t.Fatal(err)
		}
		steps := []func() error{
			func() error { return nil },
			func() error { keep(t, plain, pages[60:]...); return nil },
			func() error { keep(t, plain, anyPage(t, r, "p3"), anyPage(t, r, "p70")); return nil },
			func() error { _, err := plain.Delete(ctx, "p5", "it was asked for", noon); return err },
			func() error {
				p := anyPage(t, r, "p7")
				return plain.Rewrite(ctx, []int64{8}, []store.Page{p}, noon)
			},
		}
		for i, step := range steps {
			if err := step(); err != nil {
				t.Fatal(err)
			}
			for range filters {
				f := anyFilter(r)
				got, want := lists(ctx, s, f), lists(ctx, plain, f)
				for k := range want {
					if k >= len(got) || !reflect.DeepEqual(got[k], want[k]) {
						t.Fatalf("step %d, %+v, answer %d:\n%+v\nnot\n%+v", i, f, k, got[k], want[k])
					}
				}
			}
			for _, words := range []string{"سد OR معرض OR harbour", "harbour outlet:nahar", "place:شندال", "جدار speaker:سالم from:2024-05-05", "language:en -معرض"} {
				q, err := lexicon.Query(words)
				if err != nil {
					t.Fatal(err)
				}
				got, err := s.Facets(ctx, q)
				want, err2 := plain.Facets(ctx, q)
				if err != nil || err2 != nil || !reflect.DeepEqual(got, want) || want.Pages == 0 {
					t.Errorf("step %d, %s: %+v, %v\nnot %+v, %v", i, words, got, err, want, err2)
				}
			}
		}
		if !s.Overlooks() || plain.Overlooks() {
			t.Error("answers did not come from where they were to come from")
		}
		if ids := versions(t, s); slices.ContainsFunc(ids, func(v store.Version) bool { return v.Address == "p5" }) {
			t.Error("the page is there")
		}
	})
}
