package isnad

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"
)

const sampleText = "الوزير: لا تراجع\n\nوقال الوزير لوكالة الأنباء يوم الأحد إن “25 شخصا، بينهم 3 أطفال، قتلوا”.\nوأكدت الوكالة ذلك."

// sample is a record in which everything is, and is right.
func sample(t testing.TB) *Record {
	t.Helper()
	sum := sha256.Sum256([]byte(sampleText))
	r := &Record{Isnad: Version, ID: "sha256:" + hex.EncodeToString(sum[:]), Text: sampleText, TextSHA256: hex.EncodeToString(sum[:])}
	at := func(words string) Span {
		i := strings.LastIndex(sampleText, words)
		if i < 0 {
			t.Fatalf("%q is not in the sample", words)
		}
		return Span{Start: i, End: i + len(words)}
	}
	minister, agency := at("الوزير"), at("وكالة الأنباء")
	n25, n3 := 25.0, 3.0
	r.Published = &Published{Value: "2015-10-04", From: "given"}
	r.Credits = []Credit{{Name: "الأنباء", Kind: "agency", Span: &agency}}
	r.Removed = []Removed{{Kind: "nav", Text: "الرئيسية"}}
	r.Times = []Time{
		{ID: "t1", Span: at("يوم الأحد"), Rule: "ar/weekday", Value: "2015-10-04", From: "2015-10-04", To: "2015-10-04", Kind: TimeRelative, Anchor: "publication"},
		{ID: "t2", Span: at("الأحد"), Rule: "ar/weekday", Value: "2015-10-04", Kind: TimeRelative, Anchor: "t1"},
	}
	r.Mentions = []Mention{
		{ID: "m1", Span: minister, Rule: "ar/title", Kind: Role, Name: "الوزير", Entity: "p1"},
		{ID: "m2", Span: minister, Rule: "ar/title", Kind: Role, Name: "الوزير", Entity: "p1"},
	}
	r.Figures = []Figure{
		{ID: "f1", Span: at("25"), Rule: "ar/number", Value: &n25, Low: &n25, High: &n25, Bound: Exact, Period: "t1", AsOf: "t2", AccordingTo: "s1"},
		{ID: "f2", Span: at("3"), Rule: "ar/number", Value: &n3, Bound: Exact, PartOf: "f1"},
	}
	cue, sameCue := at("قال"), at("أكدت")
	r.Statements = []Statement{
		{ID: "s1", Span: at("قال الوزير لوكالة الأنباء يوم الأحد إن “25 شخصا، بينهم 3 أطفال، قتلوا"), Rule: "ar/verb", Kind: Direct,
			Content: at("25 شخصا، بينهم 3 أطفال، قتلوا"), Cue: &cue, Act: "state", SaidAt: "t1",
			Speaker: Speaker{Name: "الوزير", Kind: SpeakerPerson, Span: &minister},
			Chain:   []Link{{Name: "الأنباء", Kind: SpeakerAgency, Span: &agency}, {Name: "الوزير", Kind: SpeakerPerson, Span: &minister}}},
		{ID: "s2", Span: at("3 أطفال"), Rule: "ar/verb", Kind: Indirect, Content: at("3 أطفال"), Cue: &sameCue, Act: "state",
			Speaker: Speaker{Kind: SpeakerUnknown}, Parent: "s1"},
	}
	r.Events = []Event{{ID: "e1", Span: at("قتلوا"), Rule: "ar/clause", What: at("قتلوا"), When: "t1", Modality: Asserted, AccordingTo: "s1"}}
	return r
}

func TestSampleHolds(t *testing.T) {
	r := sample(t)
	if err := Check(r); err != nil {
		t.Fatal(err)
	}
	b, err := r.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := CheckJSON(b); err != nil {
		t.Fatal(err)
	}
	pretty, _ := json.MarshalIndent(r, "", "  ")
	if err := CheckJSON(append(pretty, '\n')); err != nil {
		t.Fatal("laid out otherwise:", err)
	}
}

