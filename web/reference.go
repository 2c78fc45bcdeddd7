package web

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// The reference of the API is drawn from the document that programs read: one cannot
// say what the other does not.

// Reference is the API in the order of its groups.
type Reference struct {
	Base   string
	Groups []referenceGroup
}

type referenceGroup struct {
	Name       string
	Operations []operation
}

type operation struct {
	Method, Path, Summary string
	Parameters, Body      []field
	Answer                []field
	Errors                []string
}

// field is a parameter, or a field of a body. Those of an object in it have its name before
// theirs.
type field struct {
	Name, In, Type, About string
	Required              bool
}

func (s *Server) openReference() {
	s.mux.HandleFunc("GET /api", func(w http.ResponseWriter, r *http.Request) {
		s.render(w, r, http.StatusOK, "reference", s.reference())
	})
}

func (s *Server) reference() *Reference {
	api := s.api.OpenAPI()
	groups := map[string][]operation{}
	for _, path := range slices.Sorted(maps.Keys(api.Paths)) {
		item := api.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Delete} {
			if op != nil {
				groups[op.Tags[0]] = append(groups[op.Tags[0]], operationOf(op, api.Components.Schemas))
			}
		}
	}
	out := &Reference{Base: apiPath}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		out.Groups = append(out.Groups, referenceGroup{name, groups[name]})
	}
	return out
}

func operationOf(op *huma.Operation, all huma.Registry) operation {
	out := operation{Method: op.Method, Path: op.Path, Summary: op.Summary}
	for _, p := range op.Parameters {
		out.Parameters = append(out.Parameters, field{p.Name, p.In, typeOf(p.Schema), cmp.Or(p.Description, p.Schema.Description), p.Required})
	}
	if op.RequestBody != nil {
		out.Body = fieldsOf(op.RequestBody.Content["application/json"], all)
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		if strings.HasPrefix(status, "2") {
			out.Answer = append(out.Answer, fieldsOf(op.Responses[status].Content["application/json"], all)...)
		} else {
			out.Errors = append(out.Errors, status)
		}
	}
	return out
}

func fieldsOf(m *huma.MediaType, all huma.Registry) []field {
	if m == nil || m.Schema == nil {
		return nil
	}
	return fieldsIn("", m.Schema, all, 0)
}

// mostDeep is how deep objects in objects are told of.
const mostDeep = 3

func fieldsIn(before string, x *huma.Schema, all huma.Registry, deep int) (out []field) {
	if x = resolved(x, all); x == nil || deep == mostDeep {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(x.Properties)) {
		p := x.Properties[name]
		f := field{Name: before + name, Type: typeOf(resolved(p, all)), About: p.Description, Required: slices.Contains(x.Required, name)}
		out = append(out, f)
		inside, dot := p, "."
		if r := resolved(p, all); r != nil && r.Items != nil {
			inside, dot = r.Items, "[]."
		}
		out = append(out, fieldsIn(f.Name+dot, inside, all, deep+1)...)
	}
	return out
}

func resolved(x *huma.Schema, all huma.Registry) *huma.Schema {
	if x != nil && x.Ref != "" {
		return all.SchemaFromRef(x.Ref)
	}
	return x
}

func typeOf(x *huma.Schema) string {
	switch {
	case x == nil:
		return ""
	case x.Format != "" && x.Format != "int64" && x.Format != "double":
		return x.Type + " (" + x.Format + ")"
	}
	return x.Type
}
