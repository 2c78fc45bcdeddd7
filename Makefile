GO       ?= go
FUZZTIME ?= 20s

.PHONY: build demo test check unit fuzz bench bench-million quality vuln clean

# One static program that needs nothing else on the machine.
build:
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=auto -ldflags '-s -w' -o isnad ./cmd/isnad

# The shortest way to see what it does: one page, what thirteen pages of an
# invented story share, the same pages kept, listed and searched, and at last
# the reading room, which stays open until Ctrl-C.
demo: build
	./isnad show examples/dossier/06-mizan.html
	./isnad compare --pretty examples/dossier
	rm -f demo.db demo.db-wal demo.db-shm
	./isnad add --db demo.db examples/dossier
	./isnad stories --db demo.db --limit 5
	./isnad search --db demo.db 'السد figure>=17:قتيل'
	./isnad serve --db demo.db

test: check unit

check:
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt: $$unformatted"; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

# The race detector needs cgo and so a C compiler; the program does not.
unit:
	@scripts/setup
	CGO_ENABLED=1 $(GO) test -race -shuffle=on -timeout 30m ./...

# Every fuzz target in turn, FUZZTIME each.
fuzz:
	@for package in $$($(GO) list ./...); do \
		for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			echo "$$package $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package || exit 1; \
		done; \
	done

# Measures how fast pages are read, compared, kept and searched, beside other
# programs, and writes docs/speed.md; it takes half an hour and more, and one part
# of it less: make bench-search. What it measures on is no part of the repository:
# see there.
bench:
	@scripts/setup
	@scripts/setup-bench
	$(GO) test -run '^$$' -bench . -benchmem ./...
	cd bench/temporal && $(GO) run .
	cd bench/speed && $(GO) run . -growing -date $$(date +%F) -write ../../docs/speed.md

bench-%:
	cd bench/speed && $(GO) run . -only $* -date $$(date +%F) -write ../../docs/speed.md

# Keeps a million articles that are made of real ones, and writes
# docs/speed-million.md. It takes half an hour and more, and 15 GB of disk.
bench-million:
	cd bench/speed && $(GO) run . -million -date $$(date +%F) -write ../../docs/speed-million.md

# Measures how well pages are read and writes docs/quality.md. What it measures
# on is no part of the repository: see there.
quality: build
	$(GO) run ./bench/quality

# Asks the Go vulnerability database, so it needs the network.
vuln:
	$(GO) run golang.org/x/vuln/cmd/govulncheck@v1.1.4 ./...

clean:
	rm -f isnad demo.db demo.db-wal demo.db-shm