func TestRecordThatDoesNotHoldIsRefused(t *testing.T) {
	nan := 0.0
	nan /= nan
	cases := []struct {
		name, where string
		spoil       func(r *Record)
	}{
		{"another version", "record", func(r *Record) { r.Isnad = 2 }},
		{"no id", "record", func(r *Record) { r.ID = "" }},
		{"id too short", "record", func(r *Record) { r.ID = "sha256:00" }},
		{"id in capitals", "record", func(r *Record) { r.ID = "sha256:" + strings.Repeat("AB", 32) }},
		{"fetched at no time", "record", func(r *Record) { r.FetchedAt = "yesterday" }},
		{"no text", "record", func(r *Record) { r.Text = "" }},
		{"text changed", "record", func(r *Record) { r.Text += " " }},
		{"hash changed", "record", func(r *Record) { r.TextSHA256 = strings.Repeat("00", 32) }},
		{"published from nowhere", "published", func(r *Record) { r.Published.From = "guess" }},
		{"published on no day", "published", func(r *Record) { r.Published.Value = "2015-02-30" }},
		{"published span", "published.span", func(r *Record) { r.Published.Span = &Span{Start: 1, End: 900} }},
		{"credit of no kind", "credits[0]", func(r *Record) { r.Credits[0].Kind = "person " }},
		{"credit amid a word", "credits[0].span", func(r *Record) { r.Credits[0].Span.End -= 2 }},
		{"removed of no kind", "removed[0]", func(r *Record) { r.Removed[0].Kind = "" }},
		{"id twice", "t2", func(r *Record) { r.Times[1].ID = "t1" }},
		{"id of another kind", "m1", func(r *Record) { r.Mentions[0].ID = "t1" }},
		{"id with a zero", "t1", func(r *Record) { r.Times[0].ID = "t01" }},
		{"no rule", "e1", func(r *Record) { r.Events[0].Rule = "" }},
		{"time without value", "t1", func(r *Record) { r.Times[0].Value = "" }},
		{"time of no kind", "t1", func(r *Record) { r.Times[0].Kind = "day" }},
		{"time that ends before it begins", "t1", func(r *Record) { r.Times[0].From = "2015-10-05" }},
		{"time from no day", "t1", func(r *Record) { r.Times[0].From = "2015-10" }},
		{"anchor nowhere", "t2", func(r *Record) { r.Times[1].Anchor = "t3" }},
		{"anchor of no kind", "t2", func(r *Record) { r.Times[1].Anchor = "today" }},
		{"anchors in a ring", "t1", func(r *Record) { r.Times[0].Anchor = "t2" }},
		{"time anchored to itself", "t2", func(r *Record) { r.Times[1].Anchor = "t2" }},
		{"mention of no kind", "m1", func(r *Record) { r.Mentions[0].Kind = "company" }},
		{"mention without name", "m1", func(r *Record) { r.Mentions[0].Name = "" }},
		{"entity with two names", "m2", func(r *Record) { r.Mentions[1].Name = "وزير" }},
		{"figure of no bound", "f1", func(r *Record) { r.Figures[0].Bound = "" }},
		{"figure that is no number", "f1", func(r *Record) { r.Figures[0].Low = &nan }},
		{"figure out of its bounds", "f1", func(r *Record) { *r.Figures[0].Value = 24; r.Figures[0].Low = new(25.0) }},
		{"part of nothing", "f2", func(r *Record) { r.Figures[1].PartOf = "f7" }},
		{"part of a statement", "f2", func(r *Record) { r.Figures[1].PartOf = "s1" }},
		{"parts in a ring", "f1", func(r *Record) { r.Figures[0].PartOf = "f2" }},
		{"period nowhere", "f1", func(r *Record) { r.Figures[0].Period = "t9" }},
		{"as of nowhere", "f1", func(r *Record) { r.Figures[0].AsOf = "t0" }},
		{"according to nobody", "f1", func(r *Record) { r.Figures[0].AccordingTo = "s3" }},
		{"statement of no kind", "s1", func(r *Record) { r.Statements[0].Kind = "quoted" }},
		{"statement without act", "s1", func(r *Record) { r.Statements[0].Act = "" }},
		{"said at a time that is not there", "s1", func(r *Record) { r.Statements[0].SaidAt = "t3" }},
		{"content outside the text", "s1.content", func(r *Record) { r.Statements[0].Content.End = len(r.Text) + 1 }},
		{"empty content", "s1.content", func(r *Record) { r.Statements[0].Content.End = r.Statements[0].Content.Start }},
		{"content amid a letter", "s1.content", func(r *Record) { r.Statements[0].Content.End-- }},
		{"cue amid a word", "s1.cue", func(r *Record) { r.Statements[0].Cue.End -= 2 }},
		{"speaker's span amid a word", "s1.speaker.span", func(r *Record) { s := *r.Statements[0].Speaker.Span; s.End -= 2; r.Statements[0].Speaker.Span = &s }},
		{"link's span outside", "s1.chain[0].span", func(r *Record) { r.Statements[0].Chain[0].Span = &Span{Start: -4, End: 3} }},
		{"span that begins late in a word", "m1.span", func(r *Record) { r.Mentions[0].Span.Start += len("الوزي") }},
		{"speaker of no kind", "s1.speaker", func(r *Record) { r.Statements[0].Speaker.Kind = "" }},
		{"speaker without name", "s1.speaker", func(r *Record) { r.Statements[0].Speaker.Name = "" }},
		{"unknown speaker with a name", "s2.speaker", func(r *Record) { r.Statements[1].Speaker.Name = "أحد" }},
		{"no chain", "s1.chain", func(r *Record) { r.Statements[0].Chain = nil }},
		{"chain that ends with another", "s1.chain", func(r *Record) { r.Statements[0].Chain = r.Statements[0].Chain[:1] }},
		{"link without name", "s1.chain[0]", func(r *Record) { r.Statements[0].Chain[0].Name = "" }},
		{"parent nowhere", "s2", func(r *Record) { r.Statements[1].Parent = "s9" }},
		{"parents in a ring", "s1", func(r *Record) { r.Statements[0].Parent = "s2" }},
		{"content outside the parent's", "s2.content", func(r *Record) { r.Statements[1].Content = *r.Statements[0].Cue }},
		{"event of no modality", "e1", func(r *Record) { r.Events[0].Modality = "sure" }},
		{"event at no time", "e1", func(r *Record) { r.Events[0].When = "t5" }},
		{"event according to nobody", "e1", func(r *Record) { r.Events[0].AccordingTo = "s0" }},
		{"error and findings", "record", func(r *Record) { r.Error = "empty" }},
	}
	for _, c := range cases {
		r := sample(t)
		c.spoil(r)
		err := Check(r)
		if err == nil {
			t.Errorf("%s: taken", c.name)
			continue
		}
		if !errors.Is(err, ErrIncoherent) || !strings.Contains("\n"+err.Error(), "\n"+c.where+": ") {
			t.Errorf("%s: %v; nothing is said of %s", c.name, err, c.where)
		}
	}
}

