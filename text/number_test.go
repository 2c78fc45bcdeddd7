package text_test

import (
	"strings"
	"testing"

	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/text"
)

// numerals reads all numbers of src, left to right.
func numerals(src string, l *lang.Lang) (found []text.Numeral, words []string) {
	t, n := text.Cut(src, l), text.NewNumerals(l)
	for i := 0; i < len(t.Tokens); i++ {
		if v, ok := n.At(t, i); ok {
			found = append(found, v)
			words = append(words, t.Span(v.From, v.To).In(src))
			i = v.To - 1
		}
	}
	return found, words
}

func TestNumerals(t *testing.T) {
	type number struct {
		words string
		value float64
	}
	for _, c := range []struct {
		name, src string
		want      []number
	}{
		{"digits", "حضر 25 طالبا", []number{{"25", 25}}},
		{"arabic digits", "حضر ٢٥ طالبا", []number{{"٢٥", 25}}},
		{"glued", "بلغت77 حالة و15حافلة", []number{{"77", 77}, {"15", 15}}},
		{"thousands", "باعوا 1,234,567 كتابا و3.410.000 مجلة و١٬٢٣٤ خريطة", []number{{"1,234,567", 1234567}, {"3.410.000", 3410000}, {"١٬٢٣٤", 1234}}},
		{"decimals", "بين ٣٫٥ و2.75 و4,5 و0.125", []number{{"٣٫٥", 3.5}, {"2.75", 2.75}, {"4,5", 4.5}, {"0.125", 0.125}}},
		{"both", "دفع 1,234.5 دينار", []number{{"1,234.5", 1234.5}}},
		{"point before a scale", "نحو 1.325 مليون", []number{{"1.325 مليون", 1325000}}},
		{"backwards", "بقيمة 7ر2 مليون و12ر5%", []number{{"7ر2 مليون", 2700000}, {"12ر5", 5.12}}},
		{"damaged backwards", "بقيمة 7. 2 مليون جنيه", []number{{"7. 2 مليون", 2700000}}},
		{"sentence end", "وصل 7. 2 منهم غادرا", []number{{"7", 7}, {"2", 2}}},
		{"units", "ثلاثة رجال وأربع نساء وثماني بنات", []number{{"ثلاثة", 3}, {"أربع", 4}, {"ثماني", 8}}},
		{"said twice", "سبعون (70) ألف دينار وخمسة (6) معها", []number{{"سبعون (70) ألف", 70000}, {"خمسة", 5}, {"6", 6}}},
		{"teens", "أحد عشر كوكبا واثنتا عشرة عينا وخمسة عشر وثماني عشرة", []number{{"أحد عشر", 11}, {"اثنتا عشرة", 12}, {"خمسة عشر", 15}, {"ثماني عشرة", 18}}},
		{"tens", "خمسة وعشرون كتابا وإحدى وثلاثين مجلة وتسعون", []number{{"خمسة وعشرون", 25}, {"إحدى وثلاثين", 31}, {"تسعون", 90}}},
		{"hundreds", "مئتان وخمسة وثلاثون ثم ثلاثمائة ثم أربع مئة وعشرة ثم مائة", []number{{"مئتان وخمسة وثلاثون", 235}, {"ثلاثمائة", 300}, {"أربع مئة وعشرة", 410}, {"مائة", 100}}},
		{"thousands in words", "ألف وخمسمئة ثم ثلاثة آلاف ومئتان ثم ألفي ثم مئة ألف", []number{{"ألف وخمسمئة", 1500}, {"ثلاثة آلاف ومئتان", 3200}, {"ألفي", 2000}, {"مئة ألف", 100000}}},
		{"mixed", "3 ملايين و410 آلاف ثم ٩ آلاف ثم 500مليون", []number{{"3 ملايين و410 آلاف", 3410000}, {"٩ آلاف", 9000}, {"500مليون", 5e8}}},
		{"million and", "مليون وستمائة ألف ثم مليون و200 ألف", []number{{"مليون وستمائة ألف", 1600000}, {"مليون و200 ألف", 1200000}}},
		{"half", "مليون ونصف ثم مليون ونصف المليون ثم نصف مليون ثم ثلاثة ملايين وربع", []number{{"مليون ونصف", 1.5e6}, {"مليون ونصف المليون", 1.5e6}, {"نصف مليون", 5e5}, {"ثلاثة ملايين وربع", 3.25e6}}},
		{"dual before a noun", "ألفا جندي", []number{{"ألفا", 2000}}},
		{"accusative", "خمسون ألفا وبلغوا ألفا. وكانوا ألفًا كلهم", []number{{"خمسون ألفا", 50000}, {"ألفا", 1000}, {"ألفًا", 1000}}},
		{"two numbers", "خمسة و 20 آخرون", []number{{"خمسة", 5}, {"20", 20}}},
		{"rising", "عشرون وثلاثون وثلاثة آلاف وعشرون ألفا", []number{{"عشرون", 20}, {"ثلاثون", 30}, {"ثلاثة آلاف", 3000}, {"عشرون ألفا", 20000}}},
		{"a noun between", "ثلاثة وزراء وعشرون نائبا", []number{{"ثلاثة", 3}, {"عشرون", 20}}},
		{"vague", "مئات ثم عشرات الآلاف ثم الآلاف", []number{{"مئات", 100}, {"عشرات الآلاف", 10000}, {"الآلاف", 1000}}},
		{"ordinals", "الخامس والقرن التاسع عشر والدورة الحادية والعشرين", nil},
		{"no number", "أحد الوزراء والاثنين ونصف السكان وثاني أكبر", nil},
		{"proclitics", "وبألف ثم لمئتين", []number{{"ألف", 1000}, {"مئتين", 200}}},
		{"line", "ثلاثة\nآلاف", []number{{"ثلاثة", 3}, {"آلاف", 1000}}},
		{"as long as may be", "حساب 123456789012345678", []number{{"123456789012345678", 123456789012345678}}},
		{"too long", "رقم 12345678901234567890 و1,2,3", []number{{"1,2", 1.2}, {"3", 3}}},
	} {
		found, words := numerals(c.src, ar.Lang())
		if len(found) != len(c.want) {
			t.Errorf("%s: %q: found %q", c.name, c.src, words)
			continue
		}
		for i, f := range found {
			if w := c.want[i]; words[i] != w.words || f.Value != w.value {
				t.Errorf("%s: found %q %g, want %q %g", c.name, words[i], f.Value, w.words, w.value)
			}
		}
	}
}

func TestNumeralsEnglish(t *testing.T) {
	for src, want := range map[string]float64{
		"twenty-five": 25, "two hundred and five": 205, "1.6 million": 1.6e6, "three million": 3e6, "1,234": 1234,
		"half a dozen": 0, "nineteen": 19, "forty two": 42, "one thousand two hundred": 1200, "hundreds of thousands": 1e5, "1.234": 1.234,
	} {
		found, words := numerals(src, en.Lang())
		if want == 0 && len(found) == 0 {
			continue
		}
		if len(found) != 1 || found[0].Value != want || words[0] != src {
			t.Errorf("%q: found %q %+v", src, words, found)
		}
	}
}

// TestNumeralsBounded reads long hostile numbers from every token.
func TestNumeralsBounded(t *testing.T) {
	for _, s := range []string{"1,", "1", "و", "مليون و", "ألف ", "مئات الآلاف ", "خمسة و", "6ر", "نصف مليون "} {
		numerals(strings.Repeat(s, 1e5), ar.Lang())
	}
}
