package isnad

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MarshalJSON returns the record in its JSON form; see AppendJSON.
func (r Record) MarshalJSON() ([]byte, error) {
	return r.AppendJSON(make([]byte, 0, 1024+4*len(r.Text)))
}

// AppendJSON appends the JSON form of the record to dst: the fields in the
// order of the Go types, those that are empty left out, and spans counted in
// code points with their words beside them. Nothing is escaped for HTML.
//
// It is an error if a span does not fit the text, or the text is not UTF-8: such
// a record claims what nobody can look up.
func (r *Record) AppendJSON(dst []byte) ([]byte, error) {
	if !utf8.ValidString(r.Text) {
		return dst, errors.New("encode record: the text is not UTF-8")
	}
	w := writer{buf: dst, points: newPoints(r.Text)}
	recordPlan.write(&w, reflect.ValueOf(r).Elem())
	if w.err != nil {
		return dst, fmt.Errorf("encode record: %w", w.err)
	}
	return w.buf, nil
}

// MarshalJSON refuses: a span alone does not know the text in which its code
// points are counted. Records write their spans themselves.
func (s Span) MarshalJSON() ([]byte, error) {
	return nil, errors.New("encode span: only a record can write its spans")
}

// plan says how values of one type are written and read, and where spans are in them.
// Plans are made once, from the types of the fields and their json tags.
type plan struct {
	write func(w *writer, v reflect.Value)
	// read reads what write writes, into a zero value; see reader.
	read func(r *reader, v reflect.Value) bool
	// spans calls f with each span in v and its name, v's own being name; nil if there can be none.
	spans func(v reflect.Value, name string, f func(name string, s *Span))
	// fields are those of a struct by name, elem is what a slice is of; a pointer
	// has those of what it points to.
	fields map[string]*plan
	elem   *plan
}

var (
	plans      = map[reflect.Type]*plan{} // of structs; complete before main begins
	recordPlan = planOf(reflect.TypeFor[Record]())
)

func planOf(t reflect.Type) *plan {
	if t == reflect.TypeFor[Span]() {
		return spanPlan()
	}
	switch t.Kind() {
	case reflect.Struct:
		if plans[t] == nil {
			plans[t] = structPlan(t)
		}
		return plans[t]
	case reflect.Pointer:
		return pointerPlan(planOf(t.Elem()))
	case reflect.Slice:
		return slicePlan(planOf(t.Elem()))
	case reflect.String:
		return &plan{write: func(w *writer, v reflect.Value) { w.string(v.String()) }, read: readString}
	case reflect.Bool:
		return &plan{write: func(w *writer, v reflect.Value) { w.buf = strconv.AppendBool(w.buf, v.Bool()) }, read: readBool}
	case reflect.Int:
		return &plan{write: func(w *writer, v reflect.Value) { w.buf = strconv.AppendInt(w.buf, v.Int(), 10) }, read: readInt}
	case reflect.Float64:
		return &plan{write: func(w *writer, v reflect.Value) { w.float(v.Float()) }, read: readFloat}
	}
	panic("isnad: no JSON form for " + t.String())
}

func spanPlan() *plan {
	leaf := &plan{}
	return &plan{
		read:   readSpan,
		write:  func(w *writer, v reflect.Value) { w.span(*v.Addr().Interface().(*Span)) },
		spans:  func(v reflect.Value, name string, f func(string, *Span)) { f(name, v.Addr().Interface().(*Span)) },
		fields: map[string]*plan{"start": leaf, "end": leaf, "exact": leaf},
	}
}

func pointerPlan(elem *plan) *plan {
	p := &plan{fields: elem.fields, elem: elem.elem, write: func(w *writer, v reflect.Value) {
		if v.IsNil() {
			w.buf = append(w.buf, "null"...)
			return
		}
		elem.write(w, v.Elem())
	}}
	p.read = func(r *reader, v reflect.Value) bool { return readPointer(r, v, elem) }
	if elem.spans != nil {
		p.spans = func(v reflect.Value, name string, f func(string, *Span)) {
			if !v.IsNil() {
				elem.spans(v.Elem(), name, f)
			}
		}
	}
	return p
}

func slicePlan(elem *plan) *plan {
	p := &plan{elem: elem, write: func(w *writer, v reflect.Value) {
		w.buf = append(w.buf, '[')
		for i := range v.Len() {
			if i > 0 {
				w.buf = append(w.buf, ',')
			}
			elem.write(w, v.Index(i))
		}
		w.buf = append(w.buf, ']')
	}}
	p.read = func(r *reader, v reflect.Value) bool { return readSlice(r, v, elem) }
	if elem.spans != nil {
		p.spans = func(v reflect.Value, name string, f func(string, *Span)) {
			for i := range v.Len() {
				elem.spans(v.Index(i), name+"["+strconv.Itoa(i)+"]", f)
			}
		}
	}
	return p
}

func structPlan(t reflect.Type) *plan {
	var fields, spanned []field
	p := &plan{fields: map[string]*plan{}}
	for i := range t.NumField() {
		name, rest, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		f := field{i, name, `"` + name + `":`, rest == "omitempty", planOf(t.Field(i).Type)}
		p.fields[name] = f.plan
		fields = append(fields, f)
		if f.spans != nil {
			spanned = append(spanned, f)
		}
	}
	p.write = func(w *writer, v reflect.Value) {
		w.buf = append(w.buf, '{')
		first := true
		for i := range fields {
			f := &fields[i]
			x := v.Field(f.index)
			if f.omit && empty(x) {
				continue
			}
			if !first {
				w.buf = append(w.buf, ',')
			}
			first = false
			w.buf = append(w.buf, f.key...)
			f.write(w, x)
		}
		w.buf = append(w.buf, '}')
	}
	p.read = func(r *reader, v reflect.Value) bool { return readStruct(r, v, fields) }
	if spanned != nil {
		p.spans = func(v reflect.Value, name string, f func(string, *Span)) {
			if name != "" {
				name += "."
			}
			for i := range spanned {
				spanned[i].spans(v.Field(spanned[i].index), name+spanned[i].name, f)
			}
		}
	}
	return p
}

