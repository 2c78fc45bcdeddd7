package mention_test

import (
	"sort"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/find/mention"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/text"
)

// A case is a text with its mentions in brackets: a letter for the kind
// (p person, o organisation, l place, f facility, r role), a number for the
// entity, a colon, and the words. Sentences are invented.
var cases = []struct{ name, marked string }{
	{"office before a name", "التقى [r1:وزير الخارجية التركي] [p1:خالد منصور] في [l2:أنقرة] [r3:السفير الروسي]."},
	{"titles are no part of a name", "قال الدكتور [p1:سامي الحداد] إن السيدة [p2:ليلى منصور] غابت."},
	{"proclitics are left out", "ول[l1:لبنان] و[l2:سوريا] حدود ب[l3:فلسطين]."},
	{"the spokesman and his body", "أكد [r1:المتحدث باسم [o2:الكرملين]] أن [o2:الكرملين] يتابع."},
	{"a body by its work, and its head alone", "قالت [o1:الشبكة المصرية لحقوق الإنسان] في تقرير. وأضافت [o1:الشبكة] أن الوضع صعب."},
	{"an agency between marks", "نقلت [o1:وكالة “تاس” الروسية] عن مصدر."},
	{"facilities and places with their heads", "في [f1:قاعدة حميميم الجوية] وفي [l2:محافظة إدلب]."},
	{"a town with its head is the town", "في [l1:مدينة حلب] قتال، و[l1:حلب] محاصرة."},
	{"points of the compass", "في [l1:شمال شرق سوريا] و[l2:الجنوب السوري]."},
	{"السعودية is a country or an adjective", "زار [l1:السعودية] والتقى [o2:الحكومة السعودية]."},
	{"surname for full name", "وصل [p1:سامي الحداد] أمس. وقال [p1:الحداد] إنه متفائل."},
	{"the minister alone", "قال [r1:وزير المالية] [p1:سامي الحداد] ذلك. وأضاف [r1:الوزير] أن الخطة جاهزة."},
	{"two presidents are two", "التقى [r1:الرئيس] [p1:سامي الحداد] [r2:الرئيس] [p2:خالد منصور]."},
	{"name before office", "حضر [p1:سامي الحداد]، [r1:محافظ [l2:القاهرة]]، الحفل."},
	{"holder between marks", "قال [r1:وزير الخارجية الروسي] \"[p1:سيرغي لافروف]\" ذلك."},
	{"ministry with two fields", "أعلنت [o1:وزارة التربية والتعليم] النتائج."},
	{"the rule of a man", "سقط [o1:نظام [p2:بشار الأسد]] أخيرا."},
	{"preposition spelt like a name", "اعتدى على طفل في [l1:دمشق]."},
	{"a meeting place", "اجتمعوا في [f1:الكرملين] مساء."},
	{"presidency as a deed names no body", "عقد الاجتماع برئاسة [p1:سامي الحداد]."},
	{"aliases of a body", "أعلن [o1:تنظيم الدولة الإسلامية] ذلك، ثم نفى [o1:داعش] الخبر."},
	{"aliases of a country", "قالت [l1:الولايات المتحدة] إن [l1:أمريكا] لن تتدخل."},
	{"two office holders", "أصدر [r1:الزعيمان الروسي والمغربي] بيانا."},
	{"force majeure is no Cairo", "بسبب القوة القاهرة توقف العمل."},
	{"a place between an office and its holder", "قال [r1:محافظ البطانية] [p1:رافع الشهابي] إن الطريق مفتوح، وأضاف [r1:المحافظ] أن العمل جار."},
	{"names end before what opens speech", "أكد [p1:رياض الشهابي] بأن الأمر انتهى."},
	{"a name of ordinary words between commas", "أعلن [r1:وزير النقل]، [p1:كامل السفير]، الخطة."},
	{"a body behind ل before the holder", "قال [r1:المدير العام للمركز] [p1:منصور الشهابي] إن العمل جار."},
	{"speaking to a body", "قال [r1:رئيس اللجنة] لل[o2:حكومة المصرية] إن العمل جار."},
	{"a treasurer is no fund", "قال [r1:أمين صندوق النادي] إن المال نفد."},
	{"ministers of a union are no body", "اجتمع وزراء خارجية [o1:الاتحاد الأوروبي] أمس."},
	{"a body for a field of work", "أعلنت [o1:الهيئة السعودية للتخصصات الصحية] النتائج."},
	{"a prime minister called as an agency", "قالت [r1:رئيسة وزراء [l2:فنلندا]] [p1:سانا مارين] إن البلاد آمنة."},
	{"common words that are places elsewhere", "وجده سليما رغم الظروف الصعبة القاهرة."},
	{"a name that begins as the future does", "وقع الحادث في [l1:سيدي بوزيد]."},
	{"two princes are two", "استقبل [r1:الأمير] [p1:متعب بن سالم] ضيوفه، وحضر [r2:الأمير] [p2:خالد بن منصور بن سالم] الحفل."},
	{"a father's name is not every man's", "حضر [p1:محسن عبد العزيز] و[p2:سلمان بن عبد العزيز الشهابي] الحفل."},
	{"indefinite offices name nobody", "قال مسؤول أمريكي ووزير سابق إن الأمر صعب."},
}

