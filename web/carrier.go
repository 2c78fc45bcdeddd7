package web

import (
	"strings"

	"github.com/isnad-project/isnad/store"
)

// Carrier is a page, at the place where it has something.
type Carrier struct {
	Path      string `json:"path" doc:"Of the place in the page, below the root of this server"`
	Version   int64  `json:"version" doc:"Number of the page's version"`
	Address   string `json:"address"`
	Outlet    string `json:"outlet,omitempty"`
	Published string `json:"published,omitempty"`

	Spot
}

// newCarrier is a page at one of its findings, or at its beginning.
func newCarrier(p *store.PageLine, finding string) Carrier {
	path := address("pages", p.Version)
	if finding != "" {
		path += "#" + finding
	}
	return Carrier{Path: path, Version: p.Version, Address: p.Address, Outlet: p.Outlet, Published: p.Published}
}

// Name is what a page is called by: its outlet, or the last part of its address.
func (c Carrier) Name() string { return pageName(c.Outlet, c.Address) }

func pageName(outlet, address string) string {
	if outlet != "" {
		return outlet
	}
	address = strings.TrimRight(address, "/")
	return address[strings.LastIndexByte(address, '/')+1:]
}

// cutMember parts a member of a comparison into its page and its finding.
func cutMember(m string) (page, finding string, ok bool) {
	i := strings.LastIndexByte(m, '#')
	if i < 0 {
		return "", "", false
	}
	return m[:i], m[i+1:], true
}
