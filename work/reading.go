// Package work does what is to be done with many pages: reads them, keeps them in
// a store, and reads kept ones anew, on all cores of one machine.
//
// Captures come in and records go out, in the order in which the captures came,
// with few of them in memory at a time. It promises that what a store is said to
// have kept is kept, and that work which was stopped at any moment can be
// done again: what was done before is passed over, and nothing is kept twice.
package work

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/read"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/text"
)

// Outcome is what became of one capture.
type Outcome struct {
	Name   string // of the input; of a page that is read anew, its address
	File   *capture.File
	Record *isnad.Record
	JSON   []byte // the record's line, where it was asked for

	Kept    *store.Page // the page ready to be kept, where that was asked for
	Version int64       // that is read anew
	Err     error       // why the page could not be read; there is a record all the same
}

// Reading makes records of captures. It may be used from many goroutines.
type Reading struct {
	Reader *read.Reader
	Given  capture.Given // said of all pages
	Lines  bool          // make the JSON too
}

// Page reads one capture, or says in a record why there is none.
func (r *Reading) Page(c capture.Capture, err error) Outcome {
	o, _, _ := r.page(c, err)
	return o
}

func (r *Reading) page(c capture.Capture, err error) (o Outcome, p capture.Page, cut *text.Text) {
	o = Outcome{Name: c.Name, File: c.File, Err: err}
	defer func() {
		// A fault of ours in one page must not end the work on all others.
		if x := recover(); x != nil {
			slog.Error("the program failed at a page", "input", c.Name, "reason", x, "stack", string(debug.Stack()))
			o.Err = fmt.Errorf("the program failed at this page, which is a fault of its own: %v", x)
			o.Record, cut = failed(c, p, o.Err), nil
		}
	}()
	if err == nil {
		p, o.Err = c.Page(r.Given)
	}
	if o.Err == nil {
		o.Record, cut, o.Err = r.Reader.ReadCut(read.Input{
			ID: p.ID, GivenID: p.GivenID, URL: p.URL, FetchedAt: p.FetchedAt, MediaType: p.MediaType, Outlet: p.Outlet,
			Published: p.Published, Language: p.Language, Text: p.Text, HTML: p.HTML, Notes: p.Notes,
		})
	} else {
		o.Record = failed(c, p, o.Err)
	}
	if r.Lines {
		line, err := o.Record.AppendJSON(make([]byte, 0, 1024+4*len(o.Record.Text)))
		if err != nil {
			o.Err = err
			o.Record = failed(c, p, err)
			line, _ = o.Record.AppendJSON(nil)
		}
		o.JSON = append(line, '\n')
	}
	return o, p, cut
}

// failed is the record of a page that could not be had. It names the input
// where it has no other name.
func failed(c capture.Capture, p capture.Page, err error) *isnad.Record {
	r := &isnad.Record{
		Isnad: isnad.Version, ID: p.ID, GivenID: p.GivenID, URL: cmp.Or(p.URL, c.URL), FetchedAt: c.FetchedAt,
		Notes: p.Notes, Error: err.Error(),
	}
	if r.ID == "" {
		r.Error = c.Name + ": " + r.Error
	}
	return r
}

// Keeping is a reading that makes pages ready to be kept: signed, so that they
// can be compared, and with the terms under which they are found.
type Keeping struct {
	Reading
	Comparer *across.Comparer
	Lexicon  *store.Lexicon
	Watch    Watch // nil if nobody wants to hear
}

// NewKeeping reads pages in these languages; the first one reads pages whose
// language is unknown.
func NewKeeping(given capture.Given, langs ...*lang.Lang) *Keeping {
	return &Keeping{Reading: Reading{Reader: read.New(langs...), Given: given}, Comparer: across.New(langs...), Lexicon: store.NewLexicon(langs...)}
}

// Page reads one capture and lets its record go. Where no bytes came there is
// nothing to keep.
func (k *Keeping) Page(c capture.Capture, err error) (o Outcome) {
	began := time.Now()
	defer func() { k.hasRead(began, &o) }()
	o, p, cut := k.page(c, err)
	if c.Bytes != nil {
		if kept, err := k.ready(&c, &p, o.Record, cut); err == nil {
			o.Kept = kept
		} else {
			o.Err = err
		}
		o.Record = nil
	}
	return o
}

// again reads a capture that was kept, with what was said of it when it came.
func (k *Keeping) again(bytes []byte, s *store.Source) Outcome {
	if bytes == nil {
		bytes = []byte{} // an empty page came as one
	}
	then := *k
	then.Given = capture.Given{Outlet: s.Outlet, URL: s.GivenURL, Published: s.Published, Language: s.Language}
	return then.Page(capture.Capture{Name: s.Name, Bytes: bytes, Format: capture.Format(s.Format), URL: s.URL, FetchedAt: s.FetchedAt, Charset: s.Charset}, nil)
}

func (k *Keeping) ready(c *capture.Capture, p *capture.Page, rec *isnad.Record, cut *text.Text) (*store.Page, error) {
	if cut == nil {
		cut = text.Cut(rec.Text, nil)
	}
	line, err := rec.AppendJSON(make([]byte, 0, 1024+4*len(rec.Text)))
	if err != nil {
		return nil, err
	}
	out := &store.Page{Digest: sha256.Sum256(c.Bytes), Capture: store.Pack(c.Bytes), Size: len(c.Bytes), Source: sourceOf(c, k.Given), Record: rec, Packed: store.Pack(line), Line: sha256.Sum256(line),
		Terms: k.Lexicon.TermsCut(rec, cut)}
	out.Address = address(p, &out.Source)
	if rec.Error == "" {
		out.Signature, err = k.Comparer.SignCut(rec, cut).AppendBinary(nil)
	}
	return out, err
}

// sourceOf is how a capture came.
func sourceOf(c *capture.Capture, given capture.Given) store.Source {
	return store.Source{
		Name: Lasting(c.Name), Format: int(c.Format), URL: c.URL, FetchedAt: c.FetchedAt, Charset: c.Charset,
		Outlet: given.Outlet, GivenURL: given.URL, Published: given.Published, Language: given.Language,
	}
}

// Brought begins the names of inputs that are no files here: who brought them has
// them.
const Brought = "brought:"

// Lasting is the name of an input from whatever folder the program is run. A
// line of standard input has none.
func Lasting(name string) string {
	if name == "-" || strings.HasPrefix(name, "-:") {
		return "-"
	}
	if strings.HasPrefix(name, Brought) {
		return name
	}
	if path, err := filepath.Abs(name); err == nil {
		return path
	}
	return name
}

// address is the lasting name of a page.
func address(p *capture.Page, s *store.Source) string {
	name := s.Name
	if name == "-" {
		name = p.ID
	}
	return cmp.Or(p.URL, p.GivenID, name)
}
