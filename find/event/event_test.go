package event_test

import (
	"strings"
	"testing"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/find/event"
	"github.com/isnad-project/isnad/find/when"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/text"
)

var published = time.Date(2024, 10, 23, 0, 0, 0, 0, time.UTC)

// cases are invented sentences and what they date: modality | the clause, one
// a line; a line that begins with ">" is a finding of the sentence before it.
const cases = `
== a verb, its subject and a day
وصل الوفد إلى العاصمة يوم الأحد.
> asserted | وصل الوفد إلى العاصمة يوم الأحد

== the time before the verb
وفي عام 2017، وقع الطرفان اتفاقا جديدا.
> asserted | في عام 2017، وقع الطرفان اتفاقا جديدا

== the clause behind a complementiser
وأكد الوزير أن السد انهار يوم الخميس الماضي.
> asserted | السد انهار يوم الخميس الماضي

== when it was said is no event
وقال الوزير يوم الأحد إن السد آمن.

== a relative clause
ويقع الجسر قرب المحطة التي تأسست عام 1971.
> asserted | تأسست عام 1971

== a noun that a preposition governs
ارتفعت الأسعار منذ سقوط الحكومة في عام 2011.
> asserted | سقوط الحكومة في عام 2011

== two clauses, two events
وصل الوفد يوم الأحد، وغادر يوم الاثنين.
> asserted | وصل الوفد يوم الأحد
> asserted | غادر يوم الاثنين

== one clause with two times is one event
افتتح الوزير المعرض يوم الأحد في قاعة أغلقت عام 2020.
> asserted | افتتح الوزير المعرض يوم الأحد في قاعة أغلقت عام 2020

== planned by س
سيجتمع الطرفان يوم الأربعاء المقبل.
> planned | سيجتمع الطرفان يوم الأربعاء المقبل

== planned by an intention
تعتزم الشركة افتتاح المصنع في مارس المقبل.
> planned | تعتزم الشركة افتتاح المصنع في مارس المقبل

== planned by a word before the door
ومن المقرر أن يصل الوفد يوم الجمعة المقبل.
> planned | يصل الوفد يوم الجمعة المقبل

== possible
قد تبدأ المحادثات يوم الأربعاء.
> possible | قد تبدأ المحادثات يوم الأربعاء

== possible by a word before the door
ويتوقع مراقبون أن تبدأ المحادثات يوم الأربعاء.
> possible | تبدأ المحادثات يوم الأربعاء

== قد before the past is no doubt
وكان الوفد قد وصل يوم الأحد.
> asserted | كان الوفد قد وصل يوم الأحد

== denied
لم تبدأ المحادثات يوم الأربعاء.
> denied | لم تبدأ المحادثات يوم الأربعاء

== an intention denied
الشركة لا تعتزم إغلاق المصنع في عام 2025.
> denied | الشركة لا تعتزم إغلاق المصنع في عام 2025

== still is no denial
لا تزال المفاوضات التي بدأت عام 2020 مستمرة.
> asserted | بدأت عام 2020 مستمرة

== a length of time dates nothing
استمرت المحادثات ثلاثة أيام.

== a year that belongs to a noun dates nothing
أقر المجلس موازنة لعام 2024.
`

const englishCases = `
== a verb behind its subject
The delegation arrived in Samara on Sunday.
> asserted | The delegation arrived in Samara on Sunday

== planned
The committee will meet on November 3.
> planned | The committee will meet on November 3

== when it was said is no event
The minister said on Sunday that the dam was safe.

== a noun that a preposition governs
Prices have grown since the collapse of the dam in 2011.
> asserted | collapse of the dam in 2011
`

func TestFind(t *testing.T)    { check(t, cases, ar.Lang()) }
func TestEnglish(t *testing.T) { check(t, englishCases, en.Lang()) }

func check(t *testing.T, cases string, l *lang.Lang) {
	f, w := event.New(l), when.New(l)
	for _, c := range strings.Split(cases, "\n== ")[1:] {
		lines := strings.Split(strings.TrimSpace(c), "\n")
		t.Run(lines[0], func(t *testing.T) {
			src := lines[1]
			tx := text.Cut(src, l)
			var got []string
			for _, e := range f.Find(tx, w.Find(tx, published), nil) {
				got = append(got, "> "+string(e.Modality)+" | "+e.What.In(src))
			}
			if g, want := strings.Join(got, "\n"), strings.Join(lines[2:], "\n"); g != want {
				t.Errorf("%s\ngot\n%s\nwant\n%s", src, g, want)
			}
		})
	}
}

// TestWhoAndWhere: the first person or body, and the place behind «في».
func TestWhoAndWhere(t *testing.T) {
	src := "التقى سالم الهادي سفير النهر في الضفة يوم الأحد."
	span := func(s string) isnad.Span {
		i := strings.Index(src, s)
		return isnad.Span{Start: i, End: i + len(s)}
	}
	mentions := []isnad.Mention{
		{ID: "m1", Kind: isnad.Person, Span: span("سالم الهادي")},
		{ID: "m2", Kind: isnad.Place, Span: span("النهر")},
		{ID: "m3", Kind: isnad.Place, Span: span("الضفة")},
	}
	tx := text.Cut(src, ar.Lang())
	got := event.New(ar.Lang()).Find(tx, when.New(ar.Lang()).Find(tx, published), mentions)
	if len(got) != 1 || got[0].Who == nil || got[0].Where == nil || *got[0].Who != mentions[0].Span || *got[0].Where != mentions[2].Span {
		t.Fatalf("%+v", got)
	}
}

func FuzzFind(f *testing.F) {
	f.Add("وصل الوفد يوم الأحد، وغادر في 2017 منذ سقوط الحكومة في عام 2011")
	f.Add("قد لم أن التي يوم الأحد: (عام 2017) و.")
	l := ar.Lang()
	finder, w := event.New(l), when.New(l)
	f.Fuzz(func(t *testing.T, src string) {
		src = strings.ToValidUTF8(src, "\uFFFD")
		tx := text.Cut(src, l)
		times := w.Find(tx, published)
		end := 0
		for _, e := range finder.Find(tx, times, nil) {
			if !e.What.Fits(src) || e.What.Start < end || e.When == "" || e.Modality == "" {
				t.Fatalf("%+v in %q", e, src)
			}
			end = e.What.End
		}
	})
}

// BenchmarkFind reads a paragraph again and again.
func BenchmarkFind(b *testing.B) {
	src := strings.Repeat("وأكد الوزير أن السد انهار يوم الخميس الماضي بعد سقوط الأمطار في عام 2017، ومن المقرر أن يصل الوفد. ", 2000)
	tx := text.Cut(src, ar.Lang())
	times := when.New(ar.Lang()).Find(tx, published)
	f := event.New(ar.Lang())
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		f.Find(tx, times, nil)
	}
}
