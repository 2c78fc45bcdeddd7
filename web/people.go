package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/store"
)

// askedPeople is what is asked of the list of people and bodies.
type askedPeople struct {
	Listing
	Words string `query:"words" maxLength:"400" doc:"Words of the name, in any spelling"`
	Kind  string `query:"kind" enum:"person,organisation,anonymous,collective,document" doc:"Kind of speaker"`
	Sort  string `query:"sort" enum:"statements,-statements,pages,-pages,outlets,-outlets,name,-name,first,-first,last,-last" doc:"Order; - is the other way round"`
}

// People are those who speak in pages.
type People struct {
	Listed
	People []PersonRow  `json:"people"`
	Asked  *askedPeople `json:"-"`
}

// PersonRow is a speaker in the list: a person, an organisation, a source without a name.
type PersonRow struct {
	Path       string   `json:"path" doc:"Below the root of this server, and of the API"`
	Name       string   `json:"name" doc:"As most often written"`
	Kind       string   `json:"kind"`
	Roles      []string `json:"roles,omitempty" doc:"In the words of pages, the most frequent first"`
	Statements int      `json:"statements"`
	Pages      int      `json:"pages"`
	Outlets    int      `json:"outlets"`
	Since      string   `json:"since,omitempty" doc:"Days of publication"`
	Until      string   `json:"until,omitempty"`
}

func (s *Server) openPeople() {
	enter(s, room[askedPeople, People]{
		path: "/people", name: "people", group: "people", about: "Who speaks in pages: people and bodies, those with most statements first",
		load: s.people,
	})
	enter(s, room[askedPerson, Person]{
		path: "/people/{name}", name: "person", group: "people", about: "Everything that one has said, the latest published first",
		load: s.person,
	})
}

func (s *Server) people(ctx context.Context, in *askedPeople) (*People, error) {
	f, err := in.filter(in.Sort)
	if err != nil {
		return nil, err
	}
	f.Words, f.Kind = in.Words, in.Kind
	lines, total, err := s.DB.People(ctx, f)
	if err != nil {
		return nil, err
	}
	out := &People{Listed: in.listed(f.Skip, len(lines), total), People: []PersonRow{}, Asked: in}
	for i := range lines {
		out.People = append(out.People, personRowOf(&lines[i]))
	}
	return out, nil
}

func personRowOf(x *store.Person) PersonRow {
	return PersonRow{address("people", x.Name), x.Name, x.Kind, x.Roles, x.Statements, x.Pages, x.Outlets, x.First, x.Last}
}

func (o *People) table() ([]string, [][]string) {
	var rows [][]string
	for i := range o.People {
		x := &o.People[i]
		rows = append(rows, []string{x.Name, x.Kind, strings.Join(x.Roles, "; "), strconv.Itoa(x.Statements), strconv.Itoa(x.Pages), strconv.Itoa(x.Outlets), x.Since, x.Until, x.Path})
	}
	return []string{"name", "kind", "roles", "statements", "pages", "outlets", "since", "until", "path"}, rows
}

// askedPerson is what is asked of the statements of one.
type askedPerson struct {
	Name string `path:"name" maxLength:"400" doc:"The whole name, in any spelling"`
	Listing
	Kind string `query:"kind" maxLength:"40" doc:"Kind of the statement (direct, mixed, indirect), or what it does (state, deny, …)"`
	Sort string `query:"sort" enum:"published,-published,outlet,-outlet" doc:"Order; - is the other way round"`
}

// Person is one who speaks, and what of it pages carry.
type Person struct {
	PersonRow
	Acts      []share        `json:"acts" doc:"What the statements do"`
	Kinds     []share        `json:"kinds" doc:"How much of them stands in speech marks"`
	CarriedBy []share        `json:"carried_by" doc:"Outlets, those with most statements first"`
	InRole    []tenure       `json:"in_role,omitempty" doc:"The roles that pages give, the most frequent first"`
	Said      []statementRow `json:"said"`
	Reviewed  *Reviewed      `json:"reviewed,omitempty" doc:"What persons say of who this is"`
	Joined    []namesake     `json:"joined,omitempty" doc:"Other names of which persons say that they are the same one's; not counted above"`
	Together  int            `json:"together" doc:"Statements under all these names"`
	Listed
	Asked *askedPerson `json:"-"`
}

// share is how many statements have something in common.
type share struct {
	Name       string `json:"name"`
	Statements int    `json:"statements"`
}

// tenure is a role and when pages gave it.
type tenure struct {
	Role       string `json:"role" doc:"In the words of a page"`
	Statements int    `json:"statements"`
	First      string `json:"since,omitempty"`
	Last       string `json:"until,omitempty"`
}

func (s *Server) person(ctx context.Context, in *askedPerson) (*Person, error) {
	f, err := in.filter(in.Sort)
	if err != nil {
		return nil, err
	}
	found, _, err := s.DB.People(ctx, store.Filter{Person: in.Name, Most: 1})
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("%s: %w", in.Name, store.ErrNotKept)
	}
	if err != nil {
		return nil, err
	}
	out := &Person{PersonRow: personRowOf(&found[0]), Asked: in}
	if err := s.sum(ctx, out); err != nil {
		return nil, err
	}
	if in.Sort == "" {
		f.Sort, f.Desc = "published", true
	}
	f.Person, f.Kind = in.Name, in.Kind
	lines, total, err := s.DB.StatementLines(ctx, f)
	if err != nil {
		return nil, err
	}
	out.Listed, out.Said = in.listed(f.Skip, len(lines), total), statementRows(lines)
	if err := s.stand(ctx, out.Said); err != nil {
		return nil, err
	}
	return out, s.namesakes(ctx, out)
}

// sum counts what the statements of one have in common, all of them.
func (s *Server) sum(ctx context.Context, p *Person) error {
	acts, kinds, outlets, roles := tally{}, tally{}, tally{}, map[string]*tenure{}
	said, err := s.DB.Sayings(ctx, p.Name)
	if err != nil {
		return err
	}
	for i := range said {
		x := &said[i]
		acts.add(x.Act, x.Act)
		kinds.add(x.Kind, x.Kind)
		outlets.add(strings.ToLower(x.Outlet), x.Outlet)
		if x.Role == "" {
			continue
		}
		t := roles[lang.Normal(x.Role)]
		if t == nil {
			t = &tenure{Role: x.Role, First: x.Published}
			roles[lang.Normal(x.Role)] = t
		}
		t.Statements++
		t.First, t.Last = min(t.First, x.Published), max(t.Last, x.Published)
	}
	p.Acts, p.Kinds, p.CarriedBy = acts.shares(), kinds.shares(), outlets.shares()
	for _, t := range roles {
		p.InRole = append(p.InRole, *t)
	}
	slices.SortFunc(p.InRole, func(a, b tenure) int {
		return cmp.Or(b.Statements-a.Statements, strings.Compare(b.Last, a.Last), strings.Compare(a.Role, b.Role))
	})
	return nil
}

func (o *Person) table() ([]string, [][]string) { return statementTable(o.Said) }

// tally counts things by their keys, each written as it was first.
type tally map[string]*share

func (t tally) add(key, written string) {
	if key == "" {
		return
	}
	if t[key] == nil {
		t[key] = &share{Name: written}
	}
	t[key].Statements++
}

// shares are what was counted, the most frequent first.
func (t tally) shares() []share {
	out := []share{}
	for _, x := range t {
		out = append(out, *x)
	}
	slices.SortFunc(out, func(a, b share) int {
		return cmp.Or(b.Statements-a.Statements, strings.Compare(a.Name, b.Name))
	})
	return out
}
