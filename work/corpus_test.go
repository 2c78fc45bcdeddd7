package work_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What made-up articles are made of: people, places and happenings that never were.
var (
	givenNames  = strings.Fields("سالم ليلى فريد هدى ماهر رنا عامر سمية نادر بسمة طارق نوال جلال وداد كمال سهام رائد منى أنور غادة")
	familyNames = strings.Fields("الهادي الماجد الناصح السهيلي القصاب الرملي البيدر الصفواني الديري النخيلي العوسجي الطحان الشمري السدري الغزال المرزوقي الحاصود البحري الزيتوني الراعي")
	towns       = strings.Fields("الرمانة الصفصافة القصيبة السدرة الزيتونة العوسجة البيضاء النخيلة المطلة الدالية الحمراء الغدير الرابية المرجة الكرمة الصخرة الطاحونة النبعة الحاوية السهلة")
	kinds       = strings.Fields("بلدة قرية مدينة ناحية ضاحية جزيرة")
	roles       = []string{"مدير السدود", "رئيس البلدية", "وزيرة الزراعة", "المتحدث باسم الدفاع المدني", "نقيب الأطباء", "محافظ الإقليم", "مدير المستشفى", "رئيسة النقابة", "قائد الشرطة", "مدير المرفأ"}
	happenings  = []string{"انهيار جدار", "افتتاح معرض", "حريق مخزن", "إضراب عمال", "فيضان نهر", "توقف مصنع", "تصادم حافلتين", "اكتشاف بئر", "انقطاع كهرباء", "ترميم جسر", "هبوط أسعار", "وصول سفينة"}
	things      = strings.Fields("القمح الأدوية الخيام الكتب الحافلات القوارب المضخات المولدات الأسماك الأقمشة الحجارة الألواح الأنابيب البذور السجلات المصابيح")
	verbs       = strings.Fields("وصلت تأخرت نفدت وزعت بيعت سرقت احترقت فحصت نقلت خزنت أصلحت عرضت")
	outlets     = []string{"الضفة", "النهر", "المرسى", "الصدى", "الميزان", "وكالة الجسر"}
)

// articles is a file of n made-up articles, one a line, the same every time. Every third tells a happening of
// its own; the others tell one of the last: in its words, shortened, with another figure or speaker, or in words of their own.
func articles(t testing.TB, n int) string {
	t.Helper()
	r := rand.New(rand.NewPCG(4, 2026))
	one := func(of []string) string { return of[r.IntN(len(of))] }
	type article struct{ title, lead, quote, figure, rest string }
	var told []article
	var b bytes.Buffer
	for i := range n {
		place := one(kinds) + " " + one(towns)
		speaker := one(roles) + " " + one(givenNames) + " " + one(familyNames)
		a := article{
			title:  fmt.Sprintf("%s في %s", one(happenings), place),
			lead:   fmt.Sprintf("شهدت %s %s يوم أمس بعد أن %s %s.", place, one(happenings), one(verbs), one(things)),
			quote:  fmt.Sprintf("وقال %s إن \"%s %s و%s %s ولن %s\".", speaker, one(things), one(verbs), one(things), one(verbs), one([]string{"ننتظر أحدا", "تعود قبل الشتاء", "نقبل بذلك", "يتكرر الأمر"})),
			figure: fmt.Sprintf("وأصيب ما لا يقل عن %d شخصا بينهم %d أطفال قرب %s.", 20+r.IntN(400), 2+r.IntN(9), one(towns)),
			rest:   fmt.Sprintf("وذكر سكان %s أن %s %s قبل %d أيام، بينما %s %s.", one(towns), one(things), one(verbs), 2+r.IntN(9), one(verbs), one(things)),
		}
		if i%3 > 0 && len(told) > 0 {
			old := told[max(0, len(told)-1-r.IntN(60))]
			switch r.IntN(5) {
			case 0:
				a = old
			case 1:
				a.figure, old.figure = old.figure, ""
				a = old
			case 2:
				old.figure = a.figure
				a = old
			case 3:
				old.quote = a.quote
				a = old
			default:
				a.title, a.quote = old.title, old.quote
			}
		} else {
			told = append(told, a)
		}
		line, err := json.Marshal(map[string]string{
			"id": fmt.Sprint("p", i), "outlet": one(outlets), "published": fmt.Sprintf("2024-%02d-%02dT%02d:%02d:00", 1+i*12/n, 1+i*12*28/n%28, i%24, r.IntN(60)),
			"text": strings.Join([]string{a.title, a.lead + " " + a.figure, a.quote, a.rest, fmt.Sprint("خبر رقم ", i, ".")}, "\n\n"),
		})
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	path := filepath.Join(t.TempDir(), "articles.jsonl")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
