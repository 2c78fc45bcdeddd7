package export

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
)

//go:embed report.html
var reportHTML string

var reportPage = template.Must(template.New("report").Funcs(template.FuncMap{
	"web":  func(link string) bool { return web(link) != nil },
	"list": func(p placePart) []placePart { return []placePart{p} },
}).Parse(reportHTML))

// ReportStyle is the style that stands in a report, for whoever sends one under rules that
// let nothing else in.
func ReportStyle() string {
	_, style, _ := strings.Cut(reportHTML, "<style>")
	style, _, _ = strings.Cut(style, "</style>")
	return style
}

// html writes the report as one page that loads nothing and runs nothing.
func (c *Case) html(w io.Writer) error {
	r, err := c.report()
	if err != nil {
		return err
	}
	return reportPage.Execute(w, r)
}
