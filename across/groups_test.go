package across

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/read"
)

// joined are the names of the statements that one group holds with the first
// one that has the words.
func (c *corpus) joined(t *testing.T, words string) []string {
	t.Helper()
	x := c.saying(t, 0, words)
	p := c.Parts()
	for g := range p.Statements {
		if slices.Contains(g.Members, x.name) {
			return g.Members
		}
	}
	if err := p.Err(); err != nil {
		t.Fatal(err)
	}
	return nil
}

func TestOneUtterance(t *testing.T) {
	const said = "سد الوادي بعد المطر\nقال مدير السدود سالم الهادي إن "
	for _, c := range []struct {
		name, a, b, in string
		alone, want    bool
	}{
		{name: "carried in another page", a: said + "ترميم جدار السد الشرقي يحتاج إلى عام كامل بعد الفيضان.", b: "حديث عن السدود\nأكد سالم الهادي أن ترميم جدار السد الشرقي يحتاج إلى عام كامل بعد الفيضان.",
			in: "ترميم", alone: true, want: true},
		{name: "two people on one law", a: "سد الوادي بعد المطر\nأعلنت جمعية أنصار النهر أنها فوجئت بصدور القانون رقم 7 لسنة 2024 بشأن حماية بساتين الوادي من الفيضان.",
			b:  "بلاغ من أهالي القرى\nقال المحامي عامر الشندال إن المزارعين يرفضون القانون رقم 7 لسنة 2024 بشأن حماية بساتين الوادي من الفيضان لأنه يمنع البناء.",
			in: "القانون", alone: true},
		{name: "two crowds", a: "سد الوادي بعد المطر\nوأكد المتظاهرون أن السد القديم سينهار قبل أمطار الشتاء وأن الحكومة تعرف ذلك وتسكت عن المقاول.", b: "مسيرة في مدينة الميناء\nوأكد المتظاهرون أن السد القديم سينهار قبل أمطار الشتاء وأن الحكومة تعرف ذلك وتسكت عن المقاول.",
			in: "السد القديم", alone: true},
		{name: "what an office always says", a: "سد الوادي بعد المطر\nوأوضحت مديرية الأمن أن المتهمين الثلاثة ضبطوا في حملة على الطريق الزراعي وأحيلوا إلى النيابة للتحقيق.",
			b:  "سرقة في سوق الميناء\nوأوضحت مديرية الأمن أن النيابة بدأت التحقيق مع المتهمين الثلاثة في سرقة السوق بعد أن ضبطوا على الطريق الزراعي في حملة.",
			in: "المتهمين", alone: true},
		{name: "the same words about something else", a: said + "جدار السد الشرقي يحتاج إلى ترميم كبير قبل أمطار الشتاء.", b: said + "أمطار الشتاء ملأت البحيرة قبل عامين كاملين، وإن الترميم بدأ في الجانب الشرقي من السد ولم يصل إلى جدار كبير قرب القناة.",
			in: "أمطار"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := pages(t, c.a+tail, c.b+ending(c.alone))
			got := x.joined(t, c.in)
			if in := slices.ContainsFunc(got, func(m string) bool { return strings.HasPrefix(m, "b#") }); in != c.want {
				t.Errorf("joined: %v, want %v (%v)", in, c.want, got)
			}
		})
	}
}

func TestNamesMeet(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"الهادي", "سالم الهادي", true},
		{"سالم بن عامر الهادي", "رمان الهادي", true},
		{"زهروان", "الزهروان الجديدة", true},
		{"سالم الهادي", "عامر الشندال", false},
	} {
		if namesMeet(c.a, c.b) != c.want || namesMeet(c.b, c.a) != c.want {
			t.Errorf("%s and %s: want %v", c.a, c.b, c.want)
		}
	}
}