// empty is what encoding/json means by omitempty.
func empty(v reflect.Value) bool {
	if v.Kind() == reflect.Slice {
		return v.Len() == 0
	}
	return v.Kind() != reflect.Struct && v.IsZero()
}

// writer appends JSON values to buf.
type writer struct {
	buf    []byte
	points points
	err    error
}

func (w *writer) span(s Span) {
	text := w.points.text
	if !s.Fits(text) {
		w.err = errors.Join(w.err, fmt.Errorf("span %d:%d does not fit the text", s.Start, s.End))
		return
	}
	start := w.points.before(s.Start)
	end := w.points.before(s.End)
	w.buf = append(w.buf, `{"start":`...)
	w.buf = strconv.AppendInt(w.buf, int64(start), 10)
	w.buf = append(w.buf, `,"end":`...)
	w.buf = strconv.AppendInt(w.buf, int64(end), 10)
	w.buf = append(w.buf, `,"exact":`...)
	w.string(s.In(text))
	w.buf = append(w.buf, '}')
}

// float writes a number as encoding/json does, so "363" and not "3.63e+02".
func (w *writer) float(f float64) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		w.err = errors.Join(w.err, fmt.Errorf("no number: %v", f))
		return
	}
	format := byte('f')
	if abs := math.Abs(f); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	w.buf = strconv.AppendFloat(w.buf, f, format, -1, 64)
	if n := len(w.buf); format == 'e' && string(w.buf[n-4:n-1]) == "e-0" { // e-07 is written e-7
		w.buf = append(w.buf[:n-2], w.buf[n-1])
	}
}

const hexDigits = "0123456789abcdef"

// string writes s in quotes. What is not UTF-8 becomes U+FFFD, and U+2028 and
// U+2029 are escaped, as encoding/json does, so that a line stays a line
// wherever lines are split.
func (w *writer) string(s string) {
	buf := append(w.buf, '"')
	from := 0
	for i := 0; i < len(s); {
		b := s[i]
		if b >= utf8.RuneSelf {
			if b >= 0xC2 && b < 0xE0 && i+1 < len(s) && s[i+1]&0xC0 == 0x80 { // most letters of Arabic
				i += 2
				continue
			}
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 || r == 0x2028 || r == 0x2029 {
				buf = append(append(buf, s[from:i]...), `\u`...)
				buf = append(buf, hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
				from = i + n
			}
			i += n
			continue
		}
		if b >= ' ' && b != '"' && b != '\\' {
			i++
			continue
		}
		buf = append(buf, s[from:i]...)
		switch b {
		case '"', '\\':
			buf = append(buf, '\\', b)
		case '\n':
			buf = append(buf, `\n`...)
		case '\r':
			buf = append(buf, `\r`...)
		case '\t':
			buf = append(buf, `\t`...)
		case '\b':
			buf = append(buf, `\b`...)
		case '\f':
			buf = append(buf, `\f`...)
		default:
			buf = append(buf, `\u00`...)
			buf = append(buf, hexDigits[b>>4], hexDigits[b&15])
		}
		i++
		from = i
	}
	w.buf = append(append(buf, s[from:]...), '"')
}

// points turns byte offsets of a text into counts of code points and back. It
// holds the count at every block of the text, so that each look-up reads at
// most one block.
type points struct {
	text   string
	blocks []int32 // code points that begin before byte i*block
}

const block = 64

func newPoints(text string) points {
	p := points{text, make([]int32, 0, len(text)/block+2)}
	n := int32(0)
	for i := 0; i < len(text); i += block {
		p.blocks = append(p.blocks, n)
		n += int32(starts(text[i:min(i+block, len(text))]))
	}
	p.blocks = append(p.blocks, n)
	return p
}

// starts counts the code points that begin in s, which may begin amid one.
func starts(s string) (n int) {
	for ; len(s) >= 8; s = s[8:] {
		x := binary.LittleEndian.Uint64([]byte(s[:8]))
		n += 8 - bits.OnesCount64(x>>7&^(x>>6)&eachByte) // not 10xxxxxx
	}
	for i := 0; i < len(s); i++ {
		if int8(s[i]) >= -0x40 {
			n++
		}
	}
	return n
}

// before counts the code points before byte b, which lies in the text.
func (p *points) before(b int) int {
	i := b / block
	return int(p.blocks[i]) + starts(p.text[i*block:b])
}

// byteOf returns the byte at which code point n begins. A number that is none
// of the text's stays outside of it.
func (p *points) byteOf(n int) int {
	total := int(p.blocks[len(p.blocks)-1])
	if n < 0 {
		return n
	}
	if n >= total {
		return len(p.text) + n - total
	}
	lo, hi := 0, len(p.blocks) // the last block with no more than n before it
	for lo+1 < hi {
		if mid := (lo + hi) / 2; int(p.blocks[mid]) <= n {
			lo = mid
		} else {
			hi = mid
		}
	}
	left := n - int(p.blocks[lo])
	for b := lo * block; ; b++ {
		if int8(p.text[b]) >= -0x40 {
			if left == 0 {
				return b
			}
			left--
		}
	}
}
