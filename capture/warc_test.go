package capture

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// record is one record of a web archive.
func record(kind, url, contentType, block string) string {
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2016-03-15T10:20:30Z\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
		kind, url, contentType, len(block), block)
}

// answer is a record with what a server sent.
func answer(url, status, header, body string) string {
	return record("response", url, "application/http; msgtype=response", "HTTP/1.1 "+status+"\r\n"+header+"\r\n\r\n"+body)
}

func archiveOf(t *testing.T) []string {
	legacy := string(encode(t, charmap.Windows1256, "<p>"+arabicNews))
	return []string{
		record("warcinfo", "", "application/warc-fields", "software: test\r\n"),
		record("request", "http://a.example/1", "application/http; msgtype=request", "GET /1 HTTP/1.1\r\n\r\n"),
		answer("http://a.example/1", "200 OK", "Content-Type: text/html; charset=utf-8", "<p>خبر أول"),
		answer("http://a.example/2", "200 OK", "Content-Type: text/html; charset=windows-1256\r\nContent-Encoding: gzip", gz(legacy)),
		answer("http://a.example/3", "200 OK", "Content-Type: text/html\r\nTransfer-Encoding: chunked", "7\r\n<p>خب\r\n2\r\nر\r\n0\r\n\r\n"),
		answer("http://a.example/4.png", "200 OK", "Content-Type: image/png", "\x89PNG"),
		answer("http://a.example/5", "404 Not Found", "Content-Type: text/html", "<p>لا شيء"),
		answer("http://a.example/6", "200 OK", "Content-Type: text/html\r\nContent-Encoding: br", "?"),
		answer("http://a.example/7", "200 OK", "Content-Type: text/html", strings.Repeat("خ", 600)),
		record("response", "dns:a.example", "text/dns", "a.example. 1 IN A 1.2.3.4"),
		record("response", "http://a.example/8", "application/http", "rubbish"),
		record("resource", "http://a.example/9", "text/plain", "خبر آخر"),
	}
}

func TestWebArchive(t *testing.T) {
	records := archiveOf(t)
	packed := ""
	for _, r := range records {
		packed += gz(r) // each by itself, as crawlers do
	}
	dir := folder(t, map[string]string{"a.warc": strings.Join(records, ""), "b.warc.gz": packed})
	for _, name := range []string{"a.warc", "b.warc.gz"} {
		same(t, walk(t, dir, Options{MaxBytes: 1000}, Given{}, name),
			name+`:3 text/html "<p>خبر أول"`,
			fmt.Sprintf("%s:4 text/html %q", name, "<p>"+arabicNews),
			name+`:5 text/html "<p>خبر"`,
			name+`:8: packed in a way that is not read (br)`,
			name+`:9: larger than 1000 bytes`,
			name+`:11: not what a web server answers`,
			name+`:12 text/plain "خبر آخر"`)
	}
	same(t, walk(t, dir, Options{Stdin: strings.NewReader(records[2])}, Given{}, "-"), `-:1 text/html "<p>خبر أول"`)
}

func TestPageOutOfAnArchiveKnowsItsAddressAndTime(t *testing.T) {
	in := strings.NewReader(archiveOf(t)[2])
	for c, err := range Walk(context.Background(), []string{"-"}, Options{Stdin: in}) {
		p, err2 := c.Page(Given{URL: "http://flag.example/"})
		if err != nil || err2 != nil || p.URL != "http://a.example/1" || p.FetchedAt != "2016-03-15T10:20:30Z" || len(p.Notes) > 0 {
			t.Errorf("%+v, %v, %v", p, err, err2)
		}
	}
}

func TestDamagedArchive(t *testing.T) {
	good := archiveOf(t)[2]
	dir := folder(t, map[string]string{
		"cut.warc":      good + good[:len(good)-30],
		"header.warc":   good + good[:20],
		"between.warc":  good + "rubbish\r\n" + good,
		"length.warc":   strings.Replace(good, "Content-Length: ", "Content-Length: x", 1),
		"none.warc":     archiveOf(t)[0],
		"cut.warc.gz":   gz(good)[:60],
		"empty.warc":    "",
		"endless.warc":  "WARC/1.0\r\n" + strings.Repeat("A: b\r\n", 2000),
		"longline.warc": "WARC/1.0\r\nA: " + strings.Repeat("b", 1<<18) + "\r\n\r\n",
	})
	first := `text/html "<p>خبر أول"`
	same(t, walk(t, dir, Options{}, Given{}, "cut.warc", "header.warc", "between.warc", "length.warc", "none.warc", "cut.warc.gz", "empty.warc", "endless.warc", "longline.warc"),
		"cut.warc:1 "+first, "cut.warc:2: the web archive is cut off",
		"header.warc:1 "+first, "header.warc:2: the web archive is cut off",
		"between.warc:1 "+first, "between.warc:2: damaged web archive: no record begins here",
		"length.warc:1: damaged web archive: a record without a length",
		"none.warc: no pages in this web archive",
		"cut.warc.gz:1: the gzip archive is cut off",
		"empty.warc: no pages in this web archive",
		"endless.warc:1: damaged web archive: a header without end",
		"longline.warc:1: damaged web archive: a header without end")
}

func FuzzWebArchive(f *testing.F) {
	f.Add([]byte(answer("http://a.example/1", "200 OK", "Content-Type: text/html", "<p>خبر")))
	f.Add([]byte("WARC/1.0\r\nContent-Length: 99999999999\r\n\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		in := append([]byte("WARC/1.1\r\n"), b...)
		n := 0
		for c, err := range Walk(context.Background(), []string{"-"}, Options{Stdin: bytes.NewReader(in), MaxBytes: 64}) {
			if n++; err == nil && len(c.Bytes) > 64 {
				t.Errorf("%q: a page of %d bytes", b, len(c.Bytes))
			}
		}
		if n == 0 || n > len(in) {
			t.Errorf("%q: %d pages", b, n)
		}
	})
}
