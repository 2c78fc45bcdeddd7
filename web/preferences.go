package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Preferences are how a reader wants to be shown things. They are kept in a cookie.
type Preferences struct {
	Lang     string // ar or en
	Digits   string // latn or arab
	Calendar string // gregory or islamic
	Theme    string // light, dark, or empty for that of the machine
	Who      string // what a reader who does not log in is called
}

func (p *Preferences) way() way { return way{p.Lang, p.Digits, p.Calendar} }

// choices are the values that each preference can have, the first being the usual one.
var choices = []struct {
	name   string
	values []string
	at     func(p *Preferences) *string
}{
	{"lang", []string{"ar", "en"}, func(p *Preferences) *string { return &p.Lang }},
	{"digits", []string{"latn", "arab"}, func(p *Preferences) *string { return &p.Digits }},
	{"calendar", []string{"gregory", "islamic"}, func(p *Preferences) *string { return &p.Calendar }},
	{"theme", []string{"", "light", "dark"}, func(p *Preferences) *string { return &p.Theme }},
}

const preferencesCookie = "isnad"

// mostName is how many bytes a name has.
const mostName = 200

var languagesShown = language.NewMatcher([]language.Tag{language.Arabic, language.English})

// preferencesOf are those of whoever sends a request: as its address asks for, or as its
// cookie says, or as its browser is set.
func preferencesOf(r *http.Request) Preferences {
	said := url.Values{}
	if c, err := r.Cookie(preferencesCookie); err == nil {
		said, _ = url.ParseQuery(c.Value) // what is no query has no values
	}
	asked := r.URL.Query()
	var p Preferences
	for _, c := range choices {
		*c.at(&p) = c.values[0]
		for _, v := range []string{said.Get(c.name), asked.Get(c.name)} {
			if v != "" && slices.Contains(c.values, v) {
				*c.at(&p) = v
			}
		}
	}
	if p.Who = said.Get("who"); len(p.Who) > mostName {
		p.Who = ""
	}
	if said.Get("lang") == "" && asked.Get("lang") == "" {
		wanted, _, _ := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
		if _, i, sure := languagesShown.Match(wanted...); sure > language.No {
			p.Lang = []string{"ar", "en"}[i]
		}
	}
	return p
}

// openPreferences opens the form that changes them and leads back.
func (s *Server) openPreferences() {
	s.mux.HandleFunc("POST /preferences", func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 1<<14)
		p := preferencesOf(r)
		for _, c := range choices {
			if v := r.PostFormValue(c.name); slices.Contains(c.values, v) && r.PostForm.Has(c.name) {
				*c.at(&p) = v
			}
		}
		http.SetCookie(w, p.cookie())
		http.Redirect(w, r, back(r.PostFormValue("back")), http.StatusSeeOther)
	})
}

// cookie keeps preferences.
func (p *Preferences) cookie() *http.Cookie {
	said := url.Values{}
	for _, c := range choices {
		said.Set(c.name, *c.at(p))
	}
	if p.Who != "" {
		said.Set("who", p.Who)
	}
	return &http.Cookie{Name: preferencesCookie, Value: said.Encode(), Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode}
}

// back is a path of this server that a form leads back to.
func back(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.Contains(u.Path, `\`) {
		return "/"
	}
	q := u.Query()
	q.Del("lang") // what was chosen counts
	return (&url.URL{Path: u.Path, RawQuery: q.Encode()}).String()
}

// query is a query, with its question mark, with values changed: pairs of names and values,
// of which empty ones are left out.
func query(raw string, pairs ...string) string {
	q, _ := url.ParseQuery(raw) // what cannot be read is left out
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	for name, values := range q {
		if len(values) == 0 || values[0] == "" {
			q.Del(name)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}
