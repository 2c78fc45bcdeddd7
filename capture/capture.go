// Package capture is the door through which pages come in: it walks files,
// folders, web archives and standard input and gives each page's bytes as they came, one
// after the other, whatever their number; and it makes text of the bytes,
// whatever character set they are in and whichever one they claim.
//
// A page that cannot be had or is no page gives an error of its own and does
// not end the others. Memory is bounded by the largest page that is allowed,
// not by the size of what the pages come in.
package capture

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/isnad-project/isnad"
)

// DefaultMaxBytes is the size above which a page is refused, unless an option
// says otherwise.
const DefaultMaxBytes = 16 << 20

// Options say how Walk takes its inputs. The zero value is useful.
type Options struct {
	JSONLines bool      // inputs are JSON Lines, whatever their names say
	MaxBytes  int       // of one page, unpacked; 0 is DefaultMaxBytes
	Stdin     io.Reader // what "-" is; nil is an empty one
	// Known tells files that are to be passed over; nil is none.
	Known func(*File) bool
	// Read hears how many bytes of files were read, or passed over; nil is nobody.
	Read func(bytes int64)
}

// File is a file that captures came out of, as it was before it was opened.
type File struct {
	Path    string
	Size    int64
	Changed time.Time
	Seen    time.Time // when it was like that
}

// Capture is the bytes of one page as they came in.
type Capture struct {
	// Name is the input as people know it: a path, "-", or "path:12" for the
	// twelfth line of a file or record of a web archive.
	Name   string
	Bytes  []byte // unpacked where they were in a .gz
	Format Format

	URL       string // of a page out of a web archive, with
	FetchedAt string // the time of its capture, RFC 3339

	Charset string // as the server said, "" if it said none

	File *File // the same for all captures of a file; nil if they came out of none
}

// Format is how the bytes of a page are laid out.
type Format uint8

// The formats. An Unknown one is told by its bytes.
const (
	Unknown Format = iota
	HTML
	Text
	Line // a JSON object, on a line of JSON Lines or alone

	archive // of many pages
)

// formats are the endings of names; in folders, other files are passed over.
var formats = map[string]Format{".html": HTML, ".htm": HTML, ".txt": Text, ".jsonl": Line, ".warc": archive}

func formatOf(path string) (f Format, gz bool) {
	path, gz = strings.CutSuffix(strings.ToLower(path), ".gz")
	return formats[filepath.Ext(path)], gz
}

// Walk gives the pages of each path in turn: a file, the files of a folder and
// the folders in it in the order of their names, or "-" for standard input. An
// error belongs to the capture beside it, which has a name but may have no bytes.
func Walk(ctx context.Context, paths []string, o Options) iter.Seq2[Capture, error] {
	if o.MaxBytes <= 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	return func(yield func(Capture, error) bool) {
		w := walker{Options: o}
		w.yield = func(c Capture, err error) bool {
			c.File = w.from
			if ctx.Err() != nil {
				yield(Capture{Name: c.Name, File: w.from}, ctx.Err())
				return false
			}
			return yield(c, plain(err))
		}
		for _, p := range paths {
			if !w.path(p) {
				return
			}
		}
	}
}

// plain drops the path that an error of the file system repeats.
func plain(err error) error {
	var pathError *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fail(isnad.ErrNotFound, "no such file or folder")
	case errors.As(err, &pathError):
		return pathError.Err
	}
	return err
}

// failure is an error in words for people and of a kind for programs.
type failure struct {
	words string
	kind  error
}

func (f *failure) Error() string { return f.words }
func (f *failure) Unwrap() error { return f.kind }

func fail(kind error, format string, args ...any) error {
	return &failure{fmt.Sprintf(format, args...), kind}
}

// walker hands out captures until yield says that it is enough; so do its
// methods.
type walker struct {
	Options
	yield func(Capture, error) bool
	from  *File // that is open
}

func (w *walker) path(path string) bool {
	if path == "-" {
		in := w.Stdin
		if in == nil {
			in = strings.NewReader("")
		}
		return w.stream(path, in, Unknown)
	}
	now := time.Now()
	info, err := os.Stat(path)
	if err != nil {
		return w.yield(Capture{Name: path}, err)
	}
	if info.IsDir() {
		return w.folder(path)
	}
	return w.file(path, info, now)
}

func (w *walker) folder(root string) bool {
	more, found := true, false
	if info, err := os.Lstat(root); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		root += string(filepath.Separator) // or WalkDir would look at the link
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			return nil
		}
		if err == nil {
			if f, _ := formatOf(path); f == Unknown {
				return nil
			}
			now := time.Now()
			info, err := os.Stat(path)
			if err == nil && !info.Mode().IsRegular() {
				return nil // a link to a folder, a pipe
			}
			found = true
			more = w.file(path, info, now)
		} else {
			found = true
			more = w.yield(Capture{Name: path}, err)
		}
		if !more {
			return fs.SkipAll
		}
		return nil
	})
	if err != nil {
		return w.yield(Capture{Name: root}, err)
	}
	if !found {
		return w.yield(Capture{Name: root}, fail(isnad.ErrNotFound, "no pages in this folder (.html, .htm, .txt, .jsonl, .warc, or those with .gz)"))
	}
	return more
}

