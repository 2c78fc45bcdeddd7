package work_test

import (
	"strings"
	"testing"

	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/work"
)

// A fault of the program at one page is told of that page, and ends nothing.
func TestAFaultAtAPage(t *testing.T) {
	r := work.Reading{} // without a reader, reading is a fault
	o := r.Page(capture.Capture{Name: "page.txt", Bytes: []byte("خبر عن السد")}, nil)
	if o.Err == nil || !strings.Contains(o.Err.Error(), "a fault of its own") || o.Record == nil || o.Record.Error == "" {
		t.Errorf("%+v", o)
	}
}
