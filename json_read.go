package isnad

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/bits"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"
)

// UnmarshalJSON reads the JSON form of a record and turns its spans into bytes.
// Fields that it does not know are passed over. A span must have its three
// parts; one that does not fit the text stays so, and Check refuses it.
func (r *Record) UnmarshalJSON(b []byte) error {
	if read, ok := readRecord(b); ok {
		*r = *read
		return nil
	}
	return r.decode(b)
}

// decode reads any JSON form of a record, and says what is wrong with it.
func (r *Record) decode(b []byte) error {
	type plain Record // without methods
	var p plain
	if err := json.Unmarshal(b, &p); err != nil {
		return fmt.Errorf("decode record: %w", err)
	}
	*r = Record(p)
	at := newPoints(r.Text)
	recordPlan.spans(reflect.ValueOf(r).Elem(), "", func(_ string, s *Span) {
		s.Start, s.End = at.byteOf(s.Start), at.byteOf(s.End)
	})
	return nil
}

// UnmarshalJSON reads a span as it stands, in code points; only the record
// around it has the text to turn them into bytes.
func (s *Span) UnmarshalJSON(b []byte) error {
	var j struct {
		Start, End *int
		Exact      string
	}
	if err := json.Unmarshal(b, &j); err != nil {
		return fmt.Errorf("span: %w", err)
	}
	if j.Start == nil || j.End == nil || j.Exact == "" {
		return fmt.Errorf("span %s: start, end and exact are all needed", b)
	}
	*s = Span{Start: *j.Start, End: *j.End, exact: j.Exact}
	return nil
}

// reader reads records as AppendJSON writes them: no space between tokens, known
// fields in their order, nothing empty but strings. It is many times as fast as
// encoding/json, and gives up where it meets anything else, which encoding/json
// then reads or refuses: so there is one way to understand what is odd.
type reader struct {
	b   []byte // what is left
	rec *Record
	// points are those of the text, once it was read. Spans before it wait; they
	// are all behind pointers, and stay where they are.
	points points
	early  []*Span

	buf    []byte      // of a string with escapes
	spans  []Span      // room for those behind pointers
	floats []float64   // likewise
	met    [512]string // short strings, for most come again and again
}

const (
	longestMet = 40
	roomAhead  = 16
)

var readers = sync.Pool{New: func() any { return new(reader) }}

// readRecord reads a record, and reports whether it could.
func readRecord(b []byte) (*Record, bool) {
	r := readers.Get().(*reader)
	defer readers.Put(r)
	rec := &Record{}
	r.b, r.rec, r.early = b, rec, r.early[:0]
	ok := recordPlan.read(r, reflect.ValueOf(rec).Elem()) && len(r.b) == 0
	if len(r.early) > 0 && r.points.text == "" {
		r.points = newPoints(rec.Text)
	}
	for _, s := range r.early {
		ok = r.place(s, []byte(s.exact)) && ok
	}
	clear(r.early)
	r.b, r.rec, r.points, r.spans, r.floats = nil, nil, points{}, nil, nil
	return rec, ok
}

// skip passes over a token that must come next.
func (r *reader) skip(token string) bool {
	if len(r.b) < len(token) || string(r.b[:len(token)]) != token {
		return false
	}
	r.b = r.b[len(token):]
	return true
}

// more tells whether a list goes on, by a comma, or closes. Neither is not ok.
func (r *reader) more(closing byte) (more, ok bool) {
	if len(r.b) == 0 || r.b[0] != ',' && r.b[0] != closing {
		return false, false
	}
	more = r.b[0] == ','
	r.b = r.b[1:]
	return more, true
}

// field is one of a struct, and how its value is read and written.
type field struct {
	index     int
	name, key string // key is the name as JSON has it, with its colon
	omit      bool
	*plan
}

