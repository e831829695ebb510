# Thin: each target is a script of tools/, which says at its head what it does and what may be set.

.DEFAULT_GOAL := help
.PHONY: help run stop watch build test prepare end2end docs attack chaos-payments fuzz screenshots bench bench-matching

help:         ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

run:          ## install what is missing, build, start everything, say where; Ctrl-C stops it
	@tools/run.sh

stop:         ## end what `make run` left running
	@tools/stop.sh

watch:        ## like run; builds and restarts after each change
	@tools/watch.sh

build:        ## target/release/portal and target/site
	@tools/build.sh

test:         ## format, clippy, all tests, the browser build, the journeys in Chromium
	@tools/test.sh

prepare:      ## write .sqlx anew after a query or a migration changed
	@tools/prepare_queries.sh

end2end:      ## the journeys alone; ONLY=part-of-a-file-name picks some
	@tools/end2end.sh

docs:         ## write docs/access.md anew after a role, a right or a door changed
	@tools/docs.sh

attack:       ## sqlmap and wapiti against the running demo, 127.0.0.1 alone; report in .run/attack (docs/attack.md)
	@tools/attack.sh

chaos-payments: ## N people pay while everything goes wrong; then each đồng is looked for (N=10000 SEED=2026)
	@PROFILE=release N=$(or $(N),10000) SEED=$(or $(SEED),2026) tools/chaos_payments.sh

fuzz:         ## bytes that anyone may send against the parsers that read them, SECONDS_EACH=60
	@tools/fuzz.sh

screenshots:  ## every page at 360 and 1280 px into end2end/screenshots/
	@ONLY=every_page tools/end2end.sh

bench:        ## sizes and ratios against their limits
	@tools/bench.sh

bench-matching: ## the matching against what cannot be avoided, others' packages and psql (docs/matching.md)
	@tools/bench_matching.sh
