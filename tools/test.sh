#!/usr/bin/env bash
# make test: everything that must hold before a change is published. The first stage that fails ends it;
# the exit code is the truth. A table of the stages and their seconds comes last in either case.
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

names=()
seconds=()
results=()
table() {
  local outcome=$? i
  tools/postgres.sh stop throwaway || outcome=1
  printf '\n%-44s %8s  %s\n' stage seconds result
  for i in "${!names[@]}"; do printf '%-44s %8s  %s\n' "${names[$i]}" "${seconds[$i]:-}" "${results[$i]:-FAILED}"; done
  if [ "$outcome" = 0 ]; then echo "make test: passed"; else echo "make test: FAILED"; fi
  exit "$outcome"
}
stage() {
  local name="$1" began=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  names+=("$name")
  "$@"
  seconds+=("$((SECONDS - began))")
  results+=(passed)
}

# Never the caller's database, except where the caller says so on purpose.
if [ -n "${PORTAL_TEST_DATABASE_URL:-}" ]; then export DATABASE_URL="$PORTAL_TEST_DATABASE_URL"; else unset DATABASE_URL; fi
export PORTAL_STACK=test

integration_tests() {
  local url
  url="$(tools/postgres.sh start throwaway)"
  DATABASE_URL="$url" cargo nextest run --lib --bins --tests --no-fail-fast
}
shell_scripts() {
  local script
  for script in tools/*.sh .ci/run; do bash -n "$script"; done
}

trap table EXIT
stage "prerequisites" tools/prerequisites.sh test
stage "scripts are valid" shell_scripts
stage "format" cargo fmt --check
stage "query data is current" tools/prepare_queries.sh --check
stage "clippy: domain alone" cargo clippy --quiet --no-default-features --lib -- -D warnings
stage "clippy: server, tests" cargo clippy --quiet --all-targets -- -D warnings
stage "clippy: browser" cargo clippy --quiet --lib --target wasm32-unknown-unknown --no-default-features --features hydrate -- -D warnings
stage "tests (nextest)" integration_tests
stage "browser dependencies are allowed" tools/wasm_dependencies.sh
stage "site: islands, styles" tools/build_site.sh
stage "sizes" node tools/sizes.mjs
# With the tests, as they were built before: alone the server would be compiled anew, with other features of crates.
stage "server" cargo build --quiet --bins --tests
stage "chaos: payments" env N=60 SEED=2026 tools/chaos_payments.sh
stage "journeys in Chromium" node end2end/run.mjs