func TestAllProblemsAreTold(t *testing.T) {
	r := sample(t)
	r.Times[0].Rule, r.Figures[1].PartOf, r.Statements[0].Act = "", "f9", ""
	if err := Check(r); err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("three problems: %v", err)
	}
}

func TestRecordOfAPageThatCouldNotBeRead(t *testing.T) {
	for _, r := range []*Record{
		{Isnad: Version, Error: "page.html: no such file"},
		{Isnad: Version, ID: "sha256:" + strings.Repeat("0a", 32), Error: "page.html: empty"},
	} {
		if err := Check(r); err != nil {
			t.Error(err)
		}
	}
}

// TestTampering changes every byte of the text and of every span in the JSON
// of a record that holds, in several ways, and none goes unseen.
func TestTampering(t *testing.T) {
	line, err := sample(t).AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	places := regexp.MustCompile(`"text":"الوزير[^"]*"|"text_sha256":"[^"]*"|\{"start":[^}]*\}`).FindAllIndex(line, -1)
	if len(places) < 20 {
		t.Fatalf("only %d places to tamper with", len(places))
	}
	refused := func(i int, b []byte) {
		t.Helper()
		if CheckJSON(b) == nil {
			t.Fatalf("byte %d of %s changed, and it was taken:\n%s", i, line, b)
		}
	}
	for _, p := range places {
		for i := p[0]; i < p[1]; i++ {
			for _, with := range []byte{line[i] ^ 1, line[i] ^ 0x20, line[i] ^ 0x80, '7'} {
				if with != line[i] {
					b := append([]byte(nil), line...)
					b[i] = with
					refused(i, b)
				}
			}
			refused(i, append(append([]byte(nil), line[:i]...), line[i+1:]...))
			refused(i, append(append(append([]byte(nil), line[:i+1]...), line[i]), line[i+1:]...))
		}
	}
}

