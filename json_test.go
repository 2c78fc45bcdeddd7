package isnad

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// words are what random records are made of: what JSON must escape, code
// points of one to four bytes, marks that nobody sees.
var words = []string{"قال", " الوزير", " «إنّ", "٢٥", "25", "\n\n", "\"", "\\", "\x00", "\x1f", "\t", "\b\f\r", "<b>&", "\u200f", "\u2028", "😀", "ﷺ", "café", "\x7f", "\uFFFD", "ـ"}

func randomText(rng *rand.Rand, n int) string {
	var b strings.Builder
	for range rng.IntN(n + 1) {
		b.WriteString(words[rng.IntN(len(words))])
	}
	return b.String()
}

// fill gives v random values; spans fit text.
func fill(rng *rand.Rand, v reflect.Value, text string) {
	if s, ok := v.Addr().Interface().(*Span); ok {
		*s = randomSpan(rng, text)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(rng, v.Field(i), text)
		}
	case reflect.Pointer:
		if rng.IntN(2) == 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(rng, v.Elem(), text)
		}
	case reflect.Slice:
		if n := rng.IntN(4); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
		}
		for i := range v.Len() {
			fill(rng, v.Index(i), text)
		}
	case reflect.String:
		v.SetString(randomText(rng, 3))
	case reflect.Bool:
		v.SetBool(rng.IntN(2) == 0)
	case reflect.Int:
		v.SetInt(rng.Int64())
	case reflect.Float64:
		v.SetFloat([]float64{0, 363, 0.5, 3.41e6, 1e-7, 1e21, -12.25, rng.NormFloat64()}[rng.IntN(8)])
	}
}

func randomSpan(rng *rand.Rand, text string) Span {
	at := func() int {
		for {
			if i := rng.IntN(len(text) + 1); i == len(text) || utf8.RuneStart(text[i]) {
				return i
			}
		}
	}
	for {
		if a, b := at(), at(); a < b {
			return Span{Start: a, End: b}
		}
	}
}

func randomRecord(seed uint64) *Record {
	rng := rand.New(rand.NewPCG(seed, 1))
	text := "خبر" + randomText(rng, 120)
	r := new(Record)
	fill(rng, reflect.ValueOf(r).Elem(), text)
	r.Text = text
	return r
}

// forget drops what a decoded record says stood in its spans.
func forget(r *Record) {
	recordPlan.spans(reflect.ValueOf(r).Elem(), "", func(_ string, s *Span) { s.exact = "" })
}

func TestRecordsComeBackFromJSONAsTheyWere(t *testing.T) {
	for seed := range uint64(500) {
		r := randomRecord(seed)
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		direct, err := r.AppendJSON([]byte("x"))
		if err != nil || !bytes.Equal(b, compact(t, direct[1:])) {
			t.Fatalf("seed %d: AppendJSON and Marshal differ (%v)", seed, err)
		}
		var back Record
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		again, err := back.AppendJSON(nil)
		if err != nil || !bytes.Equal(again, direct[1:]) {
			t.Fatalf("seed %d: written again it differs (%v):\n%s\n%s", seed, err, direct[1:], again)
		}
		forget(&back)
		if !reflect.DeepEqual(r, &back) {
			t.Fatalf("seed %d: came back as\n%+v\nfrom\n%+v", seed, &back, r)
		}
	}
}

// compact escapes for HTML too, as json.Marshal does around a MarshalJSON.
func compact(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	json.HTMLEscape(&out, b)
	return out.Bytes()
}

// TestSpansAreCodePoints reads the JSON as any other program would.
func TestSpansAreCodePoints(t *testing.T) {
	for seed := range uint64(200) {
		b, err := randomRecord(seed).AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		var page map[string]any
		if err := json.Unmarshal(b, &page); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		points, spans := []rune(page["text"].(string)), 0
		var walk func(x any)
		walk = func(x any) {
			switch x := x.(type) {
			case []any:
				for _, y := range x {
					walk(y)
				}
			case map[string]any:
				for _, y := range x {
					walk(y)
				}
				if exact, ok := x["exact"]; ok {
					spans++
					if got := string(points[int(x["start"].(float64)):int(x["end"].(float64))]); got != exact {
						t.Fatalf("seed %d: %v covers %q", seed, x, got)
					}
				}
			}
		}
		walk(page)
		if spans == 0 && strings.Contains(string(b), `"exact"`) {
			t.Fatal("no span seen")
		}
	}
}