var kindLetters = map[isnad.MentionKind]string{
	isnad.Person: "p", isnad.Organisation: "o", isnad.Place: "l", isnad.Facility: "f", isnad.Role: "r",
}

func find(src string) []isnad.Mention {
	return mention.New(ar.Lang(), mention.Arabic()).Find(text.Cut(src, ar.Lang()))
}

// mark writes mentions into their text as the cases do, entities numbered in
// order of place.
func mark(src string, ms []isnad.Mention) string {
	type edge struct {
		at, order int
		s         string
	}
	var edges []edge
	numbers := map[string]string{}
	for i, m := range ms {
		n, ok := numbers[m.Entity]
		if !ok {
			n = string(rune('1' + len(numbers)))
			numbers[m.Entity] = n
		}
		edges = append(edges, edge{m.Span.Start, 1 + i, "[" + kindLetters[m.Kind] + n + ":"}, edge{m.Span.End, -i, "]"})
	}
	sort.SliceStable(edges, func(i, j int) bool {
		if edges[i].at != edges[j].at {
			return edges[i].at < edges[j].at
		}
		return edges[i].order < edges[j].order
	})
	var b strings.Builder
	at := 0
	for _, e := range edges {
		b.WriteString(src[at:e.at])
		b.WriteString(e.s)
		at = e.at
	}
	return b.String() + src[at:]
}

// plain takes the marks of a case off.
func plain(marked string) string {
	var b strings.Builder
	for i := 0; i < len(marked); i++ {
		switch {
		case marked[i] == '[':
			i += 3
		case marked[i] == ']':
		default:
			b.WriteByte(marked[i])
		}
	}
	return b.String()
}

func TestFind(t *testing.T) {
	for _, c := range cases {
		src := plain(c.marked)
		if got := mark(src, find(src)); got != c.marked {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.marked)
		}
	}
}

// Spelling that changes nothing for a reader leaves kinds and entities alone.
func TestSpelling(t *testing.T) {
	changes := map[string]func(string) string{
		"tatweel":         func(s string) string { return strings.ReplaceAll(s, "سو", "سـو") },
		"shadda":          func(s string) string { return strings.ReplaceAll(s, "شبكة", "شبَّكة") },
		"no hamza":        strings.NewReplacer("أ", "ا", "إ", "ا", "آ", "ا").Replace,
		"guillemets":      strings.NewReplacer("“", "«", "”", "»").Replace,
		"final ya":        func(s string) string { return strings.ReplaceAll(s, "سامي ", "سامى ") },
		"two spaces":      func(s string) string { return strings.ReplaceAll(s, " ", "  ") },
		"no-break spaces": func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") },
	}
	shape := func(src string) string {
		var b strings.Builder
		ids := map[string]rune{}
		for _, m := range find(src) {
			if _, ok := ids[m.Entity]; !ok {
				ids[m.Entity] = rune('1' + len(ids))
			}
			b.WriteString(kindLetters[m.Kind] + string(ids[m.Entity]) + " ")
		}
		return b.String()
	}
	for _, c := range cases {
		src := plain(c.marked)
		want := shape(src)
		for name, change := range changes {
			if got := shape(change(src)); got != want {
				t.Errorf("%s, %s: got %s want %s", c.name, name, got, want)
			}
		}
	}
}

