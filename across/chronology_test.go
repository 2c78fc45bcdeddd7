package across_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
)

// chronology compares pages given as id, day of publication and text.
func chronology(t *testing.T, pages ...[3]string) []isnad.Moment {
	t.Helper()
	var rs []*isnad.Record
	for _, p := range pages {
		rs = append(rs, page(t, p[0], p[1], "صحيفة "+p[0], p[2]))
	}
	return compare(rs...).Chronology
}

// moment is the one moment whose words hold part.
func moment(t *testing.T, all []isnad.Moment, part string) *isnad.Moment {
	t.Helper()
	var found *isnad.Moment
	for i := range all {
		if strings.Contains(all[i].What, part) {
			if found != nil {
				t.Fatalf("«%s» stands twice: %+v", part, all)
			}
			found = &all[i]
		}
	}
	if found == nil {
		t.Fatalf("«%s» is missing: %+v", part, all)
	}
	return found
}

func tellers(m *isnad.Moment) (out []string) {
	for _, x := range m.Members {
		record, _, _ := strings.Cut(x, "#")
		out = append(out, record)
	}
	return out
}

// titled puts a headline that no event stands in over a text.
func titled(text string) string {
	return "تقرير الأسبوع عن وادي الرمان\n" + text
}

func TestMomentsAreInOrder(t *testing.T) {
	all := chronology(t,
		[3]string{"a", "2024-10-25", titled("وصل الوفد الزائر إلى ميناء الرمان في 30 سبتمبر 2015.\nوقع المجلس البلدي اتفاق الصيد مع الجمعية في سبتمبر 2015.\nوصلت سفينة الأبحاث إلى مرفأ السدرة مساء يوم 30 سبتمبر 2015.")},
		[3]string{"b", "2024-10-26", titled("انهار الجسر القديم فوق النهر عام 2015.\nاندلعت احتجاجات المزارعين في 1 يناير 2015.\nوتوفي الكاتب سليم الراعي في السنوات الأخيرة.")})
	var got []string
	for _, m := range all {
		got = append(got, m.When)
	}
	want := []string{"2015", "2015-01-01", "2015-09", "2015-09-30", "2015-09-30TEV"}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if m := all[2]; m.From != "2015-09-01" || m.To != "2015-09-30" || m.ID != "moment3" || m.Origins != 1 {
		t.Errorf("%+v", m)
	}
}

func TestOneEventInOtherWords(t *testing.T) {
	all := chronology(t,
		[3]string{"a", "2024-10-22", titled("اندلع حريق كبير في سوق الأقمشة القديم بمدينة السدرة مساء أمس.")},
		[3]string{"b", "2024-10-22", titled("أعلنت البلدية أن حريقا كبيرا قد اندلع مساء أمس الاثنين في سوق الأقمشة بمدينة السدرة.")},
		[3]string{"c", "2024-10-30", titled("تأتي الزيارة بعد أن اندلع في 21 أكتوبر 2024 حريق كبير بسوق الأقمشة القديم في السدرة.")},
		[3]string{"d", "2024-11-12", titled("وكان حريق كبير قد اندلع في سوق الأقمشة القديم بمدينة السدرة في أكتوبر 2024.")})
	m := moment(t, all, "اندلع")
	if !slices.Equal(tellers(m), []string{"a", "b", "c", "d"}) || m.Origins != 4 {
		t.Errorf("told by %v from %d origins", m.Members, m.Origins)
	}
	if m.When != "2024-10-21TEV" || m.From != "2024-10-21" || m.Conflicts != nil {
		t.Errorf("the most precise time is not kept: %+v", m)
	}
}