// TestFieldNames holds the writer against the json tags as encoding/json reads
// them: every key that is written is a field that a strict decoder knows.
func TestFieldNames(t *testing.T) {
	for seed := range uint64(100) {
		b, _ := randomRecord(seed).AppendJSON(nil)
		type plain Record
		d := json.NewDecoder(bytes.NewReader(b))
		d.DisallowUnknownFields()
		if err := d.Decode(new(plain)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSpanThatDoesNotFitIsNotWritten(t *testing.T) {
	for name, s := range map[string]Span{
		"beyond": {Start: 0, End: 100}, "negative": {Start: -1, End: 2}, "empty": {Start: 2, End: 2},
		"inside a letter": {Start: 1, End: 4}, "backwards": {Start: 4, End: 2},
	} {
		r := Record{Text: "قال", Times: []Time{{Span: s}}}
		if b, err := r.AppendJSON(nil); err == nil {
			t.Errorf("%s: written as %s", name, b)
		}
	}
	if _, err := json.Marshal(Record{Text: "a\xffb"}); err == nil {
		t.Error("a text that is not UTF-8 was written")
	}
	if _, err := json.Marshal(Span{0, 3, ""}); err == nil {
		t.Error("a span was written without its text")
	}
}

func TestUnknownFieldsArePassedOver(t *testing.T) {
	var r Record
	err := json.Unmarshal([]byte(`{"isnad":1,"text":"قال أحد","new":{"a":[1]},"times":[{"id":"t1","span":{"start":4,"end":7,"exact":"أحد","also":1}}]}`), &r)
	if err != nil || r.Times[0].Span.In(r.Text) != "أحد" {
		t.Fatalf("%+v, %v", r, err)
	}
}

func TestSpansAreWholeInJSON(t *testing.T) {
	for _, span := range []string{`{}`, `{"start":0,"end":3}`, `{"start":0,"exact":"قال"}`, `{"end":3,"exact":"قال"}`, `{"start":0,"end":3,"exact":""}`, `7`, `{"start":0.5,"end":3,"exact":"قال"}`} {
		var r Record
		if err := json.Unmarshal([]byte(`{"isnad":1,"text":"قال","times":[{"span":`+span+`}]}`), &r); err == nil {
			t.Errorf("%s was taken", span)
		}
	}
}

func TestSpanOutsideStaysOutside(t *testing.T) {
	for _, span := range []string{`{"start":-5,"end":3,"exact":"قال"}`, `{"start":0,"end":4,"exact":"قال"}`, `{"start":3,"end":5,"exact":"قال"}`, `{"start":9223372036854775807,"end":9223372036854775807,"exact":"قال"}`} {
		var r Record
		if err := json.Unmarshal([]byte(`{"isnad":1,"text":"قال","times":[{"span":`+span+`}]}`), &r); err != nil {
			t.Fatal(err)
		}
		if r.Times[0].Span.Fits(r.Text) {
			t.Errorf("%s became %+v, which fits", span, r.Times[0].Span)
		}
	}
}

// odd are records with what AppendJSON does not write.
var odd = []string{
	`null`, `{}`, `[]`, `7`, `"x"`, ``, `{`, ` { "isnad" : 1 } `, `{"isnad":1}` + "\n", `{"isnad":1}x`, `{"isnad":1,}`, `{,"isnad":1}`,
	`{"isnad":null,"text":null,"times":null,"outlet":null}`, `{"isnad":"1"}`, `{"isnad":1.0}`, `{"isnad":01}`, `{"isnad":-0}`, `{"isnad":-}`,
	`{"isnad":9223372036854775807}`, `{"isnad":9223372036854775808}`, `{"isnad":123456789012345678}`, `{"isnad":1e3}`, `{"Isnad":1,"TEXT":"x","ıd":"y","ID":"z"}`,
	`{"text":"x","isnad":1}`, `{"isnad":1,"isnad":2}`, `{"text":"a","text":null}`, `{"new":[{"a":"\"}]"}],"isnad":1}`,
	`{"text":"a\ud83d\ude00\u0627\u0000\/\b\f\n\r\t\"\\"}`, `{"text":"\ud83d"}`, `{"text":"\ude00\ud83d"}`, `{"text":"\u12g4"}`, `{"text":"\u+123"}`, `{"text":"\u12`, `{"text":"\x"}`,
	"{\"text\":\"a\x01\"}", "{\"text\":\"a\x7f\xff\"}", "{\"text\":\"\xed\xa0\x80\"}", "{\"text\":\"a\nb\"}", "{\"text\":\"قال\",\"times\":[{\"span\":{\"start\":0,\"end\":3,\"exact\":\"قا\xd9\"}}]}", `{"text":"` + strings.Repeat("ش", 100),
	`{"times":[]}`, `{"times":[{}]}`, `{"times":[null]}`, `{"times":{}}`, `{"times":[{},]}`, `{"times":[{}`, `{"notes":["a",null,7]}`, `{"notes":["a"],"notes":[null,"b"]}`,
	`{"published":{"value":"x","from":"y","span":null}}`, `{"published":{"value":"x"},"published":{"from":"y"}}`,
	`{"published":{"span":{"start":0,"end":2,"exact":"قا"}},"text":"قال"}`, `{"published":{"span":{"start":1,"end":2,"exact":"x"}},"text":"قال"}`, `{"published":{"span":{"start":1,"end":2,"exact":"x"}}}`,
	`{"text":"قال","times":[{"span":{"start":0,"end":3,"exact":"قال"}},{"span":{"start":0,"end":2,"exact":"قال"}},{"span":{"start":1,"end":9,"exact":"ال"}},{"span":{"start":-1,"end":1,"exact":"ق"}}]}`,
	`{"text":"قال","times":[{"span":{"start":0,"end":3,"exact":"قال","also":1}}]}`, `{"text":"قال","times":[{"span":{"end":3,"start":0,"exact":"قال"}}]}`, `{"text":"قال","times":[{"span":{"START":0,"End":3,"exact":"قال"}}]}`,
	`{"text":"قال","times":[{"span":{"start":0,"end":3}}]}`, `{"text":"قال","times":[{"span":{"start":0,"end":3,"exact":""}}]}`, `{"text":"قال","times":[{"span":null}]}`, `{"text":"قال","times":[{"span":[]}]}`,
	`{"text":"قال","times":[{"span":{"start":0,"end":3.5,"exact":"قال"}}]}`, `{"text":"قال","times":[{"span":{"start":00,"end":3,"exact":"قال"}}]}`,
	`{"figures":[{"value":1,"low":-0,"high":-1}]}`, `{"figures":[{"value":1.5e-3,"low":0.0,"high":1e400}]}`, `{"figures":[{"value":null}]}`, `{"figures":[{"value": 1 }]}`, `{"figures":[{"value":"1"}]}`, `{"figures":[{"value":.5}]}`,
	`{"figures":[{"value":5.}]}`, `{"figures":[{"value":0x10}]}`, `{"figures":[{"value":999999999999999999}]}`, `{"figures":[{"value":99999999999999999999}]}`, `{"figures":[{"value":1`, `{"figures":[{"value":`, `{"figures":[{"value":1]}`,
	`{"statements":[{"headline":true,"malformed_quote":false}]}`, `{"statements":[{"headline":truex}]}`, `{"statements":[{"headline":tru`, `{"statements":[{"headline":null}]}`, `{"statements":[{"headline":1}]}`,
	`{"statements":[{"id":"s1","id":"s2"}]}`, `{"statements":[{"kind":7}]}`, `{"statements":[{"cue":{}}]}`,
}

// sameDecoding reads b as UnmarshalJSON does and by encoding/json alone.
func sameDecoding(t *testing.T, b []byte) {
	t.Helper()
	before := string(b)
	var got, want Record
	err, wantErr := got.UnmarshalJSON(b), want.decode(b)
	if fmt.Sprint(err) != fmt.Sprint(wantErr) {
		t.Fatalf("%s\ngives the error %v, not %v", b, err, wantErr)
	}
	if string(b) != before {
		t.Fatalf("%s was changed to %s", before, b)
	}
	clear(b) // nothing of it is kept
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s\ncame back as\n%+v\nnot\n%+v", before, got, want)
	}
}

func TestOddRecordsAreReadAsByEncodingJSON(t *testing.T) {
	for _, s := range odd {
		sameDecoding(t, []byte(s))
	}
	for seed := range uint64(300) {
		r := randomRecord(seed)
		r.Isnad = Version
		b, err := r.AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		for cut := 0; cut < len(b); cut += 1 + len(b)/50 {
			sameDecoding(t, bytes.Clone(b[:cut]))
		}
		sameDecoding(t, compact(t, b))
		if _, ok := readRecord(b); !ok {
			t.Fatalf("seed %d: %s was not read as it is written", seed, b)
		}
		sameDecoding(t, b)
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range odd {
		f.Add([]byte(s))
	}
	for seed := range uint64(20) {
		b, _ := randomRecord(seed).AppendJSON(nil)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) { sameDecoding(t, bytes.Clone(b)) })
}

func FuzzString(f *testing.F) {
	for _, w := range words {
		f.Add(w, 0.5)
	}
	f.Add("\xff\xd9x\xed\xa0\x80", 1e-9)
	f.Fuzz(func(t *testing.T, s string, x float64) {
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(s); err != nil {
			t.Fatal(err)
		}
		w := writer{}
		w.string(s)
		if got := string(w.buf) + "\n"; got != want.String() {
			t.Errorf("string %q: %s, not %s", s, got, want.String())
		}
		if n, err := json.Marshal(x); err == nil {
			w = writer{}
			w.float(x)
			if string(w.buf) != string(n) {
				t.Errorf("number %v: %s, not %s", x, w.buf, n)
			}
		}
	})
}

func FuzzPoints(f *testing.F) {
	f.Add("قال الوزير 😀")
	f.Add(strings.Repeat("كلمة 😀 word", 20))
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "\uFFFD")
		p, n := newPoints(text), 0
		for i := range text + "x" {
			if got := p.before(i); got != n {
				t.Fatalf("before(%d) = %d, not %d", i, got, n)
			}
			if got := p.byteOf(n); got != i {
				t.Fatalf("byteOf(%d) = %d, not %d", n, got, i)
			}
			n++
		}
	})
}