func TestOneQuantity(t *testing.T) {
	const fair = "معرض الكتاب في العاصمة\nافتتحت وزيرة الثقافة ليلى منصور المعرض بمشاركة دور نشر كثيرة. "
	for _, c := range []struct {
		name, a, b, x, y string
		want             bool
	}{
		{"a small number in words that are always the same", "حملة أمنية في الوادي\nضبطت الشرطة رجلا بحوزته فرد خرطوش و4 طلقات من ذات العيار وسلاح أبيض.",
			fair + "وفي خبر آخر ضبطت شرطة الميناء لصا بحوزته فرد خرطوش و4 طلقات من ذات العيار وسلاح أبيض.", "4", "4", false},
		{"in the same company", "حملة أمنية في الوادي\nضبطت الشرطة رجلا بحوزته فرد خرطوش و4 طلقات من ذات العيار و15 هاتفا محمولا.",
			fair + "وفي خبر آخر ضبطت شرطة الميناء لصا بحوزته فرد خرطوش و4 طلقات من ذات العيار و15 هاتفا محمولا.", "4", "4", true},
		{"an exact number", "حملة أمنية في الوادي\nضبطت الشرطة رجلا بحوزته فرد خرطوش و433 طلقة من ذات العيار وسلاح أبيض.",
			fair + "وفي خبر آخر ضبطت شرطة الميناء لصا بحوزته فرد خرطوش و433 طلقة من ذات العيار وسلاح أبيض.", "433", "433", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := pages(t, c.a+tail, c.b+other)
			x.Parts()
			a, b := x.quantityIn(t, 0, c.x), x.quantityIn(t, 1, c.y)
			if got := slices.ContainsFunc(x.groupsOfFigures(), func(ms []string) bool {
				return slices.Contains(ms, a.name) && slices.Contains(ms, b.name)
			}); got != c.want {
				t.Errorf("one quantity: %v, want %v", got, c.want)
			}
		})
	}
}

func (c *corpus) groupsOfFigures() (out [][]string) {
	for g := range c.Parts().Figures {
		out = append(out, g.Members)
	}
	return out
}

func TestCountsOfTwoThings(t *testing.T) {
	x := pages(t, "حملة أمنية في الوادي\nضبطت الشرطة 8 بنادق آلية قديمة بحوزة 8 رجال من سكان الوادي في مزرعة قديمة."+tail)
	if g := x.groupsOfFigures(); len(g) > 0 {
		t.Errorf("rifles and men are one quantity: %v", g)
	}
}

func TestEachToItsLike(t *testing.T) {
	const text = "حملة أمنية في الوادي\nضبطت الشرطة أمس %s من سكان الوادي في مزرعة قديمة قرب النهر."
	x := pages(t, fmt.Sprintf(text, "10 جنود و10 مزارعين")+tail, fmt.Sprintf(text, "10 جنود و10 مزارعين")+tail)
	for _, g := range x.groupsOfFigures() {
		if len(g) != 2 {
			t.Errorf("soldiers and farmers are one quantity: %v", g)
		}
	}
}

func TestOutletsTable(t *testing.T) {
	c := New(ar.Lang(), en.Lang())
	prices := func(id, day, text string) *isnad.Record {
		r, err := reader.Read(read.Input{GivenID: id, Text: text, Published: day, Outlet: "صحيفة السوق", Language: "ar"})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	out := c.Compare(slices.Values([]*isnad.Record{
		prices("a", "2024-05-05", "أسواق الوادي\nتراجع سهم شركة النخيل للتعمير بنسبة 3.14 بالمئة عند إغلاق السوق أمس وسط تداولات ضعيفة."),
		prices("b", "2024-05-06", "أرباح الشركات تهبط\nوفي ختام الجلسة زاد القلق بين المستثمرين، كما تراجع سهم شركة النخيل للتعمير بنسبة 3.14 بالمئة عند إغلاق السوق."),
	}))
	if len(out.Figures) > 0 {
		t.Errorf("a table of two days is one: %v", out.Figures)
	}
}
