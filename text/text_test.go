package text_test

import (
	"strings"
	"testing"

	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/text"
)

// pieces shows the tokens of a range as they stand, without their proclitics.
func pieces(t *text.Text, r text.Range) string {
	var out []string
	for i := r.From; i < r.To; i++ {
		out = append(out, t.Src[t.Tokens[i].Stem:t.Tokens[i].End])
	}
	return strings.Join(out, " ")
}

func TestTokensKeepTheirPlaces(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"marks stand alone", "قال: «نعم».", "قال : « نعم » ."},
		{"diacritics belong to their word", "وثَّقتْ الشَّبكة", "وثَّقتْ الشَّبكة"},
		{"tatweel belongs to its word", "الســد بـ", "الســد بـ"},
		{"zero-width marks at the edges do not", "\u200fالسد\u200f \u202bآمن\u202c", "السد آمن"},
		{"letters and digits part", "بلغت471 مصابا", "بلغت 471 مصابا"},
		{"digits of both sets", "٢٥ و25", "٢٥ و 25"},
		{"no-break space parts", "السد\u00a0آمن", "السد آمن"},
		{"Latin words", "قناة CNN العربية", "قناة CNN العربية"},
	} {
		tx := text.Cut(c.src, ar.Lang())
		if got := pieces(tx, text.Range{To: len(tx.Tokens)}); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestNormalForm(t *testing.T) {
	for _, c := range []struct{ a, b string }{
		{"أكَّدَ", "اكد"}, {"إلى", "الي"}, {"مئة", "ميه"}, {"الســد", "السد"}, {"ﺍﻟﺴﺪ", "السد"}, {"ﻻ", "لا"},
		{"٢٠١٣", "2013"}, {"۲۰۱۳", "2013"}, {"الس\u200cد", "السد"}, {"کتاب", "كتاب"}, {"ISNAD", "isnad"},
	} {
		a, b := text.Cut(c.a, ar.Lang()), text.Cut(c.b, ar.Lang())
		if a.Norm(0) != b.Norm(0) {
			t.Errorf("%q is %q, %q is %q", c.a, a.Norm(0), c.b, b.Norm(0))
		}
	}
}

// A proclitic is shown before "+", an enclitic pronoun behind it is not shown.
func TestCliticsPartWithEvidence(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"a conjunction before a listed verb", "وقال", "و+قال"},
		{"two of them", "وبالوزارة", "وب+الوزارة"},
		{"both lams of لل", "للوزارة", "لل+وزارة"},
		{"a listed word that begins with و", "وزير", "وزير"},
		{"a listed word that begins with ب", "بيان", "بيان"},
		{"a word that nothing is known of", "وزغلان", "وزغلان"},
		{"the same where it stands alone too", "زغلان وزغلان", "زغلان و+زغلان"},
		{"the article is no proclitic", "الوزير", "الوزير"},
		{"a future verb", "سيقول", "س+يقول"},
	} {
		tx := text.Cut(c.src, ar.Lang())
		var out []string
		for i := range tx.Tokens {
			k := tx.Tokens[i]
			w := tx.Src[k.Stem:k.End]
			if k.Stem > k.Start {
				w = tx.Src[k.Start:k.Stem] + "+" + w
			}
			out = append(out, w)
		}
		if got := strings.Join(out, " "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestEncliticsPartWithEvidence(t *testing.T) {
	l := ar.Lang()
	for _, c := range []struct{ src, core string }{
		{"حكومته", "حكومة"}, {"رغبتها", "رغبة"}, {"حرصهما", "حرص"}, {"التزامهما", "التزام"},
	} {
		tx := text.Cut(c.src, l)
		want := text.Cut(c.core, l).Tokens[0].ID
		if want == 0 || tx.Tokens[0].Core != want || tx.Tokens[0].Enc == 0 {
			t.Errorf("%s: core %q, pronoun of %d bytes", c.src, l.Word(tx.Tokens[0].Core), tx.Tokens[0].Enc)
		}
	}
	if tx := text.Cut("مشروبه", l); tx.Tokens[0].Enc != 0 {
		t.Error("a pronoun was parted from a word that no list knows")
	}
}

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		name, src string
		want      int
	}{
		{"full stops", "السد آمن. الفحص مستمر.", 2},
		{"a title's letter", "قال د. سالم إن السد آمن.", 1},
		{"an agency's letters", "ذكرت أ. ش. أ. أن السد آمن.", 1},
		{"two dots are a pause", "السد آمن.. والفحص مستمر", 1},
		{"a broken decimal", "بلغت 6. 1 مليون.", 1},
		{"question marks", "هل السد آمن؟ نعم!", 2},
		{"closing marks belong to their sentence", "قال: «السد آمن.» وأضاف أن الفحص مستمر.", 2},
		{"lines end sentences", "السد آمن\nالفحص مستمر", 2},
		{"addresses do not", "على www.example.com اليوم.", 1},
	} {
		tx := text.Cut(c.src, ar.Lang())
		if len(tx.Sentences) != c.want {
			t.Errorf("%s: %d sentences, want %d", c.name, len(tx.Sentences), c.want)
		}
	}
	if tx := text.Cut("Mr. Hadi spoke. Dr. Mansour listened.", en.Lang()); len(tx.Sentences) != 2 {
		t.Errorf("English titles: %d sentences", len(tx.Sentences))
	}
}

func TestQuotes(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"guillemets", "قال «نعم» وخرج", "نعم"},
		{"curly", "قال “نعم” وخرج", "نعم"},
		{"straight", `قال "نعم" وخرج`, "نعم"},
		{"closing marks on both sides", "قال ”نعم” وخرج", "نعم"},
		{"reversed", "قال:” نعم “.", "نعم"},
		{"nested", `قال "إن موقع "النهر" نشر" وخرج`, `إن موقع " النهر " نشر|النهر`},
		{"nested of two sorts", `قال «إن "النهر" نشر» وخرج`, `إن " النهر " نشر|النهر`},
		{"two in a row", `قال "نعم" ثم "لا"`, "نعم|لا"},
		{"never closed", "قال «نعم وخرج", "نعم خرج…"},
		{"spaces on both sides", `قال " نعم " وخرج`, "نعم"},
		{"the first held by the word before", `تقرير" النهر " الصادر`, "النهر"},
		{"mixed pair", `قال “نعم" وخرج`, "نعم"},
		{"an apostrophe", "don't say no", ""},
		{"not over lines", "قال «نعم\nوقال «لا»", "نعم…|لا"},
	} {
		tx := text.Cut(c.src, ar.Lang())
		var out []string
		for _, q := range tx.Quotes {
			end := tx.Paragraphs[tx.ParagraphAt(q.Open)].To
			s := pieces(tx, q.Inside(end))
			if q.Close < 0 {
				s += "…"
			}
			out = append(out, s)
		}
		if got := strings.Join(out, "|"); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
