package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
)

// mostSaid is how many bytes a review may have on its way in.
const mostSaid = 1 << 18

// givenReview is a review in the body of a request.
type givenReview struct {
	Verdict    string         `json:"verdict" enum:"confirmed,rejected,corrected,joined,split,note" doc:"joined: they are one; split: they are not"`
	Target     givenTarget    `json:"target" doc:"What it is about"`
	Correction map[string]any `json:"correction,omitempty" doc:"Of what is corrected: fields and their right values"`
	Note       string         `json:"note,omitempty" maxLength:"10000"`
	Who        string         `json:"who,omitempty" maxLength:"200" doc:"Who says so; where users log in it is the user, and this counts for nothing"`
}

type givenTarget struct {
	Kind    string        `json:"kind" enum:"page,finding,copy,story,group,person"`
	Anchors []givenAnchor `json:"anchors,omitempty" maxItems:"100" doc:"Of all but people"`
	Names   []string      `json:"names,omitempty" maxItems:"100" doc:"Of people"`
}

type givenAnchor struct {
	Address string `json:"address" maxLength:"4000" doc:"Of the page"`
	Capture string `json:"capture,omitempty" maxLength:"100" doc:"Of a finding: the digest of the capture that it was read from, sha256:…"`
	Kind    string `json:"kind,omitempty" enum:"statement,figure,event,mention"`
	Start   int    `json:"start,omitempty" minimum:"0" doc:"Where it stands in the text, in code points"`
	End     int    `json:"end,omitempty" minimum:"0"`
	Exact   string `json:"exact,omitempty" doc:"The words there"`
	Field   string `json:"field,omitempty" maxLength:"40" doc:"Which part of it is meant, if not all"`
}

// review is what is given as the store wants it.
func (g *givenReview) review() (*store.Review, error) {
	r := &store.Review{Who: g.Who, Verdict: store.Verdict(g.Verdict), Note: g.Note, Target: store.Target{Kind: store.TargetKind(g.Target.Kind), Names: g.Target.Names}}
	for _, a := range g.Target.Anchors {
		r.Target.Anchors = append(r.Target.Anchors, store.Anchor(a))
	}
	var err error
	if g.Correction != nil {
		r.Correction, err = json.Marshal(g.Correction)
	}
	return r, err
}

func (s *Server) openReviewing() {
	s.mux.HandleFunc("GET /reviews/new", s.reviewForm)
	s.mux.HandleFunc("POST /reviews", s.takeReview)
	s.mux.HandleFunc("POST /reviews/{id}/undo", s.takeBack)
	type said struct {
		Location string `header:"Location"`
		Body     *Review
	}
	huma.Register(s.api, huma.Operation{
		OperationID: "review", Method: http.MethodPost, Path: "/reviews", Summary: "Say of what was found that it is right, wrong, or otherwise", Tags: []string{"reviews"}, DefaultStatus: http.StatusCreated, MaxBodyBytes: mostSaid,
		Errors: append(refusals, http.StatusBadRequest, http.StatusNotFound, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType),
	}, func(ctx context.Context, in *struct{ Body givenReview }) (*said, error) {
		r, err := in.Body.review()
		if err == nil {
			r.Who = whoSays(ctx, r.Who)
			err = s.DB.Review(ctx, r)
		}
		if err != nil {
			return nil, problem(err)
		}
		out, err := s.reviewOf(ctx, r.ID)
		return &said{apiPath + "/reviews", out}, err
	})
	type asked struct {
		ID  int64  `path:"id" minimum:"1" doc:"Number of the review"`
		Who string `query:"who" maxLength:"200" doc:"Who takes it back; where users log in it is the user"`
	}
	huma.Register(s.api, huma.Operation{
		OperationID: "undo-review", Method: http.MethodPost, Path: "/reviews/{id}/undo", Summary: "Take a review back; it stays in the list, with who did so", Tags: []string{"reviews"}, Errors: refusals,
	}, func(ctx context.Context, in *asked) (*struct{ Body *Review }, error) {
		if err := s.DB.Undo(ctx, in.ID, whoSays(ctx, in.Who)); err != nil {
			return nil, problem(err)
		}
		out, err := s.reviewOf(ctx, in.ID)
		return &struct{ Body *Review }{out}, err
	})
}

func (s *Server) reviewOf(ctx context.Context, id int64) (*Review, error) {
	r, err := s.DB.ReviewOf(ctx, id)
	if err != nil {
		return nil, problem(err)
	}
	all, err := s.showReviews(ctx, []store.Review{*r})
	if err != nil {
		return nil, problem(err)
	}
	return &all[0], nil
}

