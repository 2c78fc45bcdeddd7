package page

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
)

func TestZZDebug(t *testing.T) {
	id := os.Getenv("DBG")
	if id == "" {
		t.Skip()
	}
	fh, _ := os.Open(os.Getenv("DBGF"))
	sc := bufio.NewScanner(fh)
	sc.Buffer(nil, 1<<28)
	for sc.Scan() {
		var in struct{ ID, HTML, URL string }
		json.Unmarshal(sc.Bytes(), &in)
		if !strings.HasPrefix(in.ID, id) {
			continue
		}
		r := newReader(Input{Text: in.HTML, HTML: true, URL: in.URL}, []*lang.Lang{ar.Lang(), en.Lang()})
		f := &finder{reader: r, doc: readHTML(r.in.Text)}
		f.measure()
		f.findTitle()
		f.judge()
		top := f.choose()
		fmt.Println("title block", f.title, f.name, "top", top, "docs", f.doc.title)
		if top >= 0 {
			fmt.Println("top range", f.nodes[top].first, f.nodes[top].last, f.path(int32(top)))
		}
		last := ""
		for i := range f.blocks {
			b := f.blocks[i]
			p := f.path(b.node)
			if p != last {
				fmt.Println("   ##", p)
				last = p
			}
			s := f.text(i)
			if len(s) > 110 {
				s = s[:110]
			}
			in := " "
			if top >= 0 && i >= int(f.nodes[top].first) && i < int(f.nodes[top].last) {
				in = "+"
			}
			fmt.Printf("%s%4d k=%-8s w=%6.0f l=%.2f %v | %s\n", in, i, f.killed[b.node], f.facts[i].weight, f.facts[i].linked, f.says(f.text(i), true).kind, s)
		}
		return
	}
}

func (f *finder) path(n int32) string {
	var ss []string
	for n >= 0 {
		nd := f.nodes[n]
		name := "?"
		for k, v := range tags {
			if v == nd.tag && (name == "?" || k == "div") {
				name = k
			}
		}
		s := fmt.Sprintf("%s", name)
		if nd.use != 0 {
			s += fmt.Sprintf("(%b)", nd.use)
		}
		ss = append([]string{s}, ss...)
		n = nd.parent
	}
	return strings.Join(ss, ">")
}
