package capture

import (
	"bufio"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"github.com/isnad-project/isnad"
)

// A web archive (WARC, ISO 28500) is a row of records, each with a header like
// that of a message, and a block of as many bytes as the header says. Pages are
// the blocks of response records, which hold what a server sent, and of
// resource records, which hold the page alone. Other records, other media and
// answers other than 200 are passed over.

const (
	maxHeaderLine  = 1 << 16
	maxHeaderLines = 1000
)

// warc gives the pages of a web archive. What is damaged beyond the next record
// ends it.
func (w *walker) warc(name string, r io.Reader) bool {
	br := bufio.NewReaderSize(r, 1<<16)
	found := false
	for n := 1; ; n++ {
		c := Capture{Name: fmt.Sprintf("%s:%d", name, n)}
		header, err := warcHeader(br)
		if err == io.EOF {
			break
		}
		if err != nil {
			return w.yield(c, w.reading(r, err))
		}
		length, err := strconv.ParseInt(header.Get("Content-Length"), 10, 64)
		if err != nil || length < 0 {
			return w.yield(c, fail(isnad.ErrMalformed, "damaged web archive: a record without a length"))
		}
		block := &io.LimitedReader{R: br, N: length}
		page, err := w.warcPage(&c, header, block, length)
		if _, cut := io.Copy(io.Discard, block); cut != nil {
			return w.yield(Capture{Name: c.Name}, w.reading(r, cut))
		}
		if block.N > 0 { // what came of a cut record is no page
			return w.yield(Capture{Name: c.Name}, fail(isnad.ErrMalformed, "the web archive is cut off"))
		}
		if page || err != nil {
			found = true
			if !w.yield(c, err) {
				return false
			}
		}
	}
	if !found {
		return w.yield(Capture{Name: name}, fail(isnad.ErrNotFound, "no pages in this web archive"))
	}
	return true
}

// warcHeader reads the header of the next record, past the empty lines behind
// the last one. It returns io.EOF where there is none.
func warcHeader(r *bufio.Reader) (textproto.MIMEHeader, error) {
	header := textproto.MIMEHeader{}
	begun := false
	for range maxHeaderLines {
		line, tooLong, err := readLine(r, maxHeaderLine)
		switch {
		case err == io.EOF && !begun && len(line) == 0:
			return nil, io.EOF
		case err == io.EOF:
			return nil, fail(isnad.ErrMalformed, "the web archive is cut off")
		case err != nil:
			return nil, err
		case tooLong:
			return nil, fail(isnad.ErrMalformed, "damaged web archive: a header without end")
		case len(line) == 0 && begun:
			return header, nil
		case len(line) == 0:
		case !begun && !strings.HasPrefix(string(line), "WARC/"):
			return nil, fail(isnad.ErrMalformed, "damaged web archive: no record begins here")
		case !begun:
			begun = true
		default:
			key, value, _ := strings.Cut(string(line), ":")
			header.Add(strings.TrimSpace(key), strings.TrimSpace(value))
		}
	}
	return nil, fail(isnad.ErrMalformed, "damaged web archive: a header without end")
}

// warcPage fills c from a record that holds a page, and reports whether it does.
func (w *walker) warcPage(c *Capture, header textproto.MIMEHeader, block io.Reader, length int64) (bool, error) {
	largest := int64(w.MaxBytes) + maxHeaderLine*16 // with the server's header
	block = io.LimitReader(block, largest)
	c.URL = strings.Trim(header.Get("WARC-Target-URI"), "<>")
	if t, err := time.Parse(time.RFC3339Nano, header.Get("WARC-Date")); err == nil {
		c.FetchedAt = t.UTC().Format(time.RFC3339)
	}
	contentType, body := header.Get("Content-Type"), block
	switch header.Get("WARC-Type") {
	case "resource":
	case "response":
		if !strings.HasPrefix(c.URL, "http") { // dns: and the like
			return false, nil
		}
		answer, err := http.ReadResponse(bufio.NewReader(block), nil)
		if err != nil {
			return true, fail(isnad.ErrMalformed, "not what a web server answers")
		}
		if answer.StatusCode != http.StatusOK {
			return false, nil
		}
		contentType = answer.Header.Get("Content-Type")
		if body, err = unpack(answer); err != nil {
			return true, err
		}
	default:
		return false, nil
	}
	media, parameters, _ := mime.ParseMediaType(contentType)
	switch media {
	case "text/html", "application/xhtml+xml":
		c.Format = HTML
	case "text/plain":
		c.Format = Text
	default:
		return false, nil
	}
	c.Charset = parameters["charset"]
	b, err := io.ReadAll(io.LimitReader(body, int64(w.MaxBytes)+1))
	switch {
	case len(b) > w.MaxBytes, err != nil && length > largest:
		return true, tooLarge(w.MaxBytes)
	case err != nil:
		return true, fail(isnad.ErrMalformed, "the page is damaged (%v)", err)
	}
	c.Bytes = b
	return true, nil
}

// unpack undoes the packing that a server applied and the archive's writer left.
func unpack(answer *http.Response) (io.Reader, error) {
	body := bufio.NewReader(answer.Body)
	head, _ := body.Peek(2)
	var r io.Reader = body
	var err error
	switch packing := strings.ToLower(answer.Header.Get("Content-Encoding")); packing {
	case "", "identity":
	case "gzip", "x-gzip":
		if string(head) == "\x1f\x8b" {
			r, err = gzip.NewReader(body)
		}
	case "deflate":
		r, err = zlib.NewReader(body)
	default:
		return nil, fail(isnad.ErrNotText, "packed in a way that is not read (%s)", packing)
	}
	if err != nil {
		return nil, fail(isnad.ErrMalformed, "the page is damaged (%v)", err)
	}
	return r, nil
}
