package web

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/work"
	"golang.org/x/text/language"
)

// brought is what somebody brings: captures, and what is said of all of them.
type brought struct {
	captures []capture.Capture
	files    []string // to be walked
	folder   string   // that they lie in; it goes when they are read
	given    capture.Given
}

// nameOf is what a brought page is called for good, if nothing in it says: no other has it
// unless it has the same bytes.
func nameOf(name string, bytes []byte) string {
	sum := sha256.Sum256(bytes)
	return work.Brought + hex.EncodeToString(sum[:6]) + "/" + name
}

// plain is a name of a file without what could be mistaken in one.
func plain(name string) string {
	name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '/' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	return cmp.Or(strings.TrimLeft(name, "."), "page")
}

// walk gives what was brought, each under its lasting name.
func (b *brought) walk(ctx context.Context) iter.Seq2[capture.Capture, error] {
	return func(yield func(capture.Capture, error) bool) {
		for _, c := range b.captures {
			if !yield(c, nil) {
				return
			}
		}
		for c, err := range capture.Walk(ctx, b.files, capture.Options{}) {
			name, line := filepath.Base(c.Name), ""
			if at := strings.LastIndexByte(name, ':'); at > 0 && slices.Contains(b.files, strings.TrimSuffix(c.Name, name[at:])) {
				name, line = name[:at], name[at:]
			}
			c.Name, c.File = nameOf(name, c.Bytes)+line, nil
			if !yield(c, err) {
				return
			}
		}
	}
}

// broughtPage is a page in the body of a request.
type broughtPage struct {
	Text      string `json:"text,omitempty" doc:"Plain text or HTML"`
	Name      string `json:"name,omitempty" maxLength:"200"`
	URL       string `json:"url,omitempty" maxLength:"2000"`
	Outlet    string `json:"outlet,omitempty" maxLength:"200"`
	Published string `json:"published,omitempty" maxLength:"40" doc:"A day YYYY-MM-DD, or a time of RFC 3339"`
	Language  string `json:"language,omitempty" maxLength:"35" doc:"As ar or en"`
}

// brings is a request to add a page.
type brings struct {
	Body broughtPage
}

// check tells what is wrong with what is said of a page, by field.
func (p *broughtPage) check() map[string]string {
	wrong := map[string]string{}
	if u, err := url.Parse(p.URL); p.URL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		wrong["url"] = "bad_url"
	}
	if _, ok := capture.Published(p.Published); p.Published != "" && !ok {
		wrong["published"] = "bad_day"
	}
	if _, err := language.Parse(p.Language); p.Language != "" && err != nil {
		wrong["language"] = "bad_language"
	}
	return wrong
}

func (p *broughtPage) given() capture.Given {
	day, _ := capture.Published(p.Published)
	return capture.Given{Outlet: p.Outlet, URL: p.URL, Published: day, Language: p.Language}
}

func (p *broughtPage) capture() capture.Capture {
	bytes := []byte(p.Text)
	return capture.Capture{Name: nameOf(plain(cmp.Or(p.Name, "text")), bytes), Bytes: bytes}
}

// addForm is the form for bringing pages, as it was filled in, and what is wrong with it,
// by field.
type addForm struct {
	broughtPage
	Addresses string
	Wrong     map[string]string
}

// bring takes what the form brings.
func (s *Server) bring(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, mostBrought)
	if err := r.ParseMultipartForm(8 << 20); err != nil {
		if strings.Contains(err.Error(), "too large") {
			err = fmt.Errorf("%w: %w", isnad.ErrTooLarge, err)
		} else {
			err = fmt.Errorf("%w: %w", isnad.ErrMalformed, err)
		}
		s.fail(w, r, err)
		return
	}
	defer r.MultipartForm.RemoveAll()
	value := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	f := &addForm{broughtPage: broughtPage{Text: r.PostFormValue("text"), URL: value("url"), Outlet: value("outlet"), Published: value("published"), Language: value("language")}, Addresses: value("addresses")}
	f.Wrong = f.check()
	if f.Addresses != "" {
		f.Wrong["addresses"] = "no_fetching"
	}
	files := r.MultipartForm.File["files"]
	files = slices.DeleteFunc(files, func(h *multipart.FileHeader) bool { return h.Filename == "" && h.Size == 0 })
	if len(files) > mostFiles {
		f.Wrong["files"] = "too_many_files"
	}
	if strings.TrimSpace(f.Text) == "" && len(files) == 0 && f.Addresses == "" {
		f.Wrong["text"] = "nothing_brought"
	}
	if f.URL != "" && len(files) > 1 {
		f.Wrong["url"] = "one_url"
	}
	if len(f.Wrong) > 0 {
		s.render(w, r, http.StatusUnprocessableEntity, "add", f)
		return
	}
	b := &brought{given: f.given()}
	if strings.TrimSpace(f.Text) != "" {
		b.captures = append(b.captures, f.capture())
	}
	if err := b.take(files); err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/additions/"+s.begin(b).ID, http.StatusSeeOther)
}

// take puts files into a folder of their own, so that archives among them can be walked.
func (b *brought) take(files []*multipart.FileHeader) (err error) {
	if len(files) == 0 {
		return nil
	}
	if b.folder, err = os.MkdirTemp("", "isnad-brought-"); err != nil {
		return err
	}
	for i, h := range files {
		if err = b.takeOne(i, h); err != nil {
			os.RemoveAll(b.folder)
			return err
		}
	}
	return nil
}

func (b *brought) takeOne(i int, h *multipart.FileHeader) error {
	in, err := h.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	folder := filepath.Join(b.folder, strconv.Itoa(i)) // two may have one name
	if err := os.Mkdir(folder, 0o700); err != nil {
		return err
	}
	path := filepath.Join(folder, plain(h.Filename))
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	b.files = append(b.files, path)
	return cmp.Or(err, out.Close())
}
