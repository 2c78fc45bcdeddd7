package mention_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"github.com/isnad-project/isnad/find/mention"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/text"
	"os"
	"testing"
)

func TestZZ(t *testing.T) {
	f := mention.New(ar.Lang(), mention.Arabic())
	fl, _ := os.Open("/tmp/mn/sample.jsonl")
	sc := bufio.NewScanner(fl)
	sc.Buffer(make([]byte, 1<<20), 1<<24)
	out, _ := os.Create("/tmp/mn/sample.out")
	defer out.Close()
	n := 0
	for sc.Scan() {
		var d struct{ Title, Text string }
		json.Unmarshal(sc.Bytes(), &d)
		src := d.Title + "\n\n" + d.Text
		fmt.Fprintf(out, "#### %d\n", n)
		n++
		for _, m := range f.Find(text.Cut(src, ar.Lang())) {
			fmt.Fprintf(out, "%s\t%s\t[%s]\t=%s\t%s\t…%s…\n", m.Kind, m.Rule, m.Span.In(src), m.Name, m.Entity, near(src, m.Span))
		}
	}
}
