package main

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/isnad-project/isnad"
)

// shelf keeps records in a temporary file, compressed, so that comparing many
// pages does not need the memory for all of them.
type shelf struct {
	file *os.File
	end  int64
	buf  bytes.Buffer
	read io.ReadCloser
}

// place is where a record lies on the shelf.
type place struct {
	at int64
	n  int
}

func newShelf() (*shelf, error) {
	f, err := os.CreateTemp("", "isnad-records-*")
	if err != nil {
		return nil, fmt.Errorf("keep records while comparing: %w", err)
	}
	return &shelf{file: f}, nil
}

func (s *shelf) close() {
	s.file.Close()
	os.Remove(s.file.Name())
}

// packers are made once for each goroutine that packs: their tables are large.
var packers = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

// pack is the record as it lies on the shelf, without what comparing does not
// show. It may be called from many goroutines.
func pack(r *isnad.Record) ([]byte, error) {
	lean := *r
	lean.Events, lean.Removed = nil, nil
	line, err := lean.AppendJSON(make([]byte, 0, 1024+4*len(r.Text)))
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	w := packers.Get().(*flate.Writer)
	defer packers.Put(w)
	w.Reset(&buf)
	if _, err := w.Write(line); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// put lays a packed record down.
func (s *shelf) put(packed []byte) (place, error) {
	p := place{s.end, len(packed)}
	if _, err := s.file.WriteAt(packed, s.end); err != nil {
		return p, fmt.Errorf("keep records while comparing: %w", err)
	}
	s.end += int64(len(packed))
	return p, nil
}

// get takes a record from the shelf.
func (s *shelf) get(p place) (*isnad.Record, error) {
	s.buf.Reset()
	packed := make([]byte, p.n)
	if _, err := s.file.ReadAt(packed, p.at); err != nil {
		return nil, fmt.Errorf("read kept record: %w", err)
	}
	if s.read == nil {
		s.read = flate.NewReader(nil)
	}
	if err := s.read.(flate.Resetter).Reset(bytes.NewReader(packed), nil); err != nil {
		return nil, fmt.Errorf("read kept record: %w", err)
	}
	if _, err := s.buf.ReadFrom(s.read); err != nil {
		return nil, fmt.Errorf("read kept record: %w", err)
	}
	r := &isnad.Record{}
	if err := r.UnmarshalJSON(s.buf.Bytes()); err != nil {
		return nil, fmt.Errorf("read kept record: %w", err)
	}
	return r, nil
}
