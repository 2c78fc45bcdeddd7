package web_test

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// tab is a tab of a real browser.
type tab struct {
	*testing.T
	ctx  context.Context
	base string
}

// chrome is a real browser, one for all tests.
var chrome = sync.OnceValues(func() (context.Context, error) {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
			if info, err := os.Stat(filepath.Join(dir, name)); err == nil && !info.IsDir() && path == "" {
				path = filepath.Join(dir, name)
			}
		}
	}
	if path == "" {
		return nil, fmt.Errorf("no chromium is installed (scripts/setup installs it)")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(allocator)
	return ctx, chromedp.Do(ctx)
})

// browse opens a tab on a server.
func browse(t *testing.T, base string, width, height int64) *tab {
	t.Helper()
	b, err := chrome()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(b)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	x := &tab{t, ctx, base}
	x.do(chromedp.EmulateViewport(width, height))
	return x
}

func (x *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	x.Helper()
	if err := chromedp.Do(x.ctx, actions...); err != nil {
		x.Fatal(err)
	}
}

// open opens a path.
func (x *tab) open(path string) {
	x.Helper()
	x.do(chromedp.Navigate(x.base + path))
}

// dark has the machine want dark colours.
func (x *tab) dark(on bool) {
	value := "light"
	if on {
		value = "dark"
	}
	x.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}}})
		return err
	}))
}

// js is what a script says of the page.
func js[T any](x *tab, script string, options ...chromedp.EvaluateOption) T {
	x.Helper()
	out, err := chromedp.Run(x.ctx, chromedp.Evaluate[T](script, options...))
	if err != nil {
		x.Fatalf("%.80s: %v", script, err)
	}
	return out
}

// follow clicks on a link or button and waits for the page that it leads to.
func (x *tab) follow(selector string) {
	x.Helper()
	x.leave(func() { x.do(chromedp.Click(chromedp.CSS(selector))) })
}

// leave does something that leads to another page, and waits for that.
func (x *tab) leave(do func()) {
	x.Helper()
	before := js[string](x, "document.documentElement.dataset.seen = 'yes'; location.href")
	do()
	x.until("document.documentElement.dataset.seen !== 'yes' && document.readyState === 'complete' || location.href !== " + quoted(before) + " && document.readyState === 'complete'")
}

// until waits until a script says true. A page that goes away while it is asked gives an
// error, which is no answer.
func (x *tab) until(script string) {
	x.Helper()
	for range 600 {
		if yes, err := chromedp.Run(x.ctx, chromedp.Evaluate[bool](script)); err == nil && yes {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	x.Fatalf("%s: it never is so: %s", js[string](x, "location.href"), script)
}

// sees fails if the page does not show a text.
func (x *tab) sees(texts ...string) {
	x.Helper()
	all := js[string](x, "document.body.innerText")
	for _, text := range texts {
		if !strings.Contains(all, text) {
			x.Errorf("%s does not show %q: %.2000s", js[string](x, "location.href"), text, all)
		}
	}
}

// picture keeps a picture of the page where ISNAD_PICTURES says.
func (x *tab) picture(name string) {
	x.Helper()
	folder := os.Getenv("ISNAD_PICTURES")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(x.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644)
	}
	if err != nil {
		x.Fatal(err)
	}
}

//go:embed testdata/axe/axe.min.js
var axe string

// accessible fails if axe-core finds something serious, or if the page is wider than the window.
func (x *tab) accessible() {
	x.Helper()
	js[chromedp.Void](x, axe+"; undefined")
	found := js[[]struct {
		ID, Impact, Help string
		Nodes            []struct {
			HTML           string
			FailureSummary string
		}
	}](x, `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => ({id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.slice(0, 3).map(n => ({html: n.html, failureSummary: n.failureSummary}))})))`, chromedp.EvalAwaitPromise)
	where := js[string](x, "location.pathname + location.search")
	for _, v := range found {
		if v.Impact != "serious" && v.Impact != "critical" {
			continue
		}
		x.Errorf("%s: %s (%s): %s", where, v.ID, v.Impact, v.Help)
		for _, n := range v.Nodes {
			x.Logf("  %.300s\n    %.400s", n.HTML, n.FailureSummary)
		}
	}
	if over := js[int](x, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
		x.Errorf("%s is wider than its window by %d", where, over)
	}
}

func quoted(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

func TestPagesAreAccessible(t *testing.T) {
	s := served(t, kept(t, dossier))
	for w, width := range []int64{1200, 390} {
		for d, theme := range []string{"light", "dark"} {
			x := browse(t, s.URL, width, 900)
			x.dark(theme == "dark")
			for i, path := range []string{"/stories", "/stories/1", "/stories/11", "/statements/1.4", "/figures/4.5", "/add", "/jobs", "/health", "/about", "/api", "/users", "/statements", "/figures", "/chronology", "/people", "/people/جواد المرسال", "/outlets", "/outlets/ميزان تيرمان", "/places", "/places/زهروان", "/pages", "/search?q=السد", "/search?q=\"", "/differences", "/reviews", "/reviews/new?at=4.s1", "/nowhere", "/pages/2?layers=statements&layers=figures&layers=times&layers=names&layers=events#s3", "/pages/2/capture", "/pages/2/changes", "/pairs/1/2"} {
				lang := []string{"ar", "en"}[(i+w+d)%2]
				x.open(inLang(path, lang))
				x.accessible()
				name, _, _ := strings.Cut(path[1:], "?")
				x.picture(fmt.Sprintf("%s-%d-%s-%s", strings.ReplaceAll(name, "/", "-"), width, theme, lang))
			}
		}
	}
}

// inLang is a path in a language.
func inLang(path, lang string) string {
	path, at, _ := strings.Cut(path, "#")
	sign := "?"
	if strings.Contains(path, "?") {
		sign = "&"
	}
	if at != "" {
		at = "#" + at
	}
	return path + sign + "lang=" + lang + at
}
