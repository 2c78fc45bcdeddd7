package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/work"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/spf13/cobra"
)

// metrics are what Prometheus is told of a program that adds pages.
type metrics struct {
	registry         *prometheus.Registry
	pages            *prometheus.CounterVec
	reading, keeping prometheus.Histogram
	jobs             *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{registry: prometheus.NewRegistry()}
	m.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	make := promauto.With(m.registry)
	m.pages = make.NewCounterVec(prometheus.CounterOpts{Name: "isnad_pages_total", Help: "Pages read, kept, and failed: not read, or not kept."}, []string{"outcome"})
	m.reading = make.NewHistogram(prometheus.HistogramOpts{Name: "isnad_read_seconds", Help: "Seconds to read a page.",
		Buckets: prometheus.ExponentialBuckets(0.0001, 4, 9)}) // to 6.5 s
	m.keeping = make.NewHistogram(prometheus.HistogramOpts{Name: "isnad_keep_seconds", Help: "Seconds to keep a group of pages in the database.",
		Buckets: prometheus.ExponentialBuckets(0.001, 4, 9)}) // to 65 s
	m.jobs = make.NewHistogramVec(prometheus.HistogramOpts{Name: "isnad_job_seconds", Help: "Seconds to do a job, by its kind and outcome.",
		Buckets: prometheus.ExponentialBuckets(0.01, 4, 9)}, []string{"kind", "outcome"}) // to 655 s
	for _, outcome := range []string{"read", "kept", "failed"} {
		m.pages.WithLabelValues(outcome)
	}
	return m
}

// Read hears of a page that was read, or could not be.
func (m *metrics) Read(took time.Duration, err error) {
	m.reading.Observe(took.Seconds())
	if err != nil {
		m.pages.WithLabelValues("failed").Inc()
		return
	}
	m.pages.WithLabelValues("read").Inc()
}

// Kept hears of a group of pages that was kept, or could not be.
func (m *metrics) Kept(pages int, took time.Duration, err error) {
	m.keeping.Observe(took.Seconds())
	outcome := "kept"
	if err != nil {
		outcome = "failed"
	}
	m.pages.WithLabelValues(outcome).Add(float64(pages))
}

// Did hears of a job that was done, or could not be.
func (m *metrics) Did(kind string, took time.Duration, err error) {
	outcome := "done"
	if err != nil {
		outcome = "failed"
	}
	m.jobs.WithLabelValues(kind, outcome).Observe(took.Seconds())
}

// watched has a keeping tell Prometheus what it does, if there is an address to
// serve that at, until stop is called.
func watched(k *work.Keeping, address string, z *sizes) (stop func(), err error) {
	if address == "" {
		return func() {}, nil
	}
	m := newMetrics()
	k.Watch = m
	return m.serve(address, z)
}

// sizes tells how much a store holds, and which jobs there are. Counting takes a
// while in a large one, so that an answer stands for some time.
type sizes struct {
	db   *store.Store
	jobs func(context.Context) (map[work.Kind]int, error) // by kind and state; nil if there is no queue

	mu   sync.Mutex
	at   time.Time
	told []prometheus.Metric
}

const sizesFor = 15 * time.Second

var (
	rowsDesc  = prometheus.NewDesc("isnad_store_rows", "What the database holds.", []string{"what"}, nil)
	bytesDesc = prometheus.NewDesc("isnad_store_bytes", "Bytes that the database takes.", nil, nil)
	jobsDesc  = prometheus.NewDesc("isnad_jobs", "Jobs in the queue.", []string{"kind", "state"}, nil)
	depthDesc = prometheus.NewDesc("isnad_queue_depth", "Jobs that wait for a worker, or to be tried again.", nil, nil)
	upDesc    = prometheus.NewDesc("isnad_database_up", "Whether the database could be asked for the above.", nil, nil)
)

func (z *sizes) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{rowsDesc, bytesDesc, jobsDesc, depthDesc, upDesc} {
		ch <- d
	}
}

func (z *sizes) Collect(ch chan<- prometheus.Metric) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if time.Since(z.at) > sizesFor {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		told, err := z.ask(ctx)
		up := 1.0
		if err != nil {
			up = 0
			slog.Warn("metrics", "reason", err)
		}
		z.told, z.at = append(told, prometheus.MustNewConstMetric(upDesc, prometheus.GaugeValue, up)), time.Now()
	}
	for _, m := range z.told {
		ch <- m
	}
}

func (z *sizes) ask(ctx context.Context) (told []prometheus.Metric, err error) {
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		told = append(told, prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...))
	}
	n, err := z.db.Count(ctx)
	if err != nil {
		return told, err
	}
	for what, value := range map[string]int{"pages": n.Pages, "versions": n.Versions, "captures": n.Captures, "unread": n.Unread, "unindexed": n.Unindexed} {
		gauge(rowsDesc, float64(value), what)
	}
	bytes, err := z.db.Size(ctx)
	if err != nil {
		return told, err
	}
	gauge(bytesDesc, float64(bytes))
	if z.jobs == nil {
		return told, nil
	}
	jobs, err := z.jobs(ctx)
	if err != nil {
		return told, err
	}
	depth := 0
	for k, value := range jobs {
		gauge(jobsDesc, float64(value), k.Name, string(k.State))
		if k.State == work.Waiting || k.State == work.Retrying {
			depth += value
		}
	}
	gauge(depthDesc, float64(depth))
	return told, nil
}

// metricsFlag is the address that metrics are served at.
func metricsFlag(cmd *cobra.Command, address *string) {
	cmd.Flags().StringVar(address, "metrics", "", "serve /metrics for Prometheus, /healthz and /readyz at this `address`, as 9100 (for this machine only) or 0.0.0.0:9100")
	settableFlag(cmd, "metrics")
}

// serve answers Prometheus until stop is called.
func (m *metrics) serve(address string, z *sizes) (stop func(), err error) {
	at, err := metricsAddress(address)
	if err != nil {
		return nil, fmt.Errorf("--metrics %q: %w", address, err)
	}
	listener, err := net.Listen("tcp", at)
	if err != nil {
		return nil, failure{fmt.Errorf("--metrics: %w", err)}
	}
	m.registry.MustRegister(z)
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
		defer cancel()
		if err := z.db.Ping(ctx); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		io.WriteString(w, "ok\n")
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			slog.Error("metrics", "reason", err)
		}
	}()
	slog.Info("metrics are served", "address", listener.Addr().String())
	return func() {
		server.Close()
		<-done
	}, nil
}
