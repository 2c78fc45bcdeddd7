package web

import (
	"net/http"

	"github.com/klauspost/compress/gzhttp"
)

// compressed makes texts small on their way, for those who take them so.
func compressed(next http.Handler) (http.Handler, error) {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1<<10), gzhttp.CompressionLevel(1), gzhttp.RandomJitter(32, 0, false),
		gzhttp.ContentTypes([]string{"text/html", "text/css", "text/csv", "text/javascript", "image/svg+xml", "application/json", "application/problem+json", "application/ld+json"}))
	if err != nil {
		return nil, err
	}
	return wrap(next), nil
}
