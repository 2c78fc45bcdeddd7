package across_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
)

// signatures are those of three pages in their binary form.
func signatures(t testing.TB) (out [][]byte) {
	x := across.New(ar.Lang(), en.Lang())
	for _, r := range []*isnad.Record{
		page(t, "a", "2024-05-05T10:30:00+03:00", "الضفة", first), page(t, "b", "2024-05-06", "النهر", respelt), page(t, "c", "", "", other),
	} {
		b, err := x.Sign(r).AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, b)
	}
	return out
}

// byHand is a record that no reading has made, in no language, so that its
// signature rests on the format alone.
func byHand() *isnad.Record {
	text := "السد\n\nقال سالم الهادي إن 12 بيتا انهارت في وادي الرمان يوم الأحد"
	at := func(words string) isnad.Span {
		i := strings.Index(text, words)
		return isnad.Span{Start: i, End: i + len(words)}
	}
	twelve, counted, who := 12.0, at("بيتا"), at("سالم الهادي")
	return &isnad.Record{
		GivenID: "a", Title: "السد", Text: text, Outlet: &isnad.Outlet{Name: "الضفة"}, Published: &isnad.Published{Value: "2024-05-05T10:30:00+03:00"},
		Credits:  []isnad.Credit{{Name: "تيرنا", Kind: "agency", Words: "تيرنا -"}},
		Times:    []isnad.Time{{ID: "t1", Span: at("يوم الأحد"), Value: "2024-05-05", From: "2024-05-05", To: "2024-05-05", Kind: isnad.TimeDate}},
		Mentions: []isnad.Mention{{ID: "m1", Span: who, Kind: isnad.Person, Name: "سالم الهادي", Entity: "p1"}},
		Figures:  []isnad.Figure{{ID: "f1", Span: at("12"), Value: &twelve, Counted: &counted}},
		Statements: []isnad.Statement{{ID: "s1", Kind: isnad.Direct, Content: at("12 بيتا انهارت في وادي الرمان يوم الأحد"),
			Speaker: isnad.Speaker{Name: "سالم الهادي", Kind: isnad.SpeakerPerson, Span: &who}}},
		Events: []isnad.Event{{ID: "e1", What: at("12 بيتا انهارت في وادي الرمان"), When: "t1", Modality: isnad.Asserted}},
	}
}

// What is stored must be read by the next version. If this fails because words
// are hashed or kept in another way, the version of the format has to rise.
func TestFormatStaysTheSame(t *testing.T) {
	b, err := across.New().Sign(byHand()).AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b)
	if got, want := hex.EncodeToString(sum[:]), "3b4182181a0f96746b91ae59195f03d7f16a40cf864228bb0f1987179b61e76b"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestSignaturesSurvive(t *testing.T) {
	for _, b := range signatures(t) {
		var p across.Page
		if err := p.UnmarshalBinary(b); err != nil {
			t.Fatal(err)
		}
		if c, _ := p.AppendBinary(nil); !bytes.Equal(b, c) {
			t.Errorf("%s changed on the way", p.ID)
		}
		for n := range b {
			var q across.Page
			if err := q.UnmarshalBinary(b[:n]); !errors.Is(err, across.ErrFormat) {
				t.Fatalf("%s: the first %d of %d bytes: %v", p.ID, n, len(b), err)
			}
			if q.ID != "" {
				t.Fatal("a page was filled in part")
			}
		}
	}
}

func FuzzSignature(f *testing.F) {
	for _, b := range signatures(f) {
		f.Add(b)
	}
	x := across.New(ar.Lang(), en.Lang())
	f.Fuzz(func(t *testing.T, b []byte) {
		var p, q across.Page
		if p.UnmarshalBinary(b) != nil {
			return
		}
		c, _ := p.AppendBinary(nil)
		if err := q.UnmarshalBinary(c); err != nil {
			t.Fatalf("what was written is not read: %v", err)
		}
		corpus := x.Corpus(nil) // nothing is fetched
		corpus.Add(&p)
		corpus.Add(&q)
		corpus.Parts()
	})
}