// file gives the pages of a file that was like info, if it is not nil, at a time.
func (w *walker) file(path string, info fs.FileInfo, at time.Time) bool {
	if info != nil && info.Mode().IsRegular() {
		w.from = &File{path, info.Size(), info.ModTime(), at}
		defer func() { w.from = nil }()
		if w.Known != nil && w.Known(w.from) {
			if w.Read != nil {
				w.Read(info.Size())
			}
			return true
		}
	}
	f, err := os.Open(path)
	if err != nil {
		return w.yield(Capture{Name: path}, err)
	}
	defer f.Close()
	var in io.Reader = f
	if w.Read != nil {
		in = counted{f, w.Read}
	}
	format, gz := formatOf(path)
	if !gz {
		return w.stream(path, in, format)
	}
	unpacked, err := gzip.NewReader(bufio.NewReader(in))
	if err != nil {
		return w.yield(Capture{Name: path}, damaged(err))
	}
	return w.stream(path, unpacked, format)
}

// damaged says what is wrong with a .gz.
func damaged(err error) error {
	var pathError *fs.PathError
	switch {
	case errors.As(err, &pathError):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fail(isnad.ErrMalformed, "the gzip archive is cut off")
	}
	return fail(isnad.ErrMalformed, "damaged gzip archive (%s)", strings.TrimPrefix(err.Error(), "gzip: "))
}

// object is one JSON object that takes more than a line.
const object Format = 255

// layout tells JSON Lines, one JSON object laid out for people, and web archives
// by how they begin.
func layout(r *bufio.Reader) Format {
	head, _ := r.Peek(4096)
	head = trimSpace(trimBOM(head))
	if bytes.HasPrefix(head, []byte("WARC/")) {
		return archive
	}
	if len(head) == 0 || head[0] != '{' {
		return Unknown
	}
	for _, c := range head[1:] {
		switch c {
		case '\n', '\r':
			return object
		case '"', '}':
			return Line
		case ' ', '\t':
		default:
			return Unknown
		}
	}
	return Unknown
}

// buffered is a reader of which the beginning was looked at.
type buffered struct {
	*bufio.Reader
	under io.Reader
}

// stream gives the one page of r, or one for each line of JSON Lines.
func (w *walker) stream(name string, r io.Reader, format Format) bool {
	if format == Unknown && !w.JSONLines {
		br := bufio.NewReaderSize(r, 4096)
		format, r = layout(br), &buffered{br, r}
	}
	if w.JSONLines || format == Line {
		return w.lines(name, r)
	}
	if format == object {
		format = Line
	}
	if format == archive {
		return w.warc(name, r)
	}
	b, err := io.ReadAll(io.LimitReader(r, int64(w.MaxBytes)+1))
	if err != nil {
		return w.yield(Capture{Name: name}, w.reading(r, err))
	}
	if len(b) > w.MaxBytes {
		return w.yield(Capture{Name: name}, tooLarge(w.MaxBytes))
	}
	return w.yield(Capture{Name: name, Bytes: b, Format: format}, nil)
}

func (w *walker) reading(r io.Reader, err error) error {
	if b, ok := r.(*buffered); ok {
		r = b.under
	}
	if _, ok := r.(*gzip.Reader); ok {
		return damaged(err)
	}
	return err
}

func tooLarge(max int) error {
	return fail(isnad.ErrTooLarge, "larger than %d bytes", max)
}

// lines gives the lines of r that are not blank.
func (w *walker) lines(name string, r io.Reader) bool {
	br := bufio.NewReaderSize(r, 1<<16)
	if head, _ := br.Peek(4096); wide(head) != nil {
		br.Reset(wide(head).NewDecoder().Reader(bufio.NewReader(io.MultiReader(bytes.NewReader(bytes.Clone(head)), r))))
	}
	for n := 1; ; n++ {
		line, tooLong, err := readLine(br, w.MaxBytes)
		c := Capture{Name: fmt.Sprintf("%s:%d", name, n), Format: Line}
		if n == 1 {
			line = trimBOM(line)
		}
		more := true
		switch {
		case err != nil && err != io.EOF:
			return w.yield(c, w.reading(r, err))
		case tooLong:
			more = w.yield(c, tooLarge(w.MaxBytes))
		case len(line) > 0:
			c.Bytes = line
			more = w.yield(c, nil)
		}
		if !more || err == io.EOF {
			return more
		}
	}
}

// readLine reads up to a line's end and returns a new slice without white space
// around it. A line above max bytes is read to its end and thrown away.
func readLine(r *bufio.Reader, max int) (line []byte, tooLong bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if !tooLong {
			line = append(line, part...)
		}
		if len(line) > max+len("\r\n") {
			line, tooLong = nil, true
		}
		if err != bufio.ErrBufferFull {
			return trimSpace(line), tooLong, err
		}
	}
}
