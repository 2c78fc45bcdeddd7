package across_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/read"
)

// BenchmarkSign makes the signatures of the examples' pages. What adding them
// takes depends on what was added before, and is measured on real news by
// bench/speed.
func BenchmarkSign(b *testing.B) {
	files, err := filepath.Glob("../examples/dossier/*.html")
	if err != nil || len(files) == 0 {
		b.Fatal("no examples", err)
	}
	var records []*isnad.Record
	size := 0
	for _, f := range files {
		page, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		r, err := reader.Read(read.Input{GivenID: filepath.Base(f), Text: string(page), HTML: true})
		if err != nil {
			b.Fatal(err)
		}
		records = append(records, r)
		size += len(r.Text)
	}
	x := across.New(ar.Lang(), en.Lang())
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, r := range records {
			x.Sign(r)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(records)), "µs/page")
}
