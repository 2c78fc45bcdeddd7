package mention_test

import (
	"testing"

	"github.com/isnad-project/isnad/find/mention"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/text"
)

func TestShow(t *testing.T) {
	f := mention.New(ar.Lang(), nil)
	for _, src := range []string{
		"التقى وزير الخارجية التركي خالد منصور في أنقرة السفير الروسي.",
		"وقالت الشبكة المصرية لحقوق الإنسان إن قاعدة حميميم الجوية في محافظة إدلب. وأضافت الشبكة أن الجيش السوري",
		"وأكد المتحدث باسم الكرملين دميتري بيسكوف لوكالة “تاس” الروسية أن رئيس مجلس النواب في سوريا",
	} {
		for _, m := range f.Find(text.Cut(src, ar.Lang())) {
			t.Logf("%s %s %q name=%q %s", m.Entity, m.Kind, m.Span.In(src), m.Name, m.Rule)
		}
	}
}
