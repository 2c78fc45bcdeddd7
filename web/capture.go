package web

import (
	"context"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/store"
)

// askedCapture is the capture of a version of a page.
type askedCapture struct {
	Version int64 `path:"version" minimum:"1" doc:"Number of a page's version"`
}

// Capture is what came in of a version of a page.
type Capture struct {
	Version   int64    `json:"version"`
	Address   string   `json:"address"`
	Title     string   `json:"title,omitempty"`
	Digest    string   `json:"digest" doc:"SHA-256 of the bytes"`
	Size      int      `json:"size" doc:"In bytes"`
	Source    string   `json:"source" doc:"What it was read from"`
	URL       string   `json:"url,omitempty" doc:"Where an archive or a server had it"`
	FetchedAt string   `json:"fetched_at,omitempty"`
	AddedAt   string   `json:"added_at"`
	MediaType string   `json:"media_type,omitempty"`
	Charset   string   `json:"charset,omitempty" doc:"As a server said"`
	Notes     []string `json:"notes,omitempty" doc:"What was odd about the bytes"`
	Error     string   `json:"error,omitempty" doc:"Why it could not be read"`
	Bytes     string   `json:"bytes" doc:"Address of the bytes as they came"`

	View string `json:"-"` // address that shows them
}

func (s *Server) openCaptures() {
	enter(s, room[askedCapture, Capture]{
		path: "/pages/{version}/capture", name: "capture", group: "pages", about: "What came in of a version of a page, and where its bytes are",
		load: s.capture,
	})
	s.mux.HandleFunc("GET /pages/{version}/capture/view", s.viewCapture)
	s.mux.HandleFunc("GET /pages/{version}/capture/bytes", s.downloadCapture)
	s.mux.HandleFunc("GET /lit.css", lit)
}

func (s *Server) capture(ctx context.Context, in *askedCapture) (*Capture, error) {
	v, err := s.DB.PageOf(ctx, in.Version)
	if err != nil {
		return nil, err
	}
	r, err := s.DB.Record(ctx, in.Version)
	if err != nil {
		return nil, err
	}
	at := address("pages", v.ID, "capture")
	return &Capture{Version: v.ID, Address: v.Address, Title: v.Title, Digest: v.Digest.String(), Size: v.Size,
		Source: v.Source.Name, URL: v.Source.URL, FetchedAt: v.Source.FetchedAt, AddedAt: v.AddedAt,
		MediaType: r.MediaType, Charset: v.Source.Charset, Notes: r.Notes, Error: r.Error,
		Bytes: at + "/bytes", View: at + "/view"}, nil
}

// captured is a version of a page with the bytes that came in.
func (s *Server) captured(r *http.Request) (*store.PageVersion, []byte, error) {
	id, err := strconv.ParseInt(r.PathValue("version"), 10, 64)
	if err != nil {
		return nil, nil, isnad.ErrNotFound
	}
	v, err := s.DB.PageOf(r.Context(), id)
	if err != nil {
		return nil, nil, err
	}
	b, err := s.DB.Capture(r.Context(), v.Digest)
	return v, b, err
}

// captureRules keep a capture from doing anything but being looked at: no script runs in it,
// nothing is loaded, nothing is sent, and it is of no origin, so not of this server's.
const captureRules = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"

func underCaptureRules(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Security-Policy", captureRules)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-DNS-Prefetch-Control", "off")
	h.Set("Referrer-Policy", "no-referrer")
}

// viewCapture shows the bytes as what they are: HTML, or plain text. They are in the character
// set that they were read in, whatever they claim, so that this is what was read.
func (s *Server) viewCapture(w http.ResponseWriter, r *http.Request) {
	v, b, err := s.captured(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	underCaptureRules(w)
	html := isHTML(v, b)
	kind := "text/plain"
	if html {
		kind = "text/html"
	}
	text, _ := capture.Decode(b, html, v.Source.Charset)
	w.Header().Set("Content-Type", kind+"; charset=utf-8")
	_, _ = w.Write([]byte(text)) // whoever asked is gone
}

// isHTML tells whether a capture was read as HTML. The line of JSON that a page came in is
// shown as what it is.
func isHTML(v *store.PageVersion, b []byte) bool {
	format := capture.Format(v.Source.Format)
	if format == capture.Line {
		return false
	}
	p, err := capture.Capture{Bytes: b, Format: format, Charset: v.Source.Charset}.Page(capture.Given{})
	return err == nil && p.HTML
}

// downloadCapture gives the bytes as they came.
func (s *Server) downloadCapture(w http.ResponseWriter, r *http.Request) {
	v, b, err := s.captured(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	underCaptureRules(w)
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", `attachment; filename="`+strings.Replace(v.Digest.String(), ":", "-", 1)+suffix(v, b)+`"`)
	h.Set("Content-Length", strconv.Itoa(len(b)))
	h.Set("Repr-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(v.Digest[:])+":")
	_, _ = w.Write(b)
}

// suffix is how the name of a capture's file ends.
func suffix(v *store.PageVersion, b []byte) string {
	switch {
	case capture.Format(v.Source.Format) == capture.Line:
		return ".json"
	case isHTML(v, b):
		return ".html"
	}
	return ".txt"
}