func TestCheckJSONIsStrict(t *testing.T) {
	line, err := sample(t).AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	good := string(line)
	put := func(old, new string) string {
		out := strings.Replace(good, old, new, 1)
		if out == good {
			t.Fatalf("%s is not in %s", old, good)
		}
		return out
	}
	for name, bad := range map[string]string{
		"nothing":         "",
		"no object":       "[1]",
		"cut off":         good[:len(good)-1],
		"two records":     good + good,
		"unknown field":   put(`{"isnad"`, `{"new":1,"isnad"`),
		"unknown in span": put(`"exact"`, `"was":1,"exact"`),
		"field twice":     put(`"text":`, `"text":"x","text":`),
		"other case":      put(`"text":`, `"Text":`),
		"null":            put(`"published":{`, `"outlet":null,"published":{`),
		"not UTF-8":       put(`"rule":"`, "\"rule\":\"\xff"),
		"wrong type":      put(`"isnad":1`, `"isnad":"1"`),
	} {
		if err := CheckJSON([]byte(bad)); !errors.Is(err, ErrIncoherent) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSpansBetweenWords(t *testing.T) {
	cases := []struct {
		text string // the span is between the bars
		ok   bool
	}{
		{"|قال| الوزير", true},
		{"و|قال| الوزير", true},      // the proclitic is left out
		{"ولل|كرملين| رأي", true},    // with both lams
		{"المست|شار| قال", false},    // too much for proclitics
		{"|قا|ل الوزير", false},      // ends inside
		{"|قال|ت", false},            // an ending is no other word
		{"|قال|\u064e", false},       // a diacritic belongs to its letter
		{"|قا|\u200cل", false},       // a joiner parts nothing
		{"“|25|”", true},             //
		{"|25|عاما", true},           // digits and letters are two words
		{"ال|40|", true},             //
		{"|2|5", false},              //
		{"2|5|", false},              //
		{"|٢|٥", false},              //
		{"|كتـ|ـاب", false},          // tatweel
		{"un|done| it", false},       // no proclitics here
		{"|Minister|'s word", true},  //
		{"\u200f|قال|\u200f", true},  // marks that nobody sees
		{"و\u064e|قال| أحد", true},   //
		{"|قال\u200f| الوزير", true}, //
	}
	for _, c := range cases {
		parts := strings.Split(c.text, "|")
		s := Span{Start: len(parts[0]), End: len(parts[0]) + len(parts[1])}
		k := checker{r: &Record{Text: strings.Join(parts, "")}}
		if what := k.span(s); (what == "") != c.ok {
			t.Errorf("%s: %q", c.text, what)
		}
	}
}

func FuzzCheckJSON(f *testing.F) {
	line, err := sample(f).AppendJSON(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(line)
	f.Add([]byte(`{"isnad":1,"error":"empty"}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		if CheckJSON(line) != nil {
			return
		}
		var r Record
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		again, err := r.AppendJSON(nil)
		if err != nil {
			t.Fatal("it held, and cannot be written:", err)
		}
		if err := CheckJSON(again); err != nil {
			t.Fatal("it held, and does no longer:", err)
		}
	})
}

func BenchmarkCheckJSON(b *testing.B) {
	line, err := sample(b).AppendJSON(nil)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	for b.Loop() {
		if err := CheckJSON(line); err != nil {
			b.Fatal(err)
		}
	}
}
