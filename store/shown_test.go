package store

import (
	"reflect"
	"testing"

	"github.com/isnad-project/isnad"
)

// whole is what shown should give, by way of the whole record.
func whole(line []byte) (*isnad.Record, error) {
	var r isnad.Record
	if err := r.UnmarshalJSON(line); err != nil {
		return nil, err
	}
	out := &isnad.Record{Title: r.Title, Text: r.Text}
	for _, s := range r.Statements { // spans without the words that they come with
		x := isnad.Statement{Content: isnad.Span{Start: s.Content.Start, End: s.Content.End}, Speaker: isnad.Speaker{Name: s.Speaker.Name}}
		if p := s.Speaker.Span; p != nil {
			x.Speaker.Span = &isnad.Span{Start: p.Start, End: p.End}
		}
		out.Statements = append(out.Statements, x)
	}
	return out, nil
}

func statement(content isnad.Span, name string, speaker *isnad.Span) isnad.Statement {
	return isnad.Statement{ID: "s1", Kind: isnad.Indirect, Content: content, Span: content, Speaker: isnad.Speaker{Name: name, Kind: isnad.SpeakerPerson, Span: speaker}}
}

func shownRecords(t testing.TB) (lines [][]byte) {
	text := "قال \"مدير\" السدود\n\tسالم\\الهادي \U0001F600: {الجدار} [انهار], \u2028 a:b"
	for _, r := range []isnad.Record{
		{Isnad: 1, ID: "x"},
		{Isnad: 1, Error: "no page", Notes: []string{`"}]`}},
		{Isnad: 1, Title: `a"b\`, Text: text, Notes: []string{"x"}, Statements: []isnad.Statement{
			statement(isnad.Span{Start: 40, End: len(text)}, `سالم "أبو \ علي"`, &isnad.Span{Start: 0, End: 6}),
			statement(isnad.Span{Start: 7, End: 16}, "", nil),
		}},
	} {
		line, err := r.AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestShown(t *testing.T) {
	for _, line := range shownRecords(t) {
		want, err := whole(line)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := shown(line); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n%+v\nwant\n%+v: %v", line, got, want, err)
		}
		for n := range line {
			if _, err := shown(line[:n]); err == nil {
				t.Errorf("cut at %d it is taken: %s", n, line[:n])
			}
		}
	}
}

func FuzzShown(f *testing.F) {
	for _, line := range shownRecords(f) {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line []byte) { shown(line) })
}