func TestLookAlikesStayApart(t *testing.T) {
	const told = "أصيب 12 عاملا في انفجار خزان للوقود داخل مصنع الزجاج بمدينة السدرة في 21 أكتوبر 2024."
	cases := []struct{ name, other string }{
		{"number", "أصيب 15 عاملا في انفجار خزان للوقود داخل مصنع الزجاج بمدينة السدرة في 21 أكتوبر 2024."},
		{"place", "أصيب 12 عاملا في انفجار خزان للوقود داخل مصنع الزجاج بمدينة مأرب في 21 أكتوبر 2024."},
		{"distant day", "أصيب 12 عاملا في انفجار خزان للوقود داخل مصنع الزجاج بمدينة السدرة في 9 مارس 2024."},
		{"year", "أصيب 12 عاملا في انفجار خزان للوقود داخل مصنع الزجاج بمدينة السدرة عام 2021."},
		{"ordinal", "أصيب 12 عاملا في انفجار رابع خزان للوقود داخل مصنع الزجاج الثالث بمدينة السدرة في 21 أكتوبر 2024."},
	}
	for _, c := range cases {
		first := told
		if c.name == "ordinal" {
			first = strings.ReplaceAll(c.other, "الثالث", "الثاني")
		}
		all := chronology(t, [3]string{"a", "2024-10-23", titled(first)}, [3]string{"b", "2024-10-24", titled(c.other)})
		if len(all) != 2 || len(all[0].Members) != 1 {
			t.Errorf("%s: %+v", c.name, all)
		}
	}
	same := chronology(t, [3]string{"a", "2024-10-23", titled(told)}, [3]string{"b", "2024-10-24", titled(told)})
	if len(same) != 1 {
		t.Errorf("what differs in nothing is two: %+v", same)
	}
}

// What fits two events says too little to be joined with one of them.
func TestYearFitsTwoDays(t *testing.T) {
	all := chronology(t,
		[3]string{"a", "2024-10-23", titled("اندلع حريق كبير في سوق الأقمشة القديم بمدينة السدرة في 3 مارس 2021.\nثم اندلع حريق كبير في سوق الأقمشة القديم بمدينة السدرة في 9 أغسطس 2021.")},
		[3]string{"b", "2024-10-24", titled("وكان قد اندلع حريق كبير في سوق الأقمشة القديم بمدينة السدرة عام 2021.")})
	if len(all) != 3 {
		t.Errorf("%+v", all)
	}
}

func TestConflictingDays(t *testing.T) {
	all := chronology(t,
		[3]string{"a", "2024-10-25", titled("وقعت وزيرة الزراعة ليلى منصور اتفاق المياه الجديد مع بلدية السدرة في 21 أكتوبر 2024.")},
		[3]string{"b", "2024-10-26", titled("وفي شأن آخر وقعت وزيرة الزراعة ليلى منصور اتفاق المياه الجديد مع بلدية السدرة في 22 أكتوبر 2024.")},
		[3]string{"c", "2024-10-27", titled("وقعت وزيرة الزراعة ليلى منصور اتفاق المياه الجديد مع بلدية السدرة في 21 أكتوبر 2024.")})
	if len(all) != 1 {
		t.Fatalf("%+v", all)
	}
	m := all[0]
	if m.When != "2024-10-21" || !slices.Equal(tellers(&m), []string{"a", "b", "c"}) {
		t.Errorf("%+v", m)
	}
	if len(m.Conflicts) != 1 || m.Conflicts[0].When != "2024-10-22" || m.Conflicts[0].From != "2024-10-22" || !slices.Equal(m.Conflicts[0].Members, m.Members[1:2]) {
		t.Errorf("the other day is not beside it: %+v", m.Conflicts)
	}
}

// A page that was out before cannot have meant the later day: it happened twice.
func TestWhatRecursIsNoConflict(t *testing.T) {
	const visit = "زار محافظ السدرة كمال الراعي اليوم أسواق الخضار القديمة برفقة مفتشي التموين."
	all := chronology(t,
		[3]string{"a", "2024-10-21", titled("تستعد المدينة لموسم المطر بتنظيف القنوات وترميم الأرصفة وطلاء الجسور وإصلاح مصابيح الشوارع.\n" + visit + "\nواشتكى سكان الحي الشرقي من ضعف ضغط الماء ومن تأخر جمع القمامة منذ بداية الصيف، وطالبوا بحلول عاجلة.")},
		[3]string{"b", "2024-10-22", "ارتفاع أجور النقل يرهق باعة الخضار\n" + visit + "\nوقال باعة إن المخازن المبردة قليلة وإن الشاحنات تصل متأخرة من القرى الجبلية بسبب أعمال الطريق، وإن كثيرا من الثمار يتلف قبل عرضه على الزبائن."})
	if len(all) != 2 || all[0].Conflicts != nil {
		t.Errorf("%+v", all)
	}
}

