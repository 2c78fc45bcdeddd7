package capture

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	enc "golang.org/x/text/encoding/unicode"
)

const arabicNews = "قال وزير الخارجية، في مؤتمر صحفي عقده مساء الأحد، إن بلاده سترسل وفدا إلى العاصمة خلال الأيام القليلة المقبلة لبحث سبل وقف إطلاق النار وإيصال المساعدات إلى المدنيين."

func encode(t *testing.T, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDecode(t *testing.T) {
	french := "Le ministre a été reçu à l'aéroport par le président, où il a déclaré que la conférence était terminée."
	english := "“We will not go back,” the minister said – and left the café."
	page := func(charset, s string) string {
		return `<html><head><meta charset="` + charset + `"></head><body><p>` + s + `</p></body></html>`
	}
	utf16le := enc.UTF16(enc.LittleEndian, enc.IgnoreBOM)
	utf16be := enc.UTF16(enc.BigEndian, enc.IgnoreBOM)
	cases := []struct {
		name string
		e    encoding.Encoding
		text string
		note string
	}{
		{"utf-8, declared", encoding.Nop, page("utf-8", arabicNews), ""},
		{"utf-8, nothing declared", encoding.Nop, "<p>" + arabicNews + "</p>", ""},
		{"utf-8, another declared", encoding.Nop, page("windows-1256", arabicNews), "declared windows-1256, is utf-8"},
		{"ascii, another declared", encoding.Nop, page("windows-1256", "plain"), ""},
		{"windows-1256, declared", charmap.Windows1256, page("windows-1256", arabicNews), ""},
		{"windows-1256, nothing declared", charmap.Windows1256, "<p>" + arabicNews + "</p>", "no character set declared, read as windows-1256"},
		{"windows-1256, declared in the older way", charmap.Windows1256, `<meta http-equiv=Content-Type content="text/html; charset=windows-1256"><p>` + arabicNews, ""},
		{"windows-1256, utf-8 declared", charmap.Windows1256, page("utf-8", arabicNews), "declared utf-8, read as windows-1256"},
		{"windows-1256, iso-8859-6 declared", charmap.Windows1256, page("iso-8859-6", arabicNews), "declared iso-8859-6, read as windows-1256"},
		{"windows-1256, windows-1252 declared", charmap.Windows1256, page("iso-8859-1", arabicNews), "declared windows-1252, read as windows-1256"},
		{"windows-1256, cyrillic declared", charmap.Windows1256, page("windows-1251", arabicNews), "declared windows-1251, read as windows-1256"},
		{"iso-8859-6, declared", charmap.ISO8859_6, page("iso-8859-6", arabicNews), ""},
		{"iso-8859-6, nothing declared", charmap.ISO8859_6, "<p>" + arabicNews + "</p>", "no character set declared, read as iso-8859-6"},
		{"iso-8859-6, windows-1256 declared", charmap.ISO8859_6, page("windows-1256", arabicNews), "declared windows-1256, read as iso-8859-6"},
		{"iso-8859-6, utf-8 declared", charmap.ISO8859_6, page("utf-8", arabicNews), "declared utf-8, read as iso-8859-6"},
		{"French, windows-1252", charmap.Windows1252, page("iso-8859-1", french), ""},
		{"English with curly marks, nothing declared", charmap.Windows1252, "<p>" + english + "</p>", "no character set declared, read as windows-1252"},
		{"Russian, declared", charmap.Windows1251, page("windows-1251", "Министр заявил журналистам, что переговоры продолжатся завтра."), ""},
		{"utf-16 without a mark, little end first", utf16le, page("utf-16", arabicNews), ""},
		{"utf-16 without a mark, big end first", utf16be, page("utf-16", arabicNews), ""},
		{"utf-16 with a mark, little end first", enc.UTF16(enc.LittleEndian, enc.UseBOM), arabicNews, ""},
		{"utf-16 with a mark, big end first", enc.UTF16(enc.BigEndian, enc.UseBOM), arabicNews, ""},
		{"utf-8 with a mark", enc.UTF8BOM, arabicNews, ""},
	}
	for _, c := range cases {
		got, notes := Decode(encode(t, c.e, c.text), true, "")
		if got != c.text {
			t.Errorf("%s: read as %.120q", c.name, got)
		}
		if note := strings.Join(notes, "; "); note != c.note {
			t.Errorf("%s: noted %q, not %q", c.name, note, c.note)
		}
	}
}

func TestShortTextsAreToldApart(t *testing.T) {
	for _, s := range []string{"قتل ثلاثة أشخاص في انفجار سيارة", "أعلنت الوزارة عن نتائج التحقيق"} {
		for _, c := range candidates[1:] {
			if got, _ := Decode(encode(t, c, s), false, ""); got != s {
				t.Errorf("%s: %q read as %q", c.name, s, got)
			}
		}
	}
}

func TestInvalidBytesAreKeptAndCounted(t *testing.T) {
	for _, c := range []struct{ in, text, note string }{
		{"قال \xff\xfe\x80 الوزير", "قال \uFFFD\uFFFD\uFFFD الوزير", "3 invalid bytes"},
		{"قال الوزير \xd9", "قال الوزير \uFFFD", "1 invalid byte"},
	} {
		text, notes := Decode([]byte(c.in), false, "")
		if text != c.text || strings.Join(notes, "; ") != c.note {
			t.Errorf("%q: %q, %q", c.in, text, notes)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("قال الوزير"), true)
	f.Add([]byte("\xff\xfeA\x00"), false)
	f.Add([]byte("\xde\xc7\xe1 \xc7\xe1\xe6\xd2\xed\xd1"), true)
	f.Add([]byte(`<meta charset="utf-16">x`), true)
	f.Add([]byte(`<meta charset="iso-2022-jp">`+"\x1b$B"), true)
	f.Fuzz(func(t *testing.T, b []byte, html bool) {
		text, notes := Decode(b, html, "")
		if !utf8.ValidString(text) {
			t.Errorf("%q gives no UTF-8: %q", b, text)
		}
		if utf8.Valid(b) && wide(b) == nil && text != string(trimBOM(b)) {
			t.Errorf("UTF-8 was changed: %q to %q (%q)", b, text, notes)
		}
	})
}

func BenchmarkGuess(b *testing.B) {
	page, _ := charmap.Windows1256.NewEncoder().Bytes([]byte(strings.Repeat(arabicNews+"\n", 100)))
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		Decode(page, true, "")
	}
}
