package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/sse"
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/work"
	"golang.org/x/text/language"
)

// Addition is pages that somebody brings, and how far they have come: they are read,
// then kept, then compared with all others. What is kept stays kept, whatever becomes
// of the rest.
type Addition struct {
	ID    string      `json:"id"`
	State string      `json:"state" enum:"reading,comparing,done,failed"`
	Began time.Time   `json:"began"`
	Pages []AddedPage `json:"pages"`
	// Done of All is how far the comparing is.
	Done  int    `json:"done" doc:"Steps of comparing that are done"`
	All   int    `json:"all" doc:"Steps of comparing in all"`
	Error string `json:"error,omitempty"`
}

// AddedPage is one page of an addition.
type AddedPage struct {
	Name    string `json:"name" doc:"Of the file, as it was brought"`
	State   string `json:"state" enum:"waiting,kept,known,failed" doc:"known: it was here before"`
	Version int64  `json:"version,omitempty" doc:"Number of the page's version"`
	Title   string `json:"title,omitempty"`
	Address string `json:"address,omitempty"`
	Error   string `json:"error,omitempty"`
	Why     string `json:"why,omitempty" enum:"empty,too_large,not_text,malformed,other" doc:"Kind of the error"`

	digest store.Digest
}

// Ended reports whether nothing more will become of it.
func (a *Addition) Ended() bool { return a.State == "done" || a.State == "failed" }

// Count counts its pages in a state.
func (a *Addition) Count(state string) (n int) {
	for i := range a.Pages {
		if a.Pages[i].State == state {
			n++
		}
	}
	return n
}

// How much may be brought at once, and how many additions are remembered.
const (
	mostBrought   = 64 << 20
	mostFiles     = 500
	mostAdditions = 200
)

// additions are those of this run of the program.
type additions struct {
	mu    sync.Mutex
	all   []*Addition
	turn  sync.Mutex // one is at work at a time
	alive sync.WaitGroup
}

// update changes an addition.
func (a *additions) update(x *Addition, change func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	change()
}

// now is an addition as it stands.
func (a *additions) now(id string) (*Addition, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, x := range a.all {
		if x.ID == id {
			out := *x
			out.Pages = slices.Clone(x.Pages)
			return &out, nil
		}
	}
	return nil, isnad.ErrNotFound
}

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

// begin has what was brought added, and returns the number under which to ask for it.
func (s *Server) begin(b *brought) *Addition {
	x := &Addition{ID: strings.ToLower(rand.Text()), State: "reading", Began: time.Now().UTC().Truncate(time.Second), Pages: []AddedPage{}}
	a := &s.additions
	a.update(x, func() {
		a.all = append(a.all, x)
		if len(a.all) > mostAdditions {
			a.all = slices.Delete(a.all, 0, 1)
		}
	})
	a.alive.Go(func() {
		a.turn.Lock()
		defer a.turn.Unlock()
		if b.folder != "" {
			defer os.RemoveAll(b.folder)
		}
		err := s.add(s.life, x, b)
		a.update(x, func() {
			if x.State = "done"; err != nil {
				if s.life.Err() == nil {
					report(err)
				}
				x.State, x.Error = "failed", err.Error()
			}
		})
	})
	return x
}

func (s *Server) add(ctx context.Context, x *Addition, b *brought) error {
	a := &s.additions
	at := map[string]int{}
	captures := func(yield func(capture.Capture, error) bool) {
		for c, err := range b.walk(ctx) {
			a.update(x, func() {
				at[c.Name] = len(x.Pages)
				_, name, _ := strings.Cut(c.Name, "/")
				x.Pages = append(x.Pages, AddedPage{Name: name, State: "waiting", digest: sha256.Sum256(c.Bytes)})
			})
			if err == nil && b.given == (capture.Given{}) && s.has(ctx, sha256.Sum256(c.Bytes)) {
				continue // under whatever address: nothing new is said of it
			}
			if !yield(c, err) {
				return
			}
		}
	}
	k := *s.keeping
	k.Given = b.given
	n, err := k.AddCaptures(ctx, s.DB, captures, 2, func(o *work.Outcome) {
		a.update(x, func() {
			p := &x.Pages[at[o.Name]]
			if p.State = "kept"; o.Err != nil {
				p.State, p.Error, p.Why = "failed", o.Err.Error(), whyOf(o.Err)
			}
		})
	})
	if err != nil {
		return err
	}
	if err := s.place(ctx, x); err != nil {
		return err
	}
	a.update(x, func() { x.State = "comparing" })
	if err := s.DB.Settle(ctx, n.Added+n.NewVersions); err != nil {
		return err
	}
	return s.Comparing.Run(ctx, 2, func(done, all int) {
		a.update(x, func() { x.Done, x.All = done, all })
	})
}

// has reports whether a capture is kept already.
func (s *Server) has(ctx context.Context, d store.Digest) bool {
	versions, err := s.DB.VersionsWith(ctx, d)
	return err == nil && len(versions) > 0
}

