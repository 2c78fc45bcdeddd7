package export

import (
	_ "embed"
	"html/template"
	"io"
)

//go:embed report.html
var reportHTML string

var reportPage = template.Must(template.New("report").Funcs(template.FuncMap{
	"web":  func(link string) bool { return web(link) != nil },
	"list": func(p placePart) []placePart { return []placePart{p} },
}).Parse(reportHTML))

// html writes the report as one page that loads nothing and runs nothing.
func (c *Case) html(w io.Writer) error {
	r, err := c.report()
	if err != nil {
		return err
	}
	return reportPage.Execute(w, r)
}