func readStruct(r *reader, v reflect.Value, fields []field) bool {
	if !r.skip("{") {
		return false
	}
	if r.skip("}") {
		return true
	}
	for i := 0; ; i++ {
		for ; i < len(fields) && !r.skip(fields[i].key); i++ {
		}
		if i == len(fields) || !fields[i].read(r, v.Field(fields[i].index)) {
			return false
		}
		if more, ok := r.more('}'); !more {
			return ok
		}
	}
}

func readSlice(r *reader, v reflect.Value, elem *plan) bool {
	if !r.skip("[") {
		return false
	}
	for n := 1; ; n++ {
		if n > v.Cap() {
			v.Grow(1)
		}
		v.SetLen(n)
		if !elem.read(r, v.Index(n-1)) {
			return false
		}
		if more, ok := r.more(']'); !more {
			return ok
		}
	}
}

func readPointer(r *reader, v reflect.Value, elem *plan) bool {
	switch to := v.Addr().Interface().(type) {
	case **Span:
		*to = next(&r.spans)
	case **float64:
		*to = next(&r.floats)
	default:
		v.Set(reflect.New(v.Type().Elem()))
	}
	return elem.read(r, v.Elem())
}

// next gives the address of one more, with some beside it in one piece.
func next[T any](room *[]T) *T {
	if len(*room) == cap(*room) {
		*room = make([]T, 0, roomAhead)
	}
	*room = (*room)[:len(*room)+1]
	return &(*room)[len(*room)-1]
}

func readString(r *reader, v reflect.Value) bool {
	b, ok := r.bytes()
	if ok {
		var s string
		s, ok = r.string(b)
		v.SetString(s)
	}
	return ok
}

func readBool(r *reader, v reflect.Value) bool {
	is := r.skip("true")
	v.SetBool(is)
	return is || r.skip("false")
}

func readInt(r *reader, v reflect.Value) bool {
	n, ok := r.int()
	v.SetInt(int64(n))
	return ok
}

func readFloat(r *reader, v reflect.Value) bool {
	if n, end := leadingInt(r.b); n != 0 && end < len(r.b) && (r.b[end] == ',' || r.b[end] == '}') {
		v.SetFloat(float64(n))
		r.b = r.b[end:]
		return true
	}
	end := bytes.IndexAny(r.b, ",}]")
	var n *float64
	if end < 0 || json.Unmarshal(r.b[:end], &n) != nil || n == nil {
		return false
	}
	v.SetFloat(*n)
	r.b = r.b[end:]
	return true
}

func readSpan(r *reader, v reflect.Value) bool {
	s := v.Addr().Interface().(*Span)
	var isStart, isEnd bool
	if r.skip(`{"start":`) {
		s.Start, isStart = r.int()
	}
	if r.skip(`,"end":`) {
		s.End, isEnd = r.int()
	}
	if !isStart || !isEnd || !r.skip(`,"exact":`) {
		return false
	}
	exact, ok := r.bytes()
	if !ok || len(exact) == 0 || !r.skip("}") {
		return false
	}
	if r.points.text == "" && r.rec.Text != "" {
		r.points = newPoints(r.rec.Text)
	}
	if r.points.text == "" {
		r.early = append(r.early, s)
		s.exact, ok = r.string(exact)
		return ok
	}
	return r.place(s, exact)
}

// place turns a span into bytes. One whose words stand where it says shares them
// with the text. It reports whether they are UTF-8.
func (r *reader) place(s *Span, exact []byte) (ok bool) {
	text, n := r.points.text, s.End-s.Start
	s.Start = r.points.byteOf(s.Start)
	if there := (Span{Start: s.Start, End: s.Start + len(exact)}); there.Fits(text) && there.In(text) == string(exact) && starts(there.In(text)) == n {
		s.End, s.exact = there.End, there.In(text)
		return true
	}
	s.End = r.points.byteOf(s.End)
	s.exact, ok = r.string(exact)
	return ok
}