func TestModalities(t *testing.T) {
	all := chronology(t,
		[3]string{"a", "2024-10-20", titled("سيلتقي محافظ السدرة كمال الراعي وفد الصيادين في مبنى البلدية يوم 22 أكتوبر 2024.\nستصل سفينة الأبحاث إلى مرفأ السدرة في 3 نوفمبر 2024.\nلم يصل وزير النقل سامي البحري إلى ميناء الرمان القديم في 18 أكتوبر 2024.")},
		[3]string{"b", "2024-10-23", titled("التقى محافظ السدرة كمال الراعي وفد الصيادين في مبنى البلدية يوم 22 أكتوبر 2024.\nكان وزير النقل سامي البحري قد وصل إلى ميناء الرمان القديم في 18 أكتوبر 2024.")})
	for part, want := range map[string]isnad.Modality{
		"وفد الصيادين": isnad.Asserted, "سفينة الأبحاث": isnad.Planned, "لم يصل": isnad.Denied, "قد وصل": isnad.Asserted,
	} {
		if m := moment(t, all, part); m.Modality != want {
			t.Errorf("%s is %s, want %s", m.What, m.Modality, want)
		}
	}
	if m := moment(t, all, "وفد الصيادين"); !slices.Equal(tellers(m), []string{"a", "b"}) {
		t.Errorf("what was planned and what came of it are %v", m.Members)
	}
}

func TestArrivalDoesNotMatter(t *testing.T) {
	pages := [][3]string{
		{"a", "2024-10-25", titled("وقعت وزيرة الزراعة ليلى منصور اتفاق المياه الجديد مع بلدية السدرة في 21 أكتوبر 2024.")},
		{"b", "2024-10-26", titled("وقعت وزيرة الزراعة ليلى منصور اتفاق المياه الجديد مع بلدية السدرة في 22 أكتوبر 2024.")},
		{"c", "2024-10-26", titled("وقعت الوزيرة ليلى منصور اتفاق المياه مع بلدية السدرة في أكتوبر 2024.")},
		{"d", "2024-10-26", titled("اندلع حريق كبير في سوق الأقمشة القديم بمدينة السدرة مساء أمس.")},
		{"e", "2024-10-26", titled("اندلع حريق كبير في سوق الأقمشة بمدينة السدرة أمس الجمعة.")},
	}
	want := chronology(t, pages...)
	random := rand.New(rand.NewPCG(1, 2))
	for range 10 {
		random.Shuffle(len(pages), func(i, j int) { pages[i], pages[j] = pages[j], pages[i] })
		if got := chronology(t, pages...); !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v\nwant %+v", got, want)
		}
	}
}

// A copy that comes a day late says «today» still: one origin, and two days.
func TestCopiesOfAnEvent(t *testing.T) {
	text := strings.Replace(first, "فجر الأحد", "فجر اليوم", 1)
	all := chronology(t, [3]string{"a", "2024-05-05", text}, [3]string{"b", "2024-05-05", text}, [3]string{"c", "2024-05-06", text})
	m := moment(t, all, "انهار")
	if m.Origins != 1 || !slices.Equal(tellers(m), []string{"a", "b", "c"}) {
		t.Errorf("%+v", m)
	}
	if m.From != "2024-05-05" || len(m.Conflicts) != 1 || m.Conflicts[0].From != "2024-05-06" {
		t.Errorf("%+v", m)
	}
}