// whoSays is who says something: users by their names, whatever they call themselves.
func whoSays(ctx context.Context, given string) string {
	if u := userIn(ctx); u.in {
		return u.name
	}
	return cmp.Or(strings.TrimSpace(given), local.name)
}

// takeReview takes what a form says.
func (s *Server) takeReview(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, mostSaid)
	if err := r.ParseForm(); err != nil {
		if errors.As(err, new(*http.MaxBytesError)) {
			err = fmt.Errorf("%w: %w", isnad.ErrTooLarge, err)
		} else {
			err = fmt.Errorf("%w: %w", isnad.ErrMalformed, err)
		}
		s.fail(w, r, err)
		return
	}
	who := s.named(w, r)
	x, err := s.saidIn(r.Context(), r.PostForm)
	if err == nil {
		x.Who = who
		err = s.DB.Review(r.Context(), x)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, backTo(r.PostFormValue("back")), http.StatusSeeOther)
}

func (s *Server) takeBack(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<14)
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		err = isnad.ErrNotFound
	} else {
		err = s.DB.Undo(r.Context(), id, s.named(w, r))
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, backTo(cmp.Or(r.PostFormValue("back"), "/reviews")), http.StatusSeeOther)
}

// named is who sends a form. Where nobody logs in the name is remembered.
func (s *Server) named(w http.ResponseWriter, r *http.Request) string {
	p := preferencesOf(r)
	given := strings.TrimSpace(r.PostFormValue("who"))
	if !userOf(r).in && given != "" && given != p.Who && len(given) <= mostName {
		p.Who = given
		http.SetCookie(w, p.cookie())
	}
	return whoSays(r.Context(), cmp.Or(given, p.Who))
}

// backTo is the place that a form leads back to, with its anchor.
func backTo(to string) string {
	u, err := url.Parse(to)
	if err != nil {
		return "/"
	}
	out := back(to)
	if u.Fragment != "" && out != "/" {
		out += (&url.URL{Fragment: u.Fragment}).String()
	}
	return out
}

// fieldPrefix is before the names of corrected fields in forms, and wasPrefix before
// what they were.
const fieldPrefix, wasPrefix = "right.", "was."

// saidIn is the review that a form says.
func (s *Server) saidIn(ctx context.Context, form url.Values) (*store.Review, error) {
	x := &store.Review{Verdict: store.Verdict(form.Get("verdict")), Note: form.Get("note"), Target: store.Target{Kind: store.TargetKind(form.Get("kind")), Names: form["name"]}}
	if len(form["at"]) > mostTargets || len(form["name"]) > mostTargets {
		return nil, &badInput{"at", "no more than 100 places"}
	}
	for _, at := range form["at"] {
		a, err := s.anchorAt(ctx, at)
		if err != nil {
			return nil, err
		}
		a.Field = form.Get("field")
		x.Target.Anchors = append(x.Target.Anchors, a)
	}
	if other := strings.TrimSpace(form.Get("with")); x.Verdict == store.Joined || x.Verdict == store.Split && x.Target.Kind == store.OfPerson {
		if err := s.joinWith(ctx, x, other); err != nil {
			return nil, err
		}
	}
	if x.Verdict == store.Corrected && len(x.Target.Anchors) > 0 {
		var err error
		x.Correction, err = correctionIn(x.Target.Anchors[0].Kind, form)
		return x, err
	}
	return x, nil
}

// mostTargets are in one form.
const mostTargets = 100

// place is how forms name a version, or a finding of one: 12, 12.s3.
var place = regexp.MustCompile(`^([1-9][0-9]{0,17})(?:\.([sfem][1-9][0-9]{0,8}))?$`)

func (s *Server) anchorAt(ctx context.Context, at string) (store.Anchor, error) {
	m := place.FindStringSubmatch(at)
	if m == nil {
		return store.Anchor{}, &badInput{"at", "a version, or a finding of one, as 12 or 12.s3"}
	}
	version, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		return store.Anchor{}, err
	}
	return s.DB.Anchor(ctx, version, m[2])
}

// groupAt finds a statement or a figure in an address of its room, and storyAt a story.
var (
	groupAt = regexp.MustCompile(`(?:^|/)(statements|figures)/([1-9][0-9]{0,17})\.([1-9][0-9]{0,8})/?(?:[?#].*)?$`)
	storyAt = regexp.MustCompile(`(?:^|/)stories/([1-9][0-9]{0,17})/?(?:[?#].*)?$`)
)