// benchRecord is as an ordinary page gives it: 4 KB of text, some forty findings.
func benchRecord() *Record {
	text := strings.Repeat("وقال الوزير، في تصريح لوكالة الأنباء، إن 25 شخصا قتلوا يوم الأحد. ", 36)
	r := &Record{Isnad: Version, ID: "sha256:00", Text: text, TextSHA256: "00", Title: "خبر"}
	span := func(i int) Span {
		at := strings.Index(text[i*90:], " ") + i*90 + 1
		return Span{Start: at, End: at + strings.Index(text[at:], " ")}
	}
	for i := range 12 {
		s, v := span(i), float64(25+i)
		r.Times = append(r.Times, Time{ID: fmt.Sprint("t", i+1), Span: s, Rule: "ar/weekday", Value: "2015-09-30", From: "2015-09-30", To: "2015-09-30", Kind: TimeDate})
		r.Mentions = append(r.Mentions, Mention{ID: fmt.Sprint("m", i+1), Span: s, Rule: "ar/title", Kind: Person, Name: "الوزير", Entity: "e1"})
		r.Figures = append(r.Figures, Figure{ID: fmt.Sprint("f", i+1), Span: s, Rule: "ar/number", Value: &v, Low: &v, High: &v, Bound: Exact, Counted: &s})
		r.Statements = append(r.Statements, Statement{ID: fmt.Sprint("s", i+1), Span: s, Rule: "ar/verb", Kind: Indirect, Content: s, Cue: &s,
			Speaker: Speaker{Name: "الوزير", Kind: SpeakerPerson, Span: &s}, Chain: []Link{{Name: "الوزير", Kind: SpeakerPerson, Span: &s}}, Act: "state"})
	}
	return r
}

func BenchmarkEncode(b *testing.B) {
	r := benchRecord()
	buf, err := r.AppendJSON(nil)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(buf)))
	b.ReportAllocs()
	for b.Loop() {
		buf, _ = r.AppendJSON(buf[:0])
	}
}

func BenchmarkDecode(b *testing.B) {
	buf, _ := benchRecord().AppendJSON(nil)
	for name, decode := range map[string]func(*Record, []byte) error{"own": (*Record).UnmarshalJSON, "encoding/json": (*Record).decode} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(buf)))
			b.ReportAllocs()
			for b.Loop() {
				var r Record
				if err := decode(&r, buf); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
