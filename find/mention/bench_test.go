package mention_test

import (
	"strings"
	"testing"

	"github.com/isnad-project/isnad/find/mention"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/text"
)

// page is invented news prose, repeated to the size of a long page.
var page = strings.Repeat("قال وزير النقل الأردني سامر الحدادين يوم الثلاثاء إن العمل في ميناء العقبة سيبدأ خلال شهرين، "+
	"وأضاف الحدادين في تصريح لوكالة بترا أن الحكومة الأردنية رصدت نحو 40 مليون دولار لهذا المشروع الذي تنفذه شركة محلية.\n"+
	"وكان رئيس بلدية العقبة قد أكد أن السكان ينتظرون افتتاح الطريق الجديد منذ سنوات طويلة بسبب الازدحام الشديد.\n", 10)

func BenchmarkFind(b *testing.B) {
	f := mention.New(ar.Lang(), mention.Arabic())
	t := text.Cut(page, ar.Lang())
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		f.Find(t)
	}
	b.ReportMetric(float64(len(t.Tokens)*b.N)/b.Elapsed().Seconds(), "tokens/s")
}

func BenchmarkReadModel(b *testing.B) {
	m := mention.Arabic().AppendTo(nil)
	for b.Loop() {
		if _, err := mention.ReadModel(m); err != nil {
			b.Fatal(err)
		}
	}
}