// joinWith adds what something is joined with: a group or a story by the address of its room,
// a person by the name.
func (s *Server) joinWith(ctx context.Context, x *store.Review, other string) error {
	switch x.Target.Kind {
	case store.OfPerson:
		if other == "" {
			return &badInput{"with", "another name"}
		}
		x.Target.Names = append(x.Target.Names, other)
	case store.OfGroup:
		if other == "" && len(x.Target.Anchors) > 1 {
			return nil
		}
		m := groupAt.FindStringSubmatch(other)
		if m == nil {
			return &badInput{"with", "the address of a statement or a figure, as /statements/12.3"}
		}
		a, err := s.anchorAt(ctx, m[2]+"."+m[1][:1]+m[3])
		if err != nil {
			return err
		}
		if len(x.Target.Anchors) > 0 && x.Target.Anchors[0].Kind != a.Kind {
			return &badInput{"with", "one of the same kind: a statement is no figure"}
		}
		x.Target.Anchors = append(x.Target.Anchors, a)
	case store.OfStory:
		m := storyAt.FindStringSubmatch(other)
		if m == nil {
			return &badInput{"with", "the address of a story, as /stories/12"}
		}
		a, err := s.anchorAt(ctx, m[1]) // a story is called by its first version
		if err != nil {
			return err
		}
		x.Target.Anchors = append(x.Target.Anchors, a)
	}
	return nil
}

// correctionIn are the fields that were changed.
func correctionIn(kind string, form url.Values) (json.RawMessage, error) {
	out := map[string]any{}
	fields, _ := store.Correctable(kind)
	for _, name := range fields {
		right := strings.TrimSpace(form.Get(fieldPrefix + name))
		if right == "" || right == strings.Join(strings.Fields(form.Get(wasPrefix+name)), " ") || right == form.Get(wasPrefix+name) {
			continue
		}
		if !store.IsNumber(name) {
			out[name] = right
			continue
		}
		x, err := strconv.ParseFloat(plainNumber.Replace(right), 64)
		if err != nil {
			return nil, &badInput{name, "a number"}
		}
		out[name] = x
	}
	if len(out) == 0 {
		return nil, &badInput{"verdict", "another value for a field, or say that it is right"}
	}
	return json.Marshal(out)
}

// plainNumber writes a number that people wrote as programs do.
var plainNumber = strings.NewReplacer(",", "", "\u066c", "", "\u066b", ".",
	"\u0660", "0", "\u0661", "1", "\u0662", "2", "\u0663", "3", "\u0664", "4", "\u0665", "5", "\u0666", "6", "\u0667", "7", "\u0668", "8", "\u0669", "9")

// reviewing is the form for one finding, with the values that the machine has.
type reviewing struct {
	At, Words, Back string
	Kind            string
	Fields          []reviewField
	Of              *Reviewed
}

// acts are what words of statements do.
var acts = strings.Fields("state deny accuse order demand call promise warn announce hope admit ask assess believe claim complain condemn describe document explain mock praise predict propose recommend reject support threaten topic urge")

// reviewField is a field that may be corrected.
type reviewField struct {
	Kind, Name, Was string
	Choices         []string
	Number, Day     bool
}

// Long reports whether it takes more than a line.
func (f *reviewField) Long() bool { return f.Name == "content" || f.Name == "what" || len(f.Was) > 120 }

func (s *Server) reviewForm(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	x, err := s.reviewing(r.Context(), q.Get("at"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	x.Back = backTo(q.Get("back"))
	s.render(w, r, http.StatusOK, "reviewing", x)
}

func (s *Server) reviewing(ctx context.Context, at string) (*reviewing, error) {
	a, err := s.anchorAt(ctx, at)
	if err != nil {
		return nil, err
	}
	if a.Kind == "" {
		return nil, &badInput{"at", "a finding, as 12.s3"}
	}
	m := place.FindStringSubmatch(at)
	version, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		return nil, err
	}
	record, err := s.DB.Record(ctx, version)
	if err != nil {
		return nil, err
	}
	said, err := s.reviewsOf(ctx, []string{a.Address}, store.OfFinding)
	if err != nil {
		return nil, err
	}
	x := &reviewing{At: at, Words: a.Exact, Kind: a.Kind, Of: ofFinding(version, m[2], byFinding(said)[at])}
	was := store.Values(record, m[2])
	fields, choices := store.Correctable(a.Kind)
	if choices["act"] = acts; was["act"] != "" && !slices.Contains(acts, was["act"]) {
		choices["act"] = append([]string{was["act"]}, acts...)
	}
	for _, name := range fields {
		x.Fields = append(x.Fields, reviewField{a.Kind, name, was[name], choices[name], store.IsNumber(name), slices.Contains([]string{"from", "to"}, name)})
	}
	return x, nil
}
