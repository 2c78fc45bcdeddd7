package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
)

// conditional gives answers a tag made of their bytes, and answers those who have
// them already that nothing has changed. Long answers go out as they are made.
func conditional(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		x := &tagged{ResponseWriter: w, r: r, status: http.StatusOK}
		next.ServeHTTP(x, r)
		x.end()
	})
}

// mostTagged is how many bytes an answer with a tag has at most.
const mostTagged = 2 << 20

type tagged struct {
	http.ResponseWriter
	r      *http.Request
	status int
	held   bytes.Buffer
	sent   bool // the answer goes out as it comes
}

func (t *tagged) WriteHeader(status int) {
	if t.status = status; status != http.StatusOK && !t.sent {
		t.send()
	}
}

func (t *tagged) Write(b []byte) (int, error) {
	if !t.sent && t.held.Len()+len(b) > mostTagged {
		t.send()
	}
	if t.sent {
		return t.ResponseWriter.Write(b)
	}
	return t.held.Write(b)
}

// send sends what is held, and all that follows at once.
func (t *tagged) send() {
	t.sent = true
	t.ResponseWriter.WriteHeader(t.status)
	_, _ = t.held.WriteTo(t.ResponseWriter)
}

// Flush is for answers that go out bit by bit.
func (t *tagged) Flush() {
	if !t.sent {
		t.send()
	}
	if f, ok := t.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}

func (t *tagged) Unwrap() http.ResponseWriter { return t.ResponseWriter }

func (t *tagged) end() {
	if t.sent {
		return
	}
	sum := sha256.Sum256(t.held.Bytes())
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	h := t.Header()
	h.Set("ETag", tag)
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	for known := range strings.SplitSeq(t.r.Header.Get("If-None-Match"), ",") {
		if strings.TrimPrefix(strings.TrimSpace(known), "W/") == tag {
			h.Del("Content-Type")
			t.ResponseWriter.WriteHeader(http.StatusNotModified)
			return
		}
	}
	t.send()
}