// whyOf is the kind of error for which a page could not be read.
func whyOf(err error) string {
	switch {
	case errors.Is(err, isnad.ErrEmpty):
		return "empty"
	case errors.Is(err, isnad.ErrTooLarge):
		return "too_large"
	case errors.Is(err, isnad.ErrNotText):
		return "not_text"
	case errors.Is(err, isnad.ErrMalformed):
		return "malformed"
	}
	return "other"
}

// place finds where each page of an addition is kept.
func (s *Server) place(ctx context.Context, x *Addition) error {
	for i := range x.Pages {
		p := x.Pages[i]
		if p.State == "failed" {
			continue
		}
		versions, err := s.DB.VersionsWith(ctx, p.digest)
		if err != nil {
			return err
		}
		s.additions.update(x, func() {
			if len(versions) > 0 {
				v := versions[0]
				p.Version, p.Title, p.Address = v.ID, v.Title, v.Address
			}
			if p.State == "waiting" {
				p.State = "known"
			}
			x.Pages[i] = p
		})
	}
	return nil
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

// additionAt asks for an addition.
type additionAt struct {
	ID string `path:"id" maxLength:"40" doc:"Number of the addition, from the answer to bringing"`
}

func (s *Server) openAdditions() {
	s.mux.HandleFunc("GET /add", func(w http.ResponseWriter, r *http.Request) { s.render(w, r, http.StatusOK, "add", &addForm{}) })
	s.mux.HandleFunc("POST /add", s.bring)
	enter(s, room[additionAt, Addition]{
		path: "/additions/{id}", name: "addition", group: "add", about: "Pages that were brought, and how far they have come",
		load: func(_ context.Context, in *additionAt) (*Addition, error) { return s.additions.now(in.ID) },
	})
	type created struct {
		Location string `header:"Location"`
		Body     *Addition
	}
	huma.Register(s.api, huma.Operation{
		OperationID: "add", Method: http.MethodPost, Path: "/additions", Summary: "Bring a page", Tags: []string{"add"}, DefaultStatus: http.StatusAccepted,
		Errors: append(refusals, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType), MaxBodyBytes: capture.DefaultMaxBytes,
	}, func(_ context.Context, in *brings) (*created, error) {
		wrong := in.Body.check()
		if strings.TrimSpace(in.Body.Text) == "" {
			wrong["text"] = "nothing_brought"
		}
		if len(wrong) > 0 {
			var details []error
			for _, field := range slices.Sorted(maps.Keys(wrong)) {
				details = append(details, &huma.ErrorDetail{Location: "body." + field, Message: s.looks.words.inEnglish(wrong[field])})
			}
			return nil, huma.Error422UnprocessableEntity("validation failed", details...)
		}
		x := s.begin(&brought{captures: []capture.Capture{in.Body.capture()}, given: in.Body.given()})
		now, err := s.additions.now(x.ID)
		return &created{apiPath + "/additions/" + x.ID, now}, err
	})
	sse.Register(s.api, huma.Operation{
		OperationID: "addition-events", Method: http.MethodGet, Path: "/additions/{id}/events", Summary: "How far pages that were brought have come, as it goes on", Tags: []string{"add"}, Errors: refusals, Middlewares: huma.Middlewares{s.only},
	}, map[string]any{"progress": progress{}, "end": Addition{}}, s.follow)
}

// progress is how far an addition is, in words of numbers.
type progress struct {
	Kept   string `json:"kept"`
	Failed string `json:"failed"`
	Bar    string `json:"bar" doc:"Of 100"`
}

// only lets those through who ask for an addition that there is: events cannot say that there is none.
func (s *Server) only(ctx huma.Context, next func(huma.Context)) {
	if _, err := s.additions.now(ctx.Param("id")); err != nil {
		_ = huma.WriteErr(s.api, ctx, http.StatusNotFound, err.Error())
		return
	}
	next(ctx)
}

// follow sends how far an addition is until it has ended.
func (s *Server) follow(ctx context.Context, in *additionAt, send sse.Sender) {
	for {
		x, err := s.additions.now(in.ID)
		if err != nil {
			return // forgotten meanwhile
		}
		if x.Ended() {
			_ = send.Data(*x)
			return
		}
		if err := send.Data(progress{strconv.Itoa(x.Count("kept") + x.Count("known")), strconv.Itoa(x.Count("failed")), strconv.Itoa(x.Bar())}); err != nil {
			return
		}
		select {
		case <-time.After(300 * time.Millisecond):
		case <-ctx.Done():
			return
		case <-s.life.Done():
			return
		}
	}
}

// Bar is how much of an addition is done, of 100: reading is the first half.
func (x *Addition) Bar() int {
	switch {
	case x.Ended():
		return 100
	case x.State == "comparing":
		return 50 + 50*x.Done/max(x.All, 1)
	}
	return 50 * (len(x.Pages) - x.Count("waiting")) / max(len(x.Pages), 1)
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