func (r *reader) int() (int, bool) {
	n, end := leadingInt(r.b)
	r.b = r.b[end:]
	return n, end > 0
}

// mostDigits are so many that no int overflows.
const mostDigits = 18

// leadingInt is the number that b begins with, and where it ends; 0 if there is none.
func leadingInt(b []byte) (n, end int) {
	digits := bytes.TrimPrefix(b, []byte("-"))
	i := 0
	for ; i < len(digits) && '0' <= digits[i] && digits[i] <= '9'; i++ {
		n = 10*n + int(digits[i]-'0') // it may overflow, and is thrown away then
	}
	if i == 0 || i > mostDigits || i > 1 && digits[0] == '0' {
		return 0, 0
	}
	if len(digits) < len(b) {
		return -n, i + 1
	}
	return n, i
}

// string makes a string, or finds one that was made before. What is not UTF-8 is odd.
func (r *reader) string(b []byte) (string, bool) {
	if len(b) > longestMet {
		return string(b), utf8.Valid(b)
	}
	h := uint64(len(b))
	for rest := b; len(rest) > 0; rest = rest[min(8, len(rest)):] {
		var x uint64
		if len(rest) >= 8 {
			x = binary.LittleEndian.Uint64(rest)
		} else {
			for _, c := range rest {
				x = x<<8 | uint64(c)
			}
		}
		h = (h ^ x) * 0x9E3779B97F4A7C15
		h ^= h >> 32
	}
	at := &r.met[h%uint64(len(r.met))]
	if *at != string(b) {
		if !utf8.Valid(b) {
			return "", false
		}
		*at = string(b)
	}
	return *at, true
}

// bytes reads a string. What it gives is good until the next one is read.
func (r *reader) bytes() ([]byte, bool) {
	if !r.skip(`"`) {
		return nil, false
	}
	if n := plainBytes(r.b); n < len(r.b) && r.b[n] == '"' {
		b := r.b[:n]
		r.b = r.b[n+1:]
		return b, true
	}
	r.buf = r.buf[:0]
	for {
		n := plainBytes(r.b)
		r.buf = append(r.buf, r.b[:n]...)
		r.b = r.b[n:]
		if r.skip(`"`) {
			return r.buf, true
		}
		if !r.skip(`\`) || !r.unescape() {
			return nil, false
		}
	}
}

// unescape reads what stands behind a backslash. Half a surrogate pair is odd.
func (r *reader) unescape() bool {
	if len(r.b) == 0 {
		return false
	}
	if i := strings.IndexByte(`"\/bfnrt`, r.b[0]); i >= 0 {
		r.buf = append(r.buf, "\"\\/\b\f\n\r\t"[i])
		r.b = r.b[1:]
		return true
	}
	if r.b[0] != 'u' || len(r.b) < 5 {
		return false
	}
	n, err := strconv.ParseUint(string(r.b[1:5]), 16, 16)
	if err != nil || utf16.IsSurrogate(rune(n)) {
		return false
	}
	r.buf = utf8.AppendRune(r.buf, rune(n))
	r.b = r.b[5:]
	return true
}

// eachByte has a 1 in each of eight bytes.
const eachByte = 0x0101010101010101

// plainBytes is how many bytes of a string come before a quote, a backslash or
// what may not stand in one. It looks at eight bytes at a time: one that is
// smaller than n, and is no letter's, turns its highest bit when n is taken from it.
func plainBytes(b []byte) int {
	i := 0
	for ; i+8 <= len(b); i += 8 {
		x := binary.LittleEndian.Uint64(b[i:])
		quote, slash := x^eachByte*'"', x^eachByte*'\\'
		found := (x-eachByte*' ')&^x | (quote-eachByte)&^quote | (slash-eachByte)&^slash
		if found &= eachByte << 7; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for i < len(b) && b[i] >= ' ' && b[i] != '"' && b[i] != '\\' {
		i++
	}
	return i
}
