#!/usr/bin/env bash
# make watch: like make run, and after each change of the sources builds again and restarts the portal.
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

export PORTAL_WASM_PROFILE=dev
tools/prerequisites.sh run
cargo build
tools/build_site.sh
built="$RUN_DIR/watch-built"
touch "$built"
tools/stack.sh &
stack_pid=$!
trap 'kill -TERM "$stack_pid" 2>/dev/null; wait "$stack_pid"' EXIT
trap 'exit 0' INT TERM

while kill -0 "$stack_pid" 2>/dev/null; do
  sleep 1
  changed="$(find src style public migrations Cargo.toml -newer "$built" -type f -print -quit 2>/dev/null)"
  [ -n "$changed" ] || continue
  touch "$built"
  say "changed: $changed"
  if cargo build && tools/build_site.sh; then kill -HUP "$stack_pid"; fi
done
