package text_test

import (
	"testing"

	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/text"
)

func TestCutKeepsPlaces(t *testing.T) {
	src := "قال الوزيرُ: “إنّ للمصادر رأياً”. وأضاف د. خالد أن ٢٥ شخصًا بـ6ر1 مليون."
	tx := text.Cut(src, ar.Lang())
	for i := range tx.Tokens {
		k := tx.Tokens[i]
		t.Logf("%q norm=%q stem=%q kind=%d pro=%d id=%d", tx.Surface(i), tx.Norm(i), src[k.Stem:k.End], k.Kind, k.Pro, k.ID)
	}
	if len(tx.Sentences) != 2 {
		t.Errorf("sentences %v", tx.Sentences)
	}
	if len(tx.Quotes) != 1 || tx.Quotes[0].Broken {
		t.Errorf("quotes %v", tx.Quotes)
	}
}