func TestNames(t *testing.T) {
	src := plain("قال وزير المالية سامي الحداد ذلك. وأضاف الحداد أن الوزير مسافر.")
	for _, m := range find(src) {
		if m.Name != "سامي الحداد" {
			t.Errorf("%s %q is called %q", m.Kind, m.Span.In(src), m.Name)
		}
	}
}

// A surname that was joined to one person makes no relative that person.
func TestRelatives(t *testing.T) {
	src := "أثار ظهور دونالد ترامب في واشنطن موجة واسعة من التعليقات.\nوقال ترامب إنه باق.\n" +
		"وكانت إيفانكا ترامب قد صرّحت سابقًا بأن والدها بخير.\nوقال ترامب إنه عائد."
	entities := map[string]string{}
	for _, m := range find(src) {
		entities[m.Span.In(src)] = m.Entity
	}
	he, she := entities["دونالد ترامب"], entities["إيفانكا ترامب"]
	if he == "" || she == "" || he == she {
		t.Errorf("entities %q and %q, want two", he, she)
	}
	if entities["ترامب"] != he {
		t.Errorf("the surname alone is %q, want %q", entities["ترامب"], he)
	}
}

// Without a model the lists and the words beside names still work.
func TestWithoutModel(t *testing.T) {
	src := "قال وزير الخارجية المصري محمد منصور في القاهرة ذلك."
	want := "قال [r1:وزير الخارجية المصري] [p1:محمد منصور] في [l2:القاهرة] ذلك."
	if got := mark(src, mention.New(ar.Lang(), nil).Find(text.Cut(src, ar.Lang()))); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestModelRoundTrip(t *testing.T) {
	b := mention.Arabic().AppendTo(nil)
	m, err := mention.ReadModel(b)
	if err != nil {
		t.Fatal(err)
	}
	if string(m.AppendTo(nil)) != string(b) {
		t.Error("the model changes when it is written and read")
	}
	for _, bad := range []string{"", "isnad-tagger-1\n", string(b[:len(b)/2]), "x" + string(b)} {
		if _, err := mention.ReadModel([]byte(bad)); err == nil {
			t.Errorf("a broken model of %d bytes was read", len(bad))
		}
	}
}

// checkMentions proves what the package promises of any text.
func checkMentions(t *testing.T, src string, ms []isnad.Mention) {
	names := map[string]string{}
	for i, m := range ms {
		if !m.Span.Fits(src) {
			t.Fatalf("%v does not fit", m)
		}
		if n, ok := names[m.Entity]; ok && n != m.Name {
			t.Fatalf("entity %s is called %q and %q", m.Entity, n, m.Name)
		}
		names[m.Entity] = m.Name
		for _, o := range ms[i+1:] {
			if o.Span.Start >= m.Span.End {
				break
			}
			if m.Span.Overlaps(o.Span) && !m.Span.Contains(o.Span) && !o.Span.Contains(m.Span) {
				t.Fatalf("%q and %q cross", m.Span.In(src), o.Span.In(src))
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, c := range cases {
		f.Add(plain(c.marked))
	}
	f.Add("نظام رئيس وزارة “ ” «")
	f.Add("وزير وزير وزير وزير باسم باسم")
	f.Add("د. د. د.")
	f.Fuzz(func(t *testing.T, src string) {
		src = strings.ToValidUTF8(src, "\ufffd") // as a page's text is
		checkMentions(t, src, find(src))
	})
}

// Texts made to be slow are read in one pass all the same; a quadratic step
// would not end here.
func TestHostile(t *testing.T) {
	for _, unit := range []string{
		"وزير ", "الدكتور ", "رئيس مكتب ", "“", "« وزير ", "نظام ", "محمد ", "محافظة ", "شمال ", "الرئيس الروسي ",
		"باسم ", "د. ", "الشبكة السورية لحقوق الإنسان الشبكة ", "محمد الحداد الحداد ", "شركة “أ” ", "و", "9 ",
	} {
		src := strings.Repeat(unit, (1<<20)/len(unit))
		if ms := find(src); len(ms) > len(src) {
			t.Error(unit)
		}
	}
}
