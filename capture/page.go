package capture

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
)

// Page is a page's text and what is known of where it came from.
type Page struct {
	ID        string // "sha256:" and the digest of the capture's bytes
	GivenID   string
	URL       string
	FetchedAt string // RFC 3339
	MediaType string // text/html or text/plain
	Outlet    string
	Published string // a day, a day and hour without a zone, or a time of RFC 3339
	Language  string
	HTML      bool
	Text      string   // UTF-8
	Notes     []string // what was odd about the bytes
}

// Given is what whoever brings a page says of it. What a line of JSON Lines
// says of itself goes before it.
type Given struct{ Outlet, URL, Published, Language string }

// Page makes text of a capture. On error the page still has its ID, and what
// the line gave of it.
func (c Capture) Page(given Given) (Page, error) {
	sum := sha256.Sum256(c.Bytes)
	p := Page{ID: "sha256:" + hex.EncodeToString(sum[:]), URL: given.URL, Outlet: given.Outlet, Published: given.Published, Language: given.Language}
	p.URL, p.FetchedAt = cmp.Or(c.URL, p.URL), c.FetchedAt
	if c.Format == Line {
		return p, p.line(c.Bytes)
	}
	if err := refuse(c.Bytes); err != nil {
		return p, err
	}
	p.HTML = c.Format == HTML || c.Format == Unknown && looksLikeHTML(c.Bytes)
	p.Text, p.Notes = Decode(c.Bytes, p.HTML, c.Charset)
	return p, p.finish()
}

// finish sets what follows from the rest.
func (p *Page) finish() error {
	p.MediaType = "text/plain"
	if p.HTML {
		p.MediaType = "text/html"
	}
	if p.Published != "" {
		day, ok := Published(p.Published)
		if !ok {
			p.Notes = append(p.Notes, fmt.Sprintf("published %q is no date and was left out", p.Published))
		}
		p.Published = day
	}
	if strings.TrimSpace(p.Text) == "" {
		return empty()
	}
	return nil
}

func empty() error { return fail(isnad.ErrEmpty, "the page is empty") }

// line is one object of JSON Lines. Fields that it does not name are ignored.
type line struct {
	ID                               givenID
	Text, HTML                       *string
	URL, Outlet, Published, Language string
}

// givenID is a string or a number, kept as it was written.
type givenID string

func (id *givenID) UnmarshalJSON(b []byte) error {
	var s string
	var n json.Number
	switch {
	case string(b) == "null":
	case json.Unmarshal(b, &n) == nil && b[0] != '"':
		s = n.String()
	default:
		if json.Unmarshal(b, &s) != nil {
			return fmt.Errorf("id is neither a string nor a number")
		}
	}
	*id = givenID(s)
	return nil
}

// line reads one object of JSON Lines. A page given both as HTML and as text is
// read from its HTML.
func (p *Page) line(b []byte) error {
	if !utf8.Valid(b) {
		var text string
		text, p.Notes = Decode(b, false, "")
		b = []byte(text)
	}
	b = trimBOM(b)
	var l line
	err := json.Unmarshal(b, &l)
	p.GivenID = string(l.ID)
	if err != nil {
		return fail(isnad.ErrMalformed, "not a JSON object of a page: %s", jsonReason(err))
	}
	for _, f := range []struct {
		own  string
		into *string
	}{{l.URL, &p.URL}, {l.Outlet, &p.Outlet}, {l.Published, &p.Published}, {l.Language, &p.Language}} {
		if f.own != "" {
			*f.into = f.own
		}
	}
	switch {
	case l.HTML != nil && *l.HTML != "":
		p.HTML, p.Text = true, *l.HTML
	case l.Text != nil:
		p.Text = *l.Text
	case l.HTML == nil:
		return fail(isnad.ErrMalformed, "the object has neither text nor html")
	}
	if rubbish(p.Text) {
		return notText("binary data")
	}
	return p.finish()
}

// jsonReason says in one line and without Go's names what is wrong.
func jsonReason(err error) string {
	if e, ok := err.(*json.UnmarshalTypeError); ok {
		if e.Field == "" {
			return "it is a JSON " + e.Value
		}
		return fmt.Sprintf("%s is a JSON %s, not a string", strings.ToLower(e.Field), e.Value)
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

// Published brings what somebody gives as a page's date to the form that
// records have: a day, a day and hour without a zone where none is given, or a
// time of RFC 3339.
func Published(s string) (string, bool) {
	s = strings.TrimSpace(s)
	for _, form := range []struct{ in, out string }{
		{time.DateOnly, time.DateOnly},
		{time.RFC3339, time.RFC3339},
		{"2006-01-02T15:04:05Z0700", time.RFC3339},
		{"2006-01-02 15:04:05Z07:00", time.RFC3339},
		{"2006-01-02 15:04:05 Z07:00", time.RFC3339},
		{"2006-01-02 15:04:05 Z0700", time.RFC3339},
		{"2006-01-02T15:04Z07:00", time.RFC3339},
		{"2006-01-02T15:04:05", isnad.LocalTime},
		{"2006-01-02 15:04:05", isnad.LocalTime},
		{"2006-01-02T15:04", isnad.LocalTime},
		{"2006-01-02 15:04", isnad.LocalTime},
		{time.RFC1123Z, time.RFC3339},
	} {
		if t, err := time.Parse(form.in, s); err == nil && t.Year() > 0 {
			return t.Format(form.out), true
		}
	}
	return "", false
}

func notText(what string) error {
	return fail(isnad.ErrNotText, "not a page: %s", what)
}

// refuse tells pictures, archives and rubbish from pages.
func refuse(b []byte) error {
	if len(trimSpace(b)) == 0 {
		return empty()
	}
	controls := wide(b) == nil && rubbish(b)
	media, _, _ := strings.Cut(http.DetectContentType(b), ";")
	switch {
	case strings.HasPrefix(media, "text/"), media == "application/octet-stream":
	case media == "image/bmp" && !controls: // two letters are all that it asks for
	default:
		return notText(media)
	}
	if controls {
		return notText("binary data")
	}
	return nil
}

// rubbish reports whether more than one byte of a hundred is a control
// character that no text has.
func rubbish[T string | []byte](b T) bool {
	n := 0
	for i := range len(b) {
		if c := b[i]; c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1B {
			n++
		}
	}
	return n*100 > len(b)
}

// looksLikeHTML tells HTML from plain text where no name says which it is.
func looksLikeHTML(b []byte) bool {
	media := http.DetectContentType(b)
	if strings.HasPrefix(media, "text/html") || strings.HasPrefix(media, "text/xml") {
		return true
	}
	head := bytes.ToLower(b[:min(len(b), 4096)])
	if e := wide(b); e != nil {
		head = bytes.ReplaceAll(head, []byte{0}, nil)
	}
	for _, tag := range []string{"<html", "<!doctype html", "<head", "<body", "<meta "} {
		if bytes.Contains(head, []byte(tag)) {
			return true
		}
	}
	return false
}

func trimSpace(b []byte) []byte { return bytes.TrimFunc(b, unicode.IsSpace) }
